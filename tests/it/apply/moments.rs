//! Every moment of a change: the sandbox's state after each call, beside those of both ends.
//!
//! - Who gets through: a caller of a VPC reaches a rule where the VPC (by one of its security groups, or by
//!   any where it has none) and the service are in one service network, the network and the service let the
//!   principal in (auth type `NONE`, or a policy that names it), and the rule forwards. A rule is known by
//!   what it matches: where it forwards to is traffic, not access. An association counts from its creation
//!   until it is gone, an update of security groups as both lists until it is done. Nobody may get through
//!   who does so neither before nor after.
//! - Traffic: no rule of a service in a network forwards to a group without targets, unless it does so
//!   before or after.
//! - The rule that takes a request is the one before or the one after.
//! - A deletion never meets a refusal: what blocks it was waited for.

use std::collections::{BTreeMap, BTreeSet};

use latticectl::diff::{self, Class, Origins};
use latticectl::model::{Account, PathMatchType, RuleAction};
use latticectl::sandbox::state::{Listener, Phase, Rule, Service, State};
use latticectl::sandbox::{Behaviour, Fault, FaultKind, Moment, Quota};
use serde_json::{Value, json};

use super::accounts::{Wanted, policy};
use super::bench::Bench;
use super::pairs::pairs;

const VPC: &str = "vpc-0a1b2c3d4e5f60718";
const OTHER_VPC: &str = "vpc-0a1b2c3d4e5f60719";
const GROUPS: [&str; 3] = ["sg-0123456789abcdef0", "sg-0123456789abcdef1", "sg-0123456789abcdef2"];
const PRINCIPALS: [&str; 3] = ["role/a", "role/b", "anybody"];

fn anybody() -> Value {
    json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": "vpc-lattice-svcs:Invoke", "Resource": "*", "Principal": "*" }] })
}

/// What is open, what is empty, and who takes which request at one moment.
#[derive(Clone, Debug, Default)]
struct Seen {
    calls: BTreeSet<String>,
    empty: BTreeSet<String>,
    taken: BTreeMap<String, String>,
}

/// The security groups of each association that may be in force: those of an update that is under way are
/// beside those from before it.
type InForce = BTreeMap<String, BTreeSet<String>>;

fn in_force(state: &State, known: &mut InForce) {
    known.retain(|id, _| state.vpc_associations.contains_key(id));
    for (id, association) in &state.vpc_associations {
        let callers: BTreeSet<String> = match association.security_group_ids.as_slice() {
            [] => GROUPS.iter().map(|group| (*group).to_owned()).chain(["no group".to_owned()]).collect(),
            groups => groups.iter().cloned().collect(),
        };
        if association.progress.status == "UPDATE_IN_PROGRESS" {
            known.entry(id.clone()).or_default().extend(callers);
        } else {
            known.insert(id.clone(), callers);
        }
    }
}

fn lets_in(state: &State, id: &str, auth_type: Option<&str>, principal: &str) -> bool {
    if auth_type != Some("AWS_IAM") {
        return true;
    }
    let Some(policy) = state.auth_policies.get(id) else { return false };
    let policy: Value = serde_json::from_str(&policy.policy).unwrap();
    policy["Statement"].as_array().unwrap().iter().any(|statement| {
        assert!(statement["Effect"] == "Allow" && statement.get("Condition").is_none(), "{statement}");
        match &statement["Principal"] {
            Value::String(anyone) => anyone == "*",
            named => named["AWS"].as_str().is_some_and(|arn| arn.ends_with(principal)),
        }
    })
}

/// Every action of a service with what it matches.
fn actions(service: &Service) -> impl Iterator<Item = (String, &RuleAction)> {
    let of_listener = |listener: &Listener| format!("{} {}", service.name, listener.port);
    service.listeners.values().flat_map(move |listener| {
        let at = of_listener(listener);
        let rules = listener.rules.values().map({
            let at = at.clone();
            move |rule| (format!("{at} {}", path_of(rule)), &rule.action)
        });
        rules.chain([(format!("{at} default"), &listener.default_action)])
    })
}

fn path_of(rule: &Rule) -> &str {
    match rule.rule_match.http_match.path_match.as_ref().map(|path| &path.match_type) {
        Some(PathMatchType::Prefix(path) | PathMatchType::Exact(path)) => path,
        None => "",
    }
}

