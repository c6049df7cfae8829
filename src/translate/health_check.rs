//! Health checks: what a policy gives, filled up with the defaults of the group's protocol and version.

use crate::api::HealthCheckConfig;
use crate::model::{HealthCheck, Matcher};

/// The health check as Lattice reports it in the end. `given` is the policy's.
pub fn resolve(given: Option<&HealthCheckConfig>, protocol: &str, version: Option<&str>) -> HealthCheck {
    let tcp = protocol == "TCP";
    let nothing = HealthCheckConfig::default();
    let given = given.unwrap_or(&nothing);
    let enabled = given.enabled.unwrap_or(!tcp && version == Some("HTTP1"));
    // A TCP group without any setting reports nothing but that its check is off.
    if tcp && *given == (HealthCheckConfig { enabled: given.enabled, ..HealthCheckConfig::default() }) && !enabled {
        return HealthCheck { enabled: Some(false), ..HealthCheck::default() };
    }
    let default_version = if version == Some("HTTP2") { "HTTP2" } else { "HTTP1" };
    let text = |value: &Option<String>, default: &str| Some(value.clone().unwrap_or_else(|| default.to_owned()));
    HealthCheck {
        enabled: Some(enabled),
        protocol: text(&given.protocol, "HTTP"),
        protocol_version: text(&given.protocol_version, default_version),
        port: given.port.map(number),
        path: text(&given.path, "/"),
        health_check_interval_seconds: Some(given.interval_seconds.map_or(30, number)),
        health_check_timeout_seconds: Some(given.timeout_seconds.map_or(5, number)),
        healthy_threshold_count: Some(given.healthy_threshold_count.map_or(5, number)),
        unhealthy_threshold_count: Some(given.unhealthy_threshold_count.map_or(2, number)),
        matcher: Some(Matcher { http_code: given.status_match.clone().unwrap_or_else(|| "200".to_owned()) }),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the controller cuts to 32 bits; the CRD allows small numbers only"
)]
fn number(value: i64) -> i32 {
    value as i32
}

/// Why Lattice refuses a policy's health check: the field below `spec.healthCheck` and the reason.
pub fn problem(given: &HealthCheckConfig) -> Option<(&'static str, String)> {
    let codes = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-' || byte == b',');
    if let Some(text) = given.status_match.as_deref().filter(|text| text.len() > 2000 || !codes(text)) {
        return Some((
            "statusMatch",
            format!(
                "statusMatch {text:?} is no list of codes or ranges (200, 200-299, 200,204), which is all that Lattice takes"
            ),
        ));
    }
    let sound = |text: &str| {
        text.is_empty()
            || (text.starts_with('/')
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/@:%_+.~#?&=-".contains(&byte)))
    };
    if let Some(path) = given.path.as_deref().filter(|path| path.len() > 2048 || !sound(path)) {
        return Some(("path", format!("Lattice refuses {path:?} as the path of a health check")));
    }
    let ranges = [
        ("intervalSeconds", given.interval_seconds, 0, 300),
        ("timeoutSeconds", given.timeout_seconds, 0, 120),
        ("healthyThresholdCount", given.healthy_threshold_count, 0, 10),
        ("unhealthyThresholdCount", given.unhealthy_threshold_count, 0, 10),
        ("port", given.port, 0, 65_535),
    ];
    ranges.into_iter().find_map(|(field, value, lowest, highest)| {
        let value = value.filter(|value| !(lowest..=highest).contains(value))?;
        Some((field, format!("{field} {value} is outside {lowest} to {highest}, which is all that Lattice takes")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_follow_protocol_and_version() {
        let http1 = resolve(None, "HTTP", Some("HTTP1"));
        assert_eq!((http1.enabled, http1.protocol_version.as_deref()), (Some(true), Some("HTTP1")));
        let http2 = resolve(None, "HTTPS", Some("HTTP2"));
        assert_eq!((http2.enabled, http2.protocol_version.as_deref()), (Some(false), Some("HTTP2")));
        assert_eq!(http2.protocol.as_deref(), Some("HTTP"));
        let grpc = resolve(None, "HTTP", Some("GRPC"));
        assert_eq!((grpc.enabled, grpc.protocol_version.as_deref()), (Some(false), Some("HTTP1")));
        assert_eq!(resolve(None, "TCP", None), HealthCheck { enabled: Some(false), ..HealthCheck::default() });
    }

    #[test]
    fn given_fields_stand() {
        let given =
            HealthCheckConfig { enabled: Some(true), path: Some("/x".to_owned()), ..HealthCheckConfig::default() };
        let tcp = resolve(Some(&given), "TCP", None);
        assert_eq!(
            (tcp.enabled, tcp.path.as_deref(), tcp.health_check_interval_seconds),
            (Some(true), Some("/x"), Some(30))
        );
    }

    #[test]
    fn regular_expressions_are_no_codes() {
        let given = HealthCheckConfig { status_match: Some("2..".to_owned()), ..HealthCheckConfig::default() };
        assert_eq!(problem(&given).unwrap().0, "statusMatch");
    }
}
