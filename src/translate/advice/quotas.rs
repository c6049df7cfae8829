//! LAT1005: quotas of the account that the plan as a whole would exceed.

use std::collections::BTreeMap;

use super::super::Quotas;
use super::facts::Facts;
use crate::diag::{Diagnostic, Diagnostics, Scope};

pub(super) fn check(facts: &Facts<'_>, quotas: &Quotas, diagnostics: &mut Diagnostics) {
    let after = &facts.plan.after;
    let totals = [
        ("services", "in the region", after.services.len(), quotas.services),
        ("service networks", "in the region", after.service_networks.len(), quotas.service_networks),
        ("target groups", "in the region", after.target_groups.len(), quotas.target_groups),
    ];
    for (what, place, count, quota) in totals {
        report(what, place, count, quota, diagnostics);
    }
    let of_network = |label: &str| {
        label.split_once(":sn:").and_then(|(_, rest)| rest.rsplit_once('+')).map(|(name, _)| name.to_owned())
    };
    let services = per_network(after.service_network_service_associations.keys().filter_map(|label| of_network(label)));
    for (network, count) in services {
        let place = format!("in the service network {network}");
        report("service associations", &place, count, quotas.service_associations_per_network, diagnostics);
    }
    let vpcs = per_network(after.service_network_vpc_associations.keys().filter_map(|label| of_network(label)));
    for (network, count) in vpcs {
        let place = format!("in the service network {network}");
        report("VPC associations", &place, count, quotas.vpc_associations_per_network, diagnostics);
    }
}

fn per_network(names: impl Iterator<Item = String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    counts
}

fn report(what: &str, place: &str, count: usize, quota: usize, diagnostics: &mut Diagnostics) {
    if count > quota {
        let message = format!("{count} {what} {place} exceed the quota of {quota}");
        diagnostics.push(Diagnostic::warning(1005, Scope::Run, message));
    }
}
