//! What `diff`, `apply` and `destroy` share: manifests beside an account become an aim with its changes.

use std::collections::BTreeSet;

use crate::apply::{self, Aim, Destruction, Kept};
use crate::aws::{CallCounts, LatticeRead};
use crate::diag::render::records;
use crate::diag::{Code, Diagnostic, ObjectRef, Severity};
use crate::diff::{self, ChangeSet, Origins, Orphan};
use crate::error::Error;
use crate::model::tags::{ROUTE_NAME, ROUTE_NAMESPACE};
use crate::model::{Account, Label, ServiceNetwork, labels};
use crate::observe::{Beyond, Coverage};
use crate::render::{self, DiffDocument};
use crate::settings::{Format, OutputSpec, Settings};
use crate::translate::Plan;

use super::account::{PlannedInAccount, plan_in_account};
use super::output;
use super::report;
use super::source::{Loaded, Planned};
use super::unread;

/// A route without a Gateway of the Lattice controller.
const IGNORED_ROUTE: Code = Code(101);

/// Which account is aimed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// What the manifests say.
    Apply {
        /// Without what is ours and in no manifest. What the controller's collector of unused target groups
        /// would take is part of it: in a part of the manifests, and while another run is still at work,
        /// those of others look unused too.
        prune: bool,
        /// This also where objects of the input are broken.
        beside_errors: bool,
    },
    /// Without what these manifests own.
    Destroy(Destruction),
}

/// Manifests in an account, and what differs.
#[derive(Debug)]
pub struct Compared {
    /// Manifests, plan and findings.
    pub planned: Planned,
    /// From where to where.
    pub aim: Aim,
    /// What could not be read.
    pub coverage: Coverage,
    /// The calls made so far.
    pub counts: CallCounts,
}

/// Reads the account, plans in it and compares.
pub async fn compared<R: LatticeRead>(
    reader: &R,
    loaded: Loaded,
    settings: &Settings,
    without_tagging_api: bool,
    purpose: Purpose,
) -> Result<Compared, Error> {
    let found = plan_in_account(reader, loaded, settings, without_tagging_api).await?;
    Ok(compare(found, settings, purpose))
}

/// Compares what was planned with the account that it was planned in.
pub fn compare(found: PlannedInAccount, settings: &Settings, purpose: Purpose) -> Compared {
    let PlannedInAccount { planned, coverage, beyond, counts } = found;
    let owner = settings.context.managed_by();
    let aim = aim(&planned, beyond, &owner, purpose);
    let aim = without_unread(aim, &planned.plan, &coverage);
    Compared { planned, aim, coverage, counts }
}

/// What could not be read is no difference: nobody knows of one.
fn without_unread(mut aim: Aim, plan: &Plan, coverage: &Coverage) -> Aim {
    if coverage.is_complete() {
        return aim;
    }
    let origins = Origins { provenance: &plan.provenance, held: &plan.held, managed_by: None };
    let changes = diff::compare(&unread::filled(&aim.before, &aim.after, coverage), &aim.after, &origins);
    aim.changes.changes = changes.changes;
    diff::idle::settle(&mut aim.changes, &aim.before);
    aim
}

