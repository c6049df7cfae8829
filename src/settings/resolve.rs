//! From everything that was given to one value each, with its origin.

use std::fmt;
use std::path::{Path, PathBuf};

use clap::ValueEnum as _;
use thiserror::Error;

use super::{Color, ColorWhen, ConfigFile, Context, Flags, IpFamily, Settings, file};

/// What of a process's surroundings plays a part: handed in, so that tests need no real ones.
pub struct Environment<'a> {
    /// A variable's value.
    pub variable: &'a dyn Fn(&str) -> Option<String>,
    /// The folder from which `.latticectl.yaml` is looked for upward.
    pub working_folder: PathBuf,
}

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The command line.
    Flag,
    /// A variable of the environment.
    Variable(&'static str),
    /// A configuration file.
    File(PathBuf),
    /// The live cluster (its kubeconfig or the controller's Deployment, as the text says).
    Cluster(String),
    /// The account that was looked at.
    Account,
    /// What holds when nobody says anything.
    Default,
    /// A stand-in for what nobody gave: fine to look at, never written into an account.
    Placeholder,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("flag"),
            Self::Variable(name) => write!(f, "variable {name}"),
            Self::File(path) => write!(f, "file {}", path.display()),
            Self::Cluster(what) => write!(f, "cluster ({what})"),
            Self::Account => f.write_str("account"),
            Self::Default => f.write_str("default"),
            Self::Placeholder => f.write_str("placeholder (not given)"),
        }
    }
}

/// One setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// The flag's name without its hyphens in front.
    pub name: &'static str,
    /// The value; `None` where there is none and none is needed.
    pub text: Option<String>,
    /// Where it came from.
    pub origin: Origin,
}

/// What can be wrong with settings: always the user's to mend.
#[derive(Debug, Error)]
pub enum SettingsError {
    /// A file that can't be read.
    #[error("cannot read the configuration file {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file that says something else than settings.
    #[error("the configuration file {} is not valid: {reason}", path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// Why, in the words of configuration.
        reason: String,
    },
    /// A value that can't be right.
    #[error("`{text}` is no value for {name} (from {origin}): {expected}")]
    Invalid {
        /// The setting.
        name: &'static str,
        /// What was given.
        text: String,
        /// Where it came from.
        origin: Origin,
        /// What would be right.
        expected: &'static str,
    },
    /// A part of the context that an account can't do without.
    #[error("not given: {}", flags(names))]
    Missing {
        /// The settings.
        names: Vec<&'static str>,
    },
}

fn flags(names: &[&str]) -> String {
    names.iter().map(|name| format!("--{name}")).collect::<Vec<_>>().join(", ")
}

/// How a setting is named, and what stands in for it.
struct Setting {
    name: &'static str,
    variables: &'static [&'static str],
    fallback: Option<&'static str>,
    placeholder: bool,
}

/// All settings, in the order of the documentation. The placeholders are well-formed, so that everything
/// built of them is, and plainly no one's.
const SETTINGS: [Setting; 10] = [
    placeholder("account", &["LATTICECTL_ACCOUNT", "AWS_ACCOUNT_ID"], "000000000000"),
    placeholder("region", &["LATTICECTL_REGION", "REGION", "AWS_REGION", "AWS_DEFAULT_REGION"], "us-west-2"),
    placeholder("cluster-name", &["LATTICECTL_CLUSTER_NAME", "CLUSTER_NAME"], "unnamed-cluster"),
    placeholder("vpc-id", &["LATTICECTL_VPC_ID", "CLUSTER_VPC_ID"], "vpc-00000000000000000"),
    optional("default-service-network", &["LATTICECTL_DEFAULT_SERVICE_NETWORK", "DEFAULT_SERVICE_NETWORK"], None),
    optional(
        "service-network-override",
        &["LATTICECTL_SERVICE_NETWORK_OVERRIDE", "ENABLE_SERVICE_NETWORK_OVERRIDE"],
        Some("false"),
    ),
    optional("namespace", &["LATTICECTL_NAMESPACE"], Some("default")),
    optional("ip-family", &["LATTICECTL_IP_FAMILY"], Some("ipv4")),
    optional("strict", &["LATTICECTL_STRICT"], Some("false")),
    optional("color", &["LATTICECTL_COLOR"], Some("auto")),
];

