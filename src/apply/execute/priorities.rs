//! The calls that bring a listener's rules to their priorities: no call meets a priority that is held, and
//! no request meets a rule that neither the old order nor the new one sends it to.

use std::collections::{BTreeMap, BTreeSet};

use crate::aws::{PartialFailure, RuleUpdate};

/// Rules that one BatchUpdateRule takes: the published reference says five, the model ten.
const RULES_A_CALL: usize = 5;
/// The highest priority that Lattice takes.
const LAST_PRIORITY: i32 = 2_000;

/// Updates of rules, by the rule's id, in one call.
pub type Call = Vec<(String, RuleUpdate)>;

/// The rules of a listener, and what shall become of them.
#[derive(Clone, Debug)]
pub struct Order {
    /// What changes, by the rule's id.
    pub wanted: BTreeMap<String, RuleUpdate>,
    /// Which rule holds which priority now.
    pub held: BTreeMap<i32, String>,
    /// Priorities that rules of the listener shall have, also those that are yet to be made.
    pub reserved: BTreeSet<i32>,
}

impl Order {
    /// The calls, and whether one of them needs the API to take its set as a whole.
    ///
    /// Rules that keep their order move one after the other, from the end that is free. Those that change it
    /// go in one call, where one call takes them (and `at_once` allows it). Else all of them first step
    /// back, in their old order, and then come to their places, the foremost first: until a rule has come,
    /// the rules before it have the requests that they shall have, and all others meet the old order.
    pub fn calls(&self, at_once: bool) -> (Vec<Call>, bool) {
        let (mut movers, still): (Vec<_>, Vec<_>) = self
            .wanted
            .iter()
            .map(|(rule, update)| (rule.clone(), update.clone()))
            .partition(|(rule, update)| self.target(rule, update).is_some());
        let in_order = self.keeps_order();
        if in_order {
            movers = self.in_turn(movers);
        }
        let together = at_once && !in_order && movers.len() <= RULES_A_CALL;
        let updates = if in_order || together {
            movers
        } else {
            self.by_stepping_back().unwrap_or_else(|| self.by_lending(movers))
        };
        let moved: BTreeSet<String> = updates.iter().map(|(rule, _)| rule.clone()).collect();
        let still = still.into_iter().filter(|(rule, _)| !moved.contains(rule));
        (packed(updates.into_iter().chain(still)), together)
    }

    /// What is left to do after a call that should be taken as a whole was refused in part.
    pub fn after_refusal(mut self, refused: &[PartialFailure]) -> Self {
        let open = |rule: &String| refused.iter().any(|failure| failure.id == *rule);
        let done: Vec<_> = self.wanted.iter().filter(|(rule, _)| !open(rule)).collect();
        let moved: BTreeMap<String, i32> =
            done.iter().filter_map(|(rule, update)| Some(((*rule).clone(), update.priority?))).collect();
        self.held.retain(|_, rule| !moved.contains_key(rule));
        self.held.extend(moved.into_iter().map(|(rule, priority)| (priority, rule)));
        self.wanted.retain(|rule, _| open(rule));
        self
    }

    fn place(&self, rule: &str) -> Option<i32> {
        self.held.iter().find(|(_, holder)| *holder == rule).map(|(priority, _)| *priority)
    }

    /// Where a rule goes, if it moves at all.
    fn target(&self, rule: &str, update: &RuleUpdate) -> Option<i32> {
        update.priority.filter(|priority| self.held.get(priority).is_none_or(|holder| holder != rule))
    }

    /// Every rule that stands, in the order that stands, with the priority that it shall have.
    fn standing(&self) -> Vec<(&String, i32)> {
        let place = |(priority, rule): (&i32, _)| {
            (rule, self.wanted.get(rule).and_then(|update| update.priority).unwrap_or(*priority))
        };
        self.held.iter().map(place).collect()
    }

    fn keeps_order(&self) -> bool {
        self.standing().is_sorted_by(|(_, one), (_, other)| one < other)
    }

    /// Rules that keep their order: those that go back from the last one on, then those that come forward
    /// from the first one on. None passes another one, and each finds its place free.
    fn in_turn(&self, movers: Call) -> Call {
        let mut movers: Vec<(Option<i32>, (String, RuleUpdate))> =
            movers.into_iter().map(|mover| (self.place(&mover.0), mover)).collect();
        movers.sort_by_key(|(place, _)| *place);
        let (mut back, forward): (Vec<_>, Vec<_>) =
            movers.into_iter().partition(|(place, (_, update))| update.priority > *place);
        back.reverse();
        back.into_iter().chain(forward).map(|(_, mover)| mover).collect()
    }

