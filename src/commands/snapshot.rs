//! `latticectl snapshot`.

use crate::error::{Error, Exit};
use crate::settings::Settings;

/// Write the account's VPC Lattice state into a file
#[derive(clap::Args, Debug)]
pub struct Args {}

/// Runs the verb.
pub fn run(_args: &Args, _settings: &Settings) -> Result<Exit, Error> {
    Err(Error::ended(Exit::Failure, "`snapshot` is not built into this version"))
}
