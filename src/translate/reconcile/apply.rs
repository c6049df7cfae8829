//! One route over the account: all checks first, then all changes.

use super::listener;
use super::ownership::{self, Claim};
use super::target_group::{self, Group, retag};
use crate::diag::{Diagnostic, Scope};
use crate::model::{Label, Listener, Service, ServiceNetworkServiceAssociation, labels};
use crate::translate::desired::{
    Action, DesiredListener, DesiredRoute, DesiredRule, Failure, ForwardTo, Import, Stage,
};
use crate::translate::import::{self, Found};
use crate::translate::names::{self, Named};
use crate::translate::tags;
use crate::translate::work::{Network, Work};

/// What a route's references lead to.
pub(super) struct Resolved {
    /// The route's groups, in its order.
    pub groups: Vec<Group>,
    imports: Vec<(Import, Label)>,
    networks: Vec<Label>,
    claim: Claim,
}

impl Resolved {
    /// The label of an import (its ARN where nothing else is known).
    pub fn import(&self, query: &Import) -> Label {
        self.imports.iter().find(|(known, _)| known == query).map(|(_, label)| label.clone()).unwrap_or_default()
    }
}

/// Lays a route over the account. Gives the failure, where there is one: then nothing has been changed.
pub(in crate::translate) fn lay_route<'a>(work: &mut Work<'a, '_>, mut desired: DesiredRoute<'a>) -> Option<Failure> {
    let mut resolved = Resolved { groups: Vec::new(), imports: Vec::new(), networks: Vec::new(), claim: Claim::Create };
    if desired.failure.is_none_or(|failure| failure.stage > Stage::Build) {
        resolve_groups(work, &mut desired, &mut resolved);
    }
    // A failure before the service is reached leaves its name to others.
    if desired.failure.is_none_or(|failure| failure.stage >= Stage::Service) {
        resolved.claim = ownership::claim(work, &mut desired);
        if desired.failure.is_none_or(|failure| failure.stage > Stage::Service) {
            work.claimed.insert(desired.service.name.clone(), desired.route().reference());
            resolve_networks(work, &mut desired, &mut resolved);
            check_listeners(work, &mut desired);
            resolve_imports(work, &mut desired, &mut resolved);
            check_own_groups(work, &mut desired, &resolved);
        }
    }
    match desired.failure {
        Some(_) => hold(work, &desired),
        None => apply(work, &desired, &resolved),
    }
    desired.failure
}

fn resolve_groups<'a>(work: &mut Work<'a, '_>, desired: &mut DesiredRoute<'a>, resolved: &mut Resolved) {
    let route = desired.route();
    for place in 0..desired.target_groups.len() {
        let group = target_group::find(work, &desired.target_groups[place]);
        if let Group::New(_, name) = &group
            && let Some(problem) = names::problem(Named::TargetGroup, name)
        {
            let path = desired.target_groups[place].place.path.clone();
            let finding = route.finding(Diagnostic::error(501, Scope::Route, problem), path);
            work.report(finding);
            desired.fail(Stage::TargetGroups, None);
        }
        resolved.groups.push(group);
    }
}

fn resolve_networks<'a>(work: &mut Work<'a, '_>, desired: &mut DesiredRoute<'a>, resolved: &mut Resolved) {
    let route = desired.route();
    for name in desired.service.networks.clone() {
        let finding = match work.network(name) {
            Network::Named(label) => {
                resolved.networks.push(label);
                continue;
            }
            Network::Identified(label) => {
                let message = format!(
                    "the parent Gateway is named by the id of {label}: associations are compared by name, so the second \
                     pass conflicts and the service never gets its listeners"
                );
                Diagnostic::error(114, Scope::Route, message).with_help("name the Gateway like the service network")
            }
            Network::Ambiguous => {
                Diagnostic::error(2003, Scope::Route, format!("several service networks have the name or id {name}"))
            }
            Network::Missing => {
                let message =
                    format!("there is no service network {name}: the service is made and never gets its listeners");
                Diagnostic::error(2003, Scope::Route, message)
            }
        };
        let finding = route.finding(finding, "spec.parentRefs");
        work.report(finding);
        desired.fail(Stage::Associations, None);
    }
    if let Some(message) = listener::tag_problem(work, desired) {
        let finding =
            route.finding(Diagnostic::error(905, Scope::Route, message), crate::translate::target_group::tags_path());
        work.report(finding);
        desired.fail(Stage::Associations, None);
    }
}

