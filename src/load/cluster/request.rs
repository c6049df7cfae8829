//! One read of the API: retried where a retry can help, with the server's own word on when.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use http_body_util::BodyExt;
use kube::client::Body;
use serde::Deserialize;
use tokio::sync::Semaphore;

use super::connect::{Connection, chain};
use super::error::ClusterError;

/// How patient a read is.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// How often a read is tried.
    pub attempts: u32,
    /// The first pause; it doubles from try to try.
    pub pause: Duration,
    /// The longest pause, also where the server asks for a longer one.
    pub longest_pause: Duration,
    /// How long to wait for an answer's head, and for each further piece of its body.
    pub silence: Duration,
    /// How many objects to ask for at once.
    pub page_size: u32,
    /// How many reads are under way at once.
    pub concurrency: usize,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            attempts: 6,
            pause: Duration::from_millis(250),
            longest_pause: Duration::from_secs(30),
            silence: Duration::from_secs(30),
            page_size: 500,
            concurrency: 8,
        }
    }
}

/// An answer that is no list.
#[derive(Debug)]
pub(super) enum Refusal {
    /// 403: this identity may not.
    Forbidden,
    /// 404: nothing is served there.
    NotFound,
    /// 410: the continue token is too old.
    Expired,
    /// Everything else ends the run.
    Fatal(ClusterError),
}

/// The API server, with a limit on what is asked at once.
pub(super) struct Api<'a> {
    connection: &'a Connection,
    patience: Patience,
    permits: Semaphore,
    requests: Mutex<BTreeMap<String, u32>>,
}

/// The API server's word on a failure.
#[derive(Default, Deserialize)]
#[serde(default)]
struct StatusAnswer {
    message: String,
    details: StatusDetails,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct StatusDetails {
    retry_after_seconds: u64,
}

/// Why one try failed.
enum Failure {
    /// Worth another try, after the server's pause where it names one.
    Passing {
        reason: String,
        pause: Option<Duration>,
    },
    /// No connection: worth fewer tries.
    Unreachable {
        reason: String,
    },
    Final(Refusal),
}

/// A connection that can't be made is tried this often: a wrong address should not take a minute to tell.
const CONNECTION_ATTEMPTS: u32 = 2;

impl<'a> Api<'a> {
    pub(super) fn new(connection: &'a Connection, patience: Patience) -> Self {
        Self { connection, patience, permits: Semaphore::new(patience.concurrency.max(1)), requests: Mutex::default() }
    }

    pub(super) fn patience(&self) -> &Patience {
        &self.patience
    }

    /// How often each resource was asked for.
    pub(super) fn requests(&self) -> BTreeMap<String, u32> {
        self.requests.lock().map(|requests| requests.clone()).unwrap_or_default()
    }

    pub(super) fn place(&self) -> &str {
        &self.connection.place
    }

    /// Reads a path and parses the answer; a body that is cut or garbled counts as a failed try.
    pub(super) async fn get<T>(
        &self,
        path: &str,
        what: &str,
        parse: impl Fn(&[u8]) -> Result<T, serde_json::Error>,
    ) -> Result<T, Refusal> {
        let _permit = self.permits.acquire().await.expect("the semaphore is never closed");
        let mut pause = self.patience.pause;
        let mut attempt = 1;
        loop {
            let failure = match self.try_get(path, what).await {
                Ok(body) => match parse(&body) {
                    Ok(parsed) => return Ok(parsed),
                    Err(error) => {
                        Failure::Passing { reason: format!("the answer is cut or no list: {error}"), pause: None }
                    }
                },
                Err(failure) => failure,
            };
            let (reason, asked, limit) = match failure {
                Failure::Final(refusal) => return Err(refusal),
                Failure::Passing { reason, pause } => (reason, pause, self.patience.attempts),
                Failure::Unreachable { reason } => (reason, None, CONNECTION_ATTEMPTS.min(self.patience.attempts)),
            };
            if attempt >= limit {
                let place = self.place().to_owned();
                return Err(Refusal::Fatal(if limit == self.patience.attempts {
                    ClusterError::Failed { place, what: what.to_owned(), attempts: attempt, reason }
                } else {
                    ClusterError::Unreachable { place, reason }
                }));
            }
            tracing::debug!(what, attempt, reason, "retrying a read of the cluster");
            tokio::time::sleep(asked.unwrap_or(pause).min(self.patience.longest_pause)).await;
            pause *= 2;
            attempt += 1;
        }
    }

