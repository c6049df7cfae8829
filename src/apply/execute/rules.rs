//! Rules, and their priorities without a collision.

use std::collections::{BTreeMap, BTreeSet};

use super::Runner;
use super::groups::whole;
use crate::apply::error::StepError;
use crate::apply::token;
use crate::aws::{LatticeWrite, NewRule, RuleUpdate};
use crate::diff;
use crate::model::{Identity, Label, Rule, labels};

/// Rules that one BatchUpdateRule takes: the published reference says five, the model ten.
const RULES_A_BATCH: usize = 5;
/// The highest priority that Lattice takes.
const LAST_PRIORITY: i32 = 2_000;

impl<W: LatticeWrite> Runner<W> {
    pub(super) async fn create_rule(&self, label: &str) -> Result<(), StepError> {
        let Some(rule) = self.after.rules.get(label) else { return Ok(()) };
        let listener = labels::listener_of(label);
        let input = NewRule {
            name: self.rule_name(listener, rule),
            priority: rule.priority,
            rule_match: rule.rule_match.clone(),
            action: self.resolved(&rule.action)?,
            tags: rule.tags.clone(),
            client_token: self.token(label, 1),
        };
        let service = self.id(labels::service_of(label))?;
        let made = self.writer.create_rule(&service, &self.id(listener)?, input).await?;
        self.remember(label, Identity { id: Some(made.id), arn: Some(made.arn), ..Identity::default() });
        Ok(())
    }

    fn rule_name(&self, listener: &str, rule: &Rule) -> String {
        let held: BTreeSet<_> = self
            .before
            .rules
            .iter()
            .filter(|(label, _)| labels::listener_of(label) == listener)
            .filter_map(|(_, rule)| rule.name.as_deref())
            .collect();
        let text = diff::rule_match(&rule.rule_match).to_string();
        let mut names = (0..).map(|attempt| token::rule_name(listener, &text, rule.priority, attempt));
        names.find(|name| !held.contains(name.as_str())).unwrap_or_default()
    }

    pub(super) async fn delete_rule(&self, label: &str) -> Result<(), StepError> {
        let service = self.id_before(labels::service_of(label))?;
        let listener = self.id_before(labels::listener_of(label))?;
        Self::at_once(self.writer.delete_rule(&service, &listener, &self.id_before(label)?).await)
    }

    /// Brings match, action and priority of a listener's rules to where they shall be.
    pub(super) async fn reorder(&self, listener: &str, changed: &BTreeSet<Label>) -> Result<(), StepError> {
        let service = self.id(labels::service_of(listener))?;
        let listener_id = self.id(listener)?;
        let mut wanted: BTreeMap<String, RuleUpdate> = BTreeMap::new();
        for label in changed {
            let (Some(rule), Some(change)) = (self.after.rules.get(label), self.change(label)) else { continue };
            let touches = |name: &str| change.fields.iter().any(|field| field.path == name);
            let action = touches("action") || change.because_of.is_some();
            let update = RuleUpdate {
                rule_match: touches("match").then(|| rule.rule_match.clone()),
                priority: touches("priority").then_some(rule.priority),
                action: if action { Some(self.resolved(&rule.action)?) } else { None },
            };
            wanted.insert(self.id(label)?, update);
        }
        let mut held = self.held_priorities(listener)?;
        for batch in batches(&wanted, &mut held) {
            self.stop.check()?;
            self.update_rules(&service, &listener_id, batch).await?;
        }
        Ok(())
    }

    /// Which rule holds which priority of a listener now.
    fn held_priorities(&self, listener: &str) -> Result<BTreeMap<i32, String>, StepError> {
        let mut held = BTreeMap::new();
        for (label, rule) in &self.before.rules {
            let gone = self.changes.deletion(label).is_some();
            // One that blocks was deleted before; one that goes later keeps its place till then.
            if labels::listener_of(label) != listener || (gone && self.after.rules.contains_key(label)) {
                continue;
            }
            held.insert(rule.priority, self.id_before(label)?);
        }
        Ok(held)
    }

    async fn update_rules(
        &self,
        service: &str,
        listener: &str,
        batch: Vec<(String, RuleUpdate)>,
    ) -> Result<(), StepError> {
        if let [(rule, update)] = batch.as_slice() {
            return Ok(self.writer.update_rule(service, listener, rule, update.clone()).await?);
        }
        let failures = self.writer.batch_update_rules(service, listener, batch).await?;
        whole("BatchUpdateRule", &failures)
    }
}

