//! The two stores, held against each other: whatever is asked of both, they answer the same.
#![expect(clippy::unwrap_used, reason = "a failed set-up fails the test")]

mod changes;
mod distributable;
mod pages;
mod rows;
mod same;
mod state;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use directory::id::DirectoryId;
use directory::store::Store;
use directory::time::Timestamp;
use store_postgres::PostgresStore;
use store_sqlite::SqliteStore;
use tempfile::TempDir;
use throwaway::{Database, Postgres};

/// Both stores. Each test has a directory of its own in them.
pub(crate) struct Both {
    pub(crate) sqlite: Arc<dyn Store>,
    pub(crate) postgres: Arc<dyn Store>,
    _data: TempDir,
    _database: Database,
}

impl Both {
    pub(crate) async fn open() -> Self {
        let data = tempfile::tempdir().unwrap();
        let sqlite = SqliteStore::open(data.path(), store_sqlite::Options::default()).unwrap();
        let database = Postgres::shared().database();
        let options = store_postgres::Options::new(database.url());
        let postgres = PostgresStore::open(options).await.unwrap();
        Self {
            sqlite: Arc::new(sqlite),
            postgres: Arc::new(postgres),
            _data: data,
            _database: database,
        }
    }

    /// A new directory, which has the same id in both.
    pub(crate) async fn directory(&self) -> DirectoryId {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let name = format!("directory {}", MADE.fetch_add(1, Ordering::Relaxed));
        let now = Timestamp::from_micros(1_790_000_000_000_000);
        let id = self.sqlite.create_directory(&name, now).await.unwrap();
        assert_eq!(self.postgres.create_directory(&name, now).await, Ok(id));
        id
    }
}
