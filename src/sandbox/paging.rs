//! Pages that stay stable while others create and delete: the token says after which key to go on.

use std::fmt::Write as _;

use serde_json::Value;

use super::core::{Core, Input};
use super::failure::Failure;
use super::ids;

/// One page of keyed items and the token of the next one.
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// The next page's token.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// The same page of something else.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(change).collect(), next: self.next }
    }
}

impl Core {
    /// Notes that a page shows these resources; counts as one poll of those in progress.
    pub fn saw_page(&mut self, page: &Page<Value>) {
        for id in page.items.iter().filter_map(|item| item.get("id")?.as_str()) {
            self.saw(id);
        }
    }

    /// The page that the call asks for. The items come in the order of their keys.
    pub fn page<T>(&self, input: &Input<'_>, items: impl IntoIterator<Item = (String, T)>) -> Result<Page<T>, Failure> {
        let scope = scope(input);
        let after = match input.text("nextToken") {
            Some(token) => Some(key_of(&scope, token).ok_or_else(|| Failure::field("nextToken", "Invalid token"))?),
            None => None,
        };
        let asked = input.number("maxResults").and_then(|asked| usize::try_from(asked).ok()).unwrap_or(usize::MAX);
        Ok(cut(items, after.as_deref(), asked.min(self.behaviour.page_size).max(1), &scope))
    }
}

/// At most `limit` items after a key.
pub fn cut<T>(items: impl IntoIterator<Item = (String, T)>, after: Option<&str>, limit: usize, scope: &str) -> Page<T> {
    let mut rest = items.into_iter().filter(|(key, _)| after.is_none_or(|after| key.as_str() > after));
    let (mut page, mut last) = (Vec::new(), String::new());
    for (key, item) in rest.by_ref().take(limit) {
        page.push(item);
        last = key;
    }
    let next = rest.next().is_some().then(|| token(scope, &last));
    Page { items: page, next }
}

/// The token of the page after a key.
pub fn token(scope: &str, key: &str) -> String {
    let mut text = ids::digest(&format!("{scope}\n{key}"));
    text.truncate(16);
    for byte in key.bytes() {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The key in a token, when the token is of this scope.
pub fn key_of(scope: &str, text: &str) -> Option<String> {
    let digits = text.get(16..)?;
    let bytes: Option<Vec<u8>> =
        (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()).collect();
    let key = String::from_utf8(bytes?).ok()?;
    (token(scope, &key) == text).then_some(key)
}

/// A token is only good for the same operation with the same filters.
fn scope(input: &Input<'_>) -> String {
    let mut scope = input.operation.to_owned();
    for (name, value) in input.members.iter().filter(|(name, _)| !matches!(name.as_str(), "nextToken" | "maxResults")) {
        let _ = write!(scope, "\n{name}={value}");
    }
    scope
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_carry_their_key_and_scope() {
        let made = token("ListServices", "svc-1");
        assert_eq!(key_of("ListServices", &made).as_deref(), Some("svc-1"));
        assert_eq!(key_of("ListRules", &made), None);
        assert_eq!(key_of("ListServices", "junk"), None);
        assert_eq!(key_of("ListServices", "0123456789abcdefzz"), None);
        assert_eq!(key_of("ListServices", "äöüäöüäöüäöüäöü"), None);
    }
}
