//! Reading through the SDK.

use std::collections::BTreeMap;

use aws_sdk_resourcegroupstagging::types::TagFilter;
use aws_sdk_vpclattice::types as sdk;

use super::client::ReadClient;
use super::convert::{action, config, dns_entry, filled, rule_match, target, time};
use super::{
    AssociationFilter, AuthPolicy, AwsError, AwsErrorKind, CallCounts, CallerIdentity, LatticeRead, ListenerSummary,
    LogSubscription, Result, RuleSummary, ServiceAssociation, ServiceNetworkSummary, ServiceSummary, TagQuery,
    TaggedResource, TargetGroupDetail, TargetGroupSummary, VpcAssociation,
};
use crate::model::{Certificate, Identity, Listener, Rule, Service, ServiceNetwork, TagMap, Target, TargetGroup};

/// All items of a paginated call, whatever the size of the pages.
macro_rules! pages {
    ($core:expr, $operation:literal, $request:expr) => {{
        let core = $core;
        let mut items = Vec::new();
        let mut token: Option<String> = None;
        loop {
            let request = $request.max_results(core.page_size).set_next_token(token.clone());
            let page = core.call($operation, || request.clone().send()).await?;
            items.extend(page.items);
            let next = filled(page.next_token);
            if next.is_some() && next == token {
                let message = "the service gave the same page twice";
                return Err(AwsError::new($operation, AwsErrorKind::Other, message));
            }
            match next {
                Some(_) => token = next,
                None => break items,
            }
        }
    }};
}

/// One call.
macro_rules! one {
    ($core:expr, $operation:literal, $request:expr) => {{
        let request = $request;
        $core.call($operation, || request.clone().send()).await
    }};
}

pub(super) use one;

impl LatticeRead for ReadClient {
    fn counts(&self) -> CallCounts {
        self.core.counter.picture()
    }

    async fn list_service_networks(&self) -> Result<Vec<ServiceNetworkSummary>> {
        let items = pages!(&self.core, "ListServiceNetworks", self.core.lattice.list_service_networks());
        let one = |item: sdk::ServiceNetworkSummary| ServiceNetworkSummary {
            id: item.id.unwrap_or_default(),
            arn: item.arn.unwrap_or_default(),
            name: item.name.unwrap_or_default(),
            last_updated_at: time(item.last_updated_at),
        };
        Ok(items.into_iter().map(one).collect())
    }

    async fn get_service_network(&self, network: &str) -> Result<ServiceNetwork> {
        let request = self.core.lattice.get_service_network().service_network_identifier(network);
        let got = one!(self.core, "GetServiceNetwork", request)?;
        Ok(ServiceNetwork {
            name: got.name.unwrap_or_default(),
            auth_type: got.auth_type.map(|it| it.as_str().to_owned()),
            auth_policy: None,
            tags: TagMap::new(),
            identity: Identity {
                id: got.id,
                arn: got.arn,
                last_updated_at: time(got.last_updated_at),
                ..Identity::default()
            },
        })
    }

    async fn list_services(&self) -> Result<Vec<ServiceSummary>> {
        let items = pages!(&self.core, "ListServices", self.core.lattice.list_services());
        let one = |item: sdk::ServiceSummary| ServiceSummary {
            id: item.id.unwrap_or_default(),
            arn: item.arn.unwrap_or_default(),
            name: item.name.unwrap_or_default(),
            custom_domain_name: filled(item.custom_domain_name),
            status: item.status.map(|it| it.as_str().to_owned()),
            last_updated_at: time(item.last_updated_at),
        };
        Ok(items.into_iter().flatten().map(one).collect())
    }

    async fn get_service(&self, service: &str) -> Result<Service> {
        let request = self.core.lattice.get_service().service_identifier(service);
        let got = one!(self.core, "GetService", request)?;
        Ok(Service {
            name: got.name.unwrap_or_default(),
            custom_domain_name: filled(got.custom_domain_name),
            certificate_arn: filled(got.certificate_arn),
            auth_type: got.auth_type.map(|it| it.as_str().to_owned()),
            auth_policy: None,
            tags: TagMap::new(),
            identity: Identity {
                id: got.id,
                arn: got.arn,
                status: got.status.map(|it| it.as_str().to_owned()),
                failure_code: filled(got.failure_code),
                failure_message: filled(got.failure_message),
                last_updated_at: time(got.last_updated_at),
                dns_entry: dns_entry(got.dns_entry),
            },
        })
    }

