//! Block 02: rules.

use super::{E, Entry, Scope};

pub(super) const ENTRIES: &[Entry] = &[Entry {
    number: 201,
    title: "several matches in one rule",
    severities: E,
    scope: Scope::Route,
    what: "x",
    why: "y",
    fix: "z",
    help: "give each match a rule of its own, with the same backends",
    before: "",
    after: "",
    source: "",
}];
