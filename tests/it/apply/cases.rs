//! The whole binary over every recorded case: apply gives what the controller makes, a second apply writes
//! nothing, drift says nothing, destroy gives the account back.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use latticectl::diff::MANAGED_BY;
use latticectl::model::Account;
use latticectl::sandbox::{Behaviour, Pace, Quota};
use serde_json::Value;

use super::bench::Bench;
use super::cli::Cli;
use crate::conformance::{CUT_RECORDINGS, canonical, cases, context_of, differences, folder, read_json};

/// The account holds a service of ours for a route that is in no manifest: it stays, and drift names it.
const ORPHANED_BEFORE: [&str; 1] = ["ownership-wrong-route-tags"];

/// Quotas are no part of the recordings.
fn without_quotas() -> Behaviour {
    let quotas = [Quota::ListenersPerService, Quota::RulesPerListener, Quota::TargetGroups];
    Behaviour {
        pace: Pace::Polls(1),
        drain: Pace::Polls(1),
        quotas: quotas.into_iter().map(|quota| (quota, 2_000)).collect(),
        ..Behaviour::default()
    }
}

fn account(bench: &Bench) -> Value {
    bench.engine().settle();
    canonical(&serde_json::to_value(bench.engine().account()).unwrap())
}

/// What is wrong with one case.
fn judge(name: &str) -> Vec<String> {
    let case = folder().join(name);
    let want = read_json(&case.join("expected.json"));
    if CUT_RECORDINGS.contains(&name) || want.get("varies").is_some_and(|varies| !varies.is_null()) {
        return Vec::new();
    }
    let context = context_of(&read_json(&case.join("context.json")));
    let before: Account = serde_json::from_value(read_json(&case.join("before.json"))).unwrap();
    let bench = Bench::for_context(without_quotas(), &context);
    bench.load(&before);
    let cli = Cli::new(&bench, &context);
    let input = case.join("in.yaml");
    let input = input.to_str().unwrap();
    let apply = ["apply", input, "--auto-approve", "--allow", "all", "--adopt", "--keep-going", "--poll-interval", "1"];
    let mut wrong = Vec::new();
    let done = cli.run(&apply);
    if !matches!(done.code, 0 | 1) {
        wrong.push(format!("apply ended with {}: {}{}", done.code, done.stdout, last_lines(&done.stderr)));
    }
    differences(&account(&bench), &canonical(&want["plan"]), "", &mut wrong);
    bench.engine().reset_log();
    let again = cli.run(&apply);
    if bench.writes() > 0 {
        wrong.push(format!("a second apply wrote {:?}: {}", bench.engine().log().operations.keys(), again.stderr));
    }
    let drift = cli.run(&["drift", input]);
    let failures = want["failed"].as_object().is_some_and(|failed| !failed.is_empty())
        || want["refused"].as_array().is_some_and(|refused| !refused.is_empty());
    let orphaned = ORPHANED_BEFORE.contains(&name) && drift.code == 2 && drift.stdout.contains("Drift: 1 orphaned");
    if drift.code != 0 && !orphaned && !(drift.code == 1 && (failures || done.code == 1)) {
        wrong.push(format!("drift ended with {}: {}{}", drift.code, drift.stdout, last_lines(&drift.stderr)));
    }
    if is_bare(&before) {
        let mut destroy = vec!["destroy", input, "--auto-approve", "--keep-going", "--poll-interval", "1"];
        if context.default_service_network.is_some() {
            // What only the setting asks for stays until told.
            let kept = cli.run(&destroy);
            let left = bench.engine().account();
            if (kept.code != 0 && !nothing(&kept))
                || left.service_networks.is_empty()
                || left.service_network_vpc_associations.is_empty()
            {
                wrong.push(format!("destroy took the default network along: {}{}", kept.stdout, kept.stderr));
            }
            destroy.push("--default-network");
        }
        let gone = cli.run(&destroy);
        if gone.code != 0 && !nothing(&gone) {
            wrong.push(format!("destroy ended with {}: {}{}", gone.code, gone.stdout, last_lines(&gone.stderr)));
        }
        let adopted = bench.engine().account().service_networks.len() < before.service_networks.len();
        if !adopted {
            let was = canonical(&serde_json::to_value(&before).unwrap());
            let mut left = Vec::new();
            differences(&account(&bench), &was, "", &mut left);
            wrong.extend(left.into_iter().map(|line| format!("after destroy: {line}")));
        }
    }
    wrong
}

/// Where the input stands for nothing, nothing is deleted.
fn nothing(done: &crate::process::Done) -> bool {
    done.code == 3 && done.stderr.contains("no object in the input stands for anything")
}

fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(12)..].join("\n")
}

/// Only service networks that nobody owns and that nothing guards.
fn is_bare(account: &Account) -> bool {
    account.services.is_empty()
        && account.target_groups.is_empty()
        && account.service_network_vpc_associations.is_empty()
        && account
            .service_networks
            .values()
            .all(|network| !network.tags.contains_key(MANAGED_BY) && network.auth_policy.is_none())
}

#[test]
fn every_case_is_applied_once_and_taken_back() {
    let names = cases();
    let (next, bad) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while let Some(name) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let wrong = judge(name);
                    if !wrong.is_empty() {
                        bad.lock().unwrap().push(format!("--- {name}\n  {}", wrong.join("\n  ")));
                    }
                }
            });
        }
    });
    let mut bad = bad.into_inner().unwrap();
    bad.sort();
    assert!(bad.is_empty(), "{} of {} cases:\n{}", bad.len(), names.len(), bad.join("\n"));
}
