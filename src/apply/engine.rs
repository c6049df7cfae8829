//! A whole run: rounds of steps until the account, read again, is what it should be.

use std::collections::BTreeMap;
use std::future::Future;
use std::time::Duration;

use serde::Serialize;

use super::agreed::Agreed;
use super::build::{self, Job};
use super::check::{self, Blocked, Refusal, Rules};
use super::consent::{Allowed, MaxDeletes};
use super::event::{Event, Listener, StepName};
use super::execute::Runner;
use super::round;
use super::stop::{Signal, Stop};
use super::target::Kept;
use super::token;
use super::wait::Patience;
use crate::aws::LatticeWrite;
use crate::diff::{Change, ChangeSet, Class, Operation};
use crate::model::{Account, Label};
use crate::observe::Beyond;

/// Where a round starts and where it goes.
#[derive(Clone, Debug, Default)]
pub struct Aim {
    /// The account as it is.
    pub before: Account,
    /// The account as it shall be.
    pub after: Account,
    /// What differs.
    pub changes: ChangeSet,
    /// Deletions that something stands in the way of.
    pub blocked: Vec<Blocked>,
    /// What stays by choice.
    pub kept: Vec<Kept>,
    /// What the account holds beyond what was read.
    pub beyond: Beyond,
}

/// How a run behaves.
#[derive(Clone, Debug)]
pub struct Options {
    /// What may be done without asking again.
    pub allowed: Allowed,
    /// How much it may delete, over all rounds.
    pub max_deletes: Option<MaxDeletes>,
    /// What the check relies on.
    pub rules: Rules,
    /// How patient it is.
    pub patience: Patience,
    /// How many rounds it takes at most.
    pub rounds: u32,
    /// How it is asked to stop.
    pub stop: Stop,
}

/// A step that failed or was not tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Unfinished {
    /// Which.
    #[serde(flatten)]
    pub step: StepName,
    /// Why.
    pub reason: String,
}

/// How a run ended.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Rounds that were begun.
    pub rounds: u32,
    /// Changes that were made, by resource.
    pub done: BTreeMap<Label, Class>,
    /// What failed in the last round.
    pub failed: Vec<Unfinished>,
    /// What was under way when the run was stopped.
    pub midway: Vec<Unfinished>,
    /// What was not tried in the last round.
    pub not_tried: Vec<Unfinished>,
    /// What still differs after the last look; `None` where there was none.
    pub remaining: Option<ChangeSet>,
    /// Deletions that something stands in the way of.
    pub blocked: Vec<Blocked>,
    /// Why a later round was not begun.
    pub refused: Vec<Refusal>,
    /// Who stopped it.
    pub stopped: Option<Signal>,
}

impl Report {
    /// Whether the account was seen to be what it should be.
    pub fn converged(&self) -> bool {
        self.remaining.as_ref().is_some_and(ChangeSet::is_empty)
    }
}

/// Runs from the first aim until the account is what it should be, failures stop it, or somebody does.
/// `look` reads the account again and aims anew; its flag asks for tags from the resources themselves.
pub async fn run<W, Look, Answer, E>(
    writer: &W,
    first: Aim,
    options: &Options,
    look: Look,
    listener: &dyn Listener,
) -> Result<Report, (Report, E)>
where
    W: LatticeWrite,
    Look: Fn(bool) -> Answer,
    Answer: Future<Output = Result<Aim, E>>,
{
    let first_blocked = first.blocked.clone();
    let mut report = Report { blocked: first.blocked.clone(), ..Report::default() };
    let salt = fresh_salt();
    // What the user saw and agreed to stays agreed to.
    let mut allowed = options.allowed.clone();
    allowed.extend(first.changes.classes());
    let mut agreed = Agreed::new(&first, options.max_deletes, &options.rules.managed_by);
    let mut aim = first;
    let mut in_use: BTreeMap<Label, Blocked> = BTreeMap::new();
    loop {
        report.rounds += 1;
        let (raced, kept) = Box::pin(one_round(writer, &aim, options, &salt, &mut report, &mut agreed, listener)).await;
        in_use.extend(kept.into_iter().map(|blocked| (blocked.label.clone(), blocked)));
        if let Some(signal) = options.stop.asked() {
            report.stopped = Some(signal);
            return Ok(report);
        }
        listener.on(&Event::Verifying);
        aim = match Box::pin(looked(&look, &in_use, &first_blocked, &options.stop)).await {
            Ok(aim) => aim,
            Err(error) => return Err((report, error)),
        };
        report.blocked.clone_from(&aim.blocked);
        let clean = report.failed.is_empty() && report.not_tried.is_empty();
        let finished = aim.changes.is_empty();
        report.remaining = Some(aim.changes.clone());
        if finished {
            report.failed.clear();
            report.not_tried.clear();
            return Ok(report);
        }
        if report.rounds >= options.rounds || !(raced || clean) {
            return Ok(report);
        }
        report.refused = check::check(&aim, &options.rules);
        report.refused.extend(agreed.beyond(&aim));
        let missing = allowed.missing(&aim.changes);
        if !missing.is_empty() {
            let names: Vec<_> = missing.iter().map(|class| class.name()).collect();
            let reason = format!("the account changed meanwhile, and nobody allowed {}", names.join(", "));
            report.refused.push(Refusal { code: None, label: "run".to_owned(), reason });
        }
        if !report.refused.is_empty() {
            return Ok(report);
        }
        let reason =
            if raced { "somebody else changes the account too" } else { "the account is not yet what it should be" };
        listener.on(&Event::Again { reason: reason.to_owned() });
        options.stop.sleep(backoff(report.rounds)).await;
    }
}

