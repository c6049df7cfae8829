//! Auth policies and resource policies of services and service networks.

use serde_json::{Value, json};

use super::super::core::{Core, Input, compact, iso};
use super::super::failure::Failure;
use super::super::ids::Kind;
use super::super::state::Policy;

/// The most bytes of an auth policy (a fixed quota, below the model's limit).
const AUTH_POLICY_BYTES: usize = 10_240;

pub fn put_auth(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let id = core.owned_resource(input, "resourceIdentifier")?;
    let text = input.need("policy")?.to_owned();
    if text.len() > AUTH_POLICY_BYTES {
        return Err(Failure::field("policy", format!("larger than {AUTH_POLICY_BYTES} bytes")));
    }
    if text.contains(['\n', '\r']) {
        return Err(Failure::field("policy", "must not contain newlines or blank lines"));
    }
    check_document(&text)?;
    let now = core.now();
    let policies = &mut core.state.auth_policies;
    let created_at = policies.get(&id).map_or(now, |policy| policy.created_at);
    policies.insert(id.clone(), Policy { policy: text.clone(), created_at, last_updated_at: now });
    Ok(json!({"policy": text, "state": core.policy_state(&id)}))
}

pub fn get_auth(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let id = core.owned_resource(input, "resourceIdentifier")?;
    let policy = core.state.auth_policies.get(&id).ok_or_else(|| Failure::not_found("AUTH_POLICY", &id))?;
    Ok(compact(json!({
        "policy": policy.policy,
        "state": core.policy_state(&id),
        "createdAt": iso(policy.created_at),
        "lastUpdatedAt": iso(policy.last_updated_at),
    })))
}

pub fn delete_auth(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let id = core.owned_resource(input, "resourceIdentifier")?;
    core.state.auth_policies.remove(&id);
    Ok(json!({}))
}

pub fn put_resource(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let id = core.owned_resource(input, "resourceArn")?;
    let text = input.need("policy")?.to_owned();
    check_document(&text)?;
    let now = core.now();
    let policies = &mut core.state.resource_policies;
    let created_at = policies.get(&id).map_or(now, |policy| policy.created_at);
    policies.insert(id, Policy { policy: text, created_at, last_updated_at: now });
    Ok(json!({}))
}

pub fn get_resource(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let id = core.owned_resource(input, "resourceArn")?;
    let policy = core.state.resource_policies.get(&id).ok_or_else(|| Failure::not_found("RESOURCE_POLICY", &id))?;
    Ok(json!({"policy": policy.policy}))
}

pub fn delete_resource(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let id = core.owned_resource(input, "resourceArn")?;
    core.state.resource_policies.remove(&id);
    Ok(json!({}))
}

/// A policy is a JSON object with at least one statement.
fn check_document(text: &str) -> Result<(), Failure> {
    let document: Value =
        serde_json::from_str(text).map_err(|error| Failure::field("policy", format!("not valid JSON: {error}")))?;
    let statements = match document.get("Statement") {
        Some(Value::Array(statements)) => statements.clone(),
        Some(statement @ Value::Object(_)) => vec![statement.clone()],
        _ => Vec::new(),
    };
    if statements.is_empty() {
        return Err(Failure::field("policy", "not an IAM policy: no Statement"));
    }
    let sound = |statement: &Value| matches!(statement.get("Effect").and_then(Value::as_str), Some("Allow" | "Deny"));
    if !statements.iter().all(sound) {
        return Err(Failure::field("policy", "not an IAM policy: a Statement's Effect must be Allow or Deny"));
    }
    Ok(())
}

impl Core {
    fn owned_resource(&self, input: &Input<'_>, member: &str) -> Result<String, Failure> {
        let id = self.logged(input.need(member)?)?;
        self.own(self.arn_of(&id).unwrap_or_default(), input.operation)?;
        Ok(id)
    }

    /// A policy is active while its resource asks for AWS_IAM.
    fn policy_state(&self, id: &str) -> &'static str {
        let auth_type = match Kind::of(id) {
            Some(Kind::Service) => self.state.services.get(id).and_then(|it| it.auth_type.as_deref()),
            _ => self.state.service_networks.get(id).and_then(|it| it.auth_type.as_deref()),
        };
        if auth_type == Some("AWS_IAM") { "Active" } else { "Inactive" }
    }
}
