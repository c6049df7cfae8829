//! What others hung on something of ours.

use std::collections::BTreeSet;

use super::{ChangeSet, DriftClass, Evidence, Intent, Item, Kind, MANAGED_BY};
use crate::diff::{logged_resource, network_of};
use crate::model::{Label, TagMap, labels};

/// Associations and log subscriptions that others made on our services and networks, and that nothing
/// takes away. (Listeners and rules of others are in the comparison: the manifests would remove them.)
pub fn additions(evidence: &Evidence<'_>, changes: &ChangeSet, intent: Option<&Intent>) -> Vec<Item> {
    let account = evidence.account;
    let owner = evidence.origins.managed_by;
    let ours = |tags: &TagMap| tags.get(MANAGED_BY).map(String::as_str) == owner;
    // What carries another owner's tag is another controller's, and known as such.
    let untagged = |tags: &TagMap| !tags.contains_key(MANAGED_BY);
    let our_service = |label: &str| account.services.get(label).is_some_and(|service| ours(&service.tags));
    let our_network = |label: &str| account.service_networks.get(label).is_some_and(|network| ours(&network.tags));
    let seen: BTreeSet<&Label> = changes.changes.iter().map(|change| &change.label).collect();
    let open = |label: &Label, tags: &TagMap| {
        untagged(tags)
            && !seen.contains(label)
            && !evidence.origins.provenance.contains_key(label)
            && !evidence.origins.held.contains_key(label)
            // What a manifest stands for and lost its tag is told as that.
            && !intent.is_some_and(|intent| intent.provenance.contains_key(label))
            && evidence.coverage.hides_field(label, "tags").is_none()
    };
    let mut found = Vec::new();
    for (label, association) in &account.service_network_service_associations {
        let service = label.split_once("+svc:").map(|(_, name)| labels::service(name)).unwrap_or_default();
        let network = network_of(label).unwrap_or_default();
        if open(label, &association.tags) && (our_service(&service) || our_network(&network)) {
            let message = if our_service(&service) {
                "somebody else put a service of ours into this service network"
            } else {
                "somebody else put a service into a service network of ours"
            };
            found.push(item(Kind::ServiceAssociation, label, association.identity.arn.as_ref(), message));
        }
    }
    for (label, association) in &account.service_network_vpc_associations {
        if open(label, &association.tags) && our_network(&network_of(label).unwrap_or_default()) {
            let message = "somebody else let a VPC into a service network of ours";
            let mut made = item(Kind::VpcAssociation, label, association.identity.arn.as_ref(), message);
            (made.security, made.exposed) = (true, true);
            found.push(made);
        }
    }
    for (label, subscription) in &account.access_log_subscriptions {
        let resource = logged_resource(label);
        if open(label, &subscription.tags) && (our_service(resource) || our_network(resource)) {
            let message = "somebody else logs the requests of something of ours";
            found.push(item(Kind::AccessLogSubscription, label, subscription.identity.arn.as_ref(), message));
        }
    }
    found
}

fn item(kind: Kind, label: &Label, arn: Option<&String>, message: &str) -> Item {
    let mut item = Item::new(DriftClass::Foreign, kind, label.clone());
    item.arn = arn.cloned();
    message.clone_into(&mut item.message);
    item
}
