//! Gateway API kinds (`gateway.networking.k8s.io`), defaults filled in.

use std::collections::BTreeMap;

use serde::Deserialize;

/// `GatewayClass.spec`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GatewayClassSpec {
    /// The controller that the class belongs to.
    pub controller_name: String,
}

/// `Gateway.spec`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GatewaySpec {
    /// The GatewayClass by name.
    pub gateway_class_name: String,
    /// The listeners in the order of the manifest.
    #[serde(default)]
    pub listeners: Vec<Listener>,
}

/// `Gateway.spec.listeners[]`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Listener {
    /// Unique in the Gateway.
    pub name: String,
    /// Filters routes; never becomes a domain.
    pub hostname: Option<String>,
    /// 1 to 65535.
    pub port: i32,
    /// `HTTP`, `HTTPS`, `TLS`, or anything else that the CRD lets through.
    pub protocol: String,
    /// TLS settings.
    pub tls: Option<ListenerTls>,
    /// Which routes may attach.
    pub allowed_routes: Option<AllowedRoutes>,
}

/// `Gateway.spec.listeners[].tls`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListenerTls {
    /// `Terminate` (the default) or `Passthrough`.
    pub mode: Option<String>,
    /// Where `certificate-arn` stands.
    #[serde(default)]
    pub options: BTreeMap<String, String>,
}

/// `Gateway.spec.listeners[].allowedRoutes`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AllowedRoutes {
    /// By namespace; the default is `from: Same`.
    pub namespaces: Option<RouteNamespaces>,
    /// By kind; empty: what the protocol can carry.
    #[serde(default)]
    pub kinds: Vec<RouteGroupKind>,
}

/// `allowedRoutes.namespaces`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RouteNamespaces {
    /// `Same`, `All` or `Selector` (`None` in the standard channel too).
    pub from: Option<String>,
    /// With `Selector`: labels of the route's Namespace.
    pub selector: Option<LabelSelector>,
}

/// `allowedRoutes.kinds[]`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct RouteGroupKind {
    /// The group; defaulted to the Gateway API's.
    pub group: Option<String>,
    /// The kind.
    pub kind: String,
}

/// A label selector: all requirements must hold; an empty one selects everything.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LabelSelector {
    /// Labels that must be equal.
    #[serde(default)]
    pub match_labels: BTreeMap<String, String>,
    /// Set requirements.
    #[serde(default)]
    pub match_expressions: Vec<LabelSelectorRequirement>,
}

/// `matchExpressions[]`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct LabelSelectorRequirement {
    /// The label.
    pub key: String,
    /// `In`, `NotIn`, `Exists`, `DoesNotExist`.
    pub operator: String,
    /// For `In` and `NotIn`.
    #[serde(default)]
    pub values: Vec<String>,
}

/// `spec.parentRefs[]` of a route.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ParentRef {
    /// Defaulted to the Gateway API's group; the controller never reads it.
    pub group: Option<String>,
    /// Defaulted to `Gateway`; the controller never reads it.
    pub kind: Option<String>,
    /// Absent: see the namespace quirk in the controller's walk over parents.
    pub namespace: Option<String>,
    /// The Gateway's name.
    pub name: String,
    /// A listener by name.
    pub section_name: Option<String>,
    /// A listener by port.
    pub port: Option<i32>,
}

/// `backendRefs[]` of a rule.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BackendRef {
    /// Defaulted to the core group; the controller never reads it.
    pub group: Option<String>,
    /// Defaulted to `Service`.
    pub kind: Option<String>,
    /// Absent: the route's namespace.
    pub namespace: Option<String>,
    /// The Service or ServiceImport.
    pub name: String,
    /// A Service port.
    pub port: Option<i32>,
    /// Defaulted to 1.
    pub weight: Option<i32>,
}

/// `HTTPRoute.spec`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HttpRouteSpec {
    /// The Gateways to attach to.
    #[serde(default)]
    pub parent_refs: Vec<ParentRef>,
    /// The first one becomes the custom domain.
    #[serde(default)]
    pub hostnames: Vec<String>,
    /// Defaulted to one rule when left out.
    #[serde(default)]
    pub rules: Vec<HttpRouteRule>,
}

