//! The admin path: the engine's library over HTTP, for tests in other languages and for rehearsals.
//!
//! | request | does |
//! |---|---|
//! | `GET /_sandbox` | account, region, version of the form |
//! | `GET`, `PUT /_sandbox/account` | the account in the account form |
//! | `GET`, `PUT /_sandbox/state` | the whole state, ids, tokens, transitions and all |
//! | `POST /_sandbox/reset` | an empty account, an empty log |
//! | `GET`, `DELETE /_sandbox/log` | requests with counts by operation |
//! | `GET`, `PATCH /_sandbox/behaviour` | page size, pace, quotas, rates, faults, lag (members that are given) |
//! | `POST`, `DELETE /_sandbox/faults` | one more fault, as JSON or as `--fault` takes it; none any more |
//! | `POST /_sandbox/call/OPERATION` | an operation behind the clients' backs: no fault, no log |
//! | `POST /_sandbox/settle` | ends everything in progress |
//! | `POST /_sandbox/targets` | sets a target's health: `targetGroup`, `id`, `port`, `healthy` |
//! | `PUT /_sandbox/certificates` | what ACM lists |
//! | `PUT /_sandbox/network` | `vpcs` and `securityGroups` that EC2 knows |

use std::collections::BTreeMap;

use http::Response;
use http_body_util::Full;
use hyper::body::Bytes;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::engine::Engine;
use super::failure::Failure;
use super::faults::Fault;
use super::options::Behaviour;
use super::state::{STATE_VERSION, SecurityGroup, State, Vpc};
use super::wire::{self, Request};
use crate::model::{Account, Certificate};

/// Where it lives.
pub const PREFIX: &str = "/_sandbox";

/// Answers an admin request.
pub fn answer(engine: &Engine, request: &Request) -> Response<Full<Bytes>> {
    match run(engine, request) {
        Ok(body) => wire::respond(200, "application/json", body.to_string(), 0),
        Err(failure) => wire::refusal(None, &failure, 0),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Health {
    target_group: String,
    id: String,
    port: Option<i32>,
    healthy: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Network {
    #[serde(default)]
    vpcs: BTreeMap<String, Vpc>,
    #[serde(default)]
    security_groups: BTreeMap<String, SecurityGroup>,
}

fn run(engine: &Engine, request: &Request) -> Result<Value, Failure> {
    let path = request.path.strip_prefix(PREFIX).unwrap_or_default().trim_matches('/');
    let done = json!({});
    match (request.method.as_str(), path) {
        ("GET", "") => {
            let state = engine.lock();
            let (account, region) = (&state.state.account, &state.state.region);
            Ok(json!({"account": account, "region": region, "format_version": STATE_VERSION}))
        }
        ("GET", "account") => Ok(json!(engine.account())),
        ("PUT", "account") => {
            // A list would be read as an account, too: an empty one.
            let members: Map<String, Value> = body(request)?;
            let account: Account = serde_json::from_value(members.into()).map_err(|error| unreadable(&error))?;
            engine.load(&account).map_err(|error| Failure::other(error.to_string()))?;
            Ok(done)
        }
        ("GET", "state") => Ok(json!(engine.dump())),
        ("PUT", "state") => {
            let state: State = body(request)?;
            engine.restore(state).map_err(|error| Failure::other(error.to_string()))?;
            Ok(done)
        }
        ("POST", "reset") => {
            engine.mutate(|state| *state = State::new(&state.account, &state.region, state.seed));
            engine.reset_log();
            Ok(done)
        }
        ("GET", "log") => Ok(json!(engine.log())),
        ("DELETE", "log") => {
            engine.reset_log();
            Ok(done)
        }
        ("GET", "behaviour") => Ok(json!(engine.behaviour())),
        ("PATCH", "behaviour") => {
            let changes: Map<String, Value> = body(request)?;
            let mut whole = json!(engine.behaviour());
            for (name, value) in changes {
                whole[name] = value;
            }
            let behaviour: Behaviour = serde_json::from_value(whole).map_err(|error| unreadable(&error))?;
            behaviour.check().map_err(Failure::unreadable)?;
            engine.set_behaviour(|current| *current = behaviour);
            Ok(json!(engine.behaviour()))
        }
        ("POST", "faults") => {
            let text = String::from_utf8_lossy(&request.body).trim().to_owned();
            let fault: Fault =
                if text.starts_with('{') { body(request)? } else { text.parse().map_err(Failure::unreadable)? };
            fault.check().map_err(Failure::unreadable)?;
            engine.fault(fault);
            Ok(done)
        }
        ("DELETE", "faults") => {
            engine.clear_faults();
            Ok(done)
        }
        ("POST", "settle") => {
            engine.settle();
            Ok(done)
        }
        ("POST", "targets") => {
            let health: Health = body(request)?;
            engine.set_health(&health.target_group, &health.id, health.port, health.healthy)?;
            Ok(done)
        }
        ("PUT", "certificates") => {
            let certificates: Vec<Certificate> = body(request)?;
            engine.mutate(|state| state.certificates = Some(certificates));
            Ok(done)
        }
        ("PUT", "network") => {
            let network: Network = body(request)?;
            engine.mutate(|state| {
                state.vpcs = network.vpcs;
                state.security_groups = network.security_groups;
            });
            Ok(done)
        }
        ("POST", path) if path.starts_with("call/") => {
            let input = if request.body.is_empty() { Value::Null } else { body(request)? };
            engine.call(path.trim_start_matches("call/"), input)
        }
        _ => Err(Failure::unknown_operation(&format!("{} {}", request.method, request.path))),
    }
}

fn unreadable(error: &serde_json::Error) -> Failure {
    Failure::unreadable(format!("the body can't be read: {error}"))
}

fn body<T: DeserializeOwned>(request: &Request) -> Result<T, Failure> {
    serde_json::from_slice(&request.body).map_err(|error| unreadable(&error))
}
