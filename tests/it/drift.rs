//! Drift against the sandbox: what is edited behind our back is found, named and classed right, and
//! nothing else is. `SNAPSHOTS=overwrite cargo test` rewrites `testdata/drift/edits.txt`, which holds what
//! is said of every edit without knowing what was applied last.

use std::path::{Path, PathBuf};

use latticectl::aws::ConnectOptions;
use latticectl::commands::account::plan_in_account;
use latticectl::commands::sandbox_seed;
use latticectl::commands::source::{self, SourceArgs};
use latticectl::diff::Origins;
use latticectl::diff::drift::{Baseline, DriftClass, Evidence, Fresh, Item, Past, Side, drift};
use latticectl::model::Account;
use latticectl::observe::Coverage;
use latticectl::sandbox::state::State;
use latticectl::sandbox::{Engine, Fault, FaultKind, SandboxHandle};
use latticectl::settings::{Context, Settings};
use serde_json::{Value, json};

use crate::conformance;
use crate::observe::{reader, serve, writes};

pub const MANAGED_BY: &str = "application-networking.k8s.aws/ManagedBy";
const OWNER: &str = "123456789012/shop-prod/vpc-0a1b2c3d4e5f60718";
pub const OTHER: &str = "123456789012/other/vpc-0f0f0f0f0f0f0f0f0";
pub const OPEN: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}"#;

pub fn settings() -> Settings {
    let context = Context {
        account: "123456789012".to_owned(),
        region: "us-west-2".to_owned(),
        cluster_name: "shop-prod".to_owned(),
        vpc_id: "vpc-0a1b2c3d4e5f60718".to_owned(),
        ..Context::default()
    };
    Settings { context, namespace: "default".to_owned(), ..Settings::default() }
}

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/drift")
}

fn load() -> source::Loaded {
    load_from(&folder().join("shop.yaml"))
}

fn load_from(path: &Path) -> source::Loaded {
    let source = SourceArgs { paths: vec![path.display().to_string()], ..SourceArgs::default() };
    source::load(&source, &settings()).unwrap()
}

/// A sandbox in which the manifests were just applied.
pub fn applied() -> SandboxHandle {
    let planned = source::plan(load(), &settings(), None);
    assert!(!planned.diagnostics.has_errors(), "{:?}", planned.diagnostics);
    let account = sandbox_seed::account(&planned.plan, &settings().context);
    let sandbox = serve(&account, "123456789012", "us-west-2");
    sandbox.engine().settle();
    sandbox.engine().set_behaviour(|behaviour| {
        behaviour.quotas.insert(latticectl::sandbox::Quota::ListenersPerService, 10);
    });
    sandbox
}

struct Seen {
    items: Vec<Item>,
    codes: Vec<String>,
    complete: bool,
}

async fn look_with(sandbox: &SandboxHandle, loaded: source::Loaded, last: Option<&Account>) -> Seen {
    let [seen] = looks(sandbox, loaded, [last]).await;
    seen
}

/// One look at the account, judged with each of these as what was applied last.
async fn looks<const N: usize>(
    sandbox: &SandboxHandle,
    loaded: source::Loaded,
    lasts: [Option<&Account>; N],
) -> [Seen; N] {
    let client = reader(sandbox, &ConnectOptions::default());
    let again = loaded.clone();
    let found = plan_in_account(&client, loaded, &settings(), false).await.unwrap();
    let plan = &found.planned.plan;
    let fresh = source::plan(again, &settings(), None).plan;
    let whole = Coverage::default();
    lasts.map(|last| {
        let evidence = Evidence {
            account: plan.before.as_ref().unwrap(),
            wanted: &plan.after,
            origins: Origins::of_plan(plan, OWNER),
            coverage: &found.coverage,
            last: last.map(|account| Past { account, coverage: &whole }),
            fresh: Some(Fresh { account: &fresh.after, provenance: &fresh.provenance }),
        };
        let codes = found.planned.diagnostics.iter().map(|item| item.code.to_string());
        Seen { items: drift(&evidence), codes: codes.collect(), complete: found.coverage.is_complete() }
    })
}

async fn look(sandbox: &SandboxHandle, last: Option<&Account>) -> Seen {
    look_with(sandbox, load(), last).await
}

/// `class label field,field`, with `!` for security and `!!` where the account lets in more; the random
/// letters of target groups' names left out.
fn words(item: &Item) -> String {
    let mark = match (item.exposed, item.security) {
        (true, _) => "!!",
        (_, true) => "!",
        _ => "",
    };
    let fields: Vec<&str> = item.fields.iter().map(|field| field.path.as_str()).collect();
    format!("{mark}{} {} {}", item.class, plain(&item.label), fields.join(",")).trim_end().to_owned()
}

fn plain(label: &str) -> &str {
    match label.rsplit_once('-') {
        Some((start, letters)) if label.starts_with("tg:") && letters.len() == 10 => start,
        _ => label,
    }
}

/// What an edit can name: ids and ARNs by label.
struct There(Account);

impl There {
    fn identity(&self, label: &str) -> (String, String) {
        let entries = latticectl::diff::entries(&self.0);
        let found = entries.iter().find(|(other, _)| plain(other) == label);
        let identity = found.unwrap_or_else(|| panic!("no {label}")).1.identity;
        (identity.id.clone().unwrap(), identity.arn.clone().unwrap())
    }

    fn id(&self, label: &str) -> String {
        self.identity(label).0
    }

    fn arn(&self, label: &str) -> String {
        self.identity(label).1
    }
}

/// One edit: its name, what it does, and what must be said of it when the last apply is known.
struct Edit {
    name: &'static str,
    work: fn(&Engine, &There),
    wanted: &'static [&'static str],
}

fn call(engine: &Engine, operation: &str, input: Value) -> Value {
    let answer = engine.call(operation, input).unwrap_or_else(|failure| panic!("{operation}: {failure:?}"));
    engine.settle();
    answer
}

fn tag(engine: &Engine, there: &There, label: &str, key: &str, value: &str) {
    call(engine, "TagResource", json!({"resourceArn": there.arn(label), "tags": {key: value}}));
}

