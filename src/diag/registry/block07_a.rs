//! Block 07: policies.

use super::{E, Entry, Scope, W, WE};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        number: 701,
        title: "target kind that the policy does not take",
        severities: E,
        scope: Scope::Route,
        what: "The policy is Accepted=False, Invalid, and does nothing.",
        why: "Each policy kind takes certain target kinds, with their group: TargetGroupPolicy Service and ServiceExport; IAMAuthPolicy and AccessLogPolicy Gateway, HTTPRoute and GRPCRoute; VpcAssociationPolicy Gateway.",
        fix: "Correct `targetRef.kind` and `targetRef.group` (the core group is empty).",
        help: "correct targetRef.kind and targetRef.group",
        before: r#"apiVersion: application-networking.k8s.aws/v1alpha1
kind: VpcAssociationPolicy
metadata: {name: store}
spec:
  targetRef: {group: "", kind: Service, name: api}
"#,
        after: "apiVersion: application-networking.k8s.aws/v1alpha1
kind: VpcAssociationPolicy
metadata: {name: store}
spec:
  targetRef: {group: gateway.networking.k8s.io, kind: Gateway, name: store}
",
        source: "the controller's `pkg/k8s/policyhelper/policy.go`",
    },
    Entry {
        number: 702,
        title: "target not found",
        severities: E,
        scope: Scope::Route,
        what: "The policy is Accepted=False, TargetNotFound, and does nothing.",
        why: "The target is looked for in the policy's own namespace.",
        fix: "Correct the name, or put the policy beside its target.",
        help: "correct the name, or put the policy into its target's namespace",
        before: r#"apiVersion: application-networking.k8s.aws/v1alpha1
kind: TargetGroupPolicy
metadata: {name: apy}
spec:
  targetRef: {group: "", kind: Service, name: apy}
  protocol: HTTP
"#,
        after: r#"apiVersion: application-networking.k8s.aws/v1alpha1
kind: TargetGroupPolicy
metadata: {name: api}
spec:
  targetRef: {group: "", kind: Service, name: api}
  protocol: HTTP
"#,
        source: "the controller's `pkg/k8s/policyhelper/policy.go`",
    },
    Entry {
        number: 703,
        title: "conflicted policy",
        severities: E,
        scope: Scope::Route,
        what: "This policy does nothing (Accepted=False, Conflicted).",
        why: "Of several policies of one kind on one target the oldest counts, then the first by name. Of AccessLogPolicies Lattice takes one per kind of destination.",
        fix: "Merge them into one.",
        help: "merge the policies into one",
        before: r#"apiVersion: application-networking.k8s.aws/v1alpha1
kind: TargetGroupPolicy
metadata: {name: api}
spec:
  targetRef: {group: "", kind: Service, name: api}
  protocol: HTTP
---
apiVersion: application-networking.k8s.aws/v1alpha1
kind: TargetGroupPolicy
metadata: {name: second}
spec:
  targetRef: {group: "", kind: Service, name: api}
  protocol: HTTP
"#,
        after: r#"apiVersion: application-networking.k8s.aws/v1alpha1
kind: TargetGroupPolicy
metadata: {name: api}
spec:
  targetRef: {group: "", kind: Service, name: api}
  protocol: HTTP
"#,
        source: "the controller's `pkg/k8s/policyhelper/policy.go`",
    },
    Entry {
        number: 704,
        title: "auth policy that is no policy document",
        severities: E,
        scope: Scope::Route,
        what: "PutAuthPolicy is refused and authType stays as it was, although the policy says Accepted=True.",
        why: "The controller sends the text as it is. Lattice wants an IAM policy document in JSON with Statements that have Effect, Principal, Action and Resource.",
        fix: "Correct the document.",
        help: "write a valid IAM policy document in JSON",
        before: r#"apiVersion: application-networking.k8s.aws/v1alpha1
kind: IAMAuthPolicy
metadata: {name: store}
spec:
  targetRef: {group: gateway.networking.k8s.io, kind: Gateway, name: store}
  policy: '{"Version": "2012-10-17"}'
"#,
        after: r#"apiVersion: application-networking.k8s.aws/v1alpha1
kind: IAMAuthPolicy
metadata: {name: store}
spec:
  targetRef: {group: gateway.networking.k8s.io, kind: Gateway, name: store}
  policy: '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "vpc-lattice-svcs:Invoke", "Resource": "*"}]}'
"#,
        source: "the controller's `pkg/controllers/iamauthpolicy_controller.go` and `pkg/deploy/lattice/iamauthpolicy_manager.go`; Lattice API, PutAuthPolicy",
    },
    Entry {
        number: 705,
        title: "auth policy over 10 KB",
        severities: E,
        scope: Scope::Route,
        what: "PutAuthPolicy is refused and authType stays as it was.",
        why: "Lattice takes auth policies of at most 10 KB.",
        fix: "Merge statements; use conditions with wildcards or tags instead of lists of principals.",
        help: "bring the document below 10 KB",
        before: "",
        after: "",
        source: "Lattice API, PutAuthPolicy",
    },
    Entry {
        number: 706,
        title: "access log destination refused",
        severities: E,
        scope: Scope::Route,
        what: "The subscription is not made.",
        why: "The destination must be the ARN of an S3 bucket, a CloudWatch Logs group or a Firehose delivery stream.",
        fix: "Correct the ARN.",
        help: "use the ARN of an S3 bucket, a log group or a Firehose stream",
        before: "apiVersion: application-networking.k8s.aws/v1alpha1
kind: AccessLogPolicy
metadata: {name: store}
spec:
  destinationArn: arn:aws:sqs:us-west-2:111122223333:logs
  targetRef: {group: gateway.networking.k8s.io, kind: Gateway, name: store}
",
        after: "apiVersion: application-networking.k8s.aws/v1alpha1
kind: AccessLogPolicy
metadata: {name: store}
spec:
  destinationArn: arn:aws:s3:::acme-logs
  targetRef: {group: gateway.networking.k8s.io, kind: Gateway, name: store}
",
        source: "the controller's `pkg/controllers/accesslogpolicy_controller.go` and `pkg/deploy/lattice/access_log_subscription_manager.go`",
    },
    Entry {
        number: 707,
        title: "over five security groups",
        severities: E,
        scope: Scope::Gateway,
        what: "The association is refused.",
        why: "Lattice takes at most five security groups on a VPC association.",
        fix: "Merge rules into fewer groups.",
        help: "at most five security groups",
        before: "apiVersion: application-networking.k8s.aws/v1alpha1
kind: VpcAssociationPolicy
metadata: {name: store}
spec:
  targetRef: {group: gateway.networking.k8s.io, kind: Gateway, name: store}
  securityGroupIds: [sg-11111111, sg-22222222, sg-33333333, sg-44444444, sg-55555555, sg-66666666]
",
        after: "apiVersion: application-networking.k8s.aws/v1alpha1
kind: VpcAssociationPolicy
metadata: {name: store}
spec:
  targetRef: {group: gateway.networking.k8s.io, kind: Gateway, name: store}
  securityGroupIds: [sg-11111111, sg-22222222, sg-33333333, sg-44444444, sg-55555555]
",
        source: "Lattice API, CreateServiceNetworkVpcAssociation",
    },
    Entry {
        number: 708,
        title: "health check out of range",
        severities: E,
        scope: Scope::Route,
        what: "The policy is refused by the API server, or the target group by Lattice.",
        why: "Lattice takes an interval of 5 to 300 s, a timeout of 1 to 120 s, thresholds of 2 to 10, a plain path, and HTTP codes as a list or ranges.",
        fix: "Use values in these ranges.",
        help: "use values within Lattice's ranges",
        before: r#"apiVersion: application-networking.k8s.aws/v1alpha1
kind: TargetGroupPolicy
metadata: {name: api}
spec:
  targetRef: {group: "", kind: Service, name: api}
  healthCheck: {statusMatch: "2xx"}
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
  healthCheck: {statusMatch: "200-299"}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
"#,
        source: "Lattice API, HealthCheckConfig",
    },
    Entry {
        number: 709,
        title: "security groups can't be emptied",
        severities: W,
        scope: Scope::Gateway,
        what: "The association keeps its security groups.",
        why: "An update can replace security groups, never remove the last one.",
        fix: "Name the groups that are wanted, or delete and create the association anew (`associateWithVpc: false` in between).",
        help: "name the security groups that are wanted",
        before: "",
        after: "",
        source: "the controller's `pkg/deploy/lattice/service_network_manager.go`",
    },
    Entry {
        number: 710,
        title: "AccessLogPolicy needs targetRef.namespace",
        severities: E,
        scope: Scope::Route,
        what: "The policy is Accepted=False, Invalid.",
        why: "Without `targetRef.namespace` the controller reads `default`, and any other than the policy's own is refused.",
        fix: "Write the policy's own namespace into `targetRef.namespace`.",
        help: "write the policy's own namespace into targetRef.namespace",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: infra}
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners: [{name: http, protocol: HTTP, port: 80}]
---
apiVersion: application-networking.k8s.aws/v1alpha1
kind: AccessLogPolicy
metadata: {name: edge, namespace: infra}
spec:
  destinationArn: arn:aws:s3:::acme-logs
  targetRef: {group: gateway.networking.k8s.io, kind: Gateway, name: edge}
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: infra}
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners: [{name: http, protocol: HTTP, port: 80}]
---
apiVersion: application-networking.k8s.aws/v1alpha1
kind: AccessLogPolicy
metadata: {name: edge, namespace: infra}
spec:
  destinationArn: arn:aws:s3:::acme-logs
  targetRef: {group: gateway.networking.k8s.io, kind: Gateway, namespace: infra, name: edge}
