//! `latticectl drift`: has the account moved away from the manifests?

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use super::account::{AccountArgs, LiveArgs, read_snapshot};
use super::cluster_view;
use super::drift_subject::{Subject, Wanted, subject, subject_in_snapshot};
use super::output::{self, write_stderr};
use super::report;
use super::signals::{Signals, exit_of};
use super::source::{self, SourceArgs};
use crate::aws::{LatticeRead, ReadClient};
use crate::diag::render::{self as findings, FindingRecord};
use crate::diag::{Diagnostic, Diagnostics, Location, Scope, Sources, Span};
use crate::diff::drift::{Baseline, DriftClass, Evidence, Fresh, Item, Past, drift};
use crate::diff::{Cause, Origins};
use crate::error::{Error, Exit};
use crate::model::Account;
use crate::observe::Coverage;
use crate::render::{self, DriftDocument};
use crate::settings::{Format, OutputSpec, Settings};

const AFTER_HELP: &str = "\
Classes:
  changed      someone changed it in the account (without --last: or it is not applied yet)
  both         changed in the account, and the manifests moved on
  missing      the manifests want it, the account has it not
  orphaned     ours by its tag, in no manifest
  failed       in a failed state
  unhealthy    targets that fail their health check
  foreign      somebody else's, on something of ours
  kept         other than the manifests would make it, and left so by the controller and by apply:
               a domain, names, policies that are switched off
  not-applied  the manifests moved on since --last
  pending      being created, changed or deleted
  unreadable   it could not be read

Exit codes: 0 no drift, 2 drift that --fail-on names, 1 an error, or not everything could be read.

Examples:
  latticectl drift manifests/                               at night, in a pipeline
  latticectl drift manifests/ --last applied.json           tells who moved: the account or the manifests
  latticectl drift manifests/ --fail-on changed,missing,foreign --ignore 'tg:*#targets*'
  latticectl drift manifests/ --baseline drift-baseline.yaml -o github
  latticectl drift manifests/ --watch 5m";

/// Tell whether the account has moved away from the manifests
///
/// What was applied last is kept in no state file and in no tag: `latticectl snapshot` after an apply
/// writes it, and `--last` takes it. With it a difference is told apart: changed in the account, not
/// applied yet, or both. Without it a difference counts as changed.
#[derive(clap::Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// Where manifests come from.
    #[command(flatten)]
    pub source: SourceArgs,

    #[command(flatten)]
    account: AccountArgs,

    #[command(flatten)]
    live: LiveArgs,

    /// A plan file (`plan --out`, `diff --out`) in place of manifests
    #[arg(long, value_name = "FILE", conflicts_with = "paths", value_hint = clap::ValueHint::FilePath)]
    plan: Option<PathBuf>,

    /// The account as it was after the last apply (made by `latticectl snapshot`)
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    last: Option<PathBuf>,

    /// Classes that end the run with 2; `all`, `none`, or any of those below
    #[arg(long, value_name = "CLASS,...", value_delimiter = ',', default_value = "changed,missing,orphaned")]
    fail_on: Vec<String>,

    /// Leave out RESOURCE or RESOURCE#FIELD (labels or ARNs and paths, as globs); may be given several times
    #[arg(long, value_name = "PATTERN")]
    ignore: Vec<String>,

    /// Accepted drift, each entry with its reason (YAML: `ignore:`, a list of resource, field, class, reason)
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    baseline: Option<PathBuf>,

    /// Look again each so often (30s, 5m, 1h), and report when something is different
    #[arg(long, value_name = "INTERVAL", value_parser = interval, conflicts_with = "live")]
    watch: Option<Duration>,

    /// With --watch: stop after so many looks
    #[arg(long, value_name = "N", requires = "watch")]
    rounds: Option<u64>,
}

/// What `-o` takes.
pub const FORMATS: [Format; 8] = [
    Format::Text,
    Format::Json,
    Format::Yaml,
    Format::Ndjson,
    Format::Markdown,
    Format::Github,
    Format::Junit,
    Format::Sarif,
];

/// What is asked of every look.
struct Question {
    outputs: Vec<OutputSpec>,
    fail_on: BTreeSet<DriftClass>,
    last: Option<(Account, Coverage)>,
}

/// What one look gave.
struct Look {
    document: DriftDocument,
    diagnostics: Diagnostics,
    sources: Sources,
    exit: Exit,
}

