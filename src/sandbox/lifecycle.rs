//! What happens in the background: creates, updates and deletes in progress, draining targets.

use super::core::{Core, wall_millis};
use super::failure::Failure;
use super::ids::Kind;
use super::options::Pace;
use super::state::{Outcome, Phase, Progress, Transition, Wait};

impl Core {
    /// When something that starts now ends.
    pub fn wait(pace: Pace) -> Wait {
        match pace {
            Pace::Polls(polls) => Wait::Polls(polls),
            Pace::Millis(millis) => {
                Wait::Until(wall_millis().saturating_add(i64::try_from(millis).unwrap_or(i64::MAX)))
            }
        }
    }

    /// Starts a transition; a fault of the call decides whether it fails, in the status given.
    pub fn start(&mut self, id: &str, outcome: Outcome, failed_status: &str) {
        let outcome = match self.fail_transition.take() {
            Some(code) => Outcome::Failed {
                status: failed_status.to_owned(),
                message: format!("the sandbox was told to fail this with {code}"),
                code,
            },
            None => outcome,
        };
        let wait = Self::wait(self.behaviour.pace);
        self.state.transitions.insert(id.to_owned(), Transition { outcome, wait });
    }

    /// Notes that the current answer shows a resource; counts as one poll when it is in progress.
    pub fn saw(&mut self, id: &str) {
        if self.state.transitions.contains_key(id) {
            self.seen.insert(id.to_owned());
        }
    }

    /// A refusal because of a resource's status; counts as one poll of it.
    pub fn refuse_status(&mut self, kind: Kind, id: &str, status: &str) -> Failure {
        self.saw(id);
        Failure::wrong_status(kind.label(), id, status)
    }

    /// Takes one poll off everything that the answer showed in progress.
    pub fn count_polls(&mut self) {
        for id in std::mem::take(&mut self.seen) {
            let Some(transition) = self.state.transitions.get_mut(&id) else { continue };
            if let Wait::Polls(left) = &mut transition.wait {
                *left = left.saturating_sub(1);
            }
        }
    }

    /// Ends everything whose time has come.
    pub fn finish_due(&mut self, now: i64) {
        if self.state.transitions.is_empty() {
            return;
        }
        let due: Vec<String> = self
            .state
            .transitions
            .iter()
            .filter(|(_, transition)| is_over(transition.wait, now))
            .map(|(id, _)| id.clone())
            .collect();
        for id in due {
            self.finish(&id);
        }
    }

    /// Ends every transition and drain at once.
    pub fn settle(&mut self) {
        let all: Vec<String> = self.state.transitions.keys().cloned().collect();
        for id in all {
            self.finish(&id);
        }
        for group in self.state.target_groups.values_mut() {
            group.targets.retain(|target| target.phase != Phase::Draining);
            for target in &mut group.targets {
                target.until = None;
                if target.phase == Phase::Initial {
                    target.phase = Phase::Healthy;
                }
            }
        }
        self.version += 1;
    }

    fn finish(&mut self, id: &str) {
        let Some(transition) = self.state.transitions.remove(id) else { return };
        self.version += 1;
        let kind = Kind::of(id);
        if transition.outcome == Outcome::Gone {
            self.remove(id);
            return;
        }
        let now = self.now();
        let state = &mut self.state;
        let place = match kind {
            Some(Kind::Service) => state.services.get_mut(id).map(|it| (&mut it.progress, &mut it.stamp)),
            Some(Kind::TargetGroup) => state.target_groups.get_mut(id).map(|it| (&mut it.progress, &mut it.stamp)),
            Some(Kind::ServiceAssociation) => {
                state.service_associations.get_mut(id).map(|it| (&mut it.progress, &mut it.stamp))
            }
            Some(Kind::VpcAssociation) => {
                state.vpc_associations.get_mut(id).map(|it| (&mut it.progress, &mut it.stamp))
            }
            _ => None,
        };
        let Some((progress, stamp)) = place else { return };
        stamp.last_updated_at = now;
        *progress = match transition.outcome {
            Outcome::Failed { status, code, message } => {
                Progress { status, failure_code: Some(code), failure_message: Some(message) }
            }
            Outcome::Active | Outcome::Gone => Progress::active(),
        };
    }

    /// Takes a resource out of the state, with everything that lives in it.
    pub fn remove(&mut self, id: &str) {
        let state = &mut self.state;
        let mut arns: Vec<String> = Vec::new();
        match Kind::of(id) {
            Some(Kind::Service) => {
                let Some(service) = state.services.remove(id) else { return };
                for listener in service.listeners.values() {
                    arns.extend(listener.rules.values().map(|rule| rule.stamp.arn.clone()));
                    arns.extend([listener.default_rule.arn.clone(), listener.stamp.arn.clone()]);
                }
                arns.push(service.stamp.arn);
            }
            Some(Kind::ServiceNetwork) => arns.extend(state.service_networks.remove(id).map(|it| it.stamp.arn)),
            Some(Kind::TargetGroup) => arns.extend(state.target_groups.remove(id).map(|it| it.stamp.arn)),
            Some(Kind::ServiceAssociation) => arns.extend(state.service_associations.remove(id).map(|it| it.stamp.arn)),
            Some(Kind::VpcAssociation) => arns.extend(state.vpc_associations.remove(id).map(|it| it.stamp.arn)),
            Some(Kind::AccessLogSubscription) => {
                arns.extend(state.access_log_subscriptions.remove(id).map(|it| it.stamp.arn));
            }
            _ => {}
        }
        state.auth_policies.remove(id);
        state.resource_policies.remove(id);
        state.transitions.remove(id);
        let gone: Vec<String> = state
            .access_log_subscriptions
            .iter()
            .filter(|(_, subscription)| subscription.resource_id == id)
            .map(|(id, _)| id.clone())
            .collect();
        arns.extend(gone.iter().filter_map(|id| state.access_log_subscriptions.remove(id)).map(|it| it.stamp.arn));
        for arn in arns {
            self.drop_tags(&arn);
        }
    }
}

impl Progress {
    /// `ACTIVE`.
    pub fn active() -> Self {
        Self::of("ACTIVE")
    }

    /// A status without a failure.
    pub fn of(status: &str) -> Self {
        Self { status: status.to_owned(), failure_code: None, failure_message: None }
    }
}

/// Whether something in progress is over.
pub fn is_over(wait: Wait, now: i64) -> bool {
    match wait {
        Wait::Polls(left) => left == 0,
        Wait::Until(time) => time <= now,
    }
}
