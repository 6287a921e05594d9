//! The two stores, held against each other: whatever is asked of both, they answer the same.

mod changes;
mod same;
mod state;

use std::sync::Arc;

use directory::store::Store;
use store_postgres::PostgresStore;
use store_sqlite::SqliteStore;
use tempfile::TempDir;
use throwaway::{Database, Postgres};

/// Both stores, empty.
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
}
