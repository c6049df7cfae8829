//! Runs that die, calls that fail, and somebody else at work.

use latticectl::model::{Account, Service, TagMap};
use latticectl::sandbox::state::{Outcome, Transition, Wait};
use latticectl::sandbox::{Behaviour, Fault, FaultKind, Pace};

use super::accounts::{Wanted, policy};
use super::bench::Bench;

fn before() -> Wanted {
    let wanted = Wanted::default().network("store", None).simple("store", "api", 4).simple("store", "old", 2);
    wanted
        .group("blue", 20..23)
        .rule("api", 80, 5, "/w", &[("api", 1), ("blue", 1)])
        .log("svc:api", "arn:aws:s3:::shop-access-logs")
}

/// Of everything something: made, changed, moved, replaced, drained, deleted.
fn after() -> Wanted {
    let wanted =
        Wanted::default().network("store", Some(policy("a"))).simple("store", "api", 0).simple("store", "new", 8);
    wanted
        .simple("store", "more", 6)
        .group("api", 2..8)
        .group("green", 30..32)
        .service("api", None, Some(policy("b")))
        .rule("api", 80, 1, "/4", &[("api", 1)])
        .rule("api", 80, 2, "/first", &[("green", 1)])
        .rule("api", 80, 3, "/1", &[("api", 3), ("green", 1)])
        .rule("api", 80, 4, "/2", &[("api", 1)])
        .listener("api", 8080, "HTTP")
        .rule("api", 8080, 1, "/", &[("green", 1)])
        .vpc("store", "vpc-0a1b2c3d4e5f60718", &["sg-0123456789abcdef0"])
        .log("svc:api", "arn:aws:logs:us-west-2:123456789012:log-group:lattice")
}

/// What nobody may touch.
fn foreign(account: &mut Account) {
    let tags = TagMap::from([(
        latticectl::diff::MANAGED_BY.to_owned(),
        "123456789012/other/vpc-0ddddddddddddddd1".to_owned(),
    )]);
    let theirs = Wanted::default().network("theirs", None).simple("theirs", "theirs", 2).0;
    let mut theirs = theirs;
    theirs.service_networks.values_mut().for_each(|resource| resource.tags.clone_from(&tags));
    theirs.services.values_mut().for_each(|resource| resource.tags.clone_from(&tags));
    theirs.target_groups.values_mut().for_each(|resource| resource.tags.clone_from(&tags));
    theirs.listeners.values_mut().for_each(|resource| resource.tags.clone_from(&tags));
    theirs.rules.values_mut().for_each(|resource| resource.tags.clone_from(&tags));
    theirs.service_network_service_associations.values_mut().for_each(|resource| resource.tags.clone_from(&tags));
    account.service_networks.extend(theirs.service_networks);
    account.services.extend(theirs.services);
    account.target_groups.extend(theirs.target_groups.into_iter().map(|(label, mut group)| {
        "k8s-theirs-abcdefghij".clone_into(&mut group.name);
        (label, group)
    }));
    account.listeners.extend(theirs.listeners);
    account.rules.extend(theirs.rules);
    account.service_network_service_associations.extend(theirs.service_network_service_associations);
    let untagged = Service { name: "by-hand".to_owned(), auth_type: Some("NONE".to_owned()), ..Service::default() };
    account.services.insert("svc:by-hand".to_owned(), untagged);
}

/// Everything of others, as text: it must not change by a byte.
fn of_others(bench: &Bench) -> String {
    let mut account = bench.engine().account();
    account.services.retain(|label, _| label.contains("theirs") || label.contains("by-hand"));
    account.service_networks.retain(|label, _| label.contains("theirs"));
    account.listeners.retain(|label, _| label.contains("theirs"));
    account.rules.retain(|label, _| label.contains("theirs"));
    account.target_groups.retain(|label, _| label.contains("theirs"));
    account.service_network_service_associations.retain(|label, _| label.contains("theirs"));
    account.service_network_vpc_associations.clear();
    account.access_log_subscriptions.clear();
    for group in account.target_groups.values_mut() {
        // Health moves by itself.
        group.targets.iter_mut().for_each(|target| (target.status, target.reason_code) = (None, None));
    }
    serde_json::to_string_pretty(&account).unwrap()
}

