//! LAT0306, LAT0307, LAT0311, LAT0312: what Gateways, their classes and Services say without effect.

use std::collections::HashSet;

use super::facts::{Facts, Key, exported_service, key};
use crate::api::{CONTROLLER_NAME, GatewaySpec, Object, PREFIX};
use crate::diag::{Diagnostic, Diagnostics, Scope};
use crate::load::{Node, Value};

/// Fields of a Gateway's spec that the controller reads.
const READ: [&str; 2] = ["gatewayClassName", "listeners"];

pub(super) fn check(facts: &Facts<'_>, diagnostics: &mut Diagnostics) {
    for gateway in facts.gateways() {
        spec_fields(gateway, diagnostics);
        for index in 0..gateway.spec.listeners.len() {
            listener_fields(gateway, index, diagnostics);
        }
    }
    class_parameters(facts, diagnostics);
    app_protocols(facts, diagnostics);
}

fn spec_fields(gateway: &Object<GatewaySpec>, diagnostics: &mut Diagnostics) {
    for entry in gateway.node.get("spec").map_or(&[][..], Node::entries) {
        let field = &*entry.key;
        if READ.contains(&field) || is_empty(&entry.value) {
            continue;
        }
        let why = match field {
            "addresses" => "the service network has no address of its own",
            "infrastructure" => "no label, annotation or parameter of it reaches a Lattice resource",
            "tls" => "Lattice checks no client certificates for a Gateway, and backends take none",
            "allowedListeners" => "the controller reads no ListenerSet",
            _ => "the controller never reads it",
        };
        let path = format!("spec.{field}");
        let finding = Diagnostic::warning(312, Scope::Field, format!("{field} has no effect: {why}"));
        diagnostics.push(gateway.finding(finding, &*path).with_location(gateway.key_location(&path)));
    }
}

fn listener_fields(gateway: &Object<GatewaySpec>, index: usize, diagnostics: &mut Diagnostics) {
    let listener = &gateway.spec.listeners[index];
    let at = format!("spec.listeners[{index}]");
    if let Some(hostname) = listener.hostname.as_deref().filter(|hostname| !hostname.is_empty()) {
        let message = format!("{hostname:?} only decides which routes may attach: it never becomes a custom domain");
        let finding = Diagnostic::warning(306, Scope::Field, message);
        diagnostics.push(gateway.finding(finding, format!("{at}.hostname")));
    }
    let Some(tls) = gateway.node.get("spec").and_then(|spec| spec.get("listeners")?.items().get(index)?.get("tls"))
    else {
        return;
    };
    if tls.get("certificateRefs").is_some_and(|references| !references.items().is_empty()) {
        let path = format!("{at}.tls.certificateRefs");
        let message = if listener.protocol == "HTTPS" {
            "certificateRefs are ignored: the certificate is an ACM one, named in tls.options or found by hostname"
        } else {
            "certificateRefs are ignored: this listener needs no certificate"
        };
        let finding = Diagnostic::warning(307, Scope::Field, message);
        diagnostics.push(gateway.finding(finding, &*path).with_location(gateway.key_location(&path)));
    }
    for entry in tls.entries() {
        let field = &*entry.key;
        if !matches!(field, "mode" | "options" | "certificateRefs") && !is_empty(&entry.value) {
            let path = format!("{at}.tls.{field}");
            let finding = Diagnostic::warning(312, Scope::Field, format!("tls.{field} has no effect"));
            diagnostics.push(gateway.finding(finding, &*path).with_location(gateway.key_location(&path)));
        }
    }
    for option in listener.tls.iter().flat_map(|tls| tls.options.keys()).filter(|key| !key.starts_with(PREFIX)) {
        let path = format!("{at}.tls.options[\"{option}\"]");
        let message =
            format!("the option {option:?} has no effect: the controller reads {PREFIX}certificate-arn alone");
        let finding = Diagnostic::warning(312, Scope::Field, message);
        diagnostics.push(gateway.finding(finding, &*path).with_location(gateway.key_location(&path)));
    }
}

fn class_parameters(facts: &Facts<'_>, diagnostics: &mut Diagnostics) {
    let classes = facts.manifests.objects.gateway_classes.iter();
    for class in classes.filter(|class| class.spec.controller_name == CONTROLLER_NAME) {
        let parameters = class.node.get("spec").and_then(|spec| spec.get("parametersRef"));
        if parameters.is_some_and(|parameters| !is_empty(parameters)) {
            let message = "parametersRef has no effect: the controller has no parameters for a class";
            let finding = Diagnostic::warning(312, Scope::Field, message);
            let at = class.key_location("spec.parametersRef");
            diagnostics.push(class.finding(finding, "spec.parametersRef").with_location(at));
        }
    }
}

/// Only Services that the controller makes target groups of.
fn app_protocols(facts: &Facts<'_>, diagnostics: &mut Diagnostics) {
    let exported: HashSet<Key<'_>> =
        facts.exports().map(|export| (&*export.metadata.namespace, exported_service(export))).collect();
    for service in &facts.manifests.objects.services {
        if !exported.contains(&key(service)) && facts.users(key(service)).is_empty() {
            continue;
        }
        for (index, port) in service.spec.ports.iter().enumerate() {
            let Some(protocol) = &port.app_protocol else { continue };
            let message = format!(
                "appProtocol {protocol:?} plays no part: protocol and version come from the route's kind and a \
                 TargetGroupPolicy"
            );
            let finding = Diagnostic::note(311, Scope::Field, message);
            diagnostics.push(service.finding(finding, format!("spec.ports[{index}].appProtocol")));
        }
    }
}

fn is_empty(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::Mapping(entries) => entries.is_empty(),
        Value::Sequence(items) => items.is_empty(),
        _ => false,
    }
}