fn untag(engine: &Engine, there: &There, label: &str, key: &str) {
    call(engine, "UntagResource", json!({"resourceArn": there.arn(label), "tagKeys": [key]}));
}

/// Changes a rule.
fn rule(engine: &Engine, there: &There, label: &str, change: Value) {
    let (listener, _) = label.split_once("/rule:").unwrap();
    let (service, _) = label.split_once("/listener:").unwrap();
    let mut input = change;
    input["serviceIdentifier"] = there.id(service).into();
    input["listenerIdentifier"] = there.id(listener).into();
    let operation = if label.ends_with(":new") { "CreateRule" } else { "UpdateRule" };
    if operation == "UpdateRule" {
        input["ruleIdentifier"] = there.id(label).into();
    }
    call(engine, operation, input);
}

fn delete_rule(engine: &Engine, there: &There, label: &str) {
    let (listener, _) = label.split_once("/rule:").unwrap();
    let (service, _) = label.split_once("/listener:").unwrap();
    let input = json!({"serviceIdentifier": there.id(service), "listenerIdentifier": there.id(listener),
        "ruleIdentifier": there.id(label)});
    call(engine, "DeleteRule", input);
}

fn listener(engine: &Engine, there: &There, operation: &str, label: &str, more: Value) {
    let (service, _) = label.split_once("/listener:").unwrap();
    let mut input = more;
    input["serviceIdentifier"] = there.id(service).into();
    if operation != "CreateListener" {
        input["listenerIdentifier"] = there.id(label).into();
    }
    call(engine, operation, input);
}

fn health(engine: &Engine, there: &There, label: &str, change: Value) {
    let mut check = json!({"enabled": true, "protocol": "HTTP", "protocolVersion": "HTTP1", "path": "/",
        "healthCheckIntervalSeconds": 30, "healthCheckTimeoutSeconds": 5, "healthyThresholdCount": 5,
        "unhealthyThresholdCount": 2, "matcher": {"httpCode": "200"}});
    if label == STOCK_GROUP || label == EXPORT_GROUP {
        (check["path"], check["healthCheckIntervalSeconds"]) = ("/healthz".into(), 15.into());
    }
    for (key, value) in change.as_object().unwrap() {
        check[key] = value.clone();
    }
    call(engine, "UpdateTargetGroup", json!({"targetGroupIdentifier": group(there, label), "healthCheck": check}));
}

const CART: &str = "svc:cart-shop";
const STOCK: &str = "svc:stock-shop";
const HTTP: &str = "svc:cart-shop/listener:80";
const RULE: &str = "svc:cart-shop/listener:80/rule:1";
const CANARY: &str = "svc:cart-shop/listener:80/rule:2";
const REST: &str = "svc:cart-shop/listener:80/rule:3";
const STOCK_RULE: &str = "svc:stock-shop/listener:80/rule:1";
const TIED: &str = "snsa:sn:store+svc:cart-shop";
const VPC: &str = "snva:sn:store+vpc-0a1b2c3d4e5f60718";
const LOGS: &str = "als:svc:cart-shop->arn:aws:s3:::cart-logs";
const CART_GROUP: &str = "tg:k8s-shop-cart";
const STOCK_GROUP: &str = "route of stock";
const EXPORT_GROUP: &str = "export of stock";

/// The route's and the export's target group of one Service have names that differ in nothing but luck.
fn group(there: &There, label: &str) -> String {
    let kind = match label {
        STOCK_GROUP => "HTTPRoute",
        EXPORT_GROUP => "ServiceExport",
        other => return there.id(other),
    };
    let fits = |group: &&latticectl::model::TargetGroup| {
        group.name.starts_with("k8s-shop-stock-") && group.tags["application-networking.k8s.aws/SourceTypeKey"] == kind
    };
    there.0.target_groups.values().find(fits).unwrap().identity.id.clone().unwrap()
}

fn targets(engine: &Engine, there: &There, operation: &str, label: &str, targets: Value) {
    call(engine, operation, json!({"targetGroupIdentifier": group(there, label), "targets": targets}));
}

/// Shows a resource in a state.
fn state(engine: &Engine, there: &There, status: &str, label: &str) {
    let id = there.id(label);
    engine.mutate(|state: &mut State| {
        let found = [
            state.services.get_mut(&id).map(|it| &mut it.progress),
            state.target_groups.get_mut(&id).map(|it| &mut it.progress),
            state.service_associations.get_mut(&id).map(|it| &mut it.progress),
            state.vpc_associations.get_mut(&id).map(|it| &mut it.progress),
        ];
        found.into_iter().flatten().next().unwrap().status = status.to_owned();
    });
}

/// Deletes a service and makes another one of its name, with our tags and nothing below it.
fn anew(engine: &Engine, there: &There, label: &str, otherwise: Value) {
    let tied = there.id(&format!("snsa:sn:store+{label}"));
    call(engine, "DeleteServiceNetworkServiceAssociation", json!({"serviceNetworkServiceAssociationIdentifier": tied}));
    call(engine, "DeleteService", json!({"serviceIdentifier": there.id(label)}));
    let mut input = otherwise;
    input["name"] = label.trim_start_matches("svc:").into();
    input["tags"] = json!(there.0.services[label].tags);
    call(engine, "CreateService", input);
}

macro_rules! edits {
    ($($name:literal, |$engine:pat_param, $there:pat_param| $work:expr, [$($wanted:literal),*];)*) => {
        &[$(Edit { name: $name, work: |$engine, $there| { $work; }, wanted: &[$($wanted),*] }),*]
    };
}

