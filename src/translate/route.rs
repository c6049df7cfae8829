//! A route as the controller builds it: from its parentRefs to its rules, with every reason to fail.

use super::desired::{DesiredRoute, DesiredService, Stage, StatusChange};
use super::work::Work;
use super::{listener, rule, service};
use crate::diag::{Diagnostic, Scope};
use crate::index::{AttachError, AttachProblem, Attachment, Index, RouteKind, Verdict};

/// Builds a route. `None`: it is none of ours, or its status could not be worked out.
pub(super) fn build<'a>(work: &mut Work<'a, '_>, attachment: &'a Attachment<'a>) -> Option<DesiredRoute<'a>> {
    let route = attachment.route;
    if attachment.first.is_none() {
        report_ignored(work, attachment);
        return None;
    }
    report_parents(work, attachment);
    let mut desired = DesiredRoute {
        attachment,
        service: DesiredService::default(),
        listeners: Vec::new(),
        rules: Vec::new(),
        replaced: Vec::new(),
        target_groups: Vec::new(),
        target_lists: Vec::new(),
        failure: None,
    };
    check_families(work, &mut desired);
    if let Some(error) = &attachment.error {
        report_attach_error(work, attachment, error);
    }
    if attachment.error.is_some() || !attachment.is_accepted() {
        desired.fail(Stage::Build, None);
        return Some(desired);
    }
    if route.kind() == RouteKind::Tls && route.hostnames().is_empty() {
        let message = "a TLSRoute needs a hostname: Lattice takes TLS listeners only on services with a custom domain";
        let finding = route.finding(Diagnostic::error(210, Scope::Route, message), "spec.hostnames");
        work.report(finding);
        desired.fail(Stage::Build, None);
    }
    if let Some(error) = &attachment.late_error {
        report_attach_error(work, attachment, error);
        desired.fail(Stage::Build, None);
    }
    service::build(work, &mut desired);
    listener::build(work, &mut desired);
    rule::build(work, &mut desired);
    settle_targets(&mut desired);
    Some(desired)
}

/// The list built last is the one that stays.
fn settle_targets(desired: &mut DesiredRoute<'_>) {
    for (group, lists) in desired.target_groups.iter_mut().zip(&mut desired.target_lists) {
        group.targets = lists.pop().map(|(_, targets)| targets).unwrap_or_default();
    }
}

fn report_ignored<'a>(work: &mut Work<'a, '_>, attachment: &'a Attachment<'a>) {
    let route = attachment.route;
    let names: Vec<String> = route
        .parent_refs()
        .iter()
        .zip(&attachment.parents)
        .map(|(parent, found)| match found.gateway {
            Some(_) => format!("Gateway {}/{} is not the Lattice controller's", found.namespace, parent.name),
            None => work.index.manifests.missing("Gateway", found.namespace, &parent.name),
        })
        .collect();
    let why = if names.is_empty() { "it has no parentRefs".to_owned() } else { names.join(", ") };
    let message = format!("no parent of this route is managed by the Lattice controller ({why}): nothing is made");
    let mut finding = route.finding(Diagnostic::warning(101, Scope::Route, message), "spec.parentRefs");
    if let Some(help) = meant(work, attachment) {
        finding = finding.with_help(help);
    }
    work.report(finding);
}

/// What may be wrong with the parentRefs of a route whose Gateways all are missing.
fn meant(work: &Work<'_, '_>, attachment: &Attachment<'_>) -> Option<String> {
    let parents = attachment.route.parent_refs().iter().zip(&attachment.parents);
    let missing: Vec<(&str, &str)> = parents
        .filter(|(_, found)| found.gateway.is_none())
        .map(|(parent, found)| (found.namespace, parent.name.as_str()))
        .collect();
    let gateways = &work.index.manifests.objects.gateways;
    if gateways.is_empty() && !missing.is_empty() {
        return Some("no Gateway is in the input: is its file missing?".to_owned());
    }
    let near = gateways.iter().find(|gateway| {
        missing.iter().any(|(namespace, name)| {
            let same = gateway.metadata.name == **name;
            let close = strsim::osa_distance(&gateway.metadata.name, name) <= 1 + name.len() / 6;
            same || (close && gateway.metadata.namespace == **namespace)
        })
    })?;
    Some(format!("did you mean Gateway {}/{}?", near.metadata.namespace, near.metadata.name))
}

