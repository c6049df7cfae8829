//! The CRDs' patterns. The few that stand in almost every object are matched by hand, because compiling
//! them would take longer than reading a small folder; a test holds them against the regular expressions.

use std::sync::OnceLock;

use fancy_regex::Regex;
use serde::Deserialize;

/// A pattern of a CRD.
#[derive(Debug, Deserialize)]
#[serde(from = "String")]
pub(super) struct Pattern {
    /// The regular expression, as the CRD has it.
    pub text: String,
    by_hand: Option<fn(&str) -> bool>,
    compiled: OnceLock<Option<Regex>>,
}

impl From<String> for Pattern {
    fn from(text: String) -> Self {
        let by_hand = BY_HAND.iter().find(|(pattern, _)| *pattern == text).map(|(_, matcher)| *matcher);
        Self { text, by_hand, compiled: OnceLock::new() }
    }
}

impl Pattern {
    /// Whether the pattern is found in a text.
    pub fn matches(&self, text: &str) -> bool {
        if let Some(matcher) = self.by_hand {
            return matcher(text);
        }
        let compiled = self.compiled.get_or_init(|| Regex::new(&self.text).ok());
        compiled.as_ref().is_none_or(|regex| regex.is_match(text).unwrap_or(true))
    }
}

type Matcher = fn(&str) -> bool;

const BY_HAND: [(&str, Matcher); 7] = [
    (r"^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$", |text| {
        text.is_empty() || is_subdomain(text)
    }),
    (r"^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$", is_kind),
    (r"^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$", is_header_name),
    (r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", is_label),
    (r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$", is_subdomain),
    (r"^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$", |text| {
        is_subdomain(text.strip_prefix("*.").unwrap_or(text))
    }),
    (
        r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/[A-Za-z0-9\/\-._~%!$&'()*+,;=:]+$",
        is_controller_name,
    ),
];

/// A DNS label of small letters, digits and inner hyphens (its length is not looked at).
pub(super) fn is_label(text: &str) -> bool {
    let bytes = text.as_bytes();
    let inner = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-';
    bytes.iter().all(inner) && bytes.first().is_some_and(|first| *first != b'-') && bytes.last() != Some(&b'-')
}

/// Labels with dots between them.
pub(super) fn is_subdomain(text: &str) -> bool {
    text.split('.').all(is_label)
}

fn is_controller_name(text: &str) -> bool {
    let is_path = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~%!$&'()*+,;=:".contains(&byte);
    text.split_once('/')
        .is_some_and(|(domain, path)| is_subdomain(domain) && !path.is_empty() && path.bytes().all(is_path))
}

fn is_kind(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
        && bytes.first().is_some_and(u8::is_ascii_alphabetic)
        && bytes.last() != Some(&b'-')
}

fn is_header_name(text: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_token)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn matching_by_hand_is_matching_the_expression(text in "[a-cA-B0-9.*`~_ /-]{0,7}") {
            for (pattern, matcher) in BY_HAND {
                let regex = Regex::new(pattern).expect("a pattern");
                prop_assert_eq!(matcher(&text), regex.is_match(&text).expect("a match"), "{} on {:?}", pattern, text);
            }
        }
    }

    #[test]
    fn every_pattern_compiles() {
        fn walk(value: &serde_json::Value) {
            if let Some(pattern) = value.get("pattern").and_then(|pattern| pattern.as_str()) {
                assert!(Regex::new(pattern).is_ok(), "{pattern}");
            }
            match value {
                serde_json::Value::Object(map) => map.values().for_each(walk),
                serde_json::Value::Array(items) => items.iter().for_each(walk),
                _ => {}
            }
        }
        walk(&serde_json::from_str(include_str!("schema.json")).expect("JSON"));
    }
}
