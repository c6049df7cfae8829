//! Text with tones: wrapped to a width, coloured or not. Meaning never hangs on a colour alone.

use std::fmt::Write as _;

/// How a piece of text is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// As it is.
    #[default]
    Plain,
    /// What the eye looks for.
    Strong,
    /// Beside the point.
    Faint,
    /// Fine.
    Good,
    /// To be looked at.
    Warn,
    /// Wrong.
    Bad,
    /// A name to follow.
    Accent,
}

impl Tone {
    fn escape(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Strong => Some("1"),
            Self::Faint => Some("2"),
            Self::Good => Some("32"),
            Self::Warn => Some("33"),
            Self::Bad => Some("1;31"),
            Self::Accent => Some("36"),
        }
    }
}

/// One word or more in one tone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    text: String,
    tone: Tone,
}

/// A logical line: pieces in order, with a space between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line(Vec<Piece>);

impl Line {
    /// An empty line.
    pub fn new() -> Self {
        Self::default()
    }

    /// A line of plain text.
    pub fn plain(text: impl Into<String>) -> Self {
        Self::new().and(Tone::Plain, text)
    }

    /// Adds a piece; an empty one is left out.
    #[must_use]
    pub fn and(mut self, tone: Tone, text: impl Into<String>) -> Self {
        let text = text.into();
        if !text.is_empty() {
            self.0.push(Piece { text, tone });
        }
        self
    }

    /// The words with their tones.
    fn words(&self) -> impl Iterator<Item = (&str, Tone)> {
        self.0.iter().flat_map(|piece| piece.text.split(' ').map(move |word| (word, piece.tone)))
    }
}

/// Writes lines to a text of a certain width.
#[derive(Clone, Copy, Debug)]
pub struct Painter {
    /// Columns.
    pub width: usize,
    /// Whether to colour.
    pub color: bool,
}

impl Painter {
    /// Text in a tone.
    pub fn tone(self, tone: Tone, text: &str) -> String {
        match tone.escape() {
            Some(escape) if self.color && !text.is_empty() => format!("\u{1b}[{escape}m{text}\u{1b}[0m"),
            _ => text.to_owned(),
        }
    }

    /// Writes a line behind `first`, wrapped; what does not fit goes on behind `next`.
    pub fn line(self, out: &mut String, first: &str, next: &str, line: &Line) {
        let _ = write!(out, "{}", self.tone(Tone::Faint, first));
        let (mut column, start) = (first.chars().count(), next.chars().count());
        let mut fresh = true;
        // A word longer than the line (an ARN, a policy) stands whole, so that it can be copied.
        for (word, tone) in line.words() {
            let length = word.chars().count();
            if !fresh && column + 1 + length > self.width {
                let _ = write!(out, "\n{}", self.tone(Tone::Faint, next));
                (column, fresh) = (start, true);
            }
            if !fresh {
                out.push(' ');
                column += 1;
            }
            out.push_str(&self.tone(tone, word));
            column += length;
            fresh = false;
        }
        let end = out.trim_end_matches(' ').len();
        out.truncate(end);
        out.push('\n');
    }
}

/// A tree of lines.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    line: Line,
    children: Vec<Self>,
}

impl Tree {
    /// A node without children.
    pub fn new(line: Line) -> Self {
        Self { line, children: Vec::new() }
    }

    /// Adds a child.
    pub fn push(&mut self, child: Self) {
        self.children.push(child);
    }

    /// Adds a child that is one line.
    pub fn leaf(&mut self, line: Line) {
        self.push(Self::new(line));
    }

    /// Writes the tree.
    pub fn write(&self, painter: Painter, out: &mut String) {
        painter.line(out, "", if self.children.is_empty() { "  " } else { "│ " }, &self.line);
        self.write_children(painter, out, "");
    }

    fn write_children(&self, painter: Painter, out: &mut String, indent: &str) {
        for (at, child) in self.children.iter().enumerate() {
            let last = at + 1 == self.children.len();
            let (branch, below) = if last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            let deeper = format!("{indent}{below}");
            let next = if child.children.is_empty() { format!("{deeper}  ") } else { format!("{deeper}│ ") };
            painter.line(out, &format!("{indent}{branch}"), &next, &child.line);
            child.write_children(painter, out, &deeper);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Painter = Painter { width: 30, color: false };

    #[test]
    fn a_long_line_wraps_under_its_own_branch() {
        let mut tree = Tree::new(Line::plain("root"));
        tree.leaf(Line::plain("one two three four five six seven"));
        tree.leaf(Line::plain("x".repeat(40)));
        let mut out = String::new();
        tree.write(PLAIN, &mut out);
        let whole = "x".repeat(40);
        assert_eq!(out, format!("root\n├─ one two three four five six\n│    seven\n└─ {whole}\n"));
    }

    #[test]
    fn colour_changes_nothing_but_escapes() {
        let line = Line::new().and(Tone::Bad, "wrong").and(Tone::Plain, "and right");
        let (mut plain, mut colored) = (String::new(), String::new());
        PLAIN.line(&mut plain, "- ", "  ", &line);
        Painter { color: true, ..PLAIN }.line(&mut colored, "- ", "  ", &line);
        assert!(colored.contains("\u{1b}[1;31mwrong\u{1b}[0m"));
        let mut stripped = colored;
        for escape in ["\u{1b}[1;31m", "\u{1b}[2m", "\u{1b}[0m"] {
            stripped = stripped.replace(escape, "");
        }
        assert_eq!(stripped, plain);
    }
}
