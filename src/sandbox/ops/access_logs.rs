//! Access log subscriptions: one for each resource and type of destination.

use serde_json::{Value, json};

use super::super::core::{Core, Input, compact, iso};
use super::super::failure::Failure;
use super::super::ids::{self, Kind};
use super::super::state::AccessLogSubscription;
use super::{listing, tags};

const KIND: Kind = Kind::AccessLogSubscription;

pub fn create(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let resource = core.logged(input.need("resourceIdentifier")?)?;
    let resource_arn = core.arn_of(&resource).unwrap_or_default().to_owned();
    core.own(&resource_arn, input.operation)?;
    let tags = tags::of(input)?;
    let destination = input.need("destinationArn")?;
    core.free_destination(&resource, destination, None)?;
    let log_type = match (Kind::of(&resource), input.owned("serviceNetworkLogType")) {
        (Some(Kind::ServiceNetwork), log_type) => Some(log_type.unwrap_or_else(|| "SERVICE".to_owned())),
        (_, Some(_)) => return Err(Failure::field("serviceNetworkLogType", "only for service networks")),
        (_, None) => None,
    };
    let now = core.now();
    let subscription = AccessLogSubscription {
        stamp: core.state.stamp(KIND, now),
        resource_id: resource,
        resource_arn,
        destination_arn: destination.to_owned(),
        service_network_log_type: log_type,
    };
    let mut answer = shown(&subscription);
    strip_times(&mut answer);
    core.put_tags(&subscription.stamp.arn, tags);
    core.state.access_log_subscriptions.insert(subscription.stamp.id.clone(), subscription);
    Ok(answer)
}

pub fn get(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let id = core.find(KIND, input.need("accessLogSubscriptionIdentifier")?)?;
    Ok(shown(&core.state.access_log_subscriptions[&id]))
}

pub fn list(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    // This list declares no ResourceNotFoundException: what is not there has no subscriptions.
    let resource = input.need("resourceIdentifier")?;
    let named = |it: &AccessLogSubscription| it.resource_id == resource || it.resource_arn == resource;
    let all = core.state.access_log_subscriptions.iter().filter(|(_, it)| named(it));
    Ok(listing(&core.page(input, all.map(|(id, it)| (id.clone(), it)))?.map(shown)))
}

pub fn update(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let id = core.find(KIND, input.need("accessLogSubscriptionIdentifier")?)?;
    let subscription = &core.state.access_log_subscriptions[&id];
    core.own(&subscription.stamp.arn, input.operation)?;
    let destination = input.need("destinationArn")?.to_owned();
    core.free_destination(&subscription.resource_id, &destination, Some(&id))?;
    let now = core.now();
    let subscription =
        core.state.access_log_subscriptions.get_mut(&id).ok_or_else(|| Failure::not_found(KIND.label(), &id))?;
    subscription.destination_arn = destination;
    subscription.stamp.last_updated_at = now;
    let mut answer = shown(subscription);
    strip_times(&mut answer);
    if let Some(members) = answer.as_object_mut() {
        members.remove("serviceNetworkLogType");
    }
    Ok(answer)
}

pub fn delete(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let id = core.find(KIND, input.need("accessLogSubscriptionIdentifier")?)?;
    core.own(&core.state.access_log_subscriptions[&id].stamp.arn, input.operation)?;
    core.remove(&id);
    Ok(json!({}))
}

fn shown(subscription: &AccessLogSubscription) -> Value {
    compact(json!({
        "id": subscription.stamp.id,
        "arn": subscription.stamp.arn,
        "resourceId": subscription.resource_id,
        "resourceArn": subscription.resource_arn,
        "destinationArn": subscription.destination_arn,
        "serviceNetworkLogType": subscription.service_network_log_type,
        "createdAt": iso(subscription.stamp.created_at),
        "lastUpdatedAt": iso(subscription.stamp.last_updated_at),
    }))
}

fn strip_times(answer: &mut Value) {
    if let Some(members) = answer.as_object_mut() {
        members.remove("createdAt");
        members.remove("lastUpdatedAt");
    }
}

/// The service that a destination belongs to: S3, CloudWatch Logs or Firehose.
fn destination_type(arn: &str) -> Option<&str> {
    arn.split(':').nth(2).filter(|service| matches!(*service, "s3" | "logs" | "firehose"))
}

impl Core {
    /// The service or service network that an identifier names.
    pub fn logged(&self, identifier: &str) -> Result<String, Failure> {
        match Kind::of(ids::id_of(identifier)) {
            Some(kind @ (Kind::ServiceNetwork | Kind::Service)) => self.find(kind, identifier),
            _ => Err(Failure::not_found("RESOURCE", identifier)),
        }
    }

    fn free_destination(&self, resource: &str, destination: &str, own: Option<&str>) -> Result<(), Failure> {
        let Some(kind) = destination_type(destination) else {
            let message = "must be an S3 bucket, a CloudWatch Logs group or a Firehose delivery stream";
            return Err(Failure::field("destinationArn", message));
        };
        let taken = self.state.access_log_subscriptions.values().find(|other| {
            other.resource_id == resource
                && Some(other.stamp.id.as_str()) != own
                && destination_type(&other.destination_arn) == Some(kind)
        });
        match taken {
            Some(other) => {
                let message = format!("Resource {resource} already has an access log subscription to {kind}");
                Err(Failure::conflict(KIND.label(), &other.stamp.id, message))
            }
            None => Ok(()),
        }
    }
}
