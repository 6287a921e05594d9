//! Where an installation's database and its key are, for commands that work on the whole of it.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Result, bail};
use directory::store::Store;
use store_postgres::{Options, PostgresStore};

use crate::config::{Config, SecretKey};
use crate::data_directory::{self, ServerLock};
use crate::installation::{has_database, open_store};
use crate::key_file;

/// The place of an installation.
#[derive(Clone, Debug)]
pub(crate) enum Site {
    /// A data directory.
    Data(PathBuf),
    /// A PostgreSQL database.
    Url {
        /// How it is reached.
        options: Box<Options>,
        /// Its address without the password.
        location: String,
    },
}

/// Shows the place without secrets.
impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Site::Data(directory) => write!(f, "{}", directory.display()),
            Site::Url { location, .. } => f.write_str(location),
        }
    }
}

impl Site {
    /// The installation that the configuration names.
    pub(crate) fn of(config: &Config) -> Self {
        Site::Data(config.data.value.clone())
    }

    /// The database at an address.
    pub(crate) fn at(url: &str) -> Result<Self> {
        let mut options = Box::new(Options::new(url));
        // Told from servers, and from others that do the same at this moment.
        options.application_name = format!("provisor move {}", std::process::id());
        let location = options.location()?;
        Ok(Site::Url { options, location })
    }

    /// The same place in a form that means the same wherever the program is started.
    pub(crate) fn lasting(&self) -> String {
        match self {
            Site::Data(directory) => {
                let path = std::fs::canonicalize(directory)
                    .or_else(|_| std::path::absolute(directory))
                    .unwrap_or_else(|_| directory.clone());
                path.display().to_string()
            }
            Site::Url { location, .. } => location.clone(),
        }
    }

    /// Refuses a place where there is nothing.
    pub(crate) async fn require(&self) -> Result<()> {
        match self {
            Site::Data(directory) => {
                data_directory::require(directory)?;
                if has_database(directory) {
                    return Ok(());
                }
                bail!("there is no database in `{}`", directory.display())
            }
            Site::Url { options, location } => {
                if store_postgres::check(options).await?.schema_level > 0 {
                    return Ok(());
                }
                bail!("`{location}` was not set up for Provisor yet")
            }
        }
    }

    /// Makes the place, if that is needed before anything can be kept there.
    pub(crate) fn make(&self) -> Result<()> {
        match self {
            Site::Data(directory) => data_directory::create(directory),
            Site::Url { .. } => Ok(()),
        }
    }

    /// Opens the database; an empty one is set up.
    pub(crate) async fn open(&self) -> Result<Arc<dyn Store>> {
        Ok(match self {
            Site::Data(directory) => Arc::new(open_store(directory)?),
            Site::Url { options, .. } => {
                Arc::new(PostgresStore::open(Options::clone(options)).await?)
            }
        })
    }

    /// Keeps servers away from a data directory until the lock is dropped; refused where one runs.
    pub(crate) fn lock(&self) -> Result<Option<ServerLock>> {
        let Site::Data(directory) = self else { return Ok(None) };
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
        match self {
            Site::Data(directory) => Some(directory),
            Site::Url { .. } => None,
        }
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
