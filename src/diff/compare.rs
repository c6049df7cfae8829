//! The comparison itself: pair, tell fields apart, class, and let replacements reach what hangs on them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::access::{self, Authorization, Shift};
use super::pair::logged_resource;
use super::value::{self, Entry};
use super::{
    Cause, Change, ChangeSet, Class, FieldChange, Kind, MANAGED_BY, Operation, Origins, Orphan, effect, fields, pair,
};
use crate::model::{Account, Label, RuleAction, labels};

/// Compares the account as it is with the account as it should be.
pub fn compare(before: &Account, after: &Account, origins: &Origins<'_>) -> ChangeSet {
    let (old, new) = (value::entries(before), value::entries(after));
    let pairs = pair::pairs(&old, &new);
    let mut taken: BTreeSet<&Label> = BTreeSet::new();
    let mut changes = Vec::new();
    for (label, entry) in &new {
        let was = pairs.get(label).copied().unwrap_or_else(|| old.contains_key(label).then_some(*label));
        match was {
            Some(was) => {
                taken.insert(was);
                let mut change = compared(was, label, &old[was], entry, origins);
                if change.operation == Operation::Update && change.fields.is_empty() && was == *label {
                    // Kept for now: a replacement elsewhere may reach it.
                    change.classes.clear();
                }
                changes.push(change);
            }
            None => changes.push(created(label, entry, origins, &old)),
        }
    }
    changes.extend(
        old.iter().filter(|(label, _)| !taken.contains(*label)).map(|(label, entry)| deleted(label, entry, origins)),
    );
    spread(&mut changes, after);
    changes.retain(|change| !change.classes.is_empty());
    for change in &mut changes {
        change.effect = effect::of(change, &old, &new);
    }
    changes.sort_by_cached_key(|change| (sort_key(change.kind, &change.label), change.operation));
    ChangeSet { changes, orphans: orphans(before, after, origins) }
}

fn blank(label: &Label, kind: Kind, operation: Operation, origins: &Origins<'_>) -> Change {
    let provenance = origins.of(label);
    Change {
        label: label.clone(),
        before_label: None,
        kind,
        operation,
        classes: BTreeSet::new(),
        arn: None,
        effect: String::new(),
        cause: provenance.map(Cause::from),
        also: provenance.map(|found| found.also.iter().map(Cause::from).collect()).unwrap_or_default(),
        because_of: None,
        fields: Vec::new(),
    }
}

fn created(label: &Label, entry: &Entry<'_>, origins: &Origins<'_>, old: &BTreeMap<&Label, Entry<'_>>) -> Change {
    let mut change = blank(label, entry.kind, Operation::Create, origins);
    change.classes.insert(Class::Create);
    // A VPC that joins a network which is already there may call everything in it.
    if entry.kind == Kind::VpcAssociation && network_of(label).is_some_and(|network| old.contains_key(&network)) {
        change.classes.insert(Class::AccessWidened);
    }
    change.fields = members(&entry.value, |path, value| FieldChange {
        path,
        before: None,
        after: Some(value),
        forces_replacement: false,
    });
    change
}

fn deleted(label: &Label, entry: &Entry<'_>, origins: &Origins<'_>) -> Change {
    let mut change = blank(label, entry.kind, Operation::Delete, origins);
    change.arn.clone_from(&entry.identity.arn);
    change.classes = entry.kind.deletion();
    change.fields = members(&entry.value, |path, value| FieldChange {
        path,
        before: Some(value),
        after: None,
        forces_replacement: false,
    });
    change
}

fn members(value: &Value, field: impl Fn(String, Value) -> FieldChange) -> Vec<FieldChange> {
    let listed = value.as_object().into_iter().flatten();
    listed.map(|(name, member)| field(name.clone(), member.clone())).collect()
}

