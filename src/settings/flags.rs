//! The flags that every verb takes, as they were typed.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, Args, Command, ValueEnum};

use super::{Format, OutputSpec};

/// Flags of every verb. Each has a variable of its own: `--cluster-name` is `LATTICECTL_CLUSTER_NAME`.
#[derive(Args, Clone, Debug, Default)]
pub struct Flags {
    /// AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]
    #[arg(long, global = true, value_name = "ID", help_heading = "Context")]
    pub account: Option<String>,

    /// AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION, AWS_DEFAULT_REGION]
    #[arg(long, global = true, value_name = "REGION", help_heading = "Context")]
    pub region: Option<String>,

    /// Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]
    #[arg(long, global = true, value_name = "NAME", help_heading = "Context")]
    pub cluster_name: Option<String>,

    /// VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]
    #[arg(long, global = true, value_name = "VPC", help_heading = "Context")]
    pub vpc_id: Option<String>,

    /// Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]
    #[arg(long, global = true, value_name = "NAME", help_heading = "Context")]
    pub default_service_network: Option<String>,

    /// Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]
    #[arg(
        long, global = true, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true",
        require_equals = true, help_heading = "Context"
    )]
    pub service_network_override: Option<bool>,

    /// Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]
    #[arg(short, long, global = true, value_name = "NAMESPACE", help_heading = "Context")]
    pub namespace: Option<String>,

    /// IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]
    #[arg(long, global = true, value_name = "FAMILY", help_heading = "Context")]
    pub ip_family: Option<IpFamily>,

    /// Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]
    #[arg(long, global = true, value_name = "FILE", help_heading = "Context", value_hint = clap::ValueHint::FilePath)]
    pub config: Option<PathBuf>,

    /// Output format, and a file for it instead of stdout; may be given several times
    #[arg(
        short, long, global = true, value_name = "FORMAT[=FILE]", help_heading = "Output",
        value_parser = OutputParser, hide_possible_values = true
    )]
    pub output: Vec<OutputSpec>,

    /// Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]
    #[arg(long, global = true, value_name = "WHEN", help_heading = "Output")]
    pub color: Option<ColorWhen>,

    /// Take every warning for an error [env: LATTICECTL_STRICT]
    #[arg(
        long, global = true, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true",
        require_equals = true, help_heading = "Output"
    )]
    pub strict: Option<bool>,
}

/// `--color`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    /// Where the stream is a terminal, unless NO_COLOR or CLICOLOR_FORCE say otherwise.
    #[default]
    Auto,
    /// Also into files and pipes.
    Always,
    /// Nowhere.
    Never,
}

/// `--ip-family`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum IpFamily {
    /// IPv4.
    #[default]
    Ipv4,
    /// IPv6.
    Ipv6,
}

/// Reads `-o`, and tells completions of the formats that there are.
#[derive(Clone, Debug)]
struct OutputParser;

impl TypedValueParser for OutputParser {
    type Value = OutputSpec;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<OutputSpec, clap::Error> {
        OutputSpec::from_str.parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(Format::ALL.iter().map(|format| PossibleValue::new(format.name()))))
    }
}

impl FromStr for OutputSpec {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, file) = match text.split_once('=') {
            Some((_, "")) => return Err("the file name behind `=` is missing".to_owned()),
            Some((name, file)) if !is_path(name) => (name, Some(PathBuf::from(file))),
            _ if is_path(text) => {
                return Ok(Self { format: Format::Snapshot, file: Some(PathBuf::from(text)), bare: true });
            }
            _ => (text, None),
        };
        let format = Format::from_str(name, false).map_err(|_| {
            let names: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
            format!("no such format; there are {}", names.join(", "))
        })?;
        Ok(Self { format, file, bare: false })
    }
}

/// No format has such a name.
fn is_path(text: &str) -> bool {
    text.contains(['.', '/', '\\'])
}
