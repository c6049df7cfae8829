//! Drift as text, JSON and Markdown.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::paint::{Line, Painter, Tone};
use crate::diag::render::FindingRecord;
use crate::diff::drift::{DriftClass, FieldDrift, Ignored, Item, Side};
use crate::model::FORMAT_VERSION;
use crate::observe::Gap;

/// What `latticectl drift -o json` prints. Fields may be added; readers ignore those they do not know and
/// refuse another major version.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "latticectl drift")]
pub struct DriftDocument {
    /// The version of this form.
    pub format_version: String,
    /// Whether anything drifted that `--fail-on` names.
    pub drift: bool,
    /// Why there was no look at the account at all; then nothing below means anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Whether everything in scope could be read: without that, silence means nothing.
    pub complete: bool,
    /// How many errors of the findings hide something: what they are about was not compared.
    pub errors: usize,
    /// How many there are of each class.
    pub summary: BTreeMap<String, usize>,
    /// What drifted: security first.
    pub items: Vec<Item>,
    /// What was left out, and why.
    pub ignored: Vec<Ignored>,
    /// Entries of the baseline that met nothing.
    pub unused_baseline: Vec<String>,
    /// What could not be read.
    pub unreadable: Vec<Gap>,
    /// Everything that is to be said about the manifests and the account.
    pub findings: Vec<FindingRecord>,
}

impl DriftDocument {
    /// With version and summary filled in.
    pub fn new(items: Vec<Item>) -> Self {
        let mut summary = BTreeMap::new();
        for item in &items {
            *summary.entry(item.class.name().to_owned()).or_insert(0) += 1;
        }
        Self {
            format_version: FORMAT_VERSION.to_owned(),
            drift: false,
            error: None,
            complete: true,
            errors: 0,
            summary,
            items,
            ignored: Vec::new(),
            unused_baseline: Vec::new(),
            unreadable: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// `2 changed, 1 missing`, or `no drift`; says so where not everything could be read or compared.
    pub fn sentence(&self) -> String {
        let mut parts: Vec<String> = DriftClass::ALL
            .iter()
            .filter_map(|class| self.summary.get(class.name()).map(|count| format!("{count} {class}")))
            .collect();
        let whole = self.complete && self.errors == 0;
        if parts.is_empty() {
            parts.push(if whole { "no drift" } else { "nothing found, which is not the whole truth" }.to_owned());
        }
        let mut sentence = parts.join(", ");
        if !self.complete {
            sentence += "; not everything could be read";
        }
        match self.errors {
            0 => {}
            1 => sentence += "; 1 error: what it is about was not compared",
            errors => {
                let _ = write!(sentence, "; {errors} errors: what they are about was not compared");
            }
        }
        sentence
    }
}

/// The JSON Schema of [`DriftDocument`], as published in `schemas/`.
pub fn drift_schema() -> String {
    format!("{:#}\n", schemars::schema_for!(DriftDocument).to_value())
}

/// For people.
pub fn drift_text(document: &DriftDocument, painter: Painter) -> String {
    let mut out = String::new();
    for item in &document.items {
        write_item(&mut out, item, painter);
    }
    for ignored in &document.ignored {
        let line = Line::new()
            .and(Tone::Faint, format!("ignored {} {}", ignored.class, ignored.label))
            .and(Tone::Faint, format!("({})", ignored.reason));
        painter.line(&mut out, "", "    ", &line);
    }
    for entry in &document.unused_baseline {
        painter.line(
            &mut out,
            "",
            "    ",
            &Line::plain(format!("nothing that drifted fits `{entry}` (--ignore or --baseline): leave it out")),
        );
    }
    if !out.is_empty() {
        out.push('\n');
    }
    let tone = match document.drift {
        true => Tone::Bad,
        false if document.complete && document.errors == 0 => Tone::Good,
        false => Tone::Warn,
    };
    painter.line(&mut out, "", "", &Line::new().and(tone, "Drift:").and(Tone::Strong, document.sentence()));
    out
}

fn write_item(out: &mut String, item: &Item, painter: Painter) {
    let tone = match item.class {
        _ if item.exposed => Tone::Bad,
        DriftClass::Changed | DriftClass::Both | DriftClass::Missing | DriftClass::Failed => Tone::Warn,
        _ => Tone::Accent,
    };
    let mut line = Line::new()
        .and(tone, format!("{} {}", item.class.symbol(), item.class))
        .and(Tone::Faint, item.kind.to_string())
        .and(Tone::Strong, item.label.clone());
    if item.security {
        line = line.and(Tone::Bad, "! security");
    }
    painter.line(out, "", "      ", &line);
    painter.line(out, "    ", "      ", &Line::plain(item.message.clone()));
    for field in &item.fields {
        painter.line(out, "    ", "        ", &field_line(field));
    }
    if !item.with.is_empty() {
        painter.line(out, "    ", "      ", &Line::plain(format!("with {}", item.with.join(", "))));
    }
    if let Some(there) = &item.label_there {
        painter.line(out, "    ", "      ", &Line::new().and(Tone::Faint, format!("in the account: {there}")));
    }
    if let Some(cause) = &item.cause {
        painter.line(out, "    ", "      ", &Line::new().and(Tone::Faint, format!("asked for by {cause}")));
    }
    if let Some(arn) = &item.arn {
        painter.line(out, "    ", "      ", &Line::new().and(Tone::Faint, arn.clone()));
    }
}

fn field_line(field: &FieldDrift) -> Line {
    let who = match field.side {
        Side::Account => " (changed in the account)",
        Side::Manifests => " (changed in the manifests)",
        Side::Both => " (changed in both)",
        Side::Unknown => "",
    };
    Line::new()
        .and(Tone::Strong, format!("{}:", field.path))
        .and(Tone::Warn, format!("{} in the account,", value(field.account.as_ref())))
        .and(Tone::Good, format!("{} in the manifests{who}", value(field.manifests.as_ref())))
}

fn value(value: Option<&Value>) -> String {
    match value {
        None => "nothing".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// For a pull request or an issue.
pub fn drift_markdown(document: &DriftDocument) -> String {
    let mut out = format!("### latticectl drift\n\n{}\n", document.sentence());
    if !document.items.is_empty() {
        out.push_str("\n| | resource | what | fields |\n|---|---|---|---|\n");
    }
    for item in &document.items {
        let fields: Vec<String> = item
            .fields
            .iter()
            .map(|field| {
                let (there, here) = (value(field.account.as_ref()), value(field.manifests.as_ref()));
                format!("`{}`: `{}` → `{}`", field.path, cell(&there), cell(&here))
            })
            .collect();
        let mark = if item.security { " **security**" } else { "" };
        let _ = writeln!(
            out,
            "| `{}` {}{mark} | `{}` | {} | {} |",
            item.class.symbol(),
            item.class,
            cell(&item.label),
            cell(&item.message),
            fields.join("<br>")
        );
    }
    for ignored in &document.ignored {
        let _ = writeln!(out, "\nIgnored: {} `{}` ({})", ignored.class, cell(&ignored.label), cell(&ignored.reason));
    }
    out
}

/// Text that can stand in a table's cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('`', "'").replace('\n', " ")
}
