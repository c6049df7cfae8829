//! From what the user names to the texts behind it, in a fixed order.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use globset::GlobBuilder;
use ignore::WalkBuilder;

use super::{Input, Limits, LoadError};

/// A text as it was read.
#[derive(Debug)]
pub struct Text {
    /// The name that findings show.
    pub name: String,
    /// The bytes, or how many there are where that is over the limit.
    pub content: Result<Vec<u8>, u64>,
}

/// Reads every input in the user's order; a folder's files in the order of their paths, each file once.
pub fn texts(inputs: &[Input], limits: &Limits) -> Result<Vec<Text>, LoadError> {
    let mut texts = Vec::new();
    let mut seen = BTreeSet::new();
    for input in inputs {
        match input {
            Input::Stdin => texts.push(stdin(limits)?),
            Input::Text { name, text } => {
                texts.push(Text { name: name.clone(), content: Ok(text.clone().into_bytes()) });
            }
            Input::Path(path) => {
                for file in files(path)? {
                    let identity = fs::canonicalize(&file).unwrap_or_else(|_| file.clone());
                    if seen.insert(identity) {
                        texts.push(read_file(&file, limits)?);
                    }
                }
            }
        }
    }
    Ok(texts)
}

fn stdin(limits: &Limits) -> Result<Text, LoadError> {
    let mut content = Vec::new();
    let limit = limits.file_bytes as u64;
    io::stdin().lock().take(limit + 1).read_to_end(&mut content).map_err(LoadError::Stdin)?;
    let length = content.len() as u64;
    Ok(Text { name: "<stdin>".to_owned(), content: if length > limit { Err(length) } else { Ok(content) } })
}

fn read_file(path: &Path, limits: &Limits) -> Result<Text, LoadError> {
    let failed = |source| LoadError::Read { path: path.to_owned(), source };
    let file = fs::File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    let name = path.to_string_lossy().into_owned();
    let limit = limits.file_bytes as u64;
    if length > limit {
        return Ok(Text { name, content: Err(length) });
    }
    let mut content = Vec::with_capacity(usize::try_from(length).unwrap_or(0) + 1);
    // Pipes and devices tell no length: the limit holds while reading as well.
    file.take(limit + 1).read_to_end(&mut content).map_err(failed)?;
    let length = content.len() as u64;
    Ok(Text { name, content: if length > limit { Err(length) } else { Ok(content) } })
}

/// The files behind one path: itself, those of a folder, or those that a glob matches.
fn files(path: &Path) -> Result<Vec<PathBuf>, LoadError> {
    let failed = |source| LoadError::Read { path: path.to_owned(), source };
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => walk(path, is_manifest),
        Ok(_) => Ok(vec![path.to_owned()]),
        Err(source) => match path.to_str() {
            Some(pattern) if pattern.contains(['*', '?', '[', '{']) => glob(pattern),
            _ => Err(failed(source)),
        },
    }
}

/// Inside a folder only these endings count.
fn is_manifest(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| ["yaml", "yml", "json"].iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

/// The files under a folder that fit, hidden ones left out (`.git`, `.github`, editors' own).
fn walk(folder: &Path, fits: impl Fn(&Path) -> bool) -> Result<Vec<PathBuf>, LoadError> {
    let mut found = Vec::new();
    for entry in WalkBuilder::new(folder).standard_filters(false).hidden(true).follow_links(true).build() {
        let entry = match entry {
            Ok(entry) => entry,
            // A link that leads back up would be read for ever: what it leads to is read anyway.
            Err(error) if is_loop(&error) => continue,
            Err(error) => {
                let source = error.into_io_error().unwrap_or_else(|| io::Error::other("cannot walk"));
                return Err(LoadError::Read { path: folder.to_owned(), source });
            }
        };
        if entry.file_type().is_some_and(|kind| kind.is_file()) && fits(entry.path()) {
            found.push(entry.into_path());
        }
    }
    found.sort();
    Ok(found)
}

fn is_loop(error: &ignore::Error) -> bool {
    match error {
        ignore::Error::Loop { .. } => true,
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithPath { err, .. } => is_loop(err),
        _ => false,
    }
}

fn glob(pattern: &str) -> Result<Vec<PathBuf>, LoadError> {
    let matcher = GlobBuilder::new(pattern)
        .literal_separator(true)
        .build()
        .map_err(|source| LoadError::Glob { pattern: pattern.to_owned(), source })?
        .compile_matcher();
    let wild = pattern.find(['*', '?', '[', '{']).unwrap_or(pattern.len());
    let folder = pattern[..wild].rfind('/').map_or(".", |at| if at == 0 { "/" } else { &pattern[..at] });
    let mut found = Vec::new();
    if Path::new(folder).is_dir() {
        found = walk(Path::new(folder), |path| {
            matcher.is_match(path) || path.strip_prefix("./").is_ok_and(|path| matcher.is_match(path))
        })?;
    }
    // A folder among the matches (`overlays/*`) is read as if it were named.
    let folders = matching_folders(folder, &matcher);
    for path in folders {
        found.extend(walk(&path, is_manifest)?);
    }
    found.sort();
    found.dedup();
    if found.is_empty() {
        return Err(LoadError::NoMatch { pattern: pattern.to_owned() });
    }
    Ok(found)
}

fn matching_folders(folder: &str, matcher: &globset::GlobMatcher) -> Vec<PathBuf> {
    WalkBuilder::new(folder)
        .standard_filters(false)
        .hidden(true)
        .build()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_dir()))
        .map(ignore::DirEntry::into_path)
        .filter(|path| matcher.is_match(path) || path.strip_prefix("./").is_ok_and(|path| matcher.is_match(path)))
        .collect()
}
