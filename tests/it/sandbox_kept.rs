//! `latticectl sandbox` as a program: its flags, and the file that keeps the state.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use latticectl::model::Account;
use serde_json::{Value, json};

use crate::sandbox_account::comparable;
use crate::sandbox_http::{ask, signed};

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_latticectl"));
    command.arg("sandbox").args(arguments).current_dir(folder).env_clear();
    command
}

/// One that is expected to end by itself.
fn ended(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

/// Whether it ended with a code, said something on stderr and nothing on stdout.
fn refused(folder: &Path, arguments: &[&str], code: i32, said: &str) {
    let output = ended(folder, arguments);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {stderr}");
    assert!(stderr.contains(said), "{arguments:?}: {stderr}");
    assert_eq!(output.stdout, b"", "{arguments:?}: nobody may take it for ready");
}

/// A running one.
struct Running {
    child: Child,
    url: String,
}

impl Running {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let child = command(folder, arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut child = child.unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        if url.is_empty() {
            let mut said = String::new();
            child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
            panic!("{arguments:?}: {said}");
        }
        Self { child, url: url.trim().to_owned() }
    }

    fn admin(&self, head: &str, body: &str) -> Value {
        let answer = ask(&self.url, head, "", body);
        assert_eq!(answer.status, 200, "{head} {body}: {}", answer.body);
        answer.json()
    }

    fn call(&self, operation: &str, input: &Value) -> Value {
        self.admin(&format!("POST /_sandbox/call/{operation}"), &input.to_string())
    }

    fn network(&self, name: &str) -> u16 {
        signed(&self.url, "vpc-lattice", "POST /servicenetworks", &json!({"name": name}).to_string()).status
    }

    fn networks(&self) -> Vec<String> {
        let state = self.admin("GET /_sandbox/state", "");
        let networks = state["serviceNetworks"].as_object().unwrap();
        networks.values().map(|network| network["name"].as_str().unwrap().to_owned()).collect()
    }

    /// SIGTERM: exit code and what it said on stderr.
    fn stop(mut self) -> (Option<i32>, String) {
        assert!(Command::new("kill").arg(self.child.id().to_string()).status().unwrap().success());
        let mut said = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap().code(), said)
    }

    fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
    }
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_state_file_that_can_not_be_kept_is_told_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    refused(here, &["--state", "nope/state.json"], 1, "can't write the state file");
    refused(here, &["--state", "."], 1, "state file");
    std::fs::write(here.join("empty.json"), "").unwrap();
    refused(here, &["--state", "empty.json"], 1, "is no sandbox state");
    let running = Running::start(here, &["--state", "state.json", "--account", "111122223333"]);
    assert_eq!(running.network("store"), 201);
    // Another sandbox would overwrite what this one keeps.
    refused(here, &["--state", "state.json"], 1, "is in use by another sandbox");
    assert_eq!(running.stop(), (Some(0), String::new()));
    let text = std::fs::read_to_string(here.join("state.json")).unwrap();
    let newer = text.replace(r#""format_version":"1.0""#, r#""format_version":"2.0""#);
    assert_ne!(newer, text);
    std::fs::write(here.join("newer.json"), newer).unwrap();
    refused(here, &["--state", "newer.json"], 1, "format version `2.0`");
    refused(here, &["--state", "state.json", "--account", "999988887777"], 64, "the state file is of 111122223333");
    refused(here, &["--state", "state.json", "--region", "eu-west-1"], 64, "the state file is of us-west-2");
    let again = Running::start(here, &["--state", "state.json", "--account", "111122223333"]);
    assert_eq!(again.networks(), ["store"]);
}

#[test]
fn what_it_can_not_begin_with_is_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let keep = |text: &str| std::fs::write(here.join("account.json"), text).unwrap();
    keep(
        r#"{"services": {"svc:a": {"name": "a"}}, "listeners": {"svc:b/listener:80": {"name": "x", "port": 80,
        "protocol": "HTTP", "defaultAction": {"fixedResponse": {"statusCode": 404}}}}}"#,
    );
    refused(here, &["--state", "state.json", "--live", "account.json"], 1, "can't begin with this account");
    keep(r#"{"serviceNetworks": {"sn:store": {"name": "store"}}}"#);
    let running = Running::start(here, &["--state", "state.json", "--live", "account.json"]);
    assert_eq!(running.networks(), ["store"]);
}

