//! `cargo xtask scim2-tester`: the Python package scim2-tester finds nothing to complain about.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::server::Server;
use crate::{apt, shell};

const REQUIREMENTS: &str = "xtask/scim2-tester/requirements.txt";
const SCRIPT: &str = "xtask/scim2-tester/check.py";

/// Checks a fresh server, or the one at `base` with the token in the environment.
pub(crate) fn scim2_tester(base: Option<&str>) -> Result<()> {
    apt::ensure(&[&apt::PYTHON])?;
    let python = environment()?;
    if let Some(base) = base {
        return shell::run(shell::command(&python)?.args([SCRIPT, base]));
    }
    let server = Server::start()?;
    let base = format!("{}/scim/v2", server.url);
    let mut check = shell::command(&python)?;
    shell::run(check.args([SCRIPT, base.as_str()]).env("SCIM_TOKEN", &server.token))
}

/// A virtual environment with the pinned packages in the target folder; made again when the
/// pins change. Returns its Python.
fn environment() -> Result<PathBuf> {
    let folder = shell::target_directory()?.join("scim2-tester");
    let python = folder.join("bin/python");
    let wanted = std::fs::read_to_string(shell::root()?.join(REQUIREMENTS))
        .with_context(|| format!("cannot read {REQUIREMENTS}"))?;
    // Written last, so that an interrupted installation is done again.
    let stamp = folder.join("installed.txt");
    if python.exists() && std::fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(python);
    }
    let make = ["-m", "venv", "--clear"];
    shell::run(shell::command("python3")?.args(make).arg(&folder))?;
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"];
    shell::run(shell::command(&python)?.args(install).arg(REQUIREMENTS))?;
    std::fs::write(&stamp, wanted).context("cannot mark the environment as installed")?;
    Ok(python)
}
