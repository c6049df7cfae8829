//! Findings in every form, against golden files; `SNAPSHOTS=overwrite cargo test` rewrites them.

use std::path::Path;

use latticectl::diag::render::TextOptions;
use latticectl::diag::{
    Diagnostic, Diagnostics, Location, ObjectRef, Scope, Severity, SourceFile, Sources, Span, render,
};

const ROUTE: &str = "\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: api
spec:
  parentRefs: [{name: store}]
  rules:
  - matches:
    - path: {value: /größe}
    - path: {value: /b}
    timeouts:
      request: 5s
    backendRefs: [{name: api, port: 80}]
";

/// The place of a piece of text, whole lines and all.
fn at(sources: &Sources, text: &str) -> Option<Location> {
    sources.iter().find_map(|(file, source)| {
        let start = source.text.find(text)?;
        Some(Location { file, span: Span::new(start, start + text.len()) })
    })
}

fn object(kind: &str, namespace: Option<&str>, name: &str) -> ObjectRef {
    ObjectRef { kind: kind.to_owned(), namespace: namespace.map(ToOwned::to_owned), name: name.to_owned() }
}

fn sample() -> (Diagnostics, Sources) {
    let mut sources = Sources::default();
    sources.add(SourceFile::new("shop/a route, 100%.yaml", ROUTE));
    sources.add(SourceFile::new(
        "min.json",
        format!("{{\"kind\":\"Gateway\",\"pad\":\"{}\",\"addresses\":[1]}}", "x".repeat(900)),
    ));
    let route = || object("HTTPRoute", Some("shop"), "api");
    let mut findings = Diagnostics::new();
    findings.push(
        Diagnostic::error(201, Scope::Route, "rule 0 has 2 matches, and a Lattice rule takes one")
            .with_object(route())
            .with_path("spec.rules[0].matches")
            .with_location(at(&sources, "- path: {value: /größe}\n    - path: {value: /b}")),
    );
    findings.push(
        Diagnostic::error(
            211,
            Scope::Route,
            "Lattice refuses the path \"/größe\": <letters> & \"digits\" | no `umlauts`",
        )
        .with_object(route())
        .with_path("spec.rules[0].matches[0].path.value")
        .with_location(at(&sources, "/größe"))
        .with_help("write it as /gr%C3%B6%C3%9Fe"),
    );
    findings.push(
        Diagnostic::warning(302, Scope::Field, "timeouts are ignored: Lattice's own limits hold")
            .with_object(route())
            .with_path("spec.rules[0].timeouts")
            .with_location(at(&sources, "timeouts")),
    );
    findings.push(
        Diagnostic::warning(
            312,
            Scope::Field,
            "addresses has no effect: the service network has no address of its own",
        )
        .with_object(object("Gateway", Some("shop"), "store"))
        .with_path("spec.addresses")
        .with_location(at(&sources, "\"addresses\"")),
    );
    findings.push(
        Diagnostic::warning(901, Scope::Field, "no annotation application-networking.k8s.aws/stand-alone is known")
            .with_object(object("HTTPRoute", Some("live"), "web"))
            .with_path("metadata.annotations[\"application-networking.k8s.aws/stand-alone\"]"),
    );
    findings.push(
        Diagnostic::note(112, Scope::Gateway, "the service network store must exist already").with_object(object(
            "Gateway",
            Some("live"),
            "store",
        )),
    );
    findings.push(Diagnostic::note(3, Scope::Run, "2 objects of kind ConfigMap play no part"));
    (findings, sources)
}

fn golden(name: &str, found: String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/diag").join(name);
    snapbox::assert_data_eq!(found, snapbox::Data::read_from(&path, None).raw());
}

#[test]
fn text_in_unicode_and_ascii() {
    let (findings, sources) = sample();
    let plain = TextOptions::default();
    golden("text.txt", render::text(&findings, &sources, &plain));
    let ascii = render::text(&findings, &sources, &TextOptions { unicode: false, ..plain });
    let drawing: Vec<char> = ascii.chars().filter(|c| !c.is_ascii() && !"größe".contains(*c)).collect();
    assert!(drawing.is_empty(), "only what the input holds is beyond ASCII: {drawing:?}");
    golden("text-ascii.txt", ascii);
}

#[test]
fn colour_changes_nothing_but_colour() {
    let (findings, sources) = sample();
    let plain = render::text(&findings, &sources, &TextOptions::default());
    let coloured = render::text(&findings, &sources, &TextOptions { color: true, ..TextOptions::default() });
    assert!(coloured.contains("\u{1b}["));
    let mut stripped = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        stripped.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    stripped.push_str(rest);
    assert_eq!(stripped, plain);
}

