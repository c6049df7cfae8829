//! Reading a live cluster, against a stand-in API server with every fault that a real one shows.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use latticectl::diag::Severity;
use latticectl::load::cluster::{
    Access, ClusterError, LiveCluster, Namespaces, Patience, Selection, connect, overlay, read,
};
use latticectl::load::{Document, Node};
use serde_json::{Value, json};

use crate::api_server::{ApiServer, Behaviour, Fault, everything};

pub const PATIENCE: Patience = Patience {
    attempts: 4,
    pause: Duration::from_millis(5),
    longest_pause: Duration::from_secs(2),
    silence: Duration::from_secs(1),
    page_size: 500,
    concurrency: 8,
};

pub fn gateway_api(kind: &str, namespace: Option<&str>, name: &str, spec: &Value) -> Value {
    object("gateway.networking.k8s.io/v1", kind, namespace, name, spec)
}

pub fn object(api_version: &str, kind: &str, namespace: Option<&str>, name: &str, spec: &Value) -> Value {
    let mut metadata = json!({
        "name": name, "uid": "u", "resourceVersion": "5", "generation": 2,
        "creationTimestamp": "2026-01-01T00:00:00Z", "managedFields": [{"manager": "kubectl"}],
    });
    if let Some(namespace) = namespace {
        metadata["namespace"] = json!(namespace);
    }
    json!({"apiVersion": api_version, "kind": kind, "metadata": metadata, "spec": spec})
}

pub fn route(namespace: &str, name: &str) -> Value {
    let rule = json!({"backendRefs": [{"name": "cart", "port": 80}]});
    gateway_api("HTTPRoute", Some(namespace), name, &json!({"parentRefs": [{"name": "shop"}], "rules": [rule]}))
}

pub fn gateway(namespace: &str) -> Value {
    let listener = json!({"name": "http", "port": 80, "protocol": "HTTP"});
    let spec = json!({"gatewayClassName": "amazon-vpc-lattice", "listeners": [listener]});
    gateway_api("Gateway", Some(namespace), "shop", &spec)
}

pub fn class() -> Value {
    let spec = json!({"controllerName": "application-networking.k8s.aws/gateway-api-controller"});
    gateway_api("GatewayClass", None, "amazon-vpc-lattice", &spec)
}

pub fn service(namespace: &str) -> Value {
    let spec = json!({
        "type": "ClusterIP", "clusterIP": "10.0.0.7", "clusterIPs": ["10.0.0.7"], "sessionAffinity": "None",
        "ipFamilies": ["IPv4"], "ipFamilyPolicy": "SingleStack", "ports": [{"port": 80, "targetPort": 8080}],
    });
    object("v1", "Service", Some(namespace), "cart", &spec)
}

pub fn slice(namespace: &str) -> Value {
    let mut slice = object("discovery.k8s.io/v1", "EndpointSlice", Some(namespace), "cart-1", &Value::Null);
    slice["metadata"]["labels"] = json!({"kubernetes.io/service-name": "cart"});
    slice["addressType"] = json!("IPv4");
    slice["ports"] = json!([{"port": 8080}]);
    slice["endpoints"] = json!([
        {"addresses": ["10.0.1.1"], "conditions": {"ready": true}, "nodeName": "n", "zone": "a"},
    ]);
    slice
}

pub fn shop(routes: usize) -> Vec<Value> {
    let mut objects = vec![class(), gateway("shop"), service("shop"), slice("shop")];
    objects.extend((0..routes).map(|number| route("shop", &format!("route-{number:04}"))));
    objects
}

pub fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

pub fn read_with(server: &ApiServer, selection: &Selection, files: &[Document]) -> Result<LiveCluster, ClusterError> {
    let access = Access { kubeconfig: Some(server.kubeconfig(&json!({}))), context: None };
    run(async {
        let connection = connect(&access).await?;
        read(&connection, selection, files, PATIENCE).await
    })
}

pub fn all() -> Selection {
    Selection { namespaces: Namespaces::All, selector: None }
}

pub fn faulty(plural: &'static str, faults: impl IntoIterator<Item = Fault>) -> ApiServer {
    let faults = BTreeMap::from([(plural, faults.into_iter().collect::<VecDeque<_>>())]);
    ApiServer::start(Behaviour { objects: shop(1200), faults, ..Behaviour::default() })
}

