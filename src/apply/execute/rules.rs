//! Rules: made, changed and put in order, deleted.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::PoisonError;

use super::Runner;
use super::groups::whole;
use super::priorities::Order;
use crate::apply::error::StepError;
use crate::apply::token;
use crate::aws::{LatticeWrite, NewRule, PartialFailure, RuleUpdate};
use crate::diff;
use crate::model::{Identity, Label, Rule, labels};

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
        Self::at_once(self.writer.delete_rule(&service, &listener, &self.id_before(label)?).await)?;
        self.deleted.lock().unwrap_or_else(PoisonError::into_inner).insert(label.to_owned());
        Ok(())
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
        let held = self.held_priorities(listener)?;
        let of_it = self.after.rules.iter().filter(|(label, _)| labels::listener_of(label) == listener);
        let reserved: BTreeSet<i32> = of_it.map(|(_, rule)| rule.priority).collect();
        let order = Order { wanted, held, reserved };
        let (calls, at_once) = order.calls(true);
        let refused = self.update_all(&service, &listener_id, calls).await?;
        if !at_once {
            return whole("BatchUpdateRule", &refused);
        }
        // Where the API does not take a set as a whole after all, its rules go one after the other.
        let order = order.after_refusal(&refused);
        let (calls, _) = order.calls(false);
        let refused = self.update_all(&service, &listener_id, calls).await?;
        whole("BatchUpdateRule", &refused)
    }

    /// Which rule holds which priority of a listener now.
    fn held_priorities(&self, listener: &str) -> Result<BTreeMap<i32, String>, StepError> {
        let deleted = self.deleted.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut held = BTreeMap::new();
        for (label, rule) in &self.before.rules {
            let gone = self.changes.deletion(label).is_some();
            // One that blocks was deleted before; one that goes later keeps its place till then.
            let deleted = (gone && self.after.rules.contains_key(label)) || deleted.contains(label);
            if labels::listener_of(label) != listener || deleted {
                continue;
            }
            held.insert(rule.priority, self.id_before(label)?);
        }
        Ok(held)
    }

    /// Makes the calls up to the first that refuses a part; what it refused.
    async fn update_all(
        &self,
        service: &str,
        listener: &str,
        calls: Vec<Vec<(String, RuleUpdate)>>,
    ) -> Result<Vec<PartialFailure>, StepError> {
        for call in calls {
            self.stop.check()?;
            if let [(rule, update)] = call.as_slice() {
                self.writer.update_rule(service, listener, rule, update.clone()).await?;
                continue;
            }
            let refused = self.writer.batch_update_rules(service, listener, call).await?;
            if !refused.is_empty() {
                return Ok(refused);
            }
        }
        Ok(Vec::new())
    }
}
