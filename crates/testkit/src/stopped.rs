//! A data directory through the ports of a store.

use std::path::Path;

use directory::store::Store;
use store_sqlite::{Options, SqliteStore};

/// Opens the SQLite database in a data directory.
pub fn open_store(data: &Path) -> Box<dyn Store> {
    Box::new(SqliteStore::open(data, Options::default()).expect("a database"))
}
