//! What the controller would build of the manifests. Pure: no clock, environment, I/O or randomness.
//!
//! Two steps: the desired model of each object (`desired`; one file per Lattice concern), then its
//! reconciliation with the account (`reconcile`). An object that fails changes nothing.

mod access_log;
mod advice;
mod annotations;
mod auth_policy;
mod certificate;
mod desired;
mod domains;
mod export;
mod gateway;
mod health_check;
mod import;
mod listener;
mod matches;
pub mod names;
mod options;
mod plan;
mod policy;
pub mod priority;
mod reconcile;
mod route;
mod rule;
mod service;
mod service_network;
mod status;
pub mod tags;
mod target_group;
mod targets;
mod vpc_association;
mod work;

use std::collections::HashMap;

pub use options::{Quotas, TranslateOptions};
pub use plan::{Assumption, ConditionStatus, ObjectStatus, Plan, Provenance, SourcePlace};
pub use service_network::SETTING;

use crate::api::Manifests;
use crate::diag::{Diagnostic, Diagnostics, Scope};
use crate::index::Index;
use crate::model::Account;
use crate::settings::Context;

use desired::Failure;
use work::Work;

/// Makes of the manifests what the controller would make of them in the account `before` (`None`: nothing
/// is known of the account). Findings go to `diagnostics`, unsorted.
pub fn translate(
    manifests: &Manifests,
    context: &Context,
    options: &TranslateOptions,
    before: Option<Account>,
    diagnostics: &mut Diagnostics,
) -> Plan {
    let index = Index::new(manifests, context);
    let mut work = Work::new(&index, options, before.as_ref(), diagnostics);
    annotations::check(&mut work);
    service_network::lay(&mut work);
    gateway::check(&mut work);
    status::judge_target_group_policies(&mut work);
    export::lay(&mut work);
    let failures = lay_routes(&mut work);
    vpc_association::lay(&mut work);
    auth_policy::lay(&mut work);
    access_log::lay(&mut work);
    reconcile::collect(&mut work);
    report_unknown_targets(&mut work);
    status::write(&mut work, &failures);
    let mut plan = work.plan;
    plan.before = before;
    advice::advise(&index, options, &plan, diagnostics);
    plan
}

/// Lays the routes over the account in the order of the input; the failures by the route's place.
fn lay_routes(work: &mut Work<'_, '_>) -> HashMap<usize, Failure> {
    let mut failures = HashMap::new();
    let mut domains = domains::Domains::default();
    for (place, attachment) in work.index.attachments.iter().enumerate() {
        if attachment.route.metadata().deleting {
            continue;
        }
        let Some(desired) = route::build(work, attachment) else { continue };
        domains.check(work, &desired);
        if let Some(failure) = reconcile::lay_route(work, desired) {
            work.plan.failed.insert(attachment.route.reference());
            failures.insert(place, failure);
        }
    }
    failures
}

/// Without EndpointSlices nothing is known of targets until apply.
fn report_unknown_targets(work: &mut Work<'_, '_>) {
    let made = work.plan.provenance.keys().any(|label| label.starts_with("tg:"));
    if made && !work.index.manifests.has_endpoint_slices {
        let message = "the input has no EndpointSlices: targets are unknown until applied in a cluster";
        work.report(Diagnostic::note(415, Scope::Run, message));
    }
}
