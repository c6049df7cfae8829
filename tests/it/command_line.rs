//! The binary as users meet it: exit codes, streams, settings, help.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use latticectl::error::Exit;

/// The binary in a folder, with an empty environment.
fn latticectl(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    command(folder, arguments, variables).output().unwrap()
}

fn command(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_latticectl"));
    command.args(arguments).current_dir(folder).env_clear().stdin(Stdio::null());
    command.envs(variables.iter().copied());
    command
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn exit_codes_are_the_documented_ones() {
    let table: Vec<String> = Exit::ALL.iter().map(|exit| format!("{:>3}  {}", *exit as u8, exit.meaning())).collect();
    let expected = "  0  done, nothing to change
  1  an error, or an error-level finding
  2  changes or drift found (diff, drift; plan --detailed-exitcode)
  3  refused by a guard (confirmation, --allow, threshold, foreign owner, quota)
  4  the saved plan is stale
  6  applied in part
 64  wrong usage
130  stopped by SIGINT (Ctrl-C)
143  stopped by SIGTERM";
    assert_eq!(table.join("\n"), expected);
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    for exit in Exit::ALL {
        let row = format!("| {} | {} |", exit as u8, exit.meaning());
        assert!(readme.contains(&row), "README.md has no row `{row}`");
    }
}

#[test]
fn wrong_usage_ends_with_64_and_says_so_on_stderr() {
    let folder = tempfile::tempdir().unwrap();
    let cases: [&[&str]; 6] = [
        &[],
        &["nonsense"],
        &["plan", "--nonsense"],
        &["plan", "-o", "nonsense"],
        &["plan", "-o", "json", "-o", "yaml"],
        &["config", "--account", "1234"],
    ];
    for arguments in cases {
        let output = latticectl(folder.path(), arguments, &[]);
        assert_eq!(output.status.code(), Some(64), "{arguments:?}: {}", stderr(&output));
        assert!(output.stdout.is_empty(), "{arguments:?}");
        assert!(!output.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_missing_path_is_an_error_with_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    let output = latticectl(folder.path(), &["plan", "no-such-folder"], &[]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stdout(&output), "");
    assert!(stderr(&output).starts_with("error: cannot read no-such-folder\n  because: "), "{}", stderr(&output));
}

/// Flag, own variable, the controller's variable, nearest file, user's file, default: in this order.
#[test]
fn settings_come_from_the_first_that_has_them() {
    let folder = tempfile::tempdir().unwrap();
    let below = folder.path().join("a/b");
    std::fs::create_dir_all(&below).unwrap();
    let user = folder.path().join("user");
    std::fs::create_dir_all(user.join("latticectl")).unwrap();
    std::fs::write(folder.path().join(".latticectl.yaml"), "account: 012345678901\nregion: eu-west-1\n").unwrap();
    std::fs::write(user.join("latticectl/config.yaml"), "region: eu-west-2\nclusterName: mine\n").unwrap();
    let user = user.to_str().unwrap();
    let variables = [
        ("XDG_CONFIG_HOME", user),
        ("LATTICECTL_VPC_ID", "vpc-aaaa"),
        ("CLUSTER_VPC_ID", "vpc-bbbb"),
        ("DEFAULT_SERVICE_NETWORK", "shared"),
        ("LATTICECTL_NAMESPACE", "from-variable"),
    ];
    let output = latticectl(&below, &["config", "--show-origin", "-n", "from-flag"], &variables);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let shown = stdout(&output);
    let line = |name: &str| {
        let line = shown.lines().find(|line| line.starts_with(&format!("{name} "))).unwrap();
        line.split_whitespace().skip(1).collect::<Vec<_>>().join(" ")
    };
    assert!(line("account").starts_with("012345678901 file "), "{shown}");
    assert!(line("region").starts_with("eu-west-1 file "), "{shown}");
    assert!(line("cluster-name").ends_with("latticectl/config.yaml"), "{shown}");
    assert_eq!(line("vpc-id"), "vpc-aaaa variable LATTICECTL_VPC_ID");
    assert_eq!(line("default-service-network"), "shared variable DEFAULT_SERVICE_NETWORK");
    assert_eq!(line("namespace"), "from-flag flag");
    assert_eq!(line("strict"), "false default");
}

#[test]
fn a_configuration_file_with_a_typo_is_told() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(".latticectl.yaml"), "clustername: x\n").unwrap();
    let output = latticectl(folder.path(), &["config"], &[]);
    assert_eq!(output.status.code(), Some(64));
    assert!(stderr(&output).contains("clustername"), "{}", stderr(&output));
}

#[test]
fn nothing_given_is_a_placeholder_that_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let output = latticectl(folder.path(), &["config", "-o", "json"], &[]);
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let origins: Vec<(&str, &str)> = value["settings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|setting| (setting["name"].as_str().unwrap(), setting["origin"].as_str().unwrap()))
        .filter(|(_, origin)| origin.starts_with("placeholder"))
        .collect();
    let names: Vec<&str> = origins.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["account", "region", "cluster-name", "vpc-id"]);
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = command(folder.path(), &["completions", "bash"], &[])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(stderr(&output), "");
}

#[test]
fn colour_follows_the_flag_then_the_variables() {
    let folder = tempfile::tempdir().unwrap();
    let colored = |arguments: &[&str], variables: &[(&str, &str)]| {
        let output = latticectl(folder.path(), arguments, variables);
        stderr(&output).contains('\u{1b}')
    };
    let failing = ["plan", "no-such-folder"];
    assert!(!colored(&failing, &[]));
    assert!(colored(&failing, &[("CLICOLOR_FORCE", "1")]));
    assert!(!colored(&failing, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(colored(&["plan", "no-such-folder", "--color", "always"], &[("NO_COLOR", "1")]));
    assert!(!colored(&["plan", "no-such-folder", "--color=never"], &[("CLICOLOR_FORCE", "1")]));
}

#[test]
fn every_verb_teaches_by_example() {
    let folder = tempfile::tempdir().unwrap();
    let help = stdout(&latticectl(folder.path(), &["--help"], &[]));
    let verbs: Vec<&str> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next().filter(|verb| !verb.is_empty()))
        .collect();
    assert!(verbs.len() >= 14, "{verbs:?}");
    for verb in verbs.iter().filter(|verb| **verb != "help") {
        let output = latticectl(folder.path(), &[verb, "--help"], &[]);
        assert_eq!(output.status.code(), Some(0), "{verb}");
        assert!(stdout(&output).contains("Examples:"), "`latticectl {verb} --help` has no example");
    }
}
