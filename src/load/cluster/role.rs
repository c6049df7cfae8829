//! The Kubernetes role that reading a cluster needs: the table of kinds, as RBAC rules.

use std::fmt::Write as _;

use super::controller::NAMESPACE;
use super::kinds::{KINDS, KindSpec, Role};

/// Who gets a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceAccount {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
}

/// A ClusterRole with exactly the reads of [`super::read`] over all namespaces; with a binding where
/// somebody is named.
pub fn cluster_role(name: &str, subject: Option<&ServiceAccount>) -> String {
    let mut yaml = header("ClusterRole", name, None);
    rules(&mut yaml, |_| true);
    if let Some(subject) = subject {
        binding(&mut yaml, "ClusterRole", name, None, subject);
    }
    yaml
}

/// The same for some namespaces only: a Role in each, one where the controller is installed (whether it
/// runs decides what may be written), and a ClusterRole for what has no namespace.
pub fn namespaced_roles(name: &str, namespaces: &[String], subject: Option<&ServiceAccount>) -> String {
    let mut yaml = header("ClusterRole", name, None);
    rules(&mut yaml, |spec| spec.role == Role::Cluster);
    if let Some(subject) = subject {
        binding(&mut yaml, "ClusterRole", name, None, subject);
    }
    for namespace in namespaces {
        yaml.push_str("---\n");
        yaml.push_str(&header("Role", name, Some(namespace)));
        rules(&mut yaml, |spec| spec.role != Role::Cluster);
        if let Some(subject) = subject {
            binding(&mut yaml, "Role", name, Some(namespace), subject);
        }
    }
    if !namespaces.iter().any(|namespace| namespace == NAMESPACE) {
        yaml.push_str("---\n");
        yaml.push_str(&header("Role", name, Some(NAMESPACE)));
        rules(&mut yaml, |spec| spec.kind == "Deployment");
        if let Some(subject) = subject {
            binding(&mut yaml, "Role", name, Some(NAMESPACE), subject);
        }
    }
    yaml
}

fn header(kind: &str, name: &str, namespace: Option<&str>) -> String {
    let namespace = namespace.map(|namespace| format!("  namespace: {}\n", scalar(namespace))).unwrap_or_default();
    let name = scalar(name);
    format!("apiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata:\n  name: {name}\n{namespace}")
}

/// A name as YAML: `1`, `1e5` and `on` are names too, and must stay texts.
fn scalar(name: &str) -> String {
    let words = ["y", "yes", "on", "n", "no", "off", "true", "false", "null"];
    let plain = name.starts_with(|first: char| first.is_ascii_lowercase()) && !words.contains(&name);
    if plain { name.to_owned() } else { format!("\"{name}\"") }
}

/// One rule for each group, its resources in the order of the alphabet; `list` is the only verb.
fn rules(yaml: &mut String, wanted: impl Fn(&KindSpec) -> bool) {
    let mut groups: Vec<&str> = KINDS.iter().filter(|spec| wanted(spec)).map(|spec| spec.group).collect();
    groups.sort_unstable();
    groups.dedup();
    yaml.push_str("rules:\n");
    for group in groups {
        let mut plurals: Vec<&str> =
            KINDS.iter().filter(|spec| spec.group == group && wanted(spec)).map(|spec| spec.plural).collect();
        plurals.sort_unstable();
        let group = if group.is_empty() { "\"\"" } else { group };
        // Writing to a String can't fail.
        let _ = writeln!(yaml, "- apiGroups:\n  - {group}\n  resources:");
        for plural in plurals {
            let _ = writeln!(yaml, "  - {plural}");
        }
        yaml.push_str("  verbs:\n  - list\n");
    }
}

fn binding(yaml: &mut String, kind: &str, name: &str, namespace: Option<&str>, subject: &ServiceAccount) {
    yaml.push_str("---\n");
    yaml.push_str(&header(&format!("{kind}Binding"), name, namespace));
    let (name, account, namespace) = (scalar(name), scalar(&subject.name), scalar(&subject.namespace));
    let _ = write!(
        yaml,
        "roleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: {kind}\n  name: {name}\n\
         subjects:\n- kind: ServiceAccount\n  namespace: {namespace}\n  name: {account}\n"
    );
}
