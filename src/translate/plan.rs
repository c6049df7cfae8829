//! The result of translation: the account as it will be, where each part comes from, and every status.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diag::ObjectRef;
use crate::model::{Account, Label};

/// What manifests stand for, given what is known of the account.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Plan {
    /// The account as it was given (a snapshot or an observation); `None` when nothing is known of it.
    pub before: Option<Account>,
    /// The account as it will be: everything of `before` that stays, under the labels it had there (ids
    /// and ARNs kept), and what the manifests add or change. Equal to `before` when nothing changes.
    pub after: Account,
    /// For each resource of `after` that a manifest asks for: which objects. What has no entry here is
    /// in the account without these manifests.
    pub provenance: BTreeMap<Label, Provenance>,
    /// Resources that are in `after` only because they are taken to exist (no account was given).
    pub assumptions: BTreeMap<Label, Assumption>,
    /// The status that the controller would write, in the order of the input.
    pub statuses: Vec<ObjectStatus>,
    /// Objects that the controller refuses or fails: nothing of them is in `after` that was not there.
    pub failed: BTreeSet<ObjectRef>,
    /// CNAME records to create: custom domain to service label.
    pub dns_records: BTreeMap<String, Label>,
    /// Resources of `before` that belong to an object that failed: they stay as they are, and are no orphans.
    pub held: BTreeMap<Label, ObjectRef>,
    /// Target groups of `before` that are gone from `after` although no object of the input names them: the
    /// controller's collector deletes those of its cluster that nothing uses. With manifests that are only a
    /// part of the cluster's, they may be another part's.
    pub collected: BTreeSet<Label>,
}

/// Why a resource is in a plan although nobody has seen it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Assumption {
    /// A service network that must exist already.
    Exists,
    /// A target group that an import finds at apply.
    FoundAtApply,
}

/// The objects that a resource stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Provenance {
    /// The object that asks for it (the route, export, policy or ServiceNetwork) and the field.
    pub source: SourcePlace,
    /// Others that shape it: policies, Services, EndpointSlices, Gateways.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<SourcePlace>,
}

/// An object (and a field of it) with its place.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct SourcePlace {
    /// The object.
    pub object: ObjectRef,
    /// The field's path; empty for the whole object.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// The file, where it came from one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The line in it, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
}

/// The `status` of one object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ObjectStatus {
    /// `apiVersion` of the object.
    pub api_version: String,
    /// The object.
    pub object: ObjectRef,
    /// `status`, as the controller would write it (no times, no generations).
    pub status: serde_json::Value,
}

/// The three values of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "Kubernetes' own three values")]
pub enum ConditionStatus {
    True,
    False,
    Unknown,
}
