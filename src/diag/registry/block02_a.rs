//! Block 02: rules.

use super::{E, EW, Entry, Scope, W};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        number: 201,
        title: "several matches in one rule",
        severities: E,
        scope: Scope::Route,
        what: "The whole route fails (LATTICE_NO_SUPPORT_FOR_MULTIPLE_MATCHES); nothing is made of it.",
        why: "A Lattice rule has one match, and the controller does not split rules.",
        fix: "Give each match a rule of its own, with the same backends.",
        help: "give each match a rule of its own, with the same backends",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{path: {value: /a}}, {path: {value: /b}}]
    backendRefs: [{name: api, port: 80}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{path: {value: /a}}]
    backendRefs: [{name: api, port: 80}]
  - matches: [{path: {value: /b}}]
    backendRefs: [{name: api, port: 80}]
",
        source: "the controller's `pkg/gateway/model_build_rule.go`",
    },
    Entry {
        number: 202,
        title: "query parameters",
        severities: E,
        scope: Scope::Route,
        what: "The whole route fails (LATTICE_UNSUPPORTED_MATCH_TYPE), also for an empty list.",
        why: "Lattice can't match query parameters.",
        fix: "Remove `queryParams`; carry the distinction in the path or a header, or let the backend decide.",
        help: "remove queryParams; match by path or header instead",
        before: r#"apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{queryParams: [{name: beta, value: "1"}]}]
    backendRefs: [{name: api, port: 80}]
"#,
        after: r#"apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{headers: [{name: x-beta, value: "1"}]}]
    backendRefs: [{name: api, port: 80}]
"#,
        source: "the controller's `pkg/gateway/model_build_rule.go`; Lattice API, HttpMatch",
    },
    Entry {
        number: 203,
        title: "path by regular expression",
        severities: E,
        scope: Scope::Route,
        what: "The whole route fails (LATTICE_UNSUPPORTED_PATH_MATCH_TYPE).",
        why: "Lattice matches paths exactly or by prefix.",
        fix: "Use Exact or PathPrefix, one rule for each path that the expression stood for.",
        help: "use Exact or PathPrefix",
        before: r#"apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{path: {type: RegularExpression, value: "/v[12]/.*"}}]
    backendRefs: [{name: api, port: 80}]
"#,
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{path: {type: PathPrefix, value: /v1}}]
    backendRefs: [{name: api, port: 80}]
  - matches: [{path: {type: PathPrefix, value: /v2}}]
    backendRefs: [{name: api, port: 80}]
",
        source: "the controller's `pkg/gateway/model_build_rule.go`; Lattice API, PathMatchType",
    },
    Entry {
        number: 204,
        title: "header match that is not exact",
        severities: E,
        scope: Scope::Route,
        what: "The whole route fails (LATTICE_UNSUPPORTED_HEADER_MATCH_TYPE).",
        why: "The controller builds exact header matches only, although Lattice knows prefix and contains.",
        fix: "Use type Exact, one rule for each value.",
        help: "use an Exact header match",
        before: r#"apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{headers: [{type: RegularExpression, name: x-stage, value: "beta.*"}]}]
    backendRefs: [{name: api, port: 80}]
"#,
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{headers: [{name: x-stage, value: beta}]}]
    backendRefs: [{name: api, port: 80}]
",
        source: "the controller's `pkg/gateway/model_build_rule.go`",
    },
    Entry {
        number: 205,
        title: "over five headers",
        severities: E,
        scope: Scope::Route,
        what: "The whole route fails (LATTICE_EXCEED_MAX_HEADER_MATCHES).",
        why: "A Lattice rule matches at most five headers.",
        fix: "Keep the five that tell requests apart, or let a proxy in front fold several into one.",
        help: "keep at most five headers in a match",
        before: r#"apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{headers: [{name: a, value: "1"}, {name: b, value: "1"}, {name: c, value: "1"}, {name: d, value: "1"}, {name: e, value: "1"}, {name: f, value: "1"}]}]
    backendRefs: [{name: api, port: 80}]
"#,
        after: r#"apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{headers: [{name: a, value: "1"}, {name: b, value: "1"}, {name: c, value: "1"}, {name: d, value: "1"}, {name: e, value: "1"}]}]
    backendRefs: [{name: api, port: 80}]
"#,
        source: "the controller's `pkg/gateway/model_build_rule.go`; Lattice API, HttpMatch",
    },
    Entry {
        number: 206,
        title: "gRPC method without its service",
        severities: E,
        scope: Scope::Route,
        what: "The whole route fails; the CRD lets it through.",
        why: "A gRPC call is a POST to /service/method; without the service there is no path to match.",
        fix: "Name the service too, or match the service alone.",
        help: "name the gRPC service too",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{method: {method: Login}}]
    backendRefs: [{name: api, port: 80}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{method: {service: acme.Users, method: Login}}]
    backendRefs: [{name: api, port: 80}]
