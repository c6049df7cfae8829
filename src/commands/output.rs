//! Results go where `-o` says: stdout carries one of them, files the others.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::aws::CallCounts;
use crate::error::Error;
use crate::render::Painter;
use crate::settings::{Format, OutputSpec, Settings, Stream};

/// The outputs that a verb shall write: what `-o` named, or `default` on stdout. Formats that the verb
/// has not, and two results for stdout, are wrong usage.
pub fn wanted(settings: &Settings, default: Format, allowed: &[Format]) -> Result<Vec<OutputSpec>, Error> {
    if settings.outputs.is_empty() {
        return Ok(vec![OutputSpec { format: default, file: None, bare: false }]);
    }
    let mut outputs = settings.outputs.clone();
    for output in &mut outputs {
        if output.bare && allowed.len() > 1 {
            let message = "`-o FILE` names no format here; say `-o FORMAT=FILE`";
            return Err(Error::Usage(message.to_owned()));
        }
        if output.bare {
            output.format = default;
        }
        if !allowed.contains(&output.format) {
            let names: Vec<&str> = allowed.iter().map(|format| format.name()).collect();
            let there = if names.len() == 1 { "there is only" } else { "there are" };
            let message = format!("no `-o {}` here; {there} {}", output.format.name(), names.join(", "));
            return Err(Error::Usage(message));
        }
    }
    if outputs.iter().filter(|output| output.file.is_none()).count() > 1 {
        return Err(Error::Usage("stdout takes one format; give the others a file (`-o json=FILE`)".to_owned()));
    }
    let mut files = BTreeSet::new();
    if let Some(twice) = outputs.iter().filter_map(|output| output.file.as_ref()).find(|file| !files.insert(*file)) {
        let message = format!("two formats go to {}; the second would overwrite the first", twice.display());
        return Err(Error::Usage(message));
    }
    Ok(outputs)
}

/// How many calls a run made, and with `LATTICECTL_LOG=info` of which operations.
pub fn write_calls(counts: &CallCounts) {
    write_stderr(&format!("{}\n", counts.line()));
    tracing::info!("calls by operation: {}", counts.by_operation());
}

/// Whether what goes to stdout carries the findings in itself (then stderr does not repeat them).
pub fn carries_findings(outputs: &[OutputSpec]) -> bool {
    let carriers =
        [Format::Json, Format::Yaml, Format::Ndjson, Format::Sarif, Format::Junit, Format::Markdown, Format::Github];
    outputs.iter().any(|output| output.file.is_none() && carriers.contains(&output.format))
}

/// How text for people is drawn at that place: as wide as the terminal; 80 columns elsewhere, so that the
/// same input gives the same bytes; colour on stdout only.
pub fn painter(output: &OutputSpec, settings: &Settings) -> Painter {
    match output.file {
        None => Painter { width: Stream::Stdout.width(), color: settings.color.on(Stream::Stdout) },
        Some(_) => Painter { width: 80, color: false },
    }
}

/// Writes one result to its place.
pub fn write(output: &OutputSpec, content: &str) -> Result<(), Error> {
    stream(output, |out| out.write_all(content.as_bytes()))
}

/// Where a result is written to piece by piece.
pub type Out = BufWriter<Box<dyn Write>>;

/// Lets one result be written to its place piece by piece: a large one is never held as a whole.
pub fn stream(output: &OutputSpec, content: impl FnOnce(&mut Out) -> io::Result<()>) -> Result<(), Error> {
    let into = |out: Box<dyn Write>| {
        let mut out = BufWriter::with_capacity(1 << 16, out);
        content(&mut out)?;
        out.flush()
    };
    if output.file.is_none() {
        STDOUT_USED.store(true, Ordering::Relaxed);
    }
    match &output.file {
        None => match into(Box::new(io::stdout())) {
            // A reader that went away (`| head`) is no failure.
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(Error::Write { path: PathBuf::from("<stdout>"), source: error })
            }
            _ => Ok(()),
        },
        Some(path) => File::create(path)
            .and_then(|file| into(Box::new(file)))
            .map_err(|source| Error::Write { path: path.clone(), source }),
    }
}

static STDOUT_USED: AtomicBool = AtomicBool::new(false);

/// Whether a result, or part of one, went to stdout.
pub fn stdout_used() -> bool {
    STDOUT_USED.load(Ordering::Relaxed)
}

/// Writes to stdout; a reader that went away (`| head`) is no failure.
pub fn write_stdout(content: &str) -> Result<(), Error> {
    write(&OutputSpec { format: Format::Text, file: None, bare: false }, content)
}

/// Writes to stderr; nobody reads a closed one.
pub fn write_stderr(content: &str) {
    let _ = std::io::stderr().lock().write_all(content.as_bytes());
}

/// Writes a whole file.
pub fn write_file(path: &Path, content: &str) -> Result<(), Error> {
    std::fs::write(path, content).map_err(|source| Error::Write { path: path.to_owned(), source })
}
