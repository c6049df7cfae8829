//! Target groups: found again by tags and immutable fields, else made.

use crate::diag::{Diagnostic, ObjectRef};
use crate::model::{Label, TargetGroup};
use crate::translate::desired::DesiredTargetGroup;
use crate::translate::work::Work;
use crate::translate::{names, tags};

/// Where a group stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::translate) enum Group {
    /// In the account, under this label.
    Existing(Label),
    /// Nowhere yet: label and name of the new one.
    New(Label, String),
}

impl Group {
    /// The label either way.
    pub fn label(&self) -> &Label {
        match self {
            Self::Existing(label) | Self::New(label, _) => label,
        }
    }
}

/// Finds a group in the account; one whose creation failed does not count.
pub(in crate::translate) fn find(work: &Work<'_, '_>, desired: &DesiredTargetGroup) -> Group {
    let account = &work.plan.after.target_groups;
    if work.knows_account() {
        let identity = desired.identity_tags(work.context);
        let existing = work.lookup.groups_with(&identity).into_iter().find(|label| {
            account.get(*label).is_some_and(|group| {
                group.identity.status.as_deref() != Some("CREATE_FAILED") && desired.is_same_shape(group, work.context)
            })
        });
        if let Some(label) = existing {
            return Group::Existing(label.clone());
        }
    }
    let identity = desired.identity(work.context);
    let (namespace, service) = &desired.service;
    let mut attempt = 0;
    loop {
        let name = names::target_group(namespace, service, &identity, attempt);
        let label = format!("tg:{name}");
        if !account.contains_key(&label) {
            return Group::New(label, name);
        }
        attempt += 1;
    }
}

/// Notes which groups of the account an object of the input would make: twins of one identity all fit it,
/// so the collector leaves them.
pub(in crate::translate) fn want(work: &mut Work<'_, '_>, desired: &DesiredTargetGroup) {
    if !work.knows_account() {
        return;
    }
    let account = &work.plan.after.target_groups;
    let twins = work.lookup.groups_with(&desired.identity_tags(work.context));
    let fits = |label: &&Label| account.get(*label).is_some_and(|group| desired.is_same_shape(group, work.context));
    let twins: Vec<Label> = twins.into_iter().filter(fits).cloned().collect();
    work.wanted_groups.extend(twins);
}

/// Makes or updates a group.
pub(in crate::translate) fn put(work: &mut Work<'_, '_>, desired: &DesiredTargetGroup, group: &Group) {
    let context = work.context;
    let label = group.label().clone();
    want(work, desired);
    match group {
        Group::New(_, name) => {
            let made = TargetGroup {
                name: name.clone(),
                kind: "IP".to_owned(),
                config: Some(desired.config(context)),
                targets: desired.targets.clone(),
                tags: desired.tags(context),
                ..TargetGroup::default()
            };
            work.plan.after.target_groups.insert(label.clone(), made);
        }
        Group::Existing(_) => {
            let Some(existing) = work.plan.after.target_groups.get_mut(&label) else { return };
            let stripped: Vec<String> =
                tags::stripped(&existing.tags, &desired.additional_tags).into_iter().map(str::to_owned).collect();
            existing.tags = tags::updated(&existing.tags, &desired.additional_tags, None);
            if let Some(config) = &mut existing.config {
                config.health_check = Some(desired.health_check.clone());
            }
            if desired.targets_known {
                existing.targets = keep_known(&existing.targets, &desired.targets);
            }
            report_stripped(work, &desired.place.object, &format!("target group {label}"), &stripped);
        }
    }
    work.provide(&label, desired.place.clone(), desired.also.clone());
}

/// The wanted targets, each as the account shows it where it is there already.
fn keep_known(existing: &[crate::model::Target], wanted: &[crate::model::Target]) -> Vec<crate::model::Target> {
    let known: std::collections::HashMap<(&str, Option<i32>), &crate::model::Target> =
        existing.iter().map(|target| ((target.id.as_str(), target.port), target)).collect();
    wanted
        .iter()
        .map(|target| {
            known.get(&(target.id.as_str(), target.port)).map_or_else(|| target.clone(), |known| (*known).clone())
        })
        .collect()
}

/// Says which tags an update takes away.
pub(in crate::translate) fn report_stripped(work: &mut Work<'_, '_>, object: &ObjectRef, what: &str, keys: &[String]) {
    if keys.is_empty() {
        return;
    }
    let message = format!("the {what} loses the tags that the manifest does not ask for: {}", keys.join(", "));
    let finding = Diagnostic::warning(2005, crate::diag::Scope::Field, message)
        .with_object(object.clone())
        .with_location(work.location(object))
        .with_help("add them to the `tags` annotation to keep them");
    work.report(finding);
}
