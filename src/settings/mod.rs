//! Flags, environment and configuration files become one validated set of settings.

use serde::Serialize;

/// What no manifest carries and the controller takes from its environment (translation, section 1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Context {
    /// The AWS account, twelve digits (`AWS_ACCOUNT_ID`).
    pub account: String,
    /// The region (`REGION`, `AWS_REGION`).
    pub region: String,
    /// The cluster's name (`CLUSTER_NAME`).
    pub cluster_name: String,
    /// The cluster's VPC (`CLUSTER_VPC_ID`).
    pub vpc_id: String,
    /// The service network that the controller makes by itself (`DEFAULT_SERVICE_NETWORK`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_service_network: Option<String>,
    /// Every lookup of a service network yields the default one (`ENABLE_SERVICE_NETWORK_OVERRIDE` is
    /// `true` and there is a default).
    pub service_network_override: bool,
}

impl Context {
    /// The value of the ManagedBy tag: `{account}/{cluster}/{vpc}`.
    pub fn managed_by(&self) -> String {
        format!("{}/{}/{}", self.account, self.cluster_name, self.vpc_id)
    }
}
