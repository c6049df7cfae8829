//! `latticectl sandbox`.

use crate::error::{Error, Exit};
use crate::settings::Settings;

/// Run a local stand-in for the VPC Lattice API
#[derive(clap::Args, Debug)]
pub struct Args {}

/// Runs the verb.
pub fn run(_args: &Args, _settings: &Settings) -> Result<Exit, Error> {
    Err(Error::ended(Exit::Failure, "`sandbox` is not built into this version"))
}
