//! `metadata`: the API server's rules for names, labels and annotations.

use std::collections::BTreeMap;

use super::Metadata;
use super::check::{closest, found};
use super::decode::DecodeOptions;
use super::kind::{Id, Kind};
use super::pattern::{is_label, is_subdomain};
use super::report::Report;
use crate::diag::{Diagnostic, Scope, Span};
use crate::load::{Entry, Node, Value, push_key};

/// What the API server knows under `metadata`.
const FIELDS: [&str; 16] = [
    "annotations",
    "clusterName",
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "finalizers",
    "generateName",
    "generation",
    "labels",
    "managedFields",
    "name",
    "namespace",
    "ownerReferences",
    "resourceVersion",
    "selfLink",
    "uid",
];

/// The label that every Namespace carries.
const NAMESPACE_NAME: &str = "kubernetes.io/metadata.name";

/// Bytes of all annotations together.
const ANNOTATION_BYTES: usize = 256 << 10;

/// Checks and reads `metadata`.
pub(super) fn read(object: &mut Node, kind: &Kind, options: &DecodeOptions, report: &mut Report) -> Metadata {
    let mut metadata = Metadata::default();
    let Some(node) = child_mut(object, "metadata") else { return metadata };
    unknown_fields(node, report);
    metadata.name = read_name(node, kind, report);
    if kind.namespaced {
        metadata.namespace = read_namespace(node, options, report);
    }
    metadata.labels = read_map(node, "labels", report);
    metadata.annotations = read_map(node, "annotations", report);
    check_labels(node, &metadata.labels, report);
    check_annotations(node, &metadata.annotations, report);
    metadata.creation_timestamp = read_time(node, "creationTimestamp", report);
    metadata.deleting = read_time(node, "deletionTimestamp", report).is_some();
    if kind.id == Id::Namespace {
        metadata.labels.insert(NAMESPACE_NAME.to_owned(), metadata.name.clone());
    }
    metadata
}

fn child_mut<'a>(node: &'a mut Node, key: &str) -> Option<&'a mut Node> {
    match &mut node.value {
        Value::Mapping(entries) => entries.iter_mut().find(|entry| &*entry.key == key).map(|entry| &mut entry.value),
        _ => None,
    }
}

fn unknown_fields(node: &mut Node, report: &mut Report) {
    let Value::Mapping(entries) = &mut node.value else { return };
    entries.retain(|entry| {
        let known = FIELDS.contains(&&*entry.key);
        if !known {
            let help = closest(&entry.key, FIELDS.into_iter()).map_or_else(
                || "labels and annotations stand under keys of their own".to_owned(),
                |field| format!("did you mean `{field}`?"),
            );
            let message = format!("unknown field `{}`: it is dropped", entry.key);
            let mut path = "metadata".to_owned();
            push_key(&mut path, &entry.key);
            report.add(Diagnostic::error(10, Scope::Field, message).with_help(help), &path, entry.key_span);
        }
        known
    });
}

fn read_name(node: &Node, kind: &Kind, report: &mut Report) -> String {
    let Some(name) = node.get("name") else { return String::new() };
    let Value::String(text) = &name.value else {
        let message = format!("`name` must be a text, not {}", found(&name.value));
        report.refuse("metadata.name", name.span, message, "put it in quotes");
        return String::new();
    };
    let (valid, rule) = match kind.id {
        // The API server's own limits: a DNS label, for Services one that starts with a letter.
        Id::Namespace => (is_label(text) && text.len() <= 63, "up to 63 small letters, digits and inner hyphens"),
        Id::Service => (
            is_label(text) && text.len() <= 63 && !text.starts_with(|first: char| first.is_ascii_digit()),
            "a small letter first, then up to 63 in all of small letters, digits and inner hyphens",
        ),
        _ => (
            is_subdomain(text) && text.len() <= 253,
            "up to 253 small letters, digits, inner hyphens and dots between them",
        ),
    };
    if !valid {
        let message = format!("`{text}` is no valid {} name", kind.name);
        report.refuse("metadata.name", name.span, message, rule);
    }
    text.to_string()
}

fn read_namespace(node: &Node, options: &DecodeOptions, report: &mut Report) -> String {
    let default = || options.default_namespace.clone();
    match node.get("namespace") {
        None => default(),
        Some(namespace) => match &namespace.value {
            Value::Null => default(),
            Value::String(text) if text.is_empty() => default(),
            Value::String(text) => {
                if !is_label(text) || text.len() > 63 {
                    let message = format!("`{text}` is no valid namespace");
                    let rule = "up to 63 small letters, digits and inner hyphens";
                    report.refuse("metadata.namespace", namespace.span, message, rule);
                }
                text.to_string()
            }
            other => {
                let message = format!("`namespace` must be a text, not {}", found(other));
                report.refuse("metadata.namespace", namespace.span, message, "put it in quotes");
                default()
            }
        },
    }
}

