//! `latticectl lint`: findings only.

use super::report;
use super::source::{self, SourceArgs};
use crate::error::{Error, Exit};
use crate::settings::Settings;

/// Report findings only
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(flatten)]
    source: SourceArgs,
}

/// Runs the verb.
pub fn run(args: &Args, settings: &Settings) -> Result<Exit, Error> {
    let planned = source::plan(source::load(&args.source, settings)?, settings, None);
    report::print(&planned.diagnostics, &planned.manifests.sources, settings);
    Ok(report::exit(&planned.diagnostics))
}
