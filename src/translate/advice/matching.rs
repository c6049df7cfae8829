//! Rules as sets of requests: does one cover another, which request meets both, and which rule would
//! Lattice and the Gateway API pick for it?
//!
//! Lattice compares a path prefix as text, header values without case, and takes the matching rule of the
//! lowest priority. The Gateway API compares a prefix by path elements, header values with case, and takes
//! the most specific matching rule.

use std::cmp::Ordering;
use std::fmt;

use super::super::priority;
use crate::api::{GrpcRouteMatch, HeaderMatch, HttpRouteMatch};
use crate::index::Route;

/// A path match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Path {
    Exact(String),
    Prefix(String),
}

impl Path {
    fn text(&self) -> &str {
        match self {
            Self::Exact(text) | Self::Prefix(text) => text,
        }
    }
}

/// What the Gateway API compares, most important first; the larger wins, then the earlier rule.
type Precedence = [usize; 4];

/// One rule of a route.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    /// Its place in the route.
    pub(super) index: usize,
    /// Its priority in Lattice.
    pub(super) priority: i32,
    path: Path,
    method: Option<String>,
    headers: Vec<(String, String)>,
    precedence: Precedence,
}

/// A request, as far as rules look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Request {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)?;
        for (at, (name, value)) in self.headers.iter().enumerate() {
            write!(f, "{} {name}: {value}", if at == 0 { " with" } else { "," })?;
        }
        Ok(())
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(method) = &self.method {
            write!(f, "{method} ")?;
        }
        let kind = if matches!(self.path, Path::Exact(_)) { "exactly " } else { "" };
        write!(f, "{kind}{}", self.path.text())?;
        for (at, (name, value)) in self.headers.iter().enumerate() {
            write!(f, "{} {name}: {value}", if at == 0 { " with" } else { "," })?;
        }
        Ok(())
    }
}

impl Rule {
    /// Every request that `other` matches, this rule matches too (in Lattice).
    pub(super) fn covers(&self, other: &Self) -> bool {
        let path = match (&self.path, &other.path) {
            (Path::Exact(own), Path::Exact(its)) => own == its,
            (Path::Exact(_), Path::Prefix(_)) => false,
            (Path::Prefix(own), its) => its.text().starts_with(own.as_str()),
        };
        let method = self.method.is_none() || self.method == other.method;
        let header = |(name, value): &(String, String)| {
            let fits = |(its_name, its_value): &(String, String)| {
                its_name.eq_ignore_ascii_case(name) && its_value.eq_ignore_ascii_case(value)
            };
            other.headers.iter().any(fits)
        };
        path && method && self.headers.iter().all(header)
    }

    /// The controller takes the two for one rule.
    pub(super) fn is_same_match(&self, other: &Self) -> bool {
        self.path == other.path && self.method == other.method && self.headers == other.headers
    }

    /// Requests that both rules match in Lattice, from the plainest on; values of headers are spelled as
    /// in `other`.
    pub(super) fn common_requests(&self, other: &Self, free_method: &str) -> Vec<Request> {
        let (own, its) = (self.path.text(), other.path.text());
        let longer = match (&self.path, &other.path) {
            (Path::Exact(_), Path::Exact(_)) if own != its => return Vec::new(),
            (_, Path::Prefix(_)) if own.starts_with(its) => &self.path,
            (Path::Prefix(_), _) if its.starts_with(own) => &other.path,
            (Path::Exact(_), Path::Exact(_)) => &self.path,
            _ => return Vec::new(),
        };
        let methods = match (&self.method, &other.method) {
            (Some(own), Some(its)) if own != its => return Vec::new(),
            (Some(method), _) | (None, Some(method)) => vec![method.as_str()],
            (None, None) => vec!["GET", free_method],
        };
        let mut headers = other.headers.clone();
        for (name, value) in &self.headers {
            match headers.iter().find(|(its_name, _)| its_name.eq_ignore_ascii_case(name)) {
                Some((_, its_value)) if its_value.eq_ignore_ascii_case(value) => {}
                Some(_) => return Vec::new(),
                None => headers.push((name.clone(), value.clone())),
            }
        }
        let mut paths = vec![longer.text().to_owned()];
        if let Path::Prefix(prefix) = longer {
            paths.push(format!("{}/x", prefix.trim_end_matches('/')));
        }
        let request = |path: &String, method: &str| Request {
            method: method.to_owned(),
            path: path.clone(),
            headers: headers.clone(),
        };
        methods.iter().flat_map(|method| paths.iter().map(move |path| request(path, method))).collect()
    }

