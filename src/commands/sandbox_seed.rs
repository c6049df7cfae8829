//! What a sandbox begins with, from the plan of some manifests: what the plan can only find at apply stands
//! there as the other cluster would have made it.

use std::collections::BTreeMap;

use crate::apply::fingerprint;
use crate::diff::{MANAGED_BY, referred};
use crate::model::tags::{CLUSTER_NAME, SERVICE_NAME, SERVICE_NAMESPACE, SOURCE_TYPE};
use crate::model::{Account, Certificate, Identity, Label, TagMap, TargetGroup, TargetGroupConfig};
use crate::settings::Context;
use crate::translate::{Assumption, Plan};

/// Where an exporting cluster and its VPC are not named.
const ELSEWHERE: &str = "elsewhere";
const VPC_ELSEWHERE: &str = "vpc-0e15e15e15e15e15e";

/// The account after the plan, with the target groups that imports take to exist, and the certificates that
/// services name.
pub fn account(plan: &Plan, context: &Context) -> Account {
    let mut account = plan.after.clone();
    let assumed = plan.assumptions.iter().filter(|(_, assumption)| **assumption == Assumption::FoundAtApply);
    for (label, _) in assumed {
        let Some(group) = account.target_groups.get(label) else { continue };
        let made = match label.strip_prefix("tg:import:").and_then(Export::read) {
            Some(export) => export.group(context, is_passthrough(&account, label)),
            None => named(group, is_passthrough(&account, label)),
        };
        account.target_groups.insert(label.clone(), made);
    }
    let mut certificates = named_certificates(&account);
    if !certificates.is_empty() {
        let known = account.certificates.get_or_insert_default();
        certificates.retain(|named| !known.iter().any(|known| known.certificate_arn == named.certificate_arn));
        known.extend(certificates);
    }
    account
}

/// The certificates that services name, for the domains of those services.
fn named_certificates(account: &Account) -> Vec<Certificate> {
    let mut domains: BTreeMap<&String, Vec<String>> = BTreeMap::new();
    for service in account.services.values() {
        if let Some(arn) = &service.certificate_arn {
            domains.entry(arn).or_default().extend(service.custom_domain_name.clone());
        }
    }
    let issued = |(arn, domains): (&String, Vec<String>)| Certificate {
        certificate_arn: arn.clone(),
        domain_name: domains.first().cloned().unwrap_or_default(),
        status: Some("ISSUED".to_owned()),
        key_algorithm: Some("RSA_2048".to_owned()),
        subject_alternative_names: domains,
        issued_at: Some(1_767_225_600.into()),
        ..Certificate::default()
    };
    domains.into_iter().map(issued).collect()
}

/// What an import asks for: `NAMESPACE/NAME[@CLUSTER][/VPC]`.
struct Export<'a> {
    namespace: &'a str,
    name: &'a str,
    cluster: &'a str,
    vpc: &'a str,
}

impl<'a> Export<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let (object, whose) = text.split_once('@').unwrap_or((text, ""));
        let (namespace, name) = object.split_once('/')?;
        let (cluster, vpc) = match whose.rsplit_once('/') {
            Some((cluster, vpc)) => (cluster, vpc),
            None if whose.starts_with("vpc-") => (ELSEWHERE, whose),
            None if whose.is_empty() => (ELSEWHERE, VPC_ELSEWHERE),
            None => (whose, VPC_ELSEWHERE),
        };
        Some(Self { namespace, name, cluster, vpc })
    }

    /// As the controller of that cluster makes it.
    fn group(&self, context: &Context, tcp: bool) -> TargetGroup {
        let Self { namespace, name, cluster, vpc } = self;
        let tag = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        let tags = TagMap::from([
            (MANAGED_BY.to_owned(), format!("{}/{cluster}/{vpc}", context.account)),
            tag(SOURCE_TYPE, "ServiceExport"),
            tag(CLUSTER_NAME, cluster),
            tag(SERVICE_NAME, name),
            tag(SERVICE_NAMESPACE, namespace),
        ]);
        let config = TargetGroupConfig { vpc_identifier: Some((*vpc).to_owned()), ..config(tcp) };
        TargetGroup {
            name: group_name(&format!("{namespace}-{name}"), &format!("{cluster}/{vpc}")),
            kind: "IP".to_owned(),
            config: Some(config),
            tags,
            ..TargetGroup::default()
        }
    }
}

/// A group that an import names by its ARN.
fn named(group: &TargetGroup, tcp: bool) -> TargetGroup {
    let arn = group.identity.arn.clone();
    let id = arn.as_deref().and_then(|arn| arn.rsplit('/').next()).map(str::to_owned);
    TargetGroup {
        name: group_name("imported", arn.as_deref().unwrap_or_default()),
        kind: "IP".to_owned(),
        config: Some(TargetGroupConfig { vpc_identifier: Some(VPC_ELSEWHERE.to_owned()), ..config(tcp) }),
        identity: Identity { id, arn, ..Identity::default() },
        ..TargetGroup::default()
    }
}

fn config(tcp: bool) -> TargetGroupConfig {
    TargetGroupConfig {
        port: Some(80),
        protocol: Some(if tcp { "TCP" } else { "HTTP" }.to_owned()),
        protocol_version: (!tcp).then(|| "HTTP1".to_owned()),
        ip_address_type: Some("IPV4".to_owned()),
        ..TargetGroupConfig::default()
    }
}

/// Fits the name's pattern, and differs where the group does.
fn group_name(stem: &str, differs_by: &str) -> String {
    let digest = fingerprint(differs_by).to_lowercase();
    let letters: String = digest.chars().filter(char::is_ascii_alphanumeric).take(10).collect();
    let stem: String = stem.chars().take(40).collect();
    format!("k8s-{}-{letters}", stem.trim_matches('-'))
}

/// Whether a TLS listener forwards to a group.
fn is_passthrough(account: &Account, group: &Label) -> bool {
    let tls = account.listeners.iter().filter(|(_, listener)| listener.protocol == "TLS_PASSTHROUGH");
    tls.into_iter().any(|(label, _)| referred(account, label).contains(&group))
}
