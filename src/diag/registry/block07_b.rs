//! Block 07: policies.

use super::{E, Entry, Scope, W};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        number: 716,
        title: "security group id refused",
        severities: E,
        scope: Scope::Gateway,
        what: "The association is refused.",
        why: "An id is `sg-` and 8 or 17 hexadecimal digits.",
        fix: "Use the group's id, not its name.",
        help: "use ids: sg- and 8 or 17 hexadecimal digits",
        before: "apiVersion: application-networking.k8s.aws/v1alpha1
kind: VpcAssociationPolicy
metadata: {name: store}
spec:
  targetRef: {group: gateway.networking.k8s.io, kind: Gateway, name: store}
  securityGroupIds: [sg-web]
",
        after: "apiVersion: application-networking.k8s.aws/v1alpha1
kind: VpcAssociationPolicy
metadata: {name: store}
spec:
  targetRef: {group: gateway.networking.k8s.io, kind: Gateway, name: store}
  securityGroupIds: [sg-0123456789abcdef0]
",
        source: "Lattice API, SecurityGroupId",
    },
    Entry {
        number: 717,
        title: "security groups beside associateWithVpc: false",
        severities: W,
        scope: Scope::Field,
        what: "They play no part: the association is removed.",
        why: "`associateWithVpc: false` says that the VPC is not to be associated.",
        fix: "Remove one of the two fields.",
        help: "remove one of the two fields",
        before: "apiVersion: application-networking.k8s.aws/v1alpha1
kind: VpcAssociationPolicy
metadata: {name: store}
spec:
  targetRef: {group: gateway.networking.k8s.io, kind: Gateway, name: store}
  associateWithVpc: false
  securityGroupIds: [sg-0123456789abcdef0]
",
        after: "apiVersion: application-networking.k8s.aws/v1alpha1
kind: VpcAssociationPolicy
metadata: {name: store}
spec:
  targetRef: {group: gateway.networking.k8s.io, kind: Gateway, name: store}
  associateWithVpc: false
",
        source: "the controller's `pkg/controllers/vpcassociationpolicy_controller.go`",
    },
];
