//! Error kinds and the one table of exit codes.

use std::path::PathBuf;
use std::process::ExitCode;

use thiserror::Error;

use crate::settings::SettingsError;

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

/// What ends a run before its work is done. Findings about manifests are no errors: they are collected.
#[derive(Debug, Error)]
pub enum Error {
    /// The command line asks for something that there is not.
    #[error("{0}")]
    Usage(String),
    /// A flag, variable or configuration file is wrong.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// A file that can't be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file (or stdout) that can't be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file that is not what it should be (a snapshot, a saved plan).
    #[error("{} is not {expected}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// What it should be, with its article.
        expected: &'static str,
        /// Why it is not.
        source: Cause,
    },
    /// A stage failed; `exit` says how the run ends.
    #[error("{message}")]
    Stage {
        /// How the run ends.
        exit: Exit,
        /// What was tried, lower case.
        message: String,
        /// Why it failed, where there is a deeper reason.
        source: Option<Cause>,
    },
}

/// Any error of a stage or library.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

impl Error {
    /// A stage that failed, with its reason: the run ends with 1.
    pub fn failed(message: impl Into<String>, source: impl Into<Cause>) -> Self {
        Self::Stage { exit: Exit::Failure, message: message.into(), source: Some(source.into()) }
    }

    /// An end with a message and an exit code of its own (a guard, a stale plan).
    pub fn ended(exit: Exit, message: impl Into<String>) -> Self {
        Self::Stage { exit, message: message.into(), source: None }
    }

    /// How the run ends.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) | Self::Settings(_) => Exit::Usage,
            Self::Read { .. } | Self::Write { .. } | Self::Format { .. } => Exit::Failure,
            Self::Stage { exit, .. } => *exit,
        }
    }

    /// The error and its reasons, one a line, no reason twice.
    pub fn chain(&self) -> String {
        let mut lines = vec![self.to_string()];
        let mut next = std::error::Error::source(self);
        while let Some(cause) = next {
            let line = cause.to_string();
            if !lines.iter().any(|seen| seen.contains(&line)) {
                lines.push(line);
            }
            next = cause.source();
        }
        lines.join("\n  because: ")
    }
}
