//! The whole change is checked before anything is written: what can't be finished is not begun.

use std::collections::{BTreeMap, BTreeSet};

use super::build::{self, Job};
use super::engine::Aim;
use super::target;
use crate::diff::{self, Change, ChangeSet, Kind, MANAGED_BY, Operation};
use crate::model::{Account, Label, TagMap, labels};
use crate::translate::Quotas;

/// Why a change is refused as a whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refusal {
    /// The finding that it stands for, where there is one.
    pub code: Option<u16>,
    /// The resource.
    pub label: Label,
    /// Why, in one line.
    pub reason: String,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.label, self.reason)?;
        self.code.map_or(Ok(()), |code| write!(f, " [LAT{code:04}]"))
    }
}

/// What the check may rely on.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// Our ownership tag's value.
    pub managed_by: String,
    /// Untagged resources may be taken over.
    pub adopt: bool,
    /// Service networks of other owners, by name, that may be given an auth policy.
    pub foreign_networks: BTreeSet<String>,
    /// Limits of the account; `None`: not asked.
    pub quotas: Option<Quotas>,
    /// What goes over a quota is begun all the same.
    pub over_quota: bool,
}

type Entries<'a> = BTreeMap<&'a Label, diff::Entry<'a>>;

/// Everything that speaks against a change; nothing is written unless this is empty.
pub fn check(aim: &Aim, rules: &Rules) -> Vec<Refusal> {
    let Aim { before, after, changes, .. } = aim;
    let (old, new) = (diff::entries(before), diff::entries(after));
    let mut refusals: Vec<Refusal> =
        changes.changes.iter().filter_map(|change| ownership(change, &old, &new, rules)).collect();
    refusals.extend(shared_groups(after));
    refusals.extend(vpcs_taken(after, changes));
    refusals.extend(used_by_others(aim));
    if !rules.over_quota {
        refusals.extend(over_quotas(aim, rules));
    }
    let graph = build::build(&Job::unlimited(before, after, &build::apart(before, changes)));
    refusals.extend(graph.circle().into_iter().map(|id| Refusal {
        code: None,
        label: graph.steps[id].label.clone(),
        reason: "it waits for something that waits for it; change it in two runs".to_owned(),
    }));
    refusals.sort();
    refusals.dedup();
    refusals
}

/// What would go over a quota of the account, as far as quotas are known.
pub fn over_quotas(aim: &Aim, rules: &Rules) -> Vec<Refusal> {
    rules.quotas.as_ref().map(|quotas| over_quota(aim, quotas)).unwrap_or_default()
}

fn owner(tags: &TagMap) -> Option<&str> {
    tags.get(MANAGED_BY).map(String::as_str).filter(|owner| !owner.is_empty())
}

/// Foreign is never touched, untagged only with `--adopt`, another owner's only where the plan takes it over
/// as annotated. What is part of a service that is ours counts as ours, whoever made it.
fn ownership(change: &Change, old: &Entries<'_>, new: &Entries<'_>, rules: &Rules) -> Option<Refusal> {
    if change.operation == Operation::Create {
        return None;
    }
    let entry = old.get(change.label_before())?;
    let parent = match change.kind {
        Kind::Listener | Kind::Rule => Some(labels::service_of(change.label_before()).to_owned()),
        _ => None,
    };
    let holder = parent.unwrap_or_else(|| change.label_before().clone());
    let held = old.get(&holder).unwrap_or(entry);
    let becomes_ours = new.get(&holder).is_some_and(|entry| owner(entry.tags) == Some(rules.managed_by.as_str()));
    match owner(held.tags) {
        Some(name) if name == rules.managed_by => None,
        Some(_) if becomes_ours => None,
        None if rules.adopt => None,
        // A policy on the network of somebody else: the controller writes it; here the network must be named.
        Some(_) if only_auth(change) && names(&rules.foreign_networks, &change.label) => None,
        Some(name) if only_auth(change) => Some(Refusal {
            code: Some(2001),
            label: change.label.clone(),
            reason: format!(
                "belongs to {name}, and its auth policy would be {}; --foreign-network {} says to",
                done_to(change),
                change.label.trim_start_matches("sn:")
            ),
        }),
        Some(name) => Some(Refusal {
            code: Some(2001),
            label: change.label.clone(),
            reason: format!("belongs to {name}; it would be {}", done_to(change)),
        }),
        None => Some(Refusal {
            code: Some(2002),
            label: change.label.clone(),
            reason: format!("carries no owner's tag and would be {}; --adopt takes it over", done_to(change)),
        }),
    }
}

