//! States: what of ours failed, is unhealthy, or is on its way.

use super::{DriftClass, Evidence, Intent, Item, Kind, MANAGED_BY, entries};
use crate::model::{Label, TagMap};

/// Resources in a failed state, and targets that fail their health check.
pub fn failures(evidence: &Evidence<'_>) -> Vec<Item> {
    let concerns = |label: &Label, tags: &TagMap| {
        tags.get(MANAGED_BY).map(String::as_str) == evidence.origins.managed_by
            || evidence.origins.provenance.contains_key(label)
    };
    let mut found = Vec::new();
    for (label, entry) in entries(evidence.account) {
        let Some(status) = entry.identity.status.as_deref().filter(|status| status.ends_with("_FAILED")) else {
            continue;
        };
        if concerns(label, entry.tags) {
            let mut item = Item::new(DriftClass::Failed, entry.kind, label.clone());
            item.arn.clone_from(&entry.identity.arn);
            let why = [&entry.identity.failure_code, &entry.identity.failure_message];
            let why: Vec<&str> = why.into_iter().filter_map(|part| part.as_deref()).collect();
            item.message = format!("in state {status}");
            if !why.is_empty() {
                item.message = format!("in state {status}: {}", why.join(": "));
            }
            found.push(item);
        }
    }
    for (label, group) in &evidence.account.target_groups {
        let unhealthy = group.targets.iter().filter(|target| target.status.as_deref() == Some("UNHEALTHY"));
        let names: Vec<String> = unhealthy
            .map(|target| target.port.map_or_else(|| target.id.clone(), |port| format!("{}:{port}", target.id)))
            .collect();
        if !names.is_empty() && concerns(label, &group.tags) {
            let mut item = Item::new(DriftClass::Unhealthy, Kind::TargetGroup, label.clone());
            item.arn.clone_from(&group.identity.arn);
            let shown = names.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
            let more = if names.len() > 5 { ", ..." } else { "" };
            item.message =
                format!("{} of {} targets fail their health check: {shown}{more}", names.len(), group.targets.len());
            found.push(item);
        }
    }
    found
}

/// What is being created, changed or deleted. What a manifest asks for and is being deleted is as good as
/// gone; the rest will have settled when somebody looks again.
pub fn under_way(evidence: &Evidence<'_>, intent: Option<&Intent>, items: &mut Vec<Item>) {
    for (label, entry) in entries(evidence.account) {
        let Some(status) = entry.identity.status.as_deref().filter(|status| status.ends_with("_IN_PROGRESS")) else {
            continue;
        };
        let provenance = evidence.origins.provenance.get(label);
        let provenance = provenance.or_else(|| intent.and_then(|intent| intent.provenance.get(label)));
        let asked = provenance.is_some() || evidence.origins.held.contains_key(label);
        let ours = entry.tags.get(MANAGED_BY).map(String::as_str) == evidence.origins.managed_by;
        let class = if asked && status == "DELETE_IN_PROGRESS" {
            items.retain(|item| item.label != *label);
            DriftClass::Missing
        } else if (asked || ours) && items.iter().all(|item| item.label != *label) {
            DriftClass::Pending
        } else {
            continue;
        };
        let mut item = Item::new(class, entry.kind, label.clone());
        item.arn.clone_from(&entry.identity.arn);
        item.cause = provenance.map(Into::into);
        item.security = class == DriftClass::Missing && entry.kind == Kind::VpcAssociation;
        let what = match status {
            "CREATE_IN_PROGRESS" => "being created, not in service yet",
            "DELETE_IN_PROGRESS" => "being deleted",
            _ => "being changed",
        };
        item.message = match class {
            DriftClass::Missing => format!("the manifests ask for it, and it is {what}"),
            _ => format!("it is {what}"),
        };
        items.push(item);
    }
}
