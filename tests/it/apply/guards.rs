//! Consent, refusals, plan files and signals, as users meet them.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Stdio;
use std::time::Duration;

use latticectl::sandbox::{Fault, FaultKind};
use serde_json::Value;

use super::shop::*;
use crate::process::Done;

/// A shop with its manifests.
fn stocked() -> Shop {
    let shop = Shop::new();
    shop.file("shop.yaml", MANIFESTS);
    shop
}

/// A verb over the manifests.
fn run(shop: &Shop, verb: &str, more: &[&str]) -> Done {
    shop.cli.run(&[&[verb, &shop.path("shop.yaml")], more].concat())
}

/// A verb over the manifests, approved.
fn approved(shop: &Shop, verb: &str, more: &[&str]) -> Done {
    shop.approved(verb, &shop.path("shop.yaml"), more)
}

#[test]
fn nobody_to_ask_is_refused_and_a_fresh_set_needs_no_consent() {
    let shop = stocked();
    let done = run(&shop, "apply", &[]);
    assert_eq!(done.code, 3, "{}", done.stderr);
    assert_eq!(shop.bench.writes(), 0);
    assert_eq!(run(&shop, "diff", &[]).code, 2);
    shop.apply(&shop.path("shop.yaml"), &[]);
    let done = run(&shop, "diff", &[]);
    assert_eq!((done.code, done.stdout.as_str()), (0, "No changes.\n"), "{}", done.stderr);
    shop.bench.engine().reset_log();
    shop.apply(&shop.path("shop.yaml"), &[]);
    assert_eq!(shop.bench.writes(), 0);
}

#[test]
fn other_classes_need_to_be_named() {
    let shop = stocked();
    shop.apply(&shop.path("shop.yaml"), &[]);
    shop.file("shop.yaml", &MANIFESTS.replace("value: /cart", "value: /basket"));
    let refused = run(&shop, "apply", &["--auto-approve"]);
    assert_eq!(refused.code, 3, "{}", refused.stderr);
    assert!(refused.stderr.contains("--allow traffic-shift"), "{}", refused.stderr);
    let done = run(&shop, "apply", &["--auto-approve", "--allow", "traffic-shift", "--poll-interval", "1"]);
    assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
}

#[test]
fn orphans_go_with_prune_within_the_threshold() {
    let shop = stocked();
    shop.apply(&shop.path("shop.yaml"), &[]);
    let without_route = MANIFESTS.split("kind: HTTPRoute").next().unwrap().trim_end();
    let without_route = without_route.strip_suffix("apiVersion: gateway.networking.k8s.io/v1").unwrap();
    shop.file("shop.yaml", without_route);
    let plain = run(&shop, "diff", &["-o", "json"]);
    let value: Value = serde_json::from_str(&plain.stdout).unwrap();
    assert!(value["orphans"].as_array().is_some_and(|orphans| !orphans.is_empty()), "{}", plain.stdout);
    let allow = ["--auto-approve", "--prune", "--allow", "all", "--poll-interval", "1"];
    let many = run(&shop, "apply", &[&allow[..], &["--max-deletes", "1"]].concat());
    assert_eq!(many.code, 3, "{}", many.stderr);
    let done = run(&shop, "apply", &allow);
    assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
    let account = shop.bench.engine().account();
    assert!(account.services.is_empty() && account.target_groups.is_empty());
    assert_eq!(account.service_networks.len(), 1);
}

#[test]
fn a_plan_file_is_applied_exactly_or_not_at_all() {
    let shop = stocked();
    let file = shop.path("change.plan");
    assert_eq!(run(&shop, "diff", &["--out", &file]).code, 2);
    let manifests = std::fs::read_to_string(shop.path("shop.yaml")).unwrap();
    // The manifests moved on: the file does not care.
    shop.file("shop.yaml", &manifests.replace("/cart", "/elsewhere"));
    let done = shop.cli.run(&["apply", &file, "--auto-approve", "--poll-interval", "1"]);
    assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
    shop.file("shop.yaml", &manifests);
    assert_eq!(run(&shop, "diff", &[]).code, 0);
    // The account moved on: the file is stale.
    let stale = shop.cli.run(&["apply", &file, "--auto-approve"]);
    assert_eq!(stale.code, 4, "{}", stale.stderr);
}