fn names(networks: &BTreeSet<String>, label: &str) -> bool {
    label.strip_prefix("sn:").is_some_and(|name| networks.contains(name))
}

fn only_auth(change: &Change) -> bool {
    change.kind == Kind::ServiceNetwork
        && change.operation == Operation::Update
        && change.fields.iter().all(|field| field.path.starts_with("auth"))
}

fn done_to(change: &Change) -> String {
    match change.operation {
        Operation::Delete => "deleted".to_owned(),
        Operation::Replace => "deleted and made anew".to_owned(),
        Operation::Create | Operation::Update => {
            let fields: Vec<_> = change.fields.iter().map(|field| field.path.as_str()).collect();
            format!("changed ({})", fields.join(", "))
        }
    }
}

/// A target group serves one service only.
fn shared_groups(after: &Account) -> Vec<Refusal> {
    let mut services: BTreeMap<&Label, BTreeSet<&str>> = BTreeMap::new();
    for user in after.rules.keys().chain(after.listeners.keys()) {
        for group in diff::referred(after, user) {
            services.entry(group).or_default().insert(labels::service_of(user));
        }
    }
    let shared = services.into_iter().filter(|(_, services)| services.len() > 1);
    shared
        .map(|(group, services)| {
            let names: Vec<_> = services.into_iter().collect();
            let reason = format!("{} would forward to it, and a target group serves one service", names.join(" and "));
            Refusal { code: Some(610), label: group.clone(), reason }
        })
        .collect()
}

/// A target group that services out of view forward to can't be deleted.
fn used_by_others(aim: &Aim) -> Vec<Refusal> {
    let going = aim.changes.changes.iter().filter(|change| {
        change.kind == Kind::TargetGroup && matches!(change.operation, Operation::Delete | Operation::Replace)
    });
    going
        .filter_map(|change| {
            let users: Vec<&str> = aim.beyond.users.get(change.label_before())?.iter().map(String::as_str).collect();
            let reason = format!("it would be {}, and {} forwards to it", done_to(change), users.join(", "));
            Some(Refusal { code: Some(610), label: change.label.clone(), reason })
        })
        .collect()
}

/// A VPC is in one service network at a time.
fn vpcs_taken(after: &Account, changes: &ChangeSet) -> Vec<Refusal> {
    let vpc = |label: &str| label.rsplit_once('+').map_or(String::new(), |(_, vpc)| vpc.to_owned());
    let new = changes.changes.iter().filter(|change| change.kind == Kind::VpcAssociation);
    let new = new.filter(|change| change.operation == Operation::Create);
    new.filter_map(|change| {
        let others = after.service_network_vpc_associations.keys().filter(|other| **other != change.label);
        let other = others.into_iter().find(|other| vpc(other) == vpc(&change.label))?;
        let reason = format!("the VPC is in another service network already ({other})");
        Some(Refusal { code: Some(2004), label: change.label.clone(), reason })
    })
    .collect()
}

fn over_quota(aim: &Aim, quotas: &Quotas) -> Vec<Refusal> {
    let Aim { before, after, changes, beyond, .. } = aim;
    let new = |kind: Kind, operation: Operation| {
        changes.changes.iter().filter(|change| change.kind == kind && change.operation == operation).count()
    };
    let mut refusals = Vec::new();
    let mut test = |label: &str, what: &str, count: usize, limit: usize| {
        if count > limit {
            let reason = format!(
                "{count} {what}, and the quota is {limit}; raise it under `quotas` in the configuration if the account's is higher"
            );
            refusals.push(Refusal { code: None, label: label.to_owned(), reason });
        }
    };
    if new(Kind::Service, Operation::Create) > 0 {
        test("services", "services in the region", after.services.len() + beyond.services, quotas.services);
    }
    if new(Kind::ServiceNetwork, Operation::Create) > 0 {
        test(
            "service networks",
            "service networks in the region",
            after.service_networks.len() + beyond.service_networks,
            quotas.service_networks,
        );
    }
    // Groups that are replaced stand twice for a while.
    let groups = new(Kind::TargetGroup, Operation::Create) + new(Kind::TargetGroup, Operation::Replace);
    if groups > 0 {
        let there = before.target_groups.len() + beyond.target_groups;
        test("target groups", "target groups in the region", there + groups, quotas.target_groups);
    }
    per_parent(after, changes, quotas, &mut test);
    refusals
}

