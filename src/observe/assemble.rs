//! From what was read to the account form: labels, tags, and references by label.

use std::collections::{BTreeMap, BTreeSet};

use super::group::{self, GroupTree};
use super::network::{Associations, Networks};
use super::service::ServiceTree;
use super::tags::TagBook;
use crate::aws::{LogSubscription, ServiceAssociation, VpcAssociation};
use crate::model::{
    AccessLogSubscription, Account, Certificate, Identity, Label, RuleAction, ServiceNetworkServiceAssociation,
    ServiceNetworkVpcAssociation, labels,
};

/// Everything that was read, before it has labels and tags.
pub struct Seen {
    pub networks: Networks,
    pub services: Vec<ServiceTree>,
    pub groups: Vec<GroupTree>,
    pub associations: Associations,
    pub certificates: Option<Vec<Certificate>>,
}

/// The label of a service's association; `network` is that of the network, where it is known.
pub fn service_association_label(association: &ServiceAssociation, network: Option<&Label>) -> Label {
    let network = network.map_or(association.network_name.as_str(), |label| label.trim_start_matches("sn:"));
    labels::service_association(network, &association.service_name)
}

/// The label of a VPC's association; `network` is that of the network, where it is known.
pub fn vpc_association_label(association: &VpcAssociation, network: Option<&Label>) -> Label {
    let network = network.map_or(association.network_name.as_str(), |label| label.trim_start_matches("sn:"));
    labels::vpc_association(network, &association.vpc_id)
}

/// Every ARN that was read, with its label.
pub fn labelled_arns(seen: &Seen) -> Vec<(String, Label)> {
    let mut found: Vec<(String, Label)> = Vec::new();
    let mut add = |identity: &Identity, label: Label| {
        if let Some(arn) = &identity.arn {
            found.push((arn.clone(), label));
        }
    };
    for tree in &seen.networks.trees {
        add(&tree.network.identity, tree.label.clone());
        for subscription in &tree.subscriptions {
            add(&subscription.identity, labels::access_log_subscription(&tree.label, &subscription.destination_arn));
        }
    }
    for tree in &seen.services {
        let name = &tree.service.name;
        add(&tree.service.identity, labels::service(name));
        for subscription in &tree.subscriptions {
            let label = labels::access_log_subscription(&labels::service(name), &subscription.destination_arn);
            add(&subscription.identity, label);
        }
        for listener in &tree.listeners {
            let port = listener.listener.port;
            add(&listener.listener.identity, labels::listener(name, port));
            for rule in &listener.rules {
                add(&rule.identity, labels::rule(name, port, rule.priority));
            }
        }
    }
    let group_labels = group_labels(&seen.groups);
    for tree in &seen.groups {
        let id = tree.group.identity.id.as_deref().unwrap_or_default();
        add(&tree.group.identity, group_labels[id].clone());
    }
    for association in &seen.associations.services {
        let network = seen.networks.labels.get(&association.network_id);
        add(&association.identity, service_association_label(association, network));
    }
    for association in &seen.associations.vpcs {
        let network = seen.networks.labels.get(&association.network_id);
        add(&association.identity, vpc_association_label(association, network));
    }
    found
}

/// The account form of what was read.
pub fn account(seen: Seen, tags: &TagBook) -> Account {
    let tags = |identity: &Identity| identity.arn.as_deref().and_then(|arn| tags.get(arn)).unwrap_or_default();
    let mut account = Account { certificates: seen.certificates, ..Account::default() };
    let group_labels = group_labels(&seen.groups);
    let refer = |action: &mut RuleAction| {
        let RuleAction::Forward(forward) = action else { return };
        for group in &mut forward.target_groups {
            let id = group.target_group_identifier.rsplit('/').next().unwrap_or_default();
            if let Some(label) = group_labels.get(id) {
                group.target_group_identifier.clone_from(label);
            }
        }
    };
    let subscribe = |account: &mut Account, resource: &Label, subscriptions: Vec<LogSubscription>| {
        for LogSubscription { identity, destination_arn, service_network_log_type, .. } in subscriptions {
            let label = labels::access_log_subscription(resource, &destination_arn);
            let tags = tags(&identity);
            let made = AccessLogSubscription { destination_arn, service_network_log_type, tags, identity };
            account.access_log_subscriptions.insert(label, made);
        }
    };
    for mut tree in seen.networks.trees {
        tree.network.tags = tags(&tree.network.identity);
        subscribe(&mut account, &tree.label, tree.subscriptions);
        account.service_networks.insert(tree.label, tree.network);
    }
    for mut tree in seen.services {
        let name = tree.service.name.clone();
        tree.service.tags = tags(&tree.service.identity);
        subscribe(&mut account, &labels::service(&name), tree.subscriptions);
        account.services.insert(labels::service(&name), tree.service);
        for mut listener in tree.listeners {
            let port = listener.listener.port;
            listener.listener.tags = tags(&listener.listener.identity);
            refer(&mut listener.listener.default_action);
            account.listeners.insert(labels::listener(&name, port), listener.listener);
            for mut rule in listener.rules {
                rule.tags = tags(&rule.identity);
                refer(&mut rule.action);
                account.rules.insert(labels::rule(&name, port, rule.priority), rule);
            }
        }
    }
    for mut tree in seen.groups {
        let id = tree.group.identity.id.as_deref().unwrap_or_default();
        let label = group_labels[id].clone();
        tree.group.tags = tags(&tree.group.identity);
        account.target_groups.insert(label, tree.group);
    }
    for association in seen.associations.services {
        let label = service_association_label(&association, seen.networks.labels.get(&association.network_id));
        let tags = tags(&association.identity);
        let made = ServiceNetworkServiceAssociation { tags, identity: association.identity };
        account.service_network_service_associations.insert(label, made);
    }
    for association in seen.associations.vpcs {
        let label = vpc_association_label(&association, seen.networks.labels.get(&association.network_id));
        let mut security_group_ids = association.security_group_ids;
        security_group_ids.sort();
        let made = ServiceNetworkVpcAssociation {
            security_group_ids,
            // Off is what it is without a word.
            private_dns_enabled: association.private_dns_enabled.filter(|enabled| *enabled),
            tags: tags(&association.identity),
            identity: association.identity,
        };
        account.service_network_vpc_associations.insert(label, made);
    }
    account
}

/// Labels of the target groups that were read, by id: the first of a name gets it plain.
fn group_labels(groups: &[GroupTree]) -> BTreeMap<String, Label> {
    let mut taken: BTreeSet<Label> = BTreeSet::new();
    let mut sorted: Vec<(&str, &str)> = groups
        .iter()
        .map(|tree| (tree.group.identity.id.as_deref().unwrap_or_default(), tree.group.name.as_str()))
        .collect();
    sorted.sort_unstable();
    let mut found = BTreeMap::new();
    for (id, name) in sorted {
        let plain = group::label(name, id, true);
        let label = if taken.insert(plain.clone()) { plain } else { group::label(name, id, false) };
        found.insert(id.to_owned(), label);
    }
    found
}
