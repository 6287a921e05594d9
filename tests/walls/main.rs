//! The walls of ARCHITECTURE.md, read from the dependency graph and the sources.
//!
//! Every check is a function from what it reads to a list of violations. One test runs it on the
//! project and expects none; another runs it on a bad sample, so that it is known to find one.
#![expect(clippy::expect_used, reason = "a test that cannot read the project has failed")]

mod assets;
mod dependencies;
mod manifests;
mod migrations;
mod names;
mod size;
mod source;
mod sql;
mod sql_text;

/// Fails with one violation per line.
fn assert_none(violations: &[String]) {
    assert!(violations.is_empty(), "\n  {}\n", violations.join("\n  "));
}
