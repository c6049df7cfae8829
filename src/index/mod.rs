//! Objects by kind, namespace and name; attachment of routes to listeners; policies to targets; backends
//! to Services and EndpointSlices.
//!
//! [`Index::new`] walks the input once; everything later is a look-up.

mod attachment;
mod policies;
mod route;
mod selector;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::api::{
    AccessLogPolicySpec, BackendRef, CONTROLLER_NAME, EndpointSlice, GatewayClassSpec, GatewaySpec, IamAuthPolicySpec,
    Manifests, NamespaceSpec, Object, ServiceExportSpec, ServiceImportSpec, ServiceNetworkSpec, ServiceSpec,
    TargetGroupPolicySpec, VpcAssociationPolicySpec,
};
use crate::settings::Context;

pub use attachment::{
    AttachError, AttachProblem, Attachment, ParentGateway, ParentResult, Verdict, hostname_match, hostnames_intersect,
    is_kind_allowed,
};
pub use policies::{Policies, TargetsObject};
pub use route::{Matches, Route, RouteKind, RouteRule};

/// The label that ties an EndpointSlice to its Service.
const SERVICE_NAME_LABEL: &str = "kubernetes.io/service-name";

type ByName<'a, T> = HashMap<(&'a str, &'a str), &'a Object<T>>;

/// Every look-up that translation needs, built once.
#[derive(Debug)]
pub struct Index<'a> {
    /// The objects.
    pub manifests: &'a Manifests,
    /// What no manifest carries.
    pub context: &'a Context,
    /// All routes in the order of the input.
    pub routes: Vec<Route<'a>>,
    /// What became of each route's parentRefs, in the order of `routes`.
    pub attachments: Vec<Attachment<'a>>,
    /// TargetGroupPolicies by target.
    pub target_group_policies: Policies<'a, TargetGroupPolicySpec>,
    /// IAMAuthPolicies by target.
    pub iam_auth_policies: Policies<'a, IamAuthPolicySpec>,
    /// VpcAssociationPolicies by target.
    pub vpc_association_policies: Policies<'a, VpcAssociationPolicySpec>,
    /// AccessLogPolicies by target.
    pub access_log_policies: Policies<'a, AccessLogPolicySpec>,
    controlled_classes: HashSet<&'a str>,
    gateway_classes: HashMap<&'a str, &'a Object<GatewayClassSpec>>,
    gateways: ByName<'a, GatewaySpec>,
    services: ByName<'a, ServiceSpec>,
    service_exports: ByName<'a, ServiceExportSpec>,
    service_imports: ByName<'a, ServiceImportSpec>,
    namespaces: HashMap<&'a str, &'a Object<NamespaceSpec>>,
    service_networks: HashMap<&'a str, &'a Object<ServiceNetworkSpec>>,
    slice_groups: HashMap<(&'a str, &'a str), usize>,
    endpoint_slices: Vec<Vec<&'a Object<EndpointSlice>>>,
    route_places: HashMap<(RouteKind, &'a str, &'a str), usize>,
    parent_names: HashMap<&'a str, usize>,
    routes_by_parent: Vec<Vec<(usize, usize)>>,
}

/// What a backendRef names.
#[derive(Clone, Copy, Debug)]
pub enum Backend<'a> {
    /// A Service that is there.
    Service(&'a Object<ServiceSpec>),
    /// A Service that is missing.
    MissingService,
    /// A ServiceImport, there or not.
    Import(Option<&'a Object<ServiceImportSpec>>),
    /// Neither a Service nor a ServiceImport.
    UnknownKind,
}

fn by_name<T>(objects: &[Object<T>]) -> ByName<'_, T> {
    objects.iter().map(|object| ((object.metadata.namespace.as_str(), object.metadata.name.as_str()), object)).collect()
}

fn cluster_scoped<T>(objects: &[Object<T>]) -> HashMap<&str, &Object<T>> {
    objects.iter().map(|object| (object.metadata.name.as_str(), object)).collect()
}

type SliceGroups<'a> = (HashMap<(&'a str, &'a str), usize>, Vec<Vec<&'a Object<EndpointSlice>>>);

