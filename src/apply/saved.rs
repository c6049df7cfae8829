//! A change kept in a file: what was seen, what it shall become, and what differs. Applied as it is, or
//! not at all where the account has moved since.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::engine::Aim;
use super::token;
use crate::diff::{self, Cause, ChangeSet, Origins};
use crate::model::{Account, FORMAT_VERSION, Label, Rule, RuleAction, labels};
use crate::settings::Context;
use crate::translate::{Assumption, Plan, Provenance};

/// What a plan file holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SavedPlan {
    /// The version of this form.
    pub format_version: String,
    /// Always `latticectl plan`.
    pub kind: String,
    /// The account that it is for.
    pub account: String,
    /// The region.
    pub region: String,
    /// The value of our ownership tag.
    pub managed_by: String,
    /// The cluster's VPC.
    pub vpc_id: String,
    /// The account as it was seen; absent where the plan was made without one.
    #[serde(default)]
    pub before: Option<Account>,
    /// A fingerprint of `before`.
    #[serde(default)]
    pub fingerprint: Option<String>,
    /// The account as it shall be.
    pub after: Account,
    /// What differs.
    pub changes: ChangeSet,
    /// The manifests behind each resource.
    pub causes: BTreeMap<Label, Cause>,
    /// Resources taken to exist.
    pub taken_to_exist: BTreeSet<Label>,
    /// Target groups that only the account can tell.
    pub found_at_apply: BTreeSet<Label>,
    /// Error-level findings that the manifests had.
    pub errors: usize,
    /// Who manages the same resources in the cluster that the manifests came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub controlled: Option<Controlled>,
}

/// Somebody else who may be managing the same resources.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Controlled {
    /// The controller, by the place of its Deployment.
    By(String),
    /// Nobody could look.
    Unseen,
}

impl std::fmt::Display for Controlled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::By(place) => {
                write!(f, "the controller is running in this cluster ({place}) and manages the same resources")
            }
            Self::Unseen => f.write_str(
                "whether the controller is running in this cluster can't be seen (deployments.apps may not be listed)",
            ),
        }
    }
}

/// Why a plan file can't be applied.
#[derive(Debug, thiserror::Error)]
pub enum SavedError {
    /// It is no plan file.
    #[error("it is no plan file")]
    NoPlan(#[source] serde_json::Error),
    /// It comes from another major version.
    #[error("format version {0} is not known here (this is {FORMAT_VERSION})")]
    Version(String),
    /// The account has moved.
    #[error("the account has moved since the plan was made: {0}; make the plan anew")]
    Stale(String),
    /// It was made without an account, and the account is not as it takes it to be.
    #[error("the plan was made without the account, and there {0}; make it anew with `latticectl diff --out`")]
    Elsewhere(String),
    /// It was made without an account and needs one.
    #[error("the plan was made without an account and leaves {0} to it; make it with `latticectl diff --out`")]
    NeedsAccount(String),
}

impl SavedPlan {
    /// What a plan file says it is.
    pub const KIND: &str = "latticectl plan";

    /// A plan with its changes.
    pub fn new(plan: &Plan, aim: &Aim, context: &Context, errors: usize, controlled: Option<Controlled>) -> Self {
        let assumed = |wanted: Assumption| {
            plan.assumptions.iter().filter(|(_, found)| **found == wanted).map(|(label, _)| label.clone()).collect()
        };
        Self {
            format_version: FORMAT_VERSION.to_owned(),
            kind: Self::KIND.to_owned(),
            account: context.account.clone(),
            region: context.region.clone(),
            managed_by: context.managed_by(),
            vpc_id: context.vpc_id.clone(),
            before: plan.before.as_ref().map(|_| bare(&aim.before)),
            fingerprint: plan.before.as_ref().map(|_| fingerprint(&aim.before)),
            after: bare(&aim.after),
            changes: aim.changes.clone(),
            causes: plan.provenance.iter().map(|(label, found)| (label.clone(), Cause::from(found))).collect(),
            taken_to_exist: assumed(Assumption::Exists),
            found_at_apply: assumed(Assumption::FoundAtApply),
            errors,
            controlled,
        }
    }

    /// Reads a plan file.
    pub fn read(text: &str) -> Result<Self, SavedError> {
        let value: Value = serde_json::from_str(text).map_err(SavedError::NoPlan)?;
        let version = value.get("format_version").and_then(Value::as_str).unwrap_or_default().to_owned();
        if !version.is_empty() && version.split('.').next() != FORMAT_VERSION.split('.').next() {
            return Err(SavedError::Version(version));
        }
        serde_json::from_value(value).map_err(SavedError::NoPlan)
    }

