//! What the controller would build of the manifests. Pure: no clock, environment, I/O or randomness.

mod advice;
mod options;
mod plan;
mod priority;

pub use options::{Quotas, TranslateOptions};
pub use plan::{Assumption, ConditionStatus, ObjectStatus, Plan, Provenance, SourcePlace};

use crate::api::Manifests;
use crate::diag::Diagnostics;
use crate::index::Index;
use crate::model::Account;
use crate::settings::Context;

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
    let plan = Plan { after: before.clone().unwrap_or_default(), before, ..Plan::default() };
    advice::advise(&index, options, &plan, diagnostics);
    plan
}
