//! What a comparison of two accounts finds: one change per resource, with its class, cause and effect.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::diag::ObjectRef;
use crate::model::Label;
use crate::translate::{Provenance, SourcePlace};

/// What kind of resource a label names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A service network.
    ServiceNetwork,
    /// A target group.
    TargetGroup,
    /// A service.
    Service,
    /// A listener.
    Listener,
    /// A rule.
    Rule,
    /// The association of a service with a service network.
    ServiceAssociation,
    /// The association of a VPC with a service network.
    VpcAssociation,
    /// An access log subscription.
    AccessLogSubscription,
}

impl Kind {
    /// The classes that the deletion of such a resource has.
    pub fn deletion(self) -> BTreeSet<Class> {
        BTreeSet::from_iter(match self {
            Self::ServiceAssociation => vec![Class::Detach],
            Self::VpcAssociation => vec![Class::AccessNarrowed, Class::Detach],
            _ => vec![Class::Delete],
        })
    }

    /// The kind that a label's form says (what hangs on nothing known is taken for a network).
    pub fn of_label(label: &str) -> Self {
        match label.split_once(':').map_or(label, |(start, _)| start) {
            "snsa" => Self::ServiceAssociation,
            "snva" => Self::VpcAssociation,
            "als" => Self::AccessLogSubscription,
            "tg" => Self::TargetGroup,
            "svc" if label.contains("/rule:") => Self::Rule,
            "svc" if label.contains("/listener:") => Self::Listener,
            "svc" => Self::Service,
            _ => Self::ServiceNetwork,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ServiceNetwork => "service network",
            Self::TargetGroup => "target group",
            Self::Service => "service",
            Self::Listener => "listener",
            Self::Rule => "rule",
            Self::ServiceAssociation => "service association",
            Self::VpcAssociation => "VPC association",
            Self::AccessLogSubscription => "access log subscription",
        })
    }
}

/// What is done to a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Operation {
    /// It is made.
    Create,
    /// It is changed where it stands.
    Update,
    /// It is deleted and made anew (a target group: made anew first).
    Replace,
    /// It is deleted.
    Delete,
}

impl Operation {
    /// The symbol that carries the meaning without colour.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Create => "+",
            Self::Update => "~",
            Self::Replace => "-/+",
            Self::Delete => "-",
        }
    }
}

/// What a change means; consent is asked for by class (`apply --allow CLASS,...`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// A resource is made that was not there.
    Create,
    /// A field is changed in place.
    Update,
    /// Tags are changed.
    Tags,
    /// Targets are registered or deregistered.
    Targets,
    /// Requests go elsewhere: another target group, weight, match, priority or default action.
    TrafficShift,
    /// Fewer callers are let in.
    AccessNarrowed,
    /// A service leaves a service network, or a VPC does.
    Detach,
    /// The resource is deleted and made anew.
    Replace,
    /// The service gets another DNS name.
    NewDnsName,
    /// More callers may be let in.
    AccessWidened,
    /// The resource is deleted.
    Delete,
}

impl Class {
    /// Every class, the mildest first.
    pub const ALL: [Self; 11] = [
        Self::Create,
        Self::Update,
        Self::Tags,
        Self::Targets,
        Self::TrafficShift,
        Self::AccessNarrowed,
        Self::Detach,
        Self::Replace,
        Self::NewDnsName,
        Self::AccessWidened,
        Self::Delete,
    ];

    /// The name on the command line and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Tags => "tags",
            Self::Targets => "targets",
            Self::TrafficShift => "traffic-shift",
            Self::AccessNarrowed => "access-narrowed",
            Self::Detach => "detach",
            Self::Replace => "replace",
            Self::NewDnsName => "new-dns-name",
            Self::AccessWidened => "access-widened",
            Self::Delete => "delete",
        }
    }

    /// Whether the class is marked with `!`: users notice it, or it opens something.
    pub fn needs_attention(self) -> bool {
        matches!(self, Self::AccessWidened | Self::NewDnsName | Self::Detach)
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl std::str::FromStr for Class {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|class| class.name() == text).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|class| class.name()).collect();
            format!("unknown class `{text}` (one of {}, all)", names.join(", "))
        })
    }
}

/// The place in the manifests that asks for a change.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Cause {
    /// The object's kind.
    pub kind: String,
    /// Its namespace; absent for cluster-scoped kinds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// Its name.
    pub name: String,
    /// The field's path in it; absent for the whole object.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// The file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The line, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
}

impl From<&SourcePlace> for Cause {
    fn from(place: &SourcePlace) -> Self {
        Self {
            kind: place.object.kind.clone(),
            namespace: place.object.namespace.clone(),
            name: place.object.name.clone(),
            path: place.path.clone(),
            file: place.file.clone(),
            line: place.line,
        }
    }
}

