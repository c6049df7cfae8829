//! Any text: translating never panics and is deterministic.
#![no_main]

use latticectl::api::{self, DecodeOptions};
use latticectl::diag::Diagnostics;
use latticectl::load::{self, Limits};
use latticectl::settings::Context;
use latticectl::translate::{self, TranslateOptions};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let context = Context {
        account: "123456789012".to_owned(),
        region: "us-west-2".to_owned(),
        cluster_name: "fuzz".to_owned(),
        vpc_id: "vpc-0123456789abcdef0".to_owned(),
        ..Context::default()
    };
    let run = || {
        let mut diagnostics = Diagnostics::new();
        let (sources, documents) = load::read_texts([("in.yaml", bytes)], &Limits::default(), &mut diagnostics);
        let manifests = api::decode(sources, documents, &DecodeOptions::default(), &mut diagnostics);
        let options = TranslateOptions::default();
        let plan = translate::translate(&manifests, &context, &options, None, &mut diagnostics);
        diagnostics.sort();
        (format!("{plan:?}"), diagnostics.iter().cloned().collect::<Vec<_>>())
    };
    assert_eq!(run(), run(), "the same input gave two results");
});
