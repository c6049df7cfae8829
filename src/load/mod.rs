//! Reading manifests: files, folders, globs, stdin and the live cluster become spanned trees.

#[cfg(feature = "cluster")]
pub mod cluster;
mod document;
mod guess;
mod input;
pub mod live;
mod node;
mod reader;
mod repair;
mod scalar;
mod split;
mod tree;
mod yaml;

use std::io;
use std::path::PathBuf;

pub use document::{Document, Limits, Origin};
pub use input::Exclusions;
pub use node::{Entry, Node, Value};
pub use reader::{read, read_texts, read_without};
pub use tree::{push_index, push_key};

/// Something that the user asks to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A file, a folder (read recursively) or a glob.
    Path(PathBuf),
    /// Standard input.
    Stdin,
    /// A text that is at hand already, with the name that findings show.
    Text {
        /// The name.
        name: String,
        /// The manifests.
        text: String,
    },
}

impl Input {
    /// What an argument of the command line means: `-` is stdin, all else a path.
    pub fn from_argument(argument: &str) -> Self {
        if argument == "-" { Self::Stdin } else { Self::Path(PathBuf::from(argument)) }
    }
}

/// Why an input could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A file or folder that is missing or may not be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// A glob that is malformed.
    #[error("bad glob {pattern:?}")]
    Glob {
        /// As the user wrote it.
        pattern: String,
        /// What is wrong with it.
        #[source]
        source: globset::Error,
    },
    /// A glob that no file matches.
    #[error("no file matches {pattern:?}")]
    NoMatch {
        /// As the user wrote it.
        pattern: String,
    },
    /// Standard input broke.
    #[error("cannot read standard input")]
    Stdin(#[source] io::Error),
}
