//! What a change does to users, in one line.

use std::collections::BTreeMap;

use serde_json::Value;

use super::value::Entry;
use super::{Change, Class, Kind, MANAGED_BY, Operation};
use crate::model::{Label, labels};

/// One line, in the users' words.
pub fn of(change: &Change, before: &BTreeMap<&Label, Entry<'_>>, after: &BTreeMap<&Label, Entry<'_>>) -> String {
    match change.operation {
        Operation::Create => created(change, after),
        Operation::Delete => deleted(change, before),
        Operation::Replace => replaced(change),
        Operation::Update => updated(change),
    }
}

fn created(change: &Change, after: &BTreeMap<&Label, Entry<'_>>) -> String {
    let value = &after[&change.label].value;
    match change.kind {
        Kind::ServiceNetwork => format!("a new service network; {}", lets_in(value)),
        Kind::TargetGroup => {
            let targets = value.get("targets").and_then(Value::as_array).map_or(0, Vec::len);
            let noun = if targets == 1 { "target" } else { "targets" };
            format!("a new target group with {targets} {noun}; no traffic until a rule names it")
        }
        Kind::Service => format!("a new service with a new DNS name; {}", lets_in(value)),
        Kind::Listener => "the service answers on this port".to_owned(),
        Kind::Rule => "requests that fit take this rule, unless a rule before it takes them".to_owned(),
        Kind::ServiceAssociation => "clients of the service network can reach the service".to_owned(),
        Kind::VpcAssociation => {
            if value.get("securityGroupIds").is_some() {
                "clients in the VPC that its security groups let in can reach the service network".to_owned()
            } else {
                "every client in the VPC can reach the service network".to_owned()
            }
        }
        Kind::AccessLogSubscription => "requests are logged to the destination".to_owned(),
    }
}

fn lets_in(value: &Value) -> &'static str {
    match (value.get("authType").and_then(Value::as_str), value.get("authPolicy")) {
        (Some("AWS_IAM"), Some(_)) => "its auth policy says who may call",
        (Some("AWS_IAM"), None) => "nobody may call: IAM without a policy",
        _ => "no authorization",
    }
}

fn deleted(change: &Change, before: &BTreeMap<&Label, Entry<'_>>) -> String {
    if let Some(parent) = change.because_of.as_ref().filter(|_| change.kind != Kind::ServiceAssociation) {
        return format!("goes with {parent}");
    }
    match change.kind {
        Kind::ServiceNetwork => "the service network is gone".to_owned(),
        Kind::TargetGroup => "nothing forwards to it; its targets are drained first".to_owned(),
        Kind::Service => "the service and its DNS name are gone; calls to it fail".to_owned(),
        Kind::Listener => {
            format!("the service no longer answers on this port{}", stranger(&change.label, before))
        }
        Kind::Rule => {
            let matched = before.get(&change.label).map(|entry| &entry.value["match"]);
            let path = matched.and_then(|found| found.pointer("/httpMatch/pathMatch/match"));
            let which =
                path.and_then(|path| path.as_object()?.iter().next()).map(|(how, text)| format!(" ({how} {text})"));
            let stranger = stranger(&change.label, before);
            format!("requests that took it{} meet the next rule that fits, or 404{stranger}", which.unwrap_or_default())
        }
        Kind::ServiceAssociation => "clients of the service network no longer reach the service".to_owned(),
        Kind::VpcAssociation => "no client in the VPC reaches the service network any more".to_owned(),
        Kind::AccessLogSubscription => "requests are no longer logged there".to_owned(),
    }
}

/// What stands inside a service of ours goes with its manifests, whoever made it: then it is told whose it is.
fn stranger(label: &Label, before: &BTreeMap<&Label, Entry<'_>>) -> String {
    let owner = |label: &str| before.get(&label.to_owned()).and_then(|entry| entry.tags.get(MANAGED_BY));
    match (owner(label), owner(labels::service_of(label))) {
        (Some(own), Some(ours)) if own != ours => {
            format!("; it belongs to {own} and stands in a service of ours")
        }
        (None, Some(_)) => "; it carries no owner's tag and stands in a service of ours".to_owned(),
        _ => String::new(),
    }
}

fn replaced(change: &Change) -> String {
    match (change.kind, &change.because_of) {
        (Kind::Service, _) => "the service gets another DNS name; calls fail between deletion and creation".to_owned(),
        (Kind::TargetGroup, _) => "a new group takes over the traffic, the old one is drained and deleted".to_owned(),
        (_, Some(parent)) => format!("made anew with {parent}"),
        (Kind::Listener, None) => "calls on this port fail between deletion and creation".to_owned(),
        (Kind::ServiceAssociation, None) => "clients of the service network lose the service in between".to_owned(),
        (Kind::VpcAssociation, None) => "clients in the VPC lose the service network in between".to_owned(),
        (Kind::AccessLogSubscription, None) => "some requests may go unlogged in between".to_owned(),
        (Kind::Rule | Kind::ServiceNetwork, None) => "it is made anew".to_owned(),
    }
}

fn updated(change: &Change) -> String {
    let has = |class| change.classes.contains(&class);
    let mut told = Vec::new();
    match (has(Class::AccessWidened), has(Class::AccessNarrowed)) {
        (true, true) => told.push("who may call changes: some may be let in and some kept out"),
        (true, false) => told.push("more callers are let in"),
        (false, true) => told.push("fewer callers are let in"),
        (false, false) => {}
    }
    if has(Class::TrafficShift) {
        told.push(match (change.kind, &change.because_of) {
            (_, Some(_)) => "requests go to the new target group",
            (Kind::Listener, None) => "requests that no rule takes go elsewhere",
            (_, None) => shift(change),
        });
    }
    if has(Class::Targets) {
        let gains = change.fields.iter().any(|field| field.path.starts_with("targets[") && field.after.is_some());
        let loses = change.fields.iter().any(|field| field.path.starts_with("targets[") && field.before.is_some());
        told.push(match (gains, loses) {
            (true, true) => "new targets take traffic, old ones drain",
            (true, false) => "new targets take traffic",
            _ => "targets drain",
        });
    }
    if has(Class::Update) {
        told.push(match change.kind {
            Kind::TargetGroup => "targets are judged by another health check",
            Kind::Service => "the service answers with another certificate",
            Kind::AccessLogSubscription => "requests are logged elsewhere",
            _ => "changed in place",
        });
    }
    if told.is_empty() {
        told.push("tags only: no effect on traffic");
    }
    told.join("; ")
}

fn shift(change: &Change) -> &'static str {
    let touches = |name: &str| change.fields.iter().any(|field| field.path == name);
    match (touches("match"), touches("action"), touches("priority")) {
        (true, ..) => "other requests take this rule",
        (_, true, _) => "requests that take this rule go to other target groups or in other shares",
        _ => "the rule is tried earlier or later than it was",
    }
}
