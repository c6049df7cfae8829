//! The HTTP server: one request at a time against the state, faults around it.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use http::Response;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use super::dispatch::Outcome;
use super::engine::Engine;
use super::failure::Failure;
use super::persist::Saved;
use super::wire::{self, Request};
use super::{admin, dispatch};

/// The largest body of an API call; real ones are far smaller. All connections together may hold so many.
const BODY_LIMIT: usize = 256 << 10;
/// The largest body of a dump that is loaded, one at a time.
const ADMIN_BODY_LIMIT: usize = 512 << 20;
const CONNECTIONS: usize = 512;
/// How long a body may take to come.
const BODY_TIME: Duration = Duration::from_mins(1);

/// A request that is answered by closing the connection.
#[derive(Debug, thiserror::Error)]
#[error("the sandbox was told to drop this connection")]
struct Dropped;

/// Serves until told to stop; then calls in flight finish.
pub async fn serve(
    listener: TcpListener,
    engine: Engine,
    saved: Option<watch::Receiver<Saved>>,
    mut stop: watch::Receiver<bool>,
) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let slots = Arc::new(Semaphore::new(CONNECTIONS));
    let loading = Arc::new(Semaphore::new(1));
    let mut connections = JoinSet::new();
    loop {
        let next = async {
            let slot = Arc::clone(&slots).acquire_owned().await;
            (slot, listener.accept().await)
        };
        let (slot, accepted) = tokio::select! {
            next = next => next,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        let Ok(slot) = slot else { break };
        // Out of file handles, most likely: others will be closed.
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let (engine, saved, mut stop, loading) = (engine.clone(), saved.clone(), stop.clone(), loading.clone());
        connections.spawn(async move {
            let service = service_fn(move |request| handle(engine.clone(), saved.clone(), loading.clone(), request));
            let connection = hyper::server::conn::http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(Duration::from_mins(1))
                .serve_connection(TokioIo::new(stream), service);
            let mut connection = std::pin::pin!(connection);
            let stopping = async { stop.wait_for(|stop| *stop).await.is_ok() };
            let stopped = tokio::select! {
                _ = connection.as_mut() => false,
                _ = stopping => true,
            };
            if stopped {
                connection.as_mut().graceful_shutdown();
                let _ = connection.await;
            }
            drop(slot);
        });
        while connections.try_join_next().is_some() {}
    }
    let _ =
        tokio::time::timeout(Duration::from_secs(3), async { while connections.join_next().await.is_some() {} }).await;
    Ok(())
}

async fn handle(
    engine: Engine,
    saved: Option<watch::Receiver<Saved>>,
    loading: Arc<Semaphore>,
    request: http::Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Dropped> {
    let (parts, body) = request.into_parts();
    let is_admin = parts.uri.path().starts_with(admin::PREFIX);
    if is_foreign(&parts.headers) {
        return Ok(wire::refusal(None, &Failure::foreign(), 0));
    }
    let may_be_large = hyper::body::Body::size_hint(&body).upper().is_none_or(|size| size > BODY_LIMIT as u64);
    let turn = if is_admin && may_be_large { loading.acquire().await.ok() } else { None };
    let limit = if turn.is_some() { ADMIN_BODY_LIMIT } else { BODY_LIMIT };
    let body = match tokio::time::timeout(BODY_TIME, Limited::new(body, limit).collect()).await {
        Ok(Ok(body)) => body,
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            return Ok(wire::refusal(None, &Failure::too_large(), 0));
        }
        Ok(Err(error)) => {
            let failure = Failure::unreadable(format!("the body can't be read: {error}"));
            return Ok(wire::refusal(None, &failure, 0));
        }
        Err(_) => {
            let failure = Failure::unreadable(format!("the body did not come within {} s", BODY_TIME.as_secs()));
            return Ok(wire::refusal(None, &failure, 0));
        }
    };
    let request = Request {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body: body.to_bytes(),
    };
    // A mistake of the sandbox must not take it down: the client gets the 500 that it would get there.
    let work = AssertUnwindSafe(|| {
        if is_admin { dispatch::administer(&engine, &request) } else { dispatch::answer(&engine, &request) }
    });
    let mut outcome = catch_unwind(work).unwrap_or_else(|_| Outcome {
        response: Some(wire::refusal(None, &Failure::internal("the sandbox has a mistake"), 0)),
        delay: Duration::ZERO,
        version: 0,
        changed: false,
    });
    engine.announce(outcome.version);
    if let Some(mut saved) = saved {
        let known = saved.wait_for(|saved| saved.version >= outcome.version).await;
        let failure = known.ok().and_then(|saved| saved.failure.clone()).filter(|_| outcome.changed);
        if let (Some(failure), true) = (failure, outcome.response.is_some()) {
            // What could not be kept must not look as if it were.
            outcome.response = Some(wire::refusal(None, &Failure::internal(failure), 0));
        }
    }
    if !outcome.delay.is_zero() {
        tokio::time::sleep(outcome.delay).await;
    }
    outcome.response.ok_or(Dropped)
}

/// Whether a web page of somewhere else makes the browser ask: nobody's credentials are checked, so such a
/// page could do everything. Programs send no `Origin`.
fn is_foreign(headers: &http::HeaderMap) -> bool {
    let Some(origin) = headers.get(http::header::ORIGIN) else { return false };
    let host = origin.to_str().ok().and_then(|origin| origin.parse::<http::Uri>().ok());
    let host = host.as_ref().and_then(http::Uri::host).unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    host != "localhost" && !address.is_ok_and(|address| address.is_loopback())
}

/// Binds the address, loopback only unless others are allowed.
pub fn bind(address: SocketAddr, allow_remote: bool) -> io::Result<TcpListener> {
    if !allow_remote && !address.ip().is_loopback() {
        let message = format!(
            "{address} is not a loopback address, and no credentials are checked; --allow-remote listens there all the same"
        );
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
    }
    TcpListener::bind(address)
}
