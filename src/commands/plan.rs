//! `latticectl plan`: what the manifests stand for.

use std::io::{self, Write};
use std::mem::ManuallyDrop;
use std::path::PathBuf;

use super::change::{self, Purpose};
use super::guard;
use super::output::{self, Out};
use super::report;
use super::source::{self, SourceArgs};
use crate::apply::SavedPlan;
use crate::error::{Error, Exit};
use crate::observe::{Beyond, Coverage};
use crate::render::{self, PlanReport};
use crate::settings::{Format, OutputSpec, Settings};

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
    /// Plan as in the account of this snapshot (made by `latticectl snapshot`)
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    live: Option<PathBuf>,

    /// Keep the plan in this file, for `latticectl apply FILE`
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub out: Option<PathBuf>,

    /// Exit with 2 where the plan has anything to create or change
    #[arg(long)]
    detailed_exitcode: bool,

    /// The manifests.
    #[command(flatten)]
    pub source: SourceArgs,
}

/// What `-o` takes.
pub const FORMATS: [Format; 8] = [
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
    if args.out.is_some() {
        // What carries a placeholder can be looked at, never applied.
        settings.require_context()?;
    }
    let before = args.live.as_deref().map(source::read_account).transpose()?;
    // The process ends right after: taking millions of small pieces apart first would only cost time.
    let planned = ManuallyDrop::new(source::plan(source::load(&args.source, settings)?, settings, before));
    let placeholders = settings.placeholders();
    let report = planned.report(settings, &placeholders);
    for wanted in &outputs {
        output::stream(wanted, |out| write(wanted, report, settings, out))?;
    }
    if let Some(path) = &args.out {
        let owner = settings.context.managed_by();
        let aim =
            change::aim(&planned, Beyond::default(), &owner, Purpose::Apply { prune: false, beside_errors: false });
        let errors = render::summary(report).errors;
        guard::whole(planned.live.as_ref(), &Coverage::default(), ", so no plan is kept")?;
        let controlled = planned.live.as_ref().and_then(|live| live.controlled.clone());
        let saved = SavedPlan::new(&planned.plan, &aim, &settings.context, errors, controlled);
        output::write_file(path, &saved.text())?;
    }
    if !output::carries_findings(&outputs) {
        report::print(&planned.diagnostics, &planned.manifests.sources, settings);
    }
    let changes = || {
        let summary = render::summary(report);
        summary.create + summary.update + summary.remove > 0
    };
    Ok(match report::exit(&planned.diagnostics) {
        Exit::Success if args.detailed_exitcode && changes() => Exit::Changes,
        exit => exit,
    })
}

fn write(wanted: &OutputSpec, report: PlanReport<'_>, settings: &Settings, out: &mut Out) -> io::Result<()> {
    let text = match wanted.format {
        Format::Json => return render::json(report, out),
        Format::Snapshot => return render::snapshot(report.plan, out),
        Format::Yaml => render::yaml(report),
        Format::Status => render::status(report.plan),
        Format::Markdown => render::markdown(report),
        Format::Dot => render::dot(report),
        Format::Mermaid => render::mermaid(report),
        _ => render::text(report, output::painter(wanted, settings)),
    };
    out.write_all(text.as_bytes())
}
