//! A plan kept in a file (`plan --out`, `diff --out`), for `apply` to carry out exactly.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::model::FORMAT_VERSION;
use crate::settings::Context;
use crate::translate::Plan;

/// What the file says it is.
const KIND: &str = "latticectl-plan";

/// A plan with everything that applying it needs, and nothing that only its manifests can tell.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SavedPlan {
    /// The version of this form.
    pub format_version: String,
    /// Tells this file from others.
    pub kind: String,
    /// The context that the plan was made in.
    pub context: Context,
    /// Parts of the context that nobody gave: such a plan can be looked at, not applied.
    pub placeholders: Vec<String>,
    /// Whether there were findings of level error.
    pub has_errors: bool,
    /// The plan; `before` is the account as it was seen, if it was.
    pub plan: Plan,
}

/// Why a file is no saved plan.
#[derive(Debug, Error)]
pub enum SavedPlanError {
    /// Not JSON, or not of that form.
    #[error("it is not of the form of a saved plan")]
    Form(#[from] serde_json::Error),
    /// Another kind of document.
    #[error("it says that it is `{0}`")]
    Kind(String),
    /// A version that this program does not know.
    #[error("format version {0} is not known here (this is {FORMAT_VERSION})")]
    Version(String),
}

impl SavedPlan {
    /// A plan to keep.
    pub fn new(context: &Context, placeholders: &[&str], has_errors: bool, plan: Plan) -> Self {
        Self {
            format_version: FORMAT_VERSION.to_owned(),
            kind: KIND.to_owned(),
            context: context.clone(),
            placeholders: placeholders.iter().map(|name| (*name).to_owned()).collect(),
            has_errors,
            plan,
        }
    }

    /// The file's text.
    pub fn to_text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("a plan holds only what JSON can say");
        text.push('\n');
        text
    }

    /// Reads a file's text.
    pub fn parse(text: &str) -> Result<Self, SavedPlanError> {
        /// Looked at before the rest, so that a file from elsewhere gets a plain answer.
        #[derive(Deserialize)]
        struct Head {
            #[serde(default)]
            format_version: String,
            #[serde(default)]
            kind: String,
        }
        let head: Head = serde_json::from_str(text)?;
        if head.kind != KIND {
            return Err(SavedPlanError::Kind(head.kind));
        }
        if head.format_version.split('.').next() != FORMAT_VERSION.split('.').next() {
            return Err(SavedPlanError::Version(head.format_version));
        }
        Ok(serde_json::from_str(text)?)
    }

    /// Whether a text is meant to be a saved plan (and not manifests): a quick look at its start.
    pub fn looks_like_one(text: &str) -> bool {
        let start: String = text.chars().take(200).filter(|c| !c.is_whitespace()).collect();
        start.starts_with('{') && start.contains(&format!("\"kind\":\"{KIND}\""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Service;

    #[test]
    fn what_is_kept_comes_back() {
        let mut plan = Plan::default();
        plan.after.services.insert("svc:a".to_owned(), Service { name: "a".to_owned(), ..Service::default() });
        let saved = SavedPlan::new(&Context::default(), &["account"], true, plan);
        let text = saved.to_text();
        assert!(SavedPlan::looks_like_one(&text));
        let back = SavedPlan::parse(&text).expect("our own text");
        assert_eq!(back.to_text(), text);
        assert_eq!(back.plan.after, saved.plan.after);
    }

    #[test]
    fn other_files_get_a_plain_answer() {
        assert!(matches!(SavedPlan::parse("kind: Service"), Err(SavedPlanError::Form(_))));
        assert!(
            matches!(SavedPlan::parse("{\"kind\": \"Service\"}"), Err(SavedPlanError::Kind(kind)) if kind == "Service")
        );
        let newer = format!("{{\"kind\": \"{KIND}\", \"format_version\": \"2.0\"}}");
        assert!(matches!(SavedPlan::parse(&newer), Err(SavedPlanError::Version(_))));
        assert!(!SavedPlan::looks_like_one("{\"kind\": \"List\"}"));
    }
}
