//! `latticectl completions`: completions for a shell.

use clap_complete::Shell;

use super::output;
use crate::cli;
use crate::error::{Error, Exit};
use crate::settings::Settings;

const AFTER_HELP: &str = "\
Examples:
  latticectl completions bash > /etc/bash_completion.d/latticectl
  latticectl completions zsh > \"${fpath[1]}/_latticectl\"
  latticectl completions fish > ~/.config/fish/completions/latticectl.fish";

/// Write completions for a shell to stdout
#[derive(clap::Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// The shell
    shell: Shell,
}

/// Runs the verb.
pub fn run(args: &Args, _settings: &Settings) -> Result<Exit, Error> {
    output::write_stdout(&render(args.shell))?;
    Ok(Exit::Success)
}

/// The completions of one shell.
pub fn render(shell: Shell) -> String {
    let mut buffer = Vec::new();
    clap_complete::generate(shell, &mut cli::command(), "latticectl", &mut buffer);
    String::from_utf8_lossy(&buffer).into_owned()
}
