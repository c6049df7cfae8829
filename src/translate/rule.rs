//! The rules of a route: order, matches and actions.

use super::desired::{Action, DesiredRoute, DesiredRule, Forward, ForwardTo, Stage};
use super::work::Work;
use super::{import, matches, priority, target_group};
use crate::api::{BackendRef, Object, PREFIX};
use crate::diag::{Diagnostic, Scope};
use crate::index::{Backend, RouteKind, RouteRule};

/// The answer of a rule without a valid backend.
const NO_BACKEND: i32 = 500;
/// The most target groups of one action.
const MOST_GROUPS: usize = 10;
/// The highest weight that Lattice takes.
const HIGHEST_WEIGHT: i32 = 999;
/// The priorities that Lattice takes.
const PRIORITIES: std::ops::RangeInclusive<i32> = 1..=2000;
/// The controller's own idea of the highest priority.
const CONTROLLERS_HIGHEST: i32 = 100;

/// Fills in rules, default actions of TLS listeners, and target groups.
pub(super) fn build<'a>(work: &mut Work<'a, '_>, desired: &mut DesiredRoute<'a>) {
    let route = desired.route();
    let (passthrough, with_rules) = {
        let tls = |listener: &&super::desired::DesiredListener| listener.protocol == "TLS_PASSTHROUGH";
        (
            desired.listeners.iter().any(|listener| tls(&listener)),
            desired.listeners.iter().any(|listener| !tls(&listener)),
        )
    };
    if passthrough && route.rule_count() != 1 {
        let message = format!("a TLS listener takes exactly one rule, the route has {}", route.rule_count());
        let finding = route.finding(Diagnostic::error(209, Scope::Route, message), "spec.rules");
        work.report(finding);
        desired.fail(Stage::Build, None);
    } else if passthrough && let Some(rule) = route.rule(0) {
        let action = action(work, desired, &rule, Stage::Listeners);
        if matches!(action, Action::Fixed(_)) {
            desired.fail(Stage::Listeners, None);
        }
        for listener in desired.listeners.iter_mut().filter(|listener| listener.protocol == "TLS_PASSTHROUGH") {
            listener.default_action = action.clone();
        }
    }
    if !with_rules {
        return;
    }
    if route.kind() == RouteKind::Grpc && route.rule_count() == 0 {
        let message = "a GRPCRoute without rules makes listeners without rules: every call gets 404";
        let finding = route.finding(Diagnostic::error(220, Scope::Route, message), "spec.rules");
        work.report(finding);
    }
    let order = priority::assign(route.rule_count(), |rule| route.annotation(&format!("rule-{rule}-priority")));
    for item in &order {
        let Some(rule) = route.rule(item.rule) else { continue };
        let (rule_match, problems) = matches::build(&rule);
        for problem in problems {
            let path = format!("spec.rules[{}].{}", rule.index, problem.path);
            let finding = route.finding(Diagnostic::error(problem.code, Scope::Route, problem.message), path);
            work.report(finding);
            desired.fail(if problem.refused_by_lattice { Stage::Rules } else { Stage::Build }, None);
        }
        let action = action(work, desired, &rule, Stage::Rules);
        desired.rules.push(DesiredRule { index: rule.index, priority: item.priority, rule_match, action });
    }
    check_priorities(work, desired, &order);
    merge_equal_matches(work, desired);
    check_limits(work, desired);
}