const EDITS: &[Edit] = edits! {
    "network: IAM switched off", |e, t| call(e, "UpdateServiceNetwork", json!({"serviceNetworkIdentifier": t.id("sn:store"), "authType": "NONE"})), ["!!changed sn:store authType"];
    "network: policy opened", |e, t| call(e, "PutAuthPolicy", json!({"resourceIdentifier": t.id("sn:store"), "policy": OPEN})), ["!!changed sn:store authPolicy"];
    "network: policy deleted", |e, t| call(e, "DeleteAuthPolicy", json!({"resourceIdentifier": t.id("sn:store")})), ["!changed sn:store authPolicy"];
    "network: tag changed", |e, t| tag(e, t, "sn:store", "team", "other"), ["changed sn:store tags.team"];
    "network: tag removed", |e, t| untag(e, t, "sn:store", "team"), ["changed sn:store tags.team"];
    "network: tag added", |e, t| tag(e, t, "sn:store", "extra", "1"), ["changed sn:store tags.extra"];
    "service: IAM switched off", |e, t| call(e, "UpdateService", json!({"serviceIdentifier": t.id(CART), "authType": "NONE"})), ["!!changed svc:cart-shop authType"];
    "service: policy opened", |e, t| call(e, "PutAuthPolicy", json!({"resourceIdentifier": t.id(CART), "policy": OPEN})), ["!!changed svc:cart-shop authPolicy"];
    "service: policy deleted", |e, t| call(e, "DeleteAuthPolicy", json!({"resourceIdentifier": t.id(CART)})), ["!changed svc:cart-shop authPolicy"];
    "service: certificate changed", |e, t| call(e, "UpdateService", json!({"serviceIdentifier": t.id(CART), "certificateArn": "arn:aws:acm:us-west-2:123456789012:certificate/20202020-0000-4000-8000-000000000002"})), ["changed svc:cart-shop certificateArn"];
    "service: tag changed", |e, t| tag(e, t, CART, "team", "other"), ["changed svc:cart-shop tags.team"];
    "service: tag removed", |e, t| untag(e, t, CART, "team"), ["changed svc:cart-shop tags.team"];
    "service: tag added", |e, t| tag(e, t, CART, "extra", "1"), ["changed svc:cart-shop tags.extra"];
    "service without a policy: IAM switched on", |e, t| call(e, "UpdateService", json!({"serviceIdentifier": t.id(STOCK), "authType": "AWS_IAM"})), ["!changed svc:stock-shop authType"];
    "service without a policy: policy put", |e, t| call(e, "PutAuthPolicy", json!({"resourceIdentifier": t.id(STOCK), "policy": OPEN})), ["changed svc:stock-shop authPolicy"];
    "service: deleted", |e, t| { call(e, "DeleteServiceNetworkServiceAssociation", json!({"serviceNetworkServiceAssociationIdentifier": t.id("snsa:sn:store+svc:stock-shop")})); call(e, "DeleteService", json!({"serviceIdentifier": t.id(STOCK)})) }, ["missing svc:stock-shop"];
    "service: another one of ours", |e, _| call(e, "CreateService", json!({"name": "old-shop", "tags": {MANAGED_BY: OWNER}})), ["orphaned svc:old-shop"];
    "service: somebody's, not in touch", |e, _| call(e, "CreateService", json!({"name": "theirs"})), [];
    "listener: default action changed", |e, t| listener(e, t, "UpdateListener", HTTP, json!({"defaultAction": {"fixedResponse": {"statusCode": 500}}})), ["changed svc:cart-shop/listener:80 defaultAction"];
    "listener: tag added", |e, t| tag(e, t, HTTP, "extra", "1"), ["changed svc:cart-shop/listener:80 tags.extra"];
    "listener: tag removed", |e, t| untag(e, t, HTTP, "team"), ["changed svc:cart-shop/listener:80 tags.team"];
    "listener: owner removed", |e, t| untag(e, t, HTTP, MANAGED_BY), ["!changed svc:cart-shop/listener:80 tags.application-networking.k8s.aws/ManagedBy"];
    "listener: deleted", |e, t| listener(e, t, "DeleteListener", "svc:cart-shop/listener:443", json!({})), ["missing svc:cart-shop/listener:443"];
    "listener: somebody's added", |e, t| listener(e, t, "CreateListener", "svc:stock-shop/listener:8080", json!({"name": "by-hand", "port": 8080, "protocol": "HTTP", "defaultAction": {"fixedResponse": {"statusCode": 404}}})), ["foreign svc:stock-shop/listener:8080"];
    "listener: one of ours added", |e, t| listener(e, t, "CreateListener", "svc:stock-shop/listener:8080", json!({"name": "of-ours", "port": 8080, "protocol": "HTTP", "defaultAction": {"fixedResponse": {"statusCode": 404}}, "tags": {MANAGED_BY: OWNER}})), ["orphaned svc:stock-shop/listener:8080"];
    "rule: priority changed", |e, t| rule(e, t, RULE, json!({"priority": 50})), ["changed svc:cart-shop/listener:80/rule:1 priority"];
    "rule: weights changed", |e, t| rule(e, t, RULE, json!({"action": {"forward": {"targetGroups": [{"targetGroupIdentifier": t.id(CART_GROUP), "weight": 50}, {"targetGroupIdentifier": t.id("tg:k8s-shop-cart-next"), "weight": 50}]}}})), ["changed svc:cart-shop/listener:80/rule:1 action"];
    "rule: a target group taken out", |e, t| rule(e, t, RULE, json!({"action": {"forward": {"targetGroups": [{"targetGroupIdentifier": t.id(CART_GROUP), "weight": 90}]}}})), ["changed svc:cart-shop/listener:80/rule:1 action"];
    "rule: answers by itself", |e, t| rule(e, t, RULE, json!({"action": {"fixedResponse": {"statusCode": 500}}})), ["changed svc:cart-shop/listener:80/rule:1 action"];
    "rule: path changed", |e, t| rule(e, t, RULE, json!({"match": {"httpMatch": {"method": "POST", "pathMatch": {"caseSensitive": true, "match": {"exact": "/pay"}}}}})), ["changed svc:cart-shop/listener:80/rule:1 match"];
    "rule: method removed", |e, t| rule(e, t, RULE, json!({"match": {"httpMatch": {"pathMatch": {"caseSensitive": true, "match": {"exact": "/checkout"}}}}})), ["changed svc:cart-shop/listener:80/rule:1 match"];
    "rule: case no longer counts", |e, t| rule(e, t, REST, json!({"match": {"httpMatch": {"pathMatch": {"caseSensitive": false, "match": {"prefix": "/"}}}}})), ["changed svc:cart-shop/listener:80/rule:3 match"];
    "rule: header value changed", |e, t| rule(e, t, CANARY, json!({"match": {"httpMatch": {"pathMatch": {"caseSensitive": true, "match": {"prefix": "/"}}, "headerMatches": [{"name": "x-canary", "caseSensitive": false, "match": {"exact": "never"}}]}}})), ["changed svc:cart-shop/listener:80/rule:2 match"];
    "rule: deleted", |e, t| delete_rule(e, t, CANARY), ["missing svc:cart-shop/listener:80/rule:2"];
    "rule: the only one deleted", |e, t| delete_rule(e, t, STOCK_RULE), ["missing svc:stock-shop/listener:80/rule:1"];
    "rule: the only one answers by itself", |e, t| rule(e, t, STOCK_RULE, json!({"action": {"fixedResponse": {"statusCode": 404}}})), ["changed svc:stock-shop/listener:80/rule:1 action"];
    "rule: somebody's added", |e, t| rule(e, t, "svc:cart-shop/listener:80/rule:new", json!({"name": "by-hand", "priority": 20, "match": {"httpMatch": {"pathMatch": {"match": {"prefix": "/admin"}}}}, "action": {"fixedResponse": {"statusCode": 404}}})), ["foreign svc:cart-shop/listener:80/rule:20"];
    "rule: one of ours added", |e, t| rule(e, t, "svc:cart-shop/listener:80/rule:new", json!({"name": "of-ours", "priority": 20, "match": {"httpMatch": {"pathMatch": {"match": {"prefix": "/admin"}}}}, "action": {"fixedResponse": {"statusCode": 404}}, "tags": {MANAGED_BY: OWNER}})), ["orphaned svc:cart-shop/listener:80/rule:20"];
    "rule: two swapped", |e, t| call(e, "BatchUpdateRule", json!({"serviceIdentifier": t.id(CART), "listenerIdentifier": t.id(HTTP), "rules": [{"ruleIdentifier": t.id(CANARY), "priority": 3}, {"ruleIdentifier": t.id(REST), "priority": 2}]})), ["changed svc:cart-shop/listener:80/rule:2 priority", "changed svc:cart-shop/listener:80/rule:3 priority"];
    "rule: tag added", |e, t| tag(e, t, RULE, "extra", "1"), ["changed svc:cart-shop/listener:80/rule:1 tags.extra"];
    "rule: tag changed", |e, t| tag(e, t, RULE, "team", "other"), ["changed svc:cart-shop/listener:80/rule:1 tags.team"];
    "rule: owner removed", |e, t| untag(e, t, RULE, MANAGED_BY), ["!changed svc:cart-shop/listener:80/rule:1 tags.application-networking.k8s.aws/ManagedBy"];
    "target group: health check off", |e, t| health(e, t, CART_GROUP, json!({"enabled": false})), ["changed tg:k8s-shop-cart config.healthCheck.enabled"];
    "target group: health check path", |e, t| health(e, t, CART_GROUP, json!({"path": "/up"})), ["changed tg:k8s-shop-cart config.healthCheck.path"];
    "target group: health check interval", |e, t| health(e, t, STOCK_GROUP, json!({"healthCheckIntervalSeconds": 60})), ["changed tg:k8s-shop-stock config.healthCheck.healthCheckIntervalSeconds"];
    "target group: health check timeout", |e, t| health(e, t, CART_GROUP, json!({"healthCheckTimeoutSeconds": 9})), ["changed tg:k8s-shop-cart config.healthCheck.healthCheckTimeoutSeconds"];
    "target group: healthy threshold", |e, t| health(e, t, CART_GROUP, json!({"healthyThresholdCount": 9})), ["changed tg:k8s-shop-cart config.healthCheck.healthyThresholdCount"];
    "target group: unhealthy threshold", |e, t| health(e, t, CART_GROUP, json!({"unhealthyThresholdCount": 9})), ["changed tg:k8s-shop-cart config.healthCheck.unhealthyThresholdCount"];
    "target group: codes that count as healthy", |e, t| health(e, t, CART_GROUP, json!({"matcher": {"httpCode": "200-499"}})), ["changed tg:k8s-shop-cart config.healthCheck.matcher.httpCode"];
    "target group: health check port", |e, t| health(e, t, EXPORT_GROUP, json!({"port": 9999})), ["changed tg:k8s-shop-stock config.healthCheck.port"];
    "target group: target added", |e, t| targets(e, t, "RegisterTargets", CART_GROUP, json!([{"id": "10.0.9.9", "port": 8080}])), ["changed tg:k8s-shop-cart targets[10.0.9.9:8080]"];
    "target group: target on another port", |e, t| targets(e, t, "RegisterTargets", CART_GROUP, json!([{"id": "10.0.1.11", "port": 9999}])), ["changed tg:k8s-shop-cart targets[10.0.1.11:9999]"];
    "target group: target taken out", |e, t| targets(e, t, "DeregisterTargets", CART_GROUP, json!([{"id": "10.0.1.11", "port": 8080}])), ["changed tg:k8s-shop-cart targets[10.0.1.11:8080]"];
    "target group: all targets taken out", |e, t| targets(e, t, "DeregisterTargets", STOCK_GROUP, json!([{"id": "10.0.3.11", "port": 9090}])), ["changed tg:k8s-shop-stock targets[10.0.3.11:9090]"];
    "target group: target fails", |e, t| e.set_health(&t.id(CART_GROUP), "10.0.1.11", Some(8080), false).unwrap(), ["unhealthy tg:k8s-shop-cart"];
    "target group: tag added", |e, t| tag(e, t, CART_GROUP, "extra", "1"), ["changed tg:k8s-shop-cart tags.extra"];
    "target group: tag changed", |e, t| tag(e, t, CART_GROUP, "team", "other"), ["changed tg:k8s-shop-cart tags.team"];
    "target group: export's deleted", |e, t| { targets(e, t, "DeregisterTargets", EXPORT_GROUP, json!([{"id": "10.0.3.11", "port": 9090}])); call(e, "DeleteTargetGroup", json!({"targetGroupIdentifier": group(t, EXPORT_GROUP)})) }, ["missing tg:k8s-shop-stock"];
    "target group: another one of ours", |e, _| call(e, "CreateTargetGroup", json!({"name": "k8s-shop-old-abcdefghij", "type": "IP", "config": {"port": 80, "protocol": "HTTP", "vpcIdentifier": "vpc-0a1b2c3d4e5f60718"}, "tags": {MANAGED_BY: OWNER, "application-networking.k8s.aws/ClusterName": "shop-prod", "application-networking.k8s.aws/ServiceName": "old", "application-networking.k8s.aws/ServiceNamespace": "shop", "application-networking.k8s.aws/SourceTypeKey": "HTTPRoute", "application-networking.k8s.aws/RouteName": "old", "application-networking.k8s.aws/RouteNamespace": "shop", "application-networking.k8s.aws/ProtocolVersion": "HTTP1"}})), ["orphaned tg:k8s-shop-old"];
    "target group: somebody's, not in touch", |e, _| call(e, "CreateTargetGroup", json!({"name": "by-hand", "type": "IP", "config": {"port": 80, "protocol": "HTTP", "vpcIdentifier": "vpc-0a1b2c3d4e5f60718"}})), [];
    "association: deleted", |e, t| call(e, "DeleteServiceNetworkServiceAssociation", json!({"serviceNetworkServiceAssociationIdentifier": t.id(TIED)})), ["missing snsa:sn:store+svc:cart-shop"];
    "association: into somebody's network", |e, t| { let made = call(e, "CreateServiceNetwork", json!({"name": "elsewhere"})); call(e, "CreateServiceNetworkServiceAssociation", json!({"serviceIdentifier": t.id(CART), "serviceNetworkIdentifier": made["id"]})) }, ["foreign snsa:sn:elsewhere+svc:cart-shop"];
    "association: one of ours into somebody's network", |e, t| { let made = call(e, "CreateServiceNetwork", json!({"name": "elsewhere"})); call(e, "CreateServiceNetworkServiceAssociation", json!({"serviceIdentifier": t.id(CART), "serviceNetworkIdentifier": made["id"], "tags": {MANAGED_BY: OWNER}})) }, ["orphaned snsa:sn:elsewhere+svc:cart-shop"];
    "association: somebody's service into our network", |e, t| { let made = call(e, "CreateService", json!({"name": "theirs"})); call(e, "CreateServiceNetworkServiceAssociation", json!({"serviceIdentifier": made["id"], "serviceNetworkIdentifier": t.id("sn:store")})) }, ["foreign snsa:sn:store+svc:theirs"];
    "association: tag added", |e, t| tag(e, t, TIED, "extra", "1"), ["changed snsa:sn:store+svc:cart-shop tags.extra"];
    "association: tag changed", |e, t| tag(e, t, TIED, "team", "other"), ["changed snsa:sn:store+svc:cart-shop tags.team"];
    "association: owner removed", |e, t| untag(e, t, TIED, MANAGED_BY), ["!changed snsa:sn:store+svc:cart-shop tags.application-networking.k8s.aws/ManagedBy"];
    "association: failed", |e, t| { let id = t.id(TIED); e.mutate(|state: &mut State| { let it = state.service_associations.get_mut(&id).unwrap(); it.progress.status = "CREATE_FAILED".to_owned(); it.progress.failure_message = Some("no".to_owned()); }) }, ["failed snsa:sn:store+svc:cart-shop"];
    "VPC association: security group added", |e, t| call(e, "UpdateServiceNetworkVpcAssociation", json!({"serviceNetworkVpcAssociationIdentifier": t.id(VPC), "securityGroupIds": ["sg-0a0a0a0a0a0a0a0a0", "sg-0b0b0b0b0b0b0b0b0", "sg-0c0c0c0c0c0c0c0c0"]})), ["!!changed snva:sn:store+vpc-0a1b2c3d4e5f60718 securityGroupIds[sg-0c0c0c0c0c0c0c0c0]"];
    "VPC association: security group taken out", |e, t| call(e, "UpdateServiceNetworkVpcAssociation", json!({"serviceNetworkVpcAssociationIdentifier": t.id(VPC), "securityGroupIds": ["sg-0a0a0a0a0a0a0a0a0"]})), ["!changed snva:sn:store+vpc-0a1b2c3d4e5f60718 securityGroupIds[sg-0b0b0b0b0b0b0b0b0]"];
    "VPC association: made anew without security groups", |e, t| { call(e, "DeleteServiceNetworkVpcAssociation", json!({"serviceNetworkVpcAssociationIdentifier": t.id(VPC)})); call(e, "CreateServiceNetworkVpcAssociation", json!({"serviceNetworkIdentifier": t.id("sn:store"), "vpcIdentifier": "vpc-0a1b2c3d4e5f60718", "tags": {MANAGED_BY: OWNER}})) }, ["!!changed snva:sn:store+vpc-0a1b2c3d4e5f60718 securityGroupIds[sg-0a0a0a0a0a0a0a0a0],securityGroupIds[sg-0b0b0b0b0b0b0b0b0]"];
    "VPC association: deleted", |e, t| call(e, "DeleteServiceNetworkVpcAssociation", json!({"serviceNetworkVpcAssociationIdentifier": t.id(VPC)})), ["!missing snva:sn:store+vpc-0a1b2c3d4e5f60718"];
    "VPC association: somebody's VPC", |e, t| call(e, "CreateServiceNetworkVpcAssociation", json!({"serviceNetworkIdentifier": t.id("sn:store"), "vpcIdentifier": "vpc-0f0f0f0f0f0f0f0f0"})), ["!!foreign snva:sn:store+vpc-0f0f0f0f0f0f0f0f0"];
    "VPC association: tag added", |e, t| tag(e, t, VPC, "extra", "1"), ["changed snva:sn:store+vpc-0a1b2c3d4e5f60718 tags.extra"];
    "logs: destination changed", |e, t| call(e, "UpdateAccessLogSubscription", json!({"accessLogSubscriptionIdentifier": t.id(LOGS), "destinationArn": "arn:aws:s3:::elsewhere"})), ["changed als:svc:cart-shop->arn:aws:s3:::cart-logs destinationArn"];
    "logs: deleted", |e, t| call(e, "DeleteAccessLogSubscription", json!({"accessLogSubscriptionIdentifier": t.id(LOGS)})), ["missing als:svc:cart-shop->arn:aws:s3:::cart-logs"];
    "logs: somebody's added", |e, t| call(e, "CreateAccessLogSubscription", json!({"resourceIdentifier": t.id(STOCK), "destinationArn": "arn:aws:s3:::their-logs"})), ["foreign als:svc:stock-shop->arn:aws:s3:::their-logs"];
    "logs: one of ours added", |e, t| call(e, "CreateAccessLogSubscription", json!({"resourceIdentifier": t.id(STOCK), "destinationArn": "arn:aws:s3:::our-logs", "tags": {MANAGED_BY: OWNER}})), ["orphaned als:svc:stock-shop->arn:aws:s3:::our-logs"];
    "logs: tag added", |e, t| tag(e, t, LOGS, "extra", "1"), ["changed als:svc:cart-shop->arn:aws:s3:::cart-logs tags.extra"];
    "network: another one of ours", |e, _| call(e, "CreateServiceNetwork", json!({"name": "old", "tags": {MANAGED_BY: OWNER}})), ["orphaned sn:old"];
    "network: owner removed", |e, t| untag(e, t, "sn:store", MANAGED_BY), ["!changed sn:store tags.application-networking.k8s.aws/ManagedBy"];
    "network: owner another", |e, t| tag(e, t, "sn:store", MANAGED_BY, OTHER), ["!changed sn:store tags.application-networking.k8s.aws/ManagedBy"];
    "service: owner removed", |e, t| untag(e, t, CART, MANAGED_BY), ["!changed svc:cart-shop tags.application-networking.k8s.aws/ManagedBy"];
    "service: owner another", |e, t| tag(e, t, CART, MANAGED_BY, OTHER), ["!changed svc:cart-shop tags.application-networking.k8s.aws/ManagedBy"];
    "service: owner and route another", |e, t| { tag(e, t, CART, MANAGED_BY, OTHER); tag(e, t, CART, "application-networking.k8s.aws/RouteName", "theirs") }, ["!changed svc:cart-shop tags.application-networking.k8s.aws/ManagedBy,tags.application-networking.k8s.aws/RouteName"];
    "service: route another", |e, t| tag(e, t, CART, "application-networking.k8s.aws/RouteName", "theirs"), ["changed svc:cart-shop tags.application-networking.k8s.aws/RouteName"];
    "target group: owner removed", |e, t| untag(e, t, CART_GROUP, MANAGED_BY), ["!changed tg:k8s-shop-cart tags.application-networking.k8s.aws/ManagedBy"];
    "target group: owner another", |e, t| tag(e, t, CART_GROUP, MANAGED_BY, OTHER), ["!changed tg:k8s-shop-cart tags.application-networking.k8s.aws/ManagedBy"];
    "listener: owner another", |e, t| tag(e, t, HTTP, MANAGED_BY, OTHER), ["!changed svc:cart-shop/listener:80 tags.application-networking.k8s.aws/ManagedBy"];
    "rule: owner another", |e, t| tag(e, t, RULE, MANAGED_BY, OTHER), ["!changed svc:cart-shop/listener:80/rule:1 tags.application-networking.k8s.aws/ManagedBy"];
    "association: owner another", |e, t| tag(e, t, TIED, MANAGED_BY, OTHER), ["!changed snsa:sn:store+svc:cart-shop tags.application-networking.k8s.aws/ManagedBy"];
    "VPC association: owner removed", |e, t| untag(e, t, VPC, MANAGED_BY), ["!changed snva:sn:store+vpc-0a1b2c3d4e5f60718 tags.application-networking.k8s.aws/ManagedBy"];
    "VPC association: owner another", |e, t| tag(e, t, VPC, MANAGED_BY, OTHER), ["!changed snva:sn:store+vpc-0a1b2c3d4e5f60718 tags.application-networking.k8s.aws/ManagedBy"];
    "logs: owner removed", |e, t| untag(e, t, LOGS, MANAGED_BY), ["!changed als:svc:cart-shop->arn:aws:s3:::cart-logs tags.application-networking.k8s.aws/ManagedBy"];
    "logs: owner another", |e, t| tag(e, t, LOGS, MANAGED_BY, OTHER), ["!changed als:svc:cart-shop->arn:aws:s3:::cart-logs tags.application-networking.k8s.aws/ManagedBy"];
    "network: one more tag under the controller's prefix", |e, t| tag(e, t, "sn:store", "application-networking.k8s.aws/Note", "1"), ["changed sn:store tags.application-networking.k8s.aws/Note"];
    "service: being deleted", |e, t| state(e, t, "DELETE_IN_PROGRESS", STOCK), ["missing svc:stock-shop"];
    "service: being created", |e, t| state(e, t, "CREATE_IN_PROGRESS", STOCK), ["pending svc:stock-shop"];
    "service: creation failed", |e, t| state(e, t, "CREATE_FAILED", STOCK), ["failed svc:stock-shop"];
    "target group: being deleted", |e, t| state(e, t, "DELETE_IN_PROGRESS", CART_GROUP), ["missing tg:k8s-shop-cart"];
    "target group: being created", |e, t| state(e, t, "CREATE_IN_PROGRESS", CART_GROUP), ["pending tg:k8s-shop-cart"];
    "target group: deletion failed", |e, t| state(e, t, "DELETE_FAILED", CART_GROUP), ["failed tg:k8s-shop-cart"];
    "association: being deleted", |e, t| state(e, t, "DELETE_IN_PROGRESS", TIED), ["missing snsa:sn:store+svc:cart-shop"];
    "association: being created", |e, t| state(e, t, "CREATE_IN_PROGRESS", TIED), ["pending snsa:sn:store+svc:cart-shop"];
    "VPC association: being deleted", |e, t| state(e, t, "DELETE_IN_PROGRESS", VPC), ["!missing snva:sn:store+vpc-0a1b2c3d4e5f60718"];
    "VPC association: being created", |e, t| state(e, t, "CREATE_IN_PROGRESS", VPC), ["pending snva:sn:store+vpc-0a1b2c3d4e5f60718"];
    "VPC association: being changed", |e, t| state(e, t, "UPDATE_IN_PROGRESS", VPC), ["pending snva:sn:store+vpc-0a1b2c3d4e5f60718"];
    "VPC association: change failed", |e, t| state(e, t, "UPDATE_FAILED", VPC), ["failed snva:sn:store+vpc-0a1b2c3d4e5f60718"];
    "VPC association: being changed, and changed", |e, t| { call(e, "UpdateServiceNetworkVpcAssociation", json!({"serviceNetworkVpcAssociationIdentifier": t.id(VPC), "securityGroupIds": ["sg-0c0c0c0c0c0c0c0c0", "sg-0a0a0a0a0a0a0a0a0", "sg-0b0b0b0b0b0b0b0b0"]})); state(e, t, "UPDATE_IN_PROGRESS", VPC) }, ["!!changed snva:sn:store+vpc-0a1b2c3d4e5f60718 securityGroupIds[sg-0c0c0c0c0c0c0c0c0]"];
    "service: made anew under another domain", |e, t| { anew(e, t, STOCK, json!({"customDomainName": "stock.example.org"})) }, ["changed svc:stock-shop customDomainName", "missing snsa:sn:store+svc:stock-shop", "missing svc:stock-shop/listener:80"];
    "service: made anew with IAM", |e, t| { anew(e, t, STOCK, json!({"authType": "AWS_IAM"})) }, ["!changed svc:stock-shop authType", "missing snsa:sn:store+svc:stock-shop", "missing svc:stock-shop/listener:80"];
    "listener: made anew with another name", |e, t| { listener(e, t, "DeleteListener", "svc:stock-shop/listener:80", json!({})); listener(e, t, "CreateListener", "svc:stock-shop/listener:80", json!({"name": "by-hand", "port": 80, "protocol": "HTTP", "defaultAction": {"fixedResponse": {"statusCode": 404}}, "tags": {MANAGED_BY: OWNER}})) }, ["changed svc:stock-shop/listener:80 name", "missing svc:stock-shop/listener:80/rule:1"];
    "listener: made anew by somebody", |e, t| { listener(e, t, "DeleteListener", "svc:stock-shop/listener:80", json!({})); listener(e, t, "CreateListener", "svc:stock-shop/listener:80", json!({"name": "by-hand", "port": 80, "protocol": "HTTP", "defaultAction": {"fixedResponse": {"statusCode": 500}}})) }, ["!changed svc:stock-shop/listener:80 defaultAction,name,tags.application-networking.k8s.aws/ManagedBy", "missing svc:stock-shop/listener:80/rule:1"];
    "listener: made anew with another protocol", |e, t| { listener(e, t, "DeleteListener", "svc:stock-shop/listener:80", json!({})); listener(e, t, "CreateListener", "svc:stock-shop/listener:80", json!({"name": "by-hand", "port": 80, "protocol": "HTTPS", "defaultAction": {"fixedResponse": {"statusCode": 404}}, "tags": {MANAGED_BY: OWNER}})) }, ["changed svc:stock-shop/listener:80 name,protocol", "missing svc:stock-shop/listener:80/rule:1"];
    "listener: default action forwards", |e, t| listener(e, t, "UpdateListener", HTTP, json!({"defaultAction": {"forward": {"targetGroups": [{"targetGroupIdentifier": t.id(CART_GROUP), "weight": 1}]}}})), ["changed svc:cart-shop/listener:80 defaultAction"];
    "listener: default action and a tag", |e, t| { listener(e, t, "UpdateListener", HTTP, json!({"defaultAction": {"fixedResponse": {"statusCode": 500}}})); tag(e, t, HTTP, "extra", "1") }, ["changed svc:cart-shop/listener:80 defaultAction,tags.extra"];
    "rule: a weight of zero", |e, t| rule(e, t, RULE, json!({"action": {"forward": {"targetGroups": [{"targetGroupIdentifier": t.id(CART_GROUP), "weight": 90}, {"targetGroupIdentifier": t.id("tg:k8s-shop-cart-next"), "weight": 0}]}}})), ["changed svc:cart-shop/listener:80/rule:1 action"];
    "rule: weights of zero alone", |e, t| rule(e, t, RULE, json!({"action": {"forward": {"targetGroups": [{"targetGroupIdentifier": t.id(CART_GROUP), "weight": 0}, {"targetGroupIdentifier": t.id("tg:k8s-shop-cart-next"), "weight": 0}]}}})), ["changed svc:cart-shop/listener:80/rule:1 action"];
};

