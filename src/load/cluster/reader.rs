//! Which lists are read, for which namespaces, and what becomes of those that can't be.

use std::collections::{BTreeMap, BTreeSet};

use futures::future::join_all;

use super::controller::{Controller, Controllers, in_view};
use super::coverage::{Coverage, place};
use super::discovery::{Served, discover};
use super::error::ClusterError;
use super::kinds::{self, KINDS, KindSpec, Role};
use super::list::list;
use super::object::{Taken, take};
use super::request::{Api, Patience, Refusal};
use super::{Connection, Namespaces, Selection};
use crate::load::live::LiveStatuses;
use crate::load::{Document, Node};

/// What was read of a cluster.
#[derive(Debug, Default)]
pub struct LiveCluster {
    /// The objects: by kind, then the oldest first, then by namespace and name.
    pub documents: Vec<Document>,
    /// Their statuses.
    pub statuses: LiveStatuses,
    /// What was read and what was not.
    pub coverage: Coverage,
    /// The controller's Deployments in view.
    pub controllers: Vec<Controller>,
    /// How many requests each resource took, retries counted.
    pub requests: BTreeMap<String, u32>,
}

/// Reads what a selection takes and what that refers to. `files` are manifests that will be laid over it:
/// what they refer to is read too, and a kind that they bring may be denied.
pub async fn read(
    connection: &Connection,
    selection: &Selection,
    files: &[Document],
    patience: Patience,
) -> Result<LiveCluster, ClusterError> {
    let api = Api::new(connection, patience);
    let served = discover(&api).await?;
    let mut reader =
        Reader { api: &api, served, selection, files, lists: BTreeMap::new(), coverage: Coverage::default() };
    reader.coverage.selector.clone_from(&selection.selector);
    let selected = match &selection.namespaces {
        Namespaces::All => None,
        Namespaces::Context => Some(BTreeSet::from([connection.namespace.clone()])),
        Namespaces::These(names) => Some(names.iter().cloned().collect::<BTreeSet<String>>()),
    };
    reader.coverage.namespaces.clone_from(&selected);
    reader.coverage.missing =
        KINDS.iter().map(|spec| spec.kind).filter(|kind| !reader.served.contains_key(kind)).collect();
    let controllers = match selected {
        None => {
            reader.lists(KINDS.iter().map(|spec| (spec, None))).await?;
            // Denied everywhere, they may still be listed where the controller is installed.
            if reader.coverage.denied.contains(&("Deployment", None)) {
                in_view(&api).await?
            } else {
                Controllers { found: reader.controllers(), unseen: false }
            }
        }
        Some(namespaces) => {
            let ((), controllers) = futures::try_join!(reader.narrowed(&namespaces), in_view(&api))?;
            reader.check_namespaces(&namespaces)?;
            controllers
        }
    };
    reader.coverage.controller_unseen = controllers.unseen;
    reader.coverage.selects_namespaces = reader.selects_namespaces();
    reader.drop_unattached();
    let mut live = reader.finish(controllers.found);
    live.requests = api.requests();
    Ok(live)
}

struct Reader<'a> {
    api: &'a Api<'a>,
    served: Served,
    selection: &'a Selection,
    files: &'a [Document],
    lists: BTreeMap<&'static str, Vec<Node>>,
    coverage: Coverage,
}

