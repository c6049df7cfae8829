//! `latticectl apply`: the account made to be what the manifests say.

use std::collections::BTreeSet;
use std::io::IsTerminal as _;
use std::path::Path;

use super::account::{AccountArgs, unreachable};
use super::change::{self, Purpose};
use super::execute::{self, Limits, Outcome, WaitArgs};
use super::guard::{self, ConsentArgs};
use super::output::{self, write_stderr};
use super::progress::Style;
use super::report;
use super::source::{self, SourceArgs};
use crate::apply::{Aim, AllowArgument, Rules, SavedError, SavedPlan};
use crate::aws::{LatticeRead, WriteClient};
use crate::diag::render::{FindingRecord, records};
use crate::error::{Error, Exit};
use crate::observe::{Observation, Scope, observe};
use crate::render;
use crate::settings::{Format, OutputSpec, Settings, Stream};

const AFTER_HELP: &str = "\
What is allowed without being named: create, update (a field changed in place). Everything else needs
--allow with the class that `diff` shows: tags, targets, traffic-shift, access-narrowed, access-widened,
detach, replace, new-dns-name, delete; or --allow all.

What is owned by another controller is never touched, what carries no owner's tag only with --adopt; the
auth policy of another owner's service network only where --foreign-network names it. The whole change is
checked first: nothing is written if it can't be finished.

What is ours and in no manifest here stays, unless --prune says that these are all manifests there are. That
holds too for unused target groups, which the controller collects: another run that is still at work has just
such ones. `diff` marks them.

Whether a live controller manages the same resources can be seen only with --cluster (its Deployment);
then apply refuses, unless told --beside-controller. From files nobody can tell: stop the controller, or
expect it to change things back.

What stands inside a service of ours is ours, whoever made it: a listener or rule that no manifest asks
for is deleted, as the controller deletes it.

Exit codes: 0 done and read again, 1 an error, 3 refused (also error-level findings without
--keep-going; with it 1 where the rest is applied), 4 the saved plan is stale, 6 applied in part, 130 and 143 stopped by a signal.

Examples:
  latticectl apply manifests/                                  shows the changes and asks
  latticectl apply manifests/ --auto-approve --allow traffic-shift,targets
  latticectl apply manifests/ --prune --allow delete,detach --max-deletes 5
  latticectl diff manifests/ --out change.plan                 2 where there is something to do
  latticectl apply change.plan --auto-approve                  exactly that
  latticectl apply manifests/ --auto-approve -o ndjson         one event a line";

/// Make the account what the manifests say
///
/// Steps go in the order of their dependencies, in parallel where they can: target groups are ready before
/// traffic moves to them, policies stand before IAM is switched on, what blocks a deletion goes first.
/// Afterwards the account is read again to prove that it is what it should be.
#[derive(clap::Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// Where manifests come from; a single plan file (made with --out) is applied exactly.
    #[command(flatten)]
    pub source: SourceArgs,

    #[command(flatten)]
    account: AccountArgs,

    /// Classes of change to allow beside create and update, or all
    #[arg(long, value_name = "CLASS", value_delimiter = ',', help_heading = "Consent")]
    allow: Vec<AllowArgument>,

    #[command(flatten)]
    consent: ConsentArgs,

    /// Also delete what is ours and in no manifest
    #[arg(long, help_heading = "Consent")]
    prune: bool,

    /// Do so although objects of the input are broken, and what they stand for may be among it
    #[arg(long, requires = "prune", help_heading = "Consent")]
    prune_beside_errors: bool,

    /// Put auth policies on this service network although it belongs to another owner; once a network
    #[arg(long, value_name = "NAME", help_heading = "Consent")]
    foreign_network: Vec<String>,

    #[command(flatten)]
    waits: WaitArgs,
}

/// Runs the verb.
pub fn run(args: &Args, settings: &Settings) -> Result<Exit, Error> {
    let outputs = output::wanted(settings, Format::Text, &execute::FORMATS)?;
    let mut settings = settings.clone();
    if let [path] = args.source.paths.as_slice()
        && let Some(saved) = plan_file(Path::new(path))?
    {
        return super::block_on(apply_saved(args, &mut settings, &outputs, &saved));
    }
    for path in args.source.paths.iter().filter(|_| args.source.paths.len() > 1) {
        if plan_file(Path::new(path)).is_ok_and(|saved| saved.is_some()) {
            let message = format!("{path} is a plan file, which is applied by itself: nothing may stand beside it");
            return Err(Error::Usage(message));
        }
    }
    super::block_on(apply_manifests(args, &mut settings, &outputs))
}