    /// Whether a text looks like a plan file at all (and not like manifests).
    pub fn is_one(text: &str) -> bool {
        serde_json::from_str::<Value>(text).is_ok_and(|value| value.get("kind") == Some(&json!(Self::KIND)))
    }

    /// The file's text.
    pub fn text(&self) -> String {
        let value = serde_json::to_value(self).expect("a plan file holds only what JSON can say");
        format!("{value:#}\n")
    }

    /// The service names that must be looked at.
    pub fn services(&self) -> BTreeSet<String> {
        let before = self.before.iter().flat_map(|account| account.services.values());
        before.chain(self.after.services.values()).map(|service| service.name.clone()).collect()
    }

    /// The service networks that must be looked at.
    pub fn networks(&self) -> BTreeSet<String> {
        let before = self.before.iter().flat_map(|account| account.service_networks.values());
        before.chain(self.after.service_networks.values()).map(|network| network.name.clone()).collect()
    }

    /// The target groups that must be looked at.
    pub fn groups(&self) -> BTreeSet<String> {
        let groups = self.before.iter().flat_map(|account| account.target_groups.values());
        groups.filter_map(|group| group.identity.arn.clone()).collect()
    }

    /// The first aim: the plan as it was kept, if the account is still as it was seen.
    pub fn begin(&self, seen: &Account) -> Result<Aim, SavedError> {
        let Some(before) = &self.before else { return self.begin_unseen(seen) };
        let seen = self.in_view(seen);
        if self.fingerprint.as_deref() != Some(fingerprint(&seen).as_str()) {
            return Err(SavedError::Stale(moved(before, &seen)));
        }
        Ok(self.aim(&seen))
    }

    /// A plan that was made without an account: what it makes must not be there, what it needs must be.
    fn begin_unseen(&self, seen: &Account) -> Result<Aim, SavedError> {
        if let Some(label) = self.found_at_apply.first() {
            return Err(SavedError::NeedsAccount(label.clone()));
        }
        let there = diff::entries(seen);
        if let Some(label) = self.taken_to_exist.iter().find(|label| !there.contains_key(label)) {
            return Err(SavedError::Elsewhere(format!("is no {label}, which it needs")));
        }
        let planned = diff::entries(&self.after);
        let new = planned.keys().filter(|label| !self.taken_to_exist.contains(**label));
        if let Some(label) = new.into_iter().find(|label| there.contains_key(*label)) {
            return Err(SavedError::Elsewhere(format!("is a {label} already")));
        }
        Ok(self.aim(seen))
    }

    /// The aim from what is seen now, under the labels of the plan.
    pub fn aim(&self, seen: &Account) -> Aim {
        let before = relabelled(self.in_view(seen), &self.after);
        let mut after = self.after.clone();
        if self.before.is_none() {
            // Networks that are taken to exist stay as they are.
            for label in &self.taken_to_exist {
                if let Some(network) = before.service_networks.get(label) {
                    after.service_networks.insert(label.clone(), network.clone());
                }
            }
        }
        carry(&before, &mut after, self.before.as_ref());
        let provenance: BTreeMap<Label, Provenance> =
            self.causes.iter().map(|(label, cause)| (label.clone(), Provenance::from(cause))).collect();
        let held = BTreeMap::new();
        let origins = Origins { provenance: &provenance, held: &held, managed_by: None };
        let mut changes = diff::compare(&before, &after, &origins);
        diff::idle::settle(&mut changes, &before);
        Aim { before, after, changes, ..Aim::default() }
    }

