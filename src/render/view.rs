//! A plan seen for reading: what belongs to what, in the order in which people look for it.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Diagnostics, Sources};
use crate::model::tags::{SERVICE_NAME, SERVICE_NAMESPACE};
use crate::model::{Account, ForwardAction, HttpMatch, Label, Listener, PathMatchType, Rule, RuleAction};
use crate::model::{HeaderMatch, HeaderMatchType, TargetGroup, rules_of};
use crate::settings::Context;
use crate::translate::{Assumption, Plan};

/// Everything that a rendered plan is made of.
#[derive(Clone, Copy, Debug)]
pub struct PlanReport<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The context that it was made in.
    pub context: &'a Context,
    /// Parts of the context that nobody gave.
    pub placeholders: &'a [&'static str],
    /// All findings, sorted.
    pub diagnostics: &'a Diagnostics,
    /// The texts that findings point into.
    pub sources: &'a Sources,
    /// Whether any EndpointSlice was given: without one, targets are unknown until apply.
    pub has_endpoint_slices: bool,
}

/// What becomes of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// It is not there yet.
    Create,
    /// It is there, and will be otherwise.
    Update,
    /// It is there as it shall be.
    Keep,
    /// It is taken to be there.
    Assume,
}

impl Action {
    /// As outputs spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Keep => "keep",
            Self::Assume => "assume",
        }
    }
}

/// Tables over one plan.
pub struct View<'a> {
    /// What is rendered.
    pub report: PlanReport<'a>,
    /// `T1`, `T2`, ... for each target group that the plan shows.
    numbers: BTreeMap<&'a str, usize>,
}

impl<'a> View<'a> {
    /// Numbers the target groups that the plan makes or uses.
    pub fn new(report: PlanReport<'a>) -> Self {
        let plan = report.plan;
        let used: BTreeSet<&str> = plan
            .after
            .listeners
            .iter()
            .filter(|(label, _)| plan.provenance.contains_key(*label))
            .flat_map(|(_, listener)| group_labels(&listener.default_action))
            .chain(
                plan.after
                    .rules
                    .iter()
                    .filter(|(label, _)| plan.provenance.contains_key(*label))
                    .flat_map(|(_, rule)| group_labels(&rule.action)),
            )
            .collect();
        let shown = |label: &str| plan.provenance.contains_key(label) || used.contains(label);
        let own = plan.after.target_groups.keys().map(String::as_str).filter(|label| shown(label));
        let elsewhere = used.iter().copied().filter(|label| !plan.after.target_groups.contains_key(*label));
        let numbers = own.chain(elsewhere).zip(1..).collect();
        Self { report, numbers }
    }

