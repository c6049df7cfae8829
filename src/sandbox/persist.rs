//! The file that keeps the state over restarts: written whole, synced, then put in place of the old one, so that
//! a kill or a power cut at any moment leaves one of the two. It is locked, so that no second sandbox writes
//! it too.

use std::ffi::OsStr;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use super::SandboxError;
use super::engine::Engine;
use super::state::State;

/// A state file that is this process's alone.
#[derive(Debug)]
pub struct StateFile {
    path: PathBuf,
    /// The file as it is now, locked.
    held: Mutex<Option<File>>,
}

/// How far the file has come.
#[derive(Clone, Debug, Default)]
pub struct Saved {
    /// The version of the state that was written last, or was to be.
    pub version: u64,
    /// Why that failed.
    pub failure: Option<String>,
}

impl StateFile {
    /// Opens and locks a state file, and reads what is in it; nothing where there is no file yet.
    ///
    /// # Errors
    /// When the file can't be read, is no state, is of another version, or belongs to another sandbox.
    pub fn open(path: &Path) -> Result<(Self, Option<State>), SandboxError> {
        // Through links to the file itself, which is replaced again and again.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let unreadable = |source| SandboxError::ReadState { path: path.clone(), source };
        loop {
            let mut file = match File::options().read(true).write(true).open(&path) {
                Ok(file) => file,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return Ok((Self { path, held: Mutex::new(None) }, None));
                }
                Err(error) => return Err(unreadable(error)),
            };
            lock(&file, &path)?;
            if !is_still(&file, &path) {
                // Another sandbox replaced it, and ended, between the two steps.
                continue;
            }
            let mut text = Vec::new();
            file.read_to_end(&mut text).map_err(unreadable)?;
            let state: State = serde_json::from_slice(&text)
                .map_err(|source| SandboxError::ParseState { path: path.clone(), source })?;
            if !state.is_known_version() {
                return Err(SandboxError::StateVersion { path, version: state.format_version });
            }
            let this = Self { path, held: Mutex::new(Some(file)) };
            this.sweep();
            return Ok((this, Some(state)));
        }
    }

    /// Writes the state as it is now; the version that was written.
    ///
    /// # Errors
    /// When it can't be written: the file is as it was before.
    pub fn save(&self, engine: &Engine) -> Result<u64, SandboxError> {
        // One at a time: what is written later is never older.
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let (version, text) = {
            let core = engine.lock();
            (core.version, serde_json::to_vec(&core.state))
        };
        let written = text.map_err(io::Error::other).and_then(|text| self.replace(&text, held.is_none()));
        let file = written.map_err(|source| SandboxError::WriteState { path: self.path.clone(), source })?;
        let first = held.replace(file).is_none();
        if first {
            self.sweep();
        }
        Ok(version)
    }

    fn folder(&self) -> &Path {
        self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }

    fn temporary_prefix(&self) -> String {
        format!(".{}-", self.path.file_name().unwrap_or(OsStr::new("sandbox")).to_string_lossy())
    }

    fn replace(&self, state: &[u8], is_new: bool) -> io::Result<File> {
        let folder = self.folder();
        let mut temporary =
            tempfile::Builder::new().prefix(&self.temporary_prefix()).suffix(TEMPORARY).tempfile_in(folder)?;
        temporary.write_all(state)?;
        temporary.as_file().sync_all()?;
        // Locked before anybody can see it under its name.
        match temporary.as_file().try_lock() {
            Err(TryLockError::WouldBlock) => return Err(io::Error::other("the file is locked")),
            // Some file systems have no locks.
            Err(TryLockError::Error(_)) | Ok(()) => {}
        }
        let file = if is_new { temporary.persist_noclobber(&self.path) } else { temporary.persist(&self.path) };
        let file = file.map_err(|error| error.error)?;
        // Not every system lets folders be synced.
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
        Ok(file)
    }

    /// Takes away what a killed sandbox left half-written. The lock says that it is not at work.
    fn sweep(&self) {
        let Ok(entries) = fs::read_dir(self.folder()) else { return };
        let prefix = self.temporary_prefix();
        for entry in entries.flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with(&prefix) && name.ends_with(TEMPORARY) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

const TEMPORARY: &str = ".tmp";

fn lock(file: &File, path: &Path) -> Result<(), SandboxError> {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(SandboxError::StateInUse { path: path.to_owned() }),
        // Some file systems have no locks: then nobody can be told apart.
        Err(TryLockError::Error(_)) | Ok(()) => Ok(()),
    }
}

/// Whether the path still leads to this file.
#[cfg(unix)]
fn is_still(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let place = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    match (file.metadata(), fs::metadata(path)) {
        (Ok(here), Ok(there)) => place(here) == place(there),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_still(_file: &File, _path: &Path) -> bool {
    true
}

/// Writes the state whenever it changed, several changes at once where they come fast, and tells how far the
/// file is. Ends when the engine is gone or the server stopped.
pub async fn keep(
    file: Arc<StateFile>,
    engine: Engine,
    mut changes: watch::Receiver<u64>,
    saved: watch::Sender<Saved>,
    mut stop: watch::Receiver<bool>,
) {
    loop {
        tokio::select! {
            changed = changes.changed() => if changed.is_err() { break },
            _ = stop.wait_for(|stop| *stop) => break,
        }
        let wanted = engine.lock().version;
        let (inner, file) = (engine.clone(), Arc::clone(&file));
        let written = tokio::task::spawn_blocking(move || file.save(&inner)).await;
        let result = match written {
            Ok(Ok(version)) => Saved { version, failure: None },
            Ok(Err(error)) => Saved { version: wanted, failure: Some(error.reason()) },
            Err(error) => Saved { version: wanted, failure: Some(error.to_string()) },
        };
        let before = saved.send_replace(result.clone());
        match result.failure {
            Some(failure) if before.failure.as_ref() != Some(&failure) => {
                say(&format!("error: {failure}; calls that change something answer 500 until it can be written\n"));
            }
            None if before.failure.is_some() => say("the state file is up to date again\n"),
            _ => {}
        }
    }
}

/// On stderr, where whoever started it looks; nobody reads a closed one.
fn say(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}