pub fn names(live: &LiveCluster, kind: &str) -> Vec<String> {
    let text = |node: &Node, key: &str| node.get(key).and_then(Node::as_str).unwrap_or_default().to_owned();
    let of_kind = live.documents.iter().filter(|document| text(&document.node, "kind") == kind);
    of_kind.map(|document| text(document.node.get("metadata").unwrap(), "name")).collect()
}

/// 1,200 routes, each once and in order: what every recovered fault must end in.
fn assert_whole(live: &LiveCluster) {
    let expected: Vec<String> = (0..1200).map(|number| format!("route-{number:04}")).collect();
    assert_eq!(names(live, "HTTPRoute"), expected);
    assert!(live.coverage.findings().is_empty(), "{:?}", live.coverage);
    assert!(live.coverage.is_complete());
}

#[test]
fn lists_come_in_pages_and_what_nothing_reads_is_dropped() {
    let server = faulty("httproutes", []);
    let live = read_with(&server, &all(), &[]).unwrap();
    assert_whole(&live);
    let pages = server.seen_of("httproutes");
    assert_eq!(pages.len(), 3, "{pages:?}");
    assert!(pages[0].ends_with("?limit=500") && pages[2].contains("continue=from%201000"), "{pages:?}");
    let slice = live.documents.iter().map(|document| &document.node).find(|node| node.get("endpoints").is_some());
    let endpoint = &slice.unwrap().get("endpoints").unwrap().items()[0];
    let keys: Vec<&str> = endpoint.entries().iter().map(|entry| &*entry.key).collect();
    assert_eq!(keys, ["addresses", "conditions"]);
    assert_eq!(slice.unwrap().get("apiVersion").and_then(Node::as_str), Some("discovery.k8s.io/v1"));
}

#[test]
fn an_expired_list_starts_anew_and_at_last_asks_for_all_at_once() {
    let expired = || [Fault::Fine, Fault::Status(410, None)];
    let server = faulty("httproutes", expired());
    assert_whole(&read_with(&server, &all(), &[]).unwrap());
    assert_eq!(server.seen_of("httproutes").len(), 2 + 3);

    let server = faulty("httproutes", [expired(), expired(), expired()].concat());
    assert_whole(&read_with(&server, &all(), &[]).unwrap());
    let seen = server.seen_of("httproutes");
    assert!(!seen.last().unwrap().contains("limit"), "{seen:?}");

    let server = faulty("httproutes", std::iter::repeat_n(Fault::Status(410, None), 9));
    assert!(matches!(read_with(&server, &all(), &[]), Err(ClusterError::Failed { attempts: 4, .. })));
}

#[test]
fn a_busy_server_is_asked_again_when_it_says() {
    let server =
        faulty("httproutes", [Fault::Status(429, Some(1)), Fault::Status(503, None), Fault::Status(500, None)]);
    let start = Instant::now();
    assert_whole(&read_with(&server, &all(), &[]).unwrap());
    assert!(start.elapsed() >= Duration::from_secs(1), "Retry-After was not obeyed");

    let server = faulty("gateways", std::iter::repeat_n(Fault::Status(429, None), 9));
    let error = read_with(&server, &all(), &[]).unwrap_err().to_string();
    assert!(error.contains("gateways.gateway.networking.k8s.io after 4 attempts: 429 scripted"), "{error}");
    assert_eq!(server.seen_of("gateways").len(), 4);
}

#[test]
fn cut_garbled_slow_and_silent_answers_are_read_again() {
    let late = Duration::from_secs(30);
    for fault in [Fault::Cut, Fault::Garbled, Fault::Stall(late), Fault::Silence(late)] {
        let server = faulty("httproutes", [Fault::Fine, fault.clone()]);
        assert_whole(&read_with(&server, &all(), &[]).unwrap());
        assert!(server.seen_of("httproutes").len() >= 4, "{fault:?}: the second page was read once only");
    }
    let server = faulty("services", std::iter::repeat_n(Fault::Cut, 9));
    let error = read_with(&server, &all(), &[]).unwrap_err().to_string();
    assert!(error.contains("services after 4 attempts: "), "{error}");
}

