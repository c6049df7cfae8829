//! Service networks: the default one, those of ServiceNetwork objects, and those that are taken to exist.

use std::collections::BTreeSet;

use super::names::{self, Named};
use super::plan::{Assumption, SourcePlace};
use super::reconcile::retag;
use super::tags;
use super::target_group::{tags_path, too_many_tags};
use super::work::{Network, Owner, Work};
use crate::api::{Object, ServiceNetworkSpec};
use crate::diag::{Diagnostic, ObjectRef, Scope};
use crate::model::{Label, ServiceNetwork, ServiceNetworkVpcAssociation, labels};

/// The object that the default service network stands for: a setting of the controller.
/// The kind of what stands in no manifest but asks for resources all the same: a setting.
pub const SETTING: &str = "Setting";
const DEFAULT_NETWORK: &str = "DEFAULT_SERVICE_NETWORK";

/// Makes, adopts or assumes every service network that the input needs.
pub(super) fn lay(work: &mut Work<'_, '_>) {
    lay_default(work);
    for object in &work.index.manifests.objects.service_networks {
        if !object.metadata.deleting && !lay_object(work, object) {
            work.plan.failed.insert(object.reference());
        }
    }
    if !work.knows_account() {
        assume(work);
    }
}

fn new_network(name: &str, tags: crate::model::TagMap) -> ServiceNetwork {
    ServiceNetwork { name: name.to_owned(), auth_type: Some("NONE".to_owned()), tags, ..ServiceNetwork::default() }
}

/// The association of the cluster's VPC, whichever network it is with.
pub(super) fn vpc_associations(work: &Work<'_, '_>) -> Vec<Label> {
    let suffix = format!("+{}", work.context.vpc_id);
    let associations = work.plan.after.service_network_vpc_associations.keys();
    associations.filter(|label| label.ends_with(&suffix)).cloned().collect()
}

fn lay_default(work: &mut Work<'_, '_>) {
    let Some(name) = work.context.default_service_network.as_deref() else { return };
    let setting = SourcePlace {
        object: ObjectRef { kind: SETTING.to_owned(), namespace: None, name: DEFAULT_NETWORK.to_owned() },
        ..SourcePlace::default()
    };
    let label = match work.network(name) {
        Network::Named(label) | Network::Identified(label) => label,
        Network::Ambiguous => return,
        Network::Missing => {
            if let Some(problem) = names::problem(Named::ServiceNetwork, name) {
                work.report(Diagnostic::error(501, Scope::Run, format!("{problem} (the default service network)")));
                return;
            }
            let label = labels::service_network(name);
            let own = work.owner_tag();
            work.plan
                .after
                .service_networks
                .insert(label.clone(), new_network(name, tags::merged([own], &tags::parse(None).tags)));
            work.provide(&label, setting.clone(), Vec::new());
            label
        }
    };
    let tags_of = work.plan.after.service_networks.get(&label).map(|network| network.tags.clone()).unwrap_or_default();
    if work.is_ours(&tags_of) && !work.plan.provenance.contains_key(&label) {
        work.provide(&label, setting.clone(), Vec::new());
    }
    let association = labels::vpc_association(label.strip_prefix("sn:").unwrap_or(name), &work.context.vpc_id);
    let existing = vpc_associations(work);
    if existing.contains(&association) {
        let ours = work
            .plan
            .after
            .service_network_vpc_associations
            .get(&association)
            .is_some_and(|found| work.is_ours(&found.tags));
        if ours {
            work.provide(&association, setting, Vec::new());
        }
    } else if let Some(other) = existing.first() {
        let message = format!(
            "the VPC can't be associated with the default service network {name}: there is {other}, and a VPC takes one"
        );
        work.report(Diagnostic::error(2004, Scope::Run, message));
    } else {
        let own = work.owner_tag();
        let made = ServiceNetworkVpcAssociation { tags: [own].into(), ..ServiceNetworkVpcAssociation::default() };
        work.plan.after.service_network_vpc_associations.insert(association.clone(), made);
        work.provide(&association, setting, Vec::new());
    }
}

