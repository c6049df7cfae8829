//! Doing one step: the calls it takes, and the waiting.

mod associations;
mod groups;
mod priorities;
mod rules;
mod services;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use super::error::StepError;
use super::step::{Action, Step};
use super::stop::Stop;
use super::token;
use super::wait::{self, Patience};
use crate::aws::{AwsError, LatticeWrite};
use crate::diff::{Change, ChangeSet, Kind, MANAGED_BY};
use crate::model::{Account, Identity, Label, RuleAction, TagMap, labels};

/// What all steps of one round share.
#[derive(Debug)]
pub struct Runner<W> {
    /// The account's writing side.
    pub writer: W,
    /// The account as it was when the round began.
    pub before: Account,
    /// The account as it shall be.
    pub after: Account,
    /// What differs.
    pub changes: ChangeSet,
    /// Our ownership tag's value.
    pub managed_by: String,
    /// What tokens are derived from; another one for each round.
    pub run: String,
    /// Targets that a group may have.
    pub targets_per_group: usize,
    /// How long states may take.
    pub patience: Patience,
    /// Whether to stop.
    pub stop: Stop,
    /// Names that target groups of the account have.
    pub group_names: BTreeSet<String>,
    created: Mutex<BTreeMap<Label, Identity>>,
    /// Rules that were deleted in this round.
    deleted: Mutex<BTreeSet<Label>>,
    confirmed: Mutex<BTreeMap<Label, Arc<OnceCell<Option<String>>>>>,
}

/// How often something that ended in a failed state is made anew.
const ATTEMPTS: u32 = 3;

impl<W: LatticeWrite> Runner<W> {
    /// A round from one account to the other.
    pub fn new(
        writer: W,
        before: Account,
        after: Account,
        changes: ChangeSet,
        managed_by: String,
        run: String,
    ) -> Self {
        Self {
            writer,
            before,
            after,
            changes,
            managed_by,
            run,
            targets_per_group: usize::MAX,
            patience: Patience::default(),
            stop: Stop::default(),
            group_names: BTreeSet::new(),
            created: Mutex::default(),
            deleted: Mutex::default(),
            confirmed: Mutex::default(),
        }
    }

    /// Does one step; one that is stopped after it began says so.
    pub async fn perform(&self, step: &Step) -> Result<(), StepError> {
        self.stop.check()?;
        match self.performed(step).await {
            Err(StepError::Interrupted) => Err(StepError::Midway),
            // Calls are not tried again once somebody asked to stop.
            Err(StepError::Call(error)) if self.stop.asked().is_some() && error.may_pass() => Err(StepError::Midway),
            other => other,
        }
    }

    async fn performed(&self, step: &Step) -> Result<(), StepError> {
        let label = &step.label;
        self.still_ours(step).await?;
        match (step.action, step.kind) {
            (Action::Settle, kind) => self.settle(kind, label).await,
            (Action::Retag, _) => self.retag(label).await,
            (Action::Reorder, _) => self.reorder(label, &step.changes).await,
            (Action::Authorize, kind) => self.authorize(kind, label).await,
            (Action::Register, _) => self.register_missing(label).await,
            (Action::Deregister, _) => self.deregister_surplus(label).await,
            (Action::Create, Kind::ServiceNetwork) => self.create_network(label).await,
            (Action::Create, Kind::Service) => self.create_service(label).await,
            (Action::Create, Kind::Listener) => self.create_listener(label).await,
            (Action::Create, Kind::Rule) => self.create_rule(label).await,
            (Action::Create, Kind::TargetGroup) => self.create_group(label).await,
            (Action::Create, Kind::ServiceAssociation) => self.create_service_association(label).await,
            (Action::Create, Kind::VpcAssociation) => self.create_vpc_association(label).await,
            (Action::Create, Kind::AccessLogSubscription) => self.create_log(label).await,
            (Action::Update, Kind::Service) => self.update_certificate(label).await,
            (Action::Update, Kind::Listener) => self.update_listener(label).await,
            (Action::Update, Kind::TargetGroup) => self.update_health_check(label).await,
            (Action::Update, Kind::VpcAssociation) => self.update_vpc_association(label).await,
            (Action::Update, Kind::AccessLogSubscription) => self.update_log(label).await,
            (Action::Update, Kind::ServiceNetwork | Kind::Rule | Kind::ServiceAssociation) => Ok(()),
            (Action::Delete, kind) => self.delete(kind, label).await,
        }
    }

