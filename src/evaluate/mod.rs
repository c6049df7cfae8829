//! What VPC Lattice would do with a request: which service, listener and rule it meets, and why the rules
//! before it were passed over. Works on the account form; sends nothing.

mod request;

pub use request::{Request, RequestError, Scheme};

use thiserror::Error;

use crate::model::{
    Account, HeaderMatch, HeaderMatchType, HttpMatch, Listener, PathMatchType, Rule, RuleAction, Service,
};

/// How a request ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer<'a> {
    /// The service's label.
    pub service: &'a str,
    /// By which of its names it was found.
    pub found_by: FoundBy,
    /// The listener's label.
    pub listener: &'a str,
    /// The listener.
    pub listener_value: &'a Listener,
    /// The rules that were asked, in order; the last one fits unless the default action answers.
    pub steps: Vec<Step<'a>>,
    /// What is done.
    pub action: &'a RuleAction,
}

/// How the host of a request led to a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundBy {
    /// The custom domain, as it is.
    Domain,
    /// A custom domain with a wildcard.
    Wildcard,
    /// The DNS name that Lattice gave.
    DnsName,
    /// The service's own name, given in the place of a host that is not known yet.
    Name,
}

/// One rule that was asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Step<'a> {
    /// The rule's label.
    pub label: &'a str,
    /// The rule.
    pub rule: &'a Rule,
    /// Why it does not fit; `None`: it does.
    pub mismatch: Option<Mismatch>,
    /// The prefix ends inside a path element (`/car` of `/cart`).
    pub inside_element: bool,
}

/// The first part of a match that a request does not meet.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Mismatch {
    /// Another method.
    #[error("the method is {0}")]
    Method(String),
    /// Another path.
    #[error("the path is {0}")]
    Path(String),
    /// No such header.
    #[error("header {0} is missing")]
    HeaderMissing(String),
    /// Another value.
    #[error("header {0} is {1}")]
    HeaderValue(String, String),
}

/// Why no listener takes a request.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unserved {
    /// No service has the host.
    #[error("no service answers to {host}; there are {}", list(known))]
    NoService {
        /// The host.
        host: String,
        /// Hosts that services answer to.
        known: Vec<String>,
    },
    /// The service does not listen there.
    #[error("{service} has no listener on port {port}; it listens on {}", list(ports))]
    NoListener {
        /// The service's label.
        service: String,
        /// The port.
        port: u16,
        /// Its listeners.
        ports: Vec<String>,
    },
    /// The listener speaks another protocol.
    #[error("the listener on port {port} of {service} speaks {protocol}, the request {scheme}")]
    Protocol {
        /// The service's label.
        service: String,
        /// The port.
        port: u16,
        /// The listener's protocol.
        protocol: String,
        /// The request's scheme.
        scheme: &'static str,
    },
}

fn list(items: &[String]) -> String {
    if items.is_empty() { "none".to_owned() } else { items.join(", ") }
}

/// Finds the service, the listener and the rule that a request meets.
pub fn evaluate<'a>(account: &'a Account, request: &Request) -> Result<Answer<'a>, Unserved> {
    let (service, found_by) = find_service(account, &request.host)
        .ok_or_else(|| Unserved::NoService { host: request.host.clone(), known: known_hosts(account) })?;
    let prefix = format!("{service}/listener:");
    let listeners: Vec<(&str, &Listener)> = account
        .listeners
        .range(prefix.clone()..)
        .take_while(|(label, _)| label.starts_with(&prefix))
        .map(|(label, listener)| (label.as_str(), listener))
        .collect();
    let at_port = listeners.iter().find(|(_, listener)| listener.port == i32::from(request.port));
    let Some((label, listener)) = at_port.copied() else {
        let ports = listeners.iter().map(|(_, listener)| format!("{} {}", listener.port, listener.protocol));
        return Err(Unserved::NoListener { service: service.to_owned(), port: request.port, ports: ports.collect() });
    };
    if (listener.protocol == "HTTP") != (request.scheme == Scheme::Http) {
        return Err(Unserved::Protocol {
            service: service.to_owned(),
            port: request.port,
            protocol: listener.protocol.clone(),
            scheme: request.scheme.name(),
        });
    }
    let mut steps = Vec::new();
    let mut action = &listener.default_action;
    for (rule_label, rule) in crate::model::rules_of(account, label) {
        let http = &rule.rule_match.http_match;
        let mismatch = mismatch(http, request);
        let fits = mismatch.is_none();
        steps.push(Step { label: rule_label, rule, mismatch, inside_element: fits && ends_inside(http, request) });
        if fits {
            action = &rule.action;
            break;
        }
    }
    Ok(Answer { service, found_by, listener: label, listener_value: listener, steps, action })
}

