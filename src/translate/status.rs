//! The status that the controller writes: conditions without times, listeners, parents.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::desired::{Failure, StatusChange};
use super::gateway::named_kinds;
use super::plan::ObjectStatus;
use super::policy::{self, PolicyVerdict};
use super::vpc_association;
use super::work::{Network, Work};
use crate::api::{CONTROLLER_NAME, GatewaySpec, Listener, Object, PREFIX, ParentRef};
use crate::index::{Attachment, Backend, RouteKind, Verdict};

const GATEWAY_API: &str = "gateway.networking.k8s.io/v1";

/// Works out the status of every object, in the order of the input.
pub(super) fn write(work: &mut Work<'_, '_>, failures: &HashMap<usize, Failure>) {
    let objects = &work.index.manifests.objects;
    let mut statuses: Vec<(usize, ObjectStatus)> = Vec::new();
    for class in objects.gateway_classes.iter().filter(|class| class.spec.controller_name == CONTROLLER_NAME) {
        push(&mut statuses, class, GATEWAY_API, json!({ "conditions": [condition("Accepted", true, "Accepted")] }));
    }
    for gateway in objects.gateways.iter().filter(|gateway| work.index.is_controlled(gateway)) {
        let status = gateway_status(work, gateway);
        push(&mut statuses, gateway, GATEWAY_API, status);
    }
    for (place, attachment) in work.index.attachments.iter().enumerate() {
        if let Some(status) = route_status(work, attachment, failures.get(&place).copied()) {
            let route = attachment.route;
            let object = route.reference();
            statuses.push((route.order(), ObjectStatus { api_version: GATEWAY_API.to_owned(), object, status }));
        }
    }
    let own_api = format!("{PREFIX}v1alpha1");
    for network in &objects.service_networks {
        let failed = work.plan.failed.contains(&network.reference());
        let programmed = condition("Programmed", !failed, if failed { "ReconcileError" } else { "Programmed" });
        push(
            &mut statuses,
            network,
            &own_api,
            json!({ "conditions": [condition("Accepted", true, "Accepted"), programmed] }),
        );
    }
    let verdicts = &work.verdicts;
    for target in &objects.target_group_policies {
        push_verdict(&mut statuses, target, verdicts.get(&target.order).copied(), &own_api);
    }
    for target in &objects.iam_auth_policies {
        push_verdict(&mut statuses, target, verdicts.get(&target.order).copied(), &own_api);
    }
    for target in &objects.vpc_association_policies {
        push_verdict(&mut statuses, target, vpc_association::verdict(work, target), &own_api);
    }
    for target in &objects.access_log_policies {
        push_verdict(&mut statuses, target, verdicts.get(&target.order).copied(), &own_api);
    }
    statuses.sort_by_key(|(order, _)| *order);
    work.plan.statuses = statuses.into_iter().map(|(_, status)| status).collect();
}

/// Judges TargetGroupPolicies, which make nothing by themselves.
pub(super) fn judge_target_group_policies(work: &mut Work<'_, '_>) {
    let kinds = [("", "Service"), (policy::LATTICE_GROUP, "ServiceExport")];
    for object in &work.index.manifests.objects.target_group_policies {
        let policies = &work.index.target_group_policies;
        let verdict = policy::judge(work, policies, object, &kinds);
        work.verdicts.insert(object.order, verdict);
        if verdict != PolicyVerdict::Accepted {
            work.plan.failed.insert(object.reference());
        }
    }
}

fn push<T>(statuses: &mut Vec<(usize, ObjectStatus)>, object: &Object<T>, api_version: &str, status: Value) {
    let status = ObjectStatus { api_version: api_version.to_owned(), object: object.reference(), status };
    statuses.push((object.order, status));
}

fn push_verdict<T>(
    statuses: &mut Vec<(usize, ObjectStatus)>,
    object: &Object<T>,
    verdict: Option<PolicyVerdict>,
    api_version: &str,
) {
    if let Some(verdict) = verdict {
        let accepted = condition("Accepted", verdict == PolicyVerdict::Accepted, verdict.reason());
        push(statuses, object, api_version, json!({ "conditions": [accepted] }));
    }
}

fn condition(kind: &str, status: bool, reason: &str) -> Value {
    json!({ "type": kind, "status": if status { "True" } else { "False" }, "reason": reason })
}

fn gateway_status(work: &Work<'_, '_>, gateway: &Object<GatewaySpec>) -> Value {
    let programmed = match work.network(&gateway.metadata.name) {
        Network::Named(_) | Network::Identified(_) => condition("Programmed", true, "Programmed"),
        Network::Missing => condition("Programmed", false, "Pending"),
        Network::Ambiguous => condition("Programmed", false, "Invalid"),
    };
    let listeners: Vec<Value> =
        gateway.spec.listeners.iter().map(|listener| listener_status(work, gateway, listener)).collect();
    json!({ "conditions": [condition("Accepted", true, "Accepted"), programmed], "listeners": listeners })
}

