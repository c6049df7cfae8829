//! Findings as a Markdown table, for comments on a change.

use std::fmt::Write as _;

use super::record::place;
use super::{help_of, summary};
use crate::diag::{Diagnostics, Sources};

/// A summary line and a table; the summary alone when there is no finding.
pub fn markdown(findings: &Diagnostics, sources: &Sources) -> String {
    let mut out = format!("{}\n", summary(findings));
    if findings.is_empty() {
        return out;
    }
    out.push_str("\n| code | severity | object | place | what | help |\n|---|---|---|---|---|---|\n");
    for finding in findings {
        let object = finding.object.as_ref().map(|object| cell(&object.to_string())).unwrap_or_default();
        let at = place(finding, sources)
            .map(|place| format!("{}:{}:{}", cell(place.file), place.start.line, place.start.column))
            .unwrap_or_default();
        let (message, help) = (cell(&finding.message), cell(help_of(finding)));
        let _ = writeln!(out, "| {} | {} | {object} | {at} | {message} | {help} |", finding.code, finding.severity);
    }
    out
}

/// Text in a table cell: one line, nothing that Markdown or HTML would read.
fn cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '|' | '*' | '_' | '`' | '[' | ']' | '\\' | '~' => out.extend(['\\', character]),
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '\n' | '\r' => out.push(' '),
            _ => out.push(character),
        }
    }
    out
}
