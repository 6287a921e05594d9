//! `cargo xtask bench`: builds the server for release and measures it; or the protocol crate alone.

use anyhow::Result;

use crate::shell;

/// The word with which nothing is measured, and the page is written again.
const RENDER: &str = "render";
/// The word with which the protocol crate is held against other parsers.
const PARSERS: &str = "parsers";

/// Builds both sides of the measurement and hands the options to the `benches` program.
pub(crate) fn bench(options: &[String]) -> Result<()> {
    if options.first().is_some_and(|first| first == PARSERS) {
        let run = ["run", "--release", "--manifest-path", "benches/parsers/Cargo.toml"];
        return shell::run(&mut shell::cargo(&run)?);
    }
    let (first, rest) = match options.split_first() {
        Some((first, rest)) if first == RENDER => (RENDER, rest),
        _ => ("run", options),
    };
    let mut build = vec!["build", "--release", "--package", "benches"];
    if first != RENDER {
        build.extend(["--package", "provisor"]);
    }
    shell::run(&mut shell::cargo(&build)?)?;
    let target = shell::target_directory()?.join("release");
    let mut command = shell::command(target.join("benches"))?;
    command.arg(first);
    if first != RENDER {
        command.arg("--server").arg(target.join("provisor"));
    }
    shell::run(command.args(rest.iter().filter(|option| *option != "--")))
}
