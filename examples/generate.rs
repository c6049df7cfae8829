//! Writes made-up manifests into a folder: `cargo run --example generate -- --routes 850 --services 500
//! --slices 500 DIR`.

#[path = "../benches/generator/mod.rs"]
mod generator;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

/// Writes made-up manifests into a folder; the same numbers give the same bytes.
#[derive(Parser)]
struct Arguments {
    /// HTTPRoutes, every tenth a GRPCRoute
    #[arg(long, default_value_t = 850)]
    routes: usize,
    /// Services
    #[arg(long, default_value_t = 500)]
    services: usize,
    /// EndpointSlices
    #[arg(long, default_value_t = 500)]
    slices: usize,
    /// Endpoints in each slice
    #[arg(long, default_value_t = 3)]
    endpoints: usize,
    /// Where the randomness starts
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The folder, made if need be
    folder: PathBuf,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let Arguments { routes, services, slices, endpoints, seed, folder } = arguments;
    let sizes = generator::Sizes { routes, services, slices, endpoints, seed };
    let written = std::fs::create_dir_all(&folder).and_then(|()| {
        generator::files(&sizes).into_iter().try_for_each(|(name, text)| std::fs::write(folder.join(name), text))
    });
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cannot write to {}: {error}", folder.display());
            ExitCode::FAILURE
        }
    }
}
