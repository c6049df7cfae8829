//! Accounts in the account form come out of the sandbox as they went in.

use std::path::Path;

use latticectl::model::Account;
use latticectl::sandbox::{Engine, SandboxOptions};
use serde_json::Value;

const NOISE: [&str; 9] = [
    "id",
    "arn",
    "status",
    "reasonCode",
    "lastUpdatedAt",
    "dnsEntry",
    "format_version",
    "failureCode",
    "failureMessage",
];

/// An account without what only the live side knows, target groups by their name, lists without order sorted.
pub fn comparable(account: &Account) -> Value {
    let mut whole = serde_json::to_value(account).unwrap();
    let groups = whole["targetGroups"].as_object_mut().unwrap();
    let mut names: Vec<(String, String)> = Vec::new();
    for (label, group) in std::mem::take(groups) {
        let mut name = group["name"].as_str().unwrap().to_owned();
        // The last ten letters of the controller's names mean nothing.
        if group["tags"].as_object().is_some_and(|tags| tags.keys().any(|key| key.ends_with("SourceTypeKey"))) {
            name.truncate(name.rfind('-').unwrap());
        }
        let mut group = group;
        group["name"] = name.clone().into();
        let mut key = format!("tg:{name}/{}/{}", group["config"], group["tags"]);
        while groups.contains_key(&key) {
            key.push('+');
        }
        names.push((label, key.clone()));
        groups.insert(key, group);
    }
    for section in ["listeners", "rules"] {
        for thing in whole[section].as_object_mut().unwrap().values_mut() {
            for action in ["action", "defaultAction"] {
                let Some(forward) = thing.pointer_mut(&format!("/{action}/forward/targetGroups")) else { continue };
                for group in forward.as_array_mut().unwrap() {
                    let id = group["targetGroupIdentifier"].as_str().unwrap().to_owned();
                    if let Some((_, key)) = names.iter().find(|(label, _)| *label == id) {
                        group["targetGroupIdentifier"] = key.clone().into();
                    }
                }
            }
            if section == "rules" {
                thing.as_object_mut().unwrap().remove("name");
            }
        }
    }
    strip(&mut whole);
    whole
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|name, _| !NOISE.contains(&name.as_str()));
            members.values_mut().for_each(strip);
        }
        Value::Array(items) => {
            items.iter_mut().for_each(strip);
            if items.iter().all(|item| item.get("port").is_some()) {
                items.sort_by_key(Value::to_string);
            }
        }
        _ => {}
    }
}

#[test]
fn accounts_come_back_as_they_were_loaded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/sandbox/accounts");
    let engine = Engine::new(&SandboxOptions::default(), None);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() > 30);
    for path in files {
        let account: Account = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        engine.load(&account).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let back = engine.account();
        assert_eq!(comparable(&back), comparable(&account), "{}", path.display());
        // What has an id or ARN keeps it.
        for (label, service) in account.services.iter().filter(|(_, service)| service.identity.arn.is_some()) {
            assert_eq!(back.services[label].identity.arn, service.identity.arn, "{label}");
        }
        // And a second turn changes nothing at all.
        engine.load(&back).unwrap();
        assert_eq!(engine.account(), back, "{}", path.display());
    }
}

#[test]
fn what_refers_to_nothing_is_refused_and_nothing_changes() {
    let engine = Engine::new(&SandboxOptions::default(), None);
    engine.call("CreateServiceNetwork", serde_json::json!({"name": "kept"})).unwrap();
    for text in [
        r#"{"serviceNetworkServiceAssociations": {"snsa:sn:store+svc:web": {}}}"#,
        r#"{"serviceNetworkVpcAssociations": {"nonsense": {}}}"#,
        r#"{"listeners": {"svc:web/listener:80": {"name": "http", "port": 80, "protocol": "HTTP",
            "defaultAction": {"fixedResponse": {"statusCode": 404}}}}}"#,
    ] {
        let account: Account = serde_json::from_str(text).unwrap();
        assert!(engine.load(&account).is_err(), "{text}");
        assert!(engine.account().service_networks.contains_key("sn:kept"));
    }
}
