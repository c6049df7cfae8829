//! The lines around a finding, cut out by the file's line index.
//!
//! miette's own sources search the whole text for every finding, and they print a line however long it
//! is. This one looks lines up, and of a line of a minified document it shows the part around the place.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::diag::{SourceFile, Span};

/// Lines of more bytes than this are shown in part.
const LONGEST_LINE: usize = 240;
/// How much of a long line is shown before and behind the place.
const AROUND: usize = 60;

/// A file as miette reads it.
#[derive(Debug)]
pub(super) struct Excerpt<'a> {
    file: &'a SourceFile,
}

impl<'a> Excerpt<'a> {
    pub(super) fn new(file: &'a SourceFile) -> Self {
        Self { file }
    }

    /// The part of a place that is underlined: its first line, without blanks at the end, and never more
    /// than is shown of a long line.
    pub(super) fn underlined(&self, span: Span) -> SourceSpan {
        let text = &*self.file.text;
        let start = floor(text, (span.start as usize).min(text.len()));
        let end = floor(text, (span.end as usize).clamp(start, text.len()));
        let first = text[start..end].lines().next().unwrap_or_default().trim_end();
        let length = floor(first, first.len().min(AROUND));
        (start, length).into()
    }

    /// A piece of the text that starts in a line (from 1) behind some characters of it.
    fn contents(&self, window: std::ops::Range<usize>, line: u32, column: usize) -> MietteSpanContents<'_> {
        MietteSpanContents::new_named(
            self.file.name.to_string(),
            &self.file.text.as_bytes()[window.clone()],
            (window.start, window.len()).into(),
            line as usize - 1,
            column,
            self.file.line_count(),
        )
    }

    fn line_of(&self, offset: usize) -> u32 {
        self.file.line_column(Span::new(offset, offset).start).line
    }
}

impl SourceCode for Excerpt<'_> {
    fn read_span<'b>(
        &'b self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'b> + 'b>, MietteError> {
        let text = &*self.file.text;
        let (start, end) = (span.offset(), span.offset() + span.len());
        if end > text.len() {
            return Err(MietteError::OutOfBounds);
        }
        let line = self.line_of(start);
        if before == 0 && after == 0 {
            // Asked for the place alone: that is how the header learns line and column.
            let own = self.file.line_range(line).ok_or(MietteError::OutOfBounds)?;
            let column = text[own.start..start].chars().count();
            return Ok(Box::new(self.contents(start..end, line, column)));
        }
        let limit = |lines: usize| u32::try_from(lines).unwrap_or(u32::MAX);
        let first = line.saturating_sub(limit(before)).max(1);
        let last = self.line_of(end).saturating_add(limit(after)).min(limit(self.file.line_count()));
        let ranges: Vec<_> = (first..=last).filter_map(|line| self.file.line_range(line)).collect();
        let (Some(head), Some(tail)) = (ranges.first(), ranges.last()) else { return Err(MietteError::OutOfBounds) };
        let long = ranges.iter().any(|range| range.len() > LONGEST_LINE);
        let (window, line, column) = if long {
            let own = self.file.line_range(line).ok_or(MietteError::OutOfBounds)?;
            let from = floor(text, start.saturating_sub(AROUND).max(own.start));
            let to = floor(text, (end + AROUND).min(own.end).max(end));
            (from..to, line, text[own.start..from].chars().count())
        } else {
            (head.start..tail.end, first, 0)
        };
        Ok(Box::new(self.contents(window, line, column)))
    }
}

/// The last character boundary at or before an offset.
fn floor(text: &str, mut offset: usize) -> usize {
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}