fn group_slices(slices: &[Object<EndpointSlice>]) -> SliceGroups<'_> {
    let mut places: HashMap<(&str, &str), usize> = HashMap::new();
    let mut groups: Vec<Vec<&Object<EndpointSlice>>> = Vec::new();
    for slice in slices {
        let Some(service) = slice.metadata.labels.get(SERVICE_NAME_LABEL) else { continue };
        let group = *places.entry((&slice.metadata.namespace, service)).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[group].push(slice);
    }
    // The API server lists by name, and the first to name a target decides its place.
    for group in &mut groups {
        group.sort_by_key(|slice| slice.metadata.name.as_str());
    }
    (places, groups)
}

impl<'a> Index<'a> {
    /// Indexes all objects and judges every route.
    pub fn new(manifests: &'a Manifests, context: &'a Context) -> Self {
        let objects = &manifests.objects;
        let mut routes: Vec<Route<'a>> = objects.http_routes.iter().map(Route::Http).collect();
        routes.extend(objects.grpc_routes.iter().map(Route::Grpc));
        routes.extend(objects.tls_routes.iter().map(Route::Tls));
        routes.sort_by_key(|route| route.order());
        let (slice_groups, endpoint_slices) = group_slices(&objects.endpoint_slices);
        let mut parent_names: HashMap<&str, usize> = HashMap::new();
        let mut routes_by_parent: Vec<Vec<(usize, usize)>> = Vec::new();
        let mut route_places = HashMap::with_capacity(routes.len());
        for (place, route) in routes.iter().enumerate() {
            route_places.insert((route.kind(), route.namespace(), route.name()), place);
            for (parent, reference) in route.parent_refs().iter().enumerate() {
                let group = *parent_names.entry(&reference.name).or_insert_with(|| {
                    routes_by_parent.push(Vec::new());
                    routes_by_parent.len() - 1
                });
                routes_by_parent[group].push((place, parent));
            }
        }
        let controlled_classes = objects
            .gateway_classes
            .iter()
            .filter(|class| class.spec.controller_name == CONTROLLER_NAME)
            .map(|class| class.metadata.name.as_str())
            .collect();
        let mut index = Self {
            manifests,
            context,
            routes,
            attachments: Vec::new(),
            target_group_policies: Policies::new(&objects.target_group_policies),
            iam_auth_policies: Policies::new(&objects.iam_auth_policies),
            vpc_association_policies: Policies::new(&objects.vpc_association_policies),
            access_log_policies: Policies::new(&objects.access_log_policies),
            controlled_classes,
            gateway_classes: cluster_scoped(&objects.gateway_classes),
            gateways: by_name(&objects.gateways),
            services: by_name(&objects.services),
            service_exports: by_name(&objects.service_exports),
            service_imports: by_name(&objects.service_imports),
            namespaces: cluster_scoped(&objects.namespaces),
            service_networks: cluster_scoped(&objects.service_networks),
            slice_groups,
            endpoint_slices,
            route_places,
            parent_names,
            routes_by_parent,
        };
        index.attachments = index.routes.iter().map(|route| attachment::attach(&index, *route)).collect();
        index
    }

