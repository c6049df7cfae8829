//! The reading verbs as processes where something goes wrong on the way: calls that are throttled, fail, are
//! dropped or denied, and what others share with the account.

use latticectl::model::Account;
use latticectl::render;
use latticectl::sandbox::{Engine, Fault, FaultKind};
use serde_json::{Value, json};

use crate::drift::{DETAILS, settings};
use crate::observe::serve;
use crate::read_verbs::{CANARY, World, document, findings, items, shop};

/// One in five throttled, one in ten failed, some answers dropped.
fn disturb(engine: &Engine) {
    for index in 0..200 {
        engine.fault(Fault::new("*", FaultKind::Throttle(None)).after(5 * index).times(1));
        engine.fault(Fault::new("*", FaultKind::Internal).after(20 * index + 3).times(1));
        engine.fault(Fault::new("*", FaultKind::Unavailable).after(20 * index + 13).times(1));
        engine.fault(Fault::new("*", FaultKind::DropBefore).after(25 * index + 7).times(1));
        engine.fault(Fault::new("*", FaultKind::DropAfter).after(25 * index + 19).times(1));
    }
}

#[test]
fn throttling_failures_and_dropped_answers_change_no_answer() {
    let world = World::shop();
    for edited in [false, true] {
        if edited {
            world.delete_rule(CANARY);
            world.open("svc:cart-shop");
        }
        world.engine().clear_faults();
        let calm = [world.drift(&[]), world.run(&["diff", &shop()])];
        let refused = |world: &World| -> u64 {
            world.engine().log().operations.values().flat_map(|count| count.failed.values()).sum()
        };
        let before = refused(&world);
        disturb(world.engine());
        let rough = [world.drift(&[]), world.run(&["diff", &shop()])];
        assert!(refused(&world) > before + 20, "the faults hit");
        for (calm, rough) in calm.iter().zip(&rough) {
            assert_eq!(calm.code, if edited { 2 } else { 0 });
            assert_eq!((rough.code, &rough.stdout), (calm.code, &calm.stdout), "{}", rough.stderr);
            assert_eq!(findings(rough), findings(calm));
        }
    }
}

#[test]
fn what_is_gone_between_list_and_get_is_missing() {
    let world = World::shop();
    let operations = [
        "GetService",
        "GetListener",
        "GetRule",
        "GetServiceNetworkVpcAssociation",
        "GetServiceNetwork",
        "ListListeners",
    ];
    for operation in operations {
        world.engine().fault(Fault::new(operation, FaultKind::NotFound).times(1));
        let done = world.drift(&[]);
        assert_eq!(done.code, 2, "{operation}: {}{}", done.stdout, done.stderr);
        assert!(!done.stdout.contains("no drift"), "{operation}: {}", done.stdout);
        world.engine().fault(Fault::new(operation, FaultKind::NotFound).times(1));
        let done = world.run(&["diff", &shop()]);
        // A network that is gone fails the Gateway, too.
        let code = if operation == "GetServiceNetwork" { 1 } else { 2 };
        assert_eq!(done.code, code, "{operation}: {}{}", done.stdout, done.stderr);
        assert!(done.stdout.contains("[create]") || done.stdout.contains(", create]"), "{operation}: {}", done.stdout);
        world.engine().clear_faults();
    }
    assert_eq!(world.drift(&[]).code, 0);
}

#[test]
fn what_may_not_be_read_is_an_error_and_never_no_drift() {
    let world = World::shop();
    for operation in DETAILS.into_iter().chain(["ListServices", "ListServiceNetworks", "ListTargetGroups"]) {
        world.engine().fault(Fault::new(operation, FaultKind::AccessDenied));
        for verb in ["drift", "diff"] {
            let done = world.run(&[verb, &shop()]);
            assert_eq!(done.code, 1, "{verb} without {operation}: {}{}", done.stdout, done.stderr);
            let claims = done.stdout.contains("no drift") || done.stdout == "No changes.\n";
            assert!(!claims, "{verb} without {operation}: {}", done.stdout);
            assert!(done.stderr.contains("LAT2010") || done.stderr.contains("not readable"), "{}", done.stderr);
        }
        world.engine().clear_faults();
    }
    // Tags have two sources: without both, nobody's owner is known.
    world.engine().fault(Fault::new("GetResources", FaultKind::AccessDenied));
    assert_eq!(world.drift(&[]).code, 0, "one is enough");
    world.engine().fault(Fault::new("ListTagsForResource", FaultKind::AccessDenied));
    let done = world.drift(&["-o", "json"]);
    assert_eq!(done.code, 1, "{}", done.stdout);
    assert!(items(&done).iter().all(|item| item.starts_with("unreadable ")), "nothing is made up: {:?}", items(&done));
}

