//! Other people's code at both ends: boto3 and the AWS CLI walk through every operation of `latticectl sandbox`,
//! and `latticectl apply` writes to an implementation of the API that is not ours.

use std::path::Path;
use std::process::Command;

/// Runs a script of `tests/aws-clients` over the binary. Needs a Python with the packages of
/// `tests/aws-clients/requirements.txt`, which `.ci/run` prepares and names in `LATTICECTL_TEST_PYTHON`; without
/// one there is nothing to run it with.
fn said_by(script: &str) -> Option<String> {
    let Some(python) = std::env::var_os("LATTICECTL_TEST_PYTHON") else {
        eprintln!("skipped: {script}: LATTICECTL_TEST_PYTHON is not set");
        return None;
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new(python);
    command.arg(root.join("tests/aws-clients").join(script)).arg(env!("CARGO_BIN_EXE_latticectl"));
    let output = command.current_dir(root).output().unwrap();
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{text}");
    Some(text)
}

#[test]
fn boto3_and_the_aws_cli_walk_through_the_sandbox() {
    let Some(text) = said_by("walk.py") else { return };
    assert_eq!(text.matches("every answer fits").count(), 2, "{text}");
}

#[test]
fn apply_writes_to_another_implementation_of_the_api() {
    let Some(text) = said_by("independent.py") else { return };
    assert!(text.contains("another implementation gives the same"), "{text}");
}
