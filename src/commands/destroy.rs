//! `latticectl destroy`: what these manifests own, deleted in order.

use super::account::AccountArgs;
use super::apply::{rules, style};
use super::change::{self, Purpose};
use super::execute::{self, WaitArgs};
use super::guard::{self, ConsentArgs};
use super::output::{self, write_stderr};
use super::report;
use super::source::{self, SourceArgs};
use crate::apply::Allowed;
use crate::aws::LatticeRead as _;
use crate::error::{Error, Exit};
use crate::render;
use crate::settings::{Format, Settings, Stream};

const AFTER_HELP: &str = "\
Deleted is what these manifests stand for and what carries our ownership tag; what somebody else owns
stays, and what it keeps from being deleted stays too and is named (exit code 6).

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

    #[command(flatten)]
    waits: WaitArgs,
}

/// Runs the verb.
pub fn run(args: &Args, settings: &Settings) -> Result<Exit, Error> {
    let outputs = output::wanted(settings, Format::Text, &execute::FORMATS)?;
    let mut settings = settings.clone();
    super::block_on(async {
        let loaded = source::load(&args.source, &settings)?;
        let writer = args.account.writer(&mut settings).await?;
        settings.require_context()?;
        let settings = &settings;
        let look = |without_tagging_api: bool| {
            let without = without_tagging_api || args.account.no_tagging_api;
            let (loaded, reader) = (loaded.clone(), writer.reader());
            async move { Box::pin(change::compared(&reader, loaded, settings, without, Purpose::Destroy)).await }
        };
        let compared = look(false).await?;
        // What is wrong with the manifests matters little where everything goes; a view with holes does. Of
        // what is not ours nothing is touched but a policy that these manifests put there.
        let consent = ConsentArgs { keep_going: true, adopt: true, ..args.consent.clone() };
        report::print(&compared.planned.diagnostics, &compared.planned.manifests.sources, settings);
        guard::inputs(&compared, &consent)?;
        write_stderr(&change::blocked_text(&compared));
        let aim = compared.aim;
        if aim.changes.is_empty() {
            let outcome = execute::nothing_to_do(writer.counts(), aim);
            execute::print(&outputs, &outcome)?;
            return Ok(execute::exit(&outcome, false));
        }
        let painter = render::Painter { width: 80, color: settings.color.on(Stream::Stderr) };
        write_stderr(&render::changes_text(&aim.changes, painter));
        let rules = rules(settings, &consent, settings.context.managed_by());
        guard::changes(&aim, &rules, &Allowed::all(), &consent)?;
        let stdin_is_taken = args.source.paths.iter().any(|path| path == "-");
        guard::ask("Delete all of this?", &consent, stdin_is_taken)?;
        let again = |without_tagging_api: bool| {
            let looking = look(without_tagging_api);
            async move { looking.await.map(|compared| compared.aim) }
        };
        let style = style(&outputs);
        let outcome = Box::pin(execute::run(&writer, aim, rules, Allowed::all(), &args.waits, style, again)).await?;
        execute::print(&outputs, &outcome)?;
        Ok(execute::exit(&outcome, false))
    })
}
