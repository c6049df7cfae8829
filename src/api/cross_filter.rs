//! Rules across fields of the filters of HTTPRoute and GRPCRoute.

use super::cross::{at, indexed, number, service_port, text};
use super::report::Report;
use crate::diag::{Diagnostic, Scope};
use crate::load::{Node, Value};

/// Filter types with the field that belongs to each; the flag says whether GRPCRoute has it too.
const TYPES: [(&str, &str, bool); 7] = [
    ("RequestHeaderModifier", "requestHeaderModifier", true),
    ("ResponseHeaderModifier", "responseHeaderModifier", true),
    ("RequestMirror", "requestMirror", true),
    ("ExtensionRef", "extensionRef", true),
    ("RequestRedirect", "requestRedirect", false),
    ("URLRewrite", "urlRewrite", false),
    ("CORS", "cors", false),
];

/// Types that may stand only once in a list.
const ONCE: [&str; 5] = ["RequestHeaderModifier", "ResponseHeaderModifier", "RequestRedirect", "URLRewrite", "CORS"];

/// Checks a list of filters.
pub(super) fn list(path: &str, filters: Option<&Node>, http: bool, report: &mut Report) {
    let of_type = |wanted: &'static str| {
        indexed(path, filters).filter(move |(_, filter)| text(filter, "type") == Some(wanted)).collect::<Vec<_>>()
    };
    for kind in ONCE {
        // "... filter cannot be repeated"
        if let [_, (second, filter), ..] = &of_type(kind)[..] {
            let message = format!("the filter {kind} may stand only once in a list");
            report.refuse(second, at(filter, "type"), message, "put both into one filter");
        }
    }
    if http && !of_type("RequestRedirect").is_empty() {
        // "May specify either httpRouteFilterRequestRedirect or httpRouteFilterRequestRewrite, but not both"
        if let [(rewrite, filter), ..] = &of_type("URLRewrite")[..] {
            let message = "RequestRedirect and URLRewrite exclude each other";
            report.refuse(rewrite, at(filter, "type"), message, "keep one of the two");
        }
    }
    for (path, filter) in indexed(path, filters) {
        one(&path, filter, http, report);
    }
}

fn one(path: &str, filter: &Node, http: bool, report: &mut Report) {
    let Some(own) = text(filter, "type") else { return };
    for (kind, field, everywhere) in TYPES {
        if !http && !everywhere {
            continue;
        }
        let present = filter.get(field).is_some();
        if present && own != kind {
            // "filter.x must be nil if the filter.type is not X"
            let message = format!("`{field}` does not go with the filter type {own}");
            report.refuse(&format!("{path}.{field}"), at(filter, field), message, format!("make the type {kind}"));
        } else if !present && own == kind {
            // "filter.x must be specified for X filter.type"
            let message = format!("a filter of type {kind} needs `{field}`");
            report.refuse(&format!("{path}.{field}"), at(filter, "type"), message, format!("add `{field}`"));
        }
    }
    if own == "ExternalAuth" {
        let diagnostic = Diagnostic::error(301, Scope::Rule, "the filter ExternalAuth would be ignored in silence")
            .with_help("VPC Lattice knows IAM auth policies only: see IAMAuthPolicy");
        report.add(diagnostic, path, at(filter, "type"));
    }
    if let Some(mirror) = filter.get("requestMirror") {
        request_mirror(&format!("{path}.requestMirror"), mirror, report);
    }
    for field in ["requestRedirect", "urlRewrite"] {
        if let Some(value) = filter.get(field).and_then(|value| value.get("path")) {
            path_modifier(&format!("{path}.{field}.path"), value, report);
        }
    }
    if let Some(cors) = filter.get("cors") {
        wildcard_alone(&format!("{path}.cors"), cors, report);
    }
}

fn request_mirror(path: &str, mirror: &Node, report: &mut Report) {
    if mirror.get("percent").is_some() && mirror.get("fraction").is_some() {
        // "Only one of percent or fraction may be specified in HTTPRequestMirrorFilter"
        let message = "`percent` and `fraction` exclude each other";
        report.refuse(path, at(mirror, "percent"), message, "keep one of the two");
    }
    if let Some(backend) = mirror.get("backendRef") {
        service_port(&format!("{path}.backendRef"), backend, report);
    }
    if let Some(fraction) = mirror.get("fraction")
        && let (Some(numerator), Some(denominator)) = (number(fraction, "numerator"), number(fraction, "denominator"))
        && numerator > denominator
    {
        // "numerator must be less than or equal to denominator"
        let message = format!("{numerator} of {denominator} is more than the whole");
        report.refuse(&format!("{path}.fraction"), at(fraction, "numerator"), message, "lower the numerator");
    }
}

/// "replaceFullPath must be specified when type is set to 'ReplaceFullPath'" and its three siblings.
fn path_modifier(path: &str, modifier: &Node, report: &mut Report) {
    let Some(own) = text(modifier, "type") else { return };
    for (kind, field) in [("ReplaceFullPath", "replaceFullPath"), ("ReplacePrefixMatch", "replacePrefixMatch")] {
        let present = modifier.get(field).is_some();
        if present && own != kind {
            let message = format!("`{field}` does not go with the type {own}");
            report.refuse(&format!("{path}.{field}"), at(modifier, field), message, format!("make the type {kind}"));
        } else if !present && own == kind {
            let message = format!("the type {kind} needs `{field}`");
            report.refuse(&format!("{path}.{field}"), at(modifier, "type"), message, format!("add `{field}`"));
        }
    }
}

/// "AllowHeaders (AllowMethods, AllowOrigins) cannot contain '*' alongside other ...".
fn wildcard_alone(path: &str, cors: &Node, report: &mut Report) {
    for field in ["allowHeaders", "allowMethods", "allowOrigins"] {
        let items = cors.get(field).map_or(&[][..], Node::items);
        let star = |item: &Node| matches!(&item.value, Value::String(text) if &**text == "*");
        if items.len() > 1 && items.iter().any(star) {
            let message = format!("`*` must stand alone in `{field}`");
            report.refuse(&format!("{path}.{field}"), at(cors, field), message, "remove `*` or the others");
        }
    }
}
