//! Cutting a text into documents before any of them is parsed, so that a broken one never hides the next.
//!
//! Kubernetes' clients cut at lines that start with `---` and nothing but blanks or a comment behind it;
//! JSON texts may hold several objects one behind the other.

use std::ops::Range;

use serde::de::IgnoredAny;

/// The byte ranges of a text's documents, empty ones included.
pub fn documents(text: &str) -> Vec<Range<usize>> {
    if text.trim_start().starts_with('{')
        && let Some(ranges) = json_documents(text)
    {
        return ranges;
    }
    yaml_documents(text)
}

fn json_documents(text: &str) -> Option<Vec<Range<usize>>> {
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    let mut ranges = Vec::new();
    let mut start = 0;
    while let Some(item) = stream.next() {
        item.ok()?;
        ranges.push(start..stream.byte_offset());
        start = stream.byte_offset();
    }
    Some(ranges)
}

/// Cuts in front of every separator line, so that what stands behind `---` belongs to the next document.
fn yaml_documents(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    let mut from = 0;
    while let Some(at) = find_line_with_dashes(text, from) {
        if is_separator(&text[at..]) && at > start {
            ranges.push(start..at);
            start = at;
        }
        from = at + 3;
    }
    ranges.push(start..text.len());
    ranges
}

/// The next `---` at the start of a line, from an offset on.
fn find_line_with_dashes(text: &str, from: usize) -> Option<usize> {
    if from == 0 && text.starts_with("---") {
        return Some(0);
    }
    text.get(from..)?.find("\n---").map(|at| from + at + 1)
}

/// Whether a line that starts with `---` is a separator (and not the text `---foo`).
fn is_separator(line: &str) -> bool {
    line[3..].bytes().next().is_none_or(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        documents(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn yaml_is_cut_at_separator_lines() {
        assert_eq!(cut("a: 1\n---\nb: 2\n--- # note\nc: 3"), ["a: 1\n", "---\nb: 2\n", "--- # note\nc: 3"]);
        assert_eq!(cut("---\n---\n---"), ["---\n", "---\n", "---"]);
        assert_eq!(cut("a: |\n  ---\n---x: 1\n"), ["a: |\n  ---\n---x: 1\n"]);
        assert_eq!(cut("a: 1\r\n---\r\nb: 2"), ["a: 1\r\n", "---\r\nb: 2"]);
        assert_eq!(cut(""), [""]);
    }

    #[test]
    fn json_objects_may_follow_each_other() {
        assert_eq!(cut("{\"a\":1}{\"b\":2}\n{}\n"), ["{\"a\":1}", "{\"b\":2}", "\n{}"]);
        assert_eq!(cut("{\"a\":1}\n---\n{\"b\":2}"), ["{\"a\":1}\n", "---\n{\"b\":2}"]);
    }
}
