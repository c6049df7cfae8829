//! Changes become steps, and steps get their order.
//!
//! What the order keeps to:
//! - target groups are ready and their targets registered before anything forwards to them, and go
//!   only when nothing does any more;
//! - a service's listeners and rules stand before it enters a service network, so that nobody meets a
//!   half-built one;
//! - what narrows access comes before what moves it, and that before what widens it ([`access`]);
//! - names, ports, priorities and VPCs that can be held once are given up before they are taken anew;
//! - everything that blocks a deletion goes before it;
//! - what is new answers before what is old goes, as far as none of the above speaks against it.

mod access;
mod apart;
mod order;

pub use apart::apart;

use std::collections::{BTreeMap, BTreeSet};

use super::step::{Action, Graph, StepId};
use crate::diff::{self, Change, ChangeSet, Class, Kind, Operation};
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
    /// Targets that a group may have.
    pub targets_per_group: usize,
}

impl<'a> Job<'a> {
    /// Without limits.
    pub fn unlimited(before: &'a Account, after: &'a Account, changes: &'a ChangeSet) -> Self {
        let most = usize::MAX;
        Self { before, after, changes, rules_per_listener: most, listeners_per_service: most, targets_per_group: most }
    }
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
    access::order(&mut builder);
    builder.graph.grant();
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
                        let targets = || change.fields.iter().filter(|field| field.path.starts_with("targets["));
                        let come = targets().any(|field| field.after.is_some());
                        let go = targets().any(|field| field.before.is_some());
                        if come {
                            add(Action::Register);
                        }
                        // Where old and new ones have no room side by side, registering exchanges them.
                        if go && !(come && self.is_tight(label)) {
                            self.graph.add(Action::Deregister, kind, label, label);
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
            if busy && self.touched(label) {
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

    /// Whether a service is in a network as the account is.
    fn was_member(&self, network: &str, service: &str) -> bool {
        self.job.before.service_network_service_associations.contains_key(&format!("snsa:{network}+{service}"))
    }

    /// Whether a group's targets and those that it shall have are more than it may hold.
    fn is_tight(&self, label: &str) -> bool {
        let targets = |account: &Account| -> BTreeSet<_> {
            account.target_groups.get(label).map(diff::targets).unwrap_or_default().into_iter().collect()
        };
        targets(self.job.before).union(&targets(self.job.after)).count() > self.job.targets_per_group
    }
}
