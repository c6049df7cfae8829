//! `latticectl route`.

use crate::error::{Error, Exit};
use crate::settings::Settings;

/// Tell which rule and target groups a request would meet, and why
#[derive(clap::Args, Debug)]
pub struct Args {}

/// Runs the verb.
pub fn run(_args: &Args, _settings: &Settings) -> Result<Exit, Error> {
    Err(Error::ended(Exit::Failure, "`route` is not built into this version"))
}
