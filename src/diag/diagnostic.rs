//! One finding, and the list in which a run collects them.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{FileId, Span};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The controller or Lattice would refuse it, or traffic would go wrong.
    Error,
    /// It is accepted and does something other than it says.
    Warning,
    /// Worth knowing.
    Note,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        })
    }
}

/// The stable number of a finding, shown as `LAT0201`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub u16);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LAT{:04}", self.0)
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// How much of the plan a finding takes down with it (its blast radius).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// One field has no effect, or another one.
    Field,
    /// One rule (or listener, policy target) is affected.
    Rule,
    /// A whole route, export or policy.
    Route,
    /// A Gateway or service network and everything attached to it.
    Gateway,
    /// The whole run.
    Run,
}

/// A Kubernetes object by kind, namespace and name.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct ObjectRef {
    /// The kind, as upstream spells it.
    pub kind: String,
    /// The namespace; `None` for cluster-scoped kinds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// `metadata.name`.
    pub name: String,
}

impl fmt::Display for ObjectRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.namespace {
            Some(namespace) => write!(f, "{} {namespace}/{}", self.kind, self.name),
            None => write!(f, "{} {}", self.kind, self.name),
        }
    }
}

/// Where in the input a finding points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The file.
    pub file: FileId,
    /// The offending text.
    pub span: Span,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// The object it is about, where there is one.
    pub object: Option<ObjectRef>,
    /// The field's path in that object (`spec.rules[0].matches[1].path`); empty for the whole object.
    pub path: String,
    /// The offending text, where the object came from a text.
    pub location: Option<Location>,
    /// One line, in the user's words, lower case at the start, without a full stop.
    pub message: String,
    /// The way out, one line; the registry's default help is used where this is `None`.
    pub help: Option<String>,
    /// The blast radius.
    pub scope: Scope,
}

impl Diagnostic {
    /// A finding about nothing in particular yet; see the `with_*` methods.
    pub fn new(code: u16, severity: Severity, scope: Scope, message: impl Into<String>) -> Self {
        Self {
            code: Code(code),
            severity,
            object: None,
            path: String::new(),
            location: None,
            message: cut(message.into()),
            help: None,
            scope,
        }
    }

    /// An error-level finding.
    pub fn error(code: u16, scope: Scope, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, scope, message)
    }

    /// A warning.
    pub fn warning(code: u16, scope: Scope, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, scope, message)
    }

    /// A note.
    pub fn note(code: u16, scope: Scope, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Note, scope, message)
    }

    /// Names the object.
    #[must_use]
    pub fn with_object(mut self, object: ObjectRef) -> Self {
        self.object = Some(object);
        self
    }

    /// Names the field.
    #[must_use]
    pub fn with_path(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }

    /// Points at the offending text.
    #[must_use]
    pub fn with_location(mut self, location: Option<Location>) -> Self {
        self.location = location;
        self
    }

    /// Says what to do about it.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// A message with its middle left out, where somebody's whole file stands in it.
fn cut(message: String) -> String {
    const LONGEST: usize = 2_000;
    if message.len() <= LONGEST {
        return message;
    }
    let characters: Vec<char> = message.chars().collect();
    let (start, end) = (LONGEST / 2, characters.len().saturating_sub(LONGEST / 4));
    if start >= end {
        return message;
    }
    let part = |range: &[char]| range.iter().collect::<String>();
    format!("{} [{} characters left out] {}", part(&characters[..start]), end - start, part(&characters[end..]))
}

/// The findings of a run, in the order they were found until [`Diagnostics::sort`].
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    items: Vec<Diagnostic>,
}

impl Diagnostics {
    /// An empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.items.push(diagnostic);
    }

    /// Adds the findings of another list.
    pub fn extend(&mut self, other: impl IntoIterator<Item = Diagnostic>) {
        self.items.extend(other);
    }

    /// All findings.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.items.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether any is an error.
    pub fn has_errors(&self) -> bool {
        self.items.iter().any(|item| item.severity == Severity::Error)
    }

    /// What somebody agreed to is no error any more, but worth a warning.
    pub fn consent(&mut self, code: Code, how: &str) {
        for item in self.items.iter_mut().filter(|item| item.code == code && item.severity == Severity::Error) {
            item.severity = Severity::Warning;
            item.help = Some(how.to_owned());
        }
    }

    /// `--strict`: every warning becomes an error.
    pub fn make_strict(&mut self) {
        for item in &mut self.items {
            if item.severity == Severity::Warning {
                item.severity = Severity::Error;
            }
        }
    }

    /// By file, place, code, object and path; equal findings once. The result depends on nothing else.
    pub fn sort(&mut self) {
        let key = |item: &Diagnostic| {
            let place = item.location.map(|at| (at.file, at.span.start, at.span.end));
            (place.is_none(), place, item.code, item.object.clone(), item.path.clone(), item.message.clone())
        };
        self.items.sort_by_cached_key(key);
        self.items.dedup();
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
