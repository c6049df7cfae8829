//! Custom domains that several routes claim in one service network.

use std::collections::HashMap;

use super::desired::DesiredRoute;
use super::work::Work;
use crate::diag::{Diagnostic, ObjectRef, Scope};

/// Who has which domain in which network.
#[derive(Default)]
pub(super) struct Domains<'a> {
    holders: HashMap<(&'a str, String), ObjectRef>,
}

impl<'a> Domains<'a> {
    /// Reports a domain that another route of the same network has.
    pub fn check(&mut self, work: &mut Work<'a, '_>, desired: &DesiredRoute<'a>) {
        let Some(domain) = desired.service.domain else { return };
        let route = desired.route();
        for network in &desired.service.networks {
            let key = (*network, domain.to_ascii_lowercase());
            if let Some(holder) = self.holders.get(&key) {
                let message = format!("{domain} is the custom domain of {holder} in service network {network} too");
                let finding = route.finding(Diagnostic::error(801, Scope::Route, message), "spec.hostnames[0]");
                work.report(finding);
            } else {
                self.holders.insert(key, route.reference());
            }
        }
    }
}
