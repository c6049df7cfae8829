//! Which account a run aims at: what the manifests stand for, without orphans (`--prune`), or without
//! everything that these manifests own (`destroy`).

use std::collections::{BTreeMap, BTreeSet};

use super::check::Blocked;
use crate::diff::{self, ChangeSet, Kind, MANAGED_BY, network_of};
use crate::model::tags::{PREFIX, ROUTE_NAME, ROUTE_NAMESPACE, SERVICE_NAME, SERVICE_NAMESPACE};
use crate::model::{Account, Label, TagMap, labels};
use crate::translate::{Plan, SETTING, SourcePlace};

/// The kind of the objects that guard what others make.
const POLICY: &str = "IAMAuthPolicy";

/// The account without what is ours and in no manifest.
pub fn pruned(after: &Account, changes: &ChangeSet, managed_by: &str) -> Account {
    let orphans: BTreeSet<Label> = changes.orphans.iter().map(|orphan| orphan.label.clone()).collect();
    without(after, &orphans, managed_by)
}

/// How far `destroy` goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Destruction {
    /// Also what only the setting DEFAULT_SERVICE_NETWORK asks for.
    pub settings: bool,
    /// No service network at all.
    pub keep_networks: bool,
    /// Also service networks with tags that these manifests do not give.
    pub adopted_networks: bool,
}

/// Something that `destroy` could take and leaves alone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, schemars::JsonSchema)]
pub struct Kept {
    /// The resource.
    pub label: Label,
    /// Why it stays.
    pub reason: String,
}

/// The account without what these manifests own: everything of theirs that carries our ownership tag, and
/// the auth that their policies put on what others of the cluster made. With what stays by choice.
pub fn destroyed(plan: &Plan, managed_by: &str, how: Destruction) -> (Account, Vec<Kept>) {
    let before = plan.before.clone().unwrap_or_default();
    let ours = |tags: &TagMap| tags.get(MANAGED_BY).map(String::as_str) == Some(managed_by);
    let entries = diff::entries(&before);
    let mut kept = Vec::new();
    let mut gone: BTreeSet<Label> = BTreeSet::new();
    for (label, entry) in entries.iter().filter(|(label, _)| !label.contains("/listener:")) {
        if !ours(entry.tags) || !(is_made(plan, label) || plan.held.contains_key(*label)) {
            continue;
        }
        match reason_to_keep(plan, label, entry, how) {
            Some(reason) => kept.push(Kept { label: (*label).clone(), reason }),
            None => drop(gone.insert((*label).clone())),
        }
    }
    // Groups that the plan would clean up go too, where they are of the same objects; so do associations
    // of ours that would keep a service.
    let after = diff::entries(&plan.after);
    let objects = objects(plan);
    let tagged = |tags: &TagMap, namespace: &str, name: &str| {
        tags.get(namespace).cloned().zip(tags.get(name).cloned()).is_some_and(|found| objects.contains(&found))
    };
    let of_these = |label: &Label, entry: &diff::Entry<'_>| match entry.kind {
        Kind::TargetGroup => {
            !after.contains_key(label)
                && (tagged(entry.tags, ROUTE_NAMESPACE, ROUTE_NAME)
                    || (!entry.tags.contains_key(ROUTE_NAME) && tagged(entry.tags, SERVICE_NAMESPACE, SERVICE_NAME)))
        }
        Kind::ServiceAssociation => diff::parents(entry.kind, label).iter().any(|service| gone.contains(service)),
        _ => false,
    };
    let more: Vec<Label> = entries
        .iter()
        .filter(|(label, entry)| ours(entry.tags) && of_these(label, entry))
        .map(|(label, _)| (*label).clone())
        .collect();
    gone.extend(more);
    drop((entries, after));
    let mut target = without(&before, &gone, managed_by);
    open(&mut target, plan, managed_by, &mut kept);
    kept.sort();
    (target, kept)
}

/// The objects and settings that ask for a resource.
fn places<'p>(plan: &'p Plan, label: &str) -> impl Iterator<Item = &'p SourcePlace> {
    let found = plan.provenance.get(label);
    found.into_iter().flat_map(|provenance| std::iter::once(&provenance.source).chain(&provenance.also))
}

