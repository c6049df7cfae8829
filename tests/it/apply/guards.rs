//! Consent, refusals, plan files and signals, as users meet them.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Stdio;
use std::time::Duration;

use latticectl::sandbox::{Behaviour, Fault, FaultKind};
use serde_json::Value;

use super::bench::{Bench, context};
use super::cli::Cli;

pub const MANIFESTS: &str = "
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: amazon-vpc-lattice}
spec: {controllerName: application-networking.k8s.aws/gateway-api-controller}
---
apiVersion: application-networking.k8s.aws/v1alpha1
kind: ServiceNetwork
metadata: {name: store}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: store, namespace: default}
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners: [{name: http, protocol: HTTP, port: 80}]
---
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: default}
spec: {selector: {app: cart}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: cart-1, namespace: default, labels: {kubernetes.io/service-name: cart}}
addressType: IPv4
ports: [{port: 8080}]
endpoints: [{addresses: [10.0.0.1]}, {addresses: [10.0.0.2]}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart, namespace: default}
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{path: {value: /cart}}]
    backendRefs: [{name: cart, port: 80, weight: 1}]
";

struct Scene {
    bench: Bench,
    cli: Cli,
    folder: tempfile::TempDir,
}

impl Scene {
    fn new() -> Self {
        let bench = Bench::new(Behaviour::default());
        let cli = Cli::new(&bench, &context());
        let scene = Self { bench, cli, folder: tempfile::tempdir().unwrap() };
        scene.write(MANIFESTS);
        scene
    }