impl From<&Provenance> for Cause {
    fn from(provenance: &Provenance) -> Self {
        Self::from(&provenance.source)
    }
}

/// What a kept cause says of the object that it came from.
impl From<&Cause> for Provenance {
    fn from(cause: &Cause) -> Self {
        let object =
            ObjectRef { kind: cause.kind.clone(), namespace: cause.namespace.clone(), name: cause.name.clone() };
        let source = SourcePlace { object, path: cause.path.clone(), file: cause.file.clone(), line: cause.line };
        Self { source, also: Vec::new() }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.namespace {
            Some(namespace) => write!(f, "{} {namespace}/{}", self.kind, self.name)?,
            None => write!(f, "{} {}", self.kind, self.name)?,
        }
        match (&self.file, self.line) {
            (Some(file), Some(line)) => write!(f, " ({file}:{line})"),
            (Some(file), None) => write!(f, " ({file})"),
            _ => Ok(()),
        }
    }
}

/// One field that differs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FieldChange {
    /// The field, as the API names it (`config.port`, `tags.team`, `targets[10.0.0.1:8080]`).
    pub path: String,
    /// What it is; absent where it is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// What it will be; absent where it will not be there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
    /// Whether it can't be changed in place.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub forces_replacement: bool,
}

/// What happens to one resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// The resource, by the label that it has afterwards (a deleted one: had before).
    pub label: Label,
    /// Its label before, where another one (a rule whose priority changes).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before_label: Option<Label>,
    /// What it is.
    pub kind: Kind,
    /// What is done.
    pub operation: Operation,
    /// What that means; the gravest last.
    pub classes: BTreeSet<Class>,
    /// Its ARN, where it exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// What it does to users, in one line.
    pub effect: String,
    /// The manifest that asks for it (for a deletion: that no longer does, where it is known).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// The other manifests that shape it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Cause>,
    /// The resource whose replacement or deletion brings this change about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because_of: Option<Label>,
    /// The fields that differ.
    pub fields: Vec<FieldChange>,
}

impl Change {
    /// The gravest class.
    pub fn class(&self) -> Class {
        self.classes.last().copied().unwrap_or(Class::Update)
    }

    /// The label that it has in the account as it is.
    pub fn label_before(&self) -> &Label {
        self.before_label.as_ref().unwrap_or(&self.label)
    }
}

/// A resource of ours that no manifest asks for (LAT2007).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Orphan {
    /// The resource.
    pub label: Label,
    /// What it is.
    pub kind: Kind,
    /// Its ARN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// Whether it is an unused target group of this cluster, which the controller's collector would take
    /// away.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub collected: bool,
}

/// All that differs between two accounts, in an order that depends on nothing else.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeSet {
    /// What changes.
    pub changes: Vec<Change>,
    /// What is ours and in no manifest; nothing happens to it without `--prune`.
    pub orphans: Vec<Orphan>,
}

impl ChangeSet {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// How many changes there are of each class; one of several classes counts under each of them, as
    /// `--allow` asks for each.
    pub fn counts(&self) -> BTreeMap<Class, usize> {
        let mut counts = BTreeMap::new();
        for change in &self.changes {
            for class in &change.classes {
                *counts.entry(*class).or_insert(0) += 1;
            }
        }
        counts
    }

    /// How many resources an operation meets.
    pub fn count(&self, operation: Operation) -> usize {
        self.changes.iter().filter(|change| change.operation == operation).count()
    }

    /// Every class that occurs.
    pub fn classes(&self) -> BTreeSet<Class> {
        self.changes.iter().flat_map(|change| change.classes.iter().copied()).collect()
    }

    /// How many resources are deleted for good or on the way to being made anew.
    pub fn deletions(&self) -> usize {
        self.count(Operation::Delete) + self.count(Operation::Replace)
    }

    /// The change of a resource, by its label afterwards. (A rule that is deleted and another one that
    /// takes its priority have one label: this is the other one.)
    pub fn get(&self, label: &str) -> Option<&Change> {
        let stays = |change: &&Change| change.label == label && change.operation != Operation::Delete;
        self.changes.iter().find(stays).or_else(|| self.deletion(label))
    }

    /// The deletion of a resource, by the label that it has now.
    pub fn deletion(&self, label: &str) -> Option<&Change> {
        self.changes.iter().find(|change| change.label == label && change.operation == Operation::Delete)
    }

    /// `1 to create, 2 to change, 0 to replace, 3 to delete`.
    pub fn summary(&self) -> String {
        format!(
            "{} to create, {} to change, {} to replace, {} to delete",
            self.count(Operation::Create),
            self.count(Operation::Update),
            self.count(Operation::Replace),
            self.count(Operation::Delete)
        )
    }
}
