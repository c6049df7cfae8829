//! What all advice asks: which Gateways and routes are the controller's, who uses a Service, which policy
//! applies to it.

use std::collections::{HashMap, HashSet};

use super::super::Plan;
use super::route;
use crate::api::{GatewaySpec, Manifests, Object, ServiceExportSpec, TargetGroupPolicySpec};
use crate::diag::ObjectRef;
use crate::index::{Index, Route};

/// Namespace and name.
pub(super) type Key<'a> = (&'a str, &'a str);

/// Look-ups over the index and the plan, built once.
pub(super) struct Facts<'a> {
    pub(super) index: &'a Index<'a>,
    pub(super) manifests: &'a Manifests,
    pub(super) plan: &'a Plan,
    /// Routes with at least one parent Gateway of the controller's, in the order of the input.
    pub(super) routes: Vec<Route<'a>>,
    /// Those of them that something is made of.
    pub(super) built: Vec<Route<'a>>,
    users: Users<'a>,
    rejected: HashSet<&'a ObjectRef>,
}

type Users<'a> = HashMap<Key<'a>, Vec<Route<'a>>>;

impl<'a> Facts<'a> {
    pub(super) fn new(index: &'a Index<'a>, plan: &'a Plan) -> Self {
        let managed = index.attachments.iter().filter(|attachment| attachment.first.is_some());
        let managed = managed.filter(|attachment| !attachment.route.metadata().deleting);
        let routes = managed.clone().map(|attachment| attachment.route).collect();
        let accepted = managed.filter(|attachment| attachment.is_accepted()).map(|attachment| attachment.route);
        let accepted: Vec<Route<'a>> = accepted.collect();
        let users = users(&accepted);
        let built = accepted
            .into_iter()
            .filter(|route| plan.failed.is_empty() || !plan.failed.contains(&route.reference()))
            .collect();
        Self { index, manifests: index.manifests, plan, routes, built, users, rejected: rejected(plan) }
    }

    /// The Gateways of the controller's.
    pub(super) fn gateways(&self) -> impl Iterator<Item = &'a Object<GatewaySpec>> {
        self.manifests.objects.gateways.iter().filter(|gateway| self.index.is_controlled(gateway))
    }

    /// The accepted routes with a backendRef to a Service.
    pub(super) fn users<'s>(&'s self, service: Key<'s>) -> &'s [Route<'s>] {
        let users: &'s Users<'s> = &self.users;
        users.get(&service).map_or(&[], Vec::as_slice)
    }

    /// Federated exports: the others are ignored.
    pub(super) fn exports(&self) -> impl Iterator<Item = &'a Object<ServiceExportSpec>> {
        let exports = self.manifests.objects.service_exports.iter();
        exports.filter(|export| export.annotation("federation") == Some("amazon-vpc-lattice"))
    }

    /// The TargetGroupPolicy that counts for a Service.
    pub(super) fn service_policy(&self, service: Key<'_>) -> Option<&'a Object<TargetGroupPolicySpec>> {
        self.index.target_group_policies.winner("", "Service", service.0, service.1)
    }

    /// The TargetGroupPolicy that counts for a ServiceExport.
    pub(super) fn export_policy(&self, export: Key<'_>) -> Option<&'a Object<TargetGroupPolicySpec>> {
        let group = "application-networking.k8s.aws";
        self.index.target_group_policies.winner(group, "ServiceExport", export.0, export.1)
    }

    /// Whether the controller says that it does not accept an object.
    pub(super) fn is_rejected(&self, object: &ObjectRef) -> bool {
        self.rejected.contains(object)
    }
}

/// Namespace and name of an object.
pub(super) fn key<T>(object: &Object<T>) -> Key<'_> {
    (&object.metadata.namespace, &object.metadata.name)
}

/// The name of the Service that an export exports.
pub(super) fn exported_service(export: &Object<ServiceExportSpec>) -> &str {
    let named = export.annotation("service-name").map(str::trim).filter(|name| !name.is_empty());
    named.unwrap_or(&export.metadata.name)
}

fn users<'a>(routes: &[Route<'a>]) -> Users<'a> {
    let mut users: Users<'a> = HashMap::new();
    for route in routes {
        for backend in route::backends(*route).filter(|backend| backend.kind() == "Service") {
            let service = (Index::backend_namespace(*route, backend.reference), backend.reference.name.as_str());
            let found = users.entry(service).or_default();
            // A route's backends come one after the other, so it can only be the last one.
            if found.last().is_none_or(|last| !std::ptr::eq(last.metadata(), route.metadata())) {
                found.push(*route);
            }
        }
    }
    users
}

/// Objects with a false `Accepted` condition of their own (routes have theirs per parent).
fn rejected(plan: &Plan) -> HashSet<&ObjectRef> {
    let is_false = |status: &serde_json::Value| {
        status["conditions"].as_array().is_some_and(|conditions| {
            conditions.iter().any(|condition| condition["type"] == "Accepted" && condition["status"] == "False")
        })
    };
    plan.statuses.iter().filter(|status| is_false(&status.status)).map(|status| &status.object).collect()
}
