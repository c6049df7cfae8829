//! The priorities of a route's rules, in the order in which the controller builds them.

/// A rule with its place in the route and the priority it gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prioritized {
    /// Its place in the route, from 0.
    pub rule: usize,
    /// The priority, cut to 32 bits as the controller does.
    pub priority: i32,
    /// Whether an annotation set it, readable or not.
    pub annotated: bool,
}

/// `rule-{i}-priority` as Go's `strconv.ParseInt(s, 10, 64)` reads it.
pub fn read(annotation: &str) -> Option<i64> {
    let digits = annotation.strip_prefix(['+', '-']).unwrap_or(annotation);
    let readable = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    readable.then(|| annotation.parse().ok()).flatten()
}

/// First the rules with an annotation, in the route's order, at that priority (an unreadable one counts as
/// the rule's number from 1); then the others, each one above the one before it.
pub fn assign<'a>(rules: usize, annotation: impl Fn(usize) -> Option<&'a str>) -> Vec<Prioritized> {
    let mut order = Vec::with_capacity(rules);
    let mut others = Vec::new();
    for rule in 0..rules {
        match annotation(rule) {
            Some(text) => {
                let wanted = read(text).unwrap_or_else(|| i64::try_from(rule + 1).unwrap_or(i64::MAX));
                order.push(Prioritized { rule, priority: cut(wanted), annotated: true });
            }
            None => others.push(rule),
        }
    }
    for rule in others {
        let priority = order.last().map_or(1, |last: &Prioritized| last.priority.wrapping_add(1));
        order.push(Prioritized { rule, priority, annotated: false });
    }
    order
}

#[expect(clippy::cast_possible_truncation, reason = "the controller cuts to 32 bits without a word")]
fn cut(priority: i64) -> i32 {
    priority as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn priorities(rules: usize, annotations: &[(usize, &'static str)]) -> Vec<(usize, i32)> {
        let find = |rule| annotations.iter().find(|(at, _)| *at == rule).map(|(_, text)| *text);
        assign(rules, find).iter().map(|rule| (rule.rule, rule.priority)).collect()
    }

    #[test]
    fn without_annotations_the_order_is_the_routes() {
        assert_eq!(priorities(3, &[]), [(0, 1), (1, 2), (2, 3)]);
    }

    #[test]
    fn the_others_follow_the_last_annotated_one() {
        assert_eq!(priorities(3, &[(0, "6"), (1, "5")]), [(0, 6), (1, 5), (2, 6)]);
        assert_eq!(priorities(3, &[(2, "first")]), [(2, 3), (0, 4), (1, 5)]);
        assert_eq!(priorities(2, &[(0, "150")]), [(0, 150), (1, 151)]);
    }

    #[test]
    fn unreadable_and_overflowing_values() {
        assert_eq!(priorities(3, &[(0, "high"), (1, "1.5"), (2, " 3")]), [(0, 1), (1, 2), (2, 3)]);
        assert_eq!(priorities(1, &[(0, "4294967299")]), [(0, 3)]);
        assert_eq!(priorities(1, &[(0, "99999999999999999999")]), [(0, 1)]);
        assert_eq!(read("+7"), Some(7));
        assert_eq!(read("-3"), Some(-3));
        assert_eq!(read("1_0"), None);
        assert_eq!(read(""), None);
    }
}
