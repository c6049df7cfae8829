//! Asking a run to stop: calls in flight end, nothing new begins.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::error::StepError;

/// Which signal asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// SIGINT, Ctrl-C.
    Interrupt,
    /// SIGTERM.
    Terminate,
}

/// Whether the run shall stop; clones see the same.
#[derive(Clone, Debug)]
pub struct Stop {
    sender: Arc<watch::Sender<Option<Signal>>>,
}

impl Default for Stop {
    fn default() -> Self {
        Self { sender: Arc::new(watch::Sender::new(None)) }
    }
}

impl Stop {
    /// Asks the run to stop.
    pub fn ask(&self, signal: Signal) {
        self.sender.send_modify(|asked| {
            asked.get_or_insert(signal);
        });
    }

    /// Who asked, if anyone.
    pub fn asked(&self) -> Option<Signal> {
        *self.sender.borrow()
    }

    /// Fails once somebody asked.
    pub fn check(&self) -> Result<(), StepError> {
        if self.asked().is_some() { Err(StepError::Interrupted) } else { Ok(()) }
    }

    /// Sleeps, but not on after somebody asked.
    pub async fn sleep(&self, pause: Duration) {
        let mut receiver = self.sender.subscribe();
        let asked = receiver.wait_for(Option::is_some);
        // Either end is the same to the caller, who checks.
        let _ = tokio::time::timeout(pause, asked).await;
    }
}
