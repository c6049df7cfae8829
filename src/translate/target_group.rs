//! Target groups: which protocol, version and health check a Service's group gets, and what Lattice takes.

use std::collections::BTreeSet;

use super::desired::{DesiredRoute, DesiredTargetGroup, Stage};
use super::work::Work;
use super::{health_check, tags, targets};
use crate::api::{BackendRef, Object, ServiceSpec, TargetGroupPolicySpec};
use crate::diag::{Diagnostic, Scope};
use crate::index::{RouteKind, ip_families};
use crate::model::TagMap;

/// The port of every route's target group.
const ROUTE_GROUP_PORT: i32 = 80;

/// Protocol and version that a policy gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Protocol {
    /// `HTTP` unless the policy says otherwise.
    pub protocol: String,
    /// `HTTP1` unless the policy says otherwise; empty for TCP.
    pub version: String,
}

/// Reads a policy; `None` where it gives TCP a version, which the controller refuses.
pub fn protocol_of(policy: Option<&TargetGroupPolicySpec>) -> Option<Protocol> {
    let Some(policy) = policy else {
        return Some(Protocol { protocol: "HTTP".to_owned(), version: "HTTP1".to_owned() });
    };
    let tcp = policy.protocol.as_deref() == Some("TCP");
    if tcp && policy.protocol_version.is_some() {
        return None;
    }
    let version =
        policy.protocol_version.clone().unwrap_or_else(|| if tcp { String::new() } else { "HTTP1".to_owned() });
    Some(Protocol { protocol: policy.protocol.clone().unwrap_or_else(|| "HTTP".to_owned()), version })
}

/// The one IP family of a Service as Lattice names it; why there is none, with the code of the finding.
pub fn ip_address_type(service: &Object<ServiceSpec>) -> Result<&'static str, (u16, String)> {
    let name = &service.metadata.name;
    match ip_families(&service.spec).as_slice() {
        ["IPv4"] => Ok("IPV4"),
        ["IPv6"] => Ok("IPV6"),
        [] => Err((408, format!("Service {name} is of type ExternalName: it has no address that Lattice could reach"))),
        [one] => Err((407, format!("Service {name} has the unknown IP family {one}"))),
        _ if service.spec.cluster_ip.as_deref() == Some("None") && service.spec.selector.is_empty() => {
            Err((408, format!("Service {name} is headless without a selector: Kubernetes gives it two IP families")))
        }
        _ => Err((407, format!("Service {name} has two IP families; a target group has one"))),
    }
}

/// Why Lattice refuses a group's protocol and version, with the code of the finding and the policy's field.
pub fn refusal(group: &DesiredTargetGroup) -> Option<(u16, &'static str, String)> {
    let (protocol, version) = (group.protocol.as_str(), group.version.as_deref());
    if !matches!(protocol, "HTTP" | "HTTPS" | "TCP") {
        return Some((421, "spec.protocol", format!("{protocol:?} is no protocol of a target group")));
    }
    match version {
        Some(version) if !matches!(version, "HTTP1" | "HTTP2" | "GRPC") => {
            Some((421, "spec.protocolVersion", format!("{version:?} is no protocol version of a target group")))
        }
        Some(version) if protocol == "TCP" => {
            Some((413, "spec.protocol", format!("protocol TCP goes with no version, here with {version}")))
        }
        _ => None,
    }
}

/// The group of a Service behind a route; its place in the route's groups. `None`: the route fails.
pub(super) fn of_backend<'a>(
    work: &mut Work<'a, '_>,
    desired: &mut DesiredRoute<'a>,
    service: &'a Object<ServiceSpec>,
    backend: &BackendRef,
    path: &str,
) -> Option<usize> {
    let key = (service.metadata.namespace.clone(), service.metadata.name.clone());
    let ports: BTreeSet<i32> = backend.port.filter(|port| *port != 0).into_iter().collect();
    let list = targets::gather(work.index, service, &ports);
    if list.unknown_port {
        let message = format!(
            "Service {} has no port {}: its target group stays without targets",
            service.metadata.name,
            backend.port.unwrap_or_default()
        );
        let finding = Diagnostic::error(405, Scope::Rule, message).with_help(ports_help(service));
        let finding = desired.route().finding(finding, format!("{path}.port"));
        work.report(finding);
    }
    if let Some(place) = desired.target_groups.iter().position(|group| group.service == key) {
        add_targets(work, desired, place, &list.targets, backend, path);
        return Some(place);
    }
    let group = build(work, desired, service, key, path)?;
    desired.target_groups.push(group);
    let place = desired.target_groups.len() - 1;
    desired.target_lists.push(vec![(backend.port, list.targets)]);
    check_targets(work, desired, place, path);
    Some(place)
}

