//! Writing through the SDK.

use aws_sdk_vpclattice::error::BuildError;
use aws_sdk_vpclattice::types as sdk;

use super::client::WriteClient;
use super::convert::{filled, to_action, to_config, to_health_check, to_match, to_targets};
use super::sdk_read::one;
use super::{
    AwsError, AwsErrorKind, Created, LatticeWrite, NewAccessLogSubscription, NewListener, NewRule, NewService,
    NewServiceAssociation, NewServiceNetwork, NewTargetGroup, NewVpcAssociation, PartialFailure, Result, RuleUpdate,
    ServiceUpdate,
};
use crate::model::{HealthCheck, RuleAction, TagMap, Target};

/// A request that can't be built misses something that the API requires.
fn invalid(operation: &'static str) -> impl Fn(BuildError) -> AwsError {
    move |error| AwsError::new(operation, AwsErrorKind::Validation, error.to_string())
}

fn tags(tags: TagMap) -> Option<std::collections::HashMap<String, String>> {
    (!tags.is_empty()).then(|| tags.into_iter().collect())
}

fn created(id: Option<String>, arn: Option<String>, status: Option<&str>) -> Created {
    Created { id: id.unwrap_or_default(), arn: arn.unwrap_or_default(), status: status.map(ToOwned::to_owned) }
}

fn failed_targets(failures: Option<Vec<sdk::TargetFailure>>) -> Vec<PartialFailure> {
    let one = |item: sdk::TargetFailure| PartialFailure {
        id: item.id.unwrap_or_default(),
        port: item.port,
        code: filled(item.failure_code),
        message: filled(item.failure_message),
    };
    failures.unwrap_or_default().into_iter().map(one).collect()
}

impl LatticeWrite for WriteClient {
    async fn create_service_network(&self, input: NewServiceNetwork) -> Result<Created> {
        let NewServiceNetwork { name, auth_type, tags: given, client_token } = input;
        let core = &self.reader.core;
        let request = core.lattice.create_service_network();
        let request = request
            .name(name)
            .set_auth_type(auth_type.as_deref().map(Into::into))
            .set_tags(tags(given))
            .client_token(client_token);
        let got = one!(core, "CreateServiceNetwork", request)?;
        Ok(created(got.id, got.arn, None))
    }

    async fn update_service_network(&self, network: &str, auth_type: &str) -> Result<()> {
        let core = &self.reader.core;
        let request = core.lattice.update_service_network();
        let request = request.service_network_identifier(network).auth_type(auth_type.into());
        one!(core, "UpdateServiceNetwork", request).map(drop)
    }

    async fn delete_service_network(&self, network: &str) -> Result<()> {
        let core = &self.reader.core;
        let request = core.lattice.delete_service_network().service_network_identifier(network);
        one!(core, "DeleteServiceNetwork", request).map(drop)
    }

    async fn create_service(&self, input: NewService) -> Result<Created> {
        let NewService { name, custom_domain_name, certificate_arn, auth_type, tags: given, client_token } = input;
        let core = &self.reader.core;
        let request = core.lattice.create_service();
        let request = request
            .name(name)
            .set_custom_domain_name(custom_domain_name)
            .set_certificate_arn(certificate_arn)
            .set_auth_type(auth_type.as_deref().map(Into::into))
            .set_tags(tags(given))
            .client_token(client_token);
        let got = one!(core, "CreateService", request)?;
        Ok(created(got.id, got.arn, got.status.as_ref().map(sdk::ServiceStatus::as_str)))
    }

    async fn update_service(&self, service: &str, update: ServiceUpdate) -> Result<()> {
        let ServiceUpdate { certificate_arn, auth_type } = update;
        let core = &self.reader.core;
        let request = core.lattice.update_service().service_identifier(service);
        let request = request.set_certificate_arn(certificate_arn).set_auth_type(auth_type.as_deref().map(Into::into));
        one!(core, "UpdateService", request).map(drop)
    }

