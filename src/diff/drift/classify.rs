//! Who moved: the account, the manifests, or both.

use std::collections::{BTreeMap, BTreeSet};

use super::relabel::{new_names, rename};
use super::{
    Change, Class, DriftClass, Evidence, FieldDrift, Item, Kind, MANAGED_BY, Operation, Origins, Past, Side, compare,
    entries, is_owner,
};
use crate::diff::{FieldChange, referred};
use crate::model::Label;
use crate::observe::Coverage;

/// Judges changes by what was applied last, where that is known.
pub struct Judge<'a> {
    evidence: &'a Evidence<'a>,
    /// What carries our ownership tag.
    ours: BTreeSet<&'a Label>,
    last: Option<Last>,
}

/// What was applied last, beside both ends.
struct Last {
    /// Labels that it had.
    had: BTreeSet<Label>,
    /// What could not be read then.
    coverage: Coverage,
    /// From then to the account as it is.
    there: BTreeMap<Label, Change>,
    /// Fields that the manifests moved since, by label.
    wanted: BTreeMap<Label, BTreeSet<String>>,
}

impl Last {
    fn new(past: Past<'_>, evidence: &Evidence<'_>) -> Self {
        let names = new_names(past.account, evidence.account);
        let last = rename(past.account, &names);
        let nobody = BTreeMap::new();
        let nothing_held = BTreeMap::new();
        let origins = Origins { provenance: &nobody, held: &nothing_held, managed_by: None };
        let there = compare(&last, evidence.account, &origins).changes;
        let wanted = compare(&last, evidence.wanted, &origins).changes;
        let paths = |change: &Change| change.fields.iter().map(|field| field.path.clone()).collect();
        Self {
            had: entries(&last).keys().map(|label| (*label).clone()).collect(),
            coverage: past.coverage.renamed(&names),
            wanted: wanted.iter().map(|change| (change.label.clone(), paths(change))).collect(),
            there: there.into_iter().map(|change| (change.label.clone(), change)).collect(),
        }
    }

    /// Whether the resource was there; `None` where that could not be read.
    fn had(&self, label: &Label, kind: Kind) -> Option<bool> {
        let hidden = self.coverage.hides(label).is_some()
            || (kind == Kind::TargetGroup && self.coverage.hides_target_groups().is_some());
        let had = self.had.contains(label);
        (had || !hidden).then_some(had)
    }

    /// Who moved a field: `there` is the resource's label in the account, `wanted` that in the manifests.
    fn side(&self, there: &Label, wanted: &Label, path: &str) -> Side {
        if self.coverage.hides_field(there, path).is_some() {
            return Side::Unknown;
        }
        let moved_there =
            self.there.get(there).is_some_and(|change| change.fields.iter().any(|field| field.path == path));
        let moved_here = self.wanted.get(wanted).is_some_and(|paths| paths.contains(path));
        match (moved_there, moved_here) {
            (true, true) => Side::Both,
            (false, true) => Side::Manifests,
            _ => Side::Account,
        }
    }
}

impl<'a> Judge<'a> {
    pub fn new(evidence: &'a Evidence<'a>) -> Self {
        let owner = evidence.origins.managed_by;
        let all = entries(evidence.account).into_iter();
        let ours = all.filter(|(_, entry)| entry.tags.get(MANAGED_BY).map(String::as_str) == owner);
        Self {
            evidence,
            ours: ours.map(|(label, _)| label).collect(),
            last: evidence.last.map(|past| Last::new(past, evidence)),
        }
    }

    /// What a change says about drift; nothing where it is hidden, or only follows from another one.
    pub fn change(&self, change: &Change) -> Option<Item> {
        match change.operation {
            Operation::Create => self.created(change),
            Operation::Delete => self.deleted(change),
            Operation::Update | Operation::Replace => self.updated(change),
        }
    }

    fn created(&self, change: &Change) -> Option<Item> {
        let coverage = self.evidence.coverage;
        let unseen_group = change.kind == Kind::TargetGroup && coverage.hides_target_groups().is_some();
        if unseen_group || coverage.hides(&change.label).is_some() {
            return None;
        }
        let had = self.last.as_ref().and_then(|last| last.had(&change.label, change.kind));
        let class = if had == Some(false) { DriftClass::NotApplied } else { DriftClass::Missing };
        let mut item = item(class, change);
        item.message = match class {
            DriftClass::NotApplied => "new in the manifests, not applied yet".to_owned(),
            _ => "the manifests ask for it, the account has it not".to_owned(),
        };
        Some(item)
    }

    fn deleted(&self, change: &Change) -> Option<Item> {
        let coverage = self.evidence.coverage;
        if coverage.hides(&change.label).is_some() || coverage.hides_field(&change.label, "tags").is_some() {
            return None;
        }
        let ours = self.is_ours(&change.label);
        let stands_alone = matches!(change.kind, Kind::ServiceNetwork | Kind::Service | Kind::TargetGroup);
        if !ours && stands_alone {
            return None;
        }
        let had = self.last.as_ref().is_some_and(|last| last.had.contains(&change.label));
        let class = match (ours, had) {
            (true, true) => DriftClass::NotApplied,
            (true, false) => DriftClass::Orphaned,
            (false, _) => DriftClass::Foreign,
        };
        let mut item = item(class, change);
        item.message = match class {
            DriftClass::NotApplied => "the manifests no longer ask for it, not applied yet".to_owned(),
            DriftClass::Orphaned => "ours by its tag, and no manifest asks for it".to_owned(),
            _ => "somebody else added it to something of ours".to_owned(),
        };
        Some(item)
    }

