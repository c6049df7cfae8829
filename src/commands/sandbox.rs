//! `latticectl sandbox`: the local stand-in for the VPC Lattice API.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use super::cluster::ClusterArgs;
use super::signals::Signals;
use super::source::{self, SourceArgs};
use super::{block_on, report, sandbox_seed};
use crate::diff::entries;
use crate::error::{Error, Exit};
use crate::model::Account;
use crate::sandbox::{
    Behaviour, Clock, Fault, Lag, Pace, Quota, Rate, Sandbox, SandboxHandle, SandboxOptions, check_operation, duration,
    state::Vpc,
};
use crate::settings::{Origin, Settings};

const AFTER_HELP: &str = "\
Examples:
  latticectl sandbox --state sandbox.json &          prints http://127.0.0.1:PORT when it is ready
  export AWS_ENDPOINT_URL=http://127.0.0.1:PORT AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any
  aws vpc-lattice create-service-network --name store
  latticectl sandbox --seed manifests/               begins with the plan of these manifests applied
  latticectl sandbox --live account.json             begins as the account of that snapshot
  latticectl sandbox --fault 'CreateRule=throttle:2*3' --fault 'CreateService=fail-transition@1*1'

It answers for vpc-lattice, resourcegroupstaggingapi, sts, acm and a few reads of ec2, told apart by the
scope of the signature. Tests in other languages find dump and load, faults, the request log and more
below http://127.0.0.1:PORT/_sandbox.

Faults: throttle[:SECONDS] internal internal-after unavailable access-denied not-found quota conflict delay:TIME
drop-before drop-after fail-transition[:CODE] fail-item[:CODE], then @CALLS that go well before and
*CALLS that it hits; * as operation hits every one.

SIGTERM and SIGINT stop it: calls in flight finish (within 3 seconds), the state file is up to date, the exit
code is 0. It is 1 where the state file can't be written: then it does not start, and if that comes later,
calls that change something answer 500.";

/// Run a local stand-in for the VPC Lattice API
///
/// Keeps service networks, services, listeners, rules, target groups and the rest as the service keeps
/// them, and refuses what it refuses; nothing is proxied, no request leaves the machine. Credentials are
/// not checked: whoever reaches the port may do everything, so it listens on loopback only.
#[derive(clap::Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:0")]
    listen: SocketAddr,

    /// Allow an address other than loopback: everybody who reaches it may do everything, without credentials
    #[arg(long)]
    allow_remote: bool,

    /// Keep the state in this file, over restarts, kills and power cuts; one that is there already wins over --live and --seed
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    state: Option<PathBuf>,

    /// Begin as the account of this snapshot (made by `latticectl snapshot`), under its number and region
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    live: Option<PathBuf>,

    /// Begin with the plan of these manifests applied
    #[arg(long, value_name = "PATH", num_args = 1.., value_hint = clap::ValueHint::AnyPath)]
    seed: Vec<String>,

    /// The most items of a page, whatever a client asks for
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=100))]
    page_size: u16,

    /// How long creates, updates and deletes stay in progress: a time, or a number of answers that show it (3polls)
    #[arg(long, value_name = "TIME", default_value = "250ms")]
    pace: Pace,

    /// How long targets drain, as --pace
    #[arg(long, value_name = "TIME", default_value = "1s")]
    drain: Pace,

    /// A limit other than the service's default, as in rules-per-listener=100
    #[arg(long, value_name = "NAME=N", value_parser = quota)]
    quota: Vec<(Quota, usize)>,

    /// Something that goes wrong on purpose (see below)
    #[arg(long, value_name = "OPERATION=FAULT")]
    fault: Vec<Fault>,

    /// Calls a second of an operation, and at once; * for every other one. What is over it is throttled
    #[arg(long, value_name = "OPERATION=RATE[/BURST]", value_parser = rate)]
    rate: Vec<(String, Rate)>,

    /// Wait before every answer
    #[arg(long, value_name = "TIME", default_value = "0ms", value_parser = duration)]
    latency: Duration,

    /// How far the tagging service lags behind: a time, or frozen
    #[arg(long, value_name = "TIME", default_value = "0ms", value_parser = lag)]
    tag_lag: Lag,

    /// A VPC with its address ranges; as soon as there is one, no other VPC exists
    #[arg(long, value_name = "ID=CIDR,...", value_parser = vpc)]
    vpc: Vec<(String, Vpc)>,

    /// What ids derive from: the same number and calls give the same ids
    #[arg(long, value_name = "N", default_value_t = 0)]
    id_seed: u64,

    /// Times count up by a second with every change, instead of following the clock
    #[arg(long)]
    logical_clock: bool,
}

