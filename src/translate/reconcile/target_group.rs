//! Target groups: found again by tags and immutable fields, else made.

use std::collections::HashSet;

use crate::diag::{Diagnostic, ObjectRef, Scope};
use crate::model::{Label, TagMap, Target, TargetGroup};
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
            let Some(existing) = work.plan.after.target_groups.get(&label) else { return };
            let (what, before) = (format!("target group {label}"), existing.tags.clone());
            let tags = retag(work, (&desired.place.object, &what), &before, &desired.additional_tags, None);
            let Some(existing) = work.plan.after.target_groups.get_mut(&label) else { return };
            existing.tags = tags;
            if let Some(config) = &mut existing.config {
                config.health_check = Some(desired.health_check.clone());
            }
            if desired.targets_known {
                existing.targets = keep_known(&existing.targets, &desired.targets);
            }
        }
    }
    work.provide(&label, desired.place.clone(), desired.also.clone());
}

/// The wanted targets: those that are there already as and where the account shows them, then the others.
fn keep_known(existing: &[Target], wanted: &[Target]) -> Vec<Target> {
    let key = |target: &Target| (target.id.clone(), target.port);
    let asked: HashSet<_> = wanted.iter().map(key).collect();
    let known: HashSet<_> = existing.iter().map(key).collect();
    let stay = existing.iter().filter(|target| asked.contains(&key(target)));
    stay.chain(wanted.iter().filter(|target| !known.contains(&key(target)))).cloned().collect()
}

/// The tags of an existing resource after the controller's update of them, with what there is to say of it.
pub(in crate::translate) fn retag(
    work: &mut Work<'_, '_>,
    (object, what): (&ObjectRef, &str),
    existing: &TagMap,
    additional: &TagMap,
    managed_by: Option<&str>,
) -> TagMap {
    let finding = |work: &Work<'_, '_>, finding: Diagnostic, help: &str| {
        finding.with_object(object.clone()).with_location(work.location(object)).with_help(help)
    };
    let stripped = tags::stripped(existing, additional);
    if !stripped.is_empty() {
        let stripped = stripped.join(", ");
        let message = format!("the {what} loses the tags that the manifest does not ask for: {stripped}");
        let loss = Diagnostic::warning(2005, Scope::Field, message);
        work.report(finding(work, loss, "add them to the `tags` annotation to keep them"));
    }
    let wanted = tags::updated(existing, additional, managed_by);
    if wanted.len() <= tags::MOST_TAGS {
        return wanted;
    }
    let message = format!(
        "the {what} would have {} tags and AWS takes {}: the call is refused as a whole, and the controller goes on",
        wanted.len(),
        tags::MOST_TAGS
    );
    let refused = Diagnostic::error(905, Scope::Field, message);
    work.report(finding(work, refused, "ask for fewer tags in the `tags` annotation"));
    let kept = existing.iter().filter(|(key, _)| !stripped.contains(&key.as_str()));
    kept.map(|(key, value)| (key.clone(), value.clone())).collect()
}
