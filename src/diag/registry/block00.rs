//! Block 00: what is wrong with the input itself.

use super::{E, Entry, N, Scope, W};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        number: 1,
        title: "YAML or JSON syntax",
        severities: E,
        scope: Scope::Route,
        what: "The document can't be read; no object comes of it. The documents after the next `---` are read all the same.",
        why: "YAML allows no tab in indentation, no unclosed quote or bracket, and one indentation per level; JSON no trailing comma.",
        fix: "Mend the text at the place shown. The parser often notices one line behind the mistake.",
        help: "mend the text at the place shown, or just before it",
        before: "apiVersion: v1
kind: Service
metadata: {name: api
",
        after: "apiVersion: v1
kind: Service
metadata: {name: api}
spec: {ports: [{port: 80}]}
",
        source: "Kubernetes reads manifests with sigs.k8s.io/yaml, cut into documents at lines of `---`",
    },
    Entry {
        number: 2,
        title: "incomplete document",
        severities: E,
        scope: Scope::Route,
        what: "The document is left out: it lacks `apiVersion`, `kind` or `metadata.name`.",
        why: "The API server finds an object's type by the first two and stores it under the third; `generateName` gives a name that no other manifest can refer to.",
        fix: "Add what is missing, or keep files that are no manifests (Helm values, kustomizations) out of the folder.",
        help: "add apiVersion, kind and metadata.name, or leave the file out (--exclude)",
        before: "apiVersion: v1
kind: Service
metadata: {labels: {app: api}}
",
        after: "apiVersion: v1
kind: Service
metadata: {name: api, labels: {app: api}}
spec: {ports: [{port: 80}]}
",
        source: "Kubernetes API conventions, metadata",
    },
    Entry {
        number: 3,
        title: "kind that plays no part",
        severities: N,
        scope: Scope::Field,
        what: "Objects of this kind are counted and not read any further.",
        why: "The controller does not look at them, so they change nothing in VPC Lattice.",
        fix: "Nothing to do. If the kind was meant to shape traffic, check `kind` and `apiVersion` for a slip.",
        help: "nothing to do, unless the kind is misspelt",
        before: "apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {mode: fast}
",
        after: "",
        source: "controller, the kinds that its manager watches (`cmd/aws-application-networking-k8s`)",
    },
    Entry {
        number: 4,
        title: "kind or version that no API server serves",
        severities: E,
        scope: Scope::Route,
        what: "The object is left out: its `apiVersion` is one that the installed CRDs do not serve, or its `kind` is nearly one of theirs (`HttpRoute`).",
        why: "A cluster refuses such an object with \"no matches for kind\". Gateway API v1.5 serves HTTPRoute and Gateway as v1 and v1beta1, GRPCRoute and TLSRoute as v1.",
        fix: "Use a served version, and the kind as the CRD spells it. The fields of the examples here are the same in all versions.",
        help: "use a kind and version that the CRDs serve",
        before: "apiVersion: gateway.networking.k8s.io/v1alpha1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
",
        source: "Gateway API v1.5.1 standard channel and the controller's CRDs, `served` versions",
    },
    Entry {
        number: 5,
        title: "object that the API server refuses",
        severities: E,
        scope: Scope::Route,
        what: "The object is left out whole: a field has the wrong type, is missing, or has a value outside the range, pattern, length, enumeration or cross-field rule of its CRD.",
        why: "The API server checks every write against the CRD; the controller never sees what fails.",
        fix: "Correct the field shown; all problems of one object are reported at once.",
        help: "correct the field as the CRD asks",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80, weight: many}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80, weight: 3}]
