//! What manifests ask for, before the account is looked at.

use std::collections::BTreeMap;

use super::plan::SourcePlace;
use super::tags;
use crate::index::{Attachment, Route};
use crate::model::{HealthCheck, RuleMatch, TagMap, Target, TargetGroup, TargetGroupConfig};
use crate::settings::Context;

/// How far the controller comes before it fails: everything of an earlier stage has been made by then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// While the model is built: nothing is made.
    Build,
    /// At CreateTargetGroup.
    TargetGroups,
    /// At RegisterTargets.
    Targets,
    /// At CreateService or the check of its owner.
    Service,
    /// At the associations: the service stands.
    Associations,
    /// At CreateListener.
    Listeners,
    /// At CreateRule or BatchUpdateRule.
    Rules,
}

/// A condition that a failure leaves on the route's status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusChange {
    /// Accepted=False with this reason.
    Accepted(&'static str),
    /// ResolvedRefs=False with this reason.
    ResolvedRefs(&'static str),
}

/// That and where a route fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The stage.
    pub stage: Stage,
    /// What it leaves on the status.
    pub status: Option<StatusChange>,
}

/// A route with everything it stands for.
#[derive(Clone, Debug)]
pub struct DesiredRoute<'a> {
    /// The route and its Gateways.
    pub attachment: &'a Attachment<'a>,
    /// The service.
    pub service: DesiredService<'a>,
    /// The listeners.
    pub listeners: Vec<DesiredListener>,
    /// The rules of each listener that is not TLS_PASSTHROUGH, in the order in which they are made.
    pub rules: Vec<DesiredRule>,
    /// Actions of rules that a later one of the same match replaces: they are made first, and so must be sound.
    pub replaced: Vec<Action>,
    /// The target groups.
    pub target_groups: Vec<DesiredTargetGroup>,
    /// For each group, the target lists that its backendRefs give, each once, with their port.
    pub target_lists: Vec<Vec<(Option<i32>, Vec<Target>)>>,
    /// The first failure in the controller's order.
    pub failure: Option<Failure>,
}

impl<'a> DesiredRoute<'a> {
    /// The route.
    pub fn route(&self) -> Route<'a> {
        self.attachment.route
    }

    /// Notes a failure, unless the controller fails earlier.
    pub fn fail(&mut self, stage: Stage, status: Option<StatusChange>) {
        if self.failure.is_none_or(|failure| stage < failure.stage) {
            self.failure = Some(Failure { stage, status });
        }
    }
}

/// A service.
#[derive(Clone, Debug, Default)]
pub struct DesiredService<'a> {
    /// Its name.
    pub name: String,
    /// Names (or ids) of service networks, each once.
    pub networks: Vec<&'a str>,
    /// The custom domain.
    pub domain: Option<&'a str>,
    /// The certificate.
    pub certificate: Option<String>,
    /// Tags that the user asks for, on everything of the route.
    pub tags: TagMap,
    /// Who may be taken over.
    pub takeover: Option<&'a str>,
}

/// A listener.
#[derive(Clone, Debug)]
pub struct DesiredListener {
    /// Its place in the Gateway.
    pub place: usize,
    /// Its name.
    pub name: String,
    /// Its port.
    pub port: i32,
    /// `HTTP`, `HTTPS`, `TLS_PASSTHROUGH`.
    pub protocol: String,
    /// What happens where no rule fits.
    pub default_action: Action,
}

/// A rule.
#[derive(Clone, Debug)]
pub struct DesiredRule {
    /// Its place in the route.
    pub index: usize,
    /// Its priority.
    pub priority: i32,
    /// Its match.
    pub rule_match: RuleMatch,
    /// Its action.
    pub action: Action,
}

/// An action.
#[derive(Clone, Debug)]
pub enum Action {
    /// A fixed status.
    Fixed(i32),
    /// Target groups with weights.
    Forward(Vec<Forward>),
}

/// One target group of an action.
#[derive(Clone, Debug)]
pub struct Forward {
    /// Which.
    pub to: ForwardTo,
    /// Its weight.
    pub weight: i32,
    /// The backendRef's path in the route.
    pub path: String,
}

