//! The key under which the secrets of a backup were hashed.

use anyhow::{Result, bail};
use async_trait::async_trait;
use directory::archive::record::Installation;
use directory::archive::{ArchiveError, Chunk, Packer, Sink, Source, Table};

use crate::config::Config;
use crate::key_file;
use crate::site::Site;

/// Refuses a backup that was made under another key than the one in force.
pub(super) fn confirm(config: &Config, site: &Site, made_under: Option<[u8; 32]>) -> Result<()> {
    // No server was ever started on what was backed up: nothing was hashed.
    let Some(made_under) = made_under else { return Ok(()) };
    let place = match (&config.secret_key.value, site.key_directory()) {
        (None, Some(directory)) => key_file::path(directory).display().to_string(),
        _ => "the setting `secret_key`".to_owned(),
    };
    let lost = "If the key is lost, --new-key restores without it: then every infra token has to \
                be generated anew";
    match site.key(config)? {
        None => bail!(
            "the secret key is missing, and no infra token of the backup would work without it. \
             Put the key of the installation that was backed up into {place}, or give it as the \
             setting `secret_key`. {lost}"
        ),
        Some(key) if key.to_hash_key().fingerprint() != made_under => bail!(
            "the backup was made under another secret key than the one in {place}, and no infra \
             token of it would work. Put the key of the installation that was backed up there. \
             {lost}"
        ),
        Some(_) => Ok(()),
    }
}

/// A backup as if no key had been used yet.
pub(super) struct Without<S>(pub(super) S);

#[async_trait]
impl<S: Source> Source for Without<S> {
    async fn pour(&mut self, sink: &mut dyn Sink) -> Result<(), ArchiveError> {
        self.0.pour(&mut Forgetting(sink)).await
    }
}

struct Forgetting<'a>(&'a mut dyn Sink);

#[async_trait]
impl Sink for Forgetting<'_> {
    async fn put(&mut self, chunk: Chunk) -> Result<(), ArchiveError> {
        if chunk.table != Table::Installation {
            return self.0.put(chunk).await;
        }
        let mut packer = Packer::new(Table::Installation);
        for record in chunk.records() {
            packer.push(&Installation { key_fingerprint: None, ..record? });
        }
        match packer.finish() {
            Some(chunk) => self.0.put(chunk).await,
            None => Ok(()),
        }
    }
}
