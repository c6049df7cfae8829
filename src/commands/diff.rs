//! `latticectl diff`: what would change in the account, or between two sets of manifests.

use std::path::PathBuf;

use super::account::{AccountArgs, LiveArgs, plan_in_snapshot};
use super::change::{self, Compared, Purpose};
use super::guard;
use super::output::{self, write_stderr};
use super::report;
use super::snapshot::gaps;
use super::source::{self, SourceArgs};
use crate::apply::{Aim, SavedPlan};
use crate::aws::CallCounts;
use crate::diag::{Diagnostic, Severity};
use crate::diff::ChangeSet;
use crate::error::{Error, Exit};
use crate::observe::Coverage;
use crate::render::DiffDocument;
use crate::settings::{Format, OutputSpec, Settings};

const AFTER_HELP: &str = "\
Symbols: + create, ~ change in place, -/+ replace, - delete, ! look at this, ? ours and in no manifest.

Classes: create, update, tags, targets, traffic-shift, access-narrowed, detach, replace, new-dns-name,
access-widened, delete. `apply` asks for consent by class.

Exit codes: 0 nothing differs, 2 something does, 1 an error or an error-level finding.

Examples:
  latticectl diff manifests/                              beside the account
  latticectl diff manifests/ --live account.json          beside a snapshot, without credentials
  latticectl diff manifests/ --base main-manifests/ -o markdown=diff.md
  latticectl diff manifests/ --out change.plan            to be looked at; ends with 2 where there is something
  latticectl apply change.plan                            exactly that";

/// Compare what the manifests stand for with the account
///
/// Says for each resource what would be done, what that means (its class), which manifest asks for it and
/// what it does to users. Writes nothing.
#[derive(clap::Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// Where manifests come from.
    #[command(flatten)]
    pub source: SourceArgs,

    #[command(flatten)]
    account: AccountArgs,

    #[command(flatten)]
    live: LiveArgs,

    /// Compare with these manifests in place of an account; may be given several times
    #[arg(long, value_name = "PATH", conflicts_with_all = ["live", "out", "prune"], value_hint = clap::ValueHint::AnyPath)]
    base: Vec<String>,

    /// Also delete what is ours and in no manifest
    #[arg(long)]
    prune: bool,

    /// Do so although objects of the input are broken, and what they stand for may be among it
    #[arg(long, requires = "prune")]
    prune_beside_errors: bool,

    /// Keep the change in a file that `apply` takes
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    out: Option<PathBuf>,
}

/// Runs the verb.
pub fn run(args: &Args, settings: &Settings) -> Result<Exit, Error> {
    let outputs = output::wanted(settings, Format::Text, &change::FORMATS)?;
    let exit = answered(args, settings, &outputs);
    if let Err(error) = &exit
        && !output::stdout_used()
    {
        print_failure(error, &outputs)?;
    }
    exit
}

/// A comparison that came to nothing, in the forms that machines read: silence would be no answer.
fn print_failure(error: &Error, outputs: &[OutputSpec]) -> Result<(), Error> {
    let mut document = DiffDocument::new(&ChangeSet::default(), report::denied(error));
    document.error = Some(error.chain());
    for wanted in outputs {
        let text = match wanted.format {
            Format::Json => change::pretty(&document),
            Format::Yaml => serde_yaml::to_string(&document).expect("a set of changes holds only what YAML can say"),
            _ => continue,
        };
        output::write(wanted, &text)?;
    }
    Ok(())
}

fn answered(args: &Args, settings: &Settings, outputs: &[OutputSpec]) -> Result<Exit, Error> {
    let mut settings = settings.clone();
    let loaded = source::load(&args.source, &settings)?;
    let purpose = Purpose::Apply { prune: args.prune, beside_errors: args.prune_beside_errors };
    let compared = if !args.base.is_empty() {
        let base = SourceArgs { paths: args.base.clone(), ..SourceArgs::default() };
        let base = source::plan(source::load(&base, &settings)?, &settings, None);
        let planned = source::plan(loaded, &settings, None);
        let changes = change::between(&base, &planned);
        let aim = Aim { before: base.plan.after, after: planned.plan.after.clone(), changes, ..Aim::default() };
        Compared { planned, aim, coverage: Coverage::default(), counts: CallCounts::default() }
    } else if let Some(live) = &args.live.live {
        change::compare(plan_in_snapshot(loaded, &settings, live)?, &settings, purpose)
    } else {
        super::block_on(async {
            let reader = args.account.reader(&mut settings).await?;
            settings.require_context()?;
            let without_tagging_api = args.account.no_tagging_api;
            Box::pin(change::compared(&reader, loaded, &settings, without_tagging_api, purpose)).await
        })?
    };
    for wanted in outputs {
        output::write(wanted, &change::content(wanted, &compared, &settings))?;
    }
    if let Some(path) = &args.out {
        settings.require_context()?;
        guard::whole(compared.planned.live.as_ref(), &compared.coverage, ", so no plan is kept")?;
        output::write_file(path, &saved(&compared, &settings).text())?;
    }
    let planned = &compared.planned;
    if !output::carries_findings(outputs) {
        report::print(&planned.diagnostics, &planned.manifests.sources, &settings);
        write_stderr(&gaps(&compared.coverage));
    }
    if args.base.is_empty() && args.live.live.is_none() {
        output::write_calls(&compared.counts);
    }
    Ok(exit(&compared))
}

/// Errors first: a set of changes that is not the whole truth must not look like one.
fn exit(compared: &Compared) -> Exit {
    match report::exit(&compared.planned.diagnostics) {
        Exit::Success if !compared.coverage.is_complete() => Exit::Failure,
        Exit::Success if !compared.aim.changes.is_empty() => Exit::Changes,
        exit => exit,
    }
}

/// What a plan file keeps.
pub fn saved(compared: &Compared, settings: &Settings) -> SavedPlan {
    let planned = &compared.planned;
    // Whether what carries no owner's tag may be taken over is asked when the plan is applied.
    let counts = |finding: &&Diagnostic| {
        finding.severity == Severity::Error && ![guard::UNTAGGED, guard::DEAD].contains(&finding.code)
    };
    let errors = planned.diagnostics.iter().filter(counts).count();
    let controlled = planned.live.as_ref().and_then(|live| live.controlled.clone());
    SavedPlan::new(&planned.plan, &compared.aim, &settings.context, errors, controlled)
}
