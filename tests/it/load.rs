//! Golden cases of reading and checking: `testdata/load/<case>` and `testdata/api/<case>`.
//!
//! A case is a folder with `in.*` (a file) or `in` (a folder) and `expected.txt`. `SNAPSHOTS=overwrite
//! cargo test` writes what is found now into every `expected.txt`.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use latticectl::api::{self, DecodeOptions, Manifests, Object};
use latticectl::diag::{Diagnostics, Sources};
use latticectl::load::{self, Document, Input, Limits, Node, Value};
use proptest::prelude::*;

#[test]
fn load_cases() {
    for case in cases("load") {
        let mut diagnostics = Diagnostics::new();
        let (sources, documents) = read(&case, &mut diagnostics);
        let mut text = String::new();
        for document in &documents {
            let span = document.node.span;
            let place = document.location(span).map(|at| place(&sources, at)).unwrap_or_default();
            writeln!(text, "{place} {}", json(&document.node)).unwrap();
            for remark in &document.remarks {
                diagnostics.push(remark.clone());
            }
        }
        diagnostics.sort();
        text.push_str(&findings(&diagnostics, &sources));
        compare(&case, text);
    }
}

#[test]
fn api_cases() {
    for case in cases("api") {
        let mut diagnostics = Diagnostics::new();
        let (sources, documents) = read(&case, &mut diagnostics);
        let manifests = api::decode(sources, documents, &DecodeOptions::default(), &mut diagnostics);
        diagnostics.sort();
        let mut text = objects(&manifests);
        for refused in &manifests.refused {
            writeln!(text, "refused {refused}").unwrap();
        }
        text.push_str(&findings(&diagnostics, &manifests.sources));
        compare(&case, text);
    }
}

fn cases(stage: &str) -> Vec<PathBuf> {
    let folder = Path::new("testdata").join(stage);
    let mut cases: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(!cases.is_empty());
    cases
}

fn read(case: &Path, diagnostics: &mut Diagnostics) -> (Sources, Vec<Document>) {
    let mut entries = fs::read_dir(case).unwrap().map(|entry| entry.unwrap().path());
    let input = entries.find(|path| path.file_stem().is_some_and(|stem| stem == "in")).expect("in.* or in/");
    load::read(&[Input::Path(input)], &Limits::default(), diagnostics).unwrap()
}

fn compare(case: &Path, actual: String) {
    let expected = snapbox::Data::read_from(&case.join("expected.txt"), None);
    snapbox::Assert::new().action_env("SNAPSHOTS").eq(actual, expected);
}

fn place(sources: &Sources, at: latticectl::diag::Location) -> String {
    let source = sources.get(at.file).unwrap();
    let name = source.name.rsplit('/').next().unwrap();
    let start = source.line_column(at.span.start);
    let end = source.line_column(at.span.end);
    if start.line == end.line {
        format!("{name}:{}:{}-{}", start.line, start.column, end.column)
    } else {
        format!("{name}:{}:{}-{}:{}", start.line, start.column, end.line, end.column)
    }
}

fn findings(diagnostics: &Diagnostics, sources: &Sources) -> String {
    let mut text = String::new();
    for finding in diagnostics.iter() {
        let place = finding.location.map(|at| place(sources, at)).unwrap_or_default();
        let object = finding.object.as_ref().map(ToString::to_string).unwrap_or_default();
        writeln!(text, "{} {} {place} [{object}] {}", finding.severity, finding.code, finding.path).unwrap();
        writeln!(text, "    {}", finding.message.replace('\r', "\\r")).unwrap();
        if let Some(help) = &finding.help {
            writeln!(text, "    help: {help}").unwrap();
        }
    }
    text
}

