//! The operations, one file per resource family.

mod access_logs;
mod actions;
mod listeners;
mod policies;
mod rules;
mod service_associations;
mod service_networks;
mod services;
mod tags;
mod target_groups;
mod targets;
mod vpc_associations;

use serde_json::{Value, json};

use super::core::{Core, Input, compact};
use super::failure::Failure;
use super::paging::Page;

pub use tags::existing as tags_of_existing;
pub use target_groups::default_health_check;
pub use targets::status as target_status;

/// How an operation is run.
pub type Handler = fn(&mut Core, &Input<'_>) -> Result<Value, Failure>;

/// The operation's code; none where the sandbox does not have it.
pub fn handler(operation: &str) -> Option<Handler> {
    Some(match operation {
        "CreateServiceNetwork" => service_networks::create,
        "GetServiceNetwork" => service_networks::get,
        "ListServiceNetworks" => service_networks::list,
        "UpdateServiceNetwork" => service_networks::update,
        "DeleteServiceNetwork" => service_networks::delete,
        "CreateService" => services::create,
        "GetService" => services::get,
        "ListServices" => services::list,
        "UpdateService" => services::update,
        "DeleteService" => services::delete,
        "CreateListener" => listeners::create,
        "GetListener" => listeners::get,
        "ListListeners" => listeners::list,
        "UpdateListener" => listeners::update,
        "DeleteListener" => listeners::delete,
        "CreateRule" => rules::create,
        "GetRule" => rules::get,
        "ListRules" => rules::list,
        "UpdateRule" => rules::update,
        "BatchUpdateRule" => rules::batch_update,
        "DeleteRule" => rules::delete,
        "CreateTargetGroup" => target_groups::create,
        "GetTargetGroup" => target_groups::get,
        "ListTargetGroups" => target_groups::list,
        "UpdateTargetGroup" => target_groups::update,
        "DeleteTargetGroup" => target_groups::delete,
        "RegisterTargets" => targets::register,
        "ListTargets" => targets::list,
        "DeregisterTargets" => targets::deregister,
        "CreateServiceNetworkServiceAssociation" => service_associations::create,
        "GetServiceNetworkServiceAssociation" => service_associations::get,
        "ListServiceNetworkServiceAssociations" => service_associations::list,
        "DeleteServiceNetworkServiceAssociation" => service_associations::delete,
        "CreateServiceNetworkVpcAssociation" => vpc_associations::create,
        "GetServiceNetworkVpcAssociation" => vpc_associations::get,
        "ListServiceNetworkVpcAssociations" => vpc_associations::list,
        "UpdateServiceNetworkVpcAssociation" => vpc_associations::update,
        "DeleteServiceNetworkVpcAssociation" => vpc_associations::delete,
        "CreateAccessLogSubscription" => access_logs::create,
        "GetAccessLogSubscription" => access_logs::get,
        "ListAccessLogSubscriptions" => access_logs::list,
        "UpdateAccessLogSubscription" => access_logs::update,
        "DeleteAccessLogSubscription" => access_logs::delete,
        "PutAuthPolicy" => policies::put_auth,
        "GetAuthPolicy" => policies::get_auth,
        "DeleteAuthPolicy" => policies::delete_auth,
        "PutResourcePolicy" => policies::put_resource,
        "GetResourcePolicy" => policies::get_resource,
        "DeleteResourcePolicy" => policies::delete_resource,
        "ListTagsForResource" => tags::list,
        "TagResource" => tags::tag,
        "UntagResource" => tags::untag,
        _ => return None,
    })
}

/// A list answer.
fn listing(page: &Page<Value>) -> Value {
    compact(json!({"items": page.items, "nextToken": page.next}))
}

/// The status of something that is being deleted is no failure any more.
fn in_progress(status: &str) -> bool {
    status.ends_with("_IN_PROGRESS")
}
