//! Requests and answers held against the published model.

use serde_json::{Map, Value};

use super::failure::Field;
use super::schema::{Kind, Model, Shape};

/// Checks a request's input. Nulls are taken out on the way, as absent members, and what the shape does not
/// have, as the service does not know it.
///
/// # Errors
/// Every constraint that is broken, in the order of the members' names.
pub fn check_input(shape: &str, input: &mut Map<String, Value>) -> Result<(), Vec<Field>> {
    strip_nulls(input);
    keep_known(shape, input);
    let mut checker = Checker { fields: Vec::new(), strict: false };
    checker.structure(shape, input, "");
    if checker.fields.is_empty() { Ok(()) } else { Err(checker.fields) }
}

/// What of an answer does not fit its published shape: also members that the shape does not have.
pub fn check_output(shape: &str, output: &Value) -> Vec<Field> {
    let mut checker = Checker { fields: Vec::new(), strict: true };
    match output {
        Value::Object(members) => checker.structure(shape, members, ""),
        Value::Null => {}
        _ => checker.wrong("", "the answer is no object".to_owned()),
    }
    checker.fields
}

fn strip_nulls(members: &mut Map<String, Value>) {
    members.retain(|_, value| !value.is_null());
    for value in members.values_mut() {
        match value {
            Value::Object(inner) => strip_nulls(inner),
            Value::Array(items) => {
                items.iter_mut().filter_map(Value::as_object_mut).for_each(strip_nulls);
            }
            _ => {}
        }
    }
}

fn keep_known(shape: &str, value: &mut Map<String, Value>) {
    let Some(Shape { kind: Kind::Structure { members, .. }, .. }) = Model::get().shape(shape) else { return };
    value.retain(|name, _| members.contains_key(name));
    for (name, inner) in value.iter_mut() {
        keep_known_inside(&members[name].shape, inner);
    }
}

fn keep_known_inside(shape: &str, value: &mut Value) {
    match (Model::get().shape(shape).map(|shape| &shape.kind), value) {
        (Some(Kind::Structure { .. }), Value::Object(inner)) => keep_known(shape, inner),
        (Some(Kind::List(member)), Value::Array(items)) => {
            for item in items {
                keep_known_inside(member, item);
            }
        }
        (Some(Kind::Map { value: member, .. }), Value::Object(entries)) => {
            for item in entries.values_mut() {
                keep_known_inside(member, item);
            }
        }
        _ => {}
    }
}

struct Checker {
    fields: Vec<Field>,
    strict: bool,
}

impl Checker {
    fn wrong(&mut self, path: &str, message: String) {
        self.fields.push(Field { name: path.to_owned(), message });
    }

    fn constraint(&mut self, path: &str, rule: &str) {
        self.wrong(path, format!("Value at '{path}' failed to satisfy constraint: {rule}"));
    }

    fn structure(&mut self, shape: &str, value: &Map<String, Value>, path: &str) {
        let Some(Shape { kind: Kind::Structure { members, union }, .. }) = Model::get().shape(shape) else { return };
        let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        for (name, member) in members {
            match value.get(name) {
                Some(inner) => self.value(&member.shape, inner, &below(name)),
                None if member.required => self.constraint(&below(name), "Member must not be null"),
                None => {}
            }
        }
        let known = value.keys().filter(|name| members.contains_key(*name)).count();
        if *union && known != 1 {
            let names: Vec<&str> = members.keys().map(String::as_str).collect();
            self.constraint(path, &format!("Member must have exactly one of [{}]", names.join(", ")));
        }
        if self.strict {
            for name in value.keys().filter(|name| !members.contains_key(*name)) {
                self.wrong(&below(name), format!("{shape} has no member {name}"));
            }
        }
    }

    fn value(&mut self, shape_name: &str, value: &Value, path: &str) {
        let Some(shape) = Model::get().shape(shape_name) else { return };
        match (&shape.kind, value) {
            (Kind::Structure { .. }, Value::Object(members)) => self.structure(shape_name, members, path),
            (Kind::List(member), Value::Array(items)) => {
                self.length(shape, items.len(), path);
                for (index, item) in items.iter().enumerate() {
                    self.value(member, item, &format!("{path}[{index}]"));
                }
            }
            (Kind::Map { key, value: inner }, Value::Object(entries)) => {
                self.length(shape, entries.len(), path);
                for (name, item) in entries {
                    self.text(key, name, &format!("{path}.{name}"));
                    self.value(inner, item, &format!("{path}.{name}"));
                }
            }
            (Kind::Text, Value::String(text)) => self.text(shape_name, text, path),
            (Kind::Timestamp, Value::String(text)) => {
                if text.parse::<jiff::Timestamp>().is_err() {
                    self.wrong(path, format!("Value at '{path}' is no timestamp"));
                }
            }
            (Kind::Integer, Value::Number(number)) if number.is_i64() => {
                self.number(shape, number.as_i64().unwrap_or_default(), path);
            }
            (Kind::Boolean, Value::Bool(_)) => {}
            (kind, _) => {
                let wanted = match kind {
                    Kind::Structure { .. } | Kind::Map { .. } => "an object",
                    Kind::List(_) => "a list",
                    Kind::Text | Kind::Timestamp => "a string",
                    Kind::Integer => "an integer",
                    Kind::Boolean => "a boolean",
                };
                self.wrong(path, format!("Value at '{path}' must be {wanted}"));
            }
        }
    }

    fn length(&mut self, shape: &Shape, length: usize, path: &str) {
        let length = i64::try_from(length).unwrap_or(i64::MAX);
        if let Some(max) = shape.max.filter(|max| length > *max) {
            self.constraint(path, &format!("Member must have length less than or equal to {max}"));
        }
        if let Some(min) = shape.min.filter(|min| length < *min) {
            self.constraint(path, &format!("Member must have length greater than or equal to {min}"));
        }
    }

    fn number(&mut self, shape: &Shape, number: i64, path: &str) {
        if let Some(max) = shape.max.filter(|max| number > *max) {
            self.constraint(path, &format!("Member must have value less than or equal to {max}"));
        }
        if let Some(min) = shape.min.filter(|min| number < *min) {
            self.constraint(path, &format!("Member must have value greater than or equal to {min}"));
        }
    }

    fn text(&mut self, shape_name: &str, text: &str, path: &str) {
        let Some(shape) = Model::get().shape(shape_name) else { return };
        self.length(shape, text.chars().count(), path);
        if !shape.values.is_empty() && !shape.values.iter().any(|value| value == text) {
            self.constraint(path, &format!("Member must satisfy enum value set: [{}]", shape.values.join(", ")));
        }
        if let Some((regex, pattern)) = &shape.pattern {
            // A match that runs into the backtracking limit counts as none: such a value is no name or id.
            if !regex.is_match(text).unwrap_or(false) {
                self.constraint(path, &format!("Member must satisfy regular expression pattern: {pattern}"));
            }
        }
    }
}
