//! The engine as a library: everything that tests and rehearsals do beside the HTTP interface.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value};
use tokio::sync::watch;

use super::account::{self, LoadError};
use super::core::{Core, wall_millis};
use super::failure::Failure;
use super::faults::Fault;
use super::log::{Log, Moment};
use super::options::{Behaviour, SandboxOptions};
use super::state::State;
use crate::model::Account;

/// A handle on the state of a sandbox; clones share it.
#[derive(Clone, Debug)]
pub struct Engine {
    core: Arc<Mutex<Core>>,
    /// Tells the writer of the state file which version is there.
    changed: Arc<watch::Sender<u64>>,
}

impl Engine {
    /// An engine without a server, with an empty account or the state given.
    pub fn new(options: &SandboxOptions, state: Option<State>) -> Self {
        let state = state.unwrap_or_else(|| State::new(&options.account, &options.region, options.seed));
        let core = Core::new(state, options.behaviour.clone(), options.clock);
        Self { core: Arc::new(Mutex::new(core)), changed: Arc::new(watch::Sender::new(0)) }
    }

    /// The state behind its lock. A panic while it was held leaves it usable: operations change it last.
    pub(super) fn lock(&self) -> MutexGuard<'_, Core> {
        self.core.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells the writer of the state file about changes.
    pub(super) fn announce(&self, version: u64) {
        self.changed.send_if_modified(|known| {
            let newer = version > *known;
            *known = version.max(*known);
            newer
        });
    }

    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    fn with<T>(&self, work: impl FnOnce(&mut Core) -> T) -> T {
        let mut core = self.lock();
        let result = work(&mut core);
        let version = core.version;
        drop(core);
        self.announce(version);
        result
    }

    fn change<T>(&self, work: impl FnOnce(&mut Core) -> T) -> T {
        self.with(|core| {
            core.version += 1;
            work(core)
        })
    }

    /// Runs an operation behind the clients' backs: no fault hits it and the log does not know it.
    ///
    /// # Errors
    /// What the service would answer.
    pub fn call(&self, operation: &str, input: Value) -> Result<Value, Failure> {
        let members = match input {
            Value::Object(members) => members,
            Value::Null => Map::default(),
            _ => return Err(Failure::unreadable("the input is no object")),
        };
        self.with(|core| core.call(operation, members).map(|(_, answer)| answer))
    }

    /// Replaces the account by one in the account form. Ids and ARNs that it has are kept, others are made.
    ///
    /// # Errors
    /// When a part of it refers to what is not there.
    pub fn load(&self, account: &Account) -> Result<(), LoadError> {
        self.change(|core| account::load(core, account))
    }

    /// The account in the account form.
    pub fn account(&self) -> Account {
        self.with(|core| {
            core.finish_due(wall_millis());
            account::account(&core.state)
        })
    }

    /// The whole state.
    pub fn dump(&self) -> State {
        self.with(|core| {
            core.finish_due(wall_millis());
            core.state.clone()
        })
    }

    /// The account's number and the region that the state is of.
    pub fn place(&self) -> (String, String) {
        let core = self.lock();
        (core.state.account.clone(), core.state.region.clone())
    }

    /// Replaces the whole state.
    ///
    /// # Errors
    /// When the dump is of another major version.
    pub fn restore(&self, state: State) -> Result<(), LoadError> {
        if !state.is_known_version() {
            return Err(LoadError::Version(state.format_version));
        }
        self.change(|core| core.state = state);
        Ok(())
    }

    /// Changes the state directly, as nobody could through the API.
    pub fn mutate<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        self.change(|core| work(&mut core.state))
    }

    /// Ends everything that is in progress.
    pub fn settle(&self) {
        self.change(Core::settle);
    }

    /// Sets the health of a registered target (port `None`: whatever port).
    ///
    /// # Errors
    /// When there is no such group or target.
    pub fn set_health(&self, group: &str, target: &str, port: Option<i32>, healthy: bool) -> Result<(), Failure> {
        self.change(|core| core.set_health(group, target, port, healthy))
    }

    /// How it behaves.
    pub fn behaviour(&self) -> Behaviour {
        self.lock().behaviour.clone()
    }

    /// Changes how it behaves.
    pub fn set_behaviour(&self, work: impl FnOnce(&mut Behaviour)) {
        self.with(|core| {
            work(&mut core.behaviour);
            core.behaviour.page_size = core.behaviour.page_size.clamp(1, 100);
            core.catch_up_tags();
        });
    }

    /// Lets something go wrong.
    pub fn fault(&self, fault: Fault) {
        self.set_behaviour(|behaviour| behaviour.faults.push(fault));
    }

    /// Takes all faults away.
    pub fn clear_faults(&self) {
        self.set_behaviour(|behaviour| behaviour.faults.clear());
    }

    /// What was asked so far.
    pub fn log(&self) -> Log {
        self.lock().log.clone()
    }

    /// How often an operation was called over HTTP (`vpc-lattice:CreateRule`).
    pub fn count(&self, operation: &str) -> u64 {
        self.lock().log.count(operation)
    }

    /// How many calls came in over HTTP, of all operations.
    pub fn calls(&self) -> u64 {
        self.lock().log.calls
    }

    /// Forgets the log.
    pub fn reset_log(&self) {
        self.lock().log = Log::default();
    }

    /// Keeps the state after every call of a client from now on; see [`Engine::moments`].
    pub fn watch(&self) {
        self.lock().moments = Some(Vec::new());
    }

    /// What was kept since [`Engine::watch`], oldest first; nothing more is.
    pub fn moments(&self) -> Vec<Moment> {
        self.lock().moments.take().unwrap_or_default()
    }

    /// Answers that did not fit the published output shapes.
    pub fn violations(&self) -> Vec<String> {
        self.lock().log.violations.iter().cloned().collect()
    }
}
