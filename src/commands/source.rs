//! From paths, cluster and account to manifests and their plan: what most verbs begin with.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::api::{DecodeOptions, IpFamily, Manifests, decode};
use crate::apply::SavedPlan;
use crate::diag::{Diagnostics, ObjectRef, Sources};
use crate::diff::live_status;
use crate::error::Error;
use crate::load::{self, Document, Exclusions, Input, Limits, LoadError};
use crate::model::{Account, FORMAT_VERSION};
use crate::render::PlanReport;
use crate::settings::{self, Settings};
use crate::translate::{Plan, Quotas, TranslateOptions, translate};

use super::cluster::{ClusterArgs, Live};
use super::output::write_stderr;
use super::target_health;

/// Where manifests come from.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct SourceArgs {
    /// Manifests: files, folders (with all below), globs, or - for stdin; default: the working folder
    #[arg(value_name = "PATH", value_hint = clap::ValueHint::AnyPath)]
    pub paths: Vec<String>,

    /// Leave out files of folders: a name, or with a slash the end of a path, as a glob; may be given several times
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,

    /// The live cluster.
    #[command(flatten)]
    pub cluster: ClusterArgs,
}

/// Manifests, and what was found while reading them.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The manifests.
    pub manifests: Manifests,
    /// Findings so far, unsorted.
    pub diagnostics: Diagnostics,
    /// What the cluster tells beside its objects, where one was read.
    pub live: Option<Live>,
}

/// Manifests, what they stand for, and every finding.
#[derive(Debug)]
pub struct Planned {
    /// The manifests.
    pub manifests: Manifests,
    /// What they stand for.
    pub plan: Plan,
    /// All findings, sorted, made strict where that was asked for.
    pub diagnostics: Diagnostics,
    /// What the cluster tells beside its objects, where one was read.
    pub live: Option<Live>,
    /// Whether warnings were made errors.
    pub is_strict: bool,
}

impl Planned {
    /// Objects that were refused or fail: what they stand for is in no plan.
    pub fn unbuilt(&self) -> BTreeSet<ObjectRef> {
        self.manifests.refused.iter().chain(&self.plan.failed).cloned().collect()
    }

