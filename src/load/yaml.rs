//! One document's text becomes a spanned tree: the only file that knows the YAML parser.
//!
//! The tree is built from events with a stack of our own, so that depth, aliases and merges stay within
//! budgets and nothing recurses on input. Aliases are expanded as go-yaml does, with its own measure of
//! what is too much beside ours.

use std::borrow::Cow;
use std::collections::HashMap;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, StructureStyle, Tag, options};

use super::repair::Repaired;
use super::scalar;
use super::tree::{self, Frame, Key};
use super::{Limits, Node, Value};
use crate::diag::{Diagnostic, Scope, Span};

/// No manifest nests like that: there is nothing to raise, only something to mend.
const TOO_DEEP: &str = "no manifest is that deep: look for brackets or aliases too many, or leave the file out";

/// A document that could be read.
#[derive(Debug)]
pub struct Parsed {
    /// The whole tree.
    pub node: Node,
    /// Findings of its writing with their spans.
    pub remarks: Vec<(Span, Diagnostic)>,
}

/// Why a document could not be read.
#[derive(Debug)]
pub struct Problem {
    /// Where.
    pub span: Span,
    /// LAT0001 or LAT0007.
    pub diagnostic: Box<Diagnostic>,
}

impl Problem {
    pub(super) fn syntax(span: Span, message: impl Into<String>) -> Self {
        Self { span, diagnostic: Box::new(Diagnostic::error(1, Scope::Route, message)) }
    }

    pub(super) fn limit(span: Span, message: impl Into<String>) -> Self {
        Self { span, diagnostic: Box::new(Diagnostic::error(7, Scope::Route, message)) }
    }

    pub(super) fn with_help(mut self, help: &str) -> Self {
        self.diagnostic.help = Some(help.to_owned());
        self
    }

    /// With the way out that the text around it suggests, where none is known yet.
    fn hinted(self, text: &str) -> Self {
        if self.diagnostic.help.is_some() {
            self
        } else if text.contains("{{") {
            self.with_help("this looks like a template: render it first (helm template, kustomize build)")
        } else if text.lines().any(|line| line.trim_start_matches(' ').starts_with('\t')) {
            self.with_help(NO_TABS)
        } else {
            self
        }
    }
}

/// Reads one document. `base` is the offset of `text` in its file; `None` where there is no content.
pub fn parse(text: &str, base: usize, limits: &Limits) -> Result<Option<Parsed>, Problem> {
    let text_without_mark = text.strip_prefix('\u{feff}').unwrap_or(text);
    let base = base + text.len() - text_without_mark.len();
    let mut repaired = Repaired::new(text_without_mark);
    loop {
        let result = Builder::new(&repaired, base, limits).run();
        match result {
            Err(Failure::QuotedIndent(at)) if repaired.indent(at) => {}
            Err(Failure::QuotedIndent(at)) => {
                let span = Span::new(base + repaired.original(at), base + repaired.original(at) + 1);
                return Err(Problem::syntax(span, "a line of this quoted text is not indented"));
            }
            Err(Failure::Problem(problem)) => return Err(problem.hinted(text)),
            Ok(parsed) => return Ok(parsed),
        }
    }
}

/// Why one attempt ended.
enum Failure {
    Problem(Problem),
    /// A line of a quoted text starts too far left for the parser. go-yaml takes it (the blanks at the
    /// start of such a line do not count anyway), so it is indented and tried again.
    QuotedIndent(usize),
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

struct Builder<'a> {
    text: &'a str,
    repaired: &'a Repaired<'a>,
    base: usize,
    limits: &'a Limits,
    stack: Vec<Frame>,
    root: Option<Node>,
    remarks: Vec<(Span, Diagnostic)>,
    /// What each anchor stands for; left empty when the text has no alias at all.
    anchors: HashMap<usize, Anchored>,
    keep_anchors: bool,
    /// Nodes so far, aliases expanded, and those of them that aliases brought in.
    nodes: usize,
    alias_nodes: usize,
    /// What anchors and aliases have copied.
    copied: usize,
}

struct Anchored {
    node: Node,
    size: tree::Size,
}

impl<'a> Builder<'a> {
    fn new(repaired: &'a Repaired<'a>, base: usize, limits: &'a Limits) -> Self {
        let text: &str = &repaired.text;
        Self {
            text,
            repaired,
            base,
            limits,
            stack: Vec::new(),
            root: None,
            remarks: Vec::new(),
            anchors: HashMap::new(),
            keep_anchors: text.contains('*'),
            nodes: 0,
            alias_nodes: 0,
            copied: 0,
        }
    }

