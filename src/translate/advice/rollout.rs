//! LAT1101, LAT1102, LAT1103: how workloads behind a route lose requests while they roll out.

use std::collections::{HashMap, HashSet};

use super::facts::{Facts, Key, exported_service, key};
use super::health::Check;
use super::route;
use crate::api::{Object, ServiceExportSpec, ServiceSpec, Workload};
use crate::diag::{Diagnostic, Diagnostics, Scope};
use crate::index::Index;

/// The label of a Namespace whose pods get the readiness gate.
const INJECT: &str = "application-networking.k8s.aws/pod-readiness-gate-inject";
/// The condition type of the gate.
const GATE: &str = "application-networking.k8s.aws/pod-readiness-gate";
/// Kubernetes' own grace period, in seconds.
const DEFAULT_GRACE: i64 = 30;
/// What a target needs to drain, in seconds.
const WANTED_GRACE: i64 = 150;

pub(super) fn check(facts: &Facts<'_>, diagnostics: &mut Diagnostics) {
    let workloads = &facts.manifests.objects.workloads;
    let selectors = Selectors::new(facts);
    for workload in workloads {
        let behind: Vec<_> =
            selectors.of(workload).into_iter().filter(|service| !facts.users(key(service)).is_empty()).collect();
        if let Some(service) = behind.first() {
            shutdown(facts, workload, service, diagnostics);
        }
        for service in behind {
            if readiness(facts, workload, service, diagnostics) {
                break;
            }
        }
    }
    let has_gate = |workload: &&Object<Workload>| workload.spec.readiness_gates.iter().any(|gate| gate == GATE);
    let gated: Vec<_> = workloads.iter().filter(has_gate).collect();
    let imported = imported(facts);
    for export in facts.exports() {
        gate(facts, export, &imported, &gated, diagnostics);
    }
}

/// Services by namespace and the first label of their selector, so that a workload finds its own at once.
struct Selectors<'a> {
    by_label: HashMap<[&'a str; 3], Vec<&'a Object<ServiceSpec>>>,
}

impl<'a> Selectors<'a> {
    fn new(facts: &Facts<'a>) -> Self {
        let mut by_label: HashMap<[&'a str; 3], Vec<&'a Object<ServiceSpec>>> = HashMap::new();
        for service in &facts.manifests.objects.services {
            if let Some((label, value)) = service.spec.selector.first_key_value() {
                by_label.entry([&service.metadata.namespace, label, value]).or_default().push(service);
            }
        }
        Self { by_label }
    }

    /// The Services that select a workload's pods, in the order of the input.
    fn of<'s>(&'s self, workload: &'s Object<Workload>) -> Vec<&'s Object<ServiceSpec>> {
        let by_label: &'s HashMap<[&'s str; 3], Vec<&'s Object<ServiceSpec>>> = &self.by_label;
        let labels = workload.spec.pod_labels.iter();
        let found = labels.filter_map(|(label, value)| by_label.get(&[&*workload.metadata.namespace, label, value]));
        let mut found: Vec<_> = found.flatten().copied().filter(|service| selects(service, workload)).collect();
        found.sort_by_key(|service| service.order);
        found
    }
}

fn selects(service: &Object<ServiceSpec>, workload: &Object<Workload>) -> bool {
    let selector = &service.spec.selector;
    let labels = &workload.spec.pod_labels;
    !selector.is_empty() && selector.iter().all(|(label, value)| labels.get(label) == Some(value))
}

/// LAT1101.
fn shutdown(
    facts: &Facts<'_>,
    workload: &Object<Workload>,
    service: &Object<ServiceSpec>,
    diagnostics: &mut Diagnostics,
) {
    let grace = workload.spec.termination_grace_period_seconds;
    let is_short = grace.unwrap_or(DEFAULT_GRACE) < WANTED_GRACE;
    let has_pre_stop = workload.spec.containers.iter().any(|container| container.has_pre_stop);
    if !is_short && has_pre_stop {
        return;
    }
    let period = match grace {
        Some(seconds) => format!("{seconds} s of grace"),
        None => format!("{DEFAULT_GRACE} s of grace (the default)"),
    };
    let what = match (is_short, has_pre_stop) {
        (true, true) => period,
        (true, false) => format!("{period} and no preStop hook"),
        _ => "no preStop hook".to_owned(),
    };
    let route = facts.users(key(service))[0];
    let message = format!(
        "pods stop with {what} while {} {} still sends them requests: Lattice learns of it later",
        route.kind().kind(),
        route.name()
    );
    let path = workload.spec.pod_spec_path;
    let path = if grace.is_some() && is_short {
        format!("{path}.terminationGracePeriodSeconds")
    } else {
        format!("{path}.containers[0].name")
    };
    let help = format!("set terminationGracePeriodSeconds to {WANTED_GRACE} or more and let preStop sleep 60 s");
    diagnostics.push(workload.finding(Diagnostic::warning(1101, Scope::Route, message).with_help(help), path));
}