    /// The account as it will be.
    pub fn account(&self) -> &'a Account {
        &self.report.plan.after
    }

    /// Whether a manifest asks for it.
    pub fn is_planned(&self, label: &str) -> bool {
        self.report.plan.provenance.contains_key(label)
    }

    /// The target groups that are shown, in the order of their numbers.
    pub fn target_groups(&self) -> Vec<(usize, &'a str, Option<&'a TargetGroup>)> {
        let mut groups: Vec<_> = self
            .numbers
            .iter()
            .map(|(label, number)| (*number, *label, self.account().target_groups.get(*label)))
            .collect();
        groups.sort_unstable_by_key(|(number, ..)| *number);
        groups
    }

    /// `T1 shop/cart`.
    pub fn group_name(&self, label: &str) -> String {
        let purpose = self.account().target_groups.get(label).map_or_else(|| label.to_owned(), purpose);
        match self.numbers.get(label) {
            Some(number) => format!("T{number} {purpose}"),
            None => purpose,
        }
    }

    /// The service networks that the plan shows: those that a manifest asks for, and those that one of
    /// its associations, policies or subscriptions belongs to.
    pub fn networks(&self) -> Vec<&'a str> {
        let account = self.account();
        let services = account.service_network_service_associations.keys().filter(|label| self.is_planned(label));
        let vpcs = account.service_network_vpc_associations.keys().filter(|label| self.is_planned(label));
        let named = services.filter_map(|label| association(label, "snsa:")).map(|(network, _)| network);
        let vpc_named = vpcs.filter_map(|label| association(label, "snva:")).map(|(network, _)| network);
        let logs = account.access_log_subscriptions.keys().filter(|label| self.is_planned(label));
        let logged =
            logs.filter_map(|label| label.strip_prefix("als:")?.split_once("->")).map(|(resource, _)| resource);
        let own = account.service_networks.keys().map(String::as_str);
        let own = own.filter(|label| self.is_planned(label) || self.report.plan.assumptions.contains_key(*label));
        let all: BTreeSet<&str> =
            own.chain(named).chain(vpc_named).chain(logged).filter(|label| label.starts_with("sn:")).collect();
        all.into_iter().collect()
    }

    /// The services of a network that a manifest asks for.
    pub fn services_of(&self, network: &str) -> Vec<&'a str> {
        let own = self.account().service_network_service_associations.keys().filter(|label| self.is_planned(label));
        own.filter_map(|label| association(label, "snsa:"))
            .filter(|(of, _)| *of == network)
            .map(|(_, service)| service)
            .collect()
    }

    /// The services that a manifest asks for and that are in no network.
    pub fn standalone_services(&self) -> Vec<&'a str> {
        let joined: BTreeSet<&str> = self
            .account()
            .service_network_service_associations
            .keys()
            .filter_map(|label| association(label, "snsa:"))
            .map(|(_, service)| service)
            .collect();
        let own = self.account().services.keys().map(String::as_str);
        own.filter(|label| self.is_planned(label) && !joined.contains(label)).collect()
    }

    /// The listeners of a service, by port.
    pub fn listeners_of(&self, service: &str) -> Vec<(&'a str, &'a Listener)> {
        let prefix = format!("{service}/listener:");
        let all = self.account().listeners.range(prefix.clone()..).take_while(|(label, _)| label.starts_with(&prefix));
        let mut own: Vec<_> = all.map(|(label, listener)| (label.as_str(), listener)).collect();
        own.sort_by_key(|(_, listener)| listener.port);
        own
    }

    /// The rules of a listener in the order in which Lattice asks them.
    pub fn rules_of(&self, listener: &str) -> Vec<(&'a str, &'a Rule)> {
        rules_of(self.account(), listener)
    }

    /// What becomes of a resource of the plan.
    pub fn action(&self, label: &str) -> Action {
        action(self.report.plan, label)
    }

    /// Resources of the account that will be gone.
    pub fn removed(&self) -> Vec<Label> {
        removed(self.report.plan)
    }
}

/// What becomes of a resource.
pub fn action(plan: &Plan, label: &str) -> Action {
    if plan.assumptions.contains_key(label) {
        return Action::Assume;
    }
    let Some(before) = &plan.before else { return Action::Create };
    fn compare<T: PartialEq>(before: &BTreeMap<Label, T>, after: &BTreeMap<Label, T>, label: &str) -> Option<Action> {
        let after = after.get(label)?;
        Some(match before.get(label) {
            None => Action::Create,
            Some(before) if before == after => Action::Keep,
            Some(_) => Action::Update,
        })
    }
    let after = &plan.after;
    compare(&before.service_networks, &after.service_networks, label)
        .or_else(|| compare(&before.services, &after.services, label))
        .or_else(|| compare(&before.listeners, &after.listeners, label))
        .or_else(|| compare(&before.rules, &after.rules, label))
        .or_else(|| compare(&before.target_groups, &after.target_groups, label))
        .or_else(|| {
            let (was, is) = (&before.service_network_service_associations, &after.service_network_service_associations);
            compare(was, is, label)
        })
        .or_else(|| {
            let (was, is) = (&before.service_network_vpc_associations, &after.service_network_vpc_associations);
            compare(was, is, label)
        })
        .or_else(|| compare(&before.access_log_subscriptions, &after.access_log_subscriptions, label))
        .unwrap_or(Action::Create)
}

/// Labels of everything in an account.
pub fn all_labels(account: &Account) -> impl Iterator<Item = &Label> {
    let Account {
        format_version: _,
        service_networks,
        services,
        listeners,
        rules,
        target_groups,
        service_network_service_associations,
        service_network_vpc_associations,
        access_log_subscriptions,
        certificates: _,
    } = account;
    service_networks
        .keys()
        .chain(services.keys())
        .chain(listeners.keys())
        .chain(rules.keys())
        .chain(target_groups.keys())
        .chain(service_network_service_associations.keys())
        .chain(service_network_vpc_associations.keys())
        .chain(access_log_subscriptions.keys())
}

