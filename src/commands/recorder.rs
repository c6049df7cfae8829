//! What is known of a run while it goes on, for a report where it is aborted.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use super::progress::Progress;
use crate::apply::{Event, Listener, Report, Signal, StepName, Unfinished};
use crate::diff::{ChangeSet, Operation};
use crate::model::Label;

#[derive(Debug, Default)]
struct Known {
    rounds: u32,
    /// The steps of this round.
    steps: Vec<StepName>,
    flying: BTreeSet<StepName>,
    done: BTreeSet<StepName>,
    failed: Vec<Unfinished>,
    midway: Vec<Unfinished>,
    /// Changes that earlier rounds made.
    made: BTreeSet<Label>,
}

impl Known {
    /// The changes of this round whose steps all are done.
    fn finished(&self) -> BTreeSet<Label> {
        let (done, open): (Vec<_>, Vec<_>) = self.steps.iter().partition(|step| self.done.contains(*step));
        let open: BTreeSet<&Label> = open.into_iter().flat_map(|step| &step.changes).collect();
        done.into_iter().flat_map(|step| &step.changes).filter(|change| !open.contains(change)).cloned().collect()
    }

    fn take(&mut self, event: &Event) {
        match event {
            Event::RoundStarted { round, names, .. } => {
                let made = self.finished();
                self.made.extend(made);
                *self = Self {
                    rounds: *round,
                    steps: names.clone(),
                    made: std::mem::take(&mut self.made),
                    ..Self::default()
                };
            }
            Event::StepStarted(step) => drop(self.flying.insert(step.clone())),
            Event::StepDone(step) => {
                self.flying.remove(step);
                self.done.insert(step.clone());
            }
            Event::StepFailed { step, error: reason } => {
                self.flying.remove(step);
                self.failed.push(Unfinished { step: step.clone(), reason: reason.clone() });
            }
            Event::StepStopped { step, reason } => {
                self.flying.remove(step);
                self.midway.push(Unfinished { step: step.clone(), reason: reason.clone() });
            }
            Event::StepSkipped { step, .. } => drop(self.flying.remove(step)),
            Event::Verifying | Event::Again { .. } => {}
        }
    }

    fn report(&self, changes: &ChangeSet, signal: Signal) -> Report {
        let mut report =
            Report { rounds: self.rounds, failed: self.failed.clone(), stopped: Some(signal), ..Report::default() };
        let aborted = |step: &StepName| Unfinished {
            step: step.clone(),
            reason: "aborted: its call was left alone, and may still be done".to_owned(),
        };
        report.midway = self.midway.iter().cloned().chain(self.flying.iter().map(aborted)).collect();
        let begun = report.midway.iter().chain(&report.failed).flat_map(|item| &item.step.changes);
        let begun: BTreeSet<Label> = begun.cloned().collect();
        let finished = self.finished();
        for change in &changes.changes {
            let label = &change.label;
            if finished.contains(label) || (self.made.contains(label) && !begun.contains(label)) {
                report.done.insert(label.clone(), change.class());
            } else if !begun.contains(label) {
                let (action, changes) = (verb(change.operation), BTreeSet::new());
                let step = StepName { action, kind: change.kind, label: label.clone(), changes };
                report.not_tried.push(Unfinished { step, reason: "aborted".to_owned() });
            }
        }
        report
    }
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
        self.known.lock().unwrap_or_else(PoisonError::into_inner).report(changes, signal)
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
        self.known.lock().unwrap_or_else(PoisonError::into_inner).take(event);
        self.progress.on(event);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::{Kind, Origins, compare};
    use crate::model::{Account, Service, labels};

    fn step(action: &'static str, label: &str, changes: &[&str]) -> StepName {
        let changes = changes.iter().map(|label| (*label).to_owned()).collect();
        StepName { action, kind: Kind::Service, label: label.to_owned(), changes }
    }

    #[test]
    fn a_change_is_done_when_all_its_steps_are() {
        let mut after = Account::default();
        for name in ["a", "b", "c", "d"] {
            let service = Service { name: name.to_owned(), ..Service::default() };
            after.services.insert(labels::service(name), service);
        }
        let (provenance, held) = Default::default();
        let origins = Origins { provenance: &provenance, held: &held, managed_by: None };
        let changes = compare(&Account::default(), &after, &origins);
        let steps = [
            step("tag", "svc:a", &["svc:a"]),
            step("authorize", "svc:a", &["svc:a"]),
            // One step for two changes, as where a service takes its listeners along.
            step("delete", "svc:b", &["svc:b", "svc:c"]),
            step("create", "svc:d", &["svc:d"]),
        ];
        let mut known = Known::default();
        known.take(&Event::RoundStarted { round: 1, steps: steps.len(), names: steps.to_vec() });
        for done in [&steps[0], &steps[2]] {
            known.take(&Event::StepStarted(done.clone()));
            known.take(&Event::StepDone(done.clone()));
        }
        let report = known.report(&changes, Signal::Interrupt);
        assert_eq!(report.done.keys().collect::<Vec<_>>(), ["svc:b", "svc:c"]);
        let left: Vec<_> = report.not_tried.iter().map(|item| item.step.label.as_str()).collect();
        assert_eq!(left, ["svc:a", "svc:d"]);
        known.take(&Event::StepStarted(steps[1].clone()));
        known.take(&Event::StepStopped { step: steps[1].clone(), reason: "stopped".to_owned() });
        known.take(&Event::StepStarted(steps[3].clone()));
        let report = known.report(&changes, Signal::Interrupt);
        let midway: Vec<_> = report.midway.iter().map(|item| item.step.label.as_str()).collect();
        assert_eq!((midway, report.failed.len(), report.not_tried.len()), (vec!["svc:a", "svc:d"], 0, 0));
        // What was done stays done in later rounds.
        known.take(&Event::RoundStarted { round: 2, steps: 1, names: vec![steps[3].clone()] });
        let report = known.report(&changes, Signal::Interrupt);
        assert_eq!(report.done.keys().collect::<Vec<_>>(), ["svc:b", "svc:c"]);
    }
}
