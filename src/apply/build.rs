//! Changes become steps, and steps get their order.
//!
//! What the order keeps to:
//! - target groups are ready and their targets registered before anything forwards to them, and go
//!   only when nothing does any more;
//! - a service's listeners and rules stand before it enters a service network, so that nobody meets a
//!   half-built one;
//! - what narrows access comes before what lets anything new in, what widens it comes last;
//! - names, ports, priorities and VPCs that can be held once are given up before they are taken anew;
//! - everything that blocks a deletion goes before it.

use std::collections::{BTreeMap, BTreeSet};

use super::step::{Action, Graph, StepId};
use crate::diff::{self, Change, ChangeSet, Class, Kind, Operation, logged_resource, network_of};
use crate::model::{Account, Label, labels};

/// Both accounts, what differs, and the limits that decide whether new or old comes first.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// The account as it is.
    pub before: &'a Account,
    /// The account as it shall be.
    pub after: &'a Account,
    /// What differs.
    pub changes: &'a ChangeSet,
    /// Rules that a listener may have.
    pub rules_per_listener: usize,
    /// Listeners that a service may have.
    pub listeners_per_service: usize,
}

/// The steps of a job in their order.
pub fn build(job: &Job<'_>) -> Graph {
    let mut builder = Builder { job: *job, graph: Graph::default(), users: users(job.before) };
    for change in &job.changes.changes {
        builder.steps_of(change);
    }
    builder.settle();
    for id in 0..builder.graph.steps.len() {
        builder.order(id);
    }
    builder.graph
}

struct Builder<'a> {
    job: Job<'a>,
    graph: Graph,
    /// Which rules and listeners forward to a target group now.
    users: BTreeMap<&'a Label, BTreeSet<&'a Label>>,
}

fn users(account: &Account) -> BTreeMap<&Label, BTreeSet<&Label>> {
    let mut users: BTreeMap<&Label, BTreeSet<&Label>> = BTreeMap::new();
    for label in account.rules.keys().chain(account.listeners.keys()) {
        for group in diff::referred(account, label) {
            users.entry(group).or_default().insert(label);
        }
    }
    users
}

