//! What reading gives: one document with its tree, where it came from, and how much may be read.

use super::Node;
use crate::diag::{Diagnostic, FileId, Location, Span};

/// Where an object came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A document of a file or of stdin.
    File(FileId),
    /// The live cluster: no text to point into.
    Cluster,
}

/// One object as it was read, before anything is known of its kind.
#[derive(Clone, Debug)]
pub struct Document {
    /// Where it came from.
    pub origin: Origin,
    /// The whole object.
    pub node: Node,
    /// Findings about how it is written (YAML 1.1 words, keys given twice); they are reported once its
    /// kind is known, because in a kind that plays no part some of them do not matter.
    pub remarks: Vec<Diagnostic>,
}

impl Document {
    /// An object of the live cluster.
    pub fn from_cluster(node: Node) -> Self {
        Self { origin: Origin::Cluster, node, remarks: Vec::new() }
    }

    /// The place of a span of this document, where it came from a text.
    pub fn location(&self, span: Span) -> Option<Location> {
        match self.origin {
            Origin::File(file) => Some(Location { file, span }),
            Origin::Cluster => None,
        }
    }
}

/// How much is read before latticectl refuses (LAT0007).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file.
    pub file_bytes: usize,
    /// Bytes of one document: etcd takes 1.5 MiB, a `List` printed from a cluster far more.
    pub document_bytes: usize,
    /// Mappings and lists within each other.
    pub depth: usize,
    /// Nodes that aliases may add to one document.
    pub alias_nodes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file_bytes: 256 << 20, document_bytes: 128 << 20, depth: 128, alias_nodes: 100_000 }
    }
}
