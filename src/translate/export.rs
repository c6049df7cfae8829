//! ServiceExports: target groups without a service.

use std::collections::BTreeSet;

use super::desired::DesiredTargetGroup;
use super::names::{self, Named};
use super::policy::LATTICE_GROUP;
use super::reconcile::{Group, find_group, put_group, want_group};
use super::target_group::{self, tags_path, too_many_tags};
use super::work::{Work, own_tag};
use super::{health_check, tags, targets};
use crate::api::{Object, ServiceExportSpec, ServiceSpec, TargetGroupPolicySpec};
use crate::diag::{Diagnostic, Diagnostics, Scope};

/// The value of the federation annotation that makes an export count.
const FEDERATION: &str = "amazon-vpc-lattice";
/// The port of the one group of an export without `exportedPorts`.
const PLAIN_PORT: i32 = 80;

/// Lays all exports over the account.
pub(super) fn lay(work: &mut Work<'_, '_>) {
    for export in &work.index.manifests.objects.service_exports {
        if export.metadata.deleting {
            continue;
        }
        if export.annotation("federation") == Some(FEDERATION) {
            lay_export(work, export);
        } else {
            let message = format!("the export is ignored: its federation annotation is not {FEDERATION}");
            let finding = Diagnostic::error(601, Scope::Route, message)
                .with_help(format!("add the annotation application-networking.k8s.aws/federation: {FEDERATION}"));
            let finding = export.finding(finding, "metadata.annotations");
            work.report(finding);
            keep_unfederated(work, export);
        }
    }
}

/// The collector does not ask for the federation annotation: a group that the export would make stays.
fn keep_unfederated<'a>(work: &mut Work<'a, '_>, export: &'a Object<ServiceExportSpec>) {
    let mut quiet = Diagnostics::new();
    std::mem::swap(work.diagnostics, &mut quiet);
    let groups = build(work, export);
    std::mem::swap(work.diagnostics, &mut quiet);
    match groups.as_deref() {
        None => hold(work, export),
        Some([first, ..]) => want_group(work, first),
        Some([]) => {}
    }
}

fn lay_export<'a>(work: &mut Work<'a, '_>, export: &'a Object<ServiceExportSpec>) {
    let Some(groups) = build(work, export) else {
        work.plan.failed.insert(export.reference());
        hold(work, export);
        return;
    };
    let places: Vec<Group> = groups.iter().map(|group| find_group(work, group)).collect();
    for place in &places {
        if let Group::New(_, name) = place
            && let Some(problem) = names::problem(Named::TargetGroup, name)
        {
            let finding = export.finding(Diagnostic::error(501, Scope::Route, problem), "");
            work.report(finding);
            work.plan.failed.insert(export.reference());
            hold(work, export);
            return;
        }
    }
    for (group, place) in groups.iter().zip(&places) {
        put_group(work, group, place);
        work.exported.entry(group.service.clone()).or_default().push(place.label().clone());
    }
}

fn hold<'a>(work: &mut Work<'a, '_>, export: &'a Object<ServiceExportSpec>) {
    let reference = export.reference();
    for label in work.lookup.exports(&export.metadata.namespace, &export.metadata.name) {
        let ours = work
            .plan
            .after
            .target_groups
            .get(label)
            .is_some_and(|group| own_tag(&group.tags, "ClusterName") == work.context.cluster_name);
        if ours {
            work.hold(label, &reference);
        }
    }
}

