//! Block 01: how routes attach to Gateways.

use super::{E, EW, Entry, N, Scope, W};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        number: 101,
        title: "route without a Lattice Gateway",
        severities: W,
        scope: Scope::Route,
        what: "Nothing is made of this route.",
        why: "None of its parentRefs leads to a Gateway whose class belongs to the Lattice controller, so the controller leaves the route to others.",
        fix: "Name a Gateway of the class in `parentRefs`, with its `namespace` where that differs from the route's.",
        help: "name a Gateway of the Lattice controller's class in parentRefs",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: shop}]
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
        source: "the controller's `pkg/k8s/utils.go`",
    },
    Entry {
        number: 102,
        title: "no listener of that section or port",
        severities: E,
        scope: Scope::Route,
        what: "The parentRef is not accepted (NoMatchingParent). If no other parentRef is, nothing is made of the route.",
        why: "`sectionName` and `port`, where given, must both fit one listener of the first Gateway of the controller's.",
        fix: "Use the name or port of a listener that the Gateway has.",
        help: "use a sectionName and port that the Gateway's listeners have",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store, sectionName: web}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store, sectionName: http}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        source: "the controller's `pkg/controllers/route_controller.go`",
    },
    Entry {
        number: 103,
        title: "listeners do not allow the route",
        severities: E,
        scope: Scope::Route,
        what: "The parentRef is not accepted (NotAllowedByListeners).",
        why: "No listener that fits allows this kind or this namespace. Without `allowedRoutes` a listener takes routes of the Gateway's own namespace only, and kinds by its protocol.",
        fix: "Let the listener's `allowedRoutes.namespaces` be All or select the namespace, or move the route.",
        help: "widen the listener's allowedRoutes, or move the route",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api, namespace: shop}
spec:
  parentRefs: [{name: store, namespace: default}]
  rules:
  - backendRefs: [{name: api, namespace: default, port: 80}]
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
        number: 104,
        title: "no hostname in common",
        severities: E,
        scope: Scope::Route,
        what: "The parentRef is not accepted (NoMatchingListenerHostname).",
        why: "The route and the listener both name hostnames, and none is equal to or under a wildcard of the other.",
        fix: "Add a hostname under the listener's, or change the listener's hostname.",
        help: "bring the hostnames of route and listener together",
        before: r#"apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: store}
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners: [{name: http, protocol: HTTP, port: 80, hostname: "*.acme.test"}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  hostnames: [api.globex.test]
  rules:
  - backendRefs: [{name: api, port: 80}]
"#,
        after: r#"apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: store}
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners: [{name: http, protocol: HTTP, port: 80, hostname: "*.acme.test"}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  hostnames: [api.acme.test]
  rules:
  - backendRefs: [{name: api, port: 80}]
"#,
        source: "the controller's `pkg/controllers/route_controller.go`",
    },
    Entry {
        number: 105,
        title: "Gateway of no or another class",
        severities: W,
        scope: Scope::Gateway,
        what: "The Gateway and what hangs on it alone is left aside.",
        why: "Its GatewayClass is missing from the manifests, or names another controller.",
        fix: "Add the GatewayClass with controllerName `application-networking.k8s.aws/gateway-api-controller`, or correct `gatewayClassName`.",
        help: "add the GatewayClass, or correct gatewayClassName",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: lattice
  listeners: [{name: http, protocol: HTTP, port: 80}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners: [{name: http, protocol: HTTP, port: 80}]
",
        source: "the controller's `pkg/k8s/utils.go` and `pkg/controllers/gateway_controller.go`",
    },
    Entry {
        number: 106,
        title: "Namespace missing for a selector",
        severities: E,
        scope: Scope::Route,
        what: "The route fails: a listener chooses namespaces by label, and the route's Namespace object is not among the manifests.",
        why: "Only the Namespace object carries labels. In a cluster it always exists; offline it must be given.",
        fix: "Add the Namespace with its labels, or read the live cluster too (`--cluster`).",
        help: "add the Namespace object with its labels",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: store}
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners:
  - name: http
    protocol: HTTP
    port: 80
    allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {team: shop}}}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api, namespace: shop}
spec:
  parentRefs: [{name: store, namespace: default}]
  rules:
  - backendRefs: [{name: api, namespace: default, port: 80}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: store}
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners:
  - name: http
    protocol: HTTP
    port: 80
    allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {team: shop}}}}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {team: shop}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api, namespace: shop}
spec:
  parentRefs: [{name: store, namespace: default}]
  rules:
  - backendRefs: [{name: api, namespace: default, port: 80}]
