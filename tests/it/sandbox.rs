//! The sandbox over HTTP: the project's own client, faults, the state file, bad requests.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use aws_sdk_vpclattice::config::{BehaviorVersion, Credentials, Region, SharedCredentialsProvider};
use latticectl::aws::{
    AwsErrorKind, ConnectOptions, LatticeRead as _, LatticeWrite as _, NewListener, NewRule, NewService,
    NewServiceAssociation, NewServiceNetwork, NewTargetGroup, TagQuery, WriteClient,
};
use latticectl::model::{
    ForwardAction, HttpMatch, RuleAction, RuleMatch, TagMap, Target, TargetGroupConfig, WeightedTargetGroup,
};
use latticectl::sandbox::{Behaviour, Fault, FaultKind, Lag, Sandbox, SandboxHandle, SandboxOptions};

fn sandbox(behaviour: Behaviour) -> SandboxHandle {
    Sandbox::start(SandboxOptions { behaviour, ..SandboxOptions::default() }).unwrap()
}

fn client(url: &str) -> WriteClient {
    let config = aws_config::SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-west-2"))
        .credentials_provider(SharedCredentialsProvider::new(Credentials::new("any", "any", None, None, "tests")))
        .endpoint_url(url)
        .build();
    let options = ConnectOptions { endpoint_url: Some(url.to_owned()), page_size: 2, ..ConnectOptions::default() };
    WriteClient::with_config(&config, &options)
}

fn service(name: &str, token: &str) -> NewService {
    NewService {
        name: name.to_owned(),
        auth_type: None,
        custom_domain_name: None,
        certificate_arn: None,
        tags: [("team".to_owned(), "shop".to_owned())].into(),
        client_token: token.to_owned(),
    }
}

#[tokio::test]
async fn the_projects_own_client_builds_and_reads_an_account() {
    let sandbox = sandbox(Behaviour { page_size: 2, ..Behaviour::default() });
    let client = client(&sandbox.url());
    let network = NewServiceNetwork {
        name: "store".to_owned(),
        auth_type: None,
        tags: TagMap::new(),
        client_token: "network".to_owned(),
    };
    let network = client.create_service_network(network).await.unwrap();
    let made = client.create_service(service("web", "web")).await.unwrap();
    let config = TargetGroupConfig {
        port: Some(80),
        protocol: Some("HTTP".to_owned()),
        vpc_identifier: Some("vpc-0a1b2c3d4e5f60718".to_owned()),
        ..Default::default()
    };
    let group = NewTargetGroup {
        name: "web".to_owned(),
        kind: "IP".to_owned(),
        config: Some(config),
        tags: TagMap::new(),
        client_token: "group".to_owned(),
    };
    let group = client.create_target_group(group).await.unwrap();
    sandbox.engine().settle();
    let target = |n: u8| Target { id: format!("10.0.0.{n}"), port: Some(80), ..Target::default() };
    let failed = client.register_targets(&group.id, (1..=5).map(target).collect()).await.unwrap();
    assert!(failed.is_empty(), "{failed:?}");
    let weighted = WeightedTargetGroup { target_group_identifier: group.id.clone(), weight: Some(1) };
    let forward = RuleAction::Forward(ForwardAction { target_groups: vec![weighted] });
    let listener = NewListener {
        name: "http".to_owned(),
        port: 80,
        protocol: "HTTP".to_owned(),
        default_action: RuleAction::default(),
        tags: TagMap::new(),
        client_token: "listener".to_owned(),
    };
    let listener = client.create_listener(&made.id, listener).await.unwrap();
    let rule = NewRule {
        name: "first".to_owned(),
        priority: 1,
        rule_match: RuleMatch { http_match: HttpMatch { method: Some("GET".to_owned()), ..Default::default() } },
        action: forward,
        tags: TagMap::new(),
        client_token: "rule".to_owned(),
    };
    client.create_rule(&made.id, &listener.id, rule).await.unwrap();
    let association = NewServiceAssociation {
        network: network.id.clone(),
        service: made.id.clone(),
        tags: TagMap::new(),
        client_token: "association".to_owned(),
    };
    client.create_service_association(association).await.unwrap();
    let reader = client.reader();
    assert_eq!(reader.list_targets(&group.id).await.unwrap().len(), 5, "three pages");
    assert_eq!(reader.list_rules(&made.id, &listener.id).await.unwrap().len(), 2);
    let query = TagQuery::default();
    let tagged = reader.tagged_resources(&query).await.unwrap();
    assert_eq!(tagged.len(), 1, "{tagged:?}");
    assert_eq!(reader.caller_identity().await.unwrap().account, "123456789012");
    let account = sandbox.engine().account();
    assert_eq!(account.rules.len(), 1);
    assert_eq!(account.target_groups["tg:web"].targets.len(), 5);
    assert_eq!(sandbox.engine().violations(), Vec::<String>::new());
    sandbox.stop();
}