/// An exact domain goes before a wildcard, the longer wildcard before the shorter.
fn find_service<'a>(account: &'a Account, host: &str) -> Option<(&'a str, FoundBy)> {
    let rank = |service: &Service| {
        let domain = service.custom_domain_name.as_deref().map(str::to_ascii_lowercase);
        if domain.as_deref() == Some(host) {
            return Some((0, 0, FoundBy::Domain));
        }
        let suffix = domain.as_deref().and_then(|domain| domain.strip_prefix('*'));
        if let Some(suffix) = suffix.filter(|suffix| host.ends_with(suffix) && host.len() > suffix.len()) {
            return Some((1, usize::MAX - suffix.len(), FoundBy::Wildcard));
        }
        let given = service.identity.dns_entry.as_ref().and_then(|entry| entry.get("domainName")?.as_str());
        if given == Some(host) {
            return Some((2, 0, FoundBy::DnsName));
        }
        (service.name == host).then_some((3, 0, FoundBy::Name))
    };
    let found = account.services.iter().filter_map(|(label, service)| Some((rank(service)?, label)));
    found
        .min_by_key(|((class, length, _), label)| (*class, *length, *label))
        .map(|((_, _, by), label)| (label.as_str(), by))
}

fn known_hosts(account: &Account) -> Vec<String> {
    let hosts = account.services.values();
    hosts.map(|service| service.custom_domain_name.clone().unwrap_or_else(|| service.name.clone())).collect()
}

fn mismatch(http: &HttpMatch, request: &Request) -> Option<Mismatch> {
    if http.method.as_ref().is_some_and(|method| *method != request.method) {
        return Some(Mismatch::Method(request.method.clone()));
    }
    if let Some(path) = &http.path_match {
        let fold = |text: &str| if path.case_sensitive { text.to_owned() } else { text.to_ascii_lowercase() };
        let own = fold(&request.path);
        let fits = match &path.match_type {
            PathMatchType::Exact(text) => own == fold(text),
            PathMatchType::Prefix(text) => own.starts_with(&fold(text)),
        };
        if !fits {
            return Some(Mismatch::Path(request.path.clone()));
        }
    }
    http.header_matches.iter().find_map(|header| header_mismatch(header, request))
}

fn header_mismatch(header: &HeaderMatch, request: &Request) -> Option<Mismatch> {
    let values: Vec<&str> = request
        .headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case(&header.name))
        .map(|(_, value)| value.as_str())
        .collect();
    if values.is_empty() {
        return Some(Mismatch::HeaderMissing(header.name.clone()));
    }
    let value = values.join(", ");
    let fold = |text: &str| if header.case_sensitive { text.to_owned() } else { text.to_ascii_lowercase() };
    let own = fold(&value);
    let fits = match &header.match_type {
        HeaderMatchType::Exact(text) => own == fold(text),
        HeaderMatchType::Prefix(text) => own.starts_with(&fold(text)),
        HeaderMatchType::Contains(text) => own.contains(&fold(text)),
    };
    (!fits).then(|| Mismatch::HeaderValue(header.name.clone(), value))
}

/// Whether a prefix fits although the path element goes on behind it.
fn ends_inside(http: &HttpMatch, request: &Request) -> bool {
    let Some(PathMatchType::Prefix(prefix)) = http.path_match.as_ref().map(|path| &path.match_type) else {
        return false;
    };
    let rest = request.path.get(prefix.len()..).unwrap_or_default();
    !prefix.ends_with('/') && !rest.is_empty() && !rest.starts_with('/')
}

#[cfg(test)]
mod tests;
