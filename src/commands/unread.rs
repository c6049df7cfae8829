//! What could not be read of an account is no difference: it is taken to be as it is wanted.

use serde_json::{Map, Value};

use crate::model::Account;
use crate::observe::Coverage;

/// The account as it was seen, with what could not be read filled in from the wanted one. (The gaps
/// themselves are told, and end the run with 1.)
pub fn filled(seen: &Account, wanted: &Account, coverage: &Coverage) -> Account {
    if coverage.is_complete() {
        return seen.clone();
    }
    let value = |account: &Account| serde_json::to_value(account).expect("the account form is always JSON");
    let (Value::Object(mut there), Value::Object(here)) = (value(seen), value(wanted)) else { return seen.clone() };
    for (section, resources) in here {
        let (Value::Object(resources), Some(Value::Object(known))) = (resources, there.get_mut(&section)) else {
            continue;
        };
        for (label, resource) in resources {
            match known.get_mut(&label) {
                Some(Value::Object(fields)) => fill(fields, &resource, &label, coverage),
                None if coverage.hides(&label).is_some() => drop(known.insert(label, resource)),
                _ => {}
            }
        }
    }
    serde_json::from_value(Value::Object(there)).unwrap_or_else(|_| seen.clone())
}

fn fill(fields: &mut Map<String, Value>, wanted: &Value, label: &str, coverage: &Coverage) {
    let mut names: Vec<String> = fields.keys().cloned().collect();
    names.extend(wanted.as_object().into_iter().flatten().map(|(name, _)| name.clone()));
    for name in names {
        if coverage.hides_field(label, &name).is_none() {
            continue;
        }
        match wanted.get(&name) {
            Some(value) => drop(fields.insert(name, value.clone())),
            None => drop(fields.remove(&name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::observe::{Gap, Part};

    #[test]
    fn only_what_was_not_read_is_taken_from_the_wanted() {
        let account = |value: Value| serde_json::from_value::<Account>(value).unwrap();
        let seen = account(json!({
            "targetGroups": {"tg:a": {"name": "a", "type": "IP"}, "tg:b": {"name": "b", "type": "IP"}},
            "services": {"svc:a": {"name": "a"}},
        }));
        let config = json!({"port": 80, "protocol": "HTTP"});
        let wanted = account(json!({
            "targetGroups": {
                "tg:a": {"name": "a", "type": "IP", "config": config},
                "tg:b": {"name": "b", "type": "IP", "config": config},
            },
            "services": {"svc:a": {"name": "a"}, "svc:b": {"name": "b"}},
            "listeners": {"svc:a/listener:80": {"name": "x", "port": 80, "protocol": "HTTP",
                "defaultAction": {"fixedResponse": {"statusCode": 404}}}},
        }));
        let gap = |label: &str, part| Gap {
            label: Some(label.to_owned()),
            part,
            operation: "X".to_owned(),
            denied: true,
            message: String::new(),
        };
        let coverage = Coverage::new(vec![gap("tg:a", Part::Details), gap("svc:a", Part::Listeners)]);
        let filled = filled(&seen, &wanted, &coverage);
        assert_eq!(filled.target_groups["tg:a"], wanted.target_groups["tg:a"]);
        assert_eq!(filled.target_groups["tg:b"], seen.target_groups["tg:b"]);
        assert_eq!(filled.listeners, wanted.listeners);
        assert!(!filled.services.contains_key("svc:b"));
    }
}
