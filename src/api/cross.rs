//! The CRDs' rules across fields (`x-kubernetes-validations`), written out by hand.
//!
//! Each check names the rule that it follows by the message that the API server would print. They look
//! at the tree after defaults came in, and skip what the schema's own checks have reported already.

use super::kind::Id;
use super::report::{Report, anchor};
use super::{cross_filter, cross_gateway, cross_route};
use crate::diag::Span;
use crate::load::{Node, Value};

/// Applies the rules of a kind to the whole object.
pub(super) fn check(id: Id, object: &Node, report: &mut Report) {
    let Some(spec) = object.get("spec") else { return };
    match id {
        Id::Gateway => cross_gateway::gateway(spec, report),
        Id::HttpRoute => {
            cross_route::parent_refs(spec, report);
            cross_route::total_matches(spec, report);
            for (path, rule) in indexed("spec.rules", spec.get("rules")) {
                cross_route::http_rule(&path, rule, report);
                rule_filters(&path, rule, true, report);
            }
        }
        Id::GrpcRoute => {
            cross_route::parent_refs(spec, report);
            cross_route::total_matches(spec, report);
            for (path, rule) in indexed("spec.rules", spec.get("rules")) {
                cross_route::grpc_rule(&path, rule, report);
                rule_filters(&path, rule, false, report);
            }
        }
        Id::TlsRoute => {
            cross_route::parent_refs(spec, report);
            cross_route::tls(spec, report);
        }
        _ => {}
    }
    if matches!(id, Id::HttpRoute | Id::GrpcRoute | Id::TlsRoute) {
        for (path, rule) in indexed("spec.rules", spec.get("rules")) {
            for (path, backend) in indexed(&format!("{path}.backendRefs"), rule.get("backendRefs")) {
                service_port(&path, backend, report);
            }
        }
    }
}

fn rule_filters(path: &str, rule: &Node, http: bool, report: &mut Report) {
    cross_filter::list(&format!("{path}.filters"), rule.get("filters"), http, report);
    for (path, backend) in indexed(&format!("{path}.backendRefs"), rule.get("backendRefs")) {
        cross_filter::list(&format!("{path}.filters"), backend.get("filters"), http, report);
    }
}

/// "Must have port for Service reference".
pub(super) fn service_port(path: &str, reference: &Node, report: &mut Report) {
    let is_service = text(reference, "group") == Some("") && text(reference, "kind") == Some("Service");
    if is_service && reference.get("port").is_none() {
        let at = reference.get("name").map_or(reference.span, |name| name.span);
        report.refuse(
            &format!("{path}.port"),
            at,
            "a reference to a Service needs a `port`",
            "add the Service's port (that of the Service, not of its pods)",
        );
    }
}

/// The items of a list with their paths.
pub(super) fn indexed<'a>(path: &str, list: Option<&'a Node>) -> impl Iterator<Item = (String, &'a Node)> {
    let items = list.map_or(&[][..], Node::items);
    items.iter().enumerate().map(move |(at, item)| (format!("{path}[{at}]"), item))
}

/// The text of a field.
pub(super) fn text<'a>(node: &'a Node, key: &str) -> Option<&'a str> {
    node.get(key).and_then(Node::as_str)
}

/// The whole number of a field.
pub(super) fn number(node: &Node, key: &str) -> Option<i64> {
    match node.get(key).map(|node| &node.value) {
        Some(Value::Integer(number)) => Some(*number),
        _ => None,
    }
}

/// The text to underline for a field of a node, or the node itself.
pub(super) fn at(node: &Node, key: &str) -> Span {
    match node.entry(key) {
        Some(entry) if !entry.key_span.is_none() => entry.key_span,
        _ => anchor(node, Span::NONE),
    }
}
