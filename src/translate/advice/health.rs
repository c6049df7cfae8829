//! LAT0414, LAT0416, LAT0417: health checks in the clear behind HTTPS, target groups without one, and
//! policies whose change replaces a target group.

use std::collections::{HashMap, HashSet};

use super::facts::{Facts, Key, key};
use super::route;
use crate::api::{HealthCheckConfig, Object, PREFIX, ServiceExportSpec, TargetGroupPolicySpec};
use crate::diag::{Diagnostic, Diagnostics, ObjectRef, Scope};
use crate::index::{Index, Route};
use crate::model::{TagMap, TargetGroup};

/// What a target group of one user of a Service speaks, and how it is checked.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Check<'a> {
    /// `HTTP`, `HTTPS`, `TCP`.
    pub(super) protocol: &'a str,
    /// `HTTP1`, `HTTP2`, `GRPC`; empty for TCP.
    pub(super) version: &'a str,
    /// The health check that a policy sets.
    pub(super) given: Option<&'a HealthCheckConfig>,
}

impl<'a> Check<'a> {
    /// Of a Service behind a route of some kind.
    pub(super) fn of_route(route: Route<'_>, policy: Option<&'a Object<TargetGroupPolicySpec>>) -> Self {
        let spec = policy.map(|policy| &policy.spec);
        let given = spec.and_then(|spec| spec.health_check.as_ref());
        let protocol = spec.and_then(|spec| spec.protocol.as_deref()).unwrap_or("HTTP");
        match route {
            Route::Tls(_) => Self { protocol: "TCP", version: "", given },
            Route::Grpc(_) => Self { protocol, version: "GRPC", given },
            Route::Http(_) => Self { protocol, version: version(spec, protocol), given },
        }
    }

    /// Of an exported port (`HTTP`, `GRPC`, `TLS`).
    fn of_export(
        route_type: &str,
        own: Option<&'a Object<TargetGroupPolicySpec>>,
        of_service: Option<&'a Object<TargetGroupPolicySpec>>,
    ) -> Self {
        let spec = own.map(|policy| &policy.spec);
        let of_service = of_service.and_then(|policy| policy.spec.health_check.as_ref());
        let given = of_service.or_else(|| spec.and_then(|spec| spec.health_check.as_ref()));
        let default = if route_type == "TLS" { "TCP" } else { "HTTP" };
        let protocol = spec.and_then(|spec| spec.protocol.as_deref()).unwrap_or(default);
        let version = match (spec.and_then(|spec| spec.protocol_version.as_deref()), protocol, route_type) {
            (_, "TCP", _) | (None, _, "TLS") => "",
            (Some(version), ..) => version,
            (None, _, "GRPC") => "GRPC",
            (None, ..) => "HTTP1",
        };
        Self { protocol, version, given }
    }

    /// Whether targets are checked.
    pub(super) fn is_enabled(&self) -> bool {
        let by_default = self.protocol != "TCP" && self.version == "HTTP1";
        self.given.and_then(|check| check.enabled).unwrap_or(by_default)
    }

    /// Nobody has decided that targets go unchecked.
    fn is_off_by_default(&self) -> bool {
        !self.is_enabled() && self.given.and_then(|check| check.enabled).is_none()
    }

    fn name(&self) -> String {
        if self.version.is_empty() { self.protocol.to_owned() } else { format!("{}/{}", self.protocol, self.version) }
    }
}

fn version<'a>(spec: Option<&'a TargetGroupPolicySpec>, protocol: &str) -> &'a str {
    match spec.and_then(|spec| spec.protocol_version.as_deref()) {
        _ if protocol == "TCP" => "",
        Some(version) => version,
        None => "HTTP1",
    }
}

pub(super) fn check(facts: &Facts<'_>, diagnostics: &mut Diagnostics) {
    let mut clear = HashSet::new();
    for route in &facts.built {
        let mut seen: HashSet<Key<'_>> = HashSet::new();
        for backend in route::backends(*route).filter(|backend| backend.kind() == "Service") {
            let service = (Index::backend_namespace(*route, backend.reference), backend.reference.name.as_str());
            if facts.index.service(service.0, service.1).is_none() || !seen.insert(service) {
                continue;
            }
            let policy = facts.service_policy(service);
            let found = Check::of_route(*route, policy);
            if let Some(policy) = policy {
                in_the_clear(policy, &found, &mut clear, diagnostics);
            }
            if found.is_off_by_default() {
                let user = format!("behind {} {}", route.kind().kind(), route.name());
                let finding = unchecked(service.1, &found, &user);
                diagnostics.push(route.finding(finding, format!("{}.name", backend.path())));
            }
        }
    }
    exports(facts, &mut clear, diagnostics);
    replaced(facts, diagnostics);
}

fn exports(facts: &Facts<'_>, clear: &mut HashSet<ObjectRef>, diagnostics: &mut Diagnostics) {
    let made = |export: &&Object<ServiceExportSpec>| !facts.plan.failed.contains(&export.reference());
    for export in facts.exports().filter(made) {
        let own = facts.export_policy(key(export));
        let of_service = facts.service_policy(key(export));
        let exported = export.spec.exported_ports.iter().enumerate();
        let mut ports: Vec<(String, &str)> =
            exported.map(|(at, port)| (format!("spec.exportedPorts[{at}]"), port.route_type.as_str())).collect();
        if ports.is_empty() {
            ports.push((String::new(), "HTTP"));
        }
        for (path, route_type) in ports {
            let found = Check::of_export(route_type, own, of_service);
            if let Some(policy) = own {
                in_the_clear(policy, &found, clear, diagnostics);
            }
            if found.is_off_by_default() {
                diagnostics.push(export.finding(unchecked(&export.metadata.name, &found, "exported"), path));
            }
        }
    }
}

