//! How a sandbox behaves: everything that can be set, for the library and the command line.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::faults::{Fault, check_operation};
use crate::model::Account;

/// Everything that can be set when a sandbox starts.
#[derive(Clone, Debug)]
pub struct SandboxOptions {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Whether an address other than loopback is allowed. Nobody's credentials are checked.
    pub allow_remote: bool,
    /// The file that keeps the state over restarts.
    pub state_file: Option<PathBuf>,
    /// What a sandbox without a kept state begins with.
    pub beginning: Option<Account>,
    /// The account, twelve digits.
    pub account: String,
    /// The region.
    pub region: String,
    /// What ids derive from: the same seed and calls give the same ids.
    pub seed: u64,
    /// Where times come from.
    pub clock: Clock,
    /// How it behaves; can be changed while it runs.
    pub behaviour: Behaviour,
}

impl Default for SandboxOptions {
    fn default() -> Self {
        Self {
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            allow_remote: false,
            state_file: None,
            beginning: None,
            account: "123456789012".to_owned(),
            region: "us-west-2".to_owned(),
            seed: 0,
            clock: Clock::Wall,
            behaviour: Behaviour::default(),
        }
    }
}

/// Where `createdAt` and `lastUpdatedAt` come from; either way no two changes have the same time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    Wall,
    /// One second later with every change, from 1 January 2026: the same calls give the same times.
    Logical,
}

/// What can be changed while a sandbox runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Behaviour {
    /// The most items of a page, whatever a client asks for (1 to 100).
    pub page_size: usize,
    /// How long creates, updates and deletes stay in progress, and targets `INITIAL`.
    pub pace: Pace,
    /// How long targets drain.
    pub drain: Pace,
    /// Limits by name, see [`Quota`].
    pub quotas: BTreeMap<Quota, usize>,
    /// Calls a second by operation (`*`: every other one).
    pub rates: BTreeMap<String, Rate>,
    /// What goes wrong on purpose.
    pub faults: Vec<Fault>,
    /// Milliseconds before every answer.
    pub latency_ms: u64,
    /// How far the tagging service lags behind.
    pub tag_lag: Lag,
    /// Whether every answer is held against the published output shape; see [`super::Engine::violations`].
    pub check_answers: bool,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            page_size: 100,
            pace: Pace::Polls(1),
            drain: Pace::Polls(1),
            quotas: BTreeMap::new(),
            rates: BTreeMap::new(),
            faults: Vec::new(),
            latency_ms: 0,
            tag_lag: Lag::None,
            check_answers: true,
        }
    }
}

impl Behaviour {
    /// Whether faults and rates name operations that there are, and can work.
    ///
    /// # Errors
    /// The first thing that can't be meant.
    pub fn check(&self) -> Result<(), String> {
        self.faults.iter().try_for_each(Fault::check)?;
        self.rates.iter().try_for_each(|(operation, rate)| check_operation(operation).and_then(|()| rate.check()))
    }

    /// The limit that holds.
    pub fn quota(&self, quota: Quota) -> usize {
        self.quotas.get(&quota).copied().unwrap_or_else(|| quota.default_limit())
    }
}

/// How long something stays in progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Pace {
    /// So many answers show it in progress (a Get, a List, a refusal because of it); the next one shows the end.
    Polls(u32),
    /// So many milliseconds.
    Millis(u64),
}

impl FromStr for Pace {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(polls) = text.strip_suffix("polls").or_else(|| text.strip_suffix("poll")) {
            return polls.trim().parse().map(Self::Polls).map_err(|_| format!("`{text}` is no number of polls"));
        }
        duration(text).map(|time| Self::Millis(u64::try_from(time.as_millis()).unwrap_or(u64::MAX)))
    }
}

/// Reads `250ms`, `2s`.
///
/// # Errors
/// When it is neither.
pub fn duration(text: &str) -> Result<Duration, String> {
    let wrong = |_| format!("`{text}` is no time: write 250ms, 2s or 3polls");
    if let Some(number) = text.strip_suffix("ms") {
        return number.trim().parse().map(Duration::from_millis).map_err(wrong);
    }
    text.strip_suffix('s').unwrap_or(text).trim().parse().map(Duration::from_secs).map_err(wrong)
}

/// How far the tagging service lags behind the tags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Lag {
    /// Not at all.
    #[default]
    None,
    /// So many milliseconds.
    Millis(u64),
    /// It shows no change until this is set to something else.
    Frozen,
}

/// A token bucket.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rate {
    /// Calls a second in the long run.
    pub per_second: f64,
    /// Calls at once.
    pub burst: f64,
}

impl FromStr for Rate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (rate, burst) = text.split_once('/').map_or((text, None), |(rate, burst)| (rate, Some(burst)));
        let number = |text: &str| {
            text.trim()
                .parse::<f64>()
                .ok()
                .filter(|number| number.is_finite() && *number > 0.0)
                .ok_or_else(|| format!("`{text}` is no number above 0"))
        };
        let per_second = number(rate)?;
        let rate = Self { per_second, burst: burst.map_or(Ok(per_second.max(1.0)), number)? };
        rate.check()?;
        Ok(rate)
    }
}

impl Rate {
    /// Whether a call can ever go through.
    ///
    /// # Errors
    /// When none can.
    pub fn check(&self) -> Result<(), String> {
        let sound = self.per_second.is_finite() && self.per_second > 0.0 && self.burst.is_finite() && self.burst >= 1.0;
        if sound { Ok(()) } else { Err("a rate is above 0, and its burst at least 1".to_owned()) }
    }
}

macro_rules! quotas {
    ($($name:ident $text:literal $title:literal $limit:literal;)*) => {
        /// What the service limits, with the default limits of the public quota page.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        #[expect(missing_docs, reason = "the titles say it")]
        pub enum Quota { $($name),* }

        impl Quota {
            /// Every quota.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The name that `--quota` takes.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }

            /// What error messages call it.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title),* }
            }

            /// The limit that holds when none is set.
            pub fn default_limit(self) -> usize {
                match self { $(Self::$name => $limit),* }
            }
        }
    };
}

quotas! {
    ServiceNetworks "service-networks" "Service networks per Region" 50;
    Services "services" "Services per Region" 2000;
    ListenersPerService "listeners-per-service" "Listeners per service" 2;
    RulesPerListener "rules-per-listener" "Rules per listener" 10;
    TargetGroups "target-groups" "Target groups per Region" 500;
    TargetsPerTargetGroup "targets-per-target-group" "Targets per target group" 1000;
    ServiceAssociationsPerNetwork "service-associations-per-network" "Service associations per service network" 500;
    VpcAssociationsPerNetwork "vpc-associations-per-network" "VPC associations per service network" 500;
}

impl Quota {
    /// The `quotaCode` of error answers: the sandbox's own, since the real ones are not published.
    pub fn code(self) -> String {
        format!("L-{:.8}", super::ids::digest(self.name())).to_uppercase()
    }
}

impl FromStr for Quota {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.iter().copied().find(|quota| quota.name() == text).ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|quota| quota.name()).collect();
            format!("`{text}` is no quota: there are {}", names.join(", "))
        })
    }
}
