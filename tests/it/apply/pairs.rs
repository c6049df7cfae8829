//! From one account to another, over all classes of change: the end is that of a fresh run.

use latticectl::diff::Class;
use latticectl::model::{Account, RuleAction};
use latticectl::sandbox::Behaviour;

use super::accounts::{Wanted, policy};
use super::bench::Bench;

const VPC: &str = "vpc-0a1b2c3d4e5f60718";
const BUCKET: &str = "arn:aws:s3:::shop-access-logs";
const OTHER_BUCKET: &str = "arn:aws:s3:::other-access-logs";
const LOG_GROUP: &str = "arn:aws:logs:us-west-2:123456789012:log-group:lattice";

fn base() -> Wanted {
    Wanted::default().network("store", None).simple("store", "api", 3)
}

/// Before, after, and a class that the change must have.
pub fn pairs() -> Vec<(&'static str, Wanted, Wanted, Class)> {
    let two =
        |one: i32, other: i32| base().group("blue", 10..12).rule("api", 80, 4, "/w", &[("api", one), ("blue", other)]);
    let domain = |name| Wanted::default().network("store", None).group("dom", 1..3).service("dom", Some(name), None);
    let full = |wanted: Wanted| {
        wanted.listener("dom", 80, "HTTP").rule("dom", 80, 1, "/", &[("dom", 1)]).member("store", "dom")
    };
    let order = |names: &[&str]| {
        let mut wanted = Wanted::default().network("store", None).simple("store", "api", 0);
        for (priority, name) in (1..).zip(names) {
            wanted = wanted.rule("api", 80, priority, &format!("/{name}"), &[("api", 1)]);
        }
        wanted
    };
    let mut other_port = base();
    if let Some(config) = other_port.0.target_groups.get_mut("tg:api").unwrap().config.as_mut() {
        config.port = Some(90);
    }
    let mut other_check = base();
    if let Some(config) = other_check.0.target_groups.get_mut("tg:api").unwrap().config.as_mut() {
        config.health_check.as_mut().unwrap().path = Some("/up".to_owned());
    }
    let mut tagged = base();
    tagged.0.services.get_mut("svc:api").unwrap().tags.insert("team".to_owned(), "shop".to_owned());
    tagged.0.rules.get_mut("svc:api/listener:80/rule:1").unwrap().tags.insert("team".to_owned(), "shop".to_owned());
    let mut default_action = base();
    default_action.0.listeners.get_mut("svc:api/listener:80").unwrap().default_action =
        RuleAction::FixedResponse(latticectl::model::FixedResponse { status_code: 500 });
    let guarded = |role: &str| Wanted::default().network("store", None).service("guarded", None, Some(policy(role)));
    let open = Wanted::default().network("store", None).service("guarded", None, None);
    let with_vpc = |groups: &[&str]| base().vpc("store", VPC, groups);
    let letters = |range: std::ops::RangeInclusive<char>| -> Vec<String> { range.map(String::from).collect() };
    let ten = letters('a'..='j');
    let ten: Vec<&str> = ten.iter().map(String::as_str).collect();
    let reversed: Vec<&str> = ten.iter().rev().copied().collect();
    let mut nine_and_new = ten[1..].to_vec();
    nine_and_new.insert(4, "new");
    vec![
        ("nothing to something", Wanted::default(), base(), Class::Create),
        ("something to nothing", base(), Wanted::default(), Class::Delete),
        ("one service less", base().simple("store", "old", 2), base(), Class::Delete),
        ("weights", two(1, 1), two(9, 1), Class::TrafficShift),
        ("a group leaves a rule", two(1, 1), base(), Class::Delete),
        ("targets", base(), base().group("api", 3..9), Class::Targets),
        ("no target any more", base(), base().group("api", 1..1), Class::Targets),
        ("over a hundred targets", base().group("api", 1..1), base().group("api", 1..250), Class::Targets),
        ("group made anew", base(), other_port, Class::Replace),
        ("health check", base(), other_check, Class::Update),
        ("tags come", base(), tagged.clone(), Class::Tags),
        ("tags go", tagged, base(), Class::Tags),
        ("default action", base(), default_action, Class::TrafficShift),
        ("new domain", full(domain("a.example.com")), full(domain("b.example.com")), Class::NewDnsName),
        ("listener of another protocol", base(), tls(), Class::Replace),
        ("another port", base(), elsewhere(), Class::Create),
        ("IAM on", open.clone(), guarded("a"), Class::AccessNarrowed),
        ("IAM off", guarded("a"), open, Class::AccessWidened),
        ("another role", guarded("a"), guarded("b"), Class::AccessWidened),
        ("network guarded", base(), base().network("store", Some(policy("a"))), Class::AccessNarrowed),
        ("network opened", base().network("store", Some(policy("a"))), base(), Class::AccessWidened),
        ("VPC joins", base(), with_vpc(&["sg-0123456789abcdef0"]), Class::AccessWidened),
        ("VPC leaves", with_vpc(&["sg-0123456789abcdef0"]), base(), Class::Detach),
        (
            "security groups",
            with_vpc(&["sg-0123456789abcdef0"]),
            with_vpc(&["sg-0123456789abcdef1"]),
            Class::AccessWidened,
        ),
        ("security groups emptied", with_vpc(&["sg-0123456789abcdef0"]), with_vpc(&[]), Class::Replace),
        ("VPC moves", with_vpc(&[]), base().network("other", None).vpc("other", VPC, &[]), Class::Detach),
        ("service moves", base(), moved(), Class::Detach),
        ("logs on", base(), base().log("svc:api", BUCKET).log("sn:store", BUCKET), Class::Create),
        ("logs elsewhere", base().log("svc:api", BUCKET), base().log("svc:api", OTHER_BUCKET), Class::Update),
        ("logs of another type", base().log("svc:api", BUCKET), base().log("svc:api", LOG_GROUP), Class::Create),
        ("logs off", base().log("sn:store", BUCKET), base(), Class::Delete),
        ("rules swapped", order(&["a", "b"]), order(&["b", "a"]), Class::TrafficShift),
        ("rules turned around", order(&ten), order(&reversed), Class::TrafficShift),
        ("rule in front", order(&ten[..9]), order(&[&["new"], &ten[..9]].concat()), Class::Create),
        ("rule in the middle of a full listener", order(&ten), order(&nine_and_new), Class::TrafficShift),
        ("rules closed up", order(&ten), order(&ten[3..]), Class::Delete),
        ("group handed to another service", base(), handed_over(), Class::Delete),
    ]
}

