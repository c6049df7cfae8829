//! `apply` against the sandbox: the engine alone (accounts in, account out) and the whole binary.

mod accounts;
mod bench;
mod cases;
mod cli;
mod disturbed;
mod guards;
mod moments;
mod pairs;
mod walkthrough;
