//! The installation's secret key in the data directory, made on first use.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use directory::env::Random;

use crate::config::SecretKey;

/// More than any form of the key takes.
const MAX_BYTES: u64 = 1_024;

/// Where the key is kept.
pub(crate) fn path(directory: &Path) -> PathBuf {
    directory.join("secret.key")
}

/// The key in the directory, if there is one.
pub(crate) fn find(directory: &Path) -> Result<Option<SecretKey>> {
    let path = path(directory);
    match File::open(&path) {
        Ok(file) => read(&file, &path),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => bail!(
            "{} cannot be read: run this command as the user that the server runs as",
            path.display()
        ),
        Err(error) => Err(error).with_context(|| format!("{} cannot be read", path.display())),
    }
}

/// Makes the key of a new installation.
///
/// Several processes may come here at once: the lock makes them take turns, and all but the first
/// find the key.
pub(crate) fn make(directory: &Path, random: &dyn Random) -> Result<SecretKey> {
    let path = &path(directory);
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false).mode(0o600);
    let written = |error: io::Error| anyhow!("{} cannot be written: {error}", path.display());
    let mut file = options.open(path).map_err(written)?;
    file.lock().map_err(written)?;
    if let Some(key) = read(&file, path)? {
        return Ok(key);
    }
    let key = SecretKey::generate(random);
    file.seek(SeekFrom::Start(0)).map_err(written)?;
    file.write_all(format!("{}\n", key.to_hex()).as_bytes()).map_err(written)?;
    file.sync_all().map_err(written)?;
    Ok(key)
}

/// The key in the file; `None` when it is empty, as after a power failure in its first moment.
fn read(file: &File, path: &Path) -> Result<Option<SecretKey>> {
    let mut text = String::new();
    file.take(MAX_BYTES)
        .read_to_string(&mut text)
        .with_context(|| format!("{} cannot be read", path.display()))?;
    if text.trim().is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|reason: String| anyhow!("{}: {reason}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::env::SystemEnv;

    #[test]
    fn a_key_is_made_once_and_closed_to_others() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(find(folder.path()).expect("no key yet"), None);
        let first = make(folder.path(), &SystemEnv).expect("made");
        assert_eq!(make(folder.path(), &SystemEnv).expect("read"), first);
        assert_eq!(find(folder.path()).expect("read"), Some(first));
        let mode = std::fs::metadata(path(folder.path())).expect("exists").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn parallel_starts_agree_on_one_key() {
        let folder = tempfile::tempdir().expect("a folder");
        let keys: Vec<_> = std::thread::scope(|scope| {
            let starts: Vec<_> =
                (0..8).map(|_| scope.spawn(|| make(folder.path(), &SystemEnv))).collect();
            starts
                .into_iter()
                .map(|start| start.join().expect("no panic").expect("a key"))
                .collect()
        });
        assert!(keys.iter().all(|key| *key == keys[0]));
    }

    #[test]
    fn what_is_no_key_is_not_repeated() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(path(folder.path()), "hunter2").expect("written");
        let error = find(folder.path()).expect_err("it is no key");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
}
