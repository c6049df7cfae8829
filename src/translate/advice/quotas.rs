//! LAT1005: quotas of the account that the plan as a whole would exceed.

use std::collections::BTreeMap;

use super::super::Quotas;
use super::facts::Facts;
use crate::diag::{Diagnostic, Diagnostics, Scope};
use crate::model::Account;

pub(super) fn check(facts: &Facts<'_>, quotas: &Quotas, diagnostics: &mut Diagnostics) {
    let after = counts(&facts.plan.after);
    let before = facts.plan.before.as_ref().map(counts).unwrap_or_default();
    for ((what, network), count) in &after {
        let quota = match *what {
            SERVICES => quotas.services,
            NETWORKS => quotas.service_networks,
            TARGET_GROUPS => quotas.target_groups,
            SERVICE_ASSOCIATIONS => quotas.service_associations_per_network,
            _ => quotas.vpc_associations_per_network,
        };
        // What is beyond the quota already without these manifests is no finding about them.
        let grows = *count > before.get(&(*what, network.clone())).copied().unwrap_or_default();
        if grows && *count > quota {
            let place = if network.is_empty() {
                "in the region".to_owned()
            } else {
                format!("in the service network {network}")
            };
            let message = format!("{count} {what} {place} exceed the quota of {quota}");
            diagnostics.push(Diagnostic::warning(1005, Scope::Run, message));
        }
    }
}

const SERVICES: &str = "services";
const NETWORKS: &str = "service networks";
const TARGET_GROUPS: &str = "target groups";
const SERVICE_ASSOCIATIONS: &str = "service associations";
const VPC_ASSOCIATIONS: &str = "VPC associations";

/// How many there are of what is counted, by service network where that is how AWS counts.
fn counts(account: &Account) -> BTreeMap<(&'static str, String), usize> {
    let totals = [
        (SERVICES, account.services.len()),
        (NETWORKS, account.service_networks.len()),
        (TARGET_GROUPS, account.target_groups.len()),
    ];
    let mut counts: BTreeMap<_, _> = totals.into_iter().map(|(what, count)| ((what, String::new()), count)).collect();
    let network = |label: &str| {
        let (_, rest) = label.split_once(":sn:")?;
        Some(rest.rsplit_once('+')?.0.to_owned())
    };
    for network in account.service_network_service_associations.keys().filter_map(|label| network(label)) {
        *counts.entry((SERVICE_ASSOCIATIONS, network)).or_default() += 1;
    }
    for network in account.service_network_vpc_associations.keys().filter_map(|label| network(label)) {
        *counts.entry((VPC_ASSOCIATIONS, network)).or_default() += 1;
    }
    counts
}
