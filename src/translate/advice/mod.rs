//! Advice: what a reader of the manifests should know although it changes nothing in the plan.
//!
//! Rules that are never reached or stand in another order than the Gateway API's, fields that the
//! controller never reads, health checks that are off, policies that let anyone in, annotations without
//! effect, quotas of the account, and workloads that lose requests while they roll out. Everything here
//! reads the manifests and the finished plan and only adds findings. A file holds one concern.

mod annotations;
mod facts;
mod health;
mod ignored_gateway;
mod ignored_route;
mod matching;
mod policies;
mod quotas;
mod reach;
mod rollout;
mod route;

use super::{Plan, TranslateOptions};
use crate::diag::Diagnostics;
use crate::index::Index;
use facts::Facts;

/// Adds the findings that change nothing in the plan.
pub(super) fn advise(index: &Index<'_>, options: &TranslateOptions, plan: &Plan, diagnostics: &mut Diagnostics) {
    let facts = Facts::new(index, plan);
    reach::check(&facts, diagnostics);
    ignored_route::check(&facts, diagnostics);
    ignored_gateway::check(&facts, diagnostics);
    health::check(&facts, diagnostics);
    policies::check(&facts, diagnostics);
    annotations::check(&facts, diagnostics);
    quotas::check(&facts, &options.quotas, diagnostics);
    rollout::check(&facts, diagnostics);
}