/// What a forward action names.
#[derive(Clone, Debug)]
pub enum ForwardTo {
    /// One of the route's own groups, by its place.
    Group(usize),
    /// An imported one.
    Import(Import),
}

/// How an imported target group is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Import {
    /// By its ARN.
    Arn(String),
    /// By its tags.
    Tags {
        /// ServiceNamespace.
        namespace: String,
        /// ServiceName.
        name: String,
        /// ClusterName, where narrowed.
        cluster: Option<String>,
        /// The group's VPC, where narrowed.
        vpc: Option<String>,
    },
}

/// A target group.
#[derive(Clone, Debug)]
pub struct DesiredTargetGroup {
    /// `HTTPRoute`, `GRPCRoute`, `TLSRoute`, `ServiceExport`.
    pub source: &'static str,
    /// Namespace and name of the route; none for exports.
    pub route: Option<(String, String)>,
    /// Namespace and name of the Service (of the export, for exports).
    pub service: (String, String),
    /// 80, or the exported port.
    pub port: i32,
    /// The protocol.
    pub protocol: String,
    /// The version; none for TCP.
    pub version: Option<String>,
    /// `IPV4`, `IPV6`.
    pub ip_address_type: &'static str,
    /// In full.
    pub health_check: HealthCheck,
    /// Tags that the user asks for.
    pub additional_tags: TagMap,
    /// The targets.
    pub targets: Vec<Target>,
    /// Whether anything is known of the targets.
    pub targets_known: bool,
    /// The field that asks for it.
    pub place: SourcePlace,
    /// Service and policy behind it.
    pub also: Vec<SourcePlace>,
}

impl DesiredTargetGroup {
    /// The tags by which the controller finds it again.
    pub fn identity_tags(&self, context: &Context) -> BTreeMap<String, String> {
        let mut own = vec![
            ("ClusterName", context.cluster_name.clone()),
            ("ServiceNamespace", self.service.0.clone()),
            ("ServiceName", self.service.1.clone()),
            ("SourceTypeKey", self.source.to_owned()),
            ("ProtocolVersion", self.version.clone().unwrap_or_default()),
        ];
        if let Some((namespace, name)) = &self.route {
            own.push(("RouteNamespace", namespace.clone()));
            own.push(("RouteName", name.clone()));
        }
        own.into_iter().map(|(name, value)| (tags::key(name), value)).collect()
    }

    /// All tags of a new one.
    pub fn tags(&self, context: &Context) -> TagMap {
        let owner = (tags::MANAGED_BY.to_owned(), context.managed_by());
        tags::merged(self.identity_tags(context).into_iter().chain([owner]), &self.additional_tags)
    }

    /// Whether an existing group has the same immutable fields (its tags compared already).
    pub fn is_same_shape(&self, existing: &TargetGroup, context: &Context) -> bool {
        let config = existing.config.as_ref();
        let field = |read: fn(&TargetGroupConfig) -> &Option<String>| config.and_then(|config| read(config).as_deref());
        existing.kind == "IP"
            && config.and_then(|config| config.port) == Some(self.port)
            && field(|config| &config.protocol) == Some(self.protocol.as_str())
            && field(|config| &config.ip_address_type) == Some(self.ip_address_type)
            && field(|config| &config.vpc_identifier) == Some(context.vpc_id.as_str())
    }

    /// What makes it this group: its name is derived from it.
    pub fn identity(&self, context: &Context) -> String {
        let (route_namespace, route) = self.route.clone().unwrap_or_default();
        [
            &context.account,
            &context.cluster_name,
            &context.vpc_id,
            self.source,
            &route_namespace,
            &route,
            &self.service.0,
            &self.service.1,
            &self.protocol,
            self.version.as_deref().unwrap_or_default(),
            self.ip_address_type,
            &self.port.to_string(),
        ]
        .join("\u{1f}")
    }

    /// The configuration of a new one.
    pub fn config(&self, context: &Context) -> TargetGroupConfig {
        TargetGroupConfig {
            port: Some(self.port),
            protocol: Some(self.protocol.clone()),
            protocol_version: self.version.clone(),
            ip_address_type: Some(self.ip_address_type.to_owned()),
            vpc_identifier: Some(context.vpc_id.clone()),
            health_check: Some(self.health_check.clone()),
            ..TargetGroupConfig::default()
        }
    }
}
