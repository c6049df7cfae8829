//! An account in the account form becomes the state: nothing is checked but that references lead somewhere.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::core::Core;
use super::super::ids::{self, Kind};
use super::super::ops::default_health_check;
use super::super::state::{
    AccessLogSubscription, Listener, Phase, Policy, Progress, Rule, Service, ServiceAssociation, ServiceNetwork, Stamp,
    State, Target, TargetGroup, VpcAssociation, Wait,
};
use super::LoadError;
use crate::model::{self, Account, FORMAT_VERSION, Identity, RuleAction, TagMap, labels};

/// Replaces everything by the account; what the tagging service shows is up to date afterwards.
pub fn load(core: &mut Core, account: &Account) -> Result<(), LoadError> {
    let major = |version: &str| version.split('.').next().map(str::to_owned);
    if let Some(version) = account.format_version.as_ref().filter(|version| major(version) != major(FORMAT_VERSION)) {
        return Err(LoadError::Version(version.clone()));
    }
    let old = &core.state;
    let mut state = State::new(&old.account, &old.region, old.seed);
    state.counter = old.counter;
    state.clock = old.clock;
    state.vpcs.clone_from(&old.vpcs);
    state.security_groups.clone_from(&old.security_groups);
    let loading = Core::new(state, core.behaviour.clone(), core.clock);
    let mut loader = Loader { core: loading, ids: BTreeMap::new() };
    loader.everything(account)?;
    core.state = loader.core.state;
    core.state.tag_index.clone_from(&core.state.tags);
    core.state.tag_journal.clear();
    core.state.certificates.clone_from(&account.certificates);
    Ok(())
}

struct Loader {
    core: Core,
    /// The ids that labels stand for.
    ids: BTreeMap<String, String>,
}

impl Loader {
    fn everything(&mut self, account: &Account) -> Result<(), LoadError> {
        for (label, network) in &account.service_networks {
            self.service_network(label, network);
        }
        let mut names = BTreeSet::new();
        for (label, group) in &account.target_groups {
            // A shared group is another account's, with names of its own; an open one gets letters of its own.
            let own = !label.contains('#') && !group.name.ends_with('*');
            if own && !names.insert(group.name.as_str()) {
                return Err(LoadError::Twice(label.clone()));
            }
            self.target_group(label, group);
        }
        for (label, service) in &account.services {
            self.service(label, service);
        }
        for (label, listener) in &account.listeners {
            self.listener(label, listener)?;
        }
        for (label, rule) in &account.rules {
            self.rule(label, rule)?;
        }
        for (label, association) in &account.service_network_service_associations {
            let pair = label.strip_prefix("snsa:").and_then(|rest| rest.split_once("+svc:"));
            let (network, service) = pair.ok_or_else(|| LoadError::Label(label.clone()))?;
            let service_network_id = self.id(label, network)?;
            let service_id = self.id(label, &labels::service(service))?;
            let stamp = self.stamp(Kind::ServiceAssociation, None, &association.identity, &association.tags);
            let progress = progress(&association.identity);
            let loaded = ServiceAssociation { stamp, progress, service_network_id, service_id };
            self.core.state.service_associations.insert(loaded.stamp.id.clone(), loaded);
        }
        for (label, association) in &account.service_network_vpc_associations {
            let pair = label.strip_prefix("snva:").and_then(|rest| rest.rsplit_once('+'));
            let (network, vpc) = pair.ok_or_else(|| LoadError::Label(label.clone()))?;
            let service_network_id = self.id(label, network)?;
            let stamp = self.stamp(Kind::VpcAssociation, None, &association.identity, &association.tags);
            let loaded = VpcAssociation {
                progress: progress(&association.identity),
                service_network_id,
                vpc_id: vpc.to_owned(),
                security_group_ids: association.security_group_ids.clone(),
                private_dns_enabled: association.private_dns_enabled,
                dns_options: None,
                stamp,
            };
            self.core.state.vpc_associations.insert(loaded.stamp.id.clone(), loaded);
        }
        for (label, subscription) in &account.access_log_subscriptions {
            let pair = label.strip_prefix("als:").and_then(|rest| rest.split_once("->"));
            let (resource, _) = pair.ok_or_else(|| LoadError::Label(label.clone()))?;
            let resource_id = self.id(label, resource)?;
            let stamp = self.stamp(Kind::AccessLogSubscription, None, &subscription.identity, &subscription.tags);
            let loaded = AccessLogSubscription {
                resource_arn: self.core.arn_of(&resource_id).unwrap_or_default().to_owned(),
                resource_id,
                destination_arn: subscription.destination_arn.clone(),
                service_network_log_type: subscription.service_network_log_type.clone(),
                stamp,
            };
            self.core.state.access_log_subscriptions.insert(loaded.stamp.id.clone(), loaded);
        }
        Ok(())
    }

