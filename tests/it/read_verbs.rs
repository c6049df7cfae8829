//! `diff`, `drift`, `snapshot` and the other verbs that only read, as processes beside a served sandbox: what
//! they print, how they end, what they write (nothing).

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use latticectl::model::Account;
use latticectl::sandbox::{Engine, Fault, FaultKind, SandboxHandle};
use latticectl::settings::Context;
use serde_json::{Value, json};

use crate::conformance;
use crate::drift::{MANAGED_BY, OPEN, OTHER, applied, folder, settings};
use crate::observe::{assert_same, serve, writes};
use crate::process::{self, Done};

/// A served sandbox, and the binary in an environment that names it and nothing else.
pub struct World {
    pub sandbox: SandboxHandle,
    context: Context,
    folder: tempfile::TempDir,
}

impl World {
    pub fn new(sandbox: SandboxHandle, context: Context) -> Self {
        Self { sandbox, context, folder: tempfile::tempdir().unwrap() }
    }

    /// The shop of `testdata/drift`, just applied.
    pub fn shop() -> Self {
        Self::new(applied(), settings().context)
    }

    pub fn engine(&self) -> &Engine {
        self.sandbox.engine()
    }

    pub fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        process::command(&self.sandbox.url(), &self.context, arguments)
    }

    pub fn run(&self, arguments: &[&str]) -> Done {
        process::run(&mut self.command(arguments))
    }

    /// `drift` of the shop with more arguments.
    pub fn drift(&self, more: &[&str]) -> Done {
        let shop = shop();
        self.run(&[&["drift", shop.as_str()], more].concat())
    }

    pub fn call(&self, operation: &str, input: Value) -> Value {
        let answer = self.engine().call(operation, input).unwrap_or_else(|failure| panic!("{operation}: {failure:?}"));
        self.engine().settle();
        answer
    }

    pub fn identity(&self, label: &str) -> latticectl::model::Identity {
        let account = self.engine().account();
        latticectl::diff::entries(&account)[&label.to_owned()].identity.clone()
    }

    pub fn id(&self, label: &str) -> String {
        self.identity(label).id.unwrap()
    }

    pub fn tag(&self, label: &str, key: &str, value: &str) {
        let arn = self.identity(label).arn.unwrap();
        self.call("TagResource", json!({"resourceArn": arn, "tags": {key: value}}));
    }

    pub fn open(&self, label: &str) {
        self.call("PutAuthPolicy", json!({"resourceIdentifier": self.id(label), "policy": OPEN}));
    }

    pub fn delete_rule(&self, label: &str) {
        let (listener, _) = label.split_once("/rule:").unwrap();
        let (service, _) = listener.split_once("/listener:").unwrap();
        let input = json!({"serviceIdentifier": self.id(service), "listenerIdentifier": self.id(listener),
            "ruleIdentifier": self.id(label)});
        self.call("DeleteRule", input);
    }
}

pub fn shop() -> String {
    folder().join("shop.yaml").display().to_string()
}

pub const CANARY: &str = "svc:cart-shop/listener:80/rule:2";

/// What goes to stderr, without the number of calls.
pub fn findings(done: &Done) -> String {
    done.stderr.lines().filter(|line| !line.starts_with("API reads")).collect::<Vec<_>>().join("\n")
}

pub fn document(done: &Done) -> Value {
    serde_json::from_str(&done.stdout).unwrap_or_else(|error| panic!("{error}: {}{}", done.stdout, done.stderr))
}

/// `class label` of every item.
pub fn items(done: &Done) -> Vec<String> {
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
        // What is another's makes its policy fail, which is an error; what it was before nobody knows.
        let (code, class) = if label == vpc { (1, "+ foreign") } else { (2, "~ changed") };
        assert_eq!(done.code, code, "{label}: {}{}", done.stdout, done.stderr);
        assert!(!done.stdout.contains("no drift"), "{label}: {}", done.stdout);
        let said = done.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.starts_with(class), "{said}");
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
    let shown = document(&done);
    assert_eq!(shown["format_version"], "1.0");
    // A target is what the account form knows of it; its health stands beside.
    let groups = shown["targetGroups"].as_object().unwrap();
    let targets: Vec<&Value> = groups.values().filter_map(|group| group["targets"].as_array()).flatten().collect();
    let known = |target: &&Value| target.as_object().unwrap().keys().all(|key| key == "id" || key == "port");
    assert!(targets.len() > 2 && targets.iter().all(known), "{targets:?}");
    assert_eq!(shown["targetHealth"].as_object().map(serde_json::Map::len), Some(groups.len()), "{shown:#}");
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

#[test]
fn what_can_not_be_meant_is_wrong_usage() {
    let world = World::shop();
    for (more, said) in [
        (&["--watch", "1s", "-o", "json"][..], "-o ndjson"),
        (&["--fail-on", ""], "--fail-on names a class"),
        (&["-o", "json=a.json", "-o", "yaml=a.json"], "two formats go to a.json"),
    ] {
        let done = world.drift(more);
        assert_eq!(done.code, 64, "{more:?}: {}", done.stderr);
        assert!(done.stderr.contains(said), "{more:?}: {}", done.stderr);
    }
    let plan = world.path("a.plan");
    assert_eq!(world.run(&["diff", &shop(), "--out", &plan]).code, 0);
    let done = world.run(&["apply", &plan, &shop()]);
    assert_eq!(done.code, 64, "{}", done.stderr);
    assert!(done.stderr.contains("is a plan file, which is applied by itself"), "{}", done.stderr);
}

#[test]
fn calls_are_told_by_operation_where_somebody_asks() {
    let world = World::shop();
    let mut command = world.command(&["drift", &shop()]);
    let done = process::run(command.env("LATTICECTL_LOG", "latticectl=info"));
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert!(done.stderr.contains("calls by operation: ") && done.stderr.contains("ListServices 1"), "{}", done.stderr);
    assert!(!world.drift(&[]).stderr.contains("calls by operation"));
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
