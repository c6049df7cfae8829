//! Tags: many at a time from the tagging API, one by one where it does not know.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use futures::future::try_join_all;
use tokio::sync::watch;

use super::{Got, Part, Reading, assemble};
use crate::aws::{AwsError, AwsErrorKind, LatticeRead, TagQuery};
use crate::model::TagMap;

/// Every tag that is known.
pub struct TagBook {
    known: Mutex<HashMap<String, TagMap>>,
    from_tagging_api: AtomicBool,
    ready: watch::Sender<bool>,
}

impl Default for TagBook {
    fn default() -> Self {
        Self { known: Mutex::default(), from_tagging_api: AtomicBool::new(false), ready: watch::Sender::new(false) }
    }
}

impl TagBook {
    /// Waits until the tagging API has been asked.
    pub async fn ready(&self) {
        // The sender lives as long as the book: waiting can't fail.
        let _ = self.ready.subscribe().wait_for(|ready| *ready).await;
    }

    /// Whether the tagging API answered.
    pub fn has_tagging_api(&self) -> bool {
        self.from_tagging_api.load(Ordering::Relaxed)
    }

    /// The tags of a resource, where they are known.
    pub fn get(&self, arn: &str) -> Option<TagMap> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).get(arn).cloned()
    }

    fn knows(&self, arn: &str) -> bool {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).contains_key(arn)
    }

    fn learn(&self, arn: String, tags: TagMap) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(arn, tags);
    }
}

impl<R: LatticeRead> Reading<'_, R> {
    /// Asks the tagging API for all tags of VPC Lattice resources. Where it can't be asked, tags are read
    /// one by one.
    pub(super) async fn read_tags(&self) -> Result<(), AwsError> {
        let result = self.ask_tagging_api().await;
        // Also on failure: others wait for it.
        self.tags.ready.send_replace(true);
        result
    }

    async fn ask_tagging_api(&self) -> Result<(), AwsError> {
        if self.scope.without_tagging_api {
            return Ok(());
        }
        // The type strings of listeners and rules are not documented: ask for the service as a whole.
        let query = TagQuery { resource_types: vec!["vpc-lattice".to_owned()], ..TagQuery::default() };
        match self.reader.tagged_resources(&query).await {
            Ok(found) => {
                // Formerly tagged resources come back with no tags: those are confirmed where it matters.
                for resource in found.into_iter().filter(|resource| !resource.tags.is_empty()) {
                    self.tags.learn(resource.arn, resource.tags);
                }
                self.tags.from_tagging_api.store(true, Ordering::Relaxed);
            }
            Err(error) if error.kind == AwsErrorKind::Credentials => return Err(error),
            Err(error) => self.gap(None, Part::TaggingApi, &error),
        }
        Ok(())
    }

    /// Sees to it that the tags of a resource are known; a shared resource's may stay hidden.
    pub(super) async fn ensure_tags(&self, arn: &str, label: Option<&str>) -> Result<(), AwsError> {
        if arn.is_empty() || self.tags.knows(arn) {
            return Ok(());
        }
        let result = self.reader.list_tags(arn).await;
        if !self.scope.owns(arn) && result.as_ref().is_err_and(AwsError::is_access_denied) {
            self.tags.learn(arn.to_owned(), TagMap::new());
            return Ok(());
        }
        match self.tolerate(result, Some(label.unwrap_or(arn)), Part::Tags)? {
            Got::There(tags) => self.tags.learn(arn.to_owned(), tags),
            Got::Gone | Got::Hidden => {}
        }
        Ok(())
    }

    /// The tags of everything that was read and that the tagging API did not know.
    pub(super) async fn read_missing_tags(&self, seen: &assemble::Seen) -> Result<(), AwsError> {
        let labelled = assemble::labelled_arns(seen);
        try_join_all(labelled.iter().map(|(arn, label)| self.ensure_tags(arn, Some(label)))).await.map(drop)
    }
}