/// Runs the verb.
pub fn run(args: &Args, settings: &Settings) -> Result<Exit, Error> {
    let question = Question {
        outputs: output::wanted(settings, Format::Text, &FORMATS)?,
        fail_on: fail_on(&args.fail_on)?,
        last: args.last.as_deref().map(read_snapshot).transpose()?,
    };
    one_document(args, &question.outputs)?;
    // A pattern that can't be read is found before anything else is done.
    baseline(args)?;
    let mut settings = settings.clone();
    let exit = answered(args, &mut settings, &question);
    if let Err(error) = &exit {
        print_failure(error, &question)?;
    }
    exit
}

/// A format of one document can't take a look after the other on stdout; files hold the last one.
fn one_document(args: &Args, outputs: &[OutputSpec]) -> Result<(), Error> {
    let whole = [Format::Json, Format::Yaml, Format::Sarif, Format::Junit];
    let again = args.watch.is_some() && args.rounds != Some(1);
    match outputs.iter().find(|output| output.file.is_none() && whole.contains(&output.format)) {
        Some(output) if again => {
            let name = output.format.name();
            let message = format!(
                "`-o {name}` is one document, and --watch gives many: `-o ndjson` prints one a line, `-o {name}=FILE` keeps the last"
            );
            Err(Error::Usage(message))
        }
        _ => Ok(()),
    }
}

fn answered(args: &Args, settings: &mut Settings, question: &Question) -> Result<Exit, Error> {
    if let Some(path) = &args.live.live {
        let look = look(subject_in_snapshot(path, source(args, settings)?, settings)?, args, settings, question)?;
        print(&look, question, settings)?;
        return Ok(look.exit);
    }
    super::block_on(async {
        let reader = args.account.reader(settings).await?;
        if args.plan.is_none() {
            settings.require_context()?;
        }
        if let Some(interval) = args.watch {
            let watch = watch(&reader, interval, args, settings, question);
            return tokio::select! {
                done = watch => done,
                exit = stopped() => Ok(exit),
            };
        }
        let subject = subject(&reader, source(args, settings)?, args.account.no_tagging_api, settings).await?;
        let look = look(subject, args, settings, question)?;
        print(&look, question, settings)?;
        output::write_calls(&reader.counts());
        Ok(look.exit)
    })
}

/// Ends when somebody asks for it; where nobody can, never.
async fn stopped() -> Exit {
    match Signals::listen() {
        Ok(mut signals) => exit_of(signals.next().await),
        Err(_) => std::future::pending().await,
    }
}

/// Looks again and again; prints what is different from the look before. A look that fails is reported
/// and the next one made all the same: a night's watch must not end at one hiccup.
async fn watch(
    reader: &ReadClient,
    interval: Duration,
    args: &Args,
    settings: &Settings,
    question: &Question,
) -> Result<Exit, Error> {
    // stdin and the cluster can be read once only; files are read anew for each look.
    let first = source(args, settings)?;
    let again = args.plan.is_none() && first.is_from_files() && !args.source.paths.iter().any(|path| path == "-");
    let mut before: Option<(Vec<Item>, Vec<FindingRecord>)> = None;
    let mut round = 0;
    loop {
        round += 1;
        let wanted = if again && round > 1 { source(args, settings) } else { Ok(first.clone()) };
        let seen = match wanted {
            Ok(wanted) => subject(reader, wanted, args.account.no_tagging_api, settings).await,
            Err(error) => Err(error),
        };
        let exit = match seen.and_then(|subject| look(subject, args, settings, question)) {
            Ok(look) => {
                let said = (look.document.items.clone(), look.document.findings.clone());
                if before.as_ref() != Some(&said) {
                    print(&look, question, settings)?;
                }
                before = Some(said);
                look.exit
            }
            Err(error) => {
                write_stderr(&format!("error: {}\n", error.chain()));
                print_failure(&error, question)?;
                // What is seen next is news again.
                before = None;
                error.exit()
            }
        };
        if args.rounds.is_some_and(|rounds| round >= rounds) {
            output::write_calls(&reader.counts());
            return Ok(exit);
        }
        tokio::time::sleep(interval).await;
    }
}

