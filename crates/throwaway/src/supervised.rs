//! A program that surely ends with this process.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

use crate::log::Log;
use crate::user::User;

/// Starts the program, and waits for a line with the signal that ends it, then for a line that
/// says whether its folder is still needed. When the process that would write the lines has ended,
/// however it did, the pipe closes: the program and what it started are ended (some heed only one
/// of the two signals), and the folder is removed (again, should something have been written into
/// it meanwhile). Only the program and its children keep the standard error open, so its end is
/// their end.
const SUPERVISE: &str = r#"
eval "$1" </dev/null >&2 &
child=$!
echo "$child"
exec 2>/dev/null
trap : TERM
if read -r signal; then
    kill "-$signal" "$child"
else
    kill -TERM 0
    kill -QUIT "$child"
fi
wait "$child"
read -r keep && exit
for attempt in 1 2 3 4 5 6 7 8 9; do
    rm -rf "$2" && exit
done
"#;

/// A running program with a folder of its own. Both are gone when this is dropped.
pub(crate) struct Supervised {
    shell: Child,
    order: Option<ChildStdin>,
    ended: bool,
    /// The program's process.
    pub(crate) id: u32,
    /// What it says.
    pub(crate) log: Log,
}

impl Supervised {
    /// Starts what a shell understands, in a folder and as a user.
    pub(crate) fn start(line: &str, folder: &Path, user: User) -> Self {
        let mut command = Command::new("sh");
        command.args(["-c", SUPERVISE, "sh", line]).arg(folder).current_dir(folder);
        command.env("LC_ALL", "C").env_remove("PGDATA");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // A group of its own: what a terminal sends to the tests does not end the supervision.
        command.process_group(0);
        user.run(&mut command);
        let mut shell = command.spawn().expect("a shell");
        let log = Log::collect(shell.stderr.take().expect("a standard error"));
        let mut id = String::new();
        let mut answer = BufReader::new(shell.stdout.take().expect("a standard output"));
        answer.read_line(&mut id).expect("an answer of the shell");
        let id = id.trim().parse().expect("a process id");
        let order = shell.stdin.take();
        Self { shell, order, ended: false, id, log }
    }

    /// Sends the signal, unless one was sent before, and waits until the program and its children
    /// are gone.
    pub(crate) fn end(&mut self, signal: &str) {
        if !self.ended {
            self.order(signal);
            self.ended = true;
        }
        self.log.wait_for_end();
    }

    /// Lets go of a program that was ended, and leaves its folder to another.
    pub(crate) fn release(mut self) {
        assert!(self.ended, "a folder in use is not left to another");
        self.order("keep");
    }

    fn order(&mut self, line: &str) {
        let order = self.order.as_mut().expect("open until this is dropped");
        // A shell that is gone has done its work.
        let _ = writeln!(order, "{line}");
    }
}

impl Drop for Supervised {
    fn drop(&mut self) {
        drop(self.order.take());
        self.log.wait_for_end();
        // It ends after the program.
        let _ = self.shell.wait();
    }
}

/// A word of a line for the shell.
pub(crate) fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}
