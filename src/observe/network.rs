//! Service networks and what ties services and VPCs to them.

use std::collections::{BTreeMap, BTreeSet};

use futures::future::{try_join, try_join_all, try_join3};

use super::{Got, Part, Reading, ServiceTree, assemble};
use crate::aws::{
    AssociationFilter, AwsError, LatticeRead, LogSubscription, ServiceAssociation, ServiceNetworkSummary,
    ServiceSummary, VpcAssociation,
};
use crate::model::{Identity, Label, ServiceNetwork, labels};

/// A service network in scope.
pub struct NetworkTree {
    /// The label: with the id in it for a shared network.
    pub label: Label,
    /// The network, with its policy.
    pub network: ServiceNetwork,
    /// Its access logs.
    pub subscriptions: Vec<LogSubscription>,
}

/// Every network that is visible, those in scope in full, and the associations of the cluster's VPC.
pub struct Networks {
    /// In scope.
    pub trees: Vec<NetworkTree>,
    /// Labels of all that are visible, by id.
    pub labels: BTreeMap<String, Label>,
    /// Ids of the account's own.
    pub own: Vec<String>,
    of_vpc: Vec<VpcAssociation>,
}

/// Associations in scope.
#[derive(Default)]
pub struct Associations {
    /// Of services.
    pub services: Vec<ServiceAssociation>,
    /// Of VPCs, with security groups.
    pub vpcs: Vec<VpcAssociation>,
}

impl Associations {
    /// The API promises no names in its list: the service's own has them.
    pub fn name_services(&mut self, listed: &[ServiceSummary]) {
        for association in self.services.iter_mut().filter(|association| association.service_name.is_empty()) {
            if let Some(service) = listed.iter().find(|service| service.id == association.service_id) {
                association.service_name.clone_from(&service.name);
            }
        }
    }
}