fn look(state: &State, force: &InForce) -> Seen {
    let mut seen = Seen::default();
    for tie in state.service_associations.values() {
        let (Some(network), Some(service)) =
            (state.service_networks.get(&tie.service_network_id), state.services.get(&tie.service_id))
        else {
            continue;
        };
        for (rule, action) in actions(service) {
            let RuleAction::Forward(forward) = action else { continue };
            for to in forward.target_groups.iter().filter(|group| group.weight != Some(0)) {
                let group = &state.target_groups[&to.target_group_identifier];
                if group.targets.iter().all(|target| target.phase == Phase::Draining) {
                    let name = state.tags.get(&group.stamp.arn).and_then(|tags| tags.get("test/Group"));
                    seen.empty.insert(format!("{rule} -> {}", name.unwrap_or(&group.name)));
                }
            }
            let vpcs = state.vpc_associations.values().filter(|vpc| vpc.service_network_id == network.stamp.id);
            for (vpc, principal) in vpcs.flat_map(|vpc| PRINCIPALS.map(|principal| (vpc, principal))) {
                let open = lets_in(state, &network.stamp.id, network.auth_type.as_deref(), principal)
                    && lets_in(state, &service.stamp.id, service.auth_type.as_deref(), principal);
                for group in force[&vpc.stamp.id].iter().filter(|_| open) {
                    seen.calls.insert(format!("{} {group} as {principal}: {rule}", vpc.vpc_id));
                }
            }
        }
        for listener in service.listeners.values() {
            let mut rules: Vec<&Rule> = listener.rules.values().collect();
            rules.sort_by_key(|rule| rule.priority);
            for probe in PROBES {
                let first = rules.iter().find(|rule| probe.starts_with(path_of(rule)));
                let by = first.map_or("default", |rule| path_of(rule));
                seen.taken.insert(format!("{} {} {probe}", service.name, listener.port), by.to_owned());
            }
        }
    }
    seen
}

/// Requests that some of the rules of the pairs about order take, some more than one of them.
const PROBES: [&str; 7] = ["/", "/a", "/a/b", "/b", "/b/c", "/c", "/x"];

/// What a walk is held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hold {
    /// All but who takes which request: where rules come and go, another one may take it for a moment.
    Access,
    /// That as well.
    Order,
    /// Traffic and deletions only: what moves twice has no order that opens nothing.
    Traffic,
}

/// Goes from one account to the other, and says what was wrong on the way.
fn walk(bench: &Bench, before: &Account, after: &Account, faults: &[Fault], hold: Hold) -> Vec<String> {
    bench.engine().clear_faults();
    let mut there = before.clone();
    for group in there.target_groups.values_mut() {
        group.name = group.name.replace('*', "abcdefghij");
    }
    bench.load(&there);
    bench.engine().settle();
    assert_eq!(bench.difference(before), Vec::<String>::new());
    let start = bench.engine().dump();
    faults.iter().for_each(|fault| bench.engine().fault(fault.clone()));
    bench.engine().watch();
    let report = bench.apply(after).unwrap();
    let moments = bench.engine().moments();
    bench.engine().clear_faults();
    if !report.converged() {
        return vec![format!("not done: {:?} {:?}", report.failed, bench.difference(after))];
    }
    let mut wrong = judge(&start, &moments, hold);
    if faults.is_empty() && report.rounds > 1 {
        wrong.push(format!("it took {} rounds", report.rounds));
    }
    wrong
}

fn judge(start: &State, moments: &[Moment], hold: Hold) -> Vec<String> {
    let mut force = InForce::new();
    in_force(start, &mut force);
    let before = look(start, &force);
    let Some(end) = moments.last() else { return Vec::new() };
    let mut at_end = InForce::new();
    in_force(&end.state, &mut at_end);
    let after = look(&end.state, &at_end);
    let mut wrong = Vec::new();
    for (at, moment) in moments.iter().enumerate() {
        let here = format!("{at} {}", moment.operation);
        in_force(&moment.state, &mut force);
        let now = look(&moment.state, &force);
        let neither = |now: &BTreeSet<String>, one: &BTreeSet<String>, other: &BTreeSet<String>| {
            now.iter().filter(|item| !one.contains(*item) && !other.contains(*item)).cloned().collect::<Vec<_>>()
        };
        let open = neither(&now.calls, &before.calls, &after.calls);
        if hold != Hold::Traffic && !open.is_empty() {
            wrong.push(format!("{here}: open: {}", open.join("; ")));
        }
        let empty = neither(&now.empty, &before.empty, &after.empty);
        if !empty.is_empty() {
            wrong.push(format!("{here}: no targets: {}", empty.join("; ")));
        }
        for (request, by) in now.taken.iter().filter(|_| hold == Hold::Order) {
            let ends = [before.taken.get(request), after.taken.get(request)];
            // Where one end has no such listener there is nothing to take.
            let gone = by == "default" && ends.contains(&None);
            if !ends.contains(&Some(by)) && !gone {
                wrong.push(format!("{here}: {request} meets {by}, not one of {ends:?}"));
            }
        }
        if moment.operation.starts_with("Delete") && moment.error.as_deref() == Some("ConflictException") {
            wrong.push(format!("{here}: refused"));
        }
    }
    wrong
}