/// Resources of the account that will be gone.
pub fn removed(plan: &Plan) -> Vec<Label> {
    let Some(before) = &plan.before else { return Vec::new() };
    let after: BTreeSet<&Label> = all_labels(&plan.after).collect();
    all_labels(before).filter(|label| !after.contains(label)).cloned().collect()
}

/// Network and member of an association's label.
pub fn association<'a>(label: &'a str, prefix: &str) -> Option<(&'a str, &'a str)> {
    label.strip_prefix(prefix)?.split_once('+')
}

/// The target groups that an action names.
pub fn group_labels(action: &RuleAction) -> impl Iterator<Item = &str> {
    let groups = match action {
        RuleAction::Forward(ForwardAction { target_groups }) => target_groups.as_slice(),
        RuleAction::FixedResponse(_) => &[],
    };
    groups.iter().map(|group| group.target_group_identifier.as_str())
}

/// Whom a target group is for: its Service's (or export's) namespace and name, or its own name.
pub fn purpose(group: &TargetGroup) -> String {
    match (group.tags.get(SERVICE_NAMESPACE), group.tags.get(SERVICE_NAME)) {
        (Some(namespace), Some(name)) => format!("{namespace}/{name}"),
        _ => group.name.clone(),
    }
}

/// `GET prefix /api, header x-env = canary`.
pub fn describe_match(http: &HttpMatch) -> String {
    let mut parts = Vec::new();
    let path = http.path_match.as_ref().map(|path| match &path.match_type {
        PathMatchType::Exact(text) => format!("exact {text}"),
        PathMatchType::Prefix(text) => format!("prefix {text}"),
    });
    let method_and_path: Vec<String> = http.method.iter().cloned().chain(path).collect();
    if !method_and_path.is_empty() {
        parts.push(method_and_path.join(" "));
    }
    parts.extend(http.header_matches.iter().map(describe_header));
    if parts.is_empty() { "everything".to_owned() } else { parts.join(", ") }
}

fn describe_header(header: &HeaderMatch) -> String {
    match &header.match_type {
        HeaderMatchType::Exact(text) => format!("header {} = {text}", header.name),
        HeaderMatchType::Prefix(text) => format!("header {} starts with {text}", header.name),
        HeaderMatchType::Contains(text) => format!("header {} contains {text}", header.name),
    }
}

/// Each target group of an action with its share of the requests, as people say it (`90 %`).
pub fn shares(action: &ForwardAction) -> Vec<(&str, i32, String)> {
    let weight = |weight: Option<i32>| weight.unwrap_or(1).max(0);
    let total: i64 = action.target_groups.iter().map(|group| i64::from(weight(group.weight))).sum();
    let share = |own: i32| {
        if total == 0 {
            return "0 %".to_owned();
        }
        let tenths = (i64::from(own) * 2000 + total) / (2 * total);
        if tenths % 10 == 0 { format!("{} %", tenths / 10) } else { format!("{}.{} %", tenths / 10, tenths % 10) }
    };
    let groups = action.target_groups.iter();
    groups
        .map(|group| {
            let own = weight(group.weight);
            (group.target_group_identifier.as_str(), own, share(own))
        })
        .collect()
}

/// What is said of a resource that nobody has seen.
pub fn describe_assumption(assumption: Assumption) -> &'static str {
    match assumption {
        Assumption::Exists => "must exist already",
        Assumption::FoundAtApply => "found at apply",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::WeightedTargetGroup;

    #[test]
    fn shares_add_up_and_survive_zero() {
        let action = |weights: &[i32]| ForwardAction {
            target_groups: weights
                .iter()
                .map(|weight| WeightedTargetGroup { target_group_identifier: "tg".to_owned(), weight: Some(*weight) })
                .collect(),
        };
        let said =
            |weights: &[i32]| shares(&action(weights)).into_iter().map(|(_, _, share)| share).collect::<Vec<_>>();
        assert_eq!(said(&[9, 1]), ["90 %", "10 %"]);
        assert_eq!(said(&[1, 2]), ["33.3 %", "66.7 %"]);
        assert_eq!(said(&[0, 0]), ["0 %", "0 %"]);
        assert_eq!(said(&[999, 0]), ["100 %", "0 %"]);
    }
}
