//! The plan as one versioned JSON document: `-o json`, `-o yaml`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::view::{Action, PlanReport, action, all_labels, removed};
use crate::diag::render::{FindingRecord, records};
use crate::diag::{ObjectRef, Severity};
use crate::model::{
    AccessLogSubscription, Account, FORMAT_VERSION, Label, Listener, Rule, Service, ServiceNetwork,
    ServiceNetworkServiceAssociation, ServiceNetworkVpcAssociation, TargetGroup,
};
use crate::settings::Context;
use crate::translate::{Assumption, Plan, SourcePlace};

/// What `latticectl plan -o json` prints. Fields may be added; readers ignore those they do not know and
/// refuse another major version.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "latticectl plan")]
pub struct PlanDocument<'a> {
    /// The version of this form.
    pub format_version: &'static str,
    /// What no manifest carries.
    pub context: ContextRecord<'a>,
    /// Numbers.
    pub summary: Summary,
    /// Everything that the manifests ask for, by section and address.
    pub resources: Vec<Resource<'a>>,
    /// Addresses of what is in the account (`--live`) and will be gone.
    pub removed: Vec<Label>,
    /// CNAME records to create.
    pub dns_records: Vec<DnsRecord<'a>>,
    /// The objects that have a status, in the order of the input.
    pub objects: Vec<ObjectRecord<'a>>,
    /// Everything that is to be said about the manifests.
    pub findings: Vec<FindingRecord>,
}

/// The controller's environment.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ContextRecord<'a> {
    /// The AWS account.
    pub account: &'a str,
    /// The region.
    pub region: &'a str,
    /// The cluster's name.
    pub cluster_name: &'a str,
    /// The cluster's VPC.
    pub vpc_id: &'a str,
    /// The service network that the controller makes by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_service_network: Option<&'a str>,
    /// Whether everything goes into the default service network.
    pub service_network_override: bool,
    /// Settings that nobody gave: their values above are stand-ins.
    pub placeholders: &'a [&'static str],
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
pub struct Resource<'a> {
    /// Its label in the account form; it does not change between runs.
    pub address: &'a str,
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
    pub source: Option<&'a SourcePlace>,
    /// Other objects that shape it.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    #[schemars(default)]
    pub also: &'a [SourcePlace],
    /// The resource as VPC Lattice's API spells it (see the schema of snapshots).
    #[schemars(with = "Value")]
    pub values: Values<'a>,
}

