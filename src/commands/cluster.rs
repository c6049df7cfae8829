//! The flags that name a live cluster, shared by every verb that reads manifests.

/// Which cluster to read, and what of it.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct ClusterArgs {}
