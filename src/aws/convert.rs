//! The SDK's structs to the account form's, and back.

use aws_sdk_vpclattice::error::BuildError;
use aws_sdk_vpclattice::types as sdk;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;

use super::{AwsError, AwsErrorKind};
use crate::model::{
    FixedResponse, ForwardAction, HeaderMatch, HeaderMatchType, HealthCheck, HttpMatch, Matcher, PathMatch,
    PathMatchType, RuleAction, RuleMatch, Target, TargetGroupConfig, WeightedTargetGroup,
};

/// A time as the API prints it.
pub fn time(value: Option<DateTime>) -> Option<String> {
    value.and_then(|at| at.fmt(Format::DateTime).ok())
}

/// The text, or nothing where it is empty.
pub fn filled(value: Option<String>) -> Option<String> {
    value.filter(|text| !text.is_empty())
}

/// The DNS name that Lattice gave.
pub fn dns_entry(value: Option<sdk::DnsEntry>) -> Option<serde_json::Value> {
    let sdk::DnsEntry { domain_name, hosted_zone_id, .. } = value?;
    let mut entry = serde_json::Map::new();
    if let Some(name) = domain_name {
        entry.insert("domainName".to_owned(), name.into());
    }
    if let Some(zone) = hosted_zone_id {
        entry.insert("hostedZoneId".to_owned(), zone.into());
    }
    Some(entry.into())
}

/// An action; one of a kind that latticectl does not know is an error, so that it is never taken for another.
pub fn action(operation: &'static str, value: Option<sdk::RuleAction>) -> Result<RuleAction, AwsError> {
    match value {
        Some(sdk::RuleAction::Forward(forward)) => Ok(RuleAction::Forward(ForwardAction {
            target_groups: forward.target_groups.into_iter().map(weighted).collect(),
        })),
        Some(sdk::RuleAction::FixedResponse(fixed)) => {
            Ok(RuleAction::FixedResponse(FixedResponse { status_code: fixed.status_code }))
        }
        _ => Err(unknown(operation, "an action of a kind that this version does not know")),
    }
}

fn weighted(value: sdk::WeightedTargetGroup) -> WeightedTargetGroup {
    WeightedTargetGroup { target_group_identifier: value.target_group_identifier, weight: value.weight }
}

/// A rule's match; the default rule has none.
pub fn rule_match(operation: &'static str, value: Option<sdk::RuleMatch>) -> Result<RuleMatch, AwsError> {
    let http = match value {
        None => return Ok(RuleMatch::default()),
        Some(sdk::RuleMatch::HttpMatch(http)) => http,
        Some(_) => return Err(unknown(operation, "a match of a kind that this version does not know")),
    };
    let path_match = http.path_match.map(|path| path_match(operation, path)).transpose()?;
    let headers = http.header_matches.unwrap_or_default().into_iter().map(|header| header_match(operation, header));
    let header_matches = headers.collect::<Result<_, _>>()?;
    Ok(RuleMatch { http_match: HttpMatch { method: filled(http.method), path_match, header_matches } })
}

fn path_match(operation: &'static str, value: sdk::PathMatch) -> Result<PathMatch, AwsError> {
    let match_type = match value.r#match {
        Some(sdk::PathMatchType::Exact(text)) => PathMatchType::Exact(text),
        Some(sdk::PathMatchType::Prefix(text)) => PathMatchType::Prefix(text),
        _ => return Err(unknown(operation, "a path match of a kind that this version does not know")),
    };
    Ok(PathMatch { case_sensitive: value.case_sensitive.unwrap_or(true), match_type })
}

fn header_match(operation: &'static str, value: sdk::HeaderMatch) -> Result<HeaderMatch, AwsError> {
    let match_type = match value.r#match {
        Some(sdk::HeaderMatchType::Exact(text)) => HeaderMatchType::Exact(text),
        Some(sdk::HeaderMatchType::Prefix(text)) => HeaderMatchType::Prefix(text),
        Some(sdk::HeaderMatchType::Contains(text)) => HeaderMatchType::Contains(text),
        _ => return Err(unknown(operation, "a header match of a kind that this version does not know")),
    };
    Ok(HeaderMatch { name: value.name, case_sensitive: value.case_sensitive.unwrap_or(false), match_type })
}

fn unknown(operation: &'static str, message: &str) -> AwsError {
    AwsError::new(operation, AwsErrorKind::Other, message)
}

/// A target group's configuration.
pub fn config(value: sdk::TargetGroupConfig) -> TargetGroupConfig {
    TargetGroupConfig {
        port: value.port,
        protocol: value.protocol.map(|it| it.as_str().to_owned()),
        protocol_version: value.protocol_version.map(|it| it.as_str().to_owned()),
        ip_address_type: value.ip_address_type.map(|it| it.as_str().to_owned()),
        vpc_identifier: filled(value.vpc_identifier),
        lambda_event_structure_version: value.lambda_event_structure_version.map(|it| it.as_str().to_owned()),
        health_check: value.health_check.map(health_check),
    }
}

