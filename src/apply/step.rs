//! The steps that a set of changes becomes: what each does, and what must be done before it.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::Kind;
use crate::model::Label;

/// A step's place in its [`Graph`].
pub type StepId = usize;

/// What a step does. Each is a few calls in a row at most, and waits for the state it leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Waits until something that the API is still at work on is ready.
    Settle,
    /// Makes the resource, with its tags; a target group with its targets, a service or network with its policy.
    Create,
    /// Policy and auth type, in the order that opens nothing.
    Authorize,
    /// A service's certificate, a listener's default action, a group's health check, an association's
    /// security groups, a subscription's destination.
    Update,
    /// Registers targets that are missing.
    Register,
    /// Deregisters targets that are too many.
    Deregister,
    /// Adds and overwrites tags, then takes away those that should go.
    Retag,
    /// Priorities, matches and actions of a listener's rules, without two rules ever at one priority.
    Reorder,
    /// Deletes it and waits until it is gone.
    Delete,
}

impl Action {
    /// As progress names it.
    pub fn verb(self) -> &'static str {
        match self {
            Self::Settle => "wait for",
            Self::Create => "create",
            Self::Authorize => "authorize",
            Self::Update => "update",
            Self::Register => "register targets of",
            Self::Deregister => "deregister targets of",
            Self::Retag => "tag",
            Self::Reorder => "update rules of",
            Self::Delete => "delete",
        }
    }
}

/// One step.
#[derive(Clone, Debug)]
pub struct Step {
    /// What is done.
    pub action: Action,
    /// To which kind of resource.
    pub kind: Kind,
    /// To which resource: the label afterwards; for a deletion, the label before.
    pub label: Label,
    /// The changes that it brings about, by their labels.
    pub changes: BTreeSet<Label>,
    /// What must be done before.
    pub needs: BTreeSet<StepId>,
}

/// Steps by what they do.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// All steps; the number of each is its id.
    pub steps: Vec<Step>,
    by_key: BTreeMap<(Action, Label), StepId>,
    /// What is better done before, without being needed: how much that is worth, the step, and the other one.
    wishes: BTreeSet<(u8, StepId, StepId)>,
}

impl Graph {
    /// Adds a step for a change, once.
    pub fn add(&mut self, action: Action, kind: Kind, label: &Label, change: &Label) -> StepId {
        let key = (action, label.clone());
        let id = *self.by_key.entry(key).or_insert(self.steps.len());
        if id == self.steps.len() {
            let (changes, needs) = (BTreeSet::new(), BTreeSet::new());
            self.steps.push(Step { action, kind, label: label.clone(), changes, needs });
        }
        self.steps[id].changes.insert(change.clone());
        id
    }

    /// The step that does this to a resource.
    pub fn find(&self, action: Action, label: &str) -> Option<StepId> {
        self.by_key.get(&(action, label.to_owned())).copied()
    }

    /// `step` waits for `other`.
    pub fn need(&mut self, step: StepId, other: Option<StepId>) {
        if let Some(other) = other.filter(|other| *other != step) {
            self.steps[step].needs.insert(other);
        }
    }

    /// `step` waits for all of them.
    pub fn need_all(&mut self, step: StepId, others: impl IntoIterator<Item = StepId>) {
        for other in others {
            self.need(step, Some(other));
        }
    }

    /// `step` had better wait for all of them; see [`Graph::grant`].
    pub fn wish_all(&mut self, worth: u8, step: StepId, others: impl IntoIterator<Item = StepId>) {
        let wishes = others.into_iter().filter(|other| *other != step).map(|other| (worth, step, other));
        self.wishes.extend(wishes);
    }

