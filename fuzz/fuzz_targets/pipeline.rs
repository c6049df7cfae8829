//! Any text: translating and rendering never panic and are deterministic, also in the account that the plan
//! itself makes.
#![no_main]

use latticectl::api::{self, DecodeOptions};
use latticectl::diag::render::{self as findings, TextOptions};
use latticectl::diag::{Diagnostics, Sources};
use latticectl::load::{self, Limits};
use latticectl::model::Account;
use latticectl::render::{self, Painter, PlanReport};
use latticectl::settings::Context;
use latticectl::translate::{self, Plan, TranslateOptions};
use libfuzzer_sys::fuzz_target;

/// Everything that a plan is printed as.
fn printed(plan: &Plan, context: &Context, diagnostics: &Diagnostics, sources: &Sources) -> Vec<u8> {
    let has_endpoint_slices = true;
    let report = PlanReport { plan, context, placeholders: &["region"], diagnostics, sources, has_endpoint_slices };
    let mut out = Vec::new();
    for color in [false, true] {
        out.extend(render::text(report, Painter { width: 80, color }).into_bytes());
    }
    render::json(report, &mut out).unwrap();
    render::snapshot(plan, &mut out).unwrap();
    out.extend(render::yaml(report).into_bytes());
    out.extend(render::status(plan).into_bytes());
    out.extend(render::markdown(report).into_bytes());
    out.extend(render::dot(report).into_bytes());
    out.extend(render::mermaid(report).into_bytes());
    out.extend(findings::text(diagnostics, sources, &TextOptions::default()).into_bytes());
    out.extend(findings::markdown(diagnostics, sources).into_bytes());
    out.extend(findings::sarif(diagnostics, sources).into_bytes());
    out.extend(findings::junit(diagnostics, sources).into_bytes());
    out.extend(findings::github(diagnostics, sources).into_bytes());
    out
}

fuzz_target!(|bytes: &[u8]| {
    let context = Context {
        account: "123456789012".to_owned(),
        region: "us-west-2".to_owned(),
        cluster_name: "fuzz".to_owned(),
        vpc_id: "vpc-0123456789abcdef0".to_owned(),
        ..Context::default()
    };
    let run = |before: Option<Account>| {
        let mut diagnostics = Diagnostics::new();
        let (sources, documents) = load::read_texts([("in.yaml", bytes)], &Limits::default(), &mut diagnostics);
        let manifests = api::decode(sources, documents, &DecodeOptions::default(), &mut diagnostics);
        let options = TranslateOptions::default();
        let plan = translate::translate(&manifests, &context, &options, before, &mut diagnostics);
        diagnostics.sort();
        let text = printed(&plan, &context, &diagnostics, &manifests.sources);
        (plan.after, text)
    };
    let (after, text) = run(None);
    assert!(run(None).1 == text, "the same input gave two results");
    let _ = run(Some(after));
});
