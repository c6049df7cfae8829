//! VpcAssociationPolicies: the cluster's VPC in the service network of a Gateway's name.

use super::policy::{self, GATEWAY_GROUP, PolicyVerdict};
use super::reconcile::retag;
use super::service_network::vpc_associations;
use super::tags;
use super::target_group::{tags_path, too_many_tags};
use super::work::{Network, Owner, Work};
use crate::api::{Object, VpcAssociationPolicySpec};
use crate::diag::{Diagnostic, Scope};
use crate::model::{Label, ServiceNetworkVpcAssociation, labels};

/// The most security groups of an association.
const MOST_GROUPS: usize = 5;

type Policy = Object<VpcAssociationPolicySpec>;

/// Lays all policies over the account: first those that leave a network, then those that join one, for a
/// VPC takes one network.
pub(super) fn lay(work: &mut Work<'_, '_>) {
    let policies = &work.index.manifests.objects.vpc_association_policies;
    let joins = |policy: &Policy| policy.spec.associate_with_vpc.unwrap_or(true);
    for policy in policies.iter().filter(|policy| !joins(policy) && !policy.metadata.deleting) {
        leave(work, policy);
    }
    for policy in policies.iter().filter(|policy| joins(policy) && !policy.metadata.deleting) {
        if !join(work, policy) {
            work.plan.failed.insert(policy.reference());
        }
    }
}

/// The outcome of a policy's check; `None` where it is never checked.
pub(super) fn verdict(work: &Work<'_, '_>, policy: &Policy) -> Option<PolicyVerdict> {
    if !policy.spec.associate_with_vpc.unwrap_or(true) {
        return None;
    }
    work.verdicts.get(&policy.order).copied()
}

fn association_of(work: &Work<'_, '_>, network: &Label) -> Label {
    labels::vpc_association(network.strip_prefix("sn:").unwrap_or(network), &work.context.vpc_id)
}

fn leave<'a>(work: &mut Work<'a, '_>, policy: &'a Policy) {
    if !policy.spec.security_group_ids.is_empty() {
        let message = "security groups mean nothing beside associateWithVpc: false";
        let finding = policy.finding(Diagnostic::warning(717, Scope::Field, message), "spec.securityGroupIds");
        work.report(finding);
    }
    let target = &policy.spec.target_ref;
    if let Some(finding) = policy::kind_problem(target, &[(GATEWAY_GROUP, "Gateway")]) {
        let finding = policy.finding(finding, "spec.targetRef.kind");
        work.report(finding);
    } else if !policy::exists(work, target, &policy.metadata.namespace) {
        policy::report_missing(work, policy, &policy.metadata.namespace);
    }
    let Some(network) = work.network(&target.name).label().cloned() else { return };
    let label = association_of(work, &network);
    let Some(existing) = work.plan.after.service_network_vpc_associations.get(&label) else { return };
    let existing_tags = existing.tags.clone();
    let finding = match work.owner_of(&existing_tags) {
        Owner::Ours => {
            work.plan.after.service_network_vpc_associations.remove(&label);
            work.plan.provenance.remove(&label);
            return;
        }
        Owner::Other(owner) => {
            Diagnostic::error(2001, Scope::Gateway, format!("the association {label} belongs to {owner} and stays"))
        }
        Owner::Nobody => {
            Diagnostic::warning(2002, Scope::Gateway, format!("the association {label} has no owner and stays"))
        }
    };
    let finding = policy.finding(finding, "spec.associateWithVpc");
    work.report(finding);
}