    fn id(&self, label: &str, referred: &str) -> Result<String, LoadError> {
        let missing = || LoadError::Dangling { label: label.to_owned(), missing: referred.to_owned() };
        self.ids.get(referred).cloned().ok_or_else(missing)
    }

    fn stamp(&mut self, kind: Kind, parent: Option<&str>, identity: &Identity, tags: &TagMap) -> Stamp {
        let now = self.core.now();
        let state = &mut self.core.state;
        let id = identity.id.clone().unwrap_or_else(|| state.fresh_id(kind));
        let arn = identity.arn.clone().unwrap_or_else(|| match parent {
            Some(parent) => format!("{parent}/{}/{id}", kind.noun()),
            None => state.arn(kind, &id),
        });
        if !tags.is_empty() {
            state.tags.insert(arn.clone(), tags.clone());
        }
        let time = |text: &Option<String>| Some(text.as_ref()?.parse::<jiff::Timestamp>().ok()?.as_millisecond());
        let last_updated_at = time(&identity.last_updated_at).unwrap_or(now);
        Stamp { id, arn, created_at: last_updated_at.min(now), last_updated_at }
    }

    fn auth_policy(&mut self, id: &str, policy: Option<&Value>) {
        let Some(policy) = policy else { return };
        let policy = match policy {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let now = self.core.now();
        self.core.state.auth_policies.insert(id.to_owned(), Policy { policy, created_at: now, last_updated_at: now });
    }

    fn service_network(&mut self, label: &str, network: &model::ServiceNetwork) {
        let model::ServiceNetwork { name, auth_type, auth_policy, tags, identity } = network;
        let stamp = self.stamp(Kind::ServiceNetwork, None, identity, tags);
        self.ids.insert(label.to_owned(), stamp.id.clone());
        self.auth_policy(&stamp.id, auth_policy.as_ref());
        let loaded = ServiceNetwork { name: name.clone(), auth_type: auth_type.clone(), sharing_enabled: None, stamp };
        self.core.state.service_networks.insert(loaded.stamp.id.clone(), loaded);
    }

    fn service(&mut self, label: &str, service: &model::Service) {
        let model::Service { name, custom_domain_name, certificate_arn, auth_type, auth_policy, tags, identity } =
            service;
        let stamp = self.stamp(Kind::Service, None, identity, tags);
        self.ids.insert(label.to_owned(), stamp.id.clone());
        self.auth_policy(&stamp.id, auth_policy.as_ref());
        let loaded = Service {
            progress: progress(identity),
            name: name.clone(),
            custom_domain_name: custom_domain_name.clone(),
            certificate_arn: certificate_arn.clone(),
            auth_type: auth_type.clone(),
            idle_timeout_seconds: 60,
            listeners: BTreeMap::new(),
            stamp,
        };
        self.core.state.services.insert(loaded.stamp.id.clone(), loaded);
    }

    fn listener(&mut self, label: &str, listener: &model::Listener) -> Result<(), LoadError> {
        let model::Listener { name, port, protocol, default_action, tags, identity } = listener;
        let service = self.id(label, labels::service_of(label))?;
        let parent = self.core.arn_of(&service).unwrap_or_default().to_owned();
        let stamp = self.stamp(Kind::Listener, Some(&parent), identity, tags);
        let default_rule = self.stamp(Kind::Rule, Some(&stamp.arn), &Identity::default(), &TagMap::new());
        self.ids.insert(label.to_owned(), stamp.id.clone());
        let loaded = Listener {
            name: name.clone(),
            port: *port,
            protocol: protocol.clone(),
            default_action: self.action(default_action),
            default_rule,
            rules: BTreeMap::new(),
            stamp,
        };
        self.core.change_service(&service, |service| {
            service.listeners.insert(loaded.stamp.id.clone(), loaded);
        });
        Ok(())
    }

    fn rule(&mut self, label: &str, rule: &model::Rule) -> Result<(), LoadError> {
        let model::Rule { name, priority, rule_match, action, tags, identity } = rule;
        let service = self.id(label, labels::service_of(label))?;
        let listener = self.id(label, labels::listener_of(label))?;
        let parent = self.core.arn_of(&listener).unwrap_or_default().to_owned();
        let stamp = self.stamp(Kind::Rule, Some(&parent), identity, tags);
        let loaded = Rule {
            name: name.clone().unwrap_or_else(|| format!("priority-{priority}")),
            priority: *priority,
            rule_match: rule_match.clone(),
            action: self.action(action),
            stamp,
        };
        self.core.change_service(&service, |service| {
            if let Some(listener) = service.listeners.get_mut(&listener) {
                listener.rules.insert(loaded.stamp.id.clone(), loaded);
            }
        });
        Ok(())
    }

    fn target_group(&mut self, label: &str, group: &model::TargetGroup) {
        let model::TargetGroup { name, kind, config, targets, tags, identity } = group;
        let stamp = self.stamp(Kind::TargetGroup, None, identity, tags);
        self.ids.insert(label.to_owned(), stamp.id.clone());
        // Plans leave the controller's random letters open; a name needs some.
        let name = match name.strip_suffix("-*") {
            Some(stem) => format!("{stem}-{}", ids::letters(label)),
            None => name.clone(),
        };
        let config = config.clone().map(|mut config| {
            if config.health_check.is_none() && matches!(kind.as_str(), "IP" | "INSTANCE") {
                config.health_check = Some(default_health_check(&config));
            }
            config
        });
        let port = config.as_ref().and_then(|config| config.port);
        let targets = targets.iter().map(|target| target_of(target, port)).collect();
        let loaded = TargetGroup { progress: progress(identity), name, kind: kind.clone(), config, targets, stamp };
        self.core.state.target_groups.insert(loaded.stamp.id.clone(), loaded);
    }

    /// Labels become ids; what is no label of the document is the id or ARN of a group elsewhere.
    fn action(&self, action: &RuleAction) -> RuleAction {
        let mut action = action.clone();
        if let RuleAction::Forward(forward) = &mut action {
            for group in &mut forward.target_groups {
                let identifier = &group.target_group_identifier;
                let id = self.ids.get(identifier).cloned().unwrap_or_else(|| ids::id_of(identifier).to_owned());
                group.target_group_identifier = id;
            }
        }
        action
    }
}

fn target_of(target: &model::Target, port: Option<i32>) -> Target {
    let phase = match target.status.as_deref() {
        Some("UNHEALTHY") => Phase::Unhealthy,
        Some("DRAINING") => Phase::Draining,
        Some("INITIAL") => Phase::Initial,
        _ => Phase::Healthy,
    };
    let until = matches!(phase, Phase::Initial | Phase::Draining).then_some(Wait::Polls(1));
    Target { id: target.id.clone(), port: target.port.or(port), phase, until }
}

fn progress(identity: &Identity) -> Progress {
    Progress {
        // Nothing moves a loaded resource on, so one that was on its way is taken to have arrived.
        status: identity
            .status
            .clone()
            .filter(|status| !status.ends_with("_IN_PROGRESS"))
            .unwrap_or_else(|| "ACTIVE".to_owned()),
        failure_code: identity.failure_code.clone(),
        failure_message: identity.failure_message.clone(),
    }
}
