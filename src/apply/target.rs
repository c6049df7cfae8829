//! Which account a run aims at: what the manifests stand for, without orphans (`--prune`), or without
//! everything that these manifests own (`destroy`).

use std::collections::BTreeSet;

use crate::diff::{self, ChangeSet, Kind, MANAGED_BY, network_of};
use crate::model::{Account, Label, ServiceNetwork, TagMap, labels};
use crate::translate::Plan;

/// What the controller's own tags begin with.
const TAG_PREFIX: &str = "application-networking.k8s.aws/";
const ROUTE_NAME: &str = "application-networking.k8s.aws/RouteName";

/// The account without what is ours and in no manifest.
pub fn pruned(after: &Account, changes: &ChangeSet) -> Account {
    let orphans: BTreeSet<Label> = changes.orphans.iter().map(|orphan| orphan.label.clone()).collect();
    without(after, &orphans)
}

/// The account without what these manifests own: everything of theirs that carries our ownership tag, and
/// the auth of service networks that they guard but do not own.
pub fn destroyed(plan: &Plan, managed_by: &str) -> Account {
    let before = plan.before.clone().unwrap_or_default();
    let ours = |tags: &TagMap| tags.get(MANAGED_BY).map(String::as_str) == Some(managed_by);
    let entries = diff::entries(&before);
    let named = |label: &str| plan.provenance.contains_key(label) || plan.held.contains_key(label);
    let mut gone: BTreeSet<Label> = entries
        .iter()
        .filter(|(label, entry)| named(label) && ours(entry.tags) && !label.contains("/listener:"))
        .map(|(label, _)| (*label).clone())
        .collect();
    // Groups that the plan would clean up go too, where they are of the same objects; so do associations
    // of ours that would keep a service.
    let after = diff::entries(&plan.after);
    let objects = objects(plan);
    let tagged = |tags: &TagMap, namespace: &str, name: &str| {
        let tag = |key: &str| tags.get(&format!("{TAG_PREFIX}{key}")).cloned();
        tag(namespace).zip(tag(name)).is_some_and(|found| objects.contains(&found))
    };
    let of_these = |label: &Label, entry: &diff::Entry<'_>| match entry.kind {
        Kind::TargetGroup => {
            !after.contains_key(label)
                && (tagged(entry.tags, "RouteNamespace", "RouteName")
                    || (!entry.tags.contains_key(ROUTE_NAME) && tagged(entry.tags, "ServiceNamespace", "ServiceName")))
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
    let mut target = without(&before, &gone);
    for (label, network) in &mut target.service_networks {
        let guards = |path: &str| path.contains("Policy") || path.contains("auth");
        let asked = plan.provenance.get(label).is_some_and(|provenance| {
            let places = std::iter::once(&provenance.source).chain(&provenance.also);
            places.into_iter().any(|place| place.object.kind == "IAMAuthPolicy" || guards(&place.path))
        });
        let as_planned = plan.after.service_networks.get(label).is_some_and(|planned| {
            let policy = |network: &ServiceNetwork| network.auth_policy.as_ref().map(diff::policy);
            planned.auth_type == network.auth_type && policy(planned) == policy(network)
        });
        if asked && as_planned {
            network.auth_type = Some("NONE".to_owned());
            network.auth_policy = None;
        }
    }
    target
}

/// Namespace and name of every object that these manifests have something of.
fn objects(plan: &Plan) -> BTreeSet<(String, String)> {
    let sources = plan.provenance.values().map(|provenance| &provenance.source.object);
    let all = sources.chain(plan.held.values());
    all.filter_map(|object| object.namespace.clone().map(|namespace| (namespace, object.name.clone()))).collect()
}

/// An account without some resources and what can't stand without them.
fn without(account: &Account, gone: &BTreeSet<Label>) -> Account {
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
        // A service takes its subscriptions along; a network does not, but ours go before it.
        let resource = diff::logged_resource(label);
        stays(label)
            && (stays(resource) || (resource.starts_with("sn:") && !subscription.tags.contains_key(MANAGED_BY)))
    });
    left
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
    let logs = logs.filter(|other| {
        label.starts_with("sn:")
            && diff::logged_resource(other) == label
            && after.access_log_subscriptions.contains_key(*other)
    });
    let mut found: Vec<Label> = ties.chain(logs).cloned().collect();
    found.sort();
    found
}
