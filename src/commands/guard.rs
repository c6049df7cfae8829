//! What stands between a set of changes and the account: findings, ownership, quotas, consent.

use std::io::{BufRead as _, IsTerminal as _, Write as _};

use super::change::Compared;
use super::cluster::Live;
use super::output::write_stderr;
use super::report;
use super::source::{self, Loaded};
use crate::apply::{Aim, AllowArgument, Allowed, Controlled, MaxDeletes, Rules, check, over_quotas};
use crate::diag::Code;
use crate::diff::Class;
use crate::error::{Error, Exit};
use crate::observe::Coverage;
use crate::settings::Settings;
use crate::translate::SETTING;

/// A resource without an owner's tag is in the way.
pub const UNTAGGED: Code = Code(2002);

/// A resource is in a failed state.
pub const DEAD: Code = Code(2008);

/// What the user allows.
#[derive(clap::Args, Clone, Debug, Default)]
#[command(next_help_heading = "Consent")]
pub struct ConsentArgs {
    /// Take over resources of that name that carry no owner's tag
    #[arg(long)]
    pub adopt: bool,

    /// Refuse to delete more than N resources, or than P% of what is ours
    #[arg(long, value_name = "N|P%")]
    pub max_deletes: Option<MaxDeletes>,

    /// Do not ask
    #[arg(long)]
    pub auto_approve: bool,

    /// Apply what can be applied where objects have errors, and over the quotas that are known
    #[arg(long)]
    pub keep_going: bool,

    /// Go on although a controller is seen running that manages the same resources
    #[arg(long)]
    pub beside_controller: bool,
}

/// The classes of `--allow`.
pub fn allowed(arguments: &[AllowArgument]) -> Allowed {
    if arguments.contains(&AllowArgument::All) {
        return Allowed::all();
    }
    let class = |argument: &AllowArgument| match argument {
        AllowArgument::All => None,
        AllowArgument::Class(class) => Some(*class),
    };
    Allowed::new(arguments.iter().filter_map(class))
}

fn refused(message: impl Into<String>) -> Error {
    Error::ended(Exit::Refused, message)
}

/// Refuses to delete by manifests that can't be read whole: what is left of them says less than was meant,
/// or nothing at all.
pub fn readable(loaded: &Loaded, settings: &Settings, consent: &ConsentArgs) -> Result<(), Error> {
    let print = || {
        let mut findings = loaded.diagnostics.clone();
        source::finish(&mut findings, settings);
        report::print(&findings, &loaded.manifests.sources, settings);
    };
    if loaded.manifests.objects.is_empty() {
        print();
        return Err(refused("no object in the input stands for anything: nothing was deleted"));
    }
    if loaded.diagnostics.has_errors() && !consent.keep_going {
        print();
        return Err(refused(
            "not every object could be read: nothing was deleted; --keep-going deletes what the rest stands for",
        ));
    }
    Ok(())
}

/// Refuses to prune by an input that stands for nothing: all that is ours would go.
pub fn something_wanted(compared: &Compared) -> Result<(), Error> {
    let wanted = compared.planned.plan.provenance.values();
    if compared.aim.changes.is_empty() || wanted.into_iter().any(|wanted| wanted.source.object.kind != SETTING) {
        return Ok(());
    }
    Err(refused(
        "no object in the input stands for anything, and --prune would delete all that is ours: nothing was changed; \
         `destroy` with their manifests does that",
    ))
}

/// What an apply deals with is no obstacle, only told: what ended in a failed state it makes anew, and with
/// `--adopt` it takes over what carries no owner's tag.
pub fn dealt_with(mut compared: Compared, consent: &ConsentArgs) -> Compared {
    compared.planned.diagnostics.consent(DEAD, "apply makes it anew");
    if consent.adopt {
        compared.planned.diagnostics.consent(UNTAGGED, "--adopt takes it over");
    }
    compared
}

/// Fails where cluster or account could be read in part only: what can't be seen would look as if nobody
/// wanted it, or as if it were as it should be.
pub fn whole(live: Option<&Live>, coverage: &Coverage, so: &str) -> Result<(), Error> {
    if let Some(live) = live.filter(|live| !live.unseen.is_empty()) {
        let unseen: Vec<_> = live.unseen.iter().map(|unseen| unseen.resource.as_str()).collect();
        let message = format!("parts of the cluster can't be read{so}: {}", unseen.join(", "));
        return Err(Error::ended(Exit::Failure, message));
    }
    if !coverage.is_complete() {
        let gaps: Vec<_> = coverage.gaps().iter().map(|gap| format!("  {gap}")).collect();
        let message = format!("parts of the account can't be read{so}:\n{}", gaps.join("\n"));
        return Err(Error::ended(Exit::Failure, message));
    }
    Ok(())
}