",
        source: "OpenAPI schema and CEL rules of the CRDs (Gateway API v1.5.1, controller v2.1.3)",
    },
    Entry {
        number: 6,
        title: "same object twice",
        severities: E,
        scope: Scope::Route,
        what: "Two documents describe one object; the later one counts.",
        why: "Applied in order, the second overwrites the first. Which one wins then depends on the order of files.",
        fix: "Remove one of the two, or give one another name or namespace.",
        help: "remove one of the two, or rename it",
        before: "apiVersion: v1
kind: Service
metadata: {name: twice}
spec: {ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: twice}
spec: {ports: [{port: 81}]}
",
        after: "apiVersion: v1
kind: Service
metadata: {name: twice}
spec: {ports: [{port: 81}]}
",
        source: "an object is identified by kind, namespace and name",
    },
    Entry {
        number: 7,
        title: "input beyond the limits",
        severities: E,
        scope: Scope::Route,
        what: "The file or document is not read: it is too large, nested too deeply, or its aliases expand to too many nodes.",
        why: "A few lines of YAML aliases can stand for billions of nodes. latticectl stops where an API server would have refused long before.",
        fix: "Split the file, or write the repeated part out instead of using aliases.",
        help: "split the file or do without the aliases",
        before: "",
        after: "",
        source: "etcd takes 1.5 MiB an object; Kubernetes limits YAML alias expansion in the same way",
    },
    Entry {
        number: 8,
        title: "no object found",
        severities: E,
        scope: Scope::Run,
        what: "The paths given hold no object that plays a part, so there is nothing to plan.",
        why: "A wrong folder, a glob that matches nothing or a failed template would otherwise look like a plan to delete everything.",
        fix: "Check the paths and that files end in .yaml, .yml or .json.",
        help: "check the paths",
        before: "",
        after: "",
        source: "latticectl's own rule",
    },
    Entry {
        number: 9,
        title: "YAML 1.1 word or number",
        severities: W,
        scope: Scope::Field,
        what: "A plain word such as `yes`, `on`, `y` or a number such as `017` or `1_0` is read otherwise than it looks: as a boolean or another number.",
        why: "Kubernetes reads YAML 1.1. `on` is true, `017` is fifteen. In a field for text that makes the object invalid; in a number it is another value.",
        fix: "Put quotes around text, and write numbers in plain decimal.",
        help: "put it in quotes if text is meant",
        before: "apiVersion: v1
kind: Service
metadata: {name: api}
spec: {ports: [{port: 0120}]}
",
        after: "apiVersion: v1
kind: Service
metadata: {name: api}
spec: {ports: [{port: 80}]}
",
        source: "sigs.k8s.io/yaml (YAML 1.1 scalars)",
    },
    Entry {
        number: 10,
        title: "unknown field",
        severities: E,
        scope: Scope::Field,
        what: "The object goes on without the field. kubectl refuses it by default (strict validation); other appliers drop the field in silence.",
        why: "The CRD prunes what it does not know, so a misspelt field does nothing.",
        fix: "Correct the spelling or the place in the tree. Fields of the experimental channel are unknown to the standard CRDs.",
        help: "correct the spelling or remove the field",
        before: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, prot: 80, port: 80}]
",
        after: "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: store}]
  rules:
  - backendRefs: [{name: api, port: 80}]
",
        source: "structural schemas prune unknown fields; kubectl `--validate=strict`",
    },
    Entry {
        number: 11,
        title: "key given twice",
        severities: W,
        scope: Scope::Field,
        what: "One mapping has the same key twice; the last one counts.",
        why: "YAML forbids it, the API server's reader takes the last one. The earlier value has no effect, however far above it stands.",
        fix: "Keep one of the two; two lists under one key must be merged by hand.",
        help: "keep one of the two",
        before: "apiVersion: v1
kind: Service
metadata: {name: api}
spec:
  ports: [{port: 81}]
  ports: [{port: 80}]
",
        after: "apiVersion: v1
kind: Service
metadata: {name: api}
spec:
  ports: [{port: 80}]
",
        source: "sigs.k8s.io/yaml; kubectl's strict validation refuses duplicates",
    },
    Entry {
        number: 12,
        title: "two objects in one document",
        severities: E,
        scope: Scope::Route,
        what: "The document has `kind` twice at its top: of what both objects say only the last counts, so the first is lost.",
        why: "Kubernetes cuts a stream at lines of `---` and reads each part as one object; of a key given twice it takes the last.",
        fix: "Put a line `---` between the two objects.",
        help: "put a line `---` between the two objects",
        before: "apiVersion: v1
kind: Namespace
metadata: {name: shop}
apiVersion: v1
kind: Service
metadata: {name: api}
spec: {ports: [{port: 80}]}
",
        after: "apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: Service
metadata: {name: api}
spec: {ports: [{port: 80}]}
",
        source: "sigs.k8s.io/yaml; kubectl's strict validation refuses duplicates",
    },
    Entry {
        number: 13,
        title: "file that can't be read",
        severities: E,
        scope: Scope::Run,
        what: "The file lies in a folder that was named, and the system does not give its content: a link to nowhere, or no permission. The rest is read all the same.",
        why: "Without it the input may be less than what is meant.",
        fix: "Mend the link or the permission, or leave the file out with `--exclude`.",
        help: "mend the link or the permission, or leave the file out with --exclude",
        before: "",
        after: "",
        source: "what the operating system says",
    },
];
