//! Block 03: fields that are ignored in silence.

use super::{E, Entry, N, Scope, W};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        number: 301,
        title: "filter ignored",
        severities: E,
        scope: Scope::Rule,
        what: "The filter is dropped without a word: no redirect, rewrite, header change, mirror, CORS answer, authorization or extension takes place. A rule that only redirects answers 500.",
        why: "The controller reads no filter, and Lattice forwards requests unchanged.",
        fix: "Do it in the backend or in a proxy between Lattice and the backend; for access control use an IAMAuthPolicy.",
        help: "Lattice forwards requests unchanged: do this in the backend, and remove the filter",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: x-env, value: prod}]}}]
    backendRefs: [{name: api, port: 80}]
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
        number: 302,
        title: "timeouts ignored",
        severities: W,
        scope: Scope::Field,
        what: "The rule's timeouts have no effect; Lattice's fixed limits hold (idle connections close after a minute, a connection lives ten minutes at most).",
        why: "The controller does not read them, and a Lattice rule has no timeout.",
        fix: "Set timeouts in client and backend, and remove the field.",
        help: "set timeouts in the client and the backend",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - timeouts: {request: 5s}
    backendRefs: [{name: api, port: 80}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        source: "the controller's `pkg/model/core/httproute.go` and `pkg/gateway/model_build_rule.go`",
    },
    Entry {
        number: 303,
        title: "retry ignored",
        severities: W,
        scope: Scope::Field,
        what: "Failed requests are not retried as the rule says.",
        why: "The controller does not read it; the standard channel's CRD even prunes the field.",
        fix: "Retry in the client.",
        help: "retry in the client",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - retry: {attempts: 3}
    backendRefs: [{name: api, port: 80}]
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
        number: 304,
        title: "session persistence ignored",
        severities: W,
        scope: Scope::Field,
        what: "Requests of one client may go to any target.",
        why: "The controller does not read it, Lattice has no sticky sessions, and the standard channel's CRD prunes the field.",
        fix: "Keep the session where every target can read it.",
        help: "keep sessions where every target can read them",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - sessionPersistence: {sessionName: cart, type: Cookie}
    backendRefs: [{name: api, port: 80}]
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
        number: 305,
        title: "hostname after the first",
        severities: W,
        scope: Scope::Field,
        what: "Requests to this hostname are not served by the service.",
        why: "A Lattice service has one custom domain name; the controller takes the first hostname.",
        fix: "Make a route for each hostname, or let a CNAME in front and a rewrite of the host cover the others.",
        help: "make a route for each hostname",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  hostnames: [a.acme.test, b.acme.test]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  hostnames: [a.acme.test]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        source: "the controller's `pkg/gateway/model_build_lattice_service.go`",
    },
    Entry {
        number: 306,
        title: "hostname of a listener",
        severities: W,
        scope: Scope::Field,
        what: "It only filters which routes may attach. It never becomes the domain of a service.",
        why: "The controller takes the custom domain from the route's first hostname alone.",
        fix: "Put the hostname on the route if it is to be the domain. If it is there to filter, nothing is to be done.",
        help: "put the hostname on the route if it is to be the service's domain",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: store}
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners: [{name: http, protocol: HTTP, port: 80, hostname: api.acme.test}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: store}
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners: [{name: http, protocol: HTTP, port: 80}]
",
        source: "the controller's `pkg/controllers/route_controller.go` and `pkg/gateway/model_build_lattice_service.go`",
    },
    Entry {
        number: 307,
        title: "certificateRefs ignored",
        severities: W,
        scope: Scope::Field,
        what: "The Secret is never read. The certificate is an ACM one: that of the `certificate-arn` option, or one found by the route's hostname.",
        why: "Lattice terminates TLS itself and takes certificates from ACM only. The CRD asks for certificateRefs or options, which is why examples carry an unused one.",
        fix: "Import the certificate into ACM and name it in `tls.options`.",
        help: "name an ACM certificate in tls.options",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: store}
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners: [{name: https, protocol: HTTPS, port: 443, tls: {mode: Terminate, certificateRefs: [{name: web}]}}]
",
        after: r#"apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: store}
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners:
  - name: https
    protocol: HTTPS
    port: 443
    tls:
      mode: Terminate
      options: {application-networking.k8s.aws/certificate-arn: "arn:aws:acm:us-west-2:111122223333:certificate/11111111-2222-4333-8444-555555555555"}
