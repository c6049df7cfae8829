//! Block 04: backends and target groups.

use super::{E, Entry, Scope, W};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        number: 416,
        title: "no health check by default",
        severities: W,
        scope: Scope::Rule,
        what: "Targets get requests whether they answer or not.",
        why: "Lattice checks HTTP/1 groups by default; for HTTP/2, gRPC and TCP the check is off until it is asked for.",
        fix: "Set `healthCheck.enabled: true` in a TargetGroupPolicy; `enabled: false` says that none is wanted.",
        help: "set healthCheck.enabled in a TargetGroupPolicy",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        after: r#"apiVersion: application-networking.k8s.aws/v1alpha1
kind: TargetGroupPolicy
metadata: {name: api}
spec:
  targetRef: {group: "", kind: Service, name: api}
  healthCheck: {enabled: true, path: /healthz}
---
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
"#,
        source: "the controller's `pkg/deploy/lattice/health_check_resolver.go`",
    },
    Entry {
        number: 417,
        title: "policy change that replaces a target group",
        severities: W,
        scope: Scope::Rule,
        what: "A new target group is made and filled, rules move over, and the old one drains and goes.",
        why: "Protocol and version of a target group can't be changed.",
        fix: "Nothing is wrong; make such a change when few requests are in flight, and watch the new group become healthy.",
        help: "make this change at a quiet time",
        before: "",
        after: "",
        source: "the controller's `pkg/deploy/lattice/target_group_manager.go`",
    },
    Entry {
        number: 418,
        title: "one Service twice in a rule",
        severities: E,
        scope: Scope::Route,
        what: "CreateRule is refused; the route fails at this rule.",
        why: "Both backendRefs mean one target group, on whatever ports, and an action may name a group once.",
        fix: "Keep one of them, with the sum of the weights.",
        help: "keep one backendRef, with the sum of the weights",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80, weight: 1}, {name: api, port: 80, weight: 2}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80, weight: 3}]
",
        source: "the controller's `pkg/gateway/model_build_rule.go`",
    },
    Entry {
        number: 419,
        title: "address that Lattice does not take",
        severities: E,
        scope: Scope::Route,
        what: "RegisterTargets refuses the address, and the whole route fails before its service is made.",
        why: "Targets must lie in the VPC: private addresses of its ranges, no loopback, link-local or public ones.",
        fix: "Remove the endpoint, or reach the host through a proxy in the VPC.",
        help: "use addresses of the VPC only",
        before: "apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: api-1, labels: {kubernetes.io/service-name: api}}
addressType: IPv4
ports: [{port: 8080}]
endpoints: [{addresses: [203.0.113.7]}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        after: "apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: api-1, labels: {kubernetes.io/service-name: api}}
addressType: IPv4
ports: [{port: 8080}]
endpoints: [{addresses: [10.0.3.7]}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        source: "the controller's `pkg/deploy/lattice/targets_manager.go`; Lattice API, RegisterTargets",
    },
    Entry {
        number: 420,
        title: "protocol that its user can't carry",
        severities: E,
        scope: Scope::Route,
        what: "A TCP group behind an HTTPRoute or GRPCRoute is refused by the rule; HTTPS over an exported TLS port fails the export.",
        why: "HTTP and HTTPS listeners forward to HTTP and HTTPS groups, a TLS port needs TCP.",
        fix: "Use HTTP or HTTPS in the policy, or a TLSRoute.",
        help: "use HTTP or HTTPS here, or a TLSRoute",
        before: r#"apiVersion: application-networking.k8s.aws/v1alpha1
kind: TargetGroupPolicy
metadata: {name: api}
spec:
  targetRef: {group: "", kind: Service, name: api}
  protocol: TCP
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
  protocol: HTTP
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
        number: 421,
        title: "unknown protocol or version",
        severities: E,
        scope: Scope::Route,
        what: "CreateTargetGroup is refused, and the routes and exports that use it get nothing.",
        why: "The CRD takes any text. Lattice takes HTTP, HTTPS, TCP and HTTP1, HTTP2, GRPC, in capitals.",
        fix: "Use one of these.",
        help: "HTTP, HTTPS or TCP; HTTP1, HTTP2 or GRPC",
        before: r#"apiVersion: application-networking.k8s.aws/v1alpha1
kind: TargetGroupPolicy
metadata: {name: api}
spec:
  targetRef: {group: "", kind: Service, name: api}
  protocol: HTTP
  protocolVersion: HTTP/2
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
  protocol: HTTP
  protocolVersion: HTTP2
  healthCheck: {enabled: true}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
"#,
        source: "the controller's `pkg/gateway/model_build_targetgroup.go`; Lattice API, TargetGroupProtocol",
    },
    Entry {
        number: 422,
        title: "protocol or version overridden by the route's kind",
        severities: W,
        scope: Scope::Field,
        what: "The policy's value is not used here.",
        why: "A TLSRoute always makes TCP without a version, a GRPCRoute always version GRPC.",
        fix: "Remove the field, or keep it for the Service's other routes.",
        help: "remove the field unless another route uses it",
        before: r#"apiVersion: application-networking.k8s.aws/v1alpha1
kind: TargetGroupPolicy
metadata: {name: api}
spec:
  targetRef: {group: "", kind: Service, name: api}
  protocol: HTTP
  protocolVersion: HTTP1
---
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
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
  protocol: HTTP
  protocolVersion: GRPC
---
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
"#,
        source: "the controller's `pkg/gateway/model_build_targetgroup.go`",
    },
];