/// Labels or annotations: texts only; null counts as empty text.
fn read_map(node: &mut Node, field: &str, report: &mut Report) -> BTreeMap<String, String> {
    let mut map = BTreeMap::new();
    let Some(node) = child_mut(node, field) else { return map };
    let path = |key: &str| {
        let mut path = format!("metadata.{field}");
        push_key(&mut path, key);
        path
    };
    match &mut node.value {
        Value::Null => {}
        Value::Mapping(entries) => {
            for Entry { key, key_span, value } in entries {
                if value.value == Value::Null {
                    value.value = Value::String("".into());
                }
                if let Value::String(text) = &value.value {
                    map.insert(key.to_string(), text.to_string());
                    continue;
                }
                let at = if value.span.is_none() { *key_span } else { value.span };
                let message = format!("`{key}` must be a text, not {}", found(&value.value));
                report.refuse(&path(key), at, message, "put it in quotes");
            }
        }
        other => {
            let message = format!("`{field}` must be a mapping of texts, not {}", found(other));
            report.refuse(&format!("metadata.{field}"), node.span, message, "write `key: \"value\"` lines");
        }
    }
    map
}

fn check_labels(node: &Node, labels: &BTreeMap<String, String>, report: &mut Report) {
    for (key, value) in labels {
        let entry = node.get("labels").and_then(|labels| labels.entry(key));
        let (key_span, span) = entry.map_or((Span::NONE, Span::NONE), |entry| (entry.key_span, entry.value.span));
        let mut path = "metadata.labels".to_owned();
        push_key(&mut path, key);
        if !is_qualified_name(key) {
            report.refuse(&path, key_span, format!("`{key}` is no valid label"), QUALIFIED_NAME);
        }
        if !is_label_value(value) {
            let message = format!("`{value}` is no valid label value");
            let rule = "up to 63 letters, digits, `-`, `_` and `.`, a letter or digit at both ends, or nothing";
            report.refuse(&path, span, message, rule);
        }
    }
}

const QUALIFIED_NAME: &str = "an optional DNS name and a slash, then up to 63 letters, digits, `-`, `_` and `.`";

fn check_annotations(node: &Node, annotations: &BTreeMap<String, String>, report: &mut Report) {
    let mut total = 0;
    for (key, value) in annotations {
        total += key.len() + value.len();
        // The API server looks at the key in small letters.
        if !is_qualified_name(&key.to_lowercase()) {
            let span =
                node.get("annotations").and_then(|map| map.entry(key)).map_or(Span::NONE, |entry| entry.key_span);
            let mut path = "metadata.annotations".to_owned();
            push_key(&mut path, key);
            report.refuse(&path, span, format!("`{key}` is no valid annotation key"), QUALIFIED_NAME);
        }
    }
    if total > ANNOTATION_BYTES {
        let span = node.entry("annotations").map_or(Span::NONE, |entry| entry.key_span);
        let message = format!("the annotations have {total} bytes, {ANNOTATION_BYTES} are allowed");
        report.refuse("metadata.annotations", span, message, "shorten them");
    }
}

/// `[prefix/]name`: what labels and annotations may be called.
pub(super) fn is_qualified_name(key: &str) -> bool {
    let (prefix, name) = match key.split_once('/') {
        Some((prefix, name)) => (Some(prefix), name),
        None => (None, key),
    };
    prefix.is_none_or(|prefix| prefix.len() <= 253 && is_subdomain(prefix)) && !name.is_empty() && is_label_value(name)
}

/// A label's value: may be empty.
pub(super) fn is_label_value(text: &str) -> bool {
    let bytes = text.as_bytes();
    let inner = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    let outer = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_alphanumeric);
    bytes.len() <= 63 && bytes.iter().all(inner) && outer(bytes.first()) && outer(bytes.last())
}

fn read_time(node: &Node, field: &str, report: &mut Report) -> Option<i64> {
    let time = node.get(field)?;
    let parsed = match &time.value {
        Value::Null => return None,
        Value::String(text) => text.parse::<jiff::Timestamp>().ok(),
        _ => None,
    };
    if parsed.is_none() {
        let message = format!("`{field}` is no time");
        let help = "the API server fills it in: remove it";
        report.refuse(&format!("metadata.{field}"), time.span, message, help);
    }
    parsed.map(jiff::Timestamp::as_second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn qualified_names() {
        for key in ["app", "acme.test/team", "a/b", "A_b.c-d", "x/1"] {
            assert!(is_qualified_name(key), "{key}");
        }
        for key in ["", "/a", "a/", "a/b/c", "-a", "a b", "Acme/x", &"x".repeat(64)] {
            assert!(!is_qualified_name(key), "{key}");
        }
    }
}
