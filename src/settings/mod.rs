//! Flags, environment and configuration files become one validated set of settings.
//!
//! A value is taken from the first that has it: the flag, `LATTICECTL_*`, the controller's own variable,
//! `.latticectl.yaml` (found upward from the working folder), the user's configuration folder, the live
//! cluster where one is read, the default. Where a value came from is kept for
//! `latticectl config --show-origin`.

mod context;
mod file;
mod flags;
mod output;
mod quotas;
mod resolve;

pub use context::Context;
pub use file::{ConfigFile, FILE_NAME};
pub use flags::{ColorWhen, Flags, IpFamily};
pub use output::{Color, Format, OutputSpec, Stream};
pub use quotas::Quotas;
pub use resolve::{Environment, Origin, SettingsError, Value};

/// What a run was told, checked.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The controller's environment.
    pub context: Context,
    /// The namespace of objects that name none.
    pub namespace: String,
    /// The IP family of Services that name none.
    pub ip_family: IpFamily,
    /// Warnings count as errors.
    pub strict: bool,
    /// When to colour.
    pub color: Color,
    /// What was asked for with `-o`, in that order.
    pub outputs: Vec<OutputSpec>,
    /// Quotas that were raised.
    pub quotas: Quotas,
    /// Files of folders that are no manifests, as globs.
    pub exclude: Vec<String>,
    /// Every setting with its value and origin, in the order of the documentation.
    pub values: Vec<Value>,
}

impl Settings {
    /// The parts of the context that nobody gave: what stands there is a placeholder, good enough to look
    /// at a plan and never to be written into an account.
    pub fn placeholders(&self) -> Vec<&'static str> {
        self.values.iter().filter(|value| value.origin == Origin::Placeholder).map(|value| value.name).collect()
    }

    /// Fails where a part of the context is a placeholder: for verbs that speak to an account.
    pub fn require_context(&self) -> Result<(), SettingsError> {
        match self.placeholders().as_slice() {
            [] => Ok(()),
            missing => Err(SettingsError::Missing { names: missing.to_vec() }),
        }
    }

    /// Puts a value into the context that was found elsewhere (the cluster, the account), unless the user
    /// gave one. `name` is that of the flag without its hyphens in front. What can't be right is not taken.
    pub fn learn(&mut self, name: &'static str, text: &str, origin: Origin) {
        // Whoever has something to say about a wrong value asks `learn_checked`.
        let _ = self.learn_checked(name, text, origin);
    }

    /// Puts a value in place of any but a flag's.
    pub fn relearn(&mut self, name: &'static str, text: &str, origin: Origin) {
        if let Some(value) = self.values.iter_mut().find(|value| value.name == name && value.origin != Origin::Flag) {
            value.origin = Origin::Default;
            self.learn(name, text, origin);
        }
    }

    /// The same as [`Self::learn`], for values that somebody else wrote.
    ///
    /// # Errors
    /// When the value can't be right: it is not taken, whatever is known by now.
    pub fn learn_checked(&mut self, name: &'static str, text: &str, origin: Origin) -> Result<(), SettingsError> {
        let Some(value) = self.values.iter_mut().find(|value| value.name == name) else { return Ok(()) };
        if text.is_empty() {
            return Ok(());
        }
        let learned = Value { name, text: Some(text.to_owned()), origin };
        resolve::check(&learned)?;
        if !matches!(value.origin, Origin::Placeholder | Origin::Default) {
            return Ok(());
        }
        *value = learned;
        match name {
            "namespace" => text.clone_into(&mut self.namespace),
            "account" => text.clone_into(&mut self.context.account),
            "region" => text.clone_into(&mut self.context.region),
            "cluster-name" => text.clone_into(&mut self.context.cluster_name),
            "vpc-id" => text.clone_into(&mut self.context.vpc_id),
            "default-service-network" => self.context.default_service_network = Some(text.to_owned()),
            _ => {}
        }
        // Whichever of the two was learned first: the override holds as soon as there is a default network.
        let wanted = self.values.iter().find(|value| value.name == "service-network-override");
        let wanted = wanted.and_then(|value| value.text.as_deref()).is_some_and(resolve::is_true);
        self.context.service_network_override = wanted && self.context.default_service_network.is_some();
        Ok(())
    }
}
