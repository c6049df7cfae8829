//! The HTTP server: one request at a time against the state, faults around it.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use http::Response;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use super::core::wall_millis;
use super::engine::Engine;
use super::failure::Failure;
use super::faults::{self, FaultKind};
use super::wire::{self, Call, Request, Service};
use super::{admin, neighbours};

/// The largest body of an API call; real ones are far smaller.
const BODY_LIMIT: usize = 1 << 20;
/// The largest body of a dump that is loaded.
const ADMIN_BODY_LIMIT: usize = 512 << 20;
const CONNECTIONS: usize = 1024;

/// A request that is answered by closing the connection.
#[derive(Debug, thiserror::Error)]
#[error("the sandbox was told to drop this connection")]
struct Dropped;

/// What one request leads to.
struct Outcome {
    response: Option<Response<Full<Bytes>>>,
    delay: Duration,
    /// The version of the state that must be on disk before the answer goes out.
    version: u64,
}

/// Serves until told to stop; then calls in flight finish.
pub async fn serve(
    listener: TcpListener,
    engine: Engine,
    saved: Option<watch::Receiver<u64>>,
    mut stop: watch::Receiver<bool>,
) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let slots = Arc::new(Semaphore::new(CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        let Ok(slot) = Arc::clone(&slots).acquire_owned().await else { break };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        // Out of file handles, most likely: others will be closed.
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let (engine, saved, mut stop) = (engine.clone(), saved.clone(), stop.clone());
        connections.spawn(async move {
            let service = service_fn(move |request| handle(engine.clone(), saved.clone(), request));
            let connection = hyper::server::conn::http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(Duration::from_secs(60))
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
    saved: Option<watch::Receiver<u64>>,
    request: http::Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Dropped> {
    let (parts, body) = request.into_parts();
    let is_admin = parts.uri.path().starts_with(admin::PREFIX);
    let limit = if is_admin { ADMIN_BODY_LIMIT } else { BODY_LIMIT };
    let Ok(body) = Limited::new(body, limit).collect().await else {
        return Ok(wire::refusal(None, &Failure::too_large(), 0));
    };
    let request = Request {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body: body.to_bytes(),
    };
    // A mistake of the sandbox must not take it down: the client gets the 500 that it would get there.
    let work = AssertUnwindSafe(|| if is_admin { administer(&engine, &request) } else { outcome(&engine, &request) });
    let outcome = catch_unwind(work).unwrap_or_else(|_| Outcome {
        response: Some(wire::refusal(None, &Failure::internal("the sandbox has a mistake"), 0)),
        delay: Duration::ZERO,
        version: 0,
    });
    engine.announce(outcome.version);
    if let Some(mut saved) = saved {
        let _ = saved.wait_for(|version| *version >= outcome.version).await;
    }
    if !outcome.delay.is_zero() {
        tokio::time::sleep(outcome.delay).await;
    }
    outcome.response.ok_or(Dropped)
}

fn administer(engine: &Engine, request: &Request) -> Outcome {
    let response = admin::answer(engine, request);
    Outcome { response: Some(response), delay: Duration::ZERO, version: engine.lock().version }
}

fn outcome(engine: &Engine, request: &Request) -> Outcome {
    let call = request.service().and_then(|service| Ok((service, request.call(service))));
    let mut core = engine.lock();
    let mut delay = Duration::from_millis(core.behaviour.latency_ms);
    let (service, call) = match call {
        Ok((service, Ok(call))) => (service, call),
        Ok((service, Err(failure))) => {
            let number = write_down(&mut core.log, Some(service), "?", request, failure.status, Some(failure.code));
            return Outcome {
                response: Some(wire::refusal(Some(service), &failure, number)),
                delay,
                version: core.version,
            };
        }
        Err(failure) => {
            let number = write_down(&mut core.log, None, "?", request, failure.status, Some(failure.code));
            return Outcome { response: Some(wire::refusal(None, &failure, number)), delay, version: core.version };
        }
    };
    if !is_known(&call) {
        let failure = Failure::unknown_operation(&call.operation);
        let number = write_down(&mut core.log, Some(service), "?", request, failure.status, Some(failure.code));
        return Outcome {
            response: Some(wire::refusal(Some(service), &failure, number)),
            delay,
            version: core.version,
        };
    }
    let operation = call.operation.clone();
    let kinds = faults::take(&mut core.behaviour.faults, &operation);
    let mut dropped = false;
    let mut refused = None;
    let mut lost = None;
    for kind in kinds {
        match kind {
            FaultKind::Delay(millis) => delay += Duration::from_millis(millis),
            FaultKind::Throttle(seconds) => refused = Some(Failure::throttled(seconds)),
            FaultKind::Internal => refused = Some(Failure::internal("Internal server error")),
            FaultKind::Unavailable => refused = Some(Failure::unavailable()),
            FaultKind::AccessDenied => {
                let message = format!("User is not authorized to perform: {}:{operation}", service.name());
                refused = Some(Failure::denied(message));
            }
            FaultKind::NotFound => refused = Some(Failure::not_found("RESOURCE", "the sandbox was told so")),
            FaultKind::Quota => {
                refused = Some(Failure::quota("A quota that the sandbox was told of", "L-SANDBOX", "RESOURCE", 0))
            }
            FaultKind::DropBefore => {
                write_down(&mut core.log, Some(service), &operation, request, 0, Some("DroppedBefore"));
                return Outcome { response: None, delay, version: core.version };
            }
            FaultKind::DropAfter => dropped = true,
            FaultKind::InternalAfter => lost = Some(Failure::internal("Internal server error")),
            FaultKind::FailTransition(code) => core.fail_transition = Some(code),
            FaultKind::FailItem(code) => core.fail_item = Some(code),
        }
    }
    let core = &mut *core;
    if refused.is_none() {
        if let Err(seconds) = core.buckets.take(&core.behaviour.rates, &operation, wall_millis()) {
            refused = Some(Failure::throttled(Some(seconds)));
        }
    }
    let result = match refused {
        Some(failure) => Err(failure),
        None => run(core, call),
    };
    core.fail_transition = None;
    core.fail_item = None;
    let result = match (result, lost) {
        (Ok(_), Some(failure)) => Err(failure),
        (result, _) => result,
    };
    let (status, error) = match &result {
        Ok((status, _)) => (*status, None),
        Err(failure) => (failure.status, Some(failure.code)),
    };
    if dropped {
        write_down(&mut core.log, Some(service), &operation, request, 0, Some("DroppedAfter"));
        return Outcome { response: None, delay, version: core.version };
    }
    let number = write_down(&mut core.log, Some(service), &operation, request, status, error);
    let response = match result {
        Ok((status, body)) => wire::answer(service, status, &body, number),
        Err(failure) => wire::refusal(Some(service), &failure, number),
    };
    Outcome { response: Some(response), delay, version: core.version }
}

/// Only names that there are may come into the log and the buckets, so that clients can't fill them.
fn is_known(call: &Call) -> bool {
    match call.service {
        Service::Lattice => true,
        _ => neighbours::has(&call.operation),
    }
}

fn run(core: &mut super::core::Core, call: Call) -> Result<(u16, serde_json::Value), Failure> {
    match call.service {
        Service::Lattice => core.call(&call.operation, call.input),
        Service::Tagging => neighbours::tagging::call(core, &call.operation, &call.input).map(|body| (200, body)),
        Service::Acm => neighbours::acm::call(core, &call.operation, &call.input).map(|body| (200, body)),
        Service::Sts => neighbours::sts::call(core, &call.operation).map(|xml| (200, xml.into())),
        Service::Ec2 => neighbours::ec2::call(core, &call.operation, &call.input).map(|xml| (200, xml.into())),
    }
}

fn write_down(
    log: &mut super::log::Log,
    service: Option<Service>,
    operation: &str,
    request: &Request,
    status: u16,
    error: Option<&str>,
) -> u64 {
    let mut line = format!("{} {}", request.method, request.path);
    line.truncate(line.floor_char_boundary(300));
    log.add(service.map_or("?", Service::name), operation, line, status, error);
    log.calls
}

/// Binds the address, loopback only unless others are allowed.
pub fn bind(address: SocketAddr, allow_remote: bool) -> io::Result<TcpListener> {
    if !allow_remote && !address.ip().is_loopback() {
        let message = format!("{address} is not a loopback address, and no credentials are checked");
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
    }
    TcpListener::bind(address)
}