",
        source: "the controller's `pkg/controllers/accesslogpolicy_controller.go`",
    },
    Entry {
        number: 711,
        title: "policy that lets anyone in",
        severities: W,
        scope: Scope::Route,
        what: "Every caller that reaches the network is let in, anonymous ones too.",
        why: "A statement allows every principal without a condition, and no other one denies callers by who they are. With authType AWS_IAM this looks like protection and is none.",
        fix: "Name principals, or add a condition such as one against anonymous callers.",
        help: "name principals, or add a condition against anonymous callers",
        before: r#"apiVersion: application-networking.k8s.aws/v1alpha1
kind: IAMAuthPolicy
metadata: {name: store}
spec:
  targetRef: {group: gateway.networking.k8s.io, kind: Gateway, name: store}
  policy: '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "vpc-lattice-svcs:Invoke", "Resource": "*"}]}'
"#,
        after: r#"apiVersion: application-networking.k8s.aws/v1alpha1
kind: IAMAuthPolicy
metadata: {name: store}
spec:
  targetRef: {group: gateway.networking.k8s.io, kind: Gateway, name: store}
  policy: '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "vpc-lattice-svcs:Invoke", "Resource": "*", "Condition": {"StringNotEqualsIgnoreCase": {"aws:PrincipalType": "anonymous"}}}]}'
"#,
        source: "Lattice, auth policies; IAM JSON policy reference",
    },
    Entry {
        number: 712,
        title: "TLSRoute as a policy's target",
        severities: E,
        scope: Scope::Route,
        what: "The policy is Accepted=False, Invalid, and does nothing.",
        why: "A passthrough service sees no request: there is nothing to authorize or to log by request, and the controller takes no policy on it.",
        fix: "Put the policy on the Gateway.",
        help: "put the policy on the Gateway",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: TLSRoute
metadata: {name: vault}
spec:
  parentRefs: [{name: store}]
  hostnames: [vault.acme.test]
  rules:
  - backendRefs: [{name: api, port: 80}]
---
apiVersion: application-networking.k8s.aws/v1alpha1
kind: AccessLogPolicy
metadata: {name: vault}
spec:
  destinationArn: arn:aws:s3:::acme-logs
  targetRef: {group: gateway.networking.k8s.io, kind: TLSRoute, name: vault}
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: TLSRoute
metadata: {name: vault}
spec:
  parentRefs: [{name: store}]
  hostnames: [vault.acme.test]
  rules:
  - backendRefs: [{name: api, port: 80}]
---
apiVersion: application-networking.k8s.aws/v1alpha1
kind: AccessLogPolicy
metadata: {name: vault}
spec:
  destinationArn: arn:aws:s3:::acme-logs
  targetRef: {group: gateway.networking.k8s.io, kind: Gateway, name: store}
",
        source: "the controller's `pkg/k8s/policyhelper/policy.go`",
    },
    Entry {
        number: 713,
        title: "targetRef.namespace does not move the target",
        severities: WE,
        scope: Scope::Route,
        what: "For an IAMAuthPolicy the target must still exist in the policy's own namespace, while the policy lands on the service named after the other one. An AccessLogPolicy is refused (an error).",
        why: "The target is looked up by the policy's namespace, the service's name is built with the other.",
        fix: "Put the policy beside its target and leave `targetRef.namespace` out, or equal.",
        help: "put the policy into its target's namespace",
        before: r#"apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
---
apiVersion: application-networking.k8s.aws/v1alpha1
kind: IAMAuthPolicy
metadata: {name: api}
spec:
  targetRef: {group: gateway.networking.k8s.io, kind: HTTPRoute, name: api, namespace: infra}
  policy: '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "vpc-lattice-svcs:Invoke", "Resource": "*"}]}'
"#,
        after: r#"apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
---
apiVersion: application-networking.k8s.aws/v1alpha1
kind: IAMAuthPolicy
metadata: {name: api}
spec:
  targetRef: {group: gateway.networking.k8s.io, kind: HTTPRoute, name: api}
  policy: '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "vpc-lattice-svcs:Invoke", "Resource": "*"}]}'
"#,
        source: "the controller's `pkg/k8s/policyhelper/policy.go`",
    },
    Entry {
        number: 714,
        title: "policy on another controller's Gateway",
        severities: W,
        scope: Scope::Gateway,
        what: "The policy acts on the Lattice service network of that name all the same.",
        why: "No policy asks whether its Gateway is the Lattice controller's.",
        fix: "Remove the policy, or point it at the Gateway that is meant.",
        help: "remove the policy, or point it at a Gateway of the Lattice class",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: other}
