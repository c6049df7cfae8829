//! The SDK's errors as our kinds.
//!
//! The details (resource, fields, Retry-After) are read from the answer itself: the SDK has one error type
//! an operation, all of the same shape.

use std::error::Error;
use std::time::Duration;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use serde_json::Value;

use super::{AwsError, AwsErrorKind};

/// What is known of the place that was called, for messages.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// The region.
    pub region: String,
    /// The endpoint, where one was set.
    pub endpoint: Option<String>,
    /// The profile, where one was named.
    pub profile: Option<String>,
}

/// The SDK's error as ours.
pub fn classify<E>(operation: &'static str, error: &SdkError<E, HttpResponse>, place: &Place) -> AwsError
where
    E: ProvideErrorMetadata + Error + 'static,
{
    match error {
        SdkError::ServiceError(context) => from_answer(operation, context.err(), context.raw()),
        SdkError::ResponseError(context) => {
            let kind = if context.raw().status().is_server_error() {
                AwsErrorKind::Transient
            } else {
                AwsErrorKind::Connection
            };
            AwsError::new(operation, kind, format!("the answer can't be read: {}", chain(error)))
        }
        SdkError::TimeoutError(_) => {
            AwsError::new(operation, AwsErrorKind::Connection, format!("no answer in time from {}", place.words()))
        }
        _ => from_connection(operation, error, place),
    }
}

impl Place {
    fn words(&self) -> String {
        match &self.endpoint {
            Some(endpoint) => format!("{endpoint} (set as the endpoint)"),
            None => format!("the endpoint of region {}", self.region),
        }
    }
}

fn from_answer(operation: &'static str, details: &impl ProvideErrorMetadata, raw: &HttpResponse) -> AwsError {
    let meta = details.meta();
    let status = raw.status().as_u16();
    let code = meta.code().map(ToOwned::to_owned);
    let kind = kind_of(code.as_deref().unwrap_or_default(), status);
    let body: Value = raw.body().bytes().and_then(|bytes| serde_json::from_slice(bytes).ok()).unwrap_or_default();
    let mut message = meta.message().map_or_else(|| format!("HTTP status {status}"), ToOwned::to_owned);
    if kind == AwsErrorKind::Credentials {
        message = format!("{message} (renew the credentials, e.g. `aws sso login`, or check the key and the clock)");
    }
    AwsError {
        operation,
        kind,
        code,
        message,
        request_id: request_id(raw),
        retry_after: retry_after(raw),
        fields: body.get("fieldList").and_then(Value::as_array).map(|list| fields(list)).unwrap_or_default(),
    }
}

fn fields(list: &[Value]) -> Vec<(String, String)> {
    let text = |item: &Value, key: &str| item.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    list.iter().map(|item| (text(item, "name"), text(item, "message"))).collect()
}

fn request_id(raw: &HttpResponse) -> Option<String> {
    ["x-amzn-requestid", "x-amz-request-id", "x-amzn-request-id"]
        .iter()
        .find_map(|name| raw.headers().get(*name))
        .map(ToOwned::to_owned)
}

fn retry_after(raw: &HttpResponse) -> Option<Duration> {
    let seconds = raw.headers().get("retry-after").and_then(|value| value.trim().parse::<f64>().ok());
    let millis = raw.headers().get("x-amz-retry-after").and_then(|value| value.trim().parse::<f64>().ok());
    seconds
        .or_else(|| millis.map(|millis| millis / 1000.0))
        .filter(|seconds| seconds.is_finite() && *seconds >= 0.0)
        // Nobody waits longer than a minute for one answer.
        .map(|seconds| Duration::from_secs_f64(seconds.min(60.0)))
}

fn kind_of(code: &str, status: u16) -> AwsErrorKind {
    let code = code.rsplit('#').next().unwrap_or(code);
    match code {
        "ResourceNotFoundException" | "ResourceNotFound" => AwsErrorKind::NotFound,
        "ConflictException" => AwsErrorKind::Conflict,
        "ServiceQuotaExceededException" => AwsErrorKind::Quota,
        "ThrottlingException"
        | "ThrottledException"
        | "Throttling"
        | "TooManyRequestsException"
        | "RequestLimitExceeded"
        | "RequestThrottled"
        | "SlowDown" => AwsErrorKind::Throttled,
        "ExpiredToken"
        | "ExpiredTokenException"
        | "InvalidClientTokenId"
        | "UnrecognizedClientException"
        | "InvalidSignatureException"
        | "SignatureDoesNotMatch"
        | "MissingAuthenticationToken"
        | "MissingAuthenticationTokenException"
        | "IncompleteSignature"
        | "RequestExpired" => AwsErrorKind::Credentials,
        "AccessDeniedException" | "AccessDenied" | "UnauthorizedOperation" | "NotAuthorized" => {
            AwsErrorKind::AccessDenied
        }
        "ValidationException" | "InvalidParameterException" | "ValidationError" => AwsErrorKind::Validation,
        _ => match status {
            402 => AwsErrorKind::Quota,
            403 => AwsErrorKind::AccessDenied,
            404 => AwsErrorKind::NotFound,
            409 => AwsErrorKind::Conflict,
            429 => AwsErrorKind::Throttled,
            500..=599 => AwsErrorKind::Transient,
            400 => AwsErrorKind::Validation,
            _ => AwsErrorKind::Other,
        },
    }
}

fn from_connection<E>(operation: &'static str, error: &SdkError<E, HttpResponse>, place: &Place) -> AwsError
where
    E: Error + 'static,
{
    let words = chain(error);
    if let Some(credentials) = find::<CredentialsError>(error) {
        let message = match credentials {
            CredentialsError::CredentialsNotLoaded(_) if place.profile.is_some() => format!(
                "no AWS credentials found with the profile `{}`: is it in ~/.aws/config or ~/.aws/credentials?",
                place.profile.as_deref().unwrap_or_default()
            ),
            CredentialsError::CredentialsNotLoaded(_) => {
                "no AWS credentials found: set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or log in with `aws sso login`"
                    .to_owned()
            }
            other => {
                let profile = place.profile.as_ref().map(|profile| format!(" of the profile `{profile}`"));
                format!(
                    "the AWS credentials{} can't be used: {} (set AWS_PROFILE, or renew them with `aws sso login`)",
                    profile.unwrap_or_default(),
                    chain(other)
                )
            }
        };
        return AwsError::new(operation, AwsErrorKind::Credentials, message);
    }
    match error {
        SdkError::DispatchFailure(_) => {
            let help = if place.endpoint.is_some() { "" } else { "; is VPC Lattice offered in that region?" };
            AwsError::new(operation, AwsErrorKind::Connection, format!("can't reach {}: {words}{help}", place.words()))
        }
        _ => AwsError::new(operation, AwsErrorKind::Other, words),
    }
}

fn find<'e, T: Error + 'static>(error: &'e (dyn Error + 'static)) -> Option<&'e T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        next = error.source();
    }
    None
}

/// The causes, outermost first, without repetitions.
fn chain(error: &dyn Error) -> String {
    let mut parts = vec![error.to_string()];
    let mut next = error.source();
    while let Some(error) = next {
        let words = error.to_string();
        if !parts.iter().any(|part| part.contains(&words)) {
            parts.push(words);
        }
        next = error.source();
    }
    parts.join(": ")
}
