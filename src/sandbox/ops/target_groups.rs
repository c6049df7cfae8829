//! Target groups: what may be in their configuration by type and protocol, and the health check's defaults.

use serde_json::{Value, json};

use super::super::core::{Core, Input, compact, iso};
use super::super::failure::Failure;
use super::super::ids::Kind;
use super::super::options::Quota;
use super::super::state::{Outcome, Phase, Progress, TargetGroup};
use super::{in_progress, listing, tags};
use crate::model::{HealthCheck, Matcher, TargetGroupConfig};

const KIND: Kind = Kind::TargetGroup;

pub fn create(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let (name, kind) = (input.need("name")?, input.need("type")?);
    let tags = tags::of(input)?;
    let config = configuration(kind, input.read("config")?)?;
    if let Some(other) = core.state.target_groups.values().find(|group| group.name == name) {
        let other = other.stamp.id.clone();
        core.saw(&other);
        let message = format!("TargetGroup with name {name} already exists");
        return Err(Failure::conflict(KIND.label(), &other, message));
    }
    core.within(Quota::TargetGroups, KIND, core.state.target_groups.len(), 1)?;
    let now = core.now();
    let group = TargetGroup {
        stamp: core.state.stamp(KIND, now),
        progress: Progress::of("CREATE_IN_PROGRESS"),
        name: name.to_owned(),
        kind: kind.to_owned(),
        config,
        targets: Vec::new(),
    };
    let answer = json!({
        "id": group.stamp.id,
        "arn": group.stamp.arn,
        "name": group.name,
        "type": group.kind,
        "config": group.config,
        "status": group.progress.status,
    });
    let id = group.stamp.id.clone();
    core.put_tags(&group.stamp.arn, tags);
    core.state.target_groups.insert(id.clone(), group);
    core.start(&id, Outcome::Active, "CREATE_FAILED");
    Ok(compact(answer))
}

pub fn get(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let id = core.find(KIND, input.need("targetGroupIdentifier")?)?;
    let group = &core.state.target_groups[&id];
    let answer = json!({
        "id": id,
        "arn": group.stamp.arn,
        "name": group.name,
        "type": group.kind,
        "config": group.config,
        "createdAt": iso(group.stamp.created_at),
        "lastUpdatedAt": iso(group.stamp.last_updated_at),
        "status": group.progress.status,
        "serviceArns": service_arns(core, &id),
        "failureMessage": group.progress.failure_message,
        "failureCode": group.progress.failure_code,
    });
    core.saw(&id);
    Ok(compact(answer))
}

pub fn list(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let (vpc, kind) = (input.text("vpcIdentifier"), input.text("targetGroupType"));
    let groups = core.state.target_groups.iter().filter(|(_, group)| {
        kind.is_none_or(|kind| group.kind == kind)
            && (vpc.is_none() || vpc == group.config.as_ref().and_then(|config| config.vpc_identifier.as_deref()))
    });
    let page = core.page(input, groups.map(|(id, group)| (id.clone(), group)))?.map(|group| {
        let config = group.config.clone().unwrap_or_default();
        compact(json!({
            "id": group.stamp.id,
            "arn": group.stamp.arn,
            "name": group.name,
            "type": group.kind,
            "createdAt": iso(group.stamp.created_at),
            "port": config.port,
            "protocol": config.protocol,
            "ipAddressType": config.ip_address_type,
            "vpcIdentifier": config.vpc_identifier,
            "lastUpdatedAt": iso(group.stamp.last_updated_at),
            "status": group.progress.status,
            "serviceArns": service_arns(core, &group.stamp.id),
            "lambdaEventStructureVersion": config.lambda_event_structure_version,
        }))
    });
    core.saw_page(&page);
    Ok(listing(&page))
}

pub fn update(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let id = core.find(KIND, input.need("targetGroupIdentifier")?)?;
    let group = &core.state.target_groups[&id];
    core.own(&group.stamp.arn, input.operation)?;
    let status = group.progress.status.clone();
    if status != "ACTIVE" {
        return Err(core.refuse_status(KIND, &id, &status));
    }
    if matches!(group.kind.as_str(), "LAMBDA" | "ALB") {
        return Err(Failure::field("healthCheck", format!("not supported for target groups of type {}", group.kind)));
    }
    let asked: HealthCheck = input.read("healthCheck")?.unwrap_or_default();
    let config = group.config.clone().unwrap_or_default();
    let health_check = fill_health_check(asked, config.health_check.clone().unwrap_or_default(), &config)?;
    let now = core.now();
    let group = core.state.target_groups.get_mut(&id).ok_or_else(|| Failure::not_found(KIND.label(), &id))?;
    group.config = Some(TargetGroupConfig { health_check: Some(health_check), ..config });
    group.stamp.last_updated_at = now;
    Ok(compact(json!({
        "id": id,
        "arn": group.stamp.arn,
        "name": group.name,
        "type": group.kind,
        "config": group.config,
        "status": group.progress.status,
    })))
}