"#,
        source: "the controller's `pkg/gateway/model_build_listener.go`",
    },
    Entry {
        number: 308,
        title: "backend in another namespace without a ReferenceGrant",
        severities: W,
        scope: Scope::Field,
        what: "It works with this controller. The Gateway API asks for a grant, and other controllers refuse the backend.",
        why: "The controller never looks for ReferenceGrants: any team's route may send traffic to any namespace's Service.",
        fix: "Add a ReferenceGrant in the backend's namespace.",
        help: "add a ReferenceGrant in the backend's namespace",
        before: "apiVersion: v1
kind: Service
metadata: {name: db, namespace: data}
spec: {selector: {app: db}, ports: [{port: 80}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: db, namespace: data, port: 80}]
",
        after: r#"apiVersion: v1
kind: Service
metadata: {name: db, namespace: data}
spec: {selector: {app: db}, ports: [{port: 80}]}
---
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {name: routes, namespace: data}
spec:
  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: default}]
  to: [{group: "", kind: Service}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: db, namespace: data, port: 80}]
"#,
        source: "the controller's `pkg/controllers/route_controller.go`; Gateway API, ReferenceGrant",
    },
    Entry {
        number: 309,
        title: "port on a ServiceImport",
        severities: W,
        scope: Scope::Field,
        what: "The port plays no part.",
        why: "An import stands for a target group that was made elsewhere; its targets bring their own ports.",
        fix: "Remove the port; choose it where the Service is exported.",
        help: "remove the port: the export chooses it",
        before: "apiVersion: application-networking.k8s.aws/v1alpha1
kind: ServiceImport
metadata: {name: orders}
spec: {type: ClusterSetIP, ports: [{port: 80, protocol: TCP}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{group: application-networking.k8s.aws, kind: ServiceImport, name: orders, port: 80}]
",
        after: "apiVersion: application-networking.k8s.aws/v1alpha1
kind: ServiceImport
metadata: {name: orders}
spec: {type: ClusterSetIP, ports: [{port: 80, protocol: TCP}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{group: application-networking.k8s.aws, kind: ServiceImport, name: orders}]
",
        source: "the controller's `pkg/gateway/model_build_rule.go`",
    },
    Entry {
        number: 310,
        title: "rule name",
        severities: N,
        scope: Scope::Field,
        what: "The name does not reach Lattice.",
        why: "The controller names rules by time and priority.",
        fix: "Nothing to do.",
        help: "nothing to do: the controller names rules itself",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - name: everything
    backendRefs: [{name: api, port: 80}]
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
        number: 311,
        title: "appProtocol of a Service",
        severities: N,
        scope: Scope::Field,
        what: "It plays no part.",
        why: "Protocol and version of a target group come from the route's kind and from a TargetGroupPolicy.",
        fix: "For HTTPS or HTTP/2 to the pods add a TargetGroupPolicy.",
        help: "use a TargetGroupPolicy for protocol and version",
        before: "apiVersion: v1
kind: Service
metadata: {name: api}
spec: {selector: {app: api}, ports: [{port: 80, appProtocol: kubernetes.io/h2c}]}
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
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        source: "the controller's `pkg/gateway/model_build_targetgroup.go`",
    },
    Entry {
        number: 312,
        title: "field of a Gateway without effect",
        severities: W,
        scope: Scope::Field,
        what: "Addresses, infrastructure and the like are accepted and do nothing.",
        why: "A Gateway stands for a service network, which has neither addresses nor machines of its own.",
        fix: "Remove the field.",
        help: "remove the field",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: store}
spec:
  gatewayClassName: amazon-vpc-lattice
  infrastructure: {labels: {team: shop}}
  listeners: [{name: http, protocol: HTTP, port: 80}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: store}
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners: [{name: http, protocol: HTTP, port: 80}]
",
        source: "the controller's `pkg/controllers/gateway_controller.go`",
    },
    Entry {
        number: 313,
        title: "filter of a backendRef ignored",
        severities: W,
        scope: Scope::Field,
        what: "Requests to this backend pass unchanged; its weight counts.",
        why: "The controller reads no filter, on rules or on backends.",
        fix: "Do it in the backend, and remove the filter.",
        help: "do this in the backend, and remove the filter",
        before: r#"apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs:
    - name: api
      port: 80
      filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: x-canary, value: "1"}]}}]
"#,
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs:
    - name: api
      port: 80
",
        source: "the controller's `pkg/gateway/model_build_rule.go`",
    },
    Entry {
        number: 314,
        title: "group of a backendRef is not read",
        severities: W,
        scope: Scope::Rule,
        what: "A backend of another group is taken for the core Service, or the controller's ServiceImport, of that name.",
        why: "The controller asks a backendRef for its kind only.",
        fix: "Refer to the Service or ServiceImport that is meant, with its own group.",
        help: "refer to the Service or ServiceImport that is meant, with its own group",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{group: serving.knative.dev, kind: Service, name: api, port: 80}]
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
];
