//! Running a change: signals, progress, rounds, and the report.

use std::future::Future;

use serde::Serialize;

use super::change::pretty;
use super::output::{self, write_stderr};
use super::progress::{Progress, Style};
use super::recorder::Recorder;
use super::signals::{Signals, exit_of};
use crate::apply::{self, Aim, MaxDeletes, Options, Patience, Report, Rules, Signal, Stop, Unfinished};
use crate::apply::{Allowed, Blocked, Kept, Refusal};
use crate::aws::{CallCounts, LatticeRead as _, LatticeWrite, WriteClient};
use crate::diag::render::FindingRecord;
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
    /// What is to be said about the manifests.
    pub findings: Vec<FindingRecord>,
    /// What stays by choice.
    pub kept: Vec<Kept>,
    /// What stands against the account being all that it should be.
    pub doubts: Vec<String>,
}

/// The outcome where the first look found nothing to change.
pub fn nothing_to_do(counts: CallCounts, aim: Aim) -> Outcome {
    let report = Report { remaining: Some(aim.changes), blocked: aim.blocked, ..Report::default() };
    Outcome { report, unread: None, counts, findings: Vec::new(), kept: aim.kept, doubts: Vec::new() }
}

/// Says on stdout, to whoever reads it by machine, why nothing was begun; gives the error back.
pub fn refused(outputs: &[OutputSpec], findings: Vec<FindingRecord>, counts: CallCounts, error: Error) -> Error {
    let reason = error.chain();
    let report = Report { refused: vec![Refusal { code: None, label: "run".to_owned(), reason }], ..Report::default() };
    let outcome = Outcome { report, unread: None, counts, findings, kept: Vec::new(), doubts: Vec::new() };
    let by_machine = [Format::Json, Format::Yaml, Format::Ndjson];
    for wanted in outputs.iter().filter(|wanted| by_machine.contains(&wanted.format)) {
        // The error itself matters more than a report of it that can't be written.
        let _ = output::write(wanted, &content(wanted.format, &outcome));
    }
    error
}

/// How much and how a run may do.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The rules of the check.
    pub rules: Rules,
    /// What may be done without asking again.
    pub allowed: Allowed,
    /// How much it may delete.
    pub max_deletes: Option<MaxDeletes>,
}

/// Runs a change to its end, or until somebody stops it.
pub async fn run<Look, Answer>(
    writer: &WriteClient,
    first: Aim,
    limits: Limits,
    waits: &WaitArgs,
    style: Style,
    look: Look,
) -> Result<Outcome, Error>
where
    Look: Fn(bool) -> Answer,
    Answer: Future<Output = Result<Aim, Error>>,
{
    let stop = Stop::default();
    let Limits { rules, allowed, max_deletes } = limits;
    let options = Options {
        allowed,
        max_deletes,
        rules,
        patience: waits.patience(),
        rounds: waits.max_rounds,
        stop: stop.clone(),
    };
    let progress = Progress::new(style);
    let recorder = Recorder::new(progress.clone());
    let changes = first.changes.clone();
    // Before the first call: a signal that nobody listens for yet would end the process.
    let signals = Signals::listen().ok();
    let working = supervised(writer, first, &options, look, &recorder);
    let (report, unread) = tokio::select! {
        result = working => result,
        signal = aborted(signals, &stop, writer) => {
            progress.finish();
            write_stderr("aborted: calls in flight were left alone; run it again to see what is left\n");
            (recorder.report(&changes, signal), None)
        }
        () = progress.clone().beat() => unreachable_beat(),
    };
    progress.finish();
    let counts = writer.counts();
    Ok(Outcome { report, unread, counts, findings: Vec::new(), kept: Vec::new(), doubts: Vec::new() })
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
    listener: &Recorder,
) -> (Report, Option<String>)
where
    W: LatticeWrite,
    Look: Fn(bool) -> Answer,
    Answer: Future<Output = Result<Aim, Error>>,
{
    match apply::run(writer, first, options, look, listener).await {
        Ok(report) => (report, None),
        Err((report, error)) => (report, Some(error.chain())),
    }
}

/// The first signal asks to stop, the second one ends this; where nobody can ask, it never ends.
async fn aborted(signals: Option<Signals>, stop: &Stop, writer: &WriteClient) -> Signal {
    let Some(mut signals) = signals else { return std::future::pending().await };
    stop.ask(signals.next().await);
    writer.hurry();
    write_stderr("\nstopping: calls in flight end first; once more aborts\n");
    signals.next().await
}

