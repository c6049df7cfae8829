//! One account's Lattice state, keyed by labels that need no ids.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    AccessLogSubscription, Certificate, Listener, Rule, Service, ServiceNetwork, ServiceNetworkServiceAssociation,
    ServiceNetworkVpcAssociation, TargetGroup,
};

/// The version that snapshots carry: unknown fields are ignored, an unknown major is refused.
pub const FORMAT_VERSION: &str = "1.0";

/// How resources are keyed and refer to each other (`sn:store`, `svc:api-default/listener:80`).
pub type Label = String;

/// Tags of a resource.
pub type TagMap = BTreeMap<String, String>;

/// The account form. Sections are sorted by label, so equal accounts print equally.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// [`FORMAT_VERSION`]; absent in hand-written files.
    #[serde(rename = "format_version", default, skip_serializing_if = "Option::is_none")]
    pub format_version: Option<String>,
    /// `sn:NAME`.
    #[serde(default)]
    pub service_networks: BTreeMap<Label, ServiceNetwork>,
    /// `svc:NAME`.
    #[serde(default)]
    pub services: BTreeMap<Label, Service>,
    /// `svc:NAME/listener:PORT`.
    #[serde(default)]
    pub listeners: BTreeMap<Label, Listener>,
    /// `svc:NAME/listener:PORT/rule:PRIORITY`; default rules are left out.
    #[serde(default)]
    pub rules: BTreeMap<Label, Rule>,
    /// Any unique `tg:...`.
    #[serde(default)]
    pub target_groups: BTreeMap<Label, TargetGroup>,
    /// `snsa:sn:NAME+svc:NAME`.
    #[serde(default)]
    pub service_network_service_associations: BTreeMap<Label, ServiceNetworkServiceAssociation>,
    /// `snva:sn:NAME+VPC`.
    #[serde(default)]
    pub service_network_vpc_associations: BTreeMap<Label, ServiceNetworkVpcAssociation>,
    /// `als:RESOURCE->DESTINATION`, RESOURCE being a label.
    #[serde(default)]
    pub access_log_subscriptions: BTreeMap<Label, AccessLogSubscription>,
    /// What ACM lists; absent where it was not looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificates: Option<Vec<Certificate>>,
}

/// How labels are spelled.
pub mod labels {
    use super::Label;

    /// `sn:NAME`.
    pub fn service_network(name: &str) -> Label {
        format!("sn:{name}")
    }

    /// `svc:NAME`.
    pub fn service(name: &str) -> Label {
        format!("svc:{name}")
    }

    /// `svc:NAME/listener:PORT`.
    pub fn listener(service: &str, port: i32) -> Label {
        format!("svc:{service}/listener:{port}")
    }

    /// `svc:NAME/listener:PORT/rule:PRIORITY`.
    pub fn rule(service: &str, port: i32, priority: i32) -> Label {
        format!("svc:{service}/listener:{port}/rule:{priority}")
    }

    /// `snsa:sn:NETWORK+svc:SERVICE`.
    pub fn service_association(network: &str, service: &str) -> Label {
        format!("snsa:sn:{network}+svc:{service}")
    }

    /// `snva:sn:NETWORK+VPC`.
    pub fn vpc_association(network: &str, vpc: &str) -> Label {
        format!("snva:sn:{network}+{vpc}")
    }

    /// `als:RESOURCE->DESTINATION`, `resource` being a label (`sn:NAME` or `svc:NAME`).
    pub fn access_log_subscription(resource: &str, destination_arn: &str) -> Label {
        format!("als:{resource}->{destination_arn}")
    }

    /// The label of the service that a listener's or rule's label starts with.
    pub fn service_of(label: &str) -> &str {
        label.split_once("/listener:").map_or(label, |(service, _)| service)
    }

    /// The label of the listener that a rule's label starts with.
    pub fn listener_of(label: &str) -> &str {
        label.split_once("/rule:").map_or(label, |(listener, _)| listener)
    }
}

/// The rules of a listener in the order in which Lattice asks them.
pub fn rules_of<'a>(account: &'a Account, listener: &str) -> Vec<(&'a str, &'a Rule)> {
    // Labels of one listener stand together: `svc:a/listener:80/rule:1`, `.../rule:10`, `.../rule:2`.
    let prefix = format!("{listener}/rule:");
    let all = account.rules.range(prefix.clone()..).take_while(|(label, _)| label.starts_with(&prefix));
    let mut own: Vec<_> = all.map(|(label, rule)| (label.as_str(), rule)).collect();
    own.sort_by_key(|(_, rule)| rule.priority);
    own
}