#[tokio::test]
async fn every_edit_behind_our_back_is_found_and_nothing_else() {
    assert!(EDITS.len() >= 115);
    let sandbox = applied();
    let engine = sandbox.engine();
    let (state, last) = (engine.dump(), engine.account());
    let (mut wrong, mut unknown, mut kept) = (Vec::new(), String::new(), Vec::new());
    let loaded = load();
    for edit in EDITS {
        engine.restore(state.clone()).unwrap();
        (edit.work)(engine, &There(last.clone()));
        let [seen, without] = looks(&sandbox, loaded.clone(), [Some(&last), None]).await;
        let mut found: Vec<String> = seen.items.iter().map(words).collect();
        let mut wanted: Vec<String> = edit.wanted.iter().map(|words| (*words).to_owned()).collect();
        found.sort();
        wanted.sort();
        if found != wanted {
            wrong.push(format!("{}: found {found:?}, wanted {wanted:?}, codes {:?}", edit.name, seen.codes));
        }
        if !without.items.is_empty() && without.items.iter().all(|item| item.class == DriftClass::Kept) {
            kept.push(edit.name);
        }
        let without: Vec<String> = without.items.iter().map(words).collect();
        unknown +=
            &format!("{}: {}\n", edit.name, if without.is_empty() { "-".to_owned() } else { without.join("; ") });
    }
    assert_eq!(writes(&sandbox), Vec::<String>::new(), "reading verbs write nothing");
    // What ends a run with 0 although the manifests would make it otherwise must be harmless: the auth type
    // stays NONE, so nobody asks the policy; an update never takes such a tag away.
    assert_eq!(kept, ["service without a policy: policy put", "network: one more tag under the controller's prefix",]);
    let golden = folder().join("edits.txt");
    if std::env::var("SNAPSHOTS").is_ok_and(|action| action == "overwrite") {
        std::fs::write(&golden, &unknown).unwrap();
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), EDITS.len(), wrong.join("\n"));
    assert_eq!(std::fs::read_to_string(golden).unwrap_or_default(), unknown);
}

