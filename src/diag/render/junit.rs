//! Findings as a JUnit report: a suite per file, a case per finding; notes pass with their text.

use std::fmt::Write as _;

use super::record::place;
use super::{help_of, scope_phrase};
use crate::diag::{Diagnostic, Diagnostics, Severity, Sources};

/// The report. Errors and warnings are failures (their type says which), notes are passed cases.
pub fn junit(findings: &Diagnostics, sources: &Sources) -> String {
    let mut suites: Vec<(String, Vec<&Diagnostic>)> = Vec::new();
    for finding in findings {
        let name = place(finding, sources).map_or_else(|| "cluster".to_owned(), |place| place.file.to_owned());
        match suites.iter_mut().find(|(suite, _)| *suite == name) {
            Some((_, cases)) => cases.push(finding),
            None => suites.push((name, vec![finding])),
        }
    }
    if suites.is_empty() {
        suites.push(("latticectl".to_owned(), Vec::new()));
    }
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let failures = failing(findings.iter());
    let _ = writeln!(
        out,
        "<testsuites name=\"latticectl\" tests=\"{}\" failures=\"{failures}\">",
        findings.len().max(suites.iter().filter(|(_, cases)| cases.is_empty()).count())
    );
    for (name, cases) in &suites {
        suite(&mut out, name, cases, sources);
    }
    out.push_str("</testsuites>\n");
    out
}

fn failing<'a>(findings: impl Iterator<Item = &'a Diagnostic>) -> usize {
    findings.filter(|finding| finding.severity != Severity::Note).count()
}

fn suite(out: &mut String, name: &str, cases: &[&Diagnostic], sources: &Sources) {
    let (tests, failures) = (cases.len().max(1), failing(cases.iter().copied()));
    let name = escape(name);
    let _ = writeln!(out, "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">");
    if cases.is_empty() {
        let _ = writeln!(out, "    <testcase classname=\"latticectl\" name=\"no findings\"/>");
    }
    for finding in cases {
        case(out, finding, sources);
    }
    out.push_str("  </testsuite>\n");
}

fn case(out: &mut String, finding: &Diagnostic, sources: &Sources) {
    let object = finding.object.as_ref().map(|object| format!(" {object}")).unwrap_or_default();
    let path = if finding.path.is_empty() { String::new() } else { format!(" {}", finding.path) };
    let name = escape(&format!("{}{object}{path}", finding.code));
    let place = place(finding, sources);
    let mut attributes = String::new();
    if let Some(place) = &place {
        let _ = write!(attributes, " file=\"{}\" line=\"{}\"", escape(place.file), place.start.line);
    }
    let mut body = String::new();
    if let Some(place) = &place {
        let _ = writeln!(body, "{}:{}:{}", place.file, place.start.line, place.start.column);
    }
    let _ = writeln!(body, "{}", finding.message);
    let help = help_of(finding);
    if !help.is_empty() {
        let _ = writeln!(body, "help: {help}");
    }
    let _ = write!(body, "affects {}", scope_phrase(finding.scope));
    let (class, message) = (finding.code, escape(&finding.message));
    let _ = writeln!(out, "    <testcase classname=\"{class}\" name=\"{name}\"{attributes}>");
    if finding.severity == Severity::Note {
        let _ = writeln!(out, "      <system-out>{}</system-out>", escape(&body));
    } else {
        let severity = finding.severity;
        let _ = writeln!(out, "      <failure type=\"{severity}\" message=\"{message}\">{}</failure>", escape(&body));
    }
    out.push_str("    </testcase>\n");
}

/// Text or an attribute's value in XML 1.0; characters that XML can't carry become U+FFFD.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\n' | '\t' => out.push(character),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(character),
        }
    }
    out
}
