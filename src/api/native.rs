//! Kubernetes' own kinds: the API server's rules for what is read of them, and its defaults.
//!
//! Everything else of a Service or a workload plays no part here and is not looked at.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::check::found;
use super::cross::{at, indexed, number, text};
use super::decode::{DecodeOptions, IpFamily};
use super::metadata::{is_label_value, is_qualified_name};
use super::pattern::{is_label, is_subdomain};
use super::report::{Report, anchor};
use crate::diag::Span;
use crate::load::{Entry, Node, Value};

/// Drops nulls, as they mean "not given" to the API server's own kinds.
fn drop_nulls(node: &mut Node) {
    if let Value::Mapping(entries) = &mut node.value {
        entries.retain(|entry| entry.value.value != Value::Null);
    }
}

fn child_mut<'a>(node: &'a mut Node, key: &str) -> Option<&'a mut Node> {
    match &mut node.value {
        Value::Mapping(entries) => entries.iter_mut().find(|entry| &*entry.key == key).map(|entry| &mut entry.value),
        _ => None,
    }
}

fn items_mut<'a>(node: &'a mut Node, key: &str) -> &'a mut [Node] {
    match child_mut(node, key).map(|node| &mut node.value) {
        Some(Value::Sequence(items)) => items,
        _ => &mut [],
    }
}

fn set_default(node: &mut Node, key: &str, value: Value) {
    if node.get(key).is_none()
        && let Value::Mapping(entries) = &mut node.value
    {
        entries.push(Entry { key: key.into(), key_span: Span::NONE, value: Node::defaulted(value) });
    }
}

/// What a field must hold.
#[derive(Clone, Copy)]
enum Shape {
    Text,
    Whole,
    Truth,
    List,
    Map,
}