/// What keeps the controller from a listener that it wants.
struct Obstacle {
    stage: Stage,
    code: u16,
    path: &'static str,
    message: String,
    help: &'static str,
}

fn check_listeners<'a>(work: &mut Work<'a, '_>, desired: &mut DesiredRoute<'a>) {
    let mut obstacles: Vec<Obstacle> =
        desired.listeners.iter().flat_map(|wanted| listener_obstacles(work, desired, wanted)).collect();
    obstacles.extend(too_many_listeners(work, desired));
    for Obstacle { stage, code, path, message, help } in obstacles {
        let finding = Diagnostic::error(code, Scope::Route, message);
        let finding = if help.is_empty() { finding } else { finding.with_help(help) };
        let finding = desired.route().finding(finding, path);
        work.report(finding);
        desired.fail(stage, None);
    }
}

fn listener_obstacles(work: &Work<'_, '_>, desired: &DesiredRoute<'_>, wanted: &DesiredListener) -> Vec<Obstacle> {
    let label = labels::listener(&desired.service.name, wanted.port);
    let account = &work.plan.after;
    let reused = listener::is_reused(work, &desired.service.name, wanted);
    let passthrough = wanted.protocol == "TLS_PASSTHROUGH";
    let mut obstacles = Vec::new();
    let mut add = |stage, code, path, message: String, help| {
        obstacles.push(Obstacle { stage, code, path, message, help });
    };
    if reused {
        let existing = listener::rules_of(work, &label);
        let new = |rule: &&DesiredRule| existing.iter().all(|(_, known)| known.rule_match != rule.rule_match);
        let new = if passthrough { 0 } else { desired.rules.iter().filter(new).count() };
        let above = existing.iter().map(|(_, rule)| rule.priority).find(|priority| *priority > 100);
        if let Some(priority) = above.filter(|_| new > 0) {
            let message = format!(
                "{label} holds a rule at priority {priority}: above 100 the controller crashes whenever it has to add a rule"
            );
            add(Stage::Rules, 212, "spec.rules", message, "");
        }
        let quota = work.options.quotas.rules_per_listener;
        if new > 0 && existing.len() + new > quota && desired.rules.len() <= quota {
            let message = format!(
                "{label} holds {} rules and {new} of the route's are new: the controller makes them before it deletes \
                 any, a listener takes {quota}, and it never gets further",
                existing.len()
            );
            add(Stage::Rules, 1001, "spec.rules", message, "change the rules in two steps, or have the quota raised");
        }
        return obstacles;
    }
    if let Some(problem) = names::problem(Named::Listener, &wanted.name) {
        add(Stage::Listeners, 501, "metadata.name", problem, "");
    } else if let Some(other) = account.listeners.get(&label).filter(|_| passthrough) {
        let message = format!(
            "{label} is there with protocol {}: the controller finds it by its port, gives it the TLS route's forward \
             action, which Lattice refuses, and never deletes it",
            other.protocol
        );
        let help = "delete that listener, or put the route on another port of the Gateway";
        add(Stage::Listeners, 107, "spec.parentRefs", message, help);
    } else if let Some(taken) = name_taken(work, desired, wanted) {
        let message = format!("{taken} has the name {} already: the new listener conflicts with it", wanted.name);
        let help = "delete that listener: the controller would delete it only after making the new one";
        add(Stage::Listeners, 501, "metadata.name", message, help);
    }
    let service = account.services.get(&labels::service(&desired.service.name));
    if passthrough && service.is_some_and(|service| service.custom_domain_name.is_none()) {
        let message = format!(
            "the service {} is there without a custom domain, which it never gets any more, and a TLS_PASSTHROUGH \
             listener needs one",
            desired.service.name
        );
        let help = "delete the service, or give the route another name, so that a new one is made";
        add(Stage::Listeners, 107, "spec.hostnames", message, help);
    }
    obstacles
}

