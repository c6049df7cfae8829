//! The status that a cluster carries beside the one that is computed: a difference means that the
//! controller is behind, failed, or is of another version.
//!
//! Only what the controller decides is compared: a condition's status and reason, and how many routes
//! attach; and a status of an older generation is told even where it says the same. Messages and times
//! differ from run to run, and what others write into a status is theirs.

use serde_json::Value;

use crate::api::CONTROLLER_NAME;
use crate::diag::{Diagnostic, ObjectRef, Scope};
use crate::load::live::{LiveCondition, LiveObject, LiveParent, LiveStatus, LiveStatuses};
use crate::translate::ObjectStatus;

/// One finding for each difference. `complete`: all routes were in view, so that their number counts.
pub fn compare(computed: &[ObjectStatus], live: &LiveStatuses, complete: bool) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for status in computed {
        let Some(object) = live.get(&status.object) else { continue };
        let mut comparison = Comparison { object: &status.object, live: object, findings: &mut findings };
        match &object.status {
            Some(live) => comparison.status(&status.status, live, complete),
            None if says_anything(&status.status) => comparison
                .push("status", "the cluster holds no status: no controller has looked at this object yet".to_owned()),
            None => {}
        }
    }
    findings
}

/// The conditions that the controller writes; `False` is bad news in each.
const KINDS: [&str; 3] = ["Accepted", "Programmed", "ResolvedRefs"];

struct Comparison<'a> {
    object: &'a ObjectRef,
    live: &'a LiveObject,
    findings: &'a mut Vec<Diagnostic>,
}

impl Comparison<'_> {
    fn push(&mut self, path: &str, message: String) {
        let finding = Diagnostic::warning(2014, Scope::Field, message);
        self.findings.push(finding.with_object(self.object.clone()).with_path(path));
    }

    fn status(&mut self, computed: &Value, live: &LiveStatus, complete: bool) {
        let before = self.findings.len();
        self.conditions("status", computed, &live.conditions);
        for parent in list(computed, "parents") {
            self.parent(parent, live);
        }
        self.parents_of_another_time(computed, live);
        for listener in list(computed, "listeners") {
            let name = text(listener, "name");
            let Some(at) = live.listeners.iter().position(|live| &*live.name == name) else {
                self.push("status.listeners", format!("the cluster's status does not know the listener {name:?}"));
                continue;
            };
            let path = format!("status.listeners[{at}]");
            let attached = listener.get("attachedRoutes").and_then(Value::as_i64);
            let held = live.listeners[at].attached_routes;
            if complete && attached.is_some() && attached != held {
                let (attached, held) = (attached.unwrap_or_default(), held.unwrap_or_default());
                let reason = self.reason(None);
                self.push(
                    &format!("{path}.attachedRoutes"),
                    format!("the cluster says that {held} routes attach to listener {name:?}, computed are {attached}{reason}"),
                );
            }
            self.conditions(&path, listener, &live.listeners[at].conditions);
        }
        if self.findings.len() == before {
            self.generation(computed, live);
        }
    }

    /// Entries of the controller for parents that the object does not have (any more).
    fn parents_of_another_time(&mut self, computed: &Value, live: &LiveStatus) {
        for (at, parent) in live.parents.iter().enumerate() {
            let known = list(computed, "parents")
                .iter()
                .any(|computed| same_parent(computed.get("parentRef").unwrap_or(&Value::Null), parent, self.object));
            if &*parent.controller_name == CONTROLLER_NAME && !known {
                let reason = self.reason(parent.conditions.first());
                let message = format!(
                    "the cluster's status speaks of the parent {:?}, computed is none{reason}",
                    parent.parent_ref.name
                );
                self.push(&format!("status.parents[{at}]"), message);
            }
        }
    }

    /// A status that says the same, of a spec that has changed since: the controller has yet to look.
    fn generation(&mut self, computed: &Value, live: &LiveStatus) {
        let Some(generation) = self.live.generation else { return };
        let own = live.parents.iter().enumerate().filter(|(_, parent)| &*parent.controller_name == CONTROLLER_NAME);
        let parents = own.map(|(at, parent)| (format!("status.parents[{at}]"), &parent.conditions));
        let listeners = live.listeners.iter().enumerate();
        let listeners = listeners.map(|(at, listener)| (format!("status.listeners[{at}]"), &listener.conditions));
        let ours = !list(computed, "conditions").is_empty();
        let object = ours.then(|| ("status".to_owned(), &live.conditions));
        let behind = object.into_iter().chain(parents).chain(listeners).find_map(|(path, conditions)| {
            let behind = |condition: &LiveCondition| {
                KINDS.contains(&&*condition.kind)
                    && condition.observed_generation.is_some_and(|seen| seen > 0 && seen < generation)
            };
            let at = conditions.iter().position(behind)?;
            Some((format!("{path}.conditions[{at}]"), conditions[at].observed_generation.unwrap_or_default()))
        });
        if let Some((path, seen)) = behind {
            let message =
                format!("the cluster's status is that of generation {seen} of {generation}: the controller is behind");
            self.push(&path, message);
        }
    }

    fn parent(&mut self, computed: &Value, live: &LiveStatus) {
        let controller = text(computed, "controllerName");
        let same = |live: &LiveParent| {
            (controller.is_empty() || &*live.controller_name == controller)
                && same_parent(computed.get("parentRef").unwrap_or(&Value::Null), live, self.object)
        };
        if let Some(at) = live.parents.iter().position(same) {
            self.conditions(&format!("status.parents[{at}]"), computed, &live.parents[at].conditions);
        } else {
            let name = computed.get("parentRef").map(|parent| text(parent, "name")).unwrap_or_default();
            let message = format!("the cluster's status says nothing of the parent {name:?}{}", self.reason(None));
            self.push("status.parents", message);
        }
    }

    fn conditions(&mut self, path: &str, computed: &Value, live: &[LiveCondition]) {
        for condition in list(computed, "conditions") {
            let (kind, status, reason) =
                (text(condition, "type"), text(condition, "status"), text(condition, "reason"));
            let wanted = format!("{kind}={status} ({reason})");
            let Some(at) = live.iter().position(|live| &*live.kind == kind) else {
                let message =
                    format!("the cluster's status has no condition {kind}, computed is {wanted}{}", self.reason(None));
                self.push(&format!("{path}.conditions"), message);
                continue;
            };
            let held = &live[at];
            if *held.status == *status && *held.reason == *reason {
                continue;
            }
            let message = format!(
                "the cluster says {kind}={} ({}), computed is {wanted}{}",
                held.status,
                held.reason,
                self.reason(Some(held))
            );
            self.push(&format!("{path}.conditions[{at}]"), message);
        }
        // The other way round only what says that something is wrong.
        for (at, held) in live.iter().enumerate() {
            let known = list(computed, "conditions").iter().any(|condition| text(condition, "type") == &*held.kind);
            if !known && &*held.status == "False" && KINDS.contains(&&*held.kind) {
                let reason = self.reason(Some(held));
                let message = format!(
                    "the cluster says {}=False ({}), computed is no such condition{reason}",
                    held.kind, held.reason
                );
                self.push(&format!("{path}.conditions[{at}]"), message);
            }
        }
    }

    /// Why the two may differ, as far as the object itself tells.
    fn reason(&self, condition: Option<&LiveCondition>) -> String {
        if condition.is_some_and(|condition| condition.never_reconciled) {
            return ": no controller has looked at this object yet".to_owned();
        }
        match (condition.and_then(|condition| condition.observed_generation), self.live.generation) {
            (Some(observed), Some(generation)) if observed < generation => {
                format!(": the controller has seen generation {observed} of {generation}")
            }
            _ => String::new(),
        }
    }
}

