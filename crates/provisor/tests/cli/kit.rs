//! A throw-away installation, and the program started in it.

use std::fmt;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// A folder of its own in which the program runs.
pub(crate) struct Place {
    folder: TempDir,
    variables: Vec<(String, String)>,
}

/// What a run of the program left behind.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.code.map_or_else(|| "none".to_owned(), |code| code.to_string());
        write!(f, "exit code: {code}\n--- stdout\n{}--- stderr\n{}", self.stdout, self.stderr)
    }
}

impl Run {
    /// Standard output of a run that must have succeeded.
    #[track_caller]
    pub(crate) fn output(self) -> String {
        assert_eq!(self.code, Some(0), "{self}");
        self.stdout
    }

    /// The same, read as JSON.
    #[track_caller]
    pub(crate) fn json(self) -> serde_json::Value {
        serde_json::from_str(&self.output()).expect("JSON")
    }
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), variables: Vec::new() }
    }

    /// A place with an empty data directory, where commands may make a database.
    pub(crate) fn with_data() -> Self {
        let place = Self::new();
        fs::create_dir(place.path("data")).expect("a folder");
        place
    }

    /// Sets an environment variable for every run from now on.
    pub(crate) fn set(&mut self, variable: &str, value: &str) {
        self.variables.push((variable.to_owned(), value.to_owned()));
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("written");
    }

    /// The program with nothing of ours in its environment.
    pub(crate) fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_provisor"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("PROVISOR_") {
                command.env_remove(name);
            }
        }
        command.env_remove("COLUMNS").current_dir(self.folder.path()).stdin(Stdio::null());
        command.args(line.split_whitespace()).envs(self.variables.iter().cloned());
        command
    }

    /// Runs the program with arguments that hold no blanks.
    pub(crate) fn run(&self, line: &str) -> Run {
        self.finish(&mut self.command(line))
    }

    /// Runs the program with something on its standard input.
    pub(crate) fn run_with_input(&self, line: &str, input: &str) -> Run {
        self.write("input", input);
        let input = fs::File::open(self.path("input")).expect("just written");
        self.finish(self.command(line).stdin(input))
    }

    /// Runs a command to its end.
    pub(crate) fn finish(&self, command: &mut Command) -> Run {
        let output = command.output().expect("the program starts");
        let text = |bytes: Vec<u8>| self.neutral(&String::from_utf8(bytes).expect("UTF-8"));
        Run { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// Without the name of the folder, which differs from run to run.
    fn neutral(&self, text: &str) -> String {
        text.replace(self.folder.path().to_str().expect("UTF-8"), "[folder]")
    }

    /// Starts a server on a free port, with the data directory `data`.
    pub(crate) fn serve(&self, flags: &str) -> Server {
        Server::start(self.command(&format!("serve --listen 127.0.0.1:0 {flags}")))
    }
}

/// Waits for something to come true.
#[track_caller]
pub(crate) fn wait_until(condition: impl Fn() -> bool) {
    let started = Instant::now();
    while !condition() {
        assert!(started.elapsed() < PATIENCE, "it never came true");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Sends a signal to a process.
pub(crate) fn signal(process: u32, signal: &str) {
    let kill = format!("kill -{signal} {process}");
    assert!(Command::new("sh").args(["-c", &kill]).status().expect("sh").success());
}

/// A running server. It is killed when this is dropped.
pub(crate) struct Server {
    child: Child,
    lines: mpsc::Receiver<String>,
    /// What it has printed up to now.
    pub(crate) printed: Vec<String>,
    /// `127.0.0.1:…`
    pub(crate) address: String,
}

impl Server {
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let stdout = child.stdout.take().expect("piped");
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        let mut server = Self { child, lines, printed: Vec::new(), address: String::new() };
        let line = server.wait_for("Listening on http://");
        line.trim_start_matches("Listening on http://").clone_into(&mut server.address);
        server
    }

    /// The process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for a line that begins so, and returns it.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, start: &str) -> String {
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) => {
                    self.printed.push(line.clone());
                    if line.trim_start().starts_with(start) {
                        return line.trim_start().to_owned();
                    }
                }
                Err(error) => panic!("no line {start:?} ({error}) after {:#?}", self.printed),
            }
        }
    }

    /// Asks the server to stop, and waits for it.
    pub(crate) fn stop(mut self, signal: &str) -> (Option<i32>, String) {
        self::signal(self.child.id(), signal);
        let mut stderr = String::new();
        self.child.stderr.take().expect("piped").read_to_string(&mut stderr).expect("UTF-8");
        (self.child.wait().expect("it ends").code(), stderr)
    }

    /// The status and body of a GET.
    pub(crate) fn get(&self, path: &str, token: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\
             Connection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        (status.expect("a status"), body.to_owned())
    }

    /// Asks until the status is this one; the answer is how long that took.
    #[track_caller]
    pub(crate) fn wait_for_status(&self, path: &str, token: &str, wanted: u16) -> Duration {
        let started = Instant::now();
        loop {
            let (status, body) = self.get(path, token);
            if status == wanted {
                return started.elapsed();
            }
            assert!(started.elapsed() < PATIENCE, "still {status}: {body}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
