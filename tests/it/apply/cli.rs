//! The binary beside a sandbox.

use std::process::Command;

use latticectl::settings::Context;

use super::bench::Bench;
use crate::process::{self, Done};

/// Runs the binary beside one sandbox, about one cluster.
pub struct Cli {
    url: String,
    context: Context,
}

impl Cli {
    pub fn new(bench: &Bench, context: &Context) -> Self {
        Self { url: bench.url(), context: context.clone() }
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        process::command(&self.url, &self.context, arguments)
    }

    pub fn run(&self, arguments: &[&str]) -> Done {
        process::run(&mut self.command(arguments))
    }
}
