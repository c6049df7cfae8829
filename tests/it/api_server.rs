//! A small Kubernetes API server in this process: discovery and lists in pages, with faults on demand.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures::StreamExt as _;
use http::{Request, Response, StatusCode};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};

/// Groups with their versions and the plurals that each serves.
pub type Served = BTreeMap<&'static str, Vec<(&'static str, Vec<&'static str>)>>;

type Body = BoxBody<Bytes, std::io::Error>;

/// What goes wrong with a request.
#[derive(Clone, Debug)]
pub enum Fault {
    /// This status, with `Retry-After` where seconds are given.
    Status(u16, Option<u32>),
    /// Half of the body, then the connection breaks.
    Cut,
    /// Half of the body, then nothing for this long.
    Stall(Duration),
    /// Nothing at all for this long.
    Silence(Duration),
    /// A whole answer that is half a list.
    Garbled,
    /// A page for people, with this status.
    Page(u16),
    /// To another place.
    Redirect,
    /// The list with this continue token, whatever comes next.
    Token(&'static str),
    /// As if there were no fault.
    Fine,
}

/// What the server holds and how it behaves.
#[derive(Default)]
pub struct Behaviour {
    /// Objects, each with `apiVersion` and `kind`.
    pub objects: Vec<Value>,
    /// Served groups with their versions and plurals, where they differ from [`everything`].
    pub served: Option<Served>,
    /// Faults by plural, used up one by one.
    pub faults: BTreeMap<&'static str, VecDeque<Fault>>,
    /// Paths (as they end) that are answered with 403.
    pub denied: Vec<String>,
    /// Every list but these is answered with 403: plurals for all namespaces, `namespace/plural` for one.
    pub granted: Option<BTreeSet<String>>,
    /// Only this bearer token is accepted.
    pub token: Option<&'static str>,
    /// Whether to compress for clients that can read it.
    pub gzip: bool,
    /// Whether to speak TLS, for this host name.
    pub tls_for: Option<&'static str>,
}

/// One request as it came in.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Path and query.
    pub target: String,
    /// Whether the answer went out compressed.
    pub compressed: bool,
}

/// The running server; it ends with the test.
pub struct ApiServer {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    certificate: Option<String>,
    folder: tempfile::TempDir,
    _runtime: tokio::runtime::Runtime,
}

const LATTICE: [&str; 7] = [
    "targetgrouppolicies",
    "iamauthpolicies",
    "vpcassociationpolicies",
    "accesslogpolicies",
    "serviceexports",
    "serviceimports",
    "servicenetworks",
];

/// Every group as a cluster with all CustomResourceDefinitions serves it.
pub fn everything() -> Served {
    let gateway = vec!["gatewayclasses", "gateways", "httproutes", "grpcroutes", "tlsroutes", "referencegrants"];
    BTreeMap::from([
        ("gateway.networking.k8s.io", vec![("v1", gateway)]),
        ("application-networking.k8s.aws", vec![("v1alpha1", LATTICE.to_vec())]),
        ("discovery.k8s.io", vec![("v1", vec!["endpointslices"])]),
        ("apps", vec![("v1", vec!["deployments", "statefulsets", "daemonsets"])]),
    ])
}

impl ApiServer {
    pub fn start(behaviour: Behaviour) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (certificate, acceptor) = match behaviour.tls_for {
            Some(host) => {
                let (pem, acceptor) = tls(host);
                (Some(pem), Some(acceptor))
            }
            None => (None, None),
        };
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State { behaviour: Mutex::new(behaviour), seen: seen.clone() });
        runtime.spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (state, acceptor) = (state.clone(), acceptor.clone());
                tokio::spawn(async move {
                    let service = hyper::service::service_fn(move |request| answer(state.clone(), request));
                    let builder = hyper::server::conn::http1::Builder::new();
                    // A client that goes away is no matter.
                    match acceptor {
                        Some(acceptor) => {
                            if let Ok(stream) = acceptor.accept(stream).await {
                                let _ = builder.serve_connection(TokioIo::new(stream), service).await;
                            }
                        }
                        None => {
                            let _ = builder.serve_connection(TokioIo::new(stream), service).await;
                        }
                    }
                });
            }
        });
        Self { address, seen, certificate, folder: tempfile::tempdir().unwrap(), _runtime: runtime }
    }

    /// The requests so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// The requests for lists of a plural, in their order.
    pub fn seen_of(&self, plural: &str) -> Vec<String> {
        let is_of = |target: &str| target.split('?').next().unwrap().ends_with(&format!("/{plural}"));
        self.seen().into_iter().map(|seen| seen.target).filter(|target| is_of(target)).collect()
    }

    /// A kubeconfig for it, as EKS would write one, with this user.
    pub fn kubeconfig(&self, user: &Value) -> PathBuf {
        let host = if self.certificate.is_some() { "localhost" } else { "127.0.0.1" };
        let scheme = if self.certificate.is_some() { "https" } else { "http" };
        let cluster = json!({"server": format!("{scheme}://{host}:{}", self.address.port())});
        self.kubeconfig_of(&cluster, user)
    }

    /// The same with this `cluster` entry.
    pub fn kubeconfig_of(&self, cluster: &Value, user: &Value) -> PathBuf {
        let arn = "arn:aws:eks:us-west-2:123456789012:cluster/shop";
        let config = json!({
            "apiVersion": "v1", "kind": "Config", "current-context": "shop",
            "clusters": [{"name": arn, "cluster": cluster}],
            "users": [{"name": "me", "user": user}],
            "contexts": [
                {"name": "shop", "context": {"cluster": arn, "user": "me", "namespace": "shop"}},
                {"name": "other", "context": {"cluster": arn, "user": "me"}},
            ],
        });
        let path = self.folder.path().join("kubeconfig");
        std::fs::write(&path, config.to_string()).unwrap();
        path
    }

    /// The PEM of its certificate, where it speaks TLS.
    pub fn certificate(&self) -> &str {
        self.certificate.as_deref().unwrap()
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }
}

