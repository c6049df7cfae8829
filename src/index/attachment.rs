//! Which Gateways a route has, and which of their listeners take it: the controller's own walk, quirks
//! included.

use crate::api::{GatewaySpec, Listener, Object, ParentRef};

use super::{Index, Route, RouteKind, selector};

/// What a parentRef leads to.
#[derive(Clone, Copy, Debug)]
pub struct ParentGateway<'a> {
    /// The namespace that was searched: a parentRef without one inherits that of the parentRef before it.
    pub namespace: &'a str,
    /// The namespace was inherited from an earlier parentRef and differs from the route's own.
    pub inherited: bool,
    /// The Gateway of that name, whatever the parentRef's kind says.
    pub gateway: Option<&'a Object<GatewaySpec>>,
    /// Whether its GatewayClass is the controller's.
    pub controlled: bool,
}

/// The outcome of a parentRef.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// A listener takes the route.
    Accepted,
    /// No listener has the port or section.
    NoMatchingParent,
    /// Kind or namespace is not allowed.
    NotAllowedByListeners,
    /// No hostname in common.
    NoMatchingListenerHostname,
}

impl Verdict {
    /// The reason of the Accepted condition.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Accepted => "Accepted",
            Self::NoMatchingParent => "NoMatchingParent",
            Self::NotAllowedByListeners => "NotAllowedByListeners",
            Self::NoMatchingListenerHostname => "NoMatchingListenerHostname",
        }
    }
}

/// Why a listener could not be asked at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachError {
    /// The listener's place in the first controlled Gateway.
    pub listener: usize,
    /// What is wrong.
    pub problem: AttachProblem,
}

/// What keeps a listener from being asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttachProblem {
    /// `from: Selector`, and the route's Namespace object is missing.
    NamespaceMissing,
    /// The selector can't be read.
    BadSelector(String),
}

/// A parentRef judged against the listeners of the first controlled Gateway.
#[derive(Clone, Debug)]
pub struct ParentResult {
    /// The outcome.
    pub verdict: Verdict,
    /// The listeners that take the route through this parentRef, by their place in that Gateway.
    pub listeners: Vec<usize>,
}

/// All of it for one route.
#[derive(Clone, Debug)]
pub struct Attachment<'a> {
    /// The route.
    pub route: Route<'a>,
    /// Each parentRef's Gateway, in order.
    pub parents: Vec<ParentGateway<'a>>,
    /// The first controlled Gateway: its listeners and certificates alone count. `None`: the route is ignored.
    pub first: Option<&'a Object<GatewaySpec>>,
    /// Each parentRef's outcome; empty where `first` is `None` or `error` is set.
    pub results: Vec<ParentResult>,
    /// The status could not be worked out: nothing is made and no status is written.
    pub error: Option<AttachError>,
    /// Found only when the listeners are built: the route fails.
    pub late_error: Option<AttachError>,
}

impl<'a> Attachment<'a> {
    /// Whether any parentRef is accepted.
    pub fn is_accepted(&self) -> bool {
        self.results.iter().any(|result| result.verdict == Verdict::Accepted)
    }

    /// Whether a parentRef finds no Gateway: stops the route unless it carries `standalone` itself.
    pub fn has_missing_gateway(&self) -> bool {
        self.parents.iter().any(|parent| parent.gateway.is_none())
    }

