//! Files laid over a cluster: what would be there after applying them.

use std::collections::BTreeMap;

use super::kinds::{self, Role};
use crate::load::{Document, Entry, Node, Value};

/// Kind, namespace and name. The kind is one that is read of clusters, and so stands for its group too.
type Key = (&'static str, String, String);

/// Replaces objects of the cluster by the files' of the same group, kind, namespace and name, where they stand;
/// adds the files' others behind them. Objects only in the cluster stay.
///
/// What the API server alone decides stays as the cluster has it: an object's age, and a Service's
/// addresses and families where the file does not name them.
pub fn overlay(cluster: Vec<Document>, files: Vec<Document>, default_namespace: &str) -> Vec<Document> {
    let mut documents = cluster;
    // What is of no kind that is read lies beside: nothing in the cluster's part can be the same object.
    let places: BTreeMap<Key, usize> =
        documents.iter().enumerate().filter_map(|(at, document)| Some((key(&document.node, "")?, at))).collect();
    for mut file in files {
        match key(&file.node, default_namespace).and_then(|key| places.get(&key)) {
            Some(at) => {
                keep_allocated(&mut file.node, &documents[*at].node);
                // The same object twice in the files: both go on, so that it is reported.
                if matches!(documents[*at].origin, crate::load::Origin::Cluster) {
                    documents[*at] = file;
                } else {
                    documents.push(file);
                }
            }
            None => documents.push(file),
        }
    }
    documents
}

fn key(node: &Node, default_namespace: &str) -> Option<Key> {
    let text = |node: Option<&Node>| node.and_then(Node::as_str).map(str::to_owned);
    let metadata = node.get("metadata")?;
    let spec = kinds::of_object(node)?;
    let namespace = if spec.role == Role::Cluster {
        String::new()
    } else {
        text(metadata.get("namespace")).filter(|text| !text.is_empty()).unwrap_or_else(|| default_namespace.to_owned())
    };
    Some((spec.kind, namespace, text(metadata.get("name"))?))
}

/// Takes over what applying a manifest does not change.
fn keep_allocated(file: &mut Node, cluster: &Node) {
    take(file, cluster, "metadata", &["creationTimestamp"], true);
    if file.get("kind").and_then(Node::as_str) == Some("Service") {
        take(file, cluster, "spec", &["clusterIP", "ipFamilies", "ipFamilyPolicy"], false);
    }
}

fn take(file: &mut Node, cluster: &Node, part: &str, keys: &[&str], always: bool) {
    let Some(from) = cluster.get(part) else { return };
    let Value::Mapping(entries) = &mut file.value else { return };
    let Some(Value::Mapping(into)) =
        entries.iter_mut().find(|entry| &*entry.key == part).map(|entry| &mut entry.value.value)
    else {
        return;
    };
    for entry in keys.iter().filter_map(|key| from.entry(key)) {
        let present = into.iter().position(|own| own.key == entry.key);
        match present {
            Some(at) if always => into[at].value.value = entry.value.value.clone(),
            Some(_) => {}
            None => into.push(Entry::clone(entry)),
        }
    }
}
