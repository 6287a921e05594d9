//! `cargo xtask check`: what can be said about the project without running it.

use anyhow::Result;

use crate::steps::Steps;
use crate::{policy, shell, unused};

/// Format, lints, documentation and dependencies.
pub(crate) fn check() -> Result<()> {
    let mut steps = Steps::default();
    steps.run("format", format);
    steps.run("clippy", || cargo(&["clippy", "--workspace", "--all-targets", "--", "-Dwarnings"]));
    steps.run("documentation", documentation);
    steps.run("policy", policy::policy);
    steps.run("unused", unused::unused);
    steps.finish()
}

fn cargo(arguments: &[&str]) -> Result<()> {
    shell::run(&mut shell::cargo(arguments)?)
}

fn format() -> Result<()> {
    cargo(&["fmt", "--all", "--check"])?;
    for own in ["fuzz/Cargo.toml", "benches/parsers/Cargo.toml"] {
        cargo(&["fmt", "--manifest-path", own, "--check"])?;
    }
    Ok(())
}

fn documentation() -> Result<()> {
    let arguments = ["doc", "--workspace", "--no-deps", "--document-private-items"];
    shell::run(shell::cargo(&arguments)?.env("RUSTDOCFLAGS", "-Dwarnings"))
}
