//! The registry of codes: what each finding means, why it is so, and the way out.
//!
//! It feeds `latticectl explain`, the default help of findings, SARIF rules and the pages under `docs/`.

mod block02;

use super::{Code, Scope, Severity};

/// What there is to say about one code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The number.
    pub number: u16,
    /// A few words, as a heading.
    pub title: &'static str,
    /// The severity it has by default, first; others that it takes in some situations behind.
    pub severities: &'static [Severity],
    /// How much is affected.
    pub scope: Scope,
    /// What happens.
    pub what: &'static str,
    /// Why it happens.
    pub why: &'static str,
    /// How to fix it.
    pub fix: &'static str,
    /// The same in one line: the help of a finding that brings none of its own.
    pub help: &'static str,
    /// YAML that gives the finding.
    pub before: &'static str,
    /// The same YAML, mended.
    pub after: &'static str,
    /// Where the fact comes from.
    pub source: &'static str,
}

impl Entry {
    /// The code as it is shown.
    pub fn code(&self) -> Code {
        Code(self.number)
    }

    /// The default severity.
    pub fn severity(&self) -> Severity {
        self.severities.first().copied().unwrap_or(Severity::Error)
    }
}

const E: &[Severity] = &[Severity::Error];
const W: &[Severity] = &[Severity::Warning];
const N: &[Severity] = &[Severity::Note];
const EW: &[Severity] = &[Severity::Error, Severity::Warning];
const WE: &[Severity] = &[Severity::Warning, Severity::Error];

/// The blocks with their headings, in the order of the numbers.
pub const BLOCKS: &[(&str, &[Entry])] = &[("Rules", block02::ENTRIES)];

/// Every entry in the order of the numbers.
pub fn all() -> impl Iterator<Item = &'static Entry> {
    BLOCKS.iter().flat_map(|(_, entries)| entries.iter())
}

/// The entry of a code.
pub fn find(code: Code) -> Option<&'static Entry> {
    all().find(|entry| entry.number == code.0)
}
