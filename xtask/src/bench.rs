//! `cargo xtask bench`: builds the server for release and measures it.

use anyhow::Result;

use crate::shell;

/// Builds both sides of the measurement and hands the options to the `benches` program.
pub(crate) fn bench(options: &[String]) -> Result<()> {
    let build = ["build", "--release", "--package", "provisor", "--package", "benches"];
    shell::run(&mut shell::cargo(&build)?)?;
    let target = shell::target_directory()?.join("release");
    let mut command = shell::command(target.join("benches"))?;
    let options = options.iter().filter(|option| *option != "--");
    shell::run(command.arg("run").arg("--server").arg(target.join("provisor")).args(options))
}