fn objects(manifests: &Manifests) -> String {
    let mut lines = Vec::new();
    let all = &manifests.objects;
    show(&all.gateway_classes, &mut lines);
    show(&all.gateways, &mut lines);
    show(&all.http_routes, &mut lines);
    show(&all.grpc_routes, &mut lines);
    show(&all.tls_routes, &mut lines);
    show(&all.reference_grants, &mut lines);
    show(&all.services, &mut lines);
    show(&all.endpoint_slices, &mut lines);
    show(&all.namespaces, &mut lines);
    show(&all.workloads, &mut lines);
    show(&all.target_group_policies, &mut lines);
    show(&all.iam_auth_policies, &mut lines);
    show(&all.vpc_association_policies, &mut lines);
    show(&all.access_log_policies, &mut lines);
    show(&all.service_exports, &mut lines);
    show(&all.service_imports, &mut lines);
    show(&all.service_networks, &mut lines);
    lines.sort();
    lines.into_iter().map(|(_, line)| line).collect()
}

fn show<T: std::fmt::Debug>(objects: &[Object<T>], lines: &mut Vec<(usize, String)>) {
    for object in objects {
        let metadata = &object.metadata;
        let spec = object.node.get("spec").unwrap_or(&object.node);
        let mut line = format!("{}\n    {}\n    {:?}\n", object.reference(), json(spec), object.spec);
        if !metadata.labels.is_empty() || !metadata.annotations.is_empty() {
            writeln!(line, "    labels {:?} annotations {:?}", metadata.labels, metadata.annotations).unwrap();
        }
        if let Some(created) = metadata.creation_timestamp {
            writeln!(line, "    created {created}").unwrap();
        }
        lines.push((object.order, line));
    }
}

fn json(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => (*value).into(),
        Value::Integer(value) => (*value).into(),
        Value::Float(value) => (*value).into(),
        Value::String(text) => (**text).into(),
        Value::Sequence(items) => items.iter().map(json).collect(),
        Value::Mapping(entries) => entries
            .iter()
            .map(|entry| (entry.key.to_string(), json(&entry.value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
    }
}

fn check_text(text: &str) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    let (sources, documents) = load::read_texts([("in.yaml", text.as_bytes())], &Limits::default(), &mut diagnostics);
    let manifests = api::decode(sources, documents, &DecodeOptions::default(), &mut diagnostics);
    diagnostics.sort();
    for finding in diagnostics.iter() {
        let Some(at) = finding.location else { continue };
        let source = manifests.sources.get(at.file).unwrap();
        assert!(source.text.get(at.span.start as usize..at.span.end as usize).is_some(), "{finding:?}");
    }
    diagnostics
}

fn codes(diagnostics: &Diagnostics) -> Vec<u16> {
    diagnostics.iter().map(|finding| finding.code.0).collect()
}

#[test]
fn bombs_end_in_milliseconds() {
    let mut bomb = "kind: ConfigMap\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..30 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        writeln!(bomb, "a{level}: &a{level} [{aliases}]").unwrap();
    }
    let long = "x".repeat(1 << 20);
    let texts = format!("a: &a \"{long}\"\nb: [{}]\n", vec!["*a"; 5000].join(", "));
    let nested = format!("a: {}{}", "[".repeat(100_000), "]".repeat(100_000));
    let blocks: String = (0..3000).fold(String::new(), |mut text, depth| {
        writeln!(text, "{}a:", " ".repeat(depth)).unwrap();
        text
    });
    let chain: String = (1..400).fold("a0: &a0 [x]\n".to_owned(), |mut text, level| {
        writeln!(text, "a{level}: &a{level} [*a{}]", level - 1).unwrap();
        text
    });
    for text in [bomb, texts, nested, blocks, chain] {
        assert_eq!(codes(&check_text(&text)), [7], "{}", &text[..60]);
    }
}

#[test]
fn limits_of_size() {
    let limits = Limits { file_bytes: 100, document_bytes: 40, ..Limits::default() };
    let long = format!("a: {}\n---\nb: 1\n", "x".repeat(50));
    let mut diagnostics = Diagnostics::new();
    let (_, documents) = load::read_texts([("long", long.as_bytes())], &limits, &mut diagnostics);
    assert_eq!((documents.len(), codes(&diagnostics)), (1, vec![7]));
    let huge = "x".repeat(101);
    let mut diagnostics = Diagnostics::new();
    let (_, documents) = load::read_texts([("huge", huge.as_bytes())], &limits, &mut diagnostics);
    assert_eq!((documents.len(), codes(&diagnostics)), (0, vec![7]));
}

