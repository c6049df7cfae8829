//! Small things that users notice: what is left out, cut, wrapped, named and refused.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use latticectl::cli;
use latticectl::commands::{help_text, man};
use latticectl::diag::{explain, registry};
use latticectl::settings::Format;
use serde_json::Value;

fn latticectl(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_latticectl"));
    command.args(arguments).current_dir(folder).env_clear().stdin(Stdio::null());
    command.env("AWS_EC2_METADATA_DISABLED", "true").env("HOME", "/nonexistent");
    command.envs(variables.iter().copied()).output().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

const NAMESPACE: &str = "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n";

/// `--exclude`, and `exclude` in the configuration file.
#[test]
fn files_that_are_no_manifests_can_be_left_out() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("charts/a")).unwrap();
    std::fs::write(folder.path().join("namespace.yaml"), NAMESPACE).unwrap();
    std::fs::write(folder.path().join("docker-compose.yml"), "services: {}\n").unwrap();
    std::fs::write(folder.path().join("charts/a/broken.yaml"), "a: [\n").unwrap();
    let plain = latticectl(folder.path(), &["lint"], &[]);
    assert_eq!(plain.status.code(), Some(1));
    assert!(stdout(&plain).contains("--exclude"), "{}", stdout(&plain));
    for patterns in
        [["docker-compose.yml", "charts"], ["docker-*", "charts/**"], ["./docker-compose.yml", "a/broken.yaml"]]
    {
        let arguments = ["lint", ".", "--exclude", patterns[0], "--exclude", patterns[1]];
        let output = latticectl(folder.path(), &arguments, &[]);
        assert_eq!(output.status.code(), Some(0), "{patterns:?}: {}{}", stdout(&output), stderr(&output));
    }
    std::fs::write(folder.path().join(".latticectl.yaml"), "exclude: [docker-compose.yml, charts/]\n").unwrap();
    let output = latticectl(folder.path(), &["lint", "*"], &[]);
    assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
    // What is named is read, whatever is left out.
    assert_eq!(latticectl(folder.path(), &["lint", "docker-compose.yml"], &[]).status.code(), Some(1));
}

/// A link to nowhere in a folder is told with its name, and the rest is read.
#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_does_not_hide_the_others() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("namespace.yaml"), NAMESPACE).unwrap();
    std::fs::write(folder.path().join("z.yaml"), "a: [\n").unwrap();
    std::os::unix::fs::symlink("nowhere.yaml", folder.path().join("link.yaml")).unwrap();
    std::os::unix::fs::symlink("nowhere", folder.path().join("python")).unwrap();
    let output = latticectl(folder.path(), &["lint", ".", "-o", "json"], &[]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let value: Value = serde_json::from_str(&stdout(&output)).unwrap();
    let found: Vec<(String, String)> = value["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            (finding["code"].as_str().unwrap().to_owned(), finding["file"].as_str().unwrap_or("-").to_owned())
        })
        .collect();
    assert_eq!(
        found,
        [("LAT0013".to_owned(), "./link.yaml".to_owned()), ("LAT0001".to_owned(), "./z.yaml".to_owned())]
    );
    let text = stdout(&latticectl(folder.path(), &["lint", "."], &[]));
    assert!(text.contains("./link.yaml cannot be read"), "{text}");
    let named = latticectl(folder.path(), &["lint", "link.yaml"], &[]);
    assert!(stderr(&named).contains("cannot read link.yaml"), "{}", stderr(&named));
}

/// A file of plain text is no message.
#[test]
fn messages_are_lines_and_not_files() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("notes.yaml"), "word ".repeat(200_000)).unwrap();
    let output = latticectl(folder.path(), &["lint", "notes.yaml", "-o", "json"], &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.len() < 2_000, "{} bytes", output.stdout.len());
    let text = stdout(&latticectl(folder.path(), &["lint", "notes.yaml"], &[]));
    assert!(text.len() < 2_000, "{} bytes", text.len());
}

#[test]
fn settings_are_read_as_people_write_them() {
    let folder = tempfile::tempdir().unwrap();
    let config = |variables: &[(&str, &str)]| latticectl(folder.path(), &["config", "--show-origin"], variables);
    let shown = stdout(&config(&[("AWS_DEFAULT_REGION", "eu-west-3")]));
    assert!(shown.contains("eu-west-3") && shown.contains("variable AWS_DEFAULT_REGION"), "{shown}");
    let shown = stdout(&config(&[("AWS_DEFAULT_REGION", "eu-west-3"), ("AWS_REGION", "us-east-1")]));
    assert!(shown.contains("us-east-1"), "{shown}");
    for region in ["mars", "us-west", "US-WEST-2", "us--2", "us-west-2x"] {
        let output = latticectl(folder.path(), &["config", "--region", region], &[]);
        assert_eq!(output.status.code(), Some(64), "{region}");
    }
    assert_eq!(latticectl(folder.path(), &["config", "--region", "us-gov-west-1"], &[]).status.code(), Some(0));
    std::fs::write(
        folder.path().join("route.yaml"),
        "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: a}\n\
         spec: {parentRefs: [{name: none}]}\n",
    )
    .unwrap();
    for (value, code) in [("1", 1), ("true", 1), ("0", 0), ("false", 0)] {
        let output = latticectl(folder.path(), &["lint", "route.yaml"], &[("LATTICECTL_STRICT", value)]);
        assert_eq!(output.status.code(), Some(code), "{value}: {}", stdout(&output));
    }
    // A terminal that can't show colours gets none, unless they are forced.
    let dumb = latticectl(folder.path(), &["lint", "route.yaml"], &[("TERM", "dumb"), ("CLICOLOR_FORCE", "1")]);
    assert!(!stdout(&dumb).contains('\u{1b}'));
}