#[test]
fn errors_refuse_unless_told_to_keep_going() {
    let shop = stocked();
    let broken = "---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: bad, namespace: default}\n\
                  spec:\n  parentRefs: [{name: store}]\n  rules:\n  - matches: [{path: {type: RegularExpression, value: /x}}]\n";
    shop.file("shop.yaml", &format!("{MANIFESTS}{broken}"));
    let refused = run(&shop, "apply", &["--auto-approve"]);
    assert_eq!((refused.code, shop.bench.writes()), (3, 0), "{}", refused.stderr);
    let rest = run(&shop, "apply", &["--auto-approve", "--keep-going", "--poll-interval", "1", "-o", "json"]);
    assert_eq!(rest.code, 1, "{}{}", rest.stdout, rest.stderr);
    let value: Value = serde_json::from_str(&rest.stdout).unwrap();
    assert_eq!(value["converged"], true);
    assert!(shop.bench.engine().account().services.contains_key("svc:cart-default"));
}

#[test]
fn a_quota_is_known_before_anything_is_written() {
    let shop = stocked();
    let config = shop.file("config.yaml", "quotas:\n  services: 0\n");
    let refused = run(&shop, "apply", &["--auto-approve", "--config", &config]);
    assert_eq!((refused.code, shop.bench.writes()), (3, 0), "{}", refused.stderr);
}

