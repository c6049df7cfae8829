//! Error kinds and the one table of exit codes.

use std::process::ExitCode;

/// How a run ends; the same for every output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Exit {
    /// Done, nothing to change.
    Success = 0,
    /// An error, or an error-level finding.
    Failure = 1,
    /// Changes or drift found.
    Changes = 2,
    /// Refused by a guard: confirmation, `--allow`, threshold, foreign owner, quota.
    Refused = 3,
    /// The saved plan is stale.
    Stale = 4,
    /// Applied in part.
    Partial = 6,
    /// Wrong usage.
    Usage = 64,
    /// Stopped by SIGINT.
    Interrupted = 130,
    /// Stopped by SIGTERM.
    Terminated = 143,
}

impl Exit {
    /// Every way to end, in the order of the numbers.
    pub const ALL: [Self; 9] = [
        Self::Success,
        Self::Failure,
        Self::Changes,
        Self::Refused,
        Self::Stale,
        Self::Partial,
        Self::Usage,
        Self::Interrupted,
        Self::Terminated,
    ];

    /// What the documentation says of it.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Success => "done, nothing to change",
            Self::Failure => "an error, or an error-level finding",
            Self::Changes => "changes or drift found (diff, drift; plan --detailed-exitcode)",
            Self::Refused => "refused by a guard (confirmation, --allow, threshold, foreign owner, quota)",
            Self::Stale => "the saved plan is stale",
            Self::Partial => "applied in part",
            Self::Usage => "wrong usage",
            Self::Interrupted => "stopped by SIGINT (Ctrl-C)",
            Self::Terminated => "stopped by SIGTERM",
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
