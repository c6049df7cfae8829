//! What is wrong with one object, collected while it is checked.

use crate::diag::{Diagnostic, FileId, Location, ObjectRef, Scope, Span};
use crate::load::{Node, Origin, Value};

/// The findings of one object.
#[derive(Debug)]
pub(super) struct Report {
    object: ObjectRef,
    file: Option<FileId>,
    pub findings: Vec<Diagnostic>,
    /// Whether an API server would refuse the object.
    pub refused: bool,
}

impl Report {
    pub fn new(object: ObjectRef, origin: &Origin) -> Self {
        let file = match origin {
            Origin::File(file) => Some(*file),
            Origin::Cluster => None,
        };
        Self { object, file, findings: Vec::new(), refused: false }
    }

    /// The object that the findings are about.
    pub fn object(&self) -> &ObjectRef {
        &self.object
    }

    /// Adds a finding of this object.
    pub fn add(&mut self, diagnostic: Diagnostic, path: &str, span: Span) {
        let location = self.file.map(|file| Location { file, span });
        let mut diagnostic = diagnostic.with_path(path).with_location(location);
        if !self.object.name.is_empty() {
            diagnostic = diagnostic.with_object(self.object.clone());
        }
        self.findings.push(diagnostic);
    }

    /// LAT0005: the API server refuses the object for this field.
    pub fn refuse(&mut self, path: &str, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.refused = true;
        let diagnostic = Diagnostic::error(5, Scope::Route, message).with_help(help);
        self.add(diagnostic, path, span);
    }
}

/// The text to underline for a node: of a collection only its first line's first item or key.
pub(super) fn anchor(node: &Node, near: Span) -> Span {
    let inner = match &node.value {
        Value::Mapping(entries) => entries.iter().map(|entry| entry.key_span).find(|span| !span.is_none()),
        Value::Sequence(items) => items.first().map(|item| anchor(item, item.span)).filter(|span| !span.is_none()),
        _ => None,
    };
    let own = inner.unwrap_or(node.span);
    if own.is_none() { near } else { own }
}
