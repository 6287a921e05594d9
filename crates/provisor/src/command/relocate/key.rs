//! The key moves with the installation where it lies in its data directory.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use directory::store::Store;

use crate::config::{Config, SecretKey};
use crate::key_file;
use crate::site::Site;

/// A key file to be written.
pub(super) struct NewFile {
    path: PathBuf,
    key: SecretKey,
}

/// Finds the key of the source, and what has to be done so that the target has it as well.
pub(super) async fn find(
    config: &Config,
    from: &Site,
    to: &Site,
    source: &dyn Store,
) -> Result<Option<NewFile>> {
    let Some(key) = from.key(config)? else { return Ok(None) };
    if !source.confirm_key(key.to_hash_key().fingerprint()).await? {
        bail!("the secret key in force is not the one that `{from}` was used with");
    }
    if config.secret_key.value.is_some() {
        return Ok(None);
    }
    let Some(directory) = to.key_directory() else { return Ok(None) };
    let path = key_file::path(directory);
    match key_file::find(directory)? {
        Some(there) if there == key => Ok(None),
        Some(_) => bail!(
            "{} is another key than the one that `{from}` was used with; remove it, and the right \
             one will be copied",
            path.display()
        ),
        None if to.has_its_key() => Ok(Some(NewFile { path, key })),
        None => Ok(None),
    }
}

/// Writes the file, readable by its owner alone. It has its name when it is whole.
pub(super) fn keep(new: Option<NewFile>) -> Result<()> {
    let Some(NewFile { path, key }) = new else { return Ok(()) };
    let partial = path.with_extension("key.partial");
    let write = || {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true).mode(0o600);
        let mut file = options.open(&partial)?;
        writeln!(file, "{}", key.to_hex())?;
        file.sync_all()?;
        fs::rename(&partial, &path)?;
        // The name must outlive a power failure as well.
        path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
    };
    write().with_context(|| format!("{} cannot be written", path.display()))
}
