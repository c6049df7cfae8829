//! Resources as comparable JSON: server defaults made equal, order without meaning taken away, and
//! what only a live resource has left out.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::Kind;
use crate::model::{Account, Identity, Label, RuleAction, RuleMatch, TagMap, Target, TargetGroup, TargetGroupConfig};

/// A resource of an account, whatever it is.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// What it is.
    pub kind: Kind,
    /// Its comparable form.
    pub value: Value,
    /// Id, ARN and state.
    pub identity: &'a Identity,
    /// Its tags.
    pub tags: &'a TagMap,
}

/// All resources of an account by label.
pub fn entries(account: &Account) -> BTreeMap<&Label, Entry<'_>> {
    // Destructured, so that a new section breaks the build.
    let Account {
        format_version: _,
        service_networks,
        services,
        listeners,
        rules,
        target_groups,
        service_network_service_associations,
        service_network_vpc_associations,
        access_log_subscriptions,
        certificates: _,
    } = account;
    let mut all = BTreeMap::new();
    macro_rules! take {
        ($section:expr, $kind:expr, $value:expr) => {
            for (label, resource) in $section {
                let value = $value(resource);
                all.insert(label, Entry { kind: $kind, value, identity: &resource.identity, tags: &resource.tags });
            }
        };
    }
    take!(service_networks, Kind::ServiceNetwork, network);
    take!(services, Kind::Service, service);
    take!(listeners, Kind::Listener, listener);
    take!(rules, Kind::Rule, rule);
    take!(target_groups, Kind::TargetGroup, target_group);
    take!(service_network_service_associations, Kind::ServiceAssociation, plain);
    take!(service_network_vpc_associations, Kind::VpcAssociation, vpc_association);
    take!(access_log_subscriptions, Kind::AccessLogSubscription, subscription);
    all
}

/// Members that say nothing about what a resource should be.
const NOISE: [&str; 7] = ["id", "arn", "status", "failureCode", "failureMessage", "lastUpdatedAt", "dnsEntry"];

