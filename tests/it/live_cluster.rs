//! The same against a real kube-apiserver with etcd: paging, RBAC, CustomResourceDefinitions, TLS and
//! server-side apply are the API server's own.
//!
//! Runs where `LATTICECTL_KUBE_APISERVER` and `LATTICECTL_ETCD` name the two programs (see the README);
//! says on stderr that it did not, elsewhere.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use futures::StreamExt as _;
use kube::client::Body;
use latticectl::load::Node;
use latticectl::load::cluster::kinds::by_kind;
use latticectl::load::cluster::{Access, LiveCluster, Namespaces, Patience, Selection, connect, read};
use serde::Deserialize as _;
use serde_json::{Value, json};

/// Not through `eprintln!`, which a passing test keeps to itself.
fn tell(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

fn program(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).filter(|path| !path.is_empty()).map(PathBuf::from)
}

struct Server {
    folder: tempfile::TempDir,
    port: u16,
    children: std::sync::Mutex<Vec<Child>>,
}

impl Drop for Server {
    fn drop(&mut self) {
        // The API server first: it waits long for an etcd that is gone.
        for child in self.children.get_mut().unwrap().iter_mut().rev() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Server {
    /// `None`, with a word on stderr, where the programs are not there.
    fn start(test: &str) -> Option<Self> {
        let (Some(api), Some(etcd)) = (program("LATTICECTL_KUBE_APISERVER"), program("LATTICECTL_ETCD")) else {
            tell(&format!("skipped: {test}: LATTICECTL_KUBE_APISERVER and LATTICECTL_ETCD are not set"));
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let (port, client, peer) = (free_port(), free_port(), free_port());
        let log = |name: &str| Stdio::from(std::fs::File::create(folder.path().join(name)).unwrap());
        let url = |port: u16| format!("http://127.0.0.1:{port}");
        let etcd = Command::new(etcd)
            .current_dir(folder.path())
            .args(["--data-dir", "etcd", "--unsafe-no-fsync", "--listen-client-urls", &url(client)])
            .args(["--advertise-client-urls", &url(client), "--listen-peer-urls", &url(peer)])
            .stdout(log("etcd.out"))
            .stderr(log("etcd.log"))
            .spawn()
            .unwrap();
        let server = Self { folder, port, children: std::sync::Mutex::new(vec![etcd]) };
        let path = |name: &str| server.folder.path().join(name);
        let key = rcgen::KeyPair::generate().unwrap();
        std::fs::write(path("sa.key"), key.serialize_pem()).unwrap();
        std::fs::write(path("sa.pub"), key.public_key_pem()).unwrap();
        let tokens = "admin,admin,1,system:masters\nreader,reader,2\nlimited,limited,3\n";
        std::fs::write(path("tokens.csv"), tokens).unwrap();
        let api = Command::new(api)
            .current_dir(server.folder.path())
            .args(["--etcd-servers", &url(client), "--bind-address", "127.0.0.1", "--secure-port", &port.to_string()])
            .args(["--insecure-port", "0", "--cert-dir", "certs", "--token-auth-file", "tokens.csv"])
            .args(["--authorization-mode", "RBAC", "--service-cluster-ip-range", "10.96.0.0/16"])
            .args(["--service-account-issuer", "https://tests.example.com", "--service-account-key-file", "sa.pub"])
            .args(["--service-account-signing-key-file", "sa.key", "--disable-admission-plugins", "ServiceAccount"])
            .args(["--allow-privileged", "--runtime-config", "discovery.k8s.io/v1beta1=false"])
            .stdout(log_of(&server, "api.out"))
            .stderr(log_of(&server, "api.log"))
            .spawn()
            .unwrap();
        server.children.lock().unwrap().push(api);
        Some(server)
    }

    fn kubeconfig(&self, token: &str) -> PathBuf {
        let authority = self.folder.path().join("certs/apiserver.crt");
        let server = format!("https://127.0.0.1:{}", self.port);
        let config = json!({
            "apiVersion": "v1", "kind": "Config", "current-context": token,
            "clusters": [{"name": "test", "cluster": {"server": server, "certificate-authority": authority}}],
            "users": [{"name": token, "user": {"token": token}}],
            "contexts": [{"name": token, "context": {"cluster": "test", "user": token}}],
        });
        let path = self.folder.path().join(format!("{token}.kubeconfig"));
        std::fs::write(&path, config.to_string()).unwrap();
        path
    }

    async fn client(&self) -> kube::Client {
        let deadline = Instant::now() + Duration::from_mins(1);
        loop {
            let file = kube::config::Kubeconfig::read_from(self.kubeconfig("admin")).unwrap();
            if let Ok(config) =
                kube::Config::from_custom_kubeconfig(file, &kube::config::KubeConfigOptions::default()).await
                && let Ok(client) = kube::Client::try_from(config)
                && let Ok(answer) = client.send(http::Request::get("/readyz").body(Body::empty()).unwrap()).await
                && answer.status().is_success()
            {
                return client;
            }
            let log = || std::fs::read_to_string(self.folder.path().join("api.log")).unwrap_or_default();
            let ended = self.has_ended();
            assert!(!ended && Instant::now() < deadline, "the API server did not become ready:\n{}", log());
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// Whether the API server or its store died.
    fn has_ended(&self) -> bool {
        self.children.lock().unwrap().iter_mut().any(|child| child.try_wait().unwrap().is_some())
    }
}

fn log_of(server: &Server, name: &str) -> Stdio {
    Stdio::from(std::fs::File::create(server.folder.path().join(name)).unwrap())
}

/// Where an object of any kind that the tests create is served.
fn place(object: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (api_version, kind, name) =
        (text(&object["apiVersion"]), text(&object["kind"]), text(&object["metadata"]["name"]));
    let plural = by_kind(&kind).map_or_else(|| format!("{}s", kind.to_lowercase()), |spec| spec.plural.to_owned());
    let root = if api_version.contains('/') { "apis" } else { "api" };
    match object["metadata"]["namespace"].as_str() {
        Some(namespace) => format!("/{root}/{api_version}/namespaces/{namespace}/{plural}/{name}"),
        None => format!("/{root}/{api_version}/{plural}/{name}"),
    }
}

/// Server-side apply; waits for kinds and namespaces that are only just coming.
async fn apply(client: &kube::Client, object: &Value) {
    let target = format!("{}?fieldManager=tests&force=true", place(object));
    let mut last = String::new();
    for _ in 0..50 {
        let request = http::Request::patch(&target)
            .header("content-type", "application/apply-patch+yaml")
            .body(Body::from(object.to_string().into_bytes()))
            .unwrap();
        let answer = client.send(request).await.unwrap();
        let status = answer.status();
        if status.is_success() {
            return;
        }
        last = format!("{status} {:?}", http_body_util::BodyExt::collect(answer.into_body()).await.unwrap().to_bytes());
        if status.as_u16() != 404 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("{target}: {last}");
}

async fn apply_all(client: &kube::Client, objects: impl IntoIterator<Item = Value>) {
    let applied = futures::stream::iter(objects).map(async |object| apply(client, &object).await);
    applied.buffer_unordered(16).collect::<Vec<()>>().await;
}

async fn merge_status(client: &kube::Client, object: &Value, status: &Value) {
    let request = http::Request::patch(format!("{}/status", place(object)))
        .header("content-type", "application/merge-patch+json")
        .body(Body::from(json!({"status": status}).to_string().into_bytes()))
        .unwrap();
    assert!(client.send(request).await.unwrap().status().is_success());
}

fn testdata(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/cluster").join(name)
}

fn documents(text: &str) -> Vec<Value> {
    serde_yaml::Deserializer::from_str(text).map(|document| Value::deserialize(document).unwrap()).collect()
}

fn documents_of(file: &str) -> Vec<Value> {
    documents(&std::fs::read_to_string(testdata(file)).unwrap())
}

const CONTEXT: [&str; 8] = [
    "--account",
    "123456789012",
    "--region",
    "us-west-2",
    "--cluster-name",
    "shop",
    "--vpc-id",
    "vpc-0123456789abcdef0",
];

fn latticectl(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_latticectl"));
    command.args(arguments).args(CONTEXT).env_clear().output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn through(server: &Server, token: &str, selection: Namespaces) -> LiveCluster {
    let access = Access { kubeconfig: Some(server.kubeconfig(token)), context: None };
    let selection = Selection { namespaces: selection, selector: None };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime
        .block_on(async { read(&connect(&access).await.unwrap(), &selection, &[], Patience::default()).await.unwrap() })
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(future)
}

#[test]
fn a_real_api_server_is_read() {
    let Some(server) = Server::start("a_real_api_server_is_read") else { return };
    block_on(server.client());
    nothing_is_installed(&server);
    block_on(async {
        let client = server.client().await;
        apply_all(&client, documents_of("crds.yaml")).await;
        let (namespaces, others): (Vec<Value>, Vec<Value>) =
            documents_of("shop/infra.yaml").into_iter().partition(|object| object["kind"] == "Namespace");
        apply_all(&client, namespaces).await;
        apply_all(&client, others).await;
        apply_all(&client, documents_of("shop/routes.yaml")).await;
        apply_all(&client, documents_of("shop/backends.yaml")).await;
    });
    a_folder_and_the_cluster_it_was_applied_to_give_one_plan(&server);
    files_lie_over_the_cluster(&server);
    a_status_that_differs_is_found(&server);
    the_printed_role_is_enough_and_a_denied_kind_is_told(&server);
    many_routes_come_in_pages(&server);
}

fn nothing_is_installed(server: &Server) {
    let live = through(server, "admin", Namespaces::All);
    let findings = live.coverage.findings();
    assert!(findings.iter().all(|finding| finding.code.0 == 2016), "{findings:?}");
    assert_eq!(findings.len(), 6 + 7 + 1, "Gateway API, the controller's kinds, EndpointSlice v1: {findings:?}");
    let kubeconfig = server.kubeconfig("admin");
    let output = latticectl(&["lint", "--cluster", "-A", "--kubeconfig", kubeconfig.to_str().unwrap()]);
    let text = said(&output);
    assert!(text.contains("the cluster has no httproutes.gateway.networking.k8s.io"), "{text}");
}

fn plan_of(server: &Server, token: &str, arguments: &[&str]) -> Output {
    let kubeconfig = server.kubeconfig(token);
    let cluster = ["--cluster", "--kubeconfig", kubeconfig.to_str().unwrap()];
    latticectl(&[arguments, &cluster].concat())
}

fn a_folder_and_the_cluster_it_was_applied_to_give_one_plan(server: &Server) {
    let folder = testdata("shop");
    let from_files = latticectl(&["plan", folder.to_str().unwrap(), "-o", "snapshot"]);
    let from_cluster = plan_of(server, "admin", &["plan", "-A", "-o", "snapshot"]);
    let text = |output: &Output| String::from_utf8(output.stdout.clone()).unwrap();
    let errors = String::from_utf8(from_files.stderr.clone()).unwrap();
    assert!(text(&from_files).contains("cart-shop"), "the plan is empty: {}\n{errors}", text(&from_files));
    assert_eq!(text(&from_files), text(&from_cluster));
    assert_eq!(from_files.status.code(), from_cluster.status.code());
}

fn files_lie_over_the_cluster(server: &Server) {
    let file = server.folder.path().join("what-if.yaml");
    let text = std::fs::read_to_string(testdata("shop/routes.yaml")).unwrap();
    let cart = text.split("---\n").next().unwrap().replace("cart.example.com", "basket.example.com");
    std::fs::write(&file, cart.replace("{value: /v2}", "{type: RegularExpression, value: /v2}")).unwrap();
    let output = plan_of(server, "admin", &["lint", "-n", "shop", "-o", "json", file.to_str().unwrap()]);
    let findings: Value = serde_json::from_slice(&output.stdout).unwrap();
    let refused = findings["findings"].as_array().unwrap().iter().find(|finding| finding["code"] == "LAT0203");
    let refused = refused.unwrap_or_else(|| panic!("{findings}"));
    assert!(refused["file"].as_str().unwrap().ends_with("what-if.yaml"), "{refused}");
    assert_eq!(refused["line"], json!(15), "{refused}");

    std::fs::write(&file, cart).unwrap();
    let output = plan_of(server, "admin", &["plan", "-A", "-o", "snapshot", file.to_str().unwrap()]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("basket.example.com") && !text.contains("cart.example.com"), "{text}");
    assert!(text.contains("pay.example.com"), "what is only in the cluster stays");
}

fn a_status_that_differs_is_found(server: &Server) {
    let cart = documents_of("shop/routes.yaml").remove(0);
    let condition = |kind: &str, status: &str, reason: &str| {
        json!({"type": kind, "status": status, "reason": reason, "message": "", "observedGeneration": 1,
            "lastTransitionTime": "2026-01-01T00:00:00Z"})
    };
    let status = json!({"parents": [{
        "parentRef": {"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "mesh", "sectionName": "http"},
        "controllerName": "application-networking.k8s.aws/gateway-api-controller",
        "conditions": [condition("Accepted", "False", "NoMatchingParent"), condition("ResolvedRefs", "True", "ResolvedRefs")],
    }]});
    block_on(async { merge_status(&server.client().await, &cart, &status).await });
    let output = plan_of(server, "admin", &["lint", "-n", "shop", "-o", "json"]);
    let findings: Value = serde_json::from_slice(&output.stdout).unwrap();
    let of_cart: Vec<&Value> = findings["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| {
            finding["code"] == "LAT2014"
                && finding["object"]["name"] == "cart"
                && finding["object"]["kind"] == "HTTPRoute"
        })
        .collect();
    assert_eq!(of_cart.len(), 1, "{findings}");
    assert_eq!(of_cart[0]["path"], "status.parents[0].conditions[0]");
    let message = of_cart[0]["message"].as_str().unwrap();
    assert!(message.contains("Accepted=False (NoMatchingParent), computed is Accepted=True (Accepted)"), "{message}");
}

fn the_printed_role_is_enough_and_a_denied_kind_is_told(server: &Server) {
    let role = |name: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_latticectl")).args(["rbac", "--name", name]).output().unwrap();
        documents(&String::from_utf8(output.stdout).unwrap()).remove(0)
    };
    let binding = |user: &str| {
        json!({
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": {"name": user},
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": user},
            "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": user}],
        })
    };
    let mut limited = role("limited");
    for rule in limited["rules"].as_array_mut().unwrap() {
        rule["resources"].as_array_mut().unwrap().retain(|plural| plural != "tlsroutes");
    }
    block_on(async {
        apply_all(&server.client().await, [role("reader"), limited, binding("reader"), binding("limited")]).await;
        // RBAC follows its objects with a little delay.
        tokio::time::sleep(Duration::from_secs(1)).await;
    });
    let live = through(server, "reader", Namespaces::All);
    assert!(live.coverage.findings().is_empty(), "{:?}", live.coverage.findings());
    let live = through(server, "limited", Namespaces::All);
    let findings = live.coverage.findings();
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(findings[0].code.0 == 2015 && findings[0].message.starts_with("tlsroutes."), "{findings:?}");
    let output = plan_of(server, "limited", &["plan", "-A", "-o", "snapshot"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("cart-shop") && !text.contains("vault"), "the other routes are planned: {text}");

    let output = plan_of(server, "nobody", &["lint", "-A"]);
    let text = said(&output);
    assert!(text.contains("does not accept the credentials (401 Unauthorized)"), "{text}");
}

fn route(namespace: &str, number: usize) -> Value {
    json!({
        "apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute",
        "metadata": {"name": format!("route-{number:05}"), "namespace": namespace},
        "spec": {
            "parentRefs": [{"name": "mesh", "sectionName": "http"}],
            "rules": [{
                "matches": [{"path": {"type": "PathPrefix", "value": format!("/{number}")}}],
                "backendRefs": [{"name": format!("service-{number:05}"), "port": 80}],
            }],
        },
    })
}

fn many_routes_come_in_pages(server: &Server) {
    let namespace = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "many"}});
    block_on(async {
        let client = server.client().await;
        apply(&client, &namespace).await;
        apply_all(&client, (0..1200).map(|number| route("many", number))).await;
    });
    let live = through(server, "admin", Namespaces::These(vec!["many".into()]));
    let name = |node: &Node| {
        let is_route = node.get("kind").and_then(Node::as_str) == Some("HTTPRoute");
        is_route.then(|| node.get("metadata").unwrap().get("name").and_then(Node::as_str).unwrap().to_owned())
    };
    let names: Vec<String> = live.documents.iter().filter_map(|document| name(&document.node)).collect();
    assert_eq!(names.len(), 1200);
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), 1200);
    assert_eq!(live.requests.get("httproutes.gateway.networking.k8s.io"), Some(&3), "{:?}", live.requests);
}