#[tokio::test]
async fn an_unedited_account_gives_nothing() {
    let sandbox = applied();
    let last = sandbox.engine().account();
    for last in [None, Some(&last)] {
        let seen = look(&sandbox, last).await;
        assert!(seen.items.is_empty() && seen.complete, "{:?}", seen.items);
    }
}

/// The recorded cases of the controller: what it would have made of them, looked at again.
#[test]
fn what_was_just_applied_is_no_drift_in_any_recorded_case() {
    let mut found = Vec::new();
    for name in conformance::cases() {
        let case = conformance::folder().join(&name);
        let context = conformance::context_of(&conformance::read_json(&case.join("context.json")));
        let before: Account = serde_json::from_value(conformance::read_json(&case.join("before.json"))).unwrap();
        let text = std::fs::read_to_string(case.join("in.yaml")).unwrap();
        let (applied, _) = conformance::translated(&text, &context, Some(before));
        let (plan, _) = conformance::translated(&text, &context, Some(applied.after));
        let (fresh, _) = conformance::translated(&text, &context, None);
        let owner = context.managed_by();
        let evidence = Evidence {
            account: plan.before.as_ref().unwrap(),
            wanted: &plan.after,
            origins: Origins::of_plan(&plan, &owner),
            coverage: &Coverage::default(),
            last: None,
            fresh: Some(Fresh { account: &fresh.after, provenance: &fresh.provenance }),
        };
        found.extend(drift(&evidence).iter().map(|item| format!("{name}: {}", words(item))));
    }
    assert_eq!(found, KEPT_BY_CASES);
}