/// Judges what was seen.
fn look(subject: Subject, args: &Args, settings: &Settings, question: &Question) -> Result<Look, Error> {
    let Subject { account, wanted, fresh, provenance, held, unbuilt, managed_by, coverage, .. } = subject;
    let Subject { mut diagnostics, sources, live, .. } = subject;
    let evidence = Evidence {
        account: &account,
        wanted: &wanted,
        origins: Origins { provenance: &provenance, held: &held, managed_by: Some(&managed_by) },
        coverage: &coverage,
        last: question.last.as_ref().map(|(account, coverage)| Past { account, coverage }),
        fresh: fresh.as_ref().map(|plan| Fresh { account: &plan.after, provenance: &plan.provenance }),
    };
    let mut items = drift(&evidence);
    if let Some(live) = &live {
        items = cluster_view::judged(items, live);
    }
    let mut baseline = baseline(args)?;
    let (items, ignored) = baseline.apply(items);
    diagnostics.extend(items.iter().filter_map(|item| finding(item, &sources)));
    source::finish(&mut diagnostics, settings);
    let drifted = items.iter().any(|item| question.fail_on.contains(&item.class));
    let hidden = diagnostics.iter().filter(|finding| report::hides(finding, &unbuilt, settings.strict)).count();
    let exit = match hidden {
        _ if drifted => Exit::Changes,
        0 if coverage.is_complete() => Exit::Success,
        _ => Exit::Failure,
    };
    let mut document = DriftDocument::new(items);
    document.drift = drifted;
    document.complete = coverage.is_complete();
    document.errors = hidden;
    document.ignored = ignored;
    document.unused_baseline = baseline
        .unused()
        .map(|entry| match &entry.field {
            Some(field) => format!("{}#{field}", entry.resource),
            None => entry.resource.clone(),
        })
        .collect();
    document.unreadable = coverage.gaps().to_vec();
    document.findings = findings::records(&diagnostics, &sources);
    Ok(Look { document, diagnostics, sources, exit })
}

/// What drift means as a finding of block 20, with the account's resource in it.
fn finding(item: &Item, sources: &Sources) -> Option<Diagnostic> {
    let there = item.arn.as_ref().map(|arn| format!(" ({arn})")).unwrap_or_default();
    let message = |what: &str| format!("{} {}{there}: {what}", item.kind, item.label);
    let made = match item.class {
        DriftClass::Orphaned => Diagnostic::warning(2007, Scope::Route, message(&item.message)),
        DriftClass::Failed => Diagnostic::error(2008, Scope::Route, message(&item.message)),
        DriftClass::Changed | DriftClass::Both | DriftClass::Missing | DriftClass::Foreign => {
            Diagnostic::warning(2009, Scope::Route, message(&item.message))
        }
        DriftClass::Unreadable if item.denied => Diagnostic::error(2010, Scope::Run, message(&item.message)),
        DriftClass::Unhealthy
        | DriftClass::Kept
        | DriftClass::NotApplied
        | DriftClass::Pending
        | DriftClass::Unreadable => return None,
    };
    Some(match &item.cause {
        Some(cause) => {
            let object = crate::diag::ObjectRef {
                kind: cause.kind.clone(),
                namespace: cause.namespace.clone(),
                name: cause.name.clone(),
            };
            made.with_object(object).with_path(cause.path.clone()).with_location(place(cause, sources))
        }
        None => made,
    })
}

/// A look that came to nothing, in the forms that machines read: silence would be no answer.
fn print_failure(error: &Error, question: &Question) -> Result<(), Error> {
    let mut document = DriftDocument::new(Vec::new());
    document.complete = false;
    document.errors = 1;
    document.error = Some(error.chain());
    document.findings = report::denied(error);
    for wanted in &question.outputs {
        let text = match wanted.format {
            Format::Json => format!("{:#}\n", json(&document)),
            Format::Ndjson => format!("{}\n", json(&document)),
            Format::Yaml => yaml(&document),
            _ => continue,
        };
        output::write(wanted, &text)?;
    }
    Ok(())
}

/// The line of the manifest that asks for a resource.
fn place(cause: &Cause, sources: &Sources) -> Option<Location> {
    let name = cause.file.as_deref()?;
    let (file, source) = sources.iter().find(|(_, source)| &*source.name == name)?;
    let range = source.line_range(cause.line?)?;
    let line = source.text.get(range.clone())?;
    let (start, end) = (line.len() - line.trim_start().len(), line.trim_end().len());
    Some(Location { file, span: Span::new(range.start + start.min(end), range.start + end) })
}

