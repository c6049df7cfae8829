//! What the controller would build of the manifests. Pure: no clock, environment, I/O or randomness.

mod plan;

pub use plan::{Assumption, ConditionStatus, ObjectStatus, Plan, Provenance, SourcePlace};
