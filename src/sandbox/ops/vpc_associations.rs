//! VPCs in service networks: one network for each VPC, security groups that never go back to none.

use serde_json::{Value, json};

use super::super::core::{Core, Input, compact, iso};
use super::super::failure::Failure;
use super::super::ids::Kind;
use super::super::options::Quota;
use super::super::state::{DnsOptions, Outcome, Progress, VpcAssociation};
use super::service_associations::filter;
use super::{in_progress, listing, tags};

const KIND: Kind = Kind::VpcAssociation;

pub fn create(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let network = core.find(Kind::ServiceNetwork, input.need("serviceNetworkIdentifier")?)?;
    let vpc = input.need("vpcIdentifier")?;
    let tags = tags::of(input)?;
    let security_group_ids: Vec<String> = input.read("securityGroupIds")?.unwrap_or_default();
    core.check_vpc(vpc, &security_group_ids)?;
    if let Some(other) = core.state.vpc_associations.values().find(|it| it.vpc_id == vpc) {
        let (other, status) = (other.stamp.id.clone(), other.progress.status.clone());
        core.saw(&other);
        let message = format!("VPC {vpc} already has an association, {other}, status: {status}.");
        return Err(Failure::conflict(KIND.label(), &other, message));
    }
    let there = core.state.vpc_associations.values().filter(|it| it.service_network_id == network).count();
    core.within(Quota::VpcAssociationsPerNetwork, KIND, there, 1)?;
    let now = core.now();
    let association = VpcAssociation {
        stamp: core.state.stamp(KIND, now),
        progress: Progress::of("CREATE_IN_PROGRESS"),
        service_network_id: network,
        vpc_id: vpc.to_owned(),
        security_group_ids,
        private_dns_enabled: input.flag("privateDnsEnabled"),
        dns_options: input.read("dnsOptions")?,
    };
    let id = association.stamp.id.clone();
    let answer = changed(core, &association);
    core.put_tags(&association.stamp.arn, tags);
    core.state.vpc_associations.insert(id.clone(), association);
    core.start(&id, Outcome::Active, "CREATE_FAILED");
    Ok(answer)
}

pub fn get(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let id = core.find(KIND, input.need("serviceNetworkVpcAssociationIdentifier")?)?;
    let association = &core.state.vpc_associations[&id];
    let mut answer = shown(core, association);
    answer["securityGroupIds"] = association.security_group_ids.clone().into();
    answer["failureMessage"] = association.progress.failure_message.clone().into();
    answer["failureCode"] = association.progress.failure_code.clone().into();
    core.saw(&id);
    Ok(compact(answer))
}

pub fn list(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let network = filter(core, Kind::ServiceNetwork, input, "serviceNetworkIdentifier");
    let vpc = input.text("vpcIdentifier");
    if network.is_none() && vpc.is_none() {
        return Err(Failure::other("either serviceNetworkIdentifier or vpcIdentifier must be given"));
    }
    let associations = core.state.vpc_associations.iter().filter(|(_, it)| {
        network.as_ref().is_none_or(|network| it.service_network_id == *network)
            && vpc.is_none_or(|vpc| it.vpc_id == vpc)
    });
    let page = core.page(input, associations.map(|(id, it)| (id.clone(), it)))?;
    let page = page.map(|association| compact(shown(core, association)));
    core.saw_page(&page);
    Ok(listing(&page))
}

pub fn update(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let id = core.find(KIND, input.need("serviceNetworkVpcAssociationIdentifier")?)?;
    let association = &core.state.vpc_associations[&id];
    core.own(&association.stamp.arn, input.operation)?;
    let status = association.progress.status.clone();
    if !matches!(status.as_str(), "ACTIVE" | "UPDATE_FAILED") {
        return Err(core.refuse_status(KIND, &id, &status));
    }
    let groups: Option<Vec<String>> = input.read("securityGroupIds")?;
    core.check_vpc(&association.vpc_id, groups.as_deref().unwrap_or_default())?;
    let dns_options: Option<DnsOptions> = input.read("dnsOptions")?;
    let now = core.now();
    let association = core.state.vpc_associations.get_mut(&id).ok_or_else(|| Failure::not_found(KIND.label(), &id))?;
    if let Some(groups) = groups {
        association.security_group_ids = groups;
    }
    if let Some(enabled) = input.flag("privateDnsEnabled") {
        association.private_dns_enabled = Some(enabled);
    }
    if dns_options.is_some() {
        association.dns_options = dns_options;
    }
    association.progress = Progress::of("UPDATE_IN_PROGRESS");
    association.stamp.last_updated_at = now;
    core.start(&id, Outcome::Active, "UPDATE_FAILED");
    Ok(changed(core, &core.state.vpc_associations[&id]))
}

pub fn delete(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let id = core.find(KIND, input.need("serviceNetworkVpcAssociationIdentifier")?)?;
    core.own(&core.state.vpc_associations[&id].stamp.arn, input.operation)?;
    let status = core.state.vpc_associations[&id].progress.status.clone();
    if status == "DELETE_IN_PROGRESS" {
        core.saw(&id);
    } else if in_progress(&status) {
        return Err(core.refuse_status(KIND, &id, &status));
    } else {
        core.start(&id, Outcome::Gone, "DELETE_FAILED");
    }
    let now = core.now();
    let association = core.state.vpc_associations.get_mut(&id).ok_or_else(|| Failure::not_found(KIND.label(), &id))?;
    association.progress = Progress::of("DELETE_IN_PROGRESS");
    association.stamp.last_updated_at = now;
    Ok(json!({"id": id, "status": association.progress.status, "arn": association.stamp.arn}))
}

/// What a create or update answers.
fn changed(core: &Core, association: &VpcAssociation) -> Value {
    compact(json!({
        "id": association.stamp.id,
        "status": association.progress.status,
        "arn": association.stamp.arn,
        "createdBy": core.state.account,
        "securityGroupIds": association.security_group_ids,
        "privateDnsEnabled": association.private_dns_enabled,
        "dnsOptions": association.dns_options,
    }))
}

/// What a list shows: everything but the security groups.
fn shown(core: &Core, association: &VpcAssociation) -> Value {
    let network = core.state.service_networks.get(&association.service_network_id);
    json!({
        "id": association.stamp.id,
        "arn": association.stamp.arn,
        "status": association.progress.status,
        "createdBy": core.state.account,
        "createdAt": iso(association.stamp.created_at),
        "serviceNetworkId": association.service_network_id,
        "serviceNetworkName": network.map(|network| &network.name),
        "serviceNetworkArn": network.map(|network| &network.stamp.arn),
        "privateDnsEnabled": association.private_dns_enabled,
        "dnsOptions": association.dns_options,
        "vpcId": association.vpc_id,
        "lastUpdatedAt": iso(association.stamp.last_updated_at),
    })
}

impl Core {
    /// Where EC2 knows VPCs or security groups, only those exist.
    fn check_vpc(&self, vpc: &str, groups: &[String]) -> Result<(), Failure> {
        if !self.state.vpcs.is_empty() && !self.state.vpcs.contains_key(vpc) {
            return Err(Failure::field("vpcIdentifier", format!("VPC {vpc} does not exist")));
        }
        for group in groups {
            match self.state.security_groups.get(group) {
                Some(known) if known.vpc_id != vpc => {
                    let message = format!("security group {group} is not of VPC {vpc}");
                    return Err(Failure::field("securityGroupIds", message));
                }
                None if !self.state.security_groups.is_empty() => {
                    return Err(Failure::field("securityGroupIds", format!("security group {group} does not exist")));
                }
                _ => {}
            }
        }
        Ok(())
    }
}
