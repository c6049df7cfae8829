//! Block 04: backends and target groups.

use super::{E, Entry, N, Scope, W};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        number: 401,
        title: "Service not found",
        severities: W,
        scope: Scope::Rule,
        what: "The backend is left out (ResolvedRefs=False, BackendNotFound); the others of the rule take its share.",
        why: "The controller goes on without a backend that is missing. If none of a rule is left, the rule answers 500.",
        fix: "Add the Service, or correct name and namespace.",
        help: "add the Service, or correct its name and namespace",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}, {name: apy, port: 80}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        source: "the controller's `pkg/controllers/route_controller.go` and `pkg/gateway/model_build_rule.go`",
    },
    Entry {
        number: 402,
        title: "backend kind unknown",
        severities: E,
        scope: Scope::Rule,
        what: "The backend is left out (ResolvedRefs=False, InvalidKind).",
        why: "The controller builds target groups from Services and ServiceImports only.",
        fix: "Put a Service in front of what is meant.",
        help: "use a Service or a ServiceImport",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}, {group: acme.test, kind: Bucket, name: files}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        source: "the controller's `pkg/controllers/route_controller.go`",
    },
    Entry {
        number: 403,
        title: "no valid backend in a rule",
        severities: E,
        scope: Scope::Rule,
        what: "Requests that this rule matches are answered with 500. A TLSRoute gets no listener.",
        why: "Every backendRef of the rule is invalid, so nothing is left to forward to.",
        fix: "Correct at least one backendRef.",
        help: "correct at least one backendRef",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: nobody, port: 80}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        source: "the controller's `pkg/gateway/model_build_rule.go`",
    },
    Entry {
        number: 404,
        title: "rule without backends",
        severities: E,
        scope: Scope::Rule,
        what: "Requests that this rule matches are answered with 500.",
        why: "A rule without backendRefs becomes a fixed response 500, also one that only redirects.",
        fix: "Add a backend.",
        help: "add a backend",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{path: {value: /a}}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{path: {value: /a}}]
    backendRefs: [{name: api, port: 80}]