#[test]
fn events_come_one_a_line_and_end_with_a_report() {
    let shop = stocked();
    let done = run(&shop, "apply", &["--auto-approve", "-o", "ndjson", "--poll-interval", "1"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    let events: Vec<Value> = done.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let named = |name: &str| events.iter().filter(|event| event["event"] == name).count();
    assert!(named("step-started") > 0 && named("step-started") == named("step-done"));
    assert_eq!(events.last().unwrap()["event"], "finished");
    assert!(done.stderr.contains("API reads"), "{}", done.stderr);
}

#[test]
fn destroy_gives_the_account_back_and_names_what_blocks_it() {
    let shop = stocked();
    let before = serde_json::to_value(shop.bench.engine().account()).unwrap();
    shop.apply(&shop.path("shop.yaml"), &[]);
    // Somebody else's association keeps the service.
    let engine = shop.bench.engine();
    let network = engine.call("CreateServiceNetwork", serde_json::json!({"name": "theirs"})).unwrap();
    let service = engine.account().services["svc:cart-default"].identity.id.clone().unwrap();
    let tie = serde_json::json!({"serviceNetworkIdentifier": network["id"], "serviceIdentifier": service});
    let tie = engine.call("CreateServiceNetworkServiceAssociation", tie).unwrap();
    engine.settle();
    let kept = approved(&shop, "destroy", &[]);
    assert_eq!(kept.code, 6, "{}{}", kept.stdout, kept.stderr);
    assert!(kept.stdout.contains("snsa:sn:theirs+svc:cart-default is in the way"), "{}", kept.stdout);
    engine
        .call(
            "DeleteServiceNetworkServiceAssociation",
            serde_json::json!({
        "serviceNetworkServiceAssociationIdentifier": tie["id"]}),
        )
        .unwrap();
    engine.settle();
    engine.call("DeleteServiceNetwork", serde_json::json!({"serviceNetworkIdentifier": network["id"]})).unwrap();
    let done = approved(&shop, "destroy", &[]);
    assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
    assert_eq!(serde_json::to_value(engine.account()).unwrap(), before);
}

#[test]
fn a_group_that_somebody_else_uses_keeps_its_targets() {
    let shop = stocked();
    let export = "---\napiVersion: application-networking.k8s.aws/v1alpha1\nkind: ServiceExport\nmetadata:\n  name: cart\n  \
                  namespace: default\n  annotations: {application-networking.k8s.aws/federation: amazon-vpc-lattice}\n";
    let without_route =
        MANIFESTS.split("---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute").next().unwrap();
    shop.file("shop.yaml", &format!("{without_route}{export}"));
    shop.apply(&shop.path("shop.yaml"), &[]);
    // Another cluster's service imports what is exported here.
    let engine = shop.bench.engine();
    let group = engine.account().target_groups.values().next().unwrap().identity.id.clone().unwrap();
    let service = engine.call("CreateService", serde_json::json!({"name": "theirs"})).unwrap();
    engine.settle();
    let forward = serde_json::json!({"forward": {"targetGroups": [{"targetGroupIdentifier": group, "weight": 1}]}});
    let listener = serde_json::json!({"serviceIdentifier": service["id"], "name": "http", "port": 80,
        "protocol": "HTTP", "defaultAction": forward});
    engine.call("CreateListener", listener).unwrap();
    engine.settle();
    let before = serde_json::to_value(engine.account().target_groups).unwrap();
    let kept = approved(&shop, "destroy", &["--wait-timeout", "5"]);
    assert_eq!(kept.code, 6, "{}{}", kept.stdout, kept.stderr);
    let user = service["arn"].as_str().unwrap();
    assert!(kept.stdout.contains(&format!("{user} is in the way")), "{}", kept.stdout);
    let targets =
        |groups: &Value| groups.as_object().unwrap().values().map(|it| it["targets"].clone()).collect::<Vec<_>>();
    let left = serde_json::to_value(engine.account().target_groups).unwrap();
    assert_eq!(targets(&left), targets(&before));
    for operation in ["DeregisterTargets", "DeleteTargetGroup"] {
        assert_eq!(engine.count(&format!("vpc-lattice:{operation}")), 0, "{operation}");
    }
    assert!(engine.account().service_networks.is_empty(), "everything else is gone");
}

#[test]
fn a_deletion_that_stays_refused_fails_once() {
    let shop = stocked();
    shop.apply(&shop.path("shop.yaml"), &[]);
    let engine = shop.bench.engine();
    engine.fault(Fault::new("DeleteServiceNetwork", FaultKind::Conflict));
    engine.reset_log();
    let done = approved(&shop, "destroy", &["--wait-timeout", "1"]);
    assert_eq!(done.code, 6, "{}{}", done.stdout, done.stderr);
    assert!(done.stdout.contains("could not be deleted for 1 s"), "{}", done.stdout);
    assert!(!done.stderr.contains("round 2"), "{}", done.stderr);
}

#[cfg(unix)]
#[test]
fn a_signal_lets_calls_in_flight_end_and_says_what_is_left() {
    let shop = stocked();
    shop.bench.engine().fault(Fault::new("CreateService", FaultKind::Delay(1_500)));
    let manifests = shop.path("shop.yaml");
    let mut command = shop.cli.command(&["apply", &manifests, "--auto-approve", "-o", "ndjson"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let creating =
        lines.by_ref().map(Result::unwrap).find(|line| line.contains("step-started") && line.contains("\"service\""));
    assert!(creating.is_some());
    std::thread::sleep(Duration::from_millis(200));
    std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let status = child.wait().unwrap();
    let last = lines.map(Result::unwrap).last().unwrap();
    let mut errors = String::new();
    child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
    assert_eq!(status.code(), Some(130), "{last}{errors}");
    let report: Value = serde_json::from_str(&last).unwrap();
    assert_eq!(report["stopped"], "interrupt");
    assert!(report["not_tried"].as_array().is_some_and(|left| !left.is_empty()));
    assert!(shop.bench.engine().account().services.contains_key("svc:cart-default"), "the call in flight ended");
    shop.apply(&shop.path("shop.yaml"), &[]);
}
