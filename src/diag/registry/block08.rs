//! Block 08: domains and certificates.

use super::{E, Entry, N, Scope, W};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        number: 801,
        title: "one hostname in two routes",
        severities: E,
        scope: Scope::Route,
        what: "Two services of one service network carry one custom domain; the second association is refused, or clients reach either.",
        why: "In a service network a custom domain name stands for one service.",
        fix: "Put the rules into one route, or use another hostname.",
        help: "put the rules into one route, or use another hostname",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: one}
spec:
  parentRefs: [{name: store}]
  hostnames: [shop.acme.test]
  rules:
  - backendRefs: [{name: api, port: 80}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: two}
spec:
  parentRefs: [{name: store}]
  hostnames: [shop.acme.test]
  rules:
  - backendRefs: [{name: web, port: 80}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: one}
spec:
  parentRefs: [{name: store}]
  hostnames: [shop.acme.test]
  rules:
  - backendRefs: [{name: api, port: 80}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: two}
spec:
  parentRefs: [{name: store}]
  hostnames: [shop2.acme.test]
  rules:
  - backendRefs: [{name: web, port: 80}]
",
        source: "the controller's `pkg/gateway/model_build_lattice_service.go`; Lattice, custom domain names",
    },
    Entry {
        number: 802,
        title: "HTTPS with a custom domain and no certificate",
        severities: E,
        scope: Scope::Route,
        what: "The route is Accepted=False, CertificateNotFound; nothing is made of it, its HTTP listeners included. The controller tries again each minute.",
        why: "The service needs an ACM certificate for its custom domain. None is named, and ACM has no issued one for the first hostname.",
        fix: "Name one in `tls.options`, or issue one for the hostname (a wildcard covers one label).",
        help: "name a certificate in tls.options, or issue one in ACM for the hostname",
        before: "",
        after: "",
        source: "the controller's `pkg/gateway/model_build_listener.go` and `pkg/aws/services/cert_discovery.go`",
    },
    Entry {
        number: 803,
        title: "certificate looked up at apply",
        severities: N,
        scope: Scope::Route,
        what: "The plan shows the service without its certificate.",
        why: "No `certificate-arn` is given, so the controller searches ACM by the first hostname.",
        fix: "Nothing to do; with `--live` the search is made on the snapshot's certificates.",
        help: "nothing to do; --live makes the search now",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: store}
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners: [{name: https, protocol: HTTPS, port: 443, tls: {mode: Terminate, certificateRefs: [{name: web}]}}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  hostnames: [api.acme.test]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        after: "",
        source: "the controller's `pkg/aws/services/cert_discovery.go`",
    },
    Entry {
        number: 804,
        title: "hostname differs from the account's",
        severities: W,
        scope: Scope::Route,
        what: "The controller leaves the service as it is; to change the domain the service must be replaced, and its generated DNS name changes.",
        why: "The custom domain name of a Lattice service can't be changed.",
        fix: "Replace the service on purpose, or keep the hostname.",
        help: "replace the service on purpose, or keep the hostname",
        before: "",
        after: "",
        source: "the controller's `pkg/deploy/lattice/service_manager.go`",
    },
    Entry {
        number: 805,
        title: "several certificates for one service",
        severities: W,
        scope: Scope::Route,
        what: "Only the first listener's certificate counts.",
        why: "A Lattice service has one certificate. It is taken from the first Terminate listener that names one.",
        fix: "Use one certificate with all the names, or a route for each.",
        help: "use one certificate for all listeners of the route",
        before: r#"apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: store}
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners:
  - name: one
    protocol: HTTPS
    port: 443
    tls: {mode: Terminate, options: {application-networking.k8s.aws/certificate-arn: "arn:aws:acm:us-west-2:111122223333:certificate/11111111-2222-4333-8444-555555555555"}}
  - name: two
    protocol: HTTPS
    port: 8443
    tls: {mode: Terminate, options: {application-networking.k8s.aws/certificate-arn: "arn:aws:acm:us-west-2:111122223333:certificate/66666666-2222-4333-8444-555555555555"}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
"#,
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        source: "the controller's `pkg/gateway/model_build_listener.go`",
    },
];
