//! A sorted list of findings as text, JSON, SARIF, JUnit, GitHub annotations or Markdown.
//!
//! Every renderer takes the findings in the order in which they are to be printed (see
//! [`Diagnostics::sort`](super::Diagnostics::sort)) and the texts they point into, and gives a string.

mod excerpt;
mod github;
mod junit;
mod markdown;
mod record;
mod sarif;
mod text;

pub use github::github;
pub use junit::junit;
pub use markdown::markdown;
pub use record::{FindingRecord, records};
pub use sarif::{sarif, sarif_log};
pub use text::{TextOptions, text};

use super::{Diagnostic, Diagnostics, Scope, Severity, registry};

/// The way out of a finding: its own help, or the registry's default for its code.
pub fn help_of(finding: &Diagnostic) -> &str {
    finding.help.as_deref().or_else(|| registry::find(finding.code).map(|entry| entry.help)).unwrap_or_default()
}

/// `2 errors, 1 warning, 3 notes`; parts that are zero are left out, `no findings` when all are.
pub fn summary(findings: &Diagnostics) -> String {
    let parts = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")];
    let parts: Vec<String> = parts
        .into_iter()
        .filter_map(|(severity, noun)| {
            let count = findings.iter().filter(|finding| finding.severity == severity).count();
            (count > 0).then(|| format!("{count} {noun}{}", if count == 1 { "" } else { "s" }))
        })
        .collect();
    if parts.is_empty() { "no findings".to_owned() } else { parts.join(", ") }
}

/// What a blast radius is called in text.
pub(super) fn scope_phrase(scope: Scope) -> &'static str {
    match scope {
        Scope::Field => "one field",
        Scope::Rule => "one rule",
        Scope::Route => "the whole object",
        Scope::Gateway => "the Gateway and everything attached to it",
        Scope::Run => "the whole run",
    }
}
