//! What failed objects keep, and what the controller's collector of unused target groups takes away.

use std::collections::HashSet;

use crate::index::{Route, RouteKind};
use crate::model::{Label, RuleAction, labels};
use crate::translate::names;
use crate::translate::work::{Work, own_tag};

/// Keeps everything that a route has in the account as it is.
pub(in crate::translate) fn hold_route<'a>(work: &mut Work<'a, '_>, route: Route<'a>) {
    let reference = route.reference();
    let wanted = route.annotation("service-name-override").filter(|name| !name.is_empty());
    let name = names::service(route.name(), route.namespace(), wanted);
    let label = labels::service(&name);
    let own = work.plan.after.services.get(&label).is_some_and(|service| {
        let tags = &service.tags;
        work.is_ours(tags)
            && own_tag(tags, "RouteName") == route.name()
            && own_tag(tags, "RouteNamespace") == route.namespace()
            && own_tag(tags, "RouteType") == route.kind().tag()
    });
    let mut held: Vec<Label> = Vec::new();
    if own {
        let prefix = format!("{label}/");
        let below = |label: &&Label| label.starts_with(&prefix);
        let after = &work.plan.after;
        held.extend(after.listeners.range(prefix.clone()..).map(|(label, _)| label).take_while(below).cloned());
        held.extend(after.rules.range(prefix.clone()..).map(|(label, _)| label).take_while(below).cloned());
        held.extend(
            work.lookup.networks_of(&name).into_iter().map(|network| labels::service_association(network, &name)),
        );
        held.push(label);
    }
    held.extend(work.lookup.groups_of_route(route).into_iter().cloned());
    for label in held {
        work.hold(&label, &reference);
    }
}

/// Deletes the target groups of this cluster and VPC that nothing uses and nobody would make any more.
pub(in crate::translate) fn collect(work: &mut Work<'_, '_>) {
    let Some(before) = work.before else { return };
    let used = used_groups(work);
    let context = work.context;
    let mut going: Vec<(Label, bool)> = Vec::new();
    for (label, group) in &before.target_groups {
        let tag = |name| own_tag(&group.tags, name);
        let vpc = group.config.as_ref().and_then(|config| config.vpc_identifier.as_deref());
        if tag("ClusterName") != context.cluster_name
            || vpc != Some(context.vpc_id.as_str())
            || tag("ServiceName").is_empty()
            || tag("ServiceNamespace").is_empty()
            || used.contains(label)
            || work.wanted_groups.contains(label)
            || work.plan.held.contains_key(label)
        {
            continue;
        }
        let kind = match tag("SourceTypeKey") {
            "ServiceExport" => None,
            "HTTPRoute" => Some(RouteKind::Http),
            "GRPCRoute" => Some(RouteKind::Grpc),
            "TLSRoute" => Some(RouteKind::Tls),
            _ => continue,
        };
        if kind.is_some() && (tag("RouteName").is_empty() || tag("RouteNamespace").is_empty()) {
            continue;
        }
        let in_view = match kind {
            None => work.index.service_export(tag("ServiceNamespace"), tag("ServiceName")).is_some(),
            Some(kind) => work.index.route(kind, tag("RouteNamespace"), tag("RouteName")).is_some(),
        };
        going.push((label.clone(), in_view));
    }
    for (label, in_view) in going {
        work.plan.after.target_groups.remove(&label);
        if !in_view {
            work.plan.collected.insert(label);
        }
    }
}

/// Target groups that any listener or rule names in the end.
fn used_groups(work: &Work<'_, '_>) -> HashSet<Label> {
    let after = &work.plan.after;
    let actions = after
        .listeners
        .values()
        .map(|listener| &listener.default_action)
        .chain(after.rules.values().map(|rule| &rule.action));
    actions
        .filter_map(|action| match action {
            RuleAction::Forward(forward) => Some(forward),
            RuleAction::FixedResponse(_) => None,
        })
        .flat_map(|forward| forward.target_groups.iter().map(|group| group.target_group_identifier.clone()))
        .collect()
}
