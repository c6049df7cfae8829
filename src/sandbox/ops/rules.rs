//! Rules: unique priorities in their listener, partial updates, and batches that succeed in part.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::super::core::{Core, Input, iso};
use super::super::failure::Failure;
use super::super::ids::{self, Kind};
use super::super::options::Quota;
use super::super::state::{Listener, Rule};
use super::actions::rule_match;
use super::{listing, tags};

const KIND: Kind = Kind::Rule;

pub fn create(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let (service_id, listener_id) = core.listener(input)?;
    core.active_service(input)?;
    let service = &core.state.services[&service_id];
    core.own(&service.stamp.arn, input.operation)?;
    let listener = &service.listeners[&listener_id];
    let tags = tags::of(input)?;
    let name = input.need("name")?;
    let priority = priority(&input.members).unwrap_or_default();
    if listener.protocol == "TLS_PASSTHROUGH" {
        return Err(Failure::field("listenerIdentifier", "a TLS_PASSTHROUGH listener has only its default rule"));
    }
    if let Some(other) = listener.rules.values().find(|rule| rule.name == name) {
        let message = format!("Rule with name {name} already exists in listener {listener_id}");
        return Err(Failure::conflict(KIND.label(), &other.stamp.id, message));
    }
    if let Some(other) = listener.rules.values().find(|rule| rule.priority == priority) {
        let message = format!("Rule with priority {priority} already exists in listener {listener_id}");
        return Err(Failure::conflict(KIND.label(), &other.stamp.id, message));
    }
    core.within(Quota::RulesPerListener, KIND, listener.rules.len(), 1)?;
    let rule_match = rule_match("match", input.members.get("match").unwrap_or(&Value::Null))?;
    let action = input.members.get("action").unwrap_or(&Value::Null);
    let action = core.action("action", action, service, &listener.protocol)?;
    let listener_arn = listener.stamp.arn.clone();
    let now = core.now();
    let stamp = core.state.stamp_below(&listener_arn, KIND, now);
    let rule = Rule { stamp, name: name.to_owned(), priority, rule_match, action };
    core.put_tags(&rule.stamp.arn, tags);
    let mut answer = shown(&rule);
    answer.remove("isDefault");
    core.change_service(&service_id, |service| {
        if let Some(listener) = service.listeners.get_mut(&listener_id) {
            listener.rules.insert(rule.stamp.id.clone(), rule);
        }
    });
    Ok(Value::Object(answer))
}

pub fn get(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let (service, listener, id) = core.rule(input)?;
    let listener = &core.state.services[&service].listeners[&listener];
    let (mut answer, stamp) = match listener.rules.get(&id) {
        Some(rule) => (shown(rule), &rule.stamp),
        None => (shown_default(listener), &listener.default_rule),
    };
    answer.insert("createdAt".to_owned(), iso(stamp.created_at).into());
    answer.insert("lastUpdatedAt".to_owned(), iso(stamp.last_updated_at).into());
    Ok(Value::Object(answer))
}

pub fn list(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let (service, listener) = core.listener(input)?;
    let listener = &core.state.services[&service].listeners[&listener];
    let mut rules: Vec<(String, (Map<String, Value>, &_))> =
        listener.rules.iter().map(|(id, rule)| (id.clone(), (shown(rule), &rule.stamp))).collect();
    rules.push((listener.default_rule.id.clone(), (shown_default(listener), &listener.default_rule)));
    rules.sort_by(|left, right| left.0.cmp(&right.0));
    Ok(listing(&core.page(input, rules)?.map(|(mut rule, stamp)| {
        rule.remove("match");
        rule.remove("action");
        rule.insert("createdAt".to_owned(), iso(stamp.created_at).into());
        rule.insert("lastUpdatedAt".to_owned(), iso(stamp.last_updated_at).into());
        Value::Object(rule)
    })))
}

pub fn update(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let (service_id, listener_id, id) = core.rule(input)?;
    core.active_service(input)?;
    core.own(&core.state.services[&service_id].stamp.arn, input.operation)?;
    let changed = core.changed(&service_id, &listener_id, &id, &input.members)?;
    let listener = &core.state.services[&service_id].listeners[&listener_id];
    let taken = |rule: &&Rule| rule.stamp.id != id && rule.priority == changed.priority;
    if let Some(other) = listener.rules.values().find(taken) {
        let message = format!("Rule with priority {} already exists in listener {listener_id}", changed.priority);
        return Err(Failure::conflict(KIND.label(), &other.stamp.id, message));
    }
    let answer = Value::Object(shown(&changed));
    core.replace(&service_id, &listener_id, vec![changed]);
    Ok(answer)
}

