//! latticectl reads Gateway API and VPC Lattice manifests and renders, diffs, applies and watches the
//! VPC Lattice resources that they stand for.
//!
//! One way through:
//!
//! ```text
//! load -> api -> index -> translate -> model <- observe (aws)
//!                                        |
//!                         model + observed -> diff -> apply
//!                                        |
//!                                      render
//! ```
//!
//! A module imports only from its left, plus [`diag`], [`settings`] and [`error`]; [`commands`] may call
//! all, nothing calls [`commands`] but [`cli`]. [`model`] knows neither Kubernetes nor the AWS SDK;
//! [`translate`] and [`diff`] are pure.

pub mod api;
pub mod apply;
pub mod aws;
pub mod cli;
pub mod commands;
pub mod diag;
pub mod diff;
pub mod error;
pub mod evaluate;
pub mod index;
pub mod load;
pub mod model;
pub mod observe;
pub mod render;
pub mod sandbox;
pub mod settings;
pub mod translate;
