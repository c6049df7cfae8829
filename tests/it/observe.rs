//! The inventory of an account, against the sandbox.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_types::retry::RetryConfig;
use latticectl::aws::{AwsErrorKind, ConnectOptions, LatticeRead as _, ReadClient, TagQuery};
use latticectl::diff::drift::relabel;
use latticectl::diff::entries;
use latticectl::model::{
    AccessLogSubscription, Account, FixedResponse, ForwardAction, HttpMatch, Listener, PathMatch, PathMatchType, Rule,
    RuleAction, RuleMatch, Service, ServiceNetwork, ServiceNetworkServiceAssociation, ServiceNetworkVpcAssociation,
    TagMap, Target, TargetGroup, TargetGroupConfig, WeightedTargetGroup, labels,
};
use latticectl::observe::{MANAGED_BY, Observation, Part, Scope, observe};
use latticectl::sandbox::{Fault, FaultKind, Lag, Sandbox, SandboxHandle, SandboxOptions};
use serde_json::json;

const OWNER: &str = "123456789012/shop-prod/vpc-0a1b2c3d4e5f60718";
const VPC: &str = "vpc-0a1b2c3d4e5f60718";

/// A client of a sandbox, with nothing of this machine's own configuration.
pub fn reader(sandbox: &SandboxHandle, options: &ConnectOptions) -> ReadClient {
    reader_at(&sandbox.url(), options)
}

fn reader_at(url: &str, options: &ConnectOptions) -> ReadClient {
    let credentials = Credentials::new("AKIDEXAMPLE", "secret", None, None, "tests");
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-west-2"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .endpoint_url(url)
        .retry_config(RetryConfig::disabled())
        .build();
    ReadClient::with_config(&config, options)
}

/// A sandbox that holds an account.
pub fn serve(account: &Account, number: &str, region: &str) -> SandboxHandle {
    let options = SandboxOptions { account: number.to_owned(), region: region.to_owned(), ..SandboxOptions::default() };
    let sandbox = Sandbox::start(options).unwrap();
    sandbox.engine().load(account).unwrap();
    sandbox
}

fn start(account: &Account) -> SandboxHandle {
    serve(account, "123456789012", "us-west-2")
}

/// Every call that was not a reading one.
pub fn writes(sandbox: &SandboxHandle) -> Vec<String> {
    let reads = |name: &str| ["Get", "List", "Describe"].iter().any(|start| name.starts_with(start));
    let log = sandbox.engine().log();
    let names = log.operations.keys().map(|key| key.rsplit(':').next().unwrap_or(key).to_owned());
    names.filter(|name| !reads(name)).collect()
}

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/conformance");
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.join("before.json").is_file());
    found.sort();
    assert!(found.len() >= 177, "the corpus is there");
    found
}

fn ours(more: &[(&str, &str)]) -> TagMap {
    let mut tags: TagMap = more
        .iter()
        .map(|(key, value)| (format!("application-networking.k8s.aws/{key}"), (*value).to_owned()))
        .collect();
    tags.insert(MANAGED_BY.to_owned(), OWNER.to_owned());
    tags
}

