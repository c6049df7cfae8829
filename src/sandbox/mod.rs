//! A faithful local stand-in for the VPC Lattice API.
//!
//! One engine, two ways in: HTTP as any AWS client speaks it (several services, told apart by the scope of
//! the signature, whose credentials nobody checks), and the library for tests. Requests and answers are held
//! against the published model in `model.json`; what the model does not say (blockers, unique names and
//! priorities, quotas, defaults, states) is in `ops`.

mod account;
mod admin;
mod core;
mod dispatch;
mod engine;
mod failure;
mod faults;
mod ids;
mod lifecycle;
mod log;
mod neighbours;
mod ops;
mod options;
mod paging;
mod persist;
mod schema;
mod server;
pub mod state;
mod validate;
mod wire;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use tokio::sync::watch;

use persist::{Saved, StateFile};

pub use account::LoadError;
pub use engine::Engine;
pub use failure::{Failure, Field};
pub use faults::{Fault, FaultKind, check_operation};
pub use log::{Count, Entry, Log, Moment};
pub use options::{Behaviour, Clock, Lag, Pace, Quota, Rate, SandboxOptions, duration};
pub use schema::Model;
pub use state::State;
pub use validate::check_output;

/// Why a sandbox can't start or run.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The address is taken or not allowed.
    #[error("can't listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The state file is there but can't be read.
    #[error("can't read the state file {path}", path = path.display())]
    ReadState {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The state file is no state.
    #[error("{path} is no sandbox state", path = path.display())]
    ParseState {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// The state file can't be written.
    #[error("can't write the state file {path}", path = path.display())]
    WriteState {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Another sandbox keeps its state there.
    #[error("the state file {path} is in use by another sandbox", path = path.display())]
    StateInUse {
        /// The file.
        path: PathBuf,
    },
    /// The state file is of another major version.
    #[error("the state file {path} is of format version `{version}`, which this version does not read", path = path.display())]
    StateVersion {
        /// The file.
        path: PathBuf,
        /// Its version.
        version: String,
    },
    /// It can't begin with that account.
    #[error("can't begin with this account")]
    Beginning(#[source] LoadError),
    /// The server's threads can't be started.
    #[error("can't start the server")]
    Start(#[source] io::Error),
}

impl SandboxError {
    /// The error and its cause in one line.
    fn reason(&self) -> String {
        std::error::Error::source(self).map_or_else(|| self.to_string(), |source| format!("{self}: {source}"))
    }
}

/// A sandbox, not yet running.
#[derive(Debug)]
pub struct Sandbox;

impl Sandbox {
    /// Starts a sandbox on threads of its own; call it from anywhere, inside or outside of a runtime.
    ///
    /// # Errors
    /// When the address or the state file can't be used.
    #[expect(clippy::needless_pass_by_value, reason = "the options are made for this one call")]
    pub fn start(options: SandboxOptions) -> Result<SandboxHandle, SandboxError> {
        let listen = |source| SandboxError::Listen { address: options.listen, source };
        let listener = server::bind(options.listen, options.allow_remote).map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let (file, state) = options.state_file.as_deref().map(StateFile::open).transpose()?.unzip();
        let state = state.flatten();
        let is_new = state.is_none();
        let engine = Engine::new(&options, state);
        if let Some(beginning) = options.beginning.as_ref().filter(|_| is_new) {
            // Before the state is kept: a file that holds nothing would be all there is from then on.
            engine.load(beginning).map_err(SandboxError::Beginning)?;
        }
        let file = file.map(Arc::new);
        let changes = engine.changes();
        // Better no sandbox than one that forgets what it promised to keep.
        let version = file.as_ref().map(|file| file.save(&engine)).transpose()?.unwrap_or_default();
        let (stop, stopped) = watch::channel(false);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("sandbox")
            .enable_all()
            .build()
            .map_err(SandboxError::Start)?;
        let (inner, kept) = (engine.clone(), file.clone());
        let work = move || {
            runtime.block_on(async move {
                let saved = kept.map(|file| {
                    let (saved, known) = watch::channel(Saved { version, failure: None });
                    tokio::spawn(persist::keep(file, inner.clone(), changes, saved, stopped.clone()));
                    known
                });
                if let Err(error) = server::serve(listener, inner, saved, stopped).await {
                    tracing::error!("the sandbox stopped: {error}");
                }
            });
        };
        let thread = thread::Builder::new().name("sandbox".to_owned()).spawn(work).map_err(SandboxError::Start)?;
        Ok(SandboxHandle { address, engine, stop: Arc::new(stop), thread: Some(thread), file })
    }
}

/// A running sandbox; it stops when this is dropped.
#[derive(Debug)]
pub struct SandboxHandle {
    address: SocketAddr,
    engine: Engine,
    stop: Arc<watch::Sender<bool>>,
    thread: Option<JoinHandle<()>>,
    file: Option<Arc<StateFile>>,
}

impl SandboxHandle {
    /// The URL for `AWS_ENDPOINT_URL`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The engine behind it.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Writes the state file now; without one nothing is done.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn save(&self) -> Result<(), SandboxError> {
        self.file.as_ref().map_or(Ok(()), |file| file.save(&self.engine).map(|_| ()))
    }

    /// Stops it: calls in flight finish, the state file is up to date where it can be written.
    pub fn stop(mut self) {
        self.end();
        let _ = self.save();
    }

    /// The same, for whoever must know whether the state file is up to date.
    ///
    /// # Errors
    /// When it could not be written.
    pub fn finish(mut self) -> Result<(), SandboxError> {
        self.end();
        self.save()
    }

    fn end(&mut self) {
        self.stop.send_replace(true);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for SandboxHandle {
    fn drop(&mut self) {
        let runs = self.thread.is_some();
        self.end();
        if runs {
            let _ = self.save();
        }
    }
}

/// The Lattice operations that the sandbox has, sorted.
pub fn operations() -> Vec<&'static str> {
    let all = Model::get().operations.keys();
    all.map(String::as_str).filter(|operation| ops::handler(operation).is_some()).collect()
}
