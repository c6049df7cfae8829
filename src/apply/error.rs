//! Why a step did not come to its end.

use std::time::Duration;

use crate::aws::{AwsError, AwsErrorKind};

/// What ends a step.
#[derive(Debug, thiserror::Error)]
pub enum StepError {
    /// A call failed, after all retries.
    #[error(transparent)]
    Call(Box<AwsError>),
    /// A call answered 200 and yet did not do all.
    #[error("{operation} did not take {what}: {reason}")]
    Partial {
        /// The operation.
        operation: &'static str,
        /// What was not done.
        what: String,
        /// The service's words.
        reason: String,
    },
    /// The resource ended in a failed state, more than once.
    #[error("{label} ended in {status}: {reason}")]
    Failed {
        /// The resource.
        label: String,
        /// The state.
        status: String,
        /// The service's words.
        reason: String,
    },
    /// The state that was waited for did not come.
    #[error("{label} is still {status} after {} s", waited.as_secs())]
    TimedOut {
        /// The resource.
        label: String,
        /// Its last state.
        status: String,
        /// How long was waited.
        waited: Duration,
    },
    /// What the API was still at work on ended in a failed state.
    #[error("{label} ended in {status} while it was waited for: {reason}")]
    Unsettled {
        /// The resource.
        label: String,
        /// The state.
        status: String,
        /// The service's words.
        reason: String,
    },
    /// The API refused to delete it for as long as was waited.
    #[error("{label} could not be deleted for {} s: {source}", waited.as_secs())]
    Undeletable {
        /// The resource.
        label: String,
        /// How long was tried.
        waited: Duration,
        /// The last refusal.
        source: Box<AwsError>,
    },
    /// Somebody that this run has nothing to do with uses it.
    #[error("{label} is used by {}: left as it is", by.join(", "))]
    InUse {
        /// The resource.
        label: String,
        /// Who uses it, by ARN.
        by: Vec<String>,
    },
    /// Somebody else owns it by now.
    #[error("{label} belongs to {owner} by now: left alone [LAT2001]")]
    Foreign {
        /// The resource.
        label: String,
        /// The owner's tag.
        owner: String,
    },
    /// Something that should be there has no id.
    #[error("{label} is not there any more")]
    Missing {
        /// The resource.
        label: String,
    },
    /// The user asked to stop before the step began.
    #[error("stopped")]
    Interrupted,
    /// The user asked to stop while it was under way.
    #[error("stopped midway: what it began stays, and the next run goes on from there")]
    Midway,
}

impl From<AwsError> for StepError {
    fn from(error: AwsError) -> Self {
        Self::Call(Box::new(error))
    }
}

impl StepError {
    /// Whether looking again may help: somebody else was at work beside us.
    pub fn is_race(&self) -> bool {
        match self {
            Self::Call(error) => matches!(error.kind, AwsErrorKind::Conflict | AwsErrorKind::NotFound),
            Self::Missing { .. } | Self::Partial { .. } | Self::Unsettled { .. } => true,
            Self::Failed { .. }
            | Self::TimedOut { .. }
            | Self::Undeletable { .. }
            | Self::InUse { .. }
            | Self::Foreign { .. }
            | Self::Interrupted
            | Self::Midway => false,
        }
    }
}
