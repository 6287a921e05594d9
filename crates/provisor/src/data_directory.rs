//! The data directory: made on the first start, open to nobody but the server's user.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::net::SocketAddr;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// The file whose lock a running server holds.
const LOCK_FILE: &str = "server.lock";

/// The most that is read of what a server has noted there.
const MAX_NOTE: u64 = 100;

/// How often, and how fast, a lock is tried.
const TRIES: u32 = 4;
const PAUSE: Duration = Duration::from_millis(50);

/// Makes the directory, and those above it, unless it is there. Only its owner may look inside.
pub(crate) fn create(directory: &Path) -> Result<()> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(directory);
    made.map_err(|error| {
        let reason = match error.kind() {
            io::ErrorKind::PermissionDenied => {
                "this user may not write there; choose another with --data, or change its owner"
                    .to_owned()
            }
            io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
                "there is a file in the way".to_owned()
            }
            io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_owned(),
            _ => error.to_string(),
        };
        anyhow::anyhow!("the data directory `{}` cannot be made: {reason}", directory.display())
    })
}

/// Checks that the directory is there, for commands that must not make one because of a typing
/// mistake in its name.
pub(crate) fn require(directory: &Path) -> Result<()> {
    match fs::metadata(directory) {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => {
            bail!(
                "`{}` is not a directory; name the data directory with --data",
                directory.display()
            )
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => bail!(
            "there is no data directory `{}`; name it with --data, or start the server once with \
             `provisor serve`, which makes it",
            directory.display()
        ),
        Err(error) => {
            Err(error).with_context(|| format!("the data directory `{}`", directory.display()))
        }
    }
}

/// Held by a running server. The operating system lets go of it when the process ends, however it
/// ends.
#[derive(Debug)]
pub(crate) struct ServerLock {
    file: File,
}

impl ServerLock {
    /// Takes the lock; `None` when a server runs on this directory.
    pub(crate) fn take(directory: &Path) -> Result<Option<Self>> {
        let path = directory.join(LOCK_FILE);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false).mode(0o600);
        let file = options.open(&path).map_err(|error| {
            let reason = match error.kind() {
                io::ErrorKind::PermissionDenied => {
                    "this user may not write there; check the owner of the data directory"
                        .to_owned()
                }
                io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_owned(),
                io::ErrorKind::StorageFull => "the disk is full".to_owned(),
                _ => error.to_string(),
            };
            anyhow::anyhow!("{} cannot be written: {reason}", path.display())
        })?;
        for _ in 0..TRIES {
            match file.try_lock() {
                Ok(()) => return Ok(Some(Self { file })),
                Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
                Err(TryLockError::Error(error)) => {
                    let text = format!("{} cannot be locked", path.display());
                    return Err(error).context(text);
                }
            }
        }
        Ok(None)
    }

    /// Notes where the server listens, for those who look for it. Without the note they look where
    /// the configuration says.
    pub(crate) fn note(&mut self, address: SocketAddr) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        writeln!(self.file, "{address}")
    }

    /// Where the server on this directory has noted that it listens.
    pub(crate) fn noted(directory: &Path) -> Option<SocketAddr> {
        let mut text = String::new();
        let file = File::open(directory.join(LOCK_FILE)).ok()?;
        file.take(MAX_NOTE).read_to_string(&mut text).ok()?;
        text.trim().parse().ok()
    }

    /// Whether a server runs on this directory. Holds the lock for a moment itself, which is why
    /// [`take`](Self::take) tries several times.
    pub(crate) fn is_held(directory: &Path) -> bool {
        File::open(directory.join(LOCK_FILE))
            .is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_new_directory_is_closed_to_others() {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("a/b");
        create(&data).expect("made");
        create(&data).expect("there already");
        let mode = fs::metadata(&data).expect("exists").permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
        require(&data).expect("a directory");
        assert!(require(&folder.path().join("c")).is_err());
    }

    #[test]
    fn one_server_at_a_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = ServerLock::take(folder.path()).expect("writable");
        assert!(first.is_some());
        assert!(ServerLock::is_held(folder.path()));
        assert!(ServerLock::take(folder.path()).expect("writable").is_none());
        drop(first);
        assert!(!ServerLock::is_held(folder.path()));
        assert!(ServerLock::take(folder.path()).expect("writable").is_some());
    }

    #[test]
    fn a_server_notes_where_it_listens() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(ServerLock::noted(folder.path()), None);
        for address in ["[::1]:54321", "127.0.0.1:1"] {
            let mut lock = ServerLock::take(folder.path()).expect("writable").expect("free");
            let address = address.parse().expect("an address");
            lock.note(address).expect("written");
            assert_eq!(ServerLock::noted(folder.path()), Some(address));
        }
    }
}