/// The plan file that a path names, if it names one.
fn plan_file(path: &Path) -> Result<Option<SavedPlan>, Error> {
    // What can't be read as text is left to the reader of manifests, which says why.
    let Ok(text) = std::fs::read_to_string(path) else { return Ok(None) };
    if !SavedPlan::is_one(&text) {
        return Ok(None);
    }
    let wrong =
        |error: SavedError| Error::Format { path: path.to_owned(), expected: "a plan file", source: error.into() };
    SavedPlan::read(&text).map(Some).map_err(wrong)
}

/// How events are shown.
pub fn style(outputs: &[OutputSpec]) -> Style {
    if outputs.iter().any(|output| output.format == Format::Ndjson && output.file.is_none()) {
        Style::Ndjson
    } else if std::io::stderr().is_terminal() {
        Style::Redrawn
    } else {
        Style::Lines
    }
}

/// The rules of the check.
pub fn rules(settings: &Settings, consent: &ConsentArgs, managed_by: String) -> Rules {
    Rules {
        managed_by,
        adopt: consent.adopt,
        foreign_networks: BTreeSet::new(),
        quotas: Some(source::quotas(settings)),
        over_quota: consent.keep_going,
    }
}

async fn apply_manifests(args: &Args, settings: &mut Settings, outputs: &[OutputSpec]) -> Result<Exit, Error> {
    let loaded = source::load(&args.source, settings)?;
    let writer = args.account.writer(settings).await?;
    settings.require_context()?;
    let settings = &*settings;
    let purpose = Purpose::Apply { prune: args.prune, beside_errors: args.prune_beside_errors };
    let look = |without_tagging_api: bool| {
        let without = without_tagging_api || args.account.no_tagging_api;
        let (loaded, reader) = (loaded.clone(), writer.reader());
        async move { Box::pin(change::compared(&reader, loaded, settings, without, purpose)).await }
    };
    let compared = guard::dealt_with(look(false).await?, &args.consent);
    report::print(&compared.planned.diagnostics, &compared.planned.manifests.sources, settings);
    let findings = records(&compared.planned.diagnostics, &compared.planned.manifests.sources);
    guard::inputs(&compared, &args.consent)
        .map_err(|error| execute::refused(outputs, findings.clone(), writer.counts(), error))?;
    if args.prune {
        guard::something_wanted(&compared)
            .map_err(|error| execute::refused(outputs, findings.clone(), writer.counts(), error))?;
    }
    write_stderr(&change::blocked_text(&compared));
    let has_errors = compared.planned.diagnostics.has_errors();
    let rules = rules(settings, &args.consent, settings.context.managed_by());
    let aim = compared.aim.clone();
    let stdin_is_taken = args.source.paths.iter().any(|path| path == "-");
    let again = |without_tagging_api: bool| {
        let looking = look(without_tagging_api);
        async move { looking.await.and_then(guard::again) }
    };
    let doubts = change::doubts(&compared);
    let subject = Subject { aim, rules, has_errors, findings, stdin_is_taken, doubts };
    change_account(args, settings, outputs, &writer, subject, again).await
}