/// The set is taken as a whole where it can be: priorities may be swapped within it.
pub fn batch_update(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let (service_id, listener_id) = core.listener(input)?;
    core.active_service(input)?;
    core.own(&core.state.services[&service_id].stamp.arn, input.operation)?;
    let updates: Vec<Map<String, Value>> = input.read("rules")?.unwrap_or_default();
    let identifiers: Vec<&str> =
        updates.iter().map(|update| update.get("ruleIdentifier").and_then(Value::as_str).unwrap_or_default()).collect();
    if identifiers.iter().map(|identifier| ids::id_of(identifier)).collect::<BTreeSet<_>>().len() != identifiers.len() {
        return Err(Failure::field("rules", "a rule is named twice"));
    }
    let (mut accepted, mut unsuccessful) = (Vec::new(), Vec::new());
    let failed = |identifier: &str, code: &str, message: &str| json!({"ruleIdentifier": ids::id_of(identifier), "failureCode": code, "failureMessage": message});
    for (update, identifier) in updates.iter().zip(&identifiers) {
        let result = match core.fail_item.take() {
            Some(code) => Err((code, "the sandbox was told to refuse this item".to_owned())),
            None => core
                .rule_in(&service_id, &listener_id, identifier)
                .and_then(|id| core.changed(&service_id, &listener_id, &id, update))
                .map_err(|failure| (failure.code.to_owned(), failure.message)),
        };
        match result {
            Ok(rule) => accepted.push(rule),
            Err((code, message)) => unsuccessful.push(failed(identifier, &code, &message)),
        }
    }
    // A rule that can't have its priority keeps its own, which may then be in the way of another one.
    while let Some(at) = core.clash(&service_id, &listener_id, &accepted) {
        let rule: Rule = accepted.remove(at);
        let message = format!("Rule with priority {} already exists in listener {listener_id}", rule.priority);
        unsuccessful.push(failed(&rule.stamp.id, "ConflictException", &message));
    }
    let successful: Vec<Value> = accepted.iter().map(|rule| Value::Object(shown(rule))).collect();
    core.replace(&service_id, &listener_id, accepted);
    Ok(json!({"successful": successful, "unsuccessful": unsuccessful}))
}

pub fn delete(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let (service, listener, id) = core.rule(input)?;
    core.active_service(input)?;
    core.own(&core.state.services[&service].stamp.arn, input.operation)?;
    let mut gone = None;
    core.change_service(&service, |service| {
        gone = service.listeners.get_mut(&listener).and_then(|listener| listener.rules.remove(&id));
    });
    match gone {
        Some(rule) => core.drop_tags(&rule.stamp.arn),
        None => return Err(Failure::field("ruleIdentifier", "the default rule can not be deleted")),
    }
    Ok(json!({}))
}

fn priority(members: &Map<String, Value>) -> Option<i32> {
    members.get("priority").and_then(Value::as_i64).and_then(|priority| i32::try_from(priority).ok())
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

fn shown(rule: &Rule) -> Map<String, Value> {
    object(json!({
        "arn": rule.stamp.arn,
        "id": rule.stamp.id,
        "name": rule.name,
        "isDefault": false,
        "match": rule.rule_match,
        "priority": rule.priority,
        "action": rule.action,
    }))
}

/// The default rule has no match and no priority: it comes after all others.
fn shown_default(listener: &Listener) -> Map<String, Value> {
    object(json!({
        "arn": listener.default_rule.arn,
        "id": listener.default_rule.id,
        "name": "default",
        "isDefault": true,
        "action": listener.default_action,
    }))
}

impl Core {
    /// The service, listener and rule that a call names.
    fn rule(&self, input: &Input<'_>) -> Result<(String, String, String), Failure> {
        let (service, listener) = self.listener(input)?;
        let id = self.rule_in(&service, &listener, input.need("ruleIdentifier")?)?;
        Ok((service, listener, id))
    }

    fn rule_in(&self, service: &str, listener: &str, identifier: &str) -> Result<String, Failure> {
        let listener = &self.state.services[service].listeners[listener];
        let id = ids::id_of(identifier);
        let default = (listener.default_rule.id == id).then_some(&listener.default_rule);
        match default.or_else(|| listener.rules.get(id).map(|rule| &rule.stamp)) {
            Some(stamp) if !identifier.starts_with("arn:") || stamp.arn == identifier => Ok(id.to_owned()),
            _ => Err(Failure::not_found(KIND.label(), identifier)),
        }
    }

    /// A rule with the given members replaced, those that are absent kept.
    fn changed(&self, service: &str, listener: &str, id: &str, update: &Map<String, Value>) -> Result<Rule, Failure> {
        let service = &self.state.services[service];
        let listener = &service.listeners[listener];
        let Some(rule) = listener.rules.get(id) else {
            return Err(Failure::field("ruleIdentifier", "the default rule changes with its listener only"));
        };
        let mut rule = rule.clone();
        if let Some(priority) = priority(update) {
            rule.priority = priority;
        }
        if let Some(value) = update.get("match") {
            rule.rule_match = rule_match("match", value)?;
        }
        if let Some(value) = update.get("action") {
            rule.action = self.action("action", value, service, &listener.protocol)?;
        }
        Ok(rule)
    }

    /// The place of the first rule of the set whose priority another rule has.
    fn clash(&self, service: &str, listener: &str, set: &[Rule]) -> Option<usize> {
        let rules = &self.state.services[service].listeners[listener].rules;
        let others = rules.values().filter(|rule| !set.iter().any(|new| new.stamp.id == rule.stamp.id));
        let mut taken: BTreeSet<i32> = others.map(|rule| rule.priority).collect();
        set.iter().position(|rule| !taken.insert(rule.priority))
    }

    fn replace(&mut self, service: &str, listener: &str, rules: Vec<Rule>) {
        let now = self.now();
        self.change_service(service, |service| {
            let Some(listener) = service.listeners.get_mut(listener) else { return };
            for mut rule in rules {
                rule.stamp.last_updated_at = now;
                listener.rules.insert(rule.stamp.id.clone(), rule);
            }
        });
    }
}