",
        source: "the controller's `pkg/controllers/route_controller.go`",
    },
    Entry {
        number: 107,
        title: "listener allows a kind that its protocol can't carry",
        severities: E,
        scope: Scope::Gateway,
        what: "The listener gets ResolvedRefs=False, InvalidRouteKinds. Routes attach and are built all the same, but its count of attached routes stays 0.",
        why: "GRPCRoute needs HTTPS and TLSRoute needs TLS; any other kind is unknown to the controller.",
        fix: "Name only kinds that the protocol carries, or leave `kinds` out.",
        help: "leave allowedRoutes.kinds out, or name kinds that the protocol carries",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: store}
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners: [{name: http, protocol: HTTP, port: 80, allowedRoutes: {kinds: [{kind: GRPCRoute}]}}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: store}
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners: [{name: http, protocol: HTTP, port: 80, allowedRoutes: {kinds: [{kind: HTTPRoute}]}}]
",
        source: "the controller's `pkg/controllers/gateway_controller.go`",
    },
    Entry {
        number: 108,
        title: "protocol that Lattice has not",
        severities: E,
        scope: Scope::Rule,
        what: "A route on this listener fails whole: nothing is made of it.",
        why: "Lattice listeners speak HTTP, HTTPS and TLS_PASSTHROUGH (a TLS listener in mode Passthrough). TCP, UDP and TLS in mode Terminate have no counterpart.",
        fix: "Use HTTP, HTTPS, or TLS with `tls.mode: Passthrough`.",
        help: "use HTTP, HTTPS, or TLS with mode Passthrough",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: store}
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners: [{name: db, protocol: TCP, port: 5432}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: store}
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners: [{name: db, protocol: TLS, port: 5432, tls: {mode: Passthrough}}]
",
        source: "the controller's `pkg/gateway/model_build_listener.go` and `pkg/controllers/gateway_controller.go`; Lattice API, ListenerProtocol",
    },
    Entry {
        number: 109,
        title: "several parent Gateways",
        severities: W,
        scope: Scope::Route,
        what: "The service joins the service network of each, but listeners and certificate come from the first Gateway alone.",
        why: "The controller judges every parentRef against the first Gateway of its own that it finds.",
        fix: "Put the Gateway whose listeners are meant first, or make a route per Gateway.",
        help: "put the Gateway whose listeners are meant first, or split the route",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: partner}
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners: [{name: http, protocol: HTTP, port: 8080}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}, {name: partner}]
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
        source: "the controller's `pkg/gateway/model_build_listener.go` and `pkg/gateway/model_build_lattice_service.go`",
    },
    Entry {
        number: 110,
        title: "parentRef inherits a namespace",
        severities: W,
        scope: Scope::Route,
        what: "A parentRef without a namespace is looked up in the namespace of the parentRef before it, not in the route's.",
        why: "The controller's walk over parentRefs keeps the last namespace it saw. The Gateway API means the route's own.",
        fix: "Give every parentRef its `namespace` once one of them has it.",
        help: "write the namespace out",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: infra}
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners: [{name: http, protocol: HTTP, port: 80, allowedRoutes: {namespaces: {from: All}}}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: edge, namespace: infra}, {name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: infra}
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners: [{name: http, protocol: HTTP, port: 80, allowedRoutes: {namespaces: {from: All}}}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: edge, namespace: infra}, {name: store, namespace: default}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        source: "the controller's `pkg/k8s/utils.go`",
    },
    Entry {
        number: 111,
        title: "Gateways of one name",
        severities: W,
        scope: Scope::Gateway,
        what: "The Gateways stand for one and the same service network; policies on either act on it.",
        why: "A Gateway stands for the service network of its name. Its namespace plays no part.",
        fix: "Give Gateways that are meant to be apart different names.",
        help: "rename one of the Gateways if they are meant to be apart",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: store}
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners: [{name: http, protocol: HTTP, port: 80}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: store, namespace: shop}
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners: [{name: http, protocol: HTTP, port: 80}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: shop, namespace: shop}
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners: [{name: http, protocol: HTTP, port: 80}]
",
        source: "the controller's `pkg/controllers/gateway_controller.go` and `pkg/k8s/utils.go`",
    },
    Entry {
        number: 112,
        title: "service network must exist already",
        severities: N,
        scope: Scope::Gateway,
        what: "The plan takes the service network to exist; nothing here creates it.",
        why: "The controller does not create a service network for a Gateway. It comes from DEFAULT_SERVICE_NETWORK, a ServiceNetwork object, or from outside.",
        fix: "Create it beforehand, add a ServiceNetwork object of that name, or check it with `--live`.",
        help: "create it beforehand, or add a ServiceNetwork object of that name",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        after: "apiVersion: application-networking.k8s.aws/v1alpha1
kind: ServiceNetwork
metadata: {name: store}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        source: "the controller's `pkg/controllers/gateway_controller.go`",
    },
    Entry {
        number: 113,
        title: "parentRef that finds no Gateway",
        severities: EW,
        scope: Scope::Route,
        what: "The whole route is stopped, although another parentRef leads to a Gateway. A warning where the route carries the `standalone` annotation itself, which spares it.",
        why: "The controller asks every parent Gateway whether it is standalone, and gives up when one is missing, of whatever kind the parentRef says it is.",
        fix: "Remove the parentRef, add its Gateway, or split the route.",
        help: "remove the parentRef, or add its Gateway",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}, {name: mesh}]
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
        source: "the controller's `pkg/k8s/utils.go`",
    },
    Entry {
        number: 114,
        title: "Gateway named by the id of its service network",
        severities: E,
        scope: Scope::Route,
        what: "Routes get service, association and target groups, but never listeners or rules, though their status says Accepted.",
        why: "The network is found by id, while associations are compared by name: from the second pass on the controller takes its own association for a conflict.",
        fix: "Name the Gateway after the service network.",
        help: "name the Gateway by the service network's name",
        before: "",
        after: "",
        source: "the controller's `pkg/deploy/lattice/service_manager.go`",
    },
    Entry {
        number: 115,
        title: "Selector without a selector",
        severities: W,
        scope: Scope::Gateway,
        what: "The listener takes routes of no namespace.",
        why: "`from: Selector` without `selector` selects nothing; an empty selector (`{}`) selects every namespace.",
        fix: "Add a `selector`, or use `from: All`.",
        help: "add a selector, or say from: All",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: store}
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners: [{name: http, protocol: HTTP, port: 80, allowedRoutes: {namespaces: {from: Selector}}}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: store}
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners: [{name: http, protocol: HTTP, port: 80, allowedRoutes: {namespaces: {from: All}}}]
",
        source: "the controller's `pkg/controllers/route_controller.go`",
    },
];