fn tls() -> Wanted {
    let mut wanted = base();
    for listener in wanted.0.listeners.values_mut() {
        "HTTPS".clone_into(&mut listener.protocol);
        "api-80-https".clone_into(&mut listener.name);
    }
    wanted
}

fn elsewhere() -> Wanted {
    let wanted = Wanted::default().network("store", None).group("api", 1..4).service("api", None, None);
    let mut wanted = wanted.listener("api", 8080, "HTTP").member("store", "api");
    for priority in 1..=3 {
        wanted = wanted.rule("api", 8080, priority, &format!("/{priority}"), &[("api", 1)]);
    }
    wanted
}

fn moved() -> Wanted {
    let mut wanted = base().network("other", None).member("other", "api");
    wanted.0.service_network_service_associations.remove("snsa:sn:store+svc:api");
    wanted
}

fn handed_over() -> Wanted {
    let wanted = Wanted::default().network("store", None).group("api", 1..4).service("next", None, None);
    wanted.listener("next", 80, "HTTP").member("store", "next").rule("next", 80, 1, "/", &[("api", 1)])
}

/// The account with everything that ids and chance decide taken away.
fn shape(account: &Account) -> serde_json::Value {
    let mut account = account.clone();
    for group in account.target_groups.values_mut() {
        group.name = "*".to_owned();
    }
    let mut sections = serde_json::Map::new();
    for (label, entry) in latticectl::diff::entries(&account) {
        sections.insert(label.clone(), entry.value);
    }
    sections.into()
}

#[test]
fn every_pair_ends_like_a_fresh_run() {
    let bench = Bench::new(Behaviour::default());
    for (name, before, after, class) in pairs() {
        bench.load(&Account::default());
        let report = bench.apply(&after.0).unwrap();
        assert!(report.converged(), "{name}, fresh: {:?} {:?}", report.failed, bench.difference(&after.0));
        let fresh = shape(&super::bench::relabelled(bench.engine().account(), &after.0));

        bench.load(&Account::default());
        let report = bench.apply(&before.0).unwrap();
        assert!(report.converged(), "{name}, before: {:?} {:?}", report.failed, bench.difference(&before.0));
        let report = bench.apply(&after.0).unwrap();
        assert!(report.converged(), "{name}: {:?}\n{:#?}", report.failed, bench.difference(&after.0));
        assert!(report.rounds <= 1, "{name} took {} rounds: nobody else was there", report.rounds);
        let of_class = changed(&before, &after, class);
        assert!(!of_class.is_empty(), "{name}: the pair is none of {class}");
        for label in &of_class {
            // Groups that go have the account's names.
            let fits = |done: &String| done == label || (label.starts_with("tg:") && done.starts_with("tg:k8s-"));
            assert!(report.done.keys().any(fits), "{name}: {label} in {:?}", report.done);
        }
        assert_eq!(shape(&super::bench::relabelled(bench.engine().account(), &after.0)), fresh, "{name}");

        bench.engine().reset_log();
        bench.apply(&after.0).unwrap();
        assert_eq!(bench.writes(), 0, "{name}: a second run writes nothing");
    }
    assert!(bench.engine().violations().is_empty());
}

/// What changes from one to the other in such a way.
fn changed(before: &Wanted, after: &Wanted, class: Class) -> Vec<String> {
    let provenance = std::collections::BTreeMap::new();
    let held = std::collections::BTreeMap::new();
    let origins = latticectl::diff::Origins { provenance: &provenance, held: &held, managed_by: None };
    let changes = latticectl::diff::compare(&before.0, &after.0, &origins).changes;
    changes.into_iter().filter(|change| change.classes.contains(&class)).map(|change| change.label).collect()
}
