//! What reading calls give where the account form has no struct for it.
//!
//! Structs of the account form that come from a reading call carry id, ARN and state in their `identity`;
//! their tags and policies are empty (separate calls give those), and forward actions name target groups
//! by id, not by label.

use crate::model::{Identity, TagMap, TargetGroup};

/// A service network as List shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceNetworkSummary {
    /// The id.
    pub id: String,
    /// The ARN; another account's for a shared network.
    pub arn: String,
    /// The name.
    pub name: String,
    /// When it was last changed.
    pub last_updated_at: Option<String>,
}

/// A service as List shows it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceSummary {
    /// The id.
    pub id: String,
    /// The ARN; another account's for a shared service.
    pub arn: String,
    /// The name.
    pub name: String,
    /// The custom domain.
    pub custom_domain_name: Option<String>,
    /// The lifecycle state.
    pub status: Option<String>,
    /// When it was last changed.
    pub last_updated_at: Option<String>,
}

/// A listener as List shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListenerSummary {
    /// The id.
    pub id: String,
    /// The ARN.
    pub arn: String,
    /// The name.
    pub name: String,
    /// The port.
    pub port: i32,
    /// `HTTP`, `HTTPS`, `TLS_PASSTHROUGH`.
    pub protocol: String,
    /// When it was last changed.
    pub last_updated_at: Option<String>,
}

/// A rule as List shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleSummary {
    /// The id.
    pub id: String,
    /// The ARN.
    pub arn: String,
    /// The name.
    pub name: Option<String>,
    /// The priority; the default rule has none that counts.
    pub priority: Option<i32>,
    /// Whether it is the listener's default rule.
    pub is_default: bool,
    /// When it was last changed.
    pub last_updated_at: Option<String>,
}

/// A target group as List shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TargetGroupSummary {
    /// The id.
    pub id: String,
    /// The ARN; another account's for a shared group.
    pub arn: String,
    /// The name.
    pub name: String,
    /// `IP`, `LAMBDA`, `INSTANCE`, `ALB`.
    pub kind: String,
    /// The lifecycle state.
    pub status: Option<String>,
    /// The default port.
    pub port: Option<i32>,
    /// `HTTP`, `HTTPS`, `TCP`.
    pub protocol: Option<String>,
    /// `IPV4`, `IPV6`.
    pub ip_address_type: Option<String>,
    /// The VPC.
    pub vpc_identifier: Option<String>,
    /// LAMBDA only.
    pub lambda_event_structure_version: Option<String>,
    /// The services that use it.
    pub service_arns: Vec<String>,
    /// When it was last changed.
    pub last_updated_at: Option<String>,
}

/// A target group as Get shows it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TargetGroupDetail {
    /// The group, without targets and tags.
    pub group: TargetGroup,
    /// The services that use it.
    pub service_arns: Vec<String>,
}

/// What associations are listed by; the API wants one of the two.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AssociationFilter {
    /// A service network, by id or ARN.
    Network(String),
    /// The other end: a service (id or ARN), or a VPC's id.
    Other(String),
}

/// A service's place in a service network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceAssociation {
    /// Id, ARN, state.
    pub identity: Identity,
    /// The network's id.
    pub network_id: String,
    /// The network's ARN.
    pub network_arn: String,
    /// The network's name.
    pub network_name: String,
    /// The service's id.
    pub service_id: String,
    /// The service's ARN.
    pub service_arn: String,
    /// The service's name.
    pub service_name: String,
}

/// A VPC's place in a service network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VpcAssociation {
    /// Id, ARN, state.
    pub identity: Identity,
    /// The network's id.
    pub network_id: String,
    /// The network's ARN.
    pub network_arn: String,
    /// The network's name.
    pub network_name: String,
    /// The VPC.
    pub vpc_id: String,
    /// Empty in what List gives.
    pub security_group_ids: Vec<String>,
    /// Private DNS of resource configurations.
    pub private_dns_enabled: Option<bool>,
}

/// An auth policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthPolicy {
    /// The document.
    pub policy: String,
    /// `Active`, or `Inactive` where the auth type is `NONE`.
    pub state: Option<String>,
}

/// An access log subscription (List is complete).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LogSubscription {
    /// Id and ARN.
    pub identity: Identity,
    /// What it logs, by ARN.
    pub resource_arn: String,
    /// What it logs, by id.
    pub resource_id: String,
    /// S3 bucket, CloudWatch Logs group or Firehose stream.
    pub destination_arn: String,
    /// `SERVICE` or `RESOURCE`, for service networks.
    pub service_network_log_type: Option<String>,
}

/// What to ask the tagging API for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TagQuery {
    /// Resource types (`vpc-lattice`, `vpc-lattice:targetgroup`); none: all.
    pub resource_types: Vec<String>,
    /// A tag's key with the values that fit (none: any); all must fit.
    pub tags: Vec<(String, Vec<String>)>,
    /// At most 100 ARNs; then nothing else may be given.
    pub arns: Vec<String>,
}

/// A resource with its tags, as the tagging API knows them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaggedResource {
    /// The ARN.
    pub arn: String,
    /// Its tags.
    pub tags: TagMap,
}

/// Who is calling.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallerIdentity {
    /// The account, twelve digits.
    pub account: String,
    /// The caller's ARN.
    pub arn: String,
}

/// What creating gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Created {
    /// The id.
    pub id: String,
    /// The ARN.
    pub arn: String,
    /// The lifecycle state, where the resource has one.
    pub status: Option<String>,
}

/// One part of a call that answered 200 and yet did not do all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartialFailure {
    /// The rule's id, or the target's.
    pub id: String,
    /// The target's port.
    pub port: Option<i32>,
    /// The service's code, a free string.
    pub code: Option<String>,
    /// Its words.
    pub message: Option<String>,
}
