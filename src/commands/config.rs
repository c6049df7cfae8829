//! `latticectl config`: the settings in force.

use super::cluster::{self, ClusterArgs};
use super::{output, report};
use crate::diag::Sources;
use crate::error::{Error, Exit};
use crate::settings::{Format, Settings};

const AFTER_HELP: &str = "\
A value is taken from the first that has it: the flag, LATTICECTL_*, the controller's own variable,
.latticectl.yaml found upward from the working folder, the user's configuration folder, with --cluster
the controller's own Deployment and the kubeconfig, the default.

Examples:
  latticectl config --show-origin          each value and where it came from
  latticectl config --show-origin --cluster    the same, with what the cluster tells
  latticectl config -o json | jq .context";

/// Print the settings in force, and where each came from
#[derive(clap::Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// Say for each value where it came from
    #[arg(long)]
    show_origin: bool,

    #[command(flatten)]
    cluster: ClusterArgs,
}

/// What `-o` takes.
pub const FORMATS: [Format; 2] = [Format::Text, Format::Json];

/// Runs the verb.
pub fn run(args: &Args, settings: &Settings) -> Result<Exit, Error> {
    let mut settings = settings.clone();
    let findings = cluster::learn(&args.cluster, &mut settings)?;
    let settings = &settings;
    report::print(&findings, &Sources::default(), settings);
    for wanted in output::wanted(settings, Format::Text, &FORMATS)? {
        let content = match wanted.format {
            Format::Json => json(settings),
            _ => text(settings, args.show_origin),
        };
        output::write(&wanted, &content)?;
    }
    Ok(Exit::Success)
}

fn text(settings: &Settings, show_origin: bool) -> String {
    let mut out = String::new();
    for value in &settings.values {
        let text = value.text.as_deref().unwrap_or("-");
        let line = if show_origin {
            format!("{:<26}{text:<28}{}", value.name, value.origin)
        } else {
            format!("{:<26}{text}", value.name)
        };
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

fn json(settings: &Settings) -> String {
    let values: Vec<_> = settings
        .values
        .iter()
        .map(|value| serde_json::json!({"name": value.name, "value": value.text, "origin": value.origin.to_string()}))
        .collect();
    let document = serde_json::json!({"format_version": "1.0", "context": settings.context, "settings": values});
    format!("{document:#}\n")
}
