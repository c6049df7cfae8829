//! Targets: batches that fail in part, addresses that Lattice takes, health and draining.

use std::net::IpAddr;

use serde_json::{Value, json};

use super::super::core::{Core, Input, compact, wall_millis};
use super::super::failure::Failure;
use super::super::ids::{self, Kind};
use super::super::lifecycle::is_over;
use super::super::options::Quota;
use super::super::state::{Phase, Target, TargetGroup, Vpc, Wait};
use super::listing;
use crate::model::Target as Asked;

const KIND: Kind = Kind::TargetGroup;

pub fn register(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let (id, asked) = prepare(core, input)?;
    let group = &core.state.target_groups[&id];
    let fresh = asked.iter().filter(|target| position(group, target).is_none()).count();
    core.within(Quota::TargetsPerTargetGroup, KIND, group.targets.len(), fresh)?;
    let (mut successful, mut unsuccessful) = (Vec::new(), Vec::new());
    let until = Some(Core::wait(core.behaviour.pace));
    for target in asked {
        let target = with_port(&core.state.target_groups[&id], target);
        let refusal = match core.fail_item.take() {
            Some(code) => Some((code, "the sandbox was told to refuse this item".to_owned())),
            None => refusal(core, &core.state.target_groups[&id], &target),
        };
        if let Some((code, message)) = refusal {
            unsuccessful.push(failed(&target, &code, &message));
            continue;
        }
        successful.push(plain(&target));
        let Some(group) = core.state.target_groups.get_mut(&id) else { continue };
        let fresh = Target { id: target.id.clone(), port: target.port, phase: Phase::Initial, until };
        match position(group, &target) {
            // A target that drains comes back; one that is registered stays as it is.
            Some(at) if group.targets[at].phase == Phase::Draining => group.targets[at] = fresh,
            Some(_) => {}
            None => group.targets.push(fresh),
        }
    }
    Ok(json!({"successful": successful, "unsuccessful": unsuccessful}))
}

pub fn deregister(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let (id, asked) = prepare(core, input)?;
    let used = !core.state.users_of(&id).is_empty();
    let (mut successful, mut unsuccessful) = (Vec::new(), Vec::new());
    let until = Some(Core::wait(core.behaviour.drain));
    for target in asked {
        let Some(group) = core.state.target_groups.get_mut(&id) else { continue };
        let target = with_port(group, target);
        if let Some(code) = core.fail_item.take() {
            unsuccessful.push(failed(&target, &code, "the sandbox was told to refuse this item"));
            continue;
        }
        let Some(at) = position(group, &target) else {
            unsuccessful.push(failed(&target, "TargetNotFound", "the target is not registered"));
            continue;
        };
        successful.push(plain(&target));
        if !used {
            group.targets.remove(at);
        } else if group.targets[at].phase != Phase::Draining {
            group.targets[at].phase = Phase::Draining;
            group.targets[at].until = until;
        }
    }
    core.finish_drains(&id);
    Ok(json!({"successful": successful, "unsuccessful": unsuccessful}))
}

pub fn list(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let id = core.find(KIND, input.need("targetGroupIdentifier")?)?;
    core.finish_drains(&id);
    let filter: Option<Vec<Asked>> = input.read("targets")?;
    let group = &core.state.target_groups[&id];
    let used = !core.state.users_of(&id).is_empty();
    let mut shown: Vec<(String, &Target)> = group
        .targets
        .iter()
        .filter(|target| {
            filter.as_ref().is_none_or(|asked| {
                asked.is_empty()
                    || asked.iter().any(|one| one.id == target.id && (one.port.is_none() || one.port == target.port))
            })
        })
        .map(|target| (key(target), target))
        .collect();
    shown.sort_by(|left, right| left.0.cmp(&right.0));
    let page = core.page(input, shown)?.map(|target| {
        let (status, reason) = status(group, target, used);
        compact(json!({"id": target.id, "port": target.port, "status": status, "reasonCode": reason}))
    });
    core.poll_drain(&id);
    Ok(listing(&page))
}

