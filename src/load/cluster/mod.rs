//! The live cluster as a source of manifests.
//!
//! Only the kinds that matter are listed ([`kinds`]), in pages and side by side, each page parsed straight
//! into trees. Secrets are never read, nothing is written. What a selection leaves out, what may not be
//! listed and what is not installed is told as [`Coverage`], with what it costs.
//!
//! A selection by namespace narrows what makes Lattice resources: routes, exports and policies; by label it
//! narrows routes and exports, and policies follow their targets. What these refer to (Services, EndpointSlices, imports, policies of target groups) is read whole in
//! their namespaces and in those that they name; Gateways are read in all namespaces, because a route
//! names Gateways anywhere.

mod connect;
mod controller;
mod coverage;
mod discovery;
mod error;
pub mod kinds;
mod list;
mod object;
mod overlay;
mod page;
mod reader;
mod request;
pub mod role;

pub use connect::{Access, Connection, KubeconfigHints, SERVICE_ACCOUNT_VARIABLE, connect};
pub use controller::{Controller, Controllers, find_controllers};
pub use coverage::Coverage;
pub use error::ClusterError;
pub use overlay::overlay;
pub use reader::{LiveCluster, read};
pub use request::Patience;

/// What to read of a cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The namespaces.
    pub namespaces: Namespaces,
    /// A label selector for routes and exports, as kubectl takes it; policies follow their targets.
    pub selector: Option<String>,
}

/// The namespaces of a selection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Namespaces {
    /// The one of the kubeconfig's context.
    #[default]
    Context,
    /// These.
    These(Vec<String>),
    /// Every one.
    All,
}
