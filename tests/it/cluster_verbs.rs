//! The verbs that change and judge an account, with a live cluster as the source: the API server is a
//! stand-in in this process, the account is the sandbox.

use std::process::Output;

use latticectl::sandbox::{Behaviour as SandboxBehaviour, Pace, Sandbox, SandboxHandle, SandboxOptions};
use serde_json::{Value, json};

use crate::api_server::{ApiServer, Behaviour};
use crate::cluster::{controller, latticectl, object, path, route, shop};

/// A cluster, an account, and latticectl between them.
struct Stage {
    server: ApiServer,
    sandbox: SandboxHandle,
    kubeconfig: String,
    url: String,
}

const CONTEXT: [&str; 4] = ["--cluster-name", "shop", "--vpc-id", "vpc-0123456789abcdef0"];

impl Stage {
    fn new(objects: Vec<Value>) -> Self {
        Self::with(objects, &[])
    }

    /// With paths (as they end) that may not be listed.
    fn with(objects: Vec<Value>, denied: &[&str]) -> Self {
        let denied = denied.iter().map(|end| (*end).to_owned()).collect();
        let server = ApiServer::start(Behaviour { objects, denied, ..Behaviour::default() });
        let behaviour = SandboxBehaviour { pace: Pace::Polls(0), drain: Pace::Polls(0), ..SandboxBehaviour::default() };
        let sandbox = Sandbox::start(SandboxOptions { behaviour, ..SandboxOptions::default() }).unwrap();
        sandbox.engine().call("CreateServiceNetwork", json!({"name": "shop"})).unwrap();
        let kubeconfig = path(&server.kubeconfig(&json!({}))).to_owned();
        let url = sandbox.url();
        Self { server, sandbox, kubeconfig, url }
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let cluster = ["--cluster", "--kubeconfig", &self.kubeconfig];
        let variables =
            [("AWS_ENDPOINT_URL", self.url.as_str()), ("AWS_ACCESS_KEY_ID", "any"), ("AWS_SECRET_ACCESS_KEY", "any")];
        latticectl(&[arguments, &cluster, &CONTEXT].concat(), &variables)
    }

    /// Runs and expects an exit code; stdout and stderr.
    fn ends(&self, code: i32, arguments: &[&str]) -> (String, String) {
        let output = self.run(arguments);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
        assert_eq!(output.status.code(), Some(code), "{arguments:?}\n{stdout}\n{stderr}");
        (stdout, stderr)
    }

    fn json(&self, code: i32, arguments: &[&str]) -> Value {
        let (stdout, stderr) = self.ends(code, &[arguments, &["-o", "json"]].concat());
        serde_json::from_str(&stdout).unwrap_or_else(|error| panic!("{error}: {stdout}{stderr}"))
    }

    fn services(&self) -> Vec<String> {
        self.sandbox.engine().account().services.values().map(|service| service.name.clone()).collect()
    }
}

/// Two routes, a policy on the first, everything in one namespace.
fn objects() -> Vec<Value> {
    let mut objects = shop(0);
    objects.push(object("v1", "Namespace", None, "shop", &json!({})));
    for (name, host) in [("cart", "cart.example.com"), ("pay", "pay.example.com")] {
        let mut route = route("shop", name);
        route["spec"]["hostnames"] = json!([host]);
        objects.push(route);
    }
    objects
}

fn target_group_policy() -> Value {
    let target = json!({"group": "", "kind": "Service", "name": "cart"});
    let spec = json!({"targetRef": target, "protocol": "HTTP", "protocolVersion": "HTTP2"});
    object("application-networking.k8s.aws/v1alpha1", "TargetGroupPolicy", Some("shop"), "http2", &spec)
}

const APPLY: [&str; 4] = ["apply", "--auto-approve", "--allow", "all"];