/// A parentRef is the same where name, section and port are; a namespace that is left out is the
/// object's own.
fn same_parent(computed: &Value, live: &LiveParent, object: &ObjectRef) -> bool {
    let own = object.namespace.as_deref();
    let namespace = computed.get("namespace").and_then(Value::as_str).or(own);
    let live_namespace = live.parent_ref.namespace.as_deref().or(own);
    let port = computed.get("port").and_then(Value::as_i64);
    text(computed, "name") == &*live.parent_ref.name
        && namespace == live_namespace
        && computed.get("sectionName").and_then(Value::as_str) == live.parent_ref.section_name.as_deref()
        && port == live.parent_ref.port.map(i64::from)
}

fn says_anything(status: &Value) -> bool {
    ["conditions", "parents", "listeners"].iter().any(|key| !list(status, key).is_empty())
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::live::{LiveListener, LiveParentRef};
    use serde_json::json;

    fn route() -> ObjectRef {
        ObjectRef { kind: "HTTPRoute".into(), namespace: Some("shop".into()), name: "cart".into() }
    }

    fn condition(status: &str, reason: &str, observed: i64) -> LiveCondition {
        LiveCondition {
            kind: "Accepted".into(),
            status: status.into(),
            reason: reason.into(),
            observed_generation: Some(observed),
            never_reconciled: false,
        }
    }

    fn computed() -> Vec<ObjectStatus> {
        let status = json!({"parents": [{
            "parentRef": {"name": "lattice"},
            "controllerName": "application-networking.k8s.aws/gateway-api-controller",
            "conditions": [{"type": "Accepted", "status": "True", "reason": "Accepted", "message": "x"}],
        }]});
        vec![ObjectStatus { api_version: "gateway.networking.k8s.io/v1".into(), object: route(), status }]
    }

    fn live(namespace: Option<&str>, conditions: Vec<LiveCondition>) -> LiveStatuses {
        let parent_ref =
            LiveParentRef { name: "lattice".into(), namespace: namespace.map(Into::into), ..LiveParentRef::default() };
        let controller_name = "application-networking.k8s.aws/gateway-api-controller".into();
        let status = LiveStatus {
            parents: vec![LiveParent { parent_ref, controller_name, conditions }],
            ..LiveStatus::default()
        };
        LiveStatuses::from([(route(), LiveObject { generation: Some(3), status: Some(status) })])
    }

    #[test]
    fn equal_statuses_are_silent_whatever_the_message() {
        for namespace in [None, Some("shop")] {
            assert!(compare(&computed(), &live(namespace, vec![condition("True", "Accepted", 3)]), true).is_empty());
        }
    }

    #[test]
    fn a_controller_that_is_behind_is_told_with_its_generation() {
        let found = compare(&computed(), &live(None, vec![condition("False", "NoMatchingParent", 2)]), true);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].path, "status.parents[0].conditions[0]");
        assert_eq!(
            found[0].message,
            "the cluster says Accepted=False (NoMatchingParent), computed is Accepted=True (Accepted): \
             the controller has seen generation 2 of 3"
        );
    }

    #[test]
    fn a_status_of_an_older_generation_is_told_though_it_says_the_same() {
        let found = compare(&computed(), &live(None, vec![condition("True", "Accepted", 2)]), true);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].path, "status.parents[0].conditions[0]");
        assert_eq!(found[0].message, "the cluster's status is that of generation 2 of 3: the controller is behind");
        let unknown = LiveCondition { observed_generation: None, ..condition("True", "Accepted", 0) };
        assert!(compare(&computed(), &live(None, vec![unknown]), true).is_empty(), "nobody says which it saw");
    }

    #[test]
    fn what_only_the_cluster_says_is_told_where_it_is_the_controllers_and_bad_news() {
        let mut statuses = live(None, vec![condition("True", "Accepted", 3)]);
        let status = statuses.get_mut(&route()).and_then(|object| object.status.as_mut()).unwrap();
        let broken = LiveCondition { kind: "Programmed".into(), ..condition("False", "Broken", 3) };
        let strange = LiveCondition { kind: "Conflicted".into(), ..condition("False", "NoConflict", 3) };
        status.parents[0].conditions.extend([broken, strange]);
        let parent = |name: &str, controller: &str| LiveParent {
            parent_ref: LiveParentRef { name: name.into(), ..LiveParentRef::default() },
            controller_name: controller.into(),
            conditions: vec![condition("True", "Accepted", 3)],
        };
        status.parents.extend([parent("old", CONTROLLER_NAME), parent("mesh", "istio.io/gateway-controller")]);
        let found = compare(&computed(), &statuses, true);
        let told: Vec<(&str, &str)> = found.iter().map(|one| (one.path.as_str(), one.message.as_str())).collect();
        assert_eq!(
            told,
            [
                (
                    "status.parents[0].conditions[1]",
                    "the cluster says Programmed=False (Broken), computed is no such condition"
                ),
                ("status.parents[1]", "the cluster's status speaks of the parent \"old\", computed is none"),
            ]
        );
    }

    #[test]
    fn what_was_never_written_is_told() {
        let nothing = LiveStatuses::from([(route(), LiveObject::default())]);
        assert!(compare(&computed(), &nothing, true)[0].message.contains("no controller has looked"));
        assert!(
            compare(&computed(), &live(Some("other"), Vec::new()), true)[0].message.contains("nothing of the parent")
        );
        assert!(compare(&computed(), &LiveStatuses::new(), true).is_empty(), "not in the cluster");
    }

    #[test]
    fn attached_routes_count_only_where_all_were_read() {
        let gateway = ObjectRef { kind: "Gateway".into(), namespace: Some("shop".into()), name: "lattice".into() };
        let status = json!({"listeners": [{"name": "http", "attachedRoutes": 2}]});
        let computed = [ObjectStatus { api_version: String::new(), object: gateway.clone(), status }];
        let listener = LiveListener { name: "http".into(), attached_routes: Some(1), ..LiveListener::default() };
        let status = LiveStatus { listeners: vec![listener], ..LiveStatus::default() };
        let live = LiveStatuses::from([(gateway, LiveObject { generation: None, status: Some(status) })]);
        assert_eq!(compare(&computed, &live, true).len(), 1);
        assert!(compare(&computed, &live, false).is_empty());
    }
}
