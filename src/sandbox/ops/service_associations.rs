//! Services in service networks: made and deleted in the background, one for each pair.

use serde_json::{Value, json};

use super::super::core::{Core, Input, compact, iso};
use super::super::failure::Failure;
use super::super::ids::Kind;
use super::super::options::Quota;
use super::super::state::{Outcome, Progress, ServiceAssociation};
use super::{in_progress, listing, tags};

const KIND: Kind = Kind::ServiceAssociation;

pub fn create(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let network = core.find(Kind::ServiceNetwork, input.need("serviceNetworkIdentifier")?)?;
    let service = core.active_service(input)?;
    let tags = tags::of(input)?;
    let mut all = core.state.service_associations.values();
    if let Some(other) = all.find(|it| it.service_network_id == network && it.service_id == service) {
        let (other, status) = (other.stamp.id.clone(), other.progress.status.clone());
        core.saw(&other);
        return Err(Failure::conflict(
            KIND.label(),
            &other,
            format!(
                "Association already exists between service {service} and service network {network}, status: {status}."
            ),
        ));
    }
    let there = core.state.service_associations.values().filter(|it| it.service_network_id == network).count();
    core.within(Quota::ServiceAssociationsPerNetwork, KIND, there, 1)?;
    let now = core.now();
    let association = ServiceAssociation {
        stamp: core.state.stamp(KIND, now),
        progress: Progress::of("CREATE_IN_PROGRESS"),
        service_network_id: network,
        service_id: service.clone(),
    };
    let service = &core.state.services[&service];
    let answer = json!({
        "id": association.stamp.id,
        "status": association.progress.status,
        "arn": association.stamp.arn,
        "createdBy": core.state.account,
        "customDomainName": service.custom_domain_name,
        "dnsEntry": service.dns_entry(&core.state.region),
    });
    let id = association.stamp.id.clone();
    core.put_tags(&association.stamp.arn, tags);
    core.state.service_associations.insert(id.clone(), association);
    core.start(&id, Outcome::Active, "CREATE_FAILED");
    Ok(compact(answer))
}

pub fn get(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let id = core.find(KIND, input.need("serviceNetworkServiceAssociationIdentifier")?)?;
    let association = &core.state.service_associations[&id];
    let mut answer = shown(core, association);
    answer["failureMessage"] = association.progress.failure_message.clone().into();
    answer["failureCode"] = association.progress.failure_code.clone().into();
    core.saw(&id);
    Ok(compact(answer))
}

pub fn list(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let network = filter(core, Kind::ServiceNetwork, input, "serviceNetworkIdentifier");
    let service = filter(core, Kind::Service, input, "serviceIdentifier");
    if network.is_none() && service.is_none() {
        return Err(Failure::other("either serviceNetworkIdentifier or serviceIdentifier must be given"));
    }
    let associations = core.state.service_associations.iter().filter(|(_, it)| {
        network.as_ref().is_none_or(|network| it.service_network_id == *network)
            && service.as_ref().is_none_or(|service| it.service_id == *service)
    });
    let page = core.page(input, associations.map(|(id, it)| (id.clone(), it)))?;
    let page = page.map(|association| compact(shown(core, association)));
    core.saw_page(&page);
    Ok(listing(&page))
}

pub fn delete(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let id = core.find(KIND, input.need("serviceNetworkServiceAssociationIdentifier")?)?;
    core.own(&core.state.service_associations[&id].stamp.arn, input.operation)?;
    let status = core.state.service_associations[&id].progress.status.clone();
    if status == "DELETE_IN_PROGRESS" {
        core.saw(&id);
    } else if in_progress(&status) {
        return Err(core.refuse_status(KIND, &id, &status));
    } else {
        core.start(&id, Outcome::Gone, "DELETE_FAILED");
    }
    let now = core.now();
    let association =
        core.state.service_associations.get_mut(&id).ok_or_else(|| Failure::not_found(KIND.label(), &id))?;
    association.progress = Progress::of("DELETE_IN_PROGRESS");
    association.stamp.last_updated_at = now;
    Ok(json!({"id": id, "status": association.progress.status, "arn": association.stamp.arn}))
}

fn shown(core: &Core, association: &ServiceAssociation) -> Value {
    let service = core.state.services.get(&association.service_id);
    let network = core.state.service_networks.get(&association.service_network_id);
    json!({
        "id": association.stamp.id,
        "status": association.progress.status,
        "arn": association.stamp.arn,
        "createdBy": core.state.account,
        "createdAt": iso(association.stamp.created_at),
        "serviceId": association.service_id,
        "serviceName": service.map(|service| &service.name),
        "serviceArn": service.map(|service| &service.stamp.arn),
        "serviceNetworkId": association.service_network_id,
        "serviceNetworkName": network.map(|network| &network.name),
        "serviceNetworkArn": network.map(|network| &network.stamp.arn),
        "dnsEntry": service.map(|service| service.dns_entry(&core.state.region)),
        "customDomainName": service.and_then(|service| service.custom_domain_name.as_ref()),
    })
}

/// The id that a list's filter names; a whole ARN must be that of the resource. One that is not there finds
/// nothing, since these lists declare no ResourceNotFoundException.
pub fn filter(core: &Core, kind: Kind, input: &Input<'_>, name: &str) -> Option<String> {
    input.text(name).map(|identifier| core.find(kind, identifier).unwrap_or_else(|_| identifier.to_owned()))
}