    fn write(&self, text: &str) {
        std::fs::write(self.folder.path().join("shop.yaml"), text).unwrap();
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn run(&self, verb: &str, more: &[&str]) -> super::cli::Done {
        let manifests = self.path("shop.yaml");
        let mut arguments = vec![verb, manifests.as_str()];
        arguments.extend(more);
        self.cli.run(&arguments)
    }

    fn apply(&self) {
        let done = self.run("apply", &["--auto-approve", "--poll-interval", "1"]);
        assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
    }
}

#[test]
fn nobody_to_ask_is_refused_and_a_fresh_set_needs_no_consent() {
    let scene = Scene::new();
    let done = scene.run("apply", &[]);
    assert_eq!(done.code, 3, "{}", done.stderr);
    assert_eq!(scene.bench.writes(), 0);
    assert_eq!(scene.run("diff", &[]).code, 2);
    scene.apply();
    let done = scene.run("diff", &[]);
    assert_eq!((done.code, done.stdout.as_str()), (0, "No changes.\n"), "{}", done.stderr);
    scene.bench.engine().reset_log();
    scene.apply();
    assert_eq!(scene.bench.writes(), 0);
}

#[test]
fn other_classes_need_to_be_named() {
    let scene = Scene::new();
    scene.apply();
    scene.write(&MANIFESTS.replace("value: /cart", "value: /basket"));
    let refused = scene.run("apply", &["--auto-approve"]);
    assert_eq!(refused.code, 3, "{}", refused.stderr);
    assert!(refused.stderr.contains("--allow traffic-shift"), "{}", refused.stderr);
    let done = scene.run("apply", &["--auto-approve", "--allow", "traffic-shift", "--poll-interval", "1"]);
    assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
}

#[test]
fn orphans_go_with_prune_within_the_threshold() {
    let scene = Scene::new();
    scene.apply();
    let without_route = MANIFESTS.split("kind: HTTPRoute").next().unwrap().trim_end();
    let without_route = without_route.strip_suffix("apiVersion: gateway.networking.k8s.io/v1").unwrap();
    scene.write(without_route);
    let plain = scene.run("diff", &["-o", "json"]);
    let value: Value = serde_json::from_str(&plain.stdout).unwrap();
    assert!(value["orphans"].as_array().is_some_and(|orphans| !orphans.is_empty()), "{}", plain.stdout);
    let allow = ["--auto-approve", "--prune", "--allow", "all", "--poll-interval", "1"];
    let many = scene.run("apply", &[&allow[..], &["--max-deletes", "1"]].concat());
    assert_eq!(many.code, 3, "{}", many.stderr);
    let done = scene.run("apply", &allow);
    assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
    let account = scene.bench.engine().account();
    assert!(account.services.is_empty() && account.target_groups.is_empty());
    assert_eq!(account.service_networks.len(), 1);
}

#[test]
fn a_plan_file_is_applied_exactly_or_not_at_all() {
    let scene = Scene::new();
    let file = scene.path("change.plan");
    assert_eq!(scene.run("diff", &["--out", &file]).code, 2);
    let manifests = std::fs::read_to_string(scene.path("shop.yaml")).unwrap();
    // The manifests moved on: the file does not care.
    scene.write(&manifests.replace("/cart", "/elsewhere"));
    let done = scene.cli.run(&["apply", &file, "--auto-approve", "--poll-interval", "1"]);
    assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
    scene.write(&manifests);
    assert_eq!(scene.run("diff", &[]).code, 0);
    // The account moved on: the file is stale.
    let stale = scene.cli.run(&["apply", &file, "--auto-approve"]);
    assert_eq!(stale.code, 4, "{}", stale.stderr);
}

#[test]
fn errors_refuse_unless_told_to_keep_going() {
    let scene = Scene::new();
    let broken = "---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: bad, namespace: default}\n\
                  spec:\n  parentRefs: [{name: store}]\n  rules:\n  - matches: [{path: {type: RegularExpression, value: /x}}]\n";
    scene.write(&format!("{MANIFESTS}{broken}"));
    let refused = scene.run("apply", &["--auto-approve"]);
    assert_eq!((refused.code, scene.bench.writes()), (3, 0), "{}", refused.stderr);
    let rest = scene.run("apply", &["--auto-approve", "--keep-going", "--poll-interval", "1", "-o", "json"]);
    assert_eq!(rest.code, 1, "{}{}", rest.stdout, rest.stderr);
    let value: Value = serde_json::from_str(&rest.stdout).unwrap();
    assert_eq!(value["converged"], true);
    assert!(scene.bench.engine().account().services.contains_key("svc:cart-default"));
}

#[test]
fn a_quota_is_known_before_anything_is_written() {
    let scene = Scene::new();
    std::fs::write(scene.folder.path().join("config.yaml"), "quotas:\n  services: 0\n").unwrap();
    let config = scene.path("config.yaml");
    let refused = scene.run("apply", &["--auto-approve", "--config", &config]);
    assert_eq!((refused.code, scene.bench.writes()), (3, 0), "{}", refused.stderr);
}

#[test]
fn events_come_one_a_line_and_end_with_a_report() {
    let scene = Scene::new();
    let done = scene.run("apply", &["--auto-approve", "-o", "ndjson", "--poll-interval", "1"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    let events: Vec<Value> = done.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let named = |name: &str| events.iter().filter(|event| event["event"] == name).count();
    assert!(named("step-started") > 0 && named("step-started") == named("step-done"));
    assert_eq!(events.last().unwrap()["event"], "finished");
    assert!(done.stderr.contains("API reads"), "{}", done.stderr);
}

#[test]
fn destroy_gives_the_account_back_and_names_what_blocks_it() {
    let scene = Scene::new();
    let before = serde_json::to_value(scene.bench.engine().account()).unwrap();
    scene.apply();
    // Somebody else's association keeps the service.
    let engine = scene.bench.engine();
    let network = engine.call("CreateServiceNetwork", serde_json::json!({"name": "theirs"})).unwrap();
    let service = engine.account().services["svc:cart-default"].identity.id.clone().unwrap();
    let tie = serde_json::json!({"serviceNetworkIdentifier": network["id"], "serviceIdentifier": service});
    let tie = engine.call("CreateServiceNetworkServiceAssociation", tie).unwrap();
    engine.settle();
    let kept = scene.run("destroy", &["--auto-approve", "--poll-interval", "1"]);
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
    let done = scene.run("destroy", &["--auto-approve", "--poll-interval", "1"]);
    assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
    assert_eq!(serde_json::to_value(engine.account()).unwrap(), before);
}

#[test]
fn a_group_that_somebody_else_uses_keeps_its_targets() {
    let scene = Scene::new();
    let export = "---\napiVersion: application-networking.k8s.aws/v1alpha1\nkind: ServiceExport\nmetadata:\n  name: cart\n  \
                  namespace: default\n  annotations: {application-networking.k8s.aws/federation: amazon-vpc-lattice}\n";
    let without_route =
        MANIFESTS.split("---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute").next().unwrap();
    scene.write(&format!("{without_route}{export}"));
    scene.apply();
    // Another cluster's service imports what is exported here.
    let engine = scene.bench.engine();
    let group = engine.account().target_groups.values().next().unwrap().identity.id.clone().unwrap();
    let service = engine.call("CreateService", serde_json::json!({"name": "theirs"})).unwrap();
    engine.settle();
    let forward = serde_json::json!({"forward": {"targetGroups": [{"targetGroupIdentifier": group, "weight": 1}]}});
    let listener = serde_json::json!({"serviceIdentifier": service["id"], "name": "http", "port": 80,
        "protocol": "HTTP", "defaultAction": forward});
    engine.call("CreateListener", listener).unwrap();
    engine.settle();
    let before = serde_json::to_value(engine.account().target_groups).unwrap();
    let kept = scene.run("destroy", &["--auto-approve", "--poll-interval", "1", "--wait-timeout", "5"]);
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
    let scene = Scene::new();
    scene.apply();
    let engine = scene.bench.engine();
    engine.fault(Fault::new("DeleteServiceNetwork", FaultKind::Conflict));
    engine.reset_log();
    let done = scene.run("destroy", &["--auto-approve", "--poll-interval", "1", "--wait-timeout", "1"]);
    assert_eq!(done.code, 6, "{}{}", done.stdout, done.stderr);
    assert!(done.stdout.contains("could not be deleted for 1 s"), "{}", done.stdout);
    assert!(!done.stderr.contains("round 2"), "{}", done.stderr);
}

#[cfg(unix)]
#[test]
fn a_signal_lets_calls_in_flight_end_and_says_what_is_left() {
    let scene = Scene::new();
    scene.bench.engine().fault(Fault::new("CreateService", FaultKind::Delay(1_500)));
    let manifests = scene.path("shop.yaml");
    let mut command = scene.cli.command(&["apply", &manifests, "--auto-approve", "-o", "ndjson"]);
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
    assert!(scene.bench.engine().account().services.contains_key("svc:cart-default"), "the call in flight ended");
    scene.apply();
}
