//! One thing that drifted.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::diff::{Cause, Kind};
use crate::model::Label;

/// What kind of drift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DriftClass {
    /// Someone changed it in the account (or it can't be told who moved).
    Changed,
    /// The account was changed, and the manifests moved on too.
    Both,
    /// The manifests want it, the account has it not.
    Missing,
    /// Ours, and no manifest asks for it.
    Orphaned,
    /// In a failed state.
    Failed,
    /// Targets that fail their health check.
    Unhealthy,
    /// Somebody else's, on something of ours.
    Foreign,
    /// Other than the manifests would make it, in a way that the controller leaves as it is and that has no
    /// effect on traffic or access.
    Kept,
    /// The manifests moved on and were not applied.
    NotApplied,
    /// Being created, changed or deleted.
    Pending,
    /// It could not be read.
    Unreadable,
}

impl DriftClass {
    /// Every class.
    pub const ALL: [Self; 11] = [
        Self::Changed,
        Self::Both,
        Self::Missing,
        Self::Orphaned,
        Self::Failed,
        Self::Unhealthy,
        Self::Foreign,
        Self::Kept,
        Self::NotApplied,
        Self::Pending,
        Self::Unreadable,
    ];

    /// The name on the command line and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Both => "both",
            Self::Missing => "missing",
            Self::Orphaned => "orphaned",
            Self::Failed => "failed",
            Self::Unhealthy => "unhealthy",
            Self::Foreign => "foreign",
            Self::Kept => "kept",
            Self::NotApplied => "not-applied",
            Self::Pending => "pending",
            Self::Unreadable => "unreadable",
        }
    }

    /// The symbol that carries the meaning without colour.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Changed | Self::Both | Self::NotApplied | Self::Kept => "~",
            Self::Missing => "-",
            Self::Orphaned | Self::Foreign => "+",
            Self::Failed | Self::Unhealthy => "!",
            Self::Pending => ">",
            Self::Unreadable => "?",
        }
    }
}

impl fmt::Display for DriftClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl std::str::FromStr for DriftClass {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|class| class.name() == text).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|class| class.name()).collect();
            format!("unknown class `{text}` (one of {})", names.join(", "))
        })
    }
}

/// Who moved a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Someone, in the account.
    Account,
    /// The manifests.
    Manifests,
    /// Both.
    Both,
    /// Nobody knows what was applied last.
    Unknown,
}

/// One field that is not what the manifests say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FieldDrift {
    /// The field, as the API names it.
    pub path: String,
    /// What the account has; absent where it has nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Value>,
    /// What the manifests want; absent where they want nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manifests: Option<Value>,
    /// Who moved.
    pub side: Side,
}

/// One resource that drifted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// What kind of drift.
    pub class: DriftClass,
    /// What it is.
    pub kind: Kind,
    /// The resource, by its label.
    pub label: Label,
    /// Its label in the account, where another one (a rule at another priority).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_there: Option<Label>,
    /// Its ARN, where it exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// Whether it is about who may call.
    pub security: bool,
    /// Whether the account lets in more than the manifests say (or more than before).
    pub exposed: bool,
    /// One line in words.
    pub message: String,
    /// The manifest that asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// The fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldDrift>,
    /// What hangs on it and shares its fate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<Label>,
    /// Unreadable: the caller may not read it.
    #[serde(skip)]
    pub denied: bool,
    /// Whether it is about the whole resource, not some fields of it.
    #[serde(skip)]
    pub whole: bool,
}

impl Item {
    /// About a whole resource; the rest is filled in after.
    pub fn new(class: DriftClass, kind: Kind, label: Label) -> Self {
        Self {
            class,
            kind,
            label,
            label_there: None,
            arn: None,
            security: false,
            exposed: false,
            message: String::new(),
            cause: None,
            fields: Vec::new(),
            with: Vec::new(),
            denied: false,
            whole: true,
        }
    }
}