impl<R: LatticeRead> Reading<'_, R> {
    pub(super) async fn networks(&self) -> Result<Networks, AwsError> {
        let (mut all, of_vpc) = try_join(self.reader.list_service_networks(), self.associations_of_vpc()).await?;
        // A network that only the VPC's association shows is shared with the account.
        for association in &of_vpc {
            if !all.iter().any(|network| network.id == association.network_id) {
                all.push(ServiceNetworkSummary {
                    id: association.network_id.clone(),
                    arn: association.network_arn.clone(),
                    name: association.network_name.clone(),
                    last_updated_at: None,
                });
            }
        }
        let labels = labels_of(&all, |arn| self.scope.owns(arn));
        self.tags.ready().await;
        let wanted = try_join_all(all.iter().map(|network| self.wants_network(network, &of_vpc))).await?;
        let wanted = all.iter().zip(wanted).filter(|(_, wanted)| *wanted);
        let trees = try_join_all(wanted.map(|(network, _)| self.network(network, &labels[&network.id]))).await?;
        let own = all.iter().filter(|network| self.scope.owns(&network.arn)).map(|network| network.id.clone());
        Ok(Networks { trees: trees.into_iter().flatten().collect(), own: own.collect(), labels, of_vpc })
    }

    async fn associations_of_vpc(&self) -> Result<Vec<VpcAssociation>, AwsError> {
        let Some(vpc) = &self.scope.vpc_id else { return Ok(Vec::new()) };
        let listed = self.reader.list_vpc_associations(&AssociationFilter::Other(vpc.clone())).await;
        match self.tolerate(listed, Some(vpc), Part::VpcAssociations)? {
            Got::There(listed) => Ok(listed),
            Got::Gone | Got::Hidden => Ok(Vec::new()),
        }
    }

    async fn wants_network(
        &self,
        network: &ServiceNetworkSummary,
        of_vpc: &[VpcAssociation],
    ) -> Result<bool, AwsError> {
        let named = self.scope.everything || self.scope.names_network(&network.name, &network.id);
        Ok(named
            || of_vpc.iter().any(|association| association.network_id == network.id)
            || (self.scope.owns(&network.arn) && self.is_ours(&network.arn, false).await?))
    }

    async fn network(&self, summary: &ServiceNetworkSummary, label: &Label) -> Result<Option<NetworkTree>, AwsError> {
        let own = self.scope.owns(&summary.arn);
        let bare = || ServiceNetwork {
            name: summary.name.clone(),
            identity: Identity {
                id: Some(summary.id.clone()),
                arn: Some(summary.arn.clone()),
                last_updated_at: summary.last_updated_at.clone(),
                ..Identity::default()
            },
            ..ServiceNetwork::default()
        };
        if !own {
            let network = match self.reader.get_service_network(&summary.id).await {
                // Of a shared network its owner alone may read more.
                Err(error) if error.is_access_denied() => bare(),
                got => match self.tolerate(got, Some(label), Part::Details)? {
                    Got::There(network) => network,
                    Got::Gone => return Ok(None),
                    Got::Hidden => bare(),
                },
            };
            return Ok(Some(NetworkTree { label: label.clone(), network, subscriptions: Vec::new() }));
        }
        let (details, policy, subscriptions) = try_join3(
            async {
                let got = self.reader.get_service_network(&summary.id).await;
                self.tolerate(got, Some(label), Part::Details)
            },
            self.policy(&summary.id, label),
            self.subscriptions(&summary.id, label),
        )
        .await?;
        let mut network = match details {
            Got::There(network) => network,
            Got::Gone => return Ok(None),
            Got::Hidden => bare(),
        };
        network.auth_policy = policy;
        Ok(Some(NetworkTree { label: label.clone(), network, subscriptions }))
    }

    /// The associations of the networks and services that were read. Listed by network or by service,
    /// whichever takes fewer calls.
    pub(super) async fn associations(
        &self,
        networks: &Networks,
        services: &[ServiceTree],
    ) -> Result<Associations, AwsError> {
        let (services, vpcs) =
            try_join(self.service_associations(networks, services), self.vpc_associations(networks)).await?;
        Ok(Associations { services, vpcs })
    }

    async fn service_associations(
        &self,
        networks: &Networks,
        services: &[ServiceTree],
    ) -> Result<Vec<ServiceAssociation>, AwsError> {
        let in_scope: BTreeSet<&str> =
            networks.trees.iter().filter_map(|tree| tree.network.identity.id.as_deref()).collect();
        let mut filters: Vec<(AssociationFilter, Label)> = Vec::new();
        let all_networks: BTreeSet<&str> = networks.labels.keys().map(String::as_str).collect();
        let by_service = services.len() < all_networks.len().saturating_sub(in_scope.len());
        for id in if by_service { &in_scope } else { &all_networks } {
            filters.push((AssociationFilter::Network((*id).to_owned()), networks.labels[*id].clone()));
        }
        if by_service {
            let id = |tree: &ServiceTree| tree.service.identity.id.clone().unwrap_or_default();
            filters.extend(
                services.iter().map(|tree| (AssociationFilter::Other(id(tree)), labels::service(&tree.service.name))),
            );
        }
        let own: BTreeSet<&str> = networks.own.iter().map(String::as_str).collect();
        let lists = try_join_all(filters.iter().map(|(filter, label)| async {
            let listed = self.reader.list_service_associations(filter).await;
            let shared = matches!(filter, AssociationFilter::Network(id) if !own.contains(id.as_str()));
            if shared && listed.as_ref().is_err_and(AwsError::is_access_denied) {
                // The owner of a shared network may keep its list to itself.
                return Ok(Vec::new());
            }
            match self.tolerate(listed, Some(label), Part::ServiceAssociations)? {
                Got::There(listed) => Ok(listed),
                Got::Gone | Got::Hidden => Ok(Vec::new()),
            }
        }))
        .await?;
        let mut found: BTreeMap<String, ServiceAssociation> = BTreeMap::new();
        let read: BTreeSet<&str> = services.iter().filter_map(|tree| tree.service.identity.id.as_deref()).collect();
        for association in lists.into_iter().flatten() {
            let kept = self.scope.everything
                || read.contains(association.service_id.as_str())
                || self.owns_network(networks, &association.network_id);
            if kept {
                found.insert(association.identity.id.clone().unwrap_or_default(), association);
            }
        }
        try_join_all(found.into_values().map(|association| self.failed_words(association))).await
    }

    fn owns_network(&self, networks: &Networks, id: &str) -> bool {
        let Some(owner) = &self.scope.managed_by else { return false };
        networks.trees.iter().any(|tree| {
            let identity = &tree.network.identity;
            let tags = identity.arn.as_deref().and_then(|arn| self.tags.get(arn)).unwrap_or_default();
            identity.id.as_deref() == Some(id) && tags.get(super::MANAGED_BY) == Some(owner)
        })
    }

    /// List says that an association failed; Get says why.
    async fn failed_words(&self, association: ServiceAssociation) -> Result<ServiceAssociation, AwsError> {
        let failed = association.identity.status.as_deref().is_some_and(|status| status.ends_with("_FAILED"));
        let Some(id) = association.identity.id.as_deref().filter(|_| failed) else { return Ok(association) };
        let label = assemble::service_association_label(&association, None);
        match self.tolerate(self.reader.get_service_association(id).await, Some(&label), Part::Details)? {
            Got::There(found) => Ok(found),
            Got::Gone | Got::Hidden => Ok(association),
        }
    }

    async fn vpc_associations(&self, networks: &Networks) -> Result<Vec<VpcAssociation>, AwsError> {
        let own: BTreeSet<&str> = networks.own.iter().map(String::as_str).collect();
        let wanted: Vec<&NetworkTree> = networks
            .trees
            .iter()
            .filter(|tree| tree.network.identity.id.as_deref().is_some_and(|id| own.contains(id)))
            .collect();
        let lists = try_join_all(wanted.iter().map(|tree| async {
            let id = tree.network.identity.id.clone().unwrap_or_default();
            let listed = self.reader.list_vpc_associations(&AssociationFilter::Network(id)).await;
            match self.tolerate(listed, Some(&tree.label), Part::VpcAssociations)? {
                Got::There(listed) => Ok(listed),
                Got::Gone | Got::Hidden => Ok(Vec::new()),
            }
        }))
        .await?;
        let mut found: BTreeMap<String, VpcAssociation> = BTreeMap::new();
        for association in lists.into_iter().flatten().chain(networks.of_vpc.iter().cloned()) {
            found.insert(association.identity.id.clone().unwrap_or_default(), association);
        }
        let read = try_join_all(found.into_values().map(|association| async {
            let id = association.identity.id.clone().unwrap_or_default();
            let label = assemble::vpc_association_label(&association, networks.labels.get(&association.network_id));
            match self.tolerate(self.reader.get_vpc_association(&id).await, Some(&label), Part::Details)? {
                Got::There(found) => Ok(Some(found)),
                Got::Gone => Ok(None),
                Got::Hidden => Ok(Some(association)),
            }
        }))
        .await?;
        Ok(read.into_iter().flatten().collect())
    }
}

