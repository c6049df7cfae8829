//! LAT0301 to LAT0305, LAT0308 to LAT0310, LAT0313, LAT0314: what routes say and the controller never reads.

use std::collections::HashSet;

use super::facts::Facts;
use super::route::{self, Backend};
use crate::api::Manifests;
use crate::diag::{Diagnostic, Diagnostics, Scope};
use crate::index::{Index, Route};
use crate::load::{Node, Value};

const LATTICE_GROUP: &str = "application-networking.k8s.aws";

pub(super) fn check(facts: &Facts<'_>, diagnostics: &mut Diagnostics) {
    let grants = Grants::new(facts.manifests);
    for route in &facts.routes {
        hostnames(*route, diagnostics);
        let rules = route::node(*route).get("spec").and_then(|spec| spec.get("rules")).map_or(&[][..], Node::items);
        for (index, rule) in rules.iter().enumerate() {
            rule_fields(*route, index, rule, diagnostics);
        }
        for backend in route::backends(*route) {
            backend_fields(facts, *route, backend, diagnostics);
            grants.check(*route, backend, diagnostics);
        }
    }
}

fn hostnames(route: Route<'_>, diagnostics: &mut Diagnostics) {
    let Some(first) = route.hostnames().first() else { return };
    for (index, hostname) in route.hostnames().iter().enumerate().skip(1) {
        let message = format!("{hostname:?} is ignored: the service gets one custom domain, {first:?}");
        let finding = Diagnostic::warning(305, Scope::Field, message);
        diagnostics.push(route.finding(finding, format!("spec.hostnames[{index}]")));
    }
}

fn rule_fields(route: Route<'_>, index: usize, rule: &Node, diagnostics: &mut Diagnostics) {
    let at = format!("spec.rules[{index}]");
    for (number, filter) in rule.get("filters").map_or(&[][..], Node::items).iter().enumerate() {
        let kind = filter.get("type").and_then(Node::as_str).unwrap_or("?");
        let message = format!("the {kind} filter is ignored: {}", filter_effect(kind));
        let finding = Diagnostic::error(301, Scope::Rule, message);
        diagnostics.push(route.finding(finding, format!("{at}.filters[{number}]")));
    }
    let fields = [
        (302, "timeouts", "timeouts are ignored: Lattice's own limits hold"),
        (303, "retry", "retry is ignored: Lattice does not retry as the route asks"),
        (304, "sessionPersistence", "sessionPersistence is ignored: requests of one client go to any target"),
    ];
    for (code, field, message) in fields {
        if rule.get(field).is_some_and(is_set) {
            let finding = Diagnostic::warning(code, Scope::Field, message);
            diagnostics.push(route::key_finding(route, finding, &format!("{at}.{field}")));
        }
    }
    if let Some(name) = rule.get("name").and_then(Node::as_str) {
        let message =
            format!("the rule's name {name:?} plays no part: the controller names rules by time and priority");
        diagnostics.push(route.finding(Diagnostic::note(310, Scope::Field, message), format!("{at}.name")));
    }
    for (number, backend) in rule.get("backendRefs").map_or(&[][..], Node::items).iter().enumerate() {
        let filters = backend.get("filters").map_or(&[][..], Node::items);
        for (filter_number, filter) in filters.iter().enumerate() {
            let kind = filter.get("type").and_then(Node::as_str).unwrap_or("?");
            let message = format!("the {kind} filter of this backend is ignored: {}", filter_effect(kind));
            let path = format!("{at}.backendRefs[{number}].filters[{filter_number}]");
            diagnostics.push(route.finding(Diagnostic::warning(313, Scope::Field, message), path));
        }
    }
}

/// A field that says something: present, and neither null nor empty.
fn is_set(node: &Node) -> bool {
    match &node.value {
        Value::Null => false,
        Value::Mapping(entries) => !entries.is_empty(),
        Value::Sequence(items) => !items.is_empty(),
        _ => true,
    }
}

