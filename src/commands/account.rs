//! The account beside the manifests: how to reach it, what of it a plan needs, and the plan in it.
//!
//! An offline translation says which names the manifests stand for; those (and everything that is ours)
//! are read in one inventory; then the manifests are translated again, in the account as it was seen.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::cluster::Live;
use super::output::write_stderr;
use super::source::{self, Loaded, Planned};
use crate::api::{BackendRef, Manifests};
use crate::aws::{AwsError, AwsErrorKind, CallCounts, ConnectOptions, LatticeRead, ReadClient, WriteClient};
use crate::diag::{Code, Diagnostics};
use crate::error::{Error, Exit};
use crate::model::Account;
use crate::observe::{Beyond, Coverage, Gap, Observation, Scope, observe};
use crate::settings::{Origin, Settings};
use crate::translate::{Plan, TranslateOptions, translate};

/// A certificate has to be looked up.
const CERTIFICATE_LOOKUP: Code = Code(803);

/// How long the question after the caller may take: where it can't be asked, nobody should wait for it.
const CALLER_PATIENCE: Duration = Duration::from_secs(10);

/// How to reach the account.
#[derive(clap::Args, Clone, Debug, Default)]
#[command(next_help_heading = "Account")]
pub struct AccountArgs {
    /// AWS profile [env: AWS_PROFILE]
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,

    /// One endpoint for all AWS services [env: AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_VPC_LATTICE]
    #[arg(long, value_name = "URL")]
    pub endpoint_url: Option<String>,

    /// Calls under way at once
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub parallelism: u16,

    /// Reading calls a second, 0 for no limit [default: 25; no limit on this machine]
    #[arg(long, value_name = "N")]
    pub read_rate: Option<f64>,

    /// Writing calls a second, 0 for no limit [default: 5; no limit on this machine]
    #[arg(long, value_name = "N")]
    pub write_rate: Option<f64>,

    /// How often a call is tried
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub max_attempts: u32,

    /// Seconds that one try of a call may take
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub call_timeout: u64,

    /// Items a page, for testing servers
    #[arg(long, value_name = "N", default_value_t = 100, hide = true, value_parser = clap::value_parser!(i32).range(1..=100))]
    pub page_size: i32,

    /// Read tags resource by resource, not through the tagging API
    #[arg(long)]
    pub no_tagging_api: bool,
}

impl AccountArgs {
    /// For the client. The region is that of the context, unless nobody gave one.
    pub fn options(&self, settings: &Settings) -> ConnectOptions {
        let given = !settings.placeholders().contains(&"region");
        ConnectOptions {
            region: given.then(|| settings.context.region.clone()),
            profile: self.profile.clone(),
            endpoint_url: self.endpoint_url.clone(),
            parallelism: usize::from(self.parallelism),
            read_rate: self.read_rate,
            write_rate: self.write_rate,
            max_attempts: self.max_attempts,
            attempt_timeout: Duration::from_secs(self.call_timeout),
            page_size: self.page_size,
        }
    }

    /// A client that can't write; learns region and account of the settings where nobody gave them.
    pub async fn reader(&self, settings: &mut Settings) -> Result<ReadClient, Error> {
        let client = ReadClient::connect(&self.options(settings)).await.map_err(|error| unreachable(&error))?;
        learn(&client, client.region(), settings).await?;
        Ok(client)
    }

    /// A client that can write, for credentials of the account that the settings name and no other.
    pub async fn writer(&self, settings: &mut Settings) -> Result<WriteClient, Error> {
        let client = WriteClient::connect(&self.options(settings)).await.map_err(|error| unreachable(&error))?;
        let given = !settings.placeholders().contains(&"account");
        learn(&client, client.reader().region(), settings).await?;
        if given {
            confirm(&client, &settings.context.account).await?;
        }
        Ok(client)
    }
}

/// Refuses credentials of another account: tags and names would be those of the one, resources the other's.
async fn confirm<R: LatticeRead>(client: &R, account: &str) -> Result<(), Error> {
    let asked = tokio::time::timeout(CALLER_PATIENCE, client.caller_identity()).await;
    let reason = match asked {
        Ok(Ok(caller)) if caller.account == account => return Ok(()),
        Ok(Ok(caller)) => {
            let message = format!(
                "the credentials are those of account {}, and the settings name account {account}: nothing was changed",
                caller.account
            );
            return Err(Error::ended(Exit::Refused, message));
        }
        Ok(Err(error)) if error.kind == AwsErrorKind::Credentials => return Err(unreachable(&error)),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "no answer".to_owned(),
    };
    // Some networks let nobody through to STS.
    write_stderr(&format!("warning: whose the credentials are can't be asked ({reason}); taken to be {account}'s\n"));
    Ok(())
}

/// Fills in what the credentials say, where nobody else said it.
async fn learn<R: LatticeRead>(client: &R, region: &str, settings: &mut Settings) -> Result<(), Error> {
    settings.learn("region", region, Origin::Account);
    if settings.placeholders().contains(&"account") {
        let caller = client.caller_identity().await.map_err(|error| unreachable(&error))?;
        settings.learn("account", &caller.account, Origin::Account);
    }
    Ok(())
}

/// The error of a verb whose account can't be read.
pub fn unreachable(error: &AwsError) -> Error {
    let message = match error.kind {
        AwsErrorKind::Credentials | AwsErrorKind::Configuration | AwsErrorKind::Connection => {
            "cannot reach the account"
        }
        AwsErrorKind::AccessDenied => "the account can't be read: authorization is missing (LAT2010)",
        _ => "the account can't be read",
    };
    Error::failed(message, error.clone())
}

