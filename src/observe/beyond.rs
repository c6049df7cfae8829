//! What the account-wide lists show beyond the scope: how much there is, which names are taken, and who
//! else forwards to our target groups. It costs no call, and a change can't be judged without it.

use std::collections::{BTreeMap, BTreeSet};

use super::Scope;
use super::network::Networks;
use super::service::ServiceTree;
use crate::aws::{ServiceSummary, TargetGroupSummary};
use crate::model::{Account, Label};

/// The account beyond what was read in full.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beyond {
    /// Services of the account that are out of scope.
    pub services: usize,
    /// Its service networks that are out of scope.
    pub service_networks: usize,
    /// Its target groups that are out of scope.
    pub target_groups: usize,
    /// The names of all its target groups.
    pub group_names: BTreeSet<String>,
    /// The ARNs of services out of scope that forward to a target group, by the group's label.
    pub users: BTreeMap<Label, BTreeSet<String>>,
    /// Whether something was listed, and nothing of it is of the account that the scope names.
    pub is_elsewhere: bool,
}

/// What the lists showed.
pub struct Lists {
    services_beyond: BTreeSet<String>,
    networks_beyond: usize,
    groups: Vec<TargetGroupSummary>,
    is_elsewhere: bool,
}

impl Lists {
    /// Of all services and the ones that were read, all networks, all groups.
    pub fn new(
        all: &[ServiceSummary],
        read: &[ServiceTree],
        networks: &Networks,
        groups: Vec<TargetGroupSummary>,
        scope: &Scope,
    ) -> Self {
        let read: BTreeSet<&str> = read.iter().filter_map(|tree| tree.service.identity.id.as_deref()).collect();
        let own = || all.iter().filter(|service| scope.owns(&service.arn));
        let networks_read: BTreeSet<&str> =
            networks.trees.iter().filter_map(|tree| tree.network.identity.id.as_deref()).collect();
        let nothing_own =
            own().next().is_none() && networks.own.is_empty() && !groups.iter().any(|group| scope.owns(&group.arn));
        let something = !all.is_empty() || !networks.labels.is_empty() || !groups.is_empty();
        Self {
            services_beyond: own()
                .filter(|service| !read.contains(service.id.as_str()))
                .map(|service| service.arn.clone())
                .collect(),
            networks_beyond: networks.own.iter().filter(|id| !networks_read.contains(id.as_str())).count(),
            is_elsewhere: nothing_own && something,
            groups,
        }
    }

    /// What is beyond `account`, which was made of what was read.
    pub fn beyond(self, account: &Account, scope: &Scope) -> Beyond {
        let labels: BTreeMap<&str, &Label> = account
            .target_groups
            .iter()
            .filter_map(|(label, group)| Some((group.identity.id.as_deref()?, label)))
            .collect();
        let own = || self.groups.iter().filter(|group| scope.owns(&group.arn));
        let mut users: BTreeMap<Label, BTreeSet<String>> = BTreeMap::new();
        for group in &self.groups {
            let Some(label) = labels.get(group.id.as_str()) else { continue };
            // The list of users is a little behind: a service of the account that no list holds is gone.
            let stands = |arn: &&String| self.services_beyond.contains(*arn) || !scope.owns(arn);
            let others: BTreeSet<String> = group.service_arns.iter().filter(stands).cloned().collect();
            if !others.is_empty() {
                users.insert((*label).clone(), others);
            }
        }
        Beyond {
            services: self.services_beyond.len(),
            service_networks: self.networks_beyond,
            target_groups: own().filter(|group| !labels.contains_key(group.id.as_str())).count(),
            group_names: own().map(|group| group.name.clone()).collect(),
            users,
            is_elsewhere: self.is_elsewhere,
        }
    }
}
