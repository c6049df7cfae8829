//! AccessLogPolicies: access log subscriptions of service networks and services.

use super::policy::{self, GATEWAY_GROUP, PolicyVerdict};
use super::reconcile::retag;
use super::tags;
use super::target_group::{tags_path, too_many_tags};
use super::work::Work;
use crate::api::{AccessLogPolicySpec, Object};
use crate::diag::{Diagnostic, Scope};
use crate::model::{AccessLogSubscription, Label, labels};

type Policy = Object<AccessLogPolicySpec>;

/// What a destination is; a resource takes one of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Destination {
    Bucket,
    LogGroup,
    Stream,
}

/// How long Lattice lets a destination's ARN be (`AccessLogDestinationArn` in the service model).
const ARN_LENGTH: std::ops::RangeInclusive<usize> = 20..=2048;

fn destination(arn: &str) -> Option<Destination> {
    match arn.split(':').nth(2)? {
        "s3" => Some(Destination::Bucket),
        "logs" => Some(Destination::LogGroup),
        "firehose" => Some(Destination::Stream),
        _ => None,
    }
}

/// Lays all policies over the account, in the order of the input.
pub(super) fn lay(work: &mut Work<'_, '_>) {
    for policy in &work.index.manifests.objects.access_log_policies {
        if policy.metadata.deleting {
            continue;
        }
        let verdict = lay_policy(work, policy);
        if let Some(verdict) = verdict {
            work.verdicts.insert(policy.order, verdict);
        }
        if verdict != Some(PolicyVerdict::Accepted) {
            work.plan.failed.insert(policy.reference());
            for label in own_subscriptions(work, policy) {
                work.hold(&label, &policy.reference());
            }
        }
    }
}

/// The tag that ties a subscription to its policy.
fn policy_tag(policy: &Policy) -> (String, String) {
    (tags::key("AccessLogPolicy"), format!("{}/{}", policy.metadata.namespace, policy.metadata.name))
}

fn own_subscriptions(work: &Work<'_, '_>, policy: &Policy) -> Vec<Label> {
    let (_, name) = policy_tag(policy);
    let account = &work.plan.after.access_log_subscriptions;
    let ours = |label: &&Label| account.get(*label).is_some_and(|found| work.is_ours(&found.tags));
    work.lookup.subscriptions_of(&name).into_iter().filter(ours).cloned().collect()
}

/// Whether the subscription of this resource and destination carries the policy's name. CreateAccessLogSubscription
/// then conflicts, and the controller asks for that tag alone: another cluster's of the same name counts too.
fn is_taken_for_own(work: &Work<'_, '_>, policy: &Policy, label: &Label) -> bool {
    let (key, name) = policy_tag(policy);
    let found = work.plan.after.access_log_subscriptions.get(label);
    found.is_some_and(|found| found.tags.get(&key) == Some(&name))
}

/// The outcome that the status shows; `None` where the controller fails before it writes one.
fn lay_policy<'a>(work: &mut Work<'a, '_>, policy: &'a Policy) -> Option<PolicyVerdict> {
    let target = &policy.spec.target_ref;
    let kinds = [(GATEWAY_GROUP, "Gateway"), (GATEWAY_GROUP, "HTTPRoute"), (GATEWAY_GROUP, "GRPCRoute")];
    if let Some(finding) = policy::kind_problem(target, &kinds) {
        let finding = policy.finding(finding, "spec.targetRef.kind");
        work.report(finding);
        return Some(PolicyVerdict::Invalid);
    }
    let own = policy.metadata.namespace.as_str();
    let wanted = target.namespace.as_deref();
    if wanted.unwrap_or("default") != own {
        let finding = match wanted {
            None => {
                let message = format!(
                    "a targetRef without namespace means the namespace default here, and the policy is in {own}: it is refused"
                );
                Diagnostic::error(710, Scope::Route, message)
                    .with_help(format!("write `namespace: {own}` into targetRef"))
            }
            Some(other) => {
                let message = format!("targetRef.namespace {other} is not the policy's own ({own}): it is refused");
                Diagnostic::error(713, Scope::Route, message)
            }
        };
        let finding = policy.finding(finding, "spec.targetRef.namespace");
        work.report(finding);
        return Some(PolicyVerdict::Invalid);
    }
    if !policy::exists(work, target, own) {
        policy::report_missing(work, policy, own);
        return Some(PolicyVerdict::TargetNotFound);
    }
    let resource = match resource_of(work, policy) {
        Resource::Found(label) => label,
        Resource::Refused => return Some(PolicyVerdict::Invalid),
        Resource::Missing(message) => {
            let code = if target.kind == "Gateway" { 2003 } else { 702 };
            let finding = policy.finding(Diagnostic::error(code, Scope::Route, message), "spec.targetRef.name");
            work.report(finding);
            return None;
        }
    };
    let kind = check_destination(work, policy)?;
    if resource.starts_with("svc:") && !work.plan.after.services.contains_key(&resource) {
        // The service of a failed route is logged until it goes; nothing of it is in the plan.
        return Some(PolicyVerdict::Accepted);
    }
    subscribe(work, policy, &resource, kind)
}