impl Builder<'_> {
    /// The steps of one change, not yet in order.
    fn steps_of(&mut self, change: &Change) {
        let (kind, label) = (change.kind, &change.label);
        let mut add = |action| self.graph.add(action, kind, label, label);
        match change.operation {
            Operation::Create => {
                add(Action::Create);
            }
            Operation::Delete => self.deletion(change),
            Operation::Replace => {
                add(Action::Create);
                self.deletion(change);
            }
            Operation::Update => {
                if change.fields.iter().any(|field| field.path.starts_with("tags.")) {
                    add(Action::Retag);
                }
                let touches = |name: &str| change.fields.iter().any(|field| field.path.starts_with(name));
                match kind {
                    Kind::ServiceNetwork | Kind::Service => {
                        if touches("auth") {
                            add(Action::Authorize);
                        }
                        if touches("certificateArn") {
                            add(Action::Update);
                        }
                    }
                    Kind::TargetGroup => {
                        if touches("config.healthCheck") {
                            add(Action::Update);
                        }
                        if change.fields.iter().any(|f| f.path.starts_with("targets[") && f.after.is_some()) {
                            add(Action::Register);
                        }
                        if change.fields.iter().any(|f| f.path.starts_with("targets[") && f.before.is_some()) {
                            add(Action::Deregister);
                        }
                    }
                    Kind::Rule if change.classes.contains(&Class::TrafficShift) => {
                        let listener = labels::listener_of(label).to_owned();
                        self.graph.add(Action::Reorder, Kind::Listener, &listener, label);
                    }
                    Kind::Listener if change.classes.contains(&Class::TrafficShift) => {
                        add(Action::Update);
                    }
                    Kind::VpcAssociation if touches("securityGroupIds") => {
                        add(Action::Update);
                    }
                    Kind::AccessLogSubscription if touches("destinationArn") => {
                        add(Action::Update);
                    }
                    _ => {}
                }
            }
        }
    }

    /// What goes with a service or listener that goes needs no step of its own; associations block it
    /// instead and do.
    fn deletion(&mut self, change: &Change) {
        let label = change.label_before().clone();
        let goes_with = |kind| matches!(kind, Kind::Listener | Kind::Rule | Kind::AccessLogSubscription);
        let carrier = change.because_of.as_ref().filter(|parent| goes_with(change.kind) && !parent.starts_with("sn:"));
        match carrier {
            Some(parent) => {
                let kind = if parent.contains("/listener:") { Kind::Listener } else { Kind::Service };
                self.graph.add(Action::Delete, kind, parent, &change.label);
            }
            None => {
                self.graph.add(Action::Delete, change.kind, &label, &change.label);
            }
        }
    }

    /// What the API is still at work on is waited for before anything is done with it.
    fn settle(&mut self) {
        let before = diff::entries(self.job.before);
        for (label, entry) in before {
            let busy = matches!(entry.identity.status.as_deref(), Some("CREATE_IN_PROGRESS" | "UPDATE_IN_PROGRESS"));
            let wanted = self.touched(label);
            if busy && wanted {
                self.graph.add(Action::Settle, entry.kind, label, label);
            }
        }
    }

    /// Whether any step is about this resource or something that hangs on it.
    fn touched(&self, label: &str) -> bool {
        let below = format!("{label}/");
        let association = format!("+{label}");
        let named = |step: &super::step::Step| {
            step.label == label || step.label.starts_with(&below) || step.label.ends_with(&association)
        };
        let forwards = |step: &super::step::Step| {
            let rules = step.changes.iter().chain([&step.label]);
            rules.flat_map(|user| diff::referred(self.job.after, user)).any(|group| group == label)
        };
        self.graph.steps.iter().any(|step| named(step) || forwards(step))
    }

    /// The steps after which a resource stands: as it shall, or as it is.
    fn stands(&self, label: &str) -> Vec<StepId> {
        let steps = [Action::Create, Action::Settle].into_iter().filter_map(|action| self.graph.find(action, label));
        steps.collect()
    }

    /// The steps after which a rule or listener that stands now has let go of its target groups.
    fn let_go(&self, user: &str) -> Vec<StepId> {
        let (listener, service) = (labels::listener_of(user), labels::service_of(user));
        let gone = [user, listener, service].into_iter().filter_map(|label| self.graph.find(Action::Delete, label));
        let own = self.graph.find(Action::Update, user);
        let reordered = user.contains("/rule:").then(|| self.graph.find(Action::Reorder, listener)).flatten();
        gone.chain(own).chain(reordered).collect()
    }

    /// What a rule or listener needs before it forwards: its groups ready, and no other service in them.
    fn groups_of(&self, label: &str) -> Vec<StepId> {
        let mut needs = Vec::new();
        for group in diff::referred(self.job.after, label) {
            needs.extend(self.stands(group));
            needs.extend(self.graph.find(Action::Register, group));
            let own = labels::service_of(label);
            let others = self.users.get(group).into_iter().flatten().filter(|user| labels::service_of(user) != own);
            needs.extend(others.flat_map(|user| self.let_go(user)));
        }
        needs
    }

    fn change(&self, label: &str) -> Option<&Change> {
        self.job.changes.get(label)
    }

    /// Whether the authorization of a resource only widens: then it comes last.
    fn only_widens(&self, label: &str) -> bool {
        self.change(label).is_some_and(|change| {
            change.classes.contains(&Class::AccessWidened) && !change.classes.contains(&Class::AccessNarrowed)
        })
    }

    /// The authorization step of a resource, where it must come before anything new is let in.
    fn narrowed(&self, label: &str) -> Option<StepId> {
        self.graph.find(Action::Authorize, label).filter(|_| !self.only_widens(label))
    }

    fn order(&mut self, id: StepId) {
        let step = self.graph.steps[id].clone();
        let needs = match (step.action, step.kind) {
            (Action::Settle, _) => Vec::new(),
            (Action::Create, kind) => self.before_creating(kind, &step.label),
            (Action::Delete, kind) => self.before_deleting(kind, &step.label),
            (Action::Authorize, kind) => self.before_authorizing(kind, &step.label),
            (Action::Reorder, _) => self.before_reordering(&step.label, &step.changes),
            (Action::Register | Action::Retag, _)
            | (
                Action::Update,
                Kind::ServiceNetwork
                | Kind::Service
                | Kind::Rule
                | Kind::TargetGroup
                | Kind::ServiceAssociation
                | Kind::AccessLogSubscription,
            ) => self.stands(&step.label),
            (Action::Deregister, _) => {
                let mut needs = self.stands(&step.label);
                needs.extend(self.graph.find(Action::Register, &step.label));
                needs
            }
            (Action::Update, Kind::Listener) => {
                let mut needs = self.groups_of(&step.label);
                needs.extend(self.stands(labels::service_of(&step.label)));
                needs.extend(self.narrowed(labels::service_of(&step.label)));
                needs
            }
            (Action::Update, Kind::VpcAssociation) => {
                let mut needs = self.stands(&step.label);
                if self.only_widens(&step.label) {
                    needs.extend(network_of(&step.label).and_then(|network| self.narrowed(&network)));
                }
                needs
            }
        };
        self.graph.need_all(id, needs);
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
                needs.extend(self.narrowed(service));
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
                needs.extend(self.narrowed(labels::service_of(label)));
                needs.extend(graph.find(Action::Retag, labels::service_of(label)));
                needs.extend(self.groups_of(label));
                // Whoever holds the priority moves away first.
                if self.job.before.rules.contains_key(label) {
                    needs.extend(graph.find(Action::Reorder, listener));
                }
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
                needs.extend(self.narrowed(&network));
                needs.extend(self.stands(&service));
                needs.extend(self.narrowed(&service));
                needs.extend(graph.find(Action::Retag, &service));
                let built = [Action::Create, Action::Update, Action::Reorder];
                let of_it = |other: &str| labels::service_of(other) == service;
                needs.extend(graph.where_(&built, Kind::Listener, of_it));
                needs.extend(graph.where_(&built, Kind::Rule, of_it));
            }
            Kind::VpcAssociation => {
                let network = network_of(label).unwrap_or_default();
                needs.extend(self.stands(&network));
                needs.extend(self.narrowed(&network));
                needs.extend(graph.where_(&[Action::Authorize], Kind::Service, |other| !self.only_widens(other)));
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
                let service = labels::service_of(label);
                let replaced = graph.find(Action::Create, label).is_some();
                needs.extend(graph.find(Action::Retag, service));
                if !replaced && !self.is_full_of_listeners(service) {
                    let built = [Action::Create, Action::Update];
                    needs.extend(graph.where_(&built, kind, |other| labels::service_of(other) == service));
                }
            }
            Kind::Rule => {
                let listener = labels::listener_of(label);
                let same = |other: &str| labels::listener_of(other) == listener;
                needs.extend(graph.find(Action::Retag, labels::service_of(label)));
                if !self.blocks_a_rule(label) {
                    needs.extend(graph.find(Action::Reorder, listener));
                    if !self.is_full_of_rules(listener) {
                        needs.extend(graph.where_(&[Action::Create], kind, same));
                    }
                }
            }
            Kind::ServiceAssociation => {
                needs.extend(graph.find(Action::Settle, label));
                let service = diff::parents(kind, label).pop().unwrap_or_default();
                // A service moves without a gap, unless it goes itself.
                if graph.find(Action::Delete, &service).is_none() && graph.find(Action::Create, label).is_none() {
                    let of_it = |other: &str| other.ends_with(&format!("+{service}"));
                    needs.extend(graph.where_(&[Action::Create], kind, of_it));
                }
            }
            Kind::VpcAssociation => needs.extend(graph.find(Action::Settle, label)),
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

    /// What only widens comes after everything that is narrowed or taken away beside it.
    fn before_authorizing(&self, kind: Kind, label: &str) -> Vec<StepId> {
        let graph = &self.graph;
        let mut needs = self.stands(label);
        if !self.only_widens(label) {
            return needs;
        }
        let changed = [Action::Create, Action::Update, Action::Reorder, Action::Delete];
        if kind == Kind::ServiceNetwork {
            let of_it = |other: &str| network_of(other).as_deref() == Some(label);
            needs.extend(graph.where_(&[Action::Delete], Kind::ServiceAssociation, of_it));
            needs.extend(graph.where_(&[Action::Update, Action::Delete], Kind::VpcAssociation, |other| {
                of_it(other) && !self.only_widens(other)
            }));
            needs.extend(graph.where_(&[Action::Authorize], Kind::Service, |other| !self.only_widens(other)));
        } else {
            let of_it = |other: &str| labels::service_of(other) == label;
            needs.extend(graph.where_(&changed, Kind::Listener, of_it));
            needs.extend(graph.where_(&changed, Kind::Rule, of_it));
        }
        needs
    }

    fn before_reordering(&self, listener: &str, rules: &BTreeSet<Label>) -> Vec<StepId> {
        let mut needs = self.stands(labels::service_of(listener));
        needs.extend(self.narrowed(labels::service_of(listener)));
        needs.extend(self.graph.find(Action::Retag, labels::service_of(listener)));
        for rule in rules {
            needs.extend(self.groups_of(rule));
        }
        let blocking = |other: &str| labels::listener_of(other) == listener && self.blocks_a_rule(other);
        needs.extend(self.graph.where_(&[Action::Delete], Kind::Rule, blocking));
        needs
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
