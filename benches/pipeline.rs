//! How long reading, checking and translating take, over made-up manifests of several sizes.
//!
//! `cargo bench` (or `cargo bench -- load` for one stage). Whole processes are measured from outside:
//! `cargo run --release --example generate -- DIR`, then time `latticectl plan DIR`.

mod generator;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use generator::Sizes;
use latticectl::api::{self, DecodeOptions};
use latticectl::diag::{Diagnostics, Sources};
use latticectl::load::{self, Document, Limits};
use latticectl::settings::Context;
use latticectl::translate::{self, TranslateOptions};

/// From a small folder to ten times a large team's; each four times the one before.
fn sizes() -> [(&'static str, Sizes); 4] {
    let of =
        |factor: usize| Sizes { routes: 85 * factor, services: 50 * factor, slices: 50 * factor, ..Sizes::default() };
    let small = Sizes { routes: 4, services: 3, slices: 3, ..Sizes::default() };
    [("10-objects", small), ("850-routes", of(10)), ("1700-routes", of(20)), ("3400-routes", of(40))]
}

fn load(text: &str) -> (Sources, Vec<Document>, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let (sources, documents) = load::read_texts([("in.yaml", text.as_bytes())], &Limits::default(), &mut diagnostics);
    (sources, documents, diagnostics)
}

fn context() -> Context {
    Context {
        account: "123456789012".to_owned(),
        region: "us-west-2".to_owned(),
        cluster_name: "bench".to_owned(),
        vpc_id: "vpc-0123456789abcdef0".to_owned(),
        ..Context::default()
    }
}

fn pipeline(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("pipeline");
    group.sample_size(20);
    for (name, sizes) in sizes() {
        let text: String = generator::files(&sizes).into_iter().map(|(_, text)| text).collect();
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::new("load", name), &text, |bencher, text| {
            bencher.iter(|| black_box(load(text)));
        });
        let (sources, documents, _) = load(&text);
        group.bench_function(BenchmarkId::new("decode", name), |bencher| {
            bencher.iter_batched(
                || (sources.clone(), documents.clone()),
                |(sources, documents)| {
                    api::decode(sources, documents, &DecodeOptions::default(), &mut Diagnostics::new())
                },
                criterion::BatchSize::LargeInput,
            );
        });
        let context = context();
        group.bench_with_input(BenchmarkId::new("whole", name), &text, |bencher, text| {
            bencher.iter(|| {
                let (sources, documents, mut diagnostics) = load(text);
                let manifests = api::decode(sources, documents, &DecodeOptions::default(), &mut diagnostics);
                let options = TranslateOptions::default();
                black_box(translate::translate(&manifests, &context, &options, None, &mut diagnostics))
            });
        });
    }
    group.finish();
}

criterion_group!(benches, pipeline);
criterion_main!(benches);