#[test]
fn a_state_file_that_can_no_longer_be_written_fails_the_calls() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("inner");
    std::fs::create_dir(&inner).unwrap();
    let running = Running::start(folder.path(), &["--state", "inner/state.json"]);
    assert_eq!(running.network("kept"), 201);
    std::fs::rename(&inner, folder.path().join("away")).unwrap();
    assert_eq!(running.network("lost"), 500);
    let read = signed(&running.url, "vpc-lattice", "GET /servicenetworks", "");
    assert_eq!(read.status, 200, "nothing is lost by looking");
    std::fs::rename(folder.path().join("away"), &inner).unwrap();
    assert_eq!(running.network("again"), 201);
    let (code, said) = running.stop();
    assert_eq!(code, Some(0));
    assert!(said.contains("can't write the state file") && said.contains("answer 500"), "{said}");
    assert!(said.contains("is up to date again"), "{said}");
    let text = std::fs::read_to_string(inner.join("state.json")).unwrap();
    assert!(text.contains("\"kept\"") && text.contains("\"lost\"") && text.contains("\"again\""), "{text}");

    let running = Running::start(folder.path(), &["--state", "inner/state.json"]);
    std::fs::remove_dir_all(&inner).unwrap();
    let (code, said) = running.stop();
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("the state could not be kept"), "{said}");
}

#[test]
fn links_stay_and_what_a_kill_left_goes() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let running = Running::start(here, &["--state", "state.json"]);
    assert_eq!(running.network("one"), 201);
    running.stop();
    std::fs::write(here.join(".state.json-abc123.tmp"), "half").unwrap();
    std::fs::write(here.join(".other.json-abc123.tmp"), "another's").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("state.json", here.join("link.json")).unwrap();
    let name = if cfg!(unix) { "link.json" } else { "state.json" };
    let running = Running::start(here, &["--state", name]);
    assert_eq!(running.network("two"), 201);
    running.stop();
    assert!(std::fs::read_to_string(here.join("state.json")).unwrap().contains("\"two\""));
    if cfg!(unix) {
        assert!(std::fs::symlink_metadata(here.join("link.json")).unwrap().is_symlink());
        std::fs::remove_file(here.join("link.json")).unwrap();
    }
    assert_eq!(names_in(here), [".other.json-abc123.tmp", "state.json"]);
}

#[test]
fn a_kill_amid_writes_loses_nothing_that_was_answered() {
    let folder = tempfile::tempdir().unwrap();
    let answered = Mutex::new(Vec::new());
    for round in 0..4 {
        let quota = ["--quota", "service-networks=100000"];
        let mut running = Running::start(folder.path(), &[&["--state", "state.json"][..], &quota].concat());
        let there = running.networks();
        for name in answered.lock().unwrap().iter() {
            assert!(there.contains(name), "{name} was answered and is gone");
        }
        let stop = AtomicBool::new(false);
        let url = running.url.clone();
        std::thread::scope(|scope| {
            for writer in 0..4 {
                let (stop, answered, url) = (&stop, &answered, &url);
                scope.spawn(move || {
                    let host = url.trim_start_matches("http://");
                    for number in 0.. {
                        // Once it is killed nobody listens.
                        if stop.load(Ordering::Relaxed) || std::net::TcpStream::connect(host).is_err() {
                            return;
                        }
                        let name = format!("net-{round}-{writer}-{number}");
                        let body = json!({"name": name}).to_string();
                        let made = std::panic::catch_unwind(|| {
                            signed(url, "vpc-lattice", "POST /servicenetworks", &body).status
                        });
                        if made.is_ok_and(|status| status == 201) {
                            answered.lock().unwrap().push(name);
                        }
                    }
                });
            }
            // Amid the writes, however slow the machine is.
            let before = answered.lock().unwrap().len();
            let deadline = Instant::now() + Duration::from_secs(30);
            while answered.lock().unwrap().len() < before + 8 && Instant::now() < deadline {
                std::thread::sleep(Duration::from_millis(1 + 3 * round));
            }
            running.kill();
            stop.store(true, Ordering::Relaxed);
        });
    }
    assert!(answered.lock().unwrap().len() >= 32, "hardly anything was written: {:?}", answered.lock().unwrap().len());
    let running = Running::start(folder.path(), &["--state", "state.json"]);
    let there = running.networks();
    assert!(answered.lock().unwrap().iter().all(|name| there.contains(name)));
    assert_eq!(names_in(folder.path()), ["state.json"]);
}