fn listener_status(work: &Work<'_, '_>, gateway: &Object<GatewaySpec>, listener: &Listener) -> Value {
    let kind_values = |kinds: &[&str]| -> Vec<Value> { kinds.iter().map(|kind| json!({ "kind": kind })).collect() };
    let (valid, named) = named_kinds(listener);
    if !valid {
        return json!({
            "name": listener.name,
            "attachedRoutes": 0,
            "supportedKinds": kind_values(&named),
            "conditions": [condition("ResolvedRefs", false, "InvalidRouteKinds")],
        });
    }
    let supported = match listener.protocol.as_str() {
        "TLS" => vec![RouteKind::Tls.kind()],
        "HTTPS" => vec![RouteKind::Http.kind(), RouteKind::Grpc.kind()],
        _ => vec![RouteKind::Http.kind()],
    };
    json!({
        "name": listener.name,
        "attachedRoutes": attached_routes(work, gateway, listener),
        "supportedKinds": kind_values(&supported),
        "conditions": [
            condition("Accepted", true, "Accepted"),
            condition("ResolvedRefs", true, "ResolvedRefs"),
            condition("Programmed", true, "Programmed"),
        ],
    })
}

/// Counts parentRefs, not routes, whatever became of the routes.
fn attached_routes(work: &Work<'_, '_>, gateway: &Object<GatewaySpec>, listener: &Listener) -> usize {
    let attaches = |(place, parent): &&(usize, usize)| {
        let route = work.index.routes[*place];
        let parent: &ParentRef = &route.parent_refs()[*parent];
        !route.metadata().deleting
            && parent.namespace.as_ref().is_none_or(|namespace| *namespace == gateway.metadata.namespace)
            && parent.section_name.as_ref().is_none_or(|section| *section == listener.name)
            && parent.port.is_none_or(|port| port == listener.port)
            && work.index.is_allowed(route, gateway, listener)
    };
    work.index.parents_named(&gateway.metadata.name).iter().filter(attaches).count()
}

/// `None`: the controller writes none.
fn route_status(work: &Work<'_, '_>, attachment: &Attachment<'_>, failure: Option<Failure>) -> Option<Value> {
    attachment.first?;
    let change = failure.and_then(|failure| failure.status);
    let changed = attachment.status_parent();
    let parents = attachment.route.parent_refs();
    let resolved = resolved_refs(work, attachment);
    let mut written: Vec<Value> = Vec::with_capacity(parents.len());
    for (at, (parent, result)) in parents.iter().zip(&attachment.results).enumerate() {
        let mut accepted = (result.verdict == Verdict::Accepted, result.verdict.reason());
        let mut refs = resolved;
        match change.filter(|_| changed == Some(at)) {
            Some(StatusChange::Accepted(reason)) => accepted = (false, reason),
            Some(StatusChange::ResolvedRefs(reason)) => refs = (false, reason),
            None => {}
        }
        let conditions = [condition("Accepted", accepted.0, accepted.1), condition("ResolvedRefs", refs.0, refs.1)];
        written.push(parent_status(parent, &conditions));
    }
    if attachment.results.is_empty() {
        let (at, reason) = changed.zip(change.and_then(|change| match change {
            StatusChange::Accepted(reason) => Some(reason),
            StatusChange::ResolvedRefs(_) => None,
        }))?;
        written.push(parent_status(&parents[at], &[condition("Accepted", false, reason)]));
    }
    Some(json!({ "parents": written }))
}

fn parent_status(parent: &ParentRef, conditions: &[Value]) -> Value {
    let mut reference = Map::new();
    let ParentRef { group, kind, namespace, name, section_name, port } = parent;
    let texts = [("group", group), ("kind", kind), ("namespace", namespace), ("sectionName", section_name)];
    for (key, value) in texts {
        if let Some(value) = value {
            reference.insert(key.to_owned(), json!(value));
        }
    }
    reference.insert("name".to_owned(), json!(name));
    if let Some(port) = port {
        reference.insert("port".to_owned(), json!(port));
    }
    json!({ "parentRef": reference, "controllerName": CONTROLLER_NAME, "conditions": conditions })
}

/// Names the first bad backendRef only.
fn resolved_refs(work: &Work<'_, '_>, attachment: &Attachment<'_>) -> (bool, &'static str) {
    let route = attachment.route;
    for backend in route.rules().flat_map(|rule| rule.backend_refs) {
        match work.index.backend(route, backend) {
            Backend::UnknownKind => return (false, "InvalidKind"),
            Backend::MissingService | Backend::Import(None) => return (false, "BackendNotFound"),
            Backend::Service(_) | Backend::Import(Some(_)) => {}
        }
    }
    (true, "ResolvedRefs")
}
