//! What a test wants of a cluster of its own.

use std::path::{Path, PathBuf};

/// Settings of a cluster. By default nothing is forced to the disk and nothing can be replicated.
#[derive(Clone, Debug)]
pub struct Config {
    pub(super) folder: Option<PathBuf>,
    pub(super) settings: Vec<(String, String)>,
    pub(super) ssl: bool,
}

impl Default for Config {
    fn default() -> Self {
        let config = Self { folder: None, settings: Vec::new(), ssl: false };
        config
            .set("fsync", "off")
            .set("synchronous_commit", "off")
            .set("full_page_writes", "off")
            .set("wal_level", "minimal")
            .set("max_wal_senders", "0")
            .set("max_connections", "500")
    }
}

impl Config {
    /// A cluster that keeps what it acknowledged when it is killed, and that replicas can follow.
    /// The machine goes on, so that what was written need not be forced to its disk.
    pub fn durable() -> Self {
        let config = Self { folder: None, settings: Vec::new(), ssl: false };
        config.set("fsync", "off").set("wal_level", "replica").set("max_wal_senders", "10")
    }

    /// Keeps the data in a folder of its own within this one, instead of where temporary files
    /// are: on the disk that is meant.
    #[must_use]
    pub fn within(mut self, folder: &Path) -> Self {
        self.folder = Some(folder.to_owned());
        self
    }

    /// Sets one of PostgreSQL's own settings.
    #[must_use]
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Makes the server speak TLS with a certificate of an authority of its own.
    #[must_use]
    pub fn ssl(mut self) -> Self {
        self.ssl = true;
        self
    }
}
