//! Which formats go where, and with colour or without.

use std::io::IsTerminal as _;
use std::path::PathBuf;

use clap::ValueEnum;

use super::ColorWhen;

/// What `-o` may name. Each verb takes those that make sense for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// One JSON value, versioned, with a published schema.
    Json,
    /// The same as YAML.
    Yaml,
    /// One JSON value a line.
    Ndjson,
    /// Findings for code scanners.
    Sarif,
    /// Findings as test cases.
    Junit,
    /// For a pull request.
    Markdown,
    /// Findings as workflow commands.
    Github,
    /// A graph for Graphviz.
    Dot,
    /// A graph for Mermaid.
    Mermaid,
    /// The account as it will be, in the account form.
    Snapshot,
    /// A Kubernetes `List` with the status that the controller would write.
    Status,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 12] = [
        Self::Text,
        Self::Json,
        Self::Yaml,
        Self::Ndjson,
        Self::Sarif,
        Self::Junit,
        Self::Markdown,
        Self::Github,
        Self::Dot,
        Self::Mermaid,
        Self::Snapshot,
        Self::Status,
    ];

    /// As `-o` spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Yaml => "yaml",
            Self::Ndjson => "ndjson",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
            Self::Markdown => "markdown",
            Self::Github => "github",
            Self::Dot => "dot",
            Self::Mermaid => "mermaid",
            Self::Snapshot => "snapshot",
            Self::Status => "status",
        }
    }
}

/// One `-o`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputSpec {
    /// The format.
    pub format: Format,
    /// The file; `None` is stdout.
    pub file: Option<PathBuf>,
    /// Only a file was named (`-o account.json`): for verbs that have one format.
    pub bare: bool,
}

/// A stream that may be a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// The result.
    Stdout,
    /// Findings, progress, prompts, errors.
    Stderr,
}

impl Stream {
    /// Columns of text for people: those of the terminal, 80 at least, and 80 where there is none, so that
    /// the same input gives the same bytes in every file and pipe.
    pub fn width(self) -> usize {
        const LEAST: usize = 80;
        let size = match self {
            Self::Stdout => terminal_size::terminal_size_of(std::io::stdout()),
            Self::Stderr => terminal_size::terminal_size_of(std::io::stderr()),
        };
        size.map_or(LEAST, |(columns, _)| usize::from(columns.0).max(LEAST))
    }

    fn is_terminal(self) -> bool {
        match self {
            Self::Stdout => std::io::stdout().is_terminal(),
            Self::Stderr => std::io::stderr().is_terminal(),
        }
    }
}

/// `--color`, then NO_COLOR (or a dumb terminal), CLICOLOR_FORCE, then whether the stream is a terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Color {
    when: ColorWhen,
    refused: bool,
    force: bool,
}

impl Color {
    /// From the flag's (or file's) value and the two variables that many programs know.
    pub fn new(when: ColorWhen, variable: &dyn Fn(&str) -> Option<String>) -> Self {
        let given = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
        Self {
            when,
            refused: given("NO_COLOR") || variable("TERM").as_deref() == Some("dumb"),
            force: given("CLICOLOR_FORCE") && variable("CLICOLOR_FORCE").as_deref() != Some("0"),
        }
    }

    /// Whether to colour what goes to a stream.
    pub fn on(self, stream: Stream) -> bool {
        match self.when {
            ColorWhen::Always => true,
            ColorWhen::Never => false,
            ColorWhen::Auto => !self.refused && (self.force || stream.is_terminal()),
        }
    }
}