#[test]
fn machine_formats() {
    let (findings, sources) = sample();
    let json = serde_json::to_string_pretty(&render::records(&findings, &sources)).unwrap();
    golden("findings.json.txt", json + "\n");
    golden("sarif.json.txt", render::sarif(&findings, &sources));
    golden("junit.xml.txt", render::junit(&findings, &sources));
    golden("github.txt", render::github(&findings, &sources));
    golden("findings.md.txt", render::markdown(&findings, &sources));
}

#[test]
fn nothing_found() {
    let (findings, sources) = (Diagnostics::new(), Sources::default());
    assert_eq!(render::summary(&findings), "no findings");
    assert_eq!(render::text(&findings, &sources, &TextOptions::default()), "");
    assert_eq!(render::github(&findings, &sources), "");
    assert_eq!(render::markdown(&findings, &sources), "no findings\n");
    assert!(render::junit(&findings, &sources).contains("<testcase classname=\"latticectl\" name=\"no findings\"/>"));
    assert_eq!(render::sarif_log(&findings, &sources)["runs"][0]["results"], serde_json::json!([]));
}

#[test]
fn summary_counts_by_severity() {
    let (mut findings, _) = sample();
    assert_eq!(render::summary(&findings), "2 errors, 3 warnings, 2 notes");
    findings.make_strict();
    assert_eq!(render::summary(&findings), "5 errors, 2 notes");
}

#[test]
fn a_manifest_does_not_steer_the_terminal() {
    let mut sources = Sources::default();
    sources.add(SourceFile::new("in.yaml", "kind: \"\u{1b}[31mred\u{9b}2J\"\r\nname: a\n"));
    let mut findings = Diagnostics::new();
    for _ in 0..2 {
        findings.push(
            Diagnostic::error(5, Scope::Route, "no \u{1b}[5mblinking")
                .with_object(object("Gateway", None, "\u{7}bell"))
                .with_location(at(&sources, "[31mred")),
        );
    }
    let options = TextOptions { in_full: 1, ..TextOptions::default() };
    let text = render::text(&findings, &sources, &options);
    assert!(!text.contains(|character: char| character.is_control() && character != '\n'), "{text:?}");
    assert!(text.contains("kind: \"?[31mred??2J\""), "{text}");
}

/// A file of 20 MB with a finding on a thousand of its lines.
fn large() -> (Diagnostics, Sources) {
    let line =
        "- {name: api, port: 80, weight: 1, comment: \"something to make the line longer than most lines are\"}\n";
    let text = line.repeat(20_000_000 / line.len());
    let mut sources = Sources::default();
    let step = text.len() / line.len() / 1_000;
    let file = sources.add(SourceFile::new("large.yaml", text));
    let mut findings = Diagnostics::new();
    for number in 0..1_000 {
        let start = number * step * line.len() + 3;
        findings.push(
            Diagnostic::warning(302, Scope::Field, format!("finding {number}"))
                .with_object(object("HTTPRoute", Some("shop"), "api"))
                .with_path("spec")
                .with_location(Some(Location { file, span: Span::new(start, start + 9) })),
        );
    }
    (findings, sources)
}

#[test]
fn many_findings_in_a_large_file_are_all_shown() {
    let (findings, sources) = large();
    let all = TextOptions { in_full: usize::MAX, ..TextOptions::default() };
    // A source that is searched from its start for each finding takes 36 s for this, optimized.
    let text = render::text(&findings, &sources, &all);
    assert_eq!(text.matches("warning[LAT0302]").count(), 1_000);
}

#[test]
fn many_findings_of_one_kind_stay_readable() {
    let (findings, sources) = large();
    let text = render::text(&findings, &sources, &TextOptions::default());
    assert_eq!(text.matches("affects one field").count(), TextOptions::default().in_full);
    assert!(text.lines().count() < 1_200, "{} lines", text.lines().count());
    assert!(text.contains(":4 HTTPRoute shop/api spec: finding 999\n"), "one line names place, object, path, message");
    assert!(text.ends_with("1000 warnings\n"));
}

#[test]
fn sorting_is_by_place_then_code_and_drops_doubles() {
    let (findings, sources) = sample();
    let mut reversed = Diagnostics::new();
    reversed.extend(findings.iter().rev().cloned().chain(findings.iter().cloned()));
    reversed.sort();
    let mut sorted = findings.clone();
    sorted.sort();
    assert_eq!(reversed.len(), findings.len());
    assert!(reversed.iter().eq(sorted.iter()));
    let lines: Vec<Option<u32>> = render::records(&sorted, &sources).iter().map(|record| record.line).collect();
    assert_eq!(lines, [Some(9), Some(9), Some(11), Some(1), None, None, None]);
    assert_eq!(sorted.iter().filter(|finding| finding.severity == Severity::Error).count(), 2);
}
