//! Findings, for people, on stderr.

use serde_json::json;

use crate::aws::AwsError;
use crate::diag::render::{self, FindingRecord, TextOptions};
use crate::diag::{Diagnostic, Diagnostics, Scope, Sources};
use crate::error::{Error, Exit};
use crate::model::FORMAT_VERSION;
use crate::settings::{Format, OutputSpec, Settings, Stream};

use super::output::write_stderr;

/// Prints sorted findings to stderr.
pub fn print(diagnostics: &Diagnostics, sources: &Sources, settings: &Settings) {
    let stream = Stream::Stderr;
    let options = TextOptions { color: settings.color.on(stream), width: stream.width(), ..TextOptions::default() };
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
            let stream = Stream::Stdout;
            let options =
                TextOptions { color: settings.color.on(stream), width: stream.width(), ..TextOptions::default() };
            render::text(diagnostics, sources, &options)
        }
    }
}

/// The finding that stands for an error: an authorization that is missing (LAT2010). Other errors have none.
pub fn denied(error: &Error) -> Vec<FindingRecord> {
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(cause) = next {
        if let Some(refused) = cause.downcast_ref::<AwsError>().filter(|cause| cause.is_access_denied()) {
            let message = format!("{}: {}", refused.operation, refused.message);
            let mut findings = Diagnostics::new();
            findings.push(Diagnostic::error(2010, Scope::Run, message));
            return render::records(&findings, &Sources::default());
        }
        next = cause.source();
    }
    Vec::new()
}

/// What a run that failed prints to stdout where machines read it and its verb has not: one value still.
pub fn failure(error: &Error, settings: &Settings) -> Option<String> {
    let mut to_stdout = settings.outputs.iter().filter(|output| output.file.is_none());
    // Two that claim stdout are the error itself: neither reader would know whose value it is.
    let (Some(OutputSpec { format, .. }), None) = (to_stdout.next(), to_stdout.next()) else { return None };
    let value = json!({"format_version": FORMAT_VERSION, "error": error.chain(), "findings": denied(error)});
    match format {
        Format::Json => Some(format!("{value:#}\n")),
        Format::Ndjson => Some(format!("{value}\n")),
        Format::Yaml => serde_yaml::to_string(&value).ok(),
        _ => None,
    }
}

/// How a run ends that did all it could: 1 where a finding is an error.
pub fn exit(diagnostics: &Diagnostics) -> Exit {
    if diagnostics.has_errors() { Exit::Failure } else { Exit::Success }
}
