//! The input kinds as the controller sees them: checked against the CRDs' rules and filled in with
//! the API server's defaults.
//!
//! Own structs rather than a library's: every object keeps its spanned tree beside the typed view, so
//! that a finding about any field, read or ignored, points at its line, and a document with several
//! mistakes reports all of them. The structs hold what the controller reads; everything else is looked
//! up in the tree ([`Object::node`]).

mod check;
mod collect;
mod core;
mod cross;
mod cross_filter;
mod cross_gateway;
mod cross_route;
mod de;
mod decode;
mod gateway;
mod kind;
mod lattice;
mod metadata;
mod native;
mod object;
mod pattern;
mod report;
mod schema;
mod workload;

pub use crate::load::Origin;
pub use core::{
    Container, EndpointAddress, EndpointConditions, EndpointPort, EndpointSlice, NamespaceSpec, ServicePort,
    ServiceSpec, Workload,
};
pub use decode::{DecodeOptions, IpFamily, decode};
pub use gateway::{
    AllowedRoutes, BackendRef, GatewayClassSpec, GatewaySpec, GrpcMethodMatch, GrpcRouteMatch, GrpcRouteRule,
    GrpcRouteSpec, HeaderMatch, HttpPathMatch, HttpRouteMatch, HttpRouteRule, HttpRouteSpec, LabelSelector,
    LabelSelectorRequirement, Listener, ListenerTls, ParentRef, ReferenceGrantFrom, ReferenceGrantSpec,
    ReferenceGrantTo, RouteGroupKind, RouteNamespaces, TlsRouteRule, TlsRouteSpec,
};
pub use lattice::{
    AccessLogPolicySpec, ExportedPort, HealthCheckConfig, IamAuthPolicySpec, ServiceExportSpec, ServiceImportSpec,
    ServiceNetworkSpec, TargetGroupPolicySpec, TargetRef, VpcAssociationPolicySpec,
};
pub use object::{Manifests, Metadata, Object, Objects};

/// The controller's annotation and tag prefix.
pub const PREFIX: &str = "application-networking.k8s.aws/";
/// `spec.controllerName` of the GatewayClasses that are the controller's.
pub const CONTROLLER_NAME: &str = "application-networking.k8s.aws/gateway-api-controller";
