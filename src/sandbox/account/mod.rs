//! The account form: loading an account as it is, and reading it back.

mod load;
mod read;

pub use load::load;
pub use read::account;

/// Why an account can't be loaded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// A label that has not the form of its section.
    #[error("{0}: the label has not the form of its section")]
    Label(String),
    /// A reference to something that the document does not have.
    #[error("{label} refers to {missing}, which is not in the document")]
    Dangling {
        /// Who refers.
        label: String,
        /// To what.
        missing: String,
    },
    /// Two target groups of one name.
    #[error("{0}: there is another target group of its name")]
    Twice(String),
    /// A dump of another major version.
    #[error("format version `{0}` is not one that this version reads")]
    Version(String),
}
