//! The only place that chooses a database.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;
use directory::store::Store;
use store_postgres::{CheckReport, Options, PostgresStore};
use store_sqlite::SqliteStore;

use crate::config::Config;

/// Where an installation keeps what it knows.
pub(crate) enum Database {
    /// In a file in this data directory.
    Sqlite(PathBuf),
    /// In a PostgreSQL database, which other nodes may use as well.
    Postgres(Box<Options>),
}

/// How much of a database there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Nothing yet.
    Nothing,
    /// Tables, and no key is noted in them.
    Tables,
    /// An installation that somebody has used.
    Whole,
}

impl Database {
    /// The database that the configuration names.
    pub(crate) fn of(config: &Config) -> Self {
        match &config.database_url.value {
            Some(url) => Self::at(url.reveal(), config),
            None => Self::in_directory(&config.data.value),
        }
    }

    /// The PostgreSQL database at an address, with the configuration's way to such databases.
    pub(crate) fn at(url: &str, config: &Config) -> Self {
        Self::Postgres(Box::new(Options {
            pooling: config.database_pooling.value.0,
            ca_file: config.database_ca_file.value.clone(),
            ..Options::new(url)
        }))
    }

    /// The one inside a data directory.
    pub(crate) fn in_directory(data: &Path) -> Self {
        Self::Sqlite(data.to_owned())
    }

    /// Whether other nodes may use it, each with a data directory of its own.
    pub(crate) fn is_shared(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// How much there is of it. Nothing is made.
    pub(crate) async fn extent(&self) -> Result<Extent> {
        Ok(match self {
            // The key is noted with the first use of the file.
            Self::Sqlite(data) if data.join(store_sqlite::FILE_NAME).exists() => Extent::Whole,
            Self::Sqlite(_) => Extent::Nothing,
            Self::Postgres(options) => match store_postgres::check(options).await? {
                CheckReport { schema_level: 0, .. } => Extent::Nothing,
                CheckReport { has_key: false, .. } => Extent::Tables,
                CheckReport { .. } => Extent::Whole,
            },
        })
    }

    /// Brings it to the present schema. An empty PostgreSQL database is given partitions, if they
    /// are asked for.
    pub(crate) async fn migrate(&self, partitions: Option<u32>) -> Result<()> {
        match self {
            // Opening it does that.
            Self::Sqlite(_) => {}
            Self::Postgres(options) => PostgresStore::migrate(options, partitions).await?,
        }
        Ok(())
    }

    /// Opens it; it is brought to the present schema, and made if there is none.
    pub(crate) async fn open(&self) -> Result<Arc<dyn Store>> {
        Ok(match self {
            Self::Sqlite(data) => {
                Arc::new(SqliteStore::open(data, store_sqlite::Options::default())?)
            }
            Self::Postgres(options) => Arc::new(PostgresStore::open((**options).clone()).await?),
        })
    }
}

/// Shows the place without secrets.
impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(data) => write!(f, "{}", data.display()),
            Self::Postgres(options) => f.write_str(&options.location().unwrap_or_default()),
        }
    }
}
