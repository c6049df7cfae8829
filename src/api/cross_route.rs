//! Rules across fields of HTTPRoute, GRPCRoute and TLSRoute.

use std::net::IpAddr;

use super::cross::{at, indexed, text};
use super::report::{Report, anchor};
use crate::diag::{Diagnostic, Scope, Span};
use crate::load::Node;

/// "sectionName must be specified when parentRefs includes 2 or more references to the same parent" and
/// "sectionName must be unique when parentRefs includes 2 or more references to the same parent".
pub(super) fn parent_refs(spec: &Node, report: &mut Report) {
    let refs: Vec<_> = indexed("spec.parentRefs", spec.get("parentRefs")).collect();
    let filled = |node: &'_ Node, key: &str| text(node, key).filter(|text| !text.is_empty()).map(str::to_owned);
    let parent = |node: &Node| {
        [
            text(node, "group").map(str::to_owned),
            text(node, "kind").map(str::to_owned),
            filled(node, "name"),
            filled(node, "namespace"),
        ]
    };
    for (index, (path, later)) in refs.iter().enumerate() {
        let same = refs[..index].iter().find(|(_, earlier)| parent(earlier) == parent(later));
        let Some((_, earlier)) = same else { continue };
        let sections = (filled(earlier, "sectionName"), filled(later, "sectionName"));
        let at = later.get("name").map_or(later.span, |name| name.span);
        match sections {
            (Some(_), Some(section)) => {
                let repeats = refs[..index].iter().any(|(_, other)| {
                    parent(other) == parent(later) && filled(other, "sectionName").as_ref() == Some(&section)
                });
                if repeats {
                    let message = format!("two parentRefs name the same parent and the same section `{section}`");
                    report.refuse(&format!("{path}.sectionName"), at, message, "remove one of the two");
                }
            }
            (None, None) => report.refuse(
                path,
                at,
                "two parentRefs name the same parent without a `sectionName`",
                "give each a `sectionName` of its own, or keep one: without a section it attaches to all listeners",
            ),
            _ => report.refuse(
                path,
                at,
                "of several parentRefs to one parent either all or none have a `sectionName`",
                "give each a `sectionName` of its own",
            ),
        }
    }
}

/// "While 16 rules and 64 matches per rule are allowed, the total number of matches across all rules in a
/// route must be less than 128".
pub(super) fn total_matches(spec: &Node, report: &mut Report) {
    let Some(rules) = spec.get("rules") else { return };
    let total: usize =
        rules.items().iter().take(16).map(|rule| rule.get("matches").map_or(0, |list| list.items().len())).sum();
    if total > 128 {
        let message = format!("the rules have {total} matches, 128 are allowed in one route");
        report.refuse("spec.rules", at(spec, "rules"), message, "spread them over several routes");
    }
}

/// Rules of one HTTPRoute rule, its matches and its timeouts.
pub(super) fn http_rule(path: &str, rule: &Node, report: &mut Report) {
    for (path, item) in indexed(&format!("{path}.matches"), rule.get("matches")) {
        if let Some(value) = item.get("path") {
            path_match(&format!("{path}.path"), value, report);
        }
    }
    redirect_with_backends(path, rule, report);
    prefix_replacement(path, rule, report);
    if let Some(timeouts) = rule.get("timeouts") {
        timeout_order(&format!("{path}.timeouts"), timeouts, report);
    }
}

/// The eleven rules of `matches[].path`.
fn path_match(path: &str, node: &Node, report: &mut Report) {
    let (Some(kind), Some(value)) = (text(node, "type"), text(node, "value")) else { return };
    let span = node.get("value").map_or(node.span, |value| anchor(value, node.span));
    let value_path = format!("{path}.value");
    if !matches!(kind, "Exact" | "PathPrefix") {
        // "type must be one of [...]" is the schema's enum as well.
        return;
    }
    if !value.starts_with('/') {
        // "value must be an absolute path and start with '/'"
        report.refuse(
            &value_path,
            span,
            format!("the path `{value}` does not start with `/`"),
            format!("write `/{value}`"),
        );
    }
    // "must not contain ..." and "must not end with ..."
    for part in ["//", "/./", "/../", "%2f", "%2F", "#"] {
        if value.contains(part) {
            let message = format!("the path `{value}` must not contain `{part}`");
            report.refuse(&value_path, span, message, "write the path that requests carry, normalised");
        }
    }
    for end in ["/..", "/."] {
        if value.ends_with(end) {
            let message = format!("the path `{value}` must not end with `{end}`");
            report.refuse(&value_path, span, message, "write the path that requests carry, normalised");
        }
    }
    // "must only contain valid characters (matching ^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$)"
    if !value.contains('#') && !is_path_text(value) {
        let message = format!("the path `{value}` has characters that a path must not have");
        report.refuse(&value_path, span, message, "percent-encode them (a blank is %20)");
    }
}

