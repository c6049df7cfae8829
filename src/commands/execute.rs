//! Running a change: signals, progress, rounds, and the report.

use std::future::Future;

use serde::Serialize;

use super::change::pretty;
use super::output::{self, write_stderr};
use super::progress::{Progress, Style};
use crate::apply::{self, Aim, Options, Patience, Report, Rules, Signal, Stop, Unfinished};
use crate::apply::{Allowed, Blocked};
use crate::aws::{CallCounts, LatticeRead as _, LatticeWrite, WriteClient};
use crate::diff::{ChangeSet, Class};
use crate::error::{Error, Exit};
use crate::model::{FORMAT_VERSION, Label};
use crate::settings::{Format, OutputSpec};

/// How long things may take.
#[derive(clap::Args, Clone, Debug)]
#[command(next_help_heading = "Waiting")]
pub struct WaitArgs {
    /// Seconds that a resource may take to become ready, or to be gone
    #[arg(long, value_name = "SECONDS", default_value_t = 600, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub wait_timeout: u64,

    /// Milliseconds between the first two looks at a resource; later ones are further apart
    #[arg(long, value_name = "MS", default_value_t = 200, value_parser = clap::value_parser!(u64).range(1..=60_000))]
    pub poll_interval: u64,

    /// How often the account is looked at again where somebody else changes it too
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub max_rounds: u32,
}

impl WaitArgs {
    fn patience(&self) -> Patience {
        let first = std::time::Duration::from_millis(self.poll_interval);
        Patience { first, limit: std::time::Duration::from_secs(self.wait_timeout), ..Patience::default() }
    }
}

/// What a run came to, with the calls that it took.
#[derive(Debug)]
pub struct Outcome {
    /// How it ended.
    pub report: Report,
    /// Why the account could not be read again, if it could not.
    pub unread: Option<String>,
    /// The calls that were made.
    pub counts: CallCounts,
}

/// The outcome where the first look found nothing to change.
pub fn nothing_to_do(counts: CallCounts, aim: Aim) -> Outcome {
    let report = Report { remaining: Some(aim.changes), blocked: aim.blocked, ..Report::default() };
    Outcome { report, unread: None, counts }
}

/// Runs a change to its end, or until somebody stops it.
pub async fn run<Look, Answer>(
    writer: &WriteClient,
    first: Aim,
    rules: Rules,
    allowed: Allowed,
    waits: &WaitArgs,
    style: Style,
    look: Look,
) -> Result<Outcome, Error>
where
    Look: Fn(bool) -> Answer,
    Answer: Future<Output = Result<Aim, Error>>,
{
    let stop = Stop::default();
    let options = Options { allowed, rules, patience: waits.patience(), rounds: waits.max_rounds, stop: stop.clone() };
    let progress = Progress::new(style);
    let working = supervised(writer, first, &options, look, &progress);
    let (report, unread) = tokio::select! {
        result = working => result,
        signal = aborted(&stop) => {
            progress.finish();
            write_stderr("aborted: calls in flight were left alone; run it again to see what is left\n");
            return Err(Error::ended(exit_of(signal), "stopped at once"));
        }
        () = progress.clone().beat() => unreachable_beat(),
    };
    progress.finish();
    Ok(Outcome { report, unread, counts: writer.counts() })
}

/// The heartbeat never ends by itself; should it, nothing is known.
fn unreachable_beat() -> (Report, Option<String>) {
    (Report::default(), Some("the heartbeat ended".to_owned()))
}

async fn supervised<W, Look, Answer>(
    writer: &W,
    first: Aim,
    options: &Options,
    look: Look,
    progress: &Progress,
) -> (Report, Option<String>)
where
    W: LatticeWrite,
    Look: Fn(bool) -> Answer,
    Answer: Future<Output = Result<Aim, Error>>,
{
    match apply::run(writer, first, options, look, progress).await {
        Ok(report) => (report, None),
        Err((report, error)) => (report, Some(error.chain())),
    }
}

/// The first signal asks to stop, the second one ends this.
async fn aborted(stop: &Stop) -> Signal {
    let first = signal().await;
    stop.ask(first);
    write_stderr("\nstopping: calls in flight end first; once more aborts\n");
    signal().await
}

#[cfg(unix)]
async fn signal() -> Signal {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut interrupt), Ok(mut terminate)) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => Signal::Interrupt,
        _ = terminate.recv() => Signal::Terminate,
    }
}

#[cfg(not(unix))]
async fn signal() -> Signal {
    // Without a way to be asked, nobody asks.
    if tokio::signal::ctrl_c().await.is_err() {
        return std::future::pending().await;
    }
    Signal::Interrupt
}

fn exit_of(signal: Signal) -> Exit {
    match signal {
        Signal::Interrupt => Exit::Interrupted,
        Signal::Terminate => Exit::Terminated,
    }
}