fn base() -> Wanted {
    Wanted::default().network("store", None).simple("store", "api", 2)
}

/// A service with rules for these paths, in this order, each with a group of its own.
fn ordered(paths: &[&str]) -> Wanted {
    let mut wanted = Wanted::default()
        .network("store", None)
        .service("web", None, None)
        .listener("web", 80, "HTTP")
        .member("store", "web")
        .vpc("store", VPC, &[]);
    let mut names: Vec<&str> = paths.to_vec();
    names.sort_unstable();
    for path in names {
        let name = format!("to{}-x", path.trim_end_matches('/').replace('/', "-"));
        wanted = wanted.group(&name, 1..3);
    }
    for (priority, path) in (1..).zip(paths) {
        let name = format!("to{}-x", path.trim_end_matches('/').replace('/', "-"));
        wanted = wanted.rule("web", 80, priority, path, &[(&name, 1)]);
    }
    wanted
}

/// Several things at once, each of which is harmless alone.
fn combined() -> Vec<(&'static str, Wanted, Wanted, Hold)> {
    let weights = |blue: i32, green: i32, left: u8| {
        base().group("blue", 10..10 + left).group("green", 20..22).rule(
            "api",
            80,
            3,
            "/w",
            &[("blue", blue), ("green", green)],
        )
    };
    let inside = |groups: &[&str]| base().vpc("store", VPC, groups);
    let two = || inside(&[]).simple("store", "adm", 1);
    let out = |mut wanted: Wanted, service: &str| {
        wanted.0.service_network_service_associations.remove(&format!("snsa:sn:store+svc:{service}"));
        wanted
    };
    let guarded = |who: Value| inside(&[]).service("api", None, Some(who));
    let without_admin = |who: Value| guarded(who);
    let with_admin = |who: Value| guarded(who).rule("api", 80, 3, "/admin", &[("api", 1)]);
    let with_next = |who: Value| guarded(who).rule("api", 80, 3, "/next", &[("api", 1)]);
    let moved = || out(inside(&[]).network("other", None).vpc("other", OTHER_VPC, &[]).member("other", "api"), "api");
    let ten = ["/a/b", "/a", "/b/c", "/b", "/c", "/d", "/e", "/f", "/g", "/"];
    let turned = ["/g", "/f", "/e", "/d", "/c", "/a/b", "/b/c", "/b", "/a", "/"];
    let replaced = || {
        let mut wanted = inside(&[]).rule("api", 80, 3, "/w", &[("api", 1)]);
        wanted.0.target_groups.get_mut("tg:api").unwrap().config.as_mut().unwrap().port = Some(90);
        wanted.network("store", Some(policy("a")))
    };
    vec![
        ("weight away from a group that scales to none", weights(100, 0, 2), weights(0, 100, 0), Hold::Order),
        ("weight to a group that gets its first target", weights(0, 100, 0), weights(100, 0, 2), Hold::Order),
        ("a group scales to none while its service leaves", base(), out(base().group("api", 1..1), "api"), Hold::Order),
        ("a service joins when its group gets targets", out(base().group("api", 1..1), "api"), base(), Hold::Order),
        (
            "new rule, new service, network closed, security group taken away",
            inside(&GROUPS[..2]),
            inside(&GROUPS[..1])
                .network("store", Some(policy("a")))
                .rule("api", 80, 3, "/admin", &[("api", 1)])
                .simple("store", "new", 1),
            Hold::Access,
        ),
        ("a VPC joins while a service leaves", base().simple("store", "adm", 1), out(two(), "adm"), Hold::Access),
        (
            "a VPC joins while a service closes and a rule goes",
            base().rule("api", 80, 3, "/admin", &[("api", 1)]),
            guarded(policy("a")),
            Hold::Access,
        ),
        (
            "security groups added while a service leaves",
            two().vpc("store", VPC, &GROUPS[..1]),
            out(two(), "adm").vpc("store", VPC, &GROUPS[..2]),
            Hold::Access,
        ),
        (
            "a policy for anybody while the service leaves",
            guarded(policy("a")),
            out(guarded(anybody()), "api"),
            Hold::Access,
        ),
        ("IAM off while the service leaves", guarded(policy("a")), out(inside(&[]), "api"), Hold::Access),
        (
            "a policy for anybody while a security group goes",
            guarded(policy("a")).vpc("store", VPC, &GROUPS[..2]),
            guarded(anybody()).vpc("store", VPC, &GROUPS[..1]),
            Hold::Access,
        ),
        ("another role, and a rule goes", with_admin(policy("a")), without_admin(policy("b")), Hold::Access),
        ("another role, and a rule comes", without_admin(policy("a")), with_admin(policy("b")), Hold::Access),
        ("another role, and one rule for another", with_admin(policy("a")), with_next(policy("b")), Hold::Access),
        (
            "another role of the network, a rule and a service go, others come",
            with_admin(anybody()).simple("store", "old", 1).network("store", Some(policy("a"))),
            without_admin(anybody()).simple("store", "new", 1).network("store", Some(policy("b"))),
            Hold::Access,
        ),
        (
            "the network opens while the service closes",
            inside(&[]).network("store", Some(policy("a"))),
            guarded(policy("b")),
            Hold::Access,
        ),
        (
            "a service moves and gets a rule",
            inside(&[]),
            moved().rule("api", 80, 3, "/new", &[("api", 1)]),
            Hold::Access,
        ),
        ("a service moves and closes", inside(&[]), moved().service("api", None, Some(policy("a"))), Hold::Access),
        (
            "other security groups, and a rule goes, another comes",
            with_admin(anybody()).vpc("store", VPC, &GROUPS[..1]),
            inside(&GROUPS[1..2]).service("api", None, Some(anybody())).rule("api", 80, 4, "/next", &[("api", 1)]),
            Hold::Traffic,
        ),
        (
            "a group is made anew and the network closes",
            inside(&[]).rule("api", 80, 3, "/w", &[("api", 1)]),
            replaced(),
            Hold::Order,
        ),
        ("two rules swapped above a third", ordered(&["/a", "/a/b", "/"]), ordered(&["/a/b", "/a", "/"]), Hold::Order),
        ("ten rules in another order", ordered(&ten), ordered(&turned), Hold::Order),
        ("ten rules in the first order again", ordered(&turned), ordered(&ten), Hold::Order),
    ]
}