    fn run(mut self) -> Result<Option<Parsed>, Failure> {
        // One level more than ours: the budget's own message comes first.
        let nesting = self.limits.depth + 1;
        let mut settings = options! { flow_nesting_limit: nesting, block_nesting_limit: nesting };
        settings.set_emit_comments(false);
        let mut parser = Parser::new_from_str_with_options(self.text, settings);
        let mut documents = 0;
        while let Some(event) = parser.next_event() {
            let (event, span) = event.map_err(|error| self.scan_error(&error))?;
            let range = span.byte_range().unwrap_or(0..0);
            let range = range.start.min(self.text.len())..range.end.min(self.text.len());
            if matches!(event, Event::DocumentStart(..)) {
                documents += 1;
                if documents > 1 {
                    let behind = Span::new(self.place(range.start), self.place(self.text.trim_end().len()));
                    return Err(Problem::syntax(behind, "kubectl never reads what stands behind a closing `...`")
                        .with_help("put `---` between the documents")
                        .into());
                }
            }
            self.event(event, range.start, range.end)?;
        }
        let remarks = self.remarks;
        Ok(self.root.filter(|node| node.value != Value::Null).map(|node| Parsed { node, remarks }))
    }

    fn event(&mut self, event: Event<'_>, start: usize, end: usize) -> Result<(), Problem> {
        let (from, to) = (self.place(start), self.place(end));
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.check_indentation(start)?;
                let span = self.scalar_span(start, end, style);
                self.nodes += 1;
                if let Some(Frame::Map { pending: pending @ None, .. }) = self.stack.last_mut()
                    && style == ScalarStyle::Plain
                    && tag.is_none()
                    && text == "<<"
                {
                    *pending = Some(Key { text: "<<".into(), span, merge: true });
                    return Ok(());
                }
                let text = self.as_go_reads(text, style, end, span)?;
                let value = self.scalar(text.into(), style, tag.as_deref(), span)?;
                self.complete(Node { span, value }, anchor)
            }
            Event::SequenceStart(style, anchor, _) => {
                self.check_indentation(start)?;
                self.open(Frame::list(from, style, anchor))
            }
            Event::MappingStart(style, anchor, _) => self.open(Frame::map(from, style, anchor)),
            Event::SequenceEnd | Event::MappingEnd => self.close(to),
            Event::Alias(id) => {
                self.check_indentation(start)?;
                self.alias(id, Span::new(from, to))
            }
            _ => Ok(()),
        }
    }

    /// The place in the file of an offset into the text that is parsed.
    fn place(&self, at: usize) -> usize {
        self.base + self.repaired.original(at)
    }

    fn in_flow(&self) -> bool {
        self.stack.last().is_some_and(Frame::is_flow)
    }

    /// go-yaml takes no tab between the start of a line, or a hyphen, and what stands there in block style.
    fn check_indentation(&self, start: usize) -> Result<(), Problem> {
        let before = &self.text.as_bytes()[..start];
        if !matches!(before.last(), Some(b' ' | b'\t')) || self.in_flow() {
            return Ok(());
        }
        let blanks = before.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let (before, blanks) = before.split_at(before.len() - blanks);
        let starts = matches!(before.last(), None | Some(b'\n' | b'\r'));
        let hyphen = before.last() == Some(&b'-')
            && before[..before.len() - 1].last().is_none_or(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
        if !blanks.contains(&b'\t') || !(starts || hyphen) {
            return Ok(());
        }
        let at = self.place(before.len());
        Err(Problem::syntax(Span::new(at, at + blanks.len()), "a tab where YAML takes blanks only").with_help(NO_TABS))
    }

    /// Where go-yaml reads a scalar otherwise than the YAML 1.2 parser: it knows no question mark inside
    /// of a plain one in flow style, and adds no line break to a block one that the text ends in.
    fn as_go_reads<'t>(
        &self,
        text: Cow<'t, str>,
        style: ScalarStyle,
        end: usize,
        span: Span,
    ) -> Result<Cow<'t, str>, Problem> {
        match style {
            ScalarStyle::Plain if text.contains('?') && self.in_flow() => {
                let message = format!("Kubernetes' reader takes no `?` in `{text}` between brackets");
                Err(Problem::syntax(span, message).with_help("put it in quotes"))
            }
            ScalarStyle::Literal | ScalarStyle::Folded
                if text.ends_with('\n')
                    && !self.text.ends_with(['\n', '\r'])
                    && self.text.get(end..).is_none_or(|rest| rest.trim().is_empty()) =>
            {
                let mut text = text.into_owned();
                text.pop();
                Ok(Cow::Owned(text))
            }
            _ => Ok(text),
        }
    }

    fn open(&mut self, frame: Frame) -> Result<(), Problem> {
        let at = frame.start();
        if self.stack.len() >= self.limits.depth {
            let message = format!("more than {} levels of nesting", self.limits.depth);
            return Err(Problem::limit(Span::new(at, at + 1), message).with_help(TOO_DEEP));
        }
        if let Some(Frame::Map { pending: None, .. }) = self.stack.last() {
            return Err(Problem::syntax(Span::new(at, at + 1), "a key must be text, not a list or a mapping"));
        }
        self.nodes += 1;
        self.stack.push(frame);
        Ok(())
    }

    fn close(&mut self, end: usize) -> Result<(), Problem> {
        // The parser closes only what it opened.
        let Some(frame) = self.stack.pop() else { return Ok(()) };
        let anchor = frame.anchor();
        let duplicates_at = self.stack.len();
        let (node, twice) = frame.into_node(end);
        for (key, span) in twice {
            let path = tree::path(&self.stack[..duplicates_at], &key);
            let message = format!("the key `{key}` stands twice in this mapping: the last one counts");
            self.remarks.push((
                span,
                Diagnostic::warning(11, Scope::Field, message)
                    .with_path(path)
                    .with_help("remove one of the two; Kubernetes drops the first without a word"),
            ));
        }
        self.complete(node, anchor)
    }

    fn complete(&mut self, node: Node, anchor: usize) -> Result<(), Problem> {
        if anchor > 0 && self.keep_anchors {
            let size = tree::size(&node);
            self.copied += size.weight();
            if self.copied > self.limits.alias_nodes.saturating_mul(10) {
                return Err(self.too_much(node.span));
            }
            self.anchors.insert(anchor, Anchored { node: node.clone(), size });
        }
        self.attach(node)
    }

    fn attach(&mut self, node: Node) -> Result<(), Problem> {
        match self.stack.last_mut() {
            None => self.root = Some(node),
            Some(Frame::List { items, .. }) => items.push(node),
            Some(Frame::Map { pending: pending @ None, .. }) => {
                let span = node.span;
                let text = tree::key_text(node).map_err(|message| Problem::syntax(span, message))?;
                *pending = Some(Key { text, span, merge: false });
            }
            Some(Frame::Map { pending, entries, merged, .. }) => {
                let Some(key) = pending.take() else { return Ok(()) };
                if key.merge {
                    *merged = true;
                }
                tree::insert(entries, key, node).map_err(|(span, message)| Problem::syntax(span, message))?;
            }
        }
        Ok(())
    }

    fn alias(&mut self, id: usize, span: Span) -> Result<(), Problem> {
        let Some(anchored) = self.anchors.get(&id) else {
            return Err(Problem::syntax(span, "this alias stands inside of what it names"));
        };
        self.nodes += 1 + anchored.size.nodes;
        self.alias_nodes += anchored.size.nodes;
        self.copied += anchored.size.weight();
        if self.copied > self.limits.alias_nodes || excessive(self.alias_nodes, self.nodes) {
            return Err(self.too_much(span));
        }
        if self.stack.len() + anchored.size.depth > self.limits.depth {
            return Err(
                Problem::limit(span, format!("more than {} levels of nesting", self.limits.depth)).with_help(TOO_DEEP)
            );
        }
        let mut node = anchored.node.clone();
        node.span = span;
        self.attach(node)
    }

    fn too_much(&self, span: Span) -> Problem {
        let message = format!("aliases blow this document up past {} nodes", self.limits.alias_nodes);
        let message = if self.copied > self.limits.alias_nodes {
            message
        } else {
            "this document consists of aliases almost alone: Kubernetes refuses it".to_owned()
        };
        Problem::limit(span, message).with_help("write the values out instead of nesting aliases")
    }

    fn scalar(&mut self, text: Box<str>, style: ScalarStyle, tag: Option<&Tag>, span: Span) -> Result<Value, Problem> {
        let Some(tag) = tag else {
            if style != ScalarStyle::Plain {
                return Ok(Value::String(text));
            }
            if span.is_none() {
                return Ok(Value::Null);
            }
            return self.plain(text, span);
        };
        if !tag.is_yaml_core_schema() && tag.handle() != "tag:yaml.org,2002:" {
            return Ok(Value::String(text));
        }
        let value = match tag.suffix() {
            "binary" => aws_smithy_types::base64::decode(text.replace(['\n', ' '], ""))
                .ok()
                .map(|bytes| Value::String(String::from_utf8_lossy(&bytes).into())),
            "null" => scalar::resolve(&text).filter(|value| *value == Value::Null),
            "bool" => scalar::resolve(&text).filter(|value| matches!(value, Value::Bool(_))),
            "int" => scalar::resolve(&text).filter(|value| matches!(value, Value::Integer(_))),
            "float" => scalar::resolve(&text).filter(|value| matches!(value, Value::Integer(_) | Value::Float(_))),
            // `!!str`, `!!timestamp` and what has no scalar form stay text.
            _ => Some(Value::String(text.clone())),
        };
        value.ok_or_else(|| Problem::syntax(span, format!("`{text}` is no value for the tag `!!{}`", tag.suffix())))
    }

    fn plain(&mut self, text: Box<str>, span: Span) -> Result<Value, Problem> {
        if tree::is_plain_text(&text) {
            return Ok(Value::String(text));
        }
        let Some(value) = scalar::resolve(&text) else {
            return Err(Problem::syntax(
                span,
                format!("`{text}` has no place in JSON, which Kubernetes makes of YAML"),
            )
            .with_help("put it in quotes, or give a finite number"));
        };
        if let Value::String(_) = value {
            return Ok(Value::String(text));
        }
        if scalar::differs_from_yaml_1_2(&text, &value) {
            let is_key = matches!(self.stack.last(), Some(Frame::Map { pending: None, .. }));
            self.remarks.push((span, self.reading(&text, &value, is_key)));
        }
        Ok(value)
    }

    /// LAT0009: Kubernetes reads YAML 1.1 here.
    fn reading(&self, text: &str, value: &Value, is_key: bool) -> Diagnostic {
        let read = match value {
            Value::Bool(value) => format!("the boolean {value}"),
            Value::Integer(value) => format!("the number {value}"),
            Value::Float(value) => format!("the number {value}"),
            _ => "null".to_owned(),
        };
        let path = if is_key { tree::path(&self.stack, text) } else { tree::path(&self.stack, "") };
        Diagnostic::warning(9, Scope::Field, format!("Kubernetes reads `{text}` as {read} (YAML 1.1)"))
            .with_path(path)
            .with_help(format!("write \"{text}\" in quotes if text is meant, else the value itself"))
    }

    fn scalar_span(&self, start: usize, end: usize, style: ScalarStyle) -> Span {
        let end = match style {
            ScalarStyle::Literal | ScalarStyle::Folded => {
                self.text.get(start..end).map_or(end, |text| start + text.trim_end().len())
            }
            _ => end,
        };
        Span::new(self.place(start), self.place(end))
    }

    fn scan_error(&self, error: &ScanError) -> Failure {
        let at = error.marker().byte_offset().unwrap_or(0).min(self.text.len());
        if matches!(error.kind(), ErrorKind::InvalidQuotedScalarIndent) {
            return Failure::QuotedIndent(at);
        }
        let span = line_rest(self.text, at);
        let span = Span::new(self.place(span.0), self.place(span.1));
        if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
            return Problem::limit(span, format!("more than {} levels of nesting", self.limits.depth))
                .with_help(TOO_DEEP)
                .into();
        }
        Problem::syntax(span, error.info().replace('\n', " ")).into()
    }
}