/// `sn:NAME`; where several networks of one name are visible, the shared ones carry their id too.
fn labels_of(networks: &[ServiceNetworkSummary], owns: impl Fn(&str) -> bool) -> BTreeMap<String, Label> {
    let mut taken: BTreeSet<Label> = BTreeSet::new();
    let mut sorted: Vec<&ServiceNetworkSummary> = networks.iter().collect();
    sorted.sort_by_key(|network| (!owns(&network.arn), network.id.clone()));
    let mut found = BTreeMap::new();
    for network in sorted {
        let plain = labels::service_network(&network.name);
        let label = if taken.insert(plain.clone()) { plain } else { format!("{plain}#{}", network.id) };
        found.insert(network.id.clone(), label);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_without_names_is_named() {
        let association = |id: &str, name: &str| ServiceAssociation {
            service_id: id.to_owned(),
            service_name: name.to_owned(),
            ..ServiceAssociation::default()
        };
        let services = vec![association("svc-1", ""), association("svc-2", "two"), association("svc-3", "")];
        let mut associations = Associations { services, ..Associations::default() };
        let listed = ServiceSummary { id: "svc-1".to_owned(), name: "one".to_owned(), ..ServiceSummary::default() };
        associations.name_services(&[listed]);
        let names: Vec<_> = associations.services.iter().map(|it| it.service_name.as_str()).collect();
        assert_eq!(names, ["one", "two", ""]);
    }
}
