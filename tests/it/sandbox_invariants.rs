//! Whatever is called in whatever order, valid or not: the state of the sandbox keeps its invariants.
#![expect(clippy::needless_pass_by_value, reason = "sets are made for the call")]

use std::collections::{BTreeMap, BTreeSet};

use latticectl::model::RuleAction;
use latticectl::sandbox::state::{Outcome, State};
use latticectl::sandbox::{Behaviour, Clock, Engine, Model, Pace, SandboxOptions};
use proptest::prelude::*;
use serde_json::{Value, json};

/// One random call: which one, and three numbers that choose its arguments.
type Step = (u8, u8, u8, u8);

const KINDS: u8 = 41;
const VPCS: [&str; 2] = ["vpc-0a1b2c3d4e5f60718", "vpc-0a1b2c3d4e5f60719"];

/// An id of the state, or one that is not there.
fn pick<'a>(ids: impl Iterator<Item = &'a String>, number: u8) -> String {
    let ids: Vec<&String> = ids.collect();
    match ids.get(usize::from(number) % (ids.len() + 1)) {
        Some(id) => (*id).clone(),
        None => "svc-00000000000000000".to_owned(),
    }
}

/// A listener of a service, both perhaps not there.
fn pick_listener(state: &State, a: u8, b: u8) -> (String, String) {
    let service = pick(state.services.keys(), a);
    let listener = state.services.get(&service).map(|service| pick(service.listeners.keys(), b));
    (service, listener.unwrap_or_else(|| "listener-00000000000000000".to_owned()))
}

fn pick_rule(state: &State, a: u8, b: u8, c: u8) -> (String, String, String) {
    let (service, listener) = pick_listener(state, a, b);
    let found = state.services.get(&service).and_then(|service| service.listeners.get(&listener));
    let rule = found.map(|listener| pick(listener.rules.keys().chain([&listener.default_rule.id]), c));
    (service, listener, rule.unwrap_or_else(|| "rule-00000000000000000".to_owned()))
}

fn action(state: &State, number: u8) -> Value {
    match number % 5 {
        0 => json!({"fixedResponse": {"statusCode": 404}}),
        1 => json!({"fixedResponse": {"statusCode": 200}}),
        2 => json!({}),
        _ => {
            json!({"forward": {"targetGroups": [{"targetGroupIdentifier": pick(state.target_groups.keys(), number / 5)}]}})
        }
    }
}

