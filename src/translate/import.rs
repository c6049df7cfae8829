//! Imported target groups: how a ServiceImport says which, and which one it is.

use super::desired::{Action, DesiredRoute, ForwardTo, Import, Stage, StatusChange};
use super::names;
use super::plan::Assumption;
use super::work::{Work, own_tag};
use crate::api::{BackendRef, Object, PREFIX, ServiceImportSpec};
use crate::diag::{Diagnostic, Scope};
use crate::index::Index;
use crate::model::{Identity, Label, TargetGroup, TargetGroupConfig};

/// What is searched for.
pub(super) type Query = Import;

/// Annotations that narrow the search by tags.
const NARROWING: [&str; 3] = ["export-name", "aws-vpc", "aws-eks-cluster-name"];

/// The imports that an action names.
pub(super) fn queries(action: &Action) -> impl Iterator<Item = &Query> {
    let forwards = match action {
        Action::Forward(forwards) => forwards.as_slice(),
        Action::Fixed(_) => &[],
    };
    forwards.iter().filter_map(|forward| match &forward.to {
        ForwardTo::Import(query) => Some(query),
        ForwardTo::Group(_) => None,
    })
}

/// What a backendRef of kind ServiceImport asks for. `None`: the route fails.
pub(super) fn of_backend<'a>(
    work: &mut Work<'a, '_>,
    desired: &mut DesiredRoute<'a>,
    object: Option<&'a Object<ServiceImportSpec>>,
    backend: &'a BackendRef,
    path: &str,
) -> Option<Query> {
    let route = desired.route();
    let namespace = Index::backend_namespace(route, backend);
    if object.is_none() {
        let named = route.annotation("service-name-override").filter(|name| !name.is_empty());
        let overridden = named.is_some_and(|name| names::override_problem(name).is_none());
        let missing = work.index.manifests.missing("ServiceImport", namespace, &backend.name);
        let finding = if overridden {
            let message = format!("{missing}, and with service-name-override the controller then refuses the route");
            Diagnostic::error(609, Scope::Route, message)
        } else {
            Diagnostic::warning(609, Scope::Rule, format!("{missing}; its name is searched for all the same"))
        };
        let finding = if work.index.manifests.was_refused("ServiceImport", namespace, &backend.name) {
            finding.with_help("mend the ServiceImport")
        } else {
            finding
        };
        let finding = route.finding(finding, format!("{path}.name"));
        work.report(finding);
        if overridden {
            desired.fail(Stage::Build, None);
            return None;
        }
    }
    let annotation = |key: &str| object.and_then(|object| object.annotation(key));
    let trimmed = |key: &str| annotation(key).map(str::trim).filter(|value| !value.is_empty());
    if let Some((object, arn)) = object.zip(trimmed("target-group-arn")) {
        return by_arn(work, desired, object, arn);
    }
    let narrowed = |key: &str| annotation(key).filter(|value| !value.is_empty()).map(str::to_owned);
    let (cluster, vpc) = (narrowed("aws-eks-cluster-name"), narrowed("aws-vpc"));
    if cluster.is_none() && vpc.is_none() {
        let message = format!(
            "ServiceImport {namespace}/{} names neither cluster nor VPC: the first export of that name wins, whosever it is",
            backend.name
        );
        let finding = Diagnostic::warning(608, Scope::Rule, message)
            .with_help(format!("set {PREFIX}aws-eks-cluster-name and {PREFIX}aws-vpc"));
        let finding = match object {
            Some(object) => object.finding(finding, ""),
            None => route.finding(finding, path),
        };
        work.report(finding);
    }
    Some(Import::Tags {
        namespace: namespace.to_owned(),
        name: trimmed("export-name").unwrap_or(&backend.name).to_owned(),
        cluster,
        vpc,
    })
}

fn by_arn<'a>(
    work: &mut Work<'a, '_>,
    desired: &mut DesiredRoute<'a>,
    object: &'a Object<ServiceImportSpec>,
    arn: &str,
) -> Option<Query> {
    let path = Object::<()>::annotation_path("target-group-arn");
    let beside = NARROWING.iter().find(|key| object.annotation(key).is_some());
    let (code, reason, message) = if let Some(beside) = beside {
        (
            605,
            "ConflictingServiceImportAnnotations",
            format!("target-group-arn beside {beside}: the controller wants one or the other"),
        )
    } else if !is_target_group_arn(arn) {
        (606, "InvalidExternalTargetGroup", format!("{arn:?} is no ARN of a Lattice target group"))
    } else if work.knows_account() && work.lookup.group_by_arn(arn).is_none() {
        (
            2011,
            "ExternalTargetGroupNotFound",
            format!("the target group {arn} was not found in {}", work.context.region),
        )
    } else {
        return Some(Import::Arn(arn.to_owned()));
    };
    let route = desired.route();
    let message = format!("{message}; {} {}/{} fails", route.kind().kind(), route.namespace(), route.name());
    let finding = object.finding(Diagnostic::error(code, Scope::Route, message), path);
    work.report(finding);
    desired.fail(Stage::Build, Some(StatusChange::ResolvedRefs(reason)));
    None
}

