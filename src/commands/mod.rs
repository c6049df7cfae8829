//! One file a verb: its arguments (whose comments are the help) and one `run`.
//!
//! What several verbs share: [`source`] turns paths, cluster and account into manifests and a plan,
//! [`output`] sends results where `-o` says, [`report`] prints findings.

pub mod account;
pub mod apply;
pub mod change;
pub mod cluster;
pub mod cluster_view;
pub mod completions;
pub mod config;
pub mod destroy;
pub mod diff;
pub mod drift;
mod drift_subject;
pub mod execute;
pub mod explain;
pub mod guard;
pub mod help_text;
pub mod lint;
pub mod man;
pub mod output;
pub mod plan;
pub mod progress;
pub mod rbac;
pub mod recorder;
pub mod report;
pub mod route;
pub mod sandbox;
pub mod sandbox_seed;
mod signals;
pub mod snapshot;
pub mod source;
mod target_health;
mod unread;

use std::future::Future;

use crate::error::Error;

/// Runs a future to its end, for verbs that speak to a network.
pub fn block_on<T>(future: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|source| Error::failed("cannot start the network runtime", source))?;
    runtime.block_on(future)
}

/// A number with its noun: `1 step`, `2 steps`.
pub fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