/// The call that a step stands for.
fn call(state: &State, (kind, a, b, c): Step) -> (&'static str, Value) {
    let name = ["alpha", "beta", "gamma", "Not A Name"][usize::from(a % 4)];
    let sn = || pick(state.service_networks.keys(), a);
    let svc = || pick(state.services.keys(), b);
    let tg = || pick(state.target_groups.keys(), a);
    let snsa = || json!({"serviceNetworkServiceAssociationIdentifier": pick(state.service_associations.keys(), a)});
    let snva = || pick(state.vpc_associations.keys(), a);
    let (service, listener, rule) = pick_rule(state, a, b, c);
    let place = json!({"serviceIdentifier": service, "listenerIdentifier": listener, "ruleIdentifier": rule});
    let at_place = |more: Value| {
        let mut all = place.clone();
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        all
    };
    let resource = if c.is_multiple_of(2) { sn() } else { svc() };
    let any_arn = pick(state.tags.keys(), b);
    match kind % KINDS {
        0 | 1 => ("CreateServiceNetwork", json!({"name": name, "tags": {"a": b.to_string()}})),
        2..=4 => ("CreateService", json!({"name": name, "customDomainName": "a.example.com", "tags": {"b": "c"}})),
        5..=7 => {
            let protocol = if b.is_multiple_of(4) { "TCP" } else { "HTTP" };
            let config = json!({"port": 80, "protocol": protocol, "vpcIdentifier": VPCS[0]});
            ("CreateTargetGroup", json!({"name": name, "type": "IP", "config": config}))
        }
        8..=10 => {
            let protocol = ["HTTP", "HTTPS", "TLS_PASSTHROUGH"][usize::from(c % 3)];
            let action = action(state, c);
            let port = 80 + u16::from(a % 2);
            let service = svc();
            (
                "CreateListener",
                json!({"serviceIdentifier": service, "name": name, "protocol": protocol, "port": port, "defaultAction": action}),
            )
        }
        11..=14 => {
            let matched = json!({"httpMatch": {"pathMatch": {"match": {"prefix": "/"}}}});
            let action = action(state, c);
            ("CreateRule", at_place(json!({"name": name, "priority": b % 4, "match": matched, "action": action})))
        }
        15 => ("UpdateRule", at_place(json!({"priority": 1 + c % 3, "action": action(state, b)}))),
        16 => {
            let (_, _, other) = pick_rule(state, a, b, c.wrapping_add(1));
            let rules = json!([{"ruleIdentifier": rule, "priority": 1 + b % 3}, {"ruleIdentifier": other, "priority": 1 + c % 3}]);
            ("BatchUpdateRule", at_place(json!({"rules": rules})))
        }
        17 => ("UpdateListener", at_place(json!({"defaultAction": action(state, c)}))),
        18 => ("DeleteRule", place),
        19 => ("DeleteListener", place),
        20 | 21 => (
            "CreateServiceNetworkServiceAssociation",
            json!({"serviceNetworkIdentifier": sn(), "serviceIdentifier": svc()}),
        ),
        22 | 23 => (
            "CreateServiceNetworkVpcAssociation",
            json!({"serviceNetworkIdentifier": sn(), "vpcIdentifier": VPCS[usize::from(b % 2)]}),
        ),
        24 => ("DeleteServiceNetworkServiceAssociation", snsa()),
        25 => ("DeleteServiceNetworkVpcAssociation", json!({"serviceNetworkVpcAssociationIdentifier": snva()})),
        26 => (
            "UpdateServiceNetworkVpcAssociation",
            json!({"serviceNetworkVpcAssociationIdentifier": snva(), "securityGroupIds": ["sg-01234567"]}),
        ),
        27 => ("DeleteServiceNetwork", json!({"serviceNetworkIdentifier": sn()})),
        28 => ("DeleteService", json!({"serviceIdentifier": svc()})),
        29 => ("DeleteTargetGroup", json!({"targetGroupIdentifier": tg()})),
        30 => (
            "RegisterTargets",
            json!({"targetGroupIdentifier": tg(), "targets": [{"id": format!("10.0.0.{b}")}, {"id": "9.9.9.9"}]}),
        ),
        31 => ("DeregisterTargets", json!({"targetGroupIdentifier": tg(), "targets": [{"id": format!("10.0.0.{b}")}]})),
        32 => (
            "CreateAccessLogSubscription",
            json!({"resourceIdentifier": resource, "destinationArn": format!("arn:aws:s3:::bucket-{b}-of-logs")}),
        ),
        33 => (
            "DeleteAccessLogSubscription",
            json!({"accessLogSubscriptionIdentifier": pick(state.access_log_subscriptions.keys(), a)}),
        ),
        34 => (
            "PutAuthPolicy",
            json!({"resourceIdentifier": resource, "policy": r#"{"Statement": [{"Effect": "Allow"}]}"#}),
        ),
        35 => ("DeleteAuthPolicy", json!({"resourceIdentifier": resource})),
        36 => ("TagResource", json!({"resourceArn": any_arn, "tags": {"k": c.to_string()}})),
        37 => ("UntagResource", json!({"resourceArn": any_arn, "tagKeys": ["a", "k"]})),
        38 => (
            "UpdateTargetGroup",
            json!({"targetGroupIdentifier": tg(), "healthCheck": {"healthyThresholdCount": b % 12}}),
        ),
        _ => ("UpdateService", json!({"serviceIdentifier": svc(), "authType": "AWS_IAM"})),
    }
}

/// Whatever is on its way will fail, in the status of its kind.
fn fail_transitions(state: &mut State) {
    for (id, transition) in &mut state.transitions {
        let updates = state.vpc_associations.get(id).is_some_and(|it| it.progress.status == "UPDATE_IN_PROGRESS");
        let status = match &transition.outcome {
            Outcome::Gone => "DELETE_FAILED",
            _ if updates => "UPDATE_FAILED",
            _ => "CREATE_FAILED",
        };
        let (code, message) = ("Any".to_owned(), "as the test wants it".to_owned());
        transition.outcome = Outcome::Failed { status: status.to_owned(), code, message };
    }
}

fn unique<T: Ord>(items: impl Iterator<Item = T>, what: &str) {
    let mut seen = BTreeSet::new();
    for item in items {
        assert!(seen.insert(item), "{what} is not unique");
    }
}

/// What must hold after every call.
fn check(state: &State) {
    unique(state.service_networks.values().map(|it| &it.name), "a network's name");
    unique(state.services.values().map(|it| &it.name), "a service's name");
    unique(state.target_groups.values().map(|it| &it.name), "a target group's name");
    unique(state.vpc_associations.values().map(|it| &it.vpc_id), "a VPC");
    unique(state.service_associations.values().map(|it| (&it.service_network_id, &it.service_id)), "an association");
    let mut users: BTreeMap<&str, &str> = BTreeMap::new();
    let mut arns: BTreeSet<&str> = BTreeSet::new();
    for (id, service) in &state.services {
        arns.insert(&service.stamp.arn);
        unique(service.listeners.values().map(|it| &it.name), "a listener's name");
        unique(service.listeners.values().map(|it| it.port), "a port");
        for listener in service.listeners.values() {
            arns.insert(&listener.stamp.arn);
            unique(listener.rules.values().map(|it| &it.name), "a rule's name");
            unique(listener.rules.values().map(|it| it.priority), "a priority");
            assert!(listener.rules.values().all(|rule| (1..=2000).contains(&rule.priority)));
            arns.extend(listener.rules.values().map(|rule| rule.stamp.arn.as_str()));
        }
        for action in service.actions() {
            let RuleAction::Forward(forward) = action else { continue };
            for group in &forward.target_groups {
                let group = group.target_group_identifier.as_str();
                assert!(state.target_groups.contains_key(group), "{id} forwards to {group}, which is not there");
                assert_eq!(*users.entry(group).or_insert(id), id, "{group} serves two services");
            }
        }
    }
    for it in state.service_associations.values() {
        assert!(
            state.services.contains_key(&it.service_id) && state.service_networks.contains_key(&it.service_network_id)
        );
    }
    for it in state.vpc_associations.values() {
        assert!(state.service_networks.contains_key(&it.service_network_id));
    }
    for id in state
        .access_log_subscriptions
        .values()
        .map(|it| &it.resource_id)
        .chain(state.auth_policies.keys())
        .chain(state.resource_policies.keys())
    {
        assert!(state.services.contains_key(id) || state.service_networks.contains_key(id), "{id} is not there");
    }
    arns.extend(state.service_networks.values().map(|it| it.stamp.arn.as_str()));
    arns.extend(state.target_groups.values().map(|it| it.stamp.arn.as_str()));
    arns.extend(state.service_associations.values().map(|it| it.stamp.arn.as_str()));
    arns.extend(state.vpc_associations.values().map(|it| it.stamp.arn.as_str()));
    arns.extend(state.access_log_subscriptions.values().map(|it| it.stamp.arn.as_str()));
    assert!(state.tags.keys().all(|arn| arns.contains(arn.as_str())), "tags of what is gone");
    assert_eq!(state.tags, state.tag_index);
    for id in state.transitions.keys() {
        assert!(arns.iter().any(|arn| arn.ends_with(id.as_str())), "{id} is on its way and not there");
    }
}

/// Every page of a list.
fn list(engine: &Engine, operation: &str, input: &Value) -> Vec<Value> {
    let mut items = Vec::new();
    let mut input = input.clone();
    loop {
        let page = engine.call(operation, input.clone()).unwrap();
        items.extend(page["items"].as_array().unwrap().clone());
        match page.get("nextToken") {
            Some(token) => input["nextToken"] = token.clone(),
            None => return items,
        }
    }
}

/// A list shows what the gets show, of what is there and nothing else.
fn check_list(engine: &Engine, lists: &str, gets: &str, input: &Value, identifier: &str, ids: BTreeSet<String>) {
    let items = list(engine, lists, input);
    let shown: BTreeSet<String> = items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(shown, ids, "{lists}");
    assert_eq!(items.len(), ids.len(), "{lists} shows something twice");
    for item in items {
        let mut input = input.clone();
        input[identifier] = item["id"].clone();
        let whole = engine.call(gets, input).unwrap();
        for (name, value) in item.as_object().unwrap() {
            if let Some(same) = whole.get(name) {
                assert_eq!(same, value, "{gets} and {lists} differ in {name}");
            }
        }
    }
}

fn check_lists(engine: &Engine) {
    let state = engine.dump();
    let keys = |ids: Vec<&String>| ids.into_iter().cloned().collect::<BTreeSet<String>>();
    let none = json!({});
    let networks = keys(state.service_networks.keys().collect());
    check_list(engine, "ListServiceNetworks", "GetServiceNetwork", &none, "serviceNetworkIdentifier", networks);
    let services = keys(state.services.keys().collect());
    check_list(engine, "ListServices", "GetService", &none, "serviceIdentifier", services);
    let groups = keys(state.target_groups.keys().collect());
    check_list(engine, "ListTargetGroups", "GetTargetGroup", &none, "targetGroupIdentifier", groups);
    for (id, service) in &state.services {
        let input = json!({"serviceIdentifier": id});
        let listeners = keys(service.listeners.keys().collect());
        check_list(engine, "ListListeners", "GetListener", &input, "listenerIdentifier", listeners);
        for (listener_id, listener) in &service.listeners {
            let input = json!({"serviceIdentifier": id, "listenerIdentifier": listener_id});
            let rules = keys(listener.rules.keys().chain([&listener.default_rule.id]).collect());
            check_list(engine, "ListRules", "GetRule", &input, "ruleIdentifier", rules);
        }
    }
    for id in state.service_networks.keys() {
        let input = json!({"serviceNetworkIdentifier": id});
        let of = state.service_associations.iter().filter(|(_, it)| it.service_network_id == *id);
        let (lists, gets) = ("ListServiceNetworkServiceAssociations", "GetServiceNetworkServiceAssociation");
        let ids = keys(of.map(|(id, _)| id).collect());
        check_list(engine, lists, gets, &input, "serviceNetworkServiceAssociationIdentifier", ids);
        let of = state.vpc_associations.iter().filter(|(_, it)| it.service_network_id == *id);
        let (lists, gets) = ("ListServiceNetworkVpcAssociations", "GetServiceNetworkVpcAssociation");
        let ids = keys(of.map(|(id, _)| id).collect());
        check_list(engine, lists, gets, &input, "serviceNetworkVpcAssociationIdentifier", ids);
    }
    for id in state.services.keys().chain(state.service_networks.keys()) {
        let of = state.access_log_subscriptions.iter().filter(|(_, it)| it.resource_id == *id);
        let ids = keys(of.map(|(id, _)| id).collect());
        let input = json!({"resourceIdentifier": id});
        check_list(
            engine,
            "ListAccessLogSubscriptions",
            "GetAccessLogSubscription",
            &input,
            "accessLogSubscriptionIdentifier",
            ids,
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_calls_keep_the_invariants(
        steps in proptest::collection::vec(any::<Step>(), 1..120),
        pace in 0u32..3,
        page_size in 1usize..4,
    ) {
        let pace = Pace::Polls(pace);
        let behaviour = Behaviour { pace, drain: pace, page_size, ..Behaviour::default() };
        let engine = Engine::new(&SandboxOptions { behaviour, clock: Clock::Logical, ..Default::default() }, None);
        for step in steps {
            if step.0 % KINDS == KINDS - 1 {
                engine.mutate(fail_transitions);
                continue;
            }
            let before = engine.dump();
            let (operation, input) = call(&before, step);
            if let Err(failure) = engine.call(operation, input.clone()) {
                let declared = &Model::get().operations[operation].errors;
                assert!(declared.iter().any(|error| error == failure.code), "{operation} does not declare {}", failure.code);
                // What is in progress may go on meanwhile; nothing else changes.
                let drains = before.target_groups.values().flat_map(|group| &group.targets).any(|target| target.until.is_some());
                if before.transitions.is_empty() && !drains {
                    assert_eq!(before, engine.dump(), "a refused {operation} changed something");
                }
            }
            check(&engine.dump());
        }
        engine.settle();
        check(&engine.dump());
        check_lists(&engine);
        assert_eq!(engine.violations(), Vec::<String>::new());
        // The account form holds the same account.
        let copy = Engine::new(&SandboxOptions::default(), None);
        copy.load(&engine.account()).unwrap();
        assert_eq!(copy.account(), engine.account());
        // So does a dump.
        copy.restore(engine.dump()).unwrap();
        assert_eq!(copy.dump(), engine.dump());
    }
}
