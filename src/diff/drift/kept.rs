//! What the controller leaves as it finds it: the owner tag, the default action of a listener that it
//! reuses, the auth type of what no policy names. Whatever is applied, it stays, so the account as the
//! manifests want it has it too; it is held against what they would make where nothing is yet.

use std::collections::{BTreeMap, BTreeSet};

use super::classify::{item, message};
use super::{Change, Class, DriftClass, Evidence, FieldDrift, Intent, Item, Kind, MANAGED_BY, Operation, Origins};
use super::{Side, compare, is_owner};
use crate::api::PREFIX;
use crate::diff::{FieldChange, entries, network_of, parents};
use crate::model::{Account, Label};

use crate::translate::SETTING;

/// Everything that is otherwise and stays so: `changed` where it matters to traffic, access or ownership,
/// `kept` where it does not.
pub fn kept(evidence: &Evidence<'_>, intent: &Intent) -> Vec<Item> {
    let (nobody, nothing_held) = (BTreeMap::new(), BTreeMap::new());
    let origins = Origins { provenance: &nobody, held: &nothing_held, managed_by: None };
    let changes = compare(evidence.account, &intent.account, &origins).changes;
    let past = evidence.last.map(|past| owners(past.account)).unwrap_or_default();
    let was_ours = past.into_iter().filter(|(_, owner)| Some(*owner) == evidence.origins.managed_by);
    let look = Look {
        evidence,
        intent,
        owners: owners(evidence.account),
        makers: owners(&intent.account),
        was_ours: was_ours.map(|(label, _)| label).collect(),
    };
    changes.iter().filter(|change| look.concerns(change)).filter_map(|change| look.item(change)).collect()
}

struct Look<'a> {
    evidence: &'a Evidence<'a>,
    intent: &'a Intent,
    /// Who owns what in the account.
    owners: BTreeMap<&'a Label, &'a str>,
    /// Who would own what the manifests make.
    makers: BTreeMap<&'a Label, &'a str>,
    /// What carried our tag at the last apply, where that is known.
    was_ours: BTreeSet<&'a Label>,
}

fn owners(account: &Account) -> BTreeMap<&Label, &str> {
    entries(account)
        .into_iter()
        .filter_map(|(label, entry)| Some((label, entry.tags.get(MANAGED_BY)?.as_str())))
        .collect()
}