/// The group and the targets that a batch call names; the group must be there and ready.
fn prepare(core: &mut Core, input: &Input<'_>) -> Result<(String, Vec<Asked>), Failure> {
    let id = core.find(KIND, input.need("targetGroupIdentifier")?)?;
    core.own(&core.state.target_groups[&id].stamp.arn, input.operation)?;
    let status = core.state.target_groups[&id].progress.status.clone();
    if status != "ACTIVE" {
        return Err(core.refuse_status(KIND, &id, &status));
    }
    core.finish_drains(&id);
    Ok((id, input.read("targets")?.unwrap_or_default()))
}

fn with_port(group: &TargetGroup, target: Asked) -> Asked {
    let port = match group.kind.as_str() {
        "LAMBDA" => None,
        _ => target.port.or_else(|| group.config.as_ref()?.port),
    };
    Asked { port, ..target }
}

fn position(group: &TargetGroup, target: &Asked) -> Option<usize> {
    let target = with_port(group, target.clone());
    group.targets.iter().position(|known| known.id == target.id && known.port == target.port)
}

fn plain(target: &Asked) -> Value {
    compact(json!({"id": target.id, "port": target.port}))
}

fn failed(target: &Asked, code: &str, message: &str) -> Value {
    compact(json!({"id": target.id, "port": target.port, "failureCode": code, "failureMessage": message}))
}

fn key(target: &Target) -> String {
    format!("{}|{:05}", target.id, target.port.unwrap_or_default())
}

/// Why a target can't be registered: failure code and message.
fn refusal(core: &Core, group: &TargetGroup, target: &Asked) -> Option<(String, String)> {
    let wrong = |message: String| Some(("InvalidTarget".to_owned(), message));
    let config = group.config.clone().unwrap_or_default();
    match group.kind.as_str() {
        "LAMBDA" if !target.id.starts_with("arn:") || !target.id.contains(":lambda:") => {
            wrong(format!("{} is not the ARN of a Lambda function", target.id))
        }
        "INSTANCE" if !target.id.starts_with("i-") => wrong(format!("{} is not an instance id", target.id)),
        "ALB" if !target.id.starts_with("arn:") || !target.id.contains(":loadbalancer/app/") => {
            wrong(format!("{} is not the ARN of an Application Load Balancer", target.id))
        }
        "LAMBDA" | "ALB" if !group.targets.is_empty() && position(group, target).is_none() => {
            Some(("TargetLimitExceeded".to_owned(), format!("a target group of type {} takes one target", group.kind)))
        }
        "IP" => {
            let vpc = config.vpc_identifier.and_then(|vpc| core.state.vpcs.get(&vpc));
            address_refusal(&target.id, config.ip_address_type.as_deref().unwrap_or("IPV4"), vpc).and_then(wrong)
        }
        _ => None,
    }
}

/// Why an address is no target: not of the group's family, not private, not in the VPC (where that is known).
pub fn address_refusal(text: &str, family: &str, vpc: Option<&Vpc>) -> Option<String> {
    let Ok(address) = text.parse::<IpAddr>() else { return Some(format!("{text} is not an IP address")) };
    if address.is_ipv4() != (family == "IPV4") {
        return Some(format!("{text} is not of the target group's address type {family}"));
    }
    if let Some(vpc) = vpc {
        let blocks = if address.is_ipv4() { &vpc.cidr_blocks } else { &vpc.ipv6_cidr_blocks };
        return (!blocks.iter().any(|block| contains(block, address)))
            .then(|| format!("{text} is not in the target group's VPC"));
    }
    let taken = match address {
        IpAddr::V4(address) => address.is_private() || contains("100.64.0.0/10", address.into()),
        IpAddr::V6(address) => contains("fc00::/7", address.into()) || contains("2000::/3", address.into()),
    };
    (!taken).then(|| format!("{text} is not an address of a VPC"))
}

fn contains(block: &str, address: IpAddr) -> bool {
    let Some((base, length)) = block.split_once('/') else { return false };
    let (Ok(base), Ok(length)) = (base.parse::<IpAddr>(), length.parse::<u32>()) else { return false };
    let (base, address, width) = match (base, address) {
        (IpAddr::V4(base), IpAddr::V4(address)) => (u128::from(base.to_bits()), u128::from(address.to_bits()), 32),
        (IpAddr::V6(base), IpAddr::V6(address)) => (base.to_bits(), address.to_bits(), 128),
        _ => return false,
    };
    if length > width {
        return false;
    }
    let shift = width - length;
    shift == 128 || (base >> shift) == (address >> shift)
}

