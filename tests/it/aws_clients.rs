//! boto3 and the AWS CLI walk through every operation of `latticectl sandbox`.

use std::path::Path;
use std::process::Command;

/// Needs a Python with the packages of `tests/aws-clients/requirements.txt`, which `.ci/run` prepares and names
/// in `LATTICECTL_TEST_PYTHON`; without one there is nothing to walk with.
#[test]
fn boto3_and_the_aws_cli_walk_through_the_sandbox() {
    let Some(python) = std::env::var_os("LATTICECTL_TEST_PYTHON") else {
        eprintln!("skipped: the walk of the AWS clients: LATTICECTL_TEST_PYTHON is not set");
        return;
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/aws-clients/walk.py");
    let output = Command::new(python).arg(script).arg(env!("CARGO_BIN_EXE_latticectl")).output().unwrap();
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{text}");
    assert_eq!(text.matches("every answer fits").count(), 2, "{text}");
}