    async fn delete(&self, kind: Kind, label: &str) -> Result<(), StepError> {
        match kind {
            Kind::ServiceNetwork => self.delete_network(label).await,
            Kind::Service => self.delete_service(label).await,
            Kind::Listener => self.delete_listener(label).await,
            Kind::Rule => self.delete_rule(label).await,
            Kind::TargetGroup => self.delete_group(label).await,
            Kind::ServiceAssociation => self.delete_service_association(label).await,
            Kind::VpcAssociation => self.delete_vpc_association(label).await,
            Kind::AccessLogSubscription => self.delete_log(label).await,
        }
    }

    /// The change of a resource, by its label afterwards.
    fn change(&self, label: &str) -> Option<&Change> {
        self.changes.get(label)
    }

    fn remember(&self, label: &str, identity: Identity) {
        self.created.lock().unwrap_or_else(PoisonError::into_inner).insert(label.to_owned(), identity);
    }

    /// Id and ARN of a resource of the account as it shall be.
    fn identity(&self, label: &str) -> Result<Identity, StepError> {
        let made = self.created.lock().unwrap_or_else(PoisonError::into_inner).get(label).cloned();
        let before = self.change(label).map_or(label, |change| change.label_before());
        made.map_or_else(|| self.identity_before(before), Ok)
    }

    /// Id and ARN of a resource of the account as it was.
    fn identity_before(&self, label: &str) -> Result<Identity, StepError> {
        let account = &self.before;
        let identity = account
            .services
            .get(label)
            .map(|resource| &resource.identity)
            .or_else(|| account.listeners.get(label).map(|resource| &resource.identity))
            .or_else(|| account.rules.get(label).map(|resource| &resource.identity))
            .or_else(|| account.target_groups.get(label).map(|resource| &resource.identity))
            .or_else(|| account.service_networks.get(label).map(|resource| &resource.identity))
            .or_else(|| account.service_network_service_associations.get(label).map(|resource| &resource.identity))
            .or_else(|| account.service_network_vpc_associations.get(label).map(|resource| &resource.identity))
            .or_else(|| account.access_log_subscriptions.get(label).map(|resource| &resource.identity));
        let known = identity.filter(|identity| identity.id.is_some() || identity.arn.is_some());
        known.cloned().ok_or_else(|| StepError::Missing { label: label.to_owned() })
    }

    /// Tags of a resource that has an owner of its own, as they were.
    fn tags_before(&self, label: &str) -> Option<&TagMap> {
        let account = &self.before;
        let services = account.services.get(label).map(|resource| &resource.tags);
        services
            .or_else(|| account.target_groups.get(label).map(|resource| &resource.tags))
            .or_else(|| account.service_networks.get(label).map(|resource| &resource.tags))
            .or_else(|| account.service_network_service_associations.get(label).map(|resource| &resource.tags))
            .or_else(|| account.service_network_vpc_associations.get(label).map(|resource| &resource.tags))
            .or_else(|| account.access_log_subscriptions.get(label).map(|resource| &resource.tags))
    }

    /// What calls take: the id, or the ARN where no id is known.
    fn id(&self, label: &str) -> Result<String, StepError> {
        id_of(label, &self.identity(label)?)
    }

    fn id_before(&self, label: &str) -> Result<String, StepError> {
        id_of(label, &self.identity_before(label)?)
    }

    /// Tags take ARNs only.
    fn arn(&self, label: &str) -> Result<String, StepError> {
        self.identity(label)?.arn.ok_or_else(|| StepError::Missing { label: label.to_owned() })
    }

    fn token(&self, label: &str, attempt: u32) -> String {
        token::client_token(&self.run, label, attempt)
    }

