//! What every object has, and all objects of a run by kind.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{
    AccessLogPolicySpec, EndpointSlice, GatewayClassSpec, GatewaySpec, GrpcRouteSpec, HttpRouteSpec, IamAuthPolicySpec,
    NamespaceSpec, ReferenceGrantSpec, ServiceExportSpec, ServiceImportSpec, ServiceNetworkSpec, ServiceSpec,
    TargetGroupPolicySpec, TlsRouteSpec, VpcAssociationPolicySpec, Workload,
};
use crate::diag::{Diagnostic, Location, ObjectRef, Sources};
use crate::load::{Node, Origin};

/// `metadata`, as far as anything reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// `metadata.name`.
    pub name: String,
    /// The namespace, filled in for namespaced kinds; empty for cluster-scoped ones.
    pub namespace: String,
    /// Labels (a Namespace carries `kubernetes.io/metadata.name` too, as the API server puts it there).
    pub labels: BTreeMap<String, String>,
    /// Annotations.
    pub annotations: BTreeMap<String, String>,
    /// `metadata.creationTimestamp` in seconds since 1970; `None` for objects that never were in a cluster.
    pub creation_timestamp: Option<i64>,
    /// `metadata.deletionTimestamp` is set: the object is going away.
    pub deleting: bool,
}

/// One object: the typed view, and the tree it came from.
#[derive(Clone, Debug)]
pub struct Object<T> {
    /// The kind, as upstream spells it (`HTTPRoute`).
    pub kind: &'static str,
    /// Name, namespace, labels, annotations.
    pub metadata: Metadata,
    /// The typed view of everything else that the controller reads.
    pub spec: T,
    /// The whole document, defaults filled in, for places and for fields that the controller never reads.
    pub node: Arc<Node>,
    /// Where it came from.
    pub origin: Origin,
    /// The place in the order of the input, over all kinds: the earlier of two wins a tie.
    pub order: usize,
}

impl<T> Object<T> {
    /// Kind, namespace and name.
    pub fn reference(&self) -> ObjectRef {
        let namespace = Some(&self.metadata.namespace).filter(|namespace| !namespace.is_empty()).cloned();
        ObjectRef { kind: self.kind.to_owned(), namespace, name: self.metadata.name.clone() }
    }

    /// The value of an annotation under the controller's prefix (`key` without the prefix).
    pub fn annotation(&self, key: &str) -> Option<&str> {
        self.metadata.annotations.get(&format!("{}{key}", super::PREFIX)).map(String::as_str)
    }

    /// The path of an annotation under the controller's prefix, as findings name it.
    pub fn annotation_path(key: &str) -> String {
        format!("metadata.annotations[\"{}{key}\"]", super::PREFIX)
    }

    /// The place of a field, where the object came from a text.
    pub fn location(&self, path: &str) -> Option<Location> {
        match self.origin {
            Origin::File(file) => Some(Location { file, span: self.node.locate(path) }),
            Origin::Cluster => None,
        }
    }

    /// The place of a field's key, where the object came from a text.
    pub fn key_location(&self, path: &str) -> Option<Location> {
        match self.origin {
            Origin::File(file) => Some(Location { file, span: self.node.locate_key(path) }),
            Origin::Cluster => None,
        }
    }

    /// Completes a finding with this object, the field's path and its place. An empty path points at
    /// `metadata.name`.
    pub fn finding(&self, diagnostic: Diagnostic, path: impl Into<String>) -> Diagnostic {
        let path = path.into();
        let location = self.location(if path.is_empty() { "metadata.name" } else { &path });
        diagnostic.with_object(self.reference()).with_location(location).with_path(path)
    }
}

impl Manifests {
    /// `there is no KIND NAMESPACE/NAME`, or that it was refused, where it is in the input and was.
    pub fn missing(&self, kind: &str, namespace: &str, name: &str) -> String {
        if self.was_refused(kind, namespace, name) {
            format!("{kind} {namespace}/{name} is refused (its own finding says why), so there is none")
        } else {
            format!("there is no {kind} {namespace}/{name}")
        }
    }

    /// Whether the input has an object that an API server would refuse.
    pub fn was_refused(&self, kind: &str, namespace: &str, name: &str) -> bool {
        let in_it = |object: &ObjectRef| object.namespace.as_deref().is_none_or(|own| own == namespace);
        self.refused.iter().any(|object| object.kind == kind && object.name == name && in_it(object))
    }
}

/// All objects that play a part, each list in the order of the input.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "each field is the kind of its name")]
pub struct Objects {
    pub gateway_classes: Vec<Object<GatewayClassSpec>>,
    pub gateways: Vec<Object<GatewaySpec>>,
    pub http_routes: Vec<Object<HttpRouteSpec>>,
    pub grpc_routes: Vec<Object<GrpcRouteSpec>>,
    pub tls_routes: Vec<Object<TlsRouteSpec>>,
    pub reference_grants: Vec<Object<ReferenceGrantSpec>>,
    pub services: Vec<Object<ServiceSpec>>,
    pub endpoint_slices: Vec<Object<EndpointSlice>>,
    pub namespaces: Vec<Object<NamespaceSpec>>,
    /// Deployments, StatefulSets, DaemonSets, Pods: read for rollout hygiene only.
    pub workloads: Vec<Object<Workload>>,
    pub target_group_policies: Vec<Object<TargetGroupPolicySpec>>,
    pub iam_auth_policies: Vec<Object<IamAuthPolicySpec>>,
    pub vpc_association_policies: Vec<Object<VpcAssociationPolicySpec>>,
    pub access_log_policies: Vec<Object<AccessLogPolicySpec>>,
    pub service_exports: Vec<Object<ServiceExportSpec>>,
    pub service_imports: Vec<Object<ServiceImportSpec>>,
    pub service_networks: Vec<Object<ServiceNetworkSpec>>,
}

impl Objects {
    /// Whether no object here shapes a resource: Services, Namespaces and the like only serve those that do.
    pub fn is_empty(&self) -> bool {
        self.gateways.is_empty()
            && self.http_routes.is_empty()
            && self.grpc_routes.is_empty()
            && self.tls_routes.is_empty()
            && self.target_group_policies.is_empty()
            && self.iam_auth_policies.is_empty()
            && self.vpc_association_policies.is_empty()
            && self.access_log_policies.is_empty()
            && self.service_exports.is_empty()
            && self.service_networks.is_empty()
    }
}

/// Everything that loading and checking gave.
#[derive(Clone, Debug, Default)]
pub struct Manifests {
    /// The texts, for findings.
    pub sources: Sources,
    /// The objects that passed the checks.
    pub objects: Objects,
    /// Objects that an API server would refuse (they have a finding of block 00 and are in no list).
    pub refused: Vec<ObjectRef>,
    /// Kinds that play no part, with their number.
    pub ignored_kinds: BTreeMap<String, usize>,
    /// Whether any EndpointSlice was in the input: without one, targets are unknown until apply.
    pub has_endpoint_slices: bool,
}
