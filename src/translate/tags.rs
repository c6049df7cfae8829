//! Tags: what the `tags` annotation gives, the controller's own, and what an update removes.

use std::sync::LazyLock;

use fancy_regex::Regex;

use crate::api::PREFIX;
use crate::model::TagMap;
pub use crate::model::tags::MANAGED_BY;

/// How many tags AWS takes on one resource.
pub const MOST_TAGS: usize = 50;
const LONGEST_KEY: usize = 128;
const LONGEST_VALUE: usize = 256;

/// What became of a `tags` annotation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParsedTags {
    /// The tags that are kept.
    pub tags: TagMap,
    /// Entries that the controller drops in silence, with why.
    pub dropped: Vec<(String, &'static str)>,
}

/// A key under the controller's prefix.
pub fn key(name: &str) -> String {
    format!("{PREFIX}{name}")
}

/// Whether a key is left alone by updates: the controller's own and those of AWS.
pub fn is_reserved(key: &str) -> bool {
    key.starts_with(PREFIX) || key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:"))
}

fn is_sound(text: &str) -> bool {
    static PATTERN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$").ok());
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b" _.:/=+-@".contains(&byte);
    if text.is_ascii() {
        return text.bytes().all(plain);
    }
    PATTERN.as_ref().is_some_and(|pattern| pattern.is_match(text).unwrap_or(false))
}

/// Reads a `tags` annotation as the controller does: pairs in order, the first of a repeated key wins, the
/// limit of 50 comes before reserved keys are taken out.
pub fn parse(annotation: Option<&str>) -> ParsedTags {
    let mut parsed = ParsedTags::default();
    let mut full = false;
    for entry in annotation.unwrap_or_default().split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
        let mut drop = |reason| parsed.dropped.push((entry.to_owned(), reason));
        if full {
            drop("past the 50th tag");
            continue;
        }
        let Some((key, value)) = entry.split_once('=') else {
            drop("no `=`");
            continue;
        };
        let (key, value) = (key.trim(), value.trim());
        if key.is_empty() || value.is_empty() {
            drop("empty key or value");
        } else if key.len() > LONGEST_KEY {
            drop("key over 128 bytes");
        } else if value.len() > LONGEST_VALUE {
            drop("value over 256 bytes");
        } else if !is_sound(key) || !is_sound(value) {
            drop("a character that tags may not hold");
        } else if parsed.tags.contains_key(key) {
            drop("the key is there already");
        } else if parsed.tags.len() >= MOST_TAGS {
            full = true;
            drop("past the 50th tag");
        } else {
            parsed.tags.insert(key.to_owned(), value.to_owned());
        }
    }
    let ParsedTags { tags, dropped } = &mut parsed;
    tags.retain(|key, value| {
        let reserved = is_reserved(key);
        if reserved {
            dropped.push((format!("{key}={value}"), "the key is reserved"));
        }
        !reserved
    });
    parsed
}

/// Own tags laid over additional ones: the controller's own win.
pub fn merged(own: impl IntoIterator<Item = (String, String)>, additional: &TagMap) -> TagMap {
    let mut tags = additional.clone();
    tags.extend(own);
    tags
}

/// The tags of an existing resource after the controller's update: those not asked for go, reserved keys
/// stay, `managed_by` is set where given.
pub fn updated(existing: &TagMap, additional: &TagMap, managed_by: Option<&str>) -> TagMap {
    let mut tags: TagMap =
        existing.iter().filter(|(key, _)| is_reserved(key)).map(|(key, value)| (key.clone(), value.clone())).collect();
    tags.extend(additional.iter().map(|(key, value)| (key.clone(), value.clone())));
    if let Some(owner) = managed_by {
        tags.insert(MANAGED_BY.to_owned(), owner.to_owned());
    }
    tags
}

/// Keys that an update takes away.
pub fn stripped<'t>(existing: &'t TagMap, additional: &TagMap) -> Vec<&'t str> {
    existing.keys().filter(|key| !is_reserved(key) && !additional.contains_key(*key)).map(String::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&str, &str)]) -> TagMap {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn pairs_are_trimmed_and_bad_ones_dropped() {
        let parsed = parse(Some(" a = 1 ,b,=x,c=, a=2,AWS:x=1,awsome=y,k?=v,d=x=y,,"));
        assert_eq!(parsed.tags, map(&[("a", "1"), ("awsome", "y"), ("d", "x=y")]));
        assert_eq!(parsed.dropped.len(), 6);
    }

    #[test]
    fn limits_count_bytes_and_come_before_reserved_keys() {
        let key = "가".repeat(43);
        assert!(parse(Some(&format!("{key}=v"))).tags.is_empty());
        let fine = "가".repeat(42);
        assert_eq!(parse(Some(&format!("{fine}=v"))).tags.len(), 1);
        let many: Vec<String> =
            (0..15).map(|at| format!("aws:{at}=x")).chain((0..36).map(|at| format!("t{at:02}=x"))).collect();
        assert_eq!(parse(Some(&many.join(","))).tags.len(), 35);
    }

    #[test]
    fn updates_keep_reserved_keys_only() {
        let existing = map(&[(MANAGED_BY, "old"), ("stage", "x"), ("team", "old"), ("aws:x", "1")]);
        let additional = map(&[("team", "new")]);
        assert_eq!(updated(&existing, &additional, None), map(&[(MANAGED_BY, "old"), ("team", "new"), ("aws:x", "1")]));
        assert_eq!(updated(&existing, &additional, Some("me")).get(MANAGED_BY).unwrap(), "me");
        assert_eq!(stripped(&existing, &additional), ["stage"]);
    }
}