    async fn delete_service(&self, service: &str) -> Result<Option<String>> {
        let core = &self.reader.core;
        let request = core.lattice.delete_service().service_identifier(service);
        let got = one!(core, "DeleteService", request)?;
        Ok(got.status.map(|it| it.as_str().to_owned()))
    }

    async fn create_listener(&self, service: &str, input: NewListener) -> Result<Created> {
        let NewListener { name, port, protocol, default_action, tags: given, client_token } = input;
        let core = &self.reader.core;
        let request = core.lattice.create_listener().service_identifier(service);
        let request = request
            .name(name)
            .port(port)
            .protocol(protocol.as_str().into())
            .default_action(to_action(default_action).map_err(invalid("CreateListener"))?)
            .set_tags(tags(given))
            .client_token(client_token);
        let got = one!(core, "CreateListener", request)?;
        Ok(created(got.id, got.arn, None))
    }

    async fn update_listener(&self, service: &str, listener: &str, default_action: RuleAction) -> Result<()> {
        let core = &self.reader.core;
        let request = core.lattice.update_listener().service_identifier(service).listener_identifier(listener);
        let request = request.default_action(to_action(default_action).map_err(invalid("UpdateListener"))?);
        one!(core, "UpdateListener", request).map(drop)
    }

    async fn delete_listener(&self, service: &str, listener: &str) -> Result<()> {
        let core = &self.reader.core;
        let request = core.lattice.delete_listener().service_identifier(service).listener_identifier(listener);
        one!(core, "DeleteListener", request).map(drop)
    }

    async fn create_rule(&self, service: &str, listener: &str, input: NewRule) -> Result<Created> {
        let NewRule { name, priority, rule_match, action, tags: given, client_token } = input;
        let core = &self.reader.core;
        let request = core.lattice.create_rule().service_identifier(service).listener_identifier(listener);
        let request = request
            .name(name)
            .priority(priority)
            .r#match(to_match(rule_match).map_err(invalid("CreateRule"))?)
            .action(to_action(action).map_err(invalid("CreateRule"))?)
            .set_tags(tags(given))
            .client_token(client_token);
        let got = one!(core, "CreateRule", request)?;
        Ok(created(got.id, got.arn, None))
    }

    async fn update_rule(&self, service: &str, listener: &str, rule: &str, update: RuleUpdate) -> Result<()> {
        let RuleUpdate { rule_match, priority, action } = update;
        let core = &self.reader.core;
        let request = core.lattice.update_rule().service_identifier(service).listener_identifier(listener);
        let request = request
            .rule_identifier(rule)
            .set_match(rule_match.map(to_match).transpose().map_err(invalid("UpdateRule"))?)
            .set_priority(priority)
            .set_action(action.map(to_action).transpose().map_err(invalid("UpdateRule"))?);
        one!(core, "UpdateRule", request).map(drop)
    }

    async fn batch_update_rules(
        &self,
        service: &str,
        listener: &str,
        updates: Vec<(String, RuleUpdate)>,
    ) -> Result<Vec<PartialFailure>> {
        let core = &self.reader.core;
        let mut rules = Vec::with_capacity(updates.len());
        for (rule, RuleUpdate { rule_match, priority, action }) in updates {
            let update = sdk::RuleUpdate::builder()
                .rule_identifier(rule)
                .set_match(rule_match.map(to_match).transpose().map_err(invalid("BatchUpdateRule"))?)
                .set_priority(priority)
                .set_action(action.map(to_action).transpose().map_err(invalid("BatchUpdateRule"))?);
            rules.push(update.build().map_err(invalid("BatchUpdateRule"))?);
        }
        let request = core.lattice.batch_update_rule().service_identifier(service).listener_identifier(listener);
        let request = request.set_rules(Some(rules));
        let got = one!(core, "BatchUpdateRule", request)?;
        let one = |item: sdk::RuleUpdateFailure| PartialFailure {
            id: item.rule_identifier.unwrap_or_default(),
            port: None,
            code: filled(item.failure_code),
            message: filled(item.failure_message),
        };
        Ok(got.unsuccessful.unwrap_or_default().into_iter().map(one).collect())
    }