#[test]
fn every_verb_works_from_the_cluster() {
    let stage = Stage::new(objects());
    let (answer, _) = stage.ends(0, &["route", "GET", "http://cart.example.com/x", "-n", "shop"]);
    assert!(answer.contains("cart"), "{answer}");

    let (changes, _) = stage.ends(2, &["diff", "-A"]);
    assert!(changes.contains("cart-shop") && changes.contains("pay-shop"), "{changes}");
    assert!(stage.services().is_empty(), "diff writes nothing");
    stage.ends(0, &[&APPLY[..], &["-A"]].concat());
    assert_eq!(stage.services(), ["cart-shop", "pay-shop"]);
    stage.ends(0, &["diff", "-A"]);
    let quiet = stage.json(0, &["drift", "-A"]);
    assert_eq!((&quiet["drift"], &quiet["complete"]), (&json!(false), &json!(true)), "{quiet}");

    let engine = stage.sandbox.engine();
    let id = engine.account().services["svc:cart-shop"].identity.id.clone().unwrap();
    engine.call("UpdateService", json!({"serviceIdentifier": id, "authType": "AWS_IAM"})).unwrap();
    let listeners = engine.call("ListListeners", json!({"serviceIdentifier": id})).unwrap();
    let listener = listeners["items"][0]["id"].clone();
    let rules = engine.call("ListRules", json!({"serviceIdentifier": id, "listenerIdentifier": listener})).unwrap();
    let rule = rules["items"].as_array().unwrap().iter().find(|rule| rule["isDefault"] == false).unwrap();
    let there = json!({"serviceIdentifier": id, "listenerIdentifier": listener, "ruleIdentifier": rule["id"]});
    engine.call("DeleteRule", there).unwrap();
    let drifted = stage.json(2, &["drift", "-A"]);
    let missing = drifted["items"].as_array().unwrap().iter().find(|item| item["class"] == "missing").unwrap();
    assert!(missing["label"].as_str().unwrap().starts_with("svc:cart-shop/listener:80/rule:"), "{missing}");
    assert_eq!(missing["cause"]["kind"], "HTTPRoute", "{missing}");

    stage.ends(0, &["destroy", "-A", "--auto-approve"]);
    assert!(stage.services().is_empty());
    assert!(stage.sandbox.engine().account().service_networks.contains_key("sn:shop"), "not ours");
}

#[test]
fn a_part_of_the_cluster_changes_only_its_own_part() {
    let mut all = objects();
    all.push(object("v1", "Namespace", None, "till", &json!({})));
    let mut till = route("till", "till");
    till["spec"]["parentRefs"] = json!([{"name": "shop", "namespace": "shop"}]);
    till["spec"]["rules"][0]["backendRefs"][0]["namespace"] = json!("shop");
    all.push(till);
    let stage = Stage::new(all);
    stage.ends(0, &[&APPLY[..], &["-n", "shop"]].concat());
    assert_eq!(stage.services(), ["cart-shop", "pay-shop"], "the route of the other namespace was not selected");
    let quiet = stage.json(0, &["drift", "-n", "shop"]);
    assert_eq!(quiet["drift"], json!(false), "{quiet}");
    // A name that was mistyped is no namespace without routes.
    let (_, told) = stage.ends(1, &["drift", "-n", "shoop"]);
    assert!(told.contains("the cluster has no namespace \"shoop\""), "{told}");
}

#[test]
fn nothing_is_written_beside_a_controller_seen_or_not() {
    let mut all = objects();
    all.push(controller(&json!([{"name": "CLUSTER_NAME", "value": "shop"}])));
    let stage = Stage::new(all.clone());
    let (_, told) = stage.ends(3, &[&APPLY[..], &["-A"]].concat());
    assert!(told.contains("the controller is running in this cluster"), "{told}");
    let stage = Stage::with(all, &["/deployments"]);
    for selection in [["-n", "shop"].as_slice(), &["-A"]] {
        let (_, told) = stage.ends(3, &[&APPLY[..], selection].concat());
        assert!(told.contains("LAT2015") && told.contains("--beside-controller goes on"), "{told}");
    }
    assert!(stage.services().is_empty());
    stage.ends(0, &[&APPLY[..], &["-n", "shop", "--beside-controller"]].concat());
    assert_eq!(stage.services().len(), 2);
}

/// Writes an account file of what the whole cluster stands for.
fn snapshot(of: &Stage, to: &Stage) -> String {
    let (account, _) = of.ends(0, &["plan", "-A", "-o", "snapshot", "--account", "123456789012"]);
    let file = to.server.folder().join("account.json");
    std::fs::write(&file, account).unwrap();
    path(&file).to_owned()
}

