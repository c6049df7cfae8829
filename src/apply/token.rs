//! Names and tokens that a run derives rather than draws, so that doing something again does it once.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// A hash over parts, as 32 bytes.
fn digest(parts: &[&str]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
}

/// What makes a repeated creation harmless: the same for the same attempt at the same resource in one
/// run, another one for each new run (a content hash would bring back what was deleted in between).
pub fn client_token(run: &str, label: &str, attempt: u32) -> String {
    let hash = digest(&["token", run, label, &attempt.to_string()]);
    hexadecimal(&hash[..20])
}

/// Ten letters for the end of a target group's name.
pub fn letters(label: &str, attempt: u32) -> String {
    let hash = digest(&["letters", label, &attempt.to_string()]);
    hash[..10].iter().map(|byte| char::from(b'a' + byte % 26)).collect()
}

/// A rule's name in the controller's own shape, with a number of the match in place of the time: two runs
/// at once that make the same rule collide by name, so that it is not made twice.
pub fn rule_name(listener: &str, rule_match: &str, priority: i32, attempt: u32) -> String {
    let hash = digest(&["rule", listener, rule_match, &attempt.to_string()]);
    let number = hash[..8].iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    format!("k8s-{}-rule-{priority}", 1_000_000_000 + number % 9_000_000_000)
}

/// A fingerprint of any text.
pub fn fingerprint(text: &str) -> String {
    hexadecimal(&digest(&["fingerprint", text]))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing into a string can't fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_differ_by_run_label_and_attempt() {
        let token = client_token("run", "svc:a", 1);
        assert_eq!(token, client_token("run", "svc:a", 1));
        assert!(token.len() <= 64);
        for other in
            [client_token("run2", "svc:a", 1), client_token("run", "svc:b", 1), client_token("run", "svc:a", 2)]
        {
            assert_ne!(token, other);
        }
    }

    #[test]
    fn names_keep_their_shape() {
        let letters = letters("tg:x", 0);
        assert!(letters.len() == 10 && letters.bytes().all(|letter| letter.is_ascii_lowercase()));
        let name = rule_name("svc:a/listener:80", "{}", 7, 0);
        assert!(name.starts_with("k8s-") && name.ends_with("-rule-7") && name.len() <= 63);
    }
}
