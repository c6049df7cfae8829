//! What writing calls take. Forward actions name target groups by id here, never by label.

use crate::model::{RuleAction, RuleMatch, TagMap, TargetGroupConfig};

/// A service network to create.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewServiceNetwork {
    /// The name.
    pub name: String,
    /// `NONE` or `AWS_IAM`.
    pub auth_type: Option<String>,
    /// Tags.
    pub tags: TagMap,
    /// Makes a repeated call harmless.
    pub client_token: String,
}

/// A service to create.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewService {
    /// The name.
    pub name: String,
    /// The custom domain.
    pub custom_domain_name: Option<String>,
    /// The certificate.
    pub certificate_arn: Option<String>,
    /// `NONE` or `AWS_IAM`.
    pub auth_type: Option<String>,
    /// Tags.
    pub tags: TagMap,
    /// Makes a repeated call harmless.
    pub client_token: String,
}

/// What of a service can be updated; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceUpdate {
    /// The certificate.
    pub certificate_arn: Option<String>,
    /// `NONE` or `AWS_IAM`.
    pub auth_type: Option<String>,
}

/// A listener to create.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewListener {
    /// The name.
    pub name: String,
    /// The port.
    pub port: i32,
    /// `HTTP`, `HTTPS`, `TLS_PASSTHROUGH`.
    pub protocol: String,
    /// What happens where no rule fits.
    pub default_action: RuleAction,
    /// Tags.
    pub tags: TagMap,
    /// Makes a repeated call harmless.
    pub client_token: String,
}

/// A rule to create.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewRule {
    /// The name.
    pub name: String,
    /// The priority.
    pub priority: i32,
    /// Which requests.
    pub rule_match: RuleMatch,
    /// What happens to them.
    pub action: RuleAction,
    /// Tags.
    pub tags: TagMap,
    /// Makes a repeated call harmless.
    pub client_token: String,
}

/// What of a rule is updated; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuleUpdate {
    /// Which requests.
    pub rule_match: Option<RuleMatch>,
    /// The priority.
    pub priority: Option<i32>,
    /// What happens to them.
    pub action: Option<RuleAction>,
}

/// A target group to create.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewTargetGroup {
    /// The name.
    pub name: String,
    /// `IP`, `LAMBDA`, `INSTANCE`, `ALB`.
    pub kind: String,
    /// Absent for LAMBDA.
    pub config: Option<TargetGroupConfig>,
    /// Tags.
    pub tags: TagMap,
    /// Makes a repeated call harmless.
    pub client_token: String,
}

/// A service to put into a service network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewServiceAssociation {
    /// The network, by id or ARN.
    pub network: String,
    /// The service, by id or ARN.
    pub service: String,
    /// Tags.
    pub tags: TagMap,
    /// Makes a repeated call harmless.
    pub client_token: String,
}

/// A VPC to put into a service network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewVpcAssociation {
    /// The network, by id or ARN.
    pub network: String,
    /// The VPC.
    pub vpc_id: String,
    /// At most five.
    pub security_group_ids: Vec<String>,
    /// Tags.
    pub tags: TagMap,
    /// Makes a repeated call harmless.
    pub client_token: String,
}

/// Access logs to switch on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewAccessLogSubscription {
    /// The service network or service, by id or ARN.
    pub resource: String,
    /// S3 bucket, CloudWatch Logs group or Firehose stream.
    pub destination_arn: String,
    /// `SERVICE` or `RESOURCE`, for service networks.
    pub service_network_log_type: Option<String>,
    /// Tags.
    pub tags: TagMap,
    /// Makes a repeated call harmless.
    pub client_token: String,
}
