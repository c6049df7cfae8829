//! What may be said of the account while parts of the live cluster are not in view.

use super::cluster::Live;
use crate::diff::Kind;
use crate::diff::drift::{DriftClass, Item};
use crate::observe::{Gap, Part};

/// A kind that shapes resources and may not be listed everywhere it was looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unseen {
    /// The kind (`HTTPRoute`).
    pub kind: String,
    /// The resource as the API server names it (`httproutes.gateway.networking.k8s.io`).
    pub resource: String,
    /// What that costs.
    pub cost: String,
}

impl Live {
    /// The kinds that were not in view, as gaps beside those of the account.
    pub fn gaps(&self) -> impl Iterator<Item = Gap> {
        self.unseen.iter().map(|unseen| Gap {
            label: Some(unseen.resource.clone()),
            part: Part::ClusterObjects,
            operation: "list, 403".to_owned(),
            // LAT2015 has told it; LAT2010 is about the account.
            denied: false,
            message: unseen.cost.clone(),
        })
    }
}

/// Takes out what can't be judged: with less than the whole cluster in view nothing is an orphan, and
/// while a kind is denied nothing that hangs on it has moved.
pub fn judged(mut items: Vec<Item>, live: &Live) -> Vec<Item> {
    if !live.complete {
        items.retain(|item| item.class != DriftClass::Orphaned);
    }
    items.retain_mut(|item| live.unseen.iter().all(|unseen| stands(item, &unseen.kind)));
    items
}

/// Leaves of an item what does not hang on a kind; whether anything is left.
fn stands(item: &mut Item, kind: &str) -> bool {
    // What AWS itself says of a resource needs no manifest.
    if matches!(item.class, DriftClass::Failed | DriftClass::Pending | DriftClass::Unhealthy | DriftClass::Unreadable) {
        return true;
    }
    let of_policy = |path: &str| path.starts_with("authPolicy") || path.starts_with("authType");
    let of_groups = |path: &str| path.starts_with("action") || path.starts_with("defaultAction");
    match kind {
        // Without them no route can be judged, nor what it makes.
        "GatewayClass" | "Gateway" | "Namespace" | "Service" => false,
        "TargetGroupPolicy" => item.kind != Kind::TargetGroup && keeps(item, of_groups),
        "ServiceImport" => keeps(item, of_groups),
        "EndpointSlice" => keeps(item, |path| path.starts_with("targets")),
        "IAMAuthPolicy" => keeps(item, of_policy),
        "VpcAssociationPolicy" => item.kind != Kind::VpcAssociation,
        "AccessLogPolicy" => item.kind != Kind::AccessLogSubscription,
        // Routes and exports: what others of them ask for stays judged, and nothing is an orphan.
        _ => true,
    }
}

/// Drops the fields that hang on something unseen; whether the item still says anything.
fn keeps(item: &mut Item, hangs: impl Fn(&str) -> bool) -> bool {
    if item.fields.is_empty() {
        return true;
    }
    item.fields.retain(|field| !hangs(&field.path));
    !item.fields.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::drift::{FieldDrift, Side};

    fn item(class: DriftClass, kind: Kind, label: &str, fields: &[&str]) -> Item {
        let mut item = Item::new(class, kind, label.to_owned());
        let field =
            |path: &&str| FieldDrift { path: (*path).to_owned(), account: None, manifests: None, side: Side::Unknown };
        item.fields = fields.iter().map(field).collect();
        item
    }

    fn items() -> Vec<Item> {
        vec![
            item(DriftClass::Changed, Kind::Service, "svc:a", &["authType", "certificateArn"]),
            item(DriftClass::Changed, Kind::Rule, "svc:a/listener:80/rule:1", &["action.forward"]),
            item(DriftClass::Missing, Kind::TargetGroup, "tg:a", &[]),
            item(DriftClass::Changed, Kind::TargetGroup, "tg:b", &["targets[10.0.0.1:80]"]),
            item(DriftClass::Foreign, Kind::VpcAssociation, "snva:sn:a+vpc-1", &[]),
            item(DriftClass::Changed, Kind::AccessLogSubscription, "als:sn:a->arn:aws:s3:::x", &["destinationArn"]),
            item(DriftClass::Orphaned, Kind::Service, "svc:gone", &[]),
            item(DriftClass::Failed, Kind::TargetGroup, "tg:c", &[]),
        ]
    }

    fn left(kinds: &[&str]) -> Vec<String> {
        let unseen = |kind: &&str| Unseen { kind: (*kind).to_owned(), resource: String::new(), cost: String::new() };
        let live = Live { complete: kinds.is_empty(), unseen: kinds.iter().map(unseen).collect(), ..Live::default() };
        let shown = |item: Item| {
            let fields: Vec<String> = item.fields.into_iter().map(|field| field.path).collect();
            format!("{} {}", item.label, fields.join(",")).trim_end().to_owned()
        };
        judged(items(), &live).into_iter().map(shown).collect()
    }

    fn without(kinds: &[&str]) -> Vec<String> {
        let all = left(&[]);
        let kept = left(kinds);
        all.into_iter().filter(|line| !kept.contains(line)).collect()
    }

    #[test]
    fn what_hangs_on_a_kind_that_is_not_in_view_is_not_judged() {
        assert_eq!(left(&[]).len(), 8);
        assert_eq!(without(&["HTTPRoute"]), ["svc:gone"]);
        assert_eq!(left(&["Gateway"]), ["tg:c"]);
        assert_eq!(left(&["Namespace", "HTTPRoute"]), ["tg:c"]);
        assert_eq!(
            without(&["TargetGroupPolicy"]),
            ["svc:a/listener:80/rule:1 action.forward", "tg:a", "tg:b targets[10.0.0.1:80]", "svc:gone"]
        );
        assert_eq!(without(&["EndpointSlice"]), ["tg:b targets[10.0.0.1:80]", "svc:gone"]);
        assert!(left(&["IAMAuthPolicy"]).contains(&"svc:a certificateArn".to_owned()));
        assert_eq!(without(&["VpcAssociationPolicy"]), ["snva:sn:a+vpc-1", "svc:gone"]);
        assert_eq!(without(&["AccessLogPolicy"]), ["als:sn:a->arn:aws:s3:::x destinationArn", "svc:gone"]);
    }
}
