//! Quoted texts whose lines stand too far left for the parser, indented so that it takes them.

use std::borrow::Cow;

/// A text with some lines of quoted scalars indented, and the way back to the places of the original.
pub(super) struct Repaired<'a> {
    pub text: Cow<'a, str>,
    /// Where blanks were put in, in the repaired text.
    places: Vec<usize>,
}

impl<'a> Repaired<'a> {
    /// More than any block is indented by, as far as nesting is allowed in practice.
    const BLANKS: &'static str = "                                                                                ";
    /// Lines that are worth the repeated reading, and the size of documents that are.
    const LINES: usize = 200;
    const BYTES: usize = 256 << 10;

    pub fn new(text: &'a str) -> Self {
        Self { text: Cow::Borrowed(text), places: Vec::new() }
    }

    /// Indents the line that starts at a place of the repaired text; says whether that may help.
    pub fn indent(&mut self, at: usize) -> bool {
        let again = self.places.last().is_some_and(|last| at <= last + Self::BLANKS.len());
        if again || self.places.len() >= Self::LINES || self.text.len() > Self::BYTES || !self.text.is_char_boundary(at)
        {
            return false;
        }
        self.text.to_mut().insert_str(at, Self::BLANKS);
        self.places.push(at);
        true
    }

    /// The place in the original text.
    pub fn original(&self, at: usize) -> usize {
        let width = Self::BLANKS.len();
        let mut shift = 0;
        for place in &self.places {
            if at <= *place {
                break;
            }
            if at < place + width {
                // Inside of the blanks: the line's own start.
                return place - shift;
            }
            shift += width;
        }
        at - shift
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lead_back() {
        let mut repaired = Repaired::new("a: \"b\nc\nd\"\n");
        assert!(repaired.indent(6));
        assert!(!repaired.indent(6));
        let second = 8 + Repaired::BLANKS.len();
        assert!(repaired.indent(second));
        assert_eq!(repaired.text.replace(' ', ""), "a:\"b\nc\nd\"\n");
        assert_eq!(repaired.original(2), 2);
        assert_eq!(repaired.original(7), 6);
        assert_eq!(repaired.original(second + 1), 8);
        assert_eq!(repaired.original(repaired.text.find('c').expect("c")), 6);
        assert_eq!(repaired.original(repaired.text.find('d').expect("d")), 8);
    }
}
