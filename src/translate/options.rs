//! What a user may set about translation beyond the controller's own context.

/// Quotas of the account (Lattice's defaults unless the user knows better).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotas {
    /// Rules per listener, the default action not counted.
    pub rules_per_listener: usize,
    /// Listeners per service.
    pub listeners_per_service: usize,
    /// Target groups per service.
    pub target_groups_per_service: usize,
    /// Targets per target group.
    pub targets_per_target_group: usize,
    /// Services in the account and region.
    pub services: usize,
    /// Service networks in the account and region.
    pub service_networks: usize,
    /// Target groups in the account and region.
    pub target_groups: usize,
    /// Service associations per service network.
    pub service_associations_per_network: usize,
    /// VPC associations per service network.
    pub vpc_associations_per_network: usize,
}

impl Default for Quotas {
    fn default() -> Self {
        Self {
            rules_per_listener: 10,
            listeners_per_service: 2,
            target_groups_per_service: 10,
            targets_per_target_group: 1_000,
            services: 500,
            service_networks: 10,
            target_groups: 500,
            service_associations_per_network: 500,
            vpc_associations_per_network: 500,
        }
    }
}

/// Settings of one translation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TranslateOptions {
    /// The quotas to hold the plan against.
    pub quotas: Quotas,
}
