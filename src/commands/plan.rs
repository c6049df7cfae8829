//! `latticectl plan`: what the manifests stand for.

use std::path::PathBuf;

use super::output;
use super::report;
use super::source::{self, SourceArgs};
use crate::error::{Error, Exit};
use crate::render;
use crate::settings::{Format, Settings};

const AFTER_HELP: &str = "\
Examples:
  latticectl plan manifests/                         the plan as a tree, findings below it
  kustomize build . | latticectl plan -              from stdin
  latticectl plan manifests/ --live account.json     in the account of that snapshot
  latticectl plan manifests/ -o json | jq .summary   for programs (see schemas/plan.schema.json)
  latticectl plan manifests/ -o snapshot=account.json -o status=status.json -o markdown=plan.md";

/// Render the Lattice resources that the manifests stand for, with every finding
///
/// Reads no account and no cluster unless told to. What only an account can tell (which certificate ACM
/// holds, which target group an import finds) is shown as known at apply. An object that the controller
/// would refuse or fail is left out whole, with a finding that says why.
#[derive(clap::Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    #[command(flatten)]
    source: SourceArgs,

    /// Plan as in the account of this snapshot (made by `latticectl snapshot`)
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    live: Option<PathBuf>,

    /// Exit with 2 where the plan has anything to create or change
    #[arg(long)]
    detailed_exitcode: bool,
}

const FORMATS: [Format; 8] = [
    Format::Text,
    Format::Json,
    Format::Yaml,
    Format::Snapshot,
    Format::Status,
    Format::Markdown,
    Format::Dot,
    Format::Mermaid,
];

/// Runs the verb.
pub fn run(args: &Args, settings: &Settings) -> Result<Exit, Error> {
    let outputs = output::wanted(settings, Format::Text, &FORMATS)?;
    let before = args.live.as_deref().map(source::read_account).transpose()?;
    let planned = source::plan(source::load(&args.source, settings)?, settings, before);
    for wanted in &outputs {
        let content = match wanted.format {
            Format::Snapshot => render::snapshot(&planned.plan),
            Format::Status => render::status(&planned.plan),
            _ => render::snapshot(&planned.plan),
        };
        output::write(wanted, &content)?;
    }
    if !output::carries_findings(&outputs) {
        report::print(&planned.diagnostics, &planned.manifests.sources, settings);
    }
    Ok(report::exit(&planned.diagnostics))
}
