//! The controller's own Deployment: whether it runs, and the settings it runs with.

use std::collections::BTreeMap;

use super::coverage::controller_finding;
use super::kinds::by_kind;
use super::list::list;
use super::request::{Api, Refusal};
use super::{ClusterError, Connection, Patience};
use crate::diag::Diagnostic;
use crate::load::{Node, Value};

/// Where the controller's documentation installs it.
pub const NAMESPACE: &str = "aws-application-networking-system";
/// The label that its manifests give the Deployment and its pods.
const LABEL: (&str, &str) = ("control-plane", "gateway-api-controller");
/// Parts of its image's name.
const IMAGES: [&str; 2] = ["aws-gateway-controller", "aws-application-networking-k8s"];

/// A Deployment of the AWS Gateway API Controller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Controller {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Pods that are wanted.
    pub replicas: i64,
    /// Pods that are ready.
    pub ready_replicas: i64,
    /// The container's environment: values that the Deployment spells out.
    pub environment: BTreeMap<String, String>,
    /// Variables that come from a ConfigMap, a Secret or a field: their values are not read.
    pub elsewhere: Vec<String>,
    /// Whether more variables come from whole ConfigMaps or Secrets (`envFrom`), which are not read.
    pub more_elsewhere: bool,
}

/// The controllers in view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Controllers {
    /// Their Deployments.
    pub found: Vec<Controller>,
    /// Whether one may run unseen: Deployments may be listed neither everywhere nor where the controller
    /// is installed.
    pub unseen: bool,
}

impl Controllers {
    /// What is to be said where one may run unseen.
    pub fn finding(&self) -> Option<Diagnostic> {
        self.unseen.then(controller_finding)
    }
}

/// The settings that a variable of the controller gives: the flag's name, and the variable's.
const SETTINGS: [(&str, &str); 6] = [
    ("account", "AWS_ACCOUNT_ID"),
    ("region", "REGION"),
    ("cluster-name", "CLUSTER_NAME"),
    ("vpc-id", "CLUSTER_VPC_ID"),
    ("default-service-network", "DEFAULT_SERVICE_NETWORK"),
    ("service-network-override", "ENABLE_SERVICE_NETWORK_OVERRIDE"),
];

impl Controller {
    /// Whether it runs, or is about to: it will act on every change in the cluster, and on drift in the account.
    pub fn is_running(&self) -> bool {
        self.ready_replicas > 0 || self.replicas > 0
    }

    /// The settings that its environment spells out: name of the flag, value, variable.
    pub fn settings(&self) -> impl Iterator<Item = (&'static str, &str, &'static str)> {
        SETTINGS.iter().filter_map(|(flag, variable)| {
            let value = self.environment.get(*variable)?;
            (!value.is_empty()).then_some((*flag, value.as_str(), *variable))
        })
    }

    /// The settings that come from where nothing is read: name of the flag and variable.
    pub fn settings_elsewhere(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let elsewhere = |variable: &str| {
            self.elsewhere.iter().any(|name| name == variable)
                || (self.more_elsewhere && !self.environment.contains_key(variable))
        };
        SETTINGS.iter().copied().filter(move |(_, variable)| elsewhere(variable))
    }

    /// `Deployment namespace/name`.
    pub fn place(&self) -> String {
        format!("Deployment {}/{}", self.namespace, self.name)
    }

    /// Recognises the controller by its image or by its label.
    pub(super) fn recognise(deployment: &Node) -> Option<Self> {
        let metadata = deployment.get("metadata")?;
        let template = deployment.get("spec")?.get("template")?;
        let containers = template.get("spec")?.get("containers")?.items();
        let image = |container: &Node| container.get("image").and_then(Node::as_str).unwrap_or_default().to_owned();
        let by_image = containers.iter().find(|container| IMAGES.iter().any(|name| image(container).contains(name)));
        let labelled = |node: Option<&Node>| {
            let labels = node.and_then(|node| node.get("labels"));
            labels.and_then(|labels| labels.get(LABEL.0)).and_then(Node::as_str) == Some(LABEL.1)
        };
        let by_label = || {
            let hit = labelled(Some(metadata)) || labelled(template.get("metadata"));
            hit.then(|| containers.iter().find(|container| container.get("env").is_some()).or(containers.first()))
        };
        let container = by_image.or_else(|| by_label().flatten())?;
        let (environment, elsewhere) = environment(container);
        let text = |key: &str| metadata.get(key).and_then(Node::as_str).unwrap_or_default().to_owned();
        Some(Self {
            namespace: text("namespace"),
            name: text("name"),
            replicas: integer(deployment.get("spec").and_then(|spec| spec.get("replicas"))).unwrap_or(1),
            ready_replicas: integer(deployment.get("status").and_then(|status| status.get("readyReplicas")))
                .unwrap_or(0),
            environment,
            elsewhere,
            more_elsewhere: container.get("envFrom").is_some_and(|sources| !sources.items().is_empty()),
        })
    }
}

fn integer(node: Option<&Node>) -> Option<i64> {
    match node?.value {
        Value::Integer(number) => Some(number),
        _ => None,
    }
}

fn environment(container: &Node) -> (BTreeMap<String, String>, Vec<String>) {
    let (mut spelled_out, mut elsewhere) = (BTreeMap::new(), Vec::new());
    for variable in container.get("env").map(Node::items).unwrap_or_default() {
        let Some(name) = variable.get("name").and_then(Node::as_str) else { continue };
        if variable.get("valueFrom").is_some() {
            elsewhere.push(name.to_owned());
        } else {
            let value = variable.get("value").and_then(Node::as_str).unwrap_or_default();
            spelled_out.insert(name.to_owned(), value.to_owned());
        }
    }
    (spelled_out, elsewhere)
}

/// Looks for the controller, without reading anything else.
pub async fn find_controllers(connection: &Connection, patience: Patience) -> Result<Controllers, ClusterError> {
    let api = Api::new(connection, patience);
    let found = in_view(&api).await?;
    Ok(found)
}

/// All namespaces by label; where that is denied or finds nothing, the namespace of the documentation; then
/// all Deployments, for one without the label. Whoever may read none of these sees no controller, and
/// must not take that for none.
pub(super) async fn in_view(api: &Api<'_>) -> Result<Controllers, ClusterError> {
    let spec = by_kind("Deployment").expect("Deployments are in the table");
    let version = spec.versions[0];
    let label = format!("{}={}", LABEL.0, LABEL.1);
    let mut unseen = true;
    for (namespace, selector) in [(None, Some(label.as_str())), (Some(NAMESPACE), None), (None, None)] {
        match list(api, spec, version, namespace, selector).await {
            Ok(deployments) => {
                unseen = false;
                let found: Vec<Controller> = deployments.iter().filter_map(Controller::recognise).collect();
                if !found.is_empty() {
                    return Ok(Controllers { found, unseen });
                }
            }
            Err(Refusal::Fatal(error)) => return Err(error),
            Err(Refusal::Forbidden) => {}
            // Where no Deployments are served, none runs.
            Err(Refusal::NotFound | Refusal::Expired) => unseen = false,
        }
    }
    Ok(Controllers { found: Vec::new(), unseen })
}