impl Reader<'_> {
    /// First what is selected and what has no namespace, then what that refers to.
    async fn narrowed(&mut self, namespaces: &BTreeSet<String>) -> Result<(), ClusterError> {
        let first = KINDS.iter().flat_map(|spec| -> Vec<(&'static KindSpec, Option<String>)> {
            match spec.role {
                Role::Cluster | Role::Parent => vec![(spec, None)],
                Role::Selected | Role::Attached => namespaces.iter().map(|name| (spec, Some(name.clone()))).collect(),
                Role::Referred => Vec::new(),
            }
        });
        self.lists(first.collect::<Vec<_>>()).await?;
        let objects = || self.lists.values().flatten().chain(self.files.iter().map(|file| &file.node));
        let mut referred = namespaces.clone();
        referred.extend(objects().flat_map(referred_namespaces));
        let mut second = Vec::new();
        for spec in KINDS {
            let denied = self.coverage.denied.contains(&(spec.kind, None));
            if spec.role == Role::Referred || (spec.role == Role::Parent && denied) {
                second.extend(referred.iter().map(|name| (spec, Some(name.clone()))));
            }
            if spec.role == Role::Attached {
                let others = referred.difference(namespaces);
                second.extend(others.map(|name| (spec, Some(name.clone()))));
            }
            if spec.role == Role::Parent {
                self.coverage.denied.remove(&(spec.kind, None));
            }
        }
        self.lists(second).await?;
        self.drop_beyond(namespaces);
        self.check_parents()
    }

    /// A name that was mistyped selects nothing, which must not pass for nothing there. Files may bring the
    /// namespace with them.
    fn check_namespaces(&self, namespaces: &BTreeSet<String>) -> Result<(), ClusterError> {
        let there: BTreeSet<String> =
            self.lists.get("Namespace").into_iter().flatten().map(|node| metadata(node, "name")).collect();
        // No cluster is without namespaces: then they could not be read.
        if there.is_empty() || !self.files.is_empty() {
            return Ok(());
        }
        match namespaces.iter().find(|name| !there.contains(*name)) {
            Some(name) => Err(ClusterError::NoNamespace { name: name.clone() }),
            None => Ok(()),
        }
    }

    /// Without any Gateway in view because all were denied, no route can be judged.
    fn check_parents(&self) -> Result<(), ClusterError> {
        for spec in KINDS.iter().filter(|spec| spec.role == Role::Parent && spec.needed) {
            let denied = self.coverage.denied.iter().any(|(kind, _)| *kind == spec.kind);
            if denied && !self.brought(spec.kind, None) {
                let scope = "in any namespace in view".to_owned();
                return Err(ClusterError::Needed { resource: spec.resource(), scope, cost: spec.cost });
            }
        }
        Ok(())
    }

    /// Reads lists side by side; their order decides nothing but the order of errors.
    async fn lists(
        &mut self,
        wanted: impl IntoIterator<Item = (&'static KindSpec, Option<String>)>,
    ) -> Result<(), ClusterError> {
        let (api, served, selection) = (self.api, &self.served, self.selection);
        let reads = wanted.into_iter().filter_map(|(spec, namespace)| {
            let versions = served.get(spec.kind)?;
            let selector = selection.selector.as_deref().filter(|_| spec.role == Role::Selected);
            Some(async move {
                let mut nodes = Err(Refusal::NotFound);
                let mut read = spec.versions[0];
                for version in versions {
                    read = version;
                    nodes = list(api, spec, version, namespace.as_deref(), selector).await;
                    if !matches!(nodes, Err(Refusal::NotFound)) {
                        break;
                    }
                }
                (spec, namespace, read, nodes)
            })
        });
        for (spec, namespace, version, nodes) in join_all(reads).await {
            match nodes {
                Ok(nodes) => {
                    if version != spec.versions[0] {
                        self.coverage.older.insert(spec.kind, version);
                    }
                    let nodes = nodes.into_iter().map(|node| super::object::complete(node, spec));
                    self.lists.entry(spec.kind).or_default().extend(nodes);
                }
                Err(Refusal::Forbidden) => self.denied(spec, namespace)?,
                // It was served a moment ago.
                Err(Refusal::NotFound | Refusal::Expired) => {
                    self.coverage.missing.insert(spec.kind);
                }
                Err(Refusal::Fatal(error)) => return Err(error),
            }
        }
        Ok(())
    }

    fn denied(&mut self, spec: &'static KindSpec, namespace: Option<String>) -> Result<(), ClusterError> {
        // Gateways are asked for in all namespaces first, then in those in view: judged when all is read.
        let later = spec.role == Role::Parent && self.coverage.namespaces.is_some();
        if spec.needed && !later && !self.brought(spec.kind, namespace.as_deref()) {
            let scope = if spec.role == Role::Cluster { String::new() } else { place(namespace.as_deref()) };
            return Err(ClusterError::Needed { resource: spec.resource(), scope, cost: spec.cost });
        }
        self.coverage.denied.insert((spec.kind, namespace));
        Ok(())
    }

    /// Whether the files bring objects of a kind (in a namespace), or a narrower list found some.
    fn brought(&self, kind: &str, namespace: Option<&str>) -> bool {
        let in_files = self.files.iter().any(|file| {
            let own = metadata(&file.node, "namespace");
            kinds::of_object(&file.node).is_some_and(|spec| spec.kind == kind)
                && namespace.is_none_or(|namespace| own.is_empty() || own == namespace)
        });
        in_files || (kind == "Gateway" && self.lists.get(kind).is_some_and(|found| !found.is_empty()))
    }

    /// Of the namespaces that are only referred to, the policies of Gateways alone are taken: what they say
    /// holds for the selected routes too.
    fn drop_beyond(&mut self, namespaces: &BTreeSet<String>) {
        self.retain_policies(|policy, target| {
            target.is_none_or(|(kind, _)| kind == "Gateway") || namespaces.contains(&metadata(policy, "namespace"))
        });
    }

    /// With a label selector policies follow their targets: those of routes that were not selected go, those
    /// of Gateways stay.
    fn drop_unattached(&mut self) {
        if self.selection.selector.is_none() {
            return;
        }
        let is_selected = |kind: &str| KINDS.iter().any(|spec| spec.kind == kind && spec.role == Role::Selected);
        let nodes = self.lists.values().flatten().chain(self.files.iter().map(|file| &file.node));
        let selected: BTreeSet<(String, String, String)> = nodes
            .filter_map(|node| Some((kinds::of_object(node)?, node)))
            .filter(|(spec, _)| is_selected(spec.kind))
            .map(|(spec, node)| (spec.kind.to_owned(), metadata(node, "namespace"), metadata(node, "name")))
            .collect();
        self.retain_policies(|policy, target| {
            let Some((kind, name)) = target.filter(|(kind, _)| is_selected(kind)) else { return true };
            // A file's object without a namespace is in the one that the user names.
            [metadata(policy, "namespace"), String::new()]
                .into_iter()
                .any(|namespace| selected.contains(&(kind.to_owned(), namespace, name.to_owned())))
        });
    }

    /// Keeps the policies that `keep` wants, given each with kind and name of its target.
    fn retain_policies(&mut self, keep: impl Fn(&Node, Option<(&str, &str)>) -> bool) {
        for spec in KINDS.iter().filter(|spec| spec.role == Role::Attached) {
            if let Some(policies) = self.lists.get_mut(spec.kind) {
                policies.retain(|policy| {
                    let target = policy.get("spec").and_then(|spec| spec.get("targetRef"));
                    let part = |key: &str| target?.get(key)?.as_str();
                    keep(policy, part("kind").zip(part("name")))
                });
            }
        }
    }

    /// Whether some listener admits routes by the labels of their namespace.
    fn selects_namespaces(&self) -> bool {
        let of_files = self.files.iter().map(|file| &file.node);
        let is_gateway = |node: &&Node| kinds::of_object(node).is_some_and(|spec| spec.kind == "Gateway");
        let gateways = self.lists.get("Gateway").into_iter().flatten().chain(of_files.filter(is_gateway));
        let listeners = gateways.filter_map(|gateway| gateway.get("spec")?.get("listeners"));
        listeners.flat_map(Node::items).any(|listener| {
            let namespaces = listener.get("allowedRoutes").and_then(|routes| routes.get("namespaces"));
            namespaces.and_then(|namespaces| namespaces.get("from")).and_then(Node::as_str) == Some("Selector")
        })
    }

    fn controllers(&self) -> Vec<Controller> {
        self.lists.get("Deployment").into_iter().flatten().filter_map(Controller::recognise).collect()
    }

    fn finish(mut self, controllers: Vec<Controller>) -> LiveCluster {
        let mut live = LiveCluster { coverage: self.coverage, controllers, ..LiveCluster::default() };
        for spec in KINDS {
            let nodes = self.lists.remove(spec.kind).unwrap_or_default();
            let mut taken: Vec<Taken> = nodes.into_iter().map(|node| take(node, spec)).collect();
            taken.sort_by(|a, b| (&a.created, &a.object).cmp(&(&b.created, &b.object)));
            for Taken { object, node, status, .. } in taken {
                if let Some(status) = status {
                    live.statuses.insert(object, status);
                }
                live.documents.push(Document::from_cluster(node));
            }
        }
        live
    }
}

/// The namespaces that an object lives in and names.
fn referred_namespaces(node: &Node) -> Vec<String> {
    let namespace = |node: &Node| node.get("namespace").and_then(Node::as_str).map(str::to_owned);
    if !kinds::of_object(node).is_some_and(|spec| spec.role.is_narrowed()) {
        return Vec::new();
    }
    let mut names: Vec<String> = node.get("metadata").and_then(namespace).into_iter().collect();
    let Some(spec) = node.get("spec") else { return names };
    let list = |node: &Node, key: &str| node.get(key).map(|list| list.items().to_vec()).unwrap_or_default();
    names.extend(list(spec, "parentRefs").iter().filter_map(namespace));
    for rule in spec.get("rules").map(Node::items).unwrap_or_default() {
        let backends = rule.get("backendRefs").map(Node::items).unwrap_or_default();
        names.extend(backends.iter().filter_map(namespace));
    }
    names
}

fn text(node: &Node, key: &str) -> String {
    node.get(key).and_then(Node::as_str).unwrap_or_default().to_owned()
}

/// A text of `metadata`; empty where there is none.
fn metadata(node: &Node, key: &str) -> String {
    node.get("metadata").map(|metadata| text(metadata, key)).unwrap_or_default()
}
