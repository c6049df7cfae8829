//! Makes the account what it should be: steps in their order, in parallel where they can be, each waited
//! for, and a report of what was done, what failed and what was not tried.
//!
//! [`check`] says what speaks against a change before anything is written; [`run`] does it, reads the
//! account again and goes on where somebody else was at work too.

mod agreed;
mod build;
mod check;
mod consent;
mod engine;
mod error;
mod event;
mod execute;
mod round;
mod saved;
mod step;
mod stop;
mod target;
mod token;
mod wait;

pub use check::{Blocked, Refusal, Rules, check, keep_blocked, over_quotas};
pub use consent::{AllowArgument, Allowed, MaxDeletes};
pub use engine::{Aim, Options, Report, Unfinished, run};
pub use error::StepError;
pub use event::{Event, Listener, Silent, StepName};
pub use saved::{Controlled, SavedError, SavedPlan};
pub use stop::{Signal, Stop};
pub use target::{Destruction, Kept, destroyed, guarded_by_nobody, keep_used, opened, pruned};
pub use token::fingerprint;
pub use wait::Patience;