/// The help says which formats there are, and the README's table says the same.
#[test]
fn every_verb_tells_its_formats() {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let rows: Vec<&str> = readme
        .lines()
        .skip_while(|line| *line != "| format | of | what |")
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .collect();
    let command = cli::command();
    for verb in command.get_subcommands().filter(|verb| verb.get_name() != "help") {
        let name = verb.get_name();
        let help = verb.get_after_help().map(ToString::to_string).unwrap_or_default();
        for format in Format::ALL {
            let takes = help_text::formats(name).contains(&format);
            let cells: Vec<Vec<&str>> = rows.iter().map(|row| row.split('|').collect()).collect();
            let row = cells.iter().find(|cells| cells[1].contains(&format!("`{}`", format.name()))).unwrap();
            assert_eq!(
                row[2].split(',').any(|verb| verb.trim() == format!("`{name}`")),
                takes,
                "README: {name} {format:?}"
            );
            let told =
                help.lines().next().is_some_and(|line| line.starts_with("Output (-o)") && line.contains(format.name()));
            assert!(!takes || told, "{name} {format:?}: {help}");
        }
    }
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["completions", "bash", "-o", "json"][..], &["man", "-o", "text"], &["sandbox", "-o", "json"]] {
        let output = latticectl(folder.path(), arguments, &[]);
        assert_eq!(output.status.code(), Some(64), "{arguments:?}");
    }
}

#[test]
fn help_fits_80_columns_and_manual_pages_keep_their_lines() {
    let folder = tempfile::tempdir().unwrap();
    let command = cli::command();
    for verb in command.get_subcommands().map(clap_name) {
        let output = latticectl(folder.path(), &[&verb, "--help"], &[("COLUMNS", "200")]);
        for line in stdout(&output).lines() {
            assert!(line.chars().count() <= 80, "{verb}: {line}");
        }
    }
    let pages = man::pages();
    assert!(pages.iter().all(|(name, page)| name != "latticectl-help.1" && !page.contains("latticectl\\-help")));
    let (_, plan) = pages.iter().find(|(name, _)| name == "latticectl-plan.1").unwrap();
    assert!(plan.contains(".SH EXAMPLES\n.nf\n  latticectl plan manifests/"), "{plan}");
}

fn clap_name(verb: &clap::Command) -> String {
    verb.get_name().to_owned()
}

/// A finding's source is something that can be looked up.
#[test]
fn no_finding_cites_a_paper_that_nobody_has() {
    for entry in registry::all() {
        let text = explain::explain_text(entry, 80);
        assert!(!text.contains("translation, section"), "{text}");
    }
}

/// What is wrong with the way to the account is said in words.
#[test]
fn an_account_that_cannot_be_reached_is_told_why() {
    let folder = tempfile::tempdir().unwrap();
    let context = [("AWS_ACCOUNT_ID", "123456789012"), ("CLUSTER_NAME", "c"), ("CLUSTER_VPC_ID", "vpc-1")];
    let keys = [("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b")];
    let run = |arguments: &[&str], more: &[(&str, &str)]| {
        let variables: Vec<_> = context.iter().chain(more).copied().collect();
        let output = latticectl(folder.path(), &[&["snapshot"], arguments].concat(), &variables);
        assert_eq!(output.status.code(), Some(1));
        stderr(&output)
    };
    let told = run(&["--region", "us-west-2"], &[&keys[..], &[("AWS_ENDPOINT_URL", "foo")]].concat());
    assert!(told.contains("`foo` is no endpoint") && !told.contains("Request"), "{told}");
    let told = run(&["--region", "us-west-2", "--endpoint-url", "foo"], &keys);
    assert!(told.contains("`foo` is no endpoint"), "{told}");
    let told = run(&[], &keys);
    assert!(told.contains("no region is known") && !told.contains("credentials"), "{told}");
    let told = run(&["--region", "us-west-2", "--profile", "nope", "--max-attempts", "1"], &[]);
    assert!(told.contains("`nope`"), "{told}");
}

/// Mistakes are told in the words of the command line and of configuration.
#[test]
fn mistakes_are_told_in_the_users_words() {
    let folder = tempfile::tempdir().unwrap();
    let cases = [
        ("strict: maybe\n", "expected a boolean at line 1"),
        ("account: '1'\nquotas:\n  services: many\n", "expected a whole number at line 3"),
        ("region: us-west-2\n\nregoin: a\n", "unknown field `regoin`"),
        ("region: us-west-2\n\nregoin: a\n", "at line 3"),
        ("- a\n", "expected a mapping"),
    ];
    for (text, told) in cases {
        std::fs::write(folder.path().join("config.yaml"), text).unwrap();
        let output = latticectl(folder.path(), &["config", "--config", "config.yaml"], &[]);
        assert_eq!(output.status.code(), Some(64), "{text}");
        assert!(stderr(&output).contains(told), "{text}: {}", stderr(&output));
    }
    let output = latticectl(folder.path(), &["destroy", "--allow", "all"], &[]);
    assert_eq!(output.status.code(), Some(64));
    assert!(stderr(&output).contains("destroy needs no --allow"), "{}", stderr(&output));
    // UTF-16 without its mark.
    let text: Vec<u8> = "kind: x\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(folder.path().join("wide.yaml"), text).unwrap();
    let told = stdout(&latticectl(folder.path(), &["lint", "wide.yaml"], &[]));
    assert!(told.contains("UTF-16") && told.contains("UTF-8"), "{told}");
    std::fs::write(folder.path().join("deep.yaml"), "[".repeat(300)).unwrap();
    let told = stdout(&latticectl(folder.path(), &["lint", "deep.yaml"], &[]));
    assert!(told.contains("LAT0007") && !told.contains("raise"), "{told}");
}
