//! What a call can end with, as kinds that callers can act on.

use std::time::Duration;

/// What kind of failure it is, which decides what can be done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AwsErrorKind {
    /// The resource does not exist (any more).
    NotFound,
    /// A duplicate name, the wrong state, still in use.
    Conflict,
    /// The caller may not.
    AccessDenied,
    /// No credentials were found, or they are malformed or expired.
    Credentials,
    /// The region or endpoint is missing or malformed: no call was made.
    Configuration,
    /// Too many calls; retries did not help.
    Throttled,
    /// A quota is used up; retrying never helps.
    Quota,
    /// The request is not valid.
    Validation,
    /// A failure of the service's own; retries did not help.
    Transient,
    /// The endpoint could not be reached, or the answer did not come.
    Connection,
    /// Anything else.
    Other,
}

impl AwsErrorKind {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::NotFound => "not found",
            Self::Conflict => "conflict",
            Self::AccessDenied => "access denied",
            Self::Credentials => "no usable credentials",
            Self::Configuration => "not usable",
            Self::Throttled => "throttled",
            Self::Quota => "quota exceeded",
            Self::Validation => "invalid request",
            Self::Transient => "service failure",
            Self::Connection => "endpoint unreachable",
            Self::Other => "failed",
        }
    }
}

/// A failed call, after all retries.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{operation}: {}: {message}{}", kind.words(), self.details())]
pub struct AwsError {
    /// The operation (`CreateService`).
    pub operation: &'static str,
    /// What kind of failure.
    pub kind: AwsErrorKind,
    /// The service's own error code (`ConflictException`), where it gave one.
    pub code: Option<String>,
    /// The service's own words, or those of the connection.
    pub message: String,
    /// What support asks for.
    pub request_id: Option<String>,
    /// How long the service asked to wait.
    pub retry_after: Option<Duration>,
    /// Validation: the fields the service named, with its words.
    pub fields: Vec<(String, String)>,
}

impl AwsError {
    /// A failure without the service's details.
    pub fn new(operation: &'static str, kind: AwsErrorKind, message: impl Into<String>) -> Self {
        Self {
            operation,
            kind,
            code: None,
            message: message.into(),
            request_id: None,
            retry_after: None,
            fields: Vec::new(),
        }
    }

    /// The fields that a validation named, and the request where the service itself failed: support asks for it.
    fn details(&self) -> String {
        let known = |(name, words): &&(String, String)| !(self.message.contains(name) && self.message.contains(words));
        let fields: Vec<_> = self.fields.iter().filter(known).map(|(name, words)| format!("{name}: {words}")).collect();
        let failed = matches!(self.kind, AwsErrorKind::Transient | AwsErrorKind::Other);
        let request = self.request_id.as_ref().filter(|_| failed).map(|id| format!(" (request {id})"));
        let fields = if fields.is_empty() { String::new() } else { format!(" ({})", fields.join("; ")) };
        fields + &request.unwrap_or_default()
    }

    /// The resource does not exist (any more).
    pub fn is_not_found(&self) -> bool {
        self.kind == AwsErrorKind::NotFound
    }

    /// A duplicate name, the wrong state, still in use.
    pub fn is_conflict(&self) -> bool {
        self.kind == AwsErrorKind::Conflict
    }

    /// The same call may do later.
    pub fn may_pass(&self) -> bool {
        matches!(self.kind, AwsErrorKind::Throttled | AwsErrorKind::Transient | AwsErrorKind::Connection)
    }

    /// The caller may not.
    pub fn is_access_denied(&self) -> bool {
        self.kind == AwsErrorKind::AccessDenied
    }
}
