//! The pieces that a document's tree is put together from: open collections, keys, merges, sizes.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use granit_parser::StructureStyle;

use super::{Entry, Node, Value};
use crate::diag::Span;

/// A collection whose end has not come yet.
#[derive(Debug)]
pub(super) enum Frame {
    List { start: usize, flow: bool, anchor: usize, items: Vec<Node> },
    Map { start: usize, flow: bool, anchor: usize, entries: Vec<Entry>, pending: Option<Key>, merged: bool },
}

/// A key that waits for its value.
#[derive(Debug)]
pub(super) struct Key {
    pub text: Box<str>,
    pub span: Span,
    /// A plain `<<`: the value's entries are taken over.
    pub merge: bool,
}

impl Frame {
    pub fn list(start: usize, style: StructureStyle, anchor: usize) -> Self {
        Self::List { start, flow: super::yaml::is_flow(style), anchor, items: Vec::new() }
    }

    pub fn map(start: usize, style: StructureStyle, anchor: usize) -> Self {
        Self::Map {
            start,
            flow: super::yaml::is_flow(style),
            anchor,
            entries: Vec::new(),
            pending: None,
            merged: false,
        }
    }

    pub fn is_flow(&self) -> bool {
        match self {
            Self::List { flow, .. } | Self::Map { flow, .. } => *flow,
        }
    }

    pub fn start(&self) -> usize {
        match self {
            Self::List { start, .. } | Self::Map { start, .. } => *start,
        }
    }

    pub fn anchor(&self) -> usize {
        match self {
            Self::List { anchor, .. } | Self::Map { anchor, .. } => *anchor,
        }
    }

    /// The finished collection, and the keys that stood in it twice with the place of the later one.
    pub fn into_node(self, end: usize) -> (Node, Vec<(Box<str>, Span)>) {
        match self {
            Self::List { start, flow, mut items, .. } => {
                items.shrink_to_fit();
                let last = items.last().map_or(Span::NONE, |item| item.span);
                let span = collection_span(start, end, flow, last);
                (Node { span, value: Value::Sequence(items) }, Vec::new())
            }
            Self::Map { start, flow, mut entries, merged, .. } => {
                let last = entries.last().map_or(Span::NONE, |entry| {
                    if entry.value.span.is_none() { entry.key_span } else { entry.value.span }
                });
                let span = collection_span(start, end, flow, last);
                let twice = keep_last(&mut entries, merged, span);
                entries.shrink_to_fit();
                (Node { span, value: Value::Mapping(entries) }, twice)
            }
        }
    }
}

/// From the first byte to the closing bracket, or to the end of the last child in block style.
fn collection_span(start: usize, end: usize, flow: bool, last: Span) -> Span {
    let own = Span::new(start, end);
    if flow || last.is_none() || last.end <= own.start { own } else { Span { start: own.start, end: last.end } }
}

/// Keeps the last of the entries of one key, at the place of the first. Entries that a merge brought in
/// stand outside of the mapping's own span or were put there on purpose: no finding.
fn keep_last(entries: &mut Vec<Entry>, merged: bool, own: Span) -> Vec<(Box<str>, Span)> {
    if !has_duplicates(entries) {
        return Vec::new();
    }
    let mut twice = Vec::new();
    let mut places: HashMap<Box<str>, usize> = HashMap::new();
    let mut kept: Vec<Entry> = Vec::with_capacity(entries.len());
    for entry in entries.drain(..) {
        let Some(&at) = places.get(&entry.key) else {
            places.insert(entry.key.clone(), kept.len());
            kept.push(entry);
            continue;
        };
        let inside = |span: Span| own.start <= span.start && span.end <= own.end;
        if !merged || (inside(entry.key_span) && inside(kept[at].key_span)) {
            twice.push((entry.key.clone(), entry.key_span));
        }
        kept[at] = entry;
    }
    *entries = kept;
    twice
}

fn has_duplicates(entries: &[Entry]) -> bool {
    if entries.len() <= 16 {
        return entries.iter().enumerate().any(|(at, entry)| entries[..at].iter().any(|other| other.key == entry.key));
    }
    let mut seen = HashSet::with_capacity(entries.len());
    !entries.iter().all(|entry| seen.insert(&*entry.key))
}

