//! GitHub workflow commands: one annotation a finding.

use std::fmt::Write as _;

use super::help_of;
use super::record::place;
use crate::diag::{Diagnostics, Severity, Sources};

/// `::error file=...,line=...,col=...,title=...::message`, one line a finding.
pub fn github(findings: &Diagnostics, sources: &Sources) -> String {
    let mut out = String::new();
    for finding in findings {
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let mut properties = Vec::new();
        if let Some(place) = place(finding, sources) {
            properties.push(format!("file={}", property(place.file)));
            properties.push(format!("line={}", place.start.line));
            properties.push(format!("col={}", place.start.column));
            if place.end.line == place.start.line {
                properties.push(format!("endColumn={}", place.end.column.max(place.start.column)));
            }
        }
        let subject = finding.object.as_ref().map(|object| format!(" {object}")).unwrap_or_default();
        properties.push(format!("title={}", property(&format!("{}{subject}", finding.code))));
        let help = help_of(finding);
        let body = if help.is_empty() { finding.message.clone() } else { format!("{}\n{help}", finding.message) };
        let _ = writeln!(out, "::{command} {}::{}", properties.join(","), data(&body));
    }
    out
}

/// Text behind the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property's value: the same, and the characters that separate properties.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
