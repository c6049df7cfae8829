//! One service with everything below it.

use futures::future::{try_join, try_join_all, try_join4};

use super::{Got, Part, Reading};
use crate::aws::{AwsError, LatticeRead, ListenerSummary, LogSubscription, ServiceSummary};
use crate::model::{Identity, Listener, Rule, Service, labels};

/// A service, its listeners and rules, its log subscriptions.
pub struct ServiceTree {
    /// The service, with its policy.
    pub service: Service,
    /// Its listeners.
    pub listeners: Vec<ListenerTree>,
    /// Its access logs.
    pub subscriptions: Vec<LogSubscription>,
}

/// A listener and its rules, without the default rule.
pub struct ListenerTree {
    /// The listener.
    pub listener: Listener,
    /// Its rules.
    pub rules: Vec<Rule>,
}

impl<R: LatticeRead> Reading<'_, R> {
    /// Reads a service whole; `None` where it is gone.
    pub(super) async fn service(&self, summary: &ServiceSummary) -> Result<Option<ServiceTree>, AwsError> {
        let label = labels::service(&summary.name);
        let (details, listeners, policy, subscriptions) = try_join4(
            async {
                let got = self.reader.get_service(&summary.id).await;
                self.tolerate(got, Some(&label), Part::Details)
            },
            self.listeners(summary, &label),
            self.policy(&summary.id, &label),
            self.subscriptions(&summary.id, &label),
        )
        .await?;
        let mut service = match details {
            Got::There(service) => service,
            Got::Gone => return Ok(None),
            Got::Hidden => from_summary(summary),
        };
        service.auth_policy = policy;
        Ok(Some(ServiceTree { service, listeners, subscriptions }))
    }

    async fn listeners(&self, service: &ServiceSummary, label: &str) -> Result<Vec<ListenerTree>, AwsError> {
        let listed = self.reader.list_listeners(&service.id).await;
        let Got::There(listed) = self.tolerate(listed, Some(label), Part::Listeners)? else { return Ok(Vec::new()) };
        let read = try_join_all(listed.iter().map(|listener| self.listener(service, listener))).await?;
        Ok(read.into_iter().flatten().collect())
    }

    async fn listener(
        &self,
        service: &ServiceSummary,
        summary: &ListenerSummary,
    ) -> Result<Option<ListenerTree>, AwsError> {
        let label = labels::listener(&service.name, summary.port);
        let (details, rules) = try_join(
            async {
                let got = self.reader.get_listener(&service.id, &summary.id).await;
                self.tolerate(got, Some(&label), Part::Details)
            },
            self.rules(service, summary, &label),
        )
        .await?;
        let listener = match details {
            Got::There(listener) => listener,
            Got::Gone => return Ok(None),
            Got::Hidden => Listener {
                name: summary.name.clone(),
                port: summary.port,
                protocol: summary.protocol.clone(),
                identity: Identity {
                    id: Some(summary.id.clone()),
                    arn: Some(summary.arn.clone()),
                    ..Identity::default()
                },
                ..Listener::default()
            },
        };
        Ok(Some(ListenerTree { listener, rules }))
    }

    async fn rules(
        &self,
        service: &ServiceSummary,
        listener: &ListenerSummary,
        label: &str,
    ) -> Result<Vec<Rule>, AwsError> {
        // Such a listener has its default rule only.
        if listener.protocol == "TLS_PASSTHROUGH" {
            return Ok(Vec::new());
        }
        let listed = self.reader.list_rules(&service.id, &listener.id).await;
        let Got::There(listed) = self.tolerate(listed, Some(label), Part::Rules)? else { return Ok(Vec::new()) };
        let wanted = listed.iter().filter(|rule| !rule.is_default);
        let read = try_join_all(wanted.map(|rule| async {
            let got = self.reader.get_rule(&service.id, &listener.id, &rule.id).await;
            self.tolerate(got, Some(label), Part::Rules)
        }))
        .await?;
        let there = |got| if let Got::There(rule) = got { Some(rule) } else { None };
        Ok(read.into_iter().filter_map(there).collect())
    }

    /// The auth policy of a service or service network, as JSON (as text where it is none).
    pub(super) async fn policy(&self, id: &str, label: &str) -> Result<Option<serde_json::Value>, AwsError> {
        match self.tolerate(self.reader.get_auth_policy(id).await, Some(label), Part::Policy)? {
            Got::There(Some(policy)) => {
                Ok(Some(serde_json::from_str(&policy.policy).unwrap_or(serde_json::Value::String(policy.policy))))
            }
            _ => Ok(None),
        }
    }

    /// The access logs of a service or service network.
    pub(super) async fn subscriptions(&self, id: &str, label: &str) -> Result<Vec<LogSubscription>, AwsError> {
        let listed = self.reader.list_access_log_subscriptions(id).await;
        match self.tolerate(listed, Some(label), Part::AccessLogSubscriptions)? {
            Got::There(listed) => Ok(listed),
            Got::Gone | Got::Hidden => Ok(Vec::new()),
        }
    }
}

fn from_summary(summary: &ServiceSummary) -> Service {
    Service {
        name: summary.name.clone(),
        custom_domain_name: summary.custom_domain_name.clone(),
        identity: Identity {
            id: Some(summary.id.clone()),
            arn: Some(summary.arn.clone()),
            status: summary.status.clone(),
            last_updated_at: summary.last_updated_at.clone(),
            ..Identity::default()
        },
        ..Service::default()
    }
}
