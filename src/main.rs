//! The binary: hands the arguments to the library and ends with its exit code.

/// Manifests become very many small pieces, made on all threads and hardly ever given back.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    latticectl::cli::main()
}
