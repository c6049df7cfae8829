//! What must not be deleted, adopted or taken for an empty account by mistake.

use serde_json::json;

use super::bench::context;
use super::shop::*;

/// A shop, applied.
fn applied() -> Shop {
    let shop = Shop::new();
    shop.apply(&shop.file("shop.yaml", MANIFESTS), &[]);
    shop
}

/// By an input that says nothing, or can't be read, nothing is deleted.
#[test]
fn destroy_wants_manifests_that_can_be_read() {
    let scene = applied();
    let before = scene.bench.engine().account();
    let folder = scene.path("nothing");
    std::fs::create_dir(&folder).unwrap();
    let plan = scene.path("change.plan");
    let shop = scene.path("shop.yaml");
    assert_eq!(scene.cli.run(&["diff", &shop, "--prune", "--out", &plan]).code, 0);
    let inputs = [
        (scene.file("empty.yaml", "\n"), true),
        (folder, true),
        (scene.file("foreign.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"), true),
        (plan, true),
        (scene.file("broken.yaml", "kind: HTTPRoute\n  a: b\n"), true),
        (scene.file("part.yaml", &format!("{MANIFESTS}---\nkind: HTTPRoute\n  a: b\n")), false),
    ];
    for (input, even_with_keep_going) in &inputs {
        let done = scene.cli.run(&["destroy", input, "--auto-approve", "--poll-interval", "1"]);
        assert_eq!(done.code, 3, "{input}: {}{}", done.stdout, done.stderr);
        assert!(done.stderr.contains("nothing was deleted"), "{input}: {}", done.stderr);
        if *even_with_keep_going {
            let done = scene.cli.run(&["destroy", input, "--auto-approve", "--keep-going", "--poll-interval", "1"]);
            assert_eq!(done.code, 3, "{input}: {}{}", done.stdout, done.stderr);
        }
        assert_eq!(scene.bench.engine().account(), before, "{input}");
    }
    let part = &inputs[5].0;
    let done = scene.cli.run(&["destroy", part, "--auto-approve", "--keep-going", "--poll-interval", "1"]);
    assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
    assert!(scene.bench.engine().account().services.is_empty());
}

/// What carries no owner's tag is an error without `--adopt`, and a warning with it.
#[test]
fn adopt_takes_over_what_has_no_owner() {
    let scene = Shop::new();
    let engine = scene.bench.engine();
    engine.call("CreateService", json!({"name": "cart-default"})).unwrap();
    engine.settle();
    let shop = scene.file("shop.yaml", MANIFESTS);
    let refused = scene.approved("apply", &shop, &["--allow", "all"]);
    assert_eq!(refused.code, 3, "{}", refused.stderr);
    assert!(refused.stderr.contains("error[LAT2002]") && refused.stderr.contains("--adopt"), "{}", refused.stderr);
    assert!(!refused.stderr.contains("is adopted"), "{}", refused.stderr);
    // A plan of it is refused for the same reason, and for no other.
    let plan = scene.path("change.plan");
    scene.cli.run(&["diff", &shop, "--out", &plan]);
    let refused = scene.cli.run(&["apply", &plan, "--auto-approve", "--allow", "all"]);
    assert_eq!(refused.code, 3, "{}", refused.stderr);
    assert!(refused.stderr.contains("--adopt takes it over"), "{}", refused.stderr);
    let done = scene.approved("apply", &shop, &["--allow", "all", "--adopt"]);
    assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
    assert!(done.stderr.contains("warning[LAT2002]"), "{}", done.stderr);
    let owner = &engine.account().services["svc:cart-default"].tags["application-networking.k8s.aws/ManagedBy"];
    assert_eq!(*owner, context().managed_by());
}

