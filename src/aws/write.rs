//! Every writing call that latticectl makes.

use std::future::Future;

use super::{
    Created, LatticeRead, NewAccessLogSubscription, NewListener, NewRule, NewService, NewServiceAssociation,
    NewServiceNetwork, NewTargetGroup, NewVpcAssociation, PartialFailure, Result, RuleUpdate, ServiceUpdate,
};
use crate::model::{HealthCheck, RuleAction, TagMap, Target};

/// Writes to an account. Each method is one call of the API: limits of items a call are the caller's to
/// keep, waiting for a state too. Identifiers are ids or ARNs. Deleting and updating something that the
/// API works on for a while gives its state.
pub trait LatticeWrite: LatticeRead {
    /// CreateServiceNetwork.
    fn create_service_network(&self, input: NewServiceNetwork) -> impl Future<Output = Result<Created>> + Send;

    /// UpdateServiceNetwork: the auth type.
    fn update_service_network(&self, network: &str, auth_type: &str) -> impl Future<Output = Result<()>> + Send;

    /// DeleteServiceNetwork.
    fn delete_service_network(&self, network: &str) -> impl Future<Output = Result<()>> + Send;

    /// CreateService.
    fn create_service(&self, input: NewService) -> impl Future<Output = Result<Created>> + Send;

    /// UpdateService.
    fn update_service(&self, service: &str, update: ServiceUpdate) -> impl Future<Output = Result<()>> + Send;

    /// DeleteService; gone once Get says so.
    fn delete_service(&self, service: &str) -> impl Future<Output = Result<Option<String>>> + Send;

    /// CreateListener.
    fn create_listener(&self, service: &str, input: NewListener) -> impl Future<Output = Result<Created>> + Send;

    /// UpdateListener: the default action.
    fn update_listener(
        &self,
        service: &str,
        listener: &str,
        default_action: RuleAction,
    ) -> impl Future<Output = Result<()>> + Send;

    /// DeleteListener.
    fn delete_listener(&self, service: &str, listener: &str) -> impl Future<Output = Result<()>> + Send;

    /// CreateRule.
    fn create_rule(
        &self,
        service: &str,
        listener: &str,
        input: NewRule,
    ) -> impl Future<Output = Result<Created>> + Send;

    /// UpdateRule.
    fn update_rule(
        &self,
        service: &str,
        listener: &str,
        rule: &str,
        update: RuleUpdate,
    ) -> impl Future<Output = Result<()>> + Send;

    /// BatchUpdateRule of at most five rules (by id); what failed although the call answered 200.
    fn batch_update_rules(
        &self,
        service: &str,
        listener: &str,
        updates: Vec<(String, RuleUpdate)>,
    ) -> impl Future<Output = Result<Vec<PartialFailure>>> + Send;

    /// DeleteRule.
    fn delete_rule(&self, service: &str, listener: &str, rule: &str) -> impl Future<Output = Result<()>> + Send;

    /// CreateTargetGroup.
    fn create_target_group(&self, input: NewTargetGroup) -> impl Future<Output = Result<Created>> + Send;

    /// UpdateTargetGroup: the whole health check.
    fn update_target_group(&self, group: &str, health_check: HealthCheck) -> impl Future<Output = Result<()>> + Send;

    /// DeleteTargetGroup; gone once Get says so.
    fn delete_target_group(&self, group: &str) -> impl Future<Output = Result<Option<String>>> + Send;

    /// RegisterTargets, at most 100; what failed although the call answered 200.
    fn register_targets(
        &self,
        group: &str,
        targets: Vec<Target>,
    ) -> impl Future<Output = Result<Vec<PartialFailure>>> + Send;

    /// DeregisterTargets, at most 100; what failed although the call answered 200.
    fn deregister_targets(
        &self,
        group: &str,
        targets: Vec<Target>,
    ) -> impl Future<Output = Result<Vec<PartialFailure>>> + Send;

    /// CreateServiceNetworkServiceAssociation.
    fn create_service_association(&self, input: NewServiceAssociation) -> impl Future<Output = Result<Created>> + Send;

    /// DeleteServiceNetworkServiceAssociation; gone once Get says so.
    fn delete_service_association(&self, association: &str) -> impl Future<Output = Result<Option<String>>> + Send;

    /// CreateServiceNetworkVpcAssociation.
    fn create_vpc_association(&self, input: NewVpcAssociation) -> impl Future<Output = Result<Created>> + Send;

    /// UpdateServiceNetworkVpcAssociation: one to five security groups; done once Get says ACTIVE.
    fn update_vpc_association(
        &self,
        association: &str,
        security_group_ids: Vec<String>,
    ) -> impl Future<Output = Result<Option<String>>> + Send;

    /// DeleteServiceNetworkVpcAssociation; gone once Get says so.
    fn delete_vpc_association(&self, association: &str) -> impl Future<Output = Result<Option<String>>> + Send;

    /// PutAuthPolicy on a service network or service.
    fn put_auth_policy(&self, resource: &str, policy: &str) -> impl Future<Output = Result<()>> + Send;

    /// DeleteAuthPolicy of a service network or service.
    fn delete_auth_policy(&self, resource: &str) -> impl Future<Output = Result<()>> + Send;

    /// CreateAccessLogSubscription.
    fn create_access_log_subscription(
        &self,
        input: NewAccessLogSubscription,
    ) -> impl Future<Output = Result<Created>> + Send;

    /// UpdateAccessLogSubscription: the destination.
    fn update_access_log_subscription(
        &self,
        subscription: &str,
        destination_arn: &str,
    ) -> impl Future<Output = Result<()>> + Send;

    /// DeleteAccessLogSubscription.
    fn delete_access_log_subscription(&self, subscription: &str) -> impl Future<Output = Result<()>> + Send;

    /// TagResource: adds and overwrites, takes none away.
    fn tag_resource(&self, arn: &str, tags: TagMap) -> impl Future<Output = Result<()>> + Send;

    /// UntagResource.
    fn untag_resource(&self, arn: &str, keys: Vec<String>) -> impl Future<Output = Result<()>> + Send;
}
