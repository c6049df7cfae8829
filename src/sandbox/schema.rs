//! The published service model: operations, routes and shapes, read once from the embedded copy.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use fancy_regex::Regex;
use serde::Deserialize;

static MODEL: LazyLock<Model> = LazyLock::new(Model::embedded);

/// The published model.
#[derive(Debug)]
pub struct Model {
    /// Every operation by its name.
    pub operations: BTreeMap<String, Operation>,
    shapes: HashMap<String, Shape>,
}

/// An operation's name, the operation, and the values of the path's labels.
pub type Route<'a> = (&'a str, &'a Operation, Vec<(&'a str, String)>);

/// One operation.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Operation {
    /// The HTTP method.
    pub method: String,
    /// The path with its labels (`/services/{serviceIdentifier}`).
    pub uri: String,
    /// The HTTP status of success.
    pub code: u16,
    /// Whether it takes a client token.
    #[serde(default)]
    pub client_token: bool,
    /// The shape of the input.
    pub input: String,
    /// The shape of the output.
    pub output: String,
    /// The errors that it declares.
    pub errors: Vec<String>,
}

/// Where a member travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Location {
    /// In the JSON body.
    #[default]
    Body,
    /// In the path.
    Uri,
    /// In the query.
    QueryString,
    /// In a header.
    Header,
}

/// A member of a structure.
#[derive(Clone, Debug, Deserialize)]
pub struct Member {
    /// The shape of its value.
    pub shape: String,
    /// Whether it must be there.
    #[serde(default, rename = "req")]
    pub required: bool,
    /// Where it travels.
    #[serde(default, rename = "in")]
    pub location: Location,
}

/// A shape with its constraints.
#[derive(Debug)]
pub struct Shape {
    /// What kind of value it is.
    pub kind: Kind,
    /// The lowest number or length.
    pub min: Option<i64>,
    /// The highest number or length.
    pub max: Option<i64>,
    /// The pattern, compiled for the whole value, and its text.
    pub pattern: Option<(Regex, String)>,
    /// The values that are allowed, when they are listed.
    pub values: Vec<String>,
}

/// The kinds of values.
#[derive(Debug)]
pub enum Kind {
    /// Named members; exactly one of them where it is a union.
    Structure {
        /// By name.
        members: BTreeMap<String, Member>,
        /// Exactly one member must be there.
        union: bool,
    },
    /// A list of one shape.
    List(String),
    /// A map from text to one shape.
    Map {
        /// The shape of keys.
        key: String,
        /// The shape of values.
        value: String,
    },
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// True or false.
    Boolean,
    /// A time, ISO 8601.
    Timestamp,
}

#[derive(Deserialize)]
struct RawModel {
    operations: BTreeMap<String, Operation>,
    shapes: HashMap<String, RawShape>,
}

#[derive(Deserialize)]
struct RawShape {
    #[serde(rename = "type")]
    kind: String,
    min: Option<i64>,
    max: Option<i64>,
    pattern: Option<String>,
    #[serde(default, rename = "enum")]
    values: Vec<String>,
    #[serde(default)]
    members: BTreeMap<String, Member>,
    #[serde(default)]
    union: bool,
    member: Option<String>,
    key: Option<String>,
    value: Option<String>,
}

impl Model {
    /// The model that the sandbox was built with.
    pub fn get() -> &'static Self {
        &MODEL
    }

    fn embedded() -> Self {
        let raw: RawModel = serde_json::from_str(include_str!("model.json")).expect("the embedded model is valid JSON");
        let shapes = raw.shapes.into_iter().map(|(name, shape)| (name, shape.compile())).collect();
        Self { operations: raw.operations, shapes }
    }

    /// A shape by its name; every name in the model has one (a test holds this).
    pub fn shape(&self, name: &str) -> Option<&Shape> {
        self.shapes.get(name)
    }

    /// The operation that a request is for, with the values of the path's labels.
    pub fn route(&self, method: &str, path: &str) -> Option<Route<'_>> {
        let segments: Vec<&str> = path.trim_matches('/').split('/').collect();
        self.operations
            .iter()
            .filter(|(_, operation)| operation.method == method)
            .find_map(|(name, operation)| Some((name.as_str(), operation, fit(&operation.uri, &segments)?)))
    }
}

impl RawShape {
    fn compile(self) -> Shape {
        let pattern = self.pattern.map(|text| {
            let whole = format!("^(?:{text})$");
            (Regex::new(&whole).expect("the embedded model's patterns compile"), text)
        });
        let kind = match self.kind.as_str() {
            "structure" => Kind::Structure { members: self.members, union: self.union },
            "list" => Kind::List(self.member.unwrap_or_default()),
            "map" => Kind::Map { key: self.key.unwrap_or_default(), value: self.value.unwrap_or_default() },
            "integer" | "long" => Kind::Integer,
            "boolean" => Kind::Boolean,
            "timestamp" => Kind::Timestamp,
            _ => Kind::Text,
        };
        Shape { kind, min: self.min, max: self.max, pattern, values: self.values }
    }
}

/// The labels' values when the path has the form of the template.
fn fit<'a>(template: &'a str, segments: &[&str]) -> Option<Vec<(&'a str, String)>> {
    let parts = template.trim_matches('/').split('/');
    if parts.clone().count() != segments.len() {
        return None;
    }
    let mut labels = Vec::new();
    for (part, segment) in parts.zip(segments) {
        match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(label) => {
                let value = percent_encoding::percent_decode_str(segment).decode_utf8().ok()?;
                if value.is_empty() {
                    return None;
                }
                labels.push((label, value.into_owned()));
            }
            None if part == *segment => {}
            None => return None,
        }
    }
    Some(labels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_that_is_named_is_there() {
        let model = Model::get();
        assert_eq!(model.operations.len(), 73);
        for operation in model.operations.values() {
            assert!(model.shape(&operation.input).is_some(), "{}", operation.input);
            assert!(model.shape(&operation.output).is_some(), "{}", operation.output);
        }
        for (name, shape) in &model.shapes {
            let named: Vec<&str> = match &shape.kind {
                Kind::Structure { members, .. } => members.values().map(|member| member.shape.as_str()).collect(),
                Kind::List(member) => vec![member],
                Kind::Map { key, value } => vec![key, value],
                _ => vec![],
            };
            for other in named {
                assert!(model.shape(other).is_some(), "{name} names {other}");
            }
        }
    }

    #[test]
    fn paths_lead_to_their_operation() {
        let model = Model::get();
        let (name, _, labels) = model
            .route("GET", "/services/arn%3Aaws%3Avpc-lattice%3Aus-west-2%3A123456789012%3Aservice%2Fsvc-1/listeners")
            .expect("a route");
        assert_eq!(name, "ListListeners");
        assert_eq!(
            labels,
            [("serviceIdentifier", "arn:aws:vpc-lattice:us-west-2:123456789012:service/svc-1".to_owned())]
        );
        assert!(model.route("PUT", "/services").is_none());
        assert!(model.route("GET", "/nothing").is_none());
    }
}