/// Checks the type of a field; says whether it is there and fits.
fn shape(node: &Node, key: &str, wanted: Shape, path: &str, report: &mut Report) -> bool {
    let Some(value) = node.get(key) else { return false };
    let (fits, name) = match (&value.value, wanted) {
        (Value::Null, _) => return false,
        (value, Shape::Text) => (matches!(value, Value::String(_)), "a text"),
        (value, Shape::Whole) => (matches!(value, Value::Integer(_)), "a whole number"),
        (value, Shape::Truth) => (matches!(value, Value::Bool(_)), "true or false"),
        (value, Shape::List) => (matches!(value, Value::Sequence(_)), "a list"),
        (value, Shape::Map) => (matches!(value, Value::Mapping(_)), "a mapping"),
    };
    if !fits {
        let message = format!("`{key}` must be {name}, not {}", found(&value.value));
        report.refuse(&join(path, key), anchor(value, at(node, key)), message, format!("give {name}"));
    }
    fits
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

fn one_of(node: &Node, key: &str, allowed: &[&str], path: &str, report: &mut Report) {
    if shape(node, key, Shape::Text, path, report)
        && let Some(value) = text(node, key)
        && !allowed.contains(&value)
    {
        let span = node.get(key).map_or(Span::NONE, |node| node.span);
        let message = format!("`{value}` is no value for `{key}`");
        report.refuse(&join(path, key), span, message, format!("one of {}", allowed.join(", ")));
    }
}

fn port_range(node: &Node, key: &str, path: &str, report: &mut Report) {
    if shape(node, key, Shape::Whole, path, report)
        && let Some(port) = number(node, key)
        && !(1..=65535).contains(&port)
    {
        let span = node.get(key).map_or(Span::NONE, |node| node.span);
        report.refuse(&join(path, key), span, format!("{port} is no port"), "from 1 to 65535");
    }
}

/// Checks and defaults a Service.
pub(super) fn service(object: &mut Node, options: &DecodeOptions, report: &mut Report) {
    if !shape(object, "spec", Shape::Map, "", report) {
        if object.get("spec").is_none_or(|spec| spec.value == Value::Null) {
            report.refuse("spec.ports", at(object, "metadata"), "`ports` is required", "add `spec` with `ports`");
        }
        return;
    }
    let Some(spec) = child_mut(object, "spec") else { return };
    drop_nulls(spec);
    one_of(spec, "type", &["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"], "spec", report);
    set_default(spec, "type", Value::String("ClusterIP".into()));
    shape(spec, "clusterIP", Shape::Text, "spec", report);
    one_of(spec, "ipFamilyPolicy", &["SingleStack", "PreferDualStack", "RequireDualStack"], "spec", report);
    selector(spec, report);
    let external = text(spec, "type") == Some("ExternalName");
    let headless = text(spec, "clusterIP") == Some("None");
    if external && spec.get("externalName").is_none() {
        report.refuse("spec.externalName", at(spec, "type"), "`externalName` is required", "add `externalName`");
    }
    let has_ports = shape(spec, "ports", Shape::List, "spec", report)
        && spec.get("ports").is_some_and(|ports| !ports.items().is_empty());
    if !has_ports && !external && !headless && spec.get("ports").is_none_or(|ports| ports.items().is_empty()) {
        let message = "a Service needs at least one port";
        report.refuse("spec.ports", at(spec, "ports"), message, "add `ports`");
    }
    service_ports(spec, report);
    families(spec, external, headless, options, report);
}

fn selector(spec: &Node, report: &mut Report) {
    if !shape(spec, "selector", Shape::Map, "spec", report) {
        return;
    }
    for entry in spec.get("selector").map_or(&[][..], Node::entries) {
        let path = {
            let mut path = "spec.selector".to_owned();
            crate::load::push_key(&mut path, &entry.key);
            path
        };
        let valid = match &entry.value.value {
            Value::String(value) => is_qualified_name(&entry.key) && is_label_value(value),
            Value::Null => true,
            _ => false,
        };
        if !valid {
            let message = format!("`{}` selects by no valid label", entry.key);
            let at = if entry.value.span.is_none() { entry.key_span } else { entry.value.span };
            report.refuse(&path, at, message, "label values are texts: put numbers and true or false in quotes");
        }
    }
}

fn service_ports(spec: &mut Node, report: &mut Report) {
    let count = spec.get("ports").map_or(0, |ports| ports.items().len());
    let mut names = BTreeSet::new();
    let mut numbers = BTreeSet::new();
    for (index, port) in items_mut(spec, "ports").iter_mut().enumerate() {
        let path = format!("spec.ports[{index}]");
        if !matches!(port.value, Value::Mapping(_)) {
            report.refuse(&path, port.span, "a port must be a mapping", "write `port: 80`");
            continue;
        }
        drop_nulls(port);
        if port.get("port").is_none() {
            report.refuse(&format!("{path}.port"), anchor(port, port.span), "`port` is required", "add `port`");
        }
        port_range(port, "port", &path, report);
        one_of(port, "protocol", &["TCP", "UDP", "SCTP"], &path, report);
        set_default(port, "protocol", Value::String("TCP".into()));
        shape(port, "appProtocol", Shape::Text, &path, report);
        shape(port, "name", Shape::Text, &path, report);
        let name = text(port, "name").unwrap_or_default().to_owned();
        if name.is_empty() && count > 1 {
            let message = "every port of a Service with several has a name";
            report.refuse(&format!("{path}.name"), anchor(port, port.span), message, "add `name`");
        }
        if !name.is_empty() {
            let name_path = format!("{path}.name");
            if !is_label(&name) || name.len() > 63 {
                let rule = "up to 63 small letters, digits and inner hyphens";
                report.refuse(&name_path, at(port, "name"), format!("`{name}` is no valid port name"), rule);
            }
            if !names.insert(name.clone()) {
                let message = format!("two ports are named `{name}`");
                report.refuse(&name_path, at(port, "name"), message, "give each port a name of its own");
            }
        }
        let key = (number(port, "port"), text(port, "protocol").unwrap_or_default().to_owned());
        if key.0.is_some() && !numbers.insert(key) {
            let message = "two ports have the same number and protocol";
            report.refuse(&path, at(port, "port"), message, "change one of them, or remove it");
        }
    }
}

/// `ipFamilies` as a cluster of one family fills it in: two of them only where the Service asks for two,
/// or is headless without a selector; none for ExternalName.
fn families(spec: &mut Node, external: bool, headless: bool, options: &DecodeOptions, report: &mut Report) {
    if shape(spec, "ipFamilies", Shape::List, "spec", report) {
        let mut seen = BTreeSet::new();
        for (path, family) in indexed("spec.ipFamilies", spec.get("ipFamilies")) {
            let name = family.as_str().unwrap_or_default();
            if !matches!(name, "IPv4" | "IPv6") || !seen.insert(name) {
                let message = format!("{} is no further address family", found(&family.value));
                report.refuse(&path, family.span, message, "IPv4 and IPv6, each once");
            }
        }
    }
    if external || spec.get("ipFamilies").is_some_and(|families| !families.items().is_empty()) {
        return;
    }
    let (first, second) = match text(spec, "clusterIP").and_then(|address| address.parse().ok()) {
        Some(IpAddr::V6(_)) => (IpFamily::V6, IpFamily::V4),
        None if options.ip_family == IpFamily::V6 => (IpFamily::V6, IpFamily::V4),
        Some(IpAddr::V4(_)) | None => (IpFamily::V4, IpFamily::V6),
    };
    let policy = text(spec, "ipFamilyPolicy");
    let selects = spec.get("selector").is_some_and(|selector| !selector.entries().is_empty());
    let two = policy == Some("RequireDualStack") || (policy.is_none() && headless && !selects);
    let families = if two { vec![first, second] } else { vec![first] };
    let items = families.into_iter().map(|family| Node::defaulted(Value::String(family.as_str().into())));
    let value = Value::Sequence(items.collect());
    if let Value::Mapping(entries) = &mut spec.value {
        entries.retain(|entry| &*entry.key != "ipFamilies");
    }
    set_default(spec, "ipFamilies", value);
}

/// Checks an EndpointSlice.
pub(super) fn endpoint_slice(object: &mut Node, report: &mut Report) {
    drop_nulls(object);
    if object.get("addressType").is_none() {
        report.refuse("addressType", at(object, "metadata"), "`addressType` is required", "IPv4, IPv6 or FQDN");
    }
    one_of(object, "addressType", &["IPv4", "IPv6", "FQDN"], "", report);
    let family = text(object, "addressType").unwrap_or_default().to_owned();
    if shape(object, "endpoints", Shape::List, "", report) {
        let count = object.get("endpoints").map_or(0, |endpoints| endpoints.items().len());
        if count > 1000 {
            let message = format!("a slice takes 1000 endpoints, not {count}");
            report.refuse("endpoints", at(object, "endpoints"), message, "spread them over several slices");
        }
        for (index, endpoint) in items_mut(object, "endpoints").iter_mut().enumerate() {
            check_endpoint(endpoint, &family, &format!("endpoints[{index}]"), report);
        }
    }
    if shape(object, "ports", Shape::List, "", report) {
        endpoint_ports(object, report);
    }
}

fn check_endpoint(endpoint: &mut Node, family: &str, path: &str, report: &mut Report) {
    if !matches!(endpoint.value, Value::Mapping(_)) {
        report.refuse(path, endpoint.span, "an endpoint must be a mapping", "write `addresses: [...]`");
        return;
    }
    drop_nulls(endpoint);
    if shape(endpoint, "conditions", Shape::Map, path, report)
        && let Some(conditions) = child_mut(endpoint, "conditions")
    {
        drop_nulls(conditions);
        for key in ["ready", "serving", "terminating"] {
            shape(conditions, key, Shape::Truth, &format!("{path}.conditions"), report);
        }
    }
    let listed = shape(endpoint, "addresses", Shape::List, path, report);
    let addresses = endpoint.get("addresses").map_or(&[][..], Node::items);
    if addresses.is_empty() && (listed || endpoint.get("addresses").is_none()) {
        let message = "an endpoint needs an address";
        report.refuse(&format!("{path}.addresses"), anchor(endpoint, endpoint.span), message, "add `addresses`");
    }
    if addresses.len() > 100 {
        let message = format!("an endpoint takes 100 addresses, not {}", addresses.len());
        report.refuse(&format!("{path}.addresses"), at(endpoint, "addresses"), message, "split it");
    }
    for (path, address) in indexed(&format!("{path}.addresses"), endpoint.get("addresses")) {
        let Some(text) = address.as_str() else {
            let message = format!("an address must be a text, not {}", found(&address.value));
            report.refuse(&path, address.span, message, "put it in quotes");
            continue;
        };
        if let Some(wrong) = address_problem(text, family) {
            report.refuse(&path, address.span, format!("`{text}` {wrong}"), "give an address of the slice's type");
        }
    }
}

/// What the API server has against an endpoint's address.
fn address_problem(text: &str, family: &str) -> Option<&'static str> {
    let special = "is no address that an endpoint may have (unspecified, loopback or link-local)";
    match family {
        "IPv4" => match text.parse::<Ipv4Addr>() {
            Err(_) => Some("is no IPv4 address"),
            Ok(address) => {
                let link_local_multicast = address.octets()[..3] == [224, 0, 0];
                let refused = address.is_unspecified()
                    || address.is_loopback()
                    || address.is_link_local()
                    || link_local_multicast;
                refused.then_some(special)
            }
        },
        "IPv6" => match text.parse::<Ipv6Addr>() {
            Err(_) => Some("is no IPv6 address"),
            Ok(address) if address.to_ipv4_mapped().is_some() => Some("is no IPv6 address"),
            Ok(address) => {
                let segments = address.segments();
                let link_local = segments[0] & 0xffc0 == 0xfe80;
                let link_local_multicast = segments[0] & 0xff0f == 0xff02;
                let refused = address.is_unspecified() || address.is_loopback() || link_local || link_local_multicast;
                refused.then_some(special)
            }
        },
        "FQDN" => {
            let name = text.strip_suffix('.').unwrap_or(text);
            (!name.contains('.') || !is_subdomain(name)).then_some("is no fully qualified domain name")
        }
        _ => None,
    }
}

fn endpoint_ports(object: &mut Node, report: &mut Report) {
    let mut names = BTreeSet::new();
    for (index, port) in items_mut(object, "ports").iter_mut().enumerate() {
        let path = format!("ports[{index}]");
        if !matches!(port.value, Value::Mapping(_)) {
            report.refuse(&path, port.span, "a port must be a mapping", "write `port: 8080`");
            continue;
        }
        drop_nulls(port);
        port_range(port, "port", &path, report);
        one_of(port, "protocol", &["TCP", "UDP", "SCTP"], &path, report);
        set_default(port, "protocol", Value::String("TCP".into()));
        shape(port, "name", Shape::Text, &path, report);
        let name = text(port, "name").unwrap_or_default().to_owned();
        if !name.is_empty() && (!is_label(&name) || name.len() > 63) {
            let rule = "up to 63 small letters, digits and inner hyphens";
            report.refuse(&format!("{path}.name"), at(port, "name"), format!("`{name}` is no valid port name"), rule);
        }
        if !names.insert(name) {
            let message = "two ports have the same name";
            report.refuse(&path, anchor(port, port.span), message, "give each port a name of its own");
        }
    }
}
