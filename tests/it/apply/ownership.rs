//! What is not ours, not these manifests', or not agreed to, is left alone.

use latticectl::diff::MANAGED_BY;
use latticectl::sandbox::{Behaviour, Fault, FaultKind, Lag};
use latticectl::settings::Context;
use serde_json::{Value, json};

use super::accounts::policy;
use super::bench::context;
use super::shop::*;
use crate::process::Done;

const EVERYTHING: [&str; 2] = ["--allow", "all"];

#[test]
fn a_plan_made_without_an_account_deletes_nothing_beside_it() {
    let shop = Shop::new();
    let cart = shop.file("cart.yaml", &[CLASS, NETWORK, GATEWAY, &app("cart", "10.0.0.1")].concat());
    shop.apply(&cart, &[]);
    let pay = shop.file("pay.yaml", &[CLASS, GATEWAY, &app("pay", "10.0.0.9")].concat());
    let plan = shop.path("pay.plan");
    let made = shop.cli.run(&["plan", &pay, "--out", &plan]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    let before = shop.resource("services", "svc:cart-default");
    shop.apply(&plan, &EVERYTHING);
    assert_eq!(shop.labels("services"), ["svc:cart-default", "svc:pay-default"]);
    assert_eq!(shop.resource("services", "svc:cart-default"), before);
    assert_eq!(shop.labels("rules").len(), 2);
    let drift = shop.cli.run(&["drift", "--plan", &plan, "-o", "json"]);
    let items = json_of(&drift)["items"].as_array().unwrap().clone();
    assert!(!items.is_empty() && items.iter().all(|item| item["class"] == "orphaned"), "{}", drift.stdout);
    // What it makes is there by now.
    assert_eq!(shop.approved("apply", &plan, &EVERYTHING).code, 4);
}

#[test]
fn a_plan_file_leaves_alone_what_came_up_while_it_was_applied() {
    let shop = Shop::new();
    let one = [CLASS, NETWORK, GATEWAY, &app("web", "10.0.0.1")].concat();
    shop.apply(&shop.file("web.yaml", &one), &[]);
    let two = shop.file("two.yaml", &(one + &app("more", "10.0.0.2")));
    let plan = shop.path("two.plan");
    assert_eq!(shop.cli.run(&["diff", &two, "--out", &plan]).code, 2);
    shop.bench.engine().reset_log();
    shop.bench.engine().fault(Fault::new("CreateTargetGroup", FaultKind::Delay(1_500)));
    let applying = std::thread::scope(|scope| {
        let applying = scope.spawn(|| shop.approved("apply", &plan, &EVERYTHING));
        while shop.count("CreateTargetGroup") == 0 {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        shop.service("other-team", ours(), None);
        applying.join().unwrap()
    });
    assert_eq!(applying.code, 0, "{}{}", applying.stdout, applying.stderr);
    assert_eq!(shop.labels("services"), ["svc:more-default", "svc:other-team", "svc:web-default"]);
}

#[test]
fn the_plan_of_plan_out_is_applied_exactly() {
    let shop = Shop::new();
    let path = shop.file("web.yaml", &[CLASS, NETWORK, GATEWAY, &app("web", "10.0.0.1")].concat());
    let plan = shop.path("web.plan");
    assert_eq!(shop.cli.run(&["plan", &path, "--out", &plan]).code, 0);
    shop.file("web.yaml", "");
    shop.apply(&plan, &[]);
    shop.file("web.yaml", &[CLASS, NETWORK, GATEWAY, &app("web", "10.0.0.1")].concat());
    let diff = shop.cli.run(&["diff", &path]);
    assert_eq!((diff.code, diff.stdout.as_str()), (0, "No changes.\n"), "{}", diff.stderr);
}

fn with_default_network() -> Context {
    Context { default_service_network: Some("store".to_owned()), ..context() }
}

#[test]
fn the_default_network_serves_everybody_and_stays() {
    let shop = Shop::with(Behaviour::default(), &with_default_network());
    let before = shop.account();
    let cart = shop.file("cart.yaml", &[CLASS, GATEWAY, &app("cart", "10.0.0.1")].concat());
    let pay = shop.file("pay.yaml", &[CLASS, GATEWAY, &app("pay", "10.0.0.9")].concat());
    shop.apply(&cart, &[]);
    shop.apply(&pay, &[]);
    let association = shop.labels("serviceNetworkVpcAssociations");
    assert_eq!(association.len(), 1);
    let gone = shop.approved("destroy", &pay, &[]);
    assert_eq!(gone.code, 0, "{}{}", gone.stdout, gone.stderr);
    assert!(gone.stderr.contains("sn:store stays") && gone.stderr.contains("--default-network"), "{}", gone.stderr);
    assert_eq!(shop.labels("services"), ["svc:cart-default"]);
    assert_eq!(shop.labels("serviceNetworkVpcAssociations"), association);
    // Not even when told, as long as somebody is in it: then its callers stay with it.
    shop.apply(&pay, &[]);
    let blocked = shop.approved("destroy", &pay, &["--default-network"]);
    assert_eq!(blocked.code, 6, "{}{}", blocked.stdout, blocked.stderr);
    assert_eq!(shop.labels("serviceNetworkVpcAssociations"), association);
    assert_eq!(shop.labels("services"), ["svc:cart-default"]);
    // The last one leaves them, unless told.
    assert_eq!(shop.approved("destroy", &cart, &[]).code, 0);
    assert_eq!(shop.labels("serviceNetworks"), ["sn:store"]);
    let last = shop.approved("destroy", &cart, &["--default-network"]);
    assert_eq!(last.code, 0, "{}{}", last.stdout, last.stderr);
    assert_eq!(shop.account(), before);
}

#[test]
fn a_network_with_others_in_it_keeps_its_callers() {
    let shop = Shop::new();
    let all = [CLASS, NETWORK, GATEWAY, &app("cart", "10.0.0.1"), &in_vpc("sg-0123456789abcdef0")].concat();
    let path = shop.file("cart.yaml", &all);
    shop.apply(&path, &[]);
    let service = shop.service("theirs", theirs(), None);
    let network = shop.resource("serviceNetworks", "sn:store")["id"].clone();
    shop.call(
        "CreateServiceNetworkServiceAssociation",
        json!({"serviceNetworkIdentifier": network, "serviceIdentifier": service, "tags": theirs()}),
    );
    let kept = shop.approved("destroy", &path, &[]);
    assert_eq!(kept.code, 6, "{}{}", kept.stdout, kept.stderr);
    assert_eq!(shop.labels("services"), ["svc:theirs"]);
    assert_eq!(shop.labels("serviceNetworkVpcAssociations").len(), 1);
    assert!(kept.stdout.contains("snsa:sn:store+svc:theirs is in the way"), "{}", kept.stdout);
}

/// A network `store` with this policy and these tags.
fn network(shop: &Shop, tags: Value, role: Option<&str>) {
    let auth = if role.is_some() { "AWS_IAM" } else { "NONE" };
    let made = shop.call("CreateServiceNetwork", json!({"name": "store", "authType": auth, "tags": tags}));
    if let Some(role) = role {
        let text = policy(role).to_string();
        shop.call("PutAuthPolicy", json!({"resourceIdentifier": made["id"], "policy": text}));
    }
}

#[test]
fn the_network_of_another_owner_is_never_opened_and_guarded_only_by_name() {
    let shop = Shop::new();
    network(&shop, theirs(), Some("a"));
    let path = shop.file("guard.yaml", &[CLASS, GATEWAY, &guard("Gateway", "store", "a")].concat());
    let before = shop.account();
    let done = shop.approved("destroy", &path, &["--adopt"]);
    assert_eq!((done.code, shop.bench.writes()), (0, 0), "{}{}", done.stdout, done.stderr);
    assert!(done.stderr.contains("sn:store stays: it belongs to 123456789012/other"), "{}", done.stderr);
    assert_eq!(shop.account(), before);
    // Another policy on it.
    shop.file("guard.yaml", &[CLASS, GATEWAY, &guard("Gateway", "store", "b")].concat());
    let all = ["--allow", "all", "--adopt", "--keep-going"];
    for more in [&all[..], &[&all[..], &["--foreign-network", "other"]].concat()] {
        let refused = shop.approved("apply", &path, more);
        assert_eq!((refused.code, shop.bench.writes()), (3, 0), "{}{}", refused.stdout, refused.stderr);
        assert!(refused.stderr.contains("LAT2001") && refused.stderr.contains("--foreign-network store"));
    }
    assert_eq!(shop.account(), before);
    let done = shop.approved("apply", &path, &[&all[..2], &["--foreign-network", "store"]].concat());
    assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
    let guarded = shop.resource("serviceNetworks", "sn:store");
    assert_eq!((&guarded["authPolicy"], &guarded["tags"]), (&policy("b"), &theirs()));
}

#[test]
fn a_policy_alone_owns_neither_network_nor_service() {
    let shop = Shop::new();
    let all = [CLASS, NETWORK, GATEWAY, &app("cart", "10.0.0.1")].concat();
    shop.apply(&shop.file("cart.yaml", &all), &[]);
    let bare = shop.account();
    let path = shop.file("guard.yaml", &[CLASS, GATEWAY, &guard("Gateway", "store", "a")].concat());
    shop.apply(&path, &EVERYTHING);
    assert_eq!(shop.resource("serviceNetworks", "sn:store")["authType"], "AWS_IAM");
    let done = shop.approved("destroy", &path, &[]);
    assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
    assert_eq!(shop.resource("serviceNetworks", "sn:store")["authType"], "NONE");
    assert_eq!(shop.labels("services"), bare["services"].as_object().unwrap().keys().cloned().collect::<Vec<_>>());
}

#[test]
fn credentials_of_another_account_are_refused() {
    let shop = Shop::new();
    let path = shop.file("cart.yaml", &[CLASS, NETWORK, GATEWAY, &app("cart", "10.0.0.1")].concat());
    let plan = shop.path("cart.plan");
    assert_eq!(shop.cli.run(&["plan", &path, "--out", &plan]).code, 0);
    for (verb, subject, setting) in [
        ("apply", &path, ["--account", "999999999999"]),
        ("destroy", &path, ["--account", "999999999999"]),
        ("apply", &plan, ["--account", "999999999999"]),
        ("apply", &plan, ["--region", "eu-west-1"]),
    ] {
        let refused = shop.approved(verb, subject, &[&setting[..], &["-o", "json"]].concat());
        assert_eq!((refused.code, shop.bench.writes()), (3, 0), "{verb} {setting:?}: {}", refused.stderr);
        assert!(refused.stderr.contains(setting[1]), "{}", refused.stderr);
        assert!(json_of(&refused)["error"].as_str().unwrap().contains(setting[1]));
    }
    // Where nobody can be asked, a word is said.
    shop.bench.engine().fault(Fault::new("GetCallerIdentity", FaultKind::AccessDenied));
    let done = shop.apply(&path, &[]);
    assert!(done.stderr.contains("whose the credentials are can't be asked"), "{}", done.stderr);
}

#[test]
fn what_changed_hands_within_the_lag_of_the_tags_is_left_alone() {
    let shop = Shop::new();
    let base = [CLASS, NETWORK, GATEWAY, &app("web", "10.0.0.1")].concat();
    let path = shop.file("web.yaml", &(base.clone() + &guard("HTTPRoute", "web", "a")));
    shop.apply(&path, &[]);
    let arn = shop.resource("services", "svc:web-default")["arn"].clone();
    shop.bench.engine().set_behaviour(|behaviour| behaviour.tag_lag = Lag::Frozen);
    shop.call("TagResource", json!({"resourceArn": arn, "tags": theirs()}));
    let stolen = shop.resource("services", "svc:web-default");
    let rules = shop.labels("rules");
    shop.file(
        "web.yaml",
        &[CLASS, NETWORK, GATEWAY, &backend("web", "10.0.0.1"), &route("web", 2, ""), &guard("HTTPRoute", "web", "b")]
            .concat(),
    );
    let done = shop.approved("apply", &path, &EVERYTHING);
    assert_eq!(done.code, 1, "{}{}", done.stdout, done.stderr);
    assert!(done.stdout.contains("LAT2001"), "{}{}", done.stdout, done.stderr);
    assert_eq!(shop.resource("services", "svc:web-default"), stolen);
    assert_eq!(shop.labels("rules"), rules);
}

#[test]
fn ownership_is_asked_for_once_a_resource() {
    let shop = Shop::new();
    let manifests = |rules| [CLASS, NETWORK, GATEWAY, &backend("web", "10.0.0.1"), &route("web", rules, "")].concat();
    let path = shop.file("web.yaml", &manifests(1));
    shop.apply(&path, &[]);
    shop.file("web.yaml", &manifests(8));
    shop.bench.engine().reset_log();
    shop.apply(&path, &EVERYTHING);
    assert_eq!(shop.count("CreateRule"), 7);
    assert_eq!(shop.count("ListTagsForResource"), 1);
}

#[test]
fn untagged_and_foreign_services_need_consent_and_annotation() {
    let manifests =
        |more: &str| [CLASS, NETWORK, GATEWAY, &backend("web", "10.0.0.1"), &route("web", 1, more)].concat();
    let shop = Shop::new();
    shop.service("web-default", json!({}), None);
    let path = shop.file("web.yaml", &manifests(""));
    let before = shop.account();
    shop.bench.engine().reset_log();
    let refused = shop.approved("apply", &path, &["--allow", "all", "--keep-going"]);
    assert_eq!((refused.code, shop.bench.writes()), (3, 0), "{}", refused.stderr);
    assert!(refused.stderr.contains("LAT2002") && refused.stderr.contains("--adopt"), "{}", refused.stderr);
    assert_eq!(shop.account(), before);
    let adopted = shop.approved("apply", &path, &["--allow", "all", "--keep-going", "--adopt"]);
    assert_eq!(adopted.code, 0, "{}{}", adopted.stdout, adopted.stderr);
    assert_eq!(shop.resource("services", "svc:web-default")["tags"][MANAGED_BY], context().managed_by());

    let shop = Shop::new();
    shop.service("web-default", theirs(), None);
    let path = shop.file("web.yaml", &manifests(""));
    let theirs_before = shop.resource("services", "svc:web-default");
    let refused = shop.approved("apply", &path, &["--allow", "all", "--adopt"]);
    assert_eq!(refused.code, 3, "{}{}", refused.stdout, refused.stderr);
    assert!(refused.stderr.contains("LAT2001"), "{}", refused.stderr);
    let rest = shop.approved("apply", &path, &["--allow", "all", "--adopt", "--keep-going"]);
    assert_eq!(rest.code, 1, "{}{}", rest.stdout, rest.stderr);
    assert_eq!(shop.resource("services", "svc:web-default"), theirs_before);
    let annotation = format!(", annotations: {{application-networking.k8s.aws/allow-takeover-from: {OTHER}}}");
    shop.file("web.yaml", &manifests(&annotation));
    shop.apply(&path, &EVERYTHING);
    assert_eq!(shop.resource("services", "svc:web-default")["tags"][MANAGED_BY], context().managed_by());
}

#[test]
fn a_network_that_may_be_somebodys_is_kept() {
    let shop = Shop::new();
    let path = shop.file("web.yaml", &[CLASS, NETWORK, GATEWAY, &app("web", "10.0.0.1")].concat());
    shop.apply(&path, &[]);
    let arn = shop.resource("serviceNetworks", "sn:store")["arn"].clone();
    shop.call("TagResource", json!({"resourceArn": arn, "tags": {"team": "platform"}}));
    let kept = shop.approved("destroy", &path, &[]);
    assert_eq!(kept.code, 0, "{}{}", kept.stdout, kept.stderr);
    assert!(kept.stderr.contains("sn:store stays") && kept.stderr.contains("--adopted-networks"), "{}", kept.stderr);
    assert_eq!((shop.labels("services").len(), shop.labels("serviceNetworks").len()), (0, 1));
    let kept = shop.approved("destroy", &path, &["--keep-networks"]);
    assert_eq!((kept.code, shop.labels("serviceNetworks").len()), (0, 1), "{}", kept.stderr);
    let kept = shop.approved("destroy", &path, &["-o", "json"]);
    assert_eq!(json_of(&kept)["kept"][0]["label"], "sn:store");
    let gone = shop.approved("destroy", &path, &["--adopted-networks"]);
    assert_eq!((gone.code, shop.labels("serviceNetworks").len()), (0, 0), "{}", gone.stderr);
    assert!(gone.stderr.contains("service networks that go, also if they were adopted: sn:store"), "{}", gone.stderr);
}

#[test]
fn unused_exports_of_others_are_marked_and_used_ones_stay() {
    let shop = Shop::new();
    let theirs_too =
        shop.file("b.yaml", &[CLASS, GATEWAY, NETWORK, &backend("cart", "10.0.0.1"), &export("cart")].concat());
    let own = shop.file("a.yaml", &[CLASS, GATEWAY, NETWORK, &app("pay", "10.0.0.9")].concat());
    shop.apply(&theirs_too, &[]);
    let group = shop.labels("targetGroups").pop().unwrap();
    shop.apply(&own, &EVERYTHING);
    assert!(shop.labels("targetGroups").contains(&group), "nobody asked to prune");
    let pruning = [&EVERYTHING[..], &["--prune"]].concat();
    let orphan = |done| {
        let orphans = json_of(&done)["orphans"].as_array().unwrap().clone();
        orphans.into_iter().find(|orphan| orphan["label"] == group.as_str()).unwrap()
    };
    assert_eq!(orphan(shop.cli.run(&["diff", &own, "-o", "json"]))["collected"], true);
    // Somebody else's service forwards to it.
    let before = shop.resource("targetGroups", &group);
    let id = before["id"].as_str().unwrap().to_owned();
    let service = shop.service("elsewhere", theirs(), Some(&id));
    let before = shop.resource("targetGroups", &group);
    assert_eq!(orphan(shop.cli.run(&["diff", &own, "-o", "json"])).get("collected"), None);
    let kept = shop.approved("apply", &own, &pruning);
    assert_eq!(kept.code, 6, "{}{}", kept.stdout, kept.stderr);
    assert_eq!(shop.resource("targetGroups", &group)["targets"], before["targets"]);
    let kept = shop.approved("destroy", &theirs_too, &["--wait-timeout", "3"]);
    assert_eq!(kept.code, 6, "{}{}", kept.stdout, kept.stderr);
    assert!(kept.stdout.contains(&format!("stays: {group}: arn:aws:vpc-lattice")), "{}", kept.stdout);
    assert_eq!(shop.resource("targetGroups", &group)["targets"], before["targets"], "it still serves");
    shop.call("DeleteService", json!({"serviceIdentifier": service}));
    shop.bench.engine().settle();
    shop.apply(&own, &pruning);
    assert!(!shop.labels("targetGroups").contains(&group), "nobody uses it, and it may be pruned");
}

#[test]
fn what_can_not_be_read_again_is_not_taken_for_done() {
    let shop = Shop::new();
    let path = shop.file("web.yaml", &[CLASS, NETWORK, GATEWAY, &app("web", "10.0.0.1")].concat());
    // Nothing is there to be read before; afterwards the rule may not be.
    shop.bench.engine().fault(Fault::new("GetRule", FaultKind::AccessDenied));
    let done = shop.approved("apply", &path, &["-o", "json"]);
    assert_eq!(done.code, 6, "{}{}", done.stdout, done.stderr);
    assert!(done.stderr.contains("could not be read again: parts of the account can't be read"), "{}", done.stderr);
    let report = json_of(&done);
    assert_eq!((&report["converged"], report.get("remaining")), (&json!(false), None), "{report:#}");
}

#[test]
fn the_access_logs_of_others_keep_what_they_log() {
    for section in ["services", "serviceNetworks"] {
        let shop = Shop::new();
        let path = shop.file("web.yaml", &[CLASS, NETWORK, GATEWAY, &app("web", "10.0.0.1")].concat());
        shop.apply(&path, &[]);
        let logged = shop.labels(section).pop().unwrap();
        let destination = "arn:aws:logs:us-west-2:123456789012:log-group:theirs";
        shop.call(
            "CreateAccessLogSubscription",
            json!({"resourceIdentifier": shop.resource(section, &logged)["id"], "destinationArn": destination,
                "tags": theirs()}),
        );
        let kept = shop.approved("destroy", &path, &[]);
        assert_eq!(kept.code, 6, "{}{}", kept.stdout, kept.stderr);
        assert!(kept.stdout.contains(&format!("stays: {logged}: als:{logged}")), "{}", kept.stdout);
        assert_eq!(shop.labels("accessLogSubscriptions").len(), 1);
        assert_eq!(shop.labels(section), [logged]);
    }
}

#[test]
fn a_policy_that_left_the_manifests_stays_until_it_is_pruned() {
    let shop = Shop::new();
    let bare = [CLASS, NETWORK, GATEWAY, &app("web", "10.0.0.1")].concat();
    let guarded = [bare.as_str(), &guard("HTTPRoute", "web", "a"), &guard("Gateway", "store", "b")].concat();
    let path = shop.file("web.yaml", &guarded);
    shop.apply(&path, &[]);
    let iam = |section, label| shop.resource(section, label)["authType"] == "AWS_IAM";
    assert!(iam("services", "svc:web-default") && iam("serviceNetworks", "sn:store"));
    shop.file("web.yaml", &bare);
    let kept = shop.approved("apply", &path, &EVERYTHING);
    assert!(kept.stderr.contains("svc:web-default stays: its auth policy is in no manifest"), "{}", kept.stderr);
    assert!(iam("services", "svc:web-default") && iam("serviceNetworks", "sn:store"));
    // A broken policy asks for something, whatever it is.
    shop.file("web.yaml", &guarded.replace("targetRef", "targetReference"));
    let broken = shop.approved("apply", &path, &["--allow", "all", "--prune", "--keep-going"]);
    assert_eq!(broken.code, 1, "{}{}", broken.stdout, broken.stderr);
    assert!(iam("services", "svc:web-default") && iam("serviceNetworks", "sn:store"));
    shop.file("web.yaml", &bare);
    let refused = shop.approved("apply", &path, &["--prune"]);
    assert!(refused.stderr.contains("--allow access-widened"), "{}", refused.stderr);
    shop.apply(&path, &["--prune", "--allow", "access-widened"]);
    let fresh = Shop::new();
    fresh.apply(&fresh.file("web.yaml", &bare), &[]);
    for (section, label) in [("services", "svc:web-default"), ("serviceNetworks", "sn:store")] {
        for member in ["authType", "authPolicy"] {
            assert_eq!(
                shop.resource(section, label)[member],
                fresh.resource(section, label)[member],
                "{label} {member}"
            );
        }
    }
    assert_eq!(shop.cli.run(&["drift", &path]).code, 0);
}

#[test]
fn nothing_is_pruned_by_an_input_that_stands_for_nothing() {
    let shop = Shop::new();
    let path = shop.file("web.yaml", &[CLASS, NETWORK, GATEWAY, &app("web", "10.0.0.1")].concat());
    shop.apply(&path, &[]);
    let before = shop.account();
    let class = shop.file("class.yaml", CLASS);
    let refused = shop.approved("apply", &class, &["--prune", "--allow", "all"]);
    assert_eq!(refused.code, 3, "{}{}", refused.stdout, refused.stderr);
    assert!(refused.stderr.contains("would delete all that is ours"), "{}", refused.stderr);
    assert_eq!(shop.account(), before);
}

#[test]
fn certificates_that_are_named_are_looked_at_where_acm_may_be_read() {
    let https = "  - name: https\n    protocol: HTTPS\n    port: 443\n    tls:\n      mode: Terminate\n      options: \
                 {application-networking.k8s.aws/certificate-arn: 'arn:aws:acm:us-west-2:123456789012:certificate/c'}\n";
    let gateway =
        GATEWAY.replace("  listeners: [{name: http, protocol: HTTP, port: 80}]\n", &format!("  listeners:\n{https}"));
    let route = route("web", 1, "").replace("spec:\n", "spec:\n  hostnames: [web.example.com]\n");
    for readable in [true, false] {
        let shop = Shop::new();
        shop.bench.engine().mutate(|state| state.certificates = Some(Vec::new()));
        if !readable {
            shop.bench.engine().fault(Fault::new("ListCertificates", FaultKind::AccessDenied));
        }
        let path = shop.file("web.yaml", &[CLASS, NETWORK, &gateway, &backend("web", "10.0.0.1"), &route].concat());
        let seen = shop.cli.run(&["diff", &path]);
        assert_eq!(seen.stderr.contains("LAT2006"), readable, "{}{}", seen.stdout, seen.stderr);
        let done = shop.approved("apply", &path, &[]);
        assert_eq!(done.code, if readable { 3 } else { 0 }, "{}{}", done.stdout, done.stderr);
    }
}

#[test]
fn an_access_log_that_other_manifests_ask_for_keeps_its_network() {
    let shop = Shop::new();
    let policy = "---\napiVersion: application-networking.k8s.aws/v1alpha1\nkind: AccessLogPolicy\nmetadata: {name: logs, \
                  namespace: default}\nspec:\n  destinationArn: arn:aws:s3:::the-bucket-of-logs\n  targetRef: {group: \
                  gateway.networking.k8s.io, kind: Gateway, name: store}\n";
    let logged = shop.file("logs.yaml", &[CLASS, NETWORK, GATEWAY, policy].concat());
    shop.apply(&logged, &[]);
    let path = shop.file("web.yaml", &[CLASS, NETWORK, GATEWAY, &app("web", "10.0.0.1")].concat());
    shop.apply(&path, &[]);
    let kept = shop.approved("destroy", &path, &[]);
    assert_eq!(kept.code, 6, "{}{}", kept.stdout, kept.stderr);
    assert_eq!(shop.labels("accessLogSubscriptions").len(), 1, "{}", kept.stdout);
    assert_eq!(shop.cli.run(&["drift", &logged]).code, 0);
    let gone = shop.approved("destroy", &logged, &[]);
    assert_eq!((gone.code, shop.labels("serviceNetworks").len()), (0, 0), "{}{}", gone.stdout, gone.stderr);
}

#[test]
fn what_ended_in_a_failed_state_is_made_anew() {
    let shop = Shop::new();
    let path = shop.file("web.yaml", &[CLASS, NETWORK, GATEWAY, &app("web", "10.0.0.1")].concat());
    // Three times: the run itself makes it anew as often.
    shop.bench.engine().fault(Fault::new("CreateService", FaultKind::FailTransition("X".to_owned())).times(3));
    let failed = shop.approved("apply", &path, &[]);
    assert_eq!(failed.code, 6, "{}{}", failed.stdout, failed.stderr);
    let done = shop.approved("apply", &path, &EVERYTHING);
    assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
}

#[test]
fn what_is_built_hides_nothing_from_drift() {
    let shop = Shop::new();
    // The filter is ignored, which is an error; the route is built all the same.
    let filter =
        "  rules:\n  - filters: [{type: RequestHeaderModifier, requestHeaderModifier: {remove: [x]}}]\n    matches";
    let ignored = route("web", 1, "").replace("  rules:\n  - matches", filter);
    let text = [CLASS, NETWORK, GATEWAY, &backend("web", "10.0.0.1"), &ignored].concat();
    let path = shop.file("web.yaml", &text);
    let done = shop.approved("apply", &path, &["--keep-going"]);
    assert_eq!(done.code, 1, "{}{}", done.stdout, done.stderr);
    let drift = shop.cli.run(&["drift", &path]);
    assert_eq!(drift.code, 0, "{}{}", drift.stdout, drift.stderr);
    assert!(drift.stdout.contains("no drift") && drift.stderr.contains("LAT0301"), "{}{}", drift.stdout, drift.stderr);
    // A second route that fails is not in the account, and nobody can tell.
    let broken = route("bad", 1, "").replace("{value: /bad", "{type: RegularExpression, value: /bad");
    shop.file("web.yaml", &[text.as_str(), &broken].concat());
    let drift = shop.cli.run(&["drift", &path]);
    assert_eq!(drift.code, 1, "{}{}", drift.stdout, drift.stderr);
}

/// However a run ends, what it prints as JSON fits one of two schemas.
#[test]
fn reports_fit_their_schema() {
    let schema = |name: &str| {
        let text = std::fs::read_to_string(format!("{}/schemas/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
    };
    let (run, error) = (schema("apply.schema.json"), schema("error.schema.json"));
    let shop = Shop::new();
    let path = shop.file("web.yaml", &[CLASS, NETWORK, GATEWAY, &app("web", "10.0.0.1")].concat());
    let fits = |done: &Done, code: i32, validator: &jsonschema::Validator| {
        assert_eq!(done.code, code, "{}{}", done.stdout, done.stderr);
        let wrong: Vec<String> = validator.iter_errors(&json_of(done)).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:?}\n{}", done.stdout);
    };
    fits(&shop.approved("apply", &path, &["-o", "json"]), 0, &run);
    fits(&shop.approved("apply", &path, &["-o", "json"]), 0, &run);
    shop.file("web.yaml", &[CLASS, NETWORK, GATEWAY].concat());
    fits(&shop.approved("apply", &path, &["-o", "json", "--prune"]), 3, &run);
    shop.bench.engine().fault(Fault::new("DeleteService", FaultKind::AccessDenied).times(1));
    fits(&shop.approved("apply", &path, &["-o", "json", "--prune", "--allow", "all"]), 6, &run);
    fits(&shop.approved("destroy", &path, &["-o", "json"]), 0, &run);
    fits(&shop.cli.run(&["apply", "no-such-file.yaml", "-o", "json"]), 1, &error);
}

#[test]
fn a_group_that_comes_into_use_on_its_way_out_gets_its_targets_back() {
    let shop = Shop::new();
    let both = [CLASS, GATEWAY, NETWORK, &backend("cart", "10.0.0.1"), &export("cart")].concat();
    let path = shop.file("shop.yaml", &both);
    shop.apply(&path, &[]);
    let group = shop.labels("targetGroups").pop().unwrap();
    let before = shop.resource("targetGroups", &group);
    shop.file("shop.yaml", &[CLASS, GATEWAY, NETWORK].concat());
    // Deregistered, and the answer is still on its way when somebody forwards to it.
    shop.bench.engine().fault(Fault::new("DeregisterTargets", FaultKind::Delay(2_000)));
    let kept = std::thread::scope(|scope| {
        let run = scope.spawn(|| shop.approved("apply", &path, &["--allow", "all", "--prune", "--wait-timeout", "60"]));
        wait_for(|| shop.count("DeregisterTargets") == 1);
        shop.service("elsewhere", theirs(), before["id"].as_str());
        run.join().unwrap()
    });
    assert_eq!(kept.code, 6, "{}{}", kept.stdout, kept.stderr);
    assert!(kept.stderr.contains("used by arn:aws:vpc-lattice"), "{}", kept.stderr);
    let targets = |group: &Value| -> Vec<(Value, Value)> {
        let targets = group["targets"].as_array().unwrap().iter();
        targets.map(|target| (target["id"].clone(), target["port"].clone())).collect()
    };
    let after = shop.resource("targetGroups", &group);
    assert!(!targets(&before).is_empty());
    assert_eq!(targets(&after), targets(&before));
}

#[test]
fn quotas_count_what_others_have() {
    let shop = Shop::new();
    shop.service("theirs", theirs(), None);
    let config = shop.file("config.yaml", "quotas:\n  services: 1\n");
    let path = shop.file("web.yaml", &[CLASS, NETWORK, GATEWAY, &app("web", "10.0.0.1")].concat());
    shop.bench.engine().reset_log();
    let refused = shop.approved("apply", &path, &["--config", &config]);
    assert_eq!((refused.code, shop.bench.writes()), (3, 0), "{}{}", refused.stdout, refused.stderr);
    assert!(refused.stderr.contains("2 services in the region, and the quota is 1"), "{}", refused.stderr);
    // Told to go on, it says so.
    let done = shop.apply(&path, &["--config", &config, "--keep-going"]);
    assert!(done.stderr.contains("warning: services: 2 services in the region"), "{}", done.stderr);
}

#[test]
fn a_name_that_a_group_out_of_view_has_is_not_taken_again() {
    let shop = Shop::new();
    let path = shop.file("web.yaml", &[CLASS, NETWORK, GATEWAY, &app("web", "10.0.0.1")].concat());
    shop.apply(&path, &[]);
    let name = shop.labels("targetGroups").pop().unwrap().trim_start_matches("tg:").to_owned();
    assert_eq!(shop.approved("destroy", &path, &[]).code, 0);
    let vpc = context().vpc_id;
    let group = json!({"name": name, "type": "IP", "config": {"port": 80, "protocol": "HTTP", "vpcIdentifier": vpc}, "tags": theirs()});
    shop.call("CreateTargetGroup", group);
    shop.bench.engine().settle();
    shop.apply(&path, &[]);
    assert_eq!(shop.labels("targetGroups").len(), 2);
    assert_eq!(shop.cli.run(&["diff", &path]).code, 0);
}

#[test]
fn a_step_that_did_a_part_is_applied_in_part() {
    let shop = Shop::new();
    let path = shop.file("web.yaml", &[CLASS, &backend("web", "10.0.0.1"), &export("web")].concat());
    shop.bench.engine().fault(Fault::new("RegisterTargets", FaultKind::AccessDenied));
    let done = shop.approved("apply", &path, &[]);
    assert_eq!(done.code, 6, "{}{}", done.stdout, done.stderr);
    assert!(done.stdout.contains("No change is finished, though 1 writing calls were done."), "{}", done.stdout);
    shop.bench.engine().clear_faults();
    shop.apply(&path, &["--allow", "targets"]);
    // Where the first call fails nothing was done.
    let shop = Shop::new();
    let path = shop.file("web.yaml", &[CLASS, &backend("web", "10.0.0.1"), &export("web")].concat());
    shop.bench.engine().fault(Fault::new("CreateTargetGroup", FaultKind::AccessDenied));
    assert_eq!(shop.approved("apply", &path, &[]).code, 1);
}

#[test]
fn who_reads_json_gets_json_whatever_happens() {
    let shop = Shop::new();
    let path = shop.file("web.yaml", &[CLASS, NETWORK, GATEWAY, &app("web", "10.0.0.1")].concat());
    let nobody_asked = shop.cli.run(&["apply", &path, "-o", "json"]);
    assert_eq!(nobody_asked.code, 3);
    let value = json_of(&nobody_asked);
    assert_eq!((&value["converged"], &value["done"]), (&json!(false), &json!({})));
    assert!(value["refused"][0].as_str().unwrap().contains("--auto-approve") && value["findings"].is_array());
    let line = shop.cli.run(&["apply", &path, "-o", "ndjson"]).stdout;
    let last: Value = serde_json::from_str(line.lines().last().unwrap()).unwrap();
    assert_eq!(last["event"], "finished");
    let nothing = shop.approved("destroy", &path, &["-o", "json"]);
    assert_eq!((nothing.code, &json_of(&nothing)["converged"]), (0, &json!(true)));
    shop.bench.engine().fault(Fault::new("ListServices", FaultKind::AccessDenied));
    for verb in ["apply", "destroy", "diff", "drift"] {
        let failed = shop.cli.run(&[verb, &path, "-o", "json"]);
        assert_eq!(failed.code, 1, "{verb}: {}", failed.stderr);
        let value = json_of(&failed);
        assert!(value["error"].as_str().unwrap().contains("LAT2010"), "{verb}: {value}");
        assert_eq!((&value["format_version"], &value["findings"][0]["code"]), (&json!("1.0"), &json!("LAT2010")));
    }
}