pub fn delete(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let id = core.find(KIND, input.need("targetGroupIdentifier")?)?;
    core.own(&core.state.target_groups[&id].stamp.arn, input.operation)?;
    let status = core.state.target_groups[&id].progress.status.clone();
    if status == "DELETE_IN_PROGRESS" {
        core.saw(&id);
    } else if in_progress(&status) {
        return Err(core.refuse_status(KIND, &id, &status));
    } else {
        if let Some(user) = core.state.users_of(&id).first() {
            let message = format!("TargetGroup {id} is in use by service {}", user.stamp.id);
            return Err(Failure::conflict(KIND.label(), &id, message));
        }
        core.poll_drain(&id);
        let group = &core.state.target_groups[&id];
        let draining = group.targets.iter().filter(|target| target.phase == Phase::Draining).count();
        if draining > 0 {
            let message = format!("TargetGroup {id} has {draining} target(s) that are DRAINING");
            return Err(Failure::conflict(KIND.label(), &id, message));
        }
        core.start(&id, Outcome::Gone, "DELETE_FAILED");
    }
    let now = core.now();
    let group = core.state.target_groups.get_mut(&id).ok_or_else(|| Failure::not_found(KIND.label(), &id))?;
    group.progress = Progress::of("DELETE_IN_PROGRESS");
    group.stamp.last_updated_at = now;
    Ok(json!({"id": id, "arn": group.stamp.arn, "status": group.progress.status}))
}

fn service_arns(core: &Core, id: &str) -> Vec<String> {
    core.state.users_of(id).into_iter().map(|service| service.stamp.arn.clone()).collect()
}

/// The configuration with the service's defaults, refused where the type does not take a part of it.
fn configuration(kind: &str, config: Option<TargetGroupConfig>) -> Result<Option<TargetGroupConfig>, Failure> {
    let refuse = |member: &str, present: bool| {
        if present {
            return Err(Failure::field(
                &format!("config.{member}"),
                format!("not supported for target groups of type {kind}"),
            ));
        }
        Ok(())
    };
    if kind == "LAMBDA" {
        let config = config.unwrap_or_default();
        refuse("port", config.port.is_some())?;
        refuse("protocol", config.protocol.is_some())?;
        refuse("protocolVersion", config.protocol_version.is_some())?;
        refuse("ipAddressType", config.ip_address_type.is_some())?;
        refuse("vpcIdentifier", config.vpc_identifier.is_some())?;
        refuse("healthCheck", config.health_check.is_some())?;
        let version = config.lambda_event_structure_version.unwrap_or_else(|| "V1".to_owned());
        return Ok(Some(TargetGroupConfig { lambda_event_structure_version: Some(version), ..Default::default() }));
    }
    let mut config =
        config.ok_or_else(|| Failure::field("config", format!("required for target groups of type {kind}")))?;
    refuse("lambdaEventStructureVersion", config.lambda_event_structure_version.is_some())?;
    refuse("healthCheck", kind == "ALB" && config.health_check.is_some())?;
    refuse("ipAddressType", kind != "IP" && config.ip_address_type.is_some())?;
    let Some(protocol) = config.protocol.clone() else {
        return Err(Failure::field("config.protocol", format!("required for target groups of type {kind}")));
    };
    if config.vpc_identifier.is_none() {
        return Err(Failure::field("config.vpcIdentifier", format!("required for target groups of type {kind}")));
    }
    let version = config.protocol_version.take();
    config.protocol_version = match (protocol.as_str(), version) {
        ("TCP", None) => None,
        ("TCP", Some(_)) if kind == "ALB" => return Err(Failure::field("config.protocol", "TCP is not supported")),
        ("TCP", Some(_)) => return Err(Failure::field("config.protocolVersion", "not supported with protocol TCP")),
        (_, version) => Some(version.unwrap_or_else(|| "HTTP1".to_owned())),
    };
    config.port = Some(config.port.unwrap_or(if protocol == "HTTP" { 80 } else { 443 }));
    if kind == "IP" {
        config.ip_address_type = Some(config.ip_address_type.unwrap_or_else(|| "IPV4".to_owned()));
    }
    if kind != "ALB" {
        let asked = config.health_check.take().unwrap_or_default();
        config.health_check = Some(fill_health_check(asked, HealthCheck::default(), &config)?);
    }
    Ok(Some(config))
}

