//! A sandbox, a client of it, and runs of the engine from whatever is there to a wanted account.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_config::{BehaviorVersion, Region};
use aws_credential_types::Credentials;
use latticectl::apply::{self, Aim, Allowed, Event, Listener, Options, Patience, Report, Rules, Stop};
use latticectl::aws::{ConnectOptions, LatticeRead as _, WriteClient};
use latticectl::diag::ObjectRef;
use latticectl::diff::{self, Origins};
use latticectl::model::{Account, RuleAction};
use latticectl::observe::{Scope, observe};
use latticectl::sandbox::{Behaviour, Engine, Sandbox, SandboxHandle, SandboxOptions};
use latticectl::settings::Context;
use latticectl::translate::{Provenance, Quotas, SourcePlace};

/// The cluster that all tests are about.
pub fn context() -> Context {
    Context {
        account: "123456789012".to_owned(),
        region: "us-west-2".to_owned(),
        cluster_name: "shop".to_owned(),
        vpc_id: "vpc-0a1b2c3d4e5f60718".to_owned(),
        ..Context::default()
    }
}

/// Prints what happens, for tests that fail.
struct Told;

impl Listener for Told {
    fn on(&self, event: &Event) {
        println!("{event:?}");
    }
}

/// A running sandbox.
pub struct Bench {
    sandbox: SandboxHandle,
    runtime: tokio::runtime::Runtime,
    quotas: Option<Quotas>,
}

impl Bench {
    pub fn new(behaviour: Behaviour) -> Self {
        Self::for_context(behaviour, &context())
    }

    /// In the account and region of a context.
    pub fn for_context(behaviour: Behaviour, context: &Context) -> Self {
        let (account, region) = (context.account.clone(), context.region.clone());
        let sandbox =
            Sandbox::start(SandboxOptions { behaviour, account, region, ..SandboxOptions::default() }).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        Self { sandbox, runtime, quotas: None }
    }

    /// With a quota of targets that runs know of.
    pub fn with_quota(behaviour: Behaviour, targets_per_target_group: usize) -> Self {
        let quotas = Some(Quotas { targets_per_target_group, ..Quotas::default() });
        Self { quotas, ..Self::new(behaviour) }
    }

    pub fn engine(&self) -> &Engine {
        self.sandbox.engine()
    }

    pub fn url(&self) -> String {
        self.sandbox.url()
    }

    /// A client that tries each call so many times.
    pub fn client(&self, max_attempts: u32) -> WriteClient {
        let loading = aws_config::defaults(BehaviorVersion::latest())
            .region(Region::new("us-west-2"))
            .endpoint_url(self.sandbox.url())
            .credentials_provider(Credentials::new("test", "test", None, None, "test"))
            .retry_config(aws_smithy_types::retry::RetryConfig::disabled())
            .load();
        let config = self.runtime.block_on(loading);
        let options = ConnectOptions {
            endpoint_url: Some(self.sandbox.url()),
            max_attempts,
            attempt_timeout: Duration::from_secs(5),
            ..ConnectOptions::default()
        };
        WriteClient::with_config(&config, &options)
    }

    /// Replaces the account.
    pub fn load(&self, account: &Account) {
        self.engine().load(account).unwrap();
        self.engine().reset_log();
    }

    /// Runs the engine until the account is `wanted`; `Err` where the account could not be read.
    pub fn apply(&self, wanted: &Account) -> Result<Report, String> {
        self.apply_with(&self.client(12), wanted)
    }

    pub fn apply_with(&self, client: &WriteClient, wanted: &Account) -> Result<Report, String> {
        self.runtime.block_on(Box::pin(applied(client.clone(), wanted.clone(), self.quotas.clone())))
    }

    /// Two runs at once.
    pub fn apply_twice(&self, one: &Account, other: &Account) -> (Result<Report, String>, Result<Report, String>) {
        let left = self.runtime.spawn(Box::pin(applied(self.client(12), one.clone(), None)));
        let right = self.runtime.spawn(Box::pin(applied(self.client(12), other.clone(), None)));
        self.runtime.block_on(async { (left.await.unwrap(), right.await.unwrap()) })
    }

    /// What still differs, told by the sandbox itself.
    pub fn difference(&self, wanted: &Account) -> Vec<String> {
        self.engine().settle();
        let seen = relabelled(self.engine().account(), wanted);
        let aim = aim(seen, wanted);
        let mut lines: Vec<String> =
            aim.changes.changes.iter().map(|change| format!("{} {:?}", change.label, change.fields)).collect();
        let names = |account: &Account| -> Vec<String> {
            account.target_groups.values().map(|group| group.name.clone()).collect()
        };
        let mut unique = names(&self.engine().account());
        unique.sort();
        unique.dedup();
        if unique.len() != self.engine().account().target_groups.len() {
            lines.push("target groups of one name".to_owned());
        }
        lines
    }

    /// Writing calls that the sandbox saw.
    pub fn writes(&self) -> u64 {
        let log = self.engine().log();
        let reads = |name: &str| ["Get", "List", "Describe"].iter().any(|start| name.contains(&format!(":{start}")));
        log.operations.iter().filter(|(name, _)| !reads(name)).map(|(_, count)| count.calls).sum()
    }
}