/// A file that is no snapshot would look like an empty account: everything new, nothing drifted.
#[test]
fn only_a_snapshot_stands_for_an_account() {
    let scene = applied();
    let shop = scene.path("shop.yaml");
    let plan = scene.path("change.plan");
    let json = scene.path("plan.json");
    let snapshot = scene.path("account.json");
    scene.cli.run(&["diff", &shop, "--out", &plan]);
    scene.cli.run(&["plan", &shop, "-o", &format!("json={json}")]);
    assert_eq!(scene.cli.run(&["snapshot", "-o", &snapshot]).code, 0);
    let wrong = [
        (plan, "it is a plan file"),
        (json, "none of an account's sections"),
        (scene.file("nothing.json", "{}"), "none of an account's sections"),
        (scene.file("list.json", "[]"), "no JSON object"),
        (
            scene.file("slip.json", r#"{"format_version": "1.0", "service": {}, "targetGroups": {}}"#),
            "did you mean `services`",
        ),
        (scene.file("new.json", r#"{"format_version": "2.0", "services": {}}"#), "format version 2.0"),
    ];
    for (file, reason) in &wrong {
        for arguments in [["diff", "--live"], ["drift", "--live"], ["plan", "--live"]] {
            let done = scene.cli.run(&[arguments[0], &shop, arguments[1], file]);
            assert_eq!(done.code, 1, "{arguments:?} {file}: {}{}", done.stdout, done.stderr);
            assert!(done.stderr.contains("is not an account snapshot"), "{}", done.stderr);
            assert!(done.stderr.contains(reason), "{file}: {}", done.stderr);
        }
        let done = scene.cli.run(&["drift", &shop, "--live", &snapshot, "--last", file]);
        assert_eq!(done.code, 1, "{file}: {}{}", done.stdout, done.stderr);
    }
    let later = std::fs::read_to_string(&snapshot).unwrap().replacen('{', "{\"addedLater\": {},", 1);
    let later = scene.file("later.json", &later);
    for file in [&snapshot, &later] {
        let done = scene.cli.run(&["diff", &shop, "--live", file]);
        assert_eq!((done.code, done.stdout.as_str()), (0, "No changes.\n"), "{}", done.stderr);
    }
}

/// What another cluster must have made, or the account must hold, is nothing that these manifests change.
#[test]
fn manifests_beside_manifests_change_only_what_they_make() {
    let scene = Shop::new();
    let empty = scene.file("class.yaml", "apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: {name: other}\nspec: {controllerName: example.com/other}\n");
    let team = "testdata/examples/team";
    for (base, path) in [(empty.as_str(), team), (team, empty.as_str())] {
        let done = scene.cli.run(&["diff", path, "--base", base, "-o", "json"]);
        assert_eq!(done.code, 2, "{}{}", done.stdout, done.stderr);
        let value: serde_json::Value = serde_json::from_str(&done.stdout).unwrap();
        let labels: Vec<&str> =
            value["changes"].as_array().unwrap().iter().map(|change| change["label"].as_str().unwrap()).collect();
        let plan = scene.cli.run(&["plan", team, "-o", "json"]);
        let plan: serde_json::Value = serde_json::from_str(&plan.stdout).unwrap();
        let assumed = plan["resources"].as_array().unwrap().iter().filter(|resource| resource["action"] == "assume");
        let assumed: Vec<&str> = assumed.map(|resource| resource["address"].as_str().unwrap()).collect();
        assert!(!assumed.is_empty(), "{plan:#}");
        for label in assumed {
            assert!(!labels.contains(&label), "{base} -> {path}: {label}");
        }
    }
}

/// What a broken object stands for looks like an orphan: nothing is pruned beside one.
#[test]
fn nothing_is_pruned_while_objects_are_broken() {
    let scene = applied();
    let engine = scene.bench.engine();
    let before = engine.account();
    let prune = ["--prune", "--allow", "all"];
    let slips = [
        MANIFESTS.replace("kind: HTTPRoute", "kind: HttpRoute"),
        MANIFESTS.replace("parentRefs: [{name: store}]", "parentRefs: [{name: store}, {name: stor}]"),
        MANIFESTS.replace("matches: [{path: {value: /cart}}]", "matches: [{path: {value: cart}}]"),
        MANIFESTS.replace(
            "---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute",
            "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute",
        ),
    ];
    for text in &slips {
        let path = scene.file("slip.yaml", text);
        let done = scene.approved("apply", &path, &prune);
        assert_eq!(done.code, 3, "{text}\n{}{}", done.stdout, done.stderr);
        let done = scene.approved("apply", &path, &[&prune[..], &["--keep-going"]].concat());
        assert_eq!(done.code, 1, "{text}\n{}{}", done.stdout, done.stderr);
        let after = engine.account();
        assert!(after.services.contains_key("svc:cart-default"), "{text}\n{}{}", done.stdout, done.stderr);
        assert_eq!(after.target_groups.len(), before.target_groups.len(), "{text}");
    }
    // Without an error too: the route is there, only its Gateway is not.
    let path = scene.file("slip.yaml", &MANIFESTS.replace("parentRefs: [{name: store}]", "parentRefs: [{name: stor}]"));
    let done = scene.approved("apply", &path, &prune);
    assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
    assert!(done.stderr.contains("svc:cart-default stays"), "{}", done.stderr);
    assert!(engine.account().services.contains_key("svc:cart-default"));
    let path = scene.file("slip.yaml", &slips[0]);
    let done = scene.approved("apply", &path, &[&prune[..], &["--keep-going", "--prune-beside-errors"]].concat());
    assert_eq!(done.code, 1, "{}{}", done.stdout, done.stderr);
    assert!(!engine.account().services.contains_key("svc:cart-default"), "{}{}", done.stdout, done.stderr);
}

/// A plan that was made offline says what the account lacks, and the way out.
#[test]
fn an_offline_plan_tells_what_is_missing() {
    let scene = Shop::new();
    let plan = scene.path("offline.plan");
    let made = scene.cli.run(&["plan", "testdata/examples/path-routes", "--out", &plan]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    let done = scene.cli.run(&["apply", &plan, "--auto-approve"]);
    assert_eq!(done.code, 4, "{}{}", done.stdout, done.stderr);
    assert!(done.stderr.contains("is no sn:bookshop") && !done.stderr.contains("has moved"), "{}", done.stderr);
    assert!(done.stderr.contains("latticectl diff --out"), "{}", done.stderr);
}

/// What could not be read is no change, and the run says that it could not be read.
#[test]
fn what_may_not_be_read_is_no_change() {
    use latticectl::sandbox::{Fault, FaultKind};
    let scene = applied();
    for operation in ["GetTargetGroup", "ListTargets", "ListListeners", "GetRule"] {
        let engine = scene.bench.engine();
        engine.clear_faults();
        engine.fault(Fault::new(operation, FaultKind::AccessDenied));
        let shop = scene.path("shop.yaml");
        let done = scene.cli.run(&["diff", &shop]);
        assert_eq!(done.code, 1, "{operation}: {}{}", done.stdout, done.stderr);
        assert!(done.stdout.starts_with("Nothing differs"), "{operation}: {}{}", done.stdout, done.stderr);
    }
}

/// Formats for machines carry the place of the object that asks for what drifted.
#[test]
fn drift_points_into_the_manifests() {
    let scene = applied();
    let path = scene.file("shop.yaml", &MANIFESTS.replace("value: /cart", "value: /basket"));
    let done = scene.cli.run(&["drift", &path, "-o", "github"]);
    assert_eq!(done.code, 2, "{}{}", done.stdout, done.stderr);
    let line = done.stdout.lines().find(|line| line.contains("LAT2009")).unwrap();
    assert!(line.contains("file=") && line.contains("line="), "{line}");
    let done = scene.cli.run(&["drift", &path, "-o", "sarif"]);
    let log: serde_json::Value = serde_json::from_str(&done.stdout).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let drifted = results.iter().find(|result| result["ruleId"] == "LAT2009").unwrap();
    assert!(drifted["locations"][0]["physicalLocation"]["region"]["startLine"].is_number(), "{drifted:#}");
}

#[test]
fn an_apply_with_nothing_to_do_says_so() {
    let scene = applied();
    let shop = scene.path("shop.yaml");
    let done = scene.cli.run(&["apply", &shop, "--auto-approve"]);
    assert_eq!((done.code, done.stdout.as_str()), (0, "Nothing to do: the account is what it should be.\n"));
}

/// What somebody else put into a service of ours goes with it, and is called by its owner.
#[test]
fn a_strangers_rule_in_our_service_is_called_one() {
    let scene = applied();
    let engine = scene.bench.engine();
    let account = engine.account();
    let service = account.services["svc:cart-default"].identity.id.clone().unwrap();
    let listener = account.listeners["svc:cart-default/listener:80"].identity.id.clone().unwrap();
    let rule = json!({"serviceIdentifier": service, "listenerIdentifier": listener, "name": "theirs", "priority": 50,
        "match": {"httpMatch": {"pathMatch": {"match": {"prefix": "/theirs"}}}},
        "action": {"fixedResponse": {"statusCode": 404}}});
    engine.call("CreateRule", rule).unwrap();
    engine.settle();
    let shop = scene.path("shop.yaml");
    let done = scene.cli.run(&["diff", &shop]);
    assert_eq!(done.code, 2, "{}", done.stderr);
    let words = done.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("it carries no owner's tag and stands in a service of ours"), "{}", done.stdout);
}