fn check_priorities<'a>(work: &mut Work<'a, '_>, desired: &mut DesiredRoute<'a>, order: &[priority::Prioritized]) {
    let route = desired.route();
    for item in order {
        let key = format!("rule-{}-priority", item.rule);
        let path = match route.annotation(&key) {
            Some(_) => Object::<()>::annotation_path(&key),
            None => format!("spec.rules[{}]", item.rule),
        };
        if !PRIORITIES.contains(&item.priority) {
            let message = format!(
                "rules[{}] gets priority {}, outside the 1 to 2000 that Lattice takes",
                item.rule, item.priority
            );
            let finding = route.finding(Diagnostic::error(212, Scope::Route, message), path);
            work.report(finding);
            desired.fail(Stage::Rules, None);
        } else if item.priority > CONTROLLERS_HIGHEST {
            let message = format!(
                "rules[{}] gets priority {}: with a rule above 100 on the listener the controller can't add another",
                item.rule, item.priority
            );
            let finding = route.finding(Diagnostic::warning(212, Scope::Rule, message), path);
            work.report(finding);
        }
        let unreadable = route.annotation(&key).filter(|text| priority::read(text).is_none());
        let cut = route.annotation(&key).and_then(priority::read).filter(|wanted| *wanted != i64::from(item.priority));
        if let Some(text) = unreadable {
            let message = format!("{text:?} is no number; the rule counts as priority {}", item.priority);
            let finding =
                route.finding(Diagnostic::warning(218, Scope::Rule, message), Object::<()>::annotation_path(&key));
            work.report(finding);
        } else if let Some(wanted) = cut {
            let message = format!("priority {wanted} does not fit 32 bits and is cut to {}", item.priority);
            let finding =
                route.finding(Diagnostic::error(212, Scope::Rule, message), Object::<()>::annotation_path(&key));
            work.report(finding);
        }
    }
    for key in route.metadata().annotations.keys() {
        let number = key.strip_prefix(PREFIX).and_then(|key| key.strip_prefix("rule-")?.strip_suffix("-priority"));
        let known =
            |number: &str| number.parse::<usize>().is_ok_and(|rule| rule < order.len() && rule.to_string() == number);
        if let Some(number) = number.filter(|number| !known(number)) {
            let message = format!("the route has no rule {number}: the annotation does nothing");
            let path = format!("metadata.annotations[\"{key}\"]");
            let finding = route.finding(Diagnostic::warning(218, Scope::Field, message), path);
            work.report(finding);
        }
    }
}

/// Of rules with one match the last one's action and priority stay; of those at one priority nobody knows.
fn merge_equal_matches<'a>(work: &mut Work<'a, '_>, desired: &mut DesiredRoute<'a>) {
    let route = desired.route();
    let mut kept: Vec<DesiredRule> = Vec::with_capacity(desired.rules.len());
    let mut places: std::collections::HashMap<crate::model::RuleMatch, usize> = std::collections::HashMap::new();
    for rule in std::mem::take(&mut desired.rules) {
        if let Some(place) = places.get(&rule.rule_match) {
            let message = format!(
                "rules[{}] and rules[{}] have one match: Lattice gets one rule, with the action of rules[{}] and priority {}",
                kept[*place].index, rule.index, rule.index, rule.priority
            );
            let finding = Diagnostic::error(214, Scope::Rule, message);
            let finding = route.finding(finding, format!("spec.rules[{}]", rule.index));
            work.report(finding);
            let earlier = std::mem::replace(&mut kept[*place], rule);
            desired.replaced.push(earlier.action);
        } else {
            places.insert(rule.rule_match.clone(), kept.len());
            kept.push(rule);
        }
    }
    let mut taken: std::collections::BTreeMap<i32, usize> = std::collections::BTreeMap::new();
    let mut homeless = Vec::new();
    for (place, rule) in kept.iter().enumerate() {
        if let Some(first) = taken.get(&rule.priority) {
            let message =
                format!("rules {first} and {} both get priority {}: their order is chance", rule.index, rule.priority);
            let finding =
                route.finding(Diagnostic::error(213, Scope::Route, message), format!("spec.rules[{}]", rule.index));
            work.report(finding);
            homeless.push(place);
        } else {
            taken.insert(rule.priority, rule.index);
        }
    }
    for place in homeless {
        let free = PRIORITIES.into_iter().find(|priority| !taken.contains_key(priority)).unwrap_or(1);
        taken.insert(free, kept[place].index);
        kept[place].priority = free;
    }
    desired.rules = kept;
}