/// An account of so many services, each with its own listeners, rules and target groups, all of them ours.
fn account(services: usize, listeners: usize, rules: usize, groups: usize) -> Account {
    let mut made = Account::default();
    let network = ServiceNetwork {
        name: "store".to_owned(),
        auth_type: Some("NONE".to_owned()),
        tags: ours(&[]),
        ..ServiceNetwork::default()
    };
    made.service_networks.insert(labels::service_network("store"), network);
    let association = ServiceNetworkVpcAssociation {
        security_group_ids: vec!["sg-0a0a0a0a0a0a0a0a0".to_owned()],
        tags: ours(&[]),
        ..ServiceNetworkVpcAssociation::default()
    };
    made.service_network_vpc_associations.insert(labels::vpc_association("store", VPC), association);
    for index in 0..groups {
        let config = TargetGroupConfig {
            port: Some(80),
            protocol: Some("HTTP".to_owned()),
            protocol_version: Some("HTTP1".to_owned()),
            ip_address_type: Some("IPV4".to_owned()),
            vpc_identifier: Some(VPC.to_owned()),
            ..TargetGroupConfig::default()
        };
        let target =
            |last: usize| Target { id: format!("10.0.{}.{last}", index % 250), port: Some(8080), ..Target::default() };
        let group = TargetGroup {
            name: format!("k8s-shop-{index}-aaaaaaaaaa"),
            kind: "IP".to_owned(),
            config: Some(config),
            targets: vec![target(1), target(2)],
            tags: ours(&[("SourceTypeKey", "HTTPRoute"), ("ServiceName", &format!("s{index}"))]),
            ..TargetGroup::default()
        };
        made.target_groups.insert(format!("tg:k8s-shop-{index}-aaaaaaaaaa"), group);
    }
    let mut next = 0;
    for index in 0..services {
        let name = format!("s{index}-shop");
        let service =
            Service { name: name.clone(), auth_type: Some("NONE".to_owned()), tags: ours(&[]), ..Service::default() };
        made.services.insert(labels::service(&name), service);
        let tied = ServiceNetworkServiceAssociation { tags: ours(&[]), ..ServiceNetworkServiceAssociation::default() };
        made.service_network_service_associations.insert(labels::service_association("store", &name), tied);
        // A target group serves one service: each service has a share of them.
        let own: Vec<String> =
            (0..groups / services).map(|at| format!("tg:k8s-shop-{}-aaaaaaaaaa", next + at)).collect();
        next += own.len();
        for port in (0..listeners).map(|at| 80 + i32::try_from(at).unwrap()) {
            let listener = Listener {
                name: format!("{name}-{port}-http"),
                port,
                protocol: "HTTP".to_owned(),
                default_action: RuleAction::FixedResponse(FixedResponse { status_code: 404 }),
                tags: ours(&[]),
                ..Listener::default()
            };
            made.listeners.insert(labels::listener(&name, port), listener);
            for priority in 1..=rules {
                let group = own[priority % own.len()].clone();
                let action = ForwardAction {
                    target_groups: vec![WeightedTargetGroup { target_group_identifier: group, weight: Some(1) }],
                };
                let path =
                    PathMatch { case_sensitive: true, match_type: PathMatchType::Prefix(format!("/{priority}")) };
                let rule = Rule {
                    name: Some(format!("k8s-1-rule-{priority}")),
                    priority: i32::try_from(priority).unwrap(),
                    rule_match: RuleMatch { http_match: HttpMatch { path_match: Some(path), ..HttpMatch::default() } },
                    action: RuleAction::Forward(action),
                    tags: ours(&[]),
                    ..Rule::default()
                };
                made.rules.insert(labels::rule(&name, port, rule.priority), rule);
            }
        }
    }
    made
}

fn small() -> Account {
    let mut made = account(4, 2, 3, 8);
    let destination = "arn:aws:s3:::logs";
    let logs = AccessLogSubscription {
        destination_arn: destination.to_owned(),
        tags: ours(&[("AccessLogPolicy", "shop/logs")]),
        ..AccessLogSubscription::default()
    };
    made.access_log_subscriptions.insert(labels::access_log_subscription("svc:s0-shop", destination), logs);
    let policy = json!({"Version": "2012-10-17", "Statement": []});
    let service = made.services.get_mut("svc:s1-shop").unwrap();
    (service.auth_type, service.auth_policy) = (Some("AWS_IAM".to_owned()), Some(policy));
    made
}

fn scope() -> Scope {
    Scope {
        account: "123456789012".to_owned(),
        managed_by: Some(OWNER.to_owned()),
        networks: ["store".to_owned()].into(),
        vpc_id: Some(VPC.to_owned()),
        ..Scope::default()
    }
}

/// Panics where two accounts differ in anything but target groups' labels.
pub fn assert_same(seen: &Account, there: &Account, what: &str) {
    let seen = relabel(seen, there);
    let (one, other) = (entries(&seen), entries(there));
    let labels: (Vec<_>, Vec<_>) = (one.keys().collect(), other.keys().collect());
    assert_eq!(labels.0, labels.1, "{what}");
    for (label, entry) in &one {
        assert_eq!(entry.value, other[label].value, "{what}: {label}");
        assert_eq!(entry.identity.id, other[label].identity.id, "{what}: {label}");
        assert_eq!(entry.identity.arn, other[label].identity.arn, "{what}: {label}");
        assert_eq!(entry.tags, other[label].tags, "{what}: {label}");
    }
}

