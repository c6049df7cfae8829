//! A rule that takes other requests from now on is one rule less and another one more.
//!
//! As a rule it is changed where it stands, in one call. Where somebody gets access and somebody else loses
//! it at the same time, one call would let the one in where the other one was, or the other way round: then
//! it goes first, and comes back when that is settled.

use std::collections::BTreeSet;

use crate::diff::{Change, ChangeSet, Class, Kind, Operation, network_of, parents};
use crate::model::{Account, Label, labels};

/// The changes as they are carried out.
pub fn apart(before: &Account, changes: &ChangeSet) -> ChangeSet {
    let unsettled = unsettled(before, changes);
    let mut split = ChangeSet { changes: Vec::new(), orphans: changes.orphans.clone() };
    for change in &changes.changes {
        let moves = change.kind == Kind::Rule
            && change.operation == Operation::Update
            && change.fields.iter().any(|field| field.path == "match")
            && unsettled.contains(labels::service_of(&change.label));
        if !moves {
            split.changes.push(change.clone());
            continue;
        }
        let gone = change.label_before().clone();
        let part = |operation, label: &Label| Change {
            operation,
            label: label.clone(),
            before_label: None,
            because_of: None,
            ..change.clone()
        };
        split.changes.push(part(Operation::Create, &change.label));
        split.changes.push(part(Operation::Delete, &gone));
    }
    split
}

/// The services to which some get access and others lose it.
fn unsettled(before: &Account, changes: &ChangeSet) -> BTreeSet<Label> {
    let both = |change: &&Change| {
        change.operation == Operation::Update
            && change.classes.contains(&Class::AccessWidened)
            && change.classes.contains(&Class::AccessNarrowed)
    };
    let (mut services, mut networks) = (BTreeSet::new(), BTreeSet::new());
    for change in changes.changes.iter().filter(both) {
        match change.kind {
            Kind::Service => drop(services.insert(change.label.clone())),
            Kind::ServiceNetwork => drop(networks.insert(change.label.clone())),
            _ => networks.extend(network_of(&change.label)),
        }
    }
    let ties = before.service_network_service_associations.keys();
    let inside = ties.filter(|tie| network_of(tie).is_some_and(|network| networks.contains(&network)));
    services.extend(inside.flat_map(|tie| parents(Kind::ServiceAssociation, tie)));
    services
}
