//! Findings, for people, on stderr.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use crate::aws::AwsError;
use crate::diag::render::{self, FindingRecord, TextOptions};
use crate::diag::{Diagnostic, Diagnostics, ObjectRef, Scope, Severity, Sources};
use crate::error::{Error, Exit};
use crate::model::FORMAT_VERSION;
use crate::settings::{Format, OutputSpec, Settings, Stream};

use super::output::write_stderr;

/// Prints sorted findings to stderr.
pub fn print(diagnostics: &Diagnostics, sources: &Sources, settings: &Settings) {
    let stream = Stream::Stderr;
    let options = TextOptions { color: settings.color.on(stream), width: stream.width(), ..TextOptions::default() };
    write_stderr(&render::text(diagnostics, sources, &options));
}

/// Findings in one of the formats that are made for them.
pub fn render(format: Format, diagnostics: &Diagnostics, sources: &Sources, settings: &Settings) -> String {
    match format {
        Format::Json => {
            let findings = render::records(diagnostics, sources);
            format!("{:#}\n", json!({"format_version": FORMAT_VERSION, "findings": findings}))
        }
        Format::Sarif => render::sarif(diagnostics, sources),
        Format::Junit => render::junit(diagnostics, sources),
        Format::Github => render::github(diagnostics, sources),
        Format::Markdown => render::markdown(diagnostics, sources),
        _ => {
            let stream = Stream::Stdout;
            let options =
                TextOptions { color: settings.color.on(stream), width: stream.width(), ..TextOptions::default() };
            render::text(diagnostics, sources, &options)
        }
    }
}

/// The finding that stands for an error: an authorization that is missing (LAT2010). Other errors have none.
pub fn denied(error: &Error) -> Vec<FindingRecord> {
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(cause) = next {
        if let Some(refused) = cause.downcast_ref::<AwsError>().filter(|cause| cause.is_access_denied()) {
            let message = format!("{}: {}", refused.operation, refused.message);
            let mut findings = Diagnostics::new();
            findings.push(Diagnostic::error(2010, Scope::Run, message));
            return render::records(&findings, &Sources::default());
        }
        next = cause.source();
    }
    Vec::new()
}

/// What stands on stdout where a run failed before it came to its document.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "latticectl, a run that failed")]
pub struct FailureDocument {
    /// The version of this form.
    pub format_version: String,
    /// What is wrong, and why.
    pub error: String,
    /// The finding that stands for it, where there is one.
    pub findings: Vec<FindingRecord>,
}

/// The JSON Schema of [`FailureDocument`], as published in `schemas/`.
pub fn failure_schema() -> String {
    format!("{:#}\n", schemars::schema_for!(FailureDocument).to_value())
}

/// What a run that failed prints to stdout where machines read it and its verb has not: one value still.
pub fn failure(error: &Error, settings: &Settings) -> Option<String> {
    let mut to_stdout = settings.outputs.iter().filter(|output| output.file.is_none());
    // Two that claim stdout are the error itself: neither reader would know whose value it is.
    let (Some(OutputSpec { format, .. }), None) = (to_stdout.next(), to_stdout.next()) else { return None };
    let document =
        FailureDocument { format_version: FORMAT_VERSION.to_owned(), error: error.chain(), findings: denied(error) };
    match format {
        Format::Json => serde_json::to_value(&document).ok().map(|value| format!("{value:#}\n")),
        Format::Ndjson => serde_json::to_string(&document).ok().map(|line| line + "\n"),
        Format::Yaml => serde_yaml::to_string(&document).ok(),
        _ => None,
    }
}

/// Whether an error hides a part of what was asked for: an object that could not be read, was refused or
/// fails, or something of the run itself. What an object that is built loses (a filter that is ignored, say)
/// hides nothing of what stands in the account.
pub fn hides(finding: &Diagnostic, unbuilt: &BTreeSet<ObjectRef>, is_strict: bool) -> bool {
    // Blocks 01 to 09 are about objects that could be read.
    let of_object = (100..1_000).contains(&finding.code.0);
    let built = finding.object.as_ref().is_some_and(|object| !unbuilt.contains(object));
    finding.severity == Severity::Error && (is_strict || !of_object || !built)
}

/// How a run ends that did all it could: 1 where a finding is an error.
pub fn exit(diagnostics: &Diagnostics) -> Exit {
    if diagnostics.has_errors() { Exit::Failure } else { Exit::Success }
}
