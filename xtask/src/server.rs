//! A freshly started server on throw-away data.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::shell;

const START: Duration = Duration::from_secs(30);
const ANNOUNCEMENT: &str = "Listening on ";

/// A running server with SCIM on; it stops and its data goes when this is dropped.
pub(crate) struct Server {
    child: Child,
    /// Base of every URL, without a slash at the end.
    pub(crate) url: String,
    /// An infra token of the default directory.
    pub(crate) token: String,
    _data: TempDir,
}

impl Server {
    /// Builds the binary if needed and starts it.
    pub(crate) fn start() -> Result<Self> {
        Self::start_as("tolerant")
    }

    /// The same, with a preset of the default directory: how strictly requests are read.
    pub(crate) fn start_as(preset: &str) -> Result<Self> {
        shell::run(&mut shell::cargo(&["build", "--package", "provisor"])?)?;
        let program = shell::target_directory()?.join("debug/provisor");
        let data = tempfile::tempdir().context("cannot make a data directory")?;
        let folder = data.path().display().to_string();
        provisor(&program, &["scim", "enable", "--data", &folder])?;
        provisor(&program, &["scim", "preset", preset, "--data", &folder])?;
        let create = ["token", "create", "--label", "xtask", "--data", &folder];
        let token = provisor(&program, &create)?.trim().to_owned();
        let mut child = shell::command(&program)?
            .args(["serve", "--listen", "127.0.0.1:0", "--data", &folder])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start the server")?;
        match address(&mut child) {
            Ok(url) => Ok(Self { child, url, token, _data: data }),
            Err(error) => {
                stop(&mut child);
                Err(error)
            }
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        stop(&mut self.child);
    }
}

fn provisor(program: &PathBuf, arguments: &[&str]) -> Result<String> {
    shell::read(shell::command(program)?.args(arguments))
}

/// Waits for the line that tells the address, and keeps reading so that the server never blocks
/// on a full pipe.
fn address(child: &mut Child) -> Result<String> {
    let output = child.stdout.take().context("the server has no standard output")?;
    let (found, address) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if let Some(url) = line.trim().strip_prefix(ANNOUNCEMENT) {
                // Nobody listens any more once the address is known.
                let _ = found.send(url.trim_end_matches('/').to_owned());
            }
        }
    });
    let Ok(url) = address.recv_timeout(START) else {
        bail!("the server printed no line `{ANNOUNCEMENT}http://…` within {START:?}");
    };
    Ok(url)
}

fn stop(child: &mut Child) {
    // A server that ended by itself is as stopped as one can be.
    let _ = child.kill();
    let _ = child.wait();
}