#[tokio::test]
async fn faults_hit_and_the_client_gets_over_them() {
    let sandbox = sandbox(Behaviour::default());
    let client = client(&sandbox.url());
    let engine = sandbox.engine();
    for (number, kind) in [
        FaultKind::Throttle(None),
        FaultKind::Internal,
        FaultKind::InternalAfter,
        FaultKind::Unavailable,
        FaultKind::DropBefore,
        FaultKind::DropAfter,
        FaultKind::Delay(30),
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("service-{number}");
        engine.fault(Fault::new("CreateService", kind.clone()).times(1));
        client.create_service(service(&name, &name)).await.unwrap_or_else(|error| panic!("{kind:?}: {error}"));
        let made = engine.dump().services.values().filter(|service| service.name == name).count();
        assert_eq!(made, 1, "{kind:?}");
    }
    // Seven calls, six of them twice.
    assert_eq!(engine.count("vpc-lattice:CreateService"), 13);
    let there = engine.account().services["svc:service-0"].identity.id.clone().unwrap();
    engine.fault(Fault::new("GetService", FaultKind::AccessDenied));
    let denied = client.reader().get_service(&there).await.unwrap_err();
    assert_eq!(denied.kind, AwsErrorKind::AccessDenied, "{denied}");
    engine.clear_faults();
    assert!(client.reader().get_service(&there).await.is_ok());
    engine.fault(Fault::new("CreateService", FaultKind::FailTransition("LimitExceeded".to_owned())).times(1));
    let failing = client.create_service(service("failing", "failing")).await.unwrap();
    engine.settle();
    let failed = client.reader().get_service(&failing.id).await.unwrap();
    assert_eq!(failed.identity.status.as_deref(), Some("CREATE_FAILED"));
    assert_eq!(failed.identity.failure_code.as_deref(), Some("LimitExceeded"));
    sandbox.stop();
}

#[tokio::test]
async fn rates_throttle_and_the_tagging_service_lags() {
    let sandbox = sandbox(Behaviour { tag_lag: Lag::Frozen, ..Behaviour::default() });
    let client = client(&sandbox.url());
    sandbox.engine().set_behaviour(|behaviour| {
        behaviour.rates.insert("ListServices".to_owned(), "2/1".parse().unwrap());
    });
    client.create_service(service("web", "web")).await.unwrap();
    let reader = client.reader();
    for _ in 0..2 {
        assert_eq!(reader.list_services().await.unwrap().len(), 1);
    }
    let log = sandbox.engine().log();
    assert!(log.operations["vpc-lattice:ListServices"].failed["ThrottlingException"] >= 1, "{log:?}");
    assert_eq!(reader.tagged_resources(&TagQuery::default()).await.unwrap().len(), 0);
    sandbox.engine().set_behaviour(|behaviour| behaviour.tag_lag = Lag::None);
    assert_eq!(reader.tagged_resources(&TagQuery::default()).await.unwrap().len(), 1);
    sandbox.stop();
}

/// One request on a connection of its own: status and body; status 0 when the connection just closed.
fn http(address: &str, head: &str, body: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address.trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let length = body.len();
    // The sandbox may refuse before it has read everything.
    let _ = write!(stream, "{head}\r\nhost: sandbox\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}");
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    (status, answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default())
}