",
        source: "the controller's `pkg/gateway/model_build_rule.go`",
    },
    Entry {
        number: 207,
        title: "gRPC method match that is not exact",
        severities: E,
        scope: Scope::Route,
        what: "The whole route fails.",
        why: "The controller turns a gRPC match into an exact or prefix path; it has nothing for expressions.",
        fix: "Use type Exact, one rule per method, or match the service alone.",
        help: "use an Exact method match",
        before: r#"apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{method: {type: RegularExpression, service: "acme.*"}}]
    backendRefs: [{name: api, port: 80}]
"#,
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{method: {service: acme.Users}}]
    backendRefs: [{name: api, port: 80}]
",
        source: "the controller's `pkg/gateway/model_build_rule.go`",
    },
    Entry {
        number: 208,
        title: "gRPC match without a method match",
        severities: E,
        scope: Scope::Route,
        what: "The controller crashes on the route, recovers and tries again for ever; nothing is made of it.",
        why: "It reads `method` of every gRPC match without asking whether it is there.",
        fix: "Add a `method` with at least a service beside the headers.",
        help: "add method.service to the match",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{headers: [{name: x-tenant, value: acme}]}]
    backendRefs: [{name: api, port: 80}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{method: {service: acme.Users}, headers: [{name: x-tenant, value: acme}]}]
    backendRefs: [{name: api, port: 80}]
