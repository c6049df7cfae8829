//! What goes wrong on purpose: faults by operation and token buckets.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::options::{Rate, duration};

/// Something that goes wrong on purpose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Fault {
    /// The operation (`CreateRule`); `*` for every one.
    pub operation: String,
    /// What happens.
    pub kind: FaultKind,
    /// How many calls go well before.
    #[serde(default)]
    pub after: u64,
    /// How many calls it hits; every one when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
}

/// The ways to go wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FaultKind {
    /// 429, with `Retry-After` in seconds where given.
    Throttle(Option<u64>),
    /// 500, nothing done.
    Internal,
    /// 500, though the change was made.
    InternalAfter,
    /// 503, nothing done.
    Unavailable,
    /// 403.
    AccessDenied,
    /// 404 for a resource that is there (eventual consistency).
    NotFound,
    /// 402.
    Quota,
    /// 409 for something that is in nobody's way.
    Conflict,
    /// The answer waits, in milliseconds.
    Delay(u64),
    /// The connection closes before anything was done.
    DropBefore,
    /// The connection closes after the change was made.
    DropAfter,
    /// The transition that the call starts ends in `*_FAILED`, with this failure code.
    FailTransition(String),
    /// The first item of a batch call is refused, with this failure code.
    FailItem(String),
}

impl Fault {
    /// A fault that hits every call of an operation.
    pub fn new(operation: &str, kind: FaultKind) -> Self {
        Self { operation: operation.to_owned(), kind, after: 0, times: None }
    }

    /// The same fault for so many calls only.
    #[must_use]
    pub fn times(self, times: u64) -> Self {
        Self { times: Some(times), ..self }
    }

    /// The same fault after so many calls went well.
    #[must_use]
    pub fn after(self, after: u64) -> Self {
        Self { after, ..self }
    }
}

/// Operations that do a part of what they are asked.
const OF_ITEMS: [&str; 3] = ["RegisterTargets", "DeregisterTargets", "BatchUpdateRule"];
/// Operations after which a resource is at work for a while.
const WITH_TRANSITIONS: [&str; 9] = [
    "CreateService",
    "DeleteService",
    "CreateTargetGroup",
    "DeleteTargetGroup",
    "CreateServiceNetworkServiceAssociation",
    "DeleteServiceNetworkServiceAssociation",
    "CreateServiceNetworkVpcAssociation",
    "UpdateServiceNetworkVpcAssociation",
    "DeleteServiceNetworkVpcAssociation",
];

impl Fault {
    /// Whether it can ever hit.
    ///
    /// # Errors
    /// When it can't.
    pub fn check(&self) -> Result<(), String> {
        check_operation(&self.operation)?;
        let hits = |operations: &[&str]| self.operation == "*" || operations.contains(&self.operation.as_str());
        let (able, what) = match self.kind {
            FaultKind::FailItem(_) => (hits(&OF_ITEMS), "takes no items one by one"),
            FaultKind::FailTransition(_) => (hits(&WITH_TRANSITIONS), "begins no transition"),
            _ => (true, ""),
        };
        if !able {
            return Err(format!("{} {what}: this fault would never hit", self.operation));
        }
        if self.times == Some(0) {
            return Err("a fault that hits no call is none".to_owned());
        }
        Ok(())
    }
}

/// `OPERATION=KIND[:ARGUMENT][@AFTER][*TIMES]`.
impl FromStr for Fault {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |digits: &str| digits.parse().map_err(|_| format!("`{digits}` in `{text}` is no number"));
        let (operation, rest) =
            text.split_once('=').ok_or_else(|| format!("`{text}`: write OPERATION=KIND[:ARGUMENT][@AFTER][*TIMES]"))?;
        let (rest, times) = match rest.rsplit_once('*') {
            Some((rest, times)) => (rest, Some(number(times)?)),
            None => (rest, None),
        };
        let (rest, after) = match rest.rsplit_once('@') {
            Some((rest, after)) => (rest, number(after)?),
            None => (rest, 0),
        };
        let (kind, argument) = rest.split_once(':').map_or((rest, None), |(kind, argument)| (kind, Some(argument)));
        let kind = match kind {
            "throttle" => FaultKind::Throttle(argument.map(number).transpose()?),
            "internal" => FaultKind::Internal,
            "internal-after" => FaultKind::InternalAfter,
            "unavailable" => FaultKind::Unavailable,
            "access-denied" => FaultKind::AccessDenied,
            "not-found" => FaultKind::NotFound,
            "quota" => FaultKind::Quota,
            "conflict" => FaultKind::Conflict,
            "delay" => {
                let time = duration(argument.ok_or("delay needs a time, as in delay:200ms")?)?;
                FaultKind::Delay(u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
            }
            "drop-before" => FaultKind::DropBefore,
            "drop-after" => FaultKind::DropAfter,
            "fail-transition" => FaultKind::FailTransition(argument.unwrap_or("InternalError").to_owned()),
            "fail-item" => FaultKind::FailItem(argument.unwrap_or("InternalError").to_owned()),
            _ => {
                return Err(format!(
                    "`{kind}` is no fault: there are throttle[:SECONDS], internal, internal-after, unavailable, \
                     access-denied, not-found, quota, conflict, delay:TIME, drop-before, drop-after, fail-transition[:CODE], \
                     fail-item[:CODE]"
                ));
            }
        };
        let fault = Self { operation: operation.to_owned(), kind, after, times };
        fault.check()?;
        Ok(fault)
    }
}

