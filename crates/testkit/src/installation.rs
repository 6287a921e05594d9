//! A data directory and the commands that work on it, run as operators run them.

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use directory::store::Store;

use crate::caller::Caller;
use crate::process::Process;
use crate::store::{TestStore, VARIABLE};

/// A data directory of the real `provisor` command. A directory of its own vanishes when this is
/// dropped.
pub struct Installation {
    /// The data directory.
    pub data: PathBuf,
    words: Vec<OsString>,
    variables: Vec<(String, String)>,
    store: TestStore,
}

/// How a command ended.
#[derive(Clone, Debug)]
pub struct Ran {
    /// The exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// What it printed.
    pub stdout: String,
    /// What it complained about.
    pub stderr: String,
}

impl Installation {
    /// An empty data directory for the command at that path, and an empty database of the kind
    /// that was chosen for the run.
    pub fn new(program: &Path) -> Self {
        Self::with(TestStore::chosen(), program)
    }

    /// The same with an SQLite database, whatever was chosen: for what happens to its files.
    pub fn on_sqlite(program: &Path) -> Self {
        Self::with(TestStore::sqlite(), program)
    }

    fn with(store: TestStore, program: &Path) -> Self {
        let (data, words) = (store.data(), vec![program.into()]);
        // No proxy has to find out that a server is leaving.
        let mut variables = vec![("PROVISOR_LEAVE_SECONDS".to_owned(), "0".to_owned())];
        variables.extend(store.url().map(|url| ("PROVISOR_DATABASE_URL".to_owned(), url)));
        Self { data, words, variables, store }
    }

    /// The database, beside a running server or without one, through the ports of its store.
    pub async fn open_store(&self) -> Arc<dyn Store> {
        self.store.open().await
    }

    /// Runs every command through a wrapper such as `nsenter … --`, which gets the command as its
    /// last arguments and must become it, not start it.
    pub fn run_through(&mut self, wrapper: Vec<OsString>) {
        self.words.splice(0..0, wrapper);
    }

    /// Sets an environment variable for every command.
    pub fn set(&mut self, variable: &str, value: &str) {
        self.variables.push((variable.to_owned(), value.to_owned()));
    }

    /// A call of the command, without this directory.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let (first, rest) = self.words.split_first().expect("a program");
        let mut command = Command::new(first);
        command.args(rest).args(arguments).envs(self.variables.iter().cloned());
        // The command refuses variables that it does not know.
        for of_tests in [VARIABLE, throwaway::SHARED_PORT] {
            command.env_remove(of_tests);
        }
        command
    }

    /// Runs a command on this directory to its end.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with_input(arguments, "")
    }

    /// The same, with something on standard input.
    pub fn run_with_input(&self, arguments: &[&str], input: &str) -> Ran {
        let mut command = self.command(arguments);
        command.arg("--data").arg(&self.data);
        finish(command, input)
    }

    /// Runs a command that must succeed; returns what it printed.
    pub fn must(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!(ran.code, Some(0), "provisor {arguments:?}: {ran:?}");
        ran.stdout
    }

    /// Switches SCIM on and makes a token.
    pub fn prepare(&self) -> String {
        self.must(&["scim", "enable"]);
        self.token("test")
    }

    /// Makes a token that never expires.
    pub fn token(&self, label: &str) -> String {
        let create = ["token", "create", "--label", label, "--expires", "never"];
        self.must(&create).trim().to_owned()
    }

    /// Adds an admin.
    pub fn admin(&self, email: &str, password: &str) {
        let create = ["admin", "create", "--email", email, "--password-stdin"];
        let ran = self.run_with_input(&create, password);
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }

    /// Fails unless `provisor doctor`, beside the running server, finds nothing wrong.
    pub fn assert_sound(&self, process: &Process) {
        let listen = process.url.trim_start_matches("http://");
        let ran = self.run(&["doctor", "--listen", listen]);
        assert_eq!(ran.code, Some(0), "doctor: {ran:?}");
    }

    /// Starts a server on a free port; waits until it listens.
    pub fn serve(&self) -> Process {
        match self.try_serve() {
            Ok(process) => process,
            Err(ran) => unreachable!("the server does not start: {ran:?}"),
        }
    }

    /// The same; the error is how the server ended instead.
    pub fn try_serve(&self) -> Result<Process, Ran> {
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0"]);
        command.arg("--data").arg(&self.data);
        Process::start(command)
    }
}

impl Process {
    /// A SCIM client of this server.
    pub fn scim(&self, token: &str) -> Caller {
        Caller::new(&format!("{}/scim/v2", self.url), token)
    }
}

/// Runs a command to its end.
pub fn finish(mut command: Command, input: &str) -> Ran {
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().expect("a program that starts");
    let mut stdin = child.stdin.take().expect("a standard input");
    // A command that does not read its input may end before all of it is written.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let Output { status, stdout, stderr } = child.wait_with_output().expect("an end");
    Ran {
        code: status.code(),
        stdout: String::from_utf8_lossy(&stdout).into_owned(),
        stderr: String::from_utf8_lossy(&stderr).into_owned(),
    }
}