/// The status that a list shows, with the reason.
pub fn status(group: &TargetGroup, target: &Target, used: bool) -> (&'static str, Option<&'static str>) {
    let checked = group.config.as_ref().and_then(|config| config.health_check.as_ref()?.enabled) == Some(true);
    match target.phase {
        Phase::Draining => ("DRAINING", Some("TargetDeregistrationInProgress")),
        _ if !used => ("UNUSED", Some("TargetGroupNotInUse")),
        _ if !checked => ("UNAVAILABLE", Some("HealthCheckDisabled")),
        Phase::Unhealthy => ("UNHEALTHY", Some("HealthCheckFailed")),
        Phase::Healthy => ("HEALTHY", None),
        Phase::Initial if target.until.is_none_or(|wait| is_over(wait, wall_millis())) => ("HEALTHY", None),
        Phase::Initial => ("INITIAL", Some("HealthCheckInProgress")),
    }
}

impl Core {
    /// Takes away the targets that have drained.
    pub fn finish_drains(&mut self, group: &str) {
        let now = wall_millis();
        let Some(group) = self.state.target_groups.get_mut(group) else { return };
        let before = group.targets.len();
        group
            .targets
            .retain(|target| target.phase != Phase::Draining || target.until.is_some_and(|wait| !is_over(wait, now)));
        if group.targets.len() != before {
            self.version += 1;
        }
    }

    /// One look at a group's targets: those that are on their way come one step further.
    pub fn poll_drain(&mut self, group: &str) {
        self.finish_drains(group);
        let used = !self.state.users_of(group).is_empty();
        let Some(group) = self.state.target_groups.get_mut(group) else { return };
        for target in &mut group.targets {
            let moves = target.phase == Phase::Draining || (target.phase == Phase::Initial && used);
            if let (true, Some(Wait::Polls(left))) = (moves, &mut target.until)
                && *left > 0
            {
                *left -= 1;
                self.version += 1;
            }
        }
    }

    /// Sets the health of a registered target, as if its checks had found it (`None` as port: any).
    ///
    /// # Errors
    /// When there is no such group or target.
    pub fn set_health(&mut self, group: &str, id: &str, port: Option<i32>, healthy: bool) -> Result<(), Failure> {
        let group = self.find(KIND, group)?;
        let targets = &mut self
            .state
            .target_groups
            .get_mut(&group)
            .ok_or_else(|| Failure::not_found("TARGET_GROUP", &group))?
            .targets;
        let mut found = false;
        for target in targets.iter_mut().filter(|target| target.id == id && (port.is_none() || target.port == port)) {
            if target.phase != Phase::Draining {
                target.phase = if healthy { Phase::Healthy } else { Phase::Unhealthy };
                target.until = None;
            }
            found = true;
        }
        self.version += 1;
        if found { Ok(()) } else { Err(Failure::not_found("TARGET", ids::id_of(id))) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_must_be_of_a_vpc() {
        for good in ["10.0.0.1", "172.31.2.3", "192.168.1.1", "100.64.0.9"] {
            assert_eq!(address_refusal(good, "IPV4", None), None, "{good}");
        }
        for bad in ["8.8.8.8", "127.0.0.1", "169.254.1.1", "203.0.113.7", "fd00::1", "nothing"] {
            assert!(address_refusal(bad, "IPV4", None).is_some(), "{bad}");
        }
        assert_eq!(address_refusal("fd00:10::1", "IPV6", None), None);
        assert_eq!(address_refusal("2600:1f14::7", "IPV6", None), None);
        assert!(address_refusal("fe80::1", "IPV6", None).is_some());
        assert!(address_refusal("::1", "IPV6", None).is_some());
        let vpc = Vpc { cidr_blocks: vec!["10.1.0.0/16".to_owned()], ipv6_cidr_blocks: vec![] };
        assert_eq!(address_refusal("10.1.2.3", "IPV4", Some(&vpc)), None);
        assert!(address_refusal("10.2.2.3", "IPV4", Some(&vpc)).is_some());
    }
}
