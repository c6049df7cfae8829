//! What a run may delete: what was seen and agreed to before it began, and what it made itself. Whoever
//! else makes something meanwhile keeps it, however often the account is looked at again.

use std::collections::{BTreeMap, BTreeSet};

use super::check::Refusal;
use super::consent::MaxDeletes;
use super::engine::Aim;
use crate::diff::{self, Change, Operation};
use crate::model::{Account, Label, labels};

/// The deletions of the first aim.
#[derive(Clone, Debug, Default)]
pub struct Agreed {
    labels: BTreeSet<Label>,
    ids: BTreeSet<String>,
    /// All that was there when the run began.
    there: BTreeSet<String>,
    made: BTreeSet<String>,
    limit: Option<usize>,
}

fn deletes(change: &Change) -> bool {
    matches!(change.operation, Operation::Delete | Operation::Replace)
}

/// The ids of what is there, by label.
fn ids(account: &Account) -> BTreeMap<Label, String> {
    let entries = diff::entries(account).into_iter();
    entries.filter_map(|(label, entry)| Some((label.clone(), entry.identity.id.clone()?))).collect()
}

impl Agreed {
    /// What the first aim deletes was agreed to.
    pub fn new(first: &Aim, max_deletes: Option<MaxDeletes>, managed_by: &str) -> Self {
        let there = ids(&first.before);
        let going = || first.changes.changes.iter().filter(|change| deletes(change));
        Self {
            labels: going().map(|change| change.label_before().clone()).collect(),
            ids: going().filter_map(|change| there.get(change.label_before()).cloned()).collect(),
            limit: max_deletes.map(|max| max.limit(&first.before, managed_by)),
            there: there.into_values().collect(),
            made: BTreeSet::new(),
        }
    }

    /// What this run made itself may be taken away again.
    pub fn made(&mut self, ids: impl IntoIterator<Item = String>) {
        self.made.extend(ids);
    }

    /// What was under way when the run began and ended in a failed state is made anew, with all its parts.
    fn ended_dead(&self, ids: &BTreeMap<Label, String>, change: &Change) -> bool {
        change.operation == Operation::Replace
            && change.fields.iter().any(|field| field.path == "status")
            && ids.get(change.label_before()).is_some_and(|id| self.there.contains(id))
    }

    /// What a later aim would delete beyond that.
    pub fn beyond(&mut self, aim: &Aim) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        let ids = ids(&aim.before);
        let dead = aim.changes.changes.iter().filter(|change| self.ended_dead(&ids, change));
        let dead: Vec<Label> = dead.map(|change| change.label_before().clone()).collect();
        self.ids.extend(dead.iter().filter_map(|label| ids.get(label).cloned()));
        self.labels.extend(dead);
        let mut going = BTreeSet::new();
        for change in aim.changes.changes.iter().filter(|change| deletes(change)) {
            let label = change.label_before();
            let id = ids.get(label);
            let own = id.is_some_and(|id| self.made.contains(id));
            let cause = change.because_of.as_deref().unwrap_or_default();
            // What was made anew under a label that was agreed to is somebody else's.
            let agreed = |label: &str| match ids.get(label) {
                Some(id) => self.ids.contains(id) || self.made.contains(id),
                None => self.labels.contains(label),
            };
            let holders = [label.as_str(), labels::listener_of(label), labels::service_of(label), cause];
            let known = holders.into_iter().any(agreed);
            if own || known {
                going.extend((!own).then(|| label.clone()));
                continue;
            }
            let reason = "it came up after the change was agreed to and would be deleted: run it again to see it";
            refusals.push(Refusal { code: None, label: label.clone(), reason: reason.to_owned() });
        }
        // What was deleted under one label and stands under another one counts twice: rather too much.
        self.labels.extend(going);
        if let Some(limit) = self.limit.filter(|limit| self.labels.len() > *limit) {
            let reason =
                format!("{} resources would be deleted by now, and --max-deletes allows {limit}", self.labels.len());
            refusals.push(Refusal { code: None, label: "run".to_owned(), reason });
        }
        refusals
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::{Origins, compare};
    use crate::model::{Identity, Service, TagMap};

    fn account(services: &[(&str, &str)]) -> Account {
        let mut account = Account::default();
        for (name, id) in services {
            let identity = Identity { id: Some((*id).to_owned()), ..Identity::default() };
            let tags = TagMap::from([(diff::MANAGED_BY.to_owned(), "us".to_owned())]);
            let service = Service { name: (*name).to_owned(), tags, identity, ..Service::default() };
            account.services.insert(labels::service(name), service);
        }
        account
    }

    fn aim(before: &[(&str, &str)], after: &[(&str, &str)]) -> Aim {
        let (before, after) = (account(before), account(after));
        let (provenance, held) = Default::default();
        let changes = compare(&before, &after, &Origins { provenance: &provenance, held: &held, managed_by: None });
        Aim { before, after, changes, ..Aim::default() }
    }

    #[test]
    fn only_what_was_agreed_to_or_made_is_deleted() {
        let first = aim(&[("old", "svc-1"), ("kept", "svc-2")], &[("kept", "svc-2")]);
        let mut agreed = Agreed::new(&first, None, "us");
        assert_eq!(agreed.beyond(&first), []);
        let later = aim(&[("old", "svc-1"), ("kept", "svc-2"), ("new", "svc-3")], &[("kept", "svc-2")]);
        let refused = agreed.beyond(&later);
        assert_eq!(refused.iter().map(|refusal| refusal.label.as_str()).collect::<Vec<_>>(), ["svc:new"]);
        agreed.made(["svc-3".to_owned()]);
        assert_eq!(agreed.beyond(&later), []);
    }

    #[test]
    fn the_threshold_holds_over_all_rounds() {
        let first = aim(&[("a", "svc-1"), ("b", "svc-2")], &[("b", "svc-2")]);
        let mut agreed = Agreed::new(&first, Some(MaxDeletes::Count(1)), "us");
        assert_eq!(agreed.beyond(&first), []);
        // The same resource under another label.
        assert_eq!(agreed.beyond(&aim(&[("c", "svc-1")], &[])).len(), 1);
        let mut half = Agreed::new(&first, Some(MaxDeletes::Percent(50)), "us");
        assert_eq!(half.beyond(&first), []);
    }
}