/// The listener of the service on another port that holds the wanted name.
fn name_taken<'w>(work: &'w Work<'_, '_>, desired: &DesiredRoute<'_>, wanted: &DesiredListener) -> Option<&'w Label> {
    listeners_of(work, desired)
        .find(|(_, listener)| listener.name == wanted.name && listener.port != wanted.port)
        .map(|(label, _)| label)
}

fn listeners_of<'w>(
    work: &'w Work<'_, '_>,
    desired: &DesiredRoute<'_>,
) -> impl Iterator<Item = (&'w Label, &'w Listener)> {
    let prefix = format!("{}/listener:", labels::service(&desired.service.name));
    let below = work.plan.after.listeners.range(prefix.clone()..);
    below.take_while(move |(label, _)| label.starts_with(&prefix))
}

/// New ports are made before old ones are deleted: both count against the quota.
fn too_many_listeners(work: &Work<'_, '_>, desired: &DesiredRoute<'_>) -> Option<Obstacle> {
    let quota = work.options.quotas.listeners_per_service;
    let ports: Vec<i32> = listeners_of(work, desired).map(|(_, listener)| listener.port).collect();
    let new = desired.listeners.iter().filter(|wanted| !ports.contains(&wanted.port)).count();
    if new == 0 || ports.len() + new <= quota || desired.listeners.len() > quota {
        return None;
    }
    let message = format!(
        "the service {} has {} listeners and {new} of the route's are new: the controller makes them before it deletes \
         any, a service takes {quota}, and it never gets further",
        desired.service.name,
        ports.len()
    );
    let help = "delete the old listener first, or have the quota raised";
    Some(Obstacle { stage: Stage::Listeners, code: 1002, path: "spec.parentRefs", message, help })
}

/// A group of the route itself is found again by its tags, whichever service forwards to it.
fn check_own_groups<'a>(work: &mut Work<'a, '_>, desired: &mut DesiredRoute<'a>, resolved: &Resolved) {
    let own = labels::service(&desired.service.name);
    let mut refused: Vec<(Stage, String, String)> = Vec::new();
    for (stage, action) in forwarding_actions(desired) {
        let Action::Forward(forwards) = action else { continue };
        for forward in forwards {
            let ForwardTo::Group(place) = forward.to else { continue };
            let Some(Group::Existing(label)) = resolved.groups.get(place) else { continue };
            if let Some(user) = work.lookup.users(label).into_iter().find(|user| *user != own) {
                let message = format!(
                    "the route's target group {label} is still used by {user}, and Lattice lets one service use it: \
                     {own} stays without its rules for as long as that one forwards to it"
                );
                refused.push((stage, forward.path.clone(), message));
            }
        }
    }
    for (stage, path, message) in refused {
        let finding = Diagnostic::error(610, Scope::Route, message)
            .with_help("a service of another name is a new service: delete the old one's listeners and rules first");
        let finding = desired.route().finding(finding, path);
        work.report(finding);
        desired.fail(stage, None);
    }
}

/// The actions that name target groups, each with the stage at which Lattice would refuse it.
fn forwarding_actions<'d>(desired: &'d DesiredRoute<'_>) -> impl Iterator<Item = (Stage, &'d Action)> {
    let defaults = desired.listeners.iter().filter(|wanted| wanted.protocol == "TLS_PASSTHROUGH");
    let defaults = defaults.map(|wanted| (Stage::Listeners, &wanted.default_action));
    let rules = desired.rules.iter().map(|rule| &rule.action);
    defaults.chain(desired.replaced.iter().chain(rules).map(|action| (Stage::Rules, action)))
}

