//! The plan for people: a summary, the tree of what stands in which network, tables, what to do by hand.

use std::fmt::Write as _;

use super::document::{Summary, summary};
use super::paint::{Line, Painter, Tone, Tree};
use super::tables;
use super::view::{Action, PlanReport, View, association, describe_assumption, describe_match, group_labels, shares};
use crate::diag::Severity;
use crate::model::{RuleAction, Service};
use crate::translate::SourcePlace;

/// The whole text.
pub fn text(report: PlanReport<'_>, painter: Painter) -> String {
    let view = View::new(report);
    let summary = summary(report);
    let mut out = String::new();
    painter.line(&mut out, "", "  ", &summary_line(&summary, report.plan.before.is_some()));
    context(report, painter, &mut out);
    for tree in trees(&view) {
        out.push('\n');
        tree.write(painter, &mut out);
    }
    tables::target_groups(&view, painter, &mut out);
    tables::targets(&view, painter, &mut out);
    tables::dns_records(&view, painter, &mut out);
    at_apply(&view, painter, &mut out);
    left_out(report, painter, &mut out);
    others(&view, painter, &mut out);
    out
}

/// `Plan: 2 services, 3 listeners, ...`.
pub fn summary_line(summary: &Summary, beside_account: bool) -> Line {
    let count = |number: usize, one: &str, many: &str| format!("{number} {}", if number == 1 { one } else { many });
    let parts = [
        count(summary.services, "service", "services"),
        count(summary.listeners, "listener", "listeners"),
        count(summary.rules, "rule", "rules"),
        count(summary.target_groups, "target group", "target groups"),
        count(summary.targets, "target", "targets"),
    ];
    let networks = count(summary.service_networks, "service network", "service networks");
    let mut line =
        Line::new().and(Tone::Strong, "Plan:").and(Tone::Plain, format!("{} in {networks}", parts.join(", ")));
    if beside_account {
        let Summary { create, update, remove, .. } = summary;
        line = line.and(Tone::Plain, format!("({create} to create, {update} to change, {remove} to remove)"));
    }
    if summary.failed_objects > 0 {
        let failed = count(summary.failed_objects, "object", "objects");
        line = line.and(Tone::Bad, format!("! {failed} left out"));
    }
    line
}

fn context(report: PlanReport<'_>, painter: Painter, out: &mut String) {
    let context = report.context;
    let placeholders = report.placeholders;
    let mut line = Line::new().and(Tone::Faint, "As");
    let parts = [
        ("account", "account", &context.account),
        ("region", "region", &context.region),
        ("cluster-name", "cluster", &context.cluster_name),
        ("vpc-id", "VPC", &context.vpc_id),
    ];
    for (at, (setting, word, text)) in parts.into_iter().enumerate() {
        let end = if at + 1 == parts.len() { "" } else { "," };
        let made_up = placeholders.contains(&setting);
        let tone = if made_up { Tone::Warn } else { Tone::Faint };
        let mark = if made_up { "?" } else { "" };
        line = line.and(tone, format!("{word} {text}{mark}{end}"));
    }
    painter.line(out, "", "  ", &line);
    if !placeholders.is_empty() {
        let flags: Vec<String> = placeholders.iter().map(|name| format!("--{name}")).collect();
        let text = format!("? stands in for what was not given: {} (or .latticectl.yaml)", flags.join(", "));
        painter.line(out, "", "  ", &Line::new().and(Tone::Faint, text));
    }
}

/// One tree a service network, and one for what is in none.
fn trees(view: &View<'_>) -> Vec<Tree> {
    let mut seen = std::collections::BTreeSet::new();
    let mut trees: Vec<Tree> =
        view.networks().into_iter().map(|network| network_tree(view, network, &mut seen)).collect();
    let standalone = view.standalone_services();
    if !standalone.is_empty() {
        let mut tree = Tree::new(Line::new().and(Tone::Strong, "no service network").and(Tone::Faint, "(standalone)"));
        for service in standalone {
            tree.push(service_tree(view, service));
        }
        trees.push(tree);
    }
    trees
}