    /// A GatewayClass by name.
    pub fn gateway_class(&self, name: &str) -> Option<&'a Object<GatewayClassSpec>> {
        self.gateway_classes.get(name).copied()
    }

    /// A Gateway by namespace and name.
    pub fn gateway(&self, namespace: &str, name: &str) -> Option<&'a Object<GatewaySpec>> {
        self.gateways.get(&(namespace, name)).copied()
    }

    /// Whether a Gateway's class is the controller's.
    pub fn is_controlled(&self, gateway: &Object<GatewaySpec>) -> bool {
        self.controlled_classes.contains(gateway.spec.gateway_class_name.as_str())
    }

    /// A Service by namespace and name.
    pub fn service(&self, namespace: &str, name: &str) -> Option<&'a Object<ServiceSpec>> {
        self.services.get(&(namespace, name)).copied()
    }

    /// A ServiceExport by namespace and name.
    pub fn service_export(&self, namespace: &str, name: &str) -> Option<&'a Object<ServiceExportSpec>> {
        self.service_exports.get(&(namespace, name)).copied()
    }

    /// A ServiceImport by namespace and name.
    pub fn service_import(&self, namespace: &str, name: &str) -> Option<&'a Object<ServiceImportSpec>> {
        self.service_imports.get(&(namespace, name)).copied()
    }

    /// A Namespace by name.
    pub fn namespace(&self, name: &str) -> Option<&'a Object<NamespaceSpec>> {
        self.namespaces.get(name).copied()
    }

    /// The labels of a Namespace; `None` where nothing is known of it. Every cluster has the Namespace
    /// `default`: without its object it carries the one label that the API server puts on all of them.
    pub fn namespace_labels(&self, name: &str) -> Option<Cow<'a, BTreeMap<String, String>>> {
        let implied = || BTreeMap::from([("kubernetes.io/metadata.name".to_owned(), name.to_owned())]);
        match self.namespace(name) {
            Some(namespace) => Some(Cow::Borrowed(&namespace.metadata.labels)),
            None => (name == "default").then(|| Cow::Owned(implied())),
        }
    }

    /// A ServiceNetwork object by name.
    pub fn service_network(&self, name: &str) -> Option<&'a Object<ServiceNetworkSpec>> {
        self.service_networks.get(name).copied()
    }

    /// A Service's EndpointSlices, by name.
    pub fn slices(&self, namespace: &str, service: &str) -> &[&'a Object<EndpointSlice>] {
        match self.slice_groups.get(&(namespace, service)) {
            Some(group) => &self.endpoint_slices[*group],
            None => &[],
        }
    }

    /// A route by kind, namespace and name.
    pub fn route(&self, kind: RouteKind, namespace: &str, name: &str) -> Option<Route<'a>> {
        self.route_places.get(&(kind, namespace, name)).map(|place| self.routes[*place])
    }

    /// The parentRefs that bear a Gateway's name: the route's place in `routes`, the parentRef's in it.
    pub fn parents_named(&self, gateway: &str) -> &[(usize, usize)] {
        match self.parent_names.get(gateway) {
            Some(group) => &self.routes_by_parent[*group],
            None => &[],
        }
    }

    /// Whether a listener takes a route (an unreadable selector or missing Namespace counts as no).
    pub fn is_allowed(&self, route: Route<'a>, gateway: &Object<GatewaySpec>, listener: &crate::api::Listener) -> bool {
        attachment::is_allowed(self, route, gateway, listener).unwrap_or(false)
    }

    /// The namespace of a backendRef: its own, or the route's.
    pub fn backend_namespace(route: Route<'a>, backend: &'a BackendRef) -> &'a str {
        backend.namespace.as_deref().unwrap_or_else(|| route.namespace())
    }

    /// What a backendRef names; its group is never read.
    pub fn backend(&self, route: Route<'a>, backend: &'a BackendRef) -> Backend<'a> {
        let namespace = Self::backend_namespace(route, backend);
        match backend.kind.as_deref().unwrap_or("Service") {
            "Service" => self.service(namespace, &backend.name).map_or(Backend::MissingService, Backend::Service),
            "ServiceImport" => Backend::Import(self.service_import(namespace, &backend.name)),
            _ => Backend::UnknownKind,
        }
    }

    /// Whether a backendRef names a Service of several families, whatever kind it says but ServiceImport.
    pub fn is_dual_stack(&self, route: Route<'a>, backend: &'a BackendRef) -> bool {
        backend.kind.as_deref() != Some("ServiceImport")
            && self
                .service(Self::backend_namespace(route, backend), &backend.name)
                .is_some_and(|service| ip_families(&service.spec).len() > 1)
    }
}

/// The IP families that a cluster gives a Service: none to an ExternalName one, two to a headless one
/// without selector and to one that asks for both.
pub fn ip_families(service: &ServiceSpec) -> Vec<&str> {
    if service.kind.as_deref() == Some("ExternalName") {
        return Vec::new();
    }
    let mut families: Vec<&str> = service.ip_families.iter().map(String::as_str).collect();
    let policy = service.ip_family_policy.as_deref();
    let headless_without_selector = service.cluster_ip.as_deref() == Some("None") && service.selector.is_empty();
    let wants_both = policy == Some("RequireDualStack") || (headless_without_selector && policy != Some("SingleStack"));
    if wants_both && families.len() < 2 {
        families = if families.first() == Some(&"IPv6") { vec!["IPv6", "IPv4"] } else { vec!["IPv4", "IPv6"] };
    }
    families
}