/// LAT1103. True when something was reported.
fn readiness(
    facts: &Facts<'_>,
    workload: &Object<Workload>,
    service: &Object<ServiceSpec>,
    diagnostics: &mut Diagnostics,
) -> bool {
    let policy = facts.service_policy(key(service));
    let checks = facts.users(key(service)).iter().map(|route| Check::of_route(*route, policy));
    let Some(found) = checks.into_iter().find(Check::is_enabled) else { return false };
    let checked = found.given.and_then(|check| check.path.as_deref()).unwrap_or("/");
    let port = found.given.and_then(|check| check.port);
    let probes = workload.spec.containers.iter().enumerate();
    let probes: Vec<(usize, &str, Option<i64>)> = probes
        .filter_map(|(at, container)| {
            let port = container.readiness_port.as_deref().and_then(|port| port.parse().ok());
            Some((at, container.readiness_path.as_deref()?, port))
        })
        .collect();
    let agrees = |(_, path, own): &(usize, &str, Option<i64>)| {
        *path == checked && port.is_none_or(|port| own.is_none_or(|own| own == port))
    };
    if probes.is_empty() || probes.iter().any(agrees) {
        return false;
    }
    let (at, path, own) = probes[0];
    let message = if path == checked {
        format!(
            "the readiness probe asks port {}, the health check of {} port {}: one can pass while the other fails",
            own.unwrap_or_default(),
            service.metadata.name,
            port.unwrap_or_default()
        )
    } else {
        let source = if found.given.is_some_and(|check| check.path.is_some()) { "" } else { " (the default)" };
        format!(
            "the readiness probe asks {path}, the health check of {} asks {checked}{source}: one can pass while the \
             other fails",
            service.metadata.name
        )
    };
    let field = if path == checked { "port" } else { "path" };
    let place = format!("{}.containers[{at}].readinessProbe.httpGet.{field}", workload.spec.pod_spec_path);
    diagnostics.push(workload.finding(Diagnostic::warning(1103, Scope::Route, message), place));
    true
}

/// The exports that a managed route of these manifests imports: namespace and name.
fn imported<'a>(facts: &Facts<'a>) -> HashSet<Key<'a>> {
    let mut imported = HashSet::new();
    for route in &facts.routes {
        for backend in route::backends(*route).filter(|backend| backend.kind() == "ServiceImport") {
            let namespace = Index::backend_namespace(*route, backend.reference);
            let name = backend.reference.name.as_str();
            let import = facts.index.service_import(namespace, name);
            let renamed = import.and_then(|import| import.annotation("export-name")).map(str::trim);
            imported.insert((namespace, renamed.filter(|name| !name.is_empty()).unwrap_or(name)));
        }
    }
    imported
}

/// LAT1102: pods with the gate that only an export uses; nothing imports it, so its targets stay unused and
/// the gate stays shut.
fn gate(
    facts: &Facts<'_>,
    export: &Object<ServiceExportSpec>,
    imported: &HashSet<Key<'_>>,
    gated: &[&Object<Workload>],
    diagnostics: &mut Diagnostics,
) {
    let (namespace, name) = key(export);
    let service = (namespace, exported_service(export));
    if imported.contains(&(namespace, name)) || !facts.users(service).is_empty() {
        return;
    }
    let Some(service) = facts.index.service(service.0, service.1) else { return };
    let labels = facts.index.namespace(namespace).map(|object| &object.metadata.labels);
    let labelled = labels.is_some_and(|labels| labels.get(INJECT).is_some_and(|value| value == "enabled"));
    let gated = gated.iter().any(|workload| workload.metadata.namespace == namespace && selects(service, workload));
    // The webhook looks for an export of the Service's own name.
    let injected = labelled && export.metadata.name == service.metadata.name;
    if !gated && !injected {
        return;
    }
    let message = format!(
        "pods of {} wait for a readiness gate that stays shut: nothing here imports this export, so Lattice reports \
         its targets as unused and not as healthy",
        service.metadata.name
    );
    diagnostics.push(export.finding(Diagnostic::warning(1102, Scope::Route, message), ""));
}