fn ports_help(service: &Object<ServiceSpec>) -> String {
    let ports: Vec<String> = service.spec.ports.iter().map(|port| port.port.to_string()).collect();
    if ports.is_empty() {
        "the Service has no ports at all".to_owned()
    } else {
        format!("backendRefs name the Service's port, not the container's: {}", ports.join(", "))
    }
}

fn add_targets<'a>(
    work: &mut Work<'a, '_>,
    desired: &mut DesiredRoute<'a>,
    place: usize,
    targets: &[crate::model::Target],
    backend: &BackendRef,
    path: &str,
) {
    let lists = &mut desired.target_lists[place];
    let other_port = lists.iter().find(|(port, _)| *port != backend.port).map(|(port, _)| *port);
    if lists.iter().all(|(_, known)| known != targets) {
        lists.push((backend.port, targets.to_vec()));
        check_targets(work, desired, place, path);
    }
    let differs = desired.target_lists[place].len() > 1 || !work.index.manifests.has_endpoint_slices;
    if let Some(port) = other_port.filter(|_| differs) {
        let name = |port: Option<i32>| port.map_or("every port".to_owned(), |port| format!("port {port}"));
        let message = format!(
            "Service {} is used on {} and on {} in one route; both share one target group, and the target list built \
             last replaces the other",
            backend.name,
            name(port),
            name(backend.port)
        );
        let finding = desired.route().finding(Diagnostic::error(406, Scope::Route, message), format!("{path}.port"));
        work.report(finding);
    }
}

fn check_targets<'a>(work: &mut Work<'a, '_>, desired: &mut DesiredRoute<'a>, place: usize, path: &str) {
    let group = &desired.target_groups[place];
    let Some((_, targets)) = desired.target_lists[place].last() else { return };
    let quota = work.options.quotas.targets_per_target_group;
    let finding =
        if let Some(problem) = targets.iter().find_map(|target| targets::problem(target, group.ip_address_type)) {
            let message =
                format!("a target of Service {} is refused: {problem}; the whole route fails with it", group.service.1);
            Diagnostic::error(419, Scope::Route, message)
        } else if targets.len() > quota {
            let message =
                format!("Service {} has {} targets; a target group takes {quota}", group.service.1, targets.len());
            Diagnostic::error(1004, Scope::Route, message)
        } else {
            return;
        };
    let finding = desired.route().finding(finding, path);
    work.report(finding);
    desired.fail(Stage::Targets, None);
}

fn build<'a>(
    work: &mut Work<'a, '_>,
    desired: &mut DesiredRoute<'a>,
    service: &'a Object<ServiceSpec>,
    key: (String, String),
    path: &str,
) -> Option<DesiredTargetGroup> {
    let route = desired.route();
    let ip_address_type = match ip_address_type(service) {
        Ok(family) => family,
        Err((code, message)) => {
            let finding = route.finding(Diagnostic::error(code, Scope::Route, message), path);
            work.report(finding);
            desired.fail(Stage::Build, None);
            return None;
        }
    };
    let policy = work.index.target_group_policies.winner("", "Service", &key.0, &key.1);
    let Some(parsed) = protocol_of(policy.map(|policy| &policy.spec)) else {
        report_tcp_version(work, policy, &format!("{} {}/{}", route.kind().kind(), route.namespace(), route.name()));
        desired.fail(Stage::Build, None);
        return None;
    };
    let (protocol, version) = match route.kind() {
        RouteKind::Http => (parsed.protocol, parsed.version),
        RouteKind::Grpc => (parsed.protocol, "GRPC".to_owned()),
        RouteKind::Tls => ("TCP".to_owned(), String::new()),
    };
    if let Some(policy) = policy {
        report_overridden(work, policy, route.kind());
    }
    let version = Some(version).filter(|version| !version.is_empty());
    let check = policy.and_then(|policy| policy.spec.health_check.as_ref());
    let mut also = vec![work.place(service, "")];
    also.extend(policy.map(|policy| work.place(policy, "")));
    let group = DesiredTargetGroup {
        source: route.kind().kind(),
        route: Some((route.namespace().to_owned(), route.name().to_owned())),
        service: key,
        port: ROUTE_GROUP_PORT,
        health_check: health_check::resolve(check, &protocol, version.as_deref()),
        protocol,
        version,
        ip_address_type,
        additional_tags: desired.service.tags.clone(),
        targets: Vec::new(),
        targets_known: work.index.manifests.has_endpoint_slices,
        place: work.route_place(route, path),
        also,
    };
    if group.protocol.is_empty() || (group.protocol != "TCP" && group.version.is_none()) {
        let finding = Diagnostic::error(
            421,
            Scope::Route,
            "an empty protocol or protocolVersion fails every route to the Service",
        );
        if let Some(policy) = policy {
            let finding = policy.finding(finding, "spec");
            work.report(finding);
        }
        desired.fail(Stage::Build, None);
        return None;
    }
    check_creation(work, desired, &group, policy);
    Some(group)
}

