//! What a run tells while it goes on: one redrawn line on a terminal, elsewhere a line per change of state
//! and a heartbeat, or one JSON value a line for programs.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::json;

use super::counted;
use super::output::write_stdout;
use crate::apply::{Event, Listener, StepName};

/// How events are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// One line, redrawn.
    Redrawn,
    /// A line per change of state, and a heartbeat.
    Lines,
    /// One JSON value a line, on stdout.
    Ndjson,
}

/// How long nothing is said before a heartbeat.
const HEARTBEAT: Duration = Duration::from_secs(10);

#[derive(Debug, Default)]
struct State {
    steps: usize,
    done: usize,
    failed: usize,
    flying: BTreeSet<StepName>,
    drawn: bool,
    last: Option<Instant>,
}

/// Shows events; clones show into the same place.
#[derive(Clone, Debug)]
pub struct Progress {
    style: Style,
    start: Instant,
    state: Arc<Mutex<State>>,
}

impl Progress {
    /// Nothing shown yet.
    pub fn new(style: Style) -> Self {
        Self { style, start: Instant::now(), state: Arc::default() }
    }

    /// Says now and then that something is going on, until it is dropped.
    pub async fn beat(self) {
        loop {
            tokio::time::sleep(Duration::from_secs(1)).await;
            let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            let silent = state.last.is_none_or(|last| last.elapsed() >= HEARTBEAT);
            let beats = match self.style {
                Style::Redrawn => true,
                Style::Lines | Style::Ndjson => silent && self.start.elapsed() >= HEARTBEAT,
            };
            if beats {
                self.heartbeat(state);
            }
        }
    }

    fn heartbeat(&self, mut state: std::sync::MutexGuard<'_, State>) {
        state.last = Some(Instant::now());
        let waiting: Vec<String> = state.flying.iter().take(3).map(ToString::to_string).collect();
        match self.style {
            Style::Redrawn => self.redraw(&mut state),
            Style::Lines => {
                let seconds = self.start.elapsed().as_secs();
                let more = state.flying.len().saturating_sub(waiting.len());
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                say(&format!(
                    "still at work after {seconds} s: {}{more} ({} of {})",
                    waiting.join(", "),
                    state.done,
                    state.steps
                ));
            }
            Style::Ndjson => tell(&json!({
                "event": "heartbeat", "seconds": self.start.elapsed().as_secs(),
                "done": state.done, "steps": state.steps, "waiting": waiting,
            })),
        }
    }

    /// Ends the redrawn line.
    pub fn finish(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::take(&mut state.drawn) {
            // Nobody reads a closed stderr.
            let _ = write!(std::io::stderr(), "\r\u{1b}[K");
        }
    }

    fn redraw(&self, state: &mut State) {
        state.drawn = true;
        let current = state.flying.first().map(ToString::to_string).unwrap_or_default();
        let more = state.flying.len().saturating_sub(1);
        let more = if more > 0 { format!(" (+{more})") } else { String::new() };
        let failed = if state.failed > 0 { format!(", {} failed", state.failed) } else { String::new() };
        let seconds = self.start.elapsed().as_secs();
        let line: String =
            format!("{}/{}{failed}  {seconds} s  {current}{more}", state.done, state.steps).chars().take(79).collect();
        let _ = write!(std::io::stderr(), "\r\u{1b}[K{line}");
        let _ = std::io::stderr().flush();
    }

    fn count(state: &mut State, event: &Event) {
        match event {
            Event::RoundStarted { steps, .. } => {
                *state = State { steps: *steps, drawn: state.drawn, last: state.last, ..State::default() };
            }
            Event::StepStarted(step) => drop(state.flying.insert(step.clone())),
            Event::StepDone(step) => {
                state.flying.remove(step);
                state.done += 1;
            }
            Event::StepFailed { step, .. } => {
                state.flying.remove(step);
                state.failed += 1;
            }
            Event::StepStopped { step, .. } | Event::StepSkipped { step, .. } => drop(state.flying.remove(step)),
            Event::Verifying | Event::Again { .. } => {}
        }
    }
}

impl Listener for Progress {
    fn on(&self, event: &Event) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        Self::count(&mut state, event);
        match self.style {
            Style::Ndjson => {
                state.last = Some(Instant::now());
                tell(&serde_json::to_value(event).expect("events are always JSON"));
            }
            Style::Redrawn => self.redraw(&mut state),
            Style::Lines => {
                if let Some(line) = line(event, &state) {
                    state.last = Some(Instant::now());
                    say(&line);
                }
            }
        }
    }
}

fn line(event: &Event, state: &State) -> Option<String> {
    let at = format!("[{}/{}]", state.done, state.steps);
    match event {
        Event::RoundStarted { round: 1, steps, .. } => Some(counted(*steps, "step")),
        Event::RoundStarted { round, steps, .. } => Some(format!("round {round}: {}", counted(*steps, "step"))),
        Event::StepStarted(_) => None,
        Event::StepDone(step) => Some(format!("{at} done: {step}")),
        Event::StepFailed { step, error } => Some(format!("{at} failed: {step}: {error}")),
        Event::StepStopped { step, reason } => Some(format!("{at} {step}: {reason}")),
        Event::StepSkipped { step, reason } => Some(format!("{at} not tried: {step} ({reason})")),
        Event::Verifying => Some("reading the account again".to_owned()),
        Event::Again { reason } => Some(format!("again: {reason}")),
    }
}

fn say(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

fn tell(value: &serde_json::Value) {
    // A reader that went away is no reason to stop changing the account halfway.
    let _ = write_stdout(&format!("{value}\n"));
}
