//! What is known and accepted: `--ignore` patterns, and a baseline file with a reason for each entry.

use globset::{Glob, GlobMatcher};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{DriftClass, Item};

/// One accepted drift. Everything that is given must fit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The resource's label or ARN, as a glob.
    pub resource: String,
    /// The field's path, as a glob; absent: the whole resource.
    pub field: Option<String>,
    /// The class; absent: every one.
    pub class: Option<DriftClass>,
    /// Why it is accepted.
    #[serde(default)]
    pub reason: String,
}

/// What the file holds.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    format_version: Option<String>,
    #[serde(default)]
    ignore: Vec<Entry>,
}

/// What can be wrong with a baseline.
#[derive(Debug, Error)]
pub enum BaselineError {
    /// No YAML, or not of this form.
    #[error("it is no baseline")]
    Form(#[from] serde_yaml::Error),
    /// Of another version.
    #[error("format version {0} is not known here (this is 1.0)")]
    Version(String),
    /// An entry without a reason.
    #[error("entry {0} (`{1}`) gives no reason")]
    NoReason(usize, String),
    /// A pattern that can't be read.
    #[error("the pattern is not valid")]
    Pattern(#[from] globset::Error),
}

/// What was left out of a report.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Ignored {
    /// The resource.
    pub label: String,
    /// The kind of drift.
    pub class: DriftClass,
    /// The fields, where not all of the resource was left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// Why.
    pub reason: String,
}

struct Pattern {
    entry: Entry,
    resource: GlobMatcher,
    field: Option<GlobMatcher>,
    used: bool,
}

/// Patterns ready for use.
#[derive(Default)]
pub struct Baseline {
    patterns: Vec<Pattern>,
}

impl Baseline {
    /// Adds the entries of a file's text; each must give its reason.
    pub fn add_file(&mut self, text: &str) -> Result<(), BaselineError> {
        let file: File = serde_yaml::from_str(text)?;
        if let Some(version) = file.format_version.filter(|version| version.split('.').next() != Some("1")) {
            return Err(BaselineError::Version(version));
        }
        for (index, entry) in file.ignore.into_iter().enumerate() {
            if entry.reason.trim().is_empty() {
                return Err(BaselineError::NoReason(index + 1, entry.resource));
            }
            self.add(entry)?;
        }
        Ok(())
    }

    /// Adds an `--ignore`: `RESOURCE` or `RESOURCE#FIELD`, both globs.
    pub fn add_flag(&mut self, text: &str) -> Result<(), BaselineError> {
        // A label may itself hold a `#`, a field never does: the last one divides, unless an id follows.
        let (resource, field) = match text.rsplit_once('#') {
            Some((resource, field)) if !field.starts_with("sn-") && !field.starts_with("tg-") => {
                (resource, Some(field))
            }
            _ => (text, None),
        };
        self.add(Entry {
            resource: resource.to_owned(),
            field: field.map(ToOwned::to_owned),
            class: None,
            reason: format!("--ignore {text}"),
        })
    }

    fn add(&mut self, entry: Entry) -> Result<(), BaselineError> {
        let resource = Glob::new(&entry.resource)?.compile_matcher();
        let field = entry.field.as_deref().map(Glob::new).transpose()?.map(|glob| glob.compile_matcher());
        self.patterns.push(Pattern { entry, resource, field, used: false });
        Ok(())
    }

    /// Takes out what is accepted, and says what that was.
    pub fn apply(&mut self, items: Vec<Item>) -> (Vec<Item>, Vec<Ignored>) {
        let (mut kept, mut ignored) = (Vec::new(), Vec::new());
        for mut item in items {
            let whole = self.patterns.iter_mut().find(|pattern| pattern.field.is_none() && pattern.fits(&item));
            if let Some(pattern) = whole {
                pattern.used = true;
                ignored.push(pattern.ignored(&item, Vec::new()));
                continue;
            }
            let had = !item.fields.is_empty();
            for pattern in &mut self.patterns {
                let Some(field) = pattern.field.clone().filter(|_| pattern.fits(&item)) else { continue };
                let (out, stay) = item.fields.drain(..).partition(|drift| field.is_match(&drift.path));
                item.fields = stay;
                let out: Vec<super::FieldDrift> = out;
                if !out.is_empty() {
                    pattern.used = true;
                    ignored.push(pattern.ignored(&item, out.into_iter().map(|drift| drift.path).collect()));
                }
            }
            if !had || !item.fields.is_empty() {
                kept.push(item);
            }
        }
        (kept, ignored)
    }

    /// Entries that met nothing: the drift that they accept is gone.
    pub fn unused(&self) -> impl Iterator<Item = &Entry> {
        self.patterns.iter().filter(|pattern| !pattern.used).map(|pattern| &pattern.entry)
    }
}

impl Pattern {
    fn fits(&self, item: &Item) -> bool {
        let named = self.resource.is_match(&item.label)
            || item.label_there.as_ref().is_some_and(|label| self.resource.is_match(label))
            || item.arn.as_ref().is_some_and(|arn| self.resource.is_match(arn));
        named && self.entry.class.is_none_or(|class| class == item.class)
    }

    fn ignored(&self, item: &Item, fields: Vec<String>) -> Ignored {
        Ignored { label: item.label.clone(), class: item.class, fields, reason: self.entry.reason.clone() }
    }
}
