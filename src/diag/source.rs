//! The texts that findings point into, with an index of their lines.

use std::sync::Arc;

use serde::Serialize;

/// A half-open range of bytes in one source file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    /// Byte offset of the first byte.
    pub start: u32,
    /// Byte offset behind the last byte.
    pub end: u32,
}

impl Span {
    /// A span over nothing: what defaulted fields carry.
    pub const NONE: Self = Self { start: 0, end: 0 };

    /// The span from `start` up to `end`, in bytes; offsets past 4 GiB are cut (files are far smaller).
    pub fn new(start: usize, end: usize) -> Self {
        let cut = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { start: cut(start), end: cut(end) }
    }

    /// Whether the span covers no text (a field that no file spells out).
    pub fn is_none(self) -> bool {
        self.start == self.end
    }
}

/// Which of the [`Sources`] a span belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct FileId(pub u32);

/// A place as editors count it: both numbers start at 1, columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct LineColumn {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

/// One input text: a file, stdin, or what a cluster answered.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// The name as the user wrote it (`<stdin>` for stdin).
    pub name: Arc<str>,
    /// The whole text as read.
    pub text: Arc<str>,
    line_starts: Vec<u32>,
    /// How many characters begin before each multiple of [`MARK`] bytes: a file may be one long line.
    marks: Vec<u32>,
}

/// Bytes between two marks.
const MARK: usize = 1024;

/// How many characters begin in some bytes.
fn characters(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.iter().filter(|byte| (**byte).cast_signed() >= -0x40).count()).unwrap_or(u32::MAX)
}

impl SourceFile {
    /// Takes a text in and indexes its lines once.
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        let text: Arc<str> = text.into();
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let line_starts =
            std::iter::once(0).chain(breaks.map(|(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX))).collect();
        let counts = text.as_bytes().chunks(MARK).map(characters);
        let marks = std::iter::once(0)
            .chain(counts.scan(0_u32, |sum, count| {
                *sum = sum.saturating_add(count);
                Some(*sum)
            }))
            .collect();
        Self { name: name.into(), text, line_starts, marks }
    }

    /// How many characters begin before a byte.
    fn characters_before(&self, end: usize) -> u32 {
        let mark = end / MARK;
        self.marks[mark].saturating_add(characters(&self.text.as_bytes()[mark * MARK..end]))
    }

    /// Line and column of a byte offset; offsets past the end are the end.
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let line = self.line_starts.partition_point(|start| *start <= offset).max(1);
        let start = self.line_starts[line - 1] as usize;
        let mut end = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let before = self.characters_before(start.min(end));
        let column = self.characters_before(end).saturating_sub(before).saturating_add(1);
        LineColumn { line: u32::try_from(line).unwrap_or(u32::MAX), column }
    }

    /// The byte range of a line (from 1), without its line break; `None` past the end.
    pub fn line_range(&self, line: u32) -> Option<std::ops::Range<usize>> {
        let index = (line as usize).checked_sub(1)?;
        let start = *self.line_starts.get(index)? as usize;
        let end = self.line_starts.get(index + 1).map_or(self.text.len(), |next| *next as usize);
        let line = &self.text[start..end];
        Some(start..start + line.trim_end_matches(['\n', '\r']).len())
    }

    /// How many lines the text has.
    pub fn line_count(&self) -> usize {
        self.line_starts.len()
    }
}

/// All texts of one run, in the order they were read.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Adds a text and gives the id that its spans carry.
    pub fn add(&mut self, file: SourceFile) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(file);
        id
    }

    /// The file of an id that this collection gave.
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// All files with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(at, file)| (FileId(u32::try_from(at).unwrap_or(u32::MAX)), file))
    }
}
