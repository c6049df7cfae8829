//! Block 10: quotas.

use super::{E, Entry, Scope, W};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        number: 1001,
        title: "rules per listener",
        severities: E,
        scope: Scope::Route,
        what: "CreateRule is refused past the quota; the route fails at that rule.",
        why: "By default a listener holds 10 rules, the default action not counted.",
        fix: "Merge rules, split the route, or have the quota raised and say so in the settings.",
        help: "merge rules, split the route, or raise the quota",
        before: "",
        after: "",
        source: "Lattice quotas",
    },
    Entry {
        number: 1002,
        title: "listeners per service",
        severities: E,
        scope: Scope::Route,
        what: "CreateListener is refused past the quota.",
        why: "By default a service has 2 listeners; a route gets one for each listener that takes it.",
        fix: "Choose listeners with `sectionName`, or have the quota raised.",
        help: "choose listeners with sectionName, or raise the quota",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: store}
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners:
  - {name: a, protocol: HTTP, port: 80}
  - {name: b, protocol: HTTP, port: 8080}
  - {name: c, protocol: HTTP, port: 9090}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: store}
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners:
  - {name: a, protocol: HTTP, port: 80}
  - {name: b, protocol: HTTP, port: 8080}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        source: "Lattice quotas",
    },
    Entry {
        number: 1003,
        title: "target groups per service",
        severities: E,
        scope: Scope::Route,
        what: "The rule that would use one more is refused.",
        why: "By default a service uses 10 target groups; a route makes one for each Service.",
        fix: "Split the route, or have the quota raised.",
        help: "split the route, or raise the quota",
        before: "",
        after: "",
        source: "Lattice quotas",
    },
    Entry {
        number: 1004,
        title: "targets per target group",
        severities: E,
        scope: Scope::Route,
        what: "RegisterTargets is refused past the quota and the route fails.",
        why: "By default a target group holds 1,000 targets.",
        fix: "Split the Service, or have the quota raised.",
        help: "split the Service, or raise the quota",
        before: "",
        after: "",
        source: "Lattice quotas",
    },
    Entry {
        number: 1005,
        title: "quota of the account",
        severities: W,
        scope: Scope::Run,
        what: "What the plan adds up to exceeds a quota of the region or of a service network; creations past it are refused.",
        why: "By default an account has 500 services, 10 service networks and 500 target groups in a region, and a network 500 associations of each kind.",
        fix: "Have the quota raised and set it in latticectl's settings, or spread over accounts.",
        help: "have the quota raised, and set it in the settings",
        before: "",
        after: "",
        source: "Lattice quotas",
    },
];
