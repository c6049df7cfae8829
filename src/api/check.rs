//! An object against the schema of its kind: unknown fields, defaults, types, ranges, lists.
//!
//! The order is the API server's: unknown fields go, defaults come in, nulls of fields that take none are
//! dropped, and what is then there is validated. Unlike the server this goes on after the first mistake.

use super::report::{Report, anchor};
use super::schema::{Schema, Type};
use crate::diag::{Diagnostic, Scope, Span};
use crate::load::{Entry, Node, Value, push_index, push_key};

/// Fields of the Gateway API's experimental channel: the standard CRDs drop them, but they are no typing
/// mistakes, and the stages behind may have more to say about them. They stay in the tree.
const EXPERIMENTAL: [&str; 5] = ["retry", "sessionPersistence", "useDefaultGateways", "externalAuth", "defaultScope"];

/// Checks a value against its schema and fills in defaults. `near` is the closest place above it that a
/// file spells out.
pub(super) fn check(node: &mut Node, schema: &Schema, path: &mut String, near: Span, report: &mut Report) {
    let near = anchor(node, near);
    if type_of(&node.value) != Some(schema.kind) {
        let message = format!("{} must be {}, not {}", name(path), describe(schema.kind), found(&node.value));
        report.refuse(path, near, message, type_help(node, schema.kind));
        return;
    }
    match &mut node.value {
        Value::Mapping(entries) if schema.values.is_some() => check_map(entries, schema, path, near, report),
        Value::Mapping(entries) => check_object(entries, schema, path, near, report),
        Value::Sequence(items) => check_list(items, schema, path, near, report),
        Value::String(text) => check_text(text, schema, path, near, report),
        Value::Integer(number) => check_number(*number, schema, path, near, report),
        Value::Null | Value::Bool(_) | Value::Float(_) => {}
    }
}

fn check_object(entries: &mut Vec<Entry>, schema: &Schema, path: &mut String, near: Span, report: &mut Report) {
    entries.retain(|entry| match schema.field(&entry.key) {
        Some(_) => entry.value.value != Value::Null,
        None => unknown_field(entry, schema, path, report),
    });
    for (key, field) in &schema.fields {
        if let Some(default) = &field.default
            && !entries.iter().any(|entry| entry.key == *key)
        {
            entries.push(Entry { key: key.clone(), key_span: Span::NONE, value: from_json(default) });
        }
    }
    let length = path.len();
    for key in &schema.required {
        if !entries.iter().any(|entry| entry.key == *key) {
            push_key(path, key);
            report.refuse(path, near, format!("{} is required", name(path)), format!("add `{key}`"));
            path.truncate(length);
        }
    }
    for entry in entries {
        let Some(field) = schema.field(&entry.key) else { continue };
        push_key(path, &entry.key);
        let near = if entry.key_span.is_none() { near } else { entry.key_span };
        check(&mut entry.value, field, path, near, report);
        path.truncate(length);
    }
}

/// LAT0010; says whether the field stays in the tree.
fn unknown_field(entry: &Entry, schema: &Schema, path: &mut String, report: &mut Report) -> bool {
    let experimental = EXPERIMENTAL.contains(&&*entry.key);
    let near = closest(&entry.key, schema.fields.iter().map(|(field, _)| &**field));
    let length = path.len();
    push_key(path, &entry.key);
    let (message, help) = if experimental {
        let message = format!("`{}` belongs to the Gateway API's experimental channel: it is dropped", entry.key);
        (message, "the controller has no use for it; remove it".to_owned())
    } else if let Some(field) = near {
        (format!("unknown field `{}`: it is dropped", entry.key), format!("did you mean `{field}`?"))
    } else {
        let fields: Vec<_> = schema.fields.iter().map(|(field, _)| &**field).collect();
        let help = if fields.is_empty() {
            "remove it: nothing may stand here".to_owned()
        } else {
            format!("known here: {}", fields.join(", "))
        };
        (format!("unknown field `{}`: it is dropped", entry.key), help)
    };
    report.add(Diagnostic::error(10, Scope::Field, message).with_help(help), path, entry.key_span);
    path.truncate(length);
    experimental
}

/// The known word that a mistyped one most likely stands for.
pub(super) fn closest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    known
        .map(|candidate| {
            let other = candidate.to_lowercase();
            let distance = strsim::osa_distance(&lower, &other);
            (distance, candidate)
        })
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len().min(word.len()) / 4)
        .min()
        .map(|(_, candidate)| candidate)
}