/// A resource in the form of its kind.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(untagged)]
pub enum Values<'a> {
    ServiceNetwork(&'a ServiceNetwork),
    Service(&'a Service),
    Listener(&'a Listener),
    Rule(&'a Rule),
    TargetGroup(&'a TargetGroup),
    ServiceAssociation(&'a ServiceNetworkServiceAssociation),
    VpcAssociation(&'a ServiceNetworkVpcAssociation),
    AccessLogSubscription(&'a AccessLogSubscription),
    /// A service network or target group of which nothing is known before apply.
    FoundAtApply {},
}

/// A CNAME record to create.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DnsRecord<'a> {
    /// The custom domain.
    pub name: &'a str,
    /// Always `CNAME`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The service's address.
    pub service: &'a str,
    /// The service's DNS name; absent until it exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<&'a str>,
}

/// An object with its status.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ObjectRecord<'a> {
    /// `apiVersion`.
    pub api_version: &'a str,
    /// The object.
    pub object: &'a ObjectRef,
    /// Whether the controller would refuse or fail it: nothing of it is in the plan.
    pub failed: bool,
    /// `status` as the controller would write it.
    pub status: &'a Value,
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
pub fn document(report: PlanReport<'_>) -> PlanDocument<'_> {
    let plan = report.plan;
    let objects = plan.statuses.iter().map(|status| ObjectRecord {
        api_version: &status.api_version,
        object: &status.object,
        failed: plan.failed.contains(&status.object),
        status: &status.status,
    });
    PlanDocument {
        format_version: FORMAT_VERSION,
        context: context(report.context, report.placeholders),
        summary: summary(report),
        resources: resources(report),
        removed: removed(plan),
        dns_records: dns_records(report),
        objects: objects.collect(),
        findings: records(report.diagnostics, report.sources),
    }
}

fn context<'a>(context: &'a Context, placeholders: &'a [&'static str]) -> ContextRecord<'a> {
    let Context { account, region, cluster_name, vpc_id, default_service_network, service_network_override } = context;
    ContextRecord {
        account,
        region,
        cluster_name,
        vpc_id,
        default_service_network: default_service_network.as_deref(),
        service_network_override: *service_network_override,
        placeholders,
    }
}

/// CNAME records to create, with the DNS names that are known.
pub fn dns_records(report: PlanReport<'_>) -> Vec<DnsRecord<'_>> {
    let plan = report.plan;
    let known = |service: &str| {
        let entry = plan.after.services.get(service)?.identity.dns_entry.as_ref()?;
        entry.get("domainName")?.as_str()
    };
    let records = plan.dns_records.iter();
    records.map(|(name, service)| DnsRecord { name, kind: "CNAME", service, value: known(service) }).collect()
}

fn resources(report: PlanReport<'_>) -> Vec<Resource<'_>> {
    let after = &report.plan.after;
    let mut asked = Asked { plan: report.plan, resources: Vec::with_capacity(report.plan.provenance.len()) };
    asked.section("service_network", &after.service_networks, Values::ServiceNetwork);
    asked.section("service", &after.services, Values::Service);
    asked.section("listener", &after.listeners, Values::Listener);
    asked.section("rule", &after.rules, Values::Rule);
    asked.section("target_group", &after.target_groups, Values::TargetGroup);
    let associations = &after.service_network_service_associations;
    asked.section("service_network_service_association", associations, Values::ServiceAssociation);
    let associations = &after.service_network_vpc_associations;
    asked.section("service_network_vpc_association", associations, Values::VpcAssociation);
    asked.section("access_log_subscription", &after.access_log_subscriptions, Values::AccessLogSubscription);
    // What an import finds at apply need not be in the account form.
    for label in report.plan.assumptions.keys() {
        let network = label.starts_with("sn:");
        let seen =
            if network { after.service_networks.contains_key(label) } else { after.target_groups.contains_key(label) };
        if !seen {
            asked.add(label, if network { "service_network" } else { "target_group" }, Values::FoundAtApply {});
        }
    }
    asked.resources
}

/// What manifests ask for, out of all that will be in the account.
struct Asked<'a> {
    plan: &'a Plan,
    resources: Vec<Resource<'a>>,
}

impl<'a> Asked<'a> {
    fn section<T>(&mut self, kind: &'static str, section: &'a BTreeMap<Label, T>, values: fn(&'a T) -> Values<'a>) {
        for (label, resource) in section {
            self.add(label, kind, values(resource));
        }
    }

    fn add(&mut self, address: &'a str, kind: &'static str, values: Values<'a>) {
        let provenance = self.plan.provenance.get(address);
        let assumption = self.plan.assumptions.get(address).copied();
        if provenance.is_none() && assumption.is_none() {
            return;
        }
        self.resources.push(Resource {
            address,
            kind,
            action: action(self.plan, address).name(),
            assumption,
            source: provenance.map(|found| &found.source),
            also: provenance.map_or(&[], |found| &found.also),
            values,
        });
    }
}

/// The JSON Schema of [`PlanDocument`], as published in `schemas/`.
pub fn plan_schema() -> String {
    let schema = schemars::schema_for!(PlanDocument);
    format!("{:#}\n", schema.to_value())
}

/// The JSON Schema of the account form, as published in `schemas/`.
pub fn snapshot_schema() -> String {
    let mut schema = schemars::schema_for!(Account).to_value();
    // Beside the sections; the account form knows a target by id and port alone.
    schema["properties"]["targetHealth"] = serde_json::json!({
        "description": "The health of targets when the snapshot was made: by target group, in the order of its targets.",
        "type": "object",
        "additionalProperties": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"status": {"type": "string"}, "reasonCode": {"type": "string"}},
            },
        },
    });
    format!("{schema:#}\n")
}