#[test]
fn bad_requests_are_answered_and_do_no_harm() {
    let sandbox = sandbox(Behaviour::default());
    let url = sandbox.url();
    let signed = "authorization: AWS4-HMAC-SHA256 Credential=A/20260101/us-west-2/vpc-lattice/aws4_request, x";
    let other = |service: &str| signed.replace("vpc-lattice", service);
    let cases = [
        ("GET /services HTTP/1.1".to_owned(), "", 403),
        ("GET /services HTTP/1.1\r\nauthorization: Bearer x".to_owned(), "", 403),
        (format!("GET /services HTTP/1.1\r\n{}", other("s3")), "", 404),
        (format!("GET /nothing HTTP/1.1\r\n{signed}"), "", 404),
        (format!("PUT /services HTTP/1.1\r\n{signed}"), "", 404),
        (format!("POST /services HTTP/1.1\r\n{signed}"), "{", 400),
        (format!("POST /services HTTP/1.1\r\n{signed}"), "[]", 400),
        (format!("POST /services HTTP/1.1\r\n{signed}"), r#"{"name": {"a": [1, null]}}"#, 400),
        (format!("GET /services?maxResults=many HTTP/1.1\r\n{signed}"), "", 400),
        (format!("GET /services?maxResults=0 HTTP/1.1\r\n{signed}"), "", 400),
        (format!("GET /services?nextToken=%ff%fe HTTP/1.1\r\n{signed}"), "", 400),
        (format!("GET /services/%00%ff HTTP/1.1\r\n{signed}"), "", 404),
        (format!("POST / HTTP/1.1\r\n{}", other("tagging")), "{}", 404),
        (
            format!("POST / HTTP/1.1\r\n{}\r\nx-amz-target: X.GetResources", other("tagging")),
            r#"{"TagFilters": 3}"#,
            400,
        ),
        (format!("POST / HTTP/1.1\r\n{}", other("sts")), "Action=AssumeRole", 404),
        (format!("POST / HTTP/1.1\r\n{}", other("ec2")), "Action=RunInstances", 404),
        ("POST /_sandbox/faults HTTP/1.1".to_owned(), "nonsense", 400),
        ("PUT /_sandbox/state HTTP/1.1".to_owned(), r#"{"format_version": "9.0"}"#, 400),
        ("GET /_sandbox/nothing HTTP/1.1".to_owned(), "", 404),
    ];
    for (head, body, expected) in cases {
        let (status, answer) = http(&url, &head, body);
        assert_eq!(status, expected, "{head} {body}: {answer}");
    }
    let huge = "x".repeat(5 << 20);
    let (status, _) = http(&url, &format!("POST /services HTTP/1.1\r\n{signed}"), &huge);
    assert!(status == 413 || status == 0, "{status}");
    http(&url, "\u{0}\u{1}nonsense", "");
    let (status, body) = http(&url, &format!("GET /services HTTP/1.1\r\n{signed}"), "");
    assert_eq!((status, body.as_str()), (200, r#"{"items":[]}"#));
    sandbox.stop();
}

/// A running binary and its URL.
struct Running(Child, String);

impl Running {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_latticectl"))
            .arg("sandbox")
            .args(arguments)
            .current_dir(folder)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        Self(child, url.trim().to_owned())
    }

    fn call(&self, operation: &str, input: &str) -> String {
        let (status, body) = http(&self.1, &format!("POST /_sandbox/call/{operation} HTTP/1.1"), input);
        assert_eq!(status, 200, "{operation} {input}: {body}");
        body
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_state_file_survives_kills_and_restarts() {
    let folder = tempfile::tempdir().unwrap();
    for round in 0..3 {
        let mut running = Running::start(folder.path(), &["--state", "state.json"]);
        let networks = running.call("ListServiceNetworks", "{}");
        assert_eq!(networks.matches("\"id\"").count(), round, "{networks}");
        running.call("CreateServiceNetwork", &format!(r#"{{"name": "network-{round}"}}"#));
        // SIGKILL: what was answered is on disk.
        running.0.kill().unwrap();
        running.0.wait().unwrap();
    }
    let mut running = Running::start(folder.path(), &["--state", "state.json"]);
    running.call("CreateServiceNetwork", r#"{"name": "last"}"#);
    let ended = Command::new("kill").arg(running.0.id().to_string()).status().unwrap();
    assert!(ended.success());
    assert_eq!(running.0.wait().unwrap().code(), Some(0), "SIGTERM ends it cleanly");
    let text = std::fs::read_to_string(folder.path().join("state.json")).unwrap();
    assert!(text.contains("\"last\"") && text.contains("network-2"), "{text}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file stays");
}

#[test]
fn other_addresses_than_loopback_must_be_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_latticectl"));
        command.arg("sandbox").args(arguments).current_dir(folder.path()).output().unwrap()
    };
    let output = run(&["--listen", "0.0.0.0:0"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("not a loopback address"), "{output:?}");
    assert_eq!(run(&["--quota", "nonsense=1"]).status.code(), Some(64));
    assert_eq!(run(&["--fault", "CreateRule=nonsense"]).status.code(), Some(64));
}

#[test]
fn it_can_begin_with_manifests() {
    let folder = tempfile::tempdir().unwrap();
    let manifests = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/examples/path-routes");
    let running = Running::start(folder.path(), &["--seed", manifests.to_str().unwrap()]);
    let services = running.call("ListServices", "{}");
    assert!(services.contains("svc-"), "{services}");
    let (_, state) = http(&running.1, "GET /_sandbox/log HTTP/1.1", "");
    assert!(state.contains("\"violations\":[]"), "{state}");
}