fn compared(was: &Label, label: &Label, old: &Entry<'_>, new: &Entry<'_>, origins: &Origins<'_>) -> Change {
    let mut change = blank(label, new.kind, Operation::Update, origins);
    if was != label {
        change.before_label = Some(was.clone());
    }
    change.arn.clone_from(&old.identity.arn);
    change.fields = fields::differences(new.kind, &old.value, &new.value);
    if let Some(status) = dead_state(old, label, origins) {
        change.fields.insert(
            0,
            FieldChange {
                path: "status".to_owned(),
                before: Some(Value::from(status)),
                after: Some(Value::from("ACTIVE")),
                forces_replacement: true,
            },
        );
    }
    // An update can't empty them.
    if new.kind == Kind::VpcAssociation && new.value.get("securityGroupIds").is_none() {
        for field in &mut change.fields {
            field.forces_replacement |= field.path.starts_with("securityGroupIds");
        }
    }
    let shift = access_shift(old, new);
    if shift.widened {
        change.classes.insert(Class::AccessWidened);
    }
    if shift.narrowed {
        change.classes.insert(Class::AccessNarrowed);
    }
    if change.fields.iter().any(|field| field.forces_replacement) {
        replace(&mut change);
    } else {
        let classes: Vec<_> = change.fields.iter().map(|field| class_of_field(new.kind, &field.path)).collect();
        // Who may call is told by its own classes.
        let told = |class: &Class| *class != Class::Update || !(shift.widened || shift.narrowed);
        change.classes.extend(classes.iter().copied().filter(told));
        if change.classes.is_empty() && !change.fields.is_empty() {
            change.classes.insert(Class::Update);
        }
    }
    change
}

/// A state that only deleting and making anew gets out of, of what a manifest asks for.
fn dead_state<'a>(old: &'a Entry<'_>, label: &str, origins: &Origins<'_>) -> Option<&'a str> {
    let status = old.identity.status.as_deref()?;
    let dead = matches!(status, "CREATE_FAILED" | "DELETE_FAILED" | "DELETE_IN_PROGRESS");
    (dead && origins.provenance.contains_key(label)).then_some(status)
}

fn replace(change: &mut Change) {
    change.operation = Operation::Replace;
    change.classes.retain(|class| matches!(class, Class::AccessWidened | Class::AccessNarrowed));
    change.classes.insert(if change.kind == Kind::Service { Class::NewDnsName } else { Class::Replace });
}

fn class_of_field(kind: Kind, path: &str) -> Class {
    let top = path.split(['.', '[']).next().unwrap_or(path);
    match (kind, top) {
        (_, "tags") => Class::Tags,
        (Kind::TargetGroup, "targets") => Class::Targets,
        (Kind::Rule, "action" | "match" | "priority") | (Kind::Listener, "defaultAction") => Class::TrafficShift,
        _ => Class::Update,
    }
}

fn access_shift(old: &Entry<'_>, new: &Entry<'_>) -> Shift {
    fn side(value: &Value) -> Authorization<'_> {
        Authorization { auth_type: value.get("authType").and_then(Value::as_str), policy: value.get("authPolicy") }
    }
    let groups = |value: &Value| -> Vec<String> {
        let listed = value.get("securityGroupIds").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        listed.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    match new.kind {
        Kind::Service | Kind::ServiceNetwork => access::authorization(side(&old.value), side(&new.value)),
        Kind::VpcAssociation => access::security_groups(&groups(&old.value), &groups(&new.value)),
        _ => Shift::default(),
    }
}

/// A replaced or deleted service takes its listeners, rules, associations and log subscriptions along,
/// a listener its rules; what names a replaced target group is pointed at the new one.
fn spread(changes: &mut [Change], after: &Account) {
    let gone: BTreeMap<Label, Operation> = changes
        .iter()
        .filter(|change| matches!(change.operation, Operation::Replace | Operation::Delete))
        .map(|change| (change.label_before().clone(), change.operation))
        .collect();
    for change in changes.iter_mut() {
        let Some((parent, operation)) =
            parents(change.kind, change.label_before()).into_iter().find_map(|parent| gone.get_key_value(&parent))
        else {
            continue;
        };
        if change.operation != Operation::Create {
            change.because_of = Some(parent.clone());
        }
        if change.operation == Operation::Update && *operation == Operation::Replace {
            replace(change);
        }
    }
    let replaced: BTreeSet<&Label> = gone
        .iter()
        .filter(|(label, operation)| **operation == Operation::Replace && after.target_groups.contains_key(*label))
        .map(|(label, _)| label)
        .collect();
    if replaced.is_empty() {
        return;
    }
    for change in changes.iter_mut().filter(|change| change.operation == Operation::Update) {
        let Some(group) = referred(after, &change.label).into_iter().find(|group| replaced.contains(group)) else {
            continue;
        };
        change.because_of = Some(group.clone());
        change.classes.insert(Class::TrafficShift);
    }
}

