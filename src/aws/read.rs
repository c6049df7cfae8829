//! Every reading call that latticectl makes.

use std::future::Future;

use super::{
    AssociationFilter, AuthPolicy, CallCounts, CallerIdentity, ListenerSummary, LogSubscription, Result, RuleSummary,
    ServiceAssociation, ServiceNetworkSummary, ServiceSummary, TagQuery, TaggedResource, TargetGroupDetail,
    TargetGroupSummary, VpcAssociation,
};
use crate::model::{Certificate, Listener, Rule, Service, ServiceNetwork, TagMap, Target};

/// Reads an account. Paginated calls give all items, whatever the page size; no order is promised.
/// Identifiers are ids or ARNs. Implementations retry what is worth retrying, hold the rate and count.
pub trait LatticeRead: Clone + Send + Sync + 'static {
    /// The calls made so far, through this value and its clones.
    fn counts(&self) -> CallCounts;

    /// ListServiceNetworks: the account's own and those shared with it.
    fn list_service_networks(&self) -> impl Future<Output = Result<Vec<ServiceNetworkSummary>>> + Send;

    /// GetServiceNetwork.
    fn get_service_network(&self, network: &str) -> impl Future<Output = Result<ServiceNetwork>> + Send;

    /// ListServices: the account's own and those shared with it.
    fn list_services(&self) -> impl Future<Output = Result<Vec<ServiceSummary>>> + Send;

    /// GetService.
    fn get_service(&self, service: &str) -> impl Future<Output = Result<Service>> + Send;

    /// ListListeners.
    fn list_listeners(&self, service: &str) -> impl Future<Output = Result<Vec<ListenerSummary>>> + Send;

    /// GetListener.
    fn get_listener(&self, service: &str, listener: &str) -> impl Future<Output = Result<Listener>> + Send;

    /// ListRules, the default rule included.
    fn list_rules(&self, service: &str, listener: &str) -> impl Future<Output = Result<Vec<RuleSummary>>> + Send;

    /// GetRule.
    fn get_rule(&self, service: &str, listener: &str, rule: &str) -> impl Future<Output = Result<Rule>> + Send;

    /// ListTargetGroups: the account's own and those shared with it.
    fn list_target_groups(&self) -> impl Future<Output = Result<Vec<TargetGroupSummary>>> + Send;

    /// GetTargetGroup.
    fn get_target_group(&self, group: &str) -> impl Future<Output = Result<TargetGroupDetail>> + Send;

    /// ListTargets, those that drain included (`status` says so).
    fn list_targets(&self, group: &str) -> impl Future<Output = Result<Vec<Target>>> + Send;

    /// ListServiceNetworkServiceAssociations.
    fn list_service_associations(
        &self,
        filter: &AssociationFilter,
    ) -> impl Future<Output = Result<Vec<ServiceAssociation>>> + Send;

    /// GetServiceNetworkServiceAssociation: with the failure's words.
    fn get_service_association(&self, association: &str) -> impl Future<Output = Result<ServiceAssociation>> + Send;

    /// ListServiceNetworkVpcAssociations: without security groups.
    fn list_vpc_associations(
        &self,
        filter: &AssociationFilter,
    ) -> impl Future<Output = Result<Vec<VpcAssociation>>> + Send;

    /// GetServiceNetworkVpcAssociation: with security groups.
    fn get_vpc_association(&self, association: &str) -> impl Future<Output = Result<VpcAssociation>> + Send;

    /// GetAuthPolicy of a service network or service; `None` where there is none.
    fn get_auth_policy(&self, resource: &str) -> impl Future<Output = Result<Option<AuthPolicy>>> + Send;

    /// ListAccessLogSubscriptions of a service network or service.
    fn list_access_log_subscriptions(
        &self,
        resource: &str,
    ) -> impl Future<Output = Result<Vec<LogSubscription>>> + Send;

    /// ListTagsForResource.
    fn list_tags(&self, arn: &str) -> impl Future<Output = Result<TagMap>> + Send;

    /// GetResources of the tagging API: many resources' tags at once, a little behind the truth.
    fn tagged_resources(&self, query: &TagQuery) -> impl Future<Output = Result<Vec<TaggedResource>>> + Send;

    /// GetCallerIdentity.
    fn caller_identity(&self) -> impl Future<Output = Result<CallerIdentity>> + Send;

    /// ListCertificates (all key types and states), with DescribeCertificate where List leaves names out.
    fn list_certificates(&self) -> impl Future<Output = Result<Vec<Certificate>>> + Send;
}
