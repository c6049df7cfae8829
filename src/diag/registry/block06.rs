//! Block 06: exports and imports.

use super::{E, Entry, Scope, W, WE};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        number: 601,
        title: "export without the federation annotation",
        severities: E,
        scope: Scope::Route,
        what: "The export is ignored without a word; imports of it find nothing.",
        why: "The controller takes only exports with `federation: amazon-vpc-lattice`, leaving others to other controllers of that kind.",
        fix: "Add the annotation `application-networking.k8s.aws/federation: amazon-vpc-lattice`.",
        help: "add the annotation application-networking.k8s.aws/federation: amazon-vpc-lattice",
        before: "apiVersion: application-networking.k8s.aws/v1alpha1
kind: ServiceExport
metadata: {name: api}
spec: {exportedPorts: [{port: 80, routeType: HTTP}]}
",
        after: "apiVersion: application-networking.k8s.aws/v1alpha1
kind: ServiceExport
metadata: {name: api, annotations: {application-networking.k8s.aws/federation: amazon-vpc-lattice}}
spec: {exportedPorts: [{port: 80, routeType: HTTP}]}
",
        source: "the controller's `pkg/controllers/serviceexport_controller.go`",
    },
    Entry {
        number: 602,
        title: "exported Service missing",
        severities: E,
        scope: Scope::Route,
        what: "No target group is made.",
        why: "The Service of the export's own name, or of its `service-name` annotation, does not exist in its namespace.",
        fix: "Add the Service, rename the export, or set `service-name`.",
        help: "add the Service, rename the export, or set service-name",
        before: "apiVersion: application-networking.k8s.aws/v1alpha1
kind: ServiceExport
metadata: {name: orders, annotations: {application-networking.k8s.aws/federation: amazon-vpc-lattice}}
",
        after: "apiVersion: application-networking.k8s.aws/v1alpha1
kind: ServiceExport
metadata: {name: api, annotations: {application-networking.k8s.aws/federation: amazon-vpc-lattice}}
",
        source: "the controller's `pkg/controllers/serviceexport_controller.go`",
    },
    Entry {
        number: 603,
        title: "import that no export answers",
        severities: E,
        scope: Scope::Route,
        what: "The route's other parts come to stand, but not the rule with this backend.",
        why: "The import is looked for by the tags of target groups, and none of those in view fits name, namespace, cluster and VPC.",
        fix: "Export the Service first, or correct the import's name and annotations.",
        help: "export the Service first, or correct the import's name and annotations",
        before: "",
        after: "",
        source: "the controller's `pkg/gateway/model_build_rule.go`",
    },
    Entry {
        number: 604,
        title: "import that several exports answer",
        severities: E,
        scope: Scope::Route,
        what: "The first target group in Lattice's list is taken: which one that is may change.",
        why: "Name and namespace fit exports of several clusters or VPCs.",
        fix: "Narrow the import with `aws-eks-cluster-name` and `aws-vpc`, or name the group with `target-group-arn`.",
        help: "add aws-eks-cluster-name and aws-vpc to the ServiceImport",
        before: "",
        after: "",
        source: "the controller's `pkg/gateway/model_build_rule.go`",
    },
    Entry {
        number: 605,
        title: "target-group-arn beside tag annotations",
        severities: E,
        scope: Scope::Route,
        what: "The route gets ResolvedRefs=False and nothing is made.",
        why: "With `target-group-arn` nothing is searched for; the mere presence of `export-name`, `aws-vpc` or `aws-eks-cluster-name` is an error.",
        fix: "Keep one of the two ways.",
        help: "remove either target-group-arn or the others",
        before: "apiVersion: application-networking.k8s.aws/v1alpha1
kind: ServiceImport
metadata:
  name: orders
  annotations:
    application-networking.k8s.aws/target-group-arn: arn:aws:vpc-lattice:us-west-2:111122223333:targetgroup/tg-0123456789abcdef0
    application-networking.k8s.aws/export-name: orders
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
        after: "apiVersion: application-networking.k8s.aws/v1alpha1
kind: ServiceImport
metadata:
  name: orders
  annotations:
    application-networking.k8s.aws/target-group-arn: arn:aws:vpc-lattice:us-west-2:111122223333:targetgroup/tg-0123456789abcdef0
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
        source: "the controller's `pkg/k8s/utils.go` and `pkg/gateway/model_build_rule.go`",
    },
    Entry {
        number: 606,
        title: "malformed ARN",
        severities: E,
        scope: Scope::Route,
        what: "The route gets ResolvedRefs=False and nothing is made.",
        why: "`target-group-arn` must be a vpc-lattice ARN that ends in `targetgroup/tg-` and 17 characters.",
        fix: "Copy the ARN from the target group.",
        help: "copy the ARN from the target group",
        before: r#"apiVersion: application-networking.k8s.aws/v1alpha1
kind: ServiceImport
metadata: {name: orders, annotations: {application-networking.k8s.aws/target-group-arn: "arn:aws:vpc-lattice:us-west-2:111122223333:targetgroup/orders"}}
spec: {type: ClusterSetIP, ports: [{port: 80, protocol: TCP}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{group: application-networking.k8s.aws, kind: ServiceImport, name: orders}]
"#,
        after: r#"apiVersion: application-networking.k8s.aws/v1alpha1
kind: ServiceImport
metadata: {name: orders, annotations: {application-networking.k8s.aws/target-group-arn: "arn:aws:vpc-lattice:us-west-2:111122223333:targetgroup/tg-0123456789abcdef0"}}
spec: {type: ClusterSetIP, ports: [{port: 80, protocol: TCP}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{group: application-networking.k8s.aws, kind: ServiceImport, name: orders}]
"#,
        source: "the controller's `pkg/k8s/utils.go`",
    },
    Entry {
        number: 607,
        title: "unreadable entry in the port annotation",
        severities: W,
        scope: Scope::Field,
        what: "The entry is skipped; if none is left all ports are exported.",
        why: "Entries are separated by commas and not trimmed: in `80, 9090` the second can't be read.",
        fix: "Write numbers and commas only.",
        help: "write numbers and commas without blanks",
        before: r#"apiVersion: application-networking.k8s.aws/v1alpha1
kind: ServiceExport
metadata:
  name: api
  annotations: {application-networking.k8s.aws/federation: amazon-vpc-lattice, application-networking.k8s.aws/port: "80, 9090"}
"#,
        after: r#"apiVersion: application-networking.k8s.aws/v1alpha1
kind: ServiceExport
metadata:
  name: api
  annotations: {application-networking.k8s.aws/federation: amazon-vpc-lattice, application-networking.k8s.aws/port: "80"}
"#,
        source: "the controller's `pkg/gateway/model_build_targetgroup.go`",
    },
    Entry {
        number: 608,
        title: "import without cluster and VPC",
        severities: W,
        scope: Scope::Rule,
        what: "Any cluster's export of that name and namespace is taken.",
        why: "Without `aws-eks-cluster-name` and `aws-vpc` the search is by name and namespace alone.",
        fix: "Add both annotations.",
        help: "add aws-eks-cluster-name and aws-vpc",
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
  - backendRefs: [{group: application-networking.k8s.aws, kind: ServiceImport, name: orders}]
",
        after: "apiVersion: application-networking.k8s.aws/v1alpha1
kind: ServiceImport
metadata:
  name: orders
  annotations:
    application-networking.k8s.aws/aws-eks-cluster-name: orders-cluster
    application-networking.k8s.aws/aws-vpc: vpc-0123456789abcdef0
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
        source: "the controller's `pkg/k8s/utils.go`",
    },
    Entry {
        number: 609,
        title: "ServiceImport that is not there",
        severities: WE,
        scope: Scope::Route,
        what: "Its name is searched for among exported target groups all the same. With `service-name-override` on the route the route fails (an error).",
        why: "The controller treats a missing ServiceImport like one without annotations.",
        fix: "Add the ServiceImport.",
        help: "add the ServiceImport",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{group: application-networking.k8s.aws, kind: ServiceImport, name: orders}]
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
        number: 610,
        title: "two routes import one target group",
        severities: E,
        scope: Scope::Route,
        what: "The second route's rule is refused.",
        why: "Lattice lets the services of a target group be one: it may not serve two services.",
        fix: "Export the Service twice under two names, or send both paths through one route.",
        help: "export the Service once more for the second route",
        before: "",
        after: "",
        source: "the controller's `pkg/gateway/model_build_rule.go`; Lattice API, CreateRule",
    },
    Entry {
        number: 611,
        title: "several exported ports",
        severities: W,
        scope: Scope::Route,
        what: "While nothing uses them, the target groups of all ports but the first are deleted within half a minute and come back on the next pass.",
        why: "The controller's collector of unused groups compares a group with the export's first port only.",
        fix: "Make an export for each port (with `service-name`), or see to it that an import uses them.",
        help: "make an export for each port",
        before: "apiVersion: v1
kind: Service
metadata: {name: gate}
spec: {selector: {app: gate}, ports: [{name: a, port: 80}, {name: b, port: 81}]}
---
apiVersion: application-networking.k8s.aws/v1alpha1
kind: ServiceExport
metadata: {name: gate, annotations: {application-networking.k8s.aws/federation: amazon-vpc-lattice}}
spec: {exportedPorts: [{port: 80, routeType: HTTP}, {port: 81, routeType: HTTP}]}
",
        after: "apiVersion: v1
kind: Service
metadata: {name: gate}
spec: {selector: {app: gate}, ports: [{name: a, port: 80}, {name: b, port: 81}]}
---
apiVersion: application-networking.k8s.aws/v1alpha1
kind: ServiceExport
metadata: {name: gate, annotations: {application-networking.k8s.aws/federation: amazon-vpc-lattice}}
spec: {exportedPorts: [{port: 80, routeType: HTTP}]}
",
        source: "the controller's `pkg/gateway/model_build_targetgroup.go` and `pkg/deploy/lattice/target_group_synthesizer.go`",
    },
    Entry {
        number: 612,
        title: "port annotation beside exportedPorts",
        severities: W,
        scope: Scope::Field,
        what: "The annotation is ignored.",
        why: "It is the older way and counts only where `spec.exportedPorts` is empty.",
        fix: "Remove the annotation.",
        help: "remove the port annotation",
        before: r#"apiVersion: application-networking.k8s.aws/v1alpha1
kind: ServiceExport
metadata:
  name: api
  annotations: {application-networking.k8s.aws/federation: amazon-vpc-lattice, application-networking.k8s.aws/port: "80"}
spec: {exportedPorts: [{port: 80, routeType: HTTP}]}
"#,
        after: "apiVersion: application-networking.k8s.aws/v1alpha1
kind: ServiceExport
metadata: {name: api, annotations: {application-networking.k8s.aws/federation: amazon-vpc-lattice}}
spec: {exportedPorts: [{port: 80, routeType: HTTP}]}
",
        source: "the controller's `pkg/gateway/model_build_targetgroup.go`",
    },
];
