//! The processes that are measured.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// Linux counts CPU time in hundredths of a second towards user space on every platform.
const TICK: Duration = Duration::from_millis(10);
const ANNOUNCEMENT: &str = "Listening on http://";

/// A server that stops when this is dropped.
pub(crate) struct Process {
    child: Child,
    /// `host:port` on which it answers.
    pub(crate) address: String,
}

impl Process {
    /// Starts a program that prints where it listens, and waits for that line.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", command.get_program().display()))?;
        let output = child.stdout.take().context("a piped output")?;
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let found = lines.find_map(|line| {
            let address = line.trim().strip_prefix(ANNOUNCEMENT)?;
            Some(address.trim_end_matches('/').to_owned())
        });
        let process = Self { child, address: found.unwrap_or_default() };
        if process.address.is_empty() {
            bail!("{} ended before it listened", command.get_program().display());
        }
        // Read on, so that the server never blocks on a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(process)
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Memory in use, in MiB.
    pub(crate) fn memory(&self) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.split_whitespace().next());
        Ok(kib.context("no VmRSS")?.parse::<u64>()? / 1024)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // A server that ended by itself is as stopped as one can be.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// User and system time that a process has used since it started.
pub(crate) fn cpu_time(process: u32) -> Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))
        .context("CPU time is read from /proc, which is Linux's")?;
    parse_stat(&stat).context("an unknown form of /proc/PID/stat")
}

/// Fields 14 and 15; the second field is a name in brackets that may hold spaces.
fn parse_stat(stat: &str) -> Option<Duration> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(11);
    let user: u32 = fields.next()?.parse().ok()?;
    let system: u32 = fields.next()?.parse().ok()?;
    Some(TICK * (user + system))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpu_time_is_read_past_odd_names() {
        let stat = "7 (a) b) S 1 2 3 4 5 6 7 8 9 10 250 50 0 0 20";
        assert_eq!(parse_stat(stat), Some(Duration::from_secs(3)));
        assert_eq!(parse_stat("7 (a) S"), None);
    }
}
