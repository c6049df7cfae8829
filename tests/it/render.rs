//! The examples, planned and rendered in every format, against golden files in `testdata/render/`.
//! `SNAPSHOTS=overwrite cargo test render` rewrites them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const EXAMPLES: [&str; 7] = [
    "auth-policy",
    "blue-green/blue-cluster",
    "blue-green/green-cluster",
    "health-and-domain",
    "path-routes",
    "team",
    "tutorial-mistakes",
];

const CONTEXT: [&str; 8] = [
    "--account",
    "123456789012",
    "--region",
    "us-west-2",
    "--cluster-name",
    "shop-prod",
    "--vpc-id",
    "vpc-0a1b2c3d4e5f60718",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn run(verb: &str, example: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_latticectl"))
        .current_dir(root())
        .env_clear()
        .args([verb, &format!("testdata/examples/{example}")])
        .args(CONTEXT)
        .args(arguments)
        .output()
        .unwrap()
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

/// Compares with (or rewrites) a golden file.
fn golden(path: &Path, actual: &str) {
    snapbox::Assert::new()
        .action_env("SNAPSHOTS")
        .eq(snapbox::Data::text(actual).raw(), snapbox::Data::read_from(path, None).raw());
}

fn golden_path(example: &str, name: &str) -> PathBuf {
    root().join("testdata/render").join(example.replace('/', "-")).join(name)
}

/// What is left of a coloured text without its escapes.
fn without_escapes(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        out.push_str(before);
        rest = after.split_once('m').map_or("", |(_, rest)| rest);
    }
    out + rest
}

#[test]
fn every_example_renders_as_written_down() {
    for example in EXAMPLES {
        let plain = run("plan", example, &[]);
        golden(&golden_path(example, "plan.txt"), &text(plain.stdout));
        golden(&golden_path(example, "findings.txt"), &text(plain.stderr));
        golden(&golden_path(example, "plan.json"), &text(run("plan", example, &["-o", "json"]).stdout));
        golden(&golden_path(example, "plan.md"), &text(run("plan", example, &["-o", "markdown"]).stdout));
        golden(&golden_path(example, "plan.dot"), &text(run("plan", example, &["-o", "dot"]).stdout));
    }
}

#[test]
fn text_fits_80_columns_and_colour_adds_escapes_alone() {
    for example in EXAMPLES {
        let plain = text(run("plan", example, &["--color", "never"]).stdout);
        let colored = text(run("plan", example, &["--color", "always"]).stdout);
        // So does the row of a table, and then all its rows are as wide.
        let wide = table(&plain);
        for line in plain.lines() {
            // A name that is longer by itself stands whole on a line of its own.
            let alone = line.trim_start_matches([' ', '│', '├', '└', '─']);
            let is_name = !alone.contains(' ') && !alone.is_empty();
            let is_table = wide.contains(line);
            assert!(line.chars().count() <= 80 || is_name || is_table, "{example}: {line}");
        }
        assert!(!plain.contains('\u{1b}') && colored.contains('\u{1b}'), "{example}");
        assert_eq!(squeezed(&without_escapes(&colored)), squeezed(&plain), "{example}");
    }
}

/// The table of target groups.
fn table(text: &str) -> String {
    text.lines()
        .skip_while(|line| *line != "Target groups")
        .take_while(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

/// Without the blanks at the ends of lines, which tables with colour keep.
fn squeezed(text: &str) -> String {
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

#[test]
fn json_fits_the_published_schema_and_yaml_says_the_same() {
    let schema: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(root().join("schemas/plan.schema.json")).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for example in EXAMPLES {
        let json: serde_json::Value = serde_json::from_slice(&run("plan", example, &["-o", "json"]).stdout).unwrap();
        let problems: Vec<String> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
        assert!(problems.is_empty(), "{example}: {problems:?}");
        let yaml: serde_json::Value = serde_yaml::from_slice(&run("plan", example, &["-o", "yaml"]).stdout).unwrap();
        assert_eq!(json, yaml, "{example}");
        let resources = json["resources"].as_array().unwrap();
        assert!(!resources.is_empty(), "{example}");
        for resource in resources.iter().filter(|resource| resource["action"] != "assume") {
            let address = &resource["address"];
            assert!(
                resource["source"]["file"].is_string() && resource["source"]["line"].is_u64(),
                "{example}: {address}"
            );
        }
    }
}

#[test]
fn snapshots_fit_their_schema_and_read_back_as_a_live_account() {
    let schema: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(root().join("schemas/snapshot.schema.json")).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for example in EXAMPLES {
        let snapshot = run("plan", example, &["-o", "snapshot"]).stdout;
        let json: serde_json::Value = serde_json::from_slice(&snapshot).unwrap();
        let problems: Vec<String> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
        assert!(problems.is_empty(), "{example}: {problems:?}");
        let file = folder.path().join("account.json");
        std::fs::write(&file, &snapshot).unwrap();
        let again = run("plan", example, &["-o", "snapshot", "--live", file.to_str().unwrap()]).stdout;
        assert_eq!(text(again), text(snapshot), "{example}: a plan in its own account changes nothing");
    }
}

#[test]
fn one_run_writes_several_outputs_and_the_same_bytes_as_several_runs() {
    let folder = tempfile::tempdir().unwrap();
    let formats = ["text", "json", "yaml", "snapshot", "status", "markdown", "dot", "mermaid"];
    let specs: Vec<String> =
        formats.iter().map(|format| format!("{format}={}", folder.path().join(format).display())).collect();
    let arguments: Vec<&str> = specs.iter().flat_map(|spec| ["-o", spec]).collect();
    let output = run("plan", "team", &arguments);
    assert!(output.stdout.is_empty(), "nothing was asked of stdout");
    for format in formats {
        let written = std::fs::read_to_string(folder.path().join(format)).unwrap();
        assert_eq!(written, text(run("plan", "team", &["-o", format]).stdout), "{format}");
    }
}

#[test]
fn addresses_and_order_do_not_hang_on_the_order_of_the_files() {
    let addresses = |paths: &[&str]| {
        let paths: Vec<String> = paths.iter().map(|path| format!("testdata/examples/team/{path}")).collect();
        let output = Command::new(env!("CARGO_BIN_EXE_latticectl"))
            .current_dir(root())
            .env_clear()
            .arg("plan")
            .args(paths)
            .args(["-o", "json"])
            .output()
            .unwrap();
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        json["resources"].clone()
    };
    let forward = addresses(&["catalog", "payments", "platform", "shop"]);
    assert_eq!(forward, addresses(&["shop", "platform", "payments", "catalog"]));
}

#[test]
fn detailed_exit_codes_tell_whether_there_is_something_to_do() {
    assert_eq!(run("plan", "path-routes", &[]).status.code(), Some(0));
    assert_eq!(run("plan", "path-routes", &["--detailed-exitcode"]).status.code(), Some(2));
    assert_eq!(run("plan", "tutorial-mistakes", &["--detailed-exitcode"]).status.code(), Some(1));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("account.json");
    std::fs::write(&file, run("plan", "path-routes", &["-o", "snapshot"]).stdout).unwrap();
    let live = file.to_str().unwrap();
    let again = run("plan", "path-routes", &["--detailed-exitcode", "--live", live]);
    assert_eq!(again.status.code(), Some(0), "{}", text(again.stdout));
}

#[test]
fn the_mistakes_of_tutorials_are_explained() {
    let output = run("lint", "tutorial-mistakes", &["-o", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let found: Vec<(String, String)> = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            let word = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
            (word(&finding["code"]), word(&finding["object"]["name"]))
        })
        .collect();
    for (code, name) in [("LAT0601", "tracking"), ("LAT0005", "labels"), ("LAT0005", "-tracking-health")] {
        assert!(found.contains(&(code.to_owned(), name.to_owned())), "{code} about {name} in {found:?}");
    }
}

#[test]
fn the_other_examples_have_no_errors() {
    for example in EXAMPLES.iter().filter(|example| **example != "tutorial-mistakes") {
        let output = run("lint", example, &[]);
        assert_eq!(output.status.code(), Some(0), "{example}: {}", text(output.stdout));
    }
}