#[test]
fn client_tokens_hold_over_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let body = json!({"name": "store", "clientToken": "once"}).to_string();
    let create = |running: &Running, body: &str| signed(&running.url, "vpc-lattice", "POST /servicenetworks", body);
    let mut running = Running::start(folder.path(), &["--state", "state.json"]);
    let first = create(&running, &body);
    assert_eq!(first.status, 201);
    running.kill();
    let running = Running::start(folder.path(), &["--state", "state.json"]);
    assert_eq!(create(&running, &body).body, first.body);
    assert_eq!(create(&running, &body.replace("store", "other")).status, 409);
    assert_eq!(running.networks(), ["store"]);
}

#[test]
fn flags_that_can_not_be_meant_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, said) in [
        (["--fault", "CreateRul=throttle"], "there is CreateRule"),
        (["--fault", "CreateRule=throttle*0"], "hits no call"),
        (["--rate", "Nope=3"], "no operation `Nope`"),
        (["--rate", "ListServices=0"], "no number above 0"),
        (["--vpc", "x=10.0.0.0/16"], "is no VPC's id"),
        (["--vpc", "vpc-0123456789abcdef0=y"], "is no address range"),
        (["--vpc", "vpc-0123456789abcdef0=10.0.0.0/33"], "is no address range"),
        (["--quota", "services=-1"], "is no number"),
    ] {
        refused(folder.path(), &arguments, 64, said);
    }
}

#[test]
fn flags_do_what_they_say() {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::start(
        folder.path(),
        &[
            "--rate",
            "ListServices=1/2",
            "--latency",
            "60ms",
            "--tag-lag",
            "frozen",
            "--page-size",
            "7",
            "--vpc",
            "vpc-0123456789abcdef0=10.1.0.0/16,fd00:1::/64",
            "--pace",
            "0polls",
        ],
    );
    let behaviour = running.admin("GET /_sandbox/behaviour", "");
    assert_eq!(behaviour["pageSize"], 7);
    assert_eq!(behaviour["tagLag"], "frozen");
    let start = Instant::now();
    let list = || signed(&running.url, "vpc-lattice", "GET /services", "");
    assert_eq!(list().status, 200);
    assert!(start.elapsed() >= Duration::from_millis(60), "--latency");
    let statuses: Vec<u16> = (0..6).map(|_| list().status).collect();
    assert!(statuses.contains(&429), "--rate: {statuses:?}");
    let throttled = (0..6).map(|_| list()).find(|answer| answer.status == 429).unwrap();
    assert!(throttled.headers.contains("\nretry-after: 1"), "{}", throttled.headers);

    let vpcs = signed(&running.url, "ec2", "POST /", "Action=DescribeVpcs&VpcId.1=vpc-0123456789abcdef0");
    assert!(vpcs.body.contains("<cidrBlock>10.1.0.0/16</cidrBlock>"), "{}", vpcs.body);
    assert!(vpcs.body.contains("fd00:1::/64"), "{}", vpcs.body);
    let other = signed(&running.url, "ec2", "POST /", "Action=DescribeVpcs&VpcId.1=vpc-0000000000000000a");
    assert!(other.body.contains("InvalidVpcID.NotFound"), "{}", other.body);
    let config = json!({"port": 80, "protocol": "HTTP", "vpcIdentifier": "vpc-0123456789abcdef0"});
    let group = running.call("CreateTargetGroup", &json!({"name": "web", "type": "IP", "config": config}));
    let targets = json!({"targetGroupIdentifier": group["id"], "targets": [{"id": "10.1.2.3"}, {"id": "10.2.2.3"}]});
    let registered = running.call("RegisterTargets", &targets);
    assert_eq!(registered["successful"][0]["id"], "10.1.2.3", "{registered}");
    assert_eq!(registered["unsuccessful"][0]["id"], "10.2.2.3", "--vpc: {registered}");
    let refused = ask(
        &running.url,
        "POST /_sandbox/call/CreateTargetGroup",
        "",
        &json!({"name": "no", "type": "IP", "config": {"port": 80, "protocol": "HTTP", "vpcIdentifier": "vpc-1"}})
            .to_string(),
    );
    assert_eq!(refused.status, 400, "{}", refused.body);
}