    /// Header values of this rule that differ from one of `other` in nothing but case: its place in this
    /// rule, the header's name, both values.
    pub(super) fn case_twins<'a>(&'a self, other: &'a Self) -> Vec<(usize, &'a str, &'a str, &'a str)> {
        let mut twins = Vec::new();
        for (at, (name, value)) in self.headers.iter().enumerate() {
            for (its_name, its_value) in &other.headers {
                let same = name.eq_ignore_ascii_case(its_name) && value.eq_ignore_ascii_case(its_value);
                if same && value != its_value {
                    twins.push((at, name.as_str(), its_value.as_str(), value.as_str()));
                }
            }
        }
        twins
    }

    /// Why the Gateway API prefers this rule over `other`; `None` where it does not.
    pub(super) fn preferred_over(&self, other: &Self, route: Route<'_>) -> Option<&'static str> {
        let reasons = match route {
            Route::Grpc(_) => ["longer service", "longer method", "more headers", ""],
            _ => ["exact path", "longer path", "a method", "more headers"],
        };
        let differs = (0..self.precedence.len()).find(|at| self.precedence[*at] != other.precedence[*at]);
        match differs {
            Some(at) => (self.precedence[at] > other.precedence[at]).then_some(reasons[at]),
            None => (self.index < other.index).then_some("comes first in the route"),
        }
    }

    fn matches_in_lattice(&self, request: &Request) -> bool {
        let path = match &self.path {
            Path::Exact(path) => request.path == *path,
            Path::Prefix(prefix) => request.path.starts_with(prefix.as_str()),
        };
        path && self.fits(request, str::eq_ignore_ascii_case)
    }

    fn matches_in_gateway_api(&self, request: &Request) -> bool {
        let path = match &self.path {
            Path::Exact(path) => request.path == *path,
            Path::Prefix(prefix) => {
                let elements = prefix.trim_end_matches('/');
                let rest = request.path.strip_prefix(elements);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            }
        };
        path && self.fits(request, |own, its| own == its)
    }

    fn fits(&self, request: &Request, same_value: impl Fn(&str, &str) -> bool) -> bool {
        let has = |(name, value): &(String, String)| {
            let headers = &request.headers;
            headers.iter().any(|(its, given)| its.eq_ignore_ascii_case(name) && same_value(value, given))
        };
        self.method.as_ref().is_none_or(|method| *method == request.method) && self.headers.iter().all(has)
    }
}

/// The rule that Lattice picks: the first by priority.
pub(super) fn lattice_pick<'a>(rules: &'a [Rule], request: &Request) -> Option<&'a Rule> {
    rules.iter().filter(|rule| rule.matches_in_lattice(request)).min_by_key(|rule| rule.priority)
}

/// The rule that the Gateway API picks: the most specific one, then the first in the route.
pub(super) fn gateway_pick<'a>(rules: &'a [Rule], request: &Request) -> Option<&'a Rule> {
    let better = |one: &&Rule, other: &&Rule| match one.precedence.cmp(&other.precedence) {
        Ordering::Equal => other.index.cmp(&one.index),
        unequal => unequal,
    };
    rules.iter().filter(|rule| rule.matches_in_gateway_api(request)).max_by(better)
}

