//! Service networks: synchronous, and never deleted while anything is associated.

use serde_json::{Value, json};

use super::super::core::{Core, Input, compact, iso};
use super::super::failure::Failure;
use super::super::ids::Kind;
use super::super::options::Quota;
use super::super::state::ServiceNetwork;
use super::{listing, tags};

const KIND: Kind = Kind::ServiceNetwork;

pub fn create(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let name = input.need("name")?;
    let tags = tags::of(input)?;
    if let Some(other) = core.state.service_networks.values().find(|network| network.name == name) {
        let message = format!("ServiceNetwork with name {name} already exists");
        return Err(Failure::conflict(KIND.label(), &other.stamp.id, message));
    }
    core.within(Quota::ServiceNetworks, KIND, core.state.service_networks.len(), 1)?;
    let now = core.now();
    let network = ServiceNetwork {
        stamp: core.state.stamp(KIND, now),
        name: name.to_owned(),
        auth_type: Some(input.text("authType").unwrap_or("NONE").to_owned()),
        sharing_enabled: input.members.get("sharingConfig").and_then(|config| config.get("enabled")?.as_bool()),
    };
    let answer = json!({
        "id": network.stamp.id,
        "arn": network.stamp.arn,
        "name": network.name,
        "authType": network.auth_type,
        "sharingConfig": network.sharing_enabled.map(|enabled| json!({"enabled": enabled})),
    });
    core.put_tags(&network.stamp.arn, tags);
    core.state.service_networks.insert(network.stamp.id.clone(), network);
    Ok(compact(answer))
}

pub fn get(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let id = core.find(KIND, input.need("serviceNetworkIdentifier")?)?;
    let network = &core.state.service_networks[&id];
    Ok(compact(json!({
        "id": network.stamp.id,
        "name": network.name,
        "createdAt": iso(network.stamp.created_at),
        "lastUpdatedAt": iso(network.stamp.last_updated_at),
        "arn": network.stamp.arn,
        "authType": network.auth_type,
        "sharingConfig": network.sharing_enabled.map(|enabled| json!({"enabled": enabled})),
        "numberOfAssociatedVPCs": vpcs(core, &id),
        "numberOfAssociatedServices": services(core, &id),
    })))
}

pub fn list(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let networks = core.state.service_networks.iter().map(|(id, network)| (id.clone(), network));
    let page = core.page(input, networks)?;
    Ok(listing(&page.map(|network| {
        let id = &network.stamp.id;
        json!({
            "id": id,
            "name": network.name,
            "arn": network.stamp.arn,
            "createdAt": iso(network.stamp.created_at),
            "lastUpdatedAt": iso(network.stamp.last_updated_at),
            "numberOfAssociatedVPCs": vpcs(core, id),
            "numberOfAssociatedServices": services(core, id),
            "numberOfAssociatedResourceConfigurations": 0,
        })
    })))
}

pub fn update(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let id = core.find(KIND, input.need("serviceNetworkIdentifier")?)?;
    core.own(&core.state.service_networks[&id].stamp.arn, input.operation)?;
    let auth_type = input.need("authType")?.to_owned();
    let now = core.now();
    let network = core.state.service_networks.get_mut(&id).ok_or_else(|| Failure::not_found(KIND.label(), &id))?;
    network.auth_type = Some(auth_type);
    network.stamp.last_updated_at = now;
    Ok(json!({
        "id": id,
        "name": network.name,
        "arn": network.stamp.arn,
        "authType": network.auth_type,
    }))
}

pub fn delete(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let id = core.find(KIND, input.need("serviceNetworkIdentifier")?)?;
    core.own(&core.state.service_networks[&id].stamp.arn, input.operation)?;
    let vpcs = core.state.vpc_associations.values().filter(|it| it.service_network_id == id).map(|it| &it.stamp.id);
    let vpcs: Vec<String> = vpcs.cloned().collect();
    let resources = core.state.service_associations.values().filter(|it| it.service_network_id == id);
    let resources: Vec<String> = resources.map(|it| it.stamp.id.clone()).collect();
    let blocker = match (vpcs.is_empty(), resources.is_empty()) {
        (false, _) => format!("ServiceNetwork {id} has VPC(s) associated"),
        (true, false) => format!("ServiceNetwork {id} has resource(s) associated."),
        (true, true) => {
            core.remove(&id);
            return Ok(json!({}));
        }
    };
    vpcs.iter().chain(&resources).for_each(|id| core.saw(id));
    Err(Failure::conflict(KIND.label(), &id, blocker))
}

fn vpcs(core: &Core, id: &str) -> usize {
    core.state.vpc_associations.values().filter(|it| it.service_network_id == id).count()
}

fn services(core: &Core, id: &str) -> usize {
    core.state.service_associations.values().filter(|it| it.service_network_id == id).count()
}
