//! One inventory of the account per run: what is ours, what the manifests name, what others added to it,
//! in the account form, with what could not be read.
//!
//! Each collection is listed once, details are read only where List leaves them out. Tags come from the
//! tagging API, many at a time; that API is a little behind the truth, so what it does not know is asked
//! for one by one before anybody decides on ownership. Something deleted between List and Get is gone.

mod assemble;
mod beyond;
mod coverage;
mod group;
mod network;
mod redact;
mod scope;
mod service;
mod tags;

pub use beyond::Beyond;
pub use coverage::{Coverage, Gap, Part};
pub use redact::redact;
pub use scope::Scope;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use futures::future::{try_join, try_join_all, try_join4};

use crate::aws::{AwsError, AwsErrorKind, CallCounts, LatticeRead, ServiceSummary, TargetGroupSummary};
use crate::model::{Account, Certificate, Label, RuleAction};
use beyond::Lists;
use group::GroupTree;
use service::ServiceTree;
use tags::TagBook;

pub use crate::model::tags::MANAGED_BY;

/// What was seen.
#[derive(Clone, Debug, Default)]
pub struct Observation {
    /// The account, as far as it was in scope.
    pub account: Account,
    /// What could not be read.
    pub coverage: Coverage,
    /// What the lists show of the account beyond that.
    pub beyond: Beyond,
    /// The calls that were made.
    pub counts: CallCounts,
}

/// Reads what `scope` asks for. Fails where nothing sensible can be said: no credentials, no connection,
/// or one of the account-wide lists can't be read.
pub async fn observe<R: LatticeRead>(reader: &R, scope: &Scope) -> Result<Observation, AwsError> {
    let reading = Reading { reader, scope, tags: TagBook::default(), gaps: Mutex::default() };
    let (account, beyond) = reading.all().await?;
    let gaps = reading.gaps.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(Observation { account, coverage: Coverage::new(gaps), beyond, counts: reader.counts() })
}

/// One reading under way.
struct Reading<'a, R> {
    reader: &'a R,
    scope: &'a Scope,
    tags: TagBook,
    gaps: Mutex<Vec<Gap>>,
}

/// What a tolerated call gave.
enum Got<T> {
    /// The answer.
    There(T),
    /// The resource is gone.
    Gone,
    /// It could not be read; the gap is written down.
    Hidden,
}