/// Calls that bring every rule to its priority, such that no call, and no update within a call in its
/// order, meets a priority that is held. Chains go from their free end; a circle first lends one of its
/// rules a free priority.
fn batches(wanted: &BTreeMap<String, RuleUpdate>, held: &mut BTreeMap<i32, String>) -> Vec<Vec<(String, RuleUpdate)>> {
    let mut calls: Vec<Vec<(String, RuleUpdate)>> = Vec::new();
    let mut open: BTreeMap<&String, &RuleUpdate> = wanted.iter().collect();
    let mut lent: BTreeSet<&String> = BTreeSet::new();
    let mut push = |rule: &str, update: RuleUpdate| match calls.last_mut() {
        // A rule is named once a call.
        Some(call) if call.len() < RULES_A_BATCH && !call.iter().any(|(other, _)| other == rule) => {
            call.push((rule.to_owned(), update));
        }
        _ => calls.push(vec![(rule.to_owned(), update)]),
    };
    let move_to = |held: &mut BTreeMap<i32, String>, rule: &str, priority: i32| {
        held.retain(|_, holder| holder != rule);
        held.insert(priority, rule.to_owned());
    };
    while !open.is_empty() {
        let free = |update: &RuleUpdate, rule: &str| {
            update.priority.is_none_or(|priority| held.get(&priority).is_none_or(|holder| holder == rule))
        };
        let ready: Vec<_> =
            open.iter().filter(|(rule, update)| free(update, rule)).map(|(rule, _)| (*rule).clone()).collect();
        if let Some(rule) = ready.first() {
            let update = wanted[rule].clone();
            if let Some(priority) = update.priority {
                move_to(held, rule, priority);
            }
            push(rule, update);
            open.remove(rule);
            continue;
        }
        // Only circles are left: each is opened by lending one of its rules a free priority. Should a rule
        // that stays be in the way, the API says so.
        let aside = (1..=LAST_PRIORITY).find(|priority| {
            !held.contains_key(priority) && !wanted.values().any(|update| update.priority == Some(*priority))
        });
        let next = open.keys().copied().find(|rule| !lent.contains(rule));
        match (next, aside) {
            (Some(rule), Some(aside)) => {
                move_to(held, rule, aside);
                push(rule, RuleUpdate { priority: Some(aside), ..RuleUpdate::default() });
                lent.insert(rule);
            }
            _ => {
                for (rule, update) in std::mem::take(&mut open) {
                    push(rule, update.clone());
                }
            }
        }
    }
    calls
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(held: &[(i32, &str)], wanted: &[(&str, i32)]) -> Vec<Vec<(String, RuleUpdate)>> {
        let mut places: BTreeMap<i32, String> = held.iter().map(|(at, rule)| (*at, (*rule).to_owned())).collect();
        let updates = wanted
            .iter()
            .map(|(rule, at)| ((*rule).to_owned(), RuleUpdate { priority: Some(*at), ..RuleUpdate::default() }))
            .collect();
        let calls = batches(&updates, &mut places);
        // Replays update by update: no priority is ever held twice.
        let mut replay: BTreeMap<String, i32> = held.iter().map(|(at, rule)| ((*rule).to_owned(), *at)).collect();
        for (rule, update) in calls.iter().flatten() {
            let at = update.priority.unwrap();
            assert!((1..=LAST_PRIORITY).contains(&at));
            assert!(!replay.iter().any(|(other, held)| other != rule && *held == at), "{rule} meets {at}");
            replay.insert(rule.clone(), at);
        }
        for call in &calls {
            assert!(call.len() <= RULES_A_BATCH);
            let names: BTreeSet<_> = call.iter().map(|(rule, _)| rule).collect();
            assert_eq!(names.len(), call.len());
        }
        for (rule, at) in wanted {
            assert_eq!(replay[*rule], *at);
        }
        calls
    }

    #[test]
    fn a_chain_goes_from_its_free_end() {
        let held = [(1, "a"), (2, "b"), (3, "c")];
        let calls = run(&held, &[("a", 2), ("b", 3), ("c", 4)]);
        assert_eq!(calls.len(), 1);
        assert_eq!(calls[0][0].0, "c");
    }

    #[test]
    fn a_circle_uses_a_free_priority_for_a_while() {
        let calls = run(&[(1, "a"), (2, "b")], &[("a", 2), ("b", 1)]);
        assert_eq!(calls.iter().flatten().count(), 3);
    }

    #[test]
    fn many_rules_turned_around_take_batches_of_five() {
        let names: Vec<String> = (0..40).map(|at| format!("r{at:02}")).collect();
        let held: Vec<(i32, &str)> = names.iter().zip(1..).map(|(name, at)| (at, name.as_str())).collect();
        let wanted: Vec<(&str, i32)> = names.iter().zip(1..).map(|(name, at)| (name.as_str(), 41 - at)).collect();
        run(&held, &wanted);
    }

    proptest::proptest! {
        #[test]
        fn any_permutation_ends_where_it_should(seed in proptest::collection::vec(0_u32..1000, 1..30)) {
            let names: Vec<String> = (0..seed.len()).map(|at| format!("r{at:02}")).collect();
            let held: Vec<(i32, &str)> = names.iter().zip(1..).map(|(name, at)| (at, name.as_str())).collect();
            let mut order: Vec<usize> = (0..seed.len()).collect();
            order.sort_by_key(|at| (seed[*at], *at));
            let wanted: Vec<(&str, i32)> = order.iter().zip(1..).map(|(at, place)| (names[*at].as_str(), place)).collect();
            run(&held, &wanted);
        }
    }
}
