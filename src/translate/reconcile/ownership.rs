//! Whose the service of a route's name is, and what follows from it.

use crate::diag::{Diagnostic, Scope};
use crate::model::{TagMap, labels};
use crate::translate::desired::{DesiredRoute, Stage, StatusChange};
use crate::translate::names::{self, Named};
use crate::translate::tags;
use crate::translate::target_group::{tags_path, too_many_tags};
use crate::translate::work::{Owner, Work, own_tag};

/// What is done about the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// It is made.
    Create,
    /// It is ours already.
    Keep,
    /// It had no owner.
    Adopt,
    /// It had another one, and the annotation names that one.
    TakeOver,
}

const CONFLICTED: StatusChange = StatusChange::Accepted("Conflicted");

/// The Route tags of a service.
pub(super) fn route_tags(desired: &DesiredRoute<'_>) -> [(String, String); 3] {
    let route = desired.route();
    [
        (tags::key("RouteName"), route.name().to_owned()),
        (tags::key("RouteNamespace"), route.namespace().to_owned()),
        (tags::key("RouteType"), route.kind().tag().to_owned()),
    ]
}

/// Judges the service of the route's name; fails the route where it is another's.
pub(super) fn claim<'a>(work: &mut Work<'a, '_>, desired: &mut DesiredRoute<'a>) -> Claim {
    let route = desired.route();
    let name = desired.service.name.clone();
    let label = labels::service(&name);
    if let Some(holder) = work.claimed.get(&name) {
        let message = format!("{holder} already stands for the Lattice service {name}; the first to make it keeps it");
        let finding = Diagnostic::error(502, Scope::Route, message)
            .with_help("rename one of the two, or set service-name-override on one");
        let finding = route.finding(finding, "metadata.name");
        work.report(finding);
        desired.fail(Stage::Service, Some(CONFLICTED));
        return Claim::Keep;
    }
    let existing = work.plan.after.services.get(&label).map(|service| service.tags.clone());
    let Some(existing) = existing else {
        if let Some(problem) = names::problem(Named::Service, &name) {
            let finding = route.finding(Diagnostic::error(501, Scope::Route, problem), "metadata.name");
            work.report(finding);
            desired.fail(Stage::Service, None);
        }
        let wanted = tags::merged(route_tags(desired).into_iter().chain([work.owner_tag()]), &desired.service.tags);
        if let Some(message) = too_many_tags(&wanted, "service", 4) {
            let finding = route.finding(Diagnostic::error(905, Scope::Route, message), tags_path());
            work.report(finding);
            desired.fail(Stage::Service, None);
        }
        return Claim::Create;
    };
    let claim = match work.owner_of(&existing) {
        Owner::Ours => Claim::Keep,
        Owner::Nobody => Claim::Adopt,
        Owner::Other(owner) if desired.service.takeover == Some(owner) => Claim::TakeOver,
        Owner::Other(owner) => {
            let message = format!("the Lattice service {name} belongs to {owner}");
            let finding = Diagnostic::error(2001, Scope::Route, message)
                .with_help("to take it over, set allow-takeover-from to exactly that owner");
            let finding = route.finding(finding, "metadata.name");
            work.report(finding);
            desired.fail(Stage::Service, Some(CONFLICTED));
            return Claim::Keep;
        }
    };
    if is_other_routes(&existing, desired) {
        let message = format!(
            "the Lattice service {name} stands for {} route {}/{}",
            own_tag(&existing, "RouteType"),
            own_tag(&existing, "RouteNamespace"),
            own_tag(&existing, "RouteName")
        );
        let finding = route.finding(Diagnostic::error(2012, Scope::Route, message), "metadata.name");
        work.report(finding);
        desired.fail(Stage::Service, Some(CONFLICTED));
        return claim;
    }
    report_claim(work, desired, claim);
    report_state(work, desired);
    claim
}

fn is_other_routes(existing: &TagMap, desired: &DesiredRoute<'_>) -> bool {
    let none = own_tag(existing, "RouteName").is_empty() && own_tag(existing, "RouteNamespace").is_empty();
    !none && route_tags(desired).iter().any(|(key, value)| existing.get(key).map_or("", String::as_str) != value)
}

fn report_claim<'a>(work: &mut Work<'a, '_>, desired: &DesiredRoute<'a>, claim: Claim) {
    let (code, severity, how) = match claim {
        Claim::Adopt => (2002, crate::diag::Severity::Error, "carries no owner's tag: taken over, it loses"),
        Claim::TakeOver => (2013, crate::diag::Severity::Warning, "is taken over: it loses"),
        Claim::Create | Claim::Keep => return,
    };
    let label = labels::service(&desired.service.name);
    let prefix = format!("{label}/listener:");
    let account = &work.plan.after;
    let wanted = |port: i32, protocol: &str| {
        desired.listeners.iter().any(|listener| listener.port == port && listener.protocol == protocol)
    };
    let mut going: Vec<String> = account
        .listeners
        .range(prefix.clone()..)
        .take_while(|(label, _)| label.starts_with(&prefix))
        .filter(|(_, listener)| !wanted(listener.port, &listener.protocol))
        .map(|(_, listener)| format!("listener {}", listener.port))
        .collect();
    going.extend(
        account
            .rules
            .range(prefix.clone()..)
            .take_while(|(label, _)| label.starts_with(&prefix))
            .filter(|(_, rule)| desired.rules.iter().all(|wanted| wanted.rule_match != rule.rule_match))
            .map(|(label, rule)| format!("rule {} of {}", rule.priority, labels::listener_of(label))),
    );
    if let Some(service) = account.services.get(&label) {
        going.extend(tags::stripped(&service.tags, &desired.service.tags).into_iter().map(|key| format!("tag {key}")));
    }
    let going = if going.is_empty() { "nothing".to_owned() } else { going.join(", ") };
    let message = format!("the Lattice service {} exists and {how} {going}", desired.service.name);
    let finding = desired.route().finding(Diagnostic::new(code, severity, Scope::Route, message), "metadata.name");
    work.report(finding);
}

fn report_state<'a>(work: &mut Work<'a, '_>, desired: &DesiredRoute<'a>) {
    let label = labels::service(&desired.service.name);
    let Some(service) = work.plan.after.services.get(&label) else { return };
    let route = desired.route();
    if let Some(status) = service.identity.status.clone().filter(|status| status.ends_with("_FAILED")) {
        let why = service.identity.failure_message.clone().unwrap_or_default();
        let message = format!("the Lattice service {} is {status} {why}", desired.service.name);
        let finding =
            route.finding(Diagnostic::error(2008, Scope::Route, message.trim_end().to_owned()), "metadata.name");
        work.report(finding);
    }
    let service = work.plan.after.services.get(&label);
    let domain = service.and_then(|service| service.custom_domain_name.clone());
    if let Some(wanted) = desired.service.domain.filter(|wanted| Some(*wanted) != domain.as_deref()) {
        let message = format!(
            "the service has {} as its domain and keeps it; {wanted} needs a new service, with a new DNS name",
            domain.as_deref().unwrap_or("none")
        );
        let finding = route.finding(Diagnostic::warning(804, Scope::Route, message), "spec.hostnames[0]");
        work.report(finding);
    }
}
