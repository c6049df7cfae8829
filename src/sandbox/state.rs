//! Everything that the sandbox remembers: one serialisable value, so that a dump is the whole of it.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ids::{self, Kind};
use crate::model::{Certificate, RuleAction, RuleMatch, TagMap, TargetGroupConfig};

/// Resources by id.
pub type ById<T> = BTreeMap<String, T>;

/// The version of the dump's form.
pub const STATE_VERSION: &str = "1.0";

/// The whole state of a sandbox.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct State {
    /// [`STATE_VERSION`].
    #[serde(rename = "format_version")]
    pub format_version: String,
    /// The account that owns what is created.
    pub account: String,
    /// The region that ARNs name.
    pub region: String,
    /// What ids derive from, with the counter.
    pub seed: u64,
    /// How many ids were made.
    pub counter: u64,
    /// The last time that was given out, in milliseconds since 1970; times never repeat.
    pub clock: i64,
    /// Service networks.
    #[serde(default)]
    pub service_networks: ById<ServiceNetwork>,
    /// Services, with their listeners and rules.
    #[serde(default)]
    pub services: ById<Service>,
    /// Target groups, with their targets.
    #[serde(default)]
    pub target_groups: ById<TargetGroup>,
    /// Services in service networks.
    #[serde(default)]
    pub service_associations: ById<ServiceAssociation>,
    /// VPCs in service networks.
    #[serde(default)]
    pub vpc_associations: ById<VpcAssociation>,
    /// Access log subscriptions.
    #[serde(default)]
    pub access_log_subscriptions: ById<AccessLogSubscription>,
    /// Auth policies by the id of their service or service network.
    #[serde(default)]
    pub auth_policies: ById<Policy>,
    /// Resource policies by the id of their service or service network.
    #[serde(default)]
    pub resource_policies: ById<Policy>,
    /// Tags by ARN.
    #[serde(default)]
    pub tags: BTreeMap<String, TagMap>,
    /// What the tagging service shows: the tags, later by its lag. An empty map is a formerly tagged resource.
    #[serde(default)]
    pub tag_index: BTreeMap<String, TagMap>,
    /// Changes of tags that the tagging service does not show yet, oldest first.
    #[serde(default)]
    pub tag_journal: Vec<TagChange>,
    /// Resources on their way to another status.
    #[serde(default)]
    pub transitions: ById<Transition>,
    /// Client tokens that were used, by operation and token, oldest first.
    #[serde(default)]
    pub client_tokens: IndexMap<String, UsedToken>,
    /// What ACM lists; absent: it lists none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificates: Option<Vec<Certificate>>,
    /// VPCs that EC2 knows. While there are none, every well-formed id is taken for a VPC.
    #[serde(default)]
    pub vpcs: BTreeMap<String, Vpc>,
    /// Security groups that EC2 knows. While there are none, every well-formed id is taken for one.
    #[serde(default)]
    pub security_groups: BTreeMap<String, SecurityGroup>,
}

/// Id, ARN and times.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stamp {
    /// The id.
    pub id: String,
    /// The ARN.
    pub arn: String,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// Milliseconds since 1970; every change gives a later one.
    pub last_updated_at: i64,
}

/// The lifecycle state of a resource that is made and deleted in the background.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// `ACTIVE`, `CREATE_IN_PROGRESS`, ...
    pub status: String,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure_code: Option<String>,
    /// Why it failed, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure_message: Option<String>,
}

/// A service network.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "members as the API names them")]
pub struct ServiceNetwork {
    #[serde(flatten)]
    pub stamp: Stamp,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sharing_enabled: Option<bool>,
}

/// A service.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "members as the API names them")]
pub struct Service {
    #[serde(flatten)]
    pub stamp: Stamp,
    #[serde(flatten)]
    pub progress: Progress,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_domain_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate_arn: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth_type: Option<String>,
    pub idle_timeout_seconds: i64,
    #[serde(default)]
    pub listeners: ById<Listener>,
}

