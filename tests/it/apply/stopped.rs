//! The real process, stopped, killed, and beside another one.
#![cfg(unix)]

use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use latticectl::sandbox::{Behaviour, Fault, FaultKind, Pace};
use serde_json::Value;

use super::bench::context;
use super::shop::*;

fn web() -> String {
    [CLASS, NETWORK, GATEWAY, &app("web", "10.0.0.1")].concat()
}

struct Process {
    child: Child,
    stdout: Said,
    stderr: Said,
}

/// What a process has said on one of its streams so far.
struct Said {
    text: Arc<Mutex<String>>,
    reader: JoinHandle<()>,
}

impl Said {
    fn listen(stream: impl Read + Send + 'static) -> Self {
        let text = Arc::new(Mutex::new(String::new()));
        let heard = Arc::clone(&text);
        let reader = std::thread::spawn(move || {
            for line in BufReader::new(stream).lines() {
                *heard.lock().unwrap() += &(line.unwrap() + "\n");
            }
        });
        Self { text, reader }
    }

    fn all(self) -> String {
        self.reader.join().unwrap();
        std::mem::take(&mut *self.text.lock().unwrap())
    }
}

/// How it ended, and what it said.
struct Ended {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Process {
    fn start(shop: &Shop, arguments: &[&str]) -> Self {
        let mut command = shop.cli.command(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let stdout = Said::listen(child.stdout.take().unwrap());
        let stderr = Said::listen(child.stderr.take().unwrap());
        Self { child, stdout, stderr }
    }

    /// Asks it to stop, and returns when it says that it does.
    fn interrupt(&self) {
        self.signal();
        wait_for(|| self.stderr.text.lock().unwrap().contains("stopping: "));
    }

    fn signal(&self) {
        let id = self.child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    }

    fn end(mut self) -> Ended {
        wait_for(|| self.child.try_wait().unwrap().is_some());
        Ended { code: self.child.wait().unwrap().code(), stdout: self.stdout.all(), stderr: self.stderr.all() }
    }
}

#[test]
fn what_waits_when_it_is_stopped_was_begun() {
    // The first group is made and becomes ready long after anybody's patience.
    let shop = Shop::with(Behaviour { pace: Pace::Millis(600_000), ..Behaviour::default() }, &context());
    let path = shop.file("web.yaml", &web());
    let process = Process::start(&shop, &["apply", &path, "--auto-approve", "-o", "json"]);
    wait_for(|| shop.count("GetTargetGroup") > 0);
    process.interrupt();
    let ended = process.end();
    assert_eq!(ended.code, Some(130), "{}{}", ended.stdout, ended.stderr);
    let report: Value = serde_json::from_str(&ended.stdout).unwrap();
    let midway = report["stopped_midway"].as_array().unwrap();
    assert!(midway.iter().any(|step| step["action"] == "create" && step["kind"] == "target-group"), "{report}");
    let untried = report["not_tried"].as_array().unwrap();
    assert!(untried.iter().all(|step| step["kind"] != "target-group") && !untried.is_empty(), "{report}");
}

#[test]
fn nobody_tries_again_after_the_first_signal() {
    let shop = Shop::new();
    shop.bench.engine().fault(Fault::new("CreateServiceNetwork", FaultKind::Throttle(Some(600))));
    let path = shop.file("web.yaml", &web());
    let process = Process::start(&shop, &["apply", &path, "--auto-approve", "-o", "json"]);
    wait_for(|| shop.count("CreateServiceNetwork") > 0);
    process.interrupt();
    let ended = process.end();
    assert_eq!(ended.code, Some(130), "{}", ended.stderr);
    let report: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(report["stopped"], "interrupt");
    assert_eq!(shop.count("CreateServiceNetwork"), 1, "nobody waited for a second try");
    assert!(report["stopped_midway"].as_array().unwrap().iter().any(|step| step["label"] == "sn:store"), "{report}");
}

#[test]
fn the_second_signal_ends_it_with_what_is_known() {
    let shop = Shop::new();
    shop.bench.engine().fault(Fault::new("CreateService", FaultKind::Delay(600_000)));
    let path = shop.file("web.yaml", &web());
    let process = Process::start(&shop, &["apply", &path, "--auto-approve", "--poll-interval", "1", "-o", "json"]);
    wait_for(|| shop.count("CreateService") > 0);
    process.interrupt();
    process.signal();
    let ended = process.end();
    assert_eq!(ended.code, Some(130), "{}", ended.stderr);
    let report: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!((&report["stopped"], &report["converged"]), (&"interrupt".into(), &false.into()));
    assert_eq!(report["done"]["sn:store"], "create", "{report}");
    assert!(report["stopped_midway"].as_array().unwrap().iter().any(|step| step["label"] == "svc:web-default"));
    assert!(report["not_tried"].as_array().unwrap().iter().any(|step| step["kind"] == "rule"), "{report}");
}

#[test]
fn a_killed_process_is_finished_by_the_next() {
    let shop = Shop::with(Behaviour { latency_ms: 3, ..Behaviour::default() }, &context());
    let text = [
        CLASS,
        NETWORK,
        GATEWAY,
        &backend("web", "10.0.0.1"),
        &route("web", 4, ""),
        &app("more", "10.0.0.2"),
        &guard("HTTPRoute", "web", "a"),
        &in_vpc("sg-0123456789abcdef0"),
    ]
    .concat();
    let path = shop.file("web.yaml", &text);
    let state = shop.bench.engine().dump();
    shop.apply(&path, &[]);
    let (wanted, total) = (shape(shop.account()), shop.bench.writes());
    assert!(total >= 15, "{total} writing calls");
    for at in (1..total).step_by(3) {
        shop.bench.engine().restore(state.clone()).unwrap();
        shop.bench.engine().reset_log();
        let mut process = Process::start(&shop, &["apply", &path, "--auto-approve", "--poll-interval", "1"]);
        wait_for(|| shop.bench.writes() >= at);
        process.child.kill().unwrap();
        process.child.wait().unwrap();
        // Nothing of it was in anybody's use: to finish it takes no more consent than to begin it.
        shop.apply(&path, &[]);
        assert_eq!(shape(shop.account()), wanted, "killed at writing call {at}");
        assert_eq!(shop.cli.run(&["drift", &path]).code, 0);
    }
}

/// Without ids, times and the letters of names.
fn shape(mut account: Value) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(members) => {
                for name in ["id", "arn", "lastUpdatedAt", "dnsEntry", "name", "targetGroupIdentifier"] {
                    members.remove(name);
                }
                members.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let groups = account["targetGroups"].as_object().unwrap().values().cloned().collect::<Vec<_>>();
    account["targetGroups"] = Value::Array(groups);
    strip(&mut account);
    let groups = account["targetGroups"].as_array_mut().unwrap();
    groups.sort_by_key(ToString::to_string);
    account
}

#[test]
fn two_applies_at_once_of_different_sets_do_not_meet() {
    let shop = Shop::with(Behaviour { latency_ms: 3, ..Behaviour::default() }, &context());
    let set = |name: &str, address: &str| [CLASS, NETWORK, GATEWAY, &app(name, address)].concat();
    let one = shop.file("one.yaml", &set("cart", "10.0.0.1"));
    let other = shop.file("other.yaml", &set("pay", "10.0.0.2"));
    let (left, right) = std::thread::scope(|scope| {
        let left = scope.spawn(|| shop.approved("apply", &one, &["--allow", "all"]));
        let right = scope.spawn(|| shop.approved("apply", &other, &["--allow", "all"]));
        (left.join().unwrap(), right.join().unwrap())
    });
    for done in [&left, &right] {
        assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
    }
    assert_eq!(shop.labels("services"), ["svc:cart-default", "svc:pay-default"]);
    assert_eq!((shop.labels("serviceNetworks").len(), shop.labels("targetGroups").len()), (1, 2));
    for path in [&one, &other] {
        assert_eq!(shop.cli.run(&["diff", path]).code, 0);
    }
}
