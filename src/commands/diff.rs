//! `latticectl diff`.

use crate::error::{Error, Exit};
use crate::settings::Settings;

/// Compare the plan with the account
#[derive(clap::Args, Debug)]
pub struct Args {}

/// Runs the verb.
pub fn run(_args: &Args, _settings: &Settings) -> Result<Exit, Error> {
    Err(Error::ended(Exit::Failure, "`diff` is not built into this version"))
}