enum Resource {
    Found(Label),
    Missing(String),
    Refused,
}

fn resource_of<'a>(work: &mut Work<'a, '_>, policy: &'a Policy) -> Resource {
    let target = &policy.spec.target_ref;
    if target.kind == "Gateway" {
        return match work.network(&target.name).label() {
            Some(label) => Resource::Found(label.clone()),
            None => Resource::Missing(format!("there is no one service network {} to log", target.name)),
        };
    }
    let Some(name) = policy::service_name(work, policy, &policy.metadata.namespace) else { return Resource::Refused };
    let label = labels::service(&name);
    if work.plan.after.services.contains_key(&label) || work.claimed.contains_key(&name) {
        Resource::Found(label)
    } else {
        Resource::Missing(format!("{} {} has no Lattice service to log", target.kind, target.name))
    }
}

/// The kind of a destination that Lattice takes.
fn check_destination<'a>(work: &mut Work<'a, '_>, policy: &'a Policy) -> Option<Destination> {
    let arn = &policy.spec.destination_arn;
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let region = parts.get(3).copied().unwrap_or_default();
    let resource = parts.get(5).copied().unwrap_or_default();
    let kind = destination(arn);
    let message = match kind {
        _ if !ARN_LENGTH.contains(&arn.len()) => {
            format!("{arn} has {} characters; Lattice takes {} to {}", arn.len(), ARN_LENGTH.start(), ARN_LENGTH.end())
        }
        None => format!("{arn} is no S3 bucket, CloudWatch Logs group or Firehose stream"),
        Some(Destination::LogGroup | Destination::Stream)
            if !work.context.region.is_empty() && region != work.context.region =>
        {
            format!("{arn} is in region {region:?}; Lattice logs within its own region, {}", work.context.region)
        }
        Some(Destination::LogGroup) if !resource.starts_with("log-group:") => format!("{arn} names no log group"),
        Some(Destination::Stream) if !resource.starts_with("deliverystream/") => {
            format!("{arn} names no delivery stream")
        }
        Some(Destination::Bucket) if resource.is_empty() => format!("{arn} names no bucket"),
        Some(_) => return kind,
    };
    let finding = policy.finding(Diagnostic::error(706, Scope::Route, message), "spec.destinationArn");
    work.report(finding);
    None
}

fn subscribe<'a>(
    work: &mut Work<'a, '_>,
    policy: &'a Policy,
    resource: &Label,
    kind: Destination,
) -> Option<PolicyVerdict> {
    let arn = &policy.spec.destination_arn;
    let label = labels::access_log_subscription(resource, arn);
    let own = own_subscriptions(work, policy);
    if is_taken_for_own(work, policy, &label) && !own.contains(&label) {
        let place = work.place(policy, "");
        work.provide(&label, place, Vec::new());
        return Some(PolicyVerdict::Accepted);
    }
    let prefix = format!("als:{resource}->");
    let rival = work
        .plan
        .after
        .access_log_subscriptions
        .range(prefix.clone()..)
        .take_while(|(label, _)| label.starts_with(&prefix))
        .find(|(label, found)| !own.contains(label) && destination(&found.destination_arn) == Some(kind))
        .map(|(label, _)| label.clone());
    if let Some(rival) = rival {
        let message =
            format!("{resource} logs to a destination of this type already ({rival}); Lattice takes one of each");
        let finding = policy.finding(Diagnostic::error(703, Scope::Route, message), "spec.destinationArn");
        work.report(finding);
        return Some(PolicyVerdict::Conflicted);
    }
    let additional = tags::parse(policy.annotation("tags")).tags;
    let wanted = tags::merged([policy_tag(policy), work.owner_tag()], &additional);
    if let Some(message) = too_many_tags(&wanted, "access log subscription", 2) {
        let finding = policy.finding(Diagnostic::error(905, Scope::Route, message), tags_path());
        work.report(finding);
        return None;
    }
    // The policy's own subscription on this resource is updated where the type stays, else replaced.
    let kept = own.iter().find(|label| {
        let found = work.plan.after.access_log_subscriptions.get(*label);
        label.starts_with(&prefix) && found.is_some_and(|found| destination(&found.destination_arn) == Some(kind))
    });
    let mut subscription = AccessLogSubscription {
        destination_arn: arn.clone(),
        service_network_log_type: resource.starts_with("sn:").then(|| "SERVICE".to_owned()),
        tags: wanted,
        ..AccessLogSubscription::default()
    };
    if let Some(existing) = kept.and_then(|label| work.plan.after.access_log_subscriptions.get(label)).cloned() {
        let what = format!("access log subscription {label}");
        let tags = retag(work, (&policy.reference(), &what), &existing.tags, &additional, None);
        subscription = AccessLogSubscription { destination_arn: arn.clone(), tags, ..existing };
    }
    for old in own {
        work.plan.after.access_log_subscriptions.remove(&old);
    }
    work.plan.after.access_log_subscriptions.insert(label.clone(), subscription);
    let place = work.place(policy, "");
    work.provide(&label, place, Vec::new());
    Some(PolicyVerdict::Accepted)
}