#[test]
fn machines_get_one_value_whatever_happens() {
    let world = World::shop();
    let nowhere = ["--endpoint-url", "http://127.0.0.1:9", "--max-attempts", "1"];
    world.engine().fault(Fault::new("ListServices", FaultKind::AccessDenied));
    for (verb, schema) in [("drift", render::drift_schema()), ("diff", render::diff_schema())] {
        let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
        for more in [&[][..], &nowhere[..]] {
            let done = world.run(&[&[verb, &shop(), "-o", "json"], more].concat());
            let value = document(&done);
            assert_eq!(done.code, 1, "{verb}: {}", done.stderr);
            assert!(value["error"].is_string() && done.stderr.starts_with("error: "), "{verb}: {value}");
            assert!(schema.is_valid(&value), "{verb}: {value}");
            let codes: Vec<String> =
                value["findings"].as_array().unwrap().iter().map(|one| one["code"].to_string()).collect();
            assert_eq!(codes.concat(), if more.is_empty() { "\"LAT2010\"" } else { "" }, "{verb}");
            let yaml = world.run(&[&[verb, &shop(), "-o", "yaml"], more].concat());
            assert!(yaml.stdout.contains("error:") && yaml.code == 1, "{verb}: {}", yaml.stdout);
        }
        assert_eq!(world.run(&[verb, &shop()]).stdout, "", "{verb}: people read stderr");
    }
    let done = world.drift(&["-o", "ndjson"]);
    assert_eq!((done.code, done.stdout.lines().count()), (1, 1));
    assert_eq!(document(&done)["complete"], false);
    // Verbs without a document of their own say it all the same.
    let done = world.run(&["plan", "/nonexistent", "-o", "json"]);
    assert!(done.code == 1 && document(&done)["error"].is_string(), "{}", done.stdout);
}

#[test]
fn what_is_shared_is_found_as_the_controller_finds_it() {
    let far = "210987654321";
    let arn = |kind: &str, id: &str| format!("arn:aws:vpc-lattice:us-west-2:{far}:{kind}/{id}");
    let prefix = "application-networking.k8s.aws/";
    let (network, group) = ("sn-0f0f0f0f0f0f0f0f0", "tg-0e0e0e0e0e0e0e0e0");
    let account: Account = serde_json::from_value(json!({
        "serviceNetworks": {"sn:mesh": {"name": "mesh", "authType": "AWS_IAM", "id": network,
            "arn": arn("servicenetwork", network), "tags": {}}},
        "serviceNetworkVpcAssociations": {"snva:sn:mesh+vpc-0a1b2c3d4e5f60718": {"tags": {}}},
        "targetGroups": {"tg:far": {"name": "k8s-shop-orders-aaaaaaaaaa", "type": "IP", "id": group,
            "arn": arn("targetgroup", group), "targets": [],
            "config": {"port": 80, "protocol": "HTTP", "protocolVersion": "HTTP1", "ipAddressType": "IPV4",
                "vpcIdentifier": "vpc-0feedfacecafe0001"},
            "tags": {
                format!("{prefix}ManagedBy"): format!("{far}/other/vpc-0feedfacecafe0001"),
                format!("{prefix}ClusterName"): "other", format!("{prefix}ServiceName"): "orders",
                format!("{prefix}ServiceNamespace"): "shop", format!("{prefix}SourceTypeKey"): "ServiceExport",
                format!("{prefix}ProtocolVersion"): "HTTP1"}}},
    }))
    .unwrap();
    let sandbox = serve(&account, "123456789012", "us-west-2");
    sandbox.engine().settle();
    let world = World::new(sandbox, settings().context);
    let manifests = world.path("shared.yaml");
    std::fs::write(
        &manifests,
        "apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: amazon-vpc-lattice}
spec: {controllerName: application-networking.k8s.aws/gateway-api-controller}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: mesh, namespace: shop}
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners: [{name: http, protocol: HTTP, port: 80}]
---
apiVersion: application-networking.k8s.aws/v1alpha1
kind: ServiceImport
metadata: {name: orders, namespace: shop}
spec: {type: ClusterSetIP, ports: [{port: 80, protocol: TCP}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: orders, namespace: shop}
spec:
  parentRefs: [{name: mesh}]
  rules: [{backendRefs: [{name: orders, kind: ServiceImport}]}]
",
    )
    .unwrap();
    // What the owner keeps to itself is no gap; what fails is one.
    for denied in [None, Some("GetServiceNetwork"), Some("ListServiceNetworkServiceAssociations")] {
        world.engine().clear_faults();
        if let Some(operation) = denied {
            world.engine().fault(Fault::new(operation, FaultKind::AccessDenied));
        }
        let done = world.run(&["diff", &manifests, "-o", "json"]);
        let document = document(&done);
        assert_eq!(done.code, 2, "{denied:?}: {document}");
        let label = |change: &Value| change["label"].as_str().unwrap().to_owned();
        let mut labels: Vec<String> = document["changes"].as_array().unwrap().iter().map(label).collect();
        labels.sort();
        let expected = [
            "snsa:sn:mesh+svc:orders-shop",
            "svc:orders-shop",
            "svc:orders-shop/listener:80",
            "svc:orders-shop/listener:80/rule:1",
        ];
        assert_eq!(labels, expected, "{denied:?}: neither the network nor the group is made");
        let rule =
            document["changes"].as_array().unwrap().iter().find(|change| label(change).contains("/rule:")).unwrap();
        assert!(rule.to_string().contains("tg:k8s-shop-orders-aaaaaaaaaa"), "{rule}");
        let done = world.run(&["drift", &manifests, "-o", "json"]);
        assert_eq!(items(&done), ["missing svc:orders-shop"], "{denied:?}: with what hangs on it");
    }
    for operation in ["GetServiceNetwork", "ListServiceNetworkServiceAssociations"] {
        for kind in [FaultKind::Internal, FaultKind::Throttle(None)] {
            world.engine().clear_faults();
            world.engine().fault(Fault::new(operation, kind.clone()));
            let done = world.run(&["drift", &manifests, "--max-attempts", "2", "-o", "json"]);
            assert_eq!(document(&done)["complete"], false, "{operation} {kind:?}");
        }
    }
}