#[test]
fn globs_folders_and_missing_paths() {
    let read = |path: &str| load::read(&[Input::from_argument(path)], &Limits::default(), &mut Diagnostics::new());
    let names = |path: &str| -> Vec<String> {
        let (sources, _) = read(path).unwrap();
        sources.iter().map(|(_, file)| file.name.to_string()).collect()
    };
    let folder = "testdata/load/folder/in";
    assert_eq!(names(&format!("{folder}/**/*.yml")), [format!("{folder}/sub/c.yml")]);
    assert_eq!(names(&format!("{folder}/note.txt")), [format!("{folder}/note.txt")]);
    assert_eq!(names(&format!("{folder}/s*")), [format!("{folder}/sub/c.yml")]);
    assert!(read("testdata/load/nowhere.yaml").unwrap_err().to_string().contains("nowhere.yaml"));
    assert!(read("testdata/load/*.nothing").unwrap_err().to_string().contains("no file matches"));
    let both = [Input::from_argument(folder), Input::from_argument(&format!("{folder}/a.yaml"))];
    let (sources, _) = load::read(&both, &Limits::default(), &mut Diagnostics::new()).unwrap();
    assert_eq!(sources.iter().count(), 3, "each file once");
}

#[test]
fn files_lie_over_the_cluster() {
    let mut diagnostics = Diagnostics::new();
    let route = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: a, creationTimestamp: 2026-01-01T00:00:00Z}\nspec: {hostnames: [old.test]}\n";
    let (_, documents) = load::read_texts([("cluster", route.as_bytes())], &Limits::default(), &mut diagnostics);
    let mut all: Vec<_> = documents.into_iter().map(|document| Document::from_cluster(document.node)).collect();
    let route = route.replace("old.test", "new.test").replace(", creationTimestamp: 2026-01-01T00:00:00Z", "");
    let (sources, documents) = load::read_texts([("file", route.as_bytes())], &Limits::default(), &mut diagnostics);
    all.extend(documents);
    let manifests = api::decode(sources, all, &DecodeOptions::default(), &mut diagnostics);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let routes = &manifests.objects.http_routes;
    assert_eq!(routes.len(), 1);
    assert_eq!(routes[0].spec.hostnames, ["new.test"]);
    assert_eq!(routes[0].metadata.creation_timestamp, Some(1_767_225_600));
}

/// Every text under `testdata/load` and `testdata/api`, as seeds.
fn seeds() -> Vec<String> {
    let mut seeds = Vec::new();
    for stage in ["load", "api"] {
        for case in cases(stage) {
            for entry in fs::read_dir(case).unwrap() {
                let path = entry.unwrap().path();
                if path.is_file() && path.file_stem().is_some_and(|stem| stem == "in") {
                    seeds.push(String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned());
                }
            }
        }
    }
    seeds
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_manifests_never_panic(
        seed in proptest::sample::select(seeds()),
        edits in proptest::collection::vec((any::<prop::sample::Index>(), 0_u8..3, "[ -~\n\t\u{e9}]{0,3}"), 0..8),
    ) {
        let mut text: Vec<char> = seed.chars().collect();
        for (index, action, put) in edits {
            if text.is_empty() {
                break;
            }
            let at = index.index(text.len());
            match action {
                0 => drop(text.remove(at)),
                1 => { text.splice(at..at, put.chars()); }
                _ => { text.splice(at..=at, put.chars()); }
            }
        }
        let text: String = text.into_iter().collect();
        let first = check_text(&text);
        prop_assert_eq!(codes(&first), codes(&check_text(&text)));
    }

    #[test]
    fn any_text_never_panics(text in "\\PC{0,80}") {
        check_text(&text);
    }
}