async fn apply_saved(
    args: &Args,
    settings: &mut Settings,
    outputs: &[OutputSpec],
    saved: &SavedPlan,
) -> Result<Exit, Error> {
    for (name, value) in [("account", &saved.account), ("region", &saved.region), ("vpc-id", &saved.vpc_id)] {
        settings.learn(name, value, crate::settings::Origin::Account);
    }
    let here = [("account", &settings.context.account), ("region", &settings.context.region)];
    for ((what, here), there) in here.into_iter().zip([&saved.account, &saved.region]) {
        if here != there {
            let message = format!("the plan is for {what} {there}, and the settings name {here}: nothing was changed");
            return Err(Error::ended(Exit::Refused, message));
        }
    }
    guard::controller(saved.controlled.as_ref(), &args.consent)?;
    let writer = args.account.writer(settings).await?;
    if saved.errors > 0 && !args.consent.keep_going {
        let message = "the manifests of this plan had errors; --keep-going applies the rest";
        return Err(Error::ended(Exit::Refused, message));
    }
    let scope = Scope {
        account: saved.account.clone(),
        managed_by: Some(saved.managed_by.clone()),
        networks: saved.networks(),
        services: saved.services(),
        group_arns: saved.groups(),
        vpc_id: Some(saved.vpc_id.clone()),
        ..Scope::default()
    };
    let look = |without_tagging_api: bool| {
        let without_tagging_api = without_tagging_api || args.account.no_tagging_api;
        let (scope, reader) = (Scope { without_tagging_api, ..scope.clone() }, writer.reader());
        async move { Box::pin(seen(&reader, &scope)).await }
    };
    let seen = look(false).await?;
    let begun = saved.begin(&seen.account).map_err(|error| {
        let is_stale = matches!(error, SavedError::Stale(_) | SavedError::Elsewhere(_));
        let exit = if is_stale { Exit::Stale } else { Exit::Refused };
        execute::refused(outputs, Vec::new(), writer.counts(), Error::ended(exit, error.to_string()))
    })?;
    let aim = Aim { beyond: seen.beyond, ..begun };
    let rules = rules(settings, &args.consent, saved.managed_by.clone());
    let again = |without_tagging_api: bool| {
        let looking = look(without_tagging_api);
        async move { looking.await.map(|seen| Aim { beyond: seen.beyond, ..saved.aim(&seen.account) }) }
    };
    let findings = Vec::new();
    let doubts = Vec::new();
    let subject = Subject { aim, rules, has_errors: saved.errors > 0, findings, stdin_is_taken: false, doubts };
    change_account(args, settings, outputs, &writer, subject, again).await
}

async fn seen<R: LatticeRead>(reader: &R, scope: &Scope) -> Result<Observation, Error> {
    let seen = observe(reader, scope).await.map_err(|error| unreachable(&error))?;
    if !seen.coverage.is_complete() {
        let gaps: Vec<_> = seen.coverage.gaps().iter().map(ToString::to_string).collect();
        return Err(Error::ended(Exit::Failure, format!("parts of the account can't be read: {}", gaps.join("; "))));
    }
    Ok(seen)
}

/// What is to be done, however it was found.
struct Subject {
    aim: Aim,
    rules: Rules,
    has_errors: bool,
    findings: Vec<FindingRecord>,
    stdin_is_taken: bool,
    /// What stands against the aim being all that was asked for.
    doubts: Vec<String>,
}

async fn change_account<Look, Answer>(
    args: &Args,
    settings: &Settings,
    outputs: &[OutputSpec],
    writer: &WriteClient,
    subject: Subject,
    look: Look,
) -> Result<Exit, Error>
where
    Look: Fn(bool) -> Answer,
    Answer: Future<Output = Result<Aim, Error>>,
{
    let Subject { aim, mut rules, has_errors, findings, stdin_is_taken, doubts } = subject;
    rules.foreign_networks = args.foreign_network.iter().cloned().collect();
    let allowed = guard::allowed(&args.allow);
    if aim.changes.is_empty() {
        let outcome = Outcome { findings, doubts, ..execute::nothing_to_do(writer.counts(), aim) };
        execute::print(outputs, &outcome)?;
        return Ok(execute::exit(&outcome, has_errors));
    }
    let painter = render::Painter { width: Stream::Stderr.width(), color: settings.color.on(Stream::Stderr) };
    write_stderr(&render::changes_text(&aim.changes, painter));
    guard::changes(&aim, &rules, &allowed, &args.consent)
        .and_then(|()| guard::ask("Apply these changes?", &args.consent, stdin_is_taken))
        .map_err(|error| execute::refused(outputs, findings.clone(), writer.counts(), error))?;
    let style = style(outputs);
    let limits = Limits { rules, allowed, max_deletes: args.consent.max_deletes };
    let kept = aim.kept.clone();
    let ran = Box::pin(execute::run(writer, aim, limits, &args.waits, style, look)).await?;
    let outcome = Outcome { findings, kept, doubts, ..ran };
    execute::print(outputs, &outcome)?;
    Ok(execute::exit(&outcome, has_errors))
}