fn resolve_imports<'a>(work: &mut Work<'a, '_>, desired: &mut DesiredRoute<'a>, resolved: &mut Resolved) {
    let actions: Vec<(Stage, Vec<(Import, String)>)> =
        forwarding_actions(desired).map(|(stage, action)| (stage, import::queries_with_paths(action))).collect();
    for (stage, queries) in actions {
        let mut labels_of_action: Vec<Label> = Vec::new();
        for (query, path) in queries {
            let Some(label) = resolve_import(work, desired, resolved, &query, &path, stage) else { continue };
            if labels_of_action.contains(&label) {
                let message = "one target group stands twice in this rule, which Lattice refuses";
                let finding = desired.route().finding(Diagnostic::error(418, Scope::Route, message), path);
                work.report(finding);
                desired.fail(stage, None);
            }
            labels_of_action.push(label);
        }
    }
}

fn resolve_import<'a>(
    work: &mut Work<'a, '_>,
    desired: &mut DesiredRoute<'a>,
    resolved: &mut Resolved,
    query: &Import,
    path: &str,
    stage: Stage,
) -> Option<Label> {
    if let Some((_, label)) = resolved.imports.iter().find(|(known, _)| known == query) {
        return Some(label.clone());
    }
    let route = desired.route();
    let label = match import::search(work, query) {
        Found::Groups(labels) => {
            if labels.len() > 1 {
                let message = format!(
                    "{} exported target groups answer this import; the first listed wins: {}",
                    labels.len(),
                    labels.join(", ")
                );
                let finding = route.finding(Diagnostic::error(604, Scope::Route, message), path);
                work.report(finding);
            }
            labels[0].clone()
        }
        Found::AtApply(label) => label,
        Found::Nothing => {
            let message = format!(
                "no exported target group answers {}: the service stays without its rules",
                import::describe(query)
            );
            let finding = route.finding(Diagnostic::error(603, Scope::Route, message), path);
            work.report(finding);
            desired.fail(stage, None);
            return None;
        }
    };
    let own = labels::service(&desired.service.name);
    let holder = work.imported.get(&label).filter(|service| **service != own).cloned();
    let user = holder.or_else(|| work.lookup.users(&label).into_iter().find(|user| *user != own).map(str::to_owned));
    let group = work.plan.after.target_groups.get(&label);
    let status = group.and_then(|group| group.identity.status.as_deref());
    let broken = status.filter(|status| status.ends_with("_FAILED") || status.starts_with("DELETE"));
    let tcp = group.and_then(|group| group.config.as_ref()?.protocol.as_deref()).map(|protocol| protocol == "TCP");
    let refusal = if let Some(user) = user {
        Some(Diagnostic::error(
            610,
            Scope::Route,
            format!("the target group {label} is used by {user}; Lattice lets one service use it"),
        ))
    } else if let Some(status) = broken {
        let message = format!("the target group {label} is {status}: Lattice lets no rule forward to it");
        Some(Diagnostic::error(603, Scope::Route, message))
    } else if tcp == Some(stage != Stage::Listeners) {
        let message = if stage == Stage::Listeners {
            format!("a TLS listener forwards to TCP groups only, and {label} is none")
        } else {
            format!("an HTTP rule can't forward to the TCP group {label}")
        };
        Some(Diagnostic::error(420, Scope::Route, message))
    } else {
        None
    };
    if let Some(finding) = refusal {
        let finding = route.finding(finding, path);
        work.report(finding);
        desired.fail(stage, None);
        return None;
    }
    resolved.imports.push((query.clone(), label.clone()));
    Some(label)
}