impl<R: LatticeRead> Reading<'_, R> {
    async fn all(&self) -> Result<(Account, Beyond), AwsError> {
        let ((), networks, (all_services, mut services), (groups, certificates)) =
            try_join4(self.read_tags(), self.networks(), self.services(), try_join(self.groups(), self.certificates()))
                .await?;
        let (summaries, mut groups) = groups;
        let referred = self.referred_groups(&services, &summaries, &groups);
        let (referred, mut associations) = try_join(referred, self.associations(&networks, &services)).await?;
        associations.name_services(&all_services);
        groups.extend(referred);
        services.sort_by(|one, other| one.service.name.cmp(&other.service.name));
        let seen = assemble::Seen { networks, services, groups, associations, certificates };
        self.read_missing_tags(&seen).await?;
        let lists = Lists::new(&all_services, &seen.services, &seen.networks, summaries, self.scope);
        let account = assemble::account(seen, &self.tags);
        let beyond = lists.beyond(&account, self.scope);
        Ok((account, beyond))
    }

    /// Every service as List shows it, and those in scope in full; those named are read while the tags still
    /// come in.
    async fn services(&self) -> Result<(Vec<ServiceSummary>, Vec<ServiceTree>), AwsError> {
        let all = self.reader.list_services().await?;
        let own = all.iter().filter(|service| self.scope.owns(&service.arn));
        let (named, others): (Vec<_>, Vec<_>) =
            own.partition(|service| self.scope.everything || self.scope.services.contains(&service.name));
        let read_named = try_join_all(named.iter().map(|service| self.service(service)));
        let read_others = async {
            self.tags.ready().await;
            let ours = try_join_all(others.iter().map(|service| self.is_ours(&service.arn, false))).await?;
            let ours = others.iter().zip(ours).filter(|(_, ours)| *ours).map(|(service, _)| self.service(service));
            try_join_all(ours).await
        };
        let (named, others) = try_join(read_named, read_others).await?;
        let read = named.into_iter().chain(others).flatten().collect();
        Ok((all, read))
    }

    /// Every target group as List shows it, and those in scope in full.
    async fn groups(&self) -> Result<(Vec<TargetGroupSummary>, Vec<GroupTree>), AwsError> {
        let all = self.reader.list_target_groups().await?;
        self.tags.ready().await;
        let wanted = try_join_all(all.iter().map(|group| self.wants_group(group))).await?;
        let wanted = all.iter().zip(wanted).filter(|(_, wanted)| *wanted).map(|(group, _)| self.group(group));
        let read = try_join_all(wanted).await?;
        Ok((all, read.into_iter().flatten().collect()))
    }

    /// Target groups that what was read forwards to, and that are in nobody's scope.
    async fn referred_groups(
        &self,
        services: &[ServiceTree],
        all: &[TargetGroupSummary],
        read: &[GroupTree],
    ) -> Result<Vec<GroupTree>, AwsError> {
        let have: BTreeSet<&str> = read.iter().filter_map(|tree| tree.group.identity.id.as_deref()).collect();
        let by_id: BTreeMap<&str, &TargetGroupSummary> = all.iter().map(|group| (group.id.as_str(), group)).collect();
        let mut wanted: BTreeSet<&str> = BTreeSet::new();
        for service in services {
            for listener in &service.listeners {
                wanted.extend(forwarded(&listener.listener.default_action));
                wanted.extend(listener.rules.iter().flat_map(|rule| forwarded(&rule.action)));
            }
        }
        let missing = wanted.into_iter().filter(|id| !have.contains(id)).filter_map(|id| by_id.get(id));
        let read = try_join_all(missing.map(|group| self.group(group))).await?;
        Ok(read.into_iter().flatten().collect())
    }

    async fn certificates(&self) -> Result<Option<Vec<Certificate>>, AwsError> {
        if !self.scope.certificates && !self.scope.named_certificates {
            return Ok(None);
        }
        let listed = self.reader.list_certificates().await;
        if !self.scope.certificates && listed.is_err() {
            return Ok(None);
        }
        match self.tolerate(listed, None, Part::Certificates)? {
            Got::There(certificates) => Ok(Some(certificates)),
            Got::Gone | Got::Hidden => Ok(None),
        }
    }

    /// Whether a resource carries our ownership tag. Where the tagging API does not know the resource,
    /// `sure` asks for its tags.
    async fn is_ours(&self, arn: &str, sure: bool) -> Result<bool, AwsError> {
        let Some(owner) = &self.scope.managed_by else { return Ok(false) };
        if sure || !self.tags.has_tagging_api() {
            self.ensure_tags(arn, None).await?;
        }
        Ok(self.tags.get(arn).and_then(|tags| tags.get(MANAGED_BY).cloned()).as_ref() == Some(owner))
    }

    /// What can be lived without becomes a gap; what can't ends the reading.
    fn tolerate<T>(&self, result: Result<T, AwsError>, label: Option<&str>, part: Part) -> Result<Got<T>, AwsError> {
        match result {
            Ok(value) => Ok(Got::There(value)),
            Err(error) => match error.kind {
                AwsErrorKind::NotFound => Ok(Got::Gone),
                AwsErrorKind::Credentials | AwsErrorKind::Connection => Err(error),
                _ => {
                    self.gap(label.map(ToOwned::to_owned), part, &error);
                    Ok(Got::Hidden)
                }
            },
        }
    }

    fn gap(&self, label: Option<Label>, part: Part, error: &AwsError) {
        let gap = Gap {
            label,
            part,
            operation: error.operation.to_owned(),
            denied: error.kind == AwsErrorKind::AccessDenied,
            message: error.message.clone(),
        };
        self.gaps.lock().unwrap_or_else(PoisonError::into_inner).push(gap);
    }
}

/// The ids of the target groups that an action forwards to.
fn forwarded(action: &RuleAction) -> impl Iterator<Item = &str> {
    let groups = match action {
        RuleAction::Forward(forward) => forward.target_groups.as_slice(),
        RuleAction::FixedResponse(_) => &[],
    };
    groups.iter().map(|group| group.target_group_identifier.rsplit('/').next().unwrap_or_default())
}
