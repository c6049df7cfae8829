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
    /// `None` too where a statement does not say whom, what or where: nothing may be read into that.
    fn read(statement: &Value) -> Option<Self> {
        let mut read = Self::default();
        for (name, member) in statement.as_object()? {
            match name.as_str() {
                "Sid" | "Effect" => {}
                "Principal" => read.principals = principals(member)?,
                "Action" => read.actions = texts(member)?.into_iter().map(|text| text.to_lowercase()).collect(),
                "Resource" => read.resources = texts(member)?,
                "Condition" => read.conditions = conditions(member)?,
                _ => return None,
            }
        }
        let whole = !(read.principals.is_empty() || read.actions.is_empty() || read.resources.is_empty());
        whole.then_some(read)
    }

    /// Whether it is surely about everything that the other one is about.
    fn covers(&self, other: &Self) -> bool {
        let within = |inner: &BTreeSet<String>, outer: &BTreeSet<String>, fits: fn(&str, &str) -> bool| {
            inner.iter().all(|text| outer.iter().any(|pattern| fits(pattern, text)))
        };
        // Fewer conditions hold more often. Other values of one condition can't be judged by subsets:
        // the operator may be negated.
        let conditions = self.conditions.iter().all(|(key, values)| {
            other.conditions.get(key).is_some_and(|theirs| {
                theirs == values || (!key.contains("not") && !key.starts_with("forall") && theirs.is_subset(values))
            })
        });
        within(&other.principals, &self.principals, fits_principal)
            && within(&other.actions, &self.actions, fits)
            && within(&other.resources, &self.resources, fits_resource)
            && conditions
    }
}

/// Operator and key, in lower case, with the values of which one must fit. Null-like values and a key that
/// stands there twice are beyond this comparison.
fn conditions(member: &Value) -> Option<BTreeMap<String, BTreeSet<String>>> {
    let mut read = BTreeMap::new();
    for (operator, keys) in member.as_object()? {
        for (key, values) in keys.as_object()? {
            let values = texts(values).filter(|values| !values.is_empty())?;
            // The operator alone may say `not`; a key like `aws:note` would only be judged more strictly.
            let key = format!("{} {}", operator.to_lowercase(), key.to_lowercase());
            if read.insert(key, values).is_some() {
                return None;
            }
        }
    }
    Some(read)
}

/// A text or several. A policy variable (`${aws:username}`) stands for nobody knows what.
fn texts(value: &Value) -> Option<BTreeSet<String>> {
    let found: BTreeSet<String> = match value {
        Value::String(text) => BTreeSet::from([text.clone()]),
        Value::Bool(_) | Value::Number(_) => BTreeSet::from([value.to_string()]),
        Value::Array(items) => items.iter().map(|item| item.as_str().map(str::to_owned)).collect::<Option<_>>()?,
        _ => return None,
    };
    (!found.iter().any(|text| text.contains("${"))).then_some(found)
}

/// Anyone, as principals are written here.
const ANYONE: &str = "*";

fn principals(value: &Value) -> Option<BTreeSet<String>> {
    match value {
        Value::String(text) if text == ANYONE => Some(BTreeSet::from([text.clone()])),
        Value::Object(kinds) => {
            let mut all = BTreeSet::new();
            for (kind, members) in kinds {
                for text in texts(members)? {
                    // `{"AWS": "*"}` is anyone.
                    all.insert(if kind == "AWS" && text == ANYONE { text } else { format!("{kind} {text}") });
                }
            }
            Some(all)
        }
        _ => None,
    }
}

/// A principal is one whole name: but for `*` alone there are no wildcards in it. Services and federated
/// users are not counted among anyone.
fn fits_principal(outer: &str, inner: &str) -> bool {
    outer == inner || (outer == ANYONE && inner.starts_with("AWS "))
}

