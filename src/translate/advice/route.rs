//! The three route kinds seen as one.

use crate::api::{BackendRef, GrpcRouteSpec, HttpRouteSpec, Metadata, Object, ParentRef, TlsRouteSpec};
use crate::diag::Diagnostic;
use crate::load::Node;

/// A route of any kind.
#[derive(Clone, Copy, Debug)]
pub(super) enum Route<'a> {
    Http(&'a Object<HttpRouteSpec>),
    Grpc(&'a Object<GrpcRouteSpec>),
    Tls(&'a Object<TlsRouteSpec>),
}

/// One backendRef with its place in the route.
#[derive(Clone, Copy, Debug)]
pub(super) struct Backend<'a> {
    pub(super) rule: usize,
    pub(super) index: usize,
    pub(super) reference: &'a BackendRef,
}

impl Backend<'_> {
    /// The field's path.
    pub(super) fn path(&self) -> String {
        format!("spec.rules[{}].backendRefs[{}]", self.rule, self.index)
    }

    /// The kind that the controller takes it for.
    pub(super) fn kind(&self) -> &str {
        self.reference.kind.as_deref().unwrap_or("Service")
    }
}

/// Runs the same expression on whichever kind it is.
macro_rules! each {
    ($route:expr, $object:ident => $body:expr) => {
        match $route {
            Route::Http($object) => $body,
            Route::Grpc($object) => $body,
            Route::Tls($object) => $body,
        }
    };
}

impl<'a> Route<'a> {
    pub(super) fn metadata(self) -> &'a Metadata {
        each!(self, object => &object.metadata)
    }

    pub(super) fn node(self) -> &'a Node {
        each!(self, object => &object.node)
    }

    pub(super) fn kind(self) -> &'static str {
        each!(self, object => object.kind)
    }

    pub(super) fn annotation(self, key: &str) -> Option<&'a str> {
        each!(self, object => object.annotation(key))
    }

    pub(super) fn parent_refs(self) -> &'a [ParentRef] {
        each!(self, object => &object.spec.parent_refs)
    }

    pub(super) fn hostnames(self) -> &'a [String] {
        each!(self, object => &object.spec.hostnames)
    }

    /// A finding about a field's value.
    pub(super) fn finding(self, diagnostic: Diagnostic, path: impl Into<String>) -> Diagnostic {
        each!(self, object => object.finding(diagnostic, path))
    }

    /// A finding about a field as such: its key is underlined.
    pub(super) fn key_finding(self, diagnostic: Diagnostic, path: &str) -> Diagnostic {
        each!(self, object => object.finding(diagnostic, path).with_location(object.key_location(path)))
    }

    /// Every backendRef in the order of the manifest.
    pub(super) fn backends(self) -> Vec<Backend<'a>> {
        let rules: Vec<&'a [BackendRef]> = match self {
            Route::Http(object) => object.spec.rules.iter().map(|rule| rule.backend_refs.as_slice()).collect(),
            Route::Grpc(object) => object.spec.rules.iter().map(|rule| rule.backend_refs.as_slice()).collect(),
            Route::Tls(object) => object.spec.rules.iter().map(|rule| rule.backend_refs.as_slice()).collect(),
        };
        let number = |(rule, references): (usize, &'a [BackendRef])| {
            references.iter().enumerate().map(move |(index, reference)| Backend { rule, index, reference })
        };
        rules.into_iter().enumerate().flat_map(number).collect()
    }

    /// The namespace that a backendRef of this route means.
    pub(super) fn namespace_of(self, reference: &'a BackendRef) -> &'a str {
        reference.namespace.as_deref().unwrap_or(&self.metadata().namespace)
    }
}
