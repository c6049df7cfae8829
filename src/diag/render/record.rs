//! The machine-readable form of a finding: the members of `findings` in `-o json`.

use schemars::JsonSchema;
use serde::Serialize;

use super::help_of;
use crate::diag::{Diagnostic, Diagnostics, LineColumn, ObjectRef, Scope, Severity, Sources};

/// One finding in `-o json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FindingRecord {
    /// The stable code, `LAT0201`.
    pub code: String,
    /// `error`, `warning` or `note`.
    pub severity: Severity,
    /// One line, in the user's words.
    pub message: String,
    /// The object that it is about; absent for findings about a file or the whole run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<ObjectRef>,
    /// The field's path in that object; empty for the whole object.
    pub path: String,
    /// The file; absent for objects that came from a cluster.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The line in that file, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The column in that line in characters, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// The way out, one line.
    pub help: String,
    /// The blast radius: `field`, `rule`, `route`, `gateway` or `run`.
    pub scope: Scope,
}

/// The findings as `-o json` carries them, in their order.
pub fn records(findings: &Diagnostics, sources: &Sources) -> Vec<FindingRecord> {
    findings.iter().map(|finding| record(finding, sources)).collect()
}

fn record(finding: &Diagnostic, sources: &Sources) -> FindingRecord {
    let place = place(finding, sources);
    FindingRecord {
        code: finding.code.to_string(),
        severity: finding.severity,
        message: finding.message.clone(),
        object: finding.object.clone(),
        path: finding.path.clone(),
        file: place.as_ref().map(|place| place.file.to_owned()),
        line: place.as_ref().map(|place| place.start.line),
        column: place.as_ref().map(|place| place.start.column),
        help: help_of(finding).to_owned(),
        scope: finding.scope,
    }
}

/// Where a finding points, in lines and columns.
pub(super) struct Place<'a> {
    pub(super) file: &'a str,
    pub(super) start: LineColumn,
    pub(super) end: LineColumn,
}

/// The place of a finding, where it has one.
pub(super) fn place<'a>(finding: &Diagnostic, sources: &'a Sources) -> Option<Place<'a>> {
    let at = finding.location?;
    let file = sources.get(at.file)?;
    Some(Place {
        file: &file.name,
        start: file.line_column(at.span.start),
        end: file.line_column(at.span.end.max(at.span.start)),
    })
}
