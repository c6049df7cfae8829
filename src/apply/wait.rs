//! Waiting for the API to finish: polls with growing pauses, and holds no call while it sleeps.

use std::future::Future;
use std::time::{Duration, Instant};

use super::error::StepError;
use super::stop::Stop;
use crate::aws::AwsError;
use crate::model::Identity;

/// How patient a run is.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// The first pause between two looks.
    pub first: Duration,
    /// The longest one.
    pub longest: Duration,
    /// How long one state may take to come.
    pub limit: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { first: Duration::from_millis(100), longest: Duration::from_secs(5), limit: Duration::from_mins(10) }
    }
}

impl Patience {
    /// The pauses, one after the other.
    pub fn pauses(self) -> impl Iterator<Item = Duration> {
        std::iter::successors(Some(self.first), move |pause| Some((*pause * 3 / 2).min(self.longest)))
    }
}

/// Asks until `done` gives something. `look` gives `None` where the resource is gone.
pub async fn until<T, Look, Answer, Done>(
    label: &str,
    patience: Patience,
    stop: &Stop,
    mut look: Look,
    mut done: Done,
) -> Result<T, StepError>
where
    Look: FnMut() -> Answer,
    Answer: Future<Output = Result<Option<Identity>, AwsError>>,
    Done: FnMut(Option<Identity>) -> Result<Option<T>, StepError>,
{
    let start = Instant::now();
    for pause in patience.pauses() {
        stop.check()?;
        let seen = look().await?;
        let status = seen.as_ref().and_then(|identity| identity.status.clone());
        if let Some(result) = done(seen)? {
            return Ok(result);
        }
        let waited = start.elapsed();
        if waited >= patience.limit {
            let status = status.unwrap_or_else(|| "there".to_owned());
            return Err(StepError::TimedOut { label: label.to_owned(), status, waited });
        }
        stop.sleep(pause).await;
    }
    unreachable_pause(label)
}

/// The pauses never end; should they, that is a missing state.
fn unreachable_pause<T>(label: &str) -> Result<T, StepError> {
    Err(StepError::Missing { label: label.to_owned() })
}

/// Gives `None` for what is not found.
pub fn optional<T>(answer: Result<T, AwsError>) -> Result<Option<T>, AwsError> {
    match answer {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}