/// `LATTICECTL_CLUSTER_SCALE=10000`: as many routes with a Service and an EndpointSlice each, read through the
/// API and from files; prints time and peak memory of both. `LATTICECTL_CLUSTER_BINARY` names another build to
/// measure than the one under test.
#[test]
fn a_large_cluster_is_read_in_the_memory_of_its_files() {
    let scale = std::env::var("LATTICECTL_CLUSTER_SCALE").ok().and_then(|scale| scale.parse::<usize>().ok());
    let Some(scale) = scale else {
        tell("skipped: a_large_cluster_is_read_in_the_memory_of_its_files: LATTICECTL_CLUSTER_SCALE is not set");
        return;
    };
    let Some(server) = Server::start("a_large_cluster_is_read_in_the_memory_of_its_files") else { return };
    let objects = (0..scale).flat_map(|number| [route("many", number), service(number), slice(number)]);
    let mut all = documents_of("shop/infra.yaml");
    all.push(json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "many"}}));
    let mut gateway = all.iter().find(|object| object["kind"] == "Gateway").cloned().unwrap();
    gateway["metadata"]["namespace"] = json!("many");
    all.push(gateway);
    all.extend(objects);
    let folder = server.folder.path().join("files");
    std::fs::create_dir(&folder).unwrap();
    for (number, part) in all.chunks(1000).enumerate() {
        let list = json!({"apiVersion": "v1", "kind": "List", "items": part});
        // As JSON: YAML 1.2 writers leave `yes` bare, which Kubernetes reads as a boolean.
        std::fs::write(folder.join(format!("{number:03}.json")), list.to_string()).unwrap();
    }
    block_on(async {
        let client = server.client().await;
        apply_all(&client, documents_of("crds.yaml")).await;
        let first = all.iter().filter(|object| object["kind"] == "Namespace").cloned().collect::<Vec<_>>();
        apply_all(&client, first).await;
        apply_all(&client, all).await;
    });
    let kubeconfig = server.kubeconfig("admin");
    let (files, files_use) = measured(&["plan", folder.to_str().unwrap(), "-o", "snapshot"]);
    let through_api = ["plan", "--cluster", "-A", "-o", "snapshot", "--kubeconfig", kubeconfig.to_str().unwrap()];
    let (cluster, cluster_use) = measured(&through_api);
    assert!(files.contains("route-00000-many"), "the plan is empty");
    assert!(files == cluster, "files and cluster give different plans");
    tell(&format!(
        "{scale} routes, Services and EndpointSlices: from files {files_use}, through the API {cluster_use}"
    ));
}

