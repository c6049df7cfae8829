//! Every operation of the sandbox, called with success, every answer held against the published shapes.
#![expect(clippy::needless_pass_by_value, reason = "literals read better without borrows")]

use std::cell::RefCell;
use std::collections::BTreeSet;

use latticectl::sandbox::{
    Behaviour, Clock, Engine, Fault, FaultKind, Model, Pace, Quota, SandboxOptions, check_output, operations,
};
use serde_json::{Value, json};

/// An engine that notes which operations succeeded.
struct Walk {
    engine: Engine,
    succeeded: RefCell<BTreeSet<String>>,
}

impl Walk {
    fn new(pace: Pace) -> Self {
        let behaviour = Behaviour { pace, drain: pace, page_size: 2, ..Behaviour::default() };
        let engine = Engine::new(&SandboxOptions { behaviour, clock: Clock::Logical, ..Default::default() }, None);
        Self { engine, succeeded: RefCell::default() }
    }

    fn ok(&self, operation: &str, input: Value) -> Value {
        let answer = self.engine.call(operation, input.clone());
        let answer = answer.unwrap_or_else(|failure| panic!("{operation} {input}: {failure:?}"));
        let shape = &Model::get().operations[operation].output;
        assert_eq!(check_output(shape, &answer), [], "{operation}: {answer}");
        self.succeeded.borrow_mut().insert(operation.to_owned());
        answer
    }

    fn refused(&self, operation: &str, input: Value) -> (String, u16, String) {
        match self.engine.call(operation, input.clone()) {
            Ok(answer) => panic!("{operation} {input} was not refused: {answer}"),
            Err(failure) => (failure.code.to_owned(), failure.status, failure.message),
        }
    }

    fn id(&self, operation: &str, input: Value) -> String {
        self.ok(operation, input)["id"].as_str().unwrap().to_owned()
    }
}

fn fixed(code: u16) -> Value {
    json!({"fixedResponse": {"statusCode": code}})
}

fn forward(group: &str) -> Value {
    json!({"forward": {"targetGroups": [{"targetGroupIdentifier": group}]}})
}

const VPC: &str = "vpc-0a1b2c3d4e5f60718";

fn http_group(name: &str) -> Value {
    json!({"name": name, "type": "IP", "config": {"port": 80, "protocol": "HTTP", "vpcIdentifier": VPC}})
}

