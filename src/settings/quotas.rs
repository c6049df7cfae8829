//! Quotas of the account that were raised.

use serde::{Deserialize, Serialize};

/// What a configuration file says of the account's quotas; what it leaves out is VPC Lattice's default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Quotas {
    /// Rules per listener, the default action not counted.
    pub rules_per_listener: Option<usize>,
    /// Listeners per service.
    pub listeners_per_service: Option<usize>,
    /// Target groups per service.
    pub target_groups_per_service: Option<usize>,
    /// Targets per target group.
    pub targets_per_target_group: Option<usize>,
    /// Services in the account and region.
    pub services: Option<usize>,
    /// Service networks in the account and region.
    pub service_networks: Option<usize>,
    /// Target groups in the account and region.
    pub target_groups: Option<usize>,
    /// Service associations per service network.
    pub service_associations_per_network: Option<usize>,
    /// VPC associations per service network.
    pub vpc_associations_per_network: Option<usize>,
}
