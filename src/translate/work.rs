//! The state that the steps of one translation share.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::plan::{Plan, Provenance, SourcePlace};
use super::policy::PolicyVerdict;
use super::{TranslateOptions, tags};
use crate::api::{Object, Origin};
use crate::diag::{Diagnostic, Diagnostics, Location, ObjectRef};
use crate::index::{Index, Route, RouteKind};
use crate::model::{Account, Label, RuleAction, TagMap, TargetGroup};
use crate::settings::Context;

/// What the steps read and write.
pub(super) struct Work<'a, 'd> {
    pub index: &'a Index<'a>,
    pub context: &'a Context,
    pub options: &'a TranslateOptions,
    pub diagnostics: &'d mut Diagnostics,
    /// The account as it was given.
    pub before: Option<&'a Account>,
    /// Look-ups over it.
    pub lookup: Lookup<'a>,
    /// The result so far; `after` starts as the account.
    pub plan: Plan,
    /// The value of our ManagedBy tag.
    pub owner: String,
    /// Which route holds which service name.
    pub claimed: HashMap<String, ObjectRef>,
    /// Which service uses an imported target group.
    pub imported: HashMap<Label, String>,
    /// Target groups of the account that an object of the input still makes.
    pub wanted_groups: HashSet<Label>,
    /// Target groups of this plan's exports, by ServiceNamespace and ServiceName.
    pub exported: HashMap<(String, String), Vec<Label>>,
    /// The outcome of each policy, by its place in the input.
    pub verdicts: HashMap<usize, PolicyVerdict>,
}

/// A service network as the controller finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Network {
    /// By its name.
    Named(Label),
    /// By its id.
    Identified(Label),
    /// Several fit.
    Ambiguous,
    /// None fits.
    Missing,
}

impl Network {
    /// The label, where exactly one was found.
    pub fn label(&self) -> Option<&Label> {
        match self {
            Self::Named(label) | Self::Identified(label) => Some(label),
            Self::Ambiguous | Self::Missing => None,
        }
    }
}

/// Look-ups over the account as it was.
#[derive(Default)]
pub(super) struct Lookup<'a> {
    networks_by_id: HashMap<&'a str, Vec<&'a Label>>,
    /// Networks that share their name with another one (an own one and one that another account shares).
    twin_networks: HashSet<&'a str>,
    groups_by_identity: HashMap<Vec<&'a str>, Vec<&'a Label>>,
    groups_by_arn: HashMap<&'a str, &'a Label>,
    exports: HashMap<(&'a str, &'a str), Vec<&'a Label>>,
    groups_of_routes: HashMap<(&'a str, &'a str, &'a str), Vec<&'a Label>>,
    group_users: HashMap<&'a str, BTreeSet<&'a str>>,
    networks_of_services: HashMap<&'a str, Vec<&'a str>>,
    subscriptions: HashMap<&'a str, Vec<&'a Label>>,
}

const IDENTITY_TAGS: [&str; 7] = [
    "ClusterName",
    "ProtocolVersion",
    "RouteName",
    "RouteNamespace",
    "ServiceName",
    "ServiceNamespace",
    "SourceTypeKey",
];

/// The value of a tag under the controller's prefix.
pub(super) fn own_tag<'t>(tags: &'t TagMap, name: &str) -> &'t str {
    tags.get(&tags::key(name)).map_or("", String::as_str)
}

fn identity_of(tags: &TagMap) -> Vec<&str> {
    // An export's group is found without looking at Route tags.
    let export = own_tag(tags, "SourceTypeKey") == "ServiceExport";
    let of_route = |name: &str| name.starts_with("Route");
    IDENTITY_TAGS.iter().map(|name| if export && of_route(name) { "" } else { own_tag(tags, name) }).collect()
}

