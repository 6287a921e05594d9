//! The commands, and where they work.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use testkit::{Installation, Process, Ran, finish};

/// The address that all servers are told to be reached under, so that their answers are the same.
const PUBLIC_URL: &str = "https://provisor.example.com";

const SERVE: &[&str] = &["serve", "--listen", "127.0.0.1:0"];

const DATABASE_URL: &str = "PROVISOR_DATABASE_URL";

/// Some places that installations move between; the first is in use.
pub(crate) struct Places {
    installation: Installation,
}

impl Places {
    /// Nothing but an empty data directory.
    pub(crate) fn new() -> Self {
        let mut installation = Installation::on_sqlite(crate::binary::program());
        installation.set("PROVISOR_PUBLIC_URL", PUBLIC_URL);
        Self { installation }
    }

    /// The data directory that is there from the beginning.
    pub(crate) fn first(&self) -> PathBuf {
        self.installation.data.clone()
    }

    /// A path beside it.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.installation.data.with_file_name(name)
    }

    /// Another data directory, which has the key of the first and nothing else.
    pub(crate) fn with_key(&self, name: &str) -> PathBuf {
        let data = self.path(name);
        std::fs::create_dir(&data).expect("a data directory");
        std::fs::copy(self.first().join("secret.key"), data.join("secret.key")).expect("a key");
        data
    }

    fn command(&self, words: &[&str], paths: &[(&str, &Path)]) -> Command {
        let mut command = self.installation.command(words);
        for (flag, path) in paths {
            command.arg(flag).arg(path);
        }
        command
    }

    /// The same on a PostgreSQL database, if one is given.
    fn command_on(&self, url: Option<&str>, words: &[&str], paths: &[(&str, &Path)]) -> Command {
        let mut command = self.command(words, paths);
        command.envs(url.map(|url| (DATABASE_URL, url)));
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, words: &[&str], paths: &[(&str, &Path)]) -> Ran {
        finish(self.command(words, paths), "")
    }

    /// The same on a PostgreSQL database, if one is given.
    pub(crate) fn run_on(&self, url: Option<&str>, words: &[&str], paths: &[(&str, &Path)]) -> Ran {
        finish(self.command_on(url, words, paths), "")
    }

    /// Starts a command, whatever it prints.
    pub(crate) fn start(&self, words: &[&str], paths: &[(&str, &Path)]) -> Child {
        self.start_on(None, words, paths)
    }

    /// The same on a PostgreSQL database, if one is given.
    pub(crate) fn start_on(
        &self,
        url: Option<&str>,
        words: &[&str],
        paths: &[(&str, &Path)],
    ) -> Child {
        let mut command = self.command_on(url, words, paths);
        let silent = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        silent.spawn().expect("a command that starts")
    }

    /// Runs a command that must succeed and answer JSON.
    pub(crate) fn json(&self, words: &[&str], paths: &[(&str, &Path)]) -> Value {
        let words = [words, &["--output", "json"]].concat();
        let ran = self.run(&words, paths);
        assert_eq!(ran.code, Some(0), "provisor {words:?}: {ran:?}");
        serde_json::from_str(&ran.stdout).expect("JSON")
    }

    /// The same on a PostgreSQL database, with the key of a data directory.
    pub(crate) fn json_on(&self, url: &str, words: &[&str], paths: &[(&str, &Path)]) -> Value {
        let words = [words, &["--output", "json"]].concat();
        let ran = self.run_on(Some(url), &words, paths);
        assert_eq!(ran.code, Some(0), "provisor {words:?}: {ran:?}");
        serde_json::from_str(&ran.stdout).expect("JSON")
    }

    /// Starts a server.
    pub(crate) fn serve(&self, data: &Path) -> Result<Process, Ran> {
        Process::start(self.command(SERVE, &[("--data", data)]))
    }

    /// Starts a server on a PostgreSQL database, with the key of a data directory.
    pub(crate) fn serve_on(&self, url: &str, data: &Path) -> Result<Process, Ran> {
        Process::start(self.command_on(Some(url), SERVE, &[("--data", data)]))
    }
}
