//! What could not be read, so that nobody takes silence for "nothing there".

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::Label;

/// Which part of a resource, or which collection below it, is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Its own fields.
    Details,
    /// Its auth policy.
    Policy,
    /// Its tags, and so its owner.
    Tags,
    /// The targets of a group.
    Targets,
    /// The listeners of a service, with their rules.
    Listeners,
    /// The rules of a listener.
    Rules,
    /// Its service associations.
    ServiceAssociations,
    /// Its VPC associations.
    VpcAssociations,
    /// Its access log subscriptions.
    AccessLogSubscriptions,
    /// ACM's certificates.
    Certificates,
    /// The tagging API; tags were read one by one instead, so nothing is missing.
    TaggingApi,
    /// Objects of the live cluster, by their resource's name there: what the manifests ask for is not all known.
    ClusterObjects,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Details => "details",
            Self::Policy => "auth policy",
            Self::Tags => "tags",
            Self::Targets => "targets",
            Self::Listeners => "listeners",
            Self::Rules => "rules",
            Self::ServiceAssociations => "service associations",
            Self::VpcAssociations => "VPC associations",
            Self::AccessLogSubscriptions => "access log subscriptions",
            Self::Certificates => "certificates",
            Self::TaggingApi => "tagging API",
            Self::ClusterObjects => "cluster objects",
        })
    }
}

/// One thing that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Gap {
    /// The resource; none for what is of the whole account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Label>,
    /// Which part of it.
    pub part: Part,
    /// The call that failed.
    pub operation: String,
    /// Whether the caller may not (anything else passes, or is a failure of the service).
    pub denied: bool,
    /// The service's words.
    pub message: String,
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.label {
            Some(label) => write!(f, "{} of {label}", self.part)?,
            None => write!(f, "{}", self.part)?,
        }
        write!(f, " ({}: {})", self.operation, self.message)
    }
}

/// All that could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    gaps: Vec<Gap>,
}

impl Coverage {
    /// Sorted, each gap once.
    pub fn new(mut gaps: Vec<Gap>) -> Self {
        gaps.sort();
        gaps.dedup_by(|one, other| (&one.label, one.part) == (&other.label, other.part));
        Self { gaps }
    }

    /// With more gaps.
    #[must_use]
    pub fn with(self, more: impl IntoIterator<Item = Gap>) -> Self {
        Self::new(self.gaps.into_iter().chain(more).collect())
    }

    /// Every gap.
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// Whether everything in scope was read.
    pub fn is_complete(&self) -> bool {
        self.gaps.iter().all(|gap| gap.part == Part::TaggingApi)
    }

    /// The gap that hides whether a resource exists at all, if there is one.
    pub fn hides(&self, label: &str) -> Option<&Gap> {
        self.gaps.iter().find(|gap| gap.label.as_deref().is_some_and(|near| holds(gap.part, near, label)))
    }

    /// The gap that hides whether a target group of ours exists: those are found by their tags.
    pub fn hides_target_groups(&self) -> Option<&Gap> {
        let of_group = |gap: &&Gap| gap.label.as_deref().is_some_and(|label| label.starts_with("tg:"));
        self.gaps.iter().filter(|gap| gap.part == Part::Tags).find(of_group)
    }

    /// The same with other labels.
    #[must_use]
    pub fn renamed(&self, names: &BTreeMap<Label, Label>) -> Self {
        let rename = |gap: &Gap| {
            let label = gap.label.as_ref().map(|label| names.get(label).unwrap_or(label).clone());
            Gap { label, ..gap.clone() }
        };
        Self::new(self.gaps.iter().map(rename).collect())
    }

    /// The gap that hides a field of a resource (by the name of its top member: `tags`, `authPolicy`).
    pub fn hides_field(&self, label: &str, field: &str) -> Option<&Gap> {
        let top = field.split(['.', '[']).next().unwrap_or(field);
        let fits = |part: Part| match part {
            Part::Policy => top == "authPolicy",
            Part::Tags => top == "tags",
            Part::Targets => top == "targets",
            Part::Details => !matches!(top, "tags" | "authPolicy" | "targets" | "name"),
            _ => false,
        };
        let own = |gap: &&Gap| gap.label.as_deref() == Some(label) && fits(gap.part);
        self.gaps.iter().find(own).or_else(|| self.hides(label))
    }
}

