//! `latticectl rbac`.

use crate::error::{Error, Exit};
use crate::settings::Settings;

/// Print the ClusterRole that reading a cluster needs
#[derive(clap::Args, Debug)]
pub struct Args {}

/// Runs the verb.
pub fn run(_args: &Args, _settings: &Settings) -> Result<Exit, Error> {
    Err(Error::ended(Exit::Failure, "`rbac` is not built into this version"))
}