/// One group a port, or one for all. `None`: the export fails.
fn build<'a>(work: &mut Work<'a, '_>, export: &'a Object<ServiceExportSpec>) -> Option<Vec<DesiredTargetGroup>> {
    let namespace = &export.metadata.namespace;
    let name = &export.metadata.name;
    let wanted = export.annotation("service-name").map(str::trim).filter(|name| !name.is_empty()).unwrap_or(name);
    let Some(service) = work.index.service(namespace, wanted) else {
        let message = work.index.manifests.missing("Service", namespace, wanted) + " to export";
        let finding = export.finding(Diagnostic::error(602, Scope::Route, message), "");
        work.report(finding);
        return None;
    };
    let family = match target_group::ip_address_type(service) {
        Ok(family) => family,
        Err((code, message)) => {
            let finding = export.finding(Diagnostic::error(code, Scope::Route, message), "");
            work.report(finding);
            return None;
        }
    };
    let policy = work.index.target_group_policies.winner(LATTICE_GROUP, "ServiceExport", namespace, name);
    let Some(parsed) = target_group::protocol_of(policy.map(|policy| &policy.spec)) else {
        target_group::report_tcp_version(work, policy, &format!("ServiceExport {namespace}/{name}"));
        return None;
    };
    let maker = Maker { export, service, family, policy, check: check_policy(work, export, policy) };
    let ports = &export.spec.exported_ports;
    if ports.is_empty() {
        let wanted = annotated_ports(work, export);
        let version = Some(parsed.version).filter(|version| !version.is_empty());
        return maker.make(work, PLAIN_PORT, parsed.protocol, version, &wanted, "").map(|group| vec![group]);
    }
    report_ports(work, export);
    let mut groups = Vec::with_capacity(ports.len());
    let mut sound = true;
    for (at, port) in ports.iter().enumerate() {
        let (mut protocol, mut version) = match port.route_type.as_str() {
            "GRPC" => ("HTTP".to_owned(), "GRPC".to_owned()),
            "TLS" => ("TCP".to_owned(), String::new()),
            _ => ("HTTP".to_owned(), "HTTP1".to_owned()),
        };
        if let Some(policy) = policy {
            if policy.spec.protocol.is_some() {
                protocol.clone_from(&parsed.protocol);
            }
            if policy.spec.protocol_version.is_some() && protocol != "TCP" {
                version.clone_from(&parsed.version);
            }
        }
        let version = Some(version).filter(|version| !version.is_empty() && protocol != "TCP");
        let path = format!("spec.exportedPorts[{at}]");
        match maker.make(work, port.port, protocol, version, &BTreeSet::from([port.port]), &path) {
            Some(group) => groups.push(group),
            None => sound = false,
        }
    }
    sound.then_some(groups)
}

struct Maker<'a> {
    export: &'a Object<ServiceExportSpec>,
    service: &'a Object<ServiceSpec>,
    family: &'static str,
    policy: Option<&'a Object<TargetGroupPolicySpec>>,
    check: Option<&'a Object<TargetGroupPolicySpec>>,
}

impl<'a> Maker<'a> {
    fn make(
        &self,
        work: &mut Work<'a, '_>,
        port: i32,
        protocol: String,
        version: Option<String>,
        ports: &BTreeSet<i32>,
        path: &str,
    ) -> Option<DesiredTargetGroup> {
        let export = self.export;
        let list = targets::gather(work.index, self.service, ports);
        if list.unknown_port {
            let names: Vec<String> = ports.iter().map(i32::to_string).collect();
            let message = format!(
                "Service {} has no port {}: the target group stays without targets",
                self.service.metadata.name,
                names.join(", ")
            );
            let at = if path.is_empty() { Object::<()>::annotation_path("port") } else { format!("{path}.port") };
            let finding = export.finding(Diagnostic::error(405, Scope::Rule, message), at);
            work.report(finding);
        }
        let check = self.check.and_then(|policy| policy.spec.health_check.as_ref());
        let mut also = vec![work.place(self.service, "")];
        also.extend(self.policy.map(|policy| work.place(policy, "")));
        also.extend(
            self.check
                .filter(|check| Some(check.order) != self.policy.map(|policy| policy.order))
                .map(|policy| work.place(policy, "")),
        );
        let group = DesiredTargetGroup {
            source: "ServiceExport",
            route: None,
            service: (export.metadata.namespace.clone(), export.metadata.name.clone()),
            port,
            health_check: health_check::resolve(check, &protocol, version.as_deref()),
            protocol,
            version,
            ip_address_type: self.family,
            additional_tags: tags::parse(export.annotation("tags")).tags,
            targets: list.targets,
            targets_known: work.index.manifests.has_endpoint_slices,
            place: work.place(export, path),
            also,
        };
        self.check_group(work, &group, path).then_some(group)
    }