impl<'a> Lookup<'a> {
    fn new(account: &'a Account) -> Self {
        let mut lookup = Self::default();
        let mut names = HashSet::new();
        for (label, network) in &account.service_networks {
            if !names.insert(network.name.as_str()) {
                lookup.twin_networks.insert(&network.name);
            }
            if let Some(id) = &network.identity.id {
                lookup.networks_by_id.entry(id).or_default().push(label);
            }
        }
        let mut groups: Vec<(&Label, &TargetGroup)> = account.target_groups.iter().collect();
        // ListTargetGroups goes by id.
        groups.sort_by_key(|(label, group)| (group.identity.id.as_deref(), *label));
        for (label, group) in groups {
            lookup.add_group(label, group);
        }
        for label in account.service_network_service_associations.keys() {
            if let Some((network, service)) = label.strip_prefix("snsa:sn:").and_then(|rest| rest.split_once("+svc:")) {
                lookup.networks_of_services.entry(service).or_default().push(network);
            }
        }
        for (label, subscription) in &account.access_log_subscriptions {
            lookup.subscriptions.entry(own_tag(&subscription.tags, "AccessLogPolicy")).or_default().push(label);
        }
        let actions = account.listeners.iter().map(|(label, listener)| (label, &listener.default_action));
        for (label, action) in actions.chain(account.rules.iter().map(|(label, rule)| (label, &rule.action))) {
            let service = crate::model::labels::service_of(label);
            if let RuleAction::Forward(forward) = action {
                for group in &forward.target_groups {
                    lookup.group_users.entry(&group.target_group_identifier).or_default().insert(service);
                }
            }
        }
        lookup
    }

    fn add_group(&mut self, label: &'a Label, group: &'a TargetGroup) {
        if let Some(arn) = &group.identity.arn {
            self.groups_by_arn.insert(arn, label);
        }
        let source = own_tag(&group.tags, "SourceTypeKey");
        if source == "ServiceExport" {
            let key = (own_tag(&group.tags, "ServiceNamespace"), own_tag(&group.tags, "ServiceName"));
            self.exports.entry(key).or_default().push(label);
        } else if !source.is_empty() {
            let key = (source, own_tag(&group.tags, "RouteNamespace"), own_tag(&group.tags, "RouteName"));
            self.groups_of_routes.entry(key).or_default().push(label);
        }
        if !source.is_empty() {
            self.groups_by_identity.entry(identity_of(&group.tags)).or_default().push(label);
        }
    }

    /// Groups with these identity tags, in the order of their ids.
    pub fn groups_with(&self, identity: &BTreeMap<String, String>) -> Vec<&'a Label> {
        self.groups_by_identity.get(&identity_of(identity)).cloned().unwrap_or_default()
    }

    /// The group of an ARN.
    pub fn group_by_arn(&self, arn: &str) -> Option<&'a Label> {
        self.groups_by_arn.get(arn).copied()
    }

    /// Exported groups of a ServiceNamespace and ServiceName, in the order of their ids.
    pub fn exports(&self, namespace: &str, name: &str) -> Vec<&'a Label> {
        self.exports.get(&(namespace, name)).cloned().unwrap_or_default()
    }

    /// Groups of a route.
    pub fn groups_of_route(&self, route: Route<'_>) -> Vec<&'a Label> {
        let key = (route.kind().kind(), route.namespace(), route.name());
        self.groups_of_routes.get(&key).cloned().unwrap_or_default()
    }

    /// The services (labels) whose rules or listeners name a group.
    pub fn users(&self, group: &str) -> Vec<&'a str> {
        self.group_users.get(group).map(|users| users.iter().copied().collect()).unwrap_or_default()
    }

    /// The subscriptions that carry a policy's tag (`namespace/name`).
    pub fn subscriptions_of(&self, policy: &str) -> Vec<&'a Label> {
        self.subscriptions.get(policy).cloned().unwrap_or_default()
    }

    /// The names of the networks that a service is associated with.
    pub fn networks_of(&self, service: &str) -> Vec<&'a str> {
        self.networks_of_services.get(service).cloned().unwrap_or_default()
    }
}

impl<'a, 'd> Work<'a, 'd> {
    pub fn new(
        index: &'a Index<'a>,
        options: &'a TranslateOptions,
        before: Option<&'a Account>,
        diagnostics: &'d mut Diagnostics,
    ) -> Self {
        let plan = Plan { after: before.cloned().unwrap_or_default(), ..Plan::default() };
        Self {
            index,
            context: index.context,
            options,
            diagnostics,
            before,
            lookup: before.map(Lookup::new).unwrap_or_default(),
            plan,
            owner: index.context.managed_by(),
            claimed: HashMap::new(),
            imported: HashMap::new(),
            wanted_groups: HashSet::new(),
            exported: HashMap::new(),
            verdicts: HashMap::new(),
        }
    }

    /// Whether the account is known.
    pub fn knows_account(&self) -> bool {
        self.before.is_some()
    }

    /// Adds a finding.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// A field of an object, with its place.
    pub fn place<T>(&self, object: &Object<T>, path: &str) -> SourcePlace {
        let location = object.location(if path.is_empty() { "metadata.name" } else { path });
        let file = match object.origin {
            Origin::File(file) => self.index.manifests.sources.get(file),
            Origin::Cluster => None,
        };
        SourcePlace {
            object: object.reference(),
            path: path.to_owned(),
            file: file.map(|file| file.name.to_string()),
            line: file.zip(location).map(|(file, location)| file.line_column(location.span.start).line),
        }
    }

