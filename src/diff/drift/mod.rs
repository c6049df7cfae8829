//! Drift: where the account is not what the manifests say, and who moved.
//!
//! The comparison is that of [`compare`]: the account as it is beside the account as the
//! manifests want it. What was applied last, where it is known (a snapshot), tells the two sides apart:
//! what the account had then and has no longer was *changed there*; what the manifests want and did not
//! want then is *not applied yet*. Without it a difference counts as changed. What could not be read is
//! never taken for "no drift".

mod baseline;
mod classify;
mod foreign;
mod item;
mod relabel;

use std::collections::{BTreeMap, BTreeSet};

pub use baseline::{Baseline, BaselineError, Entry as BaselineEntry, Ignored};
pub use item::{DriftClass, FieldDrift, Item, Side};
pub use relabel::relabel;

use super::{Change, ChangeSet, Class, Kind, Operation, Origins, compare, entries};
use crate::model::{Account, Label};
use crate::observe::Coverage;
use classify::Judge;

/// What is known.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// The account as it is.
    pub account: &'a Account,
    /// The account as the manifests want it.
    pub wanted: &'a Account,
    /// Where its parts come from; `managed_by` must be set.
    pub origins: Origins<'a>,
    /// What could not be read.
    pub coverage: &'a Coverage,
    /// The account as it was after the last apply.
    pub last: Option<&'a Account>,
    /// What the manifests would make where nothing is yet: the controller leaves some of what it finds as
    /// it is, and that is shown too.
    pub fresh: Option<&'a Account>,
}

/// Everything that drifted, security first, then by class and label.
pub fn drift(evidence: &Evidence<'_>) -> Vec<Item> {
    let changes = compare(evidence.account, evidence.wanted, &evidence.origins);
    let last = evidence.last.map(|last| relabel(last, evidence.account));
    let judge = Judge::new(evidence, last.as_ref());
    let mut items: Vec<Item> = changes.changes.iter().filter_map(|change| judge.change(change)).collect();
    items.extend(orphans(&changes, evidence));
    let moved = judge.moved_only_there(&labels_of(&items));
    items.extend(moved);
    let kept = judge.kept(&labels_of(&items));
    items.extend(kept);
    items.extend(foreign::additions(evidence, &changes));
    items.extend(foreign::failures(evidence));
    items.extend(unreadable(evidence.coverage));
    let mut items = fold(items);
    items.sort_by_cached_key(|item| {
        let security = u8::from(!item.exposed) + u8::from(!item.security);
        (security, item.class, item.label.clone())
    });
    items
}

fn labels_of(items: &[Item]) -> BTreeSet<Label> {
    items.iter().flat_map(|item| [Some(item.label.clone()), item.label_there.clone()]).flatten().collect()
}

fn orphans(changes: &ChangeSet, evidence: &Evidence<'_>) -> Vec<Item> {
    let known = |label: &Label| evidence.coverage.hides_field(label, "tags").is_none();
    // Where a manifest asks for that very name, the conflict is a finding (LAT2012), and no orphan.
    let fresh = evidence.fresh.map(entries).unwrap_or_default();
    let orphans = changes.orphans.iter().filter(|orphan| known(&orphan.label) && !fresh.contains_key(&orphan.label));
    orphans
        .map(|orphan| {
            let mut item = Item::new(DriftClass::Orphaned, orphan.kind, orphan.label.clone());
            item.arn.clone_from(&orphan.arn);
            "ours by its tag, and no manifest asks for it".clone_into(&mut item.message);
            item
        })
        .collect()
}

fn unreadable(coverage: &Coverage) -> Vec<Item> {
    let gaps = coverage.gaps().iter().filter(|gap| gap.part != crate::observe::Part::TaggingApi);
    gaps.map(|gap| {
        let label = gap.label.clone().unwrap_or_else(|| "account".to_owned());
        let mut item = Item::new(DriftClass::Unreadable, Kind::of_label(&label), label);
        item.denied = gap.denied;
        item.message = format!("{} could not be read ({}: {})", gap.part, gap.operation, gap.message);
        item
    })
    .collect()
}

/// A missing service says it for its listeners and rules too; so do orphans and what others added.
fn fold(items: Vec<Item>) -> Vec<Item> {
    let foldable = [DriftClass::Missing, DriftClass::Orphaned, DriftClass::Foreign, DriftClass::NotApplied];
    let parents: BTreeMap<(DriftClass, Label), usize> =
        items.iter().enumerate().map(|(index, item)| ((item.class, item.label.clone()), index)).collect();
    let parent_of = |item: &Item| {
        if !foldable.contains(&item.class) || !item.whole {
            return None;
        }
        let near = super::parents(item.kind, &item.label);
        near.into_iter().find_map(|parent| parents.get(&(item.class, parent)).copied()).filter(|at| items[*at].whole)
    };
    let under: Vec<Option<usize>> = items.iter().map(parent_of).collect();
    let mut below: BTreeMap<usize, Vec<Label>> = BTreeMap::new();
    for (item, parent) in items.iter().zip(&under) {
        if let Some(parent) = parent {
            below.entry(*parent).or_default().push(item.label.clone());
        }
    }
    let mut kept = Vec::new();
    for (index, mut item) in items.into_iter().enumerate() {
        if under[index].is_none() {
            item.with = below.remove(&index).unwrap_or_default();
            item.with.sort();
            kept.push(item);
        }
    }
    kept
}
