//! Where an installation's database and its key are, for commands that work on the whole of it.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Result, bail};
use directory::store::Store;

use crate::config::{Config, DatabaseUrl, SecretKey};
use crate::data_directory::{self, ServerLock};
use crate::failure::Usage;
use crate::installation::{Database, Extent};
use crate::key_file;

/// The place of an installation.
pub(crate) struct Site {
    database: Database,
    /// Where the key is kept if it is no setting.
    key_directory: Option<PathBuf>,
}

/// Shows the place without secrets.
impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.database.fmt(f)
    }
}

impl Site {
    /// The installation that the configuration names.
    pub(crate) fn of(config: &Config) -> Self {
        let key_directory = Some(config.data.value.clone());
        Self { database: named(Database::of(config)), key_directory }
    }

    /// A data directory.
    pub(crate) fn in_directory(data: &Path) -> Self {
        Self { database: Database::in_directory(data), key_directory: Some(data.to_owned()) }
    }

    /// The PostgreSQL database at an address.
    pub(crate) fn at(url: &str, config: &Config) -> Result<Self> {
        let checked = DatabaseUrl::checked(url).map_err(|reason| {
            Usage::new(format!("the address of the database cannot be used: {reason}"))
        })?;
        let database = named(Database::at(checked.reveal(), config));
        Ok(Self { database, key_directory: None })
    }

    /// The same place in a form that means the same wherever the program is started.
    pub(crate) fn lasting(&self) -> String {
        let Database::Sqlite(directory) = &self.database else { return self.to_string() };
        let path = std::fs::canonicalize(directory)
            .or_else(|_| std::path::absolute(directory))
            .unwrap_or_else(|_| directory.clone());
        path.display().to_string()
    }

    /// Refuses a place where there is nothing.
    pub(crate) async fn require(&self) -> Result<()> {
        if let Database::Sqlite(directory) = &self.database {
            data_directory::require(directory)?;
        }
        if self.is_empty().await? {
            bail!("there is no installation in `{self}`");
        }
        Ok(())
    }

    /// Whether there is nothing. Nothing is made.
    pub(crate) async fn is_empty(&self) -> Result<bool> {
        Ok(self.database.extent().await? == Extent::Nothing)
    }

    /// Makes the place, if that is needed before anything can be kept there.
    pub(crate) fn make(&self) -> Result<()> {
        match &self.database {
            Database::Sqlite(directory) => data_directory::create(directory),
            Database::Postgres(_) => Ok(()),
        }
    }

    /// Opens the database; an empty one is set up.
    pub(crate) async fn open(&self) -> Result<Arc<dyn Store>> {
        self.database.open().await
    }

    /// Keeps servers away from a data directory until the lock is dropped; refused where one runs.
    pub(crate) fn lock(&self) -> Result<Option<ServerLock>> {
        let Database::Sqlite(directory) = &self.database else { return Ok(None) };
        match ServerLock::take(directory)? {
            Some(lock) => Ok(Some(lock)),
            None => bail!(
                "a server runs on the data directory `{}`; stop it first",
                directory.display()
            ),
        }
    }

    /// Refuses a database that others are connected to.
    pub(crate) async fn refuse_others(&self, store: &dyn Store) -> Result<()> {
        let others = store.others().await?;
        if others.is_empty() {
            return Ok(());
        }
        bail!(
            "others are connected to `{self}`: {}. Stop the servers first. If these are none, or \
             idle connections of a pooler, go on with --ignore-connections",
            others.join("; ")
        )
    }

    /// Where the key is kept if it is no setting.
    pub(crate) fn key_directory(&self) -> Option<&Path> {
        self.key_directory.as_deref()
    }

    /// Whether the key moves with the data.
    pub(crate) fn has_its_key(&self) -> bool {
        matches!(self.database, Database::Sqlite(_))
    }

    /// The key in force there, if there is one yet.
    pub(crate) fn key(&self, config: &Config) -> Result<Option<SecretKey>> {
        match (&config.secret_key.value, self.key_directory()) {
            (Some(key), _) => Ok(Some(key.clone())),
            (None, Some(directory)) => key_file::find(directory),
            (None, None) => Ok(None),
        }
    }
}

/// Tells this program from servers, and from others that do the same at this moment.
fn named(mut database: Database) -> Database {
    if let Database::Postgres(options) = &mut database {
        options.application_name = format!("provisor move {}", std::process::id());
    }
    database
}
