//! `cargo xtask test`: every test there is.

use anyhow::Result;

use crate::steps::Steps;
use crate::{apt, conformance, fuzz, scim2_tester, shell};

/// Seconds for each fuzz target: enough to find what the last change broke on the surface.
const FUZZ_SECONDS: u32 = 20;

/// Runs everything, or with filters only the tests whose names contain one of them.
pub(crate) fn test(filters: &[String]) -> Result<()> {
    if !filters.is_empty() {
        return unit_and_system(filters);
    }
    let mut steps = Steps::default();
    steps.run("install", || apt::ensure(&[&apt::CXX, &apt::PYTHON, &apt::BROWSER, &apt::POSTGRES]));
    steps.run("scim2-tester", || scim2_tester::scim2_tester(None));
    steps.run("conformance", || conformance::conformance(true));
    steps.run("fuzz", || fuzz::fuzz(None, FUZZ_SECONDS));
    steps.run("doctests", || {
        shell::run(&mut shell::cargo(&["test", "--workspace", "--doc", "--quiet"])?)
    });
    steps.run("on PostgreSQL", || {
        let suites = ["--test", "server", "--test", "faults", "--no-fail-fast"];
        let mut tests = shell::cargo(&[&["test", "--workspace"], &suites[..]].concat())?;
        shell::run(tests.env("PROVISOR_TEST_STORE", "postgres"))
    });
    // Last, so that the summary of the largest part stands at the end.
    steps.run("tests", || unit_and_system(filters));
    steps.finish()
}

/// Unit, system and browser tests: by nextest where it is installed, else by `cargo test`,
/// because compiling nextest takes longer than running the tests.
fn unit_and_system(filters: &[String]) -> Result<()> {
    let mut command = if shell::works("cargo", &["nextest", "--version"]) {
        shell::cargo(&["nextest", "run", "--workspace"])?
    } else {
        let targets = ["test", "--workspace", "--lib", "--bins", "--tests", "--no-fail-fast", "--"];
        shell::cargo(&targets)?
    };
    shell::run(command.args(filters))
}
