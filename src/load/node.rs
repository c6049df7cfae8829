//! One YAML or JSON document as a tree in which every node knows its place.

use crate::diag::Span;

/// A value and where it stands. Defaulted nodes carry [`Span::NONE`].
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where the value stands in its file.
    pub span: Span,
    /// The value, after Kubernetes' own reading of scalars.
    pub value: Value,
}

/// A JSON-shaped value, as the API server would see it.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`, `~` or nothing.
    Null,
    /// A boolean, YAML 1.1 words included.
    Bool(bool),
    /// A whole number that fits 64 bits.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// A text.
    String(Box<str>),
    /// A list.
    Sequence(Vec<Node>),
    /// A map in the order of the file, keys once each (the last one counts).
    Mapping(Vec<Entry>),
}

/// A key of a mapping with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key, as text.
    pub key: Box<str>,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Node {
    /// A node that no file spells out.
    pub fn defaulted(value: Value) -> Self {
        Self { span: Span::NONE, value }
    }

    /// The value of a key, when this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The entry of a key, when this is a mapping that has it.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        match &self.value {
            Value::Mapping(entries) => entries.iter().find(|entry| &*entry.key == key),
            _ => None,
        }
    }

    /// The text, when this is a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The items, when this is a list.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::Sequence(items) => items,
            _ => &[],
        }
    }

    /// The entries, when this is a mapping.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// The place of a field given by its path (`spec.rules[0].matches[1].path`,
    /// `metadata.annotations["application-networking.k8s.aws/tags"]`): the value's span, or that of the
    /// nearest node above it that a file spells out.
    pub fn locate(&self, path: &str) -> Span {
        let (mut node, mut best, mut rest) = (self, self.span, path);
        loop {
            let Some((step, tail)) = next_step(rest) else { return best };
            let next = match step {
                Step::Key(key) => node.entry(key).map(|entry| {
                    let own = entry.value.span;
                    (&entry.value, if own.is_none() { entry.key_span } else { own })
                }),
                Step::Index(index) => node.items().get(index).map(|item| (item, item.span)),
            };
            let Some((child, span)) = next else { return best };
            if !span.is_none() {
                best = span;
            }
            (node, rest) = (child, tail);
        }
    }

    /// The place of a field's *key*; falls back like [`Node::locate`] where the last step is no key.
    pub fn locate_key(&self, path: &str) -> Span {
        let (mut node, mut best, mut rest) = (self, self.span, path);
        loop {
            let Some((step, tail)) = next_step(rest) else { return best };
            let next = match step {
                Step::Key(key) => node.entry(key).map(|entry| (&entry.value, entry.key_span)),
                Step::Index(index) => node.items().get(index).map(|item| (item, item.span)),
            };
            let Some((child, span)) = next else { return best };
            if !span.is_none() {
                best = span;
            }
            (node, rest) = (child, tail);
        }
    }
}

enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

/// Splits the first step off a path; `None` when nothing readable is left.
fn next_step(path: &str) -> Option<(Step<'_>, &str)> {
    let path = path.strip_prefix('.').unwrap_or(path);
    if let Some(quoted) = path.strip_prefix("[\"") {
        let (key, tail) = quoted.split_once("\"]")?;
        return Some((Step::Key(key), tail));
    }
    if let Some(bracket) = path.strip_prefix('[') {
        let (index, tail) = bracket.split_once(']')?;
        return Some((Step::Index(index.parse().ok()?), tail));
    }
    let end = path.find(['.', '[']).unwrap_or(path.len());
    (end > 0).then(|| (Step::Key(&path[..end]), &path[end..]))
}
