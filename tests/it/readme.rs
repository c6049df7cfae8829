//! The transcripts of the README are true: every ```console block is run and compared.
//! `TRYCMD=overwrite cargo test readme` rewrites them.

#[test]
fn the_readme_shows_what_really_happens() {
    let cases = trycmd::TestCases::new();
    cases.register_bin("latticectl", std::path::Path::new(env!("CARGO_BIN_EXE_latticectl")));
    cases.env("NO_COLOR", "1").env("XDG_CONFIG_HOME", "no-such-folder").case("README.md");
}
