//! Manifests in pieces, and a place to keep and apply them.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use latticectl::diff::MANAGED_BY;
use latticectl::sandbox::Behaviour;
use latticectl::settings::Context;
use serde_json::{Value, json};

use super::accounts::policy;
use super::bench::{Bench, context};
use super::cli::Cli;
use crate::process::Done;

/// Somebody else's tag.
pub const OTHER: &str = "123456789012/other/vpc-0ddddddddddddddd1";

pub fn ours() -> Value {
    json!({MANAGED_BY: context().managed_by()})
}

pub fn theirs() -> Value {
    json!({MANAGED_BY: OTHER})
}

/// A shop of one route, as a user would write it.
pub const MANIFESTS: &str = include_str!("../../../testdata/apply/shop.yaml");

pub const CLASS: &str = "
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: amazon-vpc-lattice}
spec: {controllerName: application-networking.k8s.aws/gateway-api-controller}
";

pub const NETWORK: &str = "---
apiVersion: application-networking.k8s.aws/v1alpha1
kind: ServiceNetwork
metadata: {name: store}
";

pub const GATEWAY: &str = "---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: store, namespace: default}
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners: [{name: http, protocol: HTTP, port: 80}]
";

/// A Service with one endpoint.
pub fn backend(name: &str, address: &str) -> String {
    format!(
        "---
apiVersion: v1
kind: Service
metadata: {{name: {name}, namespace: default}}
spec: {{selector: {{app: {name}}}, ports: [{{port: 80, targetPort: 8080}}]}}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {{name: {name}-1, namespace: default, labels: {{kubernetes.io/service-name: {name}}}}}
addressType: IPv4
ports: [{{port: 8080}}]
endpoints: [{{addresses: [{address}]}}]
"
    )
}

/// A route of so many rules to the Service of its name; `more` goes into its metadata.
pub fn route(name: &str, rules: usize, more: &str) -> String {
    let mut text = format!(
        "---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {{name: {name}, namespace: default{more}}}
spec:
  parentRefs: [{{name: store}}]
  rules:
"
    );
    for rule in 0..rules {
        let _ = write!(
            text,
            "  - matches: [{{path: {{value: /{name}/{rule}}}}}]\n    backendRefs: [{{name: {name}, port: 80}}]\n"
        );
    }
    text
}

/// A Service and its route.
pub fn app(name: &str, address: &str) -> String {
    backend(name, address) + &route(name, 1, "")
}

pub fn guard(kind: &str, target: &str, role: &str) -> String {
    format!(
        "---
apiVersion: application-networking.k8s.aws/v1alpha1
kind: IAMAuthPolicy
metadata: {{name: guard-{target}, namespace: default}}
spec:
  targetRef: {{group: gateway.networking.k8s.io, kind: {kind}, name: {target}}}
  policy: '{}'
",
        policy(role)
    )
}

pub fn in_vpc(group: &str) -> String {
    format!(
        "---
apiVersion: application-networking.k8s.aws/v1alpha1
kind: VpcAssociationPolicy
metadata: {{name: vpc, namespace: default}}
spec:
  targetRef: {{group: gateway.networking.k8s.io, kind: Gateway, name: store}}
  securityGroupIds: [{group}]
  associateWithVpc: true
"
    )
}

pub fn export(name: &str) -> String {
    format!(
        "---
apiVersion: application-networking.k8s.aws/v1alpha1
kind: ServiceExport
metadata: {{name: {name}, namespace: default, annotations: {{application-networking.k8s.aws/federation: amazon-vpc-lattice}}}}
"
    )
}

/// A sandbox, the binary beside it, and a folder for manifests.
pub struct Shop {
    pub bench: Bench,
    pub cli: Cli,
    folder: tempfile::TempDir,
}

/// What every applying call here says.
pub const APPROVED: [&str; 3] = ["--auto-approve", "--poll-interval", "1"];

impl Shop {
    pub fn new() -> Self {
        Self::with(Behaviour::default(), &context())
    }

    pub fn with(behaviour: Behaviour, context: &Context) -> Self {
        let bench = Bench::for_context(behaviour, context);
        let cli = Cli::new(&bench, context);
        Self { bench, cli, folder: tempfile::tempdir().unwrap() }
    }

    /// Keeps a file; gives its path.
    pub fn file(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    pub fn path(&self, name: &str) -> String {
        Path::new(self.folder.path()).join(name).to_str().unwrap().to_owned()
    }

    /// Runs a verb over a file, approved.
    pub fn approved(&self, verb: &str, path: &str, more: &[&str]) -> Done {
        self.cli.run(&[&[verb, path], &APPROVED[..], more].concat())
    }

    /// Applies a file, which must go well.
    pub fn apply(&self, path: &str, more: &[&str]) -> Done {
        let done = self.approved("apply", path, more);
        assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
        done
    }

    pub fn call(&self, operation: &str, input: Value) -> Value {
        self.bench.engine().call(operation, input).unwrap_or_else(|failure| panic!("{operation}: {failure:?}"))
    }

    /// Somebody's service, with a listener that forwards to a target group.
    pub fn service(&self, name: &str, tags: Value, group: Option<&str>) -> String {
        let made = self.call("CreateService", json!({"name": name, "tags": tags}));
        self.bench.engine().settle();
        let id = made["id"].as_str().unwrap().to_owned();
        if let Some(group) = group {
            self.call(
                "CreateListener",
                json!({"serviceIdentifier": id, "name": "web", "port": 80, "protocol": "HTTP", "defaultAction":
                    {"forward": {"targetGroups": [{"targetGroupIdentifier": group, "weight": 1}]}}}),
            );
        }
        id
    }

    /// How often an operation of VPC Lattice was called.
    pub fn count(&self, operation: &str) -> u64 {
        self.bench.engine().count(&format!("vpc-lattice:{operation}"))
    }

    /// What is in a section of the account.
    pub fn labels(&self, section: &str) -> Vec<String> {
        self.bench.engine().settle();
        let account = serde_json::to_value(self.bench.engine().account()).unwrap();
        account[section].as_object().unwrap().keys().cloned().collect()
    }

    pub fn resource(&self, section: &str, label: &str) -> Value {
        self.bench.engine().settle();
        serde_json::to_value(self.bench.engine().account()).unwrap()[section][label].clone()
    }

    /// The whole account, health left out: it moves by itself.
    pub fn account(&self) -> Value {
        self.bench.engine().settle();
        let mut account = self.bench.engine().account();
        for group in account.target_groups.values_mut() {
            group.targets.iter_mut().for_each(|target| (target.status, target.reason_code) = (None, None));
        }
        serde_json::to_value(account).unwrap()
    }
}

/// Returns when something has come about.
pub fn wait_for(mut what: impl FnMut() -> bool) {
    let start = Instant::now();
    while !what() {
        assert!(start.elapsed() < Duration::from_secs(120), "it did not come");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// What stdout holds: one JSON value.
pub fn json_of(done: &Done) -> Value {
    serde_json::from_str(&done.stdout).unwrap_or_else(|error| panic!("{error}: {:?}\n{}", done.stdout, done.stderr))
}