    /// The controlled parent Gateways in the order of the parentRefs.
    pub fn controlled(&self) -> impl Iterator<Item = &'a Object<GatewaySpec>> {
        self.parents.iter().filter(|parent| parent.controlled).filter_map(|parent| parent.gateway)
    }

    /// The first parentRef of the first controlled Gateway's name: the one that later conditions land on.
    pub fn status_parent(&self) -> Option<usize> {
        let name = &self.first?.metadata.name;
        self.route.parent_refs().iter().position(|parent| parent.name == *name)
    }

    /// The listeners that become Lattice listeners, by their place in the first controlled Gateway: those
    /// that take the route through an accepted parentRef of that Gateway's name.
    pub fn built_listeners(&self) -> Vec<usize> {
        let Some(first) = self.first else { return Vec::new() };
        let mut listeners: Vec<usize> = self
            .route
            .parent_refs()
            .iter()
            .zip(&self.results)
            .filter(|(parent, result)| {
                parent.name == first.metadata.name && accepted(self.route.parent_refs(), &self.results, parent, result)
            })
            .flat_map(|(_, result)| result.listeners.iter().copied())
            .collect();
        listeners.sort_unstable();
        listeners.dedup();
        listeners
    }

    /// Whether a parentRef counts as accepted (of two equal ones the first one's outcome counts).
    pub fn is_parent_accepted(&self, index: usize) -> bool {
        let parents = self.route.parent_refs();
        match (parents.get(index), self.results.get(index)) {
            (Some(parent), Some(result)) => accepted(parents, &self.results, parent, result),
            _ => false,
        }
    }
}

fn accepted(parents: &[ParentRef], results: &[ParentResult], parent: &ParentRef, own: &ParentResult) -> bool {
    let first = parents.iter().position(|other| other == parent).and_then(|index| results.get(index)).unwrap_or(own);
    first.verdict == Verdict::Accepted
}

/// Judges a route.
pub(super) fn attach<'a>(index: &Index<'a>, route: Route<'a>) -> Attachment<'a> {
    let parents = find_gateways(index, route);
    let first = parents.iter().find(|parent| parent.controlled).and_then(|parent| parent.gateway);
    let mut attachment = Attachment { route, parents, first, results: Vec::new(), error: None, late_error: None };
    let Some(gateway) = first else { return attachment };
    let mut results = Vec::with_capacity(route.parent_refs().len());
    for parent in route.parent_refs() {
        match judge(index, route, gateway, parent) {
            Ok(verdict) => results.push(ParentResult { verdict, listeners: Vec::new() }),
            Err(error) => {
                attachment.error = Some(error);
                return attachment;
            }
        }
    }
    for (parent, result) in route.parent_refs().iter().zip(&mut results) {
        if parent.name != gateway.metadata.name {
            continue;
        }
        for (place, listener) in gateway.spec.listeners.iter().enumerate() {
            if !selected(parent, listener) {
                continue;
            }
            match is_allowed(index, route, gateway, listener) {
                Ok(true) => result.listeners.push(place),
                Ok(false) => {}
                Err(problem) => {
                    attachment.late_error.get_or_insert(AttachError { listener: place, problem });
                }
            }
        }
    }
    attachment.results = results;
    attachment
}

fn find_gateways<'a>(index: &Index<'a>, route: Route<'a>) -> Vec<ParentGateway<'a>> {
    let mut namespace = route.namespace();
    let mut found = Vec::with_capacity(route.parent_refs().len());
    for parent in route.parent_refs() {
        if let Some(own) = &parent.namespace {
            namespace = own;
        }
        let gateway = index.gateway(namespace, &parent.name);
        found.push(ParentGateway {
            namespace,
            inherited: parent.namespace.is_none() && namespace != route.namespace(),
            gateway,
            controlled: gateway.is_some_and(|gateway| index.is_controlled(gateway)),
        });
    }
    found
}

fn selected(parent: &ParentRef, listener: &Listener) -> bool {
    parent.port.is_none_or(|port| port == listener.port)
        && parent.section_name.as_ref().is_none_or(|section| *section == listener.name)
}

fn judge<'a>(
    index: &Index<'a>,
    route: Route<'a>,
    gateway: &Object<GatewaySpec>,
    parent: &ParentRef,
) -> Result<Verdict, AttachError> {
    let (mut matching, mut hostname_missed) = (false, false);
    for (place, listener) in gateway.spec.listeners.iter().enumerate() {
        if !selected(parent, listener) {
            continue;
        }
        matching = true;
        if !hostnames_intersect(route, listener) {
            hostname_missed = true;
            continue;
        }
        match is_allowed(index, route, gateway, listener) {
            Ok(true) => return Ok(Verdict::Accepted),
            Ok(false) => {}
            Err(problem) => return Err(AttachError { listener: place, problem }),
        }
    }
    Ok(match (matching, hostname_missed) {
        (false, _) => Verdict::NoMatchingParent,
        (true, true) => Verdict::NoMatchingListenerHostname,
        (true, false) => Verdict::NotAllowedByListeners,
    })
}

