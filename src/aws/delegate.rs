//! The writing client reads as the reading one does.

use super::client::WriteClient;
use super::{
    AssociationFilter, AuthPolicy, CallCounts, CallerIdentity, LatticeRead, ListenerSummary, LogSubscription, Result,
    RuleSummary, ServiceAssociation, ServiceNetworkSummary, ServiceSummary, TagQuery, TaggedResource,
    TargetGroupDetail, TargetGroupSummary, VpcAssociation,
};
use crate::model::{Certificate, Listener, Rule, Service, ServiceNetwork, TagMap, Target};

impl LatticeRead for WriteClient {
    fn counts(&self) -> CallCounts {
        self.reader.counts()
    }

    async fn list_service_networks(&self) -> Result<Vec<ServiceNetworkSummary>> {
        self.reader.list_service_networks().await
    }

    async fn get_service_network(&self, network: &str) -> Result<ServiceNetwork> {
        self.reader.get_service_network(network).await
    }

    async fn list_services(&self) -> Result<Vec<ServiceSummary>> {
        self.reader.list_services().await
    }

    async fn get_service(&self, service: &str) -> Result<Service> {
        self.reader.get_service(service).await
    }

    async fn list_listeners(&self, service: &str) -> Result<Vec<ListenerSummary>> {
        self.reader.list_listeners(service).await
    }

    async fn get_listener(&self, service: &str, listener: &str) -> Result<Listener> {
        self.reader.get_listener(service, listener).await
    }

    async fn list_rules(&self, service: &str, listener: &str) -> Result<Vec<RuleSummary>> {
        self.reader.list_rules(service, listener).await
    }

    async fn get_rule(&self, service: &str, listener: &str, rule: &str) -> Result<Rule> {
        self.reader.get_rule(service, listener, rule).await
    }

    async fn list_target_groups(&self) -> Result<Vec<TargetGroupSummary>> {
        self.reader.list_target_groups().await
    }

    async fn get_target_group(&self, group: &str) -> Result<TargetGroupDetail> {
        self.reader.get_target_group(group).await
    }

    async fn list_targets(&self, group: &str) -> Result<Vec<Target>> {
        self.reader.list_targets(group).await
    }

    async fn list_service_associations(&self, filter: &AssociationFilter) -> Result<Vec<ServiceAssociation>> {
        self.reader.list_service_associations(filter).await
    }

    async fn get_service_association(&self, association: &str) -> Result<ServiceAssociation> {
        self.reader.get_service_association(association).await
    }

    async fn list_vpc_associations(&self, filter: &AssociationFilter) -> Result<Vec<VpcAssociation>> {
        self.reader.list_vpc_associations(filter).await
    }

    async fn get_vpc_association(&self, association: &str) -> Result<VpcAssociation> {
        self.reader.get_vpc_association(association).await
    }

    async fn get_auth_policy(&self, resource: &str) -> Result<Option<AuthPolicy>> {
        self.reader.get_auth_policy(resource).await
    }

    async fn list_access_log_subscriptions(&self, resource: &str) -> Result<Vec<LogSubscription>> {
        self.reader.list_access_log_subscriptions(resource).await
    }

    async fn list_tags(&self, arn: &str) -> Result<TagMap> {
        self.reader.list_tags(arn).await
    }

    async fn tagged_resources(&self, query: &TagQuery) -> Result<Vec<TaggedResource>> {
        self.reader.tagged_resources(query).await
    }

    async fn caller_identity(&self) -> Result<CallerIdentity> {
        self.reader.caller_identity().await
    }

    async fn list_certificates(&self) -> Result<Vec<Certificate>> {
        self.reader.list_certificates().await
    }
}
