//! Which resource of one account is which of the other. Labels say it, but for two kinds: a rule is the
//! same rule if its match is equal (its label has the priority in it), and an access log subscription
//! can be pointed at another destination of the same type (its label has the destination in it).

use std::collections::{BTreeMap, BTreeSet};

use super::Kind;
use super::value::Entry;
use crate::model::{Label, labels};

/// The label before of each label after, where another one, or where there is one only by chance of
/// the labels; `None`: the resource is new although its label was taken.
pub type Pairs<'a> = BTreeMap<&'a Label, Option<&'a Label>>;

/// Pairs rules and access log subscriptions; everything else pairs by label.
pub fn pairs<'a>(before: &BTreeMap<&'a Label, Entry<'a>>, after: &BTreeMap<&'a Label, Entry<'a>>) -> Pairs<'a> {
    let mut pairs = Pairs::new();
    let group = |entries: &BTreeMap<&'a Label, Entry<'a>>, kind: Kind, parent: fn(&str) -> &str| {
        let mut grouped: BTreeMap<String, Vec<&'a Label>> = BTreeMap::new();
        for (label, _) in entries.iter().filter(|(_, entry)| entry.kind == kind) {
            grouped.entry(parent(label).to_owned()).or_default().push(*label);
        }
        grouped
    };
    let old = group(before, Kind::Rule, labels::listener_of);
    for (listener, new) in group(after, Kind::Rule, labels::listener_of) {
        let old = old.get(&listener).map_or(&[][..], Vec::as_slice);
        pair_rules(old, &new, before, after, &mut pairs);
    }
    let old = group(before, Kind::AccessLogSubscription, logged_resource);
    for (resource, new) in group(after, Kind::AccessLogSubscription, logged_resource) {
        let old = old.get(&resource).map_or(&[][..], Vec::as_slice);
        pair_subscriptions(old, &new, &mut pairs);
    }
    pairs
}

/// The label of the resource that an access log subscription's label starts with.
pub fn logged_resource(label: &str) -> &str {
    let resource = label.strip_prefix("als:").unwrap_or(label);
    resource.split_once("->").map_or(resource, |(resource, _)| resource)
}

/// `s3`, `logs` or `firehose`, of the destination in a label.
pub fn destination_type(label: &str) -> &str {
    let destination = label.split_once("->").map_or("", |(_, destination)| destination);
    destination.split(':').nth(2).unwrap_or("")
}

/// First the same id, then an equal match (the same priority first), then the same priority: a rule
/// whose match changes is changed in place, which leaves no moment without it.
fn pair_rules<'a>(
    old: &[&'a Label],
    new: &[&'a Label],
    before: &BTreeMap<&'a Label, Entry<'a>>,
    after: &BTreeMap<&'a Label, Entry<'a>>,
    pairs: &mut Pairs<'a>,
) {
    let mut free: BTreeSet<&'a Label> = old.iter().copied().collect();
    let mut open: BTreeSet<&'a Label> = new.iter().copied().collect();
    let tests: [fn(&Entry<'_>, &Entry<'_>) -> bool; 4] = [
        |old, new| old.identity.id.is_some() && old.identity.id == new.identity.id,
        |old, new| old.value["match"] == new.value["match"] && old.value["priority"] == new.value["priority"],
        |old, new| old.value["match"] == new.value["match"],
        |old, new| old.value["priority"] == new.value["priority"],
    ];
    for same in tests {
        for label in new {
            if !open.contains(label) {
                continue;
            }
            let found = old.iter().find(|other| free.contains(*other) && same(&before[*other], &after[*label]));
            if let Some(found) = found {
                free.remove(found);
                open.remove(label);
                pairs.insert(label, Some(found));
            }
        }
    }
    for label in open {
        pairs.insert(label, None);
    }
}

fn pair_subscriptions<'a>(old: &[&'a Label], new: &[&'a Label], pairs: &mut Pairs<'a>) {
    let mut free: BTreeSet<&'a Label> = old.iter().copied().filter(|label| !new.contains(label)).collect();
    for label in new {
        if old.contains(label) {
            continue;
        }
        let found = free.iter().find(|other| destination_type(other) == destination_type(label)).copied();
        if let Some(found) = found {
            free.remove(found);
        }
        pairs.insert(label, found);
    }
}