fn is_path_text(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'%' {
            let hex = |offset: usize| bytes.get(at + offset).is_some_and(u8::is_ascii_hexdigit);
            if !hex(1) || !hex(2) {
                return false;
            }
            at += 3;
        } else if bytes[at].is_ascii_alphanumeric() || b"-/._~!$&'()*+,;=:@".contains(&bytes[at]) {
            at += 1;
        } else {
            return false;
        }
    }
    !text.is_empty()
}

/// "RequestRedirect filter must not be used together with backendRefs".
fn redirect_with_backends(path: &str, rule: &Node, report: &mut Report) {
    if rule.get("backendRefs").is_none_or(|backends| backends.items().is_empty()) {
        return;
    }
    for (path, filter) in indexed(&format!("{path}.filters"), rule.get("filters")) {
        if filter.get("requestRedirect").is_some() {
            let message = "a rule that redirects must not have backendRefs";
            report.refuse(&path, at(filter, "requestRedirect"), message, "remove the filter or the backendRefs");
        }
    }
}

/// "When using RequestRedirect (or URLRewrite) filter with path.replacePrefixMatch, exactly one
/// PathPrefix match must be specified", also "Within backendRefs, ...".
fn prefix_replacement(path: &str, rule: &Node, report: &mut Report) {
    let matches = rule.get("matches").map_or(&[][..], Node::items);
    let one_prefix =
        matches.len() == 1 && matches[0].get("path").and_then(|path| text(path, "type")) == Some("PathPrefix");
    if one_prefix {
        return;
    }
    let replaces = |filter: &Node, field: &str| {
        filter.get(field).and_then(|value| value.get("path")).is_some_and(|path| {
            text(path, "type") == Some("ReplacePrefixMatch") && path.get("replacePrefixMatch").is_some()
        })
    };
    for field in ["requestRedirect", "urlRewrite"] {
        let message = format!("`{field}` with `replacePrefixMatch` needs exactly one match, of type PathPrefix");
        let own: Vec<_> = indexed(&format!("{path}.filters"), rule.get("filters"))
            .filter(|(_, filter)| replaces(filter, field))
            .collect();
        // `exists_one`: with several such filters the rule is silent (another one refuses them).
        if let [(filter_path, filter)] = &own[..] {
            report.refuse(filter_path, at(filter, field), message.clone(), "split the rule, one PathPrefix match each");
        }
        let backends: Vec<_> = indexed(&format!("{path}.backendRefs"), rule.get("backendRefs"))
            .filter(|(_, backend)| {
                let filters = backend.get("filters").map_or(&[][..], Node::items);
                filters.iter().filter(|filter| replaces(filter, field)).count() == 1
            })
            .collect();
        if let [(backend_path, backend)] = &backends[..] {
            let path = format!("{backend_path}.filters");
            report.refuse(&path, at(backend, "filters"), message, "split the rule, one PathPrefix match each");
        }
    }
}

/// "backendRequest timeout cannot be longer than request timeout".
fn timeout_order(path: &str, timeouts: &Node, report: &mut Report) {
    let duration = |key: &str| text(timeouts, key).and_then(milliseconds);
    let (Some(request), Some(backend)) = (duration("request"), duration("backendRequest")) else { return };
    if request != 0 && backend > request {
        let message = "`backendRequest` must not be longer than `request`";
        report.refuse(&format!("{path}.backendRequest"), at(timeouts, "backendRequest"), message, "shorten it");
    }
}

