//! What advice asks of a route beyond the index's view of it: its tree, its backendRefs with their places.

use crate::api::BackendRef;
use crate::diag::{Diagnostic, Location};
use crate::index::Route;
use crate::load::Node;

/// One backendRef with its place in the route.
#[derive(Clone, Copy, Debug)]
pub(super) struct Backend<'a> {
    pub(super) rule: usize,
    pub(super) index: usize,
    pub(super) reference: &'a BackendRef,
}

impl<'a> Backend<'a> {
    /// The field's path.
    pub(super) fn path(&self) -> String {
        format!("spec.rules[{}].backendRefs[{}]", self.rule, self.index)
    }

    /// The kind that the controller takes it for.
    pub(super) fn kind(&self) -> &'a str {
        self.reference.kind.as_deref().unwrap_or("Service")
    }
}

/// The whole document of a route.
pub(super) fn node(route: Route<'_>) -> &Node {
    match route {
        Route::Http(object) => &object.node,
        Route::Grpc(object) => &object.node,
        Route::Tls(object) => &object.node,
    }
}

/// A finding about a field as such: its key is underlined.
pub(super) fn key_finding(route: Route<'_>, diagnostic: Diagnostic, path: &str) -> Diagnostic {
    let location: Option<Location> = match route {
        Route::Http(object) => object.key_location(path),
        Route::Grpc(object) => object.key_location(path),
        Route::Tls(object) => object.key_location(path),
    };
    route.finding(diagnostic, path).with_location(location)
}

/// Every backendRef in the order of the manifest.
pub(super) fn backends(route: Route<'_>) -> impl Iterator<Item = Backend<'_>> {
    route.rules().flat_map(|rule| {
        let number = move |(index, reference)| Backend { rule: rule.index, index, reference };
        rule.backend_refs.iter().enumerate().map(number)
    })
}
