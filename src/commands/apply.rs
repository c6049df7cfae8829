//! `latticectl apply`.

use crate::error::{Error, Exit};
use crate::settings::Settings;

/// Make the account what the manifests say
#[derive(clap::Args, Debug)]
pub struct Args {}

/// Runs the verb.
pub fn run(_args: &Args, _settings: &Settings) -> Result<Exit, Error> {
    Err(Error::ended(Exit::Failure, "`apply` is not built into this version"))
}
