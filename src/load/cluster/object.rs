//! One object of a list: completed with its kind, and parted into manifest and status.

use super::kinds::{KindSpec, Role};
use crate::diag::{ObjectRef, Span};
use crate::load::live::{LiveCondition, LiveListener, LiveObject, LiveParent, LiveParentRef, LiveStatus};
use crate::load::{Entry, Node, Value};

/// An object, parted.
pub(super) struct Taken {
    pub object: ObjectRef,
    /// `metadata.creationTimestamp`, which sorts as text.
    pub created: Box<str>,
    pub node: Node,
    pub status: Option<LiveObject>,
}

/// Puts `apiVersion` and `kind` in front: the lists of built-in kinds leave them out. Older versions of the
/// kinds that are read have the newest one's fields, and go on under its name.
pub(super) fn complete(mut node: Node, spec: &KindSpec) -> Node {
    if let Value::Mapping(entries) = &mut node.value {
        entries.retain(|entry| !matches!(&*entry.key, "apiVersion" | "kind"));
        let text = |key: &str, text: &str| Entry {
            key: key.into(),
            key_span: Span::NONE,
            value: Node::defaulted(Value::String(text.into())),
        };
        entries.splice(0..0, [text("apiVersion", &spec.api_version(spec.versions[0])), text("kind", spec.kind)]);
    }
    node
}

/// Sets the status apart and drops what only served until here.
pub(super) fn take(mut node: Node, spec: &KindSpec) -> Taken {
    let metadata = node.get("metadata");
    let text = |key: &str| metadata.and_then(|metadata| metadata.get(key)).and_then(Node::as_str);
    let object = ObjectRef {
        kind: spec.kind.to_owned(),
        namespace: text("namespace").map(str::to_owned),
        name: text("name").unwrap_or_default().to_owned(),
    };
    let created = text("creationTimestamp").unwrap_or_default().into();
    let generation = integer(metadata.and_then(|metadata| metadata.get("generation")));
    let status = remove(&mut node, "status");
    if let Some(metadata) = child(&mut node, "metadata") {
        remove(metadata, "generation");
    }
    let compared = spec.is_custom()
        && matches!(spec.role, Role::Selected | Role::Attached | Role::Parent | Role::Cluster)
        || spec.kind == "TargetGroupPolicy";
    let status = compared.then(|| LiveObject { generation, status: status.as_ref().map(live_status) });
    forget_environment(&mut node);
    Taken { object, created, node, status }
}

fn child<'a>(node: &'a mut Node, key: &str) -> Option<&'a mut Node> {
    match &mut node.value {
        Value::Mapping(entries) => entries.iter_mut().find(|entry| &*entry.key == key).map(|entry| &mut entry.value),
        _ => None,
    }
}

fn remove(node: &mut Node, key: &str) -> Option<Node> {
    let Value::Mapping(entries) = &mut node.value else { return None };
    let at = entries.iter().position(|entry| &*entry.key == key)?;
    Some(entries.remove(at).value)
}

/// A workload's images and environment served to recognise the controller; environments may hold
/// passwords, so they go no further.
fn forget_environment(node: &mut Node) {
    let containers = child(node, "spec")
        .and_then(|spec| child(spec, "template"))
        .and_then(|template| child(template, "spec"))
        .and_then(|spec| child(spec, "containers"));
    if let Some(Value::Sequence(containers)) = containers.map(|containers| &mut containers.value) {
        for container in containers {
            for key in ["env", "envFrom", "image"] {
                remove(container, key);
            }
        }
    }
}

fn integer(node: Option<&Node>) -> Option<i64> {
    match node?.value {
        Value::Integer(number) => Some(number),
        _ => None,
    }
}

fn text(node: &Node, key: &str) -> Box<str> {
    node.get(key).and_then(Node::as_str).unwrap_or_default().into()
}

fn list<'a>(node: &'a Node, key: &str) -> &'a [Node] {
    node.get(key).map(Node::items).unwrap_or_default()
}

fn live_status(status: &Node) -> LiveStatus {
    LiveStatus {
        conditions: conditions(status),
        parents: list(status, "parents").iter().map(live_parent).collect(),
        listeners: list(status, "listeners").iter().map(live_listener).collect(),
    }
}

fn conditions(node: &Node) -> Vec<LiveCondition> {
    let condition = |node: &Node| LiveCondition {
        kind: text(node, "type"),
        status: text(node, "status"),
        reason: text(node, "reason"),
        observed_generation: integer(node.get("observedGeneration")),
        never_reconciled: text(node, "lastTransitionTime").starts_with("1970-01-01T00:00:00"),
    };
    list(node, "conditions").iter().map(condition).collect()
}

fn live_parent(node: &Node) -> LiveParent {
    let reference = node.get("parentRef");
    let own = |key: &str| reference.and_then(|reference| reference.get(key)).and_then(Node::as_str);
    let port = integer(reference.and_then(|reference| reference.get("port")));
    LiveParent {
        parent_ref: LiveParentRef {
            namespace: own("namespace").map(Into::into),
            name: own("name").unwrap_or_default().into(),
            section_name: own("sectionName").map(Into::into),
            port: port.and_then(|port| i32::try_from(port).ok()),
        },
        controller_name: text(node, "controllerName"),
        conditions: conditions(node),
    }
}

fn live_listener(node: &Node) -> LiveListener {
    LiveListener {
        name: text(node, "name"),
        attached_routes: integer(node.get("attachedRoutes")),
        conditions: conditions(node),
    }
}
