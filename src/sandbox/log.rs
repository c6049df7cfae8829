//! What was asked of the sandbox: counts by operation and the latest requests, bounded.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use super::state::State;

const ENTRIES: usize = 10_000;
const VIOLATIONS: usize = 1000;

/// The request log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Log {
    /// All calls since the start or the last reset.
    pub calls: u64,
    /// Counts by `service:Operation`.
    pub operations: BTreeMap<String, Count>,
    /// The latest requests, oldest first; at most ten thousand.
    pub entries: VecDeque<Entry>,
    /// Answers that do not fit the published output shapes; always empty unless the sandbox has a mistake.
    pub violations: VecDeque<String>,
}

/// How often an operation was called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Count {
    /// All calls.
    pub calls: u64,
    /// Calls that succeeded.
    pub succeeded: u64,
    /// Refusals by error code.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub failed: BTreeMap<String, u64>,
}

/// One request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// Its number, from 1.
    pub number: u64,
    /// The service (`vpc-lattice`, `tagging`, `sts`, `acm`, `ec2`).
    pub service: String,
    /// The operation.
    pub operation: String,
    /// The HTTP method and path.
    pub request: String,
    /// The HTTP status; 0 where the connection was dropped.
    pub status: u16,
    /// The error code of a refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// The state right after a call of a client.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// The operation.
    pub operation: String,
    /// The error code of a refusal.
    pub error: Option<String>,
    /// Everything.
    pub state: State,
}

impl Log {
    /// Writes one request down.
    pub fn add(&mut self, service: &str, operation: &str, request: String, status: u16, error: Option<&str>) {
        self.calls += 1;
        let count = self.operations.entry(format!("{service}:{operation}")).or_default();
        count.calls += 1;
        match error {
            Some(code) => *count.failed.entry(code.to_owned()).or_default() += 1,
            None => count.succeeded += 1,
        }
        if self.entries.len() >= ENTRIES {
            self.entries.pop_front();
        }
        self.entries.push_back(Entry {
            number: self.calls,
            service: service.to_owned(),
            operation: operation.to_owned(),
            request,
            status,
            error: error.map(str::to_owned),
        });
    }

    /// Notes an answer that does not fit its published shape.
    pub fn violation(&mut self, text: String) {
        if self.violations.len() >= VIOLATIONS {
            self.violations.pop_front();
        }
        self.violations.push_back(text);
    }

    /// How often an operation was called (`vpc-lattice:CreateRule`).
    pub fn count(&self, operation: &str) -> u64 {
        self.operations.get(operation).map_or(0, |count| count.calls)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_stay_and_all_are_counted() {
        let mut log = Log::default();
        for _ in 0..ENTRIES + 50 {
            log.add("vpc-lattice", "GetRule", "GET /".to_owned(), 200, None);
            log.violation("none".to_owned());
        }
        assert_eq!(log.entries.len(), ENTRIES);
        assert_eq!(log.violations.len(), VIOLATIONS);
        assert_eq!(log.entries.front().map(|entry| entry.number), Some(51));
        assert_eq!(log.count("vpc-lattice:GetRule"), 10_050);
    }
}