const fn placeholder(name: &'static str, variables: &'static [&'static str], text: &'static str) -> Setting {
    Setting { name, variables, fallback: Some(text), placeholder: true }
}

const fn optional(name: &'static str, variables: &'static [&'static str], fallback: Option<&'static str>) -> Setting {
    Setting { name, variables, fallback, placeholder: false }
}

impl Settings {
    /// Resolves and checks everything.
    pub fn resolve(flags: &Flags, environment: &Environment<'_>) -> Result<Self, SettingsError> {
        let files = files(flags, environment)?;
        let values: Vec<Value> = SETTINGS.iter().map(|setting| setting.value(flags, environment, &files)).collect();
        let find = |name: &str| values.iter().find(|value| value.name == name);
        let text = |name: &str| find(name).and_then(|value| value.text.clone()).unwrap_or_default();
        for value in &values {
            check(value)?;
        }
        let default_service_network = find("default-service-network").and_then(|value| value.text.clone());
        let context = Context {
            account: text("account"),
            region: text("region"),
            cluster_name: text("cluster-name"),
            vpc_id: text("vpc-id"),
            service_network_override: is_true(&text("service-network-override")) && default_service_network.is_some(),
            default_service_network,
        };
        Ok(Self {
            context,
            namespace: text("namespace"),
            ip_family: IpFamily::from_str(&text("ip-family"), true).unwrap_or_default(),
            strict: is_on(&text("strict")),
            color: Color::new(ColorWhen::from_str(&text("color"), true).unwrap_or_default(), environment.variable),
            outputs: flags.output.clone(),
            quotas: files.iter().find_map(|(_, file)| file.quotas).unwrap_or_default(),
            exclude: files.iter().find_map(|(_, file)| file.exclude.clone()).unwrap_or_default(),
            values,
        })
    }
}

/// What people set a variable of their own to.
fn is_on(text: &str) -> bool {
    is_true(text) || text == "1"
}

/// The controller compares without case.
pub(super) fn is_true(text: &str) -> bool {
    text.eq_ignore_ascii_case("true")
}

impl Setting {
    fn value(&self, flags: &Flags, environment: &Environment<'_>, files: &[(PathBuf, ConfigFile)]) -> Value {
        let given = |text: Option<String>| text.filter(|text| !text.is_empty());
        let by_flag = || given(flag(flags, self.name)).map(|text| (text, Origin::Flag));
        let by_variable = || {
            let find =
                |name: &&'static str| given((environment.variable)(name)).map(|text| (text, Origin::Variable(name)));
            self.variables.iter().find_map(find)
        };
        let by_file =
            || files.iter().find_map(|(path, file)| Some((given(file.get(self.name))?, Origin::File(path.clone()))));
        match by_flag().or_else(by_variable).or_else(by_file) {
            Some((text, origin)) => Value { name: self.name, text: Some(text), origin },
            None => Value {
                name: self.name,
                text: self.fallback.map(str::to_owned),
                origin: if self.placeholder { Origin::Placeholder } else { Origin::Default },
            },
        }
    }
}

fn flag(flags: &Flags, name: &str) -> Option<String> {
    let bool_text = |value: Option<bool>| value.map(|value| value.to_string());
    let named = |value: Option<clap::builder::PossibleValue>| value.map(|value| value.get_name().to_owned());
    match name {
        "account" => flags.account.clone(),
        "region" => flags.region.clone(),
        "cluster-name" => flags.cluster_name.clone(),
        "vpc-id" => flags.vpc_id.clone(),
        "default-service-network" => flags.default_service_network.clone(),
        "service-network-override" => bool_text(flags.service_network_override),
        "namespace" => flags.namespace.clone(),
        "ip-family" => named(flags.ip_family.and_then(|family| family.to_possible_value())),
        "strict" => bool_text(flags.strict),
        "color" => named(flags.color.and_then(|color| color.to_possible_value())),
        _ => None,
    }
}

/// The files in the order in which they are asked: the named or nearest one, then the user's.
fn files(flags: &Flags, environment: &Environment<'_>) -> Result<Vec<(PathBuf, ConfigFile)>, SettingsError> {
    let variable = (environment.variable)("LATTICECTL_CONFIG").filter(|path| !path.is_empty()).map(PathBuf::from);
    let mut found = Vec::new();
    let mut add = |path: &Path, required: bool| -> Result<(), SettingsError> {
        if let Some(file) = file::read(path, required)? {
            found.push((path.to_owned(), file));
        }
        Ok(())
    };
    match flags.config.clone().or(variable) {
        Some(path) => add(&path, true)?,
        None => {
            if let Some(path) = file::find_upward(&environment.working_folder) {
                add(&path, false)?;
            }
        }
    }
    if let Some(path) = file::user_file(environment.variable) {
        add(&path, false)?;
    }
    Ok(found)
}

/// Small letters in two groups or more, then a number.
fn is_region(text: &str) -> bool {
    let mut groups = text.rsplit('-');
    let number = groups.next().unwrap_or_default();
    let words: Vec<&str> = groups.collect();
    let is_word = |word: &&str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
    !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && words.len() >= 2
        && words.iter().all(is_word)
}

pub(super) fn check(value: &Value) -> Result<(), SettingsError> {
    let Some(text) = &value.text else { return Ok(()) };
    let word = |allowed: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || allowed.contains(c));
    let (right, expected) = match value.name {
        "account" => (text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit()), "an account has twelve digits"),
        "region" => (is_region(text), "a region is like us-west-2"),
        "vpc-id" => (text.starts_with("vpc-") && word("-"), "a VPC is like vpc-0123456789abcdef0"),
        "cluster-name" => (!text.contains('/') && !text.contains(char::is_whitespace), "no slash and no space"),
        "namespace" => (text.len() <= 63 && word("-"), "letters, digits and hyphens, 63 at most"),
        "ip-family" => (IpFamily::from_str(text, true).is_ok(), "ipv4 or ipv6"),
        "color" => (ColorWhen::from_str(text, true).is_ok(), "auto, always or never"),
        "strict" => (is_on(text) || text == "0" || text.eq_ignore_ascii_case("false"), "true or false"),
        // The controller takes any other word for false, and so do we.
        _ => (true, ""),
    };
    if right {
        return Ok(());
    }
    let (name, text, origin) = (value.name, text.clone(), value.origin.clone());
    Err(SettingsError::Invalid { name, text, origin, expected })
}