fn per_parent(after: &Account, changes: &ChangeSet, quotas: &Quotas, test: &mut impl FnMut(&str, &str, usize, usize)) {
    let grows: BTreeSet<&str> = changes
        .changes
        .iter()
        .filter(|change| change.operation == Operation::Create)
        .map(|change| match change.kind {
            Kind::Rule => labels::listener_of(&change.label),
            Kind::Listener => labels::service_of(&change.label),
            _ => change.label.as_str(),
        })
        .collect();
    for listener in after.listeners.keys().filter(|label| grows.contains(label.as_str())) {
        let rules = after.rules.keys().filter(|rule| labels::listener_of(rule) == listener).count();
        test(listener, "rules on one listener", rules, quotas.rules_per_listener);
    }
    for service in after.services.keys().filter(|label| grows.contains(label.as_str())) {
        let listeners = after.listeners.keys().filter(|label| labels::service_of(label) == service).count();
        test(service, "listeners on one service", listeners, quotas.listeners_per_service);
    }
    let touched = changes.changes.iter().filter(|change| change.kind == Kind::TargetGroup).map(|change| &change.label);
    for label in touched {
        let targets = after.target_groups.get(label).map_or(0, |group| diff::targets(group).len());
        test(label, "targets in one target group", targets, quotas.targets_per_target_group);
    }
    for network in after.service_networks.keys() {
        let ours = |label: &str| diff::network_of(label).as_deref() == Some(network.as_str());
        if !changes.changes.iter().any(|change| change.operation == Operation::Create && ours(&change.label)) {
            continue;
        }
        let services = after.service_network_service_associations.keys().filter(|label| ours(label)).count();
        test(network, "services in one service network", services, quotas.service_associations_per_network);
        let vpcs = after.service_network_vpc_associations.keys().filter(|label| ours(label)).count();
        test(network, "VPCs in one service network", vpcs, quotas.vpc_associations_per_network);
    }
}

/// A deletion that something else stands in the way of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, schemars::JsonSchema)]
pub struct Blocked {
    /// What stays.
    pub label: Label,
    /// What keeps it.
    pub by: Vec<Label>,
}

/// Puts back what can't be deleted, with all that is part of it, and says what keeps it.
pub fn keep_blocked(before: &Account, after: &mut Account) -> Vec<Blocked> {
    let mut blocked = Vec::new();
    for label in before.services.keys().chain(before.service_networks.keys()) {
        if after.services.contains_key(label) || after.service_networks.contains_key(label) {
            continue;
        }
        let by = target::blockers(before, after, label);
        if by.is_empty() {
            continue;
        }
        blocked.push(Blocked { label: label.clone(), by });
        put_back(before, after, label);
        if label.starts_with("sn:") {
            blocked.extend(keep_callers(before, after, label));
        }
    }
    blocked.sort();
    blocked
}

/// Where a network stays because services stay in it, their callers' VPCs stay in it too.
fn keep_callers(before: &Account, after: &mut Account, network: &str) -> Vec<Blocked> {
    let of_it = |label: &&Label| diff::network_of(label).as_deref() == Some(network);
    let services: Vec<Label> = after.service_network_service_associations.keys().filter(of_it).cloned().collect();
    if services.is_empty() {
        return Vec::new();
    }
    let mut kept = Vec::new();
    for (label, association) in before.service_network_vpc_associations.iter().filter(|(label, _)| of_it(label)) {
        if !after.service_network_vpc_associations.contains_key(label) {
            after.service_network_vpc_associations.insert(label.clone(), association.clone());
            kept.push(Blocked { label: label.clone(), by: services.clone() });
        }
    }
    kept
}

fn put_back(before: &Account, after: &mut Account, label: &str) {
    fn copy<T: Clone>(from: &BTreeMap<Label, T>, to: &mut BTreeMap<Label, T>, fits: impl Fn(&str) -> bool) {
        for (label, resource) in from.iter().filter(|(label, _)| fits(label)) {
            to.entry(label.clone()).or_insert_with(|| resource.clone());
        }
    }
    let part = |other: &str| labels::service_of(other) == label;
    copy(&before.service_networks, &mut after.service_networks, |other| other == label);
    copy(&before.services, &mut after.services, |other| other == label);
    copy(&before.listeners, &mut after.listeners, part);
    copy(&before.rules, &mut after.rules, part);
    let users = before.rules.keys().chain(before.listeners.keys()).filter(|user| part(user));
    let groups: BTreeSet<&Label> = users.flat_map(|user| diff::referred(before, user)).collect();
    copy(&before.target_groups, &mut after.target_groups, |other| groups.contains(&other.to_owned()));
}