#[test]
fn what_may_not_be_listed_is_no_drift_and_no_quiet_either() {
    let mut all = objects();
    all.push(target_group_policy());
    let whole = Stage::new(all.clone());
    let gateway = "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: other, namespace: shop}\n\
                   spec: {gatewayClassName: amazon-vpc-lattice, listeners: [{name: http, port: 80, protocol: HTTP}]}\n";
    for plural in ["httproutes", "targetgrouppolicies", "endpointslices", "serviceexports", "gateways"] {
        let end = format!("/{plural}");
        let stage = Stage::with(all.clone(), &[&end]);
        let account = snapshot(&whole, &stage);
        let file = stage.server.folder().join("gateway.yaml");
        std::fs::write(&file, gateway).unwrap();
        let mut arguments = vec!["drift", "-A", "--account", "123456789012", "--live", &account];
        if plural == "gateways" {
            // Without any, the run would end at once.
            arguments.push(path(&file));
        }
        let found = stage.json(1, &arguments);
        assert_eq!(found["complete"], json!(false), "{plural}: {found}");
        assert_eq!(found["drift"], json!(false), "{plural}: {found}");
        assert_eq!(found["items"], json!([]), "{plural}");
        let unreadable = found["unreadable"].to_string();
        assert!(unreadable.contains(plural) && unreadable.contains("cluster-objects"), "{plural}: {found}");
        arguments[0] = "diff";
        let output = stage.run(&[arguments.as_slice(), &["-o", "json"]].concat());
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(document["unreadable"].to_string().contains(plural), "{plural}: {document}");
        assert_ne!(output.status.code(), Some(0), "{plural}: nobody may take this for no difference");
    }
    // What does not hang on it is judged all the same.
    let stage = Stage::with(all, &["/accesslogpolicies"]);
    let account = snapshot(&whole, &stage);
    let mut there: Value = serde_json::from_str(&std::fs::read_to_string(&account).unwrap()).unwrap();
    there["rules"] = json!({});
    std::fs::write(&account, there.to_string()).unwrap();
    let found = stage.json(2, &["drift", "-A", "--account", "123456789012", "--live", &account]);
    assert!(found["items"].as_array().unwrap().iter().any(|item| item["class"] == "missing"), "{found}");
    assert_eq!(found["complete"], json!(false), "{found}");
}

#[test]
fn other_groups_kinds_in_files_change_no_plan() {
    let stage = Stage::new(objects());
    let (before, _) = stage.ends(0, &["plan", "-A", "-o", "snapshot", "--account", "123456789012"]);
    for text in [
        "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: shop, namespace: shop}\nspec: {}\n",
        "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: cart, namespace: shop}\nspec: {}\n",
    ] {
        let file = stage.server.folder().join("other.yaml");
        std::fs::write(&file, text).unwrap();
        let arguments = ["plan", "-A", "-o", "snapshot", "--account", "123456789012", path(&file)];
        assert_eq!(stage.ends(0, &arguments).0, before, "{text}");
    }
}

#[test]
fn a_run_that_fails_says_so_in_the_format_that_was_asked_for() {
    let nowhere = ["--cluster", "--kubeconfig", "/nonexistent/config"];
    let lines = |verb: &[&str], format: &str| {
        let output = latticectl(&[verb, &nowhere, &["-o", format]].concat(), &[]);
        assert_eq!(output.status.code(), Some(1), "{verb:?} {output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    for verb in [
        ["plan"].as_slice(),
        &["lint"],
        &["diff"],
        &["drift"],
        &["apply"],
        &["destroy"],
        &["config"],
        &["route", "GET", "http://a/"],
    ] {
        let text = lines(verb, "json");
        let document: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{verb:?}: {error}: {text}"));
        assert_eq!(document["format_version"], "1.0", "{verb:?}");
        assert_eq!(document["findings"], json!([]), "{verb:?}");
        let message = document["error"].as_str().unwrap();
        assert!(message.contains("/nonexistent/config"), "{verb:?}: {message}");
    }
    let document: Value = serde_yaml::from_str(&lines(&["plan"], "yaml")).unwrap();
    assert!(document["error"].is_string(), "{document}");
    let line = lines(&["apply"], "ndjson");
    assert_eq!(line.lines().count(), 1, "{line}");
    assert!(serde_json::from_str::<Value>(&line).unwrap()["error"].is_string(), "{line}");
    assert_eq!(lines(&["plan"], "text"), "");
    // Wrong settings are told the same way.
    let output = latticectl(&["plan", "-o", "json", "--account", "12"], &[]);
    assert_eq!(output.status.code(), Some(64));
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(document["error"].as_str().unwrap().contains("`12` is no value for account"), "{document}");
}