/// Makes or adopts the network of an object; whether that works.
fn lay_object<'a>(work: &mut Work<'a, '_>, object: &'a Object<ServiceNetworkSpec>) -> bool {
    let name = &object.metadata.name;
    let additional = tags::parse(object.annotation("tags")).tags;
    let fail = |work: &mut Work<'a, '_>, finding: Diagnostic, path: String| {
        let finding = object.finding(finding, path);
        work.report(finding);
        false
    };
    let own = work.owner_tag();
    let wanted = tags::merged([own], &additional);
    if let Some(message) = too_many_tags(&wanted, "service network", 1) {
        return fail(work, Diagnostic::error(905, Scope::Gateway, message), tags_path());
    }
    let label = match work.network(name) {
        Network::Named(label) | Network::Identified(label) => label,
        Network::Ambiguous => {
            let message = format!("several service networks have the name or id {name}");
            return fail(work, Diagnostic::error(2003, Scope::Gateway, message), String::new());
        }
        Network::Missing => {
            if let Some(problem) = names::problem(Named::ServiceNetwork, name) {
                return fail(work, Diagnostic::error(501, Scope::Gateway, problem), String::new());
            }
            let label = labels::service_network(name);
            work.plan.after.service_networks.insert(label.clone(), new_network(name, wanted));
            let place = work.place(object, "");
            work.provide(&label, place, Vec::new());
            return true;
        }
    };
    if work.is_shared(&label) || !work.plan.after.service_networks.contains_key(&label) {
        let message =
            format!("the service network {name} is another account's, shared with this one: its tags can't be read");
        return fail(work, Diagnostic::error(2001, Scope::Gateway, message), String::new());
    }
    let existing = work.plan.after.service_networks.get(&label).map(|network| network.tags.clone()).unwrap_or_default();
    match work.owner_of(&existing) {
        Owner::Ours => {}
        Owner::Other(owner) => {
            let message = format!("the service network {name} belongs to {owner}; nothing of it is changed");
            work.hold(&label, &object.reference());
            return fail(work, Diagnostic::error(2001, Scope::Gateway, message), String::new());
        }
        Owner::Nobody => {
            let going = tags::stripped(&existing, &additional);
            let loses =
                if going.is_empty() { String::new() } else { format!(" and loses the tags {}", going.join(", ")) };
            let message = format!("the service network {name} carries no owner's tag: taken over, it gets ours{loses}");
            let finding = object.finding(Diagnostic::error(2002, Scope::Gateway, message), "");
            work.report(finding);
        }
    }
    let (what, owner) = (format!("service network {name}"), work.owner.clone());
    let tags = retag(work, (&object.reference(), &what), &existing, &additional, Some(&owner));
    if let Some(network) = work.plan.after.service_networks.get_mut(&label) {
        network.tags = tags;
    }
    let place = work.place(object, "");
    work.provide(&label, place, Vec::new());
    true
}

/// Without an account the networks that Gateways name are taken to exist.
fn assume(work: &mut Work<'_, '_>) {
    let objects = &work.index.manifests.objects;
    let gateways = objects.gateways.iter().filter(|gateway| work.index.is_controlled(gateway));
    let mut wanted: BTreeSet<&str> = gateways.map(|gateway| gateway.metadata.name.as_str()).collect();
    wanted.extend(objects.vpc_association_policies.iter().map(|policy| policy.spec.target_ref.name.as_str()));
    let of_gateway = |kind: &str| kind == "Gateway";
    wanted.extend(
        objects
            .iam_auth_policies
            .iter()
            .map(|policy| &policy.spec.target_ref)
            .chain(objects.access_log_policies.iter().map(|policy| &policy.spec.target_ref))
            .filter(|target| of_gateway(&target.kind))
            .map(|target| target.name.as_str()),
    );
    for name in wanted {
        if work.network(name) == Network::Missing {
            let label = labels::service_network(name);
            let network = ServiceNetwork { name: name.to_owned(), ..ServiceNetwork::default() };
            work.plan.after.service_networks.insert(label.clone(), network);
            work.plan.assumptions.insert(label, Assumption::Exists);
        }
    }
}
