//! The kinds that play a part, with the versions in which an API server takes them.

use super::check;

/// A kind that latticectl reads.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Kind {
    pub id: Id,
    pub name: &'static str,
    pub group: &'static str,
    /// The versions that are served, the best first.
    pub served: &'static [&'static str],
    pub namespaced: bool,
    /// Whether an object without `spec` is refused.
    pub needs_spec: bool,
}

/// The kinds by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Id {
    GatewayClass,
    Gateway,
    HttpRoute,
    GrpcRoute,
    TlsRoute,
    ReferenceGrant,
    TargetGroupPolicy,
    IamAuthPolicy,
    VpcAssociationPolicy,
    AccessLogPolicy,
    ServiceExport,
    ServiceImport,
    ServiceNetwork,
    Service,
    EndpointSlice,
    Namespace,
    Deployment,
    StatefulSet,
    DaemonSet,
    Pod,
}

const GATEWAY_API: &str = "gateway.networking.k8s.io";
const LATTICE: &str = "application-networking.k8s.aws";

const fn gateway(id: Id, name: &'static str, served: &'static [&'static str]) -> Kind {
    Kind { id, name, group: GATEWAY_API, served, namespaced: true, needs_spec: true }
}

const fn lattice(id: Id, name: &'static str, needs_spec: bool) -> Kind {
    Kind { id, name, group: LATTICE, served: &["v1alpha1"], namespaced: true, needs_spec }
}

const fn native(id: Id, name: &'static str, group: &'static str) -> Kind {
    Kind { id, name, group, served: &["v1"], namespaced: true, needs_spec: false }
}

/// Every kind that plays a part.
pub(super) const ALL: [Kind; 20] = [
    Kind { namespaced: false, ..gateway(Id::GatewayClass, "GatewayClass", &["v1", "v1beta1"]) },
    gateway(Id::Gateway, "Gateway", &["v1", "v1beta1"]),
    gateway(Id::HttpRoute, "HTTPRoute", &["v1", "v1beta1"]),
    gateway(Id::GrpcRoute, "GRPCRoute", &["v1"]),
    gateway(Id::TlsRoute, "TLSRoute", &["v1"]),
    Kind { needs_spec: false, ..gateway(Id::ReferenceGrant, "ReferenceGrant", &["v1", "v1beta1"]) },
    lattice(Id::TargetGroupPolicy, "TargetGroupPolicy", true),
    lattice(Id::IamAuthPolicy, "IAMAuthPolicy", true),
    lattice(Id::VpcAssociationPolicy, "VpcAssociationPolicy", true),
    lattice(Id::AccessLogPolicy, "AccessLogPolicy", true),
    lattice(Id::ServiceExport, "ServiceExport", false),
    lattice(Id::ServiceImport, "ServiceImport", false),
    Kind { namespaced: false, ..lattice(Id::ServiceNetwork, "ServiceNetwork", false) },
    native(Id::Service, "Service", ""),
    native(Id::EndpointSlice, "EndpointSlice", "discovery.k8s.io"),
    Kind { namespaced: false, ..native(Id::Namespace, "Namespace", "") },
    native(Id::Deployment, "Deployment", "apps"),
    native(Id::StatefulSet, "StatefulSet", "apps"),
    native(Id::DaemonSet, "DaemonSet", "apps"),
    native(Id::Pod, "Pod", ""),
];

/// What a document's `kind` and `apiVersion` stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Recognised {
    /// A kind that plays a part.
    Known(&'static Kind),
    /// Such a kind in a version that no API server takes.
    WrongVersion(&'static Kind),
    /// Most likely a slip of the pen for this kind.
    Misspelt(&'static Kind),
    /// Any other kind.
    Foreign,
}

/// Tells kinds apart. The group before the Gateway API's own counts as a version of it that is gone.
pub(super) fn recognise(api_version: &str, name: &str) -> Recognised {
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    let of_kind = |group: &str| ALL.iter().find(|kind| kind.name == name && kind.group == group);
    if let Some(kind) = of_kind(group) {
        let served = kind.served.contains(&version);
        return if served { Recognised::Known(kind) } else { Recognised::WrongVersion(kind) };
    }
    match group {
        "networking.x-k8s.io" => of_kind(GATEWAY_API).map_or(Recognised::Foreign, Recognised::WrongVersion),
        // The group left out, as in `apiVersion: v1` for an HTTPRoute.
        "" => match of_kind(GATEWAY_API).or_else(|| of_kind(LATTICE)) {
            Some(kind) => Recognised::WrongVersion(kind),
            None => meant(group, name),
        },
        // Half of the Gateway API's group, or a group that nobody serves: no other of them has such a kind.
        _ if is_cut(group) => of_kind(GATEWAY_API).map_or_else(|| meant(group, name), Recognised::WrongVersion),
        _ => meant(group, name),
    }
}

/// Whether a group is what is left of the Gateway API's.
fn is_cut(group: &str) -> bool {
    group == "networking.k8s.io"
        || (group.starts_with("gateway.") && group.ends_with("k8s.io") && !group.contains("x-"))
}

/// Real kinds of the two groups that play no part, however near another one they are written.
const OTHERS: [&str; 9] = [
    "TCPRoute",
    "UDPRoute",
    "BackendTLSPolicy",
    "BackendLBPolicy",
    "BackendTrafficPolicy",
    "XBackendTrafficPolicy",
    "ListenerSet",
    "XListenerSet",
    "XMesh",
];

/// The kind that a slip in kind or group stands for. Of Kubernetes' own kinds only the case is forgiven:
/// there are too many that are near each other.
fn meant(group: &str, name: &str) -> Recognised {
    if OTHERS.contains(&name) {
        return Recognised::Foreign;
    }
    let same_letters = |kind: &&Kind| kind.name.eq_ignore_ascii_case(name);
    if let Some(kind) = ALL.iter().filter(same_letters).find(|kind| kind.group == group) {
        return Recognised::Misspelt(kind);
    }
    let is_near = |known: &str| {
        // The experimental group of the Gateway API is another one, and no slip.
        known == group || (!group.contains(".x-") && strsim::osa_distance(known, &group.to_lowercase()) <= 2)
    };
    let of_group = |kind: &&Kind| kind.is_custom() && (is_near(kind.group) || (group.is_empty() && same_letters(kind)));
    let near = check::closest(name, ALL.iter().filter(of_group).map(|kind| kind.name));
    match near.and_then(|near| ALL.iter().find(|kind| kind.is_custom() && kind.name == near)) {
        Some(kind) if kind.name == name => Recognised::WrongVersion(kind),
        Some(kind) => Recognised::Misspelt(kind),
        None => Recognised::Foreign,
    }
}

impl Kind {
    /// Whether a CRD defines it, and not Kubernetes itself.
    pub fn is_custom(&self) -> bool {
        matches!(self.group, GATEWAY_API | LATTICE)
    }

    /// Whether it is read for rollout hygiene only.
    pub fn is_workload(&self) -> bool {
        matches!(self.id, Id::Deployment | Id::StatefulSet | Id::DaemonSet | Id::Pod)
    }

    /// `apiVersion` of the best served version.
    pub fn api_version(&self) -> String {
        let version = self.served.first().copied().unwrap_or_default();
        if self.group.is_empty() { version.to_owned() } else { format!("{}/{version}", self.group) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_and_groups() {
        let known = |version: &str, kind: &str| matches!(recognise(version, kind), Recognised::Known(_));
        let wrong = |version: &str, kind: &str| matches!(recognise(version, kind), Recognised::WrongVersion(_));
        assert!(known("gateway.networking.k8s.io/v1beta1", "HTTPRoute"));
        assert!(known("v1", "Service"));
        assert!(wrong("gateway.networking.k8s.io/v1alpha2", "TLSRoute"));
        assert!(wrong("networking.x-k8s.io/v1alpha1", "Gateway"));
        assert!(wrong("v1", "HTTPRoute"));
        assert_eq!(recognise("networking.istio.io/v1", "Gateway"), Recognised::Foreign);
        assert_eq!(recognise("multicluster.x-k8s.io/v1alpha1", "ServiceExport"), Recognised::Foreign);
        assert!(wrong("gateway.networking.k8s.oi/v1", "HTTPRoute"));
        assert!(wrong("networking.k8s.io/v1", "HTTPRoute"));
        assert!(wrong("gateway.network.k8s.io/v1", "Gateway"));
        assert_eq!(recognise("networking.k8s.io/v1", "Ingress"), Recognised::Foreign);
        assert_eq!(recognise("networking.k8s.io/v1", "NetworkPolicy"), Recognised::Foreign);
        assert!(wrong("application-networkings.k8s.aws/v1alpha1", "ServiceExport"));
    }

    #[test]
    fn slips_are_told_from_other_kinds() {
        let meant = |version: &str, kind: &str| match recognise(version, kind) {
            Recognised::Misspelt(kind) => kind.name,
            _ => "-",
        };
        let gateway = "gateway.networking.k8s.io/v1";
        assert_eq!(meant(gateway, "HttpRoute"), "HTTPRoute");
        assert_eq!(meant(gateway, "HTTPRoutes"), "HTTPRoute");
        assert_eq!(meant(gateway, "GatewayClas"), "GatewayClass");
        assert_eq!(meant("gateway.networking.k8s.oi/v1", "Httproute"), "HTTPRoute");
        assert_eq!(meant("application-networking.k8s.aws/v1alpha1", "IamAuthPolicy"), "IAMAuthPolicy");
        assert_eq!(meant("v1", "httproute"), "HTTPRoute");
        assert_eq!(meant("v1", "service"), "Service");
        for (version, kind) in [
            (gateway, "TCPRoute"),
            (gateway, "UDPRoute"),
            ("gateway.networking.x-k8s.io/v1alpha1", "XListenerSet"),
            ("networking.istio.io/v1", "GateWay"),
            ("serving.knative.dev/v1", "Service"),
            ("traefik.io/v1alpha1", "TLSRoute"),
            ("v1", "Node"),
            ("v1", "ServiceAccount"),
            ("v1", "Secret"),
            ("apps/v1", "ReplicaSet"),
        ] {
            assert_eq!(meant(version, kind), "-", "{version} {kind}");
        }
    }
}
