//! The binary as a process, in an environment that names a sandbox and nothing else.

use std::process::{Command, Stdio};

use latticectl::settings::Context;

/// How a run ended.
pub struct Done {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// A run beside the sandbox at a URL, about a context.
pub fn command(url: &str, context: &Context, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_latticectl"));
    command.args(arguments).env_clear().stdin(Stdio::null()).current_dir(env!("CARGO_MANIFEST_DIR"));
    command
        .env("AWS_ENDPOINT_URL", url)
        .env("AWS_ACCESS_KEY_ID", "any")
        .env("AWS_SECRET_ACCESS_KEY", "any")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_ACCOUNT_ID", &context.account)
        .env("REGION", &context.region)
        .env("CLUSTER_NAME", &context.cluster_name)
        .env("CLUSTER_VPC_ID", &context.vpc_id)
        .env("HOME", "/nonexistent");
    if let Some(network) = &context.default_service_network {
        command.env("DEFAULT_SERVICE_NETWORK", network);
    }
    if context.service_network_override {
        command.env("ENABLE_SERVICE_NETWORK_OVERRIDE", "true");
    }
    command
}

/// Runs it to its end.
pub fn run(command: &mut Command) -> Done {
    let output = command.output().unwrap();
    Done {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}
