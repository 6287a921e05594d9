//! An installation: the data directory with its database and its key, opened.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use directory::env::Env;
use directory::event::{Actor, Cause};
use directory::store::Store;
use directory::{DirectoryInfo, Service};
use store_sqlite::SqliteStore;

use crate::config::{Config, SecretKey};
use crate::env::SystemEnv;
use crate::{data_directory, key_file};

/// What to do where there is nothing yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    /// Make the directory and the database.
    Create,
    /// Make the database; the directory must be there.
    CreateDatabase,
    /// Refuse: the command only looks at what is there.
    Refuse,
}

/// An open installation.
pub(crate) struct Installation {
    /// The domain.
    pub(crate) service: Arc<Service>,
}

impl Installation {
    /// Opens the installation that the configuration names.
    pub(crate) async fn open(config: &Config, missing: Missing) -> Result<Self> {
        let data = &config.data.value;
        match missing {
            Missing::Create => data_directory::create(data)?,
            Missing::CreateDatabase => data_directory::require(data)?,
            Missing::Refuse => {
                data_directory::require(data)?;
                if !has_database(data) {
                    bail!(
                        "there is no database in `{}`; name the data directory with --data, or \
                         start the server once with `provisor serve`, which makes it",
                        data.display()
                    );
                }
            }
        }
        Self::open_in(data, config.secret_key.value.clone()).await
    }

    /// Opens the installation in a directory that exists.
    pub(crate) async fn open_in(data: &Path, key: Option<SecretKey>) -> Result<Self> {
        let key = match key {
            Some(key) => key,
            None => key_file::load(data, has_database(data), &SystemEnv)?,
        };
        let store: Arc<dyn Store> = Arc::new(open_store(data)?);
        let env: Arc<dyn Env> = Arc::new(SystemEnv);
        let service = Service::open(store, env, key.to_hash_key()).await?;
        Ok(Self { service })
    }

    /// The directory of that name, or an error that names those that exist.
    pub(crate) fn directory(&self, name: &str) -> Result<Arc<DirectoryInfo>> {
        self.service.directory(name).with_context(|| {
            let all = self.service.directories();
            let names: Vec<_> = all.iter().map(|directory| directory.name.as_str()).collect();
            format!("there is no directory `{name}`; there is {}", names.join(", "))
        })
    }

    /// The cause of what a command changes: somebody with a shell on the server.
    pub(crate) fn cause(&self, action: &str) -> Cause {
        Cause {
            request_id: self.service.env().new_uuid().to_string(),
            actor: Actor::Operator,
            action: format!("provisor {action}"),
        }
    }
}

/// Whether there is a database in a data directory.
pub(crate) fn has_database(data: &Path) -> bool {
    data.join(store_sqlite::FILE_NAME).exists()
}

/// The only place that chooses a database.
pub(crate) fn open_store(data: &Path) -> Result<SqliteStore> {
    Ok(SqliteStore::open(data, store_sqlite::Options::default())?)
}