fn check_limits<'a>(work: &mut Work<'a, '_>, desired: &mut DesiredRoute<'a>) {
    let route = desired.route();
    let quota = work.options.quotas.rules_per_listener;
    if desired.rules.len() > quota {
        let message = format!("the route has {} rules; a listener takes {quota}", desired.rules.len());
        let finding = route.finding(Diagnostic::error(1001, Scope::Route, message), format!("spec.rules[{quota}]"));
        work.report(finding);
        desired.fail(Stage::Rules, None);
    }
    let mut imports: Vec<&import::Query> =
        desired.rules.iter().flat_map(|rule| import::queries(&rule.action)).collect();
    imports.dedup();
    let groups = desired.target_groups.len() + imports.len();
    let quota = work.options.quotas.target_groups_per_service;
    if groups > quota {
        let message = format!("the route uses {groups} target groups; a service takes {quota}");
        let finding = route.finding(Diagnostic::error(1003, Scope::Route, message), "spec.rules");
        work.report(finding);
        desired.fail(Stage::Rules, None);
    }
}

/// The action of a rule. `stage` is where Lattice would refuse it.
fn action<'a>(work: &mut Work<'a, '_>, desired: &mut DesiredRoute<'a>, rule: &RouteRule<'a>, stage: Stage) -> Action {
    let route = desired.route();
    let rule_path = format!("spec.rules[{}]", rule.index);
    if rule.backend_refs.is_empty() {
        let message = format!("rules[{}] has no backends: {}", rule.index, no_backend(stage));
        let finding = route.finding(Diagnostic::error(404, Scope::Rule, message), rule_path);
        work.report(finding);
        return Action::Fixed(NO_BACKEND);
    }
    let mut forwards: Vec<Forward> = Vec::with_capacity(rule.backend_refs.len());
    let mut left_out = 0;
    for (at, backend) in rule.backend_refs.iter().enumerate() {
        let path = format!("{rule_path}.backendRefs[{at}]");
        let weight = backend.weight.unwrap_or(1);
        if weight > HIGHEST_WEIGHT {
            let message = format!("weight {weight} is over {HIGHEST_WEIGHT}, the highest that Lattice takes");
            let finding = route.finding(Diagnostic::error(409, Scope::Route, message), format!("{path}.weight"));
            work.report(finding);
            desired.fail(stage, None);
        }
        match resolve(work, desired, backend, &path) {
            Resolution::Leads(to) => forwards.push(Forward { to, weight, path }),
            Resolution::LeftOut => left_out += 1,
            Resolution::FailsRoute => {}
        }
    }
    if left_out == rule.backend_refs.len() {
        let message = format!("no backend of rules[{}] is valid: {}", rule.index, no_backend(stage));
        let finding = route.finding(Diagnostic::error(403, Scope::Rule, message), format!("{rule_path}.backendRefs"));
        work.report(finding);
        return Action::Fixed(NO_BACKEND);
    }
    if left_out > 0 && !forwards.is_empty() {
        let message = format!(
            "{left_out} of the {} backends of rules[{}] are invalid; the others take their share",
            rule.backend_refs.len(),
            rule.index
        );
        let finding = route.finding(Diagnostic::warning(412, Scope::Rule, message), format!("{rule_path}.backendRefs"));
        work.report(finding);
    }
    if forwards.is_empty() {
        // Every backend that is left fails the route: nothing of it is ever made.
        return Action::Fixed(NO_BACKEND);
    }
    check_forward(work, desired, &forwards, &rule_path, stage);
    Action::Forward(forwards)
}

fn no_backend(stage: Stage) -> &'static str {
    if stage == Stage::Listeners {
        "a TLS listener can't answer by itself, so the route stays without it"
    } else {
        "Lattice answers 500"
    }
}