async fn look(sandbox: &SandboxHandle, scope: &Scope) -> Observation {
    observe(&reader(sandbox, &ConnectOptions::default()), scope).await.unwrap()
}

#[tokio::test]
async fn a_snapshot_of_each_recorded_account_equals_it() {
    for case in cases() {
        let read = |name: &str| std::fs::read_to_string(case.join(name)).unwrap();
        let name = case.display().to_string();
        let before: Account = serde_json::from_str(&read("before.json")).unwrap();
        let context: serde_json::Value = serde_json::from_str(&read("context.json")).unwrap();
        let text = |key: &str| context[key].as_str().unwrap_or_default().to_owned();
        let sandbox = serve(&before, &text("account"), &text("region"));
        let seen = look(&sandbox, &Scope::everything(&text("account"))).await;
        assert!(seen.coverage.is_complete(), "{name}: {:?}", seen.coverage);
        assert_same(&seen.account, &sandbox.engine().account(), &name);
        assert_same(&seen.account, &before, &name);
        if let Some(mut wanted) = before.certificates {
            wanted.sort_by(|one, other| one.certificate_arn.cmp(&other.certificate_arn));
            for certificate in &mut wanted {
                // What a recording does not say, ACM says of every certificate.
                certificate.key_algorithm.get_or_insert_with(|| "RSA_2048".to_owned());
            }
            assert_eq!(seen.account.certificates, Some(wanted), "{name}");
        }
        assert_eq!(writes(&sandbox), Vec::<String>::new(), "{name}");
        assert_eq!(sandbox.engine().violations(), Vec::<String>::new(), "{name}");
        assert_eq!(seen.counts.total_writes(), 0);
        assert_eq!(seen.counts.total_reads(), sandbox.engine().log().calls, "every call is counted");
    }
}

#[tokio::test]
async fn the_read_set_of_a_large_account_is_minimal() {
    let (services, listeners, rules, groups) = (100, 2, 10, 300);
    let sandbox = start(&account(services, listeners, rules, groups));
    let there = sandbox.engine().account();
    let pages = |items: usize| items.div_ceil(100).max(1);
    let tagged = 1 + services * (2 + listeners * (1 + rules)) + groups + 1;
    let minimum = (1 + 1) // the network
        + pages(services) + services
        + services * pages(listeners) + services * listeners
        + services * listeners * pages(rules + 1) + services * listeners * rules
        + pages(groups) + groups
        + groups // targets
        + pages(services) + 1 + 1 // associations, security groups
        + 2 * (services + 1) // policies, log subscriptions
        + pages(tagged);
    let seen = look(&sandbox, &scope()).await;
    assert_same(&seen.account, &there, "the large account");
    let reads = usize::try_from(seen.counts.total_reads()).unwrap();
    assert!(reads * 100 <= minimum * 105, "{reads} reads, {minimum} at least: {}", seen.counts.by_operation());
    assert_eq!(seen.counts.reads["GetRule"], 2000);
    assert_eq!(seen.counts.reads.get("ListTagsForResource"), None);
}

#[tokio::test]
async fn pages_of_three_and_tags_one_by_one_show_the_same() {
    let sandbox = start(&small());
    let there = sandbox.engine().account();
    sandbox.engine().set_behaviour(|behaviour| behaviour.page_size = 3);
    assert_same(&look(&sandbox, &scope()).await.account, &there, "the server's pages");
    sandbox.engine().set_behaviour(|behaviour| behaviour.page_size = 100);
    let options = ConnectOptions { page_size: 3, ..ConnectOptions::default() };
    let seen = observe(&reader(&sandbox, &options), &scope()).await.unwrap();
    assert_same(&seen.account, &there, "our pages");
    let seen = look(&sandbox, &Scope { without_tagging_api: true, ..scope() }).await;
    assert_same(&seen.account, &there, "without the tagging API");
    assert_eq!(seen.counts.reads.get("GetResources"), None);
    assert!(seen.counts.reads["ListTagsForResource"] > 30);
    let whole = look(&sandbox, &Scope::everything("123456789012")).await;
    assert_same(&whole.account, &there, "everything");
}

