//! VPC Lattice resources in the account form: what a plan makes, what an account holds, and what a
//! snapshot file keeps. Knows neither Kubernetes nor the AWS SDK.

mod account;
mod resource;
pub mod tags;

pub use account::{Account, FORMAT_VERSION, Label, TagMap, labels, rules_of};
pub use resource::{
    AccessLogSubscription, Certificate, FixedResponse, ForwardAction, HeaderMatch, HeaderMatchType, HealthCheck,
    HttpMatch, Identity, Listener, Matcher, PathMatch, PathMatchType, Rule, RuleAction, RuleMatch, Service,
    ServiceNetwork, ServiceNetworkServiceAssociation, ServiceNetworkVpcAssociation, Target, TargetGroup,
    TargetGroupConfig, WeightedTargetGroup,
};
