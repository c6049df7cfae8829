//! Matches of routes as Lattice's rule matches, and what keeps them from being made.

use crate::api::{GrpcRouteMatch, HeaderMatch as RouteHeader, HttpRouteMatch};
use crate::index::{Matches, RouteRule};
use crate::model::{HeaderMatch, HeaderMatchType, HttpMatch, PathMatch, PathMatchType, RuleMatch};

/// The most header matches that Lattice takes.
pub const MOST_HEADERS: usize = 5;
/// The longest path and header value that Lattice takes.
const LONGEST_VALUE: usize = 200;
/// The longest header name that Lattice takes.
const LONGEST_HEADER_NAME: usize = 100;

/// Why a match can't be built, or Lattice refuses it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchProblem {
    /// The code of the finding.
    pub code: u16,
    /// The path below the rule (`matches[0].path`).
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// Lattice refuses it at CreateRule; the controller itself fails on all others while it builds.
    pub refused_by_lattice: bool,
}

impl MatchProblem {
    fn build(code: u16, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code, path: path.into(), message: message.into(), refused_by_lattice: false }
    }

    fn refused(code: u16, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { refused_by_lattice: true, ..Self::build(code, path, message) }
    }
}

/// The Lattice match of a rule, with everything that is wrong with it in the controller's order.
pub fn build(rule: &RouteRule<'_>) -> (RuleMatch, Vec<MatchProblem>) {
    let mut problems = Vec::new();
    if rule.matches.len() > 1 {
        let message = format!("the rule has {} matches; the controller takes one a rule", rule.matches.len());
        problems.push(MatchProblem::build(201, "matches[1]", message));
    }
    let http_match = match rule.matches {
        Matches::Http([first, ..]) => http(first, &mut problems),
        Matches::Grpc([first, ..]) => grpc(first, &mut problems),
        Matches::Grpc([]) => every_request(Some("POST")),
        Matches::Http([]) | Matches::Tls => every_request(None),
    };
    (RuleMatch { http_match }, problems)
}

fn every_request(method: Option<&str>) -> HttpMatch {
    HttpMatch {
        method: method.map(str::to_owned),
        path_match: Some(path_match(PathMatchType::Prefix("/".to_owned()))),
        header_matches: Vec::new(),
    }
}

fn path_match(match_type: PathMatchType) -> PathMatch {
    PathMatch { case_sensitive: true, match_type }
}

fn http(route_match: &HttpRouteMatch, problems: &mut Vec<MatchProblem>) -> HttpMatch {
    let path = route_match.path.as_ref().map(|path| {
        let value = path.value.clone().unwrap_or_else(|| "/".to_owned());
        let path = match path.kind.as_deref() {
            Some("Exact") => PathMatchType::Exact(value),
            None | Some("PathPrefix") => PathMatchType::Prefix(value),
            Some(other) => {
                let message = format!("paths of type {other} can't be matched; Lattice knows Exact and PathPrefix");
                problems.push(MatchProblem::build(203, "matches[0].path.type", message));
                return PathMatchType::Prefix(value);
            }
        };
        check_path(&path, "matches[0].path.value", problems);
        path
    });
    if route_match.query_params.is_some() {
        let message = "query parameters can't be matched: Lattice has nothing for them, and the controller fails \
                       the route";
        problems.push(MatchProblem::build(202, "matches[0].queryParams", message));
    }
    HttpMatch {
        method: route_match.method.clone(),
        path_match: path.map(path_match),
        header_matches: headers(&route_match.headers, problems),
    }
}

fn grpc(route_match: &GrpcRouteMatch, problems: &mut Vec<MatchProblem>) -> HttpMatch {
    let mut http_match = every_request(Some("POST"));
    let Some(method) = &route_match.method else {
        let message = "a gRPC match without method makes the controller crash on this route again and again";
        problems.push(MatchProblem::build(208, "matches[0]", message));
        return http_match;
    };
    let kind = method.kind.as_deref().unwrap_or("Exact");
    let path = match (&method.service, &method.method) {
        (None, Some(name)) => {
            let message = format!("the match names the gRPC method {name:?} without its service");
            problems.push(MatchProblem::build(206, "matches[0].method", message));
            PathMatchType::Prefix("/".to_owned())
        }
        (None, None) => PathMatchType::Prefix("/".to_owned()),
        (Some(service), None) => PathMatchType::Prefix(format!("/{service}/")),
        (Some(service), Some(name)) => PathMatchType::Exact(format!("/{service}/{name}")),
    };
    if kind == "Exact" {
        check_path(&path, "matches[0].method", problems);
    } else {
        let message = format!("gRPC matches of type {kind} can't be made; only Exact can");
        problems.push(MatchProblem::build(207, "matches[0].method.type", message));
    }
    http_match.path_match = Some(path_match(path));
    http_match.header_matches = headers(&route_match.headers, problems);
    http_match
}

fn check_path(path: &PathMatchType, at: &str, problems: &mut Vec<MatchProblem>) {
    let (PathMatchType::Exact(value) | PathMatchType::Prefix(value)) = path;
    let takes = |byte: u8| byte.is_ascii_alphanumeric() || b"/@:%_+.~#?&=-".contains(&byte);
    if value.len() > LONGEST_VALUE {
        let message = format!("the path has {} characters; Lattice takes {LONGEST_VALUE}", value.len());
        problems.push(MatchProblem::refused(211, at, message));
    } else if let Some(bad) = value.chars().find(|letter| !u8::try_from(*letter).is_ok_and(takes)) {
        let message = format!("the path holds {bad:?}, which Lattice refuses");
        problems.push(MatchProblem::refused(211, at, message));
    } else if !value.starts_with('/') {
        problems.push(MatchProblem::refused(211, at, "the path does not start with a slash"));
    }
}

fn headers(headers: &[RouteHeader], problems: &mut Vec<MatchProblem>) -> Vec<HeaderMatch> {
    if headers.len() > MOST_HEADERS {
        let message = format!("the match has {} headers; Lattice takes {MOST_HEADERS}", headers.len());
        problems.push(MatchProblem::build(205, format!("matches[0].headers[{MOST_HEADERS}]"), message));
    }
    for (at, header) in headers.iter().enumerate() {
        let path = format!("matches[0].headers[{at}]");
        if let Some(kind) = header.kind.as_deref().filter(|kind| *kind != "Exact") {
            let message = format!("header {:?} is matched by {kind}; the controller takes Exact only", header.name);
            problems.push(MatchProblem::build(204, format!("{path}.type"), message));
        }
        if header.name.len() > LONGEST_HEADER_NAME {
            let message =
                format!("the header name has {} characters; Lattice takes {LONGEST_HEADER_NAME}", header.name.len());
            problems.push(MatchProblem::refused(219, format!("{path}.name"), message));
        }
        let length = header.value.chars().count();
        if length == 0 || length > LONGEST_VALUE {
            let message = format!("the header value has {length} characters; Lattice takes 1 to {LONGEST_VALUE}");
            problems.push(MatchProblem::refused(219, format!("{path}.value"), message));
        }
    }
    headers
        .iter()
        .map(|header| HeaderMatch {
            name: header.name.clone(),
            case_sensitive: false,
            match_type: HeaderMatchType::Exact(header.value.clone()),
        })
        .collect()
}
