//! Block 02: rules.

use super::{E, Entry, Scope, W};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        number: 216,
        title: "order other than the Gateway API's precedence",
        severities: W,
        scope: Scope::Rule,
        what: "For some requests (one is shown) Lattice picks another rule than a controller that follows the Gateway API would.",
        why: "The Gateway API prefers exact paths, then longer prefixes, a method, more headers. The controller keeps the route's order, and Lattice takes the first rule that fits.",
        fix: "Order the rules from specific to general, or set `rule-N-priority`; then both readings agree.",
        help: "order the rules from specific to general",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{path: {value: /api}, method: GET}]
    backendRefs: [{name: web, port: 80}]
  - matches: [{path: {value: /api/v2}}]
    backendRefs: [{name: api, port: 80}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{path: {value: /api/v2}}]
    backendRefs: [{name: api, port: 80}]
  - matches: [{path: {value: /api}, method: GET}]
    backendRefs: [{name: web, port: 80}]
",
        source: "the controller's `pkg/gateway/model_build_rule.go`; Gateway API, HTTPRouteRule and GRPCRouteRule precedence",
    },
    Entry {
        number: 217,
        title: "header values that differ only in case",
        severities: W,
        scope: Scope::Rule,
        what: "Lattice can't tell the two rules apart by this header: the first by priority takes both values.",
        why: "The controller asks for header matches without case, as for names; the Gateway API compares values with case.",
        fix: "Use values that differ in more than case, or merge the rules.",
        help: "use values that differ in more than case",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{headers: [{name: x-plan, value: Gold}]}]
    backendRefs: [{name: api, port: 80}]
  - matches: [{headers: [{name: x-plan, value: gold}]}]
    backendRefs: [{name: web, port: 80}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{headers: [{name: x-plan, value: gold}]}]
    backendRefs: [{name: api, port: 80}]
  - matches: [{headers: [{name: x-plan, value: silver}]}]
    backendRefs: [{name: web, port: 80}]
",
        source: "the controller's `pkg/gateway/model_build_rule.go`; Lattice API, HeaderMatch.caseSensitive",
    },
    Entry {
        number: 218,
        title: "rule-N-priority without effect",
        severities: W,
        scope: Scope::Field,
        what: "The number can't be read, and the rule counts as annotated with its place from 1; or the route has no rule of that index.",
        why: "The value must be a whole decimal number without blanks. N counts from 0.",
        fix: "Write a plain number, and an N that the route has.",
        help: "write a plain whole number, and an N from 0 that the route has",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: api
  annotations: {application-networking.k8s.aws/rule-0-priority: high}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        after: r#"apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: api
  annotations: {application-networking.k8s.aws/rule-0-priority: "7"}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
"#,
        source: "the controller's `pkg/gateway/model_build_rule.go`",
    },
    Entry {
        number: 219,
        title: "header outside Lattice's limits",
        severities: E,
        scope: Scope::Route,
        what: "CreateRule is refused; the route fails with the rules before this one in place.",
        why: "Lattice takes header names of 1 to 100 and values of 1 to 200 characters; the CRD takes 256 and 4096.",
        fix: "Match a shorter header, or a token that stands for the long value.",
        help: "at most 100 characters in the name and 200 in the value",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{headers: [{name: x-this-header-has-a-name-of-more-than-one-hundred-characters-which-is-what-lattice-takes-at-the-very-most, value: a}]}]
    backendRefs: [{name: api, port: 80}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{headers: [{name: x-short, value: a}]}]
    backendRefs: [{name: api, port: 80}]
",
        source: "Lattice API, HeaderMatch",
    },
    Entry {
        number: 220,
        title: "GRPCRoute without rules",
        severities: E,
        scope: Scope::Route,
        what: "The service stands with listeners that answer every call with 404.",
        why: "An HTTPRoute without rules gets one by default, a GRPCRoute does not.",
        fix: "Add a rule; one without matches takes every call.",
        help: "add a rule; one without matches takes every call",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        source: "the controller's `pkg/gateway/model_build_rule.go`",
    },
];
