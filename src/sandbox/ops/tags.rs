//! Tags: on every resource, in one table by ARN that the tagging service sees with its lag.

use serde_json::{Value, json};

use super::super::core::{Core, Input, wall_millis};
use super::super::failure::Failure;
use super::super::ids;
use super::super::options::Lag;
use super::super::state::TagChange;
use crate::model::TagMap;

/// The most changes that the tagging service does not know of yet.
const JOURNAL: usize = 2000;

/// The most tags of a resource.
const LIMIT: usize = 50;

/// The tags of a create call, checked.
pub fn of(input: &Input<'_>) -> Result<TagMap, Failure> {
    let tags: TagMap = input.read("tags")?.unwrap_or_default();
    check(&tags)?;
    within(tags.len())?;
    Ok(tags)
}

pub fn list(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let arn = existing(core, input.need("resourceArn")?, input.operation)?;
    Ok(json!({"tags": core.state.tags.get(&arn).cloned().unwrap_or_default()}))
}

pub fn tag(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let arn = existing(core, input.need("resourceArn")?, input.operation)?;
    core.merge_tags(&arn, input.read("tags")?.unwrap_or_default())?;
    Ok(json!({}))
}

pub fn untag(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let arn = existing(core, input.need("resourceArn")?, input.operation)?;
    let keys: Vec<String> = input.read("tagKeys")?.unwrap_or_default();
    core.take_tags(&arn, &keys);
    Ok(json!({}))
}

/// The ARN, when it is that of a resource that is there and ours.
pub fn existing(core: &Core, arn: &str, operation: &str) -> Result<String, Failure> {
    if core.arn_of(ids::id_of(arn)) != Some(arn) {
        return Err(Failure::not_found("RESOURCE", arn));
    }
    core.own(arn, operation)?;
    Ok(arn.to_owned())
}

fn check(tags: &TagMap) -> Result<(), Failure> {
    if let Some(key) = tags.keys().find(|key| key.to_lowercase().starts_with("aws:")) {
        return Err(Failure::field("tags", format!("{key}: keys that start with aws: are reserved")));
    }
    Ok(())
}

fn within(count: usize) -> Result<(), Failure> {
    if count > LIMIT {
        return Err(Failure::field("tags", format!("A resource can have at most {LIMIT} tags")));
    }
    Ok(())
}

impl Core {
    /// The tags of a new resource.
    pub fn put_tags(&mut self, arn: &str, tags: TagMap) {
        if !tags.is_empty() {
            self.state.tags.insert(arn.to_owned(), tags.clone());
            self.show_tags(arn, Some(tags));
        }
    }

    /// Adds and replaces tags.
    pub fn merge_tags(&mut self, arn: &str, tags: TagMap) -> Result<(), Failure> {
        check(&tags)?;
        let mut all = self.state.tags.get(arn).cloned().unwrap_or_default();
        all.extend(tags);
        within(all.len())?;
        // Tagging with nothing leaves a resource that was never tagged as it is.
        if all.is_empty() && !self.state.tags.contains_key(arn) {
            return Ok(());
        }
        self.state.tags.insert(arn.to_owned(), all.clone());
        self.show_tags(arn, Some(all));
        Ok(())
    }

    /// Takes tags away; keys that are not there do not matter.
    pub fn take_tags(&mut self, arn: &str, keys: &[String]) {
        let Some(mut all) = self.state.tags.get(arn).cloned() else { return };
        all.retain(|key, _| !keys.contains(key));
        self.state.tags.insert(arn.to_owned(), all.clone());
        self.show_tags(arn, Some(all));
    }

    /// Forgets the tags of a resource that is gone.
    pub fn drop_tags(&mut self, arn: &str) {
        if self.state.tags.remove(arn).is_some() {
            self.show_tags(arn, None);
        }
    }

    fn show_tags(&mut self, arn: &str, tags: Option<TagMap>) {
        if self.behaviour.tag_lag == Lag::Frozen {
            // Nothing is shown before the lag changes, so the last word on a resource is enough, and none on
            // one that comes and goes unseen.
            self.state.tag_journal.retain(|change| change.arn != arn);
            if tags.is_none() && !self.state.tag_index.contains_key(arn) {
                return;
            }
        }
        self.state.tag_journal.push(TagChange { at: wall_millis(), arn: arn.to_owned(), tags });
        self.catch_up_tags();
        // Who changes tags faster than that sees the oldest changes early: memory has its bounds.
        if self.behaviour.tag_lag != Lag::Frozen && self.state.tag_journal.len() > JOURNAL {
            self.show_oldest(self.state.tag_journal.len() - JOURNAL);
        }
    }

    /// Lets the tagging service learn what is older than its lag.
    pub fn catch_up_tags(&mut self) {
        let known = match self.behaviour.tag_lag {
            Lag::None => i64::MAX,
            Lag::Millis(millis) => wall_millis().saturating_sub(i64::try_from(millis).unwrap_or(i64::MAX)),
            Lag::Frozen => return,
        };
        self.show_oldest(self.state.tag_journal.iter().take_while(|change| change.at <= known).count());
    }

    fn show_oldest(&mut self, count: usize) {
        for change in self.state.tag_journal.drain(..count) {
            match change.tags {
                Some(tags) => self.state.tag_index.insert(change.arn, tags),
                None => self.state.tag_index.remove(&change.arn),
            };
        }
    }
}
