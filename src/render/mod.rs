//! Plans as text and data: no decisions are made here.
//!
//! [`text()`] is for people, [`json()`] and [`yaml`] for programs, [`snapshot`] and [`status`] for tests and
//! other tools, [`dot`], [`mermaid`] and [`markdown`] for pictures and pull requests. Same input, same bytes.

mod changes;
mod changes_document;
mod document;
mod drift;
mod graph;
mod markdown;
mod paint;
mod tables;
mod text;
mod view;

use std::io;

use serde_json::json;

pub use changes::{changes_markdown, changes_text, doubted_changes_text};
pub use changes_document::{DiffDocument, DiffSummary, diff_schema};
pub use document::{PlanDocument, Summary, document, plan_schema, snapshot_schema, summary};
pub use drift::{DriftDocument, drift_markdown, drift_schema, drift_text};
pub use graph::{dot, mermaid};
pub use markdown::markdown;
pub use paint::{Line, Painter, Tone, Tree};
pub use text::{describe_place, summary_line, text};
pub use view::{Action, PlanReport, View, describe_match, group_labels, removed, shares};

use crate::model::{Account, FORMAT_VERSION};
use crate::translate::Plan;

/// Writes the plan as one JSON document (see [`PlanDocument`]); it is never held as a whole.
pub fn json(report: PlanReport<'_>, out: &mut impl io::Write) -> io::Result<()> {
    write_pretty(&document(report), out)
}

/// The same as YAML.
pub fn yaml(report: PlanReport<'_>) -> String {
    // By way of JSON: what is one of several forms would get a tag in YAML, which JSON does not know.
    let value = serde_json::to_value(document(report)).expect("a plan's document is always JSON");
    serde_yaml::to_string(&value).expect("a plan's document holds only what YAML can say")
}

/// Writes the account as it will be, in the account form.
pub fn snapshot(plan: &Plan, out: &mut impl io::Write) -> io::Result<()> {
    write_pretty(&Account { format_version: Some(FORMAT_VERSION.to_owned()), ..plan.after.clone() }, out)
}

/// A Kubernetes `List` of the objects that have a status, with the status that the controller writes.
pub fn status(plan: &Plan) -> String {
    let items: Vec<_> = plan
        .statuses
        .iter()
        .map(|status| {
            let mut metadata = json!({"name": status.object.name});
            if let Some(namespace) = &status.object.namespace {
                metadata["namespace"] = json!(namespace);
            }
            json!({
                "apiVersion": status.api_version,
                "kind": status.object.kind,
                "metadata": metadata,
                "status": status.status,
            })
        })
        .collect();
    pretty(&json!({"apiVersion": "v1", "kind": "List", "items": items}))
}

fn pretty(value: &impl serde::Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("what is rendered holds only what JSON can say");
    text.push('\n');
    text
}

fn write_pretty(value: &impl serde::Serialize, out: &mut impl io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    out.write_all(b"\n")
}
