//! Inputs become documents: texts are decoded, cut, parsed side by side, and lists taken apart.

use std::borrow::Cow;
use std::ops::Range;

use rayon::prelude::*;

use super::input::{self, Exclusions, NoContent, Text};
use super::yaml::{self, Parsed, Problem};
use super::{Document, Entry, Input, Limits, LoadError, Node, Origin, Value, guess, split};
use crate::diag::{Diagnostic, Diagnostics, FileId, Location, Scope, SourceFile, Sources, Span};

/// Below this many bytes the threads cost more than they bring.
const WORTH_THREADS: usize = 64 << 10;

/// Reads all inputs in their order; what is wrong with a text is a finding, and the rest goes on.
pub fn read(
    inputs: &[Input],
    limits: &Limits,
    diagnostics: &mut Diagnostics,
) -> Result<(Sources, Vec<Document>), LoadError> {
    read_without(inputs, &Exclusions::default(), limits, diagnostics)
}

/// The same without some of the files that lie in folders.
pub fn read_without(
    inputs: &[Input],
    exclusions: &Exclusions,
    limits: &Limits,
    diagnostics: &mut Diagnostics,
) -> Result<(Sources, Vec<Document>), LoadError> {
    Ok(read_all(input::texts(inputs, exclusions, limits)?, limits, diagnostics))
}

/// Reads texts that are at hand already, each with the name that findings show.
pub fn read_texts<'a>(
    texts: impl IntoIterator<Item = (&'a str, &'a [u8])>,
    limits: &Limits,
    diagnostics: &mut Diagnostics,
) -> (Sources, Vec<Document>) {
    let texts = texts.into_iter().map(|(name, bytes)| {
        let content = if bytes.len() > limits.file_bytes {
            Err(NoContent::TooLong(bytes.len() as u64))
        } else {
            Ok(bytes.to_vec())
        };
        Text { name: name.to_owned(), content }
    });
    read_all(texts.collect(), limits, diagnostics)
}

/// One document of one file, not parsed yet.
struct Piece {
    file: FileId,
    range: Range<usize>,
    /// The file is not UTF-8: pieces with a replacement character are broken.
    lossy: bool,
}

fn read_all(texts: Vec<Text>, limits: &Limits, diagnostics: &mut Diagnostics) -> (Sources, Vec<Document>) {
    let mut sources = Sources::default();
    let mut pieces = Vec::new();
    let mut bytes = 0;
    for text in texts {
        let content = match text.content {
            Ok(content) => content,
            Err(reason) => {
                let finding = without_content(&text.name, &reason, limits);
                let file = sources.add(SourceFile::new(text.name, ""));
                diagnostics.push(finding.with_location(Some(Location { file, span: Span::new(0, 0) })));
                continue;
            }
        };
        let (content, lossy) = decode_text(content);
        bytes += content.len();
        let ranges = split::documents(&content);
        let file = sources.add(SourceFile::new(text.name, content));
        pieces.extend(ranges.into_iter().map(|range| Piece { file, range, lossy }));
    }
    let parse = |piece: &Piece| parse_piece(&sources, piece, limits);
    let parsed: Vec<_> = if bytes > WORTH_THREADS {
        pieces.par_iter().with_min_len(8).map(parse).collect()
    } else {
        pieces.iter().map(parse).collect()
    };
    let mut documents = Vec::with_capacity(parsed.len());
    for (piece, result) in pieces.iter().zip(parsed) {
        match result {
            Ok(None) => {}
            Ok(Some(parsed)) => take_apart(parsed, piece.file, &mut documents),
            Err(problem) => diagnostics.push(report(problem, piece, &sources)),
        }
    }
    (sources, documents)
}

fn without_content(name: &str, reason: &NoContent, limits: &Limits) -> Diagnostic {
    match reason {
        NoContent::TooLong(length) => {
            let message = format!("{name}: {length} bytes are more than the {} allowed", limits.file_bytes);
            Diagnostic::error(7, Scope::Run, message)
                .with_help("split the file; manifests of a whole cluster fit several times over")
        }
        NoContent::Unreadable(error) => Diagnostic::error(13, Scope::Run, format!("{name} cannot be read: {error}")),
    }
}