/// How the run ends.
pub fn exit(outcome: &Outcome, has_errors: bool) -> Exit {
    let report = &outcome.report;
    if let Some(signal) = report.stopped {
        return exit_of(signal);
    }
    let converged = report.converged() && report.blocked.is_empty();
    // A step that failed may have done a part of what it had to do.
    let wrote = outcome.counts.answered_writes > 0;
    match converged {
        true if has_errors => Exit::Failure,
        true => Exit::Success,
        false if wrote || !report.blocked.is_empty() => Exit::Partial,
        false => Exit::Failure,
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
    /// What was under way when the run was stopped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stopped_midway: Vec<Unfinished>,
    /// What was not tried, with the reason.
    pub not_tried: Vec<Unfinished>,
    /// Deletions that something else stands in the way of.
    pub blocked: Vec<Blocked>,
    /// What `destroy` or `--prune` could take and leaves alone, with the reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<Kept>,
    /// Why nothing was tried, or not again.
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
    /// Everything that is to be said about the manifests.
    pub findings: Vec<FindingRecord>,
}

/// The document of a run.
pub fn document(outcome: &Outcome) -> RunDocument {
    let report = &outcome.report;
    RunDocument {
        format_version: FORMAT_VERSION.to_owned(),
        converged: report.converged(),
        done: report.done.clone(),
        failed: report.failed.clone(),
        stopped_midway: report.midway.clone(),
        not_tried: report.not_tried.clone(),
        blocked: report.blocked.clone(),
        kept: outcome.kept.clone(),
        refused: report.refused.iter().map(ToString::to_string).collect(),
        remaining: report.remaining.clone(),
        stopped: report.stopped.map(|signal| match signal {
            Signal::Interrupt => "interrupt",
            Signal::Terminate => "terminate",
        }),
        reads: outcome.counts.reads.clone(),
        writes: outcome.counts.writes.clone(),
        findings: outcome.findings.clone(),
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
        output::write(wanted, &content(wanted.format, outcome))?;
    }
    if let Some(reason) = &outcome.unread {
        write_stderr(&format!("error: the account could not be read again: {reason}\n"));
    }
    output::write_calls(&outcome.counts);
    Ok(())
}

fn content(format: Format, outcome: &Outcome) -> String {
    match format {
        Format::Json => pretty(&document(outcome)),
        Format::Yaml => serde_yaml::to_string(&document(outcome)).expect("a report holds only what YAML can say"),
        Format::Ndjson => ndjson(outcome),
        _ => text(outcome),
    }
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
    let midway = match report.midway.len() {
        0 => String::new(),
        count => format!(", {count} stopped midway"),
    };
    let settled = report.remaining.as_ref().is_some_and(ChangeSet::is_empty);
    let idle = done + failed + left + report.midway.len() + report.refused.len() == 0 && report.stopped.is_none();
    if idle && settled {
        let there = if outcome.doubts.is_empty() { "the account is" } else { "what can be applied is" };
        let _ = writeln!(out, "Nothing to do: {there} what it should be.");
    } else {
        let _ = writeln!(out, "{stopped}{done} changed, {failed} failed{midway}, {left} not tried.");
    }
    let wrote = outcome.counts.answered_writes;
    if done == 0 && wrote > 0 {
        let _ = writeln!(out, "No change is finished, though {wrote} writing calls were done.");
    }
    for item in &report.failed {
        let _ = writeln!(out, "failed: {}\n  because: {}", item.step, item.reason);
    }
    for item in &report.midway {
        let _ = writeln!(out, "stopped midway: {} ({})", item.step, item.reason);
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
        Some(_) if idle && settled => {}
        Some(changes) if changes.is_empty() => {
            let there = if outcome.doubts.is_empty() { "the account is" } else { "what could be applied is" };
            let _ = writeln!(out, "Read again: {there} what it should be.");
        }
        Some(changes) => {
            let labels: Vec<_> = changes.changes.iter().take(5).map(|change| change.label.as_str()).collect();
            let more = changes.changes.len().saturating_sub(labels.len());
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let _ = writeln!(out, "Read again: {} still differ: {}{more}.", changes.changes.len(), labels.join(", "));
        }
        None => {}
    }
    outcome.doubts.iter().for_each(|doubt| {
        let _ = writeln!(out, "{doubt}.");
    });
    out
}
