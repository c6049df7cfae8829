//! The kinds that are read from a cluster: where they are served, which of them a selection narrows, and
//! what is lost when one can't be read. This table is also the ClusterRole that `latticectl rbac` prints.

use super::page::Shape;
use crate::load::Node;

/// The Gateway API's group.
pub const GATEWAY_API: &str = "gateway.networking.k8s.io";
/// The controller's own group.
pub const LATTICE: &str = "application-networking.k8s.aws";

/// What part a kind plays in a selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Cluster-scoped: one list, whatever namespaces are selected.
    Cluster,
    /// What routes attach to: read in all namespaces, because a route names Gateways anywhere.
    Parent,
    /// What makes Lattice resources: narrowed by namespace and by label.
    Selected,
    /// What is attached to others: narrowed by namespace, and with a label selector to those whose target is
    /// selected. By their own labels a route would lose its auth policy.
    Attached,
    /// What selected objects refer to: read in the selected namespaces and those that they name,
    /// never narrowed by label.
    Referred,
}

/// One kind as the API server serves it.
#[derive(Debug)]
pub struct KindSpec {
    /// The API group; empty for the core group.
    pub group: &'static str,
    /// The kind.
    pub kind: &'static str,
    /// The resource's plural, as in the URL.
    pub plural: &'static str,
    /// Versions that can be read, the best first.
    pub versions: &'static [&'static str],
    /// Its part in a selection.
    pub role: Role,
    /// Whether nothing true can be said without it.
    pub needed: bool,
    /// Which fields are kept.
    pub shape: &'static Shape,
    /// What a run lacks without it.
    pub cost: &'static str,
}

const SERVICE: Shape = Shape::Only(&[
    ("metadata", Shape::Metadata),
    (
        "spec",
        Shape::Only(&[
            ("type", Shape::All),
            ("clusterIP", Shape::All),
            ("externalName", Shape::All),
            ("ipFamilies", Shape::All),
            ("ipFamilyPolicy", Shape::All),
            ("ports", Shape::All),
            ("selector", Shape::All),
        ]),
    ),
]);

const ENDPOINT_SLICE: Shape = Shape::Only(&[
    ("metadata", Shape::Metadata),
    ("addressType", Shape::All),
    ("endpoints", Shape::Items(&Shape::Only(&[("addresses", Shape::All), ("conditions", Shape::All)]))),
    ("ports", Shape::All),
]);

const NAMESPACE: Shape = Shape::Only(&[("metadata", Shape::Metadata)]);

const CONTAINER: Shape = Shape::Only(&[
    ("name", Shape::All),
    ("image", Shape::All),
    ("ports", Shape::All),
    ("env", Shape::All),
    ("envFrom", Shape::All),
    ("lifecycle", Shape::All),
    ("readinessProbe", Shape::All),
]);

const WORKLOAD: Shape = Shape::Only(&[
    ("metadata", Shape::Metadata),
    (
        "spec",
        Shape::Only(&[
            ("replicas", Shape::All),
            ("selector", Shape::All),
            (
                "template",
                Shape::Only(&[
                    ("metadata", Shape::Only(&[("labels", Shape::All)])),
                    (
                        "spec",
                        Shape::Only(&[
                            ("terminationGracePeriodSeconds", Shape::All),
                            ("readinessGates", Shape::All),
                            ("containers", Shape::Items(&CONTAINER)),
                        ]),
                    ),
                ]),
            ),
        ]),
    ),
    ("status", Shape::Only(&[("readyReplicas", Shape::All)])),
]);

impl Role {
    /// Whether a selection of namespaces decides what is taken.
    pub fn is_narrowed(self) -> bool {
        matches!(self, Self::Selected | Self::Attached)
    }
}

/// Everything but bookkeeping: the user's own objects, whose ignored fields findings speak of too. The
/// status is set apart by the reader.
const OBJECT: Shape = Shape::Object;

const V1_AND_V1BETA1: &[&str] = &["v1", "v1beta1"];
const V1: &[&str] = &["v1"];
const V1ALPHA1: &[&str] = &["v1alpha1"];

macro_rules! kind {
    ($group:expr, $kind:literal, $plural:literal, $versions:expr, $role:ident, $needed:literal, $shape:expr, $cost:literal) => {
        KindSpec {
            group: $group,
            kind: $kind,
            plural: $plural,
            versions: $versions,
            role: Role::$role,
            needed: $needed,
            shape: &$shape,
            cost: $cost,
        }
    };
}

