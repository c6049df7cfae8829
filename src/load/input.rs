//! From what the user names to the texts behind it, in a fixed order.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSet};
use ignore::WalkBuilder;

use super::{Input, Limits, LoadError};

/// A text as it was read.
#[derive(Debug)]
pub struct Text {
    /// The name that findings show.
    pub name: String,
    /// The bytes, or why there are none.
    pub content: Result<Vec<u8>, NoContent>,
}

/// Why the bytes of a text are not read.
#[derive(Debug)]
pub enum NoContent {
    /// There are so many, over the limit.
    TooLong(u64),
    /// What the system says of a file that lies in a folder.
    Unreadable(io::Error),
}

/// Files in folders that are left out, whatever they hold. A pattern stands for a file or folder of that
/// name anywhere, or with a slash for the end of a path.
#[derive(Clone, Debug, Default)]
pub struct Exclusions(GlobSet);

impl Exclusions {
    /// From patterns as the user wrote them.
    pub fn new(patterns: &[String]) -> Result<Self, LoadError> {
        let mut set = GlobSet::builder();
        for pattern in patterns {
            let failed = |source| LoadError::Glob { pattern: pattern.clone(), source };
            let bare = pattern.trim_start_matches("./").trim_end_matches('/');
            for form in [bare.to_owned(), format!("{bare}/**"), format!("**/{bare}"), format!("**/{bare}/**")] {
                set.add(GlobBuilder::new(&form).literal_separator(true).build().map_err(failed)?);
            }
        }
        let failed = |source| LoadError::Glob { pattern: patterns.join(", "), source };
        set.build().map(Self).map_err(failed)
    }

    fn hold(&self, path: &Path) -> bool {
        self.0.is_match(path.strip_prefix("./").unwrap_or(path))
    }
}

/// Reads every input in the user's order; a folder's files in the order of their paths, each file once.
pub fn texts(inputs: &[Input], exclusions: &Exclusions, limits: &Limits) -> Result<Vec<Text>, LoadError> {
    let mut texts = Vec::new();
    let mut seen = BTreeSet::new();
    for input in inputs {
        match input {
            Input::Stdin => texts.push(stdin(limits)?),
            Input::Text { name, text } => {
                texts.push(Text { name: name.clone(), content: Ok(text.clone().into_bytes()) });
            }
            Input::Path(path) => {
                for file in files(path, exclusions)? {
                    let identity = fs::canonicalize(&file).unwrap_or_else(|_| file.clone());
                    if !seen.insert(identity) {
                        continue;
                    }
                    // What the user named must be there; what merely lies in a folder is told of.
                    texts.push(match read_file(&file, limits) {
                        Ok(text) => text,
                        Err(source) if file != *path => {
                            let name = file.to_string_lossy().into_owned();
                            Text { name, content: Err(NoContent::Unreadable(source)) }
                        }
                        Err(source) => return Err(LoadError::Read { path: file, source }),
                    });
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
    Ok(Text {
        name: "<stdin>".to_owned(),
        content: if length > limit { Err(NoContent::TooLong(length)) } else { Ok(content) },
    })
}

fn read_file(path: &Path, limits: &Limits) -> io::Result<Text> {
    let file = fs::File::open(path)?;
    let length = file.metadata()?.len();
    let name = path.to_string_lossy().into_owned();
    let limit = limits.file_bytes as u64;
    if length > limit {
        return Ok(Text { name, content: Err(NoContent::TooLong(length)) });
    }
    let mut content = Vec::with_capacity(usize::try_from(length).unwrap_or(0) + 1);
    // Pipes and devices tell no length: the limit holds while reading as well.
    file.take(limit + 1).read_to_end(&mut content)?;
    let length = content.len() as u64;
    Ok(Text { name, content: if length > limit { Err(NoContent::TooLong(length)) } else { Ok(content) } })
}

/// The files behind one path: itself, those of a folder, or those that a glob matches.
fn files(path: &Path, exclusions: &Exclusions) -> Result<Vec<PathBuf>, LoadError> {
    let failed = |source| LoadError::Read { path: path.to_owned(), source };
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => walk(path, |path| is_manifest(path) && !exclusions.hold(path)),
        Ok(_) => Ok(vec![path.to_owned()]),
        Err(source) => match path.to_str() {
            Some(pattern) if pattern.contains(['*', '?', '[', '{']) => glob(pattern, exclusions),
            _ => Err(failed(source)),
        },
    }
}

/// Inside a folder only these endings count.
fn is_manifest(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| ["yaml", "yml", "json"].iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

/// The files under a folder that fit, hidden ones left out (`.git`, `.github`, editors' own); also those
/// that can't be read, and folders: reading them says why.
fn walk(folder: &Path, fits: impl Fn(&Path) -> bool) -> Result<Vec<PathBuf>, LoadError> {
    let mut found = Vec::new();
    for entry in WalkBuilder::new(folder).standard_filters(false).hidden(true).follow_links(true).build() {
        let entry = match entry {
            Ok(entry) => entry,
            // A link that leads back up would be read for ever: what it leads to is read anyway.
            Err(error) if is_loop(&error) => continue,
            Err(error) => {
                match path_of(&error).filter(|path| *path != folder) {
                    // A link to nowhere has the name of a file, a closed folder may hold some.
                    Some(path) if fits(path) || (path.is_dir() && fits(&path.join("any.yaml"))) => {
                        found.push(path.to_owned());
                    }
                    Some(_) => {}
                    None => {
                        let source = error.into_io_error().unwrap_or_else(|| io::Error::other("cannot walk"));
                        return Err(LoadError::Read { path: folder.to_owned(), source });
                    }
                }
                continue;
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

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } => path_of(err),
        _ => None,
    }
}

fn glob(pattern: &str, exclusions: &Exclusions) -> Result<Vec<PathBuf>, LoadError> {
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
            (matcher.is_match(path) || path.strip_prefix("./").is_ok_and(|path| matcher.is_match(path)))
                && !exclusions.hold(path)
        })?;
    }
    // A folder among the matches (`overlays/*`) is read as if it were named.
    let folders = matching_folders(folder, &matcher);
    for path in folders {
        found.extend(walk(&path, |path| is_manifest(path) && !exclusions.hold(path))?);
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
