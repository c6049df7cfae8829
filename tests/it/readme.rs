//! The transcripts of the README are true: every ```console block is run, in order, and compared.
//! `SNAPSHOTS=overwrite cargo test readme` rewrites them.
//!
//! A line `$ COMMAND` goes through bash in the repository's folder; `export` lasts for the lines below it;
//! a command that ends in `&` is a server: the run goes on when it has printed its URL, whose port stands
//! in the README as 4566. A status other than 0 is shown as a last line `(exit N)`.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

const SHOWN_URL: &str = "http://127.0.0.1:4566";

#[derive(Default)]
struct Session {
    variables: BTreeMap<String, String>,
    server: Option<(Child, String)>,
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Some((server, _)) = &mut self.server {
            // It may have ended by itself; the test has said all it has to say.
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}

impl Session {
    fn bash(&self, script: &str) -> Command {
        let binary = Path::new(env!("CARGO_BIN_EXE_latticectl"));
        let path = format!("{}:{}", binary.parent().unwrap().display(), std::env::var("PATH").unwrap_or_default());
        let mut command = Command::new("bash");
        command.args(["-c", &format!("set -o pipefail; {script}")]).current_dir(env!("CARGO_MANIFEST_DIR"));
        command.env_clear().env("PATH", path).env("AWS_EC2_METADATA_DISABLED", "true").stdin(Stdio::null());
        command.envs(&self.variables);
        command
    }

    /// What a command prints, as the README shows it.
    fn run(&mut self, line: &str) -> String {
        if let Some(assignments) = line.strip_prefix("export ") {
            for (name, value) in assignments.split(' ').map(|assignment| assignment.split_once('=').unwrap()) {
                self.variables.insert(name.to_owned(), self.real(value));
            }
            return String::new();
        }
        if let Some(server) = line.strip_suffix(" &") {
            let script = format!("exec {}", server.replace("127.0.0.1:4566", "127.0.0.1:0"));
            let mut child = self.bash(&script).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
            let mut url = String::new();
            BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
            let url = url.trim().to_owned();
            assert!(url.starts_with("http://127.0.0.1:"), "`{line}` printed `{url}`");
            self.server = Some((child, url));
            return format!("{SHOWN_URL}\n");
        }
        let output = self.bash(&format!("{{ {}\n}} 2>&1", self.real(line))).output().unwrap();
        let mut text = String::from_utf8(output.stdout).unwrap();
        if let Some((_, url)) = &self.server {
            text = text.replace(url.as_str(), SHOWN_URL);
        }
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        match output.status.code() {
            Some(0) => text,
            code => format!("{text}(exit {})\n", code.unwrap_or(-1)),
        }
    }

    fn real(&self, text: &str) -> String {
        match &self.server {
            Some((_, url)) => text.replace(SHOWN_URL, url),
            None => text.to_owned(),
        }
    }
}

/// The text with every transcript as it really is.
fn replayed(text: &str) -> String {
    let mut session = Session::default();
    let mut out = String::new();
    let mut in_block = false;
    for line in text.lines() {
        if in_block && line == "```" {
            in_block = false;
        } else if line == "```console" {
            in_block = true;
        } else if in_block {
            let Some(command) = line.strip_prefix("$ ") else { continue };
            out.push_str(line);
            out.push('\n');
            out.push_str(&session.run(command));
            continue;
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

#[test]
fn the_readme_shows_what_really_happens() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let shown = std::fs::read_to_string(&path).unwrap();
    let real = replayed(&shown);
    if std::env::var("SNAPSHOTS").is_ok_and(|action| action == "overwrite") {
        std::fs::write(&path, &real).unwrap();
    } else {
        snapbox::assert_data_eq!(shown, snapbox::Data::text(real).raw());
    }
}

/// An example of a manual page or help text that nobody can run is worse than none.
#[test]
fn the_readme_names_every_verb() {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let missing: Vec<String> = latticectl::commands::man::pages()
        .into_iter()
        .filter_map(|(name, _)| name.strip_prefix("latticectl-")?.strip_suffix(".1").map(str::to_owned))
        .filter(|verb| !readme.contains(&format!("latticectl {verb}")))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