/// Whether a fault or rate may name an operation: one that the sandbox has, or `*`.
///
/// # Errors
/// When there is no such operation, with the one that may be meant.
pub fn check_operation(name: &str) -> Result<(), String> {
    if name == "*" {
        return Ok(());
    }
    let known = || super::operations().into_iter().chain(super::neighbours::operations());
    if known().any(|operation| operation == name) {
        return Ok(());
    }
    let folded = |text: &str| text.to_lowercase().replace('-', "");
    let near = known().find(|operation| {
        let (known, given) = (folded(operation), folded(name));
        known == given || known.starts_with(&given) || given.starts_with(&known)
    });
    let near = near.map(|operation| format!(" (there is {operation})")).unwrap_or_default();
    Err(format!("the sandbox has no operation `{name}`{near}"))
}

/// The faults that hit one call, used up on the way.
pub fn take(faults: &mut Vec<Fault>, operation: &str) -> Vec<FaultKind> {
    let mut hit = Vec::new();
    faults.retain_mut(|fault| {
        if fault.operation != operation && fault.operation != "*" {
            return true;
        }
        if fault.after > 0 {
            fault.after -= 1;
            return true;
        }
        if fault.times == Some(0) {
            return false;
        }
        hit.push(fault.kind.clone());
        match &mut fault.times {
            Some(times) => {
                *times -= 1;
                *times > 0
            }
            None => true,
        }
    });
    hit
}

/// Token buckets by operation.
#[derive(Debug, Default)]
pub struct Buckets {
    filled: BTreeMap<String, (f64, i64)>,
}

impl Buckets {
    /// Takes one token at a time in milliseconds.
    ///
    /// # Errors
    /// The seconds until there is one, when the bucket is empty.
    pub fn take(&mut self, rates: &BTreeMap<String, Rate>, operation: &str, now: i64) -> Result<(), u64> {
        let Some(rate) = rates.get(operation).or_else(|| rates.get("*")) else { return Ok(()) };
        let (tokens, last) = self.filled.entry(operation.to_owned()).or_insert((rate.burst, now));
        #[expect(clippy::cast_precision_loss, reason = "milliseconds between two calls are few")]
        let passed = (now - *last).max(0) as f64 / 1000.0;
        *tokens = (*tokens + passed * rate.per_second).min(rate.burst);
        *last = now;
        if *tokens >= 1.0 {
            *tokens -= 1.0;
            return Ok(());
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small positive number")]
        let wait = ((1.0 - *tokens) / rate.per_second).ceil().min(3600.0) as u64;
        Err(wait.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_read_and_used_up() {
        let fault: Fault = "CreateRule=throttle:2@1*2".parse().expect("a fault");
        assert_eq!(fault, Fault::new("CreateRule", FaultKind::Throttle(Some(2))).after(1).times(2));
        let mut faults = vec![fault, Fault::new("*", FaultKind::Delay(5))];
        assert_eq!(take(&mut faults, "CreateRule"), [FaultKind::Delay(5)]);
        assert_eq!(take(&mut faults, "CreateRule").len(), 2);
        assert_eq!(take(&mut faults, "GetRule").len(), 1);
        assert_eq!(take(&mut faults, "CreateRule").len(), 2);
        assert_eq!(take(&mut faults, "CreateRule").len(), 1);
        assert!("CreateRule".parse::<Fault>().is_err());
        assert_eq!(
            "CreateRul=internal".parse::<Fault>(),
            Err("the sandbox has no operation `CreateRul` (there is CreateRule)".to_owned())
        );
        assert!("CreateRule=internal*0".parse::<Fault>().is_err());
        assert!("GetResources=internal".parse::<Fault>().is_ok());
        assert!("CreateRule=nonsense".parse::<Fault>().is_err());
        assert!("CreateRule=delay".parse::<Fault>().is_err());
        for never in ["CreateRule=fail-item", "CreateRule=fail-transition", "GetResources=fail-transition"] {
            assert!(never.parse::<Fault>().is_err(), "{never}");
        }
        for now in ["RegisterTargets=fail-item", "CreateService=fail-transition", "*=fail-transition"] {
            assert!(now.parse::<Fault>().is_ok(), "{now}");
        }
    }

    #[test]
    fn buckets_empty_and_fill() {
        let rates = BTreeMap::from([("GetRule".to_owned(), "2/3".parse::<Rate>().expect("a rate"))]);
        let mut buckets = Buckets::default();
        assert!((0..3).all(|_| buckets.take(&rates, "GetRule", 1000).is_ok()));
        assert_eq!(buckets.take(&rates, "GetRule", 1000), Err(1));
        assert!(buckets.take(&rates, "GetRule", 1500).is_ok());
        assert!(buckets.take(&rates, "GetService", 1500).is_ok());
    }
}
