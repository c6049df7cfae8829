//! `latticectl destroy`.

use crate::error::{Error, Exit};
use crate::settings::Settings;

/// Delete what these manifests own, in order
#[derive(clap::Args, Debug)]
pub struct Args {}

/// Runs the verb.
pub fn run(_args: &Args, _settings: &Settings) -> Result<Exit, Error> {
    Err(Error::ended(Exit::Failure, "`destroy` is not built into this version"))
}