#[test]
fn every_operation_succeeds_and_answers_in_the_published_shape() {
    let walk = Walk::new(Pace::Polls(0));
    let network = walk.ok("CreateServiceNetwork", json!({"name": "store", "tags": {"a": "b"}}));
    let (sn, sn_arn) = (network["id"].as_str().unwrap(), network["arn"].as_str().unwrap());
    walk.ok("GetServiceNetwork", json!({"serviceNetworkIdentifier": sn}));
    walk.ok("UpdateServiceNetwork", json!({"serviceNetworkIdentifier": sn_arn, "authType": "AWS_IAM"}));
    walk.ok("ListServiceNetworks", json!({}));
    let svc = walk.id("CreateService", json!({"name": "web", "customDomainName": "web.example.com"}));
    walk.ok("GetService", json!({"serviceIdentifier": svc}));
    walk.ok("UpdateService", json!({"serviceIdentifier": svc, "idleTimeoutSeconds": 120}));
    let certificate = "arn:aws:acm:us-west-2:123456789012:certificate/0a1b2c3d-0000-0000-0000-000000000001";
    let with = walk.ok("UpdateService", json!({"serviceIdentifier": svc, "certificateArn": certificate}));
    assert_eq!(with["certificateArn"], certificate);
    let without = walk.ok("UpdateService", json!({"serviceIdentifier": svc, "certificateArn": ""}));
    assert_eq!(without.get("certificateArn"), None);
    walk.ok("ListServices", json!({}));
    let tg = walk.id("CreateTargetGroup", http_group("web"));
    walk.ok("GetTargetGroup", json!({"targetGroupIdentifier": tg}));
    walk.ok("ListTargetGroups", json!({"vpcIdentifier": VPC}));
    walk.ok("UpdateTargetGroup", json!({"targetGroupIdentifier": tg, "healthCheck": {"enabled": false}}));
    let targets = json!({"targetGroupIdentifier": tg, "targets": [{"id": "10.0.0.1"}, {"id": "1.1.1.1"}]});
    walk.ok("RegisterTargets", targets.clone());
    walk.ok("ListTargets", json!({"targetGroupIdentifier": tg}));
    let listener = json!({"serviceIdentifier": svc, "name": "http", "protocol": "HTTP", "defaultAction": forward(&tg)});
    let lis = walk.id("CreateListener", listener);
    let place = |more: Value| {
        let mut all = json!({"serviceIdentifier": svc, "listenerIdentifier": lis});
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        all
    };
    walk.ok("GetListener", place(json!({})));
    walk.ok("ListListeners", json!({"serviceIdentifier": svc}));
    walk.ok("UpdateListener", place(json!({"defaultAction": fixed(404)})));
    let rule = json!({"name": "one", "priority": 1, "match": {"httpMatch": {"method": "GET"}}, "action": forward(&tg)});
    let rule = walk.id("CreateRule", place(rule));
    walk.ok("GetRule", place(json!({"ruleIdentifier": rule})));
    walk.ok("ListRules", place(json!({})));
    walk.ok("UpdateRule", place(json!({"ruleIdentifier": rule, "priority": 7})));
    walk.ok("BatchUpdateRule", place(json!({"rules": [{"ruleIdentifier": rule, "priority": 8}]})));
    let pair = json!({"serviceIdentifier": svc, "serviceNetworkIdentifier": sn});
    let snsa = walk.id("CreateServiceNetworkServiceAssociation", pair);
    let it = json!({"serviceNetworkServiceAssociationIdentifier": snsa});
    walk.ok("GetServiceNetworkServiceAssociation", it.clone());
    walk.ok("ListServiceNetworkServiceAssociations", json!({"serviceIdentifier": svc}));
    let pair = json!({"vpcIdentifier": VPC, "serviceNetworkIdentifier": sn});
    let snva = walk.id("CreateServiceNetworkVpcAssociation", pair);
    let vpc = |more: Value| {
        let mut all = json!({"serviceNetworkVpcAssociationIdentifier": snva});
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        all
    };
    walk.ok("GetServiceNetworkVpcAssociation", vpc(json!({})));
    walk.ok("ListServiceNetworkVpcAssociations", json!({"serviceNetworkIdentifier": sn}));
    walk.ok("UpdateServiceNetworkVpcAssociation", vpc(json!({"securityGroupIds": ["sg-0a1b2c3d4e5f60718"]})));
    let destination = "arn:aws:s3:::logs-of-lattice";
    let logs =
        walk.id("CreateAccessLogSubscription", json!({"resourceIdentifier": svc, "destinationArn": destination}));
    let logs = json!({"accessLogSubscriptionIdentifier": logs, "destinationArn": destination});
    walk.ok("GetAccessLogSubscription", logs.clone());
    walk.ok("ListAccessLogSubscriptions", json!({"resourceIdentifier": svc}));
    walk.ok("UpdateAccessLogSubscription", logs.clone());
    let policy =
        json!({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Principal": "*"}}).to_string();
    for (kind, name, value) in [("Auth", "resourceIdentifier", sn), ("Resource", "resourceArn", sn_arn)] {
        walk.ok(&format!("Put{kind}Policy"), json!({name: value, "policy": policy}));
        walk.ok(&format!("Get{kind}Policy"), json!({name: value}));
        walk.ok(&format!("Delete{kind}Policy"), json!({name: value}));
    }
    walk.ok("TagResource", json!({"resourceArn": sn_arn, "tags": {"c": "d"}}));
    walk.ok("UntagResource", json!({"resourceArn": sn_arn, "tagKeys": ["a"]}));
    assert_eq!(walk.ok("ListTagsForResource", json!({"resourceArn": sn_arn})), json!({"tags": {"c": "d"}}));
    walk.ok("DeleteAccessLogSubscription", logs);
    walk.ok("DeleteServiceNetworkVpcAssociation", vpc(json!({})));
    walk.ok("DeleteServiceNetworkServiceAssociation", it);
    walk.ok("DeleteServiceNetwork", json!({"serviceNetworkIdentifier": sn}));
    walk.ok("DeleteRule", place(json!({"ruleIdentifier": rule})));
    walk.ok("DeleteListener", place(json!({})));
    walk.ok("DeleteService", json!({"serviceIdentifier": svc}));
    walk.ok("DeregisterTargets", json!({"targetGroupIdentifier": tg, "targets": [{"id": "10.0.0.1"}]}));
    walk.ok("DeleteTargetGroup", json!({"targetGroupIdentifier": tg}));
    let missing: Vec<&str> =
        operations().into_iter().filter(|operation| !walk.succeeded.borrow().contains(*operation)).collect();
    assert_eq!(missing, Vec::<&str>::new());
    let left = walk.engine.dump();
    assert!(
        left.services.is_empty()
            && left.target_groups.is_empty()
            && left.tags.is_empty()
            && left.transitions.is_empty()
    );
}

#[test]
fn refusals_have_the_documented_codes() {
    let walk = Walk::new(Pace::Polls(0));
    let sn = walk.id("CreateServiceNetwork", json!({"name": "store"}));
    let svc = walk.id("CreateService", json!({"name": "web"}));
    let (first, second) =
        (walk.id("CreateTargetGroup", http_group("one")), walk.id("CreateTargetGroup", http_group("two")));
    let tcp = json!({"name": "tcp", "type": "IP", "config": {"port": 443, "protocol": "TCP", "vpcIdentifier": VPC}});
    let tcp = walk.ok("CreateTargetGroup", tcp);
    assert_eq!(tcp["config"]["healthCheck"], json!({"enabled": false}));
    let listener = |name: &str, protocol: &str, action: Value| json!({"serviceIdentifier": svc, "name": name, "protocol": protocol, "defaultAction": action});
    let cases = [
        ("CreateServiceNetwork", json!({}), "ValidationException", "must not be null"),
        ("CreateServiceNetwork", json!({"name": "ab"}), "ValidationException", "greater than or equal to 3"),
        ("CreateServiceNetwork", json!({"name": "store"}), "ConflictException", "already exists"),
        ("CreateService", json!({"name": "svc-web"}), "ValidationException", "regular expression"),
        ("CreateService", json!({"name": "new", "authType": "NO"}), "ValidationException", "[NONE, AWS_IAM]"),
        ("CreateService", json!({"name": "new", "tags": {"aws:a": ""}}), "ValidationException", "reserved"),
        ("CreateService", json!({"name": 7}), "ValidationException", "must be a string"),
        ("GetService", json!({"serviceIdentifier": "svc-00000000000000000"}), "ResourceNotFoundException", "not found"),
        ("GetService", json!({"serviceIdentifier": "nonsense"}), "ValidationException", "serviceIdentifier"),
        ("CreateListener", listener("tls", "TLS_PASSTHROUGH", forward(&first)), "ValidationException", "custom domain"),
        ("CreateListener", listener("http", "HTTP", fixed(200)), "ValidationException", "404 and 500"),
        ("CreateListener", listener("http", "HTTP", json!({})), "ValidationException", "exactly one of"),
        (
            "CreateListener",
            listener("http", "HTTP", forward(tcp["id"].as_str().unwrap())),
            "ValidationException",
            "only be used by a TLS_PASSTHROUGH",
        ),
        (
            "CreateTargetGroup",
            json!({"name": "function", "type": "LAMBDA", "config": {"port": 80}}),
            "ValidationException",
            "config.port: not supported",
        ),
        ("ListServiceNetworkVpcAssociations", json!({}), "ValidationException", "must be given"),
        ("PutAuthPolicy", json!({"resourceIdentifier": sn, "policy": "x"}), "ValidationException", "not valid JSON"),
        ("CreateResourceGateway", json!({"name": "any"}), "UnknownOperationException", "CreateResourceGateway"),
    ];
    for (operation, input, code, part) in cases {
        let (got, status, message) = walk.refused(operation, input.clone());
        assert_eq!(got, code, "{operation} {input}: {message}");
        assert!(message.contains(part), "{operation} {input}: {message}");
        let expected = match code {
            "ValidationException" => 400,
            "ConflictException" => 409,
            _ => 404,
        };
        assert_eq!(status, expected);
    }
    let both = json!({"forward": {"targetGroups": [
        {"targetGroupIdentifier": first, "weight": 1}, {"targetGroupIdentifier": second}]}});
    assert!(walk.refused("CreateListener", listener("http", "HTTP", both)).2.contains("weight"));
    walk.ok("CreateListener", listener("http", "HTTP", forward(&first)));
    let other = walk.id("CreateService", json!({"name": "other"}));
    let thief =
        json!({"serviceIdentifier": other, "name": "http", "protocol": "HTTP", "defaultAction": forward(&first)});
    assert!(walk.refused("CreateListener", thief).2.contains("has been associated with other services"));
    walk.engine.set_behaviour(|behaviour| {
        behaviour.quotas.insert(Quota::Services, 2);
    });
    let (code, status, message) = walk.refused("CreateService", json!({"name": "third"}));
    assert_eq!((code.as_str(), status), ("ServiceQuotaExceededException", 402));
    assert!(message.contains("limit 2"), "{message}");
}

#[test]
fn transitions_take_their_polls_and_can_fail() {
    let walk = Walk::new(Pace::Polls(2));
    let svc = walk.id("CreateService", json!({"name": "web"}));
    let status = || walk.ok("GetService", json!({"serviceIdentifier": svc}))["status"].as_str().unwrap().to_owned();
    assert_eq!([status(), status(), status()], ["CREATE_IN_PROGRESS", "CREATE_IN_PROGRESS", "ACTIVE"]);
    walk.ok("DeleteService", json!({"serviceIdentifier": svc}));
    assert_eq!([status(), status()], ["DELETE_IN_PROGRESS", "DELETE_IN_PROGRESS"]);
    assert_eq!(walk.refused("GetService", json!({"serviceIdentifier": svc})).0, "ResourceNotFoundException");
    // Refusals count as looks too, so that retrying gets on.
    let tg = walk.id("CreateTargetGroup", http_group("web"));
    let register = json!({"targetGroupIdentifier": tg, "targets": [{"id": "10.0.0.1"}]});
    for _ in 0..2 {
        let (code, _, message) = walk.refused("RegisterTargets", register.clone());
        assert_eq!(code, "ConflictException");
        assert_eq!(
            message,
            format!("Invalid resource status for this operation, resource id {tg}, status: CREATE_IN_PROGRESS.")
        );
    }
    walk.ok("RegisterTargets", register);
    // Behind the clients' backs no fault hits, so the fault is seen over HTTP only (in the tests of the server).
    walk.engine.fault(Fault::new("CreateService", FaultKind::FailTransition("X".to_owned())));
    walk.ok("CreateService", json!({"name": "fine"}));
    walk.engine.settle();
    assert!(walk.engine.dump().services.values().all(|service| service.progress.status == "ACTIVE"));
}

#[test]
fn the_same_seed_and_calls_give_the_same_bytes() {
    let run = || {
        let walk = Walk::new(Pace::Polls(1));
        walk.ok("CreateServiceNetwork", json!({"name": "store"}));
        walk.ok("CreateService", json!({"name": "web", "clientToken": "one"}));
        serde_json::to_string(&walk.engine.dump()).unwrap()
    };
    assert_eq!(run(), run());
}

#[test]
fn targets_go_through_their_states() {
    let walk = Walk::new(Pace::Polls(1));
    let tg = walk.id("CreateTargetGroup", http_group("web"));
    let svc = walk.id("CreateService", json!({"name": "web"}));
    walk.engine.settle();
    let it = json!({"targetGroupIdentifier": tg});
    let states = || {
        let answer = walk.ok("ListTargets", it.clone());
        let items = answer["items"].as_array().unwrap().clone();
        items.iter().map(|item| item["status"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let targets = json!({"targetGroupIdentifier": tg, "targets": [{"id": "10.0.0.1"}]});
    walk.ok("RegisterTargets", targets.clone());
    assert_eq!(states(), ["UNUSED"]);
    let listener = json!({"serviceIdentifier": svc, "name": "http", "protocol": "HTTP", "defaultAction": forward(&tg)});
    let listener = walk.id("CreateListener", listener);
    assert_eq!(states(), ["INITIAL"]);
    assert_eq!(states(), ["HEALTHY"]);
    walk.engine.set_health(&tg, "10.0.0.1", None, false).unwrap();
    assert_eq!(states(), ["UNHEALTHY"]);
    walk.ok("DeregisterTargets", targets.clone());
    walk.ok("DeleteListener", json!({"serviceIdentifier": svc, "listenerIdentifier": listener}));
    let (code, _, message) = walk.refused("DeleteTargetGroup", it.clone());
    assert_eq!(code, "ConflictException", "{message}");
    walk.ok("DeleteTargetGroup", it.clone());
}