/// The account that every disturbed run starts from: made by a run, with others beside it.
fn start(bench: &Bench) -> latticectl::sandbox::State {
    let mut account = Account::default();
    foreign(&mut account);
    bench.load(&account);
    let report = bench.apply(&before().0).unwrap();
    assert!(report.converged(), "{:?} {:?}", report.failed, bench.difference(&before().0));
    bench.engine().settle();
    bench.engine().reset_log();
    bench.engine().dump()
}

#[test]
fn a_run_that_dies_before_any_call_is_finished_by_the_next() {
    dies_at_every_call(false);
}

#[test]
fn a_run_that_dies_before_any_answer_is_finished_by_the_next() {
    dies_at_every_call(true);
}

/// Every call from the first that writes to the last one (dying while only reading changes nothing). `done`:
/// the last call is done, and nobody hears of it.
fn dies_at_every_call(done: bool) {
    let bench = Bench::new(Behaviour::default());
    let state = start(&bench);
    let others = of_others(&bench);
    let report = bench.apply(&after().0).unwrap();
    assert!(report.converged(), "{:?} {:?}", report.failed, bench.difference(&after().0));
    let entries = bench.engine().log().entries;
    let reads = |name: &str| ["Get", "List", "Describe"].iter().any(|start| name.starts_with(start));
    let writes: Vec<u64> = entries.iter().filter(|entry| !reads(&entry.operation)).map(|entry| entry.number).collect();
    let (first, last) = (writes[0], writes[writes.len() - 1]);
    assert!(last - first >= 60, "calls {first} to {last}, {} of them write", writes.len());
    let client = bench.client(1);
    for call in first - 1..=last {
        bench.engine().clear_faults();
        bench.engine().restore(state.clone()).unwrap();
        bench.engine().reset_log();
        if done {
            bench.engine().fault(Fault::new("*", FaultKind::DropAfter).after(call).times(1));
            bench.engine().fault(Fault::new("*", FaultKind::DropBefore).after(call + 1));
        } else {
            bench.engine().fault(Fault::new("*", FaultKind::DropBefore).after(call));
        }
        let _ = bench.apply_with(&client, &after().0);
        bench.engine().clear_faults();
        let report = bench.apply(&after().0).unwrap();
        assert!(report.converged(), "died at call {call}: {:?}", report.failed);
        assert_eq!(bench.difference(&after().0), Vec::<String>::new(), "died at call {call}");
        assert_eq!(of_others(&bench), others, "died at call {call}");
    }
}

#[test]
fn throttling_failures_and_lost_answers_change_nothing_in_the_end() {
    let bench = Bench::new(Behaviour { pace: Pace::Polls(2), drain: Pace::Polls(3), ..Behaviour::default() });
    let state = start(&bench);
    let others = of_others(&bench);
    let kinds = [
        FaultKind::Throttle(None),
        FaultKind::Internal,
        FaultKind::InternalAfter,
        FaultKind::Unavailable,
        FaultKind::DropBefore,
        FaultKind::DropAfter,
        FaultKind::Delay(3),
    ];
    for (at, kind) in (0_u64..).zip(kinds) {
        bench.engine().clear_faults();
        bench.engine().restore(state.clone()).unwrap();
        // Every fifth call.
        for call in 0..200 {
            bench.engine().fault(Fault::new("*", kind.clone()).after(call * 5 + at % 5).times(1));
        }
        let report = bench.apply(&after().0).unwrap();
        assert!(report.converged(), "{kind:?}: {report:?}");
        bench.engine().clear_faults();
        assert_eq!(bench.difference(&after().0), Vec::<String>::new(), "{kind:?}");
        assert_eq!(of_others(&bench), others, "{kind:?}");
    }
}

