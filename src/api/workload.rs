//! Deployments and their like, read for rollout hygiene: what is not as expected counts as not there.

use super::cross::text;
use super::kind::Id;
use super::{Container, Workload};
use crate::load::{Node, Value};

/// The typed view of a workload.
pub(super) fn read(object: &Node, id: Id) -> Workload {
    let pod = if id == Id::Pod { Some(object) } else { object.get("spec").and_then(|spec| spec.get("template")) };
    let spec = pod.and_then(|pod| pod.get("spec"));
    let labels = pod.and_then(|pod| pod.get("metadata")).and_then(|metadata| metadata.get("labels"));
    let entries = labels.map_or(&[][..], Node::entries);
    let list = |key: &str| spec.and_then(|spec| spec.get(key)).map_or(&[][..], Node::items);
    Workload {
        pod_spec_path: if id == Id::Pod { "spec" } else { "spec.template.spec" },
        pod_labels: entries
            .iter()
            .filter_map(|entry| Some((entry.key.to_string(), entry.value.as_str()?.to_owned())))
            .collect(),
        termination_grace_period_seconds: spec.and_then(|spec| whole(spec.get("terminationGracePeriodSeconds"))),
        readiness_gates: list("readinessGates")
            .iter()
            .filter_map(|gate| text(gate, "conditionType").map(str::to_owned))
            .collect(),
        containers: list("containers").iter().map(container).collect(),
    }
}

fn container(node: &Node) -> Container {
    let pre_stop = node.get("lifecycle").and_then(|lifecycle| lifecycle.get("preStop"));
    let probe = node.get("readinessProbe").and_then(|probe| probe.get("httpGet"));
    Container {
        name: text(node, "name").unwrap_or_default().to_owned(),
        has_pre_stop: pre_stop.is_some_and(|hook| !hook.entries().is_empty()),
        // A probe that names no path asks "/": that is what the API server fills in.
        readiness_path: probe.map(|probe| text(probe, "path").unwrap_or("/").to_owned()),
        readiness_port: probe.and_then(|probe| probe.get("port")).and_then(|port| match &port.value {
            Value::Integer(number) => Some(number.to_string()),
            Value::String(name) => Some(name.to_string()),
            _ => None,
        }),
    }
}

fn whole(node: Option<&Node>) -> Option<i64> {
    match node.map(|node| &node.value) {
        Some(Value::Integer(number)) => Some(*number),
        _ => None,
    }
}