fn plain<T: Serialize>(resource: &T) -> Value {
    let mut value = serde_json::to_value(resource).expect("the account form is always JSON");
    if let Value::Object(members) = &mut value {
        for noise in NOISE {
            members.remove(noise);
        }
        members.retain(|_, member| !is_empty(member));
    }
    value
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

fn object(mut value: Value, change: impl FnOnce(&mut Map<String, Value>)) -> Value {
    if let Value::Object(members) = &mut value {
        change(members);
    }
    value
}

/// A policy that came as text is compared by what it says.
pub fn policy(value: &Value) -> Value {
    match value {
        Value::String(text) => serde_json::from_str(text).unwrap_or_else(|_| value.clone()),
        other => other.clone(),
    }
}

fn authorization(members: &mut Map<String, Value>) {
    members.entry("authType").or_insert_with(|| json!("NONE"));
    if let Some(found) = members.get("authPolicy") {
        let parsed = policy(found);
        if is_empty(&parsed) {
            members.remove("authPolicy");
        } else {
            members.insert("authPolicy".to_owned(), parsed);
        }
    }
}

fn network(resource: &crate::model::ServiceNetwork) -> Value {
    object(plain(resource), authorization)
}

fn service(resource: &crate::model::Service) -> Value {
    object(plain(resource), authorization)
}

fn listener(resource: &crate::model::Listener) -> Value {
    object(plain(resource), |members| {
        members.insert("defaultAction".to_owned(), action(&resource.default_action));
    })
}

fn rule(resource: &crate::model::Rule) -> Value {
    object(plain(resource), |members| {
        // The controller puts the time into the name.
        members.remove("name");
        members.insert("match".to_owned(), rule_match(&resource.rule_match));
        members.insert("action".to_owned(), action(&resource.action));
    })
}

/// The order of headers means nothing. (The case of their names neither, but the account shows it.)
pub fn rule_match(found: &RuleMatch) -> Value {
    let mut found = found.clone();
    found.http_match.header_matches.sort();
    serde_json::to_value(&found).expect("a match is always JSON")
}

/// Weighted groups by label: their order means nothing.
pub fn action(found: &RuleAction) -> Value {
    match found {
        RuleAction::FixedResponse(response) => json!({ "fixedResponse": response }),
        RuleAction::Forward(forward) => {
            let mut groups: Vec<_> = forward
                .target_groups
                .iter()
                .map(|group| (group.target_group_identifier.clone(), group.weight.unwrap_or(1)))
                .collect();
            groups.sort();
            let groups: Vec<_> = groups
                .into_iter()
                .map(|(label, weight)| json!({ "targetGroupIdentifier": label, "weight": weight }))
                .collect();
            json!({ "forward": { "targetGroups": groups } })
        }
    }
}

fn target_group(resource: &TargetGroup) -> Value {
    object(plain(resource), |members| {
        // Groups are found by their tags: the end of the name is chance, and nothing can change it.
        members.remove("name");
        if let Some(config) = &resource.config {
            members.insert("config".to_owned(), group_config(config));
        }
        let targets = targets(resource);
        if targets.is_empty() {
            members.remove("targets");
        } else {
            let listed = targets.into_iter().map(|(id, port)| json!({ "id": id, "port": port })).collect();
            members.insert("targets".to_owned(), Value::Array(listed));
        }
    })
}

/// Id and port of every target, the port filled in from the group.
pub fn targets(group: &TargetGroup) -> Vec<(String, Option<i32>)> {
    let default_port = group.config.as_ref().and_then(|config| config.port);
    let draining = |target: &&Target| target.status.as_deref() != Some("DRAINING");
    let mut all: Vec<_> =
        group.targets.iter().filter(draining).map(|target| (target.id.clone(), target.port.or(default_port))).collect();
    all.sort();
    all.dedup();
    all
}

fn group_config(config: &TargetGroupConfig) -> Value {
    let mut full = plain(config);
    if let Value::Object(members) = &mut full {
        let tcp = config.protocol.as_deref() == Some("TCP");
        if config.protocol.is_some() && !tcp {
            members.entry("protocolVersion").or_insert_with(|| json!("HTTP1"));
        }
        if config.vpc_identifier.is_some() && config.protocol.is_some() {
            members.entry("ipAddressType").or_insert_with(|| json!("IPV4"));
        }
        if let Some(Value::Object(check)) = members.get_mut("healthCheck") {
            check.retain(|_, member| !is_empty(member));
            // Zero asks for the default.
            check.retain(|name, member| name == "enabled" || member != &json!(0));
            let defaults = default_health_check(config);
            for (name, value) in defaults {
                check.entry(name).or_insert(value);
            }
        }
    }
    full
}

/// What the service fills in where a health check says nothing.
fn default_health_check(config: &TargetGroupConfig) -> Vec<(&'static str, Value)> {
    let version = config.protocol_version.as_deref().unwrap_or("HTTP1");
    let http1 = config.protocol.as_deref() != Some("TCP") && version == "HTTP1";
    let mut defaults = vec![
        ("enabled", json!(http1)),
        ("healthCheckIntervalSeconds", json!(30)),
        ("healthCheckTimeoutSeconds", json!(5)),
        ("healthyThresholdCount", json!(5)),
        ("unhealthyThresholdCount", json!(2)),
    ];
    if config.protocol.as_deref() != Some("TCP") {
        let checked_with = if version == "HTTP2" { "HTTP2" } else { "HTTP1" };
        defaults.extend([
            ("protocol", json!("HTTP")),
            ("protocolVersion", json!(checked_with)),
            ("path", json!("/")),
            ("matcher", json!({ "httpCode": "200" })),
        ]);
    }
    defaults
}

fn subscription(resource: &crate::model::AccessLogSubscription) -> Value {
    object(plain(resource), |members| {
        // What the service fills in for a service network.
        if members.get("serviceNetworkLogType") == Some(&json!("SERVICE")) {
            members.remove("serviceNetworkLogType");
        }
    })
}

fn vpc_association(resource: &crate::model::ServiceNetworkVpcAssociation) -> Value {
    object(plain(resource), |members| {
        // Private DNS belongs to resource configurations, which no manifest stands for.
        members.remove("privateDnsEnabled");
        let mut groups = resource.security_group_ids.clone();
        groups.sort();
        groups.dedup();
        if !groups.is_empty() {
            members.insert("securityGroupIds".to_owned(), json!(groups));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{HeaderMatch, HeaderMatchType, HealthCheck, Rule};

    #[test]
    fn defaults_of_a_health_check_are_equal_to_what_the_service_reports() {
        let given = TargetGroupConfig {
            protocol: Some("HTTP".to_owned()),
            health_check: Some(HealthCheck { path: Some("/up".to_owned()), ..HealthCheck::default() }),
            ..TargetGroupConfig::default()
        };
        let reported = TargetGroupConfig {
            protocol_version: Some("HTTP1".to_owned()),
            health_check: Some(HealthCheck {
                enabled: Some(true),
                healthy_threshold_count: Some(5),
                health_check_interval_seconds: Some(0),
                ..given.health_check.clone().unwrap_or_default()
            }),
            ..given.clone()
        };
        assert_eq!(group_config(&given), group_config(&reported));
    }

    #[test]
    fn the_order_of_headers_means_nothing() {
        let header = |name: &str| HeaderMatch {
            name: name.to_owned(),
            case_sensitive: false,
            match_type: HeaderMatchType::Exact("x".to_owned()),
        };
        let mut one = Rule::default();
        one.rule_match.http_match.header_matches = vec![header("B"), header("a")];
        let mut other = one.clone();
        other.rule_match.http_match.header_matches = vec![header("a"), header("B")];
        assert_eq!(rule(&one), rule(&other));
    }
}