    /// What the renderers take. `placeholders` are those of the settings.
    pub fn report<'a>(&'a self, settings: &'a Settings, placeholders: &'a [&'static str]) -> PlanReport<'a> {
        PlanReport {
            plan: &self.plan,
            context: &settings.context,
            placeholders,
            diagnostics: &self.diagnostics,
            sources: &self.manifests.sources,
            has_endpoint_slices: self.manifests.has_endpoint_slices,
        }
    }
}

/// Reads and checks manifests from files, stdin and the cluster.
pub fn load(source: &SourceArgs, settings: &Settings) -> Result<Loaded, Error> {
    let mut diagnostics = Diagnostics::new();
    let (sources, documents, live) = if let Some(prepared) = source.cluster.take() {
        diagnostics.extend(prepared.diagnostics);
        (prepared.sources, prepared.documents, Some(prepared.live))
    } else {
        let (sources, documents) = read_files(source, settings, &mut diagnostics)?;
        (sources, documents, None)
    };
    let options = DecodeOptions {
        default_namespace: settings.namespace.clone(),
        ip_family: match settings.ip_family {
            settings::IpFamily::Ipv4 => IpFamily::V4,
            settings::IpFamily::Ipv6 => IpFamily::V6,
        },
    };
    let manifests = decode(sources, documents, &options, &mut diagnostics);
    Ok(Loaded { manifests, diagnostics, live })
}

/// Reads the files of a verb; without any PATH the working folder.
pub fn read_files(
    source: &SourceArgs,
    settings: &Settings,
    diagnostics: &mut Diagnostics,
) -> Result<(Sources, Vec<Document>), Error> {
    let paths = if source.paths.is_empty() { &[".".to_owned()] } else { source.paths.as_slice() };
    let inputs: Vec<Input> = paths.iter().map(|path| Input::from_argument(path)).collect();
    let patterns: Vec<String> = source.exclude.iter().chain(&settings.exclude).cloned().collect();
    let wrong = |error: LoadError| Error::failed(error.to_string(), error);
    let exclusions = Exclusions::new(&patterns).map_err(wrong)?;
    load::read_without(&inputs, &exclusions, &Limits::default(), diagnostics).map_err(wrong)
}

/// Translates what was loaded, in the account `before` where one is known.
pub fn plan(loaded: Loaded, settings: &Settings, before: Option<Account>) -> Planned {
    let Loaded { manifests, mut diagnostics, live } = loaded;
    let options = TranslateOptions { quotas: quotas(settings) };
    let plan = translate(&manifests, &settings.context, &options, before, &mut diagnostics);
    if let Some(live) = &live {
        diagnostics.extend(live_status::compare(&plan.statuses, &live.statuses, live.complete));
    }
    finish(&mut diagnostics, settings);
    Planned { manifests, plan, diagnostics, live, is_strict: settings.strict }
}

/// The last step over findings: `--strict`, then the order that every output shares.
pub fn finish(diagnostics: &mut Diagnostics, settings: &Settings) {
    if settings.strict {
        diagnostics.make_strict();
    }
    diagnostics.sort();
}

/// Reads an account snapshot (`--live FILE`).
pub fn read_account(path: &Path) -> Result<Account, Error> {
    let text = std::fs::read_to_string(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    let wrong =
        |source: crate::error::Cause| Error::Format { path: path.to_owned(), expected: "an account snapshot", source };
    let mut value: Value = serde_json::from_str(&text).map_err(|error| wrong(error.into()))?;
    target_health::put_back(&mut value);
    is_account(&value).map_err(|reason| wrong(reason.into()))?;
    if value.get("redacted") == Some(&Value::Bool(true)) {
        let path = path.display();
        write_stderr(&format!(
            "warning: {path} is redacted: accounts, addresses and policies in it are stand-ins, and differ for that\n"
        ));
    }
    let account: Account = serde_json::from_value(value).map_err(|error| wrong(error.into()))?;
    let major = |version: &str| version.split('.').next().map(str::to_owned);
    match &account.format_version {
        Some(version) if major(version) != major(FORMAT_VERSION) => {
            Err(wrong(format!("format version {version} is not known here (this is {FORMAT_VERSION})").into()))
        }
        _ => Ok(account),
    }
}

/// Says why a document is no account form: an empty account in its place would make everything look new.
/// What a later version adds beside the sections is left alone.
fn is_account(document: &Value) -> Result<(), String> {
    const BESIDE: [&str; 3] = ["format_version", "redacted", "unreadable"];
    let Value::Object(members) = document else { return Err("it is no JSON object".to_owned()) };
    if members.get("kind").and_then(Value::as_str) == Some(SavedPlan::KIND) {
        return Err("it is a plan file: `apply FILE` and `drift --plan FILE` take it".to_owned());
    }
    let sections = serde_json::to_value(Account { certificates: Some(Vec::new()), ..Account::default() });
    let sections = sections.expect("the account form is always JSON");
    let sections: Vec<&str> = sections.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    let unknown = members.keys().filter(|name| !sections.contains(&name.as_str()) && !BESIDE.contains(&name.as_str()));
    let unknown: Vec<&str> = unknown.map(String::as_str).collect();
    for name in &unknown {
        let slip = |section: &&&str| strsim::osa_distance(&section.to_lowercase(), &name.to_lowercase()) <= 2;
        if let Some(section) = sections.iter().find(slip) {
            return Err(format!("it has `{name}`: did you mean `{section}`?"));
        }
    }
    if sections.iter().any(|section| members.contains_key(*section)) {
        return Ok(());
    }
    Err(match unknown.as_slice() {
        [] => "it has none of an account's sections (`services`, `targetGroups`, ...)".to_owned(),
        names => format!(
            "it has none of an account's sections (`services`, `targetGroups`, ...), but {}",
            names.iter().take(6).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
        ),
    })
}

/// Quotas of the account: what the configuration raised, over VPC Lattice's defaults.
pub fn quotas(settings: &Settings) -> Quotas {
    let (raised, usual) = (settings.quotas, Quotas::default());
    Quotas {
        rules_per_listener: raised.rules_per_listener.unwrap_or(usual.rules_per_listener),
        listeners_per_service: raised.listeners_per_service.unwrap_or(usual.listeners_per_service),
        target_groups_per_service: raised.target_groups_per_service.unwrap_or(usual.target_groups_per_service),
        targets_per_target_group: raised.targets_per_target_group.unwrap_or(usual.targets_per_target_group),
        services: raised.services.unwrap_or(usual.services),
        service_networks: raised.service_networks.unwrap_or(usual.service_networks),
        target_groups: raised.target_groups.unwrap_or(usual.target_groups),
        service_associations_per_network: raised
            .service_associations_per_network
            .unwrap_or(usual.service_associations_per_network),
        vpc_associations_per_network: raised.vpc_associations_per_network.unwrap_or(usual.vpc_associations_per_network),
    }
}