spec: {controllerName: example.net/gateway}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: other
  listeners: [{name: http, protocol: HTTP, port: 80}]
---
apiVersion: application-networking.k8s.aws/v1alpha1
kind: VpcAssociationPolicy
metadata: {name: edge}
spec:
  targetRef: {group: gateway.networking.k8s.io, kind: Gateway, name: edge}
",
        after: "apiVersion: application-networking.k8s.aws/v1alpha1
kind: VpcAssociationPolicy
metadata: {name: store}
spec:
  targetRef: {group: gateway.networking.k8s.io, kind: Gateway, name: store}
",
        source: "the controller's `pkg/k8s/policyhelper/policy.go`",
    },
    Entry {
        number: 715,
        title: "two health checks for one export",
        severities: W,
        scope: Scope::Field,
        what: "The health check of the policy on the Service replaces that of the policy on the export as a whole.",
        why: "For an export's group the controller takes protocol and version from the export's policy, and the health check from the Service's if that has one.",
        fix: "Keep the health check in one of the two.",
        help: "keep the health check in one of the two policies",
        before: r#"apiVersion: application-networking.k8s.aws/v1alpha1
kind: ServiceExport
metadata: {name: api, annotations: {application-networking.k8s.aws/federation: amazon-vpc-lattice}}
---
apiVersion: application-networking.k8s.aws/v1alpha1
kind: TargetGroupPolicy
metadata: {name: api}
spec:
  targetRef: {group: "", kind: Service, name: api}
  healthCheck: {path: /live}
---
apiVersion: application-networking.k8s.aws/v1alpha1
kind: TargetGroupPolicy
metadata: {name: exported}
spec:
  targetRef: {group: application-networking.k8s.aws, kind: ServiceExport, name: api}
  healthCheck: {path: /exported}
"#,
        after: "apiVersion: application-networking.k8s.aws/v1alpha1
kind: ServiceExport
metadata: {name: api, annotations: {application-networking.k8s.aws/federation: amazon-vpc-lattice}}
---
apiVersion: application-networking.k8s.aws/v1alpha1
kind: TargetGroupPolicy
metadata: {name: exported}
spec:
  targetRef: {group: application-networking.k8s.aws, kind: ServiceExport, name: api}
  healthCheck: {path: /exported}
",
        source: "the controller's `pkg/deploy/lattice/health_check_resolver.go`",
    },
];
