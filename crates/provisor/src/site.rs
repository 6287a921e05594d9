//! Where an installation's database and its key are, for commands that work on the whole of it.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Result, bail};
use directory::store::Store;

use crate::config::{Config, SecretKey};
use crate::data_directory::{self, ServerLock};
use crate::installation::{has_database, open_store};
use crate::key_file;

/// The place of an installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Site {
    /// A data directory.
    Data(PathBuf),
}

/// Shows the place without secrets.
impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Site::Data(directory) => write!(f, "{}", directory.display()),
        }
    }
}

impl Site {
    /// The installation that the configuration names.
    pub(crate) fn of(config: &Config) -> Self {
        Site::Data(config.data.value.clone())
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
        }
    }

    /// Refuses a place where there is nothing.
    pub(crate) fn require(&self) -> Result<()> {
        match self {
            Site::Data(directory) => {
                data_directory::require(directory)?;
                if has_database(directory) {
                    return Ok(());
                }
                bail!("there is no database in `{}`", directory.display())
            }
        }
    }

    /// Makes the place, if that is needed before anything can be kept there.
    pub(crate) fn make(&self) -> Result<()> {
        match self {
            Site::Data(directory) => data_directory::create(directory),
        }
    }

    /// Opens the database; an empty one is set up.
    pub(crate) async fn open(&self) -> Result<Arc<dyn Store>> {
        match self {
            Site::Data(directory) => Ok(Arc::new(open_store(directory)?)),
        }
    }

    /// Keeps servers away until the lock is dropped; refused where one runs.
    pub(crate) fn lock(&self) -> Result<Option<ServerLock>> {
        match self {
            Site::Data(directory) => match ServerLock::take(directory)? {
                Some(lock) => Ok(Some(lock)),
                None => bail!(
                    "a server runs on the data directory `{}`; stop it first",
                    directory.display()
                ),
            },
        }
    }

    /// Where the key is kept if it is no setting.
    pub(crate) fn key_directory(&self) -> Option<&Path> {
        match self {
            Site::Data(directory) => Some(directory),
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
