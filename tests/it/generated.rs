//! What is generated from the code and kept in the repository: completions, manual pages, schemas.
//! `SNAPSHOTS=overwrite cargo test` rewrites it.

use std::path::{Path, PathBuf};

use clap_complete::Shell;
use latticectl::commands::{completions, man};
use latticectl::render;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Compares (or rewrites) the files of a folder, and allows no others in it.
fn fresh(folder: &str, files: &[(String, String)]) {
    let folder = root().join(folder);
    let overwrite = std::env::var("SNAPSHOTS").is_ok_and(|action| action == "overwrite");
    let mut stale = Vec::new();
    for (name, expected) in files {
        let path = folder.join(name);
        if overwrite {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, expected).unwrap();
        } else if std::fs::read_to_string(&path).ok().as_ref() != Some(expected) {
            stale.push(path);
        }
    }
    let listed = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let unknown: Vec<PathBuf> = listed
        .filter(|path| !files.iter().any(|(name, _)| path.file_name().is_some_and(|own| own == name.as_str())))
        .collect();
    assert!(stale.is_empty(), "stale, rewrite with `SNAPSHOTS=overwrite cargo test`: {stale:?}");
    assert!(unknown.is_empty(), "nothing generates these: {unknown:?}");
}

#[test]
fn completions_are_fresh() {
    let shells = [
        (Shell::Bash, "latticectl.bash"),
        (Shell::Elvish, "latticectl.elv"),
        (Shell::Fish, "latticectl.fish"),
        (Shell::PowerShell, "_latticectl.ps1"),
        (Shell::Zsh, "_latticectl"),
    ];
    fresh("completions", &shells.map(|(shell, name)| (name.to_owned(), completions::render(shell))));
}

#[test]
fn manual_pages_are_fresh() {
    fresh("man", &man::pages());
}

#[test]
fn plan_and_snapshot_schemas_are_fresh() {
    for (name, schema) in [
        ("plan.schema.json", render::plan_schema()),
        ("snapshot.schema.json", render::snapshot_schema()),
        ("drift.schema.json", render::drift_schema()),
        ("diff.schema.json", render::diff_schema()),
        ("error.schema.json", latticectl::commands::report::failure_schema()),
        ("apply.schema.json", latticectl::commands::execute::run_schema()),
    ] {
        let path = root().join("schemas").join(name);
        if std::env::var("SNAPSHOTS").is_ok_and(|action| action == "overwrite") {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &schema).unwrap();
        }
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(found == schema, "{} is stale, rewrite with `SNAPSHOTS=overwrite cargo test`", path.display());
    }
}
