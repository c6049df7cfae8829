//! LAT0711, LAT0714: policies that let anyone in, and policies on another controller's Gateway.

use serde_json::Value;

use super::facts::Facts;
use crate::api::{CONTROLLER_NAME, IamAuthPolicySpec, Object, TargetRef};
use crate::diag::{Diagnostic, Diagnostics, Scope};

pub(super) fn check(facts: &Facts<'_>, diagnostics: &mut Diagnostics) {
    let objects = &facts.manifests.objects;
    for policy in &objects.iam_auth_policies {
        if !facts.is_rejected(&policy.reference()) {
            lets_anyone_in(policy, diagnostics);
        }
        foreign_gateway(facts, policy, &policy.spec.target_ref, diagnostics);
    }
    for policy in &objects.vpc_association_policies {
        foreign_gateway(facts, policy, &policy.spec.target_ref, diagnostics);
    }
    for policy in &objects.access_log_policies {
        foreign_gateway(facts, policy, &policy.spec.target_ref, diagnostics);
    }
}

/// LAT0714. None of the three asks whose the Gateway is.
fn foreign_gateway<T>(facts: &Facts<'_>, policy: &Object<T>, target: &TargetRef, diagnostics: &mut Diagnostics) {
    let is_gateway = target.kind == "Gateway" && target.group == "gateway.networking.k8s.io";
    if !is_gateway || facts.is_rejected(&policy.reference()) {
        return;
    }
    let namespace = policy.metadata.namespace.as_str();
    let gateway = facts.index.gateway(namespace, &target.name);
    let class = gateway.and_then(|gateway| facts.index.gateway_class(&gateway.spec.gateway_class_name));
    if class.is_some_and(|class| class.spec.controller_name != CONTROLLER_NAME) {
        let message = format!(
            "Gateway {namespace}/{} is another controller's, and still this policy acts on the service network {:?}",
            target.name, target.name
        );
        let finding = Diagnostic::warning(714, Scope::Gateway, message);
        diagnostics.push(policy.finding(finding, "spec.targetRef.name"));
    }
}

/// LAT0711: a statement allows every caller without a condition, and none denies callers by who they are.
fn lets_anyone_in(policy: &Object<IamAuthPolicySpec>, diagnostics: &mut Diagnostics) {
    let Ok(document) = serde_json::from_str::<Value>(&policy.spec.policy) else { return };
    let statements = match &document["Statement"] {
        Value::Array(statements) => statements.as_slice(),
        statement @ Value::Object(_) => std::slice::from_ref(statement),
        _ => return,
    };
    if statements.iter().any(denies_by_caller) {
        return;
    }
    let Some(open) = statements.iter().position(allows_anyone) else { return };
    let what = if is_all(&statements[open]["Resource"]) { "every request" } else { "the requests of its Resource" };
    let message = format!(
        "statement {open} lets anyone in: it allows {what} to every caller, signed or anonymous, without a condition"
    );
    diagnostics.push(policy.finding(Diagnostic::warning(711, Scope::Route, message), "spec.policy"));
}

fn allows_anyone(statement: &Value) -> bool {
    let invoke = ["*", "vpc-lattice-svcs:*", "vpc-lattice-svcs:invoke", "vpc-lattice-svcs:connect"];
    let action = |action: &str| invoke.contains(&action.to_ascii_lowercase().as_str());
    let unconditional = statement.get("Condition").is_none_or(|condition| {
        condition.as_object().is_some_and(|operators| {
            operators.values().all(|keys| keys.as_object().is_some_and(serde_json::Map::is_empty))
        })
    });
    statement["Effect"] == "Allow"
        && any_principal(statement)
        && texts(&statement["Action"]).iter().any(|text| action(text))
        && unconditional
}

fn any_principal(statement: &Value) -> bool {
    match &statement["Principal"] {
        Value::Object(kinds) => kinds.get("AWS").is_some_and(is_all),
        other => is_all(other),
    }
}

/// A Deny for everybody under a condition about the caller, such as anonymous ones or other organisations.
fn denies_by_caller(statement: &Value) -> bool {
    let about_caller = |key: &String| {
        let key = key.to_ascii_lowercase();
        ["aws:principal", "aws:source", "aws:userid", "aws:username", "vpc-lattice-svcs:source"]
            .iter()
            .any(|start| key.starts_with(start))
    };
    let operators = statement["Condition"].as_object();
    let keys = operators.into_iter().flat_map(serde_json::Map::values).filter_map(Value::as_object);
    let conditioned = keys.flat_map(serde_json::Map::keys).any(about_caller);
    let everybody = operators.is_none_or(serde_json::Map::is_empty) && any_principal(statement);
    statement["Effect"] == "Deny" && (conditioned || everybody || statement.get("NotPrincipal").is_some())
}

/// `*` alone or among others.
fn is_all(value: &Value) -> bool {
    texts(value).contains(&"*")
}

fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}
