//! What is known of a run while it goes on, for a report where it is aborted.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use super::progress::Progress;
use crate::apply::{Event, Listener, Report, Signal, StepName, Unfinished};
use crate::diff::{Change, ChangeSet, Kind, Operation};
use crate::model::labels;

#[derive(Debug, Default)]
struct Known {
    rounds: u32,
    flying: BTreeSet<StepName>,
    done: BTreeSet<StepName>,
    failed: Vec<Unfinished>,
}

/// Passes events on and remembers them; clones remember in the same place.
#[derive(Clone, Debug)]
pub struct Recorder {
    progress: Progress,
    known: Arc<Mutex<Known>>,
}

impl Recorder {
    /// Nothing known yet.
    pub fn new(progress: Progress) -> Self {
        Self { progress, known: Arc::default() }
    }

    /// The report of a run that was left where it is; `changes` are those that it began with.
    pub fn report(&self, changes: &ChangeSet, signal: Signal) -> Report {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut report =
            Report { rounds: known.rounds, failed: known.failed.clone(), stopped: Some(signal), ..Report::default() };
        let aborted = |step: &StepName| Unfinished {
            step: step.clone(),
            reason: "aborted: its call was left alone, and may still be done".to_owned(),
        };
        report.midway = known.flying.iter().map(aborted).collect();
        let open: BTreeSet<&str> = known
            .flying
            .iter()
            .chain(known.failed.iter().map(|item| &item.step))
            .map(|step| step.label.as_str())
            .collect();
        for change in &changes.changes {
            let place = place(change);
            if open.contains(place) {
                continue;
            }
            if known.done.iter().any(|step| step.label == place) {
                report.done.insert(change.label.clone(), change.class());
            } else {
                let step = StepName { action: verb(change.operation), kind: change.kind, label: change.label.clone() };
                report.not_tried.push(Unfinished { step, reason: "aborted".to_owned() });
            }
        }
        report
    }
}

/// The label of the step that brings a change about: rules change together, by their listener.
fn place(change: &Change) -> &str {
    match (change.kind, change.operation) {
        (Kind::Rule, Operation::Update | Operation::Replace) => labels::listener_of(&change.label),
        _ => &change.label,
    }
}

fn verb(operation: Operation) -> &'static str {
    match operation {
        Operation::Create => "create",
        Operation::Update => "update",
        Operation::Replace => "replace",
        Operation::Delete => "delete",
    }
}

impl Listener for Recorder {
    fn on(&self, event: &Event) {
        {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            match event {
                Event::RoundStarted { round, .. } => {
                    known.rounds = *round;
                    known.failed.clear();
                }
                Event::StepStarted(step) => drop(known.flying.insert(step.clone())),
                Event::StepDone(step) => {
                    known.flying.remove(step);
                    known.done.insert(step.clone());
                }
                Event::StepFailed { step, error: reason } | Event::StepStopped { step, reason } => {
                    known.flying.remove(step);
                    known.failed.push(Unfinished { step: step.clone(), reason: reason.clone() });
                }
                Event::StepSkipped { step, .. } => drop(known.flying.remove(step)),
                Event::Verifying | Event::Again { .. } => {}
            }
        }
        self.progress.on(event);
    }
}
