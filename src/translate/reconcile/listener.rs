//! Listeners and rules: listeners are found again by port, rules by match; what nobody asks for goes.

use std::collections::BTreeSet;

use super::apply::Resolved;
use super::target_group::retag;
use crate::model::{FixedResponse, ForwardAction, Label, Listener, Rule, RuleAction, WeightedTargetGroup, labels};
use crate::translate::desired::{Action, DesiredListener, DesiredRoute, DesiredRule, ForwardTo};
use crate::translate::tags;
use crate::translate::target_group;
use crate::translate::work::Work;

/// Whether an existing listener stays: the controller compares port and protocol.
pub(super) fn is_reused(work: &Work<'_, '_>, service: &str, wanted: &DesiredListener) -> bool {
    let label = labels::listener(service, wanted.port);
    work.plan.after.listeners.get(&label).is_some_and(|listener| listener.protocol == wanted.protocol)
}

/// The rules of a listener, by label.
pub(super) fn rules_of<'w>(work: &'w Work<'_, '_>, listener: &str) -> Vec<(&'w Label, &'w Rule)> {
    let prefix = format!("{listener}/rule:");
    let mut rules: Vec<(&Label, &Rule)> =
        work.plan.after.rules.range(prefix.clone()..).take_while(|(label, _)| label.starts_with(&prefix)).collect();
    rules.sort_by_key(|(_, rule)| rule.priority);
    rules
}

/// A desired action with labels in the places of groups.
fn action(action: &Action, resolved: &Resolved) -> RuleAction {
    match action {
        Action::Fixed(status_code) => RuleAction::FixedResponse(FixedResponse { status_code: *status_code }),
        Action::Forward(forwards) => {
            let target_groups = forwards
                .iter()
                .map(|forward| WeightedTargetGroup {
                    target_group_identifier: match &forward.to {
                        ForwardTo::Group(place) => resolved.groups[*place].label().clone(),
                        ForwardTo::Import(query) => resolved.import(query),
                    },
                    weight: Some(forward.weight),
                })
                .collect();
            RuleAction::Forward(ForwardAction { target_groups })
        }
    }
}

/// Makes the listeners and rules of a route's service.
pub(super) fn lay<'a>(work: &mut Work<'a, '_>, desired: &DesiredRoute<'a>, resolved: &Resolved) {
    remove_unwanted(work, desired);
    let takeover = desired.service.takeover.map(|_| work.owner.clone());
    for wanted in &desired.listeners {
        let label = labels::listener(&desired.service.name, wanted.port);
        let reused = is_reused(work, &desired.service.name, wanted);
        if reused {
            reuse(work, desired, wanted, &label, resolved, takeover.as_deref());
        } else {
            let listener = Listener {
                name: wanted.name.clone(),
                port: wanted.port,
                protocol: wanted.protocol.clone(),
                default_action: action(&wanted.default_action, resolved),
                tags: tags::merged([work.owner_tag()], &desired.service.tags),
                ..Listener::default()
            };
            work.plan.after.listeners.insert(label.clone(), listener);
        }
        let gateway = desired.attachment.first;
        let also = gateway.map(|gateway| work.place(gateway, &format!("spec.listeners[{}]", wanted.place)));
        let source = work.route_place(desired.route(), "spec.parentRefs");
        work.provide(&label, source, also.into_iter().collect());
        if wanted.protocol != "TLS_PASSTHROUGH" && !desired.rules.is_empty() {
            lay_rules(work, desired, wanted, &label, resolved, takeover.as_deref());
        }
    }
}

fn remove_unwanted<'a>(work: &mut Work<'a, '_>, desired: &DesiredRoute<'a>) {
    let prefix = format!("{}/listener:", labels::service(&desired.service.name));
    let wanted: BTreeSet<(i32, &str)> =
        desired.listeners.iter().map(|listener| (listener.port, listener.protocol.as_str())).collect();
    let going: Vec<Label> = work
        .plan
        .after
        .listeners
        .range(prefix.clone()..)
        .take_while(|(label, _)| label.starts_with(&prefix))
        .filter(|(_, listener)| !wanted.contains(&(listener.port, listener.protocol.as_str())))
        .map(|(label, _)| label.clone())
        .collect();
    for label in going {
        work.plan.after.listeners.remove(&label);
        remove_rules(work, &label);
    }
}

fn remove_rules(work: &mut Work<'_, '_>, listener: &str) {
    let rules: Vec<Label> = rules_of(work, listener).into_iter().map(|(label, _)| label.clone()).collect();
    for rule in rules {
        work.plan.after.rules.remove(&rule);
    }
}

fn reuse<'a>(
    work: &mut Work<'a, '_>,
    desired: &DesiredRoute<'a>,
    wanted: &DesiredListener,
    label: &str,
    resolved: &Resolved,
    owner: Option<&str>,
) {
    let additional = &desired.service.tags;
    let Some(before) = work.plan.after.listeners.get(label).map(|listener| listener.tags.clone()) else { return };
    let what = format!("listener {label}");
    let tags = retag(work, (&desired.route().reference(), &what), &before, additional, owner);
    let Some(listener) = work.plan.after.listeners.get_mut(label) else { return };
    listener.tags = tags;
    if wanted.protocol == "TLS_PASSTHROUGH" {
        listener.default_action = action(&wanted.default_action, resolved);
    }
}

fn lay_rules<'a>(
    work: &mut Work<'a, '_>,
    desired: &DesiredRoute<'a>,
    listener: &DesiredListener,
    label: &str,
    resolved: &Resolved,
    owner: Option<&str>,
) {
    let mut existing: Vec<Rule> = rules_of(work, label).into_iter().map(|(_, rule)| rule.clone()).collect();
    remove_rules(work, label);
    for wanted in &desired.rules {
        let known = existing.iter().position(|rule| rule.rule_match == wanted.rule_match);
        let rule = match known.map(|place| existing.remove(place)) {
            Some(known) => update_rule(work, desired, wanted, known, resolved, owner),
            None => Rule {
                name: None,
                priority: wanted.priority,
                rule_match: wanted.rule_match.clone(),
                action: action(&wanted.action, resolved),
                tags: tags::merged([work.owner_tag()], &desired.service.tags),
                ..Rule::default()
            },
        };
        let rule_label = labels::rule(&desired.service.name, listener.port, wanted.priority);
        let source = work.route_place(desired.route(), &format!("spec.rules[{}]", wanted.index));
        work.provide(&rule_label, source, Vec::new());
        work.plan.after.rules.insert(rule_label, rule);
    }
}

fn update_rule<'a>(
    work: &mut Work<'a, '_>,
    desired: &DesiredRoute<'a>,
    wanted: &DesiredRule,
    mut rule: Rule,
    resolved: &Resolved,
    owner: Option<&str>,
) -> Rule {
    let additional = &desired.service.tags;
    let what = format!("rules[{}] of service {}", wanted.index, desired.service.name);
    rule.tags = retag(work, (&desired.route().reference(), &what), &rule.tags, additional, owner);
    rule.action = action(&wanted.action, resolved);
    rule.priority = wanted.priority;
    rule
}

/// Says so where one of the route's resources would have too many tags.
pub(super) fn tag_problem(work: &Work<'_, '_>, desired: &DesiredRoute<'_>) -> Option<String> {
    let wanted = tags::merged([work.owner_tag()], &desired.service.tags);
    target_group::too_many_tags(&wanted, "association, listeners and rules", 1)
}