    /// All rules from the first that moves step back behind everything, then each comes to its place.
    fn by_stepping_back(&self) -> Option<Call> {
        let standing = self.standing();
        let moves = |(rule, priority): &(&String, i32)| self.held.get(priority).is_none_or(|holder| holder != *rule);
        let ends = self.held.keys().zip(&standing).filter(|(_, standing)| moves(standing));
        let first = ends.map(|(place, (_, priority))| (*place).min(*priority)).min()?;
        let behind: Vec<(&i32, &(&String, i32))> =
            self.held.keys().zip(&standing).filter(|(place, _)| **place >= first).collect();
        let last = self.held.keys().chain(&self.reserved).copied().max()?;
        let room = i32::try_from(behind.len()).ok().and_then(|count| last.checked_add(count))?;
        if room > LAST_PRIORITY {
            return None;
        }
        let aside = |priority: i32| RuleUpdate { priority: Some(priority), ..RuleUpdate::default() };
        let back = (last + 1..=room).zip(&behind).map(|(priority, (_, (rule, _)))| ((*rule).clone(), aside(priority)));
        let mut updates: Call = back.collect();
        updates.reverse();
        let mut forward: Vec<(i32, &String)> = behind.iter().map(|(_, (rule, priority))| (*priority, *rule)).collect();
        forward.sort();
        updates.extend(forward.into_iter().map(|(priority, rule)| {
            let update = self.wanted.get(rule).cloned().unwrap_or_default();
            (rule.clone(), RuleUpdate { priority: Some(priority), ..update })
        }));
        Some(updates)
    }

    /// Without room behind: chains go from their free end; a circle first lends one of its rules any free
    /// priority, and requests may meet another rule until it is back.
    fn by_lending(&self, movers: Call) -> Call {
        let mut held = self.held.clone();
        let mut open: BTreeMap<String, RuleUpdate> = movers.into_iter().collect();
        let mut lent: BTreeSet<String> = BTreeSet::new();
        let mut updates = Call::new();
        let move_to = |held: &mut BTreeMap<i32, String>, rule: &str, priority: i32| {
            held.retain(|_, holder| holder != rule);
            held.insert(priority, rule.to_owned());
        };
        while !open.is_empty() {
            let free = |update: &RuleUpdate| update.priority.is_some_and(|priority| !held.contains_key(&priority));
            let ready = open.iter().find(|(_, update)| free(update)).map(|(rule, _)| rule.clone());
            if let Some((rule, update)) = ready.and_then(|rule| open.remove_entry(&rule)) {
                move_to(&mut held, &rule, update.priority.unwrap_or(LAST_PRIORITY));
                updates.push((rule, update));
                continue;
            }
            let aside = (1..=LAST_PRIORITY)
                .rev()
                .find(|priority| !held.contains_key(priority) && !self.reserved.contains(priority));
            let next = open.keys().find(|rule| !lent.contains(*rule)).cloned();
            let (Some(rule), Some(aside)) = (next, aside) else {
                // A rule that stays is in the way: the API says so.
                updates.extend(open);
                break;
            };
            move_to(&mut held, &rule, aside);
            updates.push((rule.clone(), RuleUpdate { priority: Some(aside), ..RuleUpdate::default() }));
            lent.insert(rule);
        }
        updates
    }
}

