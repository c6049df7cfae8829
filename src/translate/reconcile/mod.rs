//! Lays what manifests ask for over the account: finds what is there, judges who owns it, and changes only
//! what the controller would change. A route is either laid whole or leaves the account as it was.

mod apply;
mod collect;
mod listener;
mod ownership;
mod target_group;

pub(super) use apply::lay_route;
pub(super) use collect::collect;
pub(super) use target_group::{Group, find as find_group, put as put_group, retag, want as want_group};
