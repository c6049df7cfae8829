//! One call against the state: validation, client tokens, the operation itself, and what happens in the background.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::failure::Failure;
use super::faults::Buckets;
use super::ids::{self, Kind};
use super::log::{Log, Moment};
use super::options::{Behaviour, Clock, Quota};
use super::schema::Model;
use super::state::{State, UsedToken};
use super::{ops, validate};

/// How many client tokens are remembered; the real retention is not published.
const CLIENT_TOKENS: usize = 1024;

/// The state with everything that calls need beside it.
#[derive(Debug)]
pub struct Core {
    /// What is remembered.
    pub state: State,
    /// How it behaves.
    pub behaviour: Behaviour,
    /// Where times come from.
    pub clock: Clock,
    /// What was asked.
    pub log: Log,
    /// Tokens left by operation.
    pub buckets: Buckets,
    /// Counts the changes of the state, for the file that keeps it.
    pub version: u64,
    /// Resources that the current answer shows in progress.
    pub seen: BTreeSet<String>,
    /// The failure code that the transition of the current call ends with.
    pub fail_transition: Option<String>,
    /// The failure code of the current batch call's first item.
    pub fail_item: Option<String>,
    /// Every call with the state after it, while somebody watches.
    pub moments: Option<Vec<Moment>>,
}

/// The input of one call, already held against the model.
#[derive(Debug)]
pub struct Input<'a> {
    /// The operation's name.
    pub operation: &'a str,
    /// Every member, wherever it travelled.
    pub members: Map<String, Value>,
}

impl Input<'_> {
    /// A text member.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.members.get(name)?.as_str()
    }

    /// A text member that the model requires.
    pub fn need(&self, name: &str) -> Result<&str, Failure> {
        self.text(name).ok_or_else(|| Failure::field(name, "Member must not be null"))
    }

    /// An owned text member.
    pub fn owned(&self, name: &str) -> Option<String> {
        self.text(name).map(str::to_owned)
    }

    /// A whole number.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.members.get(name)?.as_i64()
    }

    /// A boolean.
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.members.get(name)?.as_bool()
    }

    /// A member as one of the account form's types, which spell members as the API does.
    pub fn read<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Failure> {
        self.members.get(name).map(|value| read(name, value)).transpose()
    }
}

/// A value as one of the account form's types.
pub fn read<T: DeserializeOwned>(name: &str, value: &Value) -> Result<T, Failure> {
    serde_json::from_value(value.clone()).map_err(|error| Failure::field(name, error.to_string()))
}

impl Core {
    /// An empty account.
    pub fn new(state: State, behaviour: Behaviour, clock: Clock) -> Self {
        Self {
            state,
            behaviour,
            clock,
            log: Log::default(),
            buckets: Buckets::default(),
            version: 0,
            seen: BTreeSet::new(),
            fail_transition: None,
            fail_item: None,
            moments: None,
        }
    }

    /// The time for a change; never the same twice.
    pub fn now(&mut self) -> i64 {
        let time = match self.clock {
            Clock::Wall => wall_millis().max(self.state.clock + 1),
            Clock::Logical => self.state.clock.max(LOGICAL_START) + 1000,
        };
        self.state.clock = time;
        time
    }

    /// Runs one Lattice operation: the HTTP status of success and the answer.
    pub fn call(&mut self, operation: &str, members: Map<String, Value>) -> Result<(u16, Value), Failure> {
        let Some(published) = Model::get().operations.get(operation) else {
            return Err(Failure::unknown_operation(operation));
        };
        let Some(handler) = ops::handler(operation) else { return Err(Failure::unknown_operation(operation)) };
        self.finish_due(wall_millis());
        self.seen.clear();
        let mut members = members;
        validate::check_input(&published.input, &mut members).map_err(|fields| Failure::invalid(&fields))?;
        let token = if published.client_token { token_of(operation, &members) } else { None };
        let result = if let Some(answer) = self.answered_before(token.as_ref())? {
            Ok(answer)
        } else {
            let answer = handler(self, &Input { operation, members });
            self.remember(token, &answer);
            answer
        };
        let reads = operation.starts_with("Get") || operation.starts_with("List");
        if !self.seen.is_empty() || (!reads && result.is_ok()) {
            self.version += 1;
        }
        self.count_polls();
        self.finish_due(wall_millis());
        let answer = result?;
        if self.behaviour.check_answers {
            for field in validate::check_output(&published.output, &answer) {
                self.log.violation(format!("{operation}: {}", field.message));
            }
        }
        Ok((published.code, answer))
    }