    async fn list_listeners(&self, service: &str) -> Result<Vec<ListenerSummary>> {
        let request = || self.core.lattice.list_listeners().service_identifier(service);
        let items = pages!(&self.core, "ListListeners", request());
        let one = |item: sdk::ListenerSummary| ListenerSummary {
            id: item.id.unwrap_or_default(),
            arn: item.arn.unwrap_or_default(),
            name: item.name.unwrap_or_default(),
            port: item.port.unwrap_or_default(),
            protocol: item.protocol.map(|it| it.as_str().to_owned()).unwrap_or_default(),
            last_updated_at: time(item.last_updated_at),
        };
        Ok(items.into_iter().map(one).collect())
    }

    async fn get_listener(&self, service: &str, listener: &str) -> Result<Listener> {
        let request = self.core.lattice.get_listener().service_identifier(service).listener_identifier(listener);
        let got = one!(self.core, "GetListener", request)?;
        Ok(Listener {
            name: got.name.unwrap_or_default(),
            port: got.port.unwrap_or_default(),
            protocol: got.protocol.map(|it| it.as_str().to_owned()).unwrap_or_default(),
            default_action: action("GetListener", got.default_action)?,
            tags: TagMap::new(),
            identity: Identity {
                id: got.id,
                arn: got.arn,
                last_updated_at: time(got.last_updated_at),
                ..Identity::default()
            },
        })
    }

    async fn list_rules(&self, service: &str, listener: &str) -> Result<Vec<RuleSummary>> {
        let request = || self.core.lattice.list_rules().service_identifier(service).listener_identifier(listener);
        let items = pages!(&self.core, "ListRules", request());
        let one = |item: sdk::RuleSummary| RuleSummary {
            id: item.id.unwrap_or_default(),
            arn: item.arn.unwrap_or_default(),
            name: filled(item.name),
            priority: item.priority,
            is_default: item.is_default.unwrap_or(false),
            last_updated_at: time(item.last_updated_at),
        };
        Ok(items.into_iter().map(one).collect())
    }