    /// Makes wishes into needs, but for those that would lead in a circle: of these those of least worth go first.
    pub fn grant(&mut self) {
        let wishes = std::mem::take(&mut self.wishes);
        let mut open: Vec<_> =
            wishes.into_iter().filter(|(_, step, other)| !self.steps[*step].needs.contains(other)).collect();
        for (_, step, other) in &open {
            self.need(*step, Some(*other));
        }
        loop {
            let core = self.core();
            let inside = open.iter().filter(|wish| core.contains(&wish.1) && core.contains(&wish.2));
            let turning: BTreeSet<_> = inside.filter(|wish| self.waits_for(wish.2, wish.1, &core)).copied().collect();
            // They are sorted by their worth.
            let Some(least) = turning.first().map(|wish| wish.0) else { return };
            for (_, step, other) in turning.iter().filter(|wish| wish.0 == least) {
                self.steps[*step].needs.remove(other);
            }
            open.retain(|wish| wish.0 != least || !turning.contains(wish));
        }
    }

    /// Whether a step waits for another one, near or far, by way of these.
    fn waits_for(&self, step: StepId, other: StepId, by_way_of: &BTreeSet<StepId>) -> bool {
        let (mut seen, mut near) = (BTreeSet::from([step]), vec![step]);
        while let Some(next) = near.pop() {
            if next == other {
                return true;
            }
            let needs = self.steps[next].needs.iter().filter(|need| by_way_of.contains(need));
            near.extend(needs.filter(|need| seen.insert(**need)));
        }
        false
    }

    /// The steps on circles and between them: what is left when nothing can start, nor be the last to end.
    fn core(&self) -> BTreeSet<StepId> {
        let mut open: BTreeSet<StepId> = self.circle().into_iter().collect();
        loop {
            let needed: BTreeSet<StepId> = open
                .iter()
                .flat_map(|id| self.steps[*id].needs.iter().copied())
                .filter(|id| open.contains(id))
                .collect();
            if needed.len() == open.len() {
                return open;
            }
            open = needed;
        }
    }

    /// The steps that do one of these things to resources that fit, in order.
    pub fn where_(&self, actions: &[Action], kind: Kind, fits: impl Fn(&str) -> bool) -> Vec<StepId> {
        let found = self.steps.iter().enumerate();
        let found = found.filter(|(_, step)| step.kind == kind && actions.contains(&step.action) && fits(&step.label));
        found.map(|(id, _)| id).collect()
    }

    /// The steps of a circle, if there is one: none of them could ever start.
    pub fn circle(&self) -> Vec<StepId> {
        let mut open: BTreeSet<StepId> = (0..self.steps.len()).collect();
        loop {
            let ready: Vec<_> = open.iter().copied().filter(|id| self.steps[*id].needs.is_disjoint(&open)).collect();
            if ready.is_empty() {
                return open.into_iter().collect();
            }
            for id in ready {
                open.remove(&id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_found() {
        let mut graph = Graph::default();
        let label = |name: &str| name.to_owned();
        let one = graph.add(Action::Create, Kind::Service, &label("svc:a"), &label("svc:a"));
        let two = graph.add(Action::Create, Kind::Listener, &label("svc:a/listener:80"), &label("x"));
        graph.need(two, Some(one));
        assert!(graph.circle().is_empty());
        graph.need(one, Some(two));
        assert_eq!(graph.circle(), [one, two]);
    }

    #[test]
    fn a_wish_is_granted_where_it_makes_no_circle() {
        let mut graph = Graph::default();
        let ids: Vec<StepId> = ["a", "b", "c", "d"]
            .iter()
            .map(|name| graph.add(Action::Create, Kind::Service, &(*name).to_owned(), &(*name).to_owned()))
            .collect();
        graph.need(ids[1], Some(ids[0]));
        graph.wish_all(0, ids[0], [ids[1]]);
        graph.wish_all(0, ids[2], [ids[1]]);
        graph.wish_all(1, ids[3], [ids[2]]);
        graph.wish_all(0, ids[2], [ids[3]]);
        graph.grant();
        assert!(graph.circle().is_empty());
        assert!(graph.steps[ids[0]].needs.is_empty(), "it would be a circle");
        assert!(graph.steps[ids[2]].needs.contains(&ids[1]));
        assert!(graph.steps[ids[3]].needs.contains(&ids[2]), "the other way round is worth less");
    }
}