impl Look<'_> {
    /// Whether the manifests answer for a resource, in an account of which they can know.
    fn concerns(&self, change: &Change) -> bool {
        let label = &change.label;
        let Some(provenance) = self.intent.provenance.get(label) else { return false };
        let paired = matches!(change.operation, Operation::Update | Operation::Replace);
        let setting = provenance.source.object.kind == SETTING && !self.evidence.origins.provenance.contains_key(label);
        paired && change.before_label.is_none() && !setting && !self.is_shared(change) && self.is_made_by_us(change)
    }

    /// Whether it, or the service network at its end, is another account's.
    fn is_shared(&self, change: &Change) -> bool {
        let owner = self.evidence.origins.managed_by.and_then(|owner| owner.split('/').next());
        let elsewhere = |arn: &String| arn.split(':').nth(4) != owner;
        let networks = &self.evidence.account.service_networks;
        let network = (change.kind == Kind::VpcAssociation).then(|| network_of(&change.label)).flatten();
        // A network that is not among those of the account is seen by its association alone.
        let far = network.is_some_and(|label| {
            networks.get(&label).is_none_or(|network| network.identity.arn.as_ref().is_some_and(elsewhere))
        });
        far || change.arn.as_ref().is_some_and(elsewhere)
    }

    /// Whether the manifests would make it, and not only use it (a service network that a Gateway names).
    fn is_made_by_us(&self, change: &Change) -> bool {
        self.makers.get(&change.label).copied() == self.evidence.origins.managed_by
    }

    /// Whether the service that a resource is of carries another's owner tag.
    fn is_on_anothers(&self, change: &Change) -> bool {
        let near = parents(change.kind, &change.label);
        near.first().is_some_and(|parent| self.is_anothers(parent))
    }

    fn is_anothers(&self, label: &Label) -> bool {
        self.owners.get(label).is_some_and(|owner| Some(*owner) != self.evidence.origins.managed_by)
    }

    fn item(&self, change: &Change) -> Option<Item> {
        if self.is_on_anothers(change) {
            // What is another's is told once.
            return None;
        }
        let taken = self.is_anothers(&change.label);
        let coverage = self.evidence.coverage;
        let fields = change
            .fields
            .iter()
            .filter(|field| if taken { is_reserved(&field.path) } else { self.counts(change, field) });
        let fields = fields.filter(|field| coverage.hides_field(&change.label, &field.path).is_none());
        let found: Vec<&FieldChange> = fields.collect();
        if found.is_empty() {
            return None;
        }
        let origins = &self.evidence.origins;
        let provided = origins.provenance.contains_key(&change.label);
        if !provided && !taken && origins.held.contains_key(&change.label) {
            // Its object fails for another reason, which is an error of its own.
            return None;
        }
        let harmless = found.iter().all(|field| is_harmless(change, field));
        let class = match (provided, harmless) {
            // The object that asks for it is refused what stands there: it is somebody else's, unless it was ours.
            (false, _) if !self.was_ours.contains(&change.label) => DriftClass::Foreign,
            (true, true) => DriftClass::Kept,
            _ => DriftClass::Changed,
        };
        let mut item = item(class, change);
        if taken {
            (item.security, item.exposed) = (true, false);
        }
        item.whole = false;
        item.cause = self.intent.provenance.get(&change.label).map(Into::into);
        let fields: Vec<FieldDrift> = found.into_iter().map(field_of).collect();
        item.message = message(class, &fields, item.exposed);
        item.fields = fields;
        Some(item)
    }

    /// Whether a field is one that the controller leaves. What it brings into line is told by the comparison
    /// with the account as it will be, and what only the account can tell (imports, certificates that are
    /// looked up) can't be held against manifests.
    fn counts(&self, change: &Change, field: &FieldChange) -> bool {
        let path = field.path.as_str();
        let top = path.split(['.', '[']).next().unwrap_or(path);
        if top == "tags" {
            return is_reserved(path);
        }
        match change.kind {
            Kind::Rule | Kind::ServiceAssociation => false,
            Kind::Listener if path == "defaultAction" => {
                field.after.as_ref().is_some_and(|action| action.get("fixedResponse").is_some())
            }
            Kind::TargetGroup => top == "config" && !path.starts_with("config.healthCheck"),
            Kind::Service if path == "certificateArn" => self.evidence.account.certificates.is_none(),
            _ => path != "status",
        }
    }
}

fn field_of(field: &FieldChange) -> FieldDrift {
    let (account, manifests) = (field.before.clone(), field.after.clone());
    FieldDrift { path: field.path.clone(), account, manifests, side: Side::Unknown }
}

/// A tag that updates leave alone: the controller's own.
fn is_reserved(path: &str) -> bool {
    path.strip_prefix("tags.").is_some_and(|key| key.starts_with(PREFIX))
}

/// Whether a difference has no effect on traffic, access or ownership, or can't come from an edit: a name that
/// nobody calls by, a certificate that no listener uses, the domain that a service was made with, a policy that nobody asks (the auth type is NONE on both sides), one
/// more tag.
fn is_harmless(change: &Change, field: &FieldChange) -> bool {
    let moves_access =
        change.classes.contains(&Class::AccessWidened) || change.classes.contains(&Class::AccessNarrowed);
    match (change.kind, field.path.as_str()) {
        (_, path) if is_owner(path) => false,
        (_, path) if is_reserved(path) => field.after.is_none(),
        // The domain of a service never changes: another one needs a new service, and LAT0804 says so.
        (Kind::Listener, "name") | (Kind::Service, "certificateArn" | "customDomainName") => true,
        (Kind::Service | Kind::ServiceNetwork, "authPolicy") => !moves_access,
        _ => false,
    }
}