fn network_tree<'a>(view: &View<'a>, label: &'a str, seen: &mut std::collections::BTreeSet<&'a str>) -> Tree {
    let name = label.trim_start_matches("sn:");
    let mut line = Line::new().and(Tone::Plain, "service network").and(Tone::Strong, name);
    if let Some(assumption) = view.report.plan.assumptions.get(label) {
        line = line.and(Tone::Warn, format!("({})", describe_assumption(*assumption)));
    } else {
        line = mark(view, label, line);
    }
    let mut tree = Tree::new(line);
    if let Some(network) = view.account().service_networks.get(label) {
        auth(network.auth_type.as_deref(), network.auth_policy.as_ref(), &mut tree);
    }
    for (association_label, value) in &view.account().service_network_vpc_associations {
        if let Some((_, vpc)) = association(association_label, "snva:").filter(|(of, _)| *of == label) {
            let groups = match value.security_group_ids.as_slice() {
                [] => "without security groups".to_owned(),
                ids => format!("security groups {}", ids.join(", ")),
            };
            let line = Line::new().and(Tone::Plain, format!("VPC association {vpc}, {groups}"));
            tree.leaf(place(view, association_label, mark(view, association_label, line)));
        }
    }
    access_logs(view, label, &mut tree);
    for service in view.services_of(label) {
        if seen.insert(service) {
            tree.push(service_tree(view, service));
        } else {
            let name = service.trim_start_matches("svc:");
            tree.leaf(Line::new().and(Tone::Plain, "service").and(Tone::Strong, name).and(Tone::Faint, "(see above)"));
        }
    }
    tree
}

fn service_tree(view: &View<'_>, label: &str) -> Tree {
    let name = label.trim_start_matches("svc:");
    let line = Line::new().and(Tone::Plain, "service").and(Tone::Strong, name);
    let mut tree = Tree::new(place(view, label, mark(view, label, line)));
    if let Some(service) = view.account().services.get(label) {
        domain(service, &mut tree);
        auth(service.auth_type.as_deref(), service.auth_policy.as_ref(), &mut tree);
    }
    access_logs(view, label, &mut tree);
    for (listener_label, listener) in view.listeners_of(label) {
        let line = Line::new()
            .and(Tone::Plain, "listener")
            .and(Tone::Accent, format!("{} {}", listener.port, listener.protocol));
        let mut branch = Tree::new(mark(view, listener_label, line));
        for (rule_label, rule) in view.rules_of(listener_label) {
            let line = Line::new()
                .and(Tone::Plain, format!("{}.", rule.priority))
                .and(Tone::Plain, describe_match(&rule.rule_match.http_match));
            branch.push(action_tree(view, mark(view, rule_label, line), &rule.action));
        }
        branch.push(action_tree(view, Line::plain("else"), &listener.default_action));
        tree.push(branch);
    }
    tree
}

fn action_tree(view: &View<'_>, line: Line, action: &RuleAction) -> Tree {
    match action {
        RuleAction::FixedResponse(fixed) => {
            let tone = if fixed.status_code >= 500 { Tone::Bad } else { Tone::Faint };
            Tree::new(line.and(Tone::Plain, "->").and(tone, fixed.status_code.to_string()))
        }
        RuleAction::Forward(forward) if forward.target_groups.len() == 1 => {
            let names = group_labels(action).map(|label| group_name(view, label));
            Tree::new(names.fold(line.and(Tone::Plain, "->"), |line, name| line.and(Tone::Good, name)))
        }
        RuleAction::Forward(forward) => {
            let mut tree = Tree::new(line.and(Tone::Plain, "->"));
            for (label, weight, share) in shares(forward) {
                let line = Line::new().and(Tone::Good, format!("{share:>5} {}", group_name(view, label)));
                tree.leaf(line.and(Tone::Faint, format!("(weight {weight})")));
            }
            tree
        }
    }
}

fn group_name(view: &View<'_>, label: &str) -> String {
    let name = view.group_name(label);
    match view.report.plan.assumptions.get(label) {
        Some(assumption) => format!("{name} ({})", describe_assumption(*assumption)),
        None => name,
    }
}

fn domain(service: &Service, tree: &mut Tree) {
    if let Some(name) = &service.custom_domain_name {
        tree.leaf(Line::plain(format!("domain {name}")));
    }
    if let Some(arn) = &service.certificate_arn {
        tree.leaf(Line::plain(format!("certificate {arn}")));
    }
}