    /// An action with ids in place of labels.
    fn resolved(&self, action: &RuleAction) -> Result<RuleAction, StepError> {
        let mut action = action.clone();
        if let RuleAction::Forward(forward) = &mut action {
            for group in &mut forward.target_groups {
                // What is no label is an id or ARN already.
                if self.after.target_groups.contains_key(&group.target_group_identifier) {
                    group.target_group_identifier = self.id(&group.target_group_identifier)?;
                }
            }
        }
        Ok(action)
    }

    /// Adds and overwrites first, so that the owner is never missing in between.
    async fn retag(&self, label: &str) -> Result<(), StepError> {
        let Some(change) = self.change(label) else { return Ok(()) };
        let (mut set, mut unset) = (TagMap::new(), Vec::new());
        for field in &change.fields {
            let Some(key) = field.path.strip_prefix("tags.") else { continue };
            match field.after.as_ref().and_then(serde_json::Value::as_str) {
                Some(value) => drop(set.insert(key.to_owned(), value.to_owned())),
                None => unset.push(key.to_owned()),
            }
        }
        let arn = self.arn(label)?;
        if !set.is_empty() {
            self.writer.tag_resource(&arn, set).await?;
        }
        if !unset.is_empty() {
            self.stop.check()?;
            self.writer.untag_resource(&arn, unset).await?;
        }
        Ok(())
    }

    /// The ids of what this round made.
    pub fn made(&self) -> Vec<String> {
        let created = self.created.lock().unwrap_or_else(PoisonError::into_inner);
        created.values().filter_map(|identity| identity.id.clone()).collect()
    }

    /// The tagging API lags behind, and time has passed: before the first step that writes to a resource,
    /// the resource itself is asked whose it is. Listeners and rules are their service's.
    async fn still_ours(&self, step: &Step) -> Result<(), StepError> {
        let part = matches!(step.kind, Kind::Listener | Kind::Rule);
        let label = match step.action {
            Action::Settle => return Ok(()),
            Action::Create if !part => return Ok(()),
            Action::Delete => step.label.as_str(),
            _ => self.change(&step.label).map_or(step.label.as_str(), |change| change.label_before()),
        };
        let label = if part { labels::service_of(label) } else { label };
        let Ok(Identity { arn: Some(arn), .. }) = self.identity_before(label) else { return Ok(()) };
        let owner = self.owner_now(label, &arn).await?;
        let Some(owner) = owner else { return Ok(()) };
        let expected = self.tags_before(label).and_then(|tags| tags.get(MANAGED_BY)).cloned().unwrap_or_default();
        if owner == expected || owner == self.managed_by {
            return Ok(());
        }
        let owner = if owner.is_empty() { "nobody".to_owned() } else { owner };
        Err(StepError::Foreign { label: label.to_owned(), owner })
    }

    /// Whose a resource is by its own tags, asked once a round; `None` where it is gone.
    async fn owner_now(&self, label: &str, arn: &str) -> Result<Option<String>, StepError> {
        let cell = {
            let mut confirmed = self.confirmed.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(confirmed.entry(label.to_owned()).or_default())
        };
        let asked = cell.get_or_try_init(|| async {
            let tags = wait::optional(self.writer.list_tags(arn).await)?;
            Ok::<_, StepError>(tags.map(|tags| tags.get(MANAGED_BY).cloned().unwrap_or_default()))
        });
        asked.await.cloned()
    }

    /// Waits until what the API is at work on is ready. A failed end is for the next look to deal with.
    async fn settle(&self, kind: Kind, label: &str) -> Result<(), StepError> {
        let id = self.id_before(label)?;
        match self.until_active(kind, label, &id).await {
            Err(StepError::Failed { label, status, reason }) => Err(StepError::Unsettled { label, status, reason }),
            other => other.map(drop),
        }
    }

    /// State of a resource that the API works on for a while; `None` where it is gone.
    async fn look(&self, kind: Kind, id: &str) -> Result<Option<Identity>, AwsError> {
        let found = match kind {
            Kind::Service => self.writer.get_service(id).await.map(|service| service.identity),
            Kind::TargetGroup => self.writer.get_target_group(id).await.map(|detail| detail.group.identity),
            Kind::ServiceAssociation => self.writer.get_service_association(id).await.map(|found| found.identity),
            Kind::VpcAssociation => self.writer.get_vpc_association(id).await.map(|found| found.identity),
            Kind::ServiceNetwork => self.writer.get_service_network(id).await.map(|network| network.identity),
            Kind::Listener | Kind::Rule | Kind::AccessLogSubscription => return Ok(None),
        };
        wait::optional(found)
    }

