//! The machine on which it was measured.

use std::fs;
use std::process::Command;

use serde::{Deserialize, Serialize};

/// What a reader must know of a machine to compare.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Machine {
    pub(crate) processor: String,
    pub(crate) cores: usize,
    pub(crate) memory_gib: u64,
    pub(crate) system: String,
}

impl Machine {
    /// This one; what cannot be found out is called unknown.
    pub(crate) fn this() -> Self {
        let processor = field("/proc/cpuinfo", "model name").unwrap_or_else(unknown);
        let memory = field("/proc/meminfo", "MemTotal")
            .and_then(|text| text.split(' ').next()?.parse::<u64>().ok());
        let system = fs::read_to_string("/proc/sys/kernel/osrelease");
        Self {
            processor,
            cores: std::thread::available_parallelism().map_or(0, usize::from),
            memory_gib: memory.unwrap_or_default().div_ceil(1 << 20),
            system: system.map_or_else(|_| unknown(), |text| format!("Linux {}", text.trim())),
        }
    }
}

/// The commit that was measured, with a plus where the files differ from it.
pub(crate) fn commit() -> String {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let Some(commit) = git(&["rev-parse", "--short=10", "HEAD"]) else { return unknown() };
    let clean = git(&["status", "--porcelain", "--", "crates", "Cargo.lock"]);
    if clean.is_some_and(|changes| changes.is_empty()) { commit } else { format!("{commit}+") }
}

/// The day, in UTC.
#[expect(clippy::disallowed_methods, reason = "a measurement is dated by the clock on the wall")]
pub(crate) fn today() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%d").to_string()
}

fn field(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn unknown() -> String {
    "unknown".to_owned()
}
