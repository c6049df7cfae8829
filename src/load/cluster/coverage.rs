//! How much of the cluster was read, and what is lost by what was not.

use std::collections::{BTreeMap, BTreeSet};

use super::controller::NAMESPACE;
use super::kinds::{KINDS, KindSpec, Role};
use crate::diag::{Diagnostic, Scope};

/// What was read, and what was not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// The namespaces that were selected; `None`: all.
    pub namespaces: Option<BTreeSet<String>>,
    /// The label selector.
    pub selector: Option<String>,
    /// Kinds that the identity may not list, with the namespace; `None`: all namespaces.
    pub denied: BTreeSet<(&'static str, Option<String>)>,
    /// Kinds that the cluster does not serve.
    pub missing: BTreeSet<&'static str>,
    /// Kinds that the cluster serves in an older version only.
    pub older: BTreeMap<&'static str, &'static str>,
    /// Whether a listener admits routes by the labels of their namespace: only then namespaces shape anything.
    pub selects_namespaces: bool,
    /// Whether the controller may run unseen: Deployments may be listed neither everywhere nor where the
    /// controller is installed.
    pub controller_unseen: bool,
}

impl Coverage {
    /// Whether everything that shapes Lattice resources was in view. Where it was not, a resource that no
    /// object asks for is no orphan.
    pub fn is_complete(&self) -> bool {
        self.namespaces.is_none() && self.selector.is_none() && self.unseen().is_empty()
    }

    /// The kinds that were denied somewhere and shape what is planned: without them a policy that
    /// stands, or a target that is there, would look unwanted.
    pub fn unseen(&self) -> Vec<&'static KindSpec> {
        let denied = |kind: &str| self.denied.iter().any(|(denied, _)| *denied == kind);
        let shapes = |spec: &KindSpec| spec.shapes_resources() && (spec.kind != "Namespace" || self.selects_namespaces);
        KINDS.iter().filter(|spec| denied(spec.kind) && shapes(spec)).collect()
    }

    /// One finding for each kind that is missing or denied, with what that costs.
    pub fn findings(&self) -> Vec<Diagnostic> {
        let mut findings = Vec::new();
        for spec in KINDS {
            let denied = self.denied.iter().filter(|(kind, _)| *kind == spec.kind).map(|(_, at)| at.as_deref());
            let places: Vec<String> = denied.map(place).collect();
            if !places.is_empty() {
                findings.push(denied_finding(spec, &places));
            }
            if self.missing.contains(spec.kind) {
                findings.push(missing_finding(spec));
            }
            if let Some(version) = self.older.get(spec.kind) {
                findings.push(older_finding(spec, version));
            }
        }
        findings.extend(self.controller_unseen.then(controller_finding));
        findings
    }
}

/// A namespace in words.
pub(super) fn place(namespace: Option<&str>) -> String {
    match namespace {
        Some(namespace) => format!("in namespace {namespace}"),
        None => "in all namespaces".to_owned(),
    }
}

/// That nobody can tell whether the controller runs.
pub(super) fn controller_finding() -> Diagnostic {
    let message = format!(
        "deployments.apps may be listed neither in all namespaces nor in namespace {NAMESPACE} (403): whether the \
         controller runs, and with which settings, is not known"
    );
    Diagnostic::warning(2015, Scope::Run, message).with_help("grant the reads that `latticectl rbac` prints")
}

fn denied_finding(spec: &KindSpec, places: &[String]) -> Diagnostic {
    let places = if spec.role == Role::Cluster { String::new() } else { format!(" {}", places.join(", ")) };
    let message = format!("{} may not be listed{places} (403): {}", spec.resource(), spec.cost);
    Diagnostic::warning(2015, Scope::Run, message).with_help("grant the reads that `latticectl rbac` prints")
}

fn missing_finding(spec: &KindSpec) -> Diagnostic {
    let what = if spec.is_custom() { "the CustomResourceDefinition is not installed" } else { "the API is not served" };
    let message = format!("the cluster has no {} ({what}): {}", spec.resource(), spec.cost);
    Diagnostic::note(2016, Scope::Run, message)
}

fn older_finding(spec: &KindSpec, version: &str) -> Diagnostic {
    let message = format!(
        "the cluster serves {} only as {version}; it is read as {}, which is the version that the controller watches",
        spec.resource(),
        spec.versions[0]
    );
    let help =
        "install CustomResourceDefinitions that serve the newer version: the controller does not see the older one";
    Diagnostic::note(2016, Scope::Run, message).with_help(help)
}
