//! The Lattice service of a route: its name, networks, domain and certificate.

use super::desired::{DesiredRoute, Stage, StatusChange};
use super::work::Work;
use super::{certificate, names, tags};
use crate::api::{GatewaySpec, Listener, Object, PREFIX};
use crate::diag::{Diagnostic, Scope};

/// What a `standalone` annotation says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standalone {
    Absent,
    Said(bool),
    Unreadable,
}

/// Reads a `standalone` annotation: trimmed, in any case.
pub(super) fn read_standalone(annotation: Option<&str>) -> Standalone {
    match annotation.map(|value| value.trim().to_lowercase()).as_deref() {
        None => Standalone::Absent,
        Some("true") => Standalone::Said(true),
        Some("false") => Standalone::Said(false),
        Some(_) => Standalone::Unreadable,
    }
}

/// Fills in the service.
pub(super) fn build<'a>(work: &mut Work<'a, '_>, desired: &mut DesiredRoute<'a>) {
    let route = desired.route();
    desired.service.tags = tags::parse(route.annotation("tags")).tags;
    let standalone = match read_standalone(route.annotation("standalone")) {
        Standalone::Said(standalone) => standalone,
        Standalone::Unreadable => false,
        Standalone::Absent => {
            if desired.attachment.has_missing_gateway() {
                desired.fail(Stage::Build, None);
            }
            let mut gateways = desired.attachment.controlled();
            gateways.any(|gateway| read_standalone(gateway.annotation("standalone")) == Standalone::Said(true))
        }
    };
    desired.service.networks = if standalone { Vec::new() } else { networks(work, desired) };
    desired.service.domain = route.hostnames().first().map(String::as_str);
    find_certificate(work, desired);
    desired.service.takeover = route.annotation("allow-takeover-from").filter(|owner| !owner.is_empty());
    let wanted = route.annotation("service-name-override").filter(|name| !name.is_empty());
    if let Some((name, problem)) = wanted.and_then(|name| Some((name, names::override_problem(name)?))) {
        let message = format!("service-name-override {name:?} is no name for a Lattice service: {problem}");
        let path = Object::<()>::annotation_path("service-name-override");
        let finding = route.finding(Diagnostic::error(504, Scope::Route, message), path);
        work.report(finding);
        desired.fail(Stage::Build, None);
    }
    desired.service.name = names::service(route.name(), route.namespace(), wanted);
    if wanted.is_none() && names::is_cut(route.name(), route.namespace()) {
        let message = format!("the names of Lattice resources are cut: the service is called {}", desired.service.name);
        let finding = route.finding(Diagnostic::warning(503, Scope::Field, message), "metadata.name");
        work.report(finding);
    }
}

/// Names of the accepted parentRefs' controlled Gateways, once each. Here a parentRef without namespace means
/// the route's own.
fn networks<'a>(work: &Work<'a, '_>, desired: &DesiredRoute<'a>) -> Vec<&'a str> {
    if let Some(default) =
        work.context.default_service_network.as_deref().filter(|_| work.context.service_network_override)
    {
        return vec![default];
    }
    let route = desired.route();
    let mut networks: Vec<&str> = Vec::new();
    for (at, parent) in route.parent_refs().iter().enumerate() {
        if !desired.attachment.is_parent_accepted(at) {
            continue;
        }
        let namespace = parent.namespace.as_deref().unwrap_or_else(|| route.namespace());
        let gateway = work.index.gateway(namespace, &parent.name);
        if gateway.is_some_and(|gateway| work.index.is_controlled(gateway)) && !networks.contains(&parent.name.as_str())
        {
            networks.push(&parent.name);
        }
    }
    networks
}

/// The listeners that terminate TLS, in the order of the parentRefs and then of the Gateway.
fn terminating<'a>(desired: &DesiredRoute<'a>, gateway: &'a Object<GatewaySpec>) -> Vec<&'a Listener> {
    let mode = |listener: &Listener| {
        listener.tls.as_ref().map(|tls| tls.mode.as_deref().unwrap_or("Terminate") == "Terminate")
    };
    desired
        .attachment
        .results
        .iter()
        .flat_map(|result| &result.listeners)
        .filter_map(|place| gateway.spec.listeners.get(*place))
        .filter(|listener| mode(listener) == Some(true))
        .collect()
}

