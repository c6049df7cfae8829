//! The own brake: VPC Lattice publishes no request rates, so calls are spread before it has to say no.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// A token bucket that holds one second's worth of calls. Without a rate it lets everything through.
#[derive(Debug, Default)]
pub struct TokenBucket {
    interval: Option<Duration>,
    next: Mutex<Option<Instant>>,
}

/// How many seconds of calls may go out at once.
const BURST: Duration = Duration::from_secs(1);

impl TokenBucket {
    /// So many calls a second; `None` or a rate that is not positive: no limit.
    pub fn new(per_second: Option<f64>) -> Self {
        let interval = per_second.filter(|rate| rate.is_finite() && *rate > 0.0).map(|rate| {
            // A very small rate would overflow the duration: one call an hour is slow enough.
            Duration::from_secs_f64((1.0 / rate).min(3600.0))
        });
        Self { interval, next: Mutex::new(None) }
    }

    /// Waits until the next call may go out.
    pub async fn take(&self) {
        let Some(interval) = self.interval else { return };
        let now = Instant::now();
        let wait = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            let due = next.map_or(now, |due| due.max(now));
            *next = Some(due + interval);
            due.saturating_duration_since(now).saturating_sub(BURST.saturating_sub(interval))
        };
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_beyond_the_burst_are_spread() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let bucket = TokenBucket::new(Some(50.0));
            let start = std::time::Instant::now();
            for _ in 0..50 {
                bucket.take().await;
            }
            assert!(start.elapsed() < Duration::from_millis(200), "a second's worth goes out at once");
            for _ in 0..10 {
                bucket.take().await;
            }
            let spread = start.elapsed();
            assert!(spread >= Duration::from_millis(150), "ten more take a fifth of a second: {spread:?}");
        });
    }

    #[test]
    fn without_a_rate_nothing_waits() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            for rate in [None, Some(0.0), Some(f64::NAN), Some(-1.0)] {
                let bucket = TokenBucket::new(rate);
                let start = std::time::Instant::now();
                for _ in 0..10_000 {
                    bucket.take().await;
                }
                assert!(start.elapsed() < Duration::from_millis(500));
            }
        });
    }
}