fn report_parents<'a>(work: &mut Work<'a, '_>, attachment: &'a Attachment<'a>) {
    let route = attachment.route;
    let standalone = route.annotation("standalone").is_some();
    for (at, (parent, found)) in route.parent_refs().iter().zip(&attachment.parents).enumerate() {
        let path = format!("spec.parentRefs[{at}]");
        if found.inherited {
            let message = format!(
                "this parentRef names no namespace and inherits {:?} from the one before it while Gateways are looked for",
                found.namespace
            );
            let finding = Diagnostic::warning(110, Scope::Route, message)
                .with_help(format!("write `namespace: {}` out", route.namespace()));
            let finding = route.finding(finding, path.clone());
            work.report(finding);
        }
        if found.gateway.is_none() {
            let message = work.index.manifests.missing("Gateway", found.namespace, &parent.name);
            let finding = if standalone {
                Diagnostic::warning(
                    113,
                    Scope::Field,
                    format!("{message}; only the route's own `standalone` lets it be built"),
                )
            } else {
                Diagnostic::error(113, Scope::Route, format!("{message}; it stops the whole route"))
            };
            let finding = route.finding(finding, path.clone());
            work.report(finding);
        }
        let Some(result) = attachment.results.get(at) else { continue };
        if let Some(finding) = verdict_finding(attachment, result.verdict, parent) {
            let finding = route.finding(finding, path);
            work.report(finding);
        }
    }
    let mut gateways: Vec<(&str, &str)> = attachment
        .controlled()
        .map(|gateway| (gateway.metadata.namespace.as_str(), gateway.metadata.name.as_str()))
        .collect();
    gateways.dedup();
    let mut distinct = gateways.clone();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() > 1 {
        let (namespace, name) = gateways[0];
        let message = format!(
            "of the route's {} managed Gateways only {namespace}/{name} gives listeners and certificates; the others add associations",
            distinct.len()
        );
        let finding = route.finding(Diagnostic::warning(109, Scope::Route, message), "spec.parentRefs");
        work.report(finding);
    }
}

fn verdict_finding(
    attachment: &Attachment<'_>,
    verdict: Verdict,
    parent: &crate::api::ParentRef,
) -> Option<Diagnostic> {
    let route = attachment.route;
    let gateway = &attachment.first?.metadata;
    let named = format!("Gateway {}/{}", gateway.namespace, gateway.name);
    let scope = if attachment.is_accepted() { Scope::Field } else { Scope::Route };
    Some(match verdict {
        Verdict::Accepted => return None,
        Verdict::NoMatchingParent => {
            let wanted = match (&parent.section_name, parent.port) {
                (Some(section), Some(port)) => format!("section {section:?} on port {port}"),
                (Some(section), None) => format!("section {section:?}"),
                (None, Some(port)) => format!("port {port}"),
                (None, None) => "listener".to_owned(),
            };
            Diagnostic::error(102, scope, format!("{named} has no {wanted}"))
        }
        Verdict::NotAllowedByListeners => {
            let message =
                format!("no listener of {named} takes a {} from namespace {}", route.kind().kind(), route.namespace());
            Diagnostic::error(103, scope, message)
        }
        Verdict::NoMatchingListenerHostname => {
            let message =
                format!("no hostname of the route fits a listener of {named} ({})", route.hostnames().join(", "));
            Diagnostic::error(104, scope, message)
        }
    })
}

fn report_attach_error<'a>(work: &mut Work<'a, '_>, attachment: &'a Attachment<'a>, error: &AttachError) {
    let Some(gateway) = attachment.first else { return };
    let route = attachment.route;
    let listener = gateway.spec.listeners.get(error.listener).map_or("", |listener| &listener.name);
    let message = match &error.problem {
        AttachProblem::NamespaceMissing => format!(
            "listener {listener} of Gateway {} selects namespaces by label, and Namespace {} is not in the input: \
             the route is stopped",
            gateway.metadata.name,
            route.namespace()
        ),
        AttachProblem::BadSelector(reason) => {
            format!("listener {listener} of Gateway {} has an unreadable selector: {reason}", gateway.metadata.name)
        }
    };
    let finding = route.finding(Diagnostic::error(106, Scope::Route, message), "metadata.namespace");
    work.report(finding);
}

/// A Service of two families anywhere among the backends stops the route before anything else.
fn check_families<'a>(work: &mut Work<'a, '_>, desired: &mut DesiredRoute<'a>) {
    let route = desired.route();
    for rule in route.rules() {
        for (at, backend) in rule.backend_refs.iter().enumerate() {
            if !work.index.is_dual_stack(route, backend) {
                continue;
            }
            let namespace = Index::backend_namespace(route, backend);
            let headless = work.index.service(namespace, &backend.name).is_some_and(|service| {
                service.spec.cluster_ip.as_deref() == Some("None") && service.spec.selector.is_empty()
            });
            let (code, why) = if headless {
                (408, "is headless without a selector, so Kubernetes gives it two IP families")
            } else {
                (407, "is dual-stack")
            };
            let message = format!("Service {namespace}/{} {why}: the whole route is refused", backend.name);
            let path = format!("spec.rules[{}].backendRefs[{at}]", rule.index);
            let finding = route.finding(Diagnostic::error(code, Scope::Route, message), path);
            work.report(finding);
            desired.fail(Stage::Build, Some(StatusChange::Accepted("UnsupportedValue")));
        }
    }
}