/// Calls of these operations come late, by a refusal that passes.
const LATE: [&str; 11] = [
    "UpdateRule",
    "BatchUpdateRule",
    "DeleteRule",
    "CreateRule",
    "PutAuthPolicy",
    "DeleteAuthPolicy",
    "UpdateServiceNetwork",
    "UpdateService",
    "UpdateServiceNetworkVpcAssociation",
    "CreateServiceNetworkVpcAssociation",
    "DeleteServiceNetworkServiceAssociation",
];

#[test]
fn combined_changes_pass_no_moment_that_neither_end_knows() {
    let bench = Bench::new(Behaviour::default());
    let mut wrong = Vec::new();
    for (name, before, after, hold) in combined() {
        let mut note = |how: &str, lines: Vec<String>| {
            wrong.extend(lines.into_iter().map(|line| format!("{name}{how}: {line}")));
        };
        note("", walk(&bench, &before.0, &after.0, &[], hold));
        let used = bench.engine().log().operations;
        for late in LATE.iter().filter(|late| used.contains_key(&format!("vpc-lattice:{late}"))) {
            let fault = Fault::new(late, FaultKind::Internal).times(1);
            note(&format!(", late {late}"), walk(&bench, &before.0, &after.0, &[fault], hold));
        }
    }
    assert!(wrong.is_empty(), "{} moments:\n{}", wrong.len(), wrong.join("\n"));
    assert!(bench.engine().violations().is_empty());
}

#[test]
fn changes_of_one_class_pass_no_moment_that_neither_end_knows() {
    let bench = Bench::new(Behaviour::default());
    let mut wrong = Vec::new();
    for (name, before, after, _) in pairs() {
        // A service is reached from somewhere where the pair itself has no VPC.
        let reached = |wanted: Wanted| {
            let stands = wanted.0.service_networks.contains_key("sn:store");
            if stands { wanted.vpc("store", OTHER_VPC, &[]) } else { wanted }
        };
        let lines = walk(&bench, &reached(before).0, &reached(after).0, &[], Hold::Access);
        wrong.extend(lines.into_iter().map(|line| format!("{name}: {line}")));
    }
    assert!(wrong.is_empty(), "{} moments:\n{}", wrong.len(), wrong.join("\n"));
}