fn print(look: &Look, question: &Question, settings: &Settings) -> Result<(), Error> {
    let (diagnostics, sources) = (&look.diagnostics, &look.sources);
    for wanted in &question.outputs {
        let text = match wanted.format {
            Format::Json => format!("{:#}\n", json(&look.document)),
            Format::Ndjson => format!("{}\n", json(&look.document)),
            Format::Yaml => yaml(&look.document),
            Format::Markdown => {
                render::drift_markdown(&look.document) + "\n" + &findings::markdown(diagnostics, sources)
            }
            Format::Github | Format::Junit | Format::Sarif => {
                report::render(wanted.format, diagnostics, sources, settings)
            }
            _ => render::drift_text(&look.document, output::painter(wanted, settings)),
        };
        output::write(wanted, &text)?;
    }
    if !output::carries_findings(&question.outputs) {
        report::print(diagnostics, sources, settings);
    }
    Ok(())
}

fn json(document: &DriftDocument) -> serde_json::Value {
    serde_json::to_value(document).expect("a drift report holds only what JSON can say")
}

fn yaml(document: &DriftDocument) -> String {
    serde_yaml::to_string(document).expect("a drift report holds only what YAML can say")
}

fn source(args: &Args, settings: &Settings) -> Result<Wanted, Error> {
    Wanted::read(args.plan.as_deref(), &args.source, settings)
}

fn fail_on(names: &[String]) -> Result<BTreeSet<DriftClass>, Error> {
    let mut classes = BTreeSet::new();
    for name in names {
        match name.trim() {
            "all" => classes.extend(DriftClass::ALL),
            "none" => {}
            "" => return Err(Error::Usage("--fail-on names a class, `all` or `none`".to_owned())),
            // Who is told of changes wants to hear of those where both sides moved too.
            "changed" => classes.extend([DriftClass::Changed, DriftClass::Both]),
            name => {
                classes.insert(name.parse().map_err(Error::Usage)?);
            }
        }
    }
    Ok(classes)
}

fn baseline(args: &Args) -> Result<Baseline, Error> {
    let mut baseline = Baseline::default();
    for pattern in &args.ignore {
        baseline.add_flag(pattern).map_err(|error| Error::Usage(format!("--ignore `{pattern}`: {error}")))?;
    }
    if let Some(path) = &args.baseline {
        let text = std::fs::read_to_string(path).map_err(|source| Error::Read { path: path.clone(), source })?;
        baseline.add_file(&text).map_err(|error| Error::Format {
            path: path.clone(),
            expected: "a baseline of accepted drift",
            source: error.into(),
        })?;
    }
    Ok(baseline)
}

/// `30s`, `5m`, `1h`, or seconds.
fn interval(text: &str) -> Result<Duration, String> {
    let wrong = || "give a number with s, m or h (30s, 5m, 1h)".to_owned();
    let (number, unit) = match text.find(|letter: char| !letter.is_ascii_digit()) {
        Some(at) => text.split_at(at),
        None => (text, "s"),
    };
    let number: u64 = number.parse().map_err(|_| wrong())?;
    let seconds = match unit {
        "s" => Some(number),
        "m" => number.checked_mul(60),
        "h" => number.checked_mul(3600),
        _ => None,
    };
    seconds.filter(|seconds| (1..=86_400 * 31).contains(seconds)).map(Duration::from_secs).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_read() {
        assert_eq!(interval("30s"), Ok(Duration::from_secs(30)));
        assert_eq!(interval("5m"), Ok(Duration::from_mins(5)));
        assert_eq!(interval("1h"), Ok(Duration::from_hours(1)));
        assert_eq!(interval("7"), Ok(Duration::from_secs(7)));
        for wrong in ["", "m", "0s", "5d", "-1s", "1h30m", "99999999999999999999s"] {
            assert!(interval(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn changed_means_both_too() {
        let classes = fail_on(&["changed".to_owned(), "failed".to_owned()]).unwrap();
        assert!(classes.contains(&DriftClass::Both) && classes.contains(&DriftClass::Failed));
        assert!(fail_on(&["nonsense".to_owned()]).is_err());
        assert!(fail_on(&["none".to_owned()]).unwrap().is_empty());
    }
}