/// Puts a value under its key, or merges it in. go-yaml 2 merges in the order of the text: what stands
/// above `<<` gives way to it, what stands below overrides it; in a list of mappings the first wins.
pub(super) fn insert(entries: &mut Vec<Entry>, key: Key, value: Node) -> Result<(), (Span, &'static str)> {
    const WRONG: &str = "`<<` takes a mapping or a list of mappings";
    if !key.merge {
        entries.push(Entry { key: key.text, key_span: key.span, value });
        return Ok(());
    }
    match value.value {
        Value::Mapping(merged) => entries.extend(merged),
        Value::Sequence(items) => {
            for item in items.into_iter().rev() {
                let Value::Mapping(merged) = item.value else { return Err((item.span, WRONG)) };
                entries.extend(merged);
            }
        }
        _ => return Err((key.span, WRONG)),
    }
    Ok(())
}

/// The text that a key becomes on its way to JSON.
pub(super) fn key_text(node: Node) -> Result<Box<str>, &'static str> {
    match node.value {
        Value::String(text) => Ok(text),
        Value::Bool(value) => Ok(value.to_string().into()),
        Value::Integer(value) => Ok(value.to_string().into()),
        Value::Float(value) => Ok(value.to_string().into()),
        Value::Null => Err("a key must be text, not null"),
        Value::Sequence(_) | Value::Mapping(_) => Err("a key must be text, not a list or a mapping"),
    }
}

/// Whether a plain scalar can be nothing but text, by its first byte.
pub(super) fn is_plain_text(text: &str) -> bool {
    !matches!(
        text.bytes().next(),
        None | Some(
            b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~' | b'.' | b'+' | b'-' | b'0'
                ..=b'9'
        )
    )
}

/// How large a tree is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Size {
    /// Values and keys.
    pub nodes: usize,
    /// Bytes of their texts.
    pub bytes: usize,
    /// Collections within each other.
    pub depth: usize,
}

impl Size {
    /// Nodes, with long texts counted as several.
    pub fn weight(self) -> usize {
        self.nodes + self.bytes / 64
    }
}

/// Counts a tree; its depth is within the budget, so this may recurse.
pub(super) fn size(node: &Node) -> Size {
    let mut total = Size { nodes: 1, bytes: 0, depth: 0 };
    match &node.value {
        Value::String(text) => total.bytes = text.len(),
        Value::Sequence(items) => items.iter().for_each(|item| total.add(size(item))),
        Value::Mapping(entries) => {
            for entry in entries {
                total.nodes += 1;
                total.bytes += entry.key.len();
                total.add(size(&entry.value));
            }
        }
        _ => {}
    }
    if matches!(node.value, Value::Sequence(_) | Value::Mapping(_)) {
        total.depth += 1;
    }
    total
}

impl Size {
    fn add(&mut self, part: Self) {
        self.nodes += part.nodes;
        self.bytes += part.bytes;
        self.depth = self.depth.max(part.depth);
    }
}

/// The path of the place that the open collections lead to, with a last key where one is given.
pub(super) fn path(stack: &[Frame], last: &str) -> String {
    let mut path = String::new();
    for frame in stack {
        match frame {
            Frame::List { items, .. } => push_index(&mut path, items.len()),
            Frame::Map { pending: Some(key), .. } => push_key(&mut path, &key.text),
            Frame::Map { pending: None, .. } => {}
        }
    }
    if !last.is_empty() {
        push_key(&mut path, last);
    }
    path
}

/// Appends an index to a path.
pub fn push_index(path: &mut String, index: usize) {
    // Writing to a `String` can't fail.
    let _ = write!(path, "[{index}]");
}

/// Appends a key to a path, quoted where it has characters of the path's own.
pub fn push_key(path: &mut String, key: &str) {
    if key.is_empty() || key.contains(['.', '[', ']', '/', '"']) {
        path.push_str("[\"");
        path.push_str(key);
        path.push_str("\"]");
        return;
    }
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(key);
}