/// LAT0416.
fn unchecked(service: &str, found: &Check<'_>, user: &str) -> Diagnostic {
    let message = format!(
        "targets of {service} {user} get no health check: for {} it is off unless a policy turns it on",
        found.name()
    );
    let help = "set healthCheck.enabled: true in a TargetGroupPolicy, or enabled: false to say that none is wanted";
    Diagnostic::warning(416, Scope::Rule, message).with_help(help)
}

/// LAT0414, once a policy.
fn in_the_clear(
    policy: &Object<TargetGroupPolicySpec>,
    found: &Check<'_>,
    seen: &mut HashSet<ObjectRef>,
    diagnostics: &mut Diagnostics,
) {
    let checked = found.given.and_then(|check| check.protocol.as_deref());
    let off = found.given.and_then(|check| check.enabled) == Some(false);
    if found.protocol != "HTTPS" || checked == Some("HTTPS") || off || !seen.insert(policy.reference()) {
        return;
    }
    let message = match checked {
        Some(protocol) => {
            format!("targets speak HTTPS and their health check {protocol}: it fails, or checks another port")
        }
        None => {
            "targets speak HTTPS and their health check plain HTTP, unless healthCheck.protocol says HTTPS".to_owned()
        }
    };
    let path = if checked.is_some() { "spec.healthCheck.protocol" } else { "spec.protocol" };
    let help = "set healthCheck.protocol: HTTPS";
    diagnostics.push(policy.finding(Diagnostic::warning(414, Scope::Rule, message).with_help(help), path));
}

/// LAT0417: the account has this target group in another protocol or version, which can't be changed.
fn replaced(facts: &Facts<'_>, diagnostics: &mut Diagnostics) {
    let Some(before) = &facts.plan.before else { return };
    let managed_by = format!("{PREFIX}ManagedBy");
    let ours = facts.index.context.managed_by();
    let mut old: HashMap<Identity<'_>, &TargetGroup> = HashMap::new();
    for (label, group) in &before.target_groups {
        if group.tags.get(&managed_by) == Some(&ours) && !facts.plan.provenance.contains_key(label) {
            old.entry(identity(&group.tags)).or_insert(group);
        }
    }
    for (label, group) in &facts.plan.after.target_groups {
        if before.target_groups.contains_key(label) || !facts.plan.provenance.contains_key(label) {
            continue;
        }
        let Some(was) = old.get(&identity(&group.tags)) else { continue };
        let (was, now) = (spoken(was), spoken(group));
        if was != now {
            replacement(facts, group, &was, &now, diagnostics);
        }
    }
}

/// Points at the policy that asks for it; where that is gone, at the route or export.
fn replacement(facts: &Facts<'_>, group: &TargetGroup, was: &str, now: &str, diagnostics: &mut Diagnostics) {
    let tag = |name: &str| group.tags.get(&format!("{PREFIX}{name}")).map_or("", String::as_str);
    let service = (tag("ServiceNamespace"), tag("ServiceName"));
    let message = format!(
        "the target group of {}/{} is {was} and would be {now}: it can't be changed, so a new one is made, its \
         targets are registered anew and the old one is deleted",
        service.0, service.1
    );
    let finding = Diagnostic::warning(417, Scope::Rule, message);
    let is_export = tag("SourceTypeKey") == "ServiceExport";
    let policy = if is_export { facts.export_policy(service) } else { facts.service_policy(service) };
    if let Some(policy) = policy {
        let path = if policy.spec.protocol_version.is_some() { "spec.protocolVersion" } else { "spec.protocol" };
        diagnostics.push(policy.finding(finding, path));
    } else if is_export {
        if let Some(export) = facts.index.service_export(service.0, service.1) {
            diagnostics.push(export.finding(finding, ""));
        }
    } else {
        let named = (tag("RouteNamespace"), tag("RouteName"), tag("SourceTypeKey"));
        let is_source = |route: &&Route<'_>| (route.namespace(), route.name(), route.kind().kind()) == named;
        if let Some(route) = facts.built.iter().find(is_source) {
            diagnostics.push(route.finding(finding, ""));
        }
    }
}

type Identity<'a> = [Option<&'a String>; 6];

/// The tags by which a target group is found again, but for what a policy can change.
fn identity(tags: &TagMap) -> Identity<'_> {
    ["ClusterName", "ServiceName", "ServiceNamespace", "SourceTypeKey", "RouteName", "RouteNamespace"]
        .map(|name| tags.get(&format!("{PREFIX}{name}")))
}

fn spoken(group: &TargetGroup) -> String {
    let config = group.config.as_ref();
    let protocol = config.and_then(|config| config.protocol.as_deref()).unwrap_or_default();
    let version = config.and_then(|config| config.protocol_version.as_deref()).unwrap_or_default();
    if version.is_empty() { protocol.to_owned() } else { format!("{protocol}/{version}") }
}
