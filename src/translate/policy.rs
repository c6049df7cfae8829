//! What all policies have in common: is the target of a kind they take, is it there, does another one win?

use super::names;
use super::work::Work;
use crate::api::{Object, TargetRef};
use crate::diag::{Diagnostic, Scope};
use crate::index::{Policies, RouteKind, TargetsObject};

/// The group of Gateways and routes.
pub(super) const GATEWAY_GROUP: &str = "gateway.networking.k8s.io";
/// The group of ServiceExports.
pub(super) const LATTICE_GROUP: &str = "application-networking.k8s.aws";

/// The outcome of a policy's check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PolicyVerdict {
    Accepted,
    Invalid,
    TargetNotFound,
    Conflicted,
}

impl PolicyVerdict {
    /// The reason of the Accepted condition.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Accepted => "Accepted",
            Self::Invalid => "Invalid",
            Self::TargetNotFound => "TargetNotFound",
            Self::Conflicted => "Conflicted",
        }
    }
}

/// The name of the service behind a policy's route, made with `namespace`; `None` where the route's
/// override is refused, which is reported.
pub(super) fn service_name<'a, T: TargetsObject>(
    work: &mut Work<'a, '_>,
    policy: &'a Object<T>,
    namespace: &str,
) -> Option<String> {
    let target = policy.spec.target_ref();
    let kind = if target.kind == "GRPCRoute" { RouteKind::Grpc } else { RouteKind::Http };
    let route = work.index.route(kind, &policy.metadata.namespace, &target.name);
    let wanted = route.and_then(|route| route.annotation("service-name-override")).filter(|name| !name.is_empty());
    if let Some((name, problem)) = wanted.and_then(|name| Some((name, names::override_problem(name)?))) {
        let message =
            format!("the route's service-name-override {name:?} is refused ({problem}), and the policy with it");
        let finding = policy.finding(Diagnostic::error(504, Scope::Route, message), "spec.targetRef.name");
        work.report(finding);
        return None;
    }
    Some(names::service(&target.name, namespace, wanted))
}

/// Judges a policy and reports what is wrong.
pub(super) fn judge<'a, T: TargetsObject>(
    work: &mut Work<'a, '_>,
    policies: &Policies<'a, T>,
    policy: &'a Object<T>,
    kinds: &[(&str, &str)],
) -> PolicyVerdict {
    let target = policy.spec.target_ref();
    if let Some(finding) = kind_problem(target, kinds) {
        let finding = policy.finding(finding, "spec.targetRef.kind");
        work.report(finding);
        return PolicyVerdict::Invalid;
    }
    let namespace = &policy.metadata.namespace;
    if !exists(work, target, namespace) {
        report_missing(work, policy, namespace);
        return PolicyVerdict::TargetNotFound;
    }
    match policies.winner_beside(policy) {
        Some(winner) if winner.metadata.name != policy.metadata.name => {
            let message = format!(
                "{} {} already stands on {} {}: the oldest wins, then the first by name",
                policy.kind, winner.metadata.name, target.kind, target.name
            );
            let finding = policy.finding(Diagnostic::error(703, Scope::Route, message), "spec.targetRef");
            work.report(finding);
            PolicyVerdict::Conflicted
        }
        _ => PolicyVerdict::Accepted,
    }
}

/// Says so where the target is of a kind that the policy does not take.
pub(super) fn kind_problem(target: &TargetRef, kinds: &[(&str, &str)]) -> Option<Diagnostic> {
    if kinds.contains(&(target.group.as_str(), target.kind.as_str())) {
        return None;
    }
    let list: Vec<String> = kinds
        .iter()
        .map(
            |(group, kind)| if group.is_empty() { format!("{kind} (group \"\")") } else { format!("{kind} ({group})") },
        )
        .collect();
    let group = if target.group.is_empty() { "group \"\"" } else { target.group.as_str() };
    let message =
        format!("a policy of this kind can't stand on {} ({group}); it takes {}", target.kind, list.join(", "));
    let code = if target.kind == "TLSRoute" { 712 } else { 701 };
    Some(Diagnostic::error(code, Scope::Route, message))
}

/// Reports a target that is not there.
pub(super) fn report_missing<'a, T: TargetsObject>(work: &mut Work<'a, '_>, policy: &'a Object<T>, namespace: &str) {
    let target = policy.spec.target_ref();
    let message = work.index.manifests.missing(&target.kind, namespace, &target.name);
    let finding = policy.finding(Diagnostic::error(702, Scope::Route, message), "spec.targetRef.name");
    work.report(finding);
}

/// Whether the target is in the input.
pub(super) fn exists(work: &Work<'_, '_>, target: &TargetRef, namespace: &str) -> bool {
    let name = target.name.as_str();
    match target.kind.as_str() {
        "Gateway" => work.index.gateway(namespace, name).is_some(),
        "HTTPRoute" => work.index.route(RouteKind::Http, namespace, name).is_some(),
        "GRPCRoute" => work.index.route(RouteKind::Grpc, namespace, name).is_some(),
        "Service" => work.index.service(namespace, name).is_some(),
        "ServiceExport" => work.index.service_export(namespace, name).is_some(),
        _ => false,
    }
}