/// What does not happen.
fn filter_effect(kind: &str) -> &'static str {
    match kind {
        "RequestHeaderModifier" => "backends get the request's headers as they came",
        "ResponseHeaderModifier" => "clients get the response's headers as they are",
        "RequestRedirect" => "nothing is redirected",
        "URLRewrite" => "backends get host and path as the client sent them",
        "RequestMirror" => "nothing is mirrored",
        "CORS" => "no CORS header is set and no preflight is answered",
        "ExternalAuth" => "requests pass without the check",
        "ExtensionRef" => "the extension never sees a request",
        _ => "requests pass unchanged",
    }
}

fn backend_fields(facts: &Facts<'_>, route: Route<'_>, backend: Backend<'_>, diagnostics: &mut Diagnostics) {
    let reference = backend.reference;
    if let (true, Some(port)) = (backend.kind() == "ServiceImport", reference.port) {
        let message = format!("port {port} is ignored: the imported target group brings its targets' ports");
        let finding = Diagnostic::warning(309, Scope::Field, message);
        diagnostics.push(route::key_finding(route, finding, &format!("{}.port", backend.path())));
    }
    let group = reference.group.as_deref().unwrap_or_default();
    let foreign = match backend.kind() {
        "Service" => !group.is_empty(),
        "ServiceImport" => !group.is_empty() && group != LATTICE_GROUP,
        _ => false,
    };
    if foreign {
        let kind = backend.kind();
        let namespace = Index::backend_namespace(route, reference);
        let known = kind != "Service" || facts.index.service(namespace, &reference.name).is_some();
        let result = if known { "is taken for" } else { "is looked up as" };
        let message =
            format!("group {group:?} is never read: this backend {result} the {kind} {namespace}/{}", reference.name);
        let finding = Diagnostic::warning(314, Scope::Rule, message);
        diagnostics.push(route.finding(finding, format!("{}.group", backend.path())));
    }
}

/// What ReferenceGrants allow: from group, kind, namespace; to namespace, group, kind, name (all when none).
struct Grants<'a> {
    allowed: HashSet<([&'a str; 3], [&'a str; 3], Option<&'a str>)>,
}

impl<'a> Grants<'a> {
    fn new(manifests: &'a Manifests) -> Self {
        let mut allowed = HashSet::new();
        for grant in &manifests.objects.reference_grants {
            for from in &grant.spec.from {
                for to in &grant.spec.to {
                    let to_name = to.name.as_deref().filter(|name| !name.is_empty());
                    allowed.insert((
                        [&*from.group, &*from.kind, &*from.namespace],
                        [&*grant.metadata.namespace, &*to.group, &*to.kind],
                        to_name,
                    ));
                }
            }
        }
        Self { allowed }
    }

    fn check(&self, route: Route<'_>, backend: Backend<'_>, diagnostics: &mut Diagnostics) {
        let own = route.namespace();
        let namespace = Index::backend_namespace(route, backend.reference);
        if namespace == own || !matches!(backend.kind(), "Service" | "ServiceImport") {
            return;
        }
        let from = ["gateway.networking.k8s.io", route.kind().kind(), own];
        let group = backend.reference.group.as_deref().unwrap_or_default();
        let groups = if backend.kind() == "Service" { vec![group, ""] } else { vec![group, LATTICE_GROUP] };
        let name = backend.reference.name.as_str();
        let granted = groups.iter().any(|group| {
            let to = [namespace, *group, backend.kind()];
            self.allowed.contains(&(from, to, None)) || self.allowed.contains(&(from, to, Some(name)))
        });
        if !granted {
            let message = format!(
                "no ReferenceGrant in {namespace} lets a {} of {own} use {} {name}: this controller does not ask for \
                 one, others refuse the backend",
                route.kind().kind(),
                backend.kind()
            );
            let finding = Diagnostic::warning(308, Scope::Field, message);
            diagnostics.push(route.finding(finding, format!("{}.namespace", backend.path())));
        }
    }
}