fn pair<'a>(text: &'a str, form: &str) -> Result<(&'a str, &'a str), String> {
    text.split_once('=').ok_or_else(|| format!("write {form}"))
}

fn quota(text: &str) -> Result<(Quota, usize), String> {
    let (name, limit) = pair(text, "NAME=N")?;
    Ok((name.parse()?, limit.parse().map_err(|_| format!("`{limit}` is no number"))?))
}

fn rate(text: &str) -> Result<(String, Rate), String> {
    let (operation, rate) = pair(text, "OPERATION=RATE[/BURST]")?;
    check_operation(operation)?;
    Ok((operation.to_owned(), rate.parse()?))
}

fn lag(text: &str) -> Result<Lag, String> {
    if text == "frozen" {
        return Ok(Lag::Frozen);
    }
    let millis = u64::try_from(duration(text)?.as_millis()).unwrap_or(u64::MAX);
    Ok(if millis == 0 { Lag::None } else { Lag::Millis(millis) })
}

fn vpc(text: &str) -> Result<(String, Vpc), String> {
    let (id, blocks) = pair(text, "ID=CIDR,...")?;
    let letters = id.strip_prefix("vpc-").unwrap_or_default();
    if !(8..=17).contains(&letters.len()) || !letters.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(format!("`{id}` is no VPC's id, as in vpc-0123456789abcdef0"));
    }
    if let Some(wrong) = blocks.split(',').find(|block| !is_block(block)) {
        return Err(format!("`{wrong}` is no address range, as in 10.0.0.0/16"));
    }
    let (ipv6_cidr_blocks, cidr_blocks) = blocks.split(',').map(str::to_owned).partition(|block| block.contains(':'));
    Ok((id.to_owned(), Vpc { cidr_blocks, ipv6_cidr_blocks }))
}

/// Whether a text is an address range: an address and as many bits as it has, at most.
fn is_block(text: &str) -> bool {
    let Some((address, bits)) = text.split_once('/') else { return false };
    let width = match address.parse::<IpAddr>() {
        Ok(IpAddr::V4(_)) => 32,
        Ok(IpAddr::V6(_)) => 128,
        Err(_) => return false,
    };
    bits.parse::<u8>().is_ok_and(|bits| bits <= width)
}

/// Runs the verb.
pub fn run(args: &Args, settings: &Settings) -> Result<Exit, Error> {
    let mut settings = settings.clone();
    let is_new = !args.state.as_ref().is_some_and(|path| path.exists());
    let snapshot = args.live.as_deref().filter(|_| is_new).map(source::read_account).transpose()?;
    if let Some(snapshot) = &snapshot {
        learn_place(snapshot, &mut settings);
    }
    let defaults = SandboxOptions::default();
    settings.learn("account", &defaults.account, Origin::Default);
    settings.learn("region", &defaults.region, Origin::Default);
    let beginning = if is_new { beginning(args, snapshot, &settings)? } else { None };
    let options = SandboxOptions { beginning, ..options(args, &settings) };
    let sandbox = Sandbox::start(options).map_err(|error| Error::failed("cannot start the sandbox", error))?;
    check_place(&sandbox, &settings)?;
    if !args.vpc.is_empty() {
        sandbox.engine().mutate(|state| state.vpcs = args.vpc.iter().cloned().collect());
    }
    let unkept = |error| Error::failed("the state could not be kept", error);
    sandbox.save().map_err(unkept)?;
    block_on(until_stopped(&sandbox))?;
    sandbox.finish().map_err(unkept)?;
    Ok(Exit::Success)
}

