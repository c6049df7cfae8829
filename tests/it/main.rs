//! The one integration binary: every file beside this one is a module of it.
#![expect(clippy::unwrap_used, clippy::pedantic, reason = "tests say what they check in the shortest way")]

mod advice;
#[cfg(feature = "cluster")]
mod api_server;
mod apply;
mod architecture;
mod aws_clients;
#[cfg(feature = "cluster")]
mod cluster;
#[cfg(feature = "cluster")]
mod cluster_context;
#[cfg(feature = "cluster")]
mod cluster_faults;
#[cfg(feature = "cluster")]
mod cluster_verbs;
mod codes;
mod command_line;
mod conformance;
mod drift;
mod generated;
#[cfg(feature = "cluster")]
mod live_cluster;
mod load;
mod manners;
mod observe;
mod process;
mod read_faults;
mod read_verbs;
mod readme;
mod render;
mod renderers;
mod sandbox;
mod sandbox_account;
mod sandbox_calls;
mod sandbox_http;
mod sandbox_invariants;
mod sandbox_kept;
mod translate;
