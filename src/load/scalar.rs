//! Kubernetes' own reading of plain scalars: that of YAML 1.1 as its Go reader has it.
//!
//! The API machinery turns YAML into JSON with go-yaml 2: `yes`, `on` and `y` are booleans, `017` is
//! fifteen, `1_000` a thousand, `0b11` three; dates stay text; a number without a fraction is whole
//! however it is written, because that is how it comes out of JSON.

use super::Value;

/// A plain scalar as Kubernetes reads it; `None` where JSON has no form for it (`.inf`, `.nan`).
pub fn resolve(text: &str) -> Option<Value> {
    let Some(first) = text.bytes().next() else { return Some(Value::Null) };
    let found = match first {
        b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~' => word(text),
        b'.' => match text {
            ".inf" | ".Inf" | ".INF" | ".nan" | ".NaN" | ".NAN" => return None,
            _ => float(text),
        },
        b'+' | b'-' | b'0'..=b'9' => match text {
            "+.inf" | "+.Inf" | "+.INF" | "-.inf" | "-.Inf" | "-.INF" => return None,
            _ => number(text),
        },
        _ => None,
    };
    Some(found.unwrap_or_else(|| Value::String(text.into())))
}

/// Whether YAML 1.2 (what most editors and linters follow) reads a plain scalar otherwise.
pub fn differs_from_yaml_1_2(text: &str, value: &Value) -> bool {
    match value {
        Value::Bool(_) => !matches!(text, "true" | "True" | "TRUE" | "false" | "False" | "FALSE"),
        Value::Integer(_) | Value::Float(_) => core_number(text).is_none_or(|core| core != *value),
        _ => false,
    }
}

fn word(text: &str) -> Option<Value> {
    Some(match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Value::Bool(true),
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Value::Bool(false),
        "~" | "null" | "Null" | "NULL" => Value::Null,
        _ => return None,
    })
}

fn number(text: &str) -> Option<Value> {
    if is_timestamp(text) {
        return None;
    }
    let joined;
    let plain = if text.contains('_') {
        joined = text.replace('_', "");
        joined.as_str()
    } else {
        text
    };
    integer(plain).or_else(|| float(plain))
}

/// A whole number as Go's `ParseInt` with base 0 takes it: signs, `0x`, `0o`, `0b`, and a leading zero
/// for octal. What fits only 64 bits without a sign becomes a float, as it does on its way through JSON.
fn integer(plain: &str) -> Option<Value> {
    let (negative, digits) = match plain.as_bytes().first()? {
        b'-' => (true, &plain[1..]),
        b'+' => (false, &plain[1..]),
        _ => (false, plain),
    };
    let bytes = digits.as_bytes();
    let (radix, digits) = match (bytes.first()?, bytes.get(1)) {
        (b'0', Some(b'x' | b'X')) => (16, &digits[2..]),
        (b'0', Some(b'o' | b'O')) => (8, &digits[2..]),
        (b'0', Some(b'b' | b'B')) => (2, &digits[2..]),
        (b'0', Some(_)) => (8, &digits[1..]),
        _ => (10, digits),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| char::from(byte).is_digit(radix)) {
        return None;
    }
    let magnitude = u64::from_str_radix(digits, radix).ok()?;
    if negative {
        return 0_i64.checked_sub_unsigned(magnitude).map(Value::Integer);
    }
    #[expect(clippy::cast_precision_loss, reason = "JSON numbers past 64 bits are floats to the API server")]
    Some(i64::try_from(magnitude).map_or(Value::Float(magnitude as f64), Value::Integer))
}

/// A decimal number with a point or an exponent.
fn float(plain: &str) -> Option<Value> {
    if !is_float_syntax(plain) {
        return None;
    }
    let value: f64 = plain.parse().ok()?;
    value.is_finite().then(|| from_float(value))
}

