//! `apply` against the sandbox: the engine alone (accounts in, account out) and the whole binary.

mod accounts;
mod bench;
#[cfg(feature = "cluster")]
mod beside;
mod care;
mod cases;
mod cli;
mod disturbed;
mod guards;
mod moments;
mod ownership;
mod pairs;
mod shop;
mod stopped;
mod walkthrough;
