//! What differs between two accounts as one versioned JSON document: `-o json`, `-o yaml`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::diag::render::FindingRecord;
use crate::diff::{Change, ChangeSet, Class, Operation, Orphan};
use crate::model::{FORMAT_VERSION, Label};

/// What `latticectl diff -o json` prints. Fields may be added; readers ignore those they do not know and
/// refuse another major version.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "latticectl diff")]
pub struct DiffDocument {
    /// The version of this form.
    pub format_version: String,
    /// Why nothing could be compared at all; then nothing below means anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Numbers.
    pub summary: DiffSummary,
    /// What changes, in an order that depends on nothing else.
    pub changes: Vec<Change>,
    /// What is ours and in no manifest.
    pub orphans: Vec<Orphan>,
    /// Deletions that something else stands in the way of, with what that is.
    pub blocked: BTreeMap<Label, Vec<Label>>,
    /// What of the account could not be read.
    pub unreadable: Vec<String>,
    /// Everything that is to be said about the manifests.
    pub findings: Vec<FindingRecord>,
}

/// How many changes there are.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DiffSummary {
    /// Resources to create.
    pub create: usize,
    /// Resources to change in place.
    pub update: usize,
    /// Resources to delete and make anew.
    pub replace: usize,
    /// Resources to delete.
    pub delete: usize,
    /// Changes by class; one of several classes counts under each.
    pub classes: BTreeMap<Class, usize>,
}

impl DiffDocument {
    /// Of a set of changes.
    pub fn new(changes: &ChangeSet, findings: Vec<FindingRecord>) -> Self {
        Self {
            format_version: FORMAT_VERSION.to_owned(),
            error: None,
            summary: DiffSummary {
                create: changes.count(Operation::Create),
                update: changes.count(Operation::Update),
                replace: changes.count(Operation::Replace),
                delete: changes.count(Operation::Delete),
                classes: changes.counts(),
            },
            changes: changes.changes.clone(),
            orphans: changes.orphans.clone(),
            blocked: BTreeMap::new(),
            unreadable: Vec::new(),
            findings,
        }
    }
}

/// The JSON Schema of [`DiffDocument`], as published in `schemas/`.
pub fn diff_schema() -> String {
    let schema = schemars::schema_for!(DiffDocument);
    format!("{:#}\n", schema.to_value())
}
