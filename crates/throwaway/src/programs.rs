//! Where PostgreSQL is installed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Folders with one folder for each installed version, as distributions have them.
const VERSIONED: &[(&str, &str)] =
    &[("/usr/lib/postgresql", ""), ("/usr", "pgsql-"), ("/opt/homebrew/opt", "postgresql@")];

/// The programs of one PostgreSQL version.
#[derive(Clone, Debug)]
pub(crate) struct Programs {
    folder: PathBuf,
    /// The major version.
    pub(crate) version: u32,
}

impl Programs {
    /// The newest version on this machine.
    pub(crate) fn find() -> Self {
        let versioned = VERSIONED.iter().flat_map(|(folder, prefix)| versions(folder, prefix));
        // Programs without a folder are looked up in PATH.
        let folders = versioned.chain([PathBuf::new(), "/usr/local/pgsql/bin".into()]);
        let found = folders.filter_map(|folder| {
            let version = version(&folder.join("postgres"))?;
            Some(Self { folder, version })
        });
        found.max_by_key(|programs| programs.version).expect(
            "PostgreSQL is not installed, and tests need it: apt-get install postgresql (no \
             cluster has to be set up or running)",
        )
    }

    /// The path of a program.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A program that finds its server by its arguments alone.
    pub(crate) fn command(&self, name: &str) -> Command {
        let mut command = Command::new(self.path(name));
        for (variable, _) in std::env::vars_os() {
            if variable.to_string_lossy().starts_with("PG") {
                command.env_remove(variable);
            }
        }
        command.env("LC_ALL", "C").stdin(Stdio::null());
        command
    }
}

fn versions(folder: &str, prefix: &str) -> Vec<PathBuf> {
    let Ok(entries) = Path::new(folder).read_dir() else {
        return Vec::new();
    };
    let wanted = entries.filter_map(Result::ok).filter(|entry| {
        let name = entry.file_name();
        let rest = name.to_str().and_then(|name| name.strip_prefix(prefix));
        rest.is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
    });
    wanted.map(|entry| entry.path().join("bin")).collect()
}

/// The major version of a `postgres`: it says `postgres (PostgreSQL) 15.18 (Debian …)`.
fn version(postgres: &Path) -> Option<u32> {
    let output = Command::new(postgres).arg("--version").stderr(Stdio::null()).output().ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    let number = said.split(' ').nth(2)?;
    let major = number.split(|c: char| !c.is_ascii_digit()).next()?;
    major.parse().ok()
}