/// What becomes of a backendRef.
enum Resolution {
    Leads(ForwardTo),
    /// It is invalid, and the others take its share.
    LeftOut,
    /// The model of the whole route can't be built.
    FailsRoute,
}

/// What a backendRef leads to.
fn resolve<'a>(
    work: &mut Work<'a, '_>,
    desired: &mut DesiredRoute<'a>,
    backend: &'a BackendRef,
    path: &str,
) -> Resolution {
    let route = desired.route();
    match work.index.backend(route, backend) {
        Backend::Service(service) => {
            let group = target_group::of_backend(work, desired, service, backend, path).map(ForwardTo::Group);
            group.map_or(Resolution::FailsRoute, Resolution::Leads)
        }
        Backend::Import(object) => {
            let import = import::of_backend(work, desired, object, backend, path).map(ForwardTo::Import);
            import.map_or(Resolution::FailsRoute, Resolution::Leads)
        }
        Backend::MissingService => {
            let namespace = crate::index::Index::backend_namespace(route, backend);
            let missing = work.index.manifests.missing("Service", namespace, &backend.name);
            let message = format!("{missing}; the backend is left out");
            let finding = route.finding(Diagnostic::warning(401, Scope::Rule, message), format!("{path}.name"));
            work.report(finding);
            Resolution::LeftOut
        }
        Backend::UnknownKind => {
            let kind = backend.kind.as_deref().unwrap_or_default();
            let message = format!("a backend of kind {kind} is neither Service nor ServiceImport; it is left out");
            let finding = route.finding(Diagnostic::error(402, Scope::Rule, message), format!("{path}.kind"));
            work.report(finding);
            Resolution::LeftOut
        }
    }
}

/// What Lattice refuses of a forward action.
fn check_forward<'a>(
    work: &mut Work<'a, '_>,
    desired: &mut DesiredRoute<'a>,
    forwards: &[Forward],
    rule_path: &str,
    stage: Stage,
) {
    let route = desired.route();
    let path = format!("{rule_path}.backendRefs");
    let mut failures: Vec<Diagnostic> = Vec::new();
    if forwards.len() > MOST_GROUPS {
        let message = format!("the rule names {} target groups; an action takes {MOST_GROUPS}", forwards.len());
        failures.push(route.finding(Diagnostic::error(410, Scope::Route, message), path.clone()));
    }
    for (at, forward) in forwards.iter().enumerate() {
        let same = |other: &Forward| match (&forward.to, &other.to) {
            (ForwardTo::Group(one), ForwardTo::Group(other)) => one == other,
            (ForwardTo::Import(one), ForwardTo::Import(other)) => one == other,
            _ => false,
        };
        if forwards[..at].iter().any(same) {
            let message = "one target group stands twice in this rule, which Lattice refuses";
            failures.push(route.finding(Diagnostic::error(418, Scope::Route, message), forward.path.clone()));
        }
        let ForwardTo::Group(place) = &forward.to else { continue };
        let tcp = desired.target_groups[*place].protocol == "TCP";
        if stage == Stage::Listeners && !tcp {
            let message = "a TLS passthrough listener forwards to TCP target groups only, and the group behind this \
                           route speaks HTTP";
            failures.push(route.finding(Diagnostic::error(107, Scope::Route, message), forward.path.clone()));
        } else if stage == Stage::Rules && tcp {
            let code = if route.kind() == RouteKind::Tls { 107 } else { 420 };
            let message = "an HTTP rule can't forward to a TCP target group";
            failures.push(route.finding(Diagnostic::error(code, Scope::Route, message), forward.path.clone()));
        }
    }
    if !failures.is_empty() {
        desired.fail(stage, None);
    }
    for finding in failures {
        work.report(finding);
    }
    if forwards.iter().all(|forward| forward.weight == 0) {
        let message = "all weights are 0, and Lattice gets them as they are; the Gateway API asks for a 500 here";
        let finding = route.finding(Diagnostic::warning(411, Scope::Rule, message), path);
        work.report(finding);
    }
}
