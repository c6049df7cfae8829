//! Kubernetes' own kinds, as far as the controller (or a finding) reads them.

use serde::Deserialize;

/// `Service.spec`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceSpec {
    /// `ClusterIP`, `NodePort`, `LoadBalancer`, `ExternalName`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// `None` makes it headless.
    #[serde(rename = "clusterIP")]
    pub cluster_ip: Option<String>,
    /// `IPv4` and `IPv6`; filled in as the cluster would.
    #[serde(default)]
    pub ip_families: Vec<String>,
    /// `SingleStack`, `PreferDualStack`, `RequireDualStack`.
    pub ip_family_policy: Option<String>,
    /// The ports.
    #[serde(default)]
    pub ports: Vec<ServicePort>,
    /// Whether there is a selector with at least one label.
    #[serde(default)]
    pub selector: std::collections::BTreeMap<String, String>,
}

/// `Service.spec.ports[]`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServicePort {
    /// Absent: the unnamed port.
    pub name: Option<String>,
    /// The port that clients use.
    pub port: i32,
    /// `TCP` by default.
    pub protocol: Option<String>,
    /// A hint that the controller ignores.
    pub app_protocol: Option<String>,
}

/// An EndpointSlice (its fields stand at the top of the document).
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EndpointSlice {
    /// `IPv4`, `IPv6` or `FQDN`.
    #[serde(default)]
    pub address_type: String,
    /// The endpoints.
    #[serde(default)]
    pub endpoints: Vec<EndpointAddress>,
    /// The ports that every endpoint listens on.
    #[serde(default)]
    pub ports: Vec<EndpointPort>,
}

/// `EndpointSlice.endpoints[]`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EndpointAddress {
    /// The addresses.
    #[serde(default)]
    pub addresses: Vec<String>,
    /// Ready, serving, terminating.
    #[serde(default)]
    pub conditions: EndpointConditions,
}

/// `EndpointSlice.endpoints[].conditions`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct EndpointConditions {
    /// The only condition that the controller reads.
    pub terminating: Option<bool>,
}

/// `EndpointSlice.ports[]`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EndpointPort {
    /// The Service port's name; absent or empty: unnamed.
    pub name: Option<String>,
    /// The target port; absent: all ports.
    pub port: Option<i32>,
}

/// A Namespace: only its labels play a part.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct NamespaceSpec {}

/// A Deployment, StatefulSet, DaemonSet or Pod, for rollout hygiene.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Workload {
    /// Path of the pod's spec in the document (`spec.template.spec`, or `spec` for a Pod).
    pub pod_spec_path: &'static str,
    /// The pods' labels.
    pub pod_labels: std::collections::BTreeMap<String, String>,
    /// `terminationGracePeriodSeconds`.
    pub termination_grace_period_seconds: Option<i64>,
    /// Condition types of `readinessGates`.
    pub readiness_gates: Vec<String>,
    /// The containers.
    pub containers: Vec<Container>,
}

/// A container, for rollout hygiene.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Container {
    /// Its name.
    pub name: String,
    /// Whether `lifecycle.preStop` is there (exec, sleep or httpGet).
    pub has_pre_stop: bool,
    /// `readinessProbe.httpGet.path`.
    pub readiness_path: Option<String>,
    /// `readinessProbe.httpGet.port` (a number or a port's name).
    pub readiness_port: Option<String>,
}
