//! The state in the account form.

use serde_json::Value;

use super::super::core::iso;
use super::super::ids::Kind;
use super::super::ops::target_status;
use super::super::state::{Phase, Progress, Service, Stamp, State, TargetGroup};
use crate::model::{self, Account, FORMAT_VERSION, Identity, RuleAction, TagMap, labels};

/// What is being deleted: it only waits to be gone.
fn is_going(progress: &Progress) -> bool {
    progress.status == "DELETE_IN_PROGRESS"
}

/// The account in the account form: without what drains or is being deleted.
pub fn account(state: &State) -> Account {
    let mut account = Account { format_version: Some(FORMAT_VERSION.to_owned()), ..Account::default() };
    let tags = |arn: &str| state.tags.get(arn).cloned().unwrap_or_default();
    let policy = |id: &str| {
        let text = &state.auth_policies.get(id)?.policy;
        Some(serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.clone())))
    };
    for (id, it) in &state.service_networks {
        let network = model::ServiceNetwork {
            name: it.name.clone(),
            auth_type: it.auth_type.clone(),
            auth_policy: policy(id),
            tags: tags(&it.stamp.arn),
            identity: identity(&it.stamp, None),
        };
        account.service_networks.insert(labels::service_network(&it.name), network);
    }
    let group_label =
        |id: &str| state.target_groups.get(id).map_or_else(|| id.to_owned(), |group| format!("tg:{}", group.name));
    for it in state.target_groups.values().filter(|it| !is_going(&it.progress)) {
        account.target_groups.insert(group_label(&it.stamp.id), target_group(it, state, tags(&it.stamp.arn)));
    }
    for (id, it) in state.services.iter().filter(|(_, it)| !is_going(&it.progress)) {
        let mut identity = identity(&it.stamp, Some(&it.progress));
        identity.dns_entry = Some(it.dns_entry(&state.region));
        let service = model::Service {
            name: it.name.clone(),
            custom_domain_name: it.custom_domain_name.clone(),
            certificate_arn: it.certificate_arn.clone(),
            auth_type: it.auth_type.clone(),
            auth_policy: policy(id),
            tags: tags(&it.stamp.arn),
            identity,
        };
        account.services.insert(labels::service(&it.name), service);
        listeners(&mut account, it, &tags, &group_label);
    }
    associations(&mut account, state, &tags);
    account.certificates.clone_from(&state.certificates);
    account
}

fn target_group(it: &TargetGroup, state: &State, tags: TagMap) -> model::TargetGroup {
    let used = !state.users_of(&it.stamp.id).is_empty();
    let targets = it.targets.iter().filter(|target| target.phase != Phase::Draining).map(|target| {
        let (status, reason) = target_status(it, target, used);
        model::Target {
            id: target.id.clone(),
            port: target.port,
            status: Some(status.to_owned()),
            reason_code: reason.map(str::to_owned),
        }
    });
    model::TargetGroup {
        name: it.name.clone(),
        kind: it.kind.clone(),
        config: it.config.clone(),
        targets: targets.collect(),
        tags,
        identity: identity(&it.stamp, Some(&it.progress)),
    }
}

fn listeners(
    account: &mut Account,
    service: &Service,
    tags: &impl Fn(&str) -> TagMap,
    group_label: &impl Fn(&str) -> String,
) {
    let labelled = |action: &RuleAction| {
        let mut action = action.clone();
        if let RuleAction::Forward(forward) = &mut action {
            for group in &mut forward.target_groups {
                group.target_group_identifier = group_label(&group.target_group_identifier);
            }
        }
        action
    };
    for it in service.listeners.values() {
        let listener = model::Listener {
            name: it.name.clone(),
            port: it.port,
            protocol: it.protocol.clone(),
            default_action: labelled(&it.default_action),
            tags: tags(&it.stamp.arn),
            identity: identity(&it.stamp, None),
        };
        account.listeners.insert(labels::listener(&service.name, it.port), listener);
        for rule in it.rules.values() {
            let loaded = model::Rule {
                name: Some(rule.name.clone()),
                priority: rule.priority,
                rule_match: rule.rule_match.clone(),
                action: labelled(&rule.action),
                tags: tags(&rule.stamp.arn),
                identity: identity(&rule.stamp, None),
            };
            account.rules.insert(labels::rule(&service.name, it.port, rule.priority), loaded);
        }
    }
}

fn associations(account: &mut Account, state: &State, tags: &impl Fn(&str) -> TagMap) {
    fn network_name<'a>(state: &'a State, id: &'a str) -> &'a str {
        state.service_networks.get(id).map_or(id, |network| network.name.as_str())
    }
    fn service_name<'a>(state: &'a State, id: &'a str) -> &'a str {
        state.services.get(id).map_or(id, |service| service.name.as_str())
    }
    for it in state.service_associations.values().filter(|it| !is_going(&it.progress)) {
        let label = labels::service_association(
            network_name(state, &it.service_network_id),
            service_name(state, &it.service_id),
        );
        let mut identity = identity(&it.stamp, Some(&it.progress));
        identity.dns_entry = state.services.get(&it.service_id).map(|service| service.dns_entry(&state.region));
        let tags = tags(&it.stamp.arn);
        account
            .service_network_service_associations
            .insert(label, model::ServiceNetworkServiceAssociation { tags, identity });
    }
    for it in state.vpc_associations.values().filter(|it| !is_going(&it.progress)) {
        let association = model::ServiceNetworkVpcAssociation {
            security_group_ids: it.security_group_ids.clone(),
            private_dns_enabled: it.private_dns_enabled,
            tags: tags(&it.stamp.arn),
            identity: identity(&it.stamp, Some(&it.progress)),
        };
        let label = labels::vpc_association(network_name(state, &it.service_network_id), &it.vpc_id);
        account.service_network_vpc_associations.insert(label, association);
    }
    let stays = |id: &str| state.services.get(id).is_none_or(|service| !is_going(&service.progress));
    for it in state.access_log_subscriptions.values().filter(|it| stays(&it.resource_id)) {
        let resource = match Kind::of(&it.resource_id) {
            Some(Kind::Service) => labels::service(service_name(state, &it.resource_id)),
            _ => labels::service_network(network_name(state, &it.resource_id)),
        };
        let subscription = model::AccessLogSubscription {
            destination_arn: it.destination_arn.clone(),
            service_network_log_type: it.service_network_log_type.clone(),
            tags: tags(&it.stamp.arn),
            identity: identity(&it.stamp, None),
        };
        account
            .access_log_subscriptions
            .insert(labels::access_log_subscription(&resource, &it.destination_arn), subscription);
    }
}

fn identity(stamp: &Stamp, progress: Option<&Progress>) -> Identity {
    Identity {
        id: Some(stamp.id.clone()),
        arn: Some(stamp.arn.clone()),
        status: progress.map(|progress| progress.status.clone()),
        failure_code: progress.and_then(|progress| progress.failure_code.clone()),
        failure_message: progress.and_then(|progress| progress.failure_message.clone()),
        last_updated_at: Some(iso(stamp.last_updated_at)),
        dns_entry: None,
    }
}