    async fn try_get(&self, path: &str, what: &str) -> Result<Vec<u8>, Failure> {
        let request = http::Request::get(path)
            .header(http::header::ACCEPT, "application/json")
            .body(Body::empty())
            .map_err(|error| self.bad_request(what, error.to_string()))?;
        if let Ok(mut requests) = self.requests.lock() {
            *requests.entry(what.to_owned()).or_default() += 1;
        }
        let silence = self.patience.silence;
        let answer = match tokio::time::timeout(silence, self.connection.client.send(request)).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => return Err(self.transport_failure(&error)),
            Err(_) => return Err(passing(format!("no answer within {} s", silence.as_secs_f32()))),
        };
        let status = answer.status();
        let retry_after = answer
            .headers()
            .get(http::header::RETRY_AFTER)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.trim().parse().ok())
            .map(Duration::from_secs);
        if let Some(reason) = stranger(status, answer.headers()) {
            let place = self.place().to_owned();
            return Err(Failure::Final(Refusal::Fatal(ClusterError::NotKubernetes { place, answer: reason })));
        }
        let body = self.body(answer).await?;
        if status.is_success() {
            return Ok(body);
        }
        Err(self.refused(status, retry_after, &body, what))
    }

    async fn body(&self, answer: http::Response<Body>) -> Result<Vec<u8>, Failure> {
        let mut body = answer.into_body();
        let mut bytes = Vec::new();
        loop {
            match tokio::time::timeout(self.patience.silence, body.frame()).await {
                Ok(None) => return Ok(bytes),
                Ok(Some(Ok(frame))) => bytes.extend_from_slice(frame.data_ref().map_or(&[][..], |data| data)),
                Ok(Some(Err(error))) => return Err(passing(format!("the answer broke off: {}", chain(&error)))),
                Err(_) => return Err(passing("the answer stopped midway".to_owned())),
            }
        }
    }

    fn refused(&self, status: http::StatusCode, retry_after: Option<Duration>, body: &[u8], what: &str) -> Failure {
        let answer: StatusAnswer = serde_json::from_slice(body).unwrap_or_default();
        let reason = if answer.message.is_empty() { status.to_string() } else { answer.message };
        match status.as_u16() {
            401 => {
                Failure::Final(Refusal::Fatal(ClusterError::Unauthorized { place: self.place().to_owned(), reason }))
            }
            403 => Failure::Final(Refusal::Forbidden),
            404 => Failure::Final(Refusal::NotFound),
            410 => Failure::Final(Refusal::Expired),
            429 | 500..=599 => {
                let named = Some(answer.details.retry_after_seconds).filter(|seconds| *seconds > 0);
                let pause = retry_after.or(named.map(Duration::from_secs));
                Failure::Passing { reason: format!("{} {reason}", status.as_u16()), pause }
            }
            _ => self.bad_request(what, format!("{} {reason}", status.as_u16())),
        }
    }

    fn bad_request(&self, what: &str, reason: String) -> Failure {
        let place = self.place().to_owned();
        Failure::Final(Refusal::Fatal(ClusterError::BadRequest { place, what: what.to_owned(), reason }))
    }

    fn transport_failure(&self, error: &kube::Error) -> Failure {
        let reason = chain(error).trim_start_matches("ServiceError: ").to_owned();
        let place = self.place().to_owned();
        // The kinds of TLS failure are rustls', which reaches us as text only.
        if let Some(at) = reason.find("invalid peer certificate") {
            return Failure::Final(Refusal::Fatal(ClusterError::Certificate {
                place,
                reason: reason[at..].to_owned(),
            }));
        }
        if matches!(error, kube::Error::Auth(_)) || reason.contains("auth exec") || reason.contains("bearer token") {
            return Failure::Final(Refusal::Fatal(ClusterError::Credentials { place, reason }));
        }
        let connecting =
            ["tcp connect error", "dns error", "client error (Connect)", "deadline has elapsed", "tunnel error"];
        if connecting.iter().any(|sign| reason.contains(sign)) {
            return Failure::Unreachable { reason };
        }
        passing(reason)
    }
}

/// What tells that it is no API server that answers: redirects and pages for people. A gateway's own page
/// about an error behind it passes, and 401 has advice of its own.
fn stranger(status: http::StatusCode, headers: &http::HeaderMap) -> Option<String> {
    let text = |name: http::HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if status.is_redirection() {
        return Some(format!("a redirect ({}) to {:?}", status.as_u16(), text(http::header::LOCATION)));
    }
    let is_page = text(http::header::CONTENT_TYPE).trim_start().to_ascii_lowercase().starts_with("text/html");
    let judged = status.is_server_error() || matches!(status.as_u16(), 401 | 429);
    (is_page && !judged).then(|| format!("a web page ({})", status.as_u16()))
}

fn passing(reason: String) -> Failure {
    Failure::Passing { reason, pause: None }
}