/// Whether a resource is there because of these manifests. A policy changes what others made.
fn is_made(plan: &Plan, label: &str) -> bool {
    places(plan, label).any(|place| place.object.kind != POLICY)
}

/// Why a resource of ours that these manifests name stays all the same.
fn reason_to_keep(plan: &Plan, label: &str, entry: &diff::Entry<'_>, how: Destruction) -> Option<String> {
    let mut makers = places(plan, label).filter(|place| place.object.kind != POLICY).peekable();
    if !how.settings && makers.peek().is_some() && makers.all(|place| place.object.kind == SETTING) {
        let reason = "only the setting DEFAULT_SERVICE_NETWORK asks for it; --default-network deletes it too";
        return Some(reason.to_owned());
    }
    if entry.kind != Kind::ServiceNetwork {
        return None;
    }
    if how.keep_networks {
        return Some("--keep-networks".to_owned());
    }
    let given = plan.after.service_networks.get(label).map(|network| &network.tags);
    let of_others = |key: &&String| {
        let of_aws = key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:"));
        !key.starts_with(PREFIX) && (of_aws || !given.is_some_and(|given| given.contains_key(*key)))
    };
    let strange: Vec<&str> = entry.tags.keys().filter(of_others).map(String::as_str).collect();
    (!strange.is_empty() && !how.adopted_networks).then(|| {
        let tags = strange.join(", ");
        format!("it has tags that these manifests do not give ({tags}), so somebody else may have made it; --adopted-networks deletes it too")
    })
}

/// Who may call a service or service network, and whose it is.
struct Guarded<'a> {
    auth_type: &'a Option<String>,
    policy: &'a Option<serde_json::Value>,
    tags: &'a TagMap,
}

impl Guarded<'_> {
    fn same(&self, other: &Self) -> bool {
        let policy = |guarded: &Self| guarded.policy.as_ref().map(diff::policy);
        self.auth_type == other.auth_type && policy(self) == policy(other)
    }
}

