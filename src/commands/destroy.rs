//! `latticectl destroy`: what these manifests own, deleted in order.

use super::account::AccountArgs;
use super::apply::{rules, style};
use super::change::{self, Purpose};
use super::execute::{self, Limits, Outcome, WaitArgs};
use super::guard::{self, ConsentArgs};
use super::output::{self, write_stderr};
use super::report;
use super::source::{self, SourceArgs};
use crate::apply::{Aim, Allowed, Destruction, Rules};
use crate::aws::LatticeRead as _;
use crate::diag::render::records;
use crate::diff::{Kind, Operation};
use crate::error::{Error, Exit};
use crate::render;
use crate::settings::{Format, Settings, Stream};

const AFTER_HELP: &str = "\
Deleted is what these manifests stand for and what carries our ownership tag; what somebody else owns
stays, and what it keeps from being deleted stays too and is named (exit code 6).

What only a setting asks for (the default service network and the VPC's association with it) serves all
manifests of the cluster: it stays, unless --default-network says otherwise. A service network in which
others have services stays, with its VPCs. A network that was there before and was adopted looks like one
of ours, so those that go are named first; one with tags that these manifests do not give stays, unless
--adopted-networks says otherwise; --keep-networks keeps them all. An auth policy of these manifests goes
from networks and services that are ours or nobody's, never from another owner's.

Examples:
  latticectl destroy manifests/                     shows what goes and asks
  latticectl destroy manifests/ --auto-approve --max-deletes 50%";

/// Delete what these manifests own, in order
///
/// Associations first, then services with their listeners and rules, then target groups once their targets
/// are drained, then service networks; each deletion is waited for. Afterwards the account is read again.
#[derive(clap::Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// Where manifests come from.
    #[command(flatten)]
    pub source: SourceArgs,

    #[command(flatten)]
    account: AccountArgs,

    #[command(flatten)]
    consent: ConsentArgs,

    /// Also delete what only the setting DEFAULT_SERVICE_NETWORK asks for, unless others are in it
    #[arg(long, help_heading = "What goes")]
    default_network: bool,

    /// Keep every service network
    #[arg(long, help_heading = "What goes", conflicts_with_all = ["default_network", "adopted_networks"])]
    keep_networks: bool,

    /// Also delete service networks with tags that these manifests do not give
    #[arg(long, help_heading = "What goes")]
    adopted_networks: bool,

    /// Deleting is all that is done here: there is nothing to allow beside it.
    #[arg(long = "allow", value_name = "CLASS", hide = true, value_parser = no_allow)]
    _allow: Option<String>,

    #[command(flatten)]
    waits: WaitArgs,
}

fn no_allow(_: &str) -> Result<String, String> {
    Err("destroy needs no --allow: deleting is all that it does; --max-deletes limits it".to_owned())
}

/// Runs the verb.
pub fn run(args: &Args, settings: &Settings) -> Result<Exit, Error> {
    let outputs = output::wanted(settings, Format::Text, &execute::FORMATS)?;
    let mut settings = settings.clone();
    super::block_on(async {
        let loaded = source::load(&args.source, &settings)?;
        guard::readable(&loaded, &settings, &args.consent)?;
        let writer = args.account.writer(&mut settings).await?;
        settings.require_context()?;
        let settings = &settings;
        let how = Destruction {
            settings: args.default_network,
            keep_networks: args.keep_networks,
            adopted_networks: args.adopted_networks,
        };
        let look = |without_tagging_api: bool| {
            let without = without_tagging_api || args.account.no_tagging_api;
            let (loaded, reader) = (loaded.clone(), writer.reader());
            async move { Box::pin(change::compared(&reader, loaded, settings, without, Purpose::Destroy(how))).await }
        };
        let compared = look(false).await?;
        // What is wrong with the manifests matters little where everything goes; a view with holes does.
        let consent = ConsentArgs { keep_going: true, ..args.consent.clone() };
        let sources = &compared.planned.manifests.sources;
        report::print(&compared.planned.diagnostics, sources, settings);
        let findings = records(&compared.planned.diagnostics, sources);
        let refused = |error| execute::refused(&outputs, findings.clone(), writer.counts(), error);
        guard::inputs(&compared, &consent).map_err(refused)?;
        write_stderr(&change::blocked_text(&compared));
        let aim = compared.aim;
        let kept = aim.kept.clone();
        if aim.changes.is_empty() {
            let outcome = Outcome { findings, kept, ..execute::nothing_to_do(writer.counts(), aim) };
            execute::print(&outputs, &outcome)?;
            return Ok(execute::exit(&outcome, false));
        }
        let painter = render::Painter { width: Stream::Stderr.width(), color: settings.color.on(Stream::Stderr) };
        write_stderr(&render::changes_text(&aim.changes, painter));
        write_stderr(&networks_that_go(&aim));
        // Of what is nobody's only a policy goes that these manifests put there.
        let rules = Rules { adopt: true, ..rules(settings, &consent, settings.context.managed_by()) };
        let stdin_is_taken = args.source.paths.iter().any(|path| path == "-");
        guard::changes(&aim, &rules, &Allowed::all(), &consent)
            .and_then(|()| guard::ask("Delete all of this?", &consent, stdin_is_taken))
            .map_err(refused)?;
        let again = |without_tagging_api: bool| {
            let looking = look(without_tagging_api);
            async move { looking.await.and_then(guard::again) }
        };
        let style = style(&outputs);
        let limits = Limits { rules, allowed: Allowed::all(), max_deletes: consent.max_deletes };
        let ran = Box::pin(execute::run(&writer, aim, limits, &args.waits, style, again)).await?;
        let outcome = Outcome { findings, kept, ..ran };
        execute::print(&outputs, &outcome)?;
        Ok(execute::exit(&outcome, false))
    })
}

/// Nobody can tell a network that was made from one that was adopted: whoever reads this can.
fn networks_that_go(aim: &Aim) -> String {
    let going = aim
        .changes
        .changes
        .iter()
        .filter(|change| change.kind == Kind::ServiceNetwork && matches!(change.operation, Operation::Delete));
    let names: Vec<&str> = going.map(|change| change.label.as_str()).collect();
    if names.is_empty() {
        return String::new();
    }
    format!("service networks that go, also if they were adopted: {} (--keep-networks keeps them)\n", names.join(", "))
}
