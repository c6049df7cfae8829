//! What a cluster says of an object beyond its manifest: the status, kept apart so that it can be
//! compared with the one that is computed.

use std::collections::BTreeMap;

use crate::diag::ObjectRef;

/// The statuses that were read, by object.
pub type LiveStatuses = BTreeMap<ObjectRef, LiveObject>;

/// The controller's view of one object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LiveObject {
    /// `metadata.generation`: how often the spec was changed.
    pub generation: Option<i64>,
    /// `status`, as far as it can be compared; `None` where the object has none.
    pub status: Option<LiveStatus>,
}

/// `status` without messages and times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LiveStatus {
    /// Conditions of the object itself.
    pub conditions: Vec<LiveCondition>,
    /// A route's parents.
    pub parents: Vec<LiveParent>,
    /// A Gateway's listeners.
    pub listeners: Vec<LiveListener>,
}

/// One condition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LiveCondition {
    /// `Accepted`, `Programmed`, ...
    pub kind: Box<str>,
    /// `True`, `False`, `Unknown`.
    pub status: Box<str>,
    /// One word.
    pub reason: Box<str>,
    /// The generation that the controller had seen.
    pub observed_generation: Option<i64>,
    /// Epoch for the value that the CRD's default puts there before any controller looked.
    pub never_reconciled: bool,
}

/// `status.parents[]` of a route.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LiveParent {
    /// Which parentRef.
    pub parent_ref: LiveParentRef,
    /// Who wrote it.
    pub controller_name: Box<str>,
    /// What it says.
    pub conditions: Vec<LiveCondition>,
}

/// `status.parents[].parentRef`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct LiveParentRef {
    /// The Gateway's namespace, where the parentRef names one.
    pub namespace: Option<Box<str>>,
    /// The Gateway.
    pub name: Box<str>,
    /// The listener.
    pub section_name: Option<Box<str>>,
    /// The listener's port.
    pub port: Option<i32>,
}

/// `status.listeners[]` of a Gateway.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LiveListener {
    /// The listener.
    pub name: Box<str>,
    /// How many routes attach.
    pub attached_routes: Option<i64>,
    /// What it says.
    pub conditions: Vec<LiveCondition>,
}
