//! The CRDs' rules per field, as `schema.json` beside this file holds them.
//!
//! `schema.json` is drawn from the CRDs of Gateway API v1.5.1 (standard channel) and of the controller
//! v2.1.3: one schema per kind, since all served versions of a kind are equal. It is read once, when the
//! first object of any of these kinds is met. Rules across fields are in [`super::cross`].

use std::sync::LazyLock;

use serde::Deserialize;

use super::pattern::Pattern;

/// What one field may hold.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Schema {
    /// The JSON type.
    #[serde(rename = "type")]
    pub kind: Type,
    /// Fields that must be there.
    #[serde(default)]
    pub required: Vec<Box<str>>,
    /// The fields of an object, sorted by name.
    #[serde(default, deserialize_with = "sorted_fields")]
    pub fields: Vec<(Box<str>, Schema)>,
    /// The items of a list.
    pub items: Option<Box<Schema>>,
    /// The values of a map with free keys.
    pub values: Option<Box<Schema>>,
    pub min_length: Option<usize>,
    pub max_length: Option<usize>,
    pub min_items: Option<usize>,
    pub max_items: Option<usize>,
    pub max_properties: Option<usize>,
    pub minimum: Option<i64>,
    pub maximum: Option<i64>,
    /// `int32` or `int64`.
    pub format: Option<Box<str>>,
    pub pattern: Option<Pattern>,
    /// The words (or numbers, as text) that may stand here.
    #[serde(rename = "enum", default, deserialize_with = "words")]
    pub allowed: Vec<Box<str>>,
    pub default: Option<serde_json::Value>,
    /// `map` and `set` lists hold every key or value once.
    #[serde(rename = "list-type")]
    pub list_type: Option<Box<str>>,
    #[serde(rename = "list-map-keys", default)]
    pub list_map_keys: Vec<Box<str>>,
}

/// JSON's types as OpenAPI names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Type {
    String,
    Integer,
    Boolean,
    Array,
    Object,
}

impl Schema {
    /// The schema of a field.
    pub fn field(&self, name: &str) -> Option<&Schema> {
        let at = self.fields.binary_search_by(|(field, _)| (**field).cmp(name)).ok()?;
        Some(&self.fields[at].1)
    }
}

fn sorted_fields<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<(Box<str>, Schema)>, D::Error> {
    let fields = std::collections::BTreeMap::<Box<str>, Schema>::deserialize(deserializer)?;
    Ok(fields.into_iter().collect())
}

fn words<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<Box<str>>, D::Error> {
    let values = Vec::<serde_json::Value>::deserialize(deserializer)?;
    let word = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => text.into(),
        other => other.to_string().into(),
    };
    Ok(values.into_iter().map(word).collect())
}

#[derive(Debug, Deserialize)]
struct KindSchema {
    kind: Box<str>,
    spec: Schema,
}

static SCHEMAS: LazyLock<Vec<KindSchema>> =
    LazyLock::new(|| serde_json::from_str(include_str!("schema.json")).expect("schema.json is checked by a test"));

/// The schema of a kind's `spec`; `None` for Kubernetes' own kinds.
pub(super) fn of(kind: &str) -> Option<&'static Schema> {
    SCHEMAS.iter().find(|schema| &*schema.kind == kind).map(|schema| &schema.spec)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schema_reads() {
        for kind in super::super::kind::ALL.iter().filter(|kind| kind.is_custom()) {
            assert!(of(kind.name).is_some(), "{}", kind.name);
        }
    }

    #[test]
    fn fields_are_found() {
        let rules = of("HTTPRoute").and_then(|spec| spec.field("rules")).expect("rules");
        assert_eq!(rules.max_items, Some(16));
        assert!(rules.default.is_some());
    }
}
