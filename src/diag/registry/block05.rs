//! Block 05: names.

use super::{E, Entry, Scope, W};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        number: 501,
        title: "generated name that Lattice refuses",
        severities: E,
        scope: Scope::Route,
        what: "Lattice refuses the service or listener; the route fails.",
        why: "Names are built from route and namespace. Lattice takes 3 to 40 (listeners 63) lower-case letters, digits and hyphens, no dots, nothing that starts with `svc-` or has two hyphens in a row.",
        fix: "Rename the route, or set `service-name-override`.",
        help: "rename the route, or set service-name-override",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: svc-api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        source: "the controller's `pkg/utils/common.go`; Lattice API, ServiceName and ListenerName",
    },
    Entry {
        number: 502,
        title: "two routes with one service name",
        severities: E,
        scope: Scope::Route,
        what: "The first route holds the service; the other is Accepted=False, Conflicted, and not tried again.",
        why: "A service's name is the route's name cut to 20 and the namespace's cut to 18 characters. Kinds are not part of it, and overrides can be equal.",
        fix: "Set `service-name-override` on one of them, or choose names that differ in their first 20 characters.",
        help: "set service-name-override on one of them",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: {name: api-rpc}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        source: "the controller's `pkg/deploy/lattice/service_manager.go`",
    },
    Entry {
        number: 503,
        title: "name cut",
        severities: W,
        scope: Scope::Field,
        what: "The Lattice name is shorter than the Kubernetes names it stands for, and may meet that of another object.",
        why: "Names are cut to fit into 40 (target groups 128) characters.",
        fix: "Use shorter names, or set `service-name-override`.",
        help: "use shorter names, or set service-name-override",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: a-route-with-a-rather-long-name}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        source: "the controller's `pkg/utils/common.go`",
    },
    Entry {
        number: 504,
        title: "bad service-name-override",
        severities: E,
        scope: Scope::Route,
        what: "The route fails; nothing is made of it.",
        why: "The value must have 3 to 40 lower-case letters, digits and single hyphens, no hyphen at either end, and not begin with `svc-`.",
        fix: "Correct the value, or remove the annotation.",
        help: "3 to 40 lower-case letters, digits and single hyphens, not starting with svc-",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api, annotations: {application-networking.k8s.aws/service-name-override: Api_v2}}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api, annotations: {application-networking.k8s.aws/service-name-override: api-v2}}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        source: "the controller's `pkg/k8s/utils.go`",
    },
];
