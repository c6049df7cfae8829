//! Block 09: annotations.

use super::{E, Entry, Scope, W};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        number: 901,
        title: "unknown annotation",
        severities: W,
        scope: Scope::Field,
        what: "The annotation does nothing.",
        why: "No annotation of this name exists under the controller's prefix.",
        fix: "Correct the spelling, or remove it.",
        help: "correct the spelling, or remove the annotation",
        before: r#"apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api, annotations: {application-networking.k8s.aws/stand-alone: "true"}}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
"#,
        after: r#"apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api, annotations: {application-networking.k8s.aws/standalone: "true"}}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
"#,
        source: "the controller's `pkg/k8s/utils.go`",
    },
    Entry {
        number: 902,
        title: "unreadable standalone",
        severities: W,
        scope: Scope::Field,
        what: "The value counts as false: the service is associated with its networks.",
        why: "Only true and false are read, in any case and with blanks around.",
        fix: "Write \"true\" or \"false\" in quotes.",
        help: "write \"true\" or \"false\"",
        before: r#"apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api, annotations: {application-networking.k8s.aws/standalone: "yes"}}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
"#,
        after: r#"apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api, annotations: {application-networking.k8s.aws/standalone: "true"}}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
"#,
        source: "the controller's `pkg/k8s/utils.go`",
    },
    Entry {
        number: 903,
        title: "tag entries dropped",
        severities: W,
        scope: Scope::Field,
        what: "The entries shown do not become tags.",
        why: "Entries without `=`, with an empty side, a key over 128 or value over 256 bytes, characters that AWS refuses, a repeated key, a reserved prefix, and all past the 50th are dropped without a word.",
        fix: "Correct the entries.",
        help: "correct the entries",
        before: r#"apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api, annotations: {application-networking.k8s.aws/tags: "team=shop,stage"}}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
"#,
        after: r#"apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api, annotations: {application-networking.k8s.aws/tags: "team=shop,stage=test"}}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
"#,
        source: "the controller's `pkg/k8s/utils.go`",
    },
    Entry {
        number: 904,
        title: "annotation on a kind where it has no effect",
        severities: W,
        scope: Scope::Field,
        what: "The annotation does nothing here.",
        why: "The controller reads each annotation on certain kinds only.",
        fix: "Move it to a kind where it is read.",
        help: "move it to a kind where it is read",
        before: "apiVersion: v1
kind: Service
metadata: {name: api, annotations: {application-networking.k8s.aws/tags: team=shop}}
spec: {selector: {app: api}, ports: [{port: 80}]}
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api, annotations: {application-networking.k8s.aws/tags: team=shop}}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        source: "the controller's `pkg/k8s/utils.go`",
    },
    Entry {
        number: 905,
        title: "too many tags",
        severities: E,
        scope: Scope::Route,
        what: "CreateTargetGroup is refused and nothing is made of the route or export.",
        why: "AWS takes 50 tags a resource, and the controller adds its own: 8 on a route's target group, 6 on an export's, 4 on a service, 1 on the others.",
        fix: "Keep at most 42 tags on a route, 44 on an export.",
        help: "at most 42 tags on a route, 44 on an export",
        before: "",
        after: "",
        source: "the controller's `pkg/k8s/utils.go`",
    },
];