/// The health check that a group has when nobody asks for another.
pub fn default_health_check(config: &TargetGroupConfig) -> HealthCheck {
    let version = config.protocol_version.as_deref();
    if config.protocol.as_deref() == Some("TCP") {
        return HealthCheck { enabled: Some(false), ..Default::default() };
    }
    HealthCheck { enabled: Some(version == Some("HTTP1")), ..full_health_check(config) }
}

/// Every member's default, of a check that is on. Plain HTTP whatever the group speaks; gRPC groups are
/// checked over HTTP/1.
fn full_health_check(config: &TargetGroupConfig) -> HealthCheck {
    let version = if config.protocol_version.as_deref() == Some("HTTP2") { "HTTP2" } else { "HTTP1" };
    HealthCheck {
        enabled: Some(true),
        protocol: Some("HTTP".to_owned()),
        protocol_version: Some(version.to_owned()),
        port: None,
        path: Some("/".to_owned()),
        health_check_interval_seconds: Some(30),
        health_check_timeout_seconds: Some(5),
        healthy_threshold_count: Some(5),
        unhealthy_threshold_count: Some(2),
        matcher: Some(Matcher { http_code: "200".to_owned() }),
    }
}

/// What was asked, then what was there, then the defaults; a number of 0, an empty path and an empty
/// matcher ask for the default.
fn fill_health_check(asked: HealthCheck, old: HealthCheck, config: &TargetGroupConfig) -> Result<HealthCheck, Failure> {
    let HealthCheck {
        enabled,
        protocol,
        protocol_version,
        port,
        path,
        health_check_interval_seconds: interval,
        health_check_timeout_seconds: timeout,
        healthy_threshold_count: healthy,
        unhealthy_threshold_count: unhealthy,
        matcher,
    } = asked;
    if protocol.as_deref() == Some("TCP") {
        return Err(Failure::field("config.healthCheck.protocol", "TCP is not supported for health checks"));
    }
    let in_range = |name: &str, value: Option<i32>, low: i32| match value {
        Some(number) if number != 0 && number < low => {
            let field = format!("config.healthCheck.{name}");
            Err(Failure::field(&field, format!("must be 0 (the default) or at least {low}")))
        }
        _ => Ok(()),
    };
    in_range("healthCheckIntervalSeconds", interval, 5)?;
    in_range("healthyThresholdCount", healthy, 2)?;
    in_range("unhealthyThresholdCount", unhealthy, 2)?;
    let enabled = enabled.or(old.enabled).or(default_health_check(config).enabled);
    let untouched = [interval, timeout, healthy, unhealthy, port].iter().all(Option::is_none)
        && protocol.is_none()
        && protocol_version.is_none()
        && path.is_none()
        && matcher.is_none()
        && old.protocol.is_none();
    // A group that speaks TCP has no check at all until somebody describes one.
    if config.protocol.as_deref() == Some("TCP") && untouched && enabled == Some(false) {
        return Ok(HealthCheck { enabled, ..Default::default() });
    }
    let defaults = full_health_check(config);
    let number = |asked: Option<i32>, old: Option<i32>, default: Option<i32>| match asked {
        Some(0) => default,
        Some(number) => Some(number),
        None => old.or(default),
    };
    let text = |asked: Option<String>, old: Option<String>, default: Option<String>| match asked {
        Some(text) if text.is_empty() => default,
        Some(text) => Some(text),
        None => old.or(default),
    };
    Ok(HealthCheck {
        enabled,
        protocol: text(protocol, old.protocol, defaults.protocol),
        protocol_version: text(protocol_version, old.protocol_version, defaults.protocol_version),
        port: number(port, old.port, None),
        path: text(path, old.path, defaults.path),
        health_check_interval_seconds: number(
            interval,
            old.health_check_interval_seconds,
            defaults.health_check_interval_seconds,
        ),
        health_check_timeout_seconds: number(
            timeout,
            old.health_check_timeout_seconds,
            defaults.health_check_timeout_seconds,
        ),
        healthy_threshold_count: number(healthy, old.healthy_threshold_count, defaults.healthy_threshold_count),
        unhealthy_threshold_count: number(unhealthy, old.unhealthy_threshold_count, defaults.unhealthy_threshold_count),
        matcher: match matcher {
            Some(matcher) if matcher.http_code.is_empty() => defaults.matcher,
            Some(matcher) => Some(matcher),
            None => old.matcher.or(defaults.matcher),
        },
    })
}
