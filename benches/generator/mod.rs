//! Made-up manifests of any size: the same seed gives the same bytes.
//!
//! Routes are spread over teams' namespaces, attach to a few shared Gateways, and carry what routes of
//! real clusters carry: several rules, header and method matches, weights, annotations, labels.

use std::fmt::Write as _;

/// How much to make.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    /// Routes: HTTPRoutes, every tenth a GRPCRoute.
    pub routes: usize,
    /// Services.
    pub services: usize,
    /// EndpointSlices, one per Service in turn.
    pub slices: usize,
    /// Endpoints in each slice.
    pub endpoints: usize,
    /// Where the randomness starts.
    pub seed: u64,
}

impl Default for Sizes {
    fn default() -> Self {
        Self { routes: 850, services: 500, slices: 500, endpoints: 3, seed: 1 }
    }
}

/// Files by name with their contents: what all share, and one file per hundred objects of a kind.
pub fn files(sizes: &Sizes) -> Vec<(String, String)> {
    let mut random = fastrand::Rng::with_seed(sizes.seed);
    let mut files = vec![("00-shared.yaml".to_owned(), shared())];
    chunked("10-services", sizes.services, &mut files, |text, at| service(text, at, &mut random));
    chunked("20-slices", sizes.slices, &mut files, |text, at| slice(text, at, sizes));
    chunked("30-routes", sizes.routes, &mut files, |text, at| route(text, at, sizes, &mut random));
    files
}

const GATEWAYS: usize = 4;
const NAMESPACES: usize = 20;

fn namespace(at: usize) -> String {
    format!("team-{}", at % NAMESPACES)
}

fn shared() -> String {
    let mut text = "\
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata:
  name: amazon-vpc-lattice
spec:
  controllerName: application-networking.k8s.aws/gateway-api-controller
"
    .to_owned();
    for at in 0..GATEWAYS {
        let _ = write!(
            text,
            "\
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: shared-{at}
  namespace: networking
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners:
  - name: http
    protocol: HTTP
    port: 80
    allowedRoutes:
      namespaces:
        from: All
  - name: https
    protocol: HTTPS
    port: 443
    allowedRoutes:
      namespaces:
        from: All
    tls:
      mode: Terminate
      options:
        application-networking.k8s.aws/certificate-arn: arn:aws:acm:us-west-2:123456789012:certificate/{at:08}
"
        );
    }
    for at in 0..NAMESPACES {
        let _ = write!(text, "---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: {}\n", namespace(at));
    }
    text
}

fn chunked(name: &str, count: usize, files: &mut Vec<(String, String)>, mut write: impl FnMut(&mut String, usize)) {
    for start in (0..count).step_by(100) {
        let mut text = String::new();
        for at in start..(start + 100).min(count) {
            text.push_str("---\n");
            write(&mut text, at);
        }
        files.push((format!("{name}-{start:06}.yaml"), text));
    }
}

fn service(text: &mut String, at: usize, random: &mut fastrand::Rng) {
    let namespace = namespace(at);
    let target = 8000 + random.u32(0..100);
    let _ = write!(
        text,
        "\
apiVersion: v1
kind: Service
metadata:
  name: service-{at}
  namespace: {namespace}
  labels:
    app.kubernetes.io/name: service-{at}
    app.kubernetes.io/part-of: {namespace}
spec:
  type: ClusterIP
  selector:
    app.kubernetes.io/name: service-{at}
  ports:
  - name: http
    port: 80
    protocol: TCP
    targetPort: {target}
"
    );
}

fn slice(text: &mut String, at: usize, sizes: &Sizes) {
    let service = at % sizes.services.max(1);
    let _ = write!(
        text,
        "\
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: service-{service}-{at}
  namespace: {}
  labels:
    kubernetes.io/service-name: service-{service}
addressType: IPv4
ports:
- name: http
  port: 8080
  protocol: TCP
endpoints:
",
        namespace(service)
    );
    for endpoint in 0..sizes.endpoints {
        let number = at * sizes.endpoints + endpoint;
        let (high, middle, low) = (number >> 16 & 0x3f, number >> 8 & 0xff, number & 0xff);
        let _ = write!(
            text,
            "- addresses:\n  - 10.{high}.{middle}.{low}\n  conditions:\n    ready: true\n    serving: true\n    terminating: false\n"
        );
    }
}

fn route(text: &mut String, at: usize, sizes: &Sizes, random: &mut fastrand::Rng) {
    let grpc = at % 10 == 9;
    let (kind, section) =
        if grpc { ("GRPCRoute", "https") } else { ("HTTPRoute", if at.is_multiple_of(3) { "http" } else { "https" }) };
    let namespace = namespace(at);
    let gateway = random.usize(0..GATEWAYS);
    let _ = write!(
        text,
        "\
apiVersion: gateway.networking.k8s.io/v1
kind: {kind}
metadata:
  name: route-{at}
  namespace: {namespace}
  labels:
    team: {namespace}
  annotations:
    application-networking.k8s.aws/tags: team={namespace},tier=backend
spec:
  hostnames:
  - route-{at}.example.com
  parentRefs:
  - name: shared-{gateway}
    namespace: networking
    sectionName: {section}
  rules:
"
    );
    for rule in 0..random.usize(1..4) {
        text.push_str("  - matches:\n");
        if grpc {
            let _ = write!(text, "    - method:\n        service: example.Service{at}\n        method: Call{rule}\n");
        } else {
            let method = ["GET", "POST", "PUT"][random.usize(0..3)];
            let _ = write!(
                text,
                "    - path:\n        type: PathPrefix\n        value: /api/v{rule}/things\n      method: {method}\n      headers:\n      - name: x-version\n        value: \"{rule}\"\n"
            );
        }
        text.push_str("    backendRefs:\n");
        let first = random.usize(0..sizes.services.max(1));
        for backend in 0..random.usize(1..3) {
            // A Service of the route's own namespace, as most are.
            let service = (first + backend) / NAMESPACES * NAMESPACES + at % NAMESPACES + backend * NAMESPACES;
            let service = if service < sizes.services { service } else { at % NAMESPACES + backend * NAMESPACES };
            let weight = random.u32(1..100);
            let _ = write!(text, "    - name: service-{service}\n      port: 80\n      weight: {weight}\n");
        }
    }
}