async fn applied(client: WriteClient, wanted: Account, quotas: Option<Quotas>) -> Result<Report, String> {
    let look = |without_tagging_api: bool| {
        let (client, wanted) = (client.clone(), wanted.clone());
        async move { looked(&client, &wanted, without_tagging_api).await }
    };
    let first = look(false).await?;
    let rules = Rules { managed_by: context().managed_by(), adopt: true, quotas, ..Rules::default() };
    let refusals = apply::check(&first, &rules);
    if !refusals.is_empty() {
        return Err(format!("{refusals:?}"));
    }
    let patience = Patience {
        first: Duration::from_millis(1),
        longest: Duration::from_millis(20),
        limit: Duration::from_secs(20),
    };
    let options =
        Options { allowed: Allowed::all(), max_deletes: None, rules, patience, rounds: 12, stop: Stop::default() };
    if first.changes.is_empty() {
        return Ok(Report { remaining: Some(first.changes), ..Report::default() });
    }
    apply::run(&client, first, &options, look, &Told).await.map_err(|(_, error)| error)
}

async fn looked(client: &WriteClient, wanted: &Account, without_tagging_api: bool) -> Result<Aim, String> {
    let scope = Scope {
        everything: true,
        certificates: false,
        without_tagging_api,
        managed_by: Some(context().managed_by()),
        account: context().account,
        ..Scope::default()
    };
    let seen = observe(&client.reader(), &scope).await.map_err(|error| error.to_string())?;
    if !seen.coverage.is_complete() {
        return Err(format!("{:?}", seen.coverage.gaps()));
    }
    assert!(client.counts().total_reads() > 0);
    Ok(aim(relabelled(seen.account, wanted), wanted))
}

fn aim(before: Account, wanted: &Account) -> Aim {
    let source = SourcePlace {
        object: ObjectRef { kind: "HTTPRoute".to_owned(), namespace: Some("default".to_owned()), name: "x".to_owned() },
        ..SourcePlace::default()
    };
    let provenance: BTreeMap<_, _> = diff::entries(wanted)
        .into_keys()
        .map(|label| (label.clone(), Provenance { source: source.clone(), also: Vec::new() }))
        .collect();
    let held = BTreeMap::new();
    let origins = Origins { provenance: &provenance, held: &held, managed_by: None };
    let mut after = wanted.clone();
    // What is not ours stays as it is.
    keep_foreign(&before, &mut after);
    let changes = diff::compare(&before, &after, &origins);
    Aim { before, after, changes, ..Aim::default() }
}

fn keep_foreign(before: &Account, after: &mut Account) {
    let ours = |tags: &latticectl::model::TagMap| tags.get(diff::MANAGED_BY) == Some(&context().managed_by());
    macro_rules! keep {
        ($($section:ident),*) => {
            $(for (label, resource) in &before.$section {
                if !ours(&resource.tags) {
                    after.$section.entry(label.clone()).or_insert_with(|| resource.clone());
                }
            })*
        };
    }
    keep!(service_networks, services, target_groups, service_network_service_associations);
    keep!(service_network_vpc_associations, access_log_subscriptions);
    for (label, listener) in &before.listeners {
        let service = latticectl::model::labels::service_of(label);
        if before.services.get(service).is_some_and(|service| !ours(&service.tags)) {
            after.listeners.entry(label.clone()).or_insert_with(|| listener.clone());
        }
    }
    for (label, rule) in &before.rules {
        let service = latticectl::model::labels::service_of(label);
        if before.services.get(service).is_some_and(|service| !ours(&service.tags)) {
            after.rules.entry(label.clone()).or_insert_with(|| rule.clone());
        }
    }
}

/// Target groups under the labels that the wanted account has them under: by name.
pub fn relabelled(mut seen: Account, wanted: &Account) -> Account {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let by_tags = |group: &latticectl::model::TargetGroup| (group.tags.clone(), group.kind.clone());
    let mut taken = std::collections::BTreeSet::new();
    for (label, group) in &seen.target_groups {
        let found = wanted.target_groups.iter().find(|(other, candidate)| {
            !taken.contains(*other)
                && (candidate.name == group.name
                    || (by_tags(candidate) == by_tags(group) && candidate.tags.contains_key("test/Group")))
        });
        if let Some((other, _)) = found {
            taken.insert(other.clone());
            names.insert(label.clone(), other.clone());
        }
    }
    seen.target_groups = seen
        .target_groups
        .into_iter()
        .map(|(label, group)| (names.get(&label).cloned().unwrap_or(label), group))
        .collect();
    let actions = seen.rules.values_mut().map(|rule| &mut rule.action);
    for action in actions.chain(seen.listeners.values_mut().map(|listener| &mut listener.default_action)) {
        let RuleAction::Forward(forward) = action else { continue };
        for group in &mut forward.target_groups {
            if let Some(label) = names.get(&group.target_group_identifier) {
                group.target_group_identifier.clone_from(label);
            }
        }
    }
    seen
}
