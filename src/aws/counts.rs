//! How many calls were made, by operation.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A picture of the calls made so far. Every attempt counts, retries too.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct CallCounts {
    /// Reading calls by operation.
    pub reads: BTreeMap<String, u64>,
    /// Writing calls by operation.
    pub writes: BTreeMap<String, u64>,
    /// Writing calls that were answered as done.
    #[serde(skip)]
    pub answered_writes: u64,
}

impl CallCounts {
    /// All reading calls.
    pub fn total_reads(&self) -> u64 {
        self.reads.values().sum()
    }

    /// All writing calls.
    pub fn total_writes(&self) -> u64 {
        self.writes.values().sum()
    }

    /// `API reads 41, writes 0`.
    pub fn line(&self) -> String {
        format!("API reads {}, writes {}", self.total_reads(), self.total_writes())
    }

    /// `GetRule 2200, ListRules 200, ...`: the reading operations, then the writing ones, most calls first.
    pub fn by_operation(&self) -> String {
        let mut all: Vec<(&String, &u64)> = self.reads.iter().chain(&self.writes).collect();
        all.sort_by_key(|(name, count)| (std::cmp::Reverse(**count), (*name).clone()));
        let parts: Vec<String> = all.iter().map(|(name, count)| format!("{name} {count}")).collect();
        parts.join(", ")
    }
}

/// Counts calls; clones count into the same place.
#[derive(Clone, Debug, Default)]
pub struct Counter(Arc<Mutex<CallCounts>>);

impl Counter {
    /// One more call of this operation.
    pub fn add(&self, operation: &str) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let side = if is_read(operation) { &mut counts.reads } else { &mut counts.writes };
        *side.entry(operation.to_owned()).or_default() += 1;
    }

    /// A call of this operation was answered as done.
    pub fn answered(&self, operation: &str) {
        if !is_read(operation) {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).answered_writes += 1;
        }
    }

    /// The picture so far.
    pub fn picture(&self) -> CallCounts {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Whether an operation only reads.
pub fn is_read(operation: &str) -> bool {
    ["Get", "List", "Describe"].iter().any(|start| operation.starts_with(start))
}