/// All kinds that are read, in the order in which their objects enter the pipeline. Secrets are not
/// among them and never will be; nor are Pods, which their Deployment stands for.
#[rustfmt::skip]
pub static KINDS: &[KindSpec] = &[
    kind!(GATEWAY_API, "GatewayClass", "gatewayclasses", V1_AND_V1BETA1, Cluster, true, OBJECT,
        "no Gateway can be told to be the controller's"),
    kind!(GATEWAY_API, "Gateway", "gateways", V1_AND_V1BETA1, Parent, true, OBJECT,
        "no route can be judged against its listeners"),
    kind!(LATTICE, "ServiceNetwork", "servicenetworks", V1ALPHA1, Cluster, false, OBJECT,
        "service networks that ServiceNetwork objects make are not in the plan"),
    kind!("", "Namespace", "namespaces", V1, Cluster, false, NAMESPACE,
        "listeners that admit routes by the labels of their namespace can't be judged"),
    kind!(GATEWAY_API, "HTTPRoute", "httproutes", V1_AND_V1BETA1, Selected, false, OBJECT,
        "HTTPRoutes are not in the plan, and what they made looks as if no manifest asked for it"),
    kind!(GATEWAY_API, "GRPCRoute", "grpcroutes", &["v1", "v1alpha2"], Selected, false, OBJECT,
        "GRPCRoutes are not in the plan, and what they made looks as if no manifest asked for it"),
    kind!(GATEWAY_API, "TLSRoute", "tlsroutes", &["v1", "v1alpha3", "v1alpha2"], Selected, false, OBJECT,
        "TLSRoutes are not in the plan, and what they made looks as if no manifest asked for it"),
    kind!(GATEWAY_API, "ReferenceGrant", "referencegrants", V1_AND_V1BETA1, Referred, false, OBJECT,
        "whether backends in other namespaces are granted is not checked"),
    kind!("", "Service", "services", V1, Referred, true, SERVICE,
        "every backend would look missing"),
    kind!("discovery.k8s.io", "EndpointSlice", "endpointslices", V1, Referred, false, ENDPOINT_SLICE,
        "targets are unknown until the controller registers them"),
    kind!(LATTICE, "TargetGroupPolicy", "targetgrouppolicies", V1ALPHA1, Referred, false, OBJECT,
        "target groups are planned with their default protocol and health check"),
    kind!(LATTICE, "IAMAuthPolicy", "iamauthpolicies", V1ALPHA1, Attached, false, OBJECT,
        "auth policies are not in the plan"),
    kind!(LATTICE, "VpcAssociationPolicy", "vpcassociationpolicies", V1ALPHA1, Attached, false, OBJECT,
        "VPC associations and their security groups are not in the plan"),
    kind!(LATTICE, "AccessLogPolicy", "accesslogpolicies", V1ALPHA1, Attached, false, OBJECT,
        "access log subscriptions are not in the plan"),
    kind!(LATTICE, "ServiceExport", "serviceexports", V1ALPHA1, Selected, false, OBJECT,
        "target groups of exported Services are not in the plan"),
    kind!(LATTICE, "ServiceImport", "serviceimports", V1ALPHA1, Referred, false, OBJECT,
        "imports are searched for by name alone, without their annotations"),
    kind!("apps", "Deployment", "deployments", V1, Referred, false, WORKLOAD,
        "rollout hygiene of Deployments is not checked"),
    kind!("apps", "StatefulSet", "statefulsets", V1, Referred, false, WORKLOAD,
        "rollout hygiene of StatefulSets is not checked"),
    kind!("apps", "DaemonSet", "daemonsets", V1, Referred, false, WORKLOAD,
        "rollout hygiene of DaemonSets is not checked"),
];

impl KindSpec {
    /// `httproutes.gateway.networking.k8s.io`, as the API server names the resource; core kinds by
    /// their plural alone.
    pub fn resource(&self) -> String {
        if self.group.is_empty() { self.plural.to_owned() } else { format!("{}.{}", self.plural, self.group) }
    }

    /// The path of the list, over all namespaces or in one.
    pub fn path(&self, version: &str, namespace: Option<&str>) -> String {
        let root =
            if self.group.is_empty() { format!("/api/{version}") } else { format!("/apis/{}/{version}", self.group) };
        match namespace {
            Some(namespace) => format!("{root}/namespaces/{namespace}/{}", self.plural),
            None => format!("{root}/{}", self.plural),
        }
    }

    /// `apiVersion` of an object.
    pub fn api_version(&self, version: &str) -> String {
        if self.group.is_empty() { version.to_owned() } else { format!("{}/{version}", self.group) }
    }

    /// Whether what is planned, and so what is judged, hangs on the kind; the others give advice only.
    pub fn shapes_resources(&self) -> bool {
        !matches!(self.kind, "ReferenceGrant" | "Deployment" | "StatefulSet" | "DaemonSet")
    }

    /// Whether a CustomResourceDefinition brings the kind.
    pub fn is_custom(&self) -> bool {
        matches!(self.group, GATEWAY_API | LATTICE)
    }
}

/// The group in an `apiVersion`; empty for the core group.
pub fn group_of(api_version: &str) -> &str {
    api_version.rsplit_once('/').map_or("", |(group, _)| group)
}

/// The kind of [`KINDS`] that an object is of. Other groups have kinds of the same names (a Gateway of
/// Istio, a Service of Knative), which are none of ours.
pub fn of_object(node: &Node) -> Option<&'static KindSpec> {
    let text = |key: &str| node.get(key).and_then(Node::as_str);
    let (kind, group) = (text("kind")?, group_of(text("apiVersion")?));
    KINDS.iter().find(|spec| spec.kind == kind && spec.group == group)
}

/// A kind of [`KINDS`] by name.
pub fn by_kind(kind: &str) -> Option<&'static KindSpec> {
    KINDS.iter().find(|spec| spec.kind == kind)
}
