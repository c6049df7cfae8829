//! IAMAuthPolicies: the auth policy of a service network or service.

use serde_json::Value;

use super::policy::{self, GATEWAY_GROUP, PolicyVerdict};
use super::work::Work;
use crate::api::{IamAuthPolicySpec, Object};
use crate::diag::{Diagnostic, Scope};
use crate::model::{Label, labels};

/// The largest policy in bytes.
const LARGEST: usize = 10 * 1024;

type Policy = Object<IamAuthPolicySpec>;

/// Lays all policies over the services and networks.
pub(super) fn lay(work: &mut Work<'_, '_>) {
    for policy in &work.index.manifests.objects.iam_auth_policies {
        if !policy.metadata.deleting && !lay_policy(work, policy) {
            work.plan.failed.insert(policy.reference());
        }
    }
}

fn lay_policy<'a>(work: &mut Work<'a, '_>, policy: &'a Policy) -> bool {
    let kinds = [(GATEWAY_GROUP, "Gateway"), (GATEWAY_GROUP, "HTTPRoute"), (GATEWAY_GROUP, "GRPCRoute")];
    let policies = &work.index.iam_auth_policies;
    let verdict = policy::judge(work, policies, policy, &kinds);
    work.verdicts.insert(policy.order, verdict);
    if verdict != PolicyVerdict::Accepted {
        return false;
    }
    let Some(resource) = resource_of(work, policy) else {
        work.verdicts.insert(policy.order, PolicyVerdict::Invalid);
        return false;
    };
    let document = match read(&policy.spec.policy) {
        Ok(document) => document,
        Err((code, message)) => {
            let finding = policy.finding(Diagnostic::error(code, Scope::Route, message), "spec.policy");
            work.report(finding);
            // Nothing is put on a network or service that is not there, so nothing is refused either.
            return !is_there(work, &resource);
        }
    };
    if work.is_shared(&resource) {
        let message = format!("{resource} is another account's: only its owner may put an auth policy on it");
        let finding = Diagnostic::error(2001, Scope::Route, message)
            .with_help("have the owner put the policy there, or put one on the route");
        let finding = policy.finding(finding, "spec.targetRef.name");
        work.report(finding);
        return false;
    }
    let (auth_type, auth_policy) = (Some("AWS_IAM".to_owned()), Some(document));
    let after = &mut work.plan.after;
    if let Some(network) = resource.starts_with("sn:").then(|| after.service_networks.get_mut(&resource)).flatten() {
        (network.auth_type, network.auth_policy) = (auth_type, auth_policy);
    } else if let Some(service) = after.services.get_mut(&resource) {
        (service.auth_type, service.auth_policy) = (auth_type, auth_policy);
    } else {
        // The controller passes over a network or service that is not there.
        return true;
    }
    let place = work.place(policy, "");
    match work.plan.provenance.get_mut(&resource) {
        Some(provenance) => provenance.also.push(place),
        None => work.provide(&resource, place, Vec::new()),
    }
    true
}

/// Whether the controller finds the network or service, be it one that a failed route leaves behind.
fn is_there(work: &Work<'_, '_>, resource: &Label) -> bool {
    let left_behind = resource.strip_prefix("svc:").is_some_and(|name| work.claimed.contains_key(name));
    left_behind
        || work.plan.after.service_networks.contains_key(resource)
        || work.plan.after.services.contains_key(resource)
}

/// The label of what the policy stands on; `None` where the route's override is refused.
fn resource_of<'a>(work: &mut Work<'a, '_>, policy: &'a Policy) -> Option<Label> {
    let target = &policy.spec.target_ref;
    let own = policy.metadata.namespace.as_str();
    let moved = target.namespace.as_deref().filter(|namespace| *namespace != own);
    if target.kind == "Gateway" {
        let network = work.network(&target.name);
        return Some(network.label().cloned().unwrap_or_else(|| labels::service_network(&target.name)));
    }
    let name = policy::service_name(work, policy, moved.unwrap_or(own))?;
    if let Some(namespace) = moved {
        let message = format!(
            "targetRef.namespace does not move the target: {own}/{} must exist, and the policy lands on the service {name} of {namespace}",
            target.name
        );
        let finding = policy.finding(Diagnostic::warning(713, Scope::Route, message), "spec.targetRef.namespace");
        work.report(finding);
    }
    Some(labels::service(&name))
}

/// The document as JSON, or why Lattice refuses it with the code of the finding.
fn read(policy: &str) -> Result<Value, (u16, String)> {
    if policy.len() > LARGEST {
        return Err((705, format!("the policy has {} bytes; Lattice takes {LARGEST}", policy.len())));
    }
    let document: Value =
        serde_json::from_str(policy).map_err(|error| (704, format!("the policy is not valid JSON: {error}")))?;
    let statements = match document.get("Statement") {
        Some(Value::Array(statements)) if !statements.is_empty() => statements.as_slice(),
        Some(statement @ Value::Object(_)) => std::slice::from_ref(statement),
        _ => return Err((704, "the policy has no Statement: it is no IAM policy".to_owned())),
    };
    for (at, statement) in statements.iter().enumerate() {
        if !matches!(statement.get("Effect").and_then(Value::as_str), Some("Allow" | "Deny")) {
            return Err((704, format!("Statement {at} of the policy has no Effect of Allow or Deny")));
        }
    }
    Ok(document)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_read_as_iam_does() {
        assert!(read(r#"{"Statement":{"Effect":"Allow"}}"#).is_ok());
        assert_eq!(read("{").unwrap_err().0, 704);
        assert_eq!(read("{}").unwrap_err().0, 704);
        assert_eq!(read(r#"{"Statement":[{"Effect":"allow"}]}"#).unwrap_err().0, 704);
        assert_eq!(read(&" ".repeat(LARGEST + 1)).unwrap_err().0, 705);
    }
}