/// The wildcards of an ARN stay within its parts, those of its last part take everything after them.
fn fits_resource(pattern: &str, text: &str) -> bool {
    if pattern == text || pattern == "*" {
        return true;
    }
    let parts = |arn: &str| arn.splitn(6, ':').map(str::to_owned).collect::<Vec<_>>();
    let (outer, inner) = (parts(pattern), parts(text));
    outer.len() == inner.len() && outer.iter().zip(&inner).all(|(outer, inner)| fits(outer, inner))
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
    fn principals_know_no_partial_wildcards() {
        let role = |name: &str| allow(&json!({ "AWS": format!("arn:aws:iam::123456789012:role/{name}") }), "*");
        assert_eq!(shift(&role("*"), &role("admin")), Shift::UNKNOWN);
        assert_eq!(shift(&role("admin"), &role("*")), Shift::UNKNOWN);
        assert_eq!(shift(&role("a?min"), &role("admin")), Shift::UNKNOWN);
        // Whatever such a name means, anyone is no fewer.
        assert_eq!(shift(&role("*"), &allow(&json!("*"), "*")), Shift::WIDENED);
        // An account leaves it to its own policies who may call; a role named here may at once.
        let root = allow(&json!({ "AWS": "arn:aws:iam::123456789012:root" }), "*");
        assert_eq!(shift(&root, &role("admin")), Shift::UNKNOWN);
        let service = allow(&json!({ "Service": "lambda.amazonaws.com" }), "*");
        assert_eq!(shift(&service, &allow(&json!("*"), "*")), Shift::UNKNOWN);
        assert_eq!(shift(&allow(&json!("someone"), "*"), &allow(&json!("*"), "*")), Shift::UNKNOWN);
    }

    #[test]
    fn a_statement_that_does_not_say_whom_what_or_where_is_never_judged() {
        let whole = allow(&json!("*"), "*");
        for member in ["Principal", "Action", "Resource"] {
            let mut less = whole.clone();
            less["Statement"][0].as_object_mut().unwrap().remove(member);
            assert_eq!(shift(&less, &whole), Shift::UNKNOWN, "{member}");
            assert_eq!(shift(&whole, &less), Shift::UNKNOWN, "{member}");
            let mut empty = whole.clone();
            empty["Statement"][0][member] = json!([]);
            assert_eq!(shift(&whole, &empty), Shift::UNKNOWN, "{member}");
        }
    }

    #[test]
    fn what_says_not_or_holds_variables_is_never_judged() {
        let whole = allow(&json!("*"), "*");
        for (member, other) in [("Principal", "NotPrincipal"), ("Action", "NotAction"), ("Resource", "NotResource")] {
            for effect in ["Allow", "Deny"] {
                let mut not = whole.clone();
                let value = not["Statement"][0].as_object_mut().unwrap().remove(member).unwrap();
                not["Statement"][0][other] = value;
                not["Statement"][0]["Effect"] = effect.into();
                assert_eq!(shift(&whole, &not), Shift::UNKNOWN, "{effect} {other}");
                assert_eq!(shift(&not, &whole), Shift::UNKNOWN, "{effect} {other}");
            }
        }
        let mut variable = whole.clone();
        variable["Statement"][0]["Resource"] = json!("arn:aws:s3:::${aws:username}/x");
        assert_eq!(shift(&variable, &whole), Shift::UNKNOWN);
    }

    #[test]
    fn several_statements_are_covered_one_by_one_or_not_judged() {
        let role = |name: &str| json!({ "AWS": format!("arn:aws:iam::123456789012:role/{name}") });
        let statement = |effect: &str, principal: Value| json!({ "Effect": effect, "Principal": principal, "Action": "*", "Resource": "*" });
        let policy = |statements: &[Value]| json!({ "Statement": statements });
        let (a, b) = (statement("Allow", role("a")), statement("Allow", role("b")));
        let both = policy(&[a.clone(), b.clone()]);
        assert_eq!(shift(&policy(std::slice::from_ref(&a)), &both), Shift::WIDENED);
        assert_eq!(shift(&both, &policy(std::slice::from_ref(&a))), Shift::NARROWED);
        let together = policy(&[statement(
            "Allow",
            json!({ "AWS": [
            "arn:aws:iam::123456789012:role/a", "arn:aws:iam::123456789012:role/b"] }),
        )]);
        assert!(!shift(&both, &together).narrowed, "each statement of the old one stands in the new one");
        // One statement is covered by two only in parts: that is not looked into.
        assert!(shift(&together, &both).narrowed);
        // Fewer are allowed, and fewer denied: which of the two counts for more can't be told.
        let denied = policy(&[a.clone(), b, statement("Deny", role("c"))]);
        assert_eq!(shift(&denied, &policy(&[a])), Shift::UNKNOWN);
    }

    #[test]
    fn conditions_that_cannot_be_compared_count_as_both() {
        let with = |condition: Value| {
            let mut policy = allow(&json!("*"), "*");
            policy["Statement"][0]["Condition"] = condition;
            policy
        };
        let one = with(json!({ "StringEquals": { "aws:SourceVpc": "vpc-1" } }));
        let two = with(json!({ "StringEquals": { "aws:SourceVpc": ["vpc-1", "vpc-2"] } }));
        assert_eq!(shift(&one, &two), Shift::WIDENED);
        let negated = |vpcs: Value| with(json!({ "stringnotequals": { "aws:SourceVpc": vpcs } }));
        assert_eq!(shift(&negated(json!("vpc-1")), &negated(json!(["vpc-1", "vpc-2"]))), Shift::UNKNOWN);
        let all = |tags: Value| with(json!({ "ForAllValues:StringEquals": { "aws:TagKeys": tags } }));
        assert_eq!(shift(&all(json!("a")), &all(json!(["a", "b"]))), Shift::UNKNOWN);
        let empty = with(json!({ "StringEquals": { "aws:SourceVpc": [] } }));
        assert_eq!(shift(&empty, &one), Shift::UNKNOWN);
        let twice = with(json!({ "StringEquals": { "aws:SourceVpc": "vpc-1", "AWS:sourcevpc": "vpc-2" } }));
        assert_eq!(shift(&twice, &one), Shift::UNKNOWN);
    }

    #[test]
    fn wildcards_stay_within_the_parts_of_an_arn() {
        let at = |resource: &str| {
            let mut policy = allow(&json!("*"), "*");
            policy["Statement"][0]["Resource"] = resource.into();
            policy
        };
        let service = "arn:aws:vpc-lattice:us-west-2:123456789012:service/svc-1/admin";
        assert_eq!(shift(&at(service), &at("arn:aws:vpc-lattice:*:123456789012:service/*")), Shift::WIDENED);
        assert_eq!(shift(&at("arn:aws:vpc-lattice:*"), &at(service)), Shift::UNKNOWN);
        assert_eq!(shift(&at("*/admin/*"), &at("*/admin/x")), Shift::NARROWED);
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