/// As many updates a call as it takes, in their order; a rule is named once a call.
fn packed(updates: impl IntoIterator<Item = (String, RuleUpdate)>) -> Vec<Call> {
    let mut calls: Vec<Call> = Vec::new();
    for (rule, update) in updates {
        match calls.last_mut() {
            Some(call) if call.len() < RULES_A_CALL && !call.iter().any(|(other, _)| *other == rule) => {
                call.push((rule, update));
            }
            _ => calls.push(vec![(rule, update)]),
        }
    }
    calls
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(held: &[(i32, &str)], wanted: &[(&str, i32)]) -> Order {
        let places = held.iter().map(|(at, rule)| (*at, (*rule).to_owned())).collect();
        let update = |at: i32| RuleUpdate { priority: Some(at), ..RuleUpdate::default() };
        Order {
            wanted: wanted.iter().map(|(rule, at)| ((*rule).to_owned(), update(*at))).collect(),
            held: places,
            reserved: held.iter().map(|(at, _)| *at).chain(wanted.iter().map(|(_, at)| *at)).collect(),
        }
    }

    /// Every rule takes some requests alone and some that others take too: of each pair, and of each three.
    /// Whoever is first then must be who was first at the beginning or is at the end.
    fn replay(order: &Order, at_once: bool) -> usize {
        let (calls, together) = order.calls(at_once);
        let start: BTreeMap<String, i32> = order.held.iter().map(|(at, rule)| (rule.clone(), *at)).collect();
        let mut end = start.clone();
        end.extend(order.wanted.iter().filter_map(|(rule, update)| Some((rule.clone(), update.priority?))));
        let mut now = start.clone();
        for call in &calls {
            assert!(call.len() <= RULES_A_CALL);
            assert_eq!(call.iter().map(|(rule, _)| rule).collect::<BTreeSet<_>>().len(), call.len());
            for (rule, update) in call {
                let at = update.priority.unwrap();
                assert!((1..=LAST_PRIORITY).contains(&at));
                assert!(together || !now.iter().any(|(other, held)| other != rule && *held == at), "{rule} meets {at}");
                now.insert(rule.clone(), at);
                if !together {
                    harmless(&start, &now, &end);
                }
            }
            assert_eq!(now.values().collect::<BTreeSet<_>>().len(), now.len());
            harmless(&start, &now, &end);
        }
        assert_eq!(now, end);
        calls.len()
    }

    fn harmless(start: &BTreeMap<String, i32>, now: &BTreeMap<String, i32>, end: &BTreeMap<String, i32>) {
        let names: Vec<&String> = start.keys().collect();
        let first = |places: &BTreeMap<String, i32>, set: &[&String]| {
            set.iter().min_by_key(|rule| places[**rule]).map(|rule| (*rule).clone())
        };
        for one in 0..names.len() {
            for other in one + 1..names.len() {
                for third in other..names.len() {
                    let set = [names[one], names[other], names[third]];
                    let (was, is, will) = (first(start, &set), first(now, &set), first(end, &set));
                    assert!(is == was || is == will, "{set:?}: {was:?}, {is:?}, {will:?} at {now:?}");
                }
            }
        }
    }

    #[test]
    fn a_chain_goes_from_its_free_end() {
        let order = order(&[(1, "a"), (2, "b"), (3, "c")], &[("a", 2), ("b", 3), ("c", 4)]);
        let (calls, together) = order.calls(true);
        assert_eq!((calls.len(), calls[0][0].0.as_str(), together), (1, "c", false));
        replay(&order, true);
    }

    #[test]
    fn a_rule_that_keeps_its_order_passes_nobody() {
        assert_eq!(replay(&order(&[(1, "a"), (2, "b"), (20, "c")], &[("a", 10), ("b", 11), ("c", 12)]), true), 1);
    }

    #[test]
    fn two_rules_above_a_third_are_swapped_in_one_call() {
        let order = order(&[(1, "a"), (2, "b"), (3, "all")], &[("a", 2), ("b", 1)]);
        let (calls, together) = order.calls(true);
        assert_eq!((calls.len(), together), (1, true));
        replay(&order, true);
        replay(&order, false);
    }

    #[test]
    fn a_refused_set_goes_on_from_what_was_taken() {
        let order = order(&[(1, "a"), (2, "b"), (3, "c")], &[("a", 2), ("b", 1), ("c", 4)]);
        let refused: Vec<_> =
            ["a", "b"].map(|id| PartialFailure { id: id.to_owned(), ..PartialFailure::default() }).into();
        let order = order.after_refusal(&refused);
        assert_eq!(order.held, BTreeMap::from([(1, "a".to_owned()), (2, "b".to_owned()), (4, "c".to_owned())]));
        assert_eq!(order.wanted.len(), 2);
        replay(&order, false);
        assert!(order.clone().after_refusal(&[]).calls(false).0.is_empty());
    }

    #[test]
    fn many_rules_turned_around_step_back_first() {
        let names: Vec<String> = (0..10).map(|at| format!("r{at:02}")).collect();
        let held: Vec<(i32, &str)> = names.iter().zip(1..).map(|(name, at)| (at, name.as_str())).collect();
        let wanted: Vec<(&str, i32)> = names.iter().zip(1..).map(|(name, at)| (name.as_str(), 11 - at)).collect();
        assert_eq!(replay(&order(&held, &wanted), true), 4);
    }

    #[test]
    fn without_room_behind_a_priority_is_lent() {
        let names: Vec<String> = (0..6).map(|at| format!("r{at}")).collect();
        let held: Vec<(i32, &str)> = names.iter().zip(1995..).map(|(name, at)| (at, name.as_str())).collect();
        let wanted: Vec<(&str, i32)> = names.iter().zip(1995..).map(|(name, at)| (name.as_str(), 3995 - at)).collect();
        let order = order(&held, &wanted);
        let mut now: BTreeMap<i32, String> = order.held.clone();
        for (rule, update) in order.calls(true).0.iter().flatten() {
            let at = update.priority.unwrap();
            assert!(!now.contains_key(&at));
            now.retain(|_, holder| holder != rule);
            now.insert(at, rule.clone());
        }
        assert_eq!(now.into_iter().map(|(at, rule)| (rule, at)).collect::<BTreeMap<_, _>>()["r0"], 2000);
    }

    proptest::proptest! {
        #[test]
        fn any_permutation_with_gaps_is_harmless(
            seed in proptest::collection::vec((0_u32..1000, 1_i32..4, 1_i32..4), 1..14),
            at_once in proptest::bool::ANY,
        ) {
            let names: Vec<String> = (0..seed.len()).map(|at| format!("r{at:02}")).collect();
            let places = |gap: fn(&(u32, i32, i32)) -> i32| {
                seed.iter().scan(0, |at, seed| { *at += gap(seed); Some(*at) }).collect::<Vec<i32>>()
            };
            let (old, new) = (places(|seed| seed.1), places(|seed| seed.2));
            let held: Vec<(i32, &str)> = old.iter().copied().zip(names.iter().map(String::as_str)).collect();
            let mut turned: Vec<usize> = (0..seed.len()).collect();
            turned.sort_by_key(|at| (seed[*at].0, *at));
            let wanted: Vec<(&str, i32)> = turned.iter().zip(&new).map(|(at, place)| (names[*at].as_str(), *place)).collect();
            replay(&order(&held, &wanted), at_once);
        }
    }
}