/// From the account that was planned in (an empty one, where none was looked at) to what is aimed at.
pub fn aim(planned: &Planned, beyond: Beyond, owner: &str, purpose: Purpose) -> Aim {
    let plan = &planned.plan;
    let mut origins = Origins::of_plan(plan, owner);
    let in_part = planned.live.as_ref().is_some_and(|live| !live.complete);
    if in_part {
        // Not every object of the cluster is in view: what none in view asks for is no orphan.
        origins.managed_by = None;
    }
    let before = plan.before.clone().unwrap_or_default();
    let put_back = |after: &mut Account, groups: &BTreeSet<Label>| {
        let kept = groups.iter().filter_map(|label| before.target_groups.get_key_value(label));
        after.target_groups.extend(kept.map(|(label, group)| (label.clone(), group.clone())));
    };
    // What another cluster's services still use is not unused.
    let unused = |label: &&Label| !beyond.users.contains_key(*label);
    let (collected, used): (BTreeSet<Label>, BTreeSet<Label>) =
        plan.collected.iter().cloned().partition(|label| unused(&label));
    let mut kept = Vec::new();
    let mut after = plan.after.clone();
    put_back(&mut after, &used);
    let mut blocked = Vec::new();
    let beside_errors = matches!(purpose, Purpose::Apply { beside_errors: true, .. });
    match purpose {
        Purpose::Apply { prune: false, .. } => {
            put_back(&mut after, &collected);
            let reason = "its auth policy is in no manifest; --prune takes it away";
            let kept_guard = |label| Kept { label, reason: reason.to_owned() };
            let guarded = if in_part { Vec::new() } else { apply::guarded_by_nobody(&after, plan, owner) };
            kept.extend(guarded.into_iter().map(kept_guard));
        }
        Purpose::Apply { prune: true, .. } => {
            if in_part || (is_broken(planned) && !beside_errors) {
                put_back(&mut after, &collected);
            } else {
                let guarded = apply::guarded_by_nobody(&after, plan, owner);
                apply::opened(&mut after, &guarded);
            }
            let mut found = diff::compare(&before, &after, &origins);
            if !beside_errors {
                kept = doubtful(planned, &before, &mut found);
            }
            after = apply::pruned(&after, &found, owner);
            blocked = apply::keep_blocked(&before, &mut after);
        }
        Purpose::Destroy(how) => {
            (after, kept) = apply::destroyed(plan, owner, how);
            blocked = apply::keep_blocked(&before, &mut after);
        }
    }
    blocked.extend(apply::keep_used(&before, &mut after, &beyond.users));
    let mut changes = diff::compare(&before, &after, &origins);
    diff::idle::settle(&mut changes, &before);
    for orphan in &mut changes.orphans {
        orphan.collected = collected.contains(&orphan.label);
    }
    if matches!(purpose, Purpose::Destroy(_)) {
        changes.orphans.clear();
    }
    Aim { before, after, changes, blocked, kept, beyond }
}

/// Whether objects of the input could not be read, were refused or fail: what they stand for is not known.
fn is_broken(planned: &Planned) -> bool {
    // The account's own findings and quotas say nothing of what the input asks for.
    let of_input = |finding: &Diagnostic| finding.severity == Severity::Error && finding.code.0 < 1_000;
    !planned.manifests.refused.is_empty() || !planned.plan.failed.is_empty() || planned.diagnostics.iter().any(of_input)
}

/// Takes from the orphans what may only look like one, and says why it stays.
fn doubtful(planned: &Planned, before: &Account, found: &mut ChangeSet) -> Vec<Kept> {
    if is_broken(planned) {
        let reason = "objects of the input are broken, and what they stand for looks as if nobody wanted it; \
                      mend them, or prune all the same with --prune-beside-errors";
        let kept = |orphan: Orphan| Kept { label: orphan.label, reason: reason.to_owned() };
        return found.orphans.drain(..).map(kept).collect();
    }
    let entries = diff::entries(before);
    let detached = |label: &Label| {
        let service = label.find("+svc:").map_or(labels::service_of(label), |at| &label[at + 1..]);
        let tags = [label.as_str(), service].into_iter().find_map(|label| {
            let tags = entries.get(&label.to_owned())?.tags;
            Some((tags.get(ROUTE_NAMESPACE)?, tags.get(ROUTE_NAME)?))
        });
        let (namespace, name) = tags?;
        let is_it = |object: &&ObjectRef| object.namespace.as_ref() == Some(namespace) && object.name == *name;
        let ignored = planned.diagnostics.iter().filter(|finding| finding.code == IGNORED_ROUTE);
        ignored.filter_map(|finding| finding.object.as_ref()).find(is_it)
    };
    let mut kept = Vec::new();
    found.orphans.retain(|orphan| match detached(&orphan.label) {
        Some(route) => {
            let reason = format!("{route} is in the input, but has no Gateway; mend its parentRefs, or take it out");
            kept.push(Kept { label: orphan.label.clone(), reason });
            false
        }
        None => true,
    });
    kept
}

/// The formats that a set of changes can be printed in.
pub const FORMATS: [Format; 4] = [Format::Text, Format::Json, Format::Yaml, Format::Markdown];