/// Whether a text is an ARN of a target group, as the controller checks it.
fn is_target_group_arn(arn: &str) -> bool {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", _, "vpc-lattice", _, _, resource] = parts.as_slice() else { return false };
    resource
        .strip_prefix("targetgroup/tg-")
        .is_some_and(|id| id.len() == 17 && id.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase()))
}

/// What a search gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// These groups fit, the one that the controller takes first.
    Groups(Vec<Label>),
    /// None fits, as far as is known.
    Nothing,
    /// Nothing is known of the account: it is found at apply, and stands under this label.
    AtApply(Label),
}

/// Searches the account, then this plan's own exports.
pub(super) fn search(work: &mut Work<'_, '_>, query: &Query) -> Found {
    let found: Vec<Label> = match query {
        Import::Arn(arn) => work.lookup.group_by_arn(arn).into_iter().cloned().collect(),
        Import::Tags { namespace, name, cluster, vpc } => {
            let mut labels: Vec<Label> = work.lookup.exports(namespace, name).into_iter().cloned().collect();
            let own = work.exported.get(&(namespace.clone(), name.clone()));
            labels
                .extend(own.into_iter().flatten().filter(|label| !labels.contains(label)).cloned().collect::<Vec<_>>());
            labels.retain(|label| {
                work.plan
                    .after
                    .target_groups
                    .get(label)
                    .is_some_and(|group| fits(group, cluster.as_deref(), vpc.as_deref()))
            });
            labels
        }
    };
    if !found.is_empty() {
        return Found::Groups(found);
    }
    if work.knows_account() { Found::Nothing } else { Found::AtApply(assume(work, query)) }
}

fn fits(group: &TargetGroup, cluster: Option<&str>, vpc: Option<&str>) -> bool {
    let own_vpc = group.config.as_ref().and_then(|config| config.vpc_identifier.as_deref());
    cluster.is_none_or(|cluster| own_tag(&group.tags, "ClusterName") == cluster)
        && vpc.is_none_or(|vpc| own_vpc == Some(vpc))
}

/// A stand-in for a group that nobody has seen.
fn assume(work: &mut Work<'_, '_>, query: &Query) -> Label {
    let (label, name, arn) = match query {
        Import::Arn(arn) => (format!("tg:{arn}"), arn.rsplit('/').next().unwrap_or(arn).to_owned(), Some(arn.clone())),
        Import::Tags { namespace, name, cluster, vpc } => {
            let whose: Vec<&str> = [cluster, vpc].into_iter().flatten().map(String::as_str).collect();
            let suffix = if whose.is_empty() { String::new() } else { format!("@{}", whose.join("/")) };
            (format!("tg:import:{namespace}/{name}{suffix}"), format!("{namespace}/{name}{suffix}"), None)
        }
    };
    let vpc = match query {
        Import::Tags { vpc, .. } => vpc.clone(),
        Import::Arn(_) => None,
    };
    let group = TargetGroup {
        name,
        kind: "IP".to_owned(),
        config: Some(TargetGroupConfig { vpc_identifier: vpc, ..TargetGroupConfig::default() }),
        identity: Identity { arn, ..Identity::default() },
        ..TargetGroup::default()
    };
    work.plan.after.target_groups.entry(label.clone()).or_insert(group);
    work.plan.assumptions.insert(label.clone(), Assumption::FoundAtApply);
    label
}

/// The imports that an action names, with their backendRefs' paths.
pub(super) fn queries_with_paths(action: &Action) -> Vec<(Query, String)> {
    let Action::Forward(forwards) = action else { return Vec::new() };
    let query = |forward: &super::desired::Forward| match &forward.to {
        ForwardTo::Import(query) => Some((query.clone(), forward.path.clone())),
        ForwardTo::Group(_) => None,
    };
    forwards.iter().filter_map(query).collect()
}

/// A search in words.
pub(super) fn describe(query: &Query) -> String {
    match query {
        Import::Arn(arn) => arn.clone(),
        Import::Tags { namespace, name, cluster, vpc } => {
            let cluster = cluster.as_ref().map(|cluster| format!(" of cluster {cluster:?}")).unwrap_or_default();
            let vpc = vpc.as_ref().map(|vpc| format!(" in VPC {vpc:?}")).unwrap_or_default();
            format!("{namespace}/{name}{cluster}{vpc}")
        }
    }
}