/// Whether a collection of `near` that could not be read may hold `label`.
fn holds(part: Part, near: &str, label: &str) -> bool {
    let below = |infix: &str| label.strip_prefix(near).is_some_and(|rest| rest.starts_with(infix));
    match part {
        Part::Listeners => below("/listener:"),
        Part::Rules => below("/rule:"),
        Part::AccessLogSubscriptions => label
            .strip_prefix("als:")
            .and_then(|rest| rest.strip_prefix(near))
            .is_some_and(|rest| rest.starts_with("->")),
        Part::ServiceAssociations => label.strip_prefix("snsa:").is_some_and(|rest| {
            rest.split_once("+svc:").is_some_and(|(network, _)| network == near)
                || rest.strip_suffix(near).is_some_and(|start| start.ends_with('+'))
        }),
        Part::VpcAssociations => label
            .strip_prefix("snva:")
            .is_some_and(|rest| rest.rsplit_once('+').is_some_and(|(network, vpc)| network == near || vpc == near)),
        Part::Details
        | Part::Policy
        | Part::Tags
        | Part::Targets
        | Part::Certificates
        | Part::TaggingApi
        | Part::ClusterObjects => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gap(label: &str, part: Part) -> Gap {
        Gap {
            label: Some(label.to_owned()),
            part,
            operation: "ListRules".to_owned(),
            denied: true,
            message: "no".to_owned(),
        }
    }

    #[test]
    fn a_collection_that_was_not_read_hides_what_may_be_in_it_and_nothing_else() {
        let hidden = |part, near: &str, label: &str| Coverage::new(vec![gap(near, part)]).hides(label).is_some();
        assert!(hidden(Part::Rules, "svc:a/listener:80", "svc:a/listener:80/rule:1"));
        assert!(!hidden(Part::Rules, "svc:a/listener:80", "svc:a/listener:8080/rule:1"));
        assert!(!hidden(Part::Rules, "svc:a/listener:80", "svc:a/listener:80"));
        assert!(hidden(Part::Listeners, "svc:a", "svc:a/listener:80/rule:1"));
        assert!(!hidden(Part::Listeners, "svc:a", "svc:ab/listener:80"));
        assert!(hidden(Part::AccessLogSubscriptions, "sn:a", "als:sn:a->arn:aws:s3:::x"));
        assert!(!hidden(Part::AccessLogSubscriptions, "sn:a", "als:sn:ab->arn:aws:s3:::x"));
        assert!(hidden(Part::ServiceAssociations, "sn:a", "snsa:sn:a+svc:b"));
        assert!(hidden(Part::ServiceAssociations, "svc:b", "snsa:sn:a+svc:b"));
        assert!(!hidden(Part::ServiceAssociations, "svc:b", "snsa:sn:a+svc:bb"));
        assert!(hidden(Part::VpcAssociations, "sn:a", "snva:sn:a+vpc-1"));
        assert!(!hidden(Part::VpcAssociations, "sn:b", "snva:sn:a+vpc-1"));
    }

    #[test]
    fn a_part_that_was_not_read_hides_its_fields_alone() {
        let coverage = Coverage::new(vec![gap("svc:a", Part::Policy), gap("tg:a", Part::Targets)]);
        assert!(coverage.hides_field("svc:a", "authPolicy.Statement[0]").is_some());
        assert!(coverage.hides_field("svc:a", "authType").is_none());
        assert!(coverage.hides_field("tg:a", "targets[10.0.0.1:80]").is_some());
        assert!(coverage.hides_field("tg:b", "targets[10.0.0.1:80]").is_none());
        assert!(!coverage.is_complete());
    }
}