/// A set of changes in one of [`FORMATS`].
pub fn content(wanted: &OutputSpec, compared: &Compared, settings: &Settings) -> String {
    let changes = &compared.aim.changes;
    match wanted.format {
        Format::Json => pretty(&document(compared)),
        Format::Yaml => {
            serde_yaml::to_string(&document(compared)).expect("a set of changes holds only what YAML can say")
        }
        Format::Markdown => render::changes_markdown(changes, &doubts(compared)) + &findings_markdown(compared),
        _ => {
            let painter = output::painter(wanted, settings);
            render::doubted_changes_text(changes, &doubts(compared), painter) + &blocked_text(compared)
        }
    }
}

/// What stands against a comparison being the whole truth.
pub fn doubts(compared: &Compared) -> Vec<String> {
    let mut doubts = Vec::new();
    if !compared.coverage.is_complete() {
        doubts.push("Not everything could be read: this is not the whole truth".to_owned());
    }
    let planned = &compared.planned;
    let unbuilt = planned.unbuilt();
    let hides = |finding: &&Diagnostic| report::hides(finding, &unbuilt, planned.is_strict);
    match planned.diagnostics.iter().filter(hides).count() {
        0 => {}
        1 => doubts.push("1 error: what it is about is not in here".to_owned()),
        errors => doubts.push(format!("{errors} errors: what they are about is not in here")),
    }
    doubts
}

fn findings_markdown(compared: &Compared) -> String {
    let planned = &compared.planned;
    crate::diag::render::markdown(&planned.diagnostics, &planned.manifests.sources)
}

/// What stands in the way of deletions, one line each.
pub fn blocked_text(compared: &Compared) -> String {
    let lines: Vec<String> = compared
        .aim
        .blocked
        .iter()
        .map(|blocked| format!("{} stays: {} is in the way\n", blocked.label, blocked.by.join(", ")))
        .collect();
    lines.concat() + &kept_text(&compared.aim)
}

/// What stays by choice, one line each.
fn kept_text(aim: &Aim) -> String {
    let lines: Vec<String> = aim.kept.iter().map(|kept| format!("{} stays: {}\n", kept.label, kept.reason)).collect();
    lines.concat()
}

/// The JSON document of a set of changes.
pub fn document(compared: &Compared) -> DiffDocument {
    let planned = &compared.planned;
    let findings = records(&planned.diagnostics, &planned.manifests.sources);
    let mut document = DiffDocument::new(&compared.aim.changes, findings);
    document.blocked = compared.aim.blocked.iter().map(|blocked| (blocked.label.clone(), blocked.by.clone())).collect();
    document.unreadable = compared.coverage.gaps().iter().map(ToString::to_string).collect();
    document
}

/// Pretty JSON with a line break at its end.
pub fn pretty<T: serde::Serialize>(value: &T) -> String {
    let value = serde_json::to_value(value).expect("documents hold only what JSON can say");
    format!("{value:#}\n")
}

/// What of two manifest sets differs, without an account.
pub fn between(base: &Planned, planned: &Planned) -> ChangeSet {
    let mut provenance = base.plan.provenance.clone();
    provenance.extend(planned.plan.provenance.clone());
    let origins = Origins { provenance: &provenance, held: &planned.plan.held, managed_by: None };
    let mut before = base.plan.after.clone();
    let mut after = planned.plan.after.clone();
    take_to_exist(&base.plan, &mut after);
    take_to_exist(&planned.plan, &mut before);
    diff::compare(&before, &after, &origins)
}

/// What one set of manifests takes to exist exists beside the other set as well: nobody makes or deletes it.
fn take_to_exist(plan: &Plan, account: &mut Account) {
    for label in plan.assumptions.keys() {
        if let Some(group) = plan.after.target_groups.get(label) {
            account.target_groups.entry(label.clone()).or_insert_with(|| group.clone());
        }
        if let Some(network) = plan.after.service_networks.get(label) {
            // A policy on it is what these manifests add.
            let bare = || ServiceNetwork { name: network.name.clone(), ..ServiceNetwork::default() };
            account.service_networks.entry(label.clone()).or_insert_with(bare);
        }
    }
}
