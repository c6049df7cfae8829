//! The plan as one versioned JSON document: `-o json`, `-o yaml`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::view::{Action, PlanReport, action, all_labels, removed};
use crate::diag::render::{FindingRecord, records};
use crate::diag::{ObjectRef, Severity};
use crate::model::{Account, FORMAT_VERSION, Label};
use crate::settings::Context;
use crate::translate::{Assumption, ObjectStatus, SourcePlace};

/// What `latticectl plan -o json` prints. Fields may be added; readers ignore those they do not know and
/// refuse another major version.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "latticectl plan")]
pub struct PlanDocument {
    /// The version of this form.
    pub format_version: String,
    /// What no manifest carries.
    pub context: ContextRecord,
    /// Numbers.
    pub summary: Summary,
    /// Everything that the manifests ask for, by section and address.
    pub resources: Vec<Resource>,
    /// Addresses of what is in the account (`--live`) and will be gone.
    pub removed: Vec<Label>,
    /// CNAME records to create.
    pub dns_records: Vec<DnsRecord>,
    /// The objects that have a status, in the order of the input.
    pub objects: Vec<ObjectRecord>,
    /// Everything that is to be said about the manifests.
    pub findings: Vec<FindingRecord>,
}

/// The controller's environment.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ContextRecord {
    /// The AWS account.
    pub account: String,
    /// The region.
    pub region: String,
    /// The cluster's name.
    pub cluster_name: String,
    /// The cluster's VPC.
    pub vpc_id: String,
    /// The service network that the controller makes by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_service_network: Option<String>,
    /// Whether everything goes into the default service network.
    pub service_network_override: bool,
    /// Settings that nobody gave: their values above are stand-ins.
    pub placeholders: Vec<String>,
}

/// How much there is of what.
#[derive(Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Summary {
    /// Service networks that the plan makes or uses.
    pub service_networks: usize,
    /// Services.
    pub services: usize,
    /// Listeners.
    pub listeners: usize,
    /// Rules.
    pub rules: usize,
    /// Target groups.
    pub target_groups: usize,
    /// Targets.
    pub targets: usize,
    /// Objects that the controller would refuse or fail.
    pub failed_objects: usize,
    /// Resources to create.
    pub create: usize,
    /// Resources to change.
    pub update: usize,
    /// Resources that will be gone.
    pub remove: usize,
    /// Findings of level error.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
}

/// One resource of the plan.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Resource {
    /// Its label in the account form; it does not change between runs.
    pub address: Label,
    /// `service`, `listener`, ...
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// `create`, `update`, `keep` (in the account of `--live`) or `assume` (taken to exist).
    pub action: &'static str,
    /// Why it is here although nobody has seen it: `exists` or `found-at-apply`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assumption: Option<Assumption>,
    /// The object and field that ask for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<SourcePlace>,
    /// Other objects that shape it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub also: Vec<SourcePlace>,
    /// The resource as VPC Lattice's API spells it (see the schema of snapshots).
    pub values: Value,
}

/// A CNAME record to create.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DnsRecord {
    /// The custom domain.
    pub name: String,
    /// Always `CNAME`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The service's address.
    pub service: Label,
    /// The service's DNS name; absent until it exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// An object with its status.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ObjectRecord {
    /// `apiVersion`.
    pub api_version: String,
    /// The object.
    pub object: ObjectRef,
    /// Whether the controller would refuse or fail it: nothing of it is in the plan.
    pub failed: bool,
    /// `status` as the controller would write it.
    pub status: Value,
}

/// The numbers of a plan.
pub fn summary(report: PlanReport<'_>) -> Summary {
    let plan = report.plan;
    let account = &plan.after;
    let asked = |label: &Label| plan.provenance.contains_key(label) || plan.assumptions.contains_key(label);
    fn count<T>(section: &BTreeMap<Label, T>, asked: &dyn Fn(&Label) -> bool) -> usize {
        section.keys().filter(|label| asked(label)).count()
    }
    let severity = |severity: Severity| report.diagnostics.iter().filter(|item| item.severity == severity).count();
    let own = account.target_groups.iter().filter(|(label, _)| plan.provenance.contains_key(*label));
    let actions: Vec<Action> =
        all_labels(account).filter(|label| asked(label)).map(|label| action(plan, label)).collect();
    let by_action = |wanted: Action| actions.iter().filter(|action| **action == wanted).count();
    Summary {
        service_networks: count(&account.service_networks, &asked),
        services: count(&account.services, &asked),
        listeners: count(&account.listeners, &asked),
        rules: count(&account.rules, &asked),
        target_groups: count(&account.target_groups, &asked),
        targets: own.map(|(_, group)| group.targets.len()).sum(),
        failed_objects: plan.failed.len(),
        create: by_action(Action::Create),
        update: by_action(Action::Update),
        remove: removed(plan).len(),
        errors: severity(Severity::Error),
        warnings: severity(Severity::Warning),
        notes: severity(Severity::Note),
    }
}