#[tokio::test]
async fn a_tagging_api_that_lags_hides_no_new_target_group_and_no_owner() {
    let sandbox = start(&small());
    sandbox.engine().set_behaviour(|behaviour| behaviour.tag_lag = Lag::Frozen);
    let config = json!({"port": 80, "protocol": "HTTP", "vpcIdentifier": VPC});
    let group = json!({"name": "k8s-shop-new-bbbbbbbbbb", "type": "IP", "config": config, "tags": ours(&[])});
    sandbox.engine().call("CreateTargetGroup", group).unwrap();
    sandbox.engine().call("CreateService", json!({"name": "new-shop", "tags": ours(&[])})).unwrap();
    sandbox.engine().settle();
    let seen = look(&sandbox, &Scope { services: ["new-shop".to_owned()].into(), ..scope() }).await;
    assert_eq!(seen.account.target_groups["tg:k8s-shop-new-bbbbbbbbbb"].tags[MANAGED_BY], OWNER);
    assert_eq!(seen.account.services["svc:new-shop"].tags[MANAGED_BY], OWNER);
}

#[tokio::test]
async fn what_others_own_is_read_only_where_it_is_named_or_in_touch() {
    let mut with_others = small();
    let mut foreign = ours(&[]);
    foreign.insert(MANAGED_BY.to_owned(), "123456789012/other/vpc-0f0f0f0f0f0f0f0f0".to_owned());
    for name in ["theirs", "named"] {
        let service = Service { name: name.to_owned(), tags: foreign.clone(), ..Service::default() };
        with_others.services.insert(labels::service(name), service);
    }
    let network = ServiceNetwork { name: "elsewhere".to_owned(), ..ServiceNetwork::default() };
    with_others.service_networks.insert(labels::service_network("elsewhere"), network);
    let tied = ServiceNetworkServiceAssociation::default();
    with_others.service_network_service_associations.insert(labels::service_association("elsewhere", "s0-shop"), tied);
    let sandbox = start(&with_others);
    let seen = look(&sandbox, &Scope { services: ["named".to_owned()].into(), ..scope() }).await.account;
    assert!(seen.services.contains_key("svc:named") && !seen.services.contains_key("svc:theirs"));
    assert_eq!(seen.services["svc:named"].tags, foreign);
    assert!(!seen.service_networks.contains_key("sn:elsewhere"));
    assert!(seen.service_network_service_associations.contains_key("snsa:sn:elsewhere+svc:s0-shop"));
}

#[tokio::test]
async fn throttling_failures_and_dropped_answers_change_nothing() {
    let sandbox = start(&small());
    let there = sandbox.engine().account();
    for index in 0..100 {
        sandbox.engine().fault(Fault::new("*", FaultKind::Throttle(None)).after(5 * index).times(1));
        sandbox.engine().fault(Fault::new("*", FaultKind::Internal).after(20 * index + 3).times(1));
        sandbox.engine().fault(Fault::new("*", FaultKind::Unavailable).after(20 * index + 13).times(1));
        sandbox.engine().fault(Fault::new("*", FaultKind::DropBefore).after(25 * index + 7).times(1));
        sandbox.engine().fault(Fault::new("*", FaultKind::DropAfter).after(25 * index + 19).times(1));
    }
    let seen = look(&sandbox, &scope()).await;
    assert!(seen.coverage.is_complete(), "{:?}", seen.coverage);
    assert_same(&seen.account, &there, "through faults");
    let refused: u64 = sandbox.engine().log().operations.values().flat_map(|count| count.failed.values()).sum();
    assert!(refused > 20, "the faults hit: {refused}");
}

#[tokio::test]
async fn retry_after_is_waited_for() {
    let sandbox = start(&small());
    sandbox.engine().fault(Fault::new("ListServices", FaultKind::Throttle(Some(1))).times(1));
    let start = std::time::Instant::now();
    look(&sandbox, &scope()).await;
    assert!(start.elapsed() >= std::time::Duration::from_secs(1));
}