#[test]
fn failed_transitions_are_made_anew() {
    let operations = [
        "CreateService",
        "CreateTargetGroup",
        "CreateServiceNetworkServiceAssociation",
        "CreateServiceNetworkVpcAssociation",
        "DeleteService",
        "DeleteTargetGroup",
        "DeleteServiceNetworkServiceAssociation",
    ];
    let bench = Bench::new(Behaviour::default());
    let state = start(&bench);
    for operation in operations {
        bench.engine().clear_faults();
        bench.engine().restore(state.clone()).unwrap();
        bench.engine().fault(Fault::new(operation, FaultKind::FailTransition("InternalError".to_owned())).times(1));
        let report = bench.apply(&after().0).unwrap();
        assert!(report.converged(), "{operation}: {report:?}");
        assert_eq!(bench.difference(&after().0), Vec::<String>::new(), "{operation}");
    }
}

#[test]
fn what_fails_while_it_is_waited_for_is_made_anew() {
    let bench = Bench::new(Behaviour::default());
    start(&bench);
    // Somebody's creation is under way when the run begins, and fails when it is waited for.
    bench.engine().mutate(|state| {
        let service = state.services.values_mut().find(|service| service.name == "api").unwrap();
        "CREATE_IN_PROGRESS".clone_into(&mut service.progress.status);
        let outcome = Outcome::Failed {
            status: "CREATE_FAILED".to_owned(),
            code: "InternalError".to_owned(),
            message: "it did not work".to_owned(),
        };
        state.transitions.insert(service.stamp.id.clone(), Transition { outcome, wait: Wait::Polls(4) });
    });
    let report = bench.apply(&after().0).unwrap();
    assert!(report.converged() && report.rounds > 1, "{report:?}");
    assert_eq!(bench.difference(&after().0), Vec::<String>::new());
}

#[test]
fn a_refused_item_is_done_in_another_way_or_in_the_next_round() {
    let bench = Bench::new(Behaviour::default());
    let state = start(&bench);
    // Rules that could not change places in one call do so in several.
    for (operation, rounds) in [("RegisterTargets", 2), ("DeregisterTargets", 2), ("BatchUpdateRule", 1)] {
        bench.engine().clear_faults();
        bench.engine().restore(state.clone()).unwrap();
        bench.engine().fault(Fault::new(operation, FaultKind::FailItem("Busy".to_owned())).times(1));
        let report = bench.apply(&after().0).unwrap();
        assert!(report.converged() && report.rounds == rounds, "{operation}: {report:?}");
    }
}

#[test]
fn a_quota_that_is_hit_leaves_what_is_done_consistent() {
    let bench = Bench::new(Behaviour::default());
    start(&bench);
    bench.engine().fault(Fault::new("CreateRule", FaultKind::Quota).after(1));
    let report = bench.apply(&after().0).unwrap();
    assert!(
        !report.converged() && !report.failed.is_empty() && !report.not_tried.is_empty() && !report.done.is_empty()
    );
    // A service that could not be finished is in no network.
    let account = bench.engine().account();
    let unfinished = ["new", "api"].iter().filter(|name| {
        let rules = account.rules.keys().filter(|label| label.starts_with(&format!("svc:{name}/"))).count();
        rules < after().0.rules.keys().filter(|label| label.starts_with(&format!("svc:{name}/"))).count()
    });
    for name in unfinished.filter(|name| **name == "new") {
        assert!(!account.service_network_service_associations.contains_key(&format!("snsa:sn:store+svc:{name}")));
    }
    bench.engine().clear_faults();
    assert!(bench.apply(&after().0).unwrap().converged());
}

#[test]
fn two_runs_at_once_end_in_one_result() {
    let bench = Bench::new(Behaviour { latency_ms: 1, ..Behaviour::default() });
    let state = start(&bench);
    let others = of_others(&bench);
    for _ in 0..3 {
        bench.engine().restore(state.clone()).unwrap();
        let (one, other) = bench.apply_twice(&after().0, &after().0);
        let (one, other) = (one.unwrap(), other.unwrap());
        assert!(one.converged(), "{one:?}");
        assert!(other.converged(), "{other:?}");
        assert_eq!(bench.difference(&after().0), Vec::<String>::new());
        assert_eq!(of_others(&bench), others);
    }
}