fn health_check(value: sdk::HealthCheckConfig) -> HealthCheck {
    HealthCheck {
        enabled: value.enabled,
        protocol: value.protocol.map(|it| it.as_str().to_owned()),
        protocol_version: value.protocol_version.map(|it| it.as_str().to_owned()),
        port: value.port.filter(|port| *port != 0),
        path: filled(value.path),
        health_check_interval_seconds: value.health_check_interval_seconds,
        health_check_timeout_seconds: value.health_check_timeout_seconds,
        healthy_threshold_count: value.healthy_threshold_count,
        unhealthy_threshold_count: value.unhealthy_threshold_count,
        matcher: match value.matcher {
            Some(sdk::Matcher::HttpCode(http_code)) => Some(Matcher { http_code }),
            _ => None,
        },
    }
}

/// A target with its state.
pub fn target(value: sdk::TargetSummary) -> Target {
    Target {
        id: value.id.unwrap_or_default(),
        port: value.port,
        status: value.status.map(|it| it.as_str().to_owned()),
        reason_code: filled(value.reason_code),
    }
}

/// An action for the SDK.
pub fn to_action(value: RuleAction) -> Result<sdk::RuleAction, BuildError> {
    Ok(match value {
        RuleAction::FixedResponse(FixedResponse { status_code }) => {
            sdk::RuleAction::FixedResponse(sdk::FixedResponseAction::builder().status_code(status_code).build()?)
        }
        RuleAction::Forward(ForwardAction { target_groups }) => {
            let groups = target_groups.into_iter().map(|WeightedTargetGroup { target_group_identifier, weight }| {
                sdk::WeightedTargetGroup::builder()
                    .target_group_identifier(target_group_identifier)
                    .set_weight(weight)
                    .build()
            });
            let groups = groups.collect::<Result<Vec<_>, _>>()?;
            sdk::RuleAction::Forward(sdk::ForwardAction::builder().set_target_groups(Some(groups)).build()?)
        }
    })
}

/// A match for the SDK.
pub fn to_match(value: RuleMatch) -> Result<sdk::RuleMatch, BuildError> {
    let RuleMatch { http_match: HttpMatch { method, path_match, header_matches } } = value;
    let path_match = path_match.map(|PathMatch { case_sensitive, match_type }| {
        let kind = match match_type {
            PathMatchType::Exact(text) => sdk::PathMatchType::Exact(text),
            PathMatchType::Prefix(text) => sdk::PathMatchType::Prefix(text),
        };
        sdk::PathMatch::builder().case_sensitive(case_sensitive).r#match(kind).build()
    });
    let headers = header_matches.into_iter().map(|HeaderMatch { name, case_sensitive, match_type }| {
        let kind = match match_type {
            HeaderMatchType::Exact(text) => sdk::HeaderMatchType::Exact(text),
            HeaderMatchType::Prefix(text) => sdk::HeaderMatchType::Prefix(text),
            HeaderMatchType::Contains(text) => sdk::HeaderMatchType::Contains(text),
        };
        sdk::HeaderMatch::builder().name(name).case_sensitive(case_sensitive).r#match(kind).build()
    });
    let headers = headers.collect::<Result<Vec<_>, _>>()?;
    Ok(sdk::RuleMatch::HttpMatch(
        sdk::HttpMatch::builder()
            .set_method(method)
            .set_path_match(path_match)
            .set_header_matches((!headers.is_empty()).then_some(headers))
            .build(),
    ))
}

/// A target group's configuration for the SDK.
pub fn to_config(value: TargetGroupConfig) -> sdk::TargetGroupConfig {
    let TargetGroupConfig {
        port,
        protocol,
        protocol_version,
        ip_address_type,
        vpc_identifier,
        lambda_event_structure_version,
        health_check,
    } = value;
    sdk::TargetGroupConfig::builder()
        .set_port(port)
        .set_protocol(protocol.as_deref().map(Into::into))
        .set_protocol_version(protocol_version.as_deref().map(Into::into))
        .set_ip_address_type(ip_address_type.as_deref().map(Into::into))
        .set_vpc_identifier(vpc_identifier)
        .set_lambda_event_structure_version(lambda_event_structure_version.as_deref().map(Into::into))
        .set_health_check(health_check.map(to_health_check))
        .build()
}

/// A health check for the SDK.
pub fn to_health_check(value: HealthCheck) -> sdk::HealthCheckConfig {
    let HealthCheck {
        enabled,
        protocol,
        protocol_version,
        port,
        path,
        health_check_interval_seconds,
        health_check_timeout_seconds,
        healthy_threshold_count,
        unhealthy_threshold_count,
        matcher,
    } = value;
    sdk::HealthCheckConfig::builder()
        .set_enabled(enabled)
        .set_protocol(protocol.as_deref().map(Into::into))
        .set_protocol_version(protocol_version.as_deref().map(Into::into))
        .set_port(port)
        .set_path(path)
        .set_health_check_interval_seconds(health_check_interval_seconds)
        .set_health_check_timeout_seconds(health_check_timeout_seconds)
        .set_healthy_threshold_count(healthy_threshold_count)
        .set_unhealthy_threshold_count(unhealthy_threshold_count)
        .set_matcher(matcher.map(|Matcher { http_code }| sdk::Matcher::HttpCode(http_code)))
        .build()
}

/// Targets for the SDK.
pub fn to_targets(values: Vec<Target>) -> Result<Vec<sdk::Target>, BuildError> {
    let one = |Target { id, port, status: _, reason_code: _ }| sdk::Target::builder().id(id).set_port(port).build();
    values.into_iter().map(one).collect()
}