    /// What came into view since is none of this plan's business.
    fn in_view(&self, seen: &Account) -> Account {
        let empty = Account::default();
        let known: BTreeSet<Label> = [self.before.as_ref().unwrap_or(&empty), &self.after]
            .into_iter()
            .flat_map(|account| diff::entries(account).into_keys().cloned().collect::<Vec<_>>())
            .collect();
        let ours = |label: &str, tags: &crate::model::TagMap| {
            known.contains(label) || tags.get(diff::MANAGED_BY) == Some(&self.managed_by)
        };
        let mut seen = bare(seen);
        seen.service_networks.retain(|label, resource| ours(label, &resource.tags));
        seen.services.retain(|label, resource| ours(label, &resource.tags));
        seen.target_groups.retain(|label, resource| ours(label, &resource.tags));
        seen.service_network_service_associations.retain(|label, resource| ours(label, &resource.tags));
        seen.service_network_vpc_associations.retain(|label, resource| ours(label, &resource.tags));
        seen.access_log_subscriptions.retain(|label, resource| ours(label, &resource.tags));
        seen
    }
}

/// Puts into `after` what is there and the plan knows nothing of: neither its account before (`known`) nor
/// the one after holds it, so nobody ever agreed to do anything to it.
fn carry(seen: &Account, after: &mut Account, known: Option<&Account>) {
    let empty = Account::default();
    let known = known.unwrap_or(&empty);
    macro_rules! carry {
        ($($section:ident),*) => {
            $(for (label, resource) in &seen.$section {
                if !known.$section.contains_key(label) {
                    after.$section.entry(label.clone()).or_insert_with(|| resource.clone());
                }
            })*
        };
    }
    // A rule that moves stands under labels of its own for a while: it is told by its id and its match.
    let ids: BTreeSet<&str> = known.rules.values().filter_map(|rule| rule.identity.id.as_deref()).collect();
    let moved = |label: &str, rule: &Rule| {
        let same_match = |(other, wanted): (&Label, &Rule)| {
            labels::listener_of(other) == labels::listener_of(label) && wanted.rule_match == rule.rule_match
        };
        rule.identity.id.as_deref().is_some_and(|id| ids.contains(id)) || after.rules.iter().any(same_match)
    };
    let rules: Vec<(Label, Rule)> = seen
        .rules
        .iter()
        .filter(|(label, rule)| {
            !known.rules.contains_key(*label) && !after.rules.contains_key(*label) && !moved(label, rule)
        })
        .map(|(label, rule)| (label.clone(), rule.clone()))
        .collect();
    after.rules.extend(rules);
    carry!(service_networks, services, listeners, target_groups, service_network_service_associations);
    carry!(service_network_vpc_associations, access_log_subscriptions);
}

/// Without what a plan has no use for.
fn bare(account: &Account) -> Account {
    Account { format_version: None, certificates: None, ..account.clone() }
}

/// The same for accounts that hold the same resources with the same ids; states and times play no part.
fn fingerprint(account: &Account) -> String {
    let listed: Vec<Value> = diff::entries(account)
        .into_iter()
        .map(|(label, entry)| json!([label, entry.kind, entry.identity.id, entry.value]))
        .collect();
    token::fingerprint(&Value::Array(listed).to_string())
}

/// What moved, in one line.
fn moved(before: &Account, seen: &Account) -> String {
    let provenance = BTreeMap::new();
    let held = BTreeMap::new();
    let origins = Origins { provenance: &provenance, held: &held, managed_by: None };
    let changes = diff::compare(before, seen, &origins);
    let labels: Vec<_> = changes.changes.iter().take(3).map(|change| change.label.as_str()).collect();
    match changes.changes.len() {
        0 => "something was deleted and made anew".to_owned(),
        count if count > labels.len() => format!("{} and {} more", labels.join(", "), count - labels.len()),
        _ => labels.join(", "),
    }
}

/// Target groups that the plan made have other labels where the account is read again.
fn relabelled(mut seen: Account, planned: &Account) -> Account {
    let open: Vec<&Label> =
        planned.target_groups.keys().filter(|label| !seen.target_groups.contains_key(*label)).collect();
    for label in open {
        let wanted = &planned.target_groups[label];
        let shape = |group: &crate::model::TargetGroup| {
            let config =
                group.config.clone().map(|config| crate::model::TargetGroupConfig { health_check: None, ..config });
            (group.kind.clone(), config, group.tags.clone())
        };
        let found = seen.target_groups.iter().find(|(other, group)| {
            !planned.target_groups.contains_key(*other) && (group.name == wanted.name || shape(group) == shape(wanted))
        });
        let Some((old, _)) = found else { continue };
        let old = old.clone();
        if let Some(group) = seen.target_groups.remove(&old) {
            seen.target_groups.insert(label.clone(), group);
        }
        let actions = seen.rules.values_mut().map(|rule| &mut rule.action);
        for action in actions.chain(seen.listeners.values_mut().map(|listener| &mut listener.default_action)) {
            let RuleAction::Forward(forward) = action else { continue };
            for group in &mut forward.target_groups {
                if group.target_group_identifier == old {
                    group.target_group_identifier.clone_from(label);
                }
            }
        }
    }
    seen
}
