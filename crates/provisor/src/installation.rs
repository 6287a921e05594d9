//! An installation: its database and its key, opened.

mod database;
mod key;

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use directory::env::Env;
use directory::event::{Actor, Cause};
use directory::{DirectoryInfo, Service};

use crate::config::Config;
use crate::env::SystemEnv;
use crate::{data_directory, key_file};

pub(crate) use database::{Database, Extent};

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
        let database = Database::of(config);
        prepare(config, &database, missing).await?;
        let key = key::load(config, &database, missing).await?.to_hash_key();
        let store = database.open().await?;
        key::confirm(config, &*store, &key).await?;
        let env: Arc<dyn Env> = Arc::new(SystemEnv);
        Ok(Self { service: Service::open(store, env, key).await? })
    }

    /// Makes an installation in an empty directory.
    pub(crate) async fn make(data: &Path) -> Result<Self> {
        let key = key_file::make(data, &SystemEnv)?.to_hash_key();
        let store = Database::in_directory(data).open().await?;
        let env: Arc<dyn Env> = Arc::new(SystemEnv);
        Ok(Self { service: Service::open(store, env, key).await? })
    }

    /// Takes the present key for the installation's, whichever it had before.
    pub(crate) async fn accept_key(config: &Config) -> Result<()> {
        let database = Database::of(config);
        let key = key::load(config, &database, Missing::CreateDatabase).await?.to_hash_key();
        let store = database.open().await?;
        Ok(store.replace_key(key.fingerprint()).await?)
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

/// Makes what may be made, and refuses where something is missing that may not.
async fn prepare(config: &Config, database: &Database, missing: Missing) -> Result<()> {
    let data = &config.data.value;
    if database.is_shared() {
        if missing == Missing::Refuse && database.extent().await? == Extent::Nothing {
            bail!(
                "{database} was not set up for Provisor yet; name another in database_url, or \
                 start the server once with `provisor serve`, which sets it up"
            );
        }
        return Ok(());
    }
    match missing {
        Missing::Create => data_directory::create(data)?,
        Missing::CreateDatabase => data_directory::require(data)?,
        Missing::Refuse => {
            data_directory::require(data)?;
            if database.extent().await? == Extent::Nothing {
                bail!(
                    "there is no database in `{}`; name the data directory with --data, or start \
                     the server once with `provisor serve`, which makes it",
                    data.display()
                );
            }
        }
    }
    Ok(())
}