/// A Gateway API duration (`1h30m`, `500ms`) in milliseconds; `None` where it is none.
fn milliseconds(text: &str) -> Option<u64> {
    let mut total = 0_u64;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let amount: u64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let units = [("ms", 1), ("h", 3_600_000), ("m", 60_000), ("s", 1000)];
        let (unit, factor) = units.into_iter().find(|(unit, _)| rest.starts_with(unit))?;
        rest = &rest[unit.len()..];
        total = total.checked_add(amount.checked_mul(factor)?)?;
    }
    Some(total)
}

/// Rules of one GRPCRoute rule's matches.
pub(super) fn grpc_rule(path: &str, rule: &Node, report: &mut Report) {
    for (path, item) in indexed(&format!("{path}.matches"), rule.get("matches")) {
        let Some(method) = item.get("method") else { continue };
        let path = format!("{path}.method");
        let (service, name) = (text(method, "service"), text(method, "method"));
        if service.is_none() && name.is_none() {
            // "One or both of 'service' or 'method' must be specified"
            let message = "a method match needs `service` or `method` or both";
            report.refuse(
                &path,
                at(item, "method"),
                message,
                "name the gRPC service, and the method if only one is meant",
            );
        }
        if text(method, "type") != Some("Exact") {
            continue;
        }
        // "service must only contain valid characters (matching ^(?i)\.?[a-z_][a-z_0-9]*(\.[a-z_][a-z_0-9]*)*$)"
        if let Some(service) = service
            && !service.strip_prefix('.').unwrap_or(service).split('.').all(is_identifier)
        {
            let message = format!("`{service}` is no gRPC service name");
            report.refuse(&format!("{path}.service"), at(method, "service"), message, "write `package.Service`");
        }
        // "method must only contain valid characters (matching ^[A-Za-z_][A-Za-z_0-9]*$)"
        if let Some(name) = name
            && !is_identifier(name)
        {
            let message = format!("`{name}` is no gRPC method name");
            report.refuse(
                &format!("{path}.method"),
                at(method, "method"),
                message,
                "write the method alone, without slashes",
            );
        }
    }
}

fn is_identifier(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.first().is_some_and(|first| first.is_ascii_alphabetic() || *first == b'_')
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}

/// The rules of a TLSRoute's hostnames, and what the controller itself asks of its shape (LAT0209,
/// LAT0210), which the API server's refusal would hide.
pub(super) fn tls(spec: &Node, report: &mut Report) {
    let rules = spec.get("rules").map_or(0, |rules| rules.items().len());
    if rules != 1 {
        let diagnostic = Diagnostic::error(209, Scope::Route, format!("a TLSRoute has exactly one rule, not {rules}"))
            .with_help("one TLSRoute per destination: TLS passthrough can't tell requests apart");
        let second = spec.get("rules").and_then(|rules| rules.items().get(1));
        let span = second.map_or_else(|| at(spec, "rules"), |rule| anchor(rule, rule.span));
        report.add(diagnostic, "spec.rules", span);
    }
    if spec.get("hostnames").is_none_or(|hostnames| hostnames.items().is_empty()) {
        let diagnostic = Diagnostic::error(210, Scope::Route, "a TLSRoute needs a hostname")
            .with_help("the hostname becomes the custom domain by which Lattice recognises the connection");
        report.add(diagnostic, "spec.hostnames", at(spec, "hostnames"));
    }
    for (path, hostname) in indexed("spec.hostnames", spec.get("hostnames")) {
        let Some(name) = hostname.as_str() else { continue };
        let span = anchor(hostname, Span::NONE);
        if name.parse::<IpAddr>().is_ok() {
            // "Hostnames cannot contain an IP"
            report.refuse(&path, span, format!("`{name}` is an address, not a hostname"), "give a DNS name");
        }
        // "Hostnames must be valid based on RFC-1123" and "Wildcards on hostnames must be the first label, ..."
        // ask for nothing that the pattern of the field does not ask for.
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        assert_eq!(milliseconds("1h30m"), Some(5_400_000));
        assert_eq!(milliseconds("500ms"), Some(500));
        assert_eq!(milliseconds("0s"), Some(0));
        assert_eq!(milliseconds("5"), None);
        assert_eq!(milliseconds("s"), None);
    }

    #[test]
    fn path_texts() {
        assert!(is_path_text("/a/%20b~c@d"));
        assert!(!is_path_text("/a b"));
        assert!(!is_path_text("/%2"));
        assert!(!is_path_text("/ä"));
    }
}