/// A listener.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "members as the API names them")]
pub struct Listener {
    #[serde(flatten)]
    pub stamp: Stamp,
    pub name: String,
    pub port: i32,
    pub protocol: String,
    pub default_action: RuleAction,
    /// The default rule's own id and times.
    pub default_rule: Stamp,
    #[serde(default)]
    pub rules: ById<Rule>,
}

/// A rule that is not the default one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "members as the API names them")]
pub struct Rule {
    #[serde(flatten)]
    pub stamp: Stamp,
    pub name: String,
    pub priority: i32,
    #[serde(rename = "match")]
    pub rule_match: RuleMatch,
    pub action: RuleAction,
}

/// A target group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "members as the API names them")]
pub struct TargetGroup {
    #[serde(flatten)]
    pub stamp: Stamp,
    #[serde(flatten)]
    pub progress: Progress,
    pub name: String,
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config: Option<TargetGroupConfig>,
    #[serde(default)]
    pub targets: Vec<Target>,
}

/// A registered target.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    /// An address, instance, function or load balancer.
    pub id: String,
    /// The port; functions have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<i32>,
    /// Where it stands, whatever the group's use.
    #[serde(default)]
    pub phase: Phase,
    /// Until the phase ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Wait>,
}

/// What a target goes through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the API's own states")]
pub enum Phase {
    #[default]
    Initial,
    Healthy,
    Unhealthy,
    Draining,
}

/// A service's place in a service network.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "members as the API names them")]
pub struct ServiceAssociation {
    #[serde(flatten)]
    pub stamp: Stamp,
    #[serde(flatten)]
    pub progress: Progress,
    pub service_network_id: String,
    pub service_id: String,
}

/// A VPC's place in a service network.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "members as the API names them")]
pub struct VpcAssociation {
    #[serde(flatten)]
    pub stamp: Stamp,
    #[serde(flatten)]
    pub progress: Progress,
    pub service_network_id: String,
    pub vpc_id: String,
    #[serde(default)]
    pub security_group_ids: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private_dns_enabled: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dns_options: Option<DnsOptions>,
}

/// Which private names resolve in a VPC.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "members as the API names them")]
pub struct DnsOptions {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private_dns_preference: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private_dns_specified_domains: Option<Vec<String>>,
}

/// Access logs of a service or service network.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "members as the API names them")]
pub struct AccessLogSubscription {
    #[serde(flatten)]
    pub stamp: Stamp,
    pub resource_id: String,
    pub resource_arn: String,
    pub destination_arn: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_network_log_type: Option<String>,
}

/// A policy, as it was put.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "members as the API names them")]
pub struct Policy {
    pub policy: String,
    pub created_at: i64,
    pub last_updated_at: i64,
}

/// A change of a resource's tags that the tagging service learns of later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TagChange {
    /// Wall-clock milliseconds since 1970.
    pub at: i64,
    /// Whose tags.
    pub arn: String,
    /// The tags after the change; none: the resource is gone.
    pub tags: Option<TagMap>,
}

/// When something in progress ends: after so many looks at it, or at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Wait {
    /// Answers that still show it in progress.
    Polls(u32),
    /// Wall-clock milliseconds since 1970.
    Until(i64),
}

/// A resource on its way to another status.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Transition {
    /// How it ends.
    pub outcome: Outcome,
    /// When it ends.
    pub wait: Wait,
}

/// How a transition ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// `ACTIVE`.
    Active,
    /// The resource is gone.
    Gone,
    /// `*_FAILED`.
    Failed {
        /// The status that it ends in.
        status: String,
        /// `failureCode`.
        code: String,
        /// `failureMessage`.
        message: String,
    },
}

/// A client token that was used: the same call again gets the same answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UsedToken {
    /// Digest of the call's parameters.
    pub parameters: String,
    /// The answer that was given.
    pub answer: Value,
}

/// A VPC, as far as target addresses go.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Vpc {
    /// IPv4 ranges.
    #[serde(default)]
    pub cidr_blocks: Vec<String>,
    /// IPv6 ranges.
    #[serde(default)]
    pub ipv6_cidr_blocks: Vec<String>,
}