/// How the run ends.
pub fn exit(outcome: &Outcome, has_errors: bool) -> Exit {
    let report = &outcome.report;
    if let Some(signal) = report.stopped {
        return exit_of(signal);
    }
    let converged = report.converged() && report.blocked.is_empty();
    match (converged, report.done.is_empty()) {
        (true, _) if has_errors => Exit::Failure,
        (true, _) => Exit::Success,
        (false, _) if !report.blocked.is_empty() => Exit::Partial,
        (false, false) => Exit::Partial,
        (false, true) => Exit::Failure,
    }
}

/// What `-o json` prints of a run.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(title = "latticectl apply")]
pub struct RunDocument {
    /// The version of this form.
    pub format_version: String,
    /// Whether the account was read again and is what it should be.
    pub converged: bool,
    /// What was changed, with the gravest class of each change.
    pub done: std::collections::BTreeMap<Label, Class>,
    /// What failed, with the reason.
    pub failed: Vec<Unfinished>,
    /// What was not tried, with the reason.
    pub not_tried: Vec<Unfinished>,
    /// Deletions that something else stands in the way of.
    pub blocked: Vec<Blocked>,
    /// Why it was not tried again.
    pub refused: Vec<String>,
    /// What still differs after the last look.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remaining: Option<ChangeSet>,
    /// `interrupt` or `terminate`, where it was stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<&'static str>,
    /// Calls by operation.
    pub reads: std::collections::BTreeMap<String, u64>,
    /// Calls by operation.
    pub writes: std::collections::BTreeMap<String, u64>,
}

/// The document of a run.
pub fn document(outcome: &Outcome) -> RunDocument {
    let report = &outcome.report;
    RunDocument {
        format_version: FORMAT_VERSION.to_owned(),
        converged: report.converged(),
        done: report.done.clone(),
        failed: report.failed.clone(),
        not_tried: report.not_tried.clone(),
        blocked: report.blocked.clone(),
        refused: report.refused.iter().map(ToString::to_string).collect(),
        remaining: report.remaining.clone(),
        stopped: report.stopped.map(|signal| match signal {
            Signal::Interrupt => "interrupt",
            Signal::Terminate => "terminate",
        }),
        reads: outcome.counts.reads.clone(),
        writes: outcome.counts.writes.clone(),
    }
}

/// The JSON Schema of [`RunDocument`], as published in `schemas/`.
pub fn run_schema() -> String {
    let schema = schemars::schema_for!(RunDocument);
    format!("{:#}\n", schema.to_value())
}

/// The formats that a run can be reported in.
pub const FORMATS: [Format; 4] = [Format::Text, Format::Json, Format::Yaml, Format::Ndjson];

/// Prints how a run ended, in every format that was asked for.
pub fn print(outputs: &[OutputSpec], outcome: &Outcome) -> Result<(), Error> {
    for wanted in outputs {
        let content = match wanted.format {
            Format::Json => pretty(&document(outcome)),
            Format::Yaml => serde_yaml::to_string(&document(outcome)).expect("a report holds only what YAML can say"),
            Format::Ndjson => ndjson(outcome),
            _ => text(outcome),
        };
        output::write(wanted, &content)?;
    }
    if let Some(reason) = &outcome.unread {
        write_stderr(&format!("error: the account could not be read again: {reason}\n"));
    }
    write_stderr(&format!("{}\n", outcome.counts.line()));
    Ok(())
}

fn ndjson(outcome: &Outcome) -> String {
    let mut value = serde_json::to_value(document(outcome)).expect("a report holds only what JSON can say");
    value["event"] = "finished".into();
    format!("{value}\n")
}

fn text(outcome: &Outcome) -> String {
    use std::fmt::Write as _;
    let report = &outcome.report;
    let mut out = String::new();
    let stopped = if report.stopped.is_some() { "Stopped. " } else { "" };
    let (done, failed, left) = (report.done.len(), report.failed.len(), report.not_tried.len());
    let _ = writeln!(out, "{stopped}{done} changed, {failed} failed, {left} not tried.");
    for item in &report.failed {
        let _ = writeln!(out, "failed: {}\n  because: {}", item.step, item.reason);
    }
    for item in &report.not_tried {
        let _ = writeln!(out, "not tried: {} ({})", item.step, item.reason);
    }
    for blocked in &report.blocked {
        let _ = writeln!(out, "stays: {}: {} is in the way", blocked.label, blocked.by.join(", "));
    }
    for refusal in &report.refused {
        let _ = writeln!(out, "not tried again: {refusal}");
    }
    match &report.remaining {
        Some(changes) if changes.is_empty() => out.push_str("Read again: the account is what it should be.\n"),
        Some(changes) => {
            let labels: Vec<_> = changes.changes.iter().take(5).map(|change| change.label.as_str()).collect();
            let more = changes.changes.len().saturating_sub(labels.len());
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let _ = writeln!(out, "Read again: {} still differ: {}{more}.", changes.changes.len(), labels.join(", "));
        }
        None => {}
    }
    out
}
