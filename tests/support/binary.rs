//! The real `provisor` command, built before the first test of a process needs it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The path of the built command.
pub(crate) fn program() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(build)
}

/// Builds the command as this test was built. Cargo knows when there is nothing to do, and lets
/// several tests that ask at once take turns.
fn build() -> PathBuf {
    // target/debug/deps/faults-0123456789abcdef
    let test = std::env::current_exe().expect("the path of this test");
    let output = test.ancestors().nth(2).expect("a folder for the profile").to_owned();
    let profile = match output.file_name().and_then(|name| name.to_str()) {
        Some("debug") => "dev",
        Some(name) => name,
        None => unreachable!("{} has no name", output.display()),
    };
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args(["build", "--quiet", "--package", "provisor", "--profile", profile, "--target-dir"])
        .arg(output.parent().expect("a target folder"))
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    // What cargo tells this package about itself would tell a build script of another package
    // about the wrong one.
    for (name, _) in std::env::vars_os() {
        let shown = name.to_string_lossy();
        if shown.starts_with("CARGO_PKG_") || shown.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    let status = command.status().expect("cargo");
    assert!(status.success(), "cargo build --package provisor: {status}");
    output.join("provisor")
}