    async fn delete_rule(&self, service: &str, listener: &str, rule: &str) -> Result<()> {
        let core = &self.reader.core;
        let request = core.lattice.delete_rule().service_identifier(service).listener_identifier(listener);
        let request = request.rule_identifier(rule);
        one!(core, "DeleteRule", request).map(drop)
    }

    async fn create_target_group(&self, input: NewTargetGroup) -> Result<Created> {
        let NewTargetGroup { name, kind, config, tags: given, client_token } = input;
        let core = &self.reader.core;
        let request = core.lattice.create_target_group();
        let request = request
            .name(name)
            .r#type(kind.as_str().into())
            .set_config(config.map(to_config))
            .set_tags(tags(given))
            .client_token(client_token);
        let got = one!(core, "CreateTargetGroup", request)?;
        Ok(created(got.id, got.arn, got.status.as_ref().map(sdk::TargetGroupStatus::as_str)))
    }

    async fn update_target_group(&self, group: &str, health_check: HealthCheck) -> Result<()> {
        let core = &self.reader.core;
        let request = core.lattice.update_target_group().target_group_identifier(group);
        let request = request.health_check(to_health_check(health_check));
        one!(core, "UpdateTargetGroup", request).map(drop)
    }

    async fn delete_target_group(&self, group: &str) -> Result<Option<String>> {
        let core = &self.reader.core;
        let request = core.lattice.delete_target_group().target_group_identifier(group);
        let got = one!(core, "DeleteTargetGroup", request)?;
        Ok(got.status.map(|it| it.as_str().to_owned()))
    }

    async fn register_targets(&self, group: &str, targets: Vec<Target>) -> Result<Vec<PartialFailure>> {
        let core = &self.reader.core;
        let targets = to_targets(targets).map_err(invalid("RegisterTargets"))?;
        let request = core.lattice.register_targets().target_group_identifier(group).set_targets(Some(targets));
        let got = one!(core, "RegisterTargets", request)?;
        Ok(failed_targets(got.unsuccessful))
    }

    async fn deregister_targets(&self, group: &str, targets: Vec<Target>) -> Result<Vec<PartialFailure>> {
        let core = &self.reader.core;
        let targets = to_targets(targets).map_err(invalid("DeregisterTargets"))?;
        let request = core.lattice.deregister_targets().target_group_identifier(group).set_targets(Some(targets));
        let got = one!(core, "DeregisterTargets", request)?;
        Ok(failed_targets(got.unsuccessful))
    }

    async fn create_service_association(&self, input: NewServiceAssociation) -> Result<Created> {
        let NewServiceAssociation { network, service, tags: given, client_token } = input;
        let core = &self.reader.core;
        let request = core.lattice.create_service_network_service_association();
        let request = request
            .service_network_identifier(network)
            .service_identifier(service)
            .set_tags(tags(given))
            .client_token(client_token);
        let got = one!(core, "CreateServiceNetworkServiceAssociation", request)?;
        let status = got.status.as_ref().map(sdk::ServiceNetworkServiceAssociationStatus::as_str);
        Ok(created(got.id, got.arn, status))
    }

    async fn delete_service_association(&self, association: &str) -> Result<Option<String>> {
        let core = &self.reader.core;
        let request = core.lattice.delete_service_network_service_association();
        let request = request.service_network_service_association_identifier(association);
        let got = one!(core, "DeleteServiceNetworkServiceAssociation", request)?;
        Ok(got.status.map(|it| it.as_str().to_owned()))
    }