#[test]
fn compressed_answers_are_read_whole_and_cut_ones_again() {
    let faults = BTreeMap::from([("httproutes", VecDeque::from([Fault::Cut]))]);
    let server = ApiServer::start(Behaviour { objects: shop(1200), gzip: true, faults, ..Behaviour::default() });
    assert_whole(&read_with(&server, &all(), &[]).unwrap());
    assert!(server.seen().iter().all(|seen| seen.compressed));
}

#[test]
fn a_denied_kind_is_told_with_its_cost_and_a_needed_one_ends_the_run() {
    let denied = |ends: &[&str]| {
        let denied = ends.iter().map(|end| (*end).to_owned()).collect();
        ApiServer::start(Behaviour { objects: shop(2), denied, ..Behaviour::default() })
    };
    let server = denied(&["/tlsroutes", "/endpointslices"]);
    let live = read_with(&server, &all(), &[]).unwrap();
    assert_eq!(names(&live, "HTTPRoute").len(), 2);
    let findings = live.coverage.findings();
    let told: Vec<(u16, Severity, &str)> =
        findings.iter().map(|finding| (finding.code.0, finding.severity, finding.message.as_str())).collect();
    assert_eq!(
        told,
        [
            (
                2015,
                Severity::Warning,
                "tlsroutes.gateway.networking.k8s.io may not be listed in all namespaces (403): TLSRoutes are not \
                 in the plan, and what they made looks as if no manifest asked for it"
            ),
            (
                2015,
                Severity::Warning,
                "endpointslices.discovery.k8s.io may not be listed in all namespaces (403): targets are unknown \
                 until the controller registers them"
            ),
        ]
    );
    assert!(!live.coverage.is_complete());
    assert_eq!(live.coverage.unseen().len(), 2, "nothing may be written");
    let error = read_with(&denied(&["/services"]), &all(), &[]).unwrap_err();
    assert_eq!(error.to_string(), "may not list services in all namespaces: every backend would look missing");
    let only_shop = Selection { namespaces: Namespaces::These(vec!["shop".into()]), selector: None };
    let server = denied(&["/v1/gateways"]);
    let live = read_with(&server, &only_shop, &[]).unwrap();
    assert_eq!(names(&live, "Gateway"), ["shop"], "the namespace's own Gateways may be listed");
    let error = read_with(&denied(&["/gateways"]), &only_shop, &[]).unwrap_err();
    assert!(matches!(error, ClusterError::Needed { .. }), "{error}");
}

#[test]
fn what_is_not_installed_is_told_and_older_versions_are_read() {
    let mut served = everything();
    served.remove("application-networking.k8s.aws");
    served.insert(
        "gateway.networking.k8s.io",
        vec![
            ("v1", vec!["gatewayclasses", "gateways", "httproutes"]),
            ("v1beta1", vec!["gatewayclasses", "gateways", "httproutes", "referencegrants"]),
            ("v1alpha2", vec!["tlsroutes"]),
        ],
    );
    let mut objects = shop(1);
    let mut tls = gateway_api("TLSRoute", Some("shop"), "tls", &json!({"parentRefs": [{"name": "shop"}]}));
    tls["apiVersion"] = json!("gateway.networking.k8s.io/v1alpha2");
    objects.push(tls);
    let server = ApiServer::start(Behaviour { objects, served: Some(served), ..Behaviour::default() });
    let live = read_with(&server, &all(), &[]).unwrap();
    assert_eq!(names(&live, "TLSRoute"), ["tls"]);
    assert_eq!(server.seen_of("tlsroutes"), ["/apis/gateway.networking.k8s.io/v1alpha2/tlsroutes?limit=500"]);
    assert_eq!(server.seen_of("referencegrants").len(), 1);
    let findings = live.coverage.findings();
    assert!(findings.iter().all(|finding| finding.code.0 == 2016 && finding.severity == Severity::Note));
    assert_eq!(findings.len(), 7 + 1 + 2, "the controller's seven, GRPCRoute, two in older versions: {findings:?}");
    let older = "the cluster serves tlsroutes.gateway.networking.k8s.io only as v1alpha2";
    assert!(findings.iter().any(|finding| finding.message.starts_with(older)), "{findings:?}");
    assert!(live.coverage.is_complete(), "a kind that is not installed has no objects");
}

