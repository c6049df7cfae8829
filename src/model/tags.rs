//! The keys of the tags that the controller puts on what it makes (`pkg/model/lattice/targetgroup.go`,
//! `pkg/aws/cloud.go`).

/// What all of them begin with.
pub const PREFIX: &str = "application-networking.k8s.aws/";
/// Whose a resource is: `ACCOUNT/CLUSTER/VPC`.
pub const MANAGED_BY: &str = "application-networking.k8s.aws/ManagedBy";
/// The name of the route behind a service or target group.
pub const ROUTE_NAME: &str = "application-networking.k8s.aws/RouteName";
/// The namespace of that route.
pub const ROUTE_NAMESPACE: &str = "application-networking.k8s.aws/RouteNamespace";
/// The name of the Service behind a target group.
pub const SERVICE_NAME: &str = "application-networking.k8s.aws/ServiceName";
/// The namespace of that Service.
pub const SERVICE_NAMESPACE: &str = "application-networking.k8s.aws/ServiceNamespace";
/// Which kind of object a target group is made for.
pub const SOURCE_TYPE: &str = "application-networking.k8s.aws/SourceTypeKey";
/// The cluster that a target group belongs to.
pub const CLUSTER_NAME: &str = "application-networking.k8s.aws/ClusterName";
