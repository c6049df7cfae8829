//! One request: which call it is, what goes wrong on purpose, the call itself, the log, the answer.

use std::time::Duration;

use http::Response;
use http_body_util::Full;
use hyper::body::Bytes;
use serde_json::Value;

use super::core::{Core, wall_millis};
use super::engine::Engine;
use super::failure::Failure;
use super::faults::{self, FaultKind};
use super::log::Moment;
use super::wire::{self, Call, Request, Service};
use super::{admin, neighbours};

/// What one request leads to.
pub struct Outcome {
    /// The answer; none: the connection closes.
    pub response: Option<Response<Full<Bytes>>>,
    /// How long it waits.
    pub delay: Duration,
    /// The version of the state that must be on disk before the answer goes out.
    pub version: u64,
    /// Whether the call changed the state: then it fails where that can't be written down.
    pub changed: bool,
}

/// What the faults of a call come to.
#[derive(Default)]
struct Fate {
    delay: Duration,
    /// Refused, nothing done.
    refused: Option<Failure>,
    /// Done, but the answer is this.
    lost: Option<Failure>,
    dropped_before: bool,
    dropped_after: bool,
}

/// Answers an admin request.
pub fn administer(engine: &Engine, request: &Request) -> Outcome {
    let before = engine.lock().version;
    let response = admin::answer(engine, request);
    let version = engine.lock().version;
    Outcome { response: Some(response), delay: Duration::ZERO, version, changed: version != before }
}

/// Answers a request of a client.
pub fn answer(engine: &Engine, request: &Request) -> Outcome {
    let service = request.service();
    let call = match &service {
        Ok(service) => request.call(*service).and_then(known),
        Err(failure) => Err(failure.clone()),
    };
    let service = service.ok();
    let mut core = engine.lock();
    let core = &mut *core;
    let latency = Duration::from_millis(core.behaviour.latency_ms);
    let before = core.version;
    let outcome = |core: &Core, response, delay| Outcome {
        response,
        delay,
        version: core.version,
        changed: core.version != before,
    };
    let call = match call {
        Ok(call) => call,
        Err(failure) => {
            let number = write_down(core, service, "?", request, failure.status, Some(failure.code));
            let response = wire::refusal(service, &failure, number);
            return outcome(core, Some(response), latency);
        }
    };
    let (service, operation) = (call.service, call.operation.clone());
    let fate = fate(core, &call);
    let delay = latency + fate.delay;
    if fate.dropped_before {
        write_down(core, Some(service), &operation, request, 0, Some("DroppedBefore"));
        return outcome(core, None, delay);
    }
    let result = match fate.refused {
        Some(failure) => Err(failure),
        None => run(core, call),
    };
    core.fail_transition = None;
    core.fail_item = None;
    if fate.dropped_after {
        write_down(core, Some(service), &operation, request, 0, Some("DroppedAfter"));
        return outcome(core, None, delay);
    }
    let result = result.and_then(|answer| fate.lost.map_or(Ok(answer), Err));
    let response = match result {
        Ok((status, body)) => {
            let number = write_down(core, Some(service), &operation, request, status, None);
            wire::answer(service, status, &body, number)
        }
        Err(failure) => {
            let number = write_down(core, Some(service), &operation, request, failure.status, Some(failure.code));
            wire::refusal(Some(service), &failure, number)
        }
    };
    outcome(core, Some(response), delay)
}

/// Only names that there are may come into the log and the buckets, so that clients can't fill them.
fn known(call: Call) -> Result<Call, Failure> {
    // The operations of Lattice come from the routes of the model.
    if call.service == Service::Lattice || neighbours::has(&call.operation) {
        return Ok(call);
    }
    Err(Failure::unknown_operation(&call.operation))
}

/// Takes the faults of a call, then its token.
fn fate(core: &mut Core, call: &Call) -> Fate {
    let mut fate = Fate::default();
    for kind in faults::take(&mut core.behaviour.faults, &call.operation) {
        match kind {
            FaultKind::Delay(millis) => fate.delay += Duration::from_millis(millis),
            FaultKind::Throttle(seconds) => fate.refused = Some(Failure::throttled(seconds)),
            FaultKind::Internal => fate.refused = Some(Failure::internal("Internal server error")),
            FaultKind::InternalAfter => fate.lost = Some(Failure::internal("Internal server error")),
            FaultKind::Unavailable => fate.refused = Some(Failure::unavailable()),
            FaultKind::AccessDenied => {
                let action = format!("{}:{}", call.service.name(), call.operation);
                fate.refused = Some(Failure::denied(format!("User is not authorized to perform: {action}")));
            }
            FaultKind::NotFound => fate.refused = Some(Failure::not_found("RESOURCE", "the sandbox was told so")),
            FaultKind::Conflict => {
                fate.refused = Some(Failure::conflict("RESOURCE", "the sandbox", "the sandbox was told so".to_owned()));
            }
            FaultKind::Quota => {
                fate.refused = Some(Failure::quota("what the sandbox was told", "L-SANDBOX", "RESOURCE", 0));
            }
            FaultKind::DropBefore => fate.dropped_before = true,
            FaultKind::DropAfter => fate.dropped_after = true,
            FaultKind::FailTransition(code) => core.fail_transition = Some(code),
            FaultKind::FailItem(code) => core.fail_item = Some(code),
        }
    }
    if fate.refused.is_none()
        && let Err(seconds) = core.buckets.take(&core.behaviour.rates, &call.operation, wall_millis())
    {
        fate.refused = Some(Failure::throttled(Some(seconds)));
    }
    fate
}

fn run(core: &mut Core, call: Call) -> Result<(u16, Value), Failure> {
    // Time passes for every service: what is gone by now shows in none.
    core.finish_due(wall_millis());
    match call.service {
        Service::Lattice => core.call(&call.operation, call.input),
        Service::Tagging => neighbours::tagging::call(core, &call.operation, &call.input).map(|body| (200, body)),
        Service::Acm => neighbours::acm::call(core, &call.operation, &call.input).map(|body| (200, body)),
        Service::Sts => neighbours::sts::call(core, &call.operation).map(|xml| (200, xml.into())),
        Service::Ec2 => neighbours::ec2::call(core, &call.operation, &call.input).map(|xml| (200, xml.into())),
    }
}

/// Writes a request into the log; its number there.
fn write_down(
    core: &mut Core,
    service: Option<Service>,
    operation: &str,
    request: &Request,
    status: u16,
    error: Option<&str>,
) -> u64 {
    let mut line = format!("{} {}", request.method, request.path);
    line.truncate(line.floor_char_boundary(300));
    core.log.add(service.map_or("?", Service::name), operation, line, status, error);
    if let Some(moments) = &mut core.moments {
        let (operation, error) = (operation.to_owned(), error.map(str::to_owned));
        moments.push(Moment { operation, error, state: core.state.clone() });
    }
    core.log.calls
}
