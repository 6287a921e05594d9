//! Where databases come from.

use std::path::Path;

use anyhow::{Context, Result};
use tempfile::TempDir;
use throwaway::{Cluster, Config, Database};

use crate::cli::Engine;

/// What databases of an engine are made in.
pub(crate) enum Home {
    /// Files in data folders.
    Files,
    /// A cluster of PostgreSQL that forces every commit to the disk, with its settings as they come.
    Cluster(Box<Cluster>),
}

/// A database that is gone when this is dropped.
pub(crate) enum Store {
    Folder(TempDir),
    Database(Database),
}

impl Home {
    /// Starts what is needed; data lie below the folder.
    pub(crate) fn start(engine: Engine, folder: &Path) -> Result<Self> {
        match engine {
            Engine::Sqlite => Ok(Self::Files),
            Engine::Postgres => {
                let folder = folder.canonicalize()?;
                let cluster = Cluster::start(
                    // What is measured is forced to the disk, other than in tests.
                    Config::durable().set("fsync", "on").within(&folder),
                );
                Ok(Self::Cluster(Box::new(cluster)))
            }
        }
    }

    /// The process of the database, where that is not the server itself.
    pub(crate) fn process(&self) -> Option<u32> {
        match self {
            Self::Files => None,
            Self::Cluster(cluster) => Some(cluster.id()),
        }
    }

    /// A database for work without a server.
    pub(crate) fn store(&self, folder: &Path) -> Result<Store> {
        match self {
            Self::Files => {
                let folder = tempfile::tempdir_in(folder).context("cannot make a folder")?;
                Ok(Store::Folder(folder))
            }
            Self::Cluster(cluster) => Ok(Store::Database(cluster.postgres.database())),
        }
    }
}

impl Store {
    /// Where it is, as programs are told.
    pub(crate) fn place(&self) -> String {
        match self {
            Self::Folder(folder) => folder.path().display().to_string(),
            Self::Database(database) => database.url(),
        }
    }
}
