//! Target groups: made with their targets, changed, drained and deleted.

use std::collections::BTreeSet;

use super::{ATTEMPTS, Runner, failed};
use crate::apply::error::StepError;
use crate::apply::token;
use crate::apply::wait;
use crate::aws::{AwsError, LatticeWrite, NewTargetGroup, PartialFailure};
use crate::diff::{self, Kind};
use crate::model::{Account, Identity, Target, TargetGroup, labels};

/// Targets by id and port.
type Targets = Vec<(String, Option<i32>)>;

/// Targets that one call takes.
const TARGETS_A_CALL: usize = 100;

impl<W: LatticeWrite> Runner<W> {
    /// Makes the group, waits until it is ready and registers its targets: only then may traffic come.
    pub(super) async fn create_group(&self, label: &str) -> Result<(), StepError> {
        let Some(group) = self.after.target_groups.get(label) else { return Ok(()) };
        let identity = self.create_group_alone(label, group).await?;
        self.remember(label, identity.clone());
        let id = super::id_of(label, &identity)?;
        self.register(&id, diff::targets(group)).await
    }

    async fn create_group_alone(&self, label: &str, group: &TargetGroup) -> Result<Identity, StepError> {
        let mut attempt = 0;
        loop {
            attempt += 1;
            self.stop.check()?;
            let input = NewTargetGroup {
                name: self.group_name(label, group),
                kind: group.kind.clone(),
                config: group.config.clone(),
                tags: group.tags.clone(),
                client_token: self.token(label, attempt),
            };
            let made = self.writer.create_target_group(input).await?;
            let identity =
                Identity { id: Some(made.id.clone()), arn: Some(made.arn), status: made.status, ..Identity::default() };
            if identity.status.as_deref() == Some("ACTIVE") {
                return Ok(identity);
            }
            match self.until_active(Kind::TargetGroup, label, &made.id).await {
                Ok(_) => return Ok(identity),
                Err(StepError::Failed { .. }) if attempt < ATTEMPTS => {
                    self.delete_made(Kind::TargetGroup, label, &made.id).await?;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// The planned name; where that is taken (by the group that this one replaces) or open, other letters.
    fn group_name(&self, label: &str, group: &TargetGroup) -> String {
        let taken = |name: &str| {
            self.group_names.contains(name) || self.before.target_groups.values().any(|other| other.name == name)
        };
        let stem = match group.name.rsplit_once('-') {
            Some((stem, letters)) if letters == "*" || letters.len() == 10 => stem,
            _ => group.name.as_str(),
        };
        let derived = (0..).map(|attempt| format!("{stem}-{}", token::letters(label, attempt)));
        let planned = (!group.name.ends_with('*')).then(|| group.name.clone());
        planned.into_iter().chain(derived).find(|name| !taken(name)).unwrap_or_else(|| group.name.clone())
    }

    /// What was made by this run and ended in a failed state goes before it is made anew.
    pub(super) async fn delete_made(&self, kind: Kind, label: &str, id: &str) -> Result<(), StepError> {
        let answer = self.ask_to_delete(kind, id).await;
        if wait::optional(answer)?.is_none() {
            return Ok(());
        }
        let done = |seen: Option<Identity>| match seen {
            None => Ok(Some(())),
            Some(identity) if identity.status.as_deref() == Some("DELETE_FAILED") => Err(failed(label, &identity)),
            Some(_) => Ok(None),
        };
        wait::until(label, self.patience, &self.stop, || self.look(kind, id), done).await
    }

    pub(super) async fn update_health_check(&self, label: &str) -> Result<(), StepError> {
        let config = self.after.target_groups.get(label).and_then(|group| group.config.as_ref());
        let Some(check) = config.and_then(|config| config.health_check.clone()) else { return Ok(()) };
        Ok(self.writer.update_target_group(&self.id(label)?, check).await?)
    }

    /// Registers what the group shall have and has not.
    pub(super) async fn register_missing(&self, label: &str) -> Result<(), StepError> {
        let (had, wanted) = self.target_lists(label);
        if had.iter().chain(&wanted).collect::<BTreeSet<_>>().len() > self.targets_per_group {
            return self.exchange(label, &wanted).await;
        }
        let missing = wanted.into_iter().filter(|target| !had.contains(target)).collect();
        self.register(&self.id(label)?, missing).await
    }

    /// Deregisters what the group has and shall not have.
    pub(super) async fn deregister_surplus(&self, label: &str) -> Result<(), StepError> {
        let (had, wanted) = self.target_lists(label);
        let surplus = had.into_iter().filter(|target| !wanted.contains(target)).collect();
        self.deregister(&self.id(label)?, surplus).await
    }

    /// Where old and new targets have no room side by side: as many new ones as there is room for, then old
    /// ones go, all but one as long as no new one stands in for them; and again, until nothing is left to do.
    async fn exchange(&self, label: &str, wanted: &Targets) -> Result<(), StepError> {
        let id = self.id(label)?;
        let start = std::time::Instant::now();
        for pause in self.patience.pauses() {
            self.stop.check()?;
            let listed = self.writer.list_targets(&id).await?;
            let (draining, open): (Vec<&Target>, Vec<&Target>) =
                listed.iter().partition(|target| target.status.as_deref() == Some("DRAINING"));
            let open: Targets = open.into_iter().map(|target| (target.id.clone(), target.port)).collect();
            let (kept, mut surplus): (Targets, Targets) = open.into_iter().partition(|one| wanted.contains(one));
            let mut missing: Targets = wanted.iter().filter(|one| !kept.contains(one)).cloned().collect();
            if missing.is_empty() {
                return self.deregister(&id, surplus).await;
            }
            let needed = missing.len().saturating_sub(draining.len());
            missing.truncate(self.targets_per_group.saturating_sub(listed.len()));
            if missing.is_empty() {
                // The last one goes only where there is no other way.
                if kept.is_empty() && (surplus.len() > 1 || !draining.is_empty()) {
                    surplus.pop();
                }
                surplus.truncate(needed);
                self.deregister(&id, surplus).await?;
            } else {
                self.register(&id, missing).await?;
                continue;
            }
            let waited = start.elapsed();
            if waited >= self.patience.limit {
                return Err(StepError::TimedOut { label: label.to_owned(), status: "draining".to_owned(), waited });
            }
            self.stop.sleep(pause).await;
        }
        Ok(())
    }

    fn target_lists(&self, label: &str) -> (Targets, Targets) {
        let list = |group: Option<&TargetGroup>| group.map(diff::targets).unwrap_or_default();
        (list(self.before.target_groups.get(label)), list(self.after.target_groups.get(label)))
    }

    async fn register(&self, id: &str, targets: Targets) -> Result<(), StepError> {
        for chunk in targets.chunks(TARGETS_A_CALL) {
            self.stop.check()?;
            self.register_at_once(id, chunk).await?;
        }
        Ok(())
    }

    /// As many as one call takes.
    async fn register_at_once(&self, id: &str, targets: &[(String, Option<i32>)]) -> Result<(), StepError> {
        let failures = self.writer.register_targets(id, as_targets(targets)).await?;
        whole("RegisterTargets", &failures)
    }

    async fn deregister(&self, id: &str, targets: Targets) -> Result<(), StepError> {
        for chunk in targets.chunks(TARGETS_A_CALL) {
            self.stop.check()?;
            let failures = self.writer.deregister_targets(id, as_targets(chunk)).await?;
            whole("DeregisterTargets", &failures)?;
        }
        Ok(())
    }

    /// Deregisters everything, waits until nothing drains, deletes and waits until it is gone. A group that
    /// somebody else's service uses (another cluster may import what we export) keeps its targets and stays;
    /// where that begins while it is on its way out, it gets them back.
    pub(super) async fn delete_group(&self, label: &str) -> Result<(), StepError> {
        let id = self.id_before(label)?;
        self.unused(label, &id).await?;
        let mut taken = Targets::new();
        let ended = match self.drain(label, &id, &mut taken).await {
            Ok(()) => self.until_gone(Kind::TargetGroup, label).await,
            Err(error) => Err(error),
        };
        let Err(error) = ended else { return Ok(()) };
        let used = |error: &StepError| matches!(error, StepError::InUse { .. });
        if used(&error) || self.unused(label, &id).await.is_err_and(|error| used(&error)) {
            self.give_back(&id, taken).await?;
        }
        Err(error)
    }

    /// Also where somebody asked to stop: what forwards to the group has nothing behind it till then.
    async fn give_back(&self, id: &str, mut targets: Targets) -> Result<(), StepError> {
        targets.sort();
        targets.dedup();
        for chunk in targets.chunks(TARGETS_A_CALL) {
            self.register_at_once(id, chunk).await?;
        }
        Ok(())
    }

    /// Fails where services use a group that this run has not just taken off it.
    pub(super) async fn unused(&self, label: &str, id: &str) -> Result<(), StepError> {
        let Some(detail) = wait::optional(self.writer.get_target_group(id).await)? else { return Ok(()) };
        let by = self.users_beside_us(label, &detail.service_arns);
        if by.is_empty() { Ok(()) } else { Err(StepError::InUse { label: label.to_owned(), by }) }
    }

    /// The services of a list that this run has not just taken off the group.
    fn users_beside_us(&self, label: &str, services: &[String]) -> Vec<String> {
        let (had, keep) = (users_of(&self.before, label), users_of(&self.after, label));
        let freed: BTreeSet<&str> = had
            .difference(&keep)
            .filter_map(|service| self.before.services.get(*service)?.identity.arn.as_deref())
            .collect();
        let mut others: Vec<String> = services.iter().filter(|arn| !freed.contains(arn.as_str())).cloned().collect();
        others.sort();
        others.dedup();
        others
    }

    /// Takes all targets off a group and waits until none drains any more; tells which it took.
    async fn drain(&self, label: &str, id: &str, taken: &mut Targets) -> Result<(), StepError> {
        let start = std::time::Instant::now();
        let mut asked = false;
        for pause in self.patience.pauses() {
            self.stop.check()?;
            let Some(targets) = wait::optional(self.writer.list_targets(id).await)? else { break };
            if targets.is_empty() {
                break;
            }
            let open = targets.iter().filter(|target| target.status.as_deref() != Some("DRAINING"));
            let open: Targets = open.map(|target| (target.id.clone(), target.port)).collect();
            taken.extend(open.iter().cloned());
            match self.deregister(id, open).await {
                Err(StepError::Call(error)) if is_passing(&error) => {}
                other => other?,
            }
            let waited = start.elapsed();
            if waited >= self.patience.limit {
                return Err(StepError::TimedOut { label: label.to_owned(), status: "draining".to_owned(), waited });
            }
            if !std::mem::replace(&mut asked, true) {
                // Unused targets vanish at once: look again before the first pause.
                continue;
            }
            self.unused(label, id).await?;
            self.stop.sleep(pause).await;
        }
        Ok(())
    }
}

/// The services that forward to a group.
fn users_of<'a>(account: &'a Account, group: &str) -> BTreeSet<&'a str> {
    let users = account.rules.keys().chain(account.listeners.keys());
    let users = users.filter(|user| diff::referred(account, user).into_iter().any(|label| label == group));
    users.map(|user| labels::service_of(user)).collect()
}

/// A group that is being deleted or gone takes no targets away.
fn is_passing(error: &AwsError) -> bool {
    error.is_conflict() || error.is_not_found()
}

fn as_targets(listed: &[(String, Option<i32>)]) -> Vec<Target> {
    listed.iter().map(|(id, port)| Target { id: id.clone(), port: *port, ..Target::default() }).collect()
}

/// A call that did a part only fails its step.
pub(super) fn whole(operation: &'static str, failures: &[PartialFailure]) -> Result<(), StepError> {
    let Some(first) = failures.first() else { return Ok(()) };
    let what: Vec<_> = failures.iter().map(|failure| failure.id.clone()).collect();
    let words = [first.code.as_deref(), first.message.as_deref()];
    let reason: Vec<_> = words.into_iter().flatten().collect();
    Err(StepError::Partial { operation, what: what.join(", "), reason: reason.join(": ") })
}