fn find_certificate<'a>(work: &mut Work<'a, '_>, desired: &mut DesiredRoute<'a>) {
    let Some(gateway) = desired.attachment.first else { return };
    let route = desired.route();
    let option = format!("{PREFIX}certificate-arn");
    let listeners = terminating(desired, gateway);
    let arn_of = |listener: &'a Listener| listener.tls.as_ref().and_then(|tls| tls.options.get(&option));
    let mut arns: Vec<Option<&String>> = listeners.iter().map(|listener| arn_of(listener)).collect();
    if let Some(arn) = arns.iter().flatten().next().copied() {
        desired.service.certificate = Some(arn.clone()).filter(|arn| !arn.is_empty());
        check_named(work, desired, arn);
        arns.sort_unstable();
        arns.dedup();
        if arns.len() > 1 {
            let message = format!(
                "the route's Terminate listeners differ in certificate-arn; only {arn} counts, for all of them"
            );
            let finding = route.finding(Diagnostic::warning(805, Scope::Route, message), "spec.parentRefs");
            work.report(finding);
        }
        return;
    }
    let Some(hostname) = desired.service.domain else { return };
    if listeners.is_empty() {
        let https =
            desired.attachment.built_listeners().iter().any(|place| gateway.spec.listeners[*place].protocol == "HTTPS");
        if https {
            let message = format!(
                "the HTTPS listener has no tls block: no certificate is searched for {hostname} and none is set"
            );
            let finding = route.finding(Diagnostic::error(802, Scope::Route, message), "spec.hostnames[0]");
            work.report(finding);
        }
        return;
    }
    search(work, desired, hostname);
}

/// A certificate-arn against what is known of ACM.
fn check_named<'a>(work: &mut Work<'a, '_>, desired: &DesiredRoute<'a>, arn: &str) {
    let Some(known) = work.before.and_then(|account| account.certificates.as_ref()) else { return };
    let problem = match (known.iter().find(|certificate| certificate.certificate_arn == arn), desired.service.domain) {
        (None, _) if arn.is_empty() => return,
        (None, _) => format!("ACM has no certificate {arn}"),
        (Some(certificate), _) if !certificate::is_issued(certificate) => {
            format!("certificate {arn} is {}", certificate.status.as_deref().unwrap_or("not issued"))
        }
        (Some(certificate), Some(domain)) if !certificate::covers(certificate, domain) => {
            format!("certificate {arn} is not for {domain}")
        }
        _ => return,
    };
    let finding = desired.route().finding(Diagnostic::error(2006, Scope::Route, problem), "spec.parentRefs");
    work.report(finding);
}

fn search<'a>(work: &mut Work<'a, '_>, desired: &mut DesiredRoute<'a>, hostname: &str) {
    let route = desired.route();
    let path = "spec.hostnames[0]";
    let Some(account) = work.before else {
        let message = format!("the certificate for {hostname} is searched for in ACM when the route is applied");
        let finding = route.finding(Diagnostic::note(803, Scope::Route, message), path);
        work.report(finding);
        return;
    };
    let certificates = account.certificates.as_deref().unwrap_or_default();
    if let Some(arn) = certificate::discover(certificates, hostname) {
        let message = format!("the certificate for {hostname} was found in ACM: {arn}");
        desired.service.certificate = Some(arn.to_owned());
        let finding = route.finding(Diagnostic::note(803, Scope::Route, message), path);
        work.report(finding);
        return;
    }
    let message =
        format!("ACM has no issued certificate for {hostname}: nothing of the route is made, HTTP listeners included");
    let finding = route.finding(Diagnostic::error(802, Scope::Route, message), path);
    work.report(finding);
    if let Some(reason) = certificate::near_miss(certificates, hostname) {
        let finding = route.finding(Diagnostic::error(2006, Scope::Route, reason), path);
        work.report(finding);
    }
    desired.fail(Stage::Build, Some(StatusChange::Accepted("CertificateNotFound")));
}