/// The document of a plan.
pub fn document(report: PlanReport<'_>) -> PlanDocument {
    let plan = report.plan;
    let objects = plan.statuses.iter().map(|status| {
        let ObjectStatus { api_version, object, status } = status.clone();
        ObjectRecord { api_version, failed: plan.failed.contains(&object), object, status }
    });
    PlanDocument {
        format_version: FORMAT_VERSION.to_owned(),
        context: context(report.context, report.placeholders),
        summary: summary(report),
        resources: resources(report),
        removed: removed(plan),
        dns_records: dns_records(report),
        objects: objects.collect(),
        findings: records(report.diagnostics, report.sources),
    }
}

fn context(context: &Context, placeholders: &[&str]) -> ContextRecord {
    let Context { account, region, cluster_name, vpc_id, default_service_network, service_network_override } =
        context.clone();
    let placeholders = placeholders.iter().map(|name| (*name).to_owned()).collect();
    ContextRecord {
        account,
        region,
        cluster_name,
        vpc_id,
        default_service_network,
        service_network_override,
        placeholders,
    }
}

/// CNAME records to create, with the DNS names that are known.
pub fn dns_records(report: PlanReport<'_>) -> Vec<DnsRecord> {
    let known = |service: &str| {
        let entry = report.plan.after.services.get(service)?.identity.dns_entry.as_ref()?;
        Some(entry.get("domainName")?.as_str()?.to_owned())
    };
    let records = report.plan.dns_records.iter();
    records
        .map(|(name, service)| DnsRecord {
            name: name.clone(),
            kind: "CNAME",
            service: service.clone(),
            value: known(service),
        })
        .collect()
}

/// What a label's section is called.
fn sections(account: &Account) -> BTreeMap<&Label, (&'static str, Value)> {
    fn add<'a, T: Serialize>(
        out: &mut BTreeMap<&'a Label, (&'static str, Value)>,
        kind: &'static str,
        section: &'a BTreeMap<Label, T>,
    ) {
        for (label, resource) in section {
            // The model's members are all JSON's own.
            out.insert(label, (kind, serde_json::to_value(resource).unwrap_or_default()));
        }
    }
    let mut out = BTreeMap::new();
    add(&mut out, "service_network", &account.service_networks);
    add(&mut out, "service", &account.services);
    add(&mut out, "listener", &account.listeners);
    add(&mut out, "rule", &account.rules);
    add(&mut out, "target_group", &account.target_groups);
    add(&mut out, "service_network_service_association", &account.service_network_service_associations);
    add(&mut out, "service_network_vpc_association", &account.service_network_vpc_associations);
    add(&mut out, "access_log_subscription", &account.access_log_subscriptions);
    out
}

fn resources(report: PlanReport<'_>) -> Vec<Resource> {
    let plan = report.plan;
    let mut values = sections(&plan.after);
    let asked = |label: &Label| plan.provenance.contains_key(label) || plan.assumptions.contains_key(label);
    let mut labels: Vec<&Label> = all_labels(&plan.after).filter(|label| asked(label)).collect();
    // What an import finds at apply need not be in the account form.
    let elsewhere = plan.assumptions.keys().filter(|label| !values.contains_key(label));
    labels.extend(elsewhere);
    labels
        .into_iter()
        .map(|label| {
            let (kind, values) =
                values.remove(label).unwrap_or_else(|| (kind_of(label), Value::Object(serde_json::Map::default())));
            let provenance = plan.provenance.get(label).cloned();
            let (source, also) = provenance.map_or((None, Vec::new()), |found| (Some(found.source), found.also));
            let action = action(plan, label).name();
            let assumption = plan.assumptions.get(label).copied();
            Resource { address: label.clone(), kind, action, assumption, source, also, values }
        })
        .collect()
}

fn kind_of(label: &str) -> &'static str {
    if label.starts_with("sn:") { "service_network" } else { "target_group" }
}

/// The JSON Schema of [`PlanDocument`], as published in `schemas/`.
pub fn plan_schema() -> String {
    let schema = schemars::schema_for!(PlanDocument);
    format!("{:#}\n", schema.to_value())
}

/// The JSON Schema of the account form, as published in `schemas/`.
pub fn snapshot_schema() -> String {
    let schema = schemars::schema_for!(Account);
    format!("{:#}\n", schema.to_value())
}