",
        source: "the controller's `pkg/gateway/model_build_rule.go`",
    },
    Entry {
        number: 405,
        title: "port that the Service does not have",
        severities: E,
        scope: Scope::Rule,
        what: "The target group stays empty and requests to it fail.",
        why: "Targets are the endpoints of the port that the backendRef names.",
        fix: "Use a port of the Service (not a targetPort).",
        help: "use one of the Service's ports",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 8080}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        source: "the controller's `pkg/gateway/model_build_targets.go`",
    },
    Entry {
        number: 406,
        title: "one Service on two ports",
        severities: E,
        scope: Scope::Route,
        what: "Both backendRefs share one target group, and each list of targets replaces the other: traffic for one port ends at the other.",
        why: "The port is not part of a target group's identity.",
        fix: "Make a Service for each port, or a route for each port.",
        help: "make a Service of its own for the second port",
        before: "apiVersion: v1
kind: Service
metadata: {name: api}
spec: {selector: {app: api}, ports: [{name: a, port: 80}, {name: b, port: 81}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{path: {value: /b}}]
    backendRefs: [{name: api, port: 81}]
  - backendRefs: [{name: api, port: 80}]
",
        after: "apiVersion: v1
kind: Service
metadata: {name: api}
spec: {selector: {app: api}, ports: [{name: a, port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: api-b}
spec: {selector: {app: api}, ports: [{name: b, port: 81}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{path: {value: /b}}]
    backendRefs: [{name: api-b, port: 81}]
  - backendRefs: [{name: api, port: 80}]
",
        source: "the controller's `pkg/gateway/model_build_targetgroup.go`",
    },
    Entry {
        number: 407,
        title: "dual-stack Service",
        severities: E,
        scope: Scope::Route,
        what: "The whole route fails (Accepted=False, UnsupportedValue).",
        why: "A Lattice target group has one address family; the controller wants a Service with exactly one.",
        fix: "Make the Service single-stack, or put a single-stack Service beside it for the route.",
        help: "make the Service single-stack",
        before: "apiVersion: v1
kind: Service
metadata: {name: api}
spec: {selector: {app: api}, ipFamilyPolicy: RequireDualStack, ipFamilies: [IPv4, IPv6], ports: [{port: 80}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        after: "apiVersion: v1
kind: Service
metadata: {name: api}
spec: {selector: {app: api}, ipFamilyPolicy: SingleStack, ipFamilies: [IPv4], ports: [{port: 80}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        source: "the controller's `pkg/controllers/route_controller.go` and `pkg/gateway/model_build_targetgroup.go`",
    },
    Entry {
        number: 408,
        title: "Service without usable endpoints",
        severities: E,
        scope: Scope::Route,
        what: "The whole route fails: an ExternalName Service has no address family, a headless one without selector is given two.",
        why: "The controller makes IP target groups and needs exactly one family.",
        fix: "Use a Service with a selector; for a host outside the cluster forward from a proxy inside.",
        help: "use a Service with a selector",
        before: "apiVersion: v1
kind: Service
metadata: {name: api}
spec: {type: ExternalName, externalName: api.globex.test}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        after: "apiVersion: v1
kind: Service
metadata: {name: api}
spec: {selector: {app: api}, ports: [{port: 80}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        source: "the controller's `pkg/gateway/model_build_targets.go`",
    },
    Entry {
        number: 409,
        title: "weight over 999",
        severities: E,
        scope: Scope::Route,
        what: "CreateRule is refused; the route fails at this rule.",
        why: "Lattice takes weights from 0 to 999, the Gateway API up to 1,000,000.",
        fix: "Scale the weights down: only their relation counts.",
        help: "use weights from 0 to 999",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80, weight: 9000}, {name: web, port: 80, weight: 1000}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80, weight: 90}, {name: web, port: 80, weight: 10}]
",
        source: "Lattice API, WeightedTargetGroup",
    },
    Entry {
        number: 410,
        title: "over ten target groups in one action",
        severities: E,
        scope: Scope::Route,
        what: "CreateRule is refused; the route fails at this rule.",
        why: "A forward action of Lattice names at most ten target groups.",
        fix: "Spread the backends over several rules, or put several behind one Service.",
        help: "at most ten backends in a rule",
        before: "",
        after: "",
        source: "Lattice API, ForwardAction",
    },
    Entry {
        number: 411,
        title: "all weights are 0",
        severities: W,
        scope: Scope::Rule,
        what: "The rule matches and forwards to nothing.",
        why: "Weights are relative; if all are 0 no target group is chosen.",
        fix: "Give at least one backend a weight above 0.",
        help: "give at least one backend a weight above 0",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80, weight: 0}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80, weight: 1}]
",
        source: "Lattice API, WeightedTargetGroup",
    },
    Entry {
        number: 412,
        title: "invalid backend among valid ones",
        severities: W,
        scope: Scope::Rule,
        what: "The valid backends take the whole traffic of the rule; the Gateway API would answer 500 for the invalid one's share.",
        why: "The controller leaves an invalid backend out of the action.",
        fix: "Correct the backend, or remove it.",
        help: "correct the backend, or remove it",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80, weight: 9}, {name: canary, port: 80, weight: 1}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80, weight: 9}, {name: web, port: 80, weight: 1}]
",
        source: "the controller's `pkg/gateway/model_build_rule.go`",
    },
    Entry {
        number: 413,
        title: "TCP with a protocol version",
        severities: E,
        scope: Scope::Route,
        what: "The target group is refused; the routes and exports that use it fail.",
        why: "A TCP target group has no protocol version. A GRPCRoute always sets GRPC, so TCP can't stand behind it at all.",
        fix: "Remove `protocolVersion`, or use HTTP or HTTPS.",
        help: "remove protocolVersion, or use HTTP or HTTPS",
        before: r#"apiVersion: application-networking.k8s.aws/v1alpha1
kind: TargetGroupPolicy
metadata: {name: api}
spec:
  targetRef: {group: "", kind: Service, name: api}
  protocol: TCP
  protocolVersion: HTTP1
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
"#,
        after: r#"apiVersion: application-networking.k8s.aws/v1alpha1
kind: TargetGroupPolicy
metadata: {name: api}
spec:
  targetRef: {group: "", kind: Service, name: api}
  protocol: HTTPS
  protocolVersion: HTTP1
  healthCheck: {protocol: HTTPS}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
"#,
        source: "the controller's `pkg/gateway/model_build_targetgroup.go`",
    },
    Entry {
        number: 414,
        title: "health check in the clear behind HTTPS",
        severities: W,
        scope: Scope::Rule,
        what: "The targets speak HTTPS, their health check HTTP: it fails on a TLS port and takes the targets out of service.",
        why: "Health checks default to HTTP whatever the group speaks.",
        fix: "Set `healthCheck.protocol: HTTPS`, or a `port` that answers plain HTTP.",
        help: "set healthCheck.protocol: HTTPS",
        before: r#"apiVersion: application-networking.k8s.aws/v1alpha1
kind: TargetGroupPolicy
metadata: {name: api}
spec:
  targetRef: {group: "", kind: Service, name: api}
  protocol: HTTPS
  protocolVersion: HTTP1
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
"#,
        after: r#"apiVersion: application-networking.k8s.aws/v1alpha1
kind: TargetGroupPolicy
metadata: {name: api}
spec:
  targetRef: {group: "", kind: Service, name: api}
  protocol: HTTPS
  protocolVersion: HTTP1
  healthCheck: {protocol: HTTPS}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
"#,
        source: "the controller's `pkg/deploy/lattice/health_check_resolver.go`",
    },
    Entry {
        number: 415,
        title: "targets unknown until applied",
        severities: N,
        scope: Scope::Run,
        what: "The plan shows the target group without targets.",
        why: "Targets are the addresses of EndpointSlices, which the cluster makes; the manifests hold none.",
        fix: "Nothing to do, or read the live cluster too (`--cluster`).",
        help: "nothing to do; --cluster shows the targets",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        after: "",
        source: "the controller's `pkg/gateway/model_build_targets.go`",
    },
];
