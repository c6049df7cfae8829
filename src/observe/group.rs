//! Target groups with their targets.

use futures::future::try_join;

use super::{Got, MANAGED_BY, Part, Reading};
use crate::aws::{AwsError, LatticeRead, TargetGroupSummary};
use crate::model::tags::{SERVICE_NAME, SOURCE_TYPE};
use crate::model::{Identity, Label, TargetGroup, TargetGroupConfig};

/// A target group.
pub struct GroupTree {
    /// The group, with its targets.
    pub group: TargetGroup,
}

/// The label of an observed target group; names are unique in an account, shared groups get their id too.
pub fn label(name: &str, id: &str, own: bool) -> Label {
    if own { format!("tg:{name}") } else { format!("tg:{name}#{id}") }
}

impl<R: LatticeRead> Reading<'_, R> {
    /// Whether a group is in scope: ours, an import's candidate, or one that the tagging API has not seen
    /// yet and that looks like ours.
    pub(super) async fn wants_group(&self, group: &TargetGroupSummary) -> Result<bool, AwsError> {
        let scope = self.scope;
        if scope.everything || scope.group_arns.contains(&group.arn) || scope.group_arns.contains(&group.id) {
            return Ok(true);
        }
        let own = scope.owns(&group.arn);
        let candidate = group.name.starts_with("k8s-")
            && (group.vpc_identifier == scope.vpc_id || !scope.exports.is_empty() || group.vpc_identifier.is_none());
        if !own && scope.exports.is_empty() {
            return Ok(false);
        }
        if candidate || !self.tags.has_tagging_api() || !own {
            self.ensure_tags(&group.arn, Some(&label(&group.name, &group.id, own))).await?;
        }
        let Some(tags) = self.tags.get(&group.arn) else { return Ok(false) };
        let ours = scope.managed_by.is_some() && tags.get(MANAGED_BY) == scope.managed_by.as_ref();
        let exported = tags.get(SOURCE_TYPE).is_some_and(|kind| kind == "ServiceExport")
            && tags.get(SERVICE_NAME).is_some_and(|name| scope.exports.contains(name));
        Ok(ours || exported)
    }

    /// Reads a group whole; `None` where it is gone.
    pub(super) async fn group(&self, summary: &TargetGroupSummary) -> Result<Option<GroupTree>, AwsError> {
        let label = label(&summary.name, &summary.id, self.scope.owns(&summary.arn));
        let (details, targets) = try_join(
            async {
                // List shows all there is of a LAMBDA group, unless it failed.
                if summary.kind == "LAMBDA" && summary.status.as_deref() == Some("ACTIVE") {
                    return Ok(Got::There(from_summary(summary)));
                }
                let got = self.reader.get_target_group(&summary.id).await.map(|detail| detail.group);
                self.tolerate(got, Some(&label), Part::Details)
            },
            async {
                let listed = self.reader.list_targets(&summary.id).await;
                self.tolerate(listed, Some(&label), Part::Targets)
            },
        )
        .await?;
        let mut group = match details {
            Got::There(group) => group,
            Got::Gone => return Ok(None),
            Got::Hidden => from_summary(summary),
        };
        if let Got::There(mut targets) = targets {
            targets.retain(|target| target.status.as_deref() != Some("DRAINING"));
            targets.sort();
            group.targets = targets;
        }
        Ok(Some(GroupTree { group }))
    }
}

fn from_summary(summary: &TargetGroupSummary) -> TargetGroup {
    let config = TargetGroupConfig {
        port: summary.port,
        protocol: summary.protocol.clone(),
        protocol_version: None,
        ip_address_type: summary.ip_address_type.clone(),
        vpc_identifier: summary.vpc_identifier.clone(),
        lambda_event_structure_version: summary.lambda_event_structure_version.clone(),
        health_check: None,
    };
    TargetGroup {
        name: summary.name.clone(),
        kind: summary.kind.clone(),
        config: (config != TargetGroupConfig::default()).then_some(config),
        identity: Identity {
            id: Some(summary.id.clone()),
            arn: Some(summary.arn.clone()),
            status: summary.status.clone(),
            last_updated_at: summary.last_updated_at.clone(),
            ..Identity::default()
        },
        ..TargetGroup::default()
    }
}
