//! The health of targets in a snapshot file: it stands beside the sections, because the account form knows a
//! target by id and port alone, and two snapshots of one account are equal whatever a health check says.

use serde_json::{Map, Value};

/// The member of a snapshot that holds it: by target group, in the order of its targets.
pub const MEMBER: &str = "targetHealth";
/// What of a target is health.
const FIELDS: [&str; 2] = ["status", "reasonCode"];

/// Takes the health out of the targets and puts it beside the sections.
pub fn set_apart(document: &mut Value) {
    let mut health = Map::new();
    for (label, targets) in target_lists(document) {
        let apart: Vec<Value> = targets.iter_mut().map(take).collect();
        if apart.iter().any(|fields| fields.as_object().is_some_and(|fields| !fields.is_empty())) {
            health.insert(label, apart.into());
        }
    }
    if let (false, Value::Object(members)) = (health.is_empty(), document) {
        members.insert(MEMBER.to_owned(), health.into());
    }
}

/// Puts it back where it was taken from; what fits no target is left out.
pub fn put_back(document: &mut Value) {
    let apart = document.as_object_mut().and_then(|members| members.remove(MEMBER));
    let Some(Value::Object(mut health)) = apart else { return };
    for (label, targets) in target_lists(document) {
        let Some(Value::Array(apart)) = health.remove(&label) else { continue };
        if apart.len() != targets.len() {
            continue;
        }
        for (target, fields) in targets.iter_mut().zip(apart) {
            if let (Value::Object(target), Value::Object(fields)) = (target, fields) {
                target.extend(fields.into_iter().filter(|(name, _)| FIELDS.contains(&name.as_str())));
            }
        }
    }
}

fn take(target: &mut Value) -> Value {
    let Value::Object(members) = target else { return Value::Object(Map::new()) };
    let fields = FIELDS.iter().filter_map(|name| members.remove(*name).map(|value| ((*name).to_owned(), value)));
    fields.collect::<Map<_, _>>().into()
}

/// The targets of every group of a document in the account form.
fn target_lists(document: &mut Value) -> impl Iterator<Item = (String, &mut Vec<Value>)> {
    let groups = document.get_mut("targetGroups").and_then(Value::as_object_mut);
    groups
        .into_iter()
        .flatten()
        .filter_map(|(label, group)| Some((label.clone(), group.get_mut("targets")?.as_array_mut()?)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_set_apart_is_put_back() {
        let whole = json!({"services": {}, "targetGroups": {
            "tg:a": {"name": "a", "targets": [
                {"id": "10.0.0.1", "port": 80, "status": "UNHEALTHY", "reasonCode": "TargetFailed"},
                {"id": "10.0.0.2", "port": 80}]},
            "tg:b": {"name": "b"}}});
        let mut apart = whole.clone();
        set_apart(&mut apart);
        assert_eq!(apart["targetGroups"]["tg:a"]["targets"][0], json!({"id": "10.0.0.1", "port": 80}));
        assert_eq!(apart[MEMBER], json!({"tg:a": [{"status": "UNHEALTHY", "reasonCode": "TargetFailed"}, {}]}));
        put_back(&mut apart);
        assert_eq!(apart, whole);
    }

    #[test]
    fn what_fits_no_target_is_left_out() {
        let mut document = json!({"targetGroups": {"tg:a": {"targets": [{"id": "10.0.0.1"}]}},
            "targetHealth": {"tg:a": [{}, {}], "tg:gone": [{"status": "HEALTHY"}], "tg:b": 1}});
        put_back(&mut document);
        assert_eq!(document, json!({"targetGroups": {"tg:a": {"targets": [{"id": "10.0.0.1"}]}}}));
        for odd in [json!([]), json!({"targetHealth": []}), json!({"targetGroups": [], "targetHealth": {}})] {
            put_back(&mut odd.clone());
            set_apart(&mut odd.clone());
        }
    }
}
