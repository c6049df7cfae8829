//! Findings for people: the offending text underlined, the object, a way out and the blast radius.

use std::collections::HashMap;
use std::fmt::{self, Write as _};

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters, ThemeStyles};

use super::excerpt::Excerpt;
use super::record::place;
use super::{help_of, scope_phrase, summary};
use crate::diag::{Code, Diagnostic, Diagnostics, Severity, Sources};

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
    let mut out = String::new();
    let mut seen: HashMap<Code, usize> = HashMap::new();
    let mut previous_was_line = false;
    for finding in findings.iter() {
        let count = seen.entry(finding.code).or_default();
        *count += 1;
        let in_full = *count <= options.in_full;
        if in_full {
            if previous_was_line {
                out.push('\n');
            }
            in_full_text(&mut out, &handler, finding, sources);
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
}

fn in_full_text(out: &mut String, handler: &GraphicalReportHandler, finding: &Diagnostic, sources: &Sources) {
    let excerpt = finding.location.and_then(|at| sources.get(at.file)).map(Excerpt::new);
    let report = Report { finding, excerpt };
    if handler.render_report(out, &report).is_err() {
        one_line(out, finding, sources);
    }
}

/// `warning[LAT0302] file:12:7 HTTPRoute shop/front spec.rules[0].timeouts: message`.
fn one_line(out: &mut String, finding: &Diagnostic, sources: &Sources) {
    let _ = write!(out, "{}[{}]", finding.severity, finding.code);
    if let Some(place) = place(finding, sources) {
        let _ = write!(out, " {}:{}:{}", place.file, place.start.line, place.start.column);
    }
    if let Some(object) = &finding.object {
        let _ = write!(out, " {object}");
    }
    if !finding.path.is_empty() {
        let _ = write!(out, " {}", finding.path);
    }
    let _ = writeln!(out, ": {}", finding.message);
}

/// A finding as miette prints it.
#[derive(Debug)]
struct Report<'a> {
    finding: &'a Diagnostic,
    excerpt: Option<Excerpt<'a>>,
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.finding.message)
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
        Some(Box::new(header))
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
        Some(Box::new(format!("{help}{gap}affects {affects}")))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.excerpt.as_ref().map(|excerpt| excerpt as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = self.excerpt.as_ref()?.underlined(self.finding.location?.span);
        let label = Some(self.finding.path.clone()).filter(|path| !path.is_empty());
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(label, span))))
    }
}