/// Where the account comes from: the live one, or a snapshot in its place.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct LiveArgs {
    /// A snapshot (made by `latticectl snapshot`) in the account's place
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub live: Option<PathBuf>,
}

/// Reads a snapshot, and what could not be read when it was made.
pub fn read_snapshot(path: &Path) -> Result<(Account, Coverage), Error> {
    #[derive(Default, serde::Deserialize)]
    struct Unreadable {
        #[serde(default)]
        unreadable: Vec<Gap>,
    }
    let account = source::read_account(path)?;
    let text = std::fs::read_to_string(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    // Whatever else stands under that name was not written by `snapshot`.
    let Unreadable { unreadable } = serde_json::from_str(&text).unwrap_or_default();
    Ok((account, Coverage::new(unreadable)))
}

/// The manifests' plan in the account, and how much of the account was seen.
#[derive(Debug)]
pub struct PlannedInAccount {
    /// Manifests, plan (its `before` is the account as it was seen) and findings.
    pub planned: Planned,
    /// What could not be read.
    pub coverage: Coverage,
    /// What the account holds beyond that.
    pub beyond: Beyond,
    /// The calls that were made.
    pub counts: CallCounts,
}

/// Reads what the manifests need of the account and plans in it.
pub async fn plan_in_account<R: LatticeRead>(
    reader: &R,
    loaded: Loaded,
    settings: &Settings,
    without_tagging_api: bool,
) -> Result<PlannedInAccount, Error> {
    let scope = Scope { without_tagging_api, ..scope_of(&loaded.manifests, settings) };
    let Observation { account, coverage, beyond, counts } =
        observe(reader, &scope).await.map_err(|error| unreachable(&error))?;
    if beyond.is_elsewhere {
        write_stderr(&format!(
            "warning: nothing that is listed here belongs to account {}: are these the right credentials?\n",
            settings.context.account
        ));
    }
    let planned = source::plan(loaded, settings, Some(account));
    let coverage = coverage.with(planned.live.iter().flat_map(Live::gaps));
    Ok(PlannedInAccount { planned, coverage, beyond, counts })
}

/// Plans in the account of a snapshot.
pub fn plan_in_snapshot(loaded: Loaded, settings: &Settings, path: &Path) -> Result<PlannedInAccount, Error> {
    let (mut account, coverage) = read_snapshot(path)?;
    let scope = scope_of(&loaded.manifests, settings);
    if !scope.certificates && !scope.named_certificates {
        // Of the account itself they would not have been read either.
        account.certificates = None;
    }
    let planned = source::plan(loaded, settings, Some(account));
    let coverage = coverage.with(planned.live.iter().flat_map(Live::gaps));
    Ok(PlannedInAccount { planned, coverage, beyond: Beyond::default(), counts: CallCounts::default() })
}

/// What of the account these manifests need: all that is ours, and what they name.
pub fn scope_of(manifests: &Manifests, settings: &Settings) -> Scope {
    let mut findings = Diagnostics::new();
    let options = TranslateOptions { quotas: source::quotas(settings) };
    let offline = translate(manifests, &settings.context, &options, None, &mut findings);
    let mut scope = scope_of_plan(&offline, settings);
    let objects = &manifests.objects;
    // A Gateway names its network by name or id; networks that it needs may be in no plan.
    scope.networks.extend(objects.gateways.iter().map(|gateway| gateway.metadata.name.clone()));
    scope.networks.extend(objects.service_networks.iter().map(|network| network.metadata.name.clone()));
    scope.networks.extend(objects.vpc_association_policies.iter().map(|policy| policy.spec.target_ref.name.clone()));
    scope.certificates |= findings.iter().any(|finding| finding.code == CERTIFICATE_LOOKUP);
    scope.named_certificates = offline.after.services.values().any(|service| service.certificate_arn.is_some());
    scope.exports = imported_names(manifests);
    scope.group_arns = objects
        .service_imports
        .iter()
        .filter_map(|import| import.annotation("target-group-arn"))
        .map(|arn| arn.trim().to_owned())
        .filter(|arn| !arn.is_empty())
        .collect();
    scope
}

/// What of the account a plan needs: all that is ours, and what it names.
pub fn scope_of_plan(plan: &Plan, settings: &Settings) -> Scope {
    let context = &settings.context;
    let mut networks: BTreeSet<String> =
        plan.after.service_networks.values().map(|network| network.name.clone()).collect();
    networks.extend(context.default_service_network.clone());
    Scope {
        account: context.account.clone(),
        managed_by: Some(context.managed_by()),
        networks,
        services: plan.after.services.values().map(|service| service.name.clone()).collect(),
        vpc_id: Some(context.vpc_id.clone()),
        ..Scope::default()
    }
}

/// Every name under which an import may look for an export.
fn imported_names(manifests: &Manifests) -> BTreeSet<String> {
    let objects = &manifests.objects;
    let http = objects.http_routes.iter().flat_map(|route| &route.spec.rules).flat_map(|rule| &rule.backend_refs);
    let grpc = objects.grpc_routes.iter().flat_map(|route| &route.spec.rules).flat_map(|rule| &rule.backend_refs);
    let tls = objects.tls_routes.iter().flat_map(|route| &route.spec.rules).flat_map(|rule| &rule.backend_refs);
    let is_import = |backend: &&BackendRef| backend.kind.as_deref() == Some("ServiceImport");
    let mut names: BTreeSet<String> =
        http.chain(grpc).chain(tls).filter(is_import).map(|backend| backend.name.clone()).collect();
    if !names.is_empty() {
        let renamed = objects.service_imports.iter().filter_map(|import| import.annotation("export-name"));
        names.extend(renamed.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()));
    }
    names
}
