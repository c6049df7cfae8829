//! `latticectl man`: manual pages, made from the same texts as `--help`.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Command;
use clap::builder::Resettable;

use super::output;
use crate::cli;
use crate::error::{Error, Exit};
use crate::settings::Settings;

const AFTER_HELP: &str = "\
Examples:
  latticectl man | man -l -                      read the overview
  latticectl man plan | man -l -                 read one verb's page
  latticectl man --dir /usr/local/share/man/man1";

/// Write manual pages
#[derive(clap::Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// The verb whose page to print; the overview where none is named
    #[arg(conflicts_with = "dir")]
    verb: Option<String>,

    /// Write all pages into this folder instead of one to stdout
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    dir: Option<PathBuf>,
}

/// Runs the verb.
pub fn run(args: &Args, _settings: &Settings) -> Result<Exit, Error> {
    let pages = pages();
    if let Some(folder) = &args.dir {
        std::fs::create_dir_all(folder).map_err(|source| Error::Write { path: folder.clone(), source })?;
        for (name, page) in &pages {
            output::write_file(&folder.join(name), page)?;
        }
        return Ok(Exit::Success);
    }
    let name = args.verb.as_ref().map_or_else(|| "latticectl.1".to_owned(), |verb| format!("latticectl-{verb}.1"));
    let page = pages.iter().find(|(known, _)| *known == name);
    let (_, page) =
        page.ok_or_else(|| Error::Usage(format!("no verb `{}`", args.verb.as_deref().unwrap_or_default())))?;
    output::write_stdout(page)?;
    Ok(Exit::Success)
}

/// Every page with its file name, the overview first.
pub fn pages() -> Vec<(String, String)> {
    // `help` needs no page: `--help` and these pages say what it would.
    let mut command = cli::command().disable_help_subcommand(true);
    command.build();
    let mut pages = vec![("latticectl.1".to_owned(), page(command.clone()))];
    for verb in command.get_subcommands().filter(|verb| verb.get_name() != "help") {
        // `latticectl plan`, so that the page's synopsis is what a user types.
        let name = format!("latticectl-{}", verb.get_name());
        let verb =
            verb.clone().display_name(format!("latticectl {}", verb.get_name())).version(env!("CARGO_PKG_VERSION"));
        pages.push((format!("{name}.1"), page(verb)));
    }
    pages
}

fn page(command: Command) -> String {
    let notes = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let command = command.after_help(Resettable::Reset);
    let mut buffer = Vec::new();
    // Writing into memory can't fail; a page that were cut would not pass the test of its freshness.
    let _ = clap_mangen::Man::new(command).date("").manual("latticectl").render(&mut buffer);
    let page = String::from_utf8_lossy(&buffer).into_owned();
    match page.find(".SH VERSION") {
        Some(at) => format!("{}{}{}", &page[..at], sections(&notes), &page[at..]),
        None => page + &sections(&notes),
    }
}

/// The hand-written part of the help as sections: prose is filled, examples and tables stay as they are.
fn sections(notes: &str) -> String {
    let mut out = String::new();
    for block in notes.split("\n\n").filter(|block| !block.trim().is_empty()) {
        let mut lines = block.lines().peekable();
        let heading = lines.next_if(|line| !line.starts_with(' ') && line.ends_with(':'));
        match heading {
            Some(heading) => {
                let _ = writeln!(out, ".SH {}", escaped(&heading.trim_end_matches(':').to_uppercase()));
            }
            None if out.is_empty() => out.push_str(".SH NOTES\n"),
            None => out.push_str(".PP\n"),
        }
        let mut is_table = false;
        for line in lines {
            if line.starts_with(' ') != is_table {
                is_table = !is_table;
                out.push_str(if is_table { ".nf\n" } else { ".fi\n" });
            }
            let _ = writeln!(out, "{}", escaped(line));
        }
        if is_table {
            out.push_str(".fi\n");
        }
    }
    out
}

/// Text in which nothing is taken for a request of roff.
fn escaped(line: &str) -> String {
    let text = line.replace('\\', "\\e").replace('-', "\\-");
    if text.starts_with(['.', '\'']) { format!("\\&{text}") } else { text }
}