/// The service networks and services of an account that do not let everybody in.
fn guarded(account: &Account) -> impl Iterator<Item = (&Label, Guarded<'_>)> {
    let networks = account.service_networks.iter().map(|(label, network)| {
        (label, Guarded { auth_type: &network.auth_type, policy: &network.auth_policy, tags: &network.tags })
    });
    let services = account.services.iter().map(|(label, service)| {
        (label, Guarded { auth_type: &service.auth_type, policy: &service.auth_policy, tags: &service.tags })
    });
    let closed = |(_, it): &(&Label, Guarded<'_>)| it.policy.is_some() || it.auth_type.as_deref() == Some("AWS_IAM");
    networks.chain(services).filter(closed)
}

/// What is ours, is asked for, and is guarded by an auth policy that nobody asks for any more.
pub fn guarded_by_nobody(account: &Account, plan: &Plan, managed_by: &str) -> Vec<Label> {
    let ours = |tags: &TagMap| tags.get(MANAGED_BY).map(String::as_str) == Some(managed_by);
    let asked = |label: &str| is_made(plan, label) && !places(plan, label).any(|place| place.object.kind == POLICY);
    guarded(account).filter(|(label, it)| ours(it.tags) && asked(label)).map(|(label, _)| label.clone()).collect()
}

/// Takes auth policies away from some networks and services.
pub fn opened(account: &mut Account, labels: &[Label]) {
    for label in labels {
        if let Some(network) = account.service_networks.get_mut(label) {
            (network.auth_type, network.auth_policy) = (Some("NONE".to_owned()), None);
        }
        if let Some(service) = account.services.get_mut(label) {
            (service.auth_type, service.auth_policy) = (Some("NONE".to_owned()), None);
        }
    }
}

/// Takes away the auth that policies of these manifests put on networks and services that stay; never from
/// what somebody else owns.
fn open(target: &mut Account, plan: &Plan, managed_by: &str, kept: &mut Vec<Kept>) {
    let planned: BTreeMap<&Label, Guarded<'_>> = guarded(&plan.after).collect();
    let asked = |label: &str| places(plan, label).any(|place| place.object.kind == POLICY);
    let mut may = |label: &Label, tags: &TagMap| match tags.get(MANAGED_BY).filter(|owner| !owner.is_empty()) {
        Some(owner) if owner == managed_by => true,
        Some(owner) => {
            let reason = format!("it belongs to {owner}, and so does its auth policy");
            kept.push(Kept { label: label.clone(), reason });
            false
        }
        // Nobody's: the policy that stands there is the one of these manifests.
        None => true,
    };
    let as_planned = |label: &Label, it: &Guarded<'_>| planned.get(label).is_some_and(|planned| planned.same(it));
    let going: Vec<Label> = guarded(target)
        .filter(|(label, it)| asked(label) && as_planned(label, it) && may(label, it.tags))
        .map(|(label, _)| label.clone())
        .collect();
    opened(target, &going);
}

/// Namespace and name of every object that these manifests have something of.
fn objects(plan: &Plan) -> BTreeSet<(String, String)> {
    let sources = plan.provenance.values().map(|provenance| &provenance.source.object);
    let all = sources.filter(|object| object.kind != POLICY).chain(plan.held.values());
    all.filter_map(|object| object.namespace.clone().map(|namespace| (namespace, object.name.clone()))).collect()
}

/// An account without some resources and what can't stand without them.
fn without(account: &Account, gone: &BTreeSet<Label>, managed_by: &str) -> Account {
    let mut left = account.clone();
    let stays = |label: &str| !gone.contains(label);
    left.service_networks.retain(|label, _| stays(label));
    left.services.retain(|label, _| stays(label));
    left.target_groups.retain(|label, _| stays(label));
    left.listeners.retain(|label, _| stays(label) && stays(labels::service_of(label)));
    left.rules.retain(|label, _| stays(label) && stays(labels::service_of(label)) && stays(labels::listener_of(label)));
    left.service_network_service_associations.retain(|label, _| stays(label));
    left.service_network_vpc_associations.retain(|label, _| stays(label));
    left.access_log_subscriptions.retain(|label, subscription| {
        // A service takes its subscriptions along, a network does not. Those of others stay, and with them what
        // they log; so do those on a network that are ours and that other manifests may ask for.
        let resource = diff::logged_resource(label);
        let owner = subscription.tags.get(MANAGED_BY).filter(|owner| !owner.is_empty());
        let foreign = owner.is_some_and(|owner| owner != managed_by);
        stays(label) && (stays(resource) || foreign || resource.starts_with("sn:"))
    });
    left
}

/// Target groups that would go although services out of view forward to them (another cluster imports
/// them): they stay as they are, with their targets.
pub fn keep_used(before: &Account, after: &mut Account, users: &BTreeMap<Label, BTreeSet<String>>) -> Vec<Blocked> {
    let mut blocked = Vec::new();
    for (label, services) in users {
        if after.target_groups.contains_key(label) {
            continue;
        }
        if let Some(group) = before.target_groups.get(label) {
            after.target_groups.insert(label.clone(), group.clone());
            blocked.push(Blocked { label: label.clone(), by: services.iter().cloned().collect() });
        }
    }
    blocked
}

/// What keeps a resource from being deleted: associations and subscriptions that stay.
pub fn blockers(before: &Account, after: &Account, label: &str) -> Vec<Label> {
    let suffix = format!("+{label}");
    let services = before.service_network_service_associations.keys();
    let services = services.filter(|other| after.service_network_service_associations.contains_key(*other));
    let vpcs = before.service_network_vpc_associations.keys();
    let vpcs = vpcs.filter(|other| after.service_network_vpc_associations.contains_key(*other));
    let ties = services.chain(vpcs);
    let ties = ties.filter(|other| other.ends_with(&suffix) || network_of(other).as_deref() == Some(label));
    let logs = before.access_log_subscriptions.keys();
    let logs = logs
        .filter(|other| diff::logged_resource(other) == label && after.access_log_subscriptions.contains_key(*other));
    let mut found: Vec<Label> = ties.chain(logs).cloned().collect();
    found.sort();
    found
}
