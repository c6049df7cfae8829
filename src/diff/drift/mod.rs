//! Drift: where the account is not what the manifests say, and who moved.
//!
//! The comparison is that of [`compare`]: the account as it is beside the account as the
//! manifests want it. What was applied last, where it is known (a snapshot), tells the two sides apart:
//! what the account had then and has no longer was *changed there*; what the manifests want and did not
//! want then is *not applied yet*. Without it a difference counts as changed. What could not be read is
//! never taken for "no drift", be it now or when the snapshot was made.
//!
//! The controller leaves some of what it finds as it is, so the account as the manifests want it keeps
//! that too. Such things are held against what the manifests would make where nothing is yet.

mod baseline;
mod classify;
mod foreign;
mod item;
mod kept;
mod relabel;
mod states;

use std::collections::{BTreeMap, BTreeSet};

pub use baseline::{Baseline, BaselineError, Entry as BaselineEntry, Ignored};
pub use item::{DriftClass, FieldDrift, Item, Side};
pub use relabel::{relabel, relabel_with};

use super::{Change, ChangeSet, Class, Kind, MANAGED_BY, Operation, Origins, compare, entries};
use crate::model::{Account, Label};
use crate::observe::{Coverage, Part};
use crate::translate::Provenance;
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
    pub last: Option<Past<'a>>,
    /// What the manifests would make where nothing is yet.
    pub fresh: Option<Fresh<'a>>,
}

/// The account as it was once.
#[derive(Clone, Copy, Debug)]
pub struct Past<'a> {
    /// What was seen of it.
    pub account: &'a Account,
    /// What could not be read then.
    pub coverage: &'a Coverage,
}

/// What manifests would make where nothing is yet.
#[derive(Clone, Copy, Debug)]
pub struct Fresh<'a> {
    /// All that they would make.
    pub account: &'a Account,
    /// The objects that ask for it.
    pub provenance: &'a BTreeMap<Label, Provenance>,
}

/// The same, with target groups labelled as in the account.
struct Intent {
    account: Account,
    provenance: BTreeMap<Label, Provenance>,
}

impl Intent {
    fn new(fresh: Fresh<'_>, account: &Account) -> Self {
        let (account, provenance) = relabel_with(fresh.account, fresh.provenance, account);
        Self { account, provenance }
    }
}

/// Everything that drifted, security first, then by class and label.
pub fn drift(evidence: &Evidence<'_>) -> Vec<Item> {
    let changes = compare(evidence.account, evidence.wanted, &evidence.origins);
    let intent = evidence.fresh.map(|fresh| Intent::new(fresh, evidence.account));
    let judge = Judge::new(evidence);
    let mut items: Vec<Item> = changes.changes.iter().filter_map(|change| judge.change(change)).collect();
    items.extend(orphans(&changes, evidence, intent.as_ref()));
    let moved = judge.moved_only_there(&labels_of(&items));
    items.extend(moved);
    if let Some(intent) = &intent {
        for item in kept::kept(evidence, intent) {
            merge(&mut items, item);
        }
    }
    items.extend(foreign::additions(evidence, &changes, intent.as_ref()));
    items.extend(states::failures(evidence));
    states::under_way(evidence, intent.as_ref(), &mut items);
    items.extend(unreadable(evidence.coverage));
    let mut items = fold(items);
    for item in &mut items {
        // Whoever owns a resource decides who may call it.
        item.security |= item.fields.iter().any(|field| is_owner(&field.path));
    }
    items.sort_by_cached_key(|item| {
        let security = u8::from(!item.exposed) + u8::from(!item.security);
        (security, item.class, item.label.clone())
    });
    items
}

/// Whether a field is the tag that says who owns a resource.
fn is_owner(path: &str) -> bool {
    path.strip_prefix("tags.") == Some(MANAGED_BY)
}

/// Adds what is told of some fields to what is told of the same resource already.
fn merge(items: &mut Vec<Item>, found: Item) {
    let same = |item: &&mut Item| {
        let changed = matches!(item.class, DriftClass::Changed | DriftClass::Both | DriftClass::NotApplied);
        item.label == found.label && changed && !item.whole
    };
    let Some(item) = items.iter_mut().find(same) else {
        items.push(found);
        return;
    };
    let new = found.fields.into_iter().filter(|field| item.fields.iter().all(|known| known.path != field.path));
    let new: Vec<FieldDrift> = new.collect();
    if new.is_empty() {
        return;
    }
    if item.class == DriftClass::NotApplied && found.class == DriftClass::Changed {
        item.class = DriftClass::Both;
    }
    item.fields.extend(new);
    item.fields.sort_by(|one, other| one.path.cmp(&other.path));
    item.security |= found.security;
    item.exposed |= found.exposed;
    item.message = classify::message(item.class, &item.fields, item.exposed);
}

fn labels_of(items: &[Item]) -> BTreeSet<Label> {
    items.iter().flat_map(|item| [Some(item.label.clone()), item.label_there.clone()]).flatten().collect()
}

fn orphans(changes: &ChangeSet, evidence: &Evidence<'_>, intent: Option<&Intent>) -> Vec<Item> {
    let known = |label: &Label| evidence.coverage.hides_field(label, "tags").is_none();
    // Where a manifest asks for that very name, the conflict is a finding (LAT2012), and no orphan.
    let fresh = intent.map(|intent| entries(&intent.account)).unwrap_or_default();
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
    // What the cluster does not show is no resource of the account.
    let gaps = coverage.gaps().iter().filter(|gap| !matches!(gap.part, Part::TaggingApi | Part::ClusterObjects));
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
