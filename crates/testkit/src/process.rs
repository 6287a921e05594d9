//! The real server as a process: started, watched, stopped and killed.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::installation::{Ran, finish};

/// How long a server may take to start and to end. Far more than it needs: a machine under load
/// must not make tests fail.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running server. It is killed when this is dropped.
pub struct Process {
    /// Where it listens: `http://127.0.0.1:PORT`.
    pub url: String,
    child: Child,
    lines: Receiver<String>,
    log: Arc<Mutex<String>>,
    log_reader: Option<JoinHandle<()>>,
}

impl Process {
    /// Starts a server and waits for the line that tells its address; the error is how it ended
    /// without one.
    pub fn start(mut command: Command) -> Result<Self, Ran> {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("a server that starts");
        let lines = read_lines(child.stdout.take().expect("a standard output"));
        let (log, reader) = read_all(child.stderr.take().expect("a standard error"));
        let mut process = Self { url: String::new(), child, lines, log, log_reader: Some(reader) };
        if let Some(url) = process.line_after("Listening on ") {
            url.trim_end_matches('/').clone_into(&mut process.url);
            return Ok(process);
        }
        let code = process.wait().code();
        // Its last words may still be on their way.
        if let Some(reader) = process.log_reader.take() {
            reader.join().expect("the log");
        }
        Err(Ran { code, stdout: String::new(), stderr: process.log() })
    }

    /// The one-time link with which the first admin is made. The server prints it once, and only
    /// when there is no admin.
    pub fn setup_link(&mut self) -> String {
        let begin = format!("{}/setup?token=", self.url);
        let rest = self.line_after(&begin).expect("a set-up link");
        format!("{begin}{rest}")
    }

    /// What follows a text on the next line that has it; `None` when the output ends first.
    fn line_after(&mut self, text: &str) -> Option<String> {
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) => {
                    if let Some((_, rest)) = line.split_once(text) {
                        return Some(rest.trim().to_owned());
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => {
                    unreachable!("no line with {text:?} within {PATIENCE:?}: {}", self.log());
                }
            }
        }
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What the server has logged so far.
    pub fn log(&self) -> String {
        self.log.lock().expect("the log").clone()
    }

    /// Ends the server without any warning, as a power cut would end the process.
    pub fn kill(mut self) {
        self.child.kill().expect("a running server");
        self.child.wait().expect("an end");
    }

    /// Asks the server to stop, and returns at once.
    pub fn terminate(&self) {
        let mut kill = Command::new("kill");
        kill.args(["-TERM", &self.id().to_string()]);
        let ran = finish(kill, "");
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }

    /// Waits for the end.
    pub fn wait(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().expect("a state") {
                return status;
            }
            assert!(Instant::now() < deadline, "the server does not end: {}", self.log());
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Stops the server in good order.
    pub fn stop(mut self) {
        self.terminate();
        let status = self.wait();
        assert!(status.success(), "{status}: {}", self.log());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // A server that ended by itself is as stopped as one can be.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Lines as they come. They are read to the end, so that the server never waits for a reader.
fn read_lines(output: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            // Nobody may be interested any more.
            let _ = sender.send(line);
        }
    });
    lines
}

fn read_all(output: impl Read + Send + 'static) -> (Arc<Mutex<String>>, JoinHandle<()>) {
    let log = Arc::new(Mutex::new(String::new()));
    let sink = Arc::clone(&log);
    let reader = thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            let mut log = sink.lock().expect("the log");
            log.push_str(&line);
            log.push('\n');
        }
    });
    (log, reader)
}
