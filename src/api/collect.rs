//! Checked objects into the lists of their kinds.

use std::sync::Arc;

use super::decode::Accepted;
use super::{
    AccessLogPolicySpec, EndpointSlice, GatewayClassSpec, GatewaySpec, GrpcRouteSpec, HttpRouteSpec, IamAuthPolicySpec,
    Manifests, NamespaceSpec, Object, ReferenceGrantSpec, ServiceExportSpec, ServiceImportSpec, ServiceNetworkSpec,
    ServiceSpec, TargetGroupPolicySpec, TlsRouteSpec, VpcAssociationPolicySpec, Workload,
};

/// The typed view of any object.
pub(super) enum Typed {
    GatewayClass(GatewayClassSpec),
    Gateway(GatewaySpec),
    HttpRoute(HttpRouteSpec),
    GrpcRoute(GrpcRouteSpec),
    TlsRoute(TlsRouteSpec),
    ReferenceGrant(ReferenceGrantSpec),
    TargetGroupPolicy(TargetGroupPolicySpec),
    IamAuthPolicy(IamAuthPolicySpec),
    VpcAssociationPolicy(VpcAssociationPolicySpec),
    AccessLogPolicy(AccessLogPolicySpec),
    ServiceExport(ServiceExportSpec),
    ServiceImport(ServiceImportSpec),
    ServiceNetwork(ServiceNetworkSpec),
    Service(ServiceSpec),
    EndpointSlice(EndpointSlice),
    Namespace,
    Workload(Workload),
}

/// Puts an object into its list.
pub(super) fn push(manifests: &mut Manifests, accepted: Accepted, order: usize) {
    let Accepted { kind, mut metadata, typed, node, origin } = accepted;
    // The API server takes no deletionTimestamp from a manifest: the object would be made anew.
    metadata.deleting &= origin == crate::load::Origin::Cluster;
    let common = Object { kind: kind.name, metadata, spec: (), node: Arc::new(node), origin, order };
    let objects = &mut manifests.objects;
    match typed {
        Typed::GatewayClass(spec) => objects.gateway_classes.push(with(common, spec)),
        Typed::Gateway(spec) => objects.gateways.push(with(common, spec)),
        Typed::HttpRoute(spec) => objects.http_routes.push(with(common, spec)),
        Typed::GrpcRoute(spec) => objects.grpc_routes.push(with(common, spec)),
        Typed::TlsRoute(spec) => objects.tls_routes.push(with(common, spec)),
        Typed::ReferenceGrant(spec) => objects.reference_grants.push(with(common, spec)),
        Typed::TargetGroupPolicy(spec) => objects.target_group_policies.push(with(common, spec)),
        Typed::IamAuthPolicy(spec) => objects.iam_auth_policies.push(with(common, spec)),
        Typed::VpcAssociationPolicy(spec) => objects.vpc_association_policies.push(with(common, spec)),
        Typed::AccessLogPolicy(spec) => objects.access_log_policies.push(with(common, spec)),
        Typed::ServiceExport(spec) => objects.service_exports.push(with(common, spec)),
        Typed::ServiceImport(spec) => objects.service_imports.push(with(common, spec)),
        Typed::ServiceNetwork(spec) => objects.service_networks.push(with(common, spec)),
        Typed::Service(spec) => objects.services.push(with(common, spec)),
        Typed::EndpointSlice(spec) => {
            manifests.has_endpoint_slices = true;
            objects.endpoint_slices.push(with(common, spec));
        }
        Typed::Namespace => objects.namespaces.push(with(common, NamespaceSpec {})),
        Typed::Workload(spec) => objects.workloads.push(with(common, spec)),
    }
}

fn with<T>(common: Object<()>, spec: T) -> Object<T> {
    let Object { kind, metadata, spec: (), node, origin, order } = common;
    Object { kind, metadata, spec, node, origin, order }
}