    /// Whether controller and Lattice take the group.
    fn check_group(&self, work: &mut Work<'a, '_>, group: &DesiredTargetGroup, path: &str) -> bool {
        let export = self.export;
        let name = format!("ServiceExport {}/{}", export.metadata.namespace, export.metadata.name);
        let mut sound = true;
        if group.protocol.is_empty() || (group.protocol != "TCP" && group.version.is_none()) {
            let message = format!(
                "protocol {} over the port of type TLS leaves the group without a version: the whole export fails",
                group.protocol
            );
            let finding = match self.policy {
                Some(policy) => policy.finding(Diagnostic::error(420, Scope::Route, message), "spec.protocol"),
                None => export.finding(Diagnostic::error(420, Scope::Route, message), path),
            };
            work.report(finding);
            sound = false;
        } else if let Some((policy, (code, field, message))) = self.policy.zip(target_group::refusal(group)) {
            let message = format!("{message}; Lattice refuses the target group and {name} fails");
            let finding = policy.finding(Diagnostic::error(code, Scope::Route, message), field);
            work.report(finding);
            sound = false;
        }
        if let Some(check) = self.check {
            sound &= !target_group::report_health_check(work, check);
        }
        if let Some(message) = too_many_tags(&group.tags(work.context), "target group", 6) {
            let finding = export.finding(Diagnostic::error(905, Scope::Route, message), tags_path());
            work.report(finding);
            sound = false;
        }
        let quota = work.options.quotas.targets_per_target_group;
        let refused = group.targets.iter().find_map(|target| targets::problem(target, group.ip_address_type));
        if let Some(problem) = refused {
            let message = format!("a target is refused: {problem}; the whole export fails with it");
            let finding = export.finding(Diagnostic::error(419, Scope::Route, message), path);
            work.report(finding);
            sound = false;
        } else if group.targets.len() > quota {
            let message = format!("the export has {} targets; a target group takes {quota}", group.targets.len());
            let finding = export.finding(Diagnostic::error(1004, Scope::Route, message), path);
            work.report(finding);
            sound = false;
        }
        sound
    }
}

/// The policy whose health check counts: that of the Service of the export's name, if it has one.
fn check_policy<'a>(
    work: &mut Work<'a, '_>,
    export: &'a Object<ServiceExportSpec>,
    policy: Option<&'a Object<TargetGroupPolicySpec>>,
) -> Option<&'a Object<TargetGroupPolicySpec>> {
    let (namespace, name) = (&export.metadata.namespace, &export.metadata.name);
    // A policy whose Service is missing is not accepted, and so does not count.
    let service = work.index.service(namespace, name);
    let of_service = service.and_then(|_| work.index.target_group_policies.winner("", "Service", namespace, name));
    if let Some((own, of_service)) = policy.zip(of_service) {
        let message = if of_service.spec.health_check.is_some() {
            format!(
                "the health check of TargetGroupPolicy {}, on the Service of the export's name, replaces this one's as a whole",
                of_service.metadata.name
            )
        } else {
            format!(
                "TargetGroupPolicy {} on the Service of the export's name plays no part here: it has no health check",
                of_service.metadata.name
            )
        };
        let finding = own.finding(Diagnostic::warning(715, Scope::Field, message), "spec");
        work.report(finding);
    }
    of_service.filter(|policy| policy.spec.health_check.is_some()).or(policy)
}

/// The ports of the `port` annotation; entries are not trimmed, unreadable ones are skipped.
fn annotated_ports<'a>(work: &mut Work<'a, '_>, export: &'a Object<ServiceExportSpec>) -> BTreeSet<i32> {
    let mut ports = BTreeSet::new();
    for entry in export.annotation("port").unwrap_or_default().split(',').filter(|entry| !entry.is_empty()) {
        if let Some(port) = super::priority::read(entry).and_then(|port| i32::try_from(port).ok()) {
            ports.insert(port);
        } else {
            let message = format!("{entry:?} is no port and is skipped (entries are not trimmed)");
            let finding = Diagnostic::warning(607, Scope::Field, message);
            let finding = export.finding(finding, Object::<()>::annotation_path("port"));
            work.report(finding);
        }
    }
    ports
}

fn report_ports<'a>(work: &mut Work<'a, '_>, export: &'a Object<ServiceExportSpec>) {
    if export.annotation("port").is_some() {
        let message = "the port annotation plays no part beside exportedPorts";
        let finding =
            export.finding(Diagnostic::warning(612, Scope::Field, message), Object::<()>::annotation_path("port"));
        work.report(finding);
    }
    if export.spec.exported_ports.len() > 1 {
        let message = "of several exportedPorts the controller's collector deletes all groups but the first port's while nothing uses them";
        let finding = export.finding(Diagnostic::warning(611, Scope::Route, message), "spec.exportedPorts[1]");
        work.report(finding);
    }
}
