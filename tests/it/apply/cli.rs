//! The binary beside a sandbox.

use std::process::{Command, Stdio};

use latticectl::settings::Context;

use super::bench::Bench;

/// Runs the binary with an environment that names the sandbox and nothing else.
pub struct Cli {
    variables: Vec<(String, String)>,
}

/// How a run ended.
pub struct Done {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Cli {
    pub fn new(bench: &Bench, context: &Context) -> Self {
        let mut variables = vec![
            ("AWS_ENDPOINT_URL", bench.url()),
            ("AWS_ACCESS_KEY_ID", "test".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "test".to_owned()),
            ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
            ("AWS_ACCOUNT_ID", context.account.clone()),
            ("REGION", context.region.clone()),
            ("CLUSTER_NAME", context.cluster_name.clone()),
            ("CLUSTER_VPC_ID", context.vpc_id.clone()),
            ("HOME", "/nonexistent".to_owned()),
        ];
        if let Some(network) = &context.default_service_network {
            variables.push(("DEFAULT_SERVICE_NETWORK", network.clone()));
        }
        if context.service_network_override {
            variables.push(("ENABLE_SERVICE_NETWORK_OVERRIDE", "true".to_owned()));
        }
        let variables = variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { variables }
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_latticectl"));
        command.args(arguments).env_clear().envs(self.variables.iter().cloned()).stdin(Stdio::null());
        command.current_dir(env!("CARGO_MANIFEST_DIR"));
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Done {
        let output = self.command(arguments).output().unwrap();
        Done {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}
