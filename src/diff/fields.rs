//! Which fields of two comparable resources differ.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{FieldChange, Kind};

/// Every field that differs, sorted by path.
pub fn differences(kind: Kind, before: &Value, after: &Value) -> Vec<FieldChange> {
    let mut found = Vec::new();
    walk(kind, "", Some(before), Some(after), &mut found);
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

/// Fields that no update can change (the API's table of mutability).
pub fn is_immutable(kind: Kind, path: &str) -> bool {
    let top = path.split(['.', '[']).next().unwrap_or(path);
    match kind {
        Kind::ServiceNetwork => top == "name",
        Kind::Service => matches!(top, "name" | "customDomainName"),
        Kind::Listener => matches!(top, "name" | "port" | "protocol"),
        Kind::TargetGroup => top == "type" || (top == "config" && !path.starts_with("config.healthCheck")),
        Kind::AccessLogSubscription => top == "serviceNetworkLogType",
        Kind::Rule | Kind::ServiceAssociation | Kind::VpcAssociation => false,
    }
}

fn walk(kind: Kind, path: &str, before: Option<&Value>, after: Option<&Value>, found: &mut Vec<FieldChange>) {
    if before == after {
        return;
    }
    match (path, before, after) {
        // Policies, matches and actions are shown whole.
        ("authPolicy" | "match" | "action" | "defaultAction", ..) => {}
        (_, Some(Value::Object(one)), Some(Value::Object(other))) => {
            let mut names: Vec<_> = one.keys().chain(other.keys()).collect();
            names.sort();
            names.dedup();
            for name in names {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                walk(kind, &path, one.get(name), other.get(name), found);
            }
            return;
        }
        ("tags", one, other) => {
            let empty = Value::Object(serde_json::Map::new());
            return walk(kind, path, Some(one.unwrap_or(&empty)), Some(other.unwrap_or(&empty)), found);
        }
        ("targets" | "securityGroupIds", one, other) => return walk_set(path, one, other, found),
        _ => {}
    }
    found.push(FieldChange {
        path: path.to_owned(),
        before: before.cloned(),
        after: after.cloned(),
        forces_replacement: is_immutable(kind, path),
    });
}

fn walk_set(path: &str, before: Option<&Value>, after: Option<&Value>, found: &mut Vec<FieldChange>) {
    let members = |value: Option<&Value>| -> BTreeMap<String, Value> {
        let items = value.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        items.iter().map(|item| (member_name(item), item.clone())).collect()
    };
    let (before, after) = (members(before), members(after));
    let change = |name: &str, before: Option<&Value>, after: Option<&Value>| FieldChange {
        path: format!("{path}[{name}]"),
        before: before.cloned(),
        after: after.cloned(),
        forces_replacement: false,
    };
    found.extend(
        before.iter().filter(|(name, _)| !after.contains_key(*name)).map(|(name, was)| change(name, Some(was), None)),
    );
    found.extend(
        after.iter().filter(|(name, _)| !before.contains_key(*name)).map(|(name, is)| change(name, None, Some(is))),
    );
}

fn member_name(item: &Value) -> String {
    match (item.get("id").and_then(Value::as_str), item.get("port").and_then(Value::as_i64)) {
        (Some(id), Some(port)) => format!("{id}:{port}"),
        (Some(id), None) => id.to_owned(),
        _ => item.as_str().map_or_else(|| item.to_string(), str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn tags_and_targets_are_told_one_by_one() {
        let before =
            json!({ "tags": { "a": "1" }, "targets": [{ "id": "10.0.0.1", "port": 80 }], "config": { "port": 80 } });
        let after = json!({ "targets": [{ "id": "10.0.0.2", "port": 80 }], "config": { "port": 81 } });
        let found = differences(Kind::TargetGroup, &before, &after);
        let paths: Vec<_> = found.iter().map(|field| field.path.as_str()).collect();
        assert_eq!(paths, ["config.port", "tags.a", "targets[10.0.0.1:80]", "targets[10.0.0.2:80]"]);
        assert!(found[0].forces_replacement && !found[1].forces_replacement);
    }
}
