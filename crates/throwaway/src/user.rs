//! As whom programs run that refuse to run as root.

use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// Users with few rights that a machine with PostgreSQL has.
const ORDINARY: &[&str] = &["postgres", "nobody"];

/// Another user; `None` where this user is not root and can only be itself.
#[derive(Clone, Copy)]
pub(crate) struct User(Option<(u32, u32)>);

impl User {
    /// As whom to run what works in a folder that this process has made.
    pub(crate) fn ordinary(folder: &Path) -> Self {
        let made = std::fs::metadata(folder).expect("a folder that was just made");
        if made.uid() != 0 {
            return Self(None);
        }
        let mut found = ORDINARY.iter().filter_map(|name| Some((id("-u", name)?, id("-g", name)?)));
        Self(Some(found.next().expect("a user called postgres or nobody")))
    }

    /// Gives a file or folder to this user.
    pub(crate) fn own(self, path: &Path) {
        if let Some((user, group)) = self.0 {
            std::os::unix::fs::chown(path, Some(user), Some(group)).expect("root may do this");
        }
    }

    /// Makes a command run as this user.
    pub(crate) fn run(self, command: &mut Command) {
        if let Some((user, group)) = self.0 {
            command.uid(user).gid(group);
        }
    }
}

fn id(option: &str, name: &str) -> Option<u32> {
    let output = Command::new("id").args([option, name]).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}