/// Account and region of a snapshot, from the ARNs in it: what is the sandbox's own may be changed. What the
/// command line says comes first; variables are about the real account.
fn learn_place(snapshot: &Account, settings: &mut Settings) {
    let mut places: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for entry in entries(snapshot).values() {
        let mut parts = entry.identity.arn.as_deref().unwrap_or_default().split(':').skip(3);
        if let (Some(region), Some(account)) = (parts.next(), parts.next()) {
            *places.entry((region, account)).or_default() += 1;
        }
    }
    // Others' resources may be shared with the account; most are its own.
    let Some(((region, account), _)) = places.into_iter().max_by_key(|(_, count)| *count) else { return };
    for (name, text) in [("account", account), ("region", region)] {
        settings.relearn(name, text, Origin::Account);
    }
}

/// A state file is of one account and region for good.
fn check_place(sandbox: &SandboxHandle, settings: &Settings) -> Result<(), Error> {
    let (account, region) = sandbox.engine().place();
    let asked = |name: &str| {
        let value = settings.values.iter().find(|value| value.name == name);
        value.filter(|value| value.origin == Origin::Flag).and_then(|value| value.text.clone())
    };
    for (name, there) in [("account", account), ("region", region)] {
        if let Some(asked) = asked(name).filter(|asked| *asked != there) {
            return Err(Error::Usage(format!("--{name} is {asked}, but the state file is of {there}")));
        }
    }
    Ok(())
}

/// The account to begin with: a snapshot, manifests, or manifests in the account of the snapshot.
fn beginning(args: &Args, before: Option<Account>, settings: &Settings) -> Result<Option<Account>, Error> {
    if args.seed.is_empty() {
        return Ok(before);
    }
    let source = SourceArgs { paths: args.seed.clone(), exclude: Vec::new(), cluster: ClusterArgs::default() };
    let planned = source::plan(source::load(&source, settings)?, settings, before);
    report::print(&planned.diagnostics, &planned.manifests.sources, settings);
    Ok(Some(sandbox_seed::account(&planned.plan, &settings.context)))
}

fn options(args: &Args, settings: &Settings) -> SandboxOptions {
    SandboxOptions {
        listen: args.listen,
        allow_remote: args.allow_remote,
        state_file: args.state.clone(),
        beginning: None,
        account: settings.context.account.clone(),
        region: settings.context.region.clone(),
        seed: args.id_seed,
        clock: if args.logical_clock { Clock::Logical } else { Clock::Wall },
        behaviour: Behaviour {
            page_size: usize::from(args.page_size),
            pace: args.pace,
            drain: args.drain,
            quotas: args.quota.iter().copied().collect(),
            rates: args.rate.iter().cloned().collect::<BTreeMap<_, _>>(),
            faults: args.fault.clone(),
            latency_ms: u64::try_from(args.latency.as_millis()).unwrap_or(u64::MAX),
            tag_lag: args.tag_lag,
            check_answers: true,
        },
    }
}

/// The URL alone on stdout, for scripts that wait for it.
fn announce(sandbox: &SandboxHandle) {
    let mut stdout = std::io::stdout();
    // Whoever started it may not care for the URL and have closed stdout.
    let _ = writeln!(stdout, "{}", sandbox.url()).and_then(|()| stdout.flush());
}

/// Says that it is ready and waits for SIGTERM or SIGINT, which are listened for before anybody can know.
async fn until_stopped(sandbox: &SandboxHandle) -> Result<(), Error> {
    let mut signals = Signals::listen().map_err(|error| Error::failed("cannot wait for signals", error))?;
    announce(sandbox);
    signals.next().await;
    Ok(())
}
