//! What nobody can reach yet, as a run that was stopped leaves it: finishing it changes nothing for anybody,
//! so it is an update in place like any other.

use super::{Change, ChangeSet, Class, Kind, Operation, network_of, parents, referred};
use crate::model::{Account, Label};

/// Takes the classes that stand for an effect on callers from changes of what has none.
pub fn settle(changes: &mut ChangeSet, before: &Account) {
    let access = [Class::AccessWidened, Class::AccessNarrowed];
    let told = [Class::Targets, Class::AccessWidened, Class::AccessNarrowed];
    let matters = |change: &&mut Change| told.iter().any(|class| change.classes.contains(class));
    for change in changes.changes.iter_mut().filter(matters) {
        let label = change.label_before().clone();
        let without: &[Class] = match (change.kind, change.operation) {
            (Kind::TargetGroup, Operation::Update) if is_empty(before, &label) => &[Class::Targets],
            (Kind::Service, Operation::Update) if !has_network(before, &label) => &access,
            (Kind::ServiceNetwork, Operation::Update) if !has_service(before, &label) => &access,
            (Kind::VpcAssociation, Operation::Create)
                if !network_of(&label).is_some_and(|network| has_service(before, &network)) =>
            {
                &[Class::AccessWidened]
            }
            _ => continue,
        };
        let had = change.classes.len();
        change.classes.retain(|class| !without.contains(class));
        if change.operation == Operation::Update && change.classes.len() < had {
            change.classes.insert(Class::Update);
        }
    }
}

/// A group that holds no target and that nothing forwards to.
fn is_empty(account: &Account, group: &Label) -> bool {
    let users = account.rules.keys().chain(account.listeners.keys());
    account.target_groups.get(group).is_some_and(|group| group.targets.is_empty())
        && !users.into_iter().any(|user| referred(account, user).contains(&group))
}

fn has_network(account: &Account, service: &Label) -> bool {
    let ties = account.service_network_service_associations.keys();
    ties.into_iter().any(|tie| parents(Kind::ServiceAssociation, tie).contains(service))
}

fn has_service(account: &Account, network: &Label) -> bool {
    let ties = account.service_network_service_associations.keys();
    ties.into_iter().any(|tie| network_of(tie).as_ref() == Some(network))
}