/// A float as JSON carries it: without a fraction and short enough to be written without an exponent,
/// it comes back as a whole number.
pub fn from_float(value: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "guarded: whole and inside 64 bits")]
    if value.fract() == 0.0 && value.abs() < 9_223_372_036_854_775_000.0 {
        Value::Integer(value as i64)
    } else {
        Value::Float(value)
    }
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn is_float_syntax(text: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    let whole = digits(rest);
    let mut rest = &rest[whole..];
    if let Some(fraction) = rest.strip_prefix('.') {
        let count = digits(fraction);
        if whole == 0 && count == 0 {
            return false;
        }
        rest = &fraction[count..];
    } else if whole == 0 {
        return false;
    }
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        let count = digits(exponent);
        return count > 0 && count == exponent.len();
    }
    rest.is_empty()
}

/// `2026-01-02` and longer forms: text to Kubernetes. Digits, a hyphen behind the fourth, and a second one.
fn is_timestamp(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 8
        && bytes[..4].iter().all(u8::is_ascii_digit)
        && bytes[4] == b'-'
        && bytes[5].is_ascii_digit()
        && bytes[6..].contains(&b'-')
}

/// A number in YAML 1.2's core schema.
fn core_number(text: &str) -> Option<Value> {
    if let Some(digits) = text.strip_prefix("0o") {
        return i64::from_str_radix(digits, 8).ok().map(Value::Integer);
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return i64::from_str_radix(digits, 16).ok().map(Value::Integer);
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if unsigned.is_empty() || text.contains('_') {
        return None;
    }
    if unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        #[expect(clippy::cast_precision_loss, reason = "as above: past 64 bits it is a float")]
        return text
            .parse::<i64>()
            .map(Value::Integer)
            .ok()
            .or_else(|| text.parse::<u64>().ok().map(|big| Value::Float(big as f64)))
            .or_else(|| float(text));
    }
    float(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> Value {
        Value::String(value.into())
    }

    #[test]
    fn words_of_yaml_1_1_are_booleans() {
        for word in ["y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true"] {
            assert_eq!(resolve(word), Some(Value::Bool(true)), "{word}");
        }
        for word in ["n", "N", "no", "off", "OFF", "False"] {
            assert_eq!(resolve(word), Some(Value::Bool(false)), "{word}");
        }
        for word in ["yEs", "oN", "nope", "yes ", "tRUE"] {
            assert_eq!(resolve(word), Some(text(word)), "{word}");
        }
    }

    #[test]
    fn numbers_in_every_base() {
        for (word, value) in [
            ("80", 80),
            ("-1", -1),
            ("+12", 12),
            ("0777", 511),
            ("0o777", 511),
            ("0x1F", 31),
            ("-0x1F", -31),
            ("0b101", 5),
            ("1_000", 1000),
            ("1e3", 1000),
            ("80.0", 80),
            ("08", 8),
            ("-9223372036854775808", i64::MIN),
        ] {
            assert_eq!(resolve(word), Some(Value::Integer(value)), "{word}");
        }
        assert_eq!(resolve("1.5"), Some(Value::Float(1.5)));
        assert_eq!(resolve(".5"), Some(Value::Float(0.5)));
        assert_eq!(resolve("18446744073709551615"), Some(Value::Float(18_446_744_073_709_551_615.0)));
    }

    #[test]
    fn what_only_looks_like_a_number_is_text() {
        for word in ["2026-01-02", "1.2.3", "0x", "+", "-", "1:30", "10.0.0.1", "1e999", "0b12", "1__", "..", "0xG"] {
            let expected = if word == "1__" { Value::Integer(1) } else { text(word) };
            assert_eq!(resolve(word), Some(expected), "{word}");
        }
    }

    #[test]
    fn infinity_has_no_json_form() {
        assert_eq!(resolve(".inf"), None);
        assert_eq!(resolve("-.INF"), None);
        assert_eq!(resolve(".nan"), None);
    }

    #[test]
    fn differences_to_yaml_1_2() {
        for word in ["yes", "on", "y", "017", "1_0", "0b1"] {
            let value = resolve(word).expect("a value");
            assert!(differs_from_yaml_1_2(word, &value), "{word}");
        }
        for word in ["true", "80", "0o17", "0x1f", "1e3", "08", "-5", "1.5", "text", "0"] {
            let value = resolve(word).expect("a value");
            assert!(!differs_from_yaml_1_2(word, &value), "{word}");
        }
    }
}