fn check_map(entries: &mut Vec<Entry>, schema: &Schema, path: &mut String, near: Span, report: &mut Report) {
    let Some(values) = &schema.values else { return };
    entries.retain(|entry| entry.value.value != Value::Null);
    if let Some(limit) = schema.max_properties.filter(|limit| entries.len() > *limit) {
        let message = format!("{} has {} entries, {limit} are allowed", name(path), entries.len());
        report.refuse(path, near, message, "remove some");
    }
    let length = path.len();
    for entry in entries {
        push_key(path, &entry.key);
        let near = if entry.key_span.is_none() { near } else { entry.key_span };
        check(&mut entry.value, values, path, near, report);
        path.truncate(length);
    }
}

fn check_list(items: &mut [Node], schema: &Schema, path: &mut String, near: Span, report: &mut Report) {
    if let Some(limit) = schema.max_items.filter(|limit| items.len() > *limit) {
        let over = items.get(limit).map_or(near, |item| anchor(item, near));
        let message = format!("{} has {} items, {limit} {} allowed", name(path), items.len(), are(limit));
        report.refuse(path, over, message, "remove some, or spread them over several objects");
    }
    if let Some(limit) = schema.min_items.filter(|limit| items.len() < *limit) {
        let message = format!("{} needs at least {limit} {}", name(path), if limit == 1 { "item" } else { "items" });
        report.refuse(path, near, message, "give one, or leave the field out if it is optional");
    }
    let length = path.len();
    if let Some(item_schema) = &schema.items {
        for (at, item) in items.iter_mut().enumerate() {
            push_index(path, at);
            check(item, item_schema, path, near, report);
            path.truncate(length);
        }
    }
    check_unique(items, schema, path, near, report);
}

fn are(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

/// `x-kubernetes-list-type: map` and `set`: no two items of the same keys.
fn check_unique(items: &[Node], schema: &Schema, path: &mut String, near: Span, report: &mut Report) {
    let keys: Vec<Vec<Option<&Value>>> = match schema.list_type.as_deref() {
        Some("map") => items
            .iter()
            .map(|item| schema.list_map_keys.iter().map(|key| item.get(key).map(|node| &node.value)).collect())
            .collect(),
        Some("set") => items.iter().map(|item| vec![Some(&item.value)]).collect(),
        _ => return,
    };
    for (at, key) in keys.iter().enumerate() {
        if !keys[..at].contains(key) || key.iter().all(Option::is_none) {
            continue;
        }
        let shown: Vec<_> = key.iter().map(|value| value.map_or_else(|| "nothing".to_owned(), found)).collect();
        let length = path.len();
        push_index(path, at);
        let message = format!("{} repeats {} of an earlier item", name(path), shown.join(", "));
        let help = if schema.list_map_keys.is_empty() {
            "every item may stand once".to_owned()
        } else {
            format!("`{}` must differ between the items", schema.list_map_keys.join("` and `"))
        };
        report.refuse(path, anchor(&items[at], near), message, help);
        path.truncate(length);
    }
}

fn check_text(text: &str, schema: &Schema, path: &str, near: Span, report: &mut Report) {
    if !schema.allowed.is_empty() && !schema.allowed.iter().any(|allowed| **allowed == *text) {
        let same = schema.allowed.iter().find(|allowed| allowed.eq_ignore_ascii_case(text)).map(|word| &**word);
        let help = same.or_else(|| closest(text, schema.allowed.iter().map(|word| &**word))).map_or_else(
            || format!("one of {}", schema.allowed.join(", ")),
            |word| format!("did you mean `{word}`? Allowed: {}", schema.allowed.join(", ")),
        );
        report.refuse(path, near, format!("`{text}` is no value for {}", name(path)), help);
    }
    let characters = text.chars().count();
    if let Some(limit) = schema.max_length.filter(|limit| characters > *limit) {
        let message = format!("{} has {characters} characters, {limit} are allowed", name(path));
        report.refuse(path, near, message, "shorten it");
    }
    if let Some(limit) = schema.min_length.filter(|limit| characters < *limit) {
        let message = if characters == 0 {
            format!("{} must not be empty", name(path))
        } else {
            format!("{} has {characters} characters, at least {limit} are needed", name(path))
        };
        report.refuse(path, near, message, "give a value, or leave the field out if it is optional");
    } else if let Some(pattern) = schema.pattern.as_ref().filter(|pattern| !pattern.matches(text)) {
        let message = format!("`{text}` is no valid {}", name(path));
        report.refuse(path, near, message, format!("it must match {}", pattern.text));
    }
}

fn check_number(number: i64, schema: &Schema, path: &str, near: Span, report: &mut Report) {
    let allowed = &schema.allowed;
    if !allowed.is_empty() && !allowed.iter().any(|allowed| **allowed == number.to_string()) {
        let message = format!("{number} is no value for {}", name(path));
        report.refuse(path, near, message, format!("one of {}", allowed.join(", ")));
    }
    let int32 = schema.format.as_deref() == Some("int32");
    let least = schema.minimum.or(int32.then_some(i64::from(i32::MIN)));
    let most = schema.maximum.or(int32.then_some(i64::from(i32::MAX)));
    if least.is_none_or(|least| number >= least) && most.is_none_or(|most| number <= most) {
        return;
    }
    let help = match (schema.minimum, schema.maximum) {
        (Some(least), Some(most)) => format!("from {least} to {most}"),
        (Some(least), None) => format!("at least {least}"),
        (None, Some(most)) => format!("at most {most}"),
        (None, None) => "a number of 32 bits".to_owned(),
    };
    report.refuse(path, near, format!("{number} is out of range for {}", name(path)), help);
}

/// The last step of a path, in backquotes, for messages.
pub(super) fn name(path: &str) -> String {
    let start = if path.ends_with("\"]") {
        path.rfind("[\"").unwrap_or_default()
    } else {
        path.rfind('.').map_or(0, |at| at + 1)
    };
    format!("`{}`", &path[start..])
}

fn type_of(value: &Value) -> Option<Type> {
    match value {
        Value::Null | Value::Float(_) => None,
        Value::Bool(_) => Some(Type::Boolean),
        Value::Integer(_) => Some(Type::Integer),
        Value::String(_) => Some(Type::String),
        Value::Sequence(_) => Some(Type::Array),
        Value::Mapping(_) => Some(Type::Object),
    }
}

fn describe(kind: Type) -> &'static str {
    match kind {
        Type::String => "a text",
        Type::Integer => "a whole number",
        Type::Boolean => "true or false",
        Type::Array => "a list",
        Type::Object => "a mapping",
    }
}

