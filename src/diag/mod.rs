//! What latticectl says: findings with a stable code, a place in a file and a way out.
//!
//! Every stage collects [`Diagnostic`]s into a [`Diagnostics`]; nothing is printed here. The registry
//! of codes feeds `latticectl explain` and the generated code pages; the renderers turn a sorted list
//! of findings into text, JSON, SARIF, JUnit or GitHub annotations.

mod diagnostic;
pub mod explain;
pub mod registry;
pub mod render;
mod source;

pub use diagnostic::{Code, Diagnostic, Diagnostics, Location, ObjectRef, Scope, Severity};
pub use source::{FileId, LineColumn, SourceFile, Sources, Span};