/// Whether the association is made or updated.
fn join<'a>(work: &mut Work<'a, '_>, policy: &'a Policy) -> bool {
    let policies = &work.index.vpc_association_policies;
    let verdict = policy::judge(work, policies, policy, &[(GATEWAY_GROUP, "Gateway")]);
    work.verdicts.insert(policy.order, verdict);
    if verdict != PolicyVerdict::Accepted {
        return false;
    }
    let name = &policy.spec.target_ref.name;
    let network = match work.network(name) {
        Network::Named(label) | Network::Identified(label) => label,
        Network::Missing | Network::Ambiguous => {
            let message = format!("there is no one service network {name} to associate the VPC with");
            let finding = policy.finding(Diagnostic::error(2003, Scope::Gateway, message), "spec.targetRef.name");
            work.report(finding);
            return false;
        }
    };
    let label = association_of(work, &network);
    if !check_groups(work, policy) {
        hold(work, policy, &label);
        return false;
    }
    let additional = tags::parse(policy.annotation("tags")).tags;
    let wanted = tags::merged([work.owner_tag()], &additional);
    if let Some(message) = too_many_tags(&wanted, "association", 1) {
        let finding = policy.finding(Diagnostic::error(905, Scope::Gateway, message), tags_path());
        work.report(finding);
        hold(work, policy, &label);
        return false;
    }
    if work.plan.after.service_network_vpc_associations.contains_key(&label) {
        return update(work, policy, &network, &label, &additional);
    }
    if let Some(other) = vpc_associations(work).first() {
        let message = format!("the VPC is associated with another service network ({other}), and it takes one");
        let finding = policy.finding(Diagnostic::error(2004, Scope::Gateway, message), "spec.targetRef.name");
        work.report(finding);
        return false;
    }
    let made = ServiceNetworkVpcAssociation {
        security_group_ids: policy.spec.security_group_ids.clone(),
        tags: wanted,
        ..ServiceNetworkVpcAssociation::default()
    };
    work.plan.after.service_network_vpc_associations.insert(label.clone(), made);
    let place = work.place(policy, "");
    work.provide(&label, place, Vec::new());
    true
}

fn hold<'a>(work: &mut Work<'a, '_>, policy: &'a Policy, label: &str) {
    let ours =
        work.plan.after.service_network_vpc_associations.get(label).is_some_and(|found| work.is_ours(&found.tags));
    if ours {
        work.hold(label, &policy.reference());
    }
}

fn check_groups<'a>(work: &mut Work<'a, '_>, policy: &'a Policy) -> bool {
    let groups = &policy.spec.security_group_ids;
    let mut sound = true;
    if groups.len() > MOST_GROUPS {
        let message = format!("{} security groups; an association takes {MOST_GROUPS}", groups.len());
        let finding = policy.finding(Diagnostic::error(707, Scope::Gateway, message), "spec.securityGroupIds");
        work.report(finding);
        sound = false;
    }
    let is_id = |id: &str| {
        id.strip_prefix("sg-").is_some_and(|rest| {
            matches!(rest.len(), 8 | 17) && rest.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase())
        })
    };
    for (at, id) in groups.iter().enumerate().filter(|(_, id)| !is_id(id)) {
        let message = format!("{id:?} is no id of a security group (sg- and 8 or 17 of 0-9a-z)");
        let finding =
            policy.finding(Diagnostic::error(716, Scope::Gateway, message), format!("spec.securityGroupIds[{at}]"));
        work.report(finding);
        sound = false;
    }
    sound
}

fn update<'a>(
    work: &mut Work<'a, '_>,
    policy: &'a Policy,
    network: &Label,
    label: &Label,
    additional: &crate::model::TagMap,
) -> bool {
    let place = work.place(policy, "");
    if work.is_shared(network) || !work.plan.after.service_networks.contains_key(network) {
        return true;
    }
    let Some(existing) = work.plan.after.service_network_vpc_associations.get(label).cloned() else { return false };
    match work.owner_of(&existing.tags) {
        Owner::Ours => {}
        Owner::Other(owner) => {
            let message = format!("the association {label} belongs to {owner}; nothing of it is changed");
            let finding = policy.finding(Diagnostic::error(2001, Scope::Gateway, message), "spec.targetRef.name");
            work.report(finding);
            return false;
        }
        Owner::Nobody => {
            let message = format!(
                "the association {label} carries no owner's tag: taken over, it gets the security groups of the policy"
            );
            let finding = policy.finding(Diagnostic::error(2002, Scope::Gateway, message), "spec.targetRef.name");
            work.report(finding);
        }
    }
    let sorted = |ids: &[String]| {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids
    };
    let wanted = &policy.spec.security_group_ids;
    let mut updated = existing.clone();
    let (what, owner) = (format!("association {label}"), work.owner.clone());
    updated.tags = retag(work, (&policy.reference(), &what), &existing.tags, additional, Some(&owner));
    if wanted.is_empty() && !existing.security_group_ids.is_empty() {
        let message = format!(
            "the association has {}, and an update can't take the last security group away",
            existing.security_group_ids.join(", ")
        );
        let finding = policy.finding(Diagnostic::warning(709, Scope::Gateway, message), "spec");
        work.report(finding);
    } else if sorted(wanted) != sorted(&existing.security_group_ids) {
        updated.security_group_ids.clone_from(wanted);
    }
    work.plan.after.service_network_vpc_associations.insert(label.clone(), updated);
    work.provide(label, place, Vec::new());
    true
}
