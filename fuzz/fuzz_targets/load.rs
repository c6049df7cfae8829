//! Any bytes: reading and checking never panics, and every place of a finding lies inside of its text.
#![no_main]

use latticectl::api::{self, DecodeOptions};
use latticectl::diag::Diagnostics;
use latticectl::load::{self, Limits};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut diagnostics = Diagnostics::new();
    let (sources, documents) = load::read_texts([("in.yaml", bytes)], &Limits::default(), &mut diagnostics);
    let manifests = api::decode(sources, documents, &DecodeOptions::default(), &mut diagnostics);
    diagnostics.sort();
    for finding in diagnostics.iter() {
        let Some(at) = finding.location else { continue };
        let source = manifests.sources.get(at.file).expect("a finding names a file that was read");
        let range = at.span.start as usize..at.span.end as usize;
        assert!(source.text.get(range).is_some(), "{finding:?} lies outside of its text");
    }
});
