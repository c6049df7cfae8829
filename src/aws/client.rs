//! The SDK's clients, and the one way every call goes: brake, count, send, classify, wait, try again.

use std::error::Error;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use tokio::sync::{Semaphore, watch};

use super::classify::{Place, classify};
use super::counts::is_read;
use super::limit::TokenBucket;
use super::{AwsError, AwsErrorKind, Counter, Result};

/// Calls a second against AWS where nothing else is said. VPC Lattice publishes no rates.
const DEFAULT_READ_RATE: f64 = 25.0;
const DEFAULT_WRITE_RATE: f64 = 5.0;

/// How to reach the account. What is `None` comes from the SDK's own chain.
#[derive(Clone, Debug)]
pub struct ConnectOptions {
    /// The region.
    pub region: Option<String>,
    /// The profile.
    pub profile: Option<String>,
    /// One endpoint for all services.
    pub endpoint_url: Option<String>,
    /// Calls under way at once.
    pub parallelism: usize,
    /// Reading calls a second; 0: no limit. `None`: 25, and no limit where the endpoint is this machine.
    pub read_rate: Option<f64>,
    /// Writing calls a second; 0: no limit. `None`: 5, and no limit where the endpoint is this machine.
    pub write_rate: Option<f64>,
    /// How often a call is tried.
    pub max_attempts: u32,
    /// How long one try may take.
    pub attempt_timeout: Duration,
    /// Items a page, 1 to 100.
    pub page_size: i32,
}

impl Default for ConnectOptions {
    fn default() -> Self {
        Self {
            region: None,
            profile: None,
            endpoint_url: None,
            parallelism: 8,
            read_rate: None,
            write_rate: None,
            max_attempts: 12,
            attempt_timeout: Duration::from_secs(30),
            page_size: 100,
        }
    }
}

/// What both clients share.
#[derive(Debug)]
pub(super) struct Core {
    pub(super) lattice: aws_sdk_vpclattice::Client,
    pub(super) tagging: aws_sdk_resourcegroupstagging::Client,
    pub(super) sts: aws_sdk_sts::Client,
    pub(super) acm: aws_sdk_acm::Client,
    pub(super) page_size: i32,
    pub(super) counter: Counter,
    permits: Semaphore,
    reads: TokenBucket,
    writes: TokenBucket,
    max_attempts: u32,
    /// Whether calls that fail are not tried again any more.
    hurried: watch::Sender<bool>,
    place: Place,
}

/// Reads an account; has no method that writes. Clones share brake and counter.
#[derive(Clone, Debug)]
pub struct ReadClient {
    pub(super) core: Arc<Core>,
}

/// Reads and writes an account.
#[derive(Clone, Debug)]
pub struct WriteClient {
    pub(super) reader: ReadClient,
}

impl ReadClient {
    /// Finds credentials, region and endpoints as the AWS tools do. Makes no call to the services named.
    pub async fn connect(options: &ConnectOptions) -> Result<Self> {
        let config = load_config(options).await?;
        Ok(Self { core: Arc::new(Core::new(&config, options)) })
    }

    /// With a configuration made elsewhere.
    pub fn with_config(config: &SdkConfig, options: &ConnectOptions) -> Self {
        Self { core: Arc::new(Core::new(config, options)) }
    }

    /// The region that is called.
    pub fn region(&self) -> &str {
        &self.core.place.region
    }
}

impl WriteClient {
    /// As [`ReadClient::connect`].
    pub async fn connect(options: &ConnectOptions) -> Result<Self> {
        Ok(Self { reader: ReadClient::connect(options).await? })
    }

    /// With a configuration made elsewhere.
    pub fn with_config(config: &SdkConfig, options: &ConnectOptions) -> Self {
        Self { reader: ReadClient::with_config(config, options) }
    }

    /// From now on a call that fails is not tried again, and one that waits for its next try gives up.
    pub fn hurry(&self) {
        self.reader.core.hurried.send_replace(true);
    }