fn tls(host: &str) -> (String, tokio_rustls::TlsAcceptor) {
    use tokio_rustls::rustls;
    let made = rcgen::generate_simple_self_signed(vec![host.to_owned()]).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    (made.cert.pem(), tokio_rustls::TlsAcceptor::from(Arc::new(config)))
}

struct State {
    behaviour: Mutex<Behaviour>,
    seen: Arc<Mutex<Vec<Seen>>>,
}

async fn answer(state: Arc<State>, request: Request<Incoming>) -> Result<Response<Body>, std::io::Error> {
    let target = request.uri().path_and_query().unwrap().as_str().to_owned();
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (status, mut value, fault, gzip) = {
        let mut behaviour = state.behaviour.lock().unwrap();
        let (status, value) = match behaviour.token {
            Some(token) if header("authorization") != format!("Bearer {token}") => failure(401, "Unauthorized"),
            _ => behaviour.respond(request.uri()),
        };
        let plural = request.uri().path().rsplit('/').next().unwrap_or_default();
        let fault = behaviour.faults.get_mut(plural).and_then(VecDeque::pop_front).unwrap_or(Fault::Fine);
        (status, value, fault, behaviour.gzip && header("accept-encoding").contains("gzip"))
    };
    state.seen.lock().unwrap().push(Seen { target, compressed: gzip });
    if let Fault::Token(token) = fault {
        value["metadata"]["continue"] = json!(token);
    }
    let mut bytes = value.to_string().into_bytes();
    if gzip {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(&bytes).unwrap();
        bytes = encoder.finish().unwrap();
    }
    let mut response = Response::builder().status(status).header("content-type", "application/json");
    if gzip {
        response = response.header("content-encoding", "gzip");
    }
    let half = Bytes::copy_from_slice(&bytes[..bytes.len() / 2]);
    let first = futures::stream::iter([Ok(Frame::data(half.clone()))]);
    let body = match fault {
        Fault::Fine | Fault::Token(_) => whole(bytes.into()),
        Fault::Page(code) => {
            let page = Response::builder().status(code).header("content-type", "text/html; charset=utf-8");
            return Ok(page.body(whole("<html>Sign in</html>".into())).unwrap());
        }
        Fault::Redirect => {
            let answer = Response::builder().status(302).header("location", "https://login.example.com/");
            return Ok(answer.body(whole(Bytes::new())).unwrap());
        }
        Fault::Garbled => whole(half),
        Fault::Cut => {
            let broken = futures::stream::iter([Err(std::io::Error::other("cut"))]);
            BodyExt::boxed(StreamBody::new(first.chain(broken)))
        }
        Fault::Stall(time) => {
            let late = futures::stream::once(async move {
                tokio::time::sleep(time).await;
                Err(std::io::Error::other("late"))
            });
            BodyExt::boxed(StreamBody::new(first.chain(late)))
        }
        Fault::Silence(time) => {
            tokio::time::sleep(time).await;
            whole(bytes.into())
        }
        Fault::Status(code, retry_after) => {
            let (status, value) = failure(code, "scripted");
            let mut response = Response::builder().status(status);
            if let Some(seconds) = retry_after {
                response = response.header("retry-after", seconds);
            }
            return Ok(response.body(whole(value.to_string().into())).unwrap());
        }
    };
    Ok(response.body(body).unwrap())
}

fn whole(bytes: Bytes) -> Body {
    Full::new(bytes).map_err(|never| match never {}).boxed()
}

fn failure(code: u16, message: &str) -> (StatusCode, Value) {
    let status = json!({"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": message, "code": code});
    (StatusCode::from_u16(code).unwrap(), status)
}