fn apply<'a>(work: &mut Work<'a, '_>, desired: &DesiredRoute<'a>, resolved: &Resolved) {
    for (group, place) in desired.target_groups.iter().zip(&resolved.groups) {
        target_group::put(work, group, place);
    }
    let service_label = labels::service(&desired.service.name);
    let in_use = |query: &Import| {
        let defaults = desired.listeners.iter().map(|listener| &listener.default_action);
        let mut actions = defaults.chain(desired.rules.iter().map(|rule| &rule.action));
        actions.any(|action| import::queries(action).any(|used| used == query))
    };
    for (_, label) in resolved.imports.iter().filter(|(query, _)| in_use(query)) {
        work.imported.insert(label.clone(), service_label.clone());
    }
    apply_service(work, desired, resolved);
    apply_associations(work, desired, resolved);
    listener::lay(work, desired, resolved);
    if let Some(domain) = desired.service.domain {
        work.plan.dns_records.entry(domain.to_owned()).or_insert(service_label);
    }
}

fn apply_service<'a>(work: &mut Work<'a, '_>, desired: &DesiredRoute<'a>, resolved: &Resolved) {
    let label = labels::service(&desired.service.name);
    let additional = &desired.service.tags;
    let owner = work.owner.clone();
    if resolved.claim == Claim::Create {
        let service = Service {
            name: desired.service.name.clone(),
            custom_domain_name: desired.service.domain.map(str::to_owned),
            certificate_arn: desired.service.certificate.clone(),
            auth_type: Some("NONE".to_owned()),
            tags: tags::merged(ownership::route_tags(desired).into_iter().chain([work.owner_tag()]), additional),
            ..Service::default()
        };
        work.plan.after.services.insert(label.clone(), service);
    } else if let Some(before) = work.plan.after.services.get(&label).map(|service| service.tags.clone()) {
        let what = format!("service {}", desired.service.name);
        let mut tags = retag(work, (&desired.route().reference(), &what), &before, additional, Some(&owner));
        tags.extend(ownership::route_tags(desired));
        if let Some(service) = work.plan.after.services.get_mut(&label) {
            service.tags = tags;
            if let Some(certificate) = &desired.service.certificate {
                service.certificate_arn = Some(certificate.clone());
            }
        }
    }
    let source = work.route_place(desired.route(), "");
    work.provide(&label, source, Vec::new());
}

fn apply_associations<'a>(work: &mut Work<'a, '_>, desired: &DesiredRoute<'a>, resolved: &Resolved) {
    let service = &desired.service.name;
    let name_of = |label: &Label| label.strip_prefix("sn:").unwrap_or(label).to_owned();
    let wanted: Vec<String> = resolved.networks.iter().map(name_of).collect();
    for network in work.lookup.networks_of(service) {
        let label = labels::service_association(network, service);
        let ours = work
            .plan
            .after
            .service_network_service_associations
            .get(&label)
            .is_some_and(|association| work.is_ours(&association.tags));
        if ours && !wanted.iter().any(|wanted| wanted == network) {
            work.plan.after.service_network_service_associations.remove(&label);
        }
    }
    let additional = &desired.service.tags;
    let takeover = desired.service.takeover.map(|_| work.owner.clone());
    let own = work.owner_tag();
    for network in wanted {
        let label = labels::service_association(&network, service);
        let source = work.route_place(desired.route(), "spec.parentRefs");
        let associations = &work.plan.after.service_network_service_associations;
        if let Some(before) = associations.get(&label).map(|association| association.tags.clone()) {
            let what = format!("association {label}");
            let tags = retag(work, (&source.object, &what), &before, additional, takeover.as_deref());
            if let Some(association) = work.plan.after.service_network_service_associations.get_mut(&label) {
                association.tags = tags;
            }
        } else {
            let association = ServiceNetworkServiceAssociation {
                tags: tags::merged([own.clone()], additional),
                ..ServiceNetworkServiceAssociation::default()
            };
            work.plan.after.service_network_service_associations.insert(label.clone(), association);
        }
        work.provide(&label, source, Vec::new());
    }
}

/// What a failed route has in the account stays, and is no orphan.
fn hold<'a>(work: &mut Work<'a, '_>, desired: &DesiredRoute<'a>) {
    super::collect::hold_route(work, desired.route());
}
