//! Reading manifests: files, folders, globs, stdin and the live cluster become spanned trees.

mod node;

pub use node::{Entry, Node, Value};
