//! `docs/walkthrough.md` is a real run against the sandbox. `SNAPSHOTS=overwrite cargo test walkthrough`
//! rewrites it.

use std::fmt::Write as _;
use std::path::Path;

use latticectl::sandbox::Behaviour;
use serde_json::json;

use super::bench::{Bench, context};
use super::cli::Cli;
use super::shop::MANIFESTS;

/// Ids and call counts are another account's.
fn masked(text: &str) -> String {
    let mut out = String::new();
    for word in text.split_inclusive([' ', '\n', '/', ':', '"', ')']) {
        let plain = word.trim_end_matches([' ', '\n', '/', ':', '"', ')']);
        let id =
            plain.rsplit_once('-').filter(|(_, tail)| tail.len() == 17 && tail.chars().all(|c| c.is_ascii_hexdigit()));
        match id {
            Some((kind, _)) if !kind.starts_with("vpc") => {
                let _ = write!(out, "{kind}-[..]{}", &word[plain.len()..]);
            }
            _ => out.push_str(word),
        }
    }
    out
}

#[test]
fn the_walkthrough_is_true() {
    let bench = Bench::new(Behaviour::default());
    let cli = Cli::new(&bench, &context());
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("shop.yaml"), MANIFESTS).unwrap();
    let mut text = String::from(
        "# From nothing to an account and back\n\nA real run against `latticectl sandbox`, with the manifests below; what goes to stderr (the changes \
         before they are made, progress, findings, calls) is left out.\n\n```console\n",
    );
    let mut run = |line: &str, code: i32| {
        let arguments: Vec<&str> = line.split(' ').chain(["--poll-interval", "1"]).collect();
        let arguments = if line.starts_with("apply") || line.starts_with("destroy") {
            arguments
        } else {
            line.split(' ').collect()
        };
        let output = cli.command(&arguments).current_dir(folder.path()).output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{line}: {errors}");
        let status = if code == 0 { String::new() } else { format!("? {code}\n") };
        let _ = writeln!(text, "$ latticectl {line}\n{status}{}", masked(&String::from_utf8(output.stdout).unwrap()));
    };
    run("apply shop.yaml --auto-approve", 0);
    run("drift shop.yaml", 0);
    let account = bench.engine().account();
    let id = |identity: &latticectl::model::Identity| identity.id.clone().unwrap();
    let edit = json!({
        "serviceIdentifier": id(&account.services["svc:cart-default"].identity),
        "listenerIdentifier": id(&account.listeners["svc:cart-default/listener:80"].identity),
        "ruleIdentifier": id(&account.rules["svc:cart-default/listener:80/rule:1"].identity),
        "action": {"fixedResponse": {"statusCode": 404}},
    });
    bench.engine().call("UpdateRule", edit).unwrap();
    run("drift shop.yaml", 2);
    run("diff shop.yaml", 2);
    run("apply shop.yaml --auto-approve --allow traffic-shift", 0);
    run("drift shop.yaml", 0);
    run("destroy shop.yaml --auto-approve", 0);
    assert!(bench.engine().account().service_networks.is_empty());
    let _ = write!(
        text,
        "```\n\nBetween the second and the third command somebody changed the rule's action with `UpdateRule`.\n\n`shop.yaml`:\n\n```yaml\n{}```\n",
        MANIFESTS
    );
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/walkthrough.md");
    if std::env::var("SNAPSHOTS").is_ok_and(|action| action == "overwrite") {
        std::fs::write(&path, &text).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == text, "docs/walkthrough.md is stale, rewrite with `SNAPSHOTS=overwrite cargo test`:\n{text}");
}
