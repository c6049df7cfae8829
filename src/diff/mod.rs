//! What differs between two accounts: the account as it is and the account as it should be, or two
//! sets of manifests. Pure: reads two [`Account`](crate::model::Account)s and says what would happen.
//!
//! [`compare`] is the one entry; [`Plan`]s come with where each part is from.

mod access;
mod change;
mod compare;
pub mod drift;
mod effect;
mod fields;
pub mod idle;
pub mod live_status;
mod pair;
mod value;

use std::collections::BTreeMap;

pub use change::{Cause, Change, ChangeSet, Class, FieldChange, Kind, Operation, Orphan};
pub use compare::{compare, network_of, parents, referred};
pub use pair::{destination_type, logged_resource};
pub use value::{Entry, entries, policy, rule_match, targets};

use crate::diag::ObjectRef;
use crate::model::{Label, labels};
use crate::translate::{Plan, Provenance};

pub use crate::model::tags::MANAGED_BY;

/// Where the parts of the account as it should be come from.
#[derive(Clone, Copy, Debug)]
pub struct Origins<'a> {
    /// The objects that ask for each resource.
    pub provenance: &'a BTreeMap<Label, Provenance>,
    /// Resources of objects that failed: they stay, and are no orphans.
    pub held: &'a BTreeMap<Label, ObjectRef>,
    /// The value of our ownership tag; without it nothing is an orphan.
    pub managed_by: Option<&'a str>,
}

impl<'a> Origins<'a> {
    /// Those of a plan.
    pub fn of_plan(plan: &'a Plan, managed_by: &'a str) -> Self {
        Self { provenance: &plan.provenance, held: &plan.held, managed_by: Some(managed_by) }
    }

    /// Of a resource, or of the nearest one that it hangs on.
    fn of(&self, label: &Label) -> Option<&'a Provenance> {
        let near = [label.as_str(), labels::listener_of(label), labels::service_of(label), logged_resource(label)];
        near.into_iter().find_map(|label| self.provenance.get(label))
    }
}
