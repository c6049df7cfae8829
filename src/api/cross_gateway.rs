//! Rules across fields of Gateway.

use std::collections::BTreeSet;

use super::cross::{at, indexed, number, text};
use super::metadata::is_qualified_name;
use super::pattern;
use super::report::Report;
use crate::load::Node;

/// Checks a Gateway's spec.
pub(super) fn gateway(spec: &Node, report: &mut Report) {
    let listeners: Vec<_> = indexed("spec.listeners", spec.get("listeners")).collect();
    for (path, listener) in &listeners {
        protocol(path, listener, report);
    }
    distinct_listeners(&listeners, report);
    addresses(spec, report);
    infrastructure(spec, report);
    frontend(spec, report);
}

fn protocol(path: &str, listener: &Node, report: &mut Report) {
    let Some(protocol) = text(listener, "protocol") else { return };
    let tls = listener.get("tls");
    let mode = tls.and_then(|tls| text(tls, "mode"));
    if matches!(protocol, "HTTP" | "TCP" | "UDP") && tls.is_some() {
        // "tls must not be specified for protocols ['HTTP', 'TCP', 'UDP']"
        let message = format!("a listener of protocol {protocol} must not have `tls`");
        report.refuse(&format!("{path}.tls"), at(listener, "tls"), message, "make the protocol HTTPS, or remove `tls`");
    }
    if protocol == "HTTPS" && mode.is_some_and(|mode| !mode.is_empty() && mode != "Terminate") {
        // "tls mode must be Terminate for protocol HTTPS"
        let message = "a listener of protocol HTTPS terminates TLS: its mode is Terminate";
        let at = tls.map_or(listener.span, |tls| at(tls, "mode"));
        report.refuse(&format!("{path}.tls.mode"), at, message, "for passthrough make the protocol TLS");
    }
    if protocol == "TLS" && mode.is_none_or(str::is_empty) {
        // "tls mode must be set for protocol TLS"
        let message = "a listener of protocol TLS needs `tls.mode`";
        report.refuse(&format!("{path}.tls"), at(listener, "protocol"), message, "add `tls: {mode: Passthrough}`");
    }
    if matches!(protocol, "TCP" | "UDP") && text(listener, "hostname").is_some_and(|name| !name.is_empty()) {
        // "hostname must not be specified for protocols ['TCP', 'UDP']"
        let message = format!("a listener of protocol {protocol} must not have a hostname");
        report.refuse(&format!("{path}.hostname"), at(listener, "hostname"), message, "remove it");
    }
    if let Some(tls) = tls
        && mode == Some("Terminate")
    {
        // "certificateRefs or options must be specified when mode is Terminate"
        let filled =
            |key: &str| tls.get(key).is_some_and(|node| !node.items().is_empty() || !node.entries().is_empty());
        if !filled("certificateRefs") && !filled("options") {
            let message = "TLS that is terminated here needs `options` or `certificateRefs`";
            let help = "name the certificate: options: {application-networking.k8s.aws/certificate-arn: arn:...}";
            report.refuse(&format!("{path}.tls"), at(listener, "tls"), message, help);
        }
    }
}

/// "Combination of port, protocol and hostname must be unique for each listener". That names must differ
/// is said by the list's own keys.
fn distinct_listeners(listeners: &[(String, &Node)], report: &mut Report) {
    let mut seen = BTreeSet::new();
    for (path, listener) in listeners {
        let key = (number(listener, "port"), text(listener, "protocol"), text(listener, "hostname"));
        if key.0.is_some() && key.1.is_some() && !seen.insert(key) {
            let message = "another listener has the same port, protocol and hostname";
            report.refuse(path, at(listener, "port"), message, "change one of the three, or remove one listener");
        }
    }
}

/// "IPAddress values must be unique", "Hostname values must be unique" and "Hostname value must be empty
/// or contain only valid characters".
fn addresses(spec: &Node, report: &mut Report) {
    let mut seen = BTreeSet::new();
    for (path, address) in indexed("spec.addresses", spec.get("addresses")) {
        let (Some(kind), Some(value)) = (text(address, "type"), text(address, "value")) else { continue };
        if matches!(kind, "IPAddress" | "Hostname") && !seen.insert((kind, value)) {
            report.refuse(&path, at(address, "value"), format!("the address `{value}` stands twice"), "remove one");
        }
        let name = value.strip_prefix("*.").unwrap_or(value);
        if kind == "Hostname" && !pattern::is_subdomain(name) {
            report.refuse(&path, at(address, "value"), format!("`{value}` is no hostname"), "give a DNS name");
        }
    }
}

/// "Annotation (Label) keys must be in the form of an optional DNS subdomain prefix followed by a required
/// name segment of up to 63 characters" and "... prefix must be ... not longer than 253 characters".
fn infrastructure(spec: &Node, report: &mut Report) {
    let Some(infrastructure) = spec.get("infrastructure") else { return };
    for field in ["annotations", "labels"] {
        for entry in infrastructure.get(field).map_or(&[][..], Node::entries) {
            if !is_qualified_name(&entry.key) {
                let message = format!("`{}` is no valid key", entry.key);
                let help = "an optional DNS name and a slash, then up to 63 letters, digits, `-`, `_` and `.`";
                report.refuse(&format!("spec.infrastructure.{field}"), entry.key_span, message, help);
            }
        }
    }
}

/// "Port for TLS configuration must be unique within the Gateway".
fn frontend(spec: &Node, report: &mut Report) {
    let per_port = spec.get("tls").and_then(|tls| tls.get("frontend")).and_then(|tls| tls.get("perPort"));
    let mut seen = BTreeSet::new();
    for (path, item) in indexed("spec.tls.frontend.perPort", per_port) {
        if let Some(port) = number(item, "port")
            && !seen.insert(port)
        {
            // The list's own keys say the same where the schema has them.
            let message = format!("the port {port} has two TLS settings");
            report.refuse(&path, at(item, "port"), message, "keep one of the two");
        }
    }
}
