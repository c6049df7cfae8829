//! `latticectl drift`.

use crate::error::{Error, Exit};
use crate::settings::Settings;

/// Tell whether the account has moved away from the manifests
#[derive(clap::Args, Debug)]
pub struct Args {}

/// Runs the verb.
pub fn run(_args: &Args, _settings: &Settings) -> Result<Exit, Error> {
    Err(Error::ended(Exit::Failure, "`drift` is not built into this version"))
}
