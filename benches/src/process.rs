//! The processes that are measured.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

const ANNOUNCEMENT: &str = "Listening on http://";
/// How often a process is asked whether it has ended.
const LOOK: Duration = Duration::from_millis(5);

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

    /// Memory in use and the most that ever was.
    pub(crate) fn memory(&self) -> Result<Memory> {
        Memory::of(self.id())
    }

    /// Asks the server to stop, and waits for it.
    pub(crate) fn stop(&mut self) -> Result<()> {
        let kill = Command::new("kill").args(["-TERM", &self.id().to_string()]).status()?;
        if !kill.success() {
            bail!("cannot stop the server: {kill}");
        }
        while self.child.try_wait()?.is_none() {
            std::thread::sleep(LOOK);
        }
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // A server that ended by itself is as stopped as one can be.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Memory of a process, in MiB.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Memory {
    pub(crate) now: f64,
    pub(crate) peak: f64,
}

impl Memory {
    pub(crate) fn of(process: u32) -> Result<Self> {
        let path = format!("/proc/{process}/status");
        let status = std::fs::read_to_string(&path)
            .with_context(|| format!("memory is read from {path}, which is Linux's"))?;
        Self::parse(&status).with_context(|| format!("{path} tells no memory"))
    }

    fn parse(status: &str) -> Option<Self> {
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            let kib: f64 = line.split_whitespace().next()?.parse().ok()?;
            Some(kib / 1024.0)
        };
        Some(Self { now: field("VmRSS:")?, peak: field("VmHWM:")? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_in_mebibytes() {
        let status = "Name:\tx\nVmHWM:\t    4096 kB\nVmRSS:\t    2048 kB\n";
        assert_eq!(Memory::parse(status), Some(Memory { now: 2.0, peak: 4.0 }));
        assert_eq!(Memory::parse("Name:\tx"), None);
    }
}