#[test]
fn a_selection_narrows_routes_and_not_what_they_refer_to() {
    let mut objects = shop(2);
    objects.extend([gateway("infra"), service("other"), service("unrelated"), route("unrelated", "x")]);
    let mut marked = route("shop", "marked");
    marked["metadata"]["labels"] = json!({"team": "a"});
    marked["spec"]["rules"][0]["backendRefs"][0]["namespace"] = json!("other");
    objects.push(marked);
    for (name, target) in [("kept", "marked"), ("left-out", "route-0000")] {
        let target = json!({"group": "gateway.networking.k8s.io", "kind": "HTTPRoute", "name": target});
        let spec = json!({"targetRef": target, "policy": "{}"});
        objects.push(object("application-networking.k8s.aws/v1alpha1", "IAMAuthPolicy", Some("shop"), name, &spec));
    }
    for (name, kind) in [("of-gateway", "Gateway"), ("of-route", "HTTPRoute")] {
        let target = json!({"group": "gateway.networking.k8s.io", "kind": kind, "name": "shop"});
        let spec = json!({"targetRef": target, "policy": "{}"});
        objects.push(object("application-networking.k8s.aws/v1alpha1", "IAMAuthPolicy", Some("other"), name, &spec));
    }
    let server = ApiServer::start(Behaviour { objects, ..Behaviour::default() });
    let selection = Selection { namespaces: Namespaces::These(vec!["shop".into()]), selector: Some("team=a".into()) };
    let live = read_with(&server, &selection, &[]).unwrap();
    assert_eq!(names(&live, "HTTPRoute"), ["marked"]);
    let policies = names(&live, "IAMAuthPolicy");
    assert_eq!(policies, ["of-gateway", "kept"], "of Gateways, and of selected routes whatever their labels");
    assert_eq!(names(&live, "Gateway").len(), 2, "Gateways of all namespaces");
    assert_eq!(names(&live, "Service").len(), 2, "of the route's namespace and of its backend's");
    assert!(!live.coverage.is_complete());
    let services = server.seen_of("services");
    assert!(services.iter().all(|target| !target.contains("labelSelector")), "{services:?}");
    assert!(server.seen_of("httproutes")[0].contains("labelSelector=team%3Da"));

    let wrong = Selection { selector: Some("team=(".into()), ..selection };
    let error = read_with(&server, &wrong, &[]).unwrap_err();
    assert!(matches!(error, ClusterError::BadRequest { .. }), "{error}");
}

pub fn latticectl(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_latticectl"));
    command.args(arguments).env_clear().env("HOME", "/nonexistent").env("PATH", "/usr/bin:/bin");
    command.envs(variables.iter().copied()).output().unwrap()
}

fn message(arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let output = latticectl(&[&["lint", "--cluster"], arguments].concat(), variables);
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    text
}

