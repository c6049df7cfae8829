//! The raw command line: parse, settle, run the verb, end with its exit code.

use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;

use clap::{ColorChoice, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use crate::commands::{self, help_text, source::SourceArgs};
use crate::error::{Error, Exit};
use crate::settings::{Color, ColorWhen, Environment, Flags, Settings, Stream};

const AFTER_HELP: &str = "\
Examples:
  latticectl plan manifests/              what the manifests stand for
  latticectl lint -o sarif=lint.sarif .   findings only, for a code scanner
  latticectl route GET https://shop.example.com/cart manifests/
  latticectl explain LAT0216              what a finding means, and the way out

Exit codes:
  0 done, nothing to change         1 an error, or an error-level finding
  2 changes or drift found          3 refused by a guard
  4 the saved plan is stale         6 applied in part
  64 wrong usage                    130, 143 stopped by a signal";

/// Render, lint, diff, apply and watch the VPC Lattice resources that Gateway API manifests stand for
///
/// latticectl reads Gateway API manifests and builds from them what the AWS Gateway API Controller would
/// build in VPC Lattice: offline, beside the account, or into it.
#[derive(Debug, Parser)]
#[command(name = "latticectl", version, term_width = 80, after_help = AFTER_HELP, infer_long_args = false)]
pub struct Cli {
    /// Flags of every verb.
    #[command(flatten)]
    pub flags: Flags,
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

/// The verbs, in the order of a day's work.
#[derive(Debug, Subcommand)]
#[expect(missing_docs, reason = "the arguments' own comments are the help")]
pub enum Verb {
    Plan(commands::plan::Args),
    Lint(commands::lint::Args),
    Explain(commands::explain::Args),
    Route(commands::route::Args),
    Diff(commands::diff::Args),
    Apply(commands::apply::Args),
    Drift(commands::drift::Args),
    Snapshot(commands::snapshot::Args),
    Destroy(commands::destroy::Args),
    Sandbox(commands::sandbox::Args),
    Config(commands::config::Args),
    Rbac(commands::rbac::Args),
    Completions(commands::completions::Args),
    Man(commands::man::Args),
}

impl Verb {
    /// Where the verb's manifests come from: a cluster among them is read before the verb begins, because
    /// it tells settings too.
    fn source(&self) -> Option<&SourceArgs> {
        match self {
            Self::Plan(args) => Some(&args.source),
            Self::Lint(args) => Some(&args.source),
            Self::Route(args) => Some(&args.source),
            Self::Diff(args) => Some(&args.source),
            Self::Apply(args) => Some(&args.source),
            Self::Destroy(args) => Some(&args.source),
            Self::Drift(args) => Some(&args.source),
            _ => None,
        }
    }

    /// Refuses `-o` where there is nothing to be written in a format.
    fn takes(&self, settings: &Settings) -> Result<(), Error> {
        let prints_itself = matches!(self, Self::Sandbox(_) | Self::Completions(_) | Self::Man(_));
        if prints_itself && !settings.outputs.is_empty() {
            return Err(Error::Usage("this verb takes no `-o`: what it prints has one form".to_owned()));
        }
        Ok(())
    }

    /// One arm a verb; each lives in a file of its own.
    fn run(&self, settings: &Settings) -> Result<Exit, Error> {
        match self {
            Self::Plan(args) => commands::plan::run(args, settings),
            Self::Lint(args) => commands::lint::run(args, settings),
            Self::Explain(args) => commands::explain::run(args, settings),
            Self::Route(args) => commands::route::run(args, settings),
            Self::Diff(args) => commands::diff::run(args, settings),
            Self::Apply(args) => commands::apply::run(args, settings),
            Self::Drift(args) => commands::drift::run(args, settings),
            Self::Snapshot(args) => commands::snapshot::run(args, settings),
            Self::Destroy(args) => commands::destroy::run(args, settings),
            Self::Sandbox(args) => commands::sandbox::run(args, settings),
            Self::Config(args) => commands::config::run(args, settings),
            Self::Rbac(args) => commands::rbac::run(args, settings),
            Self::Completions(args) => commands::completions::run(args, settings),
            Self::Man(args) => commands::man::run(args, settings),
        }
    }
}

/// Parses the arguments, runs the verb and gives the exit code.
pub fn main() -> ExitCode {
    log();
    run(std::env::args_os().collect()).into()
}

/// What goes on, on stderr, for whoever asks with `LATTICECTL_LOG` (`info`, `debug`, or a filter by module).
fn log() {
    let Ok(filter) = tracing_subscriber::EnvFilter::try_from_env("LATTICECTL_LOG") else { return };
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Fails only where somebody listens already.
    let _ = log.without_time().with_ansi(false).try_init();
}

fn run(arguments: Vec<OsString>) -> Exit {
    let variable = |name: &str| std::env::var(name).ok();
    let when = color_flag(&arguments);
    let cli = match parse(arguments, when) {
        Ok(cli) => cli,
        Err(exit) => return exit,
    };
    let working_folder = std::env::current_dir().unwrap_or_default();
    let environment = Environment { variable: &variable, working_folder };
    let early = Color::new(when, &variable);
    let mut settings = match Settings::resolve(&cli.flags, &environment) {
        Ok(settings) => settings,
        Err(error) => {
            let settings = Settings { outputs: cli.flags.output.clone(), color: early, ..Settings::default() };
            return failed(&error.into(), &settings);
        }
    };
    if let Err(error) = cli.verb.takes(&settings) {
        return report(&error, settings.color);
    }
    let prepared = cli.verb.source().map_or(Ok(()), |source| commands::cluster::prepare(source, &mut settings));
    match prepared.and_then(|()| cli.verb.run(&settings)) {
        Ok(exit) => exit,
        Err(error) => failed(&error, &settings),
    }
}

/// The command line as users meet it, with its hand-written help.
pub fn command() -> clap::Command {
    help_text::retouched(Cli::command())
}

/// Parses; what clap has to say goes to its stream, and a wrong use ends with 64, not with clap's own 2.
fn parse(arguments: Vec<OsString>, when: ColorWhen) -> Result<Cli, Exit> {
    let choice = match when {
        ColorWhen::Auto => ColorChoice::Auto,
        ColorWhen::Always => ColorChoice::Always,
        ColorWhen::Never => ColorChoice::Never,
    };
    let parsed = command().color(choice).try_get_matches_from(arguments).and_then(|m| Cli::from_arg_matches(&m));
    parsed.map_err(|error| {
        // A closed pipe is no reason to fail: the help was wanted by nobody.
        let _ = error.print();
        if error.use_stderr() { Exit::Usage } else { Exit::Success }
    })
}

/// `--color` as far as it can be known before parsing, so that usage errors obey it too.
fn color_flag(arguments: &[OsString]) -> ColorWhen {
    let words: Vec<&str> = arguments.iter().filter_map(|word| word.to_str()).take_while(|word| *word != "--").collect();
    let joined = words.iter().filter_map(|word| word.strip_prefix("--color="));
    let apart = words.windows(2).filter(|pair| pair[0] == "--color").map(|pair| pair[1]);
    match joined.chain(apart).last() {
        Some("always") => ColorWhen::Always,
        Some("never") => ColorWhen::Never,
        _ => ColorWhen::Auto,
    }
}

/// Prints an error; and for programs that wait for a document on stdout, one that says so, unless the verb has
/// written its own.
fn failed(error: &Error, settings: &Settings) -> Exit {
    let value = (!commands::output::stdout_used()).then(|| commands::report::failure(error, settings));
    if let Some(value) = value.flatten() {
        // The error itself says how the run ends.
        let _ = commands::output::write_stdout(&value);
    }
    report(error, settings.color)
}

/// The one place that prints errors: the chain of reasons, on stderr.
fn report(error: &Error, color: Color) -> Exit {
    let title = if color.on(Stream::Stderr) { "\u{1b}[1;31merror:\u{1b}[0m" } else { "error:" };
    // Nobody reads a closed stderr.
    let _ = writeln!(std::io::stderr(), "{title} {}", error.chain());
    error.exit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn wrong_usage_ends_with_64_and_help_with_0() {
        let exit = |words: &[&str]| run(words.iter().map(OsString::from).collect());
        assert_eq!(exit(&["latticectl", "--no-such-flag"]), Exit::Usage);
        assert_eq!(exit(&["latticectl", "plan", "-o", "nonsense"]), Exit::Usage);
        assert_eq!(exit(&["latticectl", "plan", "--help"]), Exit::Success);
        assert_eq!(exit(&["latticectl", "config", "--account", "12"]), Exit::Usage);
    }
}