const NO_TABS: &str = "YAML takes no tabs for indentation: use blanks";

/// From a place to the end of its line, or the last text before it where there is none left.
fn line_rest(text: &str, at: usize) -> (usize, usize) {
    let mut at = at;
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let rest = text[at..].split('\n').next().unwrap_or_default().trim_end();
    if !rest.is_empty() {
        return (at, at + rest.len());
    }
    let before = text[..at].trim_end();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let start = start + before[start..].len() - before[start..].trim_start().len();
    (start, before.len())
}

/// go-yaml's measure: up to 400,000 nodes all but 1 % may come from aliases, from 4,000,000 on a tenth.
fn excessive(alias_nodes: usize, nodes: usize) -> bool {
    #[expect(clippy::cast_precision_loss, reason = "a ratio of counts far below 2^52")]
    let (aliased, all) = (alias_nodes as f64, nodes as f64);
    let allowed = if nodes <= 400_000 {
        0.99
    } else if nodes >= 4_000_000 {
        0.10
    } else {
        0.99 - 0.89 * (all - 400_000.0) / 3_600_000.0
    };
    alias_nodes > 100 && nodes > 1000 && aliased / all > allowed
}

/// Whether a collection ends with its own closing bracket.
pub(super) fn is_flow(style: StructureStyle) -> bool {
    style == StructureStyle::Flow
}
