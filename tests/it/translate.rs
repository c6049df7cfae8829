//! Golden cases of translation: rules of the controller that the recorded cases do not pin down.
//!
//! `testdata/translate/<case>/`: `in.yaml`, perhaps `before.json` (without it nothing is known of the
//! account), and `expected.txt`, which `SNAPSHOTS=overwrite cargo test` rewrites.

use std::fmt::Write as _;
use std::path::Path;

use latticectl::api::{self, DecodeOptions};
use latticectl::diag::Diagnostics;
use latticectl::load::{self, Input, Limits};
use latticectl::model::Account;
use latticectl::settings::Context;
use latticectl::translate::{self, Plan, TranslateOptions};
use serde_json::Value;

fn context() -> Context {
    Context {
        account: "123456789012".to_owned(),
        region: "us-west-2".to_owned(),
        cluster_name: "shop-prod".to_owned(),
        vpc_id: "vpc-0a1b2c3d4e5f60718".to_owned(),
        default_service_network: None,
        service_network_override: false,
    }
}

/// The plan as a reader checks it: what is there in the end, what became of each object, what was found.
fn summary(plan: &Plan, diagnostics: &Diagnostics) -> String {
    let mut text = String::new();
    let after = serde_json::to_value(&plan.after).unwrap();
    for (section, things) in after.as_object().unwrap() {
        let Some(things) = things.as_object().filter(|things| !things.is_empty()) else { continue };
        let _ = writeln!(text, "{section}:");
        for (label, thing) in things {
            let mut thing = thing.as_object().unwrap().clone();
            thing.retain(|key, _| key != "arn" && key != "config");
            let source = plan.provenance.get(label).map_or_else(String::new, |provenance| {
                let source = &provenance.source;
                let line = source.line.map_or_else(String::new, |line| format!(":{line}"));
                format!("  <- {} {}{line}", source.object, source.path)
            });
            let _ = writeln!(text, "  {label}{source}\n    {}", Value::Object(thing));
        }
    }
    for (label, assumption) in &plan.assumptions {
        let _ = writeln!(text, "assumed: {label} {assumption:?}");
    }
    for (label, object) in &plan.held {
        let _ = writeln!(text, "held: {label} by {object}");
    }
    for label in &plan.collected {
        let _ = writeln!(text, "collected: {label}");
    }
    for (domain, service) in &plan.dns_records {
        let _ = writeln!(text, "domain: {domain} -> {service}");
    }
    for object in &plan.failed {
        let _ = writeln!(text, "failed: {object}");
    }
    for status in &plan.statuses {
        let _ = writeln!(text, "status: {} {}", status.object, status.status);
    }
    for finding in diagnostics.iter() {
        let object = finding.object.as_ref().map_or_else(String::new, ToString::to_string);
        let _ = writeln!(text, "{} {} {object} {}: {}", finding.code, finding.severity, finding.path, finding.message);
    }
    text
}

fn run(case: &Path) -> String {
    let mut diagnostics = Diagnostics::new();
    let text = std::fs::read_to_string(case.join("in.yaml")).unwrap();
    let input = [Input::Text { name: "in.yaml".to_owned(), text }];
    let (sources, documents) = load::read(&input, &Limits::default(), &mut diagnostics).unwrap();
    let manifests = api::decode(sources, documents, &DecodeOptions::default(), &mut diagnostics);
    let before: Option<Account> =
        std::fs::read_to_string(case.join("before.json")).ok().map(|text| serde_json::from_str(&text).unwrap());
    let options = TranslateOptions::default();
    let plan = translate::translate(&manifests, &context(), &options, before, &mut diagnostics);
    diagnostics.sort();
    summary(&plan, &diagnostics)
}

#[test]
fn golden_cases() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/translate");
    let mut cases: Vec<_> = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(cases.len() >= 16, "cases are missing");
    for case in cases {
        let expected = snapbox::Data::read_from(&case.join("expected.txt"), None);
        snapbox::assert_data_eq!(run(&case), expected.raw());
    }
}
