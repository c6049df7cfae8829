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
        let wait = self.wait(Instant::now());
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
    }

    /// How long a call that comes now has to wait.
    fn wait(&self, now: Instant) -> Duration {
        let Some(interval) = self.interval else { return Duration::ZERO };
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let due = next.map_or(now, |due| due.max(now));
        *next = Some(due + interval);
        due.saturating_duration_since(now).saturating_sub(BURST.saturating_sub(interval))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_beyond_the_burst_are_spread() {
        let (bucket, now) = (TokenBucket::new(Some(50.0)), Instant::now());
        assert!((0..50).all(|_| bucket.wait(now).is_zero()), "a second's worth goes out at once");
        let waits: Vec<Duration> = (0..3).map(|_| bucket.wait(now)).collect();
        assert_eq!(waits, [20, 40, 60].map(Duration::from_millis));
        // Once those have gone out and a second has passed, there is a second's worth again.
        let later = now + Duration::from_secs(3);
        assert!((0..50).all(|_| bucket.wait(later).is_zero()));
        assert!(!bucket.wait(later).is_zero());
    }

    #[test]
    fn without_a_rate_nothing_waits() {
        for rate in [None, Some(0.0), Some(f64::NAN), Some(-1.0)] {
            let (bucket, now) = (TokenBucket::new(rate), Instant::now());
            assert!((0..10_000).all(|_| bucket.wait(now).is_zero()), "{rate:?}");
        }
    }
}
