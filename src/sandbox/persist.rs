//! The file that keeps the state over restarts: written whole, then put in place of the old one, so that a
//! kill at any moment leaves one of the two.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tokio::sync::watch;

use super::SandboxError;
use super::engine::Engine;
use super::state::State;

/// Reads a state file; none where there is no file yet.
///
/// # Errors
/// When the file can't be read or is no state.
pub fn read(path: &Path) -> Result<Option<State>, SandboxError> {
    let text = match fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(SandboxError::ReadState { path: path.to_owned(), source }),
    };
    let state =
        serde_json::from_slice(&text).map_err(|source| SandboxError::ParseState { path: path.to_owned(), source })?;
    Ok(Some(state))
}

/// Writes the state now.
///
/// # Errors
/// When the folder can't be written.
pub fn write(path: &Path, state: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".sandbox-").tempfile_in(folder)?;
    file.write_all(state)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Writes the state whenever it changed, several changes at once where they come fast, and tells which
/// version is on disk. Ends when the engine is gone or the server stopped.
pub async fn keep(path: PathBuf, engine: Engine, saved: watch::Sender<u64>, mut stop: watch::Receiver<bool>) {
    let mut changes = engine.changes();
    loop {
        tokio::select! {
            changed = changes.changed() => if changed.is_err() { break },
            _ = stop.wait_for(|stop| *stop) => break,
        }
        let (version, text) = {
            let core = engine.lock();
            (core.version, serde_json::to_vec(&core.state))
        };
        let target = path.clone();
        let written = match text {
            Ok(text) => tokio::task::spawn_blocking(move || write(&target, &text))
                .await
                .unwrap_or_else(|error| Err(io::Error::other(error))),
            Err(error) => Err(io::Error::other(error)),
        };
        if let Err(error) = written {
            tracing::warn!("the sandbox's state can't be written to {}: {error}", path.display());
        }
        // Even when the disk is full, clients get their answers.
        saved.send_replace(version);
    }
}
