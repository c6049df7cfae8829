//! `latticectl rbac`: the role that `--cluster` needs.

use crate::error::{Error, Exit};
use crate::settings::{Format, Settings};

const AFTER_HELP: &str = "\
Without --for-namespace the role reads all namespaces, as `--cluster -A` does. With it there is a Role in each,
one for the Deployments in aws-application-networking-system (`apply` refuses while it can't see whether the
controller runs), and a ClusterRole for what has no namespace.

Examples:
  latticectl rbac | kubectl apply -f -
  latticectl rbac --service-account ci/latticectl              with a binding
  latticectl rbac --for-namespace shop --for-namespace cart    for `--cluster -n shop` alone";

/// Print the ClusterRole with exactly the reads that --cluster needs
///
/// The role lists the kinds that play a part, and nothing else: no Secrets, no ConfigMaps, no writes. What
/// may not be listed is reported with what it costs; the rest of the run goes on.
#[derive(clap::Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// Name of the role
    #[arg(long, value_name = "NAME", default_value = "latticectl-read", value_parser = name)]
    name: String,

    /// Bind the role to this service account
    #[arg(long, value_name = "NAMESPACE/NAME", value_parser = service_account)]
    service_account: Option<(String, String)>,

    /// Read this namespace only (may be given several times)
    #[arg(long, value_name = "NAMESPACE", value_parser = name)]
    for_namespace: Vec<String>,
}

/// What `-o` takes.
pub const FORMATS: [Format; 1] = [Format::Yaml];

/// Runs the verb.
#[cfg(feature = "cluster")]
pub fn run(args: &Args, settings: &Settings) -> Result<Exit, Error> {
    use super::output;
    use crate::load::cluster::role::{ServiceAccount, cluster_role, namespaced_roles};

    let subject = args.service_account.as_ref();
    let subject = subject.map(|(namespace, name)| ServiceAccount { namespace: namespace.clone(), name: name.clone() });
    let yaml = if args.for_namespace.is_empty() {
        cluster_role(&args.name, subject.as_ref())
    } else {
        namespaced_roles(&args.name, &args.for_namespace, subject.as_ref())
    };
    for wanted in output::wanted(settings, Format::Yaml, &FORMATS)? {
        output::write(&wanted, &yaml)?;
    }
    Ok(Exit::Success)
}

/// Runs the verb.
#[cfg(not(feature = "cluster"))]
pub fn run(args: &Args, _settings: &Settings) -> Result<Exit, Error> {
    let Args { name: _, service_account: _, for_namespace: _ } = args;
    Err(Error::ended(Exit::Failure, "this build reads no cluster (it was made without the feature `cluster`)"))
}

/// A DNS label or subdomain, so that what is printed is YAML whatever was typed.
fn name(text: &str) -> Result<String, String> {
    let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    let inner = text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.'));
    if inner && edge(text.chars().next()) && edge(text.chars().last()) && text.len() <= 253 {
        Ok(text.to_owned())
    } else {
        Err("a name is made of a-z, 0-9, `-` and `.`".to_owned())
    }
}

fn service_account(text: &str) -> Result<(String, String), String> {
    let (namespace, account) = text.split_once('/').ok_or("write it as NAMESPACE/NAME")?;
    Ok((name(namespace)?, name(account)?))
}