/// `HTTPRoute.spec.rules[]`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HttpRouteRule {
    /// Defaulted to one match (prefix `/`) when left out; an empty list stays empty.
    #[serde(default)]
    pub matches: Vec<HttpRouteMatch>,
    /// The backends.
    #[serde(default)]
    pub backend_refs: Vec<BackendRef>,
}

/// `HTTPRoute.spec.rules[].matches[]`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HttpRouteMatch {
    /// Defaulted to prefix `/`.
    pub path: Option<HttpPathMatch>,
    /// Header matches.
    #[serde(default)]
    pub headers: Vec<HeaderMatch>,
    /// `Some` when the key is present, be the list empty or not: that is what the controller asks.
    pub query_params: Option<Vec<HeaderMatch>>,
    /// The HTTP method.
    pub method: Option<String>,
}

/// `matches[].path`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct HttpPathMatch {
    /// `Exact`, `PathPrefix`, `RegularExpression`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// The path.
    pub value: Option<String>,
}

/// `matches[].headers[]` and `matches[].queryParams[]`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct HeaderMatch {
    /// `Exact` (the default) or `RegularExpression`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// The header's name.
    pub name: String,
    /// The value.
    pub value: String,
}

/// `GRPCRoute.spec`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GrpcRouteSpec {
    /// The Gateways to attach to.
    #[serde(default)]
    pub parent_refs: Vec<ParentRef>,
    /// The first one becomes the custom domain.
    #[serde(default)]
    pub hostnames: Vec<String>,
    /// Not defaulted.
    #[serde(default)]
    pub rules: Vec<GrpcRouteRule>,
}

/// `GRPCRoute.spec.rules[]`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GrpcRouteRule {
    /// Not defaulted: none means every call.
    #[serde(default)]
    pub matches: Vec<GrpcRouteMatch>,
    /// The backends.
    #[serde(default)]
    pub backend_refs: Vec<BackendRef>,
}

/// `GRPCRoute.spec.rules[].matches[]`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct GrpcRouteMatch {
    /// Absent: the controller crashes on the match.
    pub method: Option<GrpcMethodMatch>,
    /// Header matches.
    #[serde(default)]
    pub headers: Vec<HeaderMatch>,
}

/// `matches[].method` of a GRPCRoute.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct GrpcMethodMatch {
    /// `Exact` (the default) or `RegularExpression`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// The gRPC service.
    pub service: Option<String>,
    /// The gRPC method.
    pub method: Option<String>,
}

/// `TLSRoute.spec`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TlsRouteSpec {
    /// The Gateways to attach to.
    #[serde(default)]
    pub parent_refs: Vec<ParentRef>,
    /// The first one becomes the custom domain.
    #[serde(default)]
    pub hostnames: Vec<String>,
    /// Exactly one.
    #[serde(default)]
    pub rules: Vec<TlsRouteRule>,
}

/// `TLSRoute.spec.rules[]`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TlsRouteRule {
    /// The backends.
    #[serde(default)]
    pub backend_refs: Vec<BackendRef>,
}

/// `ReferenceGrant.spec`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct ReferenceGrantSpec {
    /// Who may refer.
    #[serde(default)]
    pub from: Vec<ReferenceGrantFrom>,
    /// To what in the grant's namespace.
    #[serde(default)]
    pub to: Vec<ReferenceGrantTo>,
}

/// `ReferenceGrant.spec.from[]`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct ReferenceGrantFrom {
    /// The group.
    #[serde(default)]
    pub group: String,
    /// The kind.
    pub kind: String,
    /// The namespace.
    pub namespace: String,
}

/// `ReferenceGrant.spec.to[]`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct ReferenceGrantTo {
    /// The group.
    #[serde(default)]
    pub group: String,
    /// The kind.
    pub kind: String,
    /// Absent: every object of that kind.
    pub name: Option<String>,
}
