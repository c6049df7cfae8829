//! `.latticectl.yaml`, and the file of the same shape in the user's configuration folder.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Quotas, SettingsError};

/// The name that is looked for in the working folder and every folder above it.
pub const FILE_NAME: &str = ".latticectl.yaml";

/// What a configuration file may say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConfigFile {
    /// As `--account`; quoted or not.
    pub account: Option<serde_yaml::Value>,
    /// As `--region`.
    pub region: Option<String>,
    /// As `--cluster-name`.
    pub cluster_name: Option<String>,
    /// As `--vpc-id`.
    pub vpc_id: Option<String>,
    /// As `--default-service-network`.
    pub default_service_network: Option<String>,
    /// As `--service-network-override`.
    pub service_network_override: Option<bool>,
    /// As `-n`.
    pub namespace: Option<String>,
    /// As `--ip-family`.
    pub ip_family: Option<String>,
    /// As `--color`.
    pub color: Option<String>,
    /// As `--strict`.
    pub strict: Option<bool>,
    /// As `--exclude`, beside it.
    pub exclude: Option<Vec<String>>,
    /// The quotas of the account, where they were raised.
    pub quotas: Option<Quotas>,
}

impl ConfigFile {
    /// The text that the file gives for a setting, if any.
    pub fn get(&self, name: &str) -> Option<String> {
        let flag = |value: Option<bool>| value.map(|value| value.to_string());
        match name {
            "account" => self.account.as_ref().map(account_text),
            "region" => self.region.clone(),
            "cluster-name" => self.cluster_name.clone(),
            "vpc-id" => self.vpc_id.clone(),
            "default-service-network" => self.default_service_network.clone(),
            "service-network-override" => flag(self.service_network_override),
            "namespace" => self.namespace.clone(),
            "ip-family" => self.ip_family.clone(),
            "color" => self.color.clone(),
            "strict" => flag(self.strict),
            _ => None,
        }
    }
}

/// An unquoted account number loses its leading zeros to YAML: give them back.
fn account_text(value: &serde_yaml::Value) -> String {
    match value {
        serde_yaml::Value::String(text) => text.clone(),
        serde_yaml::Value::Number(number) => number.as_u64().map_or_else(|| number.to_string(), |n| format!("{n:012}")),
        other => format!("{other:?}"),
    }
}

/// Reads a file; one that is not there is `None` unless it was asked for by name.
pub fn read(path: &Path, required: bool) -> Result<Option<ConfigFile>, SettingsError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !required => return Ok(None),
        Err(source) => return Err(SettingsError::Read { path: path.to_owned(), source }),
    };
    if text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        return Ok(Some(ConfigFile::default()));
    }
    serde_yaml::from_str(&text)
        .map(Some)
        .map_err(|error| SettingsError::Parse { path: path.to_owned(), reason: reason(&error.to_string(), &text) })
}

/// The reader's reason without the names of our types, and with the line where it knows none.
fn reason(words: &str, text: &str) -> String {
    let words = words.replace("expected usize", "expected a whole number").replace("struct ConfigFile", "a mapping");
    let unknown = words.split_once("unknown field `").and_then(|(_, rest)| rest.split_once('`'));
    match unknown.filter(|_| !words.contains(" at line ")) {
        Some((field, _)) => {
            let is_it = |line: &str| line.trim_start().trim_start_matches(['"', '\'']).starts_with(field);
            let line = text.lines().position(is_it).map(|line| format!(" at line {}", line + 1));
            words.clone() + &line.unwrap_or_default()
        }
        None => words,
    }
}

/// The nearest [`FILE_NAME`] from a folder upward.
pub fn find_upward(from: &Path) -> Option<PathBuf> {
    from.ancestors().map(|folder| folder.join(FILE_NAME)).find(|path| path.is_file())
}

/// Where the user's own configuration file would be.
pub fn user_file(variable: &dyn Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let given = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder =
        given("XDG_CONFIG_HOME").or_else(|| given("APPDATA")).or_else(|| Some(given("HOME")?.join(".config")))?;
    Some(folder.join("latticectl").join("config.yaml"))
}
