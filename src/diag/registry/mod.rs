//! The registry of codes: what each finding means, why it is so, and the way out.
//!
//! It feeds `latticectl explain`, the default help of findings, SARIF rules and the pages under `docs/`.

mod block00;
mod block01;
mod block02_a;
mod block02_b;
mod block03;
mod block04_a;
mod block04_b;
mod block05;
mod block06;
mod block07_a;
mod block07_b;
mod block08;
mod block09;
mod block10;
mod block11;
mod block20;

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
pub const BLOCKS: &[(&str, &[&[Entry]])] = &[
    ("Input", &[block00::ENTRIES]),
    ("Attachment", &[block01::ENTRIES]),
    ("Rules", &[block02_a::ENTRIES, block02_b::ENTRIES]),
    ("Silently ignored", &[block03::ENTRIES]),
    ("Backends and target groups", &[block04_a::ENTRIES, block04_b::ENTRIES]),
    ("Names", &[block05::ENTRIES]),
    ("Export and import", &[block06::ENTRIES]),
    ("Policies", &[block07_a::ENTRIES, block07_b::ENTRIES]),
    ("Domains and certificates", &[block08::ENTRIES]),
    ("Annotations", &[block09::ENTRIES]),
    ("Quotas", &[block10::ENTRIES]),
    ("Rollout hygiene", &[block11::ENTRIES]),
    ("Account", &[block20::ENTRIES]),
];

/// Every entry in the order of the numbers.
pub fn all() -> impl Iterator<Item = &'static Entry> {
    BLOCKS.iter().flat_map(|(_, parts)| parts.iter().flat_map(|entries| entries.iter()))
}

/// The entry of a code.
pub fn find(code: Code) -> Option<&'static Entry> {
    all().find(|entry| entry.number == code.0)
}