/// An account of another number and region than the sandbox's own.
fn snapshot(folder: &Path) -> PathBuf {
    let running = Running::start(folder, &["--account", "111122223333", "--region", "eu-west-1", "--pace", "0polls"]);
    running.call("CreateService", &json!({"name": "web"}));
    running.call("CreateServiceNetwork", &json!({"name": "store"}));
    let mut account = running.admin("GET /_sandbox/account", "");
    // Somebody else's, shared with the account.
    account["services"]["svc:shared"] = json!({
        "name": "shared", "arn": "arn:aws:vpc-lattice:eu-west-1:999988887777:service/svc-0123456789abcdef0",
        "id": "svc-0123456789abcdef0", "status": "ACTIVE",
    });
    let file = folder.join("account.json");
    std::fs::write(&file, account.to_string()).unwrap();
    file
}

#[test]
fn a_snapshots_account_is_the_sandboxs_own() {
    let folder = tempfile::tempdir().unwrap();
    let file = snapshot(folder.path());
    let file = file.to_str().unwrap();
    let running = Running::start(folder.path(), &["--live", file, "--pace", "0polls"]);
    let place = running.admin("GET /_sandbox", "");
    assert_eq!((&place["account"], &place["region"]), (&json!("111122223333"), &json!("eu-west-1")));
    let account = running.admin("GET /_sandbox/account", "");
    let id = account["services"]["svc:web"]["id"].clone();
    running.call("UpdateService", &json!({"serviceIdentifier": id, "authType": "AWS_IAM"}));
    running.call("DeleteService", &json!({"serviceIdentifier": id}));
    let shared = json!({"serviceIdentifier": "svc-0123456789abcdef0"}).to_string();
    let refused = ask(&running.url, "POST /_sandbox/call/DeleteService", "", &shared);
    assert_eq!(refused.status, 403, "{}", refused.body);
    // What the command line says comes first.
    let running = Running::start(folder.path(), &["--live", file, "--account", "999988887777"]);
    assert_eq!(running.admin("GET /_sandbox", "")["account"], "999988887777");
}

/// The cluster that the seeds are of.
const CONTEXT: [&str; 8] = [
    "--account",
    "123456789012",
    "--region",
    "us-west-2",
    "--cluster-name",
    "shop",
    "--vpc-id",
    "vpc-0123456789abcdef0",
];

#[test]
fn a_seed_is_the_plan_applied() {
    let folder = tempfile::tempdir().unwrap();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/examples");
    for example in ["path-routes", "auth-policy", "health-and-domain"] {
        let manifests = examples.join(example);
        let manifests = manifests.to_str().unwrap();
        let mut plan = Command::new(env!("CARGO_BIN_EXE_latticectl"));
        let output = plan.args(["plan", manifests, "-o", "snapshot"]).args(CONTEXT).env_clear().output().unwrap();
        let planned: Account = serde_json::from_slice(&output.stdout).unwrap();
        assert!(!planned.services.is_empty(), "{example}: nothing was planned");
        let running = Running::start(folder.path(), &[&["--seed", manifests][..], &CONTEXT].concat());
        let mut account: Account = serde_json::from_value(running.admin("GET /_sandbox/account", "")).unwrap();
        // Certificates that are named stand there beside the plan.
        let named: BTreeSet<_> =
            planned.services.values().filter_map(|service| service.certificate_arn.as_ref()).collect();
        assert_eq!(account.certificates.take().unwrap_or_default().len(), named.len(), "{example}");
        assert_eq!(comparable(&account), comparable(&planned), "{example}");
    }
}

#[test]
fn a_seed_holds_what_imports_find() {
    let folder = tempfile::tempdir().unwrap();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/examples");
    let manifests = examples.join("team");
    let manifests = manifests.to_str().unwrap();
    let running = Running::start(folder.path(), &[&["--seed", manifests][..], &CONTEXT].concat());
    let mut drift = Command::new(env!("CARGO_BIN_EXE_latticectl"));
    drift.args(["drift", manifests]).args(CONTEXT).env_clear().env("AWS_ENDPOINT_URL", &running.url);
    let output = drift.env("AWS_ACCESS_KEY_ID", "any").env("AWS_SECRET_ACCESS_KEY", "any").output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("no drift"), "{said}");
    assert_eq!(output.status.code(), Some(0), "{said}");
    let log = running.admin("GET /_sandbox/log", "");
    assert_eq!(log["violations"].as_array().map(Vec::len), Some(0), "{log:#}");
}