    async fn get_rule(&self, service: &str, listener: &str, rule: &str) -> Result<Rule> {
        let request = self.core.lattice.get_rule();
        let request = request.service_identifier(service).listener_identifier(listener).rule_identifier(rule);
        let got = one!(self.core, "GetRule", request)?;
        Ok(Rule {
            name: filled(got.name),
            priority: got.priority.unwrap_or_default(),
            rule_match: rule_match("GetRule", got.r#match)?,
            action: action("GetRule", got.action)?,
            tags: TagMap::new(),
            identity: Identity {
                id: got.id,
                arn: got.arn,
                last_updated_at: time(got.last_updated_at),
                ..Identity::default()
            },
        })
    }

    async fn list_target_groups(&self) -> Result<Vec<TargetGroupSummary>> {
        let items = pages!(&self.core, "ListTargetGroups", self.core.lattice.list_target_groups());
        let one = |item: sdk::TargetGroupSummary| TargetGroupSummary {
            id: item.id.unwrap_or_default(),
            arn: item.arn.unwrap_or_default(),
            name: item.name.unwrap_or_default(),
            kind: item.r#type.map(|it| it.as_str().to_owned()).unwrap_or_default(),
            status: item.status.map(|it| it.as_str().to_owned()),
            port: item.port,
            protocol: item.protocol.map(|it| it.as_str().to_owned()),
            ip_address_type: item.ip_address_type.map(|it| it.as_str().to_owned()),
            vpc_identifier: filled(item.vpc_identifier),
            lambda_event_structure_version: item.lambda_event_structure_version.map(|it| it.as_str().to_owned()),
            service_arns: item.service_arns.unwrap_or_default(),
            last_updated_at: time(item.last_updated_at),
        };
        Ok(items.into_iter().flatten().map(one).collect())
    }

    async fn get_target_group(&self, group: &str) -> Result<TargetGroupDetail> {
        let request = self.core.lattice.get_target_group().target_group_identifier(group);
        let got = one!(self.core, "GetTargetGroup", request)?;
        let group = TargetGroup {
            name: got.name.unwrap_or_default(),
            kind: got.r#type.map(|it| it.as_str().to_owned()).unwrap_or_default(),
            config: got.config.map(config),
            targets: Vec::new(),
            tags: TagMap::new(),
            identity: Identity {
                id: got.id,
                arn: got.arn,
                status: got.status.map(|it| it.as_str().to_owned()),
                failure_code: filled(got.failure_code),
                failure_message: filled(got.failure_message),
                last_updated_at: time(got.last_updated_at),
                dns_entry: None,
            },
        };
        Ok(TargetGroupDetail { group, service_arns: got.service_arns.unwrap_or_default() })
    }

    async fn list_targets(&self, group: &str) -> Result<Vec<Target>> {
        let request = || self.core.lattice.list_targets().target_group_identifier(group);
        let items = pages!(&self.core, "ListTargets", request());
        Ok(items.into_iter().map(target).collect())
    }

    async fn list_service_associations(&self, filter: &AssociationFilter) -> Result<Vec<ServiceAssociation>> {
        let request = || {
            let request = self.core.lattice.list_service_network_service_associations();
            match filter {
                AssociationFilter::Network(network) => request.service_network_identifier(network),
                AssociationFilter::Other(service) => request.service_identifier(service),
            }
        };
        let items = pages!(&self.core, "ListServiceNetworkServiceAssociations", request());
        let one = |item: sdk::ServiceNetworkServiceAssociationSummary| ServiceAssociation {
            identity: Identity {
                id: item.id,
                arn: item.arn,
                status: item.status.map(|it| it.as_str().to_owned()),
                dns_entry: dns_entry(item.dns_entry),
                ..Identity::default()
            },
            network_id: item.service_network_id.unwrap_or_default(),
            network_arn: item.service_network_arn.unwrap_or_default(),
            network_name: item.service_network_name.unwrap_or_default(),
            service_id: item.service_id.unwrap_or_default(),
            service_arn: item.service_arn.unwrap_or_default(),
            service_name: item.service_name.unwrap_or_default(),
        };
        Ok(items.into_iter().map(one).collect())
    }

    async fn get_service_association(&self, association: &str) -> Result<ServiceAssociation> {
        let request = self.core.lattice.get_service_network_service_association();
        let request = request.service_network_service_association_identifier(association);
        let got = one!(self.core, "GetServiceNetworkServiceAssociation", request)?;
        Ok(ServiceAssociation {
            identity: Identity {
                id: got.id,
                arn: got.arn,
                status: got.status.map(|it| it.as_str().to_owned()),
                failure_code: filled(got.failure_code),
                failure_message: filled(got.failure_message),
                last_updated_at: None,
                dns_entry: dns_entry(got.dns_entry),
            },
            network_id: got.service_network_id.unwrap_or_default(),
            network_arn: got.service_network_arn.unwrap_or_default(),
            network_name: got.service_network_name.unwrap_or_default(),
            service_id: got.service_id.unwrap_or_default(),
            service_arn: got.service_arn.unwrap_or_default(),
            service_name: got.service_name.unwrap_or_default(),
        })
    }

    async fn list_vpc_associations(&self, filter: &AssociationFilter) -> Result<Vec<VpcAssociation>> {
        let request = || {
            let request = self.core.lattice.list_service_network_vpc_associations();
            match filter {
                AssociationFilter::Network(network) => request.service_network_identifier(network),
                AssociationFilter::Other(vpc) => request.vpc_identifier(vpc),
            }
        };
        let items = pages!(&self.core, "ListServiceNetworkVpcAssociations", request());
        let one = |item: sdk::ServiceNetworkVpcAssociationSummary| VpcAssociation {
            identity: Identity {
                id: item.id,
                arn: item.arn,
                status: item.status.map(|it| it.as_str().to_owned()),
                last_updated_at: time(item.last_updated_at),
                ..Identity::default()
            },
            network_id: item.service_network_id.unwrap_or_default(),
            network_arn: item.service_network_arn.unwrap_or_default(),
            network_name: item.service_network_name.unwrap_or_default(),
            vpc_id: item.vpc_id.unwrap_or_default(),
            security_group_ids: Vec::new(),
            private_dns_enabled: item.private_dns_enabled,
        };
        Ok(items.into_iter().map(one).collect())
    }

    async fn get_vpc_association(&self, association: &str) -> Result<VpcAssociation> {
        let request = self.core.lattice.get_service_network_vpc_association();
        let request = request.service_network_vpc_association_identifier(association);
        let got = one!(self.core, "GetServiceNetworkVpcAssociation", request)?;
        Ok(VpcAssociation {
            identity: Identity {
                id: got.id,
                arn: got.arn,
                status: got.status.map(|it| it.as_str().to_owned()),
                failure_code: filled(got.failure_code),
                failure_message: filled(got.failure_message),
                last_updated_at: time(got.last_updated_at),
                dns_entry: None,
            },
            network_id: got.service_network_id.unwrap_or_default(),
            network_arn: got.service_network_arn.unwrap_or_default(),
            network_name: got.service_network_name.unwrap_or_default(),
            vpc_id: got.vpc_id.unwrap_or_default(),
            security_group_ids: got.security_group_ids.unwrap_or_default(),
            private_dns_enabled: got.private_dns_enabled,
        })
    }

    async fn get_auth_policy(&self, resource: &str) -> Result<Option<AuthPolicy>> {
        let request = self.core.lattice.get_auth_policy().resource_identifier(resource);
        match one!(self.core, "GetAuthPolicy", request) {
            Ok(got) => {
                let state = got.state.map(|it| it.as_str().to_owned());
                Ok(filled(got.policy).map(|policy| AuthPolicy { policy, state }))
            }
            // Whether the policy or the resource is missing, there is no policy.
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn list_access_log_subscriptions(&self, resource: &str) -> Result<Vec<LogSubscription>> {
        let request = || self.core.lattice.list_access_log_subscriptions().resource_identifier(resource);
        let items = pages!(&self.core, "ListAccessLogSubscriptions", request());
        let one = |item: sdk::AccessLogSubscriptionSummary| LogSubscription {
            identity: Identity {
                id: Some(item.id),
                arn: Some(item.arn),
                last_updated_at: time(Some(item.last_updated_at)),
                ..Identity::default()
            },
            resource_arn: item.resource_arn,
            resource_id: item.resource_id,
            destination_arn: item.destination_arn,
            service_network_log_type: item.service_network_log_type.map(|it| it.as_str().to_owned()),
        };
        Ok(items.into_iter().map(one).collect())
    }

    async fn list_tags(&self, arn: &str) -> Result<TagMap> {
        let request = self.core.lattice.list_tags_for_resource().resource_arn(arn);
        let got = one!(self.core, "ListTagsForResource", request)?;
        Ok(got.tags.unwrap_or_default().into_iter().collect())
    }

    async fn tagged_resources(&self, query: &TagQuery) -> Result<Vec<TaggedResource>> {
        // A token lives 15 minutes: a read that took longer starts anew, once.
        match tagged(self, query).await {
            Err(error) if error.code.as_deref() == Some("PaginationTokenExpiredException") => tagged(self, query).await,
            other => other,
        }
    }

    async fn caller_identity(&self) -> Result<CallerIdentity> {
        let got = one!(self.core, "GetCallerIdentity", self.core.sts.get_caller_identity())?;
        Ok(CallerIdentity { account: got.account.unwrap_or_default(), arn: got.arn.unwrap_or_default() })
    }

    async fn list_certificates(&self) -> Result<Vec<Certificate>> {
        super::certificates::list(&self.core).await
    }
}

async fn tagged(client: &ReadClient, query: &TagQuery) -> Result<Vec<TaggedResource>> {
    let core = &client.core;
    let mut found: BTreeMap<String, TagMap> = BTreeMap::new();
    let mut token: Option<String> = None;
    loop {
        let mut request = core.tagging.get_resources();
        if query.arns.is_empty() {
            request = request
                .resources_per_page(core.page_size)
                .set_resource_type_filters((!query.resource_types.is_empty()).then(|| query.resource_types.clone()))
                .set_pagination_token(token.clone());
            for (key, values) in &query.tags {
                request = request.tag_filters(TagFilter::builder().key(key).set_values(Some(values.clone())).build());
            }
        } else {
            request = request.set_resource_arn_list(Some(query.arns.clone()));
        }
        let page = core.call("GetResources", || request.clone().send()).await?;
        for item in page.resource_tag_mapping_list.unwrap_or_default() {
            let tags = item.tags.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value)).collect();
            found.insert(item.resource_arn.unwrap_or_default(), tags);
        }
        let next = filled(page.pagination_token).filter(|_| query.arns.is_empty());
        if next.is_none() {
            break;
        }
        if next == token {
            // Half of the tags would look like half of the owners.
            let message = "the service gave the same page twice";
            return Err(AwsError::new("GetResources", AwsErrorKind::Other, message));
        }
        token = next;
    }
    Ok(found.into_iter().map(|(arn, tags)| TaggedResource { arn, tags }).collect())
}
