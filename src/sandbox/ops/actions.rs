//! What listeners and rules do, and which requests rules take: the checks that the published model does not make.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::core::{Core, read};
use super::super::failure::Failure;
use super::super::ids::Kind;
use super::super::state::Service;
use crate::model::{RuleAction, RuleMatch};

impl Core {
    /// An action with ids in place of ARNs and weights filled in, refused where the service, the listener's
    /// protocol or the target groups do not allow it.
    pub fn action(&self, field: &str, value: &Value, service: &Service, protocol: &str) -> Result<RuleAction, Failure> {
        let passthrough = protocol == "TLS_PASSTHROUGH";
        let mut action: RuleAction = read(field, value)?;
        let forward = match &mut action {
            RuleAction::FixedResponse(response) => {
                let name = format!("{field}.fixedResponse");
                if passthrough {
                    return Err(Failure::field(&name, "not supported by TLS_PASSTHROUGH listeners"));
                }
                if !matches!(response.status_code, 404 | 500) {
                    return Err(Failure::field(&format!("{name}.statusCode"), "only 404 and 500 are supported"));
                }
                return Ok(action);
            }
            RuleAction::Forward(forward) => forward,
        };
        let count = forward.target_groups.len();
        let mut known = BTreeSet::new();
        for (index, group) in forward.target_groups.iter_mut().enumerate() {
            let place = format!("{field}.forward.targetGroups[{index}]");
            group.target_group_identifier =
                self.usable(&place, &group.target_group_identifier, service, passthrough)?;
            if !known.insert(group.target_group_identifier.clone()) {
                let message = format!("target group {} is named twice", group.target_group_identifier);
                return Err(Failure::field(&place, message));
            }
            if group.weight.is_none() && count > 1 {
                return Err(Failure::field(&format!("{place}.weight"), "required with more than one target group"));
            }
            group.weight.get_or_insert(100);
        }
        Ok(action)
    }

    /// The id of a target group that the service may forward to.
    fn usable(&self, place: &str, identifier: &str, service: &Service, passthrough: bool) -> Result<String, Failure> {
        let id = self.find(Kind::TargetGroup, identifier)?;
        let group = &self.state.target_groups[&id];
        let status = &group.progress.status;
        if !matches!(status.as_str(), "ACTIVE" | "CREATE_IN_PROGRESS") {
            return Err(Failure::wrong_status(Kind::TargetGroup.label(), &id, status));
        }
        let own = &service.stamp.id;
        if self.state.services.values().any(|other| other.stamp.id != *own && other.uses(&id)) {
            let message = format!("TargetGroup {id} has been associated with other services");
            return Err(Failure::conflict(Kind::TargetGroup.label(), &id, message));
        }
        let name = format!("{place}.targetGroupIdentifier");
        let config = group.config.clone().unwrap_or_default();
        let speaks = config.protocol.as_deref().unwrap_or(&group.kind);
        match (passthrough, speaks == "TCP") {
            (true, false) => {
                let message =
                    format!("a target group of protocol {speaks} cannot be used by a TLS_PASSTHROUGH listener");
                Err(Failure::field(&name, message))
            }
            (false, true) => {
                let message = "a target group of protocol TCP can only be used by a TLS_PASSTHROUGH listener";
                Err(Failure::field(&name, message))
            }
            _ => Ok(id),
        }
    }
}

/// A match with the service's defaults: paths are compared with case, headers without.
pub fn rule_match(field: &str, value: &Value) -> Result<RuleMatch, Failure> {
    let mut value = value.clone();
    let http = value.get_mut("httpMatch");
    if let Some(path) = http.and_then(|http| http.get_mut("pathMatch")).and_then(Value::as_object_mut) {
        path.entry("caseSensitive").or_insert(Value::Bool(true));
    }
    read(field, &value)
}
