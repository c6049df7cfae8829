//! What a call is refused with: the API's own error shapes.

use serde_json::{Map, Value, json};

/// A member that breaks a constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Path of the member (`config.healthCheck.path`).
    pub name: String,
    /// What is wrong with it.
    pub message: String,
}

/// An error answer: its type, HTTP status, body and the headers that clients act on.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// The error's type (`ValidationException`).
    pub code: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// The message that clients print.
    pub message: String,
    /// The body's other members.
    pub members: Map<String, Value>,
    /// Seconds for the `Retry-After` header.
    pub retry_after: Option<u64>,
}

impl Failure {
    fn new(code: &'static str, status: u16, message: impl Into<String>) -> Self {
        Self { code, status, message: message.into(), members: Map::new(), retry_after: None }
    }

    fn with(mut self, member: &str, value: impl Into<Value>) -> Self {
        self.members.insert(member.to_owned(), value.into());
        self
    }

    /// Constraints that the request breaks.
    pub fn invalid(fields: &[Field]) -> Self {
        let noun = if fields.len() == 1 { "error" } else { "errors" };
        let texts: Vec<&str> = fields.iter().map(|field| field.message.as_str()).collect();
        let message = format!("{} validation {noun} detected: {}", fields.len(), texts.join("; "));
        let list: Vec<Value> =
            fields.iter().map(|field| json!({"name": field.name, "message": field.message})).collect();
        Self::new("ValidationException", 400, message).with("reason", "fieldValidationFailed").with("fieldList", list)
    }

    /// One member that breaks a rule of the service.
    pub fn field(name: &str, message: impl AsRef<str>) -> Self {
        let message = format!("{name}: {}", message.as_ref());
        Self::invalid(&[Field { name: name.to_owned(), message }])
    }

    /// A body or parameter that can't be read.
    pub fn unreadable(message: impl Into<String>) -> Self {
        Self::new("ValidationException", 400, message).with("reason", "cannotParse")
    }

    /// A request that is refused as a whole.
    pub fn other(message: impl Into<String>) -> Self {
        Self::new("ValidationException", 400, message).with("reason", "other")
    }

    /// The resource does not exist.
    pub fn not_found(kind: &str, id: &str) -> Self {
        Self::new("ResourceNotFoundException", 404, format!("{kind} {id} not found"))
            .with("resourceId", id)
            .with("resourceType", kind)
    }

    /// A duplicate, a wrong state, or something still in use.
    pub fn conflict(kind: &str, id: &str, message: impl Into<String>) -> Self {
        Self::new("ConflictException", 409, message).with("resourceId", id).with("resourceType", kind)
    }

    /// A resource whose state does not allow the operation.
    pub fn wrong_status(kind: &str, id: &str, status: &str) -> Self {
        Self::conflict(
            kind,
            id,
            format!("Invalid resource status for this operation, resource id {id}, status: {status}."),
        )
    }

    /// A quota is used up; retrying never helps.
    pub fn quota(title: &str, code: &str, kind: &str, limit: usize) -> Self {
        Self::new("ServiceQuotaExceededException", 402, format!("Service quota exceeded: {title} (limit {limit})"))
            .with("resourceType", kind)
            .with("serviceCode", "vpc-lattice")
            .with("quotaCode", code)
    }

    /// No permission.
    pub fn denied(message: impl Into<String>) -> Self {
        Self::new("AccessDeniedException", 403, message)
    }

    /// The request carries no signature, so nobody can tell which service it is for.
    pub fn unsigned() -> Self {
        Self::new(
            "MissingAuthenticationTokenException",
            403,
            "the request is not signed: sign it with any credentials (they are not checked), the scope names the service",
        )
    }

    /// Too many calls.
    pub fn throttled(retry_after: Option<u64>) -> Self {
        let mut failure = Self::new("ThrottlingException", 429, "Rate exceeded").with("serviceCode", "vpc-lattice");
        failure.retry_after = retry_after;
        failure
    }

    /// The service's own mistake.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new("InternalServerException", 500, message)
    }

    /// The service is away.
    pub fn unavailable() -> Self {
        Self::new("ServiceUnavailableException", 503, "Service Unavailable")
    }

    /// An operation that the sandbox does not have.
    pub fn unknown_operation(name: &str) -> Self {
        Self::new("UnknownOperationException", 404, format!("latticectl sandbox has no operation {name}"))
    }

    /// A web page of another origin asks.
    pub fn foreign() -> Self {
        Self::new("AccessDeniedException", 403, "web pages of other origins may not ask the sandbox")
    }

    /// The request body is larger than any real one.
    pub fn too_large() -> Self {
        Self::new("RequestEntityTooLargeException", 413, "the request body is too large")
    }

    /// An error of one of the neighbouring services.
    pub fn neighbour(code: &'static str, status: u16, message: impl Into<String>) -> Self {
        Self::new(code, status, message)
    }

    /// The JSON body.
    pub fn body(&self) -> Value {
        let mut body = self.members.clone();
        body.insert("message".to_owned(), self.message.clone().into());
        Value::Object(body)
    }
}