/// Discovery is open to everybody.
fn is_granted(granted: &BTreeSet<String>, path: &str) -> bool {
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let rest = match parts.as_slice() {
        ["api", _, rest @ ..] | ["apis", _, _, rest @ ..] => rest,
        _ => return true,
    };
    match rest {
        [] => true,
        ["namespaces", namespace, plural] => {
            granted.contains(*plural) || granted.contains(&format!("{namespace}/{plural}"))
        }
        _ => granted.contains(*rest.last().unwrap()),
    }
}

impl Behaviour {
    fn respond(&self, uri: &http::Uri) -> (StatusCode, Value) {
        let path = uri.path();
        if self.denied.iter().any(|end| path.ends_with(end.as_str())) {
            return failure(403, &format!("{path} is forbidden"));
        }
        if let Some(granted) = self.granted.as_ref().filter(|granted| !is_granted(granted, path)) {
            return failure(403, &format!("{path} is none of {granted:?}"));
        }
        let served = self.served.clone().unwrap_or_else(everything);
        if path == "/apis" {
            let groups: Vec<Value> = served
                .iter()
                .map(|(name, versions)| {
                    let versions: Vec<Value> =
                        versions.iter().map(|(version, _)| json!({"version": version})).collect();
                    json!({"name": name, "versions": versions})
                })
                .collect();
            return (StatusCode::OK, json!({"kind": "APIGroupList", "groups": groups}));
        }
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        let (api_version, rest) = match parts.as_slice() {
            ["api", version, rest @ ..] => ((*version).to_owned(), rest),
            ["apis", group, version, rest @ ..] => {
                let Some(plurals) = served
                    .get(group)
                    .and_then(|versions| versions.iter().find(|(name, _)| name == version))
                    .map(|(_, plurals)| plurals)
                else {
                    return failure(404, "the server could not find the requested resource");
                };
                let list = json!(["list", "get", "watch"]);
                if rest.is_empty() {
                    let resources: Vec<Value> =
                        plurals.iter().map(|name| json!({"name": name, "verbs": list})).collect();
                    return (StatusCode::OK, json!({"kind": "APIResourceList", "resources": resources}));
                }
                if !plurals.contains(rest.last().unwrap()) {
                    return failure(404, "the server could not find the requested resource");
                }
                (format!("{group}/{version}"), rest)
            }
            _ => return failure(404, "no such path"),
        };
        match rest {
            [plural] => self.list(&api_version, None, plural, uri.query().unwrap_or_default()),
            ["namespaces", namespace, plural] => {
                self.list(&api_version, Some(namespace), plural, uri.query().unwrap_or_default())
            }
            _ => failure(404, "no such path"),
        }
    }

    fn list(&self, api_version: &str, namespace: Option<&str>, plural: &str, query: &str) -> (StatusCode, Value) {
        // A client that reads Secrets fails every test that lists anything.
        assert_ne!(plural, "secrets", "Secrets were read");
        let query: BTreeMap<String, String> = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(key, value)| {
                (key.to_owned(), percent_encoding::percent_decode_str(value).decode_utf8().unwrap().into_owned())
            })
            .collect();
        if query.get("labelSelector").is_some_and(|selector| selector.contains("=(")) {
            return failure(400, "unable to parse requirement");
        }
        let wanted = query.get("labelSelector").and_then(|selector| selector.split_once('='));
        let found: Vec<&Value> = self
            .objects
            .iter()
            .filter(|object| {
                let kind = object["kind"].as_str().unwrap().to_lowercase();
                let same = plural == format!("{kind}s") || plural == format!("{kind}es") || {
                    kind.strip_suffix('y').is_some_and(|stem| plural == format!("{stem}ies"))
                };
                let labelled =
                    wanted.is_none_or(|(key, value)| object["metadata"]["labels"][key].as_str() == Some(value));
                let here = namespace.is_none_or(|name| object["metadata"]["namespace"].as_str() == Some(name));
                let group = |text: &str| text.rsplit_once('/').map(|(group, _)| group.to_owned());
                same && labelled && here && group(object["apiVersion"].as_str().unwrap()) == group(api_version)
            })
            .collect();
        let limit = query.get("limit").and_then(|limit| limit.parse().ok()).unwrap_or(usize::MAX);
        let start: usize =
            query.get("continue").and_then(|token| token.strip_prefix("from ")?.parse().ok()).unwrap_or(0);
        let page: Vec<Value> = found
            .iter()
            .skip(start)
            .take(limit)
            .map(|object| {
                let mut object = (*object).clone();
                // Lists of built-in kinds leave these out.
                object.as_object_mut().unwrap().retain(|key, _| key != "kind" && key != "apiVersion");
                object
            })
            .collect();
        let next = start + page.len();
        let token = if next < found.len() { format!("from {next}") } else { String::new() };
        let list = json!({
            "kind": "List", "apiVersion": api_version,
            "metadata": {"resourceVersion": "7", "continue": token, "remainingItemCount": found.len() - next},
            "items": page,
        });
        (StatusCode::OK, list)
    }
}