/// A value as messages show it.
pub(super) fn found(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => format!("the boolean {value}"),
        Value::Integer(value) => format!("the number {value}"),
        Value::Float(value) => format!("the number {value}"),
        Value::String(text) => format!("the text \"{}\"", cut(text)),
        Value::Sequence(_) => "a list".to_owned(),
        Value::Mapping(_) => "a mapping".to_owned(),
    }
}

/// The start of a text, where it is a long one: a message is a line, not a file.
fn cut(text: &str) -> String {
    const LONGEST: usize = 60;
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}...", &line[..at]),
        None if line.len() < text.trim_end().len() => format!("{line}..."),
        None => line.to_owned(),
    }
}

fn type_help(node: &Node, wanted: Type) -> String {
    match (&node.value, wanted) {
        (Value::Integer(_) | Value::Float(_) | Value::Bool(_), Type::String) => "put it in quotes".to_owned(),
        (Value::String(text), Type::Integer) if text.parse::<i64>().is_ok() => "remove the quotes".to_owned(),
        (Value::String(text), Type::Boolean) if matches!(&**text, "true" | "false") => "remove the quotes".to_owned(),
        (Value::Mapping(_), Type::Array) => "start the item with a hyphen".to_owned(),
        (Value::Sequence(_), Type::Object) => "remove the hyphen: one mapping is expected".to_owned(),
        _ => format!("give {}", describe(wanted)),
    }
}

fn from_json(value: &serde_json::Value) -> Node {
    Node::defaulted(match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(value) => Value::Bool(*value),
        serde_json::Value::Number(number) => {
            number.as_i64().map_or_else(|| Value::Float(number.as_f64().unwrap_or_default()), Value::Integer)
        }
        serde_json::Value::String(text) => Value::String(text.as_str().into()),
        serde_json::Value::Array(items) => Value::Sequence(items.iter().map(from_json).collect()),
        serde_json::Value::Object(map) => Value::Mapping(
            map.iter()
                .map(|(key, value)| Entry { key: key.as_str().into(), key_span: Span::NONE, value: from_json(value) })
                .collect(),
        ),
    })
}
