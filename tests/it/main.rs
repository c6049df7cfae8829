//! The one integration binary: every file beside this one is a module of it.
#![expect(clippy::unwrap_used, reason = "tests")]

mod architecture;
mod command_line;
mod generated;