/// A method that none of the rules names.
pub(super) fn free_method(rules: &[Rule]) -> &'static str {
    let methods = ["POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"];
    methods.into_iter().find(|method| rules.iter().all(|rule| rule.method.as_deref() != Some(method))).unwrap_or("GET")
}

/// The rules of a route in its own order; `None` where the controller can't build them all (the route fails
/// for another reason, and nothing can be said of their order) or there is none.
pub(super) fn rules(route: Route<'_>) -> Option<Vec<Rule>> {
    let matches: Vec<Match> = match route {
        Route::Http(object) => object.spec.rules.iter().map(|rule| http(&rule.matches)).collect::<Option<_>>()?,
        Route::Grpc(object) => object.spec.rules.iter().map(|rule| grpc(&rule.matches)).collect::<Option<_>>()?,
        Route::Tls(_) => return None,
    };
    let keys: Vec<String> = (0..matches.len()).map(|rule| format!("rule-{rule}-priority")).collect();
    let mut priorities = vec![0; matches.len()];
    for assigned in priority::assign(matches.len(), |rule| route.annotation(&keys[rule])) {
        priorities[assigned.rule] = assigned.priority;
    }
    let numbered = matches.into_iter().zip(priorities).enumerate();
    let rule = |(index, (found, priority)): (usize, (Match, i32))| Rule {
        index,
        priority,
        path: found.path,
        method: found.method,
        headers: found.headers,
        precedence: found.precedence,
    };
    Some(numbered.map(rule).collect())
}

struct Match {
    path: Path,
    method: Option<String>,
    headers: Vec<(String, String)>,
    precedence: Precedence,
}

fn http(matches: &[HttpRouteMatch]) -> Option<Match> {
    let fallback = HttpRouteMatch::default();
    let found = match matches {
        [] => &fallback,
        [one] => one,
        _ => return None,
    };
    let value = found.path.as_ref().and_then(|path| path.value.clone()).unwrap_or_else(|| "/".to_owned());
    let path = match found.path.as_ref().and_then(|path| path.kind.as_deref()) {
        None | Some("PathPrefix") => Path::Prefix(value),
        Some("Exact") => Path::Exact(value),
        Some(_) => return None,
    };
    if found.query_params.is_some() {
        return None;
    }
    let headers = headers(&found.headers)?;
    let (exact, length) = match &path {
        Path::Exact(_) => (1, 0),
        Path::Prefix(prefix) => (0, prefix.chars().count()),
    };
    let precedence = [exact, length, usize::from(found.method.is_some()), headers.len()];
    Some(Match { path, method: found.method.clone(), headers, precedence })
}

fn grpc(matches: &[GrpcRouteMatch]) -> Option<Match> {
    let (method, headers) = match matches {
        [] => (None, Vec::new()),
        [one] => (Some(one.method.as_ref()?), headers(&one.headers)?),
        _ => return None,
    };
    if method.and_then(|method| method.kind.as_deref()).is_some_and(|kind| kind != "Exact") {
        return None;
    }
    let service = method.and_then(|method| method.service.as_deref()).unwrap_or_default();
    let name = method.and_then(|method| method.method.as_deref()).unwrap_or_default();
    let path = match (service.is_empty(), name.is_empty()) {
        (true, true) => Path::Prefix("/".to_owned()),
        (true, false) => return None,
        (false, true) => Path::Prefix(format!("/{service}/")),
        (false, false) => Path::Exact(format!("/{service}/{name}")),
    };
    let precedence = [service.chars().count(), name.chars().count(), headers.len(), 0];
    Some(Match { path, method: Some("POST".to_owned()), headers, precedence })
}

fn headers(matches: &[HeaderMatch]) -> Option<Vec<(String, String)>> {
    let plain =
        matches.len() <= 5 && matches.iter().all(|header| header.kind.as_deref().is_none_or(|kind| kind == "Exact"));
    plain.then(|| matches.iter().map(|header| (header.name.clone(), header.value.clone())).collect())
}
