//! `diff`, `drift`, `snapshot` and the other verbs that only read, as processes beside a served sandbox: what
//! they print, how they end, what they write (nothing).

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use latticectl::model::Account;
use latticectl::render;
use latticectl::sandbox::{Engine, Fault, FaultKind, SandboxHandle};
use latticectl::settings::Context;
use serde_json::{Value, json};

use crate::conformance;
use crate::drift::{MANAGED_BY, OPEN, OTHER, applied, folder, settings};
use crate::observe::{assert_same, serve, writes};

/// A served sandbox, and the binary in an environment that names it and nothing else.
struct World {
    sandbox: SandboxHandle,
    context: Context,
    folder: tempfile::TempDir,
}

struct Done {
    code: i32,
    stdout: String,
    stderr: String,
}

impl World {
    fn new(sandbox: SandboxHandle, context: Context) -> Self {
        Self { sandbox, context, folder: tempfile::tempdir().unwrap() }
    }

    /// The shop of `testdata/drift`, just applied.
    fn shop() -> Self {
        Self::new(applied(), settings().context)
    }

    fn engine(&self) -> &Engine {
        self.sandbox.engine()
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let context = &self.context;
        let mut command = Command::new(env!("CARGO_BIN_EXE_latticectl"));
        command.args(arguments).env_clear().stdin(Stdio::null()).current_dir(env!("CARGO_MANIFEST_DIR"));
        command
            .env("AWS_ENDPOINT_URL", self.sandbox.url())
            .env("AWS_ACCESS_KEY_ID", "any")
            .env("AWS_SECRET_ACCESS_KEY", "any")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_ACCOUNT_ID", &context.account)
            .env("REGION", &context.region)
            .env("CLUSTER_NAME", &context.cluster_name)
            .env("CLUSTER_VPC_ID", &context.vpc_id)
            .env("HOME", "/nonexistent");
        if let Some(network) = &context.default_service_network {
            command.env("DEFAULT_SERVICE_NETWORK", network);
        }
        if context.service_network_override {
            command.env("ENABLE_SERVICE_NETWORK_OVERRIDE", "true");
        }
        command
    }

