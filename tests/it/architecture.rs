//! The house's own rules, held by tests: what a module may import, and how long a file may be.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Module, and what it may import beside `diag`, `settings` and `error`.
const MAY_IMPORT: [(&str, &[&str]); 17] = [
    ("error", &[]),
    ("settings", &[]),
    ("diag", &[]),
    ("load", &[]),
    ("api", &["load"]),
    ("index", &["load", "api"]),
    ("model", &[]),
    ("translate", &["load", "api", "index", "model"]),
    ("aws", &["model"]),
    ("observe", &["aws", "model"]),
    ("evaluate", &["model"]),
    ("diff", &["load", "api", "index", "translate", "model", "aws", "observe"]),
    ("apply", &["load", "api", "index", "translate", "model", "aws", "observe", "diff"]),
    ("sandbox", &["model", "aws"]),
    ("render", &["model", "translate", "observe", "diff", "apply"]),
    (
        "commands",
        &[
            "cli",
            "load",
            "api",
            "index",
            "translate",
            "model",
            "aws",
            "observe",
            "evaluate",
            "diff",
            "apply",
            "sandbox",
            "render",
        ],
    ),
    ("cli", &["commands"]),
];

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    rust_files(&root.join("src"), &mut files);
    files.sort();
    assert!(files.len() > 50, "the sources were not found");
    let named = |path: PathBuf| {
        (path.strip_prefix(root.join("src")).unwrap().to_owned(), std::fs::read_to_string(&path).unwrap())
    };
    files.into_iter().map(named).collect()
}

/// The top module that a file belongs to.
fn module_of(path: &Path) -> String {
    let first = path.components().next().unwrap().as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// Every top module that a text names as `crate::NAME`, also in `use crate::{a, b}`.
fn imports(text: &str) -> BTreeSet<String> {
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let word = |rest: &str| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut start = true;
            for (at, c) in group.char_indices() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => start = true,
                    c if start && depth == 0 && c.is_alphabetic() => {
                        found.insert(word(&group[at..]));
                        start = false;
                    }
                    _ => {}
                }
            }
        } else {
            found.insert(word(rest));
        }
    }
    found
}

#[test]
fn a_module_imports_only_from_its_left() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let module = module_of(&path);
        if module == "lib" || module == "main" {
            continue;
        }
        let Some((_, allowed)) = MAY_IMPORT.iter().find(|(name, _)| *name == module) else {
            wrong.push(format!("{}: no rule for module {module}", path.display()));
            continue;
        };
        let shared = ["diag", "settings", "error"];
        let known: Vec<&str> = MAY_IMPORT.iter().map(|(name, _)| *name).collect();
        for import in imports(&text) {
            let import = import.as_str();
            // What is no module is a macro or an item of the crate's root.
            let fine =
                import == module || allowed.contains(&import) || shared.contains(&import) || !known.contains(&import);
            if !fine {
                wrong.push(format!("{} imports {import}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_scan_sees_imports_of_every_form() {
    let text = "use crate::{api::{A, B}, index};\n// crate::sandbox\nlet x = crate::model::Y;\nuse crate::diag;\n";
    let expected: BTreeSet<String> = ["api", "index", "model", "diag"].map(str::to_owned).into();
    assert_eq!(imports(text), expected);
}

#[test]
fn the_model_knows_neither_kubernetes_nor_the_sdk() {
    for (path, text) in sources() {
        let module = module_of(&path);
        if module == "model" {
            for foreign in ["aws_sdk", "k8s_openapi", "kube::"] {
                assert!(!text.contains(foreign), "{} names {foreign}", path.display());
            }
        }
        if module == "translate" || module == "index" {
            for impure in [
                "std::env",
                "std::fs",
                "std::time::SystemTime",
                "Instant::now",
                "fastrand",
                "std::net::Tcp",
                "std::net::Udp",
                "ToSocketAddrs",
            ] {
                assert!(!text.contains(impure), "{} names {impure}: it must stay pure", path.display());
            }
        }
    }
}

#[test]
fn no_file_is_longer_than_600_lines() {
    let long: Vec<String> = sources()
        .into_iter()
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|(_, lines)| *lines > 600)
        .map(|(path, lines)| format!("{} has {lines} lines", path.display()))
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn no_test_file_is_forgotten() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let main = std::fs::read_to_string(folder.join("main.rs")).unwrap();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let is_module = path.extension().is_some_and(|extension| extension == "rs") || path.join("mod.rs").exists();
        assert!(!is_module || name == "main" || main.contains(&format!("mod {name};")), "{name} is in no test run");
    }
}