/// The account after a round. What came into the way while the round ran, by somebody else's hand, may be on
/// its way out again: one more look tells.
async fn looked<Look, Answer, E>(
    look: &Look,
    in_use: &BTreeMap<Label, Blocked>,
    first_blocked: &[Blocked],
    stop: &Stop,
) -> Result<Aim, E>
where
    Look: Fn(bool) -> Answer,
    Answer: Future<Output = Result<Aim, E>>,
{
    let mut aim = verified(look).await?;
    leave(&mut aim, in_use);
    if aim.changes.is_empty() && aim.blocked.iter().any(|blocked| !first_blocked.contains(blocked)) {
        stop.sleep(backoff(2)).await;
        aim = verified(look).await?;
        leave(&mut aim, in_use);
    }
    Ok(aim)
}

/// The tagging API lags behind: what it shows as different is looked at again without it.
async fn verified<Look, Answer, E>(look: &Look) -> Result<Aim, E>
where
    Look: Fn(bool) -> Answer,
    Answer: Future<Output = Result<Aim, E>>,
{
    let aim = look(false).await?;
    if aim.changes.is_empty() { Ok(aim) } else { look(true).await }
}

/// What others were found to use stays: the run aims at an account that still has it.
fn leave(aim: &mut Aim, in_use: &BTreeMap<Label, Blocked>) {
    let goes = |change: &Change| change.operation == Operation::Delete && in_use.contains_key(&change.label);
    let kept: Vec<Label> = aim.changes.changes.iter().filter(|change| goes(change)).map(|c| c.label.clone()).collect();
    aim.changes.changes.retain(|change| !goes(change));
    for label in kept {
        if let Some(group) = aim.before.target_groups.get(&label) {
            aim.after.target_groups.insert(label.clone(), group.clone());
        }
        aim.blocked.extend(in_use.get(&label).cloned());
    }
    aim.blocked.sort();
    aim.blocked.dedup();
}

/// One round; tells whether somebody else got in its way, and what others were found to use.
async fn one_round<W: LatticeWrite>(
    writer: &W,
    aim: &Aim,
    options: &Options,
    salt: &str,
    report: &mut Report,
    agreed: &mut Agreed,
    listener: &dyn Listener,
) -> (bool, Vec<Blocked>) {
    let quotas = options.rules.quotas.clone().unwrap_or_default();
    let changes = build::apart(&aim.before, &aim.changes);
    let graph = build::build(&Job {
        before: &aim.before,
        after: &aim.after,
        changes: &changes,
        rules_per_listener: quotas.rules_per_listener,
        listeners_per_service: quotas.listeners_per_service,
        targets_per_group: quotas.targets_per_target_group,
    });
    let names: Vec<StepName> = graph.steps.iter().map(StepName::from).collect();
    listener.on(&Event::RoundStarted { round: report.rounds, steps: names.len(), names });
    let name = format!("{salt}-{}", report.rounds);
    let (before, after) = (aim.before.clone(), aim.after.clone());
    let mut runner = Runner::new(writer.clone(), before, after, changes, options.rules.managed_by.clone(), name);
    runner.targets_per_group = quotas.targets_per_target_group;
    runner.patience = options.patience;
    runner.stop = options.stop.clone();
    runner.group_names.clone_from(&aim.beyond.group_names);
    let ended = round::run(&runner, &graph, listener).await;
    agreed.made(runner.made());
    let done = ended.changes_done(&graph);
    let class = |label: &Label| aim.changes.get(label).map(|change| (label.clone(), change.class()));
    report.done.extend(done.iter().filter_map(class));
    let name = |id: usize| StepName::from(&graph.steps[id]);
    let failed = ended.failed.iter().map(|(id, error)| Unfinished { step: name(*id), reason: error.to_string() });
    report.failed = failed.collect();
    let midway = ended.midway.iter().map(|(id, error)| Unfinished { step: name(*id), reason: error.to_string() });
    report.midway = midway.collect();
    let skipped = ended.skipped.iter().map(|(id, reason)| Unfinished { step: name(*id), reason: reason.clone() });
    report.not_tried = skipped.collect();
    let blocked = ended.blocked.iter();
    let blocked = blocked.map(|(id, by)| Blocked { label: graph.steps[*id].label.clone(), by: by.clone() });
    (ended.was_a_race(), blocked.collect())
}

/// Another one for each run: tokens of an earlier run must not bring back what was deleted since.
fn fresh_salt() -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    token::fingerprint(&format!("{}-{}-{}", std::process::id(), now.as_nanos(), fastrand::u64(..)))
}

/// Two runs at once must not keep step with each other.
fn backoff(round: u32) -> Duration {
    Duration::from_millis(fastrand::u64(20..=100) << round.min(6))
}
