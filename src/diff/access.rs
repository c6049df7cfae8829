//! Does a change let more callers in, or fewer? Careful: what can't be told counts as both.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::value;

/// Which way access moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shift {
    /// Some caller may be let in that was not.
    pub widened: bool,
    /// Some caller may be kept out that was let in.
    pub narrowed: bool,
}

impl Shift {
    const NONE: Self = Self { widened: false, narrowed: false };
    const WIDENED: Self = Self { widened: true, narrowed: false };
    const NARROWED: Self = Self { widened: false, narrowed: true };
    const UNKNOWN: Self = Self { widened: true, narrowed: true };

    fn new(widened: bool, narrowed: bool) -> Self {
        Self { widened, narrowed }
    }
}

/// What authorization a service or service network asks for.
#[derive(Clone, Copy, Debug)]
pub struct Authorization<'a> {
    /// `NONE` or `AWS_IAM`; absent is `NONE`.
    pub auth_type: Option<&'a str>,
    /// The auth policy.
    pub policy: Option<&'a Value>,
}

/// How access moves from one authorization to another. Without IAM everyone gets in, whatever the
/// policy says; with IAM and no policy nobody does.
pub fn authorization(before: Authorization<'_>, after: Authorization<'_>) -> Shift {
    let iam = |side: &Authorization<'_>| side.auth_type == Some("AWS_IAM");
    match (iam(&before), iam(&after)) {
        (false, false) => Shift::NONE,
        (false, true) => Shift::NARROWED,
        (true, false) => Shift::WIDENED,
        (true, true) => match (before.policy, after.policy) {
            (None, None) => Shift::NONE,
            (None, Some(_)) => Shift::WIDENED,
            (Some(_), None) => Shift::NARROWED,
            (Some(one), Some(other)) => policy(&value::policy(one), &value::policy(other)),
        },
    }
}

/// Security groups of a VPC association: none lets the whole VPC in, each one adds callers.
pub fn security_groups(before: &[String], after: &[String]) -> Shift {
    let (before, after): (BTreeSet<_>, BTreeSet<_>) = (before.iter().collect(), after.iter().collect());
    match (before.is_empty(), after.is_empty()) {
        (true, true) => Shift::NONE,
        (true, false) => Shift::NARROWED,
        (false, true) => Shift::WIDENED,
        (false, false) => Shift::new(!after.is_subset(&before), !before.is_subset(&after)),
    }
}

fn policy(before: &Value, after: &Value) -> Shift {
    if before == after {
        return Shift::NONE;
    }
    let (Some(before), Some(after)) = (Document::read(before), Document::read(after)) else {
        return Shift::UNKNOWN;
    };
    let within = |inner: &[Statement], outer: &[Statement]| {
        inner.iter().all(|statement| outer.iter().any(|other| other.covers(statement)))
    };
    let not_widened = within(&after.allow, &before.allow) && within(&before.deny, &after.deny);
    let not_narrowed = within(&before.allow, &after.allow) && within(&after.deny, &before.deny);
    Shift::new(!not_widened, !not_narrowed)
}

/// A policy document, its statements by effect.
#[derive(Debug, Default)]
struct Document {
    allow: Vec<Statement>,
    deny: Vec<Statement>,
}

/// Whom and what a statement is about: sets of patterns, and the conditions that must all hold.
#[derive(Debug, Default)]
struct Statement {
    principals: BTreeSet<String>,
    actions: BTreeSet<String>,
    resources: BTreeSet<String>,
    conditions: BTreeMap<String, BTreeSet<String>>,
}

impl Document {
    /// `None` where something in it is beyond this comparison (`NotPrincipal`, `NotAction`, ...).
    fn read(policy: &Value) -> Option<Self> {
        let statements = policy.get("Statement")?;
        let mut document = Self::default();
        let listed = statements.as_array().map_or_else(|| vec![statements], |items| items.iter().collect());
        for statement in listed {
            let read = Statement::read(statement)?;
            match statement.get("Effect")?.as_str()? {
                "Allow" => document.allow.push(read),
                "Deny" => document.deny.push(read),
                _ => return None,
            }
        }
        Some(document)
    }
}

impl Statement {
    fn read(statement: &Value) -> Option<Self> {
        let mut read = Self::default();
        for (name, member) in statement.as_object()? {
            match name.as_str() {
                "Sid" | "Effect" => {}
                "Principal" => read.principals = principals(member)?,
                "Action" => read.actions = texts(member)?.into_iter().map(|text| text.to_lowercase()).collect(),
                "Resource" => read.resources = texts(member)?,
                "Condition" => {
                    for (operator, keys) in member.as_object()? {
                        for (key, values) in keys.as_object()? {
                            let key = format!("{operator} {}", key.to_lowercase());
                            read.conditions.insert(key, texts(values)?);
                        }
                    }
                }
                _ => return None,
            }
        }
        Some(read)
    }

    /// Whether it is about everything that the other one is about.
    fn covers(&self, other: &Self) -> bool {
        let patterns = |outer: &BTreeSet<String>, inner: &BTreeSet<String>| {
            inner.iter().all(|text| outer.iter().any(|pattern| fits(pattern, text)))
        };
        // Fewer conditions hold more often. Other values of one condition can't be judged by subsets:
        // the operator may be negated.
        let conditions = self.conditions.iter().all(|(key, values)| {
            other.conditions.get(key).is_some_and(|theirs| {
                theirs == values || (!key.contains("Not") && !key.starts_with("ForAll") && theirs.is_subset(values))
            })
        });
        patterns(&self.principals, &other.principals)
            && patterns(&self.actions, &other.actions)
            && patterns(&self.resources, &other.resources)
            && conditions
    }
}

