//! What a run tells while it goes on: one event per change of state, for people and for programs.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::step::Step;
use crate::diff::Kind;
use crate::model::Label;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// A round of steps begins; more than one where somebody else was at work too.
    RoundStarted {
        /// From 1.
        round: u32,
        /// How many steps it has.
        steps: usize,
        /// Which.
        #[serde(skip)]
        names: Vec<StepName>,
    },
    /// A step begins.
    StepStarted(StepName),
    /// A step ended well.
    StepDone(StepName),
    /// A step failed.
    StepFailed {
        /// Which.
        #[serde(flatten)]
        step: StepName,
        /// Why.
        error: String,
    },
    /// A step was under way when the run was stopped: what it did stays.
    StepStopped {
        /// Which.
        #[serde(flatten)]
        step: StepName,
        /// Why.
        reason: String,
    },
    /// A step was not tried: one before it failed, or the run was stopped.
    StepSkipped {
        /// Which.
        #[serde(flatten)]
        step: StepName,
        /// Why.
        reason: String,
    },
    /// The account is read again, to prove that it is what it should be.
    Verifying,
    /// A round could not finish because somebody else changed the account; it is looked at again.
    Again {
        /// Why.
        reason: String,
    },
}

/// A step, by what it does to what.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct StepName {
    /// What is done (`create`, `delete`, `update rules of`, ...).
    pub action: &'static str,
    /// The kind of resource.
    pub kind: Kind,
    /// The resource.
    pub label: Label,
    /// The changes that it is a part of, by their labels.
    #[serde(skip)]
    pub changes: BTreeSet<Label>,
}

impl From<&Step> for StepName {
    fn from(step: &Step) -> Self {
        Self { action: step.action.verb(), kind: step.kind, label: step.label.clone(), changes: step.changes.clone() }
    }
}

impl std::fmt::Display for StepName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.action, self.label)
    }
}

/// Where events go.
pub trait Listener: Send + Sync {
    /// Takes one.
    fn on(&self, event: &Event);
}

/// Nobody listens.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Listener for Silent {
    fn on(&self, _event: &Event) {}
}
