//! Whose document it is that can't be parsed, as far as its lines tell.

use crate::diag::ObjectRef;

/// Kind, namespace and name of a broken document; `None` where there is no telling.
pub fn object(text: &str) -> Option<ObjectRef> {
    let mut kind = None;
    let mut name = None;
    let mut namespace = None;
    let mut in_metadata = false;
    let mut indent = 0;
    for line in text.lines() {
        let content = line.trim_start_matches(' ');
        let depth = line.len() - content.len();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        if depth == 0 {
            in_metadata = content.starts_with("metadata:");
            indent = 0;
            if let Some(word) = value(content, "kind:") {
                kind.get_or_insert(word);
            }
            continue;
        }
        if in_metadata {
            if indent == 0 {
                indent = depth;
            }
            if depth == indent {
                if let Some(word) = value(content, "name:") {
                    name.get_or_insert(word);
                } else if let Some(word) = value(content, "namespace:") {
                    namespace.get_or_insert(word);
                }
            }
        }
    }
    Some(ObjectRef { kind: kind?, namespace, name: name? })
}

/// The word behind a key, when it reads like a name.
fn value(line: &str, key: &str) -> Option<String> {
    let word = line.strip_prefix(key)?.split('#').next()?.trim().trim_matches(['"', '\'']);
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    (!word.is_empty() && word.bytes().all(is_name)).then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_lines_tell() {
        let text =
            "kind: HTTPRoute\nmetadata:\n  labels:\n    name: x\n  name: \"broken\n  namespace: shop # here\nspec: [";
        let object = object(text).expect("an object");
        assert_eq!(object.to_string(), "HTTPRoute shop/broken");
    }

    #[test]
    fn says_nothing_without_a_name() {
        assert_eq!(object("kind: HTTPRoute\nmetadata:\n  name: {{ .Release.Name }}-api\n"), None);
        assert_eq!(object("a: b"), None);
    }
}