pub fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn each_way_to_miss_a_cluster_has_its_own_message() {
    let text = message(&[], &[]);
    assert!(text.contains("no cluster to read") && text.contains("KUBECONFIG is not set"), "{text}");

    let server = ApiServer::start(Behaviour { token: Some("right"), ..Behaviour::default() });
    let kubeconfig = server.kubeconfig(&json!({"token": "expired"}));
    let text = message(&["--kubeconfig", path(&kubeconfig), "--context", "shoop"], &[]);
    assert!(text.contains(r#"no context "shoop"; it has other, shop"#), "{text}");
    let text = message(&[], &[("KUBECONFIG", path(&kubeconfig))]);
    assert!(text.contains("does not accept the credentials (401") && text.contains("may have expired"), "{text}");

    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let kubeconfig = server.kubeconfig_of(&json!({"server": format!("http://{free}")}), &json!({}));
    let text = message(&["--kubeconfig", path(&kubeconfig)], &[]);
    assert!(text.contains(&format!("no answer from http://{free} (context shop): ")), "{text}");
    assert!(text.contains("onnection refused"), "{text}");

    let text = message(&["--kubeconfig", "/nonexistent/config"], &[]);
    assert!(text.contains("/nonexistent/config"), "{text}");
}

#[test]
fn a_certificate_of_someone_else_is_named() {
    use std::fmt::Write as _;
    let server = ApiServer::start(Behaviour { objects: shop(1), tls_for: Some("localhost"), ..Behaviour::default() });
    let other = ApiServer::start(Behaviour { tls_for: Some("elsewhere"), ..Behaviour::default() });
    let cluster = |of: &ApiServer, authority: &ApiServer| {
        let file = of.folder().join("ca.pem");
        std::fs::write(&file, authority.certificate()).unwrap();
        json!({"server": format!("https://localhost:{}", of.port()), "certificate-authority": file})
    };
    let text = message(&["--kubeconfig", path(&server.kubeconfig_of(&cluster(&server, &other), &json!({})))], &[]);
    assert!(text.contains("is not trusted: invalid peer certificate: "), "{text}");
    let text = message(&["--kubeconfig", path(&other.kubeconfig_of(&cluster(&other, &other), &json!({})))], &[]);
    assert!(text.contains("is not trusted") && text.contains("not valid for name"), "{text}");

    let trusted = server.kubeconfig_of(&cluster(&server, &server), &json!({}));
    let access = Access { kubeconfig: Some(trusted), context: None };
    let live = run(async { read(&connect(&access).await?, &all(), &[], PATIENCE).await }).unwrap();
    let mut text = String::new();
    write!(text, "{:?}", names(&live, "HTTPRoute")).unwrap();
    assert_eq!(text, r#"["route-0000"]"#);
}

#[test]
fn credentials_come_from_the_plugin() {
    let server = ApiServer::start(Behaviour { objects: shop(1), token: Some("minted"), ..Behaviour::default() });
    let exec = |script: &str| {
        json!({"exec": {
            "apiVersion": "client.authentication.k8s.io/v1beta1", "command": "sh", "args": ["-c", script],
            "interactiveMode": "Never",
        }})
    };
    let credential = json!({
        "apiVersion": "client.authentication.k8s.io/v1beta1", "kind": "ExecCredential",
        "status": {"token": "minted", "expirationTimestamp": "2099-01-01T00:00:00Z"},
    });
    let access = Access { kubeconfig: Some(server.kubeconfig(&exec(&format!("echo '{credential}'")))), context: None };
    let live = run(async { read(&connect(&access).await?, &all(), &[], PATIENCE).await }).unwrap();
    assert_eq!(names(&live, "HTTPRoute").len(), 1);

    let failing = server.kubeconfig(&exec("echo s3cret; echo 'the SSO session has expired' >&2; exit 255"));
    let text = message(&["--kubeconfig", path(&failing)], &[]);
    assert!(text.contains("`sh` failed (exit status: 255): the SSO session has expired"), "{text}");
    assert!(text.contains("aws sso login") && !text.contains("s3cret"), "{text}");

    let absent = json!({"exec": {"apiVersion": "client.authentication.k8s.io/v1beta1", "command": "no-such-aws"}});
    let text = message(&["--kubeconfig", path(&server.kubeconfig(&absent))], &[]);
    assert!(text.contains("`no-such-aws` can't be run"), "{text}");
}

pub fn controller(environment: &Value) -> Value {
    let container = json!({
        "name": "manager", "env": environment,
        "image": "public.ecr.aws/aws-application-networking-k8s/aws-gateway-controller:v2.1.3",
    });
    let spec = json!({"replicas": 2, "template": {"spec": {"containers": [container]}}});
    let mut deployment = object("apps/v1", "Deployment", Some("aws-application-networking-system"), "gw", &spec);
    deployment["status"] = json!({"readyReplicas": 1});
    deployment
}

#[test]
fn the_context_is_learned_from_controller_and_kubeconfig() {
    let environment = json!([
        {"name": "CLUSTER_VPC_ID", "value": "vpc-0123"}, {"name": "REGION", "value": "eu-west-1"},
        {"name": "DEFAULT_SERVICE_NETWORK", "value": "mesh"}, {"name": "ENABLE_SERVICE_NETWORK_OVERRIDE", "value": "TRUE"},
        {"name": "AWS_ACCOUNT_ID", "valueFrom": {"configMapKeyRef": {"name": "c", "key": "k"}}},
    ]);
    let mut objects = shop(1);
    objects.push(controller(&environment));
    let server = ApiServer::start(Behaviour { objects, ..Behaviour::default() });
    let kubeconfig = server.kubeconfig(&json!({}));
    let arguments =
        ["config", "--show-origin", "--cluster", "--kubeconfig", path(&kubeconfig), "--region", "us-east-2"];
    let output = latticectl(&arguments, &[]);
    let text = String::from_utf8(output.stdout).unwrap();
    let line = |name: &str| {
        let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("{name} in\n{text}"));
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let place = "Deployment aws-application-networking-system/gw";
    assert_eq!(line("vpc-id"), format!("vpc-id vpc-0123 cluster (CLUSTER_VPC_ID of {place})"));
    assert_eq!(line("account"), "account 123456789012 cluster (the kubeconfig's cluster)");
    assert_eq!(line("cluster-name"), "cluster-name shop cluster (the kubeconfig's cluster)");
    assert_eq!(line("region"), "region us-east-2 flag");
    assert_eq!(line("namespace"), "namespace shop cluster (the kubeconfig's context)");
    assert_eq!(
        line("default-service-network"),
        format!("default-service-network mesh cluster (DEFAULT_SERVICE_NETWORK of {place})")
    );
    let findings = String::from_utf8(output.stderr).unwrap();
    assert!(findings.contains("LAT2017") && findings.contains(r#"region is "us-east-2" (from flag)"#), "{findings}");
}

#[test]
fn the_controller_is_found_whatever_is_selected() {
    let mut objects = shop(1);
    objects.push(controller(&json!([{"name": "SECRET", "value": "s3cret"}])));
    let server = ApiServer::start(Behaviour { objects, ..Behaviour::default() });
    for selection in [all(), Selection::default()] {
        let live = read_with(&server, &selection, &[]).unwrap();
        assert_eq!(live.controllers.len(), 1, "{selection:?}");
        assert!(live.controllers[0].is_running());
        assert!(!format!("{:?}", live.documents).contains("s3cret"), "environments go no further");
    }
}

pub fn documents(text: &str) -> Vec<Document> {
    let input = latticectl::load::Input::Text { name: "files".into(), text: text.into() };
    let mut diagnostics = latticectl::diag::Diagnostics::new();
    latticectl::load::read(&[input], &latticectl::load::Limits::default(), &mut diagnostics).unwrap().1
}

#[test]
fn files_lie_over_the_cluster() {
    let server = ApiServer::start(Behaviour { objects: shop(2), ..Behaviour::default() });
    let files = documents(
        "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: route-0001}\nspec: {hostnames: [new.example.com]}\n---\n\
         apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: added, namespace: elsewhere}\nspec: {}\n---\n\
         apiVersion: v1\nkind: Service\nmetadata: {name: cart, namespace: shop}\nspec: {ports: [{port: 81}]}\n",
    );
    let selection = Selection { namespaces: Namespaces::These(vec!["shop".into()]), selector: None };
    let live = read_with(&server, &selection, &files).unwrap();
    assert!(!server.seen_of("services").iter().all(|target| !target.contains("/elsewhere/")), "the file's namespace");
    let before = live.documents.len();
    let laid = overlay(live.documents, files, "shop");
    assert_eq!(laid.len(), before + 1);
    let find = |name: &str| {
        let named = |document: &&Document| {
            document.node.get("metadata").and_then(|metadata| metadata.get("name")).and_then(Node::as_str) == Some(name)
        };
        laid.iter().filter(named).collect::<Vec<_>>()
    };
    let changed = find("route-0001");
    assert_eq!(changed.len(), 1);
    assert!(matches!(changed[0].origin, latticectl::load::Origin::File(_)), "findings point into the file");
    let created = changed[0].node.get("metadata").unwrap().get("creationTimestamp").and_then(Node::as_str);
    assert_eq!(created, Some("2026-01-01T00:00:00Z"), "applying does not make it younger");
    assert!(matches!(find("route-0000")[0].origin, latticectl::load::Origin::Cluster));
    let service =
        find("cart").into_iter().find(|document| document.node.get("kind").and_then(Node::as_str) == Some("Service"));
    let spec = service.unwrap().node.get("spec").unwrap();
    assert_eq!(spec.get("ipFamilies").unwrap().items()[0].as_str(), Some("IPv4"), "allocated by the cluster");
    assert_eq!(spec.get("ports").unwrap().items().len(), 1);
}

/// The cart route as the controller of another time left it.
fn judged(status: &str, reason: &str) -> Value {
    let mut route = route("shop", "cart");
    let condition = |kind: &str, status: &str, reason: &str| {
        json!({"type": kind, "status": status, "reason": reason, "observedGeneration": 1,
            "lastTransitionTime": "2026-01-01T00:00:00Z", "message": "as then"})
    };
    let conditions = json!([condition("Accepted", status, reason), condition("ResolvedRefs", "True", "ResolvedRefs")]);
    route["status"] = json!({"parents": [{
        "parentRef": {"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "shop"},
        "controllerName": "application-networking.k8s.aws/gateway-api-controller", "conditions": conditions,
    }]});
    route
}

/// The findings of the cart route, as `CODE path message`.
fn found(server: &ApiServer, arguments: &[&str]) -> Vec<String> {
    let kubeconfig = server.kubeconfig(&json!({}));
    let always = ["lint", "-o", "json", "--cluster", "--kubeconfig", path(&kubeconfig)];
    let output = latticectl(&[&always, arguments].concat(), &[]);
    let document: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let of_cart = document["findings"].as_array().unwrap().iter().filter(|finding| finding["object"]["name"] == "cart");
    let of_cart = of_cart.filter(|finding| finding["object"]["kind"] == "HTTPRoute");
    of_cart.map(|finding| ["code", "path", "message"].map(|key| text(finding, key)).join(" ")).collect()
}

#[test]
fn a_status_that_the_controller_would_not_write_is_found() {
    let serve = |route: Value| {
        let objects = shop(0).into_iter().chain([route]).collect();
        ApiServer::start(Behaviour { objects, ..Behaviour::default() })
    };
    let of_status =
        |found: Vec<String>| found.into_iter().filter(|line| line.starts_with("LAT2014")).collect::<Vec<_>>();
    let mut seen = judged("True", "Accepted");
    seen["metadata"]["generation"] = json!(1);
    assert_eq!(of_status(found(&serve(seen), &[])), [""; 0]);
    assert_eq!(
        of_status(found(&serve(judged("True", "Accepted")), &[])),
        [
            "LAT2014 status.parents[0].conditions[0] the cluster's status is that of generation 1 of 2: the controller is behind"
        ]
    );
    assert_eq!(
        of_status(found(&serve(judged("False", "NoMatchingParent")), &[])),
        ["LAT2014 status.parents[0].conditions[0] the cluster says Accepted=False (NoMatchingParent), computed is \
          Accepted=True (Accepted): the controller has seen generation 1 of 2"]
    );
    let untouched = of_status(found(&serve(route("shop", "cart")), &[]));
    assert_eq!(untouched.len(), 1, "{untouched:?}");
    assert!(untouched[0].contains("no controller has looked at this object yet"), "{untouched:?}");
}

#[test]
fn what_a_file_changes_is_told_in_the_file() {
    let server = ApiServer::start(Behaviour { objects: shop(1), ..Behaviour::default() });
    let file = server.folder().join("cart.yaml");
    let text = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: cart}\nspec:\n  \
        parentRefs: [{name: shop}]\n  rules:\n  - matches: [{path: {type: RegularExpression, value: /a}}]\n    \
        backendRefs: [{name: cart, port: 80}]\n";
    std::fs::write(&file, text).unwrap();
    let lines = found(&server, &[path(&file)]);
    assert!(lines.iter().any(|line| line.starts_with("LAT0203 spec.rules[0].matches[0].path.type")), "{lines:?}");
    assert!(!lines.iter().any(|line| line.starts_with("LAT0401") || line.starts_with("LAT0105")), "{lines:?}");
    assert_eq!(found(&server, &[]), [""; 0], "the cluster itself has no such route");
}
