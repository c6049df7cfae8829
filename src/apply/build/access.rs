//! Who may call what, at every moment between both ends.
//!
//! A call gets through where a VPC with its security groups is in a service network, the service too, the
//! policies of both let the caller in, and a rule takes the request: all of these at once. Each step moves
//! one of them. As long as only steps that narrow were done, nobody gets further than before; once only
//! steps that widen are left, nobody gets further than after. So of the steps that bear on the same calls
//! those that narrow come first, those that widen last, and one that does both comes between. Where two do
//! both (a policy for another role, and other security groups), one call each can't avoid a moment in which
//! one is done and the other is not: the more general one goes first.

use std::collections::{BTreeMap, BTreeSet};

use super::Builder;
use crate::apply::step::{Action, Step, StepId};
use crate::diff::{Class, Kind, network_of, parents};
use crate::model::{Account, Label, RuleAction, labels};

/// What a step does to the set of calls that get through; in the order that opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shift {
    /// Fewer.
    Narrows,
    /// Fewer of some, more of others; the number orders those among each other.
    Moves(u8),
    /// More.
    Widens,
}

/// A step that bears on access.
#[derive(Clone, Copy, Debug)]
struct Touch {
    id: StepId,
    shift: Shift,
    authorizes: bool,
}

/// Adds the needs that keep every moment within both ends.
pub(super) fn order(builder: &mut Builder<'_>) {
    let mut networks: BTreeMap<Label, Vec<Touch>> = BTreeMap::new();
    let mut services: BTreeMap<Label, Vec<Touch>> = BTreeMap::new();
    let mut ties: BTreeMap<(Label, Label), Vec<Touch>> = BTreeMap::new();
    for (id, step) in builder.graph.steps.iter().enumerate() {
        let Some(shift) = builder.shift(step) else { continue };
        let touch = Touch { id, shift, authorizes: step.action == Action::Authorize };
        match step.kind {
            Kind::ServiceNetwork => networks.entry(step.label.clone()).or_default().push(touch),
            Kind::VpcAssociation => {
                networks.entry(network_of(&step.label).unwrap_or_default()).or_default().push(touch);
            }
            Kind::ServiceAssociation => {
                let service = parents(step.kind, &step.label).pop().unwrap_or_default();
                ties.entry((network_of(&step.label).unwrap_or_default(), service)).or_default().push(touch);
            }
            _ => services.entry(labels::service_of(&step.label).to_owned()).or_default().push(touch),
        }
    }
    let mut pairs: Vec<(Touch, Touch)> = Vec::new();
    let mut meet = |one: &[Touch], other: &[Touch]| {
        pairs.extend(one.iter().flat_map(|one| other.iter().map(|other| (*one, *other))));
    };
    // Two VPCs do not meet, nor do two rules of one service.
    for own in networks.values().chain(services.values()) {
        let (policies, rest): (Vec<Touch>, Vec<Touch>) = own.iter().partition(|touch| touch.authorizes);
        meet(&policies, &rest);
    }
    for ((network, service), own) in &ties {
        meet(own, networks.get(network).map_or(&[][..], Vec::as_slice));
        meet(own, services.get(service).map_or(&[][..], Vec::as_slice));
    }
    // What is done to a service that is not yet in a network is nobody's business there.
    for (network, service) in members(builder) {
        if let (Some(one), Some(other)) = (networks.get(&network), services.get(&service)) {
            meet(one, other);
        }
    }
    for (one, other) in pairs {
        match one.shift.cmp(&other.shift) {
            std::cmp::Ordering::Less => builder.graph.need(other.id, Some(one.id)),
            std::cmp::Ordering::Greater => builder.graph.need(one.id, Some(other.id)),
            std::cmp::Ordering::Equal => {}
        }
    }
}

/// Which service is in which network as the account is.
fn members(builder: &Builder<'_>) -> BTreeSet<(Label, Label)> {
    let ties = builder.job.before.service_network_service_associations.keys();
    let found = ties.filter_map(|tie| network_of(tie).zip(parents(Kind::ServiceAssociation, tie).pop()));
    found.collect()
}

impl Builder<'_> {
    /// What a step does to access; `None` where it does nothing to it.
    pub(super) fn shift(&self, step: &Step) -> Option<Shift> {
        let of_change = |rank: u8| {
            let classes = &self.job.changes.get(&step.label)?.classes;
            match (classes.contains(&Class::AccessWidened), classes.contains(&Class::AccessNarrowed)) {
                (true, true) => Some(Shift::Moves(rank)),
                (true, false) => Some(Shift::Widens),
                (false, true) => Some(Shift::Narrows),
                (false, false) => None,
            }
        };
        match (step.action, step.kind) {
            (Action::Authorize, Kind::ServiceNetwork) => of_change(0),
            (Action::Update, Kind::VpcAssociation) => of_change(1),
            (Action::Authorize, Kind::Service) => of_change(2),
            // Requests go elsewhere: those who may no longer call must not get there, nor must those who may
            // from now on get where they went before.
            (Action::Update, Kind::Listener) => {
                let forwards = |account: &Account| {
                    let listener = account.listeners.get(&step.label);
                    listener.is_some_and(|listener| matches!(listener.default_action, RuleAction::Forward(_)))
                };
                match (forwards(self.job.before), forwards(self.job.after)) {
                    (false, true) => Some(Shift::Widens),
                    (true, false) => Some(Shift::Narrows),
                    _ => Some(Shift::Moves(3)),
                }
            }
            (Action::Reorder, _) => Some(Shift::Moves(3)),
            (Action::Create, kind) if opens(kind) => Some(Shift::Widens),
            (Action::Delete, kind) if opens(kind) => Some(Shift::Narrows),
            _ => None,
        }
    }
}

/// Whether calls get through by it.
fn opens(kind: Kind) -> bool {
    matches!(kind, Kind::Listener | Kind::Rule | Kind::ServiceAssociation | Kind::VpcAssociation)
}