/// What the accounts of the cases hold and the controller leaves: somebody else's, or otherwise than the
/// manifests would make it.
const KEPT_BY_CASES: [&str; 5] = [
    "ownership-foreign: !foreign svc:api-default tags.application-networking.k8s.aws/ManagedBy",
    "ownership-foreign-association-kept: foreign snsa:sn:by-hand+svc:api-default",
    "ownership-own-existing: kept svc:api-default customDomainName",
    "ownership-wrong-route-tags: foreign svc:api-default tags.application-networking.k8s.aws/RouteName,tags.application-networking.k8s.aws/RouteNamespace",
    "servicenetwork-foreign: !foreign sn:museum tags.application-networking.k8s.aws/ManagedBy",
];

#[tokio::test]
async fn who_moved_is_told_apart() {
    let sandbox = applied();
    let last = sandbox.engine().account();
    let there = There(last.clone());
    let folder = tempfile::tempdir().unwrap();
    let moved = folder.path().join("shop.yaml");
    let text = std::fs::read_to_string(self::folder().join("shop.yaml")).unwrap();
    let text = text
        .replace("weight: 90", "weight: 80")
        .replace("value: /checkout", "value: /buy")
        .replace("path: /healthz", "path: /livez");
    std::fs::write(&moved, text).unwrap();
    let seen = look_with(&sandbox, load_from(&moved), Some(&last)).await;
    let found: Vec<DriftClass> = seen.items.iter().map(|item| item.class).collect();
    assert!(!found.is_empty() && found.iter().all(|class| *class == DriftClass::NotApplied), "{:?}", seen.items);
    health(sandbox.engine(), &there, STOCK_GROUP, json!({"path": "/up"}));
    health(sandbox.engine(), &there, CART_GROUP, json!({"path": "/up"}));
    let seen = look_with(&sandbox, load_from(&moved), Some(&last)).await;
    let both: Vec<String> = seen.items.iter().filter(|item| item.class == DriftClass::Both).map(words).collect();
    assert_eq!(both, ["both tg:k8s-shop-stock config.healthCheck.path"]);
    let field = &seen.items.iter().find(|item| item.class == DriftClass::Both).unwrap().fields[0];
    assert_eq!(
        (field.side, field.account.clone(), field.manifests.clone()),
        (Side::Both, Some(json!("/up")), Some(json!("/livez")))
    );
    assert!(seen.items.iter().any(|item| words(item) == "changed tg:k8s-shop-cart config.healthCheck.path"));
}

