//! `latticectl explain`.

use crate::error::{Error, Exit};
use crate::settings::Settings;

/// Explain what a finding means
#[derive(clap::Args, Debug)]
pub struct Args {}

/// Runs the verb.
pub fn run(_args: &Args, _settings: &Settings) -> Result<Exit, Error> {
    Err(Error::ended(Exit::Failure, "`explain` is not built into this version"))
}
