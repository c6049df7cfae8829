//! One struct per Lattice resource, members spelled as the API spells them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Label, TagMap};

/// What only a live resource has. A planned one that exists already keeps it; a new one has none of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Identity {
    /// The id (`svc-...`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The ARN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// The lifecycle state (`ACTIVE`, `CREATE_FAILED`, ...), where the resource has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure_code: Option<String>,
    /// Why it failed, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure_message: Option<String>,
    /// When it was last changed, as the API prints it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_updated_at: Option<String>,
    /// Services and service associations: the DNS name that Lattice gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dns_entry: Option<serde_json::Value>,
}

/// A service network.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServiceNetwork {
    /// The name, unique in the account.
    pub name: String,
    /// `NONE` or `AWS_IAM`; absent where it could not be read (a shared network).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth_type: Option<String>,
    /// The auth policy as parsed JSON (a string where it is no JSON).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth_policy: Option<serde_json::Value>,
    /// Tags.
    #[serde(default)]
    pub tags: TagMap,
    /// Id, ARN and state, once it exists.
    #[serde(flatten)]
    pub identity: Identity,
}

/// A service.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Service {
    /// The name, unique in the account; immutable.
    pub name: String,
    /// The custom domain; immutable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_domain_name: Option<String>,
    /// The ACM certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate_arn: Option<String>,
    /// `NONE` or `AWS_IAM`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth_type: Option<String>,
    /// The auth policy as parsed JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth_policy: Option<serde_json::Value>,
    /// Tags.
    #[serde(default)]
    pub tags: TagMap,
    /// Id, ARN and state, once it exists.
    #[serde(flatten)]
    pub identity: Identity,
}

/// A listener of a service.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Listener {
    /// The name, unique in the service; immutable.
    pub name: String,
    /// The port; immutable.
    pub port: i32,
    /// `HTTP`, `HTTPS` or `TLS_PASSTHROUGH`; immutable.
    pub protocol: String,
    /// What happens where no rule fits.
    pub default_action: RuleAction,
    /// Tags.
    #[serde(default)]
    pub tags: TagMap,
    /// Id and ARN, once it exists.
    #[serde(flatten)]
    pub identity: Identity,
}

/// A rule of a listener (never the default rule).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// The name; the controller puts the time into it, so it is never compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// 1 to 2000, unique in the listener, lower first.
    pub priority: i32,
    /// Which requests.
    #[serde(rename = "match")]
    pub rule_match: RuleMatch,
    /// What happens to them.
    pub action: RuleAction,
    /// Tags.
    #[serde(default)]
    pub tags: TagMap,
    /// Id and ARN, once it exists.
    #[serde(flatten)]
    pub identity: Identity,
}

/// A rule's match.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RuleMatch {
    /// The only kind of match that there is.
    pub http_match: HttpMatch,
}

/// All given parts must fit.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct HttpMatch {
    /// The HTTP method, exact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_match: Option<PathMatch>,
    /// At most five headers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub header_matches: Vec<HeaderMatch>,
}

/// A path match.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PathMatch {
    /// Always true for what the controller makes.
    #[serde(default)]
    pub case_sensitive: bool,
    /// Exact or prefix.
    #[serde(rename = "match")]
    pub match_type: PathMatchType,
}

/// How a path is compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum PathMatchType {
    /// The whole path.
    Exact(String),
    /// Its start.
    Prefix(String),
}

impl Default for PathMatchType {
    fn default() -> Self {
        Self::Prefix("/".to_owned())
    }
}

/// A header match.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct HeaderMatch {
    /// The header's name, compared without case.
    pub name: String,
    /// Whether the value is compared with case.
    #[serde(default)]
    pub case_sensitive: bool,
    /// How the value is compared.
    #[serde(rename = "match")]
    pub match_type: HeaderMatchType,
}

/// How a header's value is compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum HeaderMatchType {
    /// The whole value.
    Exact(String),
    /// Its start.
    Prefix(String),
    /// Any part of it.
    Contains(String),
}

/// What a listener or rule does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum RuleAction {
    /// Sends the request to target groups.
    Forward(ForwardAction),
    /// Answers by itself.
    FixedResponse(FixedResponse),
}

impl Default for RuleAction {
    fn default() -> Self {
        Self::FixedResponse(FixedResponse { status_code: 404 })
    }
}