/// Whether a listener takes a route: kind, hostnames, namespace, in this order.
pub(super) fn is_allowed<'a>(
    index: &Index<'a>,
    route: Route<'a>,
    gateway: &Object<GatewaySpec>,
    listener: &Listener,
) -> Result<bool, AttachProblem> {
    if !is_kind_allowed(route.kind(), listener) || !hostnames_intersect(route, listener) {
        return Ok(false);
    }
    let namespaces = listener.allowed_routes.as_ref().and_then(|allowed| allowed.namespaces.as_ref());
    let same = route.namespace() == gateway.metadata.namespace;
    let Some(namespaces) = namespaces else { return Ok(same) };
    match namespaces.from.as_deref() {
        Some("All") => Ok(true),
        Some("Selector") => {
            let labels = index.namespace_labels(route.namespace());
            let fits = match (&namespaces.selector, labels) {
                (Some(selector), Some(labels)) => {
                    selector::selects(selector, &labels).map_err(AttachProblem::BadSelector)?
                }
                (_, None) => return Err(AttachProblem::NamespaceMissing),
                (None, Some(_)) => false,
            };
            Ok(fits)
        }
        _ => Ok(same),
    }
}

/// Whether a listener's `allowedRoutes.kinds`, or its protocol where there are none, allows a kind.
pub fn is_kind_allowed(kind: RouteKind, listener: &Listener) -> bool {
    let kinds = listener.allowed_routes.as_ref().map_or(&[][..], |allowed| &allowed.kinds);
    if !kinds.is_empty() {
        return kinds.iter().any(|allowed| allowed.kind == kind.kind());
    }
    match listener.protocol.as_str() {
        "HTTP" => kind == RouteKind::Http,
        "HTTPS" => kind != RouteKind::Tls,
        "TLS" => kind == RouteKind::Tls,
        _ => false,
    }
}

/// Whether a route and a listener have a hostname in common; none on either side fits everything.
pub fn hostnames_intersect(route: Route<'_>, listener: &Listener) -> bool {
    let Some(listener) = listener.hostname.as_deref().filter(|hostname| !hostname.is_empty()) else { return true };
    let hostnames = route.hostnames();
    hostnames.is_empty() || hostnames.iter().any(|hostname| hostname_match(hostname, listener))
}

/// Equal, or one a `*.suffix` that the other ends with.
pub fn hostname_match(one: &str, other: &str) -> bool {
    let covers = |wide: &str, narrow: &str| wide.starts_with("*.") && narrow.ends_with(&wide[1..]);
    one == other || covers(one, other) || covers(other, one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostnames_fit_when_equal_or_under_a_wildcard() {
        assert!(hostname_match("api.acme.test", "api.acme.test"));
        assert!(hostname_match("api.acme.test", "*.acme.test"));
        assert!(hostname_match("*.acme.test", "a.b.acme.test"));
        assert!(hostname_match("*.acme.test", "*.acme.test"));
        assert!(hostname_match("*.shop.acme.test", "*.acme.test"));
        assert!(!hostname_match("acme.test", "*.acme.test"));
        assert!(!hostname_match("acme.test", "api.acme.test"));
        assert!(!hostname_match("notacme.test", "*.acme.test"));
    }

    #[test]
    fn kinds_follow_the_protocol_where_none_are_named() {
        let listener = |protocol: &str| Listener { protocol: protocol.to_owned(), ..Listener::default() };
        let allowed = |protocol: &str| {
            [RouteKind::Http, RouteKind::Grpc, RouteKind::Tls].map(|kind| is_kind_allowed(kind, &listener(protocol)))
        };
        assert_eq!(allowed("HTTP"), [true, false, false]);
        assert_eq!(allowed("HTTPS"), [true, true, false]);
        assert_eq!(allowed("TLS"), [false, false, true]);
        assert_eq!(allowed("TCP"), [false, false, false]);
    }
}
