//! Findings, for people, on stderr.

use crate::diag::{Diagnostics, Sources};
use crate::error::Exit;
use crate::settings::Settings;

use super::output::write_stderr;

/// Prints sorted findings to stderr.
pub fn print(diagnostics: &Diagnostics, sources: &Sources, settings: &Settings) {
    let _ = (sources, settings);
    let mut text = String::new();
    for item in diagnostics.iter() {
        use std::fmt::Write as _;
        let _ = writeln!(text, "{}[{}]: {}", item.severity, item.code, item.message);
    }
    write_stderr(&text);
}

/// How a run ends that did all it could: 1 where a finding is an error.
pub fn exit(diagnostics: &Diagnostics) -> Exit {
    if diagnostics.has_errors() { Exit::Failure } else { Exit::Success }
}