",
        source: "the controller's `pkg/gateway/model_build_rule.go`",
    },
    Entry {
        number: 209,
        title: "TLSRoute with other than one rule",
        severities: E,
        scope: Scope::Route,
        what: "The route fails; nothing is made of it.",
        why: "A TLS_PASSTHROUGH listener has no rules: the one rule of the route becomes its default action.",
        fix: "Keep one rule; its backendRefs can be several, with weights.",
        help: "keep exactly one rule",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: TLSRoute
metadata: {name: vault}
spec:
  parentRefs: [{name: store}]
  hostnames: [vault.acme.test]
  rules: []
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: TLSRoute
metadata: {name: vault}
spec:
  parentRefs: [{name: store}]
  hostnames: [vault.acme.test]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        source: "the controller's `pkg/gateway/model_build_listener.go`",
    },
    Entry {
        number: 210,
        title: "TLSRoute without hostname",
        severities: E,
        scope: Scope::Route,
        what: "The route fails; nothing is made of it.",
        why: "A TLS passthrough service is chosen by the name in the TLS handshake, so it needs a custom domain name.",
        fix: "Add the hostname that clients connect to.",
        help: "add the hostname that clients connect to",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: TLSRoute
metadata: {name: vault}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: TLSRoute
metadata: {name: vault}
spec:
  parentRefs: [{name: store}]
  hostnames: [vault.acme.test]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        source: "the controller's `pkg/gateway/model_build_lattice_service.go`",
    },
    Entry {
        number: 211,
        title: "path that Lattice refuses",
        severities: E,
        scope: Scope::Route,
        what: "CreateRule is refused; the route fails with the rules before this one in place.",
        why: "Lattice takes paths of 1 to 200 characters out of letters, digits and @ : % _ + . ~ # ? & / = -; the CRD takes more.",
        fix: "Shorten the path, and write other characters as percent escapes.",
        help: "at most 200 characters out of letters, digits and @:%_+.~#?&/=-",
        before: r#"apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{path: {value: "/caf$"}}]
    backendRefs: [{name: api, port: 80}]
"#,
        after: r#"apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{path: {value: "/caf%24"}}]
    backendRefs: [{name: api, port: 80}]
"#,
        source: "Lattice API, PathMatch (pattern and length)",
    },
    Entry {
        number: 212,
        title: "priority out of range",
        severities: EW,
        scope: Scope::Route,
        what: "Outside 1 to 2000 the route fails, with its rules where they were created. Above 100 (a warning) it works until the next new rule, at which the controller crashes.",
        why: "Lattice takes 1 to 2000; the controller keeps its free places in a table of 100. The number is cut to 32 bits first.",
        fix: "Use priorities from 1 to 100. Rules without an annotation follow the last annotated one.",
        help: "use priorities from 1 to 100",
        before: r#"apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: api
  annotations: {application-networking.k8s.aws/rule-0-priority: "2001"}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
"#,
        after: r#"apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: api
  annotations: {application-networking.k8s.aws/rule-0-priority: "20"}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
"#,
        source: "the controller's `pkg/gateway/model_build_rule.go`",
    },
    Entry {
        number: 213,
        title: "two rules at one priority",
        severities: E,
        scope: Scope::Route,
        what: "Both rules come to stand, in an order that depends on chance.",
        why: "Lattice wants every priority once in a listener; the controller does not check, moves rules about and ends where it happens to end.",
        fix: "Give every rule a number of its own. Rules without an annotation count on from the last annotated one.",
        help: "give each rule a priority of its own",
        before: r#"apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: api
  annotations:
    application-networking.k8s.aws/rule-0-priority: "5"
    application-networking.k8s.aws/rule-1-priority: "5"
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{path: {value: /a}}]
    backendRefs: [{name: api, port: 80}]
  - matches: [{path: {value: /b}}]
    backendRefs: [{name: web, port: 80}]
"#,
        after: r#"apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: api
  annotations:
    application-networking.k8s.aws/rule-0-priority: "5"
    application-networking.k8s.aws/rule-1-priority: "6"
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{path: {value: /a}}]
    backendRefs: [{name: api, port: 80}]
  - matches: [{path: {value: /b}}]
    backendRefs: [{name: web, port: 80}]
"#,
        source: "the controller's `pkg/deploy/lattice/rule_synthesizer.go`",
    },
    Entry {
        number: 214,
        title: "two rules with one match",
        severities: E,
        scope: Scope::Rule,
        what: "The two become one Lattice rule with the later one's backends and priority, rewritten twice on every pass.",
        why: "The controller finds a rule again by its match.",
        fix: "Merge the two; several backends of one rule share its traffic by weight.",
        help: "merge the two rules",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{path: {value: /a}}]
    backendRefs: [{name: api, port: 80}]
  - matches: [{path: {value: /a}}]
    backendRefs: [{name: web, port: 80}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{path: {value: /a}}]
    backendRefs: [{name: api, port: 80}, {name: web, port: 80}]
",
        source: "the controller's `pkg/deploy/lattice/rule_synthesizer.go`",
    },
    Entry {
        number: 215,
        title: "rule that is never reached",
        severities: W,
        scope: Scope::Rule,
        what: "Every request that this rule matches meets another rule first.",
        why: "Lattice takes the first matching rule by priority, and the controller keeps the route's order: it does not put narrow rules before wide ones as the Gateway API asks.",
        fix: "Put the narrower rule first, or give it a lower number with `rule-N-priority`.",
        help: "put the narrower rule first, or give it a lower rule-N-priority",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{path: {value: /}}]
    backendRefs: [{name: web, port: 80}]
  - matches: [{path: {value: /api}}]
    backendRefs: [{name: api, port: 80}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - matches: [{path: {value: /api}}]
    backendRefs: [{name: api, port: 80}]
  - matches: [{path: {value: /}}]
    backendRefs: [{name: web, port: 80}]
",
        source: "the controller's `pkg/gateway/model_build_rule.go`; Gateway API, HTTPRouteRule precedence",
    },
];
