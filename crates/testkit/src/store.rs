//! The database of a test. Which one it is, is chosen once for all tests of a run, so that each
//! passes on every database as it is.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use directory::store::Store;
use store_postgres::PostgresStore;
use store_sqlite::SqliteStore;
use tempfile::TempDir;
use throwaway::{Database, Postgres};

/// The environment variable that chooses: `sqlite`, as without it, or `postgres`.
pub(crate) const VARIABLE: &str = "PROVISOR_TEST_STORE";

/// A fresh database, and a data directory. Both vanish when this is dropped.
pub(crate) struct TestStore {
    folder: TempDir,
    database: Option<Database>,
}

impl TestStore {
    /// A database of the chosen kind.
    pub(crate) fn chosen() -> Self {
        match std::env::var(VARIABLE).as_deref() {
            Err(_) | Ok("sqlite") => Self::sqlite(),
            Ok("postgres") => {
                Self { database: Some(Postgres::shared().database()), ..Self::sqlite() }
            }
            Ok(other) => unreachable!("{VARIABLE} is sqlite or postgres, not `{other}`"),
        }
    }

    /// An SQLite database, whatever was chosen.
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir(folder.path().join("data")).expect("a data directory");
        Self { folder, database: None }
    }

    /// The data directory.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The address of the database, if it is not in the data directory.
    pub(crate) fn url(&self) -> Option<String> {
        self.database.as_ref().map(Database::url)
    }

    /// Opens the database.
    pub(crate) async fn open(&self) -> Arc<dyn Store> {
        match self.url() {
            None => {
                let options = store_sqlite::Options::default();
                Arc::new(SqliteStore::open(&self.data(), options).expect("a database"))
            }
            Some(url) => {
                let options = store_postgres::Options::new(url);
                Arc::new(PostgresStore::open(options).await.expect("a database"))
            }
        }
    }

    /// Everything that the database keeps, and what else is in the data directory.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.database.as_ref().map(Database::dump).unwrap_or_default();
        collect(&self.data(), &mut bytes);
        bytes
    }
}

fn collect(folder: &Path, bytes: &mut Vec<u8>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, bytes);
        } else {
            bytes.extend(std::fs::read(&path).expect("a file"));
        }
    }
}
