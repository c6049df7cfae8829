//! `latticectl explain`: what a finding means.

use super::output;
use crate::diag::explain;
use crate::error::{Error, Exit};
use crate::settings::{Format, Settings};

const AFTER_HELP: &str = "\
Examples:
  latticectl explain LAT0216
  latticectl explain 216 0301         several at once; the letters may be left out
  latticectl explain --list           every code with its severity";

/// Explain what a finding means, why it is so, and how to fix it
#[derive(clap::Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// Codes, as findings show them
    #[arg(value_name = "CODE", required_unless_present = "list")]
    codes: Vec<String>,

    /// List every code
    #[arg(long, conflicts_with = "codes")]
    list: bool,
}

/// What `-o` takes.
pub const FORMATS: [Format; 2] = [Format::Text, Format::Json];

/// Runs the verb.
pub fn run(args: &Args, settings: &Settings) -> Result<Exit, Error> {
    let outputs = output::wanted(settings, Format::Text, &FORMATS)?;
    let unknown = |error: explain::UnknownCode| Error::Usage(error.to_string());
    let entries: Vec<_> =
        args.codes.iter().map(|code| explain::lookup(code)).collect::<Result<_, _>>().map_err(unknown)?;
    for wanted in &outputs {
        let content = match (wanted.format, args.list) {
            (Format::Json, true) => format!("{:#}\n", explain::list_json()),
            (Format::Json, false) => match entries.as_slice() {
                [entry] => format!("{:#}\n", explain::explain_json(entry)),
                all => {
                    let pages: serde_json::Value = all.iter().map(|entry| explain::explain_json(entry)).collect();
                    format!("{pages:#}\n")
                }
            },
            (_, true) => explain::list_text(),
            (_, false) => {
                let pages: Vec<String> = entries.iter().map(|entry| explain::explain_text(entry, 80)).collect();
                pages.join("\n")
            }
        };
        output::write(wanted, &content)?;
    }
    Ok(Exit::Success)
}