/// Reads that a look can live without, each a gap.
pub const DETAILS: [&str; 13] = [
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
];

#[tokio::test]
async fn what_could_not_be_read_is_never_no_drift() {
    for operation in DETAILS {
        let sandbox = applied();
        sandbox.engine().fault(Fault::new(operation, FaultKind::AccessDenied));
        let seen = look(&sandbox, None).await;
        assert!(!seen.complete, "{operation}");
        assert!(seen.items.iter().any(|item| item.class == DriftClass::Unreadable), "{operation}");
        let claimed: Vec<String> =
            seen.items.iter().filter(|item| item.class != DriftClass::Unreadable).map(words).collect();
        assert!(claimed.is_empty(), "{operation}: {claimed:?}");
    }
}

#[tokio::test]
async fn a_baseline_leaves_out_what_it_names_and_says_why() {
    let sandbox = applied();
    let there = There(sandbox.engine().account());
    tag(sandbox.engine(), &there, CART, "extra", "1");
    health(sandbox.engine(), &there, CART_GROUP, json!({"path": "/up"}));
    let items = look(&sandbox, None).await.items;
    let mut baseline = Baseline::default();
    baseline
        .add_file("ignore:\n- {resource: 'svc:cart-*', field: 'tags.*', reason: cost report}\n- {resource: 'tg:none', reason: gone}\n")
        .unwrap();
    let (kept, ignored) = baseline.apply(items);
    assert_eq!(kept.iter().map(words).collect::<Vec<_>>(), ["changed tg:k8s-shop-cart config.healthCheck.path"]);
    assert_eq!((ignored[0].label.as_str(), ignored[0].reason.as_str()), (CART, "cost report"));
    assert_eq!(baseline.unused().map(|entry| entry.resource.as_str()).collect::<Vec<_>>(), ["tg:none"]);
    assert!(Baseline::default().add_file("ignore:\n- {resource: x}\n").is_err(), "a reason is needed");
}