    /// The same client without its writing half; counts into the same place.
    pub fn reader(&self) -> ReadClient {
        self.reader.clone()
    }
}

async fn load_config(options: &ConnectOptions) -> Result<SdkConfig> {
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        // Tries are counted, braked and spread here, so the SDK makes one each.
        .retry_config(RetryConfig::disabled())
        .timeout_config(
            TimeoutConfig::builder()
                .connect_timeout(Duration::from_secs(5))
                .operation_attempt_timeout(options.attempt_timeout)
                .build(),
        );
    if let Some(region) = options.region.as_ref().filter(|region| !region.is_empty()) {
        loader = loader.region(Region::new(region.clone()));
    }
    if let Some(profile) = &options.profile {
        loader = loader.profile_name(profile);
    }
    if let Some(endpoint) = &options.endpoint_url {
        loader = loader.endpoint_url(endpoint);
    }
    let config = loader.load().await;
    if config.region().is_none() {
        let message = "no region is known: give it with --region, REGION or AWS_REGION, or in the AWS profile";
        return Err(AwsError::new("configuration", AwsErrorKind::Configuration, message));
    }
    if let Some(endpoint) = endpoint_of(&config).filter(|endpoint| !is_endpoint(endpoint)) {
        let message = format!("`{endpoint}` is no endpoint: give a URL such as http://127.0.0.1:4566");
        return Err(AwsError::new("configuration", AwsErrorKind::Configuration, message));
    }
    Ok(config)
}

impl Core {
    fn new(config: &SdkConfig, options: &ConnectOptions) -> Self {
        let endpoint = endpoint_of(config);
        let local = endpoint.as_deref().is_some_and(is_this_machine);
        let rate = |given: Option<f64>, default: f64| if local { given } else { given.or(Some(default)) };
        let parallelism = options.parallelism.clamp(1, 256);
        Self {
            lattice: aws_sdk_vpclattice::Client::new(config),
            tagging: aws_sdk_resourcegroupstagging::Client::new(config),
            sts: aws_sdk_sts::Client::new(config),
            acm: aws_sdk_acm::Client::new(config),
            page_size: options.page_size.clamp(1, 100),
            counter: Counter::default(),
            permits: Semaphore::new(parallelism),
            reads: TokenBucket::new(rate(options.read_rate, DEFAULT_READ_RATE)),
            writes: TokenBucket::new(rate(options.write_rate, DEFAULT_WRITE_RATE)),
            max_attempts: options.max_attempts.max(1),
            hurried: watch::Sender::new(false),
            place: Place {
                region: config.region().map(ToString::to_string).unwrap_or_default(),
                endpoint,
                profile: options.profile.clone().or_else(|| std::env::var("AWS_PROFILE").ok()),
            },
        }
    }

