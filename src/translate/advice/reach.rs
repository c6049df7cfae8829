//! LAT0215, LAT0216, LAT0217: rules that are never reached, rules in another order than the Gateway API's
//! precedence, header values that Lattice can't tell apart.

use super::facts::Facts;
use super::matching::{self, Rule};
use crate::diag::{Diagnostic, Diagnostics, Scope};
use crate::index::Route;

pub(super) fn check(facts: &Facts<'_>, diagnostics: &mut Diagnostics) {
    // One rule alone is neither hidden nor out of order.
    for route in facts.routes.iter().filter(|route| route.rule_count() > 1) {
        let Some(rules) = matching::rules(*route) else { continue };
        for rule in &rules {
            never_reached(*route, &rules, rule, diagnostics);
            out_of_order(*route, &rules, rule, diagnostics);
            case_only(*route, &rules, rule, diagnostics);
        }
    }
}

fn path_of(rule: &Rule) -> String {
    format!("spec.rules[{}].matches[0]", rule.index)
}

/// Two rules of one match become one in the controller (LAT0214), and of two rules at one priority nobody
/// knows which is first (LAT0213): neither is said to hide the other.
fn never_reached(route: Route<'_>, rules: &[Rule], rule: &Rule, diagnostics: &mut Diagnostics) {
    let before = rules.iter().filter(|other| other.priority < rule.priority);
    let mut hiding = before.filter(|other| other.covers(rule) && !other.is_same_match(rule));
    let Some(by) = hiding.by_ref().min_by_key(|other| other.priority) else { return };
    let message = format!("this rule is never reached: rules[{}] ({by}) takes all its requests first", by.index);
    let help = format!(
        "put rules[{}] before rules[{}], or give it a lower number with the annotation rule-{}-priority",
        rule.index, by.index, rule.index
    );
    diagnostics.push(route.finding(Diagnostic::warning(215, Scope::Rule, message).with_help(help), path_of(rule)));
}

/// Looks for a request that meets this rule by the Gateway API's precedence and another one in Lattice,
/// because that other one comes first.
fn out_of_order(route: Route<'_>, rules: &[Rule], rule: &Rule, diagnostics: &mut Diagnostics) {
    let free_method = matching::free_method(rules);
    let before = rules.iter().filter(|other| other.priority < rule.priority);
    for other in before.filter(|other| rule.preferred_over(other, route).is_some()) {
        for request in other.common_requests(rule, free_method) {
            let lattice = matching::lattice_pick(rules, &request);
            let gateway_api = matching::gateway_pick(rules, &request);
            let (Some(first), Some(best)) = (lattice, gateway_api) else { continue };
            if best.index != rule.index || first.priority >= rule.priority {
                continue;
            }
            let Some(reason) = rule.preferred_over(first, route) else { continue };
            let message = format!(
                "{request} goes to rules[{}]; by the Gateway API's precedence it would go to rules[{}] ({reason})",
                first.index, rule.index
            );
            let help = format!(
                "Lattice takes rules in the order of the route: put rules[{}] before rules[{}], or set rule-N-priority",
                rule.index, first.index
            );
            let finding = Diagnostic::warning(216, Scope::Rule, message).with_help(help);
            diagnostics.push(route.finding(finding, path_of(rule)));
            return;
        }
    }
}

fn case_only(route: Route<'_>, rules: &[Rule], rule: &Rule, diagnostics: &mut Diagnostics) {
    let free_method = matching::free_method(rules);
    for other in &rules[..rule.index] {
        if other.common_requests(rule, free_method).is_empty() {
            continue;
        }
        for (at, name, first, value) in rule.case_twins(other) {
            let message = format!(
                "header {name}: {value:?} here and {first:?} in rules[{}] differ only in case, and Lattice compares \
                 header values without case",
                other.index
            );
            let path = format!("{}.headers[{at}].value", path_of(rule));
            diagnostics.push(route.finding(Diagnostic::warning(217, Scope::Rule, message), path));
        }
    }
}