/// Target groups with weights.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ForwardAction {
    /// One to ten.
    pub target_groups: Vec<WeightedTargetGroup>,
}

/// One target group of a forward action.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct WeightedTargetGroup {
    /// The target group's label (its id or ARN where the account's group is not in the document).
    pub target_group_identifier: Label,
    /// 0 to 999.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<i32>,
}

/// A fixed answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FixedResponse {
    /// 404 or 500.
    pub status_code: i32,
}

/// A target group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TargetGroup {
    /// The name, unique in the account. For groups of ours its last ten letters mean nothing.
    pub name: String,
    /// `IP`, `LAMBDA`, `INSTANCE`, `ALB`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Absent for LAMBDA.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config: Option<TargetGroupConfig>,
    /// The targets that do not drain.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<Target>,
    /// Tags.
    #[serde(default)]
    pub tags: TagMap,
    /// Id, ARN and state, once it exists.
    #[serde(flatten)]
    pub identity: Identity,
}

/// Everything of it but the health check is immutable.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TargetGroupConfig {
    /// The default port of targets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<i32>,
    /// `HTTP`, `HTTPS`, `TCP`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<String>,
    /// `HTTP1`, `HTTP2`, `GRPC`; none for TCP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol_version: Option<String>,
    /// `IPV4`, `IPV6`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ip_address_type: Option<String>,
    /// The VPC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vpc_identifier: Option<String>,
    /// `V1`, `V2`; LAMBDA only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lambda_event_structure_version: Option<String>,
    /// The health check in full, as the service reports it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health_check: Option<HealthCheck>,
}

/// A target group's health check.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct HealthCheck {
    /// On or off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// `HTTP`, `HTTPS`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<String>,
    /// `HTTP1`, `HTTP2`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol_version: Option<String>,
    /// Absent: the target's own port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<i32>,
    /// The path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health_check_interval_seconds: Option<i32>,
    /// Seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health_check_timeout_seconds: Option<i32>,
    /// Successes in a row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub healthy_threshold_count: Option<i32>,
    /// Failures in a row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unhealthy_threshold_count: Option<i32>,
    /// The answers that count as healthy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matcher: Option<Matcher>,
}

/// HTTP codes (`200`, `200-299`, `200,204`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Matcher {
    /// The codes.
    pub http_code: String,
}

/// One target.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    /// An address (or the id or ARN that the group's type takes).
    pub id: String,
    /// The port; absent: the group's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<i32>,
    /// `HEALTHY`, `UNHEALTHY`, ...: seen in an account, never desired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Why it is in that state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<String>,
}

/// A service's place in a service network.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServiceNetworkServiceAssociation {
    /// Tags.
    #[serde(default)]
    pub tags: TagMap,
    /// Id, ARN and state, once it exists.
    #[serde(flatten)]
    pub identity: Identity,
}

/// A VPC's place in a service network.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServiceNetworkVpcAssociation {
    /// At most five; can be replaced, never emptied by an update.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub security_group_ids: Vec<String>,
    /// Private DNS of resource configurations: nothing of the controller's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private_dns_enabled: Option<bool>,
    /// Tags.
    #[serde(default)]
    pub tags: TagMap,
    /// Id, ARN and state, once it exists.
    #[serde(flatten)]
    pub identity: Identity,
}

/// Access logs of a service network or service.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AccessLogSubscription {
    /// S3 bucket, CloudWatch Logs group or Firehose stream.
    pub destination_arn: String,
    /// `SERVICE` or `RESOURCE`, for service networks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_network_log_type: Option<String>,
    /// Tags.
    #[serde(default)]
    pub tags: TagMap,
    /// Id and ARN, once it exists.
    #[serde(flatten)]
    pub identity: Identity,
}

/// A certificate as ACM's DescribeCertificate shows it (members in ACM's own spelling).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct Certificate {
    /// The ARN.
    pub certificate_arn: String,
    /// The first name.
    #[serde(default)]
    pub domain_name: String,
    /// `ISSUED`, `EXPIRED`, ...
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// `RSA_2048`, `EC_prime256v1`, ...; absent where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_algorithm: Option<String>,
    /// All names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subject_alternative_names: Vec<String>,
    /// Seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_at: Option<serde_json::Number>,
    /// Seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imported_at: Option<serde_json::Number>,
    /// Seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<serde_json::Number>,
    /// Seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_after: Option<serde_json::Number>,
}
