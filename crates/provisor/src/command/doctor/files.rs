//! The data directory and the files in it.

use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use super::finding::Finding;
use crate::config::{Config, Origin};
use crate::key_file;

/// Below this the database may soon have no room: it needs its own size again for some repairs.
const LITTLE_SPACE: u64 = 1 << 30;

/// Below this nothing should be expected to work.
const NO_SPACE: u64 = 16 << 20;

/// The directory: there, writable, with room for a database if it holds one, closed to others, all
/// files of one owner.
pub(super) fn directory(data: &Path, holds_database: bool) -> Vec<Finding> {
    const ABOUT: &str = "data directory";
    let shown = data.display();
    let metadata = match fs::metadata(data) {
        Ok(metadata) if metadata.is_dir() => metadata,
        Ok(_) => {
            let text = format!("{shown} is not a directory");
            return vec![Finding::broken(ABOUT, text, "Name a directory with --data.")];
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return vec![Finding::broken(
                ABOUT,
                format!("{shown} does not exist"),
                "Start the server once (`provisor serve`), which makes it, or name another with \
                 --data.",
            )];
        }
        Err(error) => {
            let text = format!("{shown} cannot be looked into: {error}");
            return vec![Finding::broken(ABOUT, text, "Run this as the server's user.")];
        }
    };
    let mut findings = Vec::new();
    match tempfile::Builder::new().prefix(".provisor-doctor").tempfile_in(data) {
        Ok(_) => findings.push(Finding::fine(ABOUT, format!("{shown} is writable"))),
        Err(error) => findings.push(Finding::broken(
            ABOUT,
            format!("nothing can be written to {shown}: {}", error.kind()),
            "Check its owner and mode, and whether the disk is full or read-only.",
        )),
    }
    if holds_database {
        findings.extend(space(data));
    }
    if metadata.permissions().mode() & 0o022 != 0 {
        let text = format!("other users of this machine may write to {shown}");
        findings.push(Finding::broken(ABOUT, text, format!("Close it: `chmod 700 {shown}`.")));
    }
    findings.extend(foreign_files(data, &metadata));
    findings
}

fn space(data: &Path) -> Option<Finding> {
    const ABOUT: &str = "free space";
    let found = rustix::fs::statvfs(data).ok()?;
    let free = found.f_bavail.saturating_mul(found.f_frsize);
    let text = format!("{} on the disk of the data directory", bytes(free));
    let advice = "Make room, or move the data directory to a larger disk.";
    Some(match free {
        0..NO_SPACE => Finding::broken(ABOUT, text, advice),
        NO_SPACE..LITTLE_SPACE => Finding::warning(ABOUT, text, advice),
        _ => Finding::fine(ABOUT, text),
    })
}

/// Files that another user made, usually root with one command: the server cannot write them.
fn foreign_files(data: &Path, directory: &Metadata) -> Option<Finding> {
    let entries = fs::read_dir(data).ok()?;
    let foreign: Vec<String> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.metadata().is_ok_and(|found| found.uid() != directory.uid()))
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    if foreign.is_empty() {
        return None;
    }
    Some(Finding::warning(
        "data directory",
        format!("files that belong to another user than the directory: {}", foreign.join(", ")),
        "Give them to the server's user with `chown`, and run commands as that user.",
    ))
}

/// The key: there, readable, closed to others.
pub(super) fn secret_key(config: &Config) -> Vec<Finding> {
    const ABOUT: &str = "secret key";
    if config.secret_key.origin != Origin::Default {
        let text = format!("set by {}", config.secret_key.origin);
        return vec![Finding::fine(ABOUT, text)];
    }
    let path = key_file::path(&config.data.value);
    let mut findings = Vec::new();
    let advice = "Without the key that the database was used with the server does not start: put \
                  it back from a backup, or copy it from another node.";
    findings.push(match key_file::find(&config.data.value) {
        Ok(Some(_)) => Finding::fine(ABOUT, format!("kept in {}", path.display())),
        Ok(None) => Finding::broken(ABOUT, format!("{} is missing", path.display()), advice),
        Err(error) => Finding::broken(ABOUT, format!("{error:#}"), advice),
    });
    if fs::metadata(&path).is_ok_and(|found| found.permissions().mode() & 0o077 != 0) {
        findings.push(Finding::broken(
            ABOUT,
            format!("other users of this machine can read {}", path.display()),
            format!("Close it: `chmod 600 {}`.", path.display()),
        ));
    }
    findings
}

/// A number of bytes for people.
pub(super) fn bytes(bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    for (size, unit) in UNITS {
        if bytes >= size {
            let (whole, tenth) = (bytes / size, bytes % size * 10 / size);
            return format!("{whole}.{tenth} {unit}");
        }
    }
    format!("{bytes} bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_rounded_down() {
        assert_eq!(bytes(0), "0 bytes");
        assert_eq!(bytes(1536), "1.5 KiB");
        assert_eq!(bytes((3 << 30) - 1), "2.9 GiB");
    }
}