    fn run(&self, arguments: &[&str]) -> Done {
        let output = self.command(arguments).output().unwrap();
        Done {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// `drift` of the shop with more arguments.
    fn drift(&self, more: &[&str]) -> Done {
        let shop = shop();
        self.run(&[&["drift", shop.as_str()], more].concat())
    }

    fn call(&self, operation: &str, input: Value) -> Value {
        let answer = self.engine().call(operation, input).unwrap_or_else(|failure| panic!("{operation}: {failure:?}"));
        self.engine().settle();
        answer
    }

    fn identity(&self, label: &str) -> latticectl::model::Identity {
        let account = self.engine().account();
        latticectl::diff::entries(&account)[&label.to_owned()].identity.clone()
    }

    fn id(&self, label: &str) -> String {
        self.identity(label).id.unwrap()
    }

    fn tag(&self, label: &str, key: &str, value: &str) {
        let arn = self.identity(label).arn.unwrap();
        self.call("TagResource", json!({"resourceArn": arn, "tags": {key: value}}));
    }

    fn open(&self, label: &str) {
        self.call("PutAuthPolicy", json!({"resourceIdentifier": self.id(label), "policy": OPEN}));
    }

    fn delete_rule(&self, label: &str) {
        let (listener, _) = label.split_once("/rule:").unwrap();
        let (service, _) = listener.split_once("/listener:").unwrap();
        let input = json!({"serviceIdentifier": self.id(service), "listenerIdentifier": self.id(listener),
            "ruleIdentifier": self.id(label)});
        self.call("DeleteRule", input);
    }
}

fn shop() -> String {
    folder().join("shop.yaml").display().to_string()
}

const CANARY: &str = "svc:cart-shop/listener:80/rule:2";

/// What goes to stderr, without the number of calls.
fn findings(done: &Done) -> String {
    done.stderr.lines().filter(|line| !line.starts_with("API reads")).collect::<Vec<_>>().join("\n")
}

fn document(done: &Done) -> Value {
    serde_json::from_str(&done.stdout).unwrap_or_else(|error| panic!("{error}: {}{}", done.stdout, done.stderr))
}

/// `class label` of every item.
fn items(done: &Done) -> Vec<String> {
    let document = document(done);
    let items = document["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| format!("{} {}", item["class"].as_str().unwrap(), item["label"].as_str().unwrap()))
        .collect()
}

#[test]
fn an_unedited_account_is_no_drift_and_no_difference() {
    let world = World::shop();
    let done = world.drift(&[]);
    assert_eq!((done.code, done.stdout.as_str()), (0, "Drift: no drift\n"), "{}", done.stderr);
    assert!(done.stderr.contains("API reads ") && done.stderr.contains(", writes 0"), "{}", done.stderr);
    let done = world.run(&["diff", &shop()]);
    assert_eq!((done.code, done.stdout.as_str()), (0, "No changes.\n"), "{}", done.stderr);
    assert!(done.stderr.contains(", writes 0"), "{}", done.stderr);
}

#[test]
fn whoever_takes_something_of_ours_is_named_and_never_beside_the_words_no_drift() {
    let world = World::shop();
    let state = world.engine().dump();
    let logs = "als:svc:cart-shop->arn:aws:s3:::cart-logs";
    let vpc = "snva:sn:store+vpc-0a1b2c3d4e5f60718";
    for label in
        ["sn:store", "svc:cart-shop", "svc:cart-shop/listener:80", CANARY, "snsa:sn:store+svc:cart-shop", vpc, logs]
    {
        world.engine().restore(state.clone()).unwrap();
        world.tag(label, MANAGED_BY, OTHER);
        let done = world.drift(&[]);
        assert_eq!(done.code, 2, "{label}: {}{}", done.stdout, done.stderr);
        assert!(!done.stdout.contains("no drift"), "{label}: {}", done.stdout);
        let said = done.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.starts_with("~ changed"), "{said}");
        assert!(said.contains(&format!("{label} ! security its owner tag names {OTHER}")), "{said}");
    }
}

#[test]
fn an_error_among_the_findings_is_said_where_nothing_drifted() {
    let world = World::shop();
    let text = std::fs::read_to_string(shop()).unwrap();
    let more = "---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: lost, namespace: shop}\nspec:\n  parentRefs: [{name: store}]\n  rules: [{matches: [{path: {value: /LONG}}], backendRefs: [{name: cart, port: 80}]}]\n";
    let more = more.replace("LONG", &"long".repeat(60));
    let path = world.path("shop.yaml");
    std::fs::write(&path, text + &more).unwrap();
    let done = world.run(&["drift", &path]);
    assert_eq!(done.code, 1, "{}{}", done.stdout, done.stderr);
    assert!(!done.stdout.contains("no drift") && done.stdout.contains("not compared"), "{}", done.stdout);
    let done = world.run(&["drift", &path, "-o", "json"]);
    let document = document(&done);
    assert_eq!((done.code, &document["drift"], document["errors"].as_u64() > Some(0)), (1, &json!(false), true));
    let done = world.run(&["diff", &path]);
    assert_eq!(done.code, 1);
    assert!(!done.stdout.contains("No changes.") && done.stdout.contains("not in here"), "{}", done.stdout);
}

#[test]
fn what_is_on_its_way_out_is_missing() {
    let world = World::shop();
    let id = world.id("snsa:sn:store+svc:cart-shop");
    world.engine().mutate(|state| {
        state.service_associations.get_mut(&id).unwrap().progress.status = "DELETE_IN_PROGRESS".to_owned();
    });
    let done = world.drift(&["-o", "json"]);
    assert_eq!((done.code, items(&done)), (2, vec!["missing snsa:sn:store+svc:cart-shop".to_owned()]));
    world.engine().mutate(|state| {
        state.service_associations.get_mut(&id).unwrap().progress.status = "CREATE_IN_PROGRESS".to_owned();
    });
    let done = world.drift(&["-o", "json"]);
    assert_eq!((done.code, items(&done)), (0, vec!["pending snsa:sn:store+svc:cart-shop".to_owned()]));
    assert!(!world.drift(&[]).stdout.contains("no drift"));
    assert_eq!(world.drift(&["--fail-on", "pending"]).code, 2);
}

#[test]
fn last_tells_who_moved() {
    let world = World::shop();
    let last = world.path("last.json");
    let done = world.run(&["snapshot", "-o", &last]);
    assert_eq!((done.code, done.stdout.as_str()), (0, ""), "{}", done.stderr);
    let moved = world.path("moved.yaml");
    let text = std::fs::read_to_string(shop()).unwrap();
    std::fs::write(&moved, text.replace("weight: 90", "weight: 80")).unwrap();
    let rule = "svc:cart-shop/listener:80/rule:1";
    let done = world.run(&["drift", &moved, "--last", &last, "-o", "json"]);
    let expected: Vec<String> =
        [80, 443].iter().map(|port| format!("not-applied svc:cart-shop/listener:{port}/rule:1")).collect();
    let mut found = items(&done);
    found.sort_by_key(String::len);
    assert_eq!((done.code, found), (0, expected), "{}", done.stderr);
    assert_eq!(world.run(&["drift", &moved, "--last", &last, "--fail-on", "not-applied"]).code, 2);
    assert_eq!(world.run(&["drift", &moved]).code, 2, "without it nobody can tell");
    let weights = json!([{"targetGroupIdentifier": world.id_of_group("k8s-shop-cart-"), "weight": 1}]);
    let input = json!({"serviceIdentifier": world.id("svc:cart-shop"),
        "listenerIdentifier": world.id("svc:cart-shop/listener:80"), "ruleIdentifier": world.id(rule),
        "action": {"forward": {"targetGroups": weights}}});
    world.call("UpdateRule", input);
    let done = world.run(&["drift", &moved, "--last", &last, "-o", "json"]);
    assert!(done.code == 2 && items(&done).contains(&format!("both {rule}")), "{:?}", items(&done));
    let done = world.drift(&["--last", &last, "-o", "json"]);
    assert_eq!((done.code, items(&done)), (2, vec![format!("changed {rule}")]));
}

impl World {
    fn id_of_group(&self, start: &str) -> String {
        let account = self.engine().account();
        let fits = |name: &str| name.strip_prefix(start).is_some_and(|rest| rest.len() == 10);
        account.target_groups.values().find(|group| fits(&group.name)).unwrap().identity.id.clone().unwrap()
    }
}

#[test]
fn what_last_could_not_read_excuses_nothing() {
    let world = World::shop();
    let (rules, policies) = (world.path("rules.json"), world.path("policies.json"));
    for (operation, path) in [("ListRules", &rules), ("GetAuthPolicy", &policies)] {
        world.engine().fault(Fault::new(operation, FaultKind::AccessDenied));
        let done = world.run(&["snapshot", "-o", path]);
        assert_eq!(done.code, 1, "{}", done.stderr);
        assert!(done.stderr.contains("not readable: ") && done.stdout.is_empty(), "{}", done.stderr);
        world.engine().clear_faults();
        let kept: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        assert!(kept["unreadable"].as_array().is_some_and(|gaps| !gaps.is_empty()));
        let done = world.drift(&["--last", path]);
        assert_eq!(
            (done.code, done.stdout.as_str()),
            (0, "Drift: no drift\n"),
            "{operation}: what is right now is right"
        );
    }
    let state = world.engine().dump();
    world.delete_rule(CANARY);
    let done = world.drift(&["--last", &rules, "-o", "json"]);
    assert_eq!((done.code, items(&done)), (2, vec![format!("missing {CANARY}")]));
    world.engine().restore(state).unwrap();
    world.open("svc:cart-shop");
    let done = world.drift(&["--last", &policies, "-o", "json"]);
    assert_eq!((done.code, items(&done)), (2, vec!["changed svc:cart-shop".to_owned()]));
    assert_eq!(document(&done)["items"][0]["fields"][0]["side"], "unknown");
}

#[test]
fn a_plan_file_stands_for_manifests() {
    let world = World::shop();
    let (offline, beside) = (world.path("offline.plan"), world.path("beside.plan"));
    assert_eq!(world.run(&["plan", &shop(), "--out", &offline]).code, 0);
    assert_eq!(world.run(&["diff", &shop(), "--out", &beside]).code, 0);
    let state = world.engine().dump();
    for plan in [&offline, &beside] {
        world.engine().restore(state.clone()).unwrap();
        let done = world.run(&["drift", "--plan", plan]);
        assert_eq!((done.code, done.stdout.as_str()), (0, "Drift: no drift\n"), "{plan}: {}", done.stderr);
        world.delete_rule(CANARY);
        world.tag("svc:stock-shop", MANAGED_BY, OTHER);
        let done = world.run(&["drift", "--plan", plan, "-o", "json"]);
        let expected = vec!["changed svc:stock-shop".to_owned(), format!("missing {CANARY}")];
        assert_eq!((done.code, items(&done)), (2, expected), "{plan}");
        assert_eq!(document(&done)["items"][0]["security"], true);
    }
    // Where the controller made the groups, their names end in other letters.
    let mut account = applied().engine().account();
    for (letter, group) in ('a'..='z').zip(account.target_groups.values_mut()) {
        let start = group.name.len() - 10;
        group.name.replace_range(start.., &letter.to_string().repeat(10));
    }
    let other = World::new(serve(&account, "123456789012", "us-west-2"), settings().context);
    other.engine().settle();
    for plan in [&offline, &beside] {
        let done = other.run(&["drift", "--plan", plan]);
        assert_eq!((done.code, done.stdout.as_str()), (0, "Drift: no drift\n"), "{plan}: {}", done.stderr);
    }
    let done = world.run(&["drift", "--plan", &shop()]);
    assert_eq!(done.code, 1, "no plan file: {}", done.stderr);
}

#[test]
fn snapshots_are_the_account_and_redacted_ones_give_nothing_away() {
    let world = World::shop();
    let done = world.run(&["snapshot"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    let seen: Account = serde_json::from_str(&done.stdout).unwrap();
    assert_same(&seen, &world.engine().account(), "the shop");
    assert_eq!(document(&done)["format_version"], "1.0");
    assert_eq!(world.run(&["snapshot"]).stdout, done.stdout, "the same bytes");
    assert_eq!(world.run(&["snapshot", "--no-tagging-api"]).stdout, done.stdout);
    let hidden = world.run(&["snapshot", "--redact"]);
    assert_eq!(hidden.code, 0);
    for secret in ["123456789012", "10.0.1.11", "vpc-lattice-svcs:Invoke"] {
        assert!(done.stdout.contains(secret) && !hidden.stdout.contains(secret), "{secret}");
    }
    let shown: Account = serde_json::from_str(&hidden.stdout).unwrap();
    assert_eq!(shown.rules.len(), seen.rules.len());
    world.call("CreateService", json!({"name": "theirs"}));
    let ours = world.run(&["snapshot", "--ours"]);
    assert!(!ours.stdout.contains("svc:theirs") && ours.stdout.contains("svc:cart-shop"), "{}", ours.stderr);
    let path = world.path("hidden.json");
    std::fs::write(&path, hidden.stdout).unwrap();
    let planned = world.run(&["plan", &shop(), "--live", &path, "-o", "json"]);
    assert!(document(&planned)["summary"].is_object(), "it is an account still: {}", planned.stdout);
}

/// Cases whose accounts hold more than a service network, and some of the largest without.
const CASES: [&str; 14] = [
    "composite-importing-cluster",
    "composite-platform",
    "import-ambiguous",
    "import-by-name",
    "import-grpc-and-tls",
    "import-target-group-arn",
    "ownership-foreign",
    "ownership-foreign-association-kept",
    "ownership-own-existing",
    "ownership-takeover",
    "ownership-wrong-route-tags",
    "servicenetwork-foreign",
    "vpcassociationpolicy-adopts-and-updates",
    "vpcassociationpolicy-vpc-taken",
];

fn case(name: &str) -> (World, String) {
    let case: PathBuf = conformance::folder().join(name);
    let context = conformance::context_of(&conformance::read_json(&case.join("context.json")));
    let before: Account = serde_json::from_value(conformance::read_json(&case.join("before.json"))).unwrap();
    let sandbox = serve(&before, &context.account, &context.region);
    sandbox.engine().settle();
    (World::new(sandbox, context), case.join("in.yaml").display().to_string())
}

/// `diff`, `drift` and `snapshot` beside the served account and beside its snapshot say the same.
fn assert_live_is_served(world: &World, manifests: &str, formats: &[&str], name: &str) {
    let snapshot = world.path("account.json");
    assert_eq!(world.run(&["snapshot", "-o", &snapshot]).code, 0, "{name}");
    for verb in ["diff", "drift"] {
        for format in formats {
            let served = world.run(&[verb, manifests, "-o", format]);
            let calls = world.engine().calls();
            let live = world.run(&[verb, manifests, "-o", format, "--live", &snapshot]);
            assert_eq!(world.engine().calls(), calls, "{name}: a snapshot needs no call");
            assert_eq!((live.code, live.stdout.as_str()), (served.code, served.stdout.as_str()), "{name}: {verb}");
            assert_eq!(findings(&live), findings(&served), "{name}: {verb}");
        }
    }
}

#[test]
fn a_snapshot_in_the_accounts_place_says_the_same() {
    for name in CASES {
        let (world, manifests) = case(name);
        assert_live_is_served(&world, &manifests, &["json"], name);
    }
    let world = World::shop();
    assert_live_is_served(&world, &shop(), &["text"], "the shop as applied");
    world.delete_rule(CANARY);
    world.open("sn:store");
    world.tag("svc:stock-shop", MANAGED_BY, OTHER);
    let made = world.call("CreateServiceNetwork", json!({"name": "elsewhere"}));
    let input = json!({"serviceIdentifier": world.id("svc:cart-shop"), "serviceNetworkIdentifier": made["id"]});
    world.call("CreateServiceNetworkServiceAssociation", input);
    assert_live_is_served(&world, &shop(), &["text", "json", "markdown"], "the shop as edited");
}

#[test]
fn a_watch_tells_what_is_new_and_ends_when_asked() {
    for (signal, code) in [("-TERM", 143), ("-INT", 130)] {
        let world = World::shop();
        let mut child = world
            .command(&["drift", &shop(), "--watch", "1s", "-o", "ndjson"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut next = || serde_json::from_str::<Value>(&lines.next().unwrap().unwrap()).unwrap();
        let first = next();
        assert_eq!((&first["drift"], &first["items"]), (&json!(false), &json!([])));
        world.delete_rule(CANARY);
        let second = next();
        assert_eq!(second["items"][0]["label"], CANARY, "{second}");
        let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        assert_eq!(child.wait().unwrap().code(), Some(code), "{signal}");
        assert_eq!(writes(&world.sandbox), Vec::<String>::new());
    }
    let world = World::shop();
    let done = world.drift(&["--watch", "1s", "--rounds", "2"]);
    assert_eq!((done.code, done.stdout.as_str()), (0, "Drift: no drift\n"), "told once: {}", done.stderr);
}

#[test]
fn a_watch_goes_on_after_a_look_that_failed() {
    let world = World::shop();
    world.engine().fault(Fault::new("ListServices", FaultKind::AccessDenied).times(1));
    let done = world.drift(&["--watch", "1s", "--rounds", "2", "-o", "ndjson"]);
    let lines: Vec<Value> = done.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert_eq!(lines.len(), 2, "{}", done.stdout);
    assert!(lines[0]["error"].is_string() && lines[0]["complete"] == false && lines[1].get("error").is_none());
}

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
        assert!(done.code == 2 || done.code == 1, "{operation}: {} {}{}", done.code, done.stdout, done.stderr);
        assert!(!done.stdout.contains("no drift"), "{operation}: {}", done.stdout);
        world.engine().fault(Fault::new(operation, FaultKind::NotFound).times(1));
        let done = world.run(&["diff", &shop()]);
        assert!(done.code == 2 || done.code == 1, "{operation}: {} {}{}", done.code, done.stdout, done.stderr);
        world.engine().clear_faults();
    }
    assert_eq!(world.drift(&[]).code, 0);
}

#[test]
fn what_may_not_be_read_is_an_error_and_never_no_drift() {
    let operations = [
        "GetServiceNetwork",
        "GetService",
        "ListListeners",
        "GetListener",
        "ListRules",
        "GetRule",
        "GetTargetGroup",
        "ListTargets",
        "ListServiceNetworkServiceAssociations",
        "ListServiceNetworkVpcAssociations",
        "GetServiceNetworkVpcAssociation",
        "GetAuthPolicy",
        "ListAccessLogSubscriptions",
        "ListServices",
        "ListServiceNetworks",
        "ListTargetGroups",
    ];
    let world = World::shop();
    for operation in operations {
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
fn verbs_that_read_write_nothing() {
    let world = World::shop();
    world.delete_rule(CANARY);
    world.engine().reset_log();
    let (shop, snapshot) = (shop(), world.path("account.json"));
    let offline: [&[&str]; 8] = [
        &["plan", &shop],
        &["plan", &shop, "-o", "json"],
        &["lint", &shop],
        &["route", "GET", "https://cart.example.com/", &shop],
        &["explain", "LAT0201"],
        &["config"],
        &["diff", &shop, "--base", &shop],
        &["rbac"],
    ];
    for arguments in offline {
        let done = world.run(arguments);
        assert!((0..=2).contains(&done.code), "{arguments:?}: {}", done.stderr);
        assert_eq!(world.engine().calls(), 0, "{arguments:?} needs no account");
    }
    let reading: [&[&str]; 8] = [
        &["snapshot", "-o", &snapshot],
        &["snapshot", "--redact", "--no-tagging-api"],
        &["diff", &shop],
        &["diff", &shop, "--prune", "-o", "markdown"],
        &["diff", &shop, "--no-tagging-api"],
        &["drift", &shop],
        &["drift", &shop, "--last", &snapshot, "-o", "junit"],
        &["drift", &shop, "--watch", "1s", "--rounds", "2"],
    ];
    let mut calls = 0;
    for arguments in reading {
        let done = world.run(arguments);
        assert!([0, 2].contains(&done.code), "{arguments:?}: {}", done.stderr);
        assert!(done.stderr.contains(", writes 0"), "{arguments:?}: {}", done.stderr);
        let now = world.engine().calls();
        assert!(now > calls, "{arguments:?} reads the account");
        calls = now;
    }
    assert_eq!(writes(&world.sandbox), Vec::<String>::new());
    assert_eq!(world.engine().violations(), Vec::<String>::new());
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
