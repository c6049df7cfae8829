//! Block 11: rollout hygiene.

use super::{Entry, Scope, W};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        number: 1101,
        title: "pods stop before Lattice knows",
        severities: W,
        scope: Scope::Route,
        what: "Requests fail with 503 or broken connections while the pods are replaced.",
        why: "A pod stops in 30 s by default, while the controller takes longer to take it out of the target group. The controller's manual asks for 150 s of grace and a preStop sleep of 60 s.",
        fix: "Set `terminationGracePeriodSeconds` to 150 or more and let a preStop hook sleep 60 s.",
        help: "150 s of grace and a preStop sleep of 60 s",
        before: r#"apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec:
      containers: [{name: api, image: "registry.acme.test/api:1"}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
"#,
        after: r#"apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec:
      terminationGracePeriodSeconds: 150
      containers: [{name: api, image: "registry.acme.test/api:1", lifecycle: {preStop: {sleep: {seconds: 60}}}}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
"#,
        source: "controller, docs/faq.md",
    },
    Entry {
        number: 1102,
        title: "readiness gate on an export that nothing imports",
        severities: W,
        scope: Scope::Route,
        what: "New pods never become ready, and a rollout stalls.",
        why: "Lattice reports targets of an unused target group as unused, and the controller opens the gate for healthy ones only.",
        fix: "Remove the label `pod-readiness-gate-inject` from the namespace until a route imports the export.",
        help: "remove the readiness gate until something imports the export",
        before: "apiVersion: v1
kind: Namespace
metadata: {name: jobs, labels: {application-networking.k8s.aws/pod-readiness-gate-inject: enabled}}
---
apiVersion: v1
kind: Service
metadata: {name: runner, namespace: jobs}
spec: {selector: {app: runner}, ports: [{port: 80}]}
---
apiVersion: application-networking.k8s.aws/v1alpha1
kind: ServiceExport
metadata: {name: runner, namespace: jobs, annotations: {application-networking.k8s.aws/federation: amazon-vpc-lattice}}
",
        after: "apiVersion: v1
kind: Namespace
metadata: {name: jobs}
---
apiVersion: v1
kind: Service
metadata: {name: runner, namespace: jobs}
spec: {selector: {app: runner}, ports: [{port: 80}]}
---
apiVersion: application-networking.k8s.aws/v1alpha1
kind: ServiceExport
metadata: {name: runner, namespace: jobs, annotations: {application-networking.k8s.aws/federation: amazon-vpc-lattice}}
",
        source: "controller `pkg/deploy/lattice/targets_synthesizer.go`",
    },
    Entry {
        number: 1103,
        title: "readiness probe and health check disagree",
        severities: W,
        scope: Scope::Route,
        what: "A pod can be ready and get no traffic, or get traffic and not be ready.",
        why: "Kubernetes asks the probe's path, Lattice the health check's (`/` unless a policy says otherwise).",
        fix: "Let both ask the same path and port.",
        help: "let probe and health check ask the same path",
        before: "apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec:
      terminationGracePeriodSeconds: 150
      containers:
      - name: api
        image: registry.acme.test/api:1
        lifecycle: {preStop: {sleep: {seconds: 60}}}
        readinessProbe: {httpGet: {path: /ready, port: 8080}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        after: r#"apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec:
      terminationGracePeriodSeconds: 150
      containers:
      - name: api
        image: registry.acme.test/api:1
        lifecycle: {preStop: {sleep: {seconds: 60}}}
        readinessProbe: {httpGet: {path: /ready, port: 8080}}
---
apiVersion: application-networking.k8s.aws/v1alpha1
kind: TargetGroupPolicy
metadata: {name: api}
spec:
  targetRef: {group: "", kind: Service, name: api}
  healthCheck: {path: /ready}
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
];
