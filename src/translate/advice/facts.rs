//! What all advice asks: which Gateways and routes are the controller's, who uses a Service, which policy
//! applies to it.

use std::collections::{HashMap, HashSet};

use super::super::Plan;
use super::route::Route;
use crate::api::{
    CONTROLLER_NAME, GatewaySpec, Manifests, Object, ServiceExportSpec, ServiceSpec, TargetGroupPolicySpec,
};
use crate::diag::ObjectRef;
use crate::settings::Context;

/// Namespace and name.
pub(super) type Key<'a> = (&'a str, &'a str);

/// Whose a Gateway is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// The Lattice controller's.
    Ours,
    /// Another controller's, as its class says.
    Foreign,
    /// Its class is not among the manifests.
    Unknown,
}

/// Look-ups over the manifests and the plan, built once.
pub(super) struct Facts<'a> {
    pub(super) manifests: &'a Manifests,
    pub(super) context: &'a Context,
    pub(super) plan: &'a Plan,
    /// Routes with at least one parent Gateway of the controller's, by kind and in the order of the input.
    pub(super) routes: Vec<Route<'a>>,
    classes: HashMap<&'a str, &'a str>,
    services: HashMap<Key<'a>, &'a Object<ServiceSpec>>,
    users: HashMap<Key<'a>, Vec<Route<'a>>>,
    policies: HashMap<(&'a str, &'a str, &'a str), &'a Object<TargetGroupPolicySpec>>,
    rejected: HashSet<&'a ObjectRef>,
}

impl<'a> Facts<'a> {
    pub(super) fn new(manifests: &'a Manifests, context: &'a Context, plan: &'a Plan) -> Self {
        let objects = &manifests.objects;
        let classes = objects.gateway_classes.iter();
        let classes = classes.map(|class| (&*class.metadata.name, &*class.spec.controller_name)).collect();
        let services = objects.services.iter().map(|service| (key(service), service)).collect();
        let mut facts = Self {
            manifests,
            context,
            plan,
            routes: Vec::new(),
            classes,
            services,
            users: HashMap::new(),
            policies: HashMap::new(),
            rejected: rejected(plan),
        };
        let gateways = objects.gateways.iter().filter(|gateway| facts.owner(gateway) == Owner::Ours).map(key).collect();
        facts.routes = managed_routes(manifests, &gateways);
        for route in &facts.routes {
            for backend in route.backends() {
                if backend.kind() == "Service" {
                    let users = facts.users.entry((route.namespace_of(backend.reference), &backend.reference.name));
                    let users = users.or_default();
                    if !users.iter().any(|user| std::ptr::eq(user.metadata(), route.metadata())) {
                        users.push(*route);
                    }
                }
            }
        }
        facts.policies = facts.winning_policies();
        facts
    }

    /// Whose a Gateway is.
    pub(super) fn owner(&self, gateway: &Object<GatewaySpec>) -> Owner {
        match self.classes.get(&*gateway.spec.gateway_class_name) {
            Some(&CONTROLLER_NAME) => Owner::Ours,
            Some(_) => Owner::Foreign,
            None => Owner::Unknown,
        }
    }

    /// The Gateways of the controller's.
    pub(super) fn gateways(&self) -> impl Iterator<Item = &'a Object<GatewaySpec>> {
        self.manifests.objects.gateways.iter().filter(|gateway| self.owner(gateway) == Owner::Ours)
    }

    /// A Service by namespace and name.
    pub(super) fn service<'s>(&'s self, key: Key<'s>) -> Option<&'s Object<ServiceSpec>> {
        self.services.get(&key).copied()
    }

    /// The managed routes with a backendRef to a Service.
    pub(super) fn users<'s>(&'s self, service: Key<'s>) -> &'s [Route<'s>] {
        self.users.get(&service).map_or(&[], Vec::as_slice)
    }

    /// Federated exports: the others are ignored.
    pub(super) fn exports(&self) -> impl Iterator<Item = &'a Object<ServiceExportSpec>> {
        let exports = self.manifests.objects.service_exports.iter();
        exports.filter(|export| export.annotation("federation") == Some("amazon-vpc-lattice"))
    }

    /// The TargetGroupPolicy that counts for a target (`Service` or `ServiceExport`).
    pub(super) fn policy<'s>(&'s self, kind: &'s str, target: Key<'s>) -> Option<&'s Object<TargetGroupPolicySpec>> {
        self.policies.get(&(kind, target.0, target.1)).copied()
    }

    /// Whether the controller says that it does not accept an object.
    pub(super) fn is_rejected(&self, object: &ObjectRef) -> bool {
        self.rejected.contains(object)
    }

    /// Of several policies on one target the oldest counts, then the first by name.
    fn winning_policies(&self) -> HashMap<(&'a str, &'a str, &'a str), &'a Object<TargetGroupPolicySpec>> {
        let mut winners: HashMap<_, &'a Object<TargetGroupPolicySpec>> = HashMap::new();
        for policy in &self.manifests.objects.target_group_policies {
            let target = &policy.spec.target_ref;
            let group_fits = match target.kind.as_str() {
                "Service" => target.group.is_empty(),
                "ServiceExport" => target.group == "application-networking.k8s.aws",
                _ => false,
            };
            if !group_fits || self.is_rejected(&policy.reference()) {
                continue;
            }
            let age = |policy: &Object<TargetGroupPolicySpec>| {
                (policy.metadata.creation_timestamp.unwrap_or(i64::MAX), policy.metadata.name.clone())
            };
            let winner = winners.entry((&*target.kind, &*policy.metadata.namespace, &*target.name)).or_insert(policy);
            if age(policy) < age(winner) {
                *winner = policy;
            }
        }
        winners
    }
}

/// Namespace and name of an object.
pub(super) fn key<T>(object: &Object<T>) -> Key<'_> {
    (&object.metadata.namespace, &object.metadata.name)
}

fn managed_routes<'a>(manifests: &'a Manifests, gateways: &HashSet<Key<'a>>) -> Vec<Route<'a>> {
    let objects = &manifests.objects;
    let http = objects.http_routes.iter().map(Route::Http);
    let grpc = objects.grpc_routes.iter().map(Route::Grpc);
    let tls = objects.tls_routes.iter().map(Route::Tls);
    http.chain(grpc).chain(tls).filter(|route| !route.metadata().deleting && is_managed(*route, gateways)).collect()
}

/// Whether one parentRef finds a Gateway of the controller's. A parentRef without a namespace inherits that
/// of the parentRef before it, as in the controller's own walk.
fn is_managed(route: Route<'_>, gateways: &HashSet<Key<'_>>) -> bool {
    let mut namespace = route.metadata().namespace.as_str();
    route.parent_refs().iter().any(|parent| {
        namespace = parent.namespace.as_deref().unwrap_or(namespace);
        gateways.contains(&(namespace, &*parent.name))
    })
}

/// Objects whose only `Accepted` conditions are false.
fn rejected(plan: &Plan) -> HashSet<&ObjectRef> {
    let is_false = |status: &serde_json::Value| {
        status["conditions"].as_array().is_some_and(|conditions| {
            conditions.iter().any(|condition| condition["type"] == "Accepted" && condition["status"] == "False")
        })
    };
    plan.statuses.iter().filter(|status| is_false(&status.status)).map(|status| &status.object).collect()
}
