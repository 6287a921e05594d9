//! The data of a server that is stopped, through the ports of its store.

use std::path::Path;

use directory::store::Store;
use store_sqlite::{Options, SqliteStore};

/// Opens the database of a data directory.
pub fn open_store(data: &Path) -> Box<dyn Store> {
    Box::new(SqliteStore::open(data, Options::default()).expect("a database"))
}
