//! `latticectl snapshot`: the account's VPC Lattice state into a file.

use super::account::{AccountArgs, unreachable};
use super::output::{self, write_stderr};
use super::target_health;
use crate::error::{Error, Exit};
use crate::model::{Account, FORMAT_VERSION};
use crate::observe::{Coverage, Scope, observe, redact};
use crate::settings::{Format, Settings};

const AFTER_HELP: &str = "\
Examples:
  latticectl snapshot -o account.json                  everything, to be given to --live later
  latticectl snapshot --ours -o ours.json              what this cluster manages and its networks
  latticectl snapshot --redact | jq .services          fit to be shown to others
  latticectl plan manifests/ --live account.json";

/// Write the account's VPC Lattice state into a file
///
/// The file is in the account form: sorted, versioned, with ids. `plan`, `route`, `diff` and `drift` take it with
/// `--live` in the account's place, `drift` also with `--last` as what was applied last. What could not
/// be read is named in the file and on stderr, and the run ends with 1.
#[derive(clap::Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    #[command(flatten)]
    account: AccountArgs,

    /// Only what this cluster manages, and the service networks and VPC associations around it
    #[arg(long)]
    ours: bool,

    /// Hide account numbers, addresses and policies: equal ones stay equal
    #[arg(long)]
    redact: bool,
}

/// What `-o` takes.
pub const FORMATS: [Format; 1] = [Format::Snapshot];

/// Runs the verb.
pub fn run(args: &Args, settings: &Settings) -> Result<Exit, Error> {
    let outputs = output::wanted(settings, Format::Snapshot, &FORMATS)?;
    let mut settings = settings.clone();
    super::block_on(async {
        let reader = args.account.reader(&mut settings).await?;
        let context = &settings.context;
        let scope = if args.ours {
            settings.require_context()?;
            Scope {
                account: context.account.clone(),
                managed_by: Some(context.managed_by()),
                networks: context.default_service_network.iter().cloned().collect(),
                vpc_id: Some(context.vpc_id.clone()),
                ..Scope::default()
            }
        } else {
            Scope::everything(&context.account)
        };
        let scope = Scope { without_tagging_api: args.account.no_tagging_api, ..scope };
        let seen = Box::pin(observe(&reader, &scope)).await.map_err(|error| unreachable(&error))?;
        let account = if args.redact { redact(&seen.account) } else { seen.account };
        let text = text(account, &seen.coverage, args.redact);
        for wanted in &outputs {
            output::write(wanted, &text)?;
        }
        write_stderr(&gaps(&seen.coverage));
        output::write_calls(&seen.counts);
        Ok(if seen.coverage.is_complete() { Exit::Success } else { Exit::Failure })
    })
}

/// The account form, with what could not be read beside the sections, and whether it is redacted.
pub fn text(account: Account, coverage: &Coverage, redacted: bool) -> String {
    let account = Account { format_version: Some(FORMAT_VERSION.to_owned()), ..account };
    let mut value = serde_json::to_value(account).expect("the account form is always JSON");
    target_health::set_apart(&mut value);
    if let (false, serde_json::Value::Object(members)) = (coverage.is_complete(), &mut value) {
        let gaps = serde_json::to_value(coverage.gaps()).expect("gaps are always JSON");
        members.insert("unreadable".to_owned(), gaps);
    }
    if let (true, serde_json::Value::Object(members)) = (redacted, &mut value) {
        members.insert("redacted".to_owned(), true.into());
    }
    format!("{value:#}\n")
}

/// What could not be read, one line each.
pub fn gaps(coverage: &Coverage) -> String {
    coverage.gaps().iter().fold(String::new(), |text, gap| text + "not readable: " + &gap.to_string() + "\n")
}
