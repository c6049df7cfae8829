//! What each step needs for the API to take it, and for no request to meet something half-built.

use std::collections::BTreeSet;

use super::Builder;
use super::access::Shift;
use crate::apply::step::{Action, Step, StepId};
use crate::diff::{self, Kind, logged_resource, network_of};
use crate::model::{Label, labels};

impl Builder<'_> {
    /// Adds what a step needs.
    pub(super) fn order(&mut self, id: StepId) {
        let step = self.graph.steps[id].clone();
        let needs = match (step.action, step.kind) {
            (Action::Settle, _) => Vec::new(),
            (Action::Create, kind) => self.before_creating(kind, &step.label),
            (Action::Delete, kind) => self.before_deleting(kind, &step.label),
            (Action::Reorder, _) => self.before_reordering(&step.label, &step.changes),
            (Action::Register | Action::Retag | Action::Authorize, _)
            | (
                Action::Update,
                Kind::ServiceNetwork
                | Kind::Service
                | Kind::Rule
                | Kind::TargetGroup
                | Kind::ServiceAssociation
                | Kind::VpcAssociation
                | Kind::AccessLogSubscription,
            ) => self.stands(&step.label),
            (Action::Deregister, _) => self.before_deregistering(&step.label),
            (Action::Update, Kind::Listener) => {
                let mut needs = self.groups_of(&step.label);
                needs.extend(self.stands(labels::service_of(&step.label)));
                needs
            }
        };
        self.graph.need_all(id, needs);
        let (worth, wishes) = self.wishes(&step);
        self.graph.wish_all(worth, id, wishes);
        let foremost = self.in_turn(&step);
        self.graph.wish_all(2, id, foremost);
    }

    fn before_creating(&self, kind: Kind, label: &str) -> Vec<StepId> {
        let graph = &self.graph;
        let mut needs: Vec<StepId> = graph.find(Action::Delete, label).into_iter().collect();
        match kind {
            // A group is made anew under another name before the old one goes.
            Kind::TargetGroup => needs.clear(),
            Kind::ServiceNetwork => {}
            Kind::Service => {
                let of_it = |other: &str| labels::service_of(other) == label;
                let users = self.job.after.rules.keys().chain(self.job.after.listeners.keys());
                let groups = users.filter(|user| of_it(user)).flat_map(|user| diff::referred(self.job.after, user));
                needs.extend(groups.flat_map(|group| self.stands(group)));
            }
            Kind::Listener => {
                let service = labels::service_of(label);
                needs.extend(self.stands(service));
                needs.extend(graph.find(Action::Retag, service));
                needs.extend(graph.find(Action::Update, service));
                needs.extend(self.groups_of(label));
                if self.is_full_of_listeners(service) {
                    needs.extend(
                        graph.where_(&[Action::Delete], Kind::Listener, |other| labels::service_of(other) == service),
                    );
                }
            }
            Kind::Rule => {
                let listener = labels::listener_of(label);
                needs.extend(self.stands(listener));
                needs.extend(graph.find(Action::Delete, listener));
                needs.extend(graph.find(Action::Retag, labels::service_of(label)));
                needs.extend(self.groups_of(label));
                // Whoever holds the priority moves away first, and whoever comes before it is there.
                needs.extend(graph.find(Action::Reorder, listener));
                if self.is_full_of_rules(listener) {
                    needs.extend(
                        graph.where_(&[Action::Delete], Kind::Rule, |other| labels::listener_of(other) == listener),
                    );
                }
            }
            Kind::ServiceAssociation => {
                let network = network_of(label).unwrap_or_default();
                let service = diff::parents(kind, label).pop().unwrap_or_default();
                needs.extend(self.stands(&network));
                needs.extend(self.stands(&service));
                needs.extend(graph.find(Action::Retag, &service));
                needs.extend(self.registered(&service));
                let built = [Action::Create, Action::Update, Action::Reorder];
                let of_it = |other: &str| labels::service_of(other) == service;
                needs.extend(graph.where_(&built, Kind::Listener, of_it));
                needs.extend(graph.where_(&built, Kind::Rule, of_it));
            }
            Kind::VpcAssociation => {
                let network = network_of(label).unwrap_or_default();
                needs.extend(self.stands(&network));
                // A VPC is in one network at a time.
                let vpc = label.rsplit_once('+').map_or("", |(_, vpc)| vpc);
                needs.extend(graph.where_(&[Action::Delete], kind, |other| other.ends_with(&format!("+{vpc}"))));
            }
            Kind::AccessLogSubscription => {
                let resource = logged_resource(label);
                needs.extend(self.stands(resource));
                // One of each type stands at a time.
                let same = |other: &str| {
                    logged_resource(other) == resource && diff::destination_type(other) == diff::destination_type(label)
                };
                needs.extend(graph.where_(&[Action::Delete], kind, same));
            }
        }
        needs
    }

    fn before_deleting(&self, kind: Kind, label: &str) -> Vec<StepId> {
        let graph = &self.graph;
        let mut needs = Vec::new();
        match kind {
            Kind::TargetGroup => {
                needs.extend(self.stands(label));
                let label = label.to_owned();
                needs.extend(self.users.get(&label).into_iter().flatten().flat_map(|user| self.let_go(user)));
            }
            Kind::Service => {
                let suffix = format!("+{label}");
                needs.extend(
                    graph.where_(&[Action::Delete], Kind::ServiceAssociation, |other| other.ends_with(&suffix)),
                );
                needs.extend(graph.find(Action::Settle, label));
            }
            Kind::ServiceNetwork => {
                let of_it = |other: &str| network_of(other).as_deref() == Some(label);
                needs.extend(graph.where_(&[Action::Delete], Kind::ServiceAssociation, of_it));
                needs.extend(graph.where_(&[Action::Delete], Kind::VpcAssociation, of_it));
                let logs = |other: &str| logged_resource(other) == label;
                needs.extend(graph.where_(&[Action::Delete], Kind::AccessLogSubscription, logs));
            }
            Kind::Listener => {
                needs.extend(graph.find(Action::Retag, labels::service_of(label)));
            }
            Kind::Rule => needs.extend(graph.find(Action::Retag, labels::service_of(label))),
            Kind::ServiceAssociation | Kind::VpcAssociation => needs.extend(graph.find(Action::Settle, label)),
            Kind::AccessLogSubscription => {
                let resource = logged_resource(label);
                let other_type = |other: &str| {
                    logged_resource(other) == resource && diff::destination_type(other) != diff::destination_type(label)
                };
                needs.extend(graph.where_(&[Action::Create], kind, other_type));
            }
        }
        needs
    }

    /// A group that ends without targets keeps them until nothing forwards to it, or nobody gets there.
    fn before_deregistering(&self, label: &str) -> Vec<StepId> {
        let graph = &self.graph;
        let mut needs = self.stands(label);
        needs.extend(graph.find(Action::Register, label));
        if self.job.after.target_groups.get(label).is_some_and(|group| !group.targets.is_empty()) {
            return needs;
        }
        let label = label.to_owned();
        for user in self.users.get(&label).into_iter().flatten() {
            needs.extend(self.let_go(user));
            let service = labels::service_of(user);
            let of_it = |other: &str| other.ends_with(&format!("+{service}"));
            needs.extend(graph.where_(&[Action::Delete], Kind::ServiceAssociation, of_it));
            let of_its_networks =
                |other: &str| network_of(other).is_some_and(|network| self.was_member(&network, service));
            needs.extend(graph.where_(&[Action::Delete], Kind::VpcAssociation, of_its_networks));
        }
        needs
    }

    /// Where a service has targets to come, they are there before anybody else gets to it.
    fn registered(&self, service: &str) -> Vec<StepId> {
        if !self.graph.steps.iter().any(|step| step.action == Action::Register) {
            return Vec::new();
        }
        let users = self.job.after.rules.keys().chain(self.job.after.listeners.keys());
        let users = users.filter(|user| labels::service_of(user) == service);
        let groups = users.flat_map(|user| diff::referred(self.job.after, user));
        groups.filter_map(|group| self.graph.find(Action::Register, group)).collect()
    }

    /// What is better done before, unless a need says otherwise, and how much that is worth: nobody should
    /// miss anything on the way.
    fn wishes(&self, step: &Step) -> (u8, Vec<StepId>) {
        let (graph, label) = (&self.graph, step.label.as_str());
        let wishes = match (step.action, step.kind) {
            (Action::Delete, Kind::Listener) => {
                let service = labels::service_of(label);
                if graph.find(Action::Create, label).is_some() || self.is_full_of_listeners(service) {
                    return (1, Vec::new());
                }
                let built = [Action::Create, Action::Update];
                graph.where_(&built, Kind::Listener, |other| labels::service_of(other) == service)
            }
            (Action::Delete, Kind::Rule) if !self.blocks_a_rule(label) => {
                let listener = labels::listener_of(label);
                let mut wishes: Vec<StepId> = graph.find(Action::Reorder, listener).into_iter().collect();
                if !self.is_full_of_rules(listener) {
                    let same = |other: &str| labels::listener_of(other) == listener;
                    wishes.extend(graph.where_(&[Action::Create], Kind::Rule, same));
                }
                wishes
            }
            (Action::Delete, Kind::ServiceAssociation) => {
                let service = diff::parents(step.kind, label).pop().unwrap_or_default();
                // A service moves without a gap, unless it goes itself.
                if graph.find(Action::Delete, &service).is_some() || graph.find(Action::Create, label).is_some() {
                    return (0, Vec::new());
                }
                let of_it = |other: &str| other.ends_with(&format!("+{service}"));
                return (0, graph.where_(&[Action::Create], step.kind, of_it));
            }
            (Action::Authorize, Kind::Service) if self.shift(step) == Some(Shift::Widens) => {
                let built = [Action::Create];
                let of_it = |other: &str| labels::service_of(other) == label;
                let mut wishes = graph.where_(&built, Kind::Listener, of_it);
                wishes.extend(graph.where_(&built, Kind::Rule, of_it));
                wishes
            }
            (Action::Create, Kind::VpcAssociation) => {
                let network = network_of(label).unwrap_or_default();
                let members = self.job.after.service_network_service_associations.keys();
                let members = members.filter(|other| network_of(other).as_ref() == Some(&network));
                let services = members.flat_map(|other| diff::parents(Kind::ServiceAssociation, other));
                services.flat_map(|service| self.registered(&service)).collect()
            }
            _ => Vec::new(),
        };
        (1, wishes)
    }

    fn before_reordering(&self, listener: &str, rules: &BTreeSet<Label>) -> Vec<StepId> {
        let mut needs = self.stands(labels::service_of(listener));
        needs.extend(self.graph.find(Action::Retag, labels::service_of(listener)));
        for rule in rules {
            needs.extend(self.groups_of(rule));
        }
        let blocking = |other: &str| labels::listener_of(other) == listener && self.blocks_a_rule(other);
        needs.extend(self.graph.where_(&[Action::Delete], Kind::Rule, blocking));
        needs
    }

    /// Rules that come do so the foremost first, and those that go the last first: none takes what belongs to
    /// one that is yet to come, or to one that just went.
    fn in_turn(&self, step: &Step) -> Vec<StepId> {
        let label = step.label.as_str();
        match (step.action, step.kind) {
            (Action::Create, Kind::Rule) if self.is_reached(labels::service_of(label)) => {
                let (listener, rules) = (labels::listener_of(label), &self.job.after.rules);
                let place = |rule: &str| rules.get(rule).map(|rule| rule.priority);
                self.graph.where_(&[Action::Create], Kind::Rule, |other| {
                    labels::listener_of(other) == listener && place(other) < place(label)
                })
            }
            (Action::Delete, Kind::Rule) => self.rules_behind(label),
            _ => Vec::new(),
        }
    }

    /// The rules behind one that goes which go too, at the same time as it does.
    fn rules_behind(&self, label: &str) -> Vec<StepId> {
        let (listener, rules) = (labels::listener_of(label), &self.job.before.rules);
        let place = |rule: &str| rules.get(rule).map(|rule| rule.priority);
        self.graph.where_(&[Action::Delete], Kind::Rule, |other| {
            labels::listener_of(other) == listener
                && place(other) > place(label)
                && self.blocks_a_rule(other) == self.blocks_a_rule(label)
        })
    }

    /// Whether a service is in a network as the account is.
    fn is_reached(&self, service: &str) -> bool {
        let suffix = format!("+{service}");
        self.job.before.service_network_service_associations.keys().any(|tie| tie.ends_with(&suffix))
    }

    /// Whether a rule that goes stands where another one shall stand.
    fn blocks_a_rule(&self, label: &str) -> bool {
        self.job.after.rules.contains_key(label)
    }

    fn is_full_of_rules(&self, listener: &str) -> bool {
        let of_it = |label: &str| labels::listener_of(label) == listener;
        let there = self.job.before.rules.keys().filter(|label| of_it(label)).count();
        let new = self.graph.where_(&[Action::Create], Kind::Rule, of_it).len();
        there + new > self.job.rules_per_listener
    }

    fn is_full_of_listeners(&self, service: &str) -> bool {
        let of_it = |label: &str| labels::service_of(label) == service;
        let there = self.job.before.listeners.keys().filter(|label| of_it(label)).count();
        let new = self.graph.where_(&[Action::Create], Kind::Listener, of_it).len();
        there + new > self.job.listeners_per_service
    }
}