/// UTF-8, or UTF-16 with a byte order mark as some editors and shells write it. The second part says
/// whether bytes had to be replaced.
fn decode_text(bytes: Vec<u8>) -> (String, bool) {
    let utf16 = |read: fn([u8; 2]) -> u16| {
        let units = bytes[2..].chunks(2).map(|pair| read([pair[0], *pair.get(1).unwrap_or(&0)]));
        let mut lossy = bytes.len() % 2 == 1;
        let text = char::decode_utf16(units)
            .map(|unit| {
                unit.unwrap_or_else(|_| {
                    lossy = true;
                    char::REPLACEMENT_CHARACTER
                })
            })
            .collect();
        (text, lossy)
    };
    match bytes.get(..2) {
        Some([0xff, 0xfe]) => utf16(u16::from_le_bytes),
        Some([0xfe, 0xff]) => utf16(u16::from_be_bytes),
        _ => match String::from_utf8(bytes) {
            Ok(text) => (text, false),
            Err(error) => (String::from_utf8_lossy(error.as_bytes()).into_owned(), true),
        },
    }
}

fn parse_piece(sources: &Sources, piece: &Piece, limits: &Limits) -> Result<Option<Parsed>, Problem> {
    let text = piece_text(sources, piece);
    if text.len() > limits.document_bytes {
        let span = Span::new(piece.range.start, piece.range.start + 1);
        let message = format!("a document of {} bytes is more than the {} allowed", text.len(), limits.document_bytes);
        return Err(Problem::limit(span, message));
    }
    if piece.lossy
        && let Some(at) = text.find(char::REPLACEMENT_CHARACTER)
    {
        let at = piece.range.start + at;
        return Err(Problem::syntax(Span::new(at, at + 3), "these bytes are no UTF-8 text"));
    }
    if let Some(at) = text.find('\0') {
        let at = piece.range.start + at;
        return Err(Problem::syntax(Span::new(at, at + 1), "a zero byte stands here, as in UTF-16 text")
            .with_help("save the file as UTF-8, or as UTF-16 with a byte order mark"));
    }
    yaml::parse(text, piece.range.start, limits)
}

fn piece_text<'a>(sources: &'a Sources, piece: &Piece) -> &'a str {
    sources.get(piece.file).map_or("", |file| &file.text[piece.range.clone()])
}

fn report(problem: Problem, piece: &Piece, sources: &Sources) -> Diagnostic {
    let mut diagnostic = (*problem.diagnostic).with_location(Some(Location { file: piece.file, span: problem.span }));
    diagnostic.object = guess::object(piece_text(sources, piece));
    diagnostic
}

/// A document, or the objects of a `List`, each a document of its own.
fn take_apart(parsed: Parsed, file: FileId, documents: &mut Vec<Document>) {
    let remarks = parsed.remarks.into_iter().map(|(span, diagnostic)| {
        let diagnostic = diagnostic.with_location(Some(Location { file, span }));
        (span, diagnostic)
    });
    let mut remarks: Vec<_> = remarks.collect();
    let mut nodes = Vec::new();
    flatten(parsed.node, "", &mut nodes);
    for (prefix, node) in nodes {
        let mine: Vec<_>;
        (mine, remarks) = remarks.into_iter().partition(|(_, remark)| remark.path.starts_with(&prefix));
        let strip = |mut remark: Diagnostic| {
            let path = remark.path.split_off(prefix.len());
            remark.path = path.strip_prefix('.').map_or(path.clone(), str::to_owned);
            remark
        };
        let remarks = mine.into_iter().map(|(_, remark)| strip(remark)).collect();
        documents.push(Document { origin: Origin::File(file), node, remarks });
    }
}

/// Lists within lists as well; an item that names neither kind nor version has those of its list.
fn flatten(node: Node, prefix: &str, found: &mut Vec<(String, Node)>) {
    let kind = node.get("kind").and_then(Node::as_str).unwrap_or_default();
    let is_list =
        kind.ends_with("List") && matches!(node.get("items").map(|items| &items.value), Some(Value::Sequence(_)));
    if !is_list {
        found.push((prefix.to_owned(), node));
        return;
    }
    let item_kind = kind.strip_suffix("List").unwrap_or_default().to_owned();
    let version = node.get("apiVersion").and_then(Node::as_str).unwrap_or_default().to_owned();
    let Value::Mapping(entries) = node.value else { return };
    let items = entries.into_iter().find(|entry| &*entry.key == "items").map(|entry| entry.value.value);
    let Some(Value::Sequence(items)) = items else { return };
    let prefix: Cow<'_, str> = if prefix.is_empty() { "items".into() } else { format!("{prefix}.items").into() };
    for (at, mut item) in items.into_iter().enumerate() {
        if !item_kind.is_empty()
            && item.get("kind").is_none()
            && item.get("apiVersion").is_none()
            && let Value::Mapping(entries) = &mut item.value
        {
            for (key, text) in [("kind", &item_kind), ("apiVersion", &version)] {
                let value = Node::defaulted(Value::String(text.as_str().into()));
                entries.push(Entry { key: key.into(), key_span: Span::NONE, value });
            }
        }
        flatten(item, &format!("{prefix}[{at}]"), found);
    }
}
