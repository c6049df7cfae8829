//! The account's side: reading and writing VPC Lattice (and the few calls of STS, ACM and the tagging
//! API that go with it) through two traits, and the SDK client behind them.
//!
//! Reading is a type without a writing method: what is handed a [`LatticeRead`] alone (`plan`, `diff`,
//! `drift`, `snapshot`) can't write. [`LatticeWrite`] is for `apply` and `destroy`.

mod certificates;
mod classify;
mod client;
mod convert;
mod counts;
mod delegate;
mod error;
mod input;
mod limit;
mod read;
mod sdk_read;
mod sdk_write;
mod types;
mod write;

pub use client::{ConnectOptions, ReadClient, WriteClient};
pub use counts::{CallCounts, Counter};
pub use error::{AwsError, AwsErrorKind};
pub use input::{
    NewAccessLogSubscription, NewListener, NewRule, NewService, NewServiceAssociation, NewServiceNetwork,
    NewTargetGroup, NewVpcAssociation, RuleUpdate, ServiceUpdate,
};
pub use read::LatticeRead;
pub use types::{
    AssociationFilter, AuthPolicy, CallerIdentity, Created, ListenerSummary, LogSubscription, PartialFailure,
    RuleSummary, ServiceAssociation, ServiceNetworkSummary, ServiceSummary, TagQuery, TaggedResource,
    TargetGroupDetail, TargetGroupSummary, VpcAssociation,
};
pub use write::LatticeWrite;

/// What a call gives.
pub type Result<T> = std::result::Result<T, AwsError>;
