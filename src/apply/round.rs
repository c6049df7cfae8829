//! One round: steps go as soon as what they need is done, as many at a time as the client lets through.

use std::collections::BTreeSet;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;

use super::error::StepError;
use super::event::{Event, Listener, StepName};
use super::execute::Runner;
use super::step::{Graph, StepId};
use crate::aws::LatticeWrite;
use crate::model::Label;

/// How the steps of a round ended.
#[derive(Debug, Default)]
pub struct Ended {
    /// Done.
    pub done: Vec<StepId>,
    /// Failed, with the reason.
    pub failed: Vec<(StepId, StepError)>,
    /// Begun and stopped, with the reason.
    pub midway: Vec<(StepId, StepError)>,
    /// Not tried, with the reason.
    pub skipped: Vec<(StepId, String)>,
    /// Left as it is, with what keeps it.
    pub blocked: Vec<(StepId, Vec<String>)>,
}

impl Ended {
    /// Whether looking again may help.
    pub fn was_a_race(&self) -> bool {
        self.failed.iter().any(|(_, error)| error.is_race())
    }

    /// The changes whose steps all were done.
    pub fn changes_done(&self, graph: &Graph) -> BTreeSet<Label> {
        let labels = |ids: &mut dyn Iterator<Item = StepId>| -> BTreeSet<Label> {
            ids.flat_map(|id| graph.steps[id].changes.iter().cloned()).collect()
        };
        let ended = self.failed.iter().chain(&self.midway).map(|(id, _)| *id);
        let left = self.skipped.iter().map(|(id, _)| *id).chain(self.blocked.iter().map(|(id, _)| *id));
        let open = labels(&mut ended.chain(left));
        labels(&mut self.done.iter().copied()).into_iter().filter(|label| !open.contains(label)).collect()
    }
}

/// Does all steps. What a failed one blocks is not tried; everything else goes on.
pub async fn run<W: LatticeWrite>(runner: &Runner<W>, graph: &Graph, listener: &dyn Listener) -> Ended {
    let mut ended = Ended::default();
    let mut open: BTreeSet<StepId> = (0..graph.steps.len()).collect();
    let mut done: BTreeSet<StepId> = BTreeSet::new();
    let mut flying = FuturesUnordered::new();
    loop {
        let stopped = runner.stop.asked().is_some();
        let ready: Vec<StepId> = open.iter().copied().filter(|id| graph.steps[*id].needs.is_subset(&done)).collect();
        for id in ready.into_iter().filter(|_| !stopped) {
            open.remove(&id);
            let step = &graph.steps[id];
            listener.on(&Event::StepStarted(StepName::from(step)));
            flying.push(async move { (id, runner.perform(step).await) });
        }
        let Some((id, result)) = flying.next().await else { break };
        let name = StepName::from(&graph.steps[id]);
        match result {
            Ok(()) => {
                listener.on(&Event::StepDone(name));
                done.insert(id);
                ended.done.push(id);
            }
            Err(StepError::Interrupted) => skip(&mut ended, graph, id, "stopped", listener),
            Err(StepError::InUse { by, .. }) => {
                listener.on(&Event::StepSkipped { step: name, reason: format!("used by {}", by.join(", ")) });
                ended.blocked.push((id, by));
            }
            Err(error @ StepError::Midway) => {
                listener.on(&Event::StepStopped { step: name, reason: error.to_string() });
                ended.midway.push((id, error));
            }
            Err(error) => {
                listener.on(&Event::StepFailed { step: name, error: error.to_string() });
                ended.failed.push((id, error));
            }
        }
    }
    for id in open {
        let reason = blocker(graph, &ended, id).unwrap_or_else(|| "stopped".to_owned());
        skip(&mut ended, graph, id, &reason, listener);
    }
    ended
}

fn skip(ended: &mut Ended, graph: &Graph, id: StepId, reason: &str, listener: &dyn Listener) {
    let step = StepName::from(&graph.steps[id]);
    listener.on(&Event::StepSkipped { step, reason: reason.to_owned() });
    ended.skipped.push((id, reason.to_owned()));
}

/// The failed step that an open one waits for, near or far.
fn blocker(graph: &Graph, ended: &Ended, id: StepId) -> Option<String> {
    let mut seen = BTreeSet::new();
    let mut near: Vec<StepId> = graph.steps[id].needs.iter().copied().collect();
    while let Some(next) = near.pop() {
        let failed = ended.failed.iter().map(|(id, _)| id).chain(ended.blocked.iter().map(|(id, _)| id));
        if failed.into_iter().any(|failed| *failed == next) {
            return Some(format!("needs: {}", StepName::from(&graph.steps[next])));
        }
        if seen.insert(next) {
            near.extend(graph.steps[next].needs.iter().copied());
        }
    }
    None
}
