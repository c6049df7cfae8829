//! What an inventory is to hold.

use std::collections::BTreeSet;

/// What to read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The account, to tell its own resources from those shared with it; empty: all count as its own.
    pub account: String,
    /// Everything with this value in the ownership tag.
    pub managed_by: Option<String>,
    /// Service networks by name or id, whoever owns them.
    pub networks: BTreeSet<String>,
    /// Services by name, whoever owns them.
    pub services: BTreeSet<String>,
    /// Target groups by ARN or id.
    pub group_arns: BTreeSet<String>,
    /// Target groups that exports made, of whichever cluster, by the name in their tag.
    pub exports: BTreeSet<String>,
    /// The cluster's VPC: its associations, and the networks at their other end.
    pub vpc_id: Option<String>,
    /// What ACM lists.
    pub certificates: bool,
    /// What ACM lists, where it may be read: manifests name certificates, and could name wrong ones.
    pub named_certificates: bool,
    /// The whole account, whoever owns what.
    pub everything: bool,
    /// Read tags resource by resource, not through the tagging API.
    pub without_tagging_api: bool,
}

impl Scope {
    /// The whole account.
    pub fn everything(account: &str) -> Self {
        Self { account: account.to_owned(), certificates: true, everything: true, ..Self::default() }
    }

    /// Whether an ARN is of the account itself, not shared with it.
    pub fn owns(&self, arn: &str) -> bool {
        self.account.is_empty() || arn.split(':').nth(4).is_none_or(|account| account == self.account)
    }

    /// Whether a service network is named.
    pub fn names_network(&self, name: &str, id: &str) -> bool {
        self.networks.contains(name) || self.networks.contains(id)
    }
}
