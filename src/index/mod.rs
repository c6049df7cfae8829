//! Objects by kind, namespace and name; attachment of routes to listeners; policies to targets; backends
//! to Services and EndpointSlices.

use std::collections::HashMap;

use crate::api::{GatewaySpec, Manifests, Object};
use crate::settings::Context;

/// Every look-up that translation needs, built once.
#[derive(Debug)]
pub struct Index<'a> {
    /// The objects.
    pub manifests: &'a Manifests,
    /// What no manifest carries.
    pub context: &'a Context,
    gateways: HashMap<(&'a str, &'a str), &'a Object<GatewaySpec>>,
}

impl<'a> Index<'a> {
    /// Indexes all objects.
    pub fn new(manifests: &'a Manifests, context: &'a Context) -> Self {
        let gateways = manifests
            .objects
            .gateways
            .iter()
            .map(|gateway| ((gateway.metadata.namespace.as_str(), gateway.metadata.name.as_str()), gateway))
            .collect();
        Self { manifests, context, gateways }
    }

    /// A Gateway by namespace and name.
    pub fn gateway(&self, namespace: &str, name: &str) -> Option<&'a Object<GatewaySpec>> {
        self.gateways.get(&(namespace, name)).copied()
    }
}
