//! `cargo xtask collections`: the tests that Okta and Microsoft have published.

use std::path::Path;

use anyhow::Result;

use crate::server::Server;
use crate::{apt, shell};

const SCRIPT: &str = "xtask/collections/check.py";

/// Runs them against a fresh server. They are fetched, unless a folder has them.
pub(crate) fn collections(folder: Option<&Path>) -> Result<()> {
    apt::ensure(&[&apt::PYTHON])?;
    let server = Server::start()?;
    let base = format!("{}/scim/v2", server.url);
    let mut check = shell::command("python3")?;
    check.args([SCRIPT, base.as_str()]).args(folder);
    shell::run(check.env("SCIM_TOKEN", &server.token))
}