    /// One call: tried again while that may help, each try braked and counted.
    pub(super) async fn call<T, E, Attempt, Answer>(&self, operation: &'static str, attempt: Attempt) -> Result<T>
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
        Attempt: Fn() -> Answer + Send,
        Answer: Future<Output = std::result::Result<T, SdkError<E, HttpResponse>>> + Send,
    {
        let mut tried = 0;
        loop {
            let answer = {
                let bucket = if is_read(operation) { &self.reads } else { &self.writes };
                // Nobody waits for the brake with a permit in hand: slow writes would starve reads.
                bucket.take().await;
                let _permit = self.permits.acquire().await;
                self.counter.add(operation);
                attempt().await
            };
            let error = match answer {
                Ok(value) => {
                    self.counter.answered(operation);
                    return Ok(value);
                }
                Err(error) => classify(operation, &error, &self.place),
            };
            tried += 1;
            match pause(&error, tried) {
                Some(pause) if tried < self.max_attempts => {
                    tracing::debug!(operation, tried, ?pause, %error, "trying again");
                    let mut hurried = self.hurried.subscribe();
                    // Nobody waits any more once somebody is in a hurry.
                    let waited = tokio::time::timeout(pause, hurried.wait_for(|hurried| *hurried)).await;
                    if waited.is_ok() {
                        return Err(error);
                    }
                }
                _ => return Err(error),
            }
        }
    }
}

/// How long to wait before the next try; `None` where none would help.
fn pause(error: &AwsError, tried: u32) -> Option<Duration> {
    let base = match error.kind {
        AwsErrorKind::Throttled => 200,
        AwsErrorKind::Transient => 50,
        // Nobody answers at all: a few tries, then the user should know.
        AwsErrorKind::Connection if tried < 6 => 50,
        _ => return None,
    };
    let ceiling = base << tried.min(7);
    let spread = Duration::from_millis(fastrand::u64(ceiling / 4..=ceiling).min(20_000));
    Some(error.retry_after.map_or(spread, |wanted| wanted.max(spread / 4)))
}

/// The endpoint that is called: the one asked for here, then those set for VPC Lattice and for all services,
/// as the SDK chooses.
fn endpoint_of(config: &SdkConfig) -> Option<String> {
    let given = |name: &str| std::env::var(name).ok().filter(|url| !url.is_empty());
    let configured = || config.endpoint_url().map(ToOwned::to_owned);
    if config.get_origin("endpoint_url").is_client_config() {
        return configured();
    }
    given("AWS_ENDPOINT_URL_VPC_LATTICE").or_else(configured).or_else(|| given("AWS_ENDPOINT_URL"))
}

/// A scheme that the client speaks, and a host.
fn is_endpoint(url: &str) -> bool {
    url.parse::<http::Uri>().is_ok_and(|uri| matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some())
}

fn is_this_machine(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split('/').next().unwrap_or(rest);
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or(v6),
        None => authority.rsplit_once(':').map_or(authority, |(host, _)| host),
    };
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_known() {
        for url in ["http://127.0.0.1:4566", "http://localhost", "https://[::1]:80/x", "http://127.9.9.9"] {
            assert!(is_this_machine(url), "{url}");
        }
        for url in ["https://vpc-lattice.eu-west-1.amazonaws.com", "http://10.0.0.1:80", "http://localhost.example.com"]
        {
            assert!(!is_this_machine(url), "{url}");
        }
    }

    #[test]
    fn only_what_may_pass_is_tried_again() {
        let of = |kind| pause(&AwsError::new("GetService", kind, ""), 1).is_some();
        assert!(of(AwsErrorKind::Throttled) && of(AwsErrorKind::Transient) && of(AwsErrorKind::Connection));
        for kind in [
            AwsErrorKind::NotFound,
            AwsErrorKind::Conflict,
            AwsErrorKind::AccessDenied,
            AwsErrorKind::Credentials,
            AwsErrorKind::Quota,
            AwsErrorKind::Validation,
            AwsErrorKind::Other,
        ] {
            assert!(!of(kind), "{kind:?}");
        }
    }

    #[test]
    fn a_call_that_waits_for_the_brake_holds_no_permit() {
        use aws_sdk_vpclattice::operation::get_service::GetServiceError;

        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let region = Region::new("us-west-2");
            let config = SdkConfig::builder().behavior_version(BehaviorVersion::latest()).region(region).build();
            let options = ConnectOptions { parallelism: 1, write_rate: Some(2.0), ..ConnectOptions::default() };
            let core = Core::new(&config, &options);
            let call =
                |operation| core.call(operation, || async { Ok::<(), SdkError<GetServiceError, HttpResponse>>(()) });
            // A second's worth of writing calls.
            call("CreateService").await.unwrap();
            call("CreateService").await.unwrap();
            let first = tokio::select! {
                biased;
                _ = call("CreateService") => "write",
                _ = call("GetService") => "read",
            };
            assert_eq!(first, "read");
        });
    }

    #[test]
    fn the_wait_asked_for_is_kept() {
        let mut error = AwsError::new("GetService", AwsErrorKind::Throttled, "");
        error.retry_after = Some(Duration::from_secs(3));
        assert_eq!(pause(&error, 1), Some(Duration::from_secs(3)));
    }
}
