//! One page of a list, parsed straight into trees: what nothing reads (`managedFields`, the copy that
//! `kubectl apply` keeps of the manifest, endpoint topology, the status of Services) is dropped while
//! parsing and never held.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::diag::Span;
use crate::load::{Entry, Node, Value};

/// Which fields of a value are kept.
#[derive(Debug)]
pub enum Shape {
    /// All of it.
    All,
    /// These keys of a mapping.
    Only(&'static [(&'static str, Shape)]),
    /// All keys of a mapping but these.
    Except(&'static [&'static str]),
    /// Each item of a list.
    Items(&'static Shape),
    /// A whole object, with [`Shape::Metadata`] for its metadata.
    Object,
    /// What is read of `metadata`.
    Metadata,
}

const METADATA: &[(&str, Shape)] = &[
    ("name", Shape::All),
    ("namespace", Shape::All),
    ("generation", Shape::All),
    ("labels", Shape::All),
    ("annotations", Shape::Except(&["kubectl.kubernetes.io/last-applied-configuration"])),
    ("creationTimestamp", Shape::All),
    ("deletionTimestamp", Shape::All),
];

impl Shape {
    /// The shape of a key's value; `None` drops it.
    fn of(&'static self, key: &str) -> Option<&'static Self> {
        let listed = |keys: &'static [(&'static str, Self)]| {
            keys.iter().find(|(listed, _)| *listed == key).map(|(_, shape)| shape)
        };
        match self {
            Self::All | Self::Items(_) => Some(&Self::All),
            Self::Only(keys) => listed(keys),
            Self::Except(keys) => (!keys.contains(&key)).then_some(&Self::All),
            Self::Object => Some(if key == "metadata" { &Self::Metadata } else { &Self::All }),
            Self::Metadata => listed(METADATA),
        }
    }

    fn item(&'static self) -> &'static Self {
        match self {
            Self::Items(shape) => shape,
            _ => &Self::All,
        }
    }
}

/// One page of a list.
#[derive(Debug, Default)]
pub struct Page {
    /// The objects, without `apiVersion` and `kind` where the list leaves them out.
    pub items: Vec<Node>,
    /// The token of the next page.
    pub next: Option<String>,
}

/// Reads a page.
pub fn parse(body: &[u8], shape: &'static Shape) -> Result<Page, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let page = PageSeed(shape).deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(page)
}

struct PageSeed(&'static Shape);

impl<'de> DeserializeSeed<'de> for PageSeed {
    type Value = Page;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Page, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for PageSeed {
    type Value = Page;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of Kubernetes objects")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Page, A::Error> {
        let (mut page, mut has_items) = (Page::default(), false);
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            match &*key {
                "metadata" => {
                    let metadata: ListMetadata = map.next_value()?;
                    page.next = metadata.next.filter(|token| !token.is_empty());
                }
                "items" => {
                    page.items = map.next_value_seed(ItemsSeed(self.0))?;
                    has_items = true;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        if has_items { Ok(page) } else { Err(A::Error::missing_field("items")) }
    }
}

#[derive(serde::Deserialize)]
struct ListMetadata {
    #[serde(rename = "continue")]
    next: Option<String>,
}

/// `items`, which the API server writes as `null` when there are none.
struct ItemsSeed(&'static Shape);

impl<'de> DeserializeSeed<'de> for ItemsSeed {
    type Value = Vec<Node>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<Node>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ItemsSeed {
    type Value = Vec<Node>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of objects")
    }

    fn visit_unit<E>(self) -> Result<Vec<Node>, E> {
        Ok(Vec::new())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Vec<Node>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = sequence.next_element_seed(NodeSeed(self.0))? {
            items.push(item);
        }
        Ok(items)
    }
}

struct NodeSeed(&'static Shape);

impl<'de> DeserializeSeed<'de> for NodeSeed {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for NodeSeed {
    type Value = Node;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::defaulted(Value::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::defaulted(Value::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::defaulted(Value::Integer(value)))
    }

    #[expect(clippy::cast_precision_loss, reason = "whole numbers past 64 bits are floats to Kubernetes too")]
    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::defaulted(i64::try_from(value).map_or(Value::Float(value as f64), Value::Integer)))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::defaulted(Value::Float(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::defaulted(Value::String(value.into())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = sequence.next_element_seed(NodeSeed(self.0.item()))? {
            items.push(item);
        }
        items.shrink_to_fit();
        Ok(Node::defaulted(Value::Sequence(items)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            if let Some(shape) = self.0.of(&key) {
                let value = map.next_value_seed(NodeSeed(shape))?;
                entries.push(Entry { key: key.into(), key_span: Span::NONE, value });
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        entries.shrink_to_fit();
        Ok(Node::defaulted(Value::Mapping(entries)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nothing_reads_is_dropped_while_parsing() {
        let body = br#"{"kind":"HTTPRouteList","metadata":{"resourceVersion":"7","continue":"abc"},"items":[{
            "metadata":{"name":"a","namespace":"b","uid":"u","managedFields":[{"f":1}],
              "annotations":{"keep":"1","kubectl.kubernetes.io/last-applied-configuration":"{}"}},
            "spec":{"hostnames":["x"],"weights":[1,2.5,18446744073709551615,null,true]}}]}"#;
        let page = parse(body, &Shape::Object).unwrap();
        assert_eq!(page.next.as_deref(), Some("abc"));
        let metadata = page.items[0].get("metadata").unwrap();
        let keys: Vec<&str> = metadata.entries().iter().map(|entry| &*entry.key).collect();
        assert_eq!(keys, ["name", "namespace", "annotations"]);
        assert_eq!(metadata.get("annotations").unwrap().entries().len(), 1);
        let weights = page.items[0].get("spec").unwrap().get("weights").unwrap().items();
        assert_eq!(weights[0].value, Value::Integer(1));
        assert_eq!(weights[1].value, Value::Float(2.5));
        assert!(matches!(weights[2].value, Value::Float(_)));
        assert_eq!(weights[3].value, Value::Null);
    }

    #[test]
    fn a_page_without_items_is_no_list_and_null_items_are_none() {
        assert!(parse(br#"{"kind":"Status"}"#, &Shape::Object).is_err());
        assert!(parse(br#"{"items":null,"metadata":{"continue":""}}"#, &Shape::Object).unwrap().next.is_none());
        assert!(parse(br#"{"items":[{"spec":"#, &Shape::Object).is_err(), "a cut body");
    }
}