/// The aim of a later look, which must see all that the first one saw.
pub fn again(compared: Compared) -> Result<Aim, Error> {
    whole(compared.planned.live.as_ref(), &compared.coverage, "")?;
    Ok(compared.aim)
}

/// Refuses a controller at work, seen or suspected.
pub fn controller(running: Option<&Controlled>, consent: &ConsentArgs) -> Result<(), Error> {
    match running {
        Some(controlled) if !consent.beside_controller => {
            Err(refused(format!("{controlled}; --beside-controller goes on all the same")))
        }
        _ => Ok(()),
    }
}

/// Refuses manifests with errors, a view of the account with holes, and a controller at work.
pub fn inputs(compared: &Compared, consent: &ConsentArgs) -> Result<(), Error> {
    let planned = &compared.planned;
    whole(planned.live.as_ref(), &compared.coverage, ", so nothing is changed")?;
    if planned.diagnostics.has_errors() && !consent.keep_going {
        let strict = if planned.is_strict { " (with --strict warnings are errors, too)" } else { "" };
        return Err(refused(format!("the manifests have errors{strict}; --keep-going applies the rest")));
    }
    controller(planned.live.as_ref().and_then(|live| live.controlled.as_ref()), consent)
}

/// Refuses what can't be finished, what nobody allowed, and too many deletions.
pub fn changes(aim: &Aim, rules: &Rules, allowed: &Allowed, consent: &ConsentArgs) -> Result<(), Error> {
    if rules.over_quota {
        let lines = over_quotas(aim, rules).into_iter().map(|refusal| format!("warning: {refusal}\n"));
        write_stderr(&lines.collect::<String>());
    }
    let refusals = check(aim, rules);
    if !refusals.is_empty() {
        let lines: Vec<_> = refusals.iter().map(|refusal| format!("  {refusal}")).collect();
        return Err(refused(format!("nothing was changed, because it can't be finished:\n{}", lines.join("\n"))));
    }
    let missing = allowed.missing(&aim.changes);
    if !missing.is_empty() {
        let names: Vec<_> = missing.iter().map(|class| class.name()).collect();
        let lines: Vec<_> = missing.iter().map(|class| format!("  {class}: {}", examples(aim, *class))).collect();
        let message = format!("nobody allowed these changes (--allow {}):\n{}", names.join(","), lines.join("\n"));
        return Err(refused(message));
    }
    let exceeded = consent.max_deletes.and_then(|max| max.exceeded(&aim.changes, &aim.before, &rules.managed_by));
    exceeded.map_or(Ok(()), |reason| Err(refused(reason)))
}

fn examples(aim: &Aim, class: Class) -> String {
    let of_class: Vec<_> = aim.changes.changes.iter().filter(|change| change.classes.contains(&class)).collect();
    let mut names: Vec<_> = of_class.iter().take(3).map(|change| change.label.clone()).collect();
    if of_class.len() > names.len() {
        names.push(format!("and {} more", of_class.len() - names.len()));
    }
    names.join(", ")
}

/// Asks, unless told not to; takes only `yes`.
pub fn ask(question: &str, consent: &ConsentArgs, stdin_is_taken: bool) -> Result<(), Error> {
    if consent.auto_approve {
        return Ok(());
    }
    let terminal = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    if stdin_is_taken {
        let message = "stdin holds the manifests, so nobody can be asked: give them as files, or --auto-approve";
        return Err(refused(message));
    }
    if !terminal {
        return Err(refused("nobody can be asked here: --auto-approve does without"));
    }
    write_stderr(&format!("{question} Only `yes` is taken: "));
    let _ = std::io::stderr().flush();
    let mut answer = String::new();
    let read = std::io::stdin().lock().read_line(&mut answer);
    match read {
        Ok(_) if answer.trim() == "yes" => Ok(()),
        _ => Err(refused("not confirmed: nothing was changed")),
    }
}
