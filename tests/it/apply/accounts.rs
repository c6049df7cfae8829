//! Wanted accounts, built from a few words.

use latticectl::diff::MANAGED_BY;
use latticectl::model::{
    AccessLogSubscription, Account, FixedResponse, ForwardAction, HealthCheck, HttpMatch, Listener, Matcher, PathMatch,
    PathMatchType, Rule, RuleAction, RuleMatch, Service, ServiceNetwork, ServiceNetworkServiceAssociation,
    ServiceNetworkVpcAssociation, TagMap, Target, TargetGroup, TargetGroupConfig, WeightedTargetGroup, labels,
};
use serde_json::{Value, json};

use super::bench::context;

pub fn ours() -> TagMap {
    TagMap::from([(MANAGED_BY.to_owned(), context().managed_by())])
}

/// Lets a role in.
pub fn policy(role: &str) -> Value {
    json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": "vpc-lattice-svcs:Invoke", "Resource": "*",
        "Principal": { "AWS": format!("arn:aws:iam::123456789012:role/{role}") } }] })
}

/// An account to want.
#[derive(Clone, Default)]
pub struct Wanted(pub Account);

impl Wanted {
    pub fn network(mut self, name: &str, policy: Option<Value>) -> Self {
        let auth_type = if policy.is_some() { "AWS_IAM" } else { "NONE" };
        let network = ServiceNetwork {
            name: name.to_owned(),
            auth_type: Some(auth_type.to_owned()),
            auth_policy: policy,
            tags: ours(),
            ..ServiceNetwork::default()
        };
        self.0.service_networks.insert(labels::service_network(name), network);
        self
    }

    /// A group of targets `10.0.0.FIRST` and on.
    pub fn group(mut self, name: &str, targets: std::ops::Range<u8>) -> Self {
        let mut tags = ours();
        tags.insert("test/Group".to_owned(), name.to_owned());
        let health_check = HealthCheck {
            enabled: Some(true),
            protocol: Some("HTTP".to_owned()),
            protocol_version: Some("HTTP1".to_owned()),
            path: Some("/".to_owned()),
            health_check_interval_seconds: Some(30),
            health_check_timeout_seconds: Some(5),
            healthy_threshold_count: Some(5),
            unhealthy_threshold_count: Some(2),
            matcher: Some(Matcher { http_code: "200".to_owned() }),
            port: None,
        };
        let config = TargetGroupConfig {
            port: Some(80),
            protocol: Some("HTTP".to_owned()),
            protocol_version: Some("HTTP1".to_owned()),
            ip_address_type: Some("IPV4".to_owned()),
            vpc_identifier: Some(context().vpc_id),
            lambda_event_structure_version: None,
            health_check: Some(health_check),
        };
        let targets = targets.map(|at| Target { id: format!("10.0.0.{at}"), port: Some(8080), ..Target::default() });
        let group = TargetGroup {
            name: format!("k8s-{name}-*"),
            kind: "IP".to_owned(),
            config: Some(config),
            targets: targets.collect(),
            tags,
            ..TargetGroup::default()
        };
        self.0.target_groups.insert(format!("tg:{name}"), group);
        self
    }

    pub fn service(mut self, name: &str, domain: Option<&str>, policy: Option<Value>) -> Self {
        let auth_type = if policy.is_some() { "AWS_IAM" } else { "NONE" };
        let service = Service {
            name: name.to_owned(),
            custom_domain_name: domain.map(str::to_owned),
            auth_type: Some(auth_type.to_owned()),
            auth_policy: policy,
            tags: ours(),
            ..Service::default()
        };
        self.0.services.insert(labels::service(name), service);
        self
    }

    pub fn listener(mut self, service: &str, port: i32, protocol: &str) -> Self {
        let listener = Listener {
            name: format!("{service}-{port}-{}", protocol.to_lowercase()),
            port,
            protocol: protocol.to_owned(),
            default_action: RuleAction::FixedResponse(FixedResponse { status_code: 404 }),
            tags: ours(),
            ..Listener::default()
        };
        self.0.listeners.insert(labels::listener(service, port), listener);
        self
    }

    /// A rule for a path prefix, forwarding to weighted groups.
    pub fn rule(mut self, service: &str, port: i32, priority: i32, path: &str, groups: &[(&str, i32)]) -> Self {
        let http_match = HttpMatch {
            path_match: Some(PathMatch { case_sensitive: true, match_type: PathMatchType::Prefix(path.to_owned()) }),
            ..HttpMatch::default()
        };
        let target_groups = groups
            .iter()
            .map(|(name, weight)| WeightedTargetGroup {
                target_group_identifier: format!("tg:{name}"),
                weight: Some(*weight),
            })
            .collect();
        let rule = Rule {
            name: None,
            priority,
            rule_match: RuleMatch { http_match },
            action: RuleAction::Forward(ForwardAction { target_groups }),
            tags: ours(),
            ..Rule::default()
        };
        self.0.rules.insert(labels::rule(service, port, priority), rule);
        self
    }

    pub fn member(mut self, network: &str, service: &str) -> Self {
        let association = ServiceNetworkServiceAssociation { tags: ours(), ..Default::default() };
        self.0.service_network_service_associations.insert(labels::service_association(network, service), association);
        self
    }

    pub fn vpc(mut self, network: &str, vpc: &str, groups: &[&str]) -> Self {
        let association = ServiceNetworkVpcAssociation {
            security_group_ids: groups.iter().map(|group| (*group).to_owned()).collect(),
            tags: ours(),
            ..Default::default()
        };
        self.0.service_network_vpc_associations.insert(labels::vpc_association(network, vpc), association);
        self
    }

    pub fn log(mut self, resource: &str, destination: &str) -> Self {
        let subscription = AccessLogSubscription {
            destination_arn: destination.to_owned(),
            tags: ours(),
            ..AccessLogSubscription::default()
        };
        self.0.access_log_subscriptions.insert(labels::access_log_subscription(resource, destination), subscription);
        self
    }

    /// A service with one listener, one group and some rules for it, in a network.
    pub fn simple(self, network: &str, name: &str, rules: i32) -> Self {
        let mut wanted =
            self.group(name, 1..4).service(name, None, None).listener(name, 80, "HTTP").member(network, name);
        for priority in 1..=rules {
            wanted = wanted.rule(name, 80, priority, &format!("/{priority}"), &[(name, 1)]);
        }
        wanted
    }
}
