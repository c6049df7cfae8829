//! The raw command line.

/// Parses the arguments, runs the verb and gives the exit code.
pub fn main() -> std::process::ExitCode {
    crate::error::Exit::Usage.into()
}
