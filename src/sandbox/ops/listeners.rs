//! Listeners: synchronous, part of their service, each with its default rule.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::core::{Core, Input, iso};
use super::super::failure::Failure;
use super::super::ids::{self, Kind};
use super::super::options::Quota;
use super::super::state::{Listener, Service};
use super::{listing, tags};

const KIND: Kind = Kind::Listener;

pub fn create(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let service_id = core.active_service(input)?;
    let service = &core.state.services[&service_id];
    core.own(&service.stamp.arn, input.operation)?;
    let tags = tags::of(input)?;
    let (name, protocol) = (input.need("name")?, input.need("protocol")?);
    let default_port = if protocol == "HTTP" { 80 } else { 443 };
    let port = input.number("port").and_then(|port| i32::try_from(port).ok()).unwrap_or(default_port);
    let taken = |listener: &&Listener| listener.name == name || listener.port == port;
    if let Some(other) = service.listeners.values().find(taken) {
        let what = if other.name == name { format!("name {name}") } else { format!("port {port}") };
        let message = format!("Listener with {what} already exists in service {service_id}");
        return Err(Failure::conflict(KIND.label(), &other.stamp.id, message));
    }
    if protocol == "TLS_PASSTHROUGH" && service.custom_domain_name.is_none() {
        return Err(Failure::field("protocol", "TLS_PASSTHROUGH needs a service with a custom domain name"));
    }
    core.within(Quota::ListenersPerService, KIND, service.listeners.len(), 1)?;
    let action = input.members.get("defaultAction").unwrap_or(&Value::Null);
    let default_action = core.action("defaultAction", action, service, protocol)?;
    let service_arn = service.stamp.arn.clone();
    let now = core.now();
    let stamp = core.state.stamp_below(&service_arn, KIND, now);
    let listener = Listener {
        default_rule: core.state.stamp_below(&stamp.arn, Kind::Rule, now),
        stamp,
        name: name.to_owned(),
        port,
        protocol: protocol.to_owned(),
        default_action,
        rules: BTreeMap::default(),
    };
    core.put_tags(&listener.stamp.arn, tags);
    let answer = shown(&core.state.services[&service_id], &listener);
    core.change_service(&service_id, |service| {
        service.listeners.insert(listener.stamp.id.clone(), listener);
    });
    Ok(answer)
}

pub fn get(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let (service, id) = core.listener(input)?;
    let service = &core.state.services[&service];
    let listener = &service.listeners[&id];
    let mut answer = shown(service, listener);
    answer["createdAt"] = iso(listener.stamp.created_at).into();
    answer["lastUpdatedAt"] = iso(listener.stamp.last_updated_at).into();
    Ok(answer)
}

pub fn list(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let service = core.find(Kind::Service, input.need("serviceIdentifier")?)?;
    let listeners = core.state.services[&service].listeners.iter().map(|(id, listener)| (id.clone(), listener));
    Ok(listing(&core.page(input, listeners)?.map(|listener| {
        json!({
            "arn": listener.stamp.arn,
            "id": listener.stamp.id,
            "name": listener.name,
            "protocol": listener.protocol,
            "port": listener.port,
            "createdAt": iso(listener.stamp.created_at),
            "lastUpdatedAt": iso(listener.stamp.last_updated_at),
        })
    })))
}

pub fn update(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let (service_id, id) = core.listener(input)?;
    core.active_service(input)?;
    let service = &core.state.services[&service_id];
    core.own(&service.stamp.arn, input.operation)?;
    let action = input.members.get("defaultAction").unwrap_or(&Value::Null);
    let action = core.action("defaultAction", action, service, &service.listeners[&id].protocol)?;
    let now = core.now();
    core.change_service(&service_id, |service| {
        if let Some(listener) = service.listeners.get_mut(&id) {
            listener.default_action = action;
            listener.stamp.last_updated_at = now;
            listener.default_rule.last_updated_at = now;
        }
    });
    let service = &core.state.services[&service_id];
    Ok(shown(service, &service.listeners[&id]))
}

pub fn delete(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let (service, id) = core.listener(input)?;
    core.active_service(input)?;
    core.own(&core.state.services[&service].stamp.arn, input.operation)?;
    let mut gone = None;
    core.change_service(&service, |service| gone = service.listeners.remove(&id));
    if let Some(listener) = gone {
        core.drop_tags(&listener.stamp.arn);
        core.drop_tags(&listener.default_rule.arn);
        listener.rules.values().for_each(|rule| core.drop_tags(&rule.stamp.arn));
    }
    Ok(json!({}))
}

fn shown(service: &Service, listener: &Listener) -> Value {
    json!({
        "arn": listener.stamp.arn,
        "id": listener.stamp.id,
        "name": listener.name,
        "protocol": listener.protocol,
        "port": listener.port,
        "serviceArn": service.stamp.arn,
        "serviceId": service.stamp.id,
        "defaultAction": listener.default_action,
    })
}

impl Core {
    /// The service and the listener that a call names.
    pub fn listener(&self, input: &Input<'_>) -> Result<(String, String), Failure> {
        let service = self.find(Kind::Service, input.need("serviceIdentifier")?)?;
        let identifier = input.need("listenerIdentifier")?;
        let id = ids::id_of(identifier);
        match self.state.services[&service].listeners.get(id) {
            Some(listener) if !identifier.starts_with("arn:") || listener.stamp.arn == identifier => {
                Ok((service, id.to_owned()))
            }
            _ => Err(Failure::not_found(KIND.label(), identifier)),
        }
    }

    /// Changes a service's listeners or rules.
    pub fn change_service(&mut self, service: &str, change: impl FnOnce(&mut Service)) {
        if let Some(service) = self.state.services.get_mut(service) {
            change(service);
        }
    }
}
