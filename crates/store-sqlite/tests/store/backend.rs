//! A store in a data directory of its own.

use std::time::Duration;

use store_sqlite::{FILE_NAME, Options};
use tempfile::TempDir;

pub(crate) use store_sqlite::SqliteStore as Store;

pub(crate) struct Backend {
    pub(crate) data: TempDir,
}

impl Backend {
    /// How many random cases a property is tried with.
    pub(crate) const CASES: u32 = 48;

    pub(crate) fn options() -> Options {
        Options::default()
    }

    pub(crate) fn impatient() -> Options {
        Options { scan_time: Duration::from_micros(1), ..Options::default() }
    }

    #[expect(clippy::unused_async, reason = "other stores are opened over the network")]
    pub(crate) async fn open(options: Options) -> (Self, Store) {
        let data = tempfile::tempdir().unwrap();
        let store = Store::open(data.path(), options).unwrap();
        (Self { data }, store)
    }

    /// The names of the resources that have a tombstone.
    pub(crate) fn tombstones(&self) -> String {
        let raw = rusqlite::Connection::open(self.data.path().join(FILE_NAME)).unwrap();
        raw.query_row("SELECT group_concat(name_key) FROM tombstones", (), |row| row.get(0))
            .unwrap()
    }
}