    async fn create_vpc_association(&self, input: NewVpcAssociation) -> Result<Created> {
        let NewVpcAssociation { network, vpc_id, security_group_ids, tags: given, client_token } = input;
        let core = &self.reader.core;
        let request = core.lattice.create_service_network_vpc_association();
        let request = request
            .service_network_identifier(network)
            .vpc_identifier(vpc_id)
            .set_security_group_ids((!security_group_ids.is_empty()).then_some(security_group_ids))
            .set_tags(tags(given))
            .client_token(client_token);
        let got = one!(core, "CreateServiceNetworkVpcAssociation", request)?;
        let status = got.status.as_ref().map(sdk::ServiceNetworkVpcAssociationStatus::as_str);
        Ok(created(got.id, got.arn, status))
    }

    async fn update_vpc_association(
        &self,
        association: &str,
        security_group_ids: Vec<String>,
    ) -> Result<Option<String>> {
        let core = &self.reader.core;
        let request = core.lattice.update_service_network_vpc_association();
        let request = request
            .service_network_vpc_association_identifier(association)
            .set_security_group_ids(Some(security_group_ids));
        let got = one!(core, "UpdateServiceNetworkVpcAssociation", request)?;
        Ok(got.status.map(|it| it.as_str().to_owned()))
    }

    async fn delete_vpc_association(&self, association: &str) -> Result<Option<String>> {
        let core = &self.reader.core;
        let request = core.lattice.delete_service_network_vpc_association();
        let request = request.service_network_vpc_association_identifier(association);
        let got = one!(core, "DeleteServiceNetworkVpcAssociation", request)?;
        Ok(got.status.map(|it| it.as_str().to_owned()))
    }

    async fn put_auth_policy(&self, resource: &str, policy: &str) -> Result<()> {
        let core = &self.reader.core;
        let request = core.lattice.put_auth_policy().resource_identifier(resource).policy(policy);
        one!(core, "PutAuthPolicy", request).map(drop)
    }

    async fn delete_auth_policy(&self, resource: &str) -> Result<()> {
        let core = &self.reader.core;
        let request = core.lattice.delete_auth_policy().resource_identifier(resource);
        one!(core, "DeleteAuthPolicy", request).map(drop)
    }

    async fn create_access_log_subscription(&self, input: NewAccessLogSubscription) -> Result<Created> {
        let NewAccessLogSubscription { resource, destination_arn, service_network_log_type, tags: given, client_token } =
            input;
        let core = &self.reader.core;
        let request = core.lattice.create_access_log_subscription();
        let request = request
            .resource_identifier(resource)
            .destination_arn(destination_arn)
            .set_service_network_log_type(service_network_log_type.as_deref().map(Into::into))
            .set_tags(tags(given))
            .client_token(client_token);
        let got = one!(core, "CreateAccessLogSubscription", request)?;
        Ok(created(Some(got.id), Some(got.arn), None))
    }

    async fn update_access_log_subscription(&self, subscription: &str, destination_arn: &str) -> Result<()> {
        let core = &self.reader.core;
        let request = core.lattice.update_access_log_subscription();
        let request = request.access_log_subscription_identifier(subscription).destination_arn(destination_arn);
        one!(core, "UpdateAccessLogSubscription", request).map(drop)
    }

    async fn delete_access_log_subscription(&self, subscription: &str) -> Result<()> {
        let core = &self.reader.core;
        let request = core.lattice.delete_access_log_subscription().access_log_subscription_identifier(subscription);
        one!(core, "DeleteAccessLogSubscription", request).map(drop)
    }

    async fn tag_resource(&self, arn: &str, given: TagMap) -> Result<()> {
        let core = &self.reader.core;
        let request = core.lattice.tag_resource().resource_arn(arn).set_tags(Some(given.into_iter().collect()));
        one!(core, "TagResource", request).map(drop)
    }

    async fn untag_resource(&self, arn: &str, keys: Vec<String>) -> Result<()> {
        let core = &self.reader.core;
        let request = core.lattice.untag_resource().resource_arn(arn).set_tag_keys(Some(keys));
        one!(core, "UntagResource", request).map(drop)
    }
}
