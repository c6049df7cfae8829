//! What ties services and VPCs to service networks, and access logs.

use super::{ATTEMPTS, Runner};
use crate::apply::error::StepError;
use crate::aws::{LatticeWrite, NewAccessLogSubscription, NewServiceAssociation, NewVpcAssociation};
use crate::diff::{self, Kind, logged_resource, network_of};
use crate::model::{Identity, Label};

impl<W: LatticeWrite> Runner<W> {
    pub(super) async fn create_service_association(&self, label: &str) -> Result<(), StepError> {
        let Some(association) = self.after.service_network_service_associations.get(label) else { return Ok(()) };
        let service: Label = diff::parents(Kind::ServiceAssociation, label).pop().unwrap_or_default();
        let network = network_of(label).unwrap_or_default();
        let mut attempt = 0;
        loop {
            attempt += 1;
            self.stop.check()?;
            let input = NewServiceAssociation {
                network: self.id(&network)?,
                service: self.id(&service)?,
                tags: association.tags.clone(),
                client_token: self.token(label, attempt),
            };
            let made = self.writer.create_service_association(input).await?;
            let status = made.status.clone();
            self.remember(label, Identity { id: Some(made.id.clone()), arn: Some(made.arn), ..Identity::default() });
            if status.as_deref() == Some("ACTIVE") {
                return Ok(());
            }
            match self.until_active(Kind::ServiceAssociation, label, &made.id).await {
                Err(StepError::Failed { .. }) if attempt < ATTEMPTS => {
                    self.delete_made(Kind::ServiceAssociation, label, &made.id).await?;
                }
                other => return other.map(drop),
            }
        }
    }

    pub(super) async fn delete_service_association(&self, label: &str) -> Result<(), StepError> {
        self.until_gone(Kind::ServiceAssociation, label).await
    }

    pub(super) async fn create_vpc_association(&self, label: &str) -> Result<(), StepError> {
        let Some(association) = self.after.service_network_vpc_associations.get(label) else { return Ok(()) };
        let network = network_of(label).unwrap_or_default();
        let vpc = label.rsplit_once('+').map_or("", |(_, vpc)| vpc);
        let mut attempt = 0;
        loop {
            attempt += 1;
            self.stop.check()?;
            let input = NewVpcAssociation {
                network: self.id(&network)?,
                vpc_id: vpc.to_owned(),
                security_group_ids: association.security_group_ids.clone(),
                tags: association.tags.clone(),
                client_token: self.token(label, attempt),
            };
            let made = self.writer.create_vpc_association(input).await?;
            let status = made.status.clone();
            self.remember(label, Identity { id: Some(made.id.clone()), arn: Some(made.arn), ..Identity::default() });
            if status.as_deref() == Some("ACTIVE") {
                return Ok(());
            }
            match self.until_active(Kind::VpcAssociation, label, &made.id).await {
                Err(StepError::Failed { .. }) if attempt < ATTEMPTS => {
                    self.delete_made(Kind::VpcAssociation, label, &made.id).await?;
                }
                other => return other.map(drop),
            }
        }
    }

    pub(super) async fn update_vpc_association(&self, label: &str) -> Result<(), StepError> {
        let Some(association) = self.after.service_network_vpc_associations.get(label) else { return Ok(()) };
        let id = self.id(label)?;
        let mut attempt = 0;
        loop {
            attempt += 1;
            self.stop.check()?;
            let groups = association.security_group_ids.clone();
            if self.writer.update_vpc_association(&id, groups).await?.as_deref() == Some("ACTIVE") {
                return Ok(());
            }
            match self.until_active(Kind::VpcAssociation, label, &id).await {
                // A failed update is asked for once more.
                Err(StepError::Failed { status, .. }) if status == "UPDATE_FAILED" && attempt < ATTEMPTS => {}
                other => return other.map(drop),
            }
        }
    }

    pub(super) async fn delete_vpc_association(&self, label: &str) -> Result<(), StepError> {
        self.until_gone(Kind::VpcAssociation, label).await
    }

    pub(super) async fn create_log(&self, label: &str) -> Result<(), StepError> {
        let Some(subscription) = self.after.access_log_subscriptions.get(label) else { return Ok(()) };
        let input = NewAccessLogSubscription {
            resource: self.id(logged_resource(label))?,
            destination_arn: subscription.destination_arn.clone(),
            service_network_log_type: subscription.service_network_log_type.clone(),
            tags: subscription.tags.clone(),
            client_token: self.token(label, 1),
        };
        let made = self.writer.create_access_log_subscription(input).await?;
        self.remember(label, Identity { id: Some(made.id), arn: Some(made.arn), ..Identity::default() });
        Ok(())
    }

    pub(super) async fn update_log(&self, label: &str) -> Result<(), StepError> {
        let Some(subscription) = self.after.access_log_subscriptions.get(label) else { return Ok(()) };
        Ok(self.writer.update_access_log_subscription(&self.id(label)?, &subscription.destination_arn).await?)
    }

    pub(super) async fn delete_log(&self, label: &str) -> Result<(), StepError> {
        Self::at_once(self.writer.delete_access_log_subscription(&self.id_before(label)?).await)
    }
}
