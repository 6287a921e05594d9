//! The key of an installation, and whether it is the one that the database knows.

use anyhow::{Result, bail};
use directory::store::Store;
use directory::token::HashKey;

use super::{Database, Extent, Missing};
use crate::config::{Config, SecretKey};
use crate::env::SystemEnv;
use crate::{data_directory, key_file};

/// What another key than that of before means.
const CONSEQUENCE: &str =
    "then everybody has to sign in again and every infra token has to be generated anew";

/// Reads the key, or makes one for a database in which nothing is hashed under a key yet. Without
/// its key a database is worth little: no token and no session in it would work again, so none is
/// made up for it.
pub(super) async fn load(
    config: &Config,
    database: &Database,
    missing: Missing,
) -> Result<SecretKey> {
    if let Some(key) = &config.secret_key.value {
        return Ok(key.clone());
    }
    let data = &config.data.value;
    let found = key_file::find(data)?;
    if let Some(key) = found {
        return Ok(key);
    }
    if database.extent().await? == Extent::Whole {
        // Another process may have made both meanwhile.
        return match key_file::find(data)? {
            Some(key) => Ok(key),
            None => lost(config, database),
        };
    }
    match missing {
        Missing::Create => data_directory::create(data)?,
        Missing::CreateDatabase | Missing::Refuse => data_directory::require(data)?,
    }
    key_file::make(data, &SystemEnv)
}

fn lost(config: &Config, database: &Database) -> Result<SecretKey> {
    let path = key_file::path(&config.data.value);
    let (state, advice) = if database.is_shared() {
        (
            "the database is in use already",
            "Every node needs the same key: copy the file from the data directory of a node that \
             works, or set `secret_key` on all of them",
        )
    } else {
        (
            "there is a database beside it",
            "Put the file back from a backup, or give the key as the setting `secret_key`",
        )
    };
    bail!(
        "{} is missing, but {state}. {advice}. If it is lost, write a new one with `openssl rand \
         -hex 32` and run `provisor migrate --accept-key`: {CONSEQUENCE}",
        path.display()
    );
}

/// Refuses to work with another key than the one that everything in the database is hashed under:
/// no token would be known, and those that were made would be known to nobody else.
pub(super) async fn confirm(config: &Config, store: &dyn Store, key: &HashKey) -> Result<()> {
    if store.confirm_key(key.fingerprint()).await? {
        return Ok(());
    }
    let origin = match &config.secret_key.value {
        Some(_) => format!("the secret key (set by {})", config.secret_key.origin),
        None => format!("the key in {}", key_file::path(&config.data.value).display()),
    };
    bail!(
        "{origin} is not the one that the database was used with: its tokens and sessions would not \
         be known. Give this node the key of the others, by copying their `secret.key` or by \
         setting `secret_key`. If that key is lost, run `provisor migrate --accept-key`: {CONSEQUENCE}"
    );
}
