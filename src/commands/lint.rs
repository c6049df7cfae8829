//! `latticectl lint`: findings only.

use super::source::{self, SourceArgs};
use super::{output, report};
use crate::error::{Error, Exit};
use crate::settings::{Format, Settings};

const AFTER_HELP: &str = "\
Examples:
  latticectl lint manifests/
  latticectl lint manifests/ --strict               warnings fail the run, too
  latticectl lint . -o github                       annotations in a GitHub workflow
  latticectl lint . -o sarif=lint.sarif -o junit=lint.xml -o text

`latticectl explain CODE` tells more about a finding.";

/// Report findings only: what the controller or VPC Lattice would refuse, ignore or do otherwise
///
/// Exits with 1 where a finding is an error (with --strict: or a warning).
#[derive(clap::Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// The manifests.
    #[command(flatten)]
    pub source: SourceArgs,
}

/// What `-o` takes.
pub const FORMATS: [Format; 6] =
    [Format::Text, Format::Json, Format::Sarif, Format::Junit, Format::Github, Format::Markdown];

/// Runs the verb.
pub fn run(args: &Args, settings: &Settings) -> Result<Exit, Error> {
    let outputs = output::wanted(settings, Format::Text, &FORMATS)?;
    let planned = source::plan(source::load(&args.source, settings)?, settings, None);
    let (findings, sources) = (&planned.diagnostics, &planned.manifests.sources);
    for wanted in &outputs {
        output::write(wanted, &report::render(wanted.format, findings, sources, settings))?;
    }
    Ok(report::exit(findings))
}