/// An account of any of the things that bear on access.
fn any(dice: &mut fastrand::Rng) -> Wanted {
    let who = |dice: &mut fastrand::Rng| match dice.u8(0..4) {
        0 => None,
        1 => Some(policy("a")),
        2 => Some(policy("b")),
        _ => Some(anybody()),
    };
    let mut wanted = Wanted::default().network("store", who(dice)).network("other", None);
    let groups: [&[&str]; 4] = [&[], &GROUPS[..1], &GROUPS[..2], &GROUPS[1..3]];
    if dice.u8(0..8) > 0 {
        wanted = wanted.vpc(if dice.u8(0..8) > 0 { "store" } else { "other" }, VPC, groups[dice.usize(0..4)]);
    }
    for name in ["api", "adm"] {
        if dice.u8(0..8) == 0 {
            continue;
        }
        let (blue, green) = (format!("{name}-blue"), format!("{name}-green"));
        wanted = wanted.group(&blue, 1..dice.u8(1..4)).group(&green, 10..dice.u8(10..14));
        wanted = wanted.service(name, None, who(dice)).listener(name, 80, "HTTP");
        let mut paths = ["/a", "/a/b", "/b", "/c", "/x", "/y"];
        dice.shuffle(&mut paths);
        for (priority, path) in (1..).zip(&paths[..dice.usize(1..paths.len())]) {
            let weights = [(1, 0), (0, 1), (1, 1)][dice.usize(0..3)];
            wanted = wanted.rule(name, 80, priority, path, &[(&blue, weights.0), (&green, weights.1)]);
        }
        for (network, often) in [("store", 6), ("other", 2)] {
            if dice.u8(0..8) < often {
                wanted = wanted.member(network, name);
            }
        }
    }
    wanted
}

/// What a change can be held to. A resource that lets some in and others out at once takes rules away before
/// their successors come; one alone has an order that opens nothing, two may have none. A rule that goes and
/// whose place another one takes goes first too.
fn held_to(before: &Account, after: &Account) -> Hold {
    let (provenance, held) = (BTreeMap::new(), BTreeMap::new());
    let changes = diff::compare(before, after, &Origins { provenance: &provenance, held: &held, managed_by: None });
    let both =
        |classes: &BTreeSet<Class>| classes.contains(&Class::AccessNarrowed) && classes.contains(&Class::AccessWidened);
    let moves = changes.changes.iter().filter(|change| both(&change.classes)).count();
    let replaced = after.rules.keys().any(|rule| changes.deletion(rule).is_some());
    match moves {
        0 if !replaced => Hold::Order,
        0 | 1 => Hold::Access,
        _ => Hold::Traffic,
    }
}

#[test]
fn changes_of_any_kind_pass_no_moment_that_neither_end_knows() {
    let bench = Bench::new(Behaviour::default());
    let mut dice = fastrand::Rng::with_seed(17);
    let (mut wrong, mut held) = (Vec::new(), [0, 0]);
    for round in 0..60 {
        let (before, after) = (any(&mut dice), any(&mut dice));
        let hold = held_to(&before.0, &after.0);
        held[0] += usize::from(hold != Hold::Traffic);
        held[1] += usize::from(hold == Hold::Order);
        let faults = [Fault::new("*", FaultKind::Internal).after(dice.u64(20..80)).times(2)];
        let faults = if dice.bool() { &faults[..] } else { &[] };
        let lines = walk(&bench, &before.0, &after.0, faults, hold);
        wrong.extend(lines.into_iter().map(|line| format!("{round}: {line}")));
    }
    assert!(held[0] > 30 && held[1] > 10, "{held:?} of them are held to access, and to order");
    assert!(wrong.is_empty(), "{} moments:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn targets_are_exchanged_within_the_quota() {
    for (quota, old, new) in [(3, 1..3, 3..5), (3, 1..4, 4..7), (2, 1..3, 2..4), (1, 1..2, 2..3)] {
        let quotas = BTreeMap::from([(Quota::TargetsPerTargetGroup, quota)]);
        let bench = Bench::with_quota(Behaviour { quotas, ..Behaviour::default() }, quota);
        let hold = if quota > 1 { Hold::Order } else { Hold::Access };
        let mut wrong = walk(&bench, &base().group("api", old).0, &base().group("api", new).0, &[], hold);
        // Where there is room for one only, there is no other way.
        wrong.retain(|line| quota > 1 || !line.contains("no targets"));
        assert_eq!(wrong, Vec::<String>::new(), "quota {quota}");
    }
}
