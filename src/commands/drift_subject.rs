//! What `drift` compares: the account as it is, and what manifests or a plan file want of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::account::{PlannedInAccount, plan_in_account, plan_in_snapshot, read_snapshot, unreachable};
use super::cluster::Live;
use super::source::{self, Loaded, SourceArgs};
use crate::apply;
use crate::aws::ReadClient;
use crate::diag::{Diagnostics, ObjectRef, Sources};
use crate::diff::drift::relabel_with;
use crate::error::Error;
use crate::model::{Account, Label};
use crate::observe::{Coverage, Scope, observe};
use crate::settings::Settings;
use crate::translate::{Plan, Provenance, TranslateOptions, translate};

/// What is wanted, before the account has been looked at.
#[derive(Clone, Debug)]
pub enum Wanted {
    /// What manifests stand for.
    Manifests(Box<Loaded>),
    /// What a plan file says.
    Plan(Box<Planned>),
}

/// A plan file's contents.
#[derive(Clone, Debug)]
pub struct Planned {
    after: Account,
    provenance: BTreeMap<Label, Provenance>,
    held: BTreeMap<Label, ObjectRef>,
    taken_to_exist: BTreeSet<Label>,
    account: String,
    managed_by: String,
    vpc_id: String,
}

/// Both ends, and everything that is to be said about them.
#[derive(Debug)]
pub struct Subject {
    /// The account as it is.
    pub account: Account,
    /// The account as it is wanted.
    pub wanted: Account,
    /// What the manifests would make where nothing is yet; a plan file does not tell.
    pub fresh: Option<Box<Plan>>,
    /// The objects that ask for its parts.
    pub provenance: BTreeMap<Label, Provenance>,
    /// What belongs to objects that failed.
    pub held: BTreeMap<Label, ObjectRef>,
    /// Objects that were refused or fail.
    pub unbuilt: BTreeSet<ObjectRef>,
    /// The value of our ownership tag.
    pub managed_by: String,
    /// What could not be read.
    pub coverage: Coverage,
    /// Findings, unsorted.
    pub diagnostics: Diagnostics,
    /// The texts that they point into.
    pub sources: Sources,
    /// What the cluster showed of the objects that may ask for something; none where files did.
    pub live: Option<Live>,
}

impl Wanted {
    /// Reads a plan file where one is named, else manifests.
    pub fn read(plan: Option<&Path>, source: &SourceArgs, settings: &Settings) -> Result<Self, Error> {
        let Some(path) = plan else { return Ok(Self::Manifests(Box::new(source::load(source, settings)?))) };
        let text = std::fs::read_to_string(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
        let wrong =
            |source: crate::error::Cause| Error::Format { path: path.to_owned(), expected: "a plan file", source };
        let planned = apply::SavedPlan::read(&text).map(of_change).map_err(|error| wrong(error.into()))?;
        Ok(Self::Plan(Box::new(planned)))
    }

    /// Whether it was read from files, and can be read again.
    pub fn is_from_files(&self) -> bool {
        matches!(self, Self::Manifests(loaded) if loaded.live.is_none())
    }
}

fn of_change(saved: apply::SavedPlan) -> Planned {
    Planned {
        after: saved.after,
        provenance: saved.causes.iter().map(|(label, cause)| (label.clone(), Provenance::from(cause))).collect(),
        held: BTreeMap::new(),
        taken_to_exist: saved.taken_to_exist,
        account: saved.account,
        managed_by: saved.managed_by,
        vpc_id: saved.vpc_id,
    }
}

/// Both ends, with the account looked at now.
pub async fn subject(
    reader: &ReadClient,
    wanted: Wanted,
    without_tagging_api: bool,
    settings: &Settings,
) -> Result<Subject, Error> {
    match wanted {
        Wanted::Manifests(loaded) => {
            Ok(of_manifests(Box::pin(plan_in_account(reader, *loaded, settings, without_tagging_api)).await?, settings))
        }
        Wanted::Plan(planned) => {
            let scope = Scope {
                account: planned.account.clone(),
                managed_by: Some(planned.managed_by.clone()),
                networks: planned.after.service_networks.values().map(|network| network.name.clone()).collect(),
                services: planned.after.services.values().map(|service| service.name.clone()).collect(),
                vpc_id: Some(planned.vpc_id.clone()),
                without_tagging_api,
                ..Scope::default()
            };
            let seen = Box::pin(observe(reader, &scope)).await.map_err(|error| unreachable(&error))?;
            Ok(of_file(*planned, seen.account, seen.coverage))
        }
    }
}

/// Both ends, with a snapshot in the account's place.
pub fn subject_in_snapshot(path: &Path, wanted: Wanted, settings: &Settings) -> Result<Subject, Error> {
    match wanted {
        Wanted::Manifests(loaded) => Ok(of_manifests(plan_in_snapshot(*loaded, settings, path)?, settings)),
        Wanted::Plan(planned) => {
            let (account, coverage) = read_snapshot(path)?;
            Ok(of_file(*planned, account, coverage))
        }
    }
}

fn of_manifests(found: PlannedInAccount, settings: &Settings) -> Subject {
    let PlannedInAccount { planned, coverage, .. } = found;
    let options = TranslateOptions { quotas: source::quotas(settings) };
    // Its findings are those of the plan in the account, or untrue there.
    let fresh = translate(&planned.manifests, &settings.context, &options, None, &mut Diagnostics::new());
    Subject {
        unbuilt: planned.unbuilt(),
        fresh: Some(Box::new(fresh)),
        account: planned.plan.before.unwrap_or_default(),
        wanted: planned.plan.after,
        provenance: planned.plan.provenance,
        held: planned.plan.held,
        managed_by: settings.context.managed_by(),
        coverage,
        diagnostics: planned.diagnostics,
        sources: planned.manifests.sources,
        live: planned.live,
    }
}

fn of_file(planned: Planned, account: Account, coverage: Coverage) -> Subject {
    let (mut wanted, provenance) = relabel_with(&planned.after, &planned.provenance, &account);
    for label in &planned.taken_to_exist {
        // What the plan took to exist is as it is.
        if let Some(network) = account.service_networks.get(label) {
            wanted.service_networks.insert(label.clone(), network.clone());
        }
    }
    Subject {
        account,
        wanted,
        fresh: None,
        unbuilt: BTreeSet::new(),
        provenance,
        held: planned.held,
        managed_by: planned.managed_by,
        coverage,
        diagnostics: Diagnostics::new(),
        sources: Sources::default(),
        live: None,
    }
}