    /// Waits for ACTIVE.
    async fn until_active(&self, kind: Kind, label: &str, id: &str) -> Result<Identity, StepError> {
        let done = |seen: Option<Identity>| {
            let Some(identity) = seen else { return Err(StepError::Missing { label: label.to_owned() }) };
            match identity.status.as_deref() {
                Some(status) if status.ends_with("_IN_PROGRESS") => Ok(None),
                Some(status) if status.ends_with("_FAILED") => Err(failed(label, &identity)),
                _ => Ok(Some(identity)),
            }
        };
        wait::until(label, self.patience, &self.stop, || self.look(kind, id), done).await
    }

    /// Deletes until it is gone: what still blocks is waited for, a failed deletion is tried again.
    async fn until_gone(&self, kind: Kind, label: &str) -> Result<(), StepError> {
        let id = self.id_before(label)?;
        let start = std::time::Instant::now();
        let (mut failures, mut asked) = (0, false);
        for pause in self.patience.pauses() {
            self.stop.check()?;
            let status = if asked {
                let Some(identity) = self.look(kind, &id).await? else { return Ok(()) };
                identity.status.clone().unwrap_or_default()
            } else {
                self.identity_before(label)?.status.unwrap_or_default()
            };
            if status == "DELETE_FAILED" && asked {
                failures += 1;
                if failures >= ATTEMPTS {
                    let seen = self.look(kind, &id).await?.unwrap_or_default();
                    return Err(failed(label, &seen));
                }
            }
            if status != "DELETE_IN_PROGRESS" {
                match self.ask_to_delete(kind, &id).await {
                    Ok(None) if matches!(kind, Kind::ServiceNetwork) => return Ok(()),
                    Ok(_) => {}
                    Err(error) if error.is_not_found() => return Ok(()),
                    Err(error) if error.is_conflict() => {
                        if kind == Kind::TargetGroup {
                            self.unused(label, &id).await?;
                        }
                        let waited = start.elapsed();
                        if waited >= self.patience.limit {
                            let source = Box::new(error);
                            return Err(StepError::Undeletable { label: label.to_owned(), waited, source });
                        }
                    }
                    Err(error) => return Err(error.into()),
                }
            }
            asked = true;
            let waited = start.elapsed();
            if waited >= self.patience.limit {
                return Err(StepError::TimedOut { label: label.to_owned(), status, waited });
            }
            self.stop.sleep(pause).await;
        }
        Ok(())
    }

    async fn ask_to_delete(&self, kind: Kind, id: &str) -> Result<Option<String>, AwsError> {
        match kind {
            Kind::Service => self.writer.delete_service(id).await,
            Kind::TargetGroup => self.writer.delete_target_group(id).await,
            Kind::ServiceAssociation => self.writer.delete_service_association(id).await,
            Kind::VpcAssociation => self.writer.delete_vpc_association(id).await,
            Kind::ServiceNetwork => self.writer.delete_service_network(id).await.map(|()| None),
            Kind::Listener | Kind::Rule | Kind::AccessLogSubscription => Ok(None),
        }
    }

    /// Deletes something that the API deletes at once; that it is gone already is as good.
    fn at_once(answer: Result<(), AwsError>) -> Result<(), StepError> {
        wait::optional(answer).map(drop).map_err(StepError::from)
    }
}

fn id_of(label: &str, identity: &Identity) -> Result<String, StepError> {
    let known = identity.id.clone().or_else(|| identity.arn.clone());
    known.ok_or_else(|| StepError::Missing { label: label.to_owned() })
}

fn failed(label: &str, identity: &Identity) -> StepError {
    let words = [identity.failure_code.as_deref(), identity.failure_message.as_deref()];
    let reason: Vec<_> = words.into_iter().flatten().collect();
    StepError::Failed {
        label: label.to_owned(),
        status: identity.status.clone().unwrap_or_default(),
        reason: if reason.is_empty() { "no reason given".to_owned() } else { reason.join(": ") },
    }
}
