//! A store in a database of its own.

use std::time::Duration;

use store_postgres::Options;
use throwaway::{Database, Postgres};

pub(crate) use store_postgres::PostgresStore as Store;

pub(crate) struct Backend {
    pub(crate) database: Database,
}

impl Backend {
    /// How many random cases a property is tried with. A database takes longer to make than a file.
    pub(crate) const CASES: u32 = 16;

    pub(crate) fn options() -> Options {
        // The address becomes known when there is a database.
        Options::new("")
    }

    pub(crate) fn impatient() -> Options {
        Options { scan_time: Duration::from_millis(1), ..Self::options() }
    }

    pub(crate) async fn open(options: Options) -> (Self, Store) {
        // In the order of this language all that compares by the order of the database is wrong.
        let database =
            Postgres::shared().database_with("LOCALE_PROVIDER icu ICU_LOCALE 'de' LOCALE 'C'");
        let options = Options { url: database.url(), ..options };
        let store = Store::open(options).await.unwrap();
        (Self { database }, store)
    }

    /// The names of the resources that have a tombstone.
    pub(crate) fn tombstones(&self) -> String {
        self.database.sql("SELECT string_agg(name_key, ',') FROM tombstones")
    }
}