    /// A field of a route, with its place.
    pub fn route_place(&self, route: Route<'_>, path: &str) -> SourcePlace {
        match route {
            Route::Http(object) => self.place(object, path),
            Route::Grpc(object) => self.place(object, path),
            Route::Tls(object) => self.place(object, path),
        }
    }

    /// The place of an object that stands for a resource.
    pub fn location(&self, object: &ObjectRef) -> Option<Location> {
        fn of<T>(found: Option<&Object<T>>) -> Option<Location> {
            found.and_then(|object| object.location("metadata.name"))
        }
        fn named<'o, T>(objects: &'o [Object<T>], object: &ObjectRef) -> Option<&'o Object<T>> {
            objects.iter().find(|found| found.reference() == *object)
        }
        let namespace = object.namespace.as_deref().unwrap_or_default();
        let objects = &self.index.manifests.objects;
        let kinds = [RouteKind::Http, RouteKind::Grpc, RouteKind::Tls];
        if let Some(kind) = kinds.into_iter().find(|kind| kind.kind() == object.kind) {
            return self.index.route(kind, namespace, &object.name)?.location("metadata.name");
        }
        match object.kind.as_str() {
            "ServiceExport" => of(self.index.service_export(namespace, &object.name)),
            "ServiceNetwork" => of(self.index.service_network(&object.name)),
            "VpcAssociationPolicy" => of(named(&objects.vpc_association_policies, object)),
            "AccessLogPolicy" => of(named(&objects.access_log_policies, object)),
            _ => None,
        }
    }

    /// Notes what a resource stands for.
    pub fn provide(&mut self, label: &str, source: SourcePlace, also: Vec<SourcePlace>) {
        self.plan.provenance.insert(label.to_owned(), Provenance { source, also });
    }

    /// Keeps a resource of the account as it is, on behalf of an object that failed.
    pub fn hold(&mut self, label: &str, object: &ObjectRef) {
        self.plan.held.entry(label.to_owned()).or_insert_with(|| object.clone());
    }

    /// Finds a service network by name or id, as the controller does: among the account's own, then among
    /// those that the VPC is associated with.
    pub fn network(&self, name: &str) -> Network {
        let name = match &self.context.default_service_network {
            Some(default) if self.context.service_network_override => default,
            _ => name,
        };
        let label = crate::model::labels::service_network(name);
        let named = self.plan.after.service_networks.contains_key(&label);
        let identified = self.lookup.networks_by_id.get(name).map_or(&[][..], Vec::as_slice);
        if self.lookup.twin_networks.contains(name) {
            return Network::Ambiguous;
        }
        match (named, identified) {
            (true, []) => Network::Named(label),
            (false, [one]) => Network::Identified((*one).clone()),
            (false, []) => {
                let association = crate::model::labels::vpc_association(name, &self.context.vpc_id);
                let shared = self.plan.after.service_network_vpc_associations.contains_key(&association);
                if shared { Network::Named(label) } else { Network::Missing }
            }
            _ => Network::Ambiguous,
        }
    }

    /// Whether a service network is another account's, shared with this one.
    pub fn is_shared(&self, network: &str) -> bool {
        let found = self.plan.after.service_networks.get(network);
        let account = found.and_then(|network| network.identity.arn.as_deref()?.split(':').nth(4));
        account.is_some_and(|account| account != self.context.account)
    }

    /// Whether tags say that a resource is ours.
    pub fn is_ours(&self, tags: &TagMap) -> bool {
        tags.get(tags::MANAGED_BY).is_some_and(|owner| *owner == self.owner)
    }

    /// Our ManagedBy tag.
    pub fn owner_tag(&self) -> (String, String) {
        (tags::MANAGED_BY.to_owned(), self.owner.clone())
    }
}

/// Who owns a resource.
pub(super) enum Owner<'t> {
    Ours,
    Nobody,
    Other(&'t str),
}

impl Work<'_, '_> {
    /// Reads the ManagedBy tag.
    pub fn owner_of<'t>(&self, tags: &'t TagMap) -> Owner<'t> {
        match tags.get(tags::MANAGED_BY).map(String::as_str) {
            None | Some("") => Owner::Nobody,
            Some(owner) if owner == self.owner => Owner::Ours,
            Some(owner) => Owner::Other(owner),
        }
    }
}
