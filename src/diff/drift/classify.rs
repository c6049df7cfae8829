//! Who moved: the account, the manifests, or both.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Change, Class, DriftClass, Evidence, FieldDrift, Item, Kind, Operation, Origins, Side, compare, entries, relabel,
};
use crate::diff::{FieldChange, MANAGED_BY};
use crate::model::{Account, Label};

/// Judges changes by what was applied last, where that is known.
pub struct Judge<'a> {
    evidence: &'a Evidence<'a>,
    last: Option<Last>,
}

/// What was applied last, beside both ends.
struct Last {
    /// Labels that it had.
    had: BTreeSet<Label>,
    /// From then to the account as it is.
    there: BTreeMap<Label, Change>,
    /// Fields that the manifests moved since, by label.
    wanted: BTreeMap<Label, BTreeSet<String>>,
}

impl Last {
    fn new(last: &Account, evidence: &Evidence<'_>) -> Self {
        let nobody = BTreeMap::new();
        let nothing_held = BTreeMap::new();
        let origins = Origins { provenance: &nobody, held: &nothing_held, managed_by: None };
        let there = compare(last, evidence.account, &origins).changes;
        let wanted = compare(last, evidence.wanted, &origins).changes;
        let paths = |change: &Change| change.fields.iter().map(|field| field.path.clone()).collect();
        Self {
            had: entries(last).keys().map(|label| (*label).clone()).collect(),
            wanted: wanted.iter().map(|change| (change.label.clone(), paths(change))).collect(),
            there: there.into_iter().map(|change| (change.label.clone(), change)).collect(),
        }
    }

    /// Who moved a field: `there` is the resource's label in the account, `wanted` that in the manifests.
    fn side(&self, there: &Label, wanted: &Label, path: &str) -> Side {
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
    pub fn new(evidence: &'a Evidence<'a>, last: Option<&Account>) -> Self {
        Self { evidence, last: last.map(|last| Last::new(last, evidence)) }
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
        if self.evidence.coverage.hides(&change.label).is_some() {
            return None;
        }
        let had = self.last.as_ref().map(|last| last.had.contains(&change.label));
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
        // A failed state is reported as that, not as a change.
        let read = |field: &&FieldChange| field.path != "status" && coverage.hides_field(there, &field.path).is_none();
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
        let read = |field: &&FieldChange| self.evidence.coverage.hides_field(&change.label, &field.path).is_none();
        let fields: Vec<FieldDrift> = change
            .fields
            .iter()
            .filter(read)
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

    /// What of ours is other than the manifests would make it, and stays so whatever is applied: the
    /// controller reuses a listener with its default action, and touches no auth type without a policy.
    pub fn kept(&self, taken: &BTreeSet<Label>) -> Vec<Item> {
        let Some(fresh) = self.evidence.fresh else { return Vec::new() };
        let (nobody, nothing_held) = (BTreeMap::new(), BTreeMap::new());
        let origins = Origins { provenance: &nobody, held: &nothing_held, managed_by: None };
        let changes = compare(self.evidence.account, &relabel(fresh, self.evidence.account), &origins).changes;
        let concerned = changes.iter().filter(|change| {
            matches!(change.operation, Operation::Update | Operation::Replace)
                && change.before_label.is_none()
                && !taken.contains(&change.label)
                && self.evidence.origins.provenance.contains_key(&change.label)
                && self.hangs_on_ours(change)
        });
        concerned.filter_map(|change| self.kept_item(change)).collect()
    }

    fn kept_item(&self, change: &Change) -> Option<Item> {
        let fits = |field: &&FieldChange| match change.kind {
            Kind::Service | Kind::ServiceNetwork => matches!(field.path.as_str(), "authType" | "authPolicy"),
            // Forwarding default actions are kept up to date, and may name groups that only the account tells.
            Kind::Listener if field.path == "defaultAction" => {
                field.after.as_ref().is_some_and(|action| action.get("fixedResponse").is_some())
            }
            Kind::Listener | Kind::Rule | Kind::ServiceAssociation => {
                field.path.strip_prefix("tags.") == Some(MANAGED_BY) && field.before.is_none()
            }
            _ => false,
        };
        let read = |field: &&FieldChange| self.evidence.coverage.hides_field(&change.label, &field.path).is_none();
        let fields: Vec<FieldDrift> = change.fields.iter().filter(fits).filter(read).map(Self::field_of).collect();
        if fields.is_empty() {
            return None;
        }
        let mut item = item(DriftClass::Kept, change);
        item.whole = false;
        item.cause = self.evidence.origins.provenance.get(&change.label).map(Into::into);
        item.message = message(DriftClass::Kept, &fields, item.exposed);
        item.fields = fields;
        Some(item)
    }

    fn field_of(field: &FieldChange) -> FieldDrift {
        let (account, manifests) = (field.before.clone(), field.after.clone());
        FieldDrift { path: field.path.clone(), account, manifests, side: Side::Unknown }
    }

    /// Whether the service (or network) that a resource is of is ours.
    fn hangs_on_ours(&self, change: &Change) -> bool {
        let parents = crate::diff::parents(change.kind, &change.label);
        self.is_ours(parents.first().unwrap_or(&change.label))
    }

    fn is_ours(&self, label: &Label) -> bool {
        let entries = entries(self.evidence.account);
        entries.get(label).and_then(|entry| entry.tags.get(MANAGED_BY)).map(String::as_str)
            == self.evidence.origins.managed_by
    }
}

fn item(class: DriftClass, change: &Change) -> Item {
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
    if has(Side::Both) || (has(Side::Account) && has(Side::Manifests)) {
        DriftClass::Both
    } else if has(Side::Manifests) {
        DriftClass::NotApplied
    } else {
        DriftClass::Changed
    }
}

fn message(class: DriftClass, fields: &[FieldDrift], exposed: bool) -> String {
    let mut names: Vec<&str> = fields.iter().map(|field| field.path.as_str()).collect();
    let more = names.len().saturating_sub(4);
    names.truncate(4);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let who = match class {
        DriftClass::NotApplied => "the manifests moved on, not applied yet",
        DriftClass::Kept => "the manifests would make it otherwise, the controller leaves it so",
        DriftClass::Both => "changed in the account, and the manifests moved on",
        _ => "the account is not what the manifests say",
    };
    let open = if exposed { "; it lets in more" } else { "" };
    format!("{who}: {}{more}{open}", names.join(", "))
}
