//! `latticectl man`.

use crate::error::{Error, Exit};
use crate::settings::Settings;

/// Write the manual pages
#[derive(clap::Args, Debug)]
pub struct Args {}

/// Runs the verb.
pub fn run(_args: &Args, _settings: &Settings) -> Result<Exit, Error> {
    Err(Error::ended(Exit::Failure, "`man` is not built into this version"))
}