/// A security group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SecurityGroup {
    /// Its VPC.
    pub vpc_id: String,
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// What it lets in.
    #[serde(default)]
    pub ingress: Vec<Ingress>,
}

/// One thing that a security group lets in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "members as EC2 names them")]
pub struct Ingress {
    pub protocol: String,
    #[serde(default)]
    pub from_port: Option<i32>,
    #[serde(default)]
    pub to_port: Option<i32>,
    #[serde(default)]
    pub cidr_blocks: Vec<String>,
    #[serde(default)]
    pub prefix_list_ids: Vec<String>,
}

impl State {
    /// An empty account.
    pub fn new(account: &str, region: &str, seed: u64) -> Self {
        Self {
            format_version: STATE_VERSION.to_owned(),
            account: account.to_owned(),
            region: region.to_owned(),
            seed,
            ..Self::default()
        }
    }

    /// Whether the form's major version is this one.
    pub fn is_known_version(&self) -> bool {
        let major = |version: &str| version.split('.').next().map(str::to_owned);
        major(&self.format_version) == major(STATE_VERSION)
    }

    /// A fresh id of the real form.
    pub fn fresh_id(&mut self, kind: Kind) -> String {
        loop {
            self.counter += 1;
            let id = format!("{}-{}", kind.prefix(), ids::suffix(self.seed, self.counter));
            if !self.holds(kind, &id) {
                return id;
            }
        }
    }

    /// Whether a resource has that id already (an account that was loaded brings ids of its own).
    fn holds(&self, kind: Kind, id: &str) -> bool {
        match kind {
            Kind::ServiceNetwork => self.service_networks.contains_key(id),
            Kind::Service => self.services.contains_key(id),
            Kind::Listener => self.services.values().any(|service| service.listeners.contains_key(id)),
            Kind::Rule => {
                let mut listeners = self.services.values().flat_map(|service| service.listeners.values());
                listeners.any(|listener| listener.rules.contains_key(id))
            }
            Kind::TargetGroup => self.target_groups.contains_key(id),
            Kind::ServiceAssociation => self.service_associations.contains_key(id),
            Kind::VpcAssociation => self.vpc_associations.contains_key(id),
            Kind::AccessLogSubscription => self.access_log_subscriptions.contains_key(id),
        }
    }

    /// The ARN of a resource that stands by itself.
    pub fn arn(&self, kind: Kind, id: &str) -> String {
        format!("arn:aws:vpc-lattice:{}:{}:{}/{id}", self.region, self.account, kind.noun())
    }

    /// A fresh id with its ARN and times.
    pub fn stamp(&mut self, kind: Kind, now: i64) -> Stamp {
        let id = self.fresh_id(kind);
        let arn = self.arn(kind, &id);
        Stamp { id, arn, created_at: now, last_updated_at: now }
    }

    /// A fresh id with the ARN of something below another resource.
    pub fn stamp_below(&mut self, parent_arn: &str, kind: Kind, now: i64) -> Stamp {
        let id = self.fresh_id(kind);
        Stamp { arn: format!("{parent_arn}/{}/{id}", kind.noun()), id, created_at: now, last_updated_at: now }
    }

    /// The services that use a target group in a rule or default action.
    pub fn users_of(&self, target_group: &str) -> Vec<&Service> {
        self.services.values().filter(|service| service.uses(target_group)).collect()
    }
}

impl Service {
    /// Whether any of its actions names the target group.
    pub fn uses(&self, target_group: &str) -> bool {
        self.actions().any(|action| names(action).any(|id| id == target_group))
    }

    /// Every action: default actions and rules.
    pub fn actions(&self) -> impl Iterator<Item = &RuleAction> {
        self.listeners.values().flat_map(|listener| {
            std::iter::once(&listener.default_action).chain(listener.rules.values().map(|rule| &rule.action))
        })
    }
}

/// The target groups that an action names.
pub fn names(action: &RuleAction) -> impl Iterator<Item = &str> {
    let groups = match action {
        RuleAction::Forward(forward) => forward.target_groups.as_slice(),
        RuleAction::FixedResponse(_) => &[],
    };
    groups.iter().map(|group| group.target_group_identifier.as_str())
}