    /// The answer that the same call got before, by its client token.
    fn answered_before(&self, token: Option<&(String, String)>) -> Result<Option<Value>, Failure> {
        let Some((key, parameters)) = token else { return Ok(None) };
        match self.state.client_tokens.get(key) {
            None => Ok(None),
            Some(used) if used.parameters == *parameters => Ok(Some(used.answer.clone())),
            Some(_) => {
                let token = key.rsplit_once(' ').map_or("", |(_, token)| token);
                Err(Failure::conflict(
                    "CLIENT_TOKEN",
                    token,
                    format!("Client token {token} was already used with other parameters"),
                ))
            }
        }
    }

    fn remember(&mut self, token: Option<(String, String)>, answer: &Result<Value, Failure>) {
        let (Some((key, parameters)), Ok(answer)) = (token, answer) else { return };
        self.state.client_tokens.insert(key, UsedToken { parameters, answer: answer.clone() });
        if self.state.client_tokens.len() > CLIENT_TOKENS {
            self.state.client_tokens.shift_remove_index(0);
        }
    }

    /// Refuses what would go over a quota.
    pub fn within(&self, quota: Quota, kind: Kind, there: usize, more: usize) -> Result<(), Failure> {
        let limit = self.behaviour.quota(quota);
        if more == 0 || there + more <= limit {
            return Ok(());
        }
        Err(Failure::quota(quota.title(), &quota.code(), kind.label(), limit))
    }

    /// Refuses what only the owner may do.
    pub fn own(&self, arn: &str, operation: &str) -> Result<(), Failure> {
        if ids::account_of(arn) == Some(self.state.account.as_str()) {
            return Ok(());
        }
        Err(Failure::denied(format!(
            "User: arn:aws:iam::{}:user/sandbox is not authorized to perform: vpc-lattice:{operation} on resource: {arn}",
            self.state.account
        )))
    }

    /// The ARN of a resource that has one of its own in the state.
    pub fn arn_of(&self, id: &str) -> Option<&str> {
        let state = &self.state;
        let stamp = match Kind::of(id)? {
            Kind::ServiceNetwork => &state.service_networks.get(id)?.stamp,
            Kind::Service => &state.services.get(id)?.stamp,
            Kind::TargetGroup => &state.target_groups.get(id)?.stamp,
            Kind::ServiceAssociation => &state.service_associations.get(id)?.stamp,
            Kind::VpcAssociation => &state.vpc_associations.get(id)?.stamp,
            Kind::AccessLogSubscription => &state.access_log_subscriptions.get(id)?.stamp,
            Kind::Listener => &state.services.values().find_map(|service| service.listeners.get(id))?.stamp,
            Kind::Rule => {
                state.services.values().flat_map(|service| service.listeners.values()).find_map(|listener| {
                    let default = (listener.default_rule.id == id).then_some(&listener.default_rule);
                    default.or_else(|| listener.rules.get(id).map(|rule| &rule.stamp))
                })?
            }
        };
        Some(&stamp.arn)
    }

    /// The id of an existing resource of a kind, from its id or ARN.
    pub fn find(&self, kind: Kind, identifier: &str) -> Result<String, Failure> {
        let id = ids::id_of(identifier);
        let missing = || Failure::not_found(kind.label(), identifier);
        let arn = self.arn_of(id).filter(|_| Kind::of(id) == Some(kind)).ok_or_else(missing)?;
        if identifier.starts_with("arn:") && arn != identifier {
            return Err(missing());
        }
        Ok(id.to_owned())
    }
}

const LOGICAL_START: i64 = 1_767_225_600_000;

/// The machine's clock in milliseconds since 1970.
pub fn wall_millis() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

/// A time as the API prints it.
pub fn iso(millis: i64) -> String {
    jiff::Timestamp::from_millisecond(millis)
        .map_or_else(|_| "1970-01-01T00:00:00Z".to_owned(), |time| format!("{time:.3}"))
}

/// An answer without the members that have no value.
pub fn compact(value: Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| (name, compact(value)))
                .collect(),
        ),
        other => other,
    }
}

/// The key of a client token and the digest of the call's other parameters.
fn token_of(operation: &str, members: &Map<String, Value>) -> Option<(String, String)> {
    let token = members.get("clientToken")?.as_str()?;
    let others: Map<String, Value> = members
        .iter()
        // Without tags and with none is the same call.
        .filter(|(name, value)| {
            *name != "clientToken" && !(*name == "tags" && value.as_object().is_some_and(Map::is_empty))
        })
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    Some((format!("{operation} {token}"), ids::digest(&Value::Object(others).to_string())))
}