fn service(number: usize) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Service",
        "metadata": {"name": format!("service-{number:05}"), "namespace": "many"},
        // Headless: a test cluster's range of addresses is small.
        "spec": {"clusterIP": "None", "selector": {"app": format!("a{number}")},
            "ports": [{"port": 80, "protocol": "TCP", "targetPort": 8080}]},
    })
}

fn slice(number: usize) -> Value {
    let address = |last: usize| format!("10.{}.{}.{last}", number / 250 % 250, number % 250);
    let endpoint = |last: usize| {
        json!({
            "addresses": [address(last)], "conditions": {"ready": true, "serving": true, "terminating": false},
            "nodeName": "ip-10-0-0-1.us-west-2.compute.internal", "zone": "us-west-2a",
            "targetRef": {"kind": "Pod", "name": format!("pod-{number}-{last}"), "namespace": "many"},
        })
    };
    let service = format!("service-{number:05}");
    json!({
        "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
        "metadata": {"name": format!("{service}-abcde"), "namespace": "many", "labels": {"kubernetes.io/service-name": service}},
        "ports": [{"name": "", "port": 8080, "protocol": "TCP"}],
        "endpoints": [endpoint(1), endpoint(2), endpoint(3)],
    })
}

/// Runs latticectl and watches its peak memory, as the kernel counts it.
fn measured(arguments: &[&str]) -> (String, String) {
    let out = tempfile::NamedTempFile::new().unwrap();
    let start = Instant::now();
    let binary = program("LATTICECTL_CLUSTER_BINARY").unwrap_or_else(|| env!("CARGO_BIN_EXE_latticectl").into());
    let mut child = Command::new(binary)
        .args(arguments)
        .args(CONTEXT)
        .stdout(out.reopen().unwrap())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        peak = peak.max(kibibytes.unwrap_or_default());
        std::thread::sleep(Duration::from_millis(5));
    }
    let seconds = start.elapsed().as_secs_f32();
    (std::fs::read_to_string(out.path()).unwrap(), format!("{seconds:.1} s, {} MiB", peak / 1024))
}
