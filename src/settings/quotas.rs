//! The quotas of VPC Lattice that a plan is held against.

use serde::{Deserialize, Serialize};

/// The defaults are those of a new account; a configuration file may raise them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Quotas {
    /// Rules of one listener.
    pub rules_per_listener: usize,
    /// Listeners of one service.
    pub listeners_per_service: usize,
    /// Target groups that one service uses.
    pub target_groups_per_service: usize,
    /// Targets of one target group.
    pub targets_per_target_group: usize,
    /// Services of a region.
    pub services_per_region: usize,
    /// Service networks of a region.
    pub service_networks_per_region: usize,
    /// Target groups of a region.
    pub target_groups_per_region: usize,
    /// Services of one service network.
    pub services_per_service_network: usize,
    /// VPCs of one service network.
    pub vpcs_per_service_network: usize,
}

impl Default for Quotas {
    fn default() -> Self {
        Self {
            rules_per_listener: 10,
            listeners_per_service: 2,
            target_groups_per_service: 10,
            targets_per_target_group: 1000,
            services_per_region: 500,
            service_networks_per_region: 50,
            target_groups_per_region: 500,
            services_per_service_network: 500,
            vpcs_per_service_network: 500,
        }
    }
}
