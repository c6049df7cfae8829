//! One view over the three kinds of routes.

use crate::api::{
    BackendRef, GrpcRouteMatch, GrpcRouteSpec, HttpRouteMatch, HttpRouteSpec, Metadata, Object, ParentRef, TlsRouteSpec,
};
use crate::diag::{Diagnostic, Location, ObjectRef};

/// The kinds of routes that the controller builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RouteKind {
    /// HTTPRoute.
    Http,
    /// GRPCRoute.
    Grpc,
    /// TLSRoute.
    Tls,
}

impl RouteKind {
    /// The kind, as upstream spells it; also the `SourceTypeKey` of its target groups.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Http => "HTTPRoute",
            Self::Grpc => "GRPCRoute",
            Self::Tls => "TLSRoute",
        }
    }

    /// The value of the `RouteType` tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Grpc => "grpc",
            Self::Tls => "tls",
        }
    }
}

/// A route of any kind.
#[derive(Clone, Copy, Debug)]
pub enum Route<'a> {
    /// An HTTPRoute.
    Http(&'a Object<HttpRouteSpec>),
    /// A GRPCRoute.
    Grpc(&'a Object<GrpcRouteSpec>),
    /// A TLSRoute.
    Tls(&'a Object<TlsRouteSpec>),
}

/// The matches of a rule.
#[derive(Clone, Copy, Debug)]
pub enum Matches<'a> {
    /// Of an HTTPRoute's rule.
    Http(&'a [HttpRouteMatch]),
    /// Of a GRPCRoute's rule.
    Grpc(&'a [GrpcRouteMatch]),
    /// A TLSRoute's rule has none.
    Tls,
}

impl Matches<'_> {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Http(matches) => matches.len(),
            Self::Grpc(matches) => matches.len(),
            Self::Tls => 0,
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A rule of a route of any kind.
#[derive(Clone, Copy, Debug)]
pub struct RouteRule<'a> {
    /// Its place in the route, from 0.
    pub index: usize,
    /// The matches.
    pub matches: Matches<'a>,
    /// The backends.
    pub backend_refs: &'a [BackendRef],
}

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
    /// Which kind it is.
    pub fn kind(self) -> RouteKind {
        match self {
            Self::Http(_) => RouteKind::Http,
            Self::Grpc(_) => RouteKind::Grpc,
            Self::Tls(_) => RouteKind::Tls,
        }
    }

    /// Name, namespace, labels, annotations.
    pub fn metadata(self) -> &'a Metadata {
        each!(self, object => &object.metadata)
    }

    /// `metadata.name`.
    pub fn name(self) -> &'a str {
        &self.metadata().name
    }

    /// `metadata.namespace`.
    pub fn namespace(self) -> &'a str {
        &self.metadata().namespace
    }

    /// The place in the order of the input.
    pub fn order(self) -> usize {
        each!(self, object => object.order)
    }

    /// Kind, namespace and name.
    pub fn reference(self) -> ObjectRef {
        each!(self, object => object.reference())
    }

    /// The value of an annotation under the controller's prefix.
    pub fn annotation(self, key: &str) -> Option<&'a str> {
        each!(self, object => object.annotation(key))
    }

    /// Completes a finding with this route, the field's path and its place.
    pub fn finding(self, diagnostic: Diagnostic, path: impl Into<String>) -> Diagnostic {
        each!(self, object => object.finding(diagnostic, path))
    }

    /// The place of a field.
    pub fn location(self, path: &str) -> Option<Location> {
        each!(self, object => object.location(path))
    }

    /// `spec.parentRefs`.
    pub fn parent_refs(self) -> &'a [ParentRef] {
        each!(self, object => &object.spec.parent_refs)
    }

    /// `spec.hostnames`.
    pub fn hostnames(self) -> &'a [String] {
        each!(self, object => &object.spec.hostnames)
    }

    /// How many rules it has.
    pub fn rule_count(self) -> usize {
        each!(self, object => object.spec.rules.len())
    }

    /// The rules in the route's order.
    pub fn rules(self) -> impl Iterator<Item = RouteRule<'a>> {
        (0..self.rule_count()).filter_map(move |index| self.rule(index))
    }

    /// The rule of an index.
    pub fn rule(self, index: usize) -> Option<RouteRule<'a>> {
        match self {
            Self::Http(object) => object.spec.rules.get(index).map(|rule| RouteRule {
                index,
                matches: Matches::Http(&rule.matches),
                backend_refs: &rule.backend_refs,
            }),
            Self::Grpc(object) => object.spec.rules.get(index).map(|rule| RouteRule {
                index,
                matches: Matches::Grpc(&rule.matches),
                backend_refs: &rule.backend_refs,
            }),
            Self::Tls(object) => object.spec.rules.get(index).map(|rule| RouteRule {
                index,
                matches: Matches::Tls,
                backend_refs: &rule.backend_refs,
            }),
        }
    }
}