fn texts(value: &Value) -> Option<BTreeSet<String>> {
    match value {
        Value::String(text) => Some(BTreeSet::from([text.clone()])),
        Value::Bool(_) | Value::Number(_) => Some(BTreeSet::from([value.to_string()])),
        Value::Array(items) => items.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}

fn principals(value: &Value) -> Option<BTreeSet<String>> {
    match value {
        Value::String(text) => Some(BTreeSet::from([text.clone()])),
        Value::Object(kinds) => {
            let mut all = BTreeSet::new();
            for (kind, members) in kinds {
                for text in texts(members)? {
                    // `{"AWS": "*"}` is anyone.
                    all.insert(if kind == "AWS" && text == "*" { text } else { format!("{kind} {text}") });
                }
            }
            Some(all)
        }
        _ => None,
    }
}

/// `*` stands for any text, `?` for one character; a pattern within a pattern is compared as text.
fn fits(pattern: &str, text: &str) -> bool {
    if pattern == text || pattern == "*" {
        return true;
    }
    // A `?` of the inner text may stand for anything: only an outer `*` may take it.
    if text.contains('?') && pattern.contains('?') {
        return false;
    }
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut seen, mut star, mut mark) = (0, 0, None, 0);
    while seen < text.len() {
        let literal = pattern
            .get(at)
            .is_some_and(|letter| *letter != '*' && (*letter == text[seen] || *letter == '?') && text[seen] != '*');
        if literal {
            at += 1;
            seen += 1;
        } else if pattern.get(at) == Some(&'*') {
            star = Some(at);
            mark = seen;
            at += 1;
        } else if let Some(last) = star {
            at = last + 1;
            mark += 1;
            seen = mark;
        } else {
            return false;
        }
    }
    pattern[at..].iter().all(|letter| *letter == '*')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn allow(principal: &Value, action: &str) -> Value {
        json!({ "Version": "2012-10-17", "Statement": [
            { "Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*" } ] })
    }

    fn shift(before: &Value, after: &Value) -> Shift {
        let side = |policy| Authorization { auth_type: Some("AWS_IAM"), policy: Some(policy) };
        authorization(side(before), side(after))
    }

    #[test]
    fn switching_iam_off_widens_and_on_narrows() {
        let closed = Authorization { auth_type: Some("AWS_IAM"), policy: None };
        let open = Authorization { auth_type: Some("NONE"), policy: None };
        assert_eq!(authorization(closed, open), Shift::WIDENED);
        assert_eq!(authorization(open, closed), Shift::NARROWED);
        assert_eq!(authorization(open, open), Shift::NONE);
    }

    #[test]
    fn a_policy_for_anyone_is_wider_than_one_for_a_role() {
        let role = allow(&json!({ "AWS": "arn:aws:iam::123456789012:role/shop" }), "vpc-lattice-svcs:Invoke");
        let anyone = allow(&json!("*"), "vpc-lattice-svcs:Invoke");
        assert_eq!(shift(&role, &anyone), Shift::WIDENED);
        assert_eq!(shift(&anyone, &role), Shift::NARROWED);
        let any_action = allow(&json!({ "AWS": "*" }), "*");
        assert_eq!(shift(&anyone, &any_action), Shift::WIDENED);
    }

    #[test]
    fn a_new_denial_narrows_and_a_lost_condition_widens() {
        let mut denied = allow(&json!("*"), "*");
        let open = denied.clone();
        denied["Statement"].as_array_mut().unwrap().push(json!({
            "Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*/admin/*" }));
        assert_eq!(shift(&open, &denied), Shift::NARROWED);
        assert_eq!(shift(&denied, &open), Shift::WIDENED);
        let mut conditioned = open.clone();
        conditioned["Statement"][0]["Condition"] = json!({ "StringEquals": { "aws:SourceVpc": "vpc-1" } });
        assert_eq!(shift(&conditioned, &open), Shift::WIDENED);
        assert_eq!(shift(&open, &conditioned), Shift::NARROWED);
        let mut negated = open.clone();
        negated["Statement"][0]["Condition"] = json!({ "StringNotEquals": { "aws:SourceVpc": ["vpc-1", "vpc-2"] } });
        let mut less = negated.clone();
        less["Statement"][0]["Condition"] = json!({ "StringNotEquals": { "aws:SourceVpc": ["vpc-1"] } });
        assert!(shift(&negated, &less).widened, "what can't be told counts as both");
    }

    #[test]
    fn what_is_beyond_the_comparison_counts_as_both() {
        let strange =
            json!({ "Statement": [{ "Effect": "Allow", "NotPrincipal": "x", "Action": "*", "Resource": "*" }] });
        assert_eq!(shift(&strange, &allow(&json!("*"), "*")), Shift::UNKNOWN);
        assert_eq!(shift(&json!("no json"), &allow(&json!("*"), "*")), Shift::UNKNOWN);
    }

    #[test]
    fn security_groups_add_callers() {
        let group = |name: &str| name.to_owned();
        assert_eq!(security_groups(&[], &[group("a")]), Shift::NARROWED);
        assert_eq!(security_groups(&[group("a")], &[]), Shift::WIDENED);
        assert_eq!(security_groups(&[group("a")], &[group("a"), group("b")]), Shift::WIDENED);
        assert_eq!(security_groups(&[group("a")], &[group("b")]), Shift::UNKNOWN);
    }

    #[test]
    fn patterns() {
        assert!(fits("vpc-lattice-svcs:*", "vpc-lattice-svcs:Invoke"));
        assert!(fits("*/admin/*", "arn/admin/x"));
        assert!(!fits("*/admin/*", "arn/users"));
        assert!(!fits("a", "*"));
        assert!(!fits("a?", "a*"));
        assert!(fits("a*", "a*"));
    }
}
