//! The controller's own kinds (`application-networking.k8s.aws`), defaults filled in.

use serde::Deserialize;

/// `spec.targetRef` of a policy.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct TargetRef {
    /// The target's group.
    #[serde(default)]
    pub group: String,
    /// The target's kind.
    pub kind: String,
    /// The target's name.
    pub name: String,
    /// Read by AccessLogPolicy and (for the service's name) by IAMAuthPolicy only.
    pub namespace: Option<String>,
}

/// `TargetGroupPolicy.spec`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TargetGroupPolicySpec {
    /// A Service or ServiceExport.
    pub target_ref: TargetRef,
    /// Any text: the CRD does not limit it.
    pub protocol: Option<String>,
    /// Any text: the CRD does not limit it.
    pub protocol_version: Option<String>,
    /// The health check.
    pub health_check: Option<HealthCheckConfig>,
}

/// `TargetGroupPolicy.spec.healthCheck`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HealthCheckConfig {
    /// On or off.
    pub enabled: Option<bool>,
    /// Seconds, 5 to 300.
    pub interval_seconds: Option<i64>,
    /// Seconds, 1 to 120.
    pub timeout_seconds: Option<i64>,
    /// 2 to 10.
    pub healthy_threshold_count: Option<i64>,
    /// 2 to 10.
    pub unhealthy_threshold_count: Option<i64>,
    /// HTTP codes, as Lattice's matcher takes them.
    pub status_match: Option<String>,
    /// The path.
    pub path: Option<String>,
    /// The port; absent: the target's own.
    pub port: Option<i64>,
    /// `HTTP` or `HTTPS`.
    pub protocol: Option<String>,
    /// `HTTP1` or `HTTP2`.
    pub protocol_version: Option<String>,
}

/// `IAMAuthPolicy.spec`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IamAuthPolicySpec {
    /// A Gateway, HTTPRoute or GRPCRoute.
    pub target_ref: TargetRef,
    /// The IAM policy document, as text.
    pub policy: String,
}

/// `VpcAssociationPolicy.spec`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VpcAssociationPolicySpec {
    /// A Gateway.
    pub target_ref: TargetRef,
    /// Security groups of the association.
    #[serde(default)]
    pub security_group_ids: Vec<String>,
    /// Absent: true.
    pub associate_with_vpc: Option<bool>,
}

/// `AccessLogPolicy.spec`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccessLogPolicySpec {
    /// A Gateway, HTTPRoute or GRPCRoute.
    pub target_ref: TargetRef,
    /// S3 bucket, CloudWatch Logs group or Firehose stream.
    pub destination_arn: String,
}

/// `ServiceExport.spec`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceExportSpec {
    /// One target group per port; empty: the `port` annotation or all ports.
    #[serde(default)]
    pub exported_ports: Vec<ExportedPort>,
}

/// `ServiceExport.spec.exportedPorts[]`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportedPort {
    /// The Service's port, and the target group's.
    pub port: i32,
    /// `HTTP`, `GRPC` or `TLS`.
    pub route_type: String,
}

/// `ServiceImport.spec`: nothing of it plays a part.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceImportSpec {}

/// `ServiceNetwork.spec`: nothing of it plays a part.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceNetworkSpec {}