#[tokio::test]
async fn what_is_deleted_between_list_and_get_is_gone() {
    let gone = |operation: &'static str| async move {
        let sandbox = start(&small());
        sandbox.engine().fault(Fault::new(operation, FaultKind::NotFound).times(1));
        let seen = look(&sandbox, &scope()).await;
        assert!(seen.coverage.is_complete(), "{operation}: {:?}", seen.coverage);
        seen.account
    };
    let whole = small();
    assert_eq!(gone("GetService").await.services.len(), whole.services.len() - 1);
    assert_eq!(gone("GetListener").await.listeners.len(), whole.listeners.len() - 1);
    assert_eq!(gone("GetRule").await.rules.len(), whole.rules.len() - 1);
    // A group that a rule still names is looked for once more.
    assert_eq!(gone("GetTargetGroup").await.target_groups.len(), whole.target_groups.len());
    assert_eq!(gone("GetServiceNetworkVpcAssociation").await.service_network_vpc_associations.len(), 0);
    gone("ListListeners").await;
    gone("ListRules").await;
    gone("ListTargets").await;
}

#[tokio::test]
async fn what_may_not_be_read_is_said() {
    let parts = [
        ("GetServiceNetwork", Part::Details),
        ("GetService", Part::Details),
        ("ListListeners", Part::Listeners),
        ("GetListener", Part::Details),
        ("ListRules", Part::Rules),
        ("GetRule", Part::Rules),
        ("GetTargetGroup", Part::Details),
        ("ListTargets", Part::Targets),
        ("ListServiceNetworkServiceAssociations", Part::ServiceAssociations),
        ("ListServiceNetworkVpcAssociations", Part::VpcAssociations),
        ("GetServiceNetworkVpcAssociation", Part::Details),
        ("GetAuthPolicy", Part::Policy),
        ("ListAccessLogSubscriptions", Part::AccessLogSubscriptions),
    ];
    for (operation, part) in parts {
        let sandbox = start(&small());
        sandbox.engine().fault(Fault::new(operation, FaultKind::AccessDenied));
        let seen = look(&sandbox, &scope()).await;
        assert!(!seen.coverage.is_complete(), "{operation}");
        let gap = seen.coverage.gaps().iter().find(|gap| gap.operation == operation).unwrap();
        assert!(gap.denied && gap.part == part, "{operation}: {gap:?}");
    }
    for operation in ["ListServices", "ListServiceNetworks", "ListTargetGroups"] {
        let sandbox = start(&small());
        sandbox.engine().fault(Fault::new(operation, FaultKind::AccessDenied));
        let error = observe(&reader(&sandbox, &ConnectOptions::default()), &scope()).await.unwrap_err();
        assert_eq!((error.operation, error.kind), (operation, AwsErrorKind::AccessDenied));
    }
    // Without the tagging API tags are read one by one: nothing is missing.
    let sandbox = start(&small());
    sandbox.engine().fault(Fault::new("GetResources", FaultKind::AccessDenied));
    let seen = look(&sandbox, &scope()).await;
    assert_same(&seen.account, &sandbox.engine().account(), "tagging API denied");
    assert!(seen.coverage.is_complete() && seen.coverage.gaps()[0].part == Part::TaggingApi);
}

#[tokio::test]
async fn an_endpoint_that_nobody_serves_is_named() {
    let sandbox = start(&small());
    let url = sandbox.url();
    let client = reader(&sandbox, &ConnectOptions::default());
    sandbox.stop();
    let error = observe(&client, &scope()).await.unwrap_err();
    assert_eq!(error.kind, AwsErrorKind::Connection);
    assert!(error.message.contains(&url), "{error}");
}

/// A tagging API that gives the same page again and again; its address.
fn stuck() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().take(9) {
            let mut stream = BufReader::new(stream.unwrap());
            let (mut line, mut length) = (String::new(), 0);
            while stream.read_line(&mut line).unwrap() > 2 {
                if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
                line.clear();
            }
            stream.read_exact(&mut vec![0; length]).unwrap();
            let body = r#"{"PaginationToken":"again","ResourceTagMappingList":[{"ResourceARN":"arn:x","Tags":[]}]}"#;
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.1\r\nconnection: close";
            let answer = format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
            stream.get_mut().write_all(answer.as_bytes()).unwrap();
        }
    });
    url
}

#[tokio::test]
async fn half_of_the_tags_is_no_answer() {
    let client = reader_at(&stuck(), &ConnectOptions::default());
    let error = client.tagged_resources(&TagQuery::default()).await.unwrap_err();
    assert_eq!((error.operation, error.kind), ("GetResources", AwsErrorKind::Other));
    assert!(error.message.contains("same page twice"), "{error}");
}
