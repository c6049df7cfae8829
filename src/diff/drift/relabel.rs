//! Target groups carry labels of no meaning: those of one document are renamed to those of another, so
//! that the two can be compared.

use std::collections::{BTreeMap, BTreeSet};

use crate::api::PREFIX;
use crate::model::{Account, Label, RuleAction, TargetGroup};
use crate::translate::Provenance;

/// `document` with its target groups named as `account` names them: by id, else by name, else by what
/// their tags say they are for.
pub fn relabel(document: &Account, account: &Account) -> Account {
    rename(document, &new_names(document, account))
}

/// The same, and where its parts come from by the same names.
pub fn relabel_with(
    document: &Account,
    provenance: &BTreeMap<Label, Provenance>,
    account: &Account,
) -> (Account, BTreeMap<Label, Provenance>) {
    let names = new_names(document, account);
    let named = |label: &Label| names.get(label).unwrap_or(label).clone();
    let provenance = provenance.iter().map(|(label, found)| (named(label), found.clone())).collect();
    (rename(document, &names), provenance)
}

/// The label that each target group of `document` gets.
pub fn new_names(document: &Account, account: &Account) -> BTreeMap<Label, Label> {
    let mut names: BTreeMap<Label, Label> = BTreeMap::new();
    let mut taken: BTreeSet<&Label> = BTreeSet::new();
    let tests: [fn(&TargetGroup, &TargetGroup) -> bool; 3] = [
        |one, other| one.identity.id.is_some() && one.identity.id == other.identity.id,
        |one, other| one.name == other.name,
        |one, other| !purpose(one).is_empty() && purpose(one) == purpose(other) && same_shape(one, other),
    ];
    for same in tests {
        for (label, group) in &document.target_groups {
            if names.contains_key(label) {
                continue;
            }
            let found =
                account.target_groups.iter().find(|(other, there)| !taken.contains(other) && same(group, there));
            if let Some((other, _)) = found {
                taken.insert(other);
                names.insert(label.clone(), other.clone());
            }
        }
    }
    // A group that the account has not keeps its label, unless that means another group there.
    for label in document.target_groups.keys() {
        if !names.contains_key(label) {
            let free = if account.target_groups.contains_key(label) { format!("{label}#gone") } else { label.clone() };
            names.insert(label.clone(), free);
        }
    }
    names
}

/// `document` with other labels for its target groups.
pub fn rename(document: &Account, names: &BTreeMap<Label, Label>) -> Account {
    let mut renamed = document.clone();
    renamed.target_groups =
        document.target_groups.iter().map(|(label, group)| (names[label].clone(), group.clone())).collect();
    let refer = |action: &mut RuleAction| {
        let RuleAction::Forward(forward) = action else { return };
        for group in &mut forward.target_groups {
            if let Some(name) = names.get(&group.target_group_identifier) {
                group.target_group_identifier.clone_from(name);
            }
        }
    };
    renamed.rules.values_mut().for_each(|rule| refer(&mut rule.action));
    renamed.listeners.values_mut().for_each(|listener| refer(&mut listener.default_action));
    renamed
}

/// The tags that say what a group of the controller's is for.
fn purpose(group: &TargetGroup) -> Vec<(&str, &str)> {
    const KEYS: [&str; 7] =
        ["ClusterName", "ServiceName", "ServiceNamespace", "SourceTypeKey", "RouteName", "RouteNamespace", "ManagedBy"];
    KEYS.iter()
        .filter_map(|key| group.tags.get(&format!("{PREFIX}{key}")).map(|value| (*key, value.as_str())))
        .collect()
}

fn same_shape(one: &TargetGroup, other: &TargetGroup) -> bool {
    let shape = |group: &TargetGroup| {
        group.config.as_ref().map(|config| {
            (config.port, config.protocol.clone(), config.protocol_version.clone(), config.ip_address_type.clone())
        })
    };
    one.kind == other.kind && shape(one) == shape(other)
}