/// What a resource hangs on, nearest last.
pub fn parents(kind: Kind, label: &str) -> Vec<Label> {
    match kind {
        Kind::Listener => vec![labels::service_of(label).to_owned()],
        Kind::Rule => vec![labels::service_of(label).to_owned(), labels::listener_of(label).to_owned()],
        Kind::ServiceAssociation => {
            label.split_once("+svc:").map(|(_, name)| labels::service(name)).into_iter().collect()
        }
        Kind::AccessLogSubscription => vec![logged_resource(label).to_owned()],
        Kind::ServiceNetwork | Kind::TargetGroup | Kind::Service | Kind::VpcAssociation => Vec::new(),
    }
}

/// The label of the service network of an association's label.
pub fn network_of(label: &str) -> Option<Label> {
    if let Some(rest) = label.strip_prefix("snsa:") {
        return rest.split_once("+svc:").map(|(network, _)| network.to_owned());
    }
    label.strip_prefix("snva:")?.rsplit_once('+').map(|(network, _)| network.to_owned())
}

/// The target groups that a rule or listener forwards to.
pub fn referred<'a>(account: &'a Account, label: &str) -> Vec<&'a Label> {
    let action = account
        .rules
        .get(label)
        .map(|rule| &rule.action)
        .or_else(|| account.listeners.get(label).map(|listener| &listener.default_action));
    match action {
        Some(RuleAction::Forward(forward)) => {
            forward.target_groups.iter().map(|group| &group.target_group_identifier).collect()
        }
        _ => Vec::new(),
    }
}

/// Networks, target groups, then each service with its listeners and rules, then what ties them.
fn sort_key(kind: Kind, label: &str) -> (u8, Label, i64, i64, Label) {
    let number = |text: Option<&str>| text.and_then(|text| text.parse().ok()).unwrap_or(-1);
    let rank = match kind {
        Kind::ServiceNetwork => 0,
        Kind::TargetGroup => 1,
        Kind::Service | Kind::Listener | Kind::Rule => 2,
        Kind::ServiceAssociation => 3,
        Kind::VpcAssociation => 4,
        Kind::AccessLogSubscription => 5,
    };
    if rank != 2 {
        return (rank, label.to_owned(), -1, -1, label.to_owned());
    }
    let listener = label.split_once("/listener:").map(|(_, rest)| rest.split('/').next().unwrap_or(rest));
    let rule = label.split_once("/rule:").map(|(_, rest)| rest);
    (rank, labels::service_of(label).to_owned(), number(listener), number(rule), label.to_owned())
}

fn orphans(before: &Account, after: &Account, origins: &Origins<'_>) -> Vec<Orphan> {
    let Some(owner) = origins.managed_by else { return Vec::new() };
    let stays = value::entries(after);
    let mut found: Vec<_> = value::entries(before)
        .into_iter()
        .filter(|(label, entry)| {
            !matches!(entry.kind, Kind::Listener | Kind::Rule)
                && entry.tags.get(MANAGED_BY).map(String::as_str) == Some(owner)
                && entry.identity.status.as_deref() != Some("DELETE_IN_PROGRESS")
                && stays.contains_key(label)
                && !origins.provenance.contains_key(*label)
                && !origins.held.contains_key(*label)
        })
        .map(|(label, entry)| Orphan {
            label: label.clone(),
            kind: entry.kind,
            arn: entry.identity.arn.clone(),
            collected: false,
        })
        .collect();
    found.sort_by_cached_key(|orphan| sort_key(orphan.kind, &orphan.label));
    found
}