fn auth(auth_type: Option<&str>, policy: Option<&serde_json::Value>, tree: &mut Tree) {
    let statements = policy.and_then(|policy| policy.get("Statement")).map(|list| list.as_array().map_or(1, Vec::len));
    match (auth_type, statements) {
        (Some("AWS_IAM"), Some(1)) => tree.leaf(Line::plain("auth AWS_IAM, policy of 1 statement")),
        (Some("AWS_IAM"), Some(count)) => tree.leaf(Line::plain(format!("auth AWS_IAM, policy of {count} statements"))),
        (Some("AWS_IAM"), None) => tree.leaf(Line::plain("auth AWS_IAM, no policy")),
        _ => {}
    }
}

fn access_logs(view: &View<'_>, resource: &str, tree: &mut Tree) {
    for (label, subscription) in &view.account().access_log_subscriptions {
        let of = label.strip_prefix("als:").and_then(|label| label.split_once("->")).map(|(of, _)| of);
        if of == Some(resource) {
            let line = Line::plain(format!("access log to {}", subscription.destination_arn));
            tree.leaf(place(view, label, mark(view, label, line)));
        }
    }
}

/// `+` and `~` beside an account: what would be created or changed.
fn mark(view: &View<'_>, label: &str, line: Line) -> Line {
    if view.report.plan.before.is_none() {
        return line;
    }
    match view.action(label) {
        Action::Create => line.and(Tone::Good, "+"),
        Action::Update => line.and(Tone::Warn, "~"),
        Action::Keep | Action::Assume => line,
    }
}

/// Who asks for it, and where.
fn place(view: &View<'_>, label: &str, line: Line) -> Line {
    match view.report.plan.provenance.get(label) {
        Some(provenance) => line.and(Tone::Faint, format!("<- {}", describe_place(&provenance.source))),
        None => line,
    }
}

/// `HTTPRoute shop/cart (routes.yaml:12)`.
pub fn describe_place(place: &SourcePlace) -> String {
    match (&place.file, place.line) {
        (Some(file), Some(line)) => format!("{} ({file}:{line})", place.object),
        (Some(file), None) => format!("{} ({file})", place.object),
        _ => place.object.to_string(),
    }
}

/// What nobody can know before apply.
fn at_apply(view: &View<'_>, painter: Painter, out: &mut String) {
    let mut lines: Vec<String> = Vec::new();
    for (label, assumption) in &view.report.plan.assumptions {
        lines.push(format!("{label}: {}", describe_assumption(*assumption)));
    }
    let unknown_targets = !view.report.has_endpoint_slices && !view.target_groups().is_empty();
    if unknown_targets {
        lines.push("targets: no EndpointSlices were given, the cluster's are registered".to_owned());
    }
    if view.report.diagnostics.iter().any(|item| item.code.0 == 803) {
        lines.push("certificates: looked up in ACM for the hostnames that name none (LAT0803)".to_owned());
    }
    section("Known only at apply", lines, Tone::Plain, painter, out);
}

fn left_out(report: PlanReport<'_>, painter: Painter, out: &mut String) {
    let lines = report.plan.failed.iter().map(|object| {
        let findings = report.diagnostics.iter();
        let why: Vec<String> = findings
            .filter(|item| item.severity == Severity::Error && item.object.as_ref() == Some(object))
            .map(|item| format!("{} {}", item.code, item.message))
            .collect();
        if why.is_empty() { format!("! {object}") } else { format!("! {object}: {}", why.join("; ")) }
    });
    section("Left out (the controller would refuse or fail them)", lines.collect(), Tone::Bad, painter, out);
}

/// With an account: what is there and stays out of it.
fn others(view: &View<'_>, painter: Painter, out: &mut String) {
    if view.report.plan.before.is_none() {
        return;
    }
    let lines = view.removed().into_iter().map(|label| format!("- {label}")).collect();
    section("To be removed", lines, Tone::Bad, painter, out);
    let rest = super::view::all_labels(view.account()).filter(|label| !view.is_planned(label)).count();
    if rest > 0 {
        let _ = writeln!(out, "\n{rest} other resources of the account are no concern of these manifests.");
    }
}

fn section(title: &str, lines: Vec<String>, tone: Tone, painter: Painter, out: &mut String) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", painter.tone(Tone::Strong, title));
    for line in lines {
        painter.line(out, "  ", "    ", &Line::new().and(tone, line));
    }
}
