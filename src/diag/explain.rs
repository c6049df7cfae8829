//! `latticectl explain`: the registry as text, JSON and pages.

use std::fmt::Write as _;

use serde_json::{Value, json};
use thiserror::Error;

use super::Severity;
use super::registry::{self, BLOCKS, Entry};
use super::render::scope_phrase;

/// A code that is in no list.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("no code `{given}`, {}", way_out(*suggestion))]
pub struct UnknownCode {
    /// What the user asked for.
    pub given: String,
    /// The nearest code that there is.
    pub suggestion: Option<super::Code>,
}

/// What to try instead.
fn way_out(suggestion: Option<super::Code>) -> String {
    match suggestion {
        Some(code) => format!("did you mean {code}?"),
        None => "`latticectl explain --list` shows all".to_owned(),
    }
}

/// The entry that a user means: `LAT0201`, `lat201`, `201`, `0201`, `LAT-0201`.
pub fn lookup(given: &str) -> Result<&'static Entry, UnknownCode> {
    let digits = given.trim().trim_start_matches(|c: char| c.is_ascii_alphabetic()).trim_start_matches(['-', '_', ' ']);
    let number = Some(digits).filter(|digits| digits.len() <= 4).and_then(|digits| digits.parse::<u16>().ok());
    if let Some(entry) = number.and_then(|number| registry::find(super::Code(number))) {
        return Ok(entry);
    }
    let written = format!("{digits:0>4}");
    let suggestion = registry::all()
        .map(|entry| (strsim::damerau_levenshtein(&written, &format!("{:04}", entry.number)), entry.code()))
        .min()
        .filter(|(distance, _)| *distance <= 2 && !digits.is_empty())
        .map(|(_, code)| code);
    Err(UnknownCode { given: given.to_owned(), suggestion })
}

/// Everything about one code, wrapped at `width` columns.
pub fn explain_text(entry: &Entry, width: usize) -> String {
    let mut out = format!("{}: {}\n", entry.code(), entry.title);
    let _ = writeln!(out, "{}, affects {}\n", severities(entry), scope_phrase(entry.scope));
    for (heading, text) in [("What happens", entry.what), ("Why", entry.why), ("How to fix it", entry.fix)] {
        let _ = writeln!(out, "{heading}\n{}\n", wrap(text, width));
    }
    for (heading, text) in [("Before", entry.before), ("After", entry.after)] {
        if !text.is_empty() {
            let _ = writeln!(out, "{heading}");
            for line in text.trim_end().lines() {
                let _ = writeln!(out, "{}", if line.is_empty() { String::new() } else { format!("    {line}") });
            }
            out.push('\n');
        }
    }
    let _ = writeln!(out, "Source\n{}", wrap(entry.source, width));
    out
}

/// The same for programs.
pub fn explain_json(entry: &Entry) -> Value {
    json!({
        "format_version": "1.0",
        "code": entry.code(),
        "title": entry.title,
        "severity": entry.severity(),
        "severities": entry.severities,
        "scope": entry.scope,
        "what": entry.what,
        "why": entry.why,
        "fix": entry.fix,
        "help": entry.help,
        "before": entry.before,
        "after": entry.after,
        "source": entry.source,
    })
}

/// `explain --list`: one line a code, by block.
pub fn list_text() -> String {
    let mut out = String::new();
    for (index, (heading, entries)) in BLOCKS.iter().enumerate() {
        let gap = if index == 0 { "" } else { "\n" };
        let _ = writeln!(out, "{gap}{heading}");
        for entry in entries.iter().copied().flatten() {
            let _ = writeln!(out, "  {}  {:<7}  {}", entry.code(), entry.severity(), entry.title);
        }
    }
    out
}

/// `explain --list` for programs.
pub fn list_json() -> Value {
    let codes: Vec<Value> = registry::all()
        .map(|entry| {
            json!({ "code": entry.code(), "title": entry.title, "severity": entry.severity(), "scope": entry.scope })
        })
        .collect();
    json!({ "format_version": "1.0", "codes": codes })
}

/// `docs/codes.md`: every code on one page.
pub fn codes_page() -> String {
    let mut out = String::from(
        "# Findings\n\n\
         What latticectl can say of manifests, and what to do about it. `latticectl explain CODE` prints the same.\n\
         This page is generated from the registry of codes.\n",
    );
    for (heading, entries) in BLOCKS {
        let _ = writeln!(out, "\n## {heading}\n\n| code | severity | what |\n|---|---|---|");
        for entry in entries.iter().copied().flatten() {
            let code = entry.code();
            let anchor = code.to_string().to_lowercase();
            let _ = writeln!(out, "| [{code}](#{anchor}) | {} | {} |", severities(entry), entry.title);
        }
        for entry in entries.iter().copied().flatten() {
            page_section(&mut out, entry);
        }
    }
    out
}

fn page_section(out: &mut String, entry: &Entry) {
    let _ = writeln!(
        out,
        "\n### {}\n\n**{}** ({}, affects {})",
        entry.code(),
        entry.title,
        severities(entry),
        scope_phrase(entry.scope)
    );
    let _ = writeln!(out, "\n{}\n\n*Why.* {}\n\n*Fix.* {}", entry.what, entry.why, entry.fix);
    for (heading, text) in [("Before", entry.before), ("After", entry.after)] {
        if !text.is_empty() {
            let _ = writeln!(out, "\n{heading}:\n\n```yaml\n{}\n```", text.trim_end());
        }
    }
    let _ = writeln!(out, "\nSource: {}", entry.source);
}

fn severities(entry: &Entry) -> String {
    entry.severities.iter().map(Severity::to_string).collect::<Vec<_>>().join(" or ")
}

/// Breaks text at blanks; paragraphs are indented by four.
fn wrap(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column == 0 || column + 1 + length > width.max(20) {
            if column > 0 {
                out.push('\n');
            }
            out.push_str("    ");
            column = 4;
        } else {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}
