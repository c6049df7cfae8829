//! `latticectl man`: manual pages, made from the same texts as `--help`.

use std::path::PathBuf;

use clap::{Command, CommandFactory as _};

use super::output;
use crate::cli::Cli;
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
    let mut command = Cli::command();
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
    let mut buffer = Vec::new();
    // Writing into memory can't fail; a page that were cut would not pass the test of its freshness.
    let _ = clap_mangen::Man::new(command).date("").manual("latticectl").render(&mut buffer);
    String::from_utf8_lossy(&buffer).into_owned()
}