/// What CreateTargetGroup refuses.
fn check_creation<'a>(
    work: &mut Work<'a, '_>,
    desired: &mut DesiredRoute<'a>,
    group: &DesiredTargetGroup,
    policy: Option<&'a Object<TargetGroupPolicySpec>>,
) {
    let route = desired.route();
    let user = format!("{} {}/{}", route.kind().kind(), route.namespace(), route.name());
    let mut refused = false;
    if let Some((policy, (code, field, message))) = policy.zip(refusal(group)) {
        let message = format!("{message}; Lattice refuses the target group and {user} fails");
        let finding = policy.finding(Diagnostic::error(code, Scope::Route, message), field);
        work.report(finding);
        refused = true;
    }
    if let Some(policy) = policy.filter(|_| group.protocol == "TCP" && route.kind() != RouteKind::Tls) {
        let message = format!("a TCP target group can't stand behind {user}");
        let finding = policy.finding(Diagnostic::error(420, Scope::Route, message), "spec.protocol");
        work.report(finding);
    }
    if let Some(policy) = policy {
        refused |= report_health_check(work, policy);
    }
    if let Some(message) = too_many_tags(&group.tags(work.context), "target group", 8) {
        let finding = route.finding(Diagnostic::error(905, Scope::Route, message), tags_path());
        work.report(finding);
        refused = true;
    }
    if refused {
        desired.fail(Stage::TargetGroups, None);
    }
}

/// Reports what Lattice refuses of a policy's health check; whether there is anything.
pub(super) fn report_health_check<'a>(work: &mut Work<'a, '_>, policy: &'a Object<TargetGroupPolicySpec>) -> bool {
    let Some((field, message)) = policy.spec.health_check.as_ref().and_then(health_check::problem) else {
        return false;
    };
    let finding = policy.finding(Diagnostic::error(708, Scope::Route, message), format!("spec.healthCheck.{field}"));
    work.report(finding);
    true
}

/// Reports a policy that gives TCP a version.
pub(super) fn report_tcp_version<'a>(
    work: &mut Work<'a, '_>,
    policy: Option<&'a Object<TargetGroupPolicySpec>>,
    user: &str,
) {
    if let Some(policy) = policy {
        let message = format!("protocol TCP takes no protocolVersion: the controller fails {user}");
        let finding = policy.finding(Diagnostic::error(413, Scope::Route, message), "spec.protocolVersion");
        work.report(finding);
    }
}

fn report_overridden<'a>(work: &mut Work<'a, '_>, policy: &'a Object<TargetGroupPolicySpec>, kind: RouteKind) {
    let spec = &policy.spec;
    let (path, message) = match kind {
        RouteKind::Http => return,
        RouteKind::Grpc => match spec.protocol_version.as_deref() {
            None | Some("GRPC") => return,
            Some(version) => ("spec.protocolVersion", format!("behind a GRPCRoute the version is GRPC, not {version}")),
        },
        RouteKind::Tls => match (spec.protocol.as_deref(), spec.protocol_version.as_deref()) {
            (None | Some("TCP"), None) => return,
            (_, Some(version)) => {
                ("spec.protocolVersion", format!("behind a TLSRoute the group is TCP without a version, not {version}"))
            }
            (Some(protocol), None) => {
                ("spec.protocol", format!("behind a TLSRoute the protocol is TCP, not {protocol}"))
            }
        },
    };
    let finding = policy.finding(Diagnostic::warning(422, Scope::Field, message), path);
    work.report(finding);
}

/// Says so where a resource would have more tags than AWS takes; `own` of them are the controller's.
pub(super) fn too_many_tags(tags: &TagMap, what: &str, own: usize) -> Option<String> {
    (tags.len() > tags::MOST_TAGS).then(|| {
        format!(
            "{} tags and the controller's own {own} make {} on the {what}; AWS takes {}",
            tags.len().saturating_sub(own),
            tags.len(),
            tags::MOST_TAGS
        )
    })
}

/// The path of the `tags` annotation.
pub(super) fn tags_path() -> String {
    Object::<()>::annotation_path("tags")
}