    fn updated(&self, change: &Change) -> Option<Item> {
        let coverage = self.evidence.coverage;
        let there = change.label_before();
        // A state is reported as that, not as a change.
        let read = |field: &&FieldChange| {
            field.path != "status"
                && coverage.hides_field(there, &field.path).is_none()
                && !self.is_blind(change, field)
        };
        let fields: Vec<FieldDrift> =
            change.fields.iter().filter(read).map(|field| self.field(change, field)).collect();
        if fields.is_empty() {
            return None;
        }
        let class = class_of(&fields);
        let mut item = item(class, change);
        item.whole = false;
        item.label_there.clone_from(&change.before_label);
        item.message = message(class, &fields, item.exposed);
        item.fields = fields;
        Some(item)
    }

    /// Whether an action is different only because a target group that may well be there was not seen.
    fn is_blind(&self, change: &Change, field: &FieldChange) -> bool {
        matches!(field.path.as_str(), "action" | "defaultAction")
            && self.evidence.coverage.hides_target_groups().is_some()
            && referred(self.evidence.wanted, &change.label)
                .into_iter()
                .any(|group| !self.evidence.account.target_groups.contains_key(group))
    }

    fn field(&self, change: &Change, field: &FieldChange) -> FieldDrift {
        let side = match &self.last {
            None => Side::Unknown,
            Some(last) => last.side(change.label_before(), &change.label, &field.path),
        };
        FieldDrift { path: field.path.clone(), account: field.before.clone(), manifests: field.after.clone(), side }
    }

    /// What moved in the account since the last apply and what the manifests do not ask about: the auth
    /// type of a network without a policy, say. Only on what is ours or what a manifest stands for.
    pub fn moved_only_there(&self, taken: &BTreeSet<Label>) -> Vec<Item> {
        let Some(last) = &self.last else { return Vec::new() };
        let moved = last.there.values().filter(|change| {
            change.operation != Operation::Delete
                && change.operation != Operation::Create
                && !taken.contains(&change.label)
                && (self.is_ours(&change.label) || self.evidence.origins.provenance.contains_key(&change.label))
        });
        moved.filter_map(|change| self.moved(change)).collect()
    }

    fn moved(&self, change: &Change) -> Option<Item> {
        let hidden =
            |coverage: &Coverage, field: &FieldChange| coverage.hides_field(&change.label, &field.path).is_some();
        let last = self.last.as_ref();
        let fields: Vec<FieldDrift> = change
            .fields
            .iter()
            .filter(|field| !hidden(self.evidence.coverage, field))
            // What was not read then did not move by being read now.
            .filter(|field| !last.is_some_and(|last| hidden(&last.coverage, field)))
            .map(|field| FieldDrift {
                path: field.path.clone(),
                account: field.after.clone(),
                manifests: field.before.clone(),
                side: Side::Account,
            })
            .collect();
        if fields.is_empty() {
            return None;
        }
        let mut item = item(DriftClass::Changed, change);
        // From then to now: what widened is open now.
        item.exposed = change.classes.contains(&Class::AccessWidened);
        item.whole = false;
        item.cause = self.evidence.origins.provenance.get(&change.label).map(Into::into);
        item.message = message(DriftClass::Changed, &fields, item.exposed);
        item.fields = fields;
        Some(item)
    }

    fn is_ours(&self, label: &Label) -> bool {
        self.ours.contains(label)
    }
}

/// What is told of a change, but for its words.
pub fn item(class: DriftClass, change: &Change) -> Item {
    let mut item = Item::new(class, change.kind, change.label.clone());
    item.arn.clone_from(&change.arn);
    item.cause.clone_from(&change.cause);
    let moves_access =
        change.classes.contains(&Class::AccessNarrowed) || change.classes.contains(&Class::AccessWidened);
    item.security = moves_access || (change.kind == Kind::VpcAssociation && class == DriftClass::Foreign);
    // Applying would narrow it: so it is wider now.
    item.exposed = change.classes.contains(&Class::AccessNarrowed);
    item
}

fn class_of(fields: &[FieldDrift]) -> DriftClass {
    let has = |side: Side| fields.iter().any(|field| field.side == side);
    let there = has(Side::Account) || has(Side::Unknown);
    match (there, has(Side::Manifests)) {
        _ if has(Side::Both) => DriftClass::Both,
        (true, true) => DriftClass::Both,
        (false, true) => DriftClass::NotApplied,
        _ => DriftClass::Changed,
    }
}

/// What is told of fields, in one line.
pub fn message(class: DriftClass, fields: &[FieldDrift], exposed: bool) -> String {
    let mut names: Vec<&str> = fields.iter().map(|field| field.path.as_str()).collect();
    let more = names.len().saturating_sub(4);
    names.truncate(4);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let who = match class {
        DriftClass::NotApplied => "the manifests moved on, not applied yet",
        DriftClass::Foreign => "the manifests ask for what is somebody else's",
        DriftClass::Kept => "the manifests would make it otherwise, the controller leaves it so",
        DriftClass::Both => "changed in the account, and the manifests moved on",
        _ => "the account is not what the manifests say",
    };
    let owner = fields.iter().find(|field| is_owner(&field.path)).map(|field| match &field.account {
        Some(owner) => format!("its owner tag names {}; ", owner.as_str().unwrap_or_default()),
        None => "its owner tag is gone; ".to_owned(),
    });
    let open = if exposed { "; it lets in more" } else { "" };
    format!("{}{who}: {}{more}{open}", owner.unwrap_or_default(), names.join(", "))
}
