//! The data of a server, and the commands that work on it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use conformance::load::{Connection, Request, Target};
use tempfile::TempDir;

use super::home::{Home, Store};
use crate::process::Process;

/// A throw-away installation with SCIM on and a token.
pub(crate) struct Installation {
    program: PathBuf,
    /// The data directory, which every installation has.
    data: TempDir,
    store: Store,
    /// The process of the database, where that is not the server itself.
    pub(crate) database: Option<u32>,
    token: String,
}

impl Installation {
    pub(crate) fn new(program: &Path, folder: &Path, home: &Home) -> Result<Self> {
        let data = tempfile::tempdir_in(folder).context("cannot make a data folder")?;
        let (store, database) = (home.store(folder)?, home.process());
        let program = program.to_owned();
        let made = Self { program, data, store, database, token: String::new() };
        made.read(&["scim", "enable"])?;
        let token = made.read(&["token", "create", "--label", "bench"])?;
        Ok(Self { token: token.trim().to_owned(), ..made })
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(words).arg("--data").arg(self.data.path());
        if let Store::Database(database) = &self.store {
            command.arg("--database-url").arg(database.url());
        }
        command
    }

    fn read(&self, words: &[&str]) -> Result<String> {
        let mut command = self.command(words);
        let output = command.output().with_context(|| format!("cannot run {command:?}"))?;
        if !output.status.success() {
            bail!("{command:?}: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Starts the server.
    pub(crate) fn serve(&self) -> Result<Process> {
        Process::start(&mut self.command(&["serve", "--log", "error", "--listen", "127.0.0.1:0"]))
    }

    /// The server as SCIM clients see it.
    pub(crate) fn target(&self, process: &Process) -> Result<Target> {
        Ok(Target::new(&format!("http://{}/scim/v2", process.address), &self.token)?)
    }

    /// Stops a server and starts another one in its place; the milliseconds from the start of the
    /// program until it says that it is ready.
    pub(crate) async fn replace(&self, process: &mut Process) -> Result<f64> {
        process.stop()?;
        let start = Instant::now();
        *process = self.serve()?;
        let target = Target::new(&format!("http://{}", process.address), "")?;
        let mut connection = Connection::open(&target).await?;
        while !connection.send(&Request::get("/readyz")).await?.is_success() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Ok(start.elapsed().as_secs_f64() * 1e3)
    }
}
