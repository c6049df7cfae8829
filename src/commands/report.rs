//! Findings, for people, on stderr.

use serde_json::json;

use crate::diag::render::{self, TextOptions};
use crate::diag::{Diagnostics, Sources};
use crate::error::Exit;
use crate::model::FORMAT_VERSION;
use crate::settings::{Format, Settings, Stream};

use super::output::write_stderr;

/// Prints sorted findings to stderr.
pub fn print(diagnostics: &Diagnostics, sources: &Sources, settings: &Settings) {
    let options = TextOptions { color: settings.color.on(Stream::Stderr), ..TextOptions::default() };
    write_stderr(&render::text(diagnostics, sources, &options));
}

/// Findings in one of the formats that are made for them.
pub fn render(format: Format, diagnostics: &Diagnostics, sources: &Sources, settings: &Settings) -> String {
    match format {
        Format::Json => {
            let findings = render::records(diagnostics, sources);
            format!("{:#}\n", json!({"format_version": FORMAT_VERSION, "findings": findings}))
        }
        Format::Sarif => render::sarif(diagnostics, sources),
        Format::Junit => render::junit(diagnostics, sources),
        Format::Github => render::github(diagnostics, sources),
        Format::Markdown => render::markdown(diagnostics, sources),
        _ => {
            let options = TextOptions { color: settings.color.on(Stream::Stdout), ..TextOptions::default() };
            render::text(diagnostics, sources, &options)
        }
    }
}

/// How a run ends that did all it could: 1 where a finding is an error.
pub fn exit(diagnostics: &Diagnostics) -> Exit {
    if diagnostics.has_errors() { Exit::Failure } else { Exit::Success }
}
