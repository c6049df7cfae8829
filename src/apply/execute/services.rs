//! Service networks, services and listeners, and who may call them.

use super::{ATTEMPTS, Runner};
use crate::apply::error::StepError;
use crate::aws::{LatticeWrite, NewListener, NewService, NewServiceNetwork, ServiceUpdate};
use crate::diff::{self, Kind};
use crate::model::{Identity, labels};

/// Auth type and policy of a network or service.
struct Guard {
    iam: bool,
    policy: Option<serde_json::Value>,
}

impl<W: LatticeWrite> Runner<W> {
    /// A new network is closed from its first moment on where IAM shall guard it.
    pub(super) async fn create_network(&self, label: &str) -> Result<(), StepError> {
        let Some(network) = self.after.service_networks.get(label) else { return Ok(()) };
        let input = NewServiceNetwork {
            name: network.name.clone(),
            auth_type: network.auth_type.clone(),
            tags: network.tags.clone(),
            client_token: self.token(label, 1),
        };
        let made = self.writer.create_service_network(input).await?;
        self.remember(label, Identity { id: Some(made.id.clone()), arn: Some(made.arn), ..Identity::default() });
        self.put_policy(&made.id, network.auth_policy.as_ref()).await
    }

    /// With IAM and without a policy nobody gets in: the policy then opens it as far as it says.
    pub(super) async fn create_service(&self, label: &str) -> Result<(), StepError> {
        let Some(service) = self.after.services.get(label) else { return Ok(()) };
        let mut attempt = 0;
        let id = loop {
            attempt += 1;
            self.stop.check()?;
            let input = NewService {
                name: service.name.clone(),
                custom_domain_name: service.custom_domain_name.clone(),
                certificate_arn: service.certificate_arn.clone(),
                auth_type: service.auth_type.clone(),
                tags: service.tags.clone(),
                client_token: self.token(label, attempt),
            };
            let made = self.writer.create_service(input).await?;
            self.remember(label, Identity { id: Some(made.id.clone()), arn: Some(made.arn), ..Identity::default() });
            if made.status.as_deref() == Some("ACTIVE") {
                break made.id;
            }
            match self.until_active(Kind::Service, label, &made.id).await {
                Ok(_) => break made.id,
                Err(StepError::Failed { .. }) if attempt < ATTEMPTS => {
                    self.delete_made(Kind::Service, label, &made.id).await?;
                }
                Err(error) => return Err(error),
            }
        };
        self.put_policy(&id, service.auth_policy.as_ref()).await
    }

    async fn put_policy(&self, id: &str, policy: Option<&serde_json::Value>) -> Result<(), StepError> {
        let Some(policy) = policy else { return Ok(()) };
        self.stop.check()?;
        Ok(self.writer.put_auth_policy(id, &policy_text(policy)).await?)
    }

    /// To IAM: the policy first, then the switch. Away from it: the switch first, as a policy that is
    /// gone while IAM is on keeps everyone out.
    pub(super) async fn authorize(&self, kind: Kind, label: &str) -> Result<(), StepError> {
        let id = self.id(label)?;
        let (was, will) = (guard(kind, label, &self.before), guard(kind, label, &self.after));
        let switch = was.iam != will.iam;
        if switch && !will.iam {
            self.switch(kind, &id, "NONE").await?;
        }
        let same = match (&was.policy, &will.policy) {
            (Some(one), Some(other)) => diff::policy(one) == diff::policy(other),
            (None, None) => true,
            _ => false,
        };
        if !same {
            self.stop.check()?;
            match &will.policy {
                Some(policy) => self.writer.put_auth_policy(&id, &policy_text(policy)).await?,
                None => Self::at_once(self.writer.delete_auth_policy(&id).await)?,
            }
        }
        if switch && will.iam {
            self.stop.check()?;
            self.switch(kind, &id, "AWS_IAM").await?;
        }
        Ok(())
    }

    async fn switch(&self, kind: Kind, id: &str, auth_type: &str) -> Result<(), StepError> {
        if kind == Kind::ServiceNetwork {
            return Ok(self.writer.update_service_network(id, auth_type).await?);
        }
        let update = ServiceUpdate { auth_type: Some(auth_type.to_owned()), ..ServiceUpdate::default() };
        Ok(self.writer.update_service(id, update).await?)
    }

    pub(super) async fn update_certificate(&self, label: &str) -> Result<(), StepError> {
        let Some(service) = self.after.services.get(label) else { return Ok(()) };
        let update = ServiceUpdate { certificate_arn: service.certificate_arn.clone(), ..ServiceUpdate::default() };
        Ok(self.writer.update_service(&self.id(label)?, update).await?)
    }

    pub(super) async fn delete_service(&self, label: &str) -> Result<(), StepError> {
        self.until_gone(Kind::Service, label).await
    }

    pub(super) async fn delete_network(&self, label: &str) -> Result<(), StepError> {
        self.until_gone(Kind::ServiceNetwork, label).await
    }

    pub(super) async fn create_listener(&self, label: &str) -> Result<(), StepError> {
        let Some(listener) = self.after.listeners.get(label) else { return Ok(()) };
        let input = NewListener {
            name: listener.name.clone(),
            port: listener.port,
            protocol: listener.protocol.clone(),
            default_action: self.resolved(&listener.default_action)?,
            tags: listener.tags.clone(),
            client_token: self.token(label, 1),
        };
        let service = self.id(labels::service_of(label))?;
        let made = self.writer.create_listener(&service, input).await?;
        self.remember(label, Identity { id: Some(made.id), arn: Some(made.arn), ..Identity::default() });
        Ok(())
    }

    pub(super) async fn update_listener(&self, label: &str) -> Result<(), StepError> {
        let Some(listener) = self.after.listeners.get(label) else { return Ok(()) };
        let action = self.resolved(&listener.default_action)?;
        let service = self.id(labels::service_of(label))?;
        Ok(self.writer.update_listener(&service, &self.id(label)?, action).await?)
    }

    pub(super) async fn delete_listener(&self, label: &str) -> Result<(), StepError> {
        let service = self.id_before(labels::service_of(label))?;
        Self::at_once(self.writer.delete_listener(&service, &self.id_before(label)?).await)
    }
}

/// The API takes no line breaks in a policy.
fn policy_text(policy: &serde_json::Value) -> String {
    diff::policy(policy).to_string()
}

fn guard(kind: Kind, label: &str, account: &crate::model::Account) -> Guard {
    let found = if kind == Kind::ServiceNetwork {
        account.service_networks.get(label).map(|network| (&network.auth_type, &network.auth_policy))
    } else {
        account.services.get(label).map(|service| (&service.auth_type, &service.auth_policy))
    };
    let (auth_type, policy) = found.map(|(auth_type, policy)| (auth_type.clone(), policy.clone())).unwrap_or_default();
    Guard { iam: auth_type.as_deref() == Some("AWS_IAM"), policy }
}
