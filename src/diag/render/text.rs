//! Findings for people: the offending text underlined, the object, a way out and the blast radius.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::{self, Write as _};

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters, ThemeStyles};
use textwrap::{WordSeparator, WordSplitter};

use super::excerpt::Excerpt;
use super::record::place;
use super::{help_of, scope_phrase, summary};
use crate::diag::{Code, Diagnostic, Diagnostics, FileId, Severity, SourceFile, Sources};

/// How text is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextOptions {
    /// ANSI colours.
    pub color: bool,
    /// Line-drawing characters beyond ASCII.
    pub unicode: bool,
    /// Columns to wrap at.
    pub width: usize,
    /// How many findings of one code are shown with their excerpt; the rest take one line each.
    /// `usize::MAX` shows all in full.
    pub in_full: usize,
}

impl Default for TextOptions {
    fn default() -> Self {
        Self { color: false, unicode: true, width: 80, in_full: 10 }
    }
}

/// All findings and the summary line; empty when there is none.
pub fn text(findings: &Diagnostics, sources: &Sources, options: &TextOptions) -> String {
    if findings.is_empty() {
        return String::new();
    }
    let handler = handler(options);
    let cleaned = cleaned(findings, sources);
    let mut out = String::new();
    let mut seen: HashMap<Code, usize> = HashMap::new();
    let mut previous_was_line = false;
    for finding in findings {
        let count = seen.entry(finding.code).or_default();
        *count += 1;
        let in_full = *count <= options.in_full;
        if in_full {
            if previous_was_line {
                out.push('\n');
            }
            in_full_text(&mut out, &handler, finding, sources, &cleaned);
            out.push('\n');
        } else {
            one_line(&mut out, finding, sources);
        }
        previous_was_line = !in_full;
    }
    if previous_was_line {
        out.push('\n');
    }
    let _ = writeln!(out, "{}", summary(findings));
    out
}

fn handler(options: &TextOptions) -> GraphicalReportHandler {
    let characters = if options.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
    let styles = if options.color { ThemeStyles::ansi() } else { ThemeStyles::none() };
    GraphicalReportHandler::new_themed(GraphicalTheme { characters, styles })
        .with_width(options.width)
        .with_links(false)
        .with_context_lines(1)
        .without_cause_chain()
        .without_syntax_highlighting()
        .with_break_words(false)
        // Lines break at blanks only: what stands between two hyphens is half a name.
        .with_word_separator(WordSeparator::AsciiSpace)
        .with_word_splitter(WordSplitter::NoHyphenation)
}

fn in_full_text(
    out: &mut String,
    handler: &GraphicalReportHandler,
    finding: &Diagnostic,
    sources: &Sources,
    cleaned: &HashMap<FileId, SourceFile>,
) {
    let file = finding.location.and_then(|at| cleaned.get(&at.file).or_else(|| sources.get(at.file)));
    let excerpt = file.map(Excerpt::new);
    let report = Report { finding, excerpt };
    if handler.render_report(out, &report).is_err() {
        one_line(out, finding, sources);
    }
}

/// `warning[LAT0302] file:12:7 HTTPRoute shop/front spec.rules[0].timeouts: message`.
fn one_line(out: &mut String, finding: &Diagnostic, sources: &Sources) {
    let mut line = format!("{}[{}]", finding.severity, finding.code);
    if let Some(place) = place(finding, sources) {
        let _ = write!(line, " {}:{}:{}", place.file, place.start.line, place.start.column);
    }
    if let Some(object) = &finding.object {
        let _ = write!(line, " {object}");
    }
    if !finding.path.is_empty() {
        let _ = write!(line, " {}", finding.path);
    }
    let _ = write!(line, ": {}", finding.message);
    let _ = writeln!(out, "{}", visible(&line));
}

/// Copies, of equal length, of the texts that hold control characters: a manifest must not steer the
/// terminal that it is shown on.
fn cleaned(findings: &Diagnostics, sources: &Sources) -> HashMap<FileId, SourceFile> {
    let mut cleaned = HashMap::new();
    let pointed_at = |file: FileId| findings.iter().any(|finding| finding.location.is_some_and(|at| at.file == file));
    for (file, source) in sources.iter() {
        if source.text.chars().any(is_steering) && pointed_at(file) {
            let mut text = String::with_capacity(source.text.len());
            for character in source.text.chars() {
                if is_steering(character) {
                    text.extend(std::iter::repeat_n('?', character.len_utf8()));
                } else {
                    text.push(character);
                }
            }
            cleaned.insert(file, SourceFile::new(source.name.clone(), text));
        }
    }
    cleaned
}

fn is_steering(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\r' | '\t')
}

/// Text in which no character steers a terminal.
fn visible(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_steering) { Cow::Owned(text.replace(is_steering, "?")) } else { Cow::Borrowed(text) }
}

/// A finding as miette prints it.
#[derive(Debug)]
struct Report<'a> {
    finding: &'a Diagnostic,
    excerpt: Option<Excerpt<'a>>,
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&visible(&self.finding.message))
    }
}

impl std::error::Error for Report<'_> {}

impl miette::Diagnostic for Report<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let Diagnostic { code, severity, object, path, .. } = self.finding;
        let mut header = format!("{severity}[{code}]");
        if let Some(object) = object {
            let _ = write!(header, " {object}");
        }
        if self.excerpt.is_none() && !path.is_empty() {
            let _ = write!(header, " {path}");
        }
        Some(Box::new(visible(&header).into_owned()))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.finding.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let affects = scope_phrase(self.finding.scope);
        let help = help_of(self.finding);
        let gap = if help.is_empty() { "" } else { "\n" };
        Some(Box::new(visible(&format!("{help}{gap}affects {affects}")).into_owned()))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.excerpt.as_ref().map(|excerpt| excerpt as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = self.excerpt.as_ref()?.underlined(self.finding.location?.span);
        let label = Some(visible(&self.finding.path).into_owned()).filter(|path| !path.is_empty());
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(label, span))))
    }
}
