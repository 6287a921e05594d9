//! Throw-away stores, and ways from one to the other.

use directory::archive::file::{Header, Reader, Writer};
use directory::archive::{ArchiveError, FromStore, Standing, Summary, summarize, transfer};
use directory::store::Archive;
use store_postgres::{Options, PostgresStore};
use store_sqlite::SqliteStore;
use tempfile::TempDir;
use throwaway::{Database, Postgres};

/// A store in a directory of its own.
pub(crate) struct Sqlite {
    pub(crate) store: SqliteStore,
    _data: TempDir,
}

impl Sqlite {
    pub(crate) fn new() -> Self {
        let data = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(data.path(), store_sqlite::Options::default()).unwrap();
        Self { store, _data: data }
    }
}

/// A store in a database of its own.
pub(crate) struct Pg {
    pub(crate) store: PostgresStore,
    pub(crate) database: Database,
}

impl Pg {
    pub(crate) async fn new() -> Self {
        Self::with(|options| options, None).await
    }

    pub(crate) async fn with(
        change: impl FnOnce(Options) -> Options,
        partitions: Option<u32>,
    ) -> Self {
        let database = Postgres::shared().database();
        let options = change(Options::new(database.url()));
        PostgresStore::migrate(&Options::new(database.url()), partitions).await.unwrap();
        let store = PostgresStore::open(options).await.unwrap();
        Self { store, database }
    }
}

/// What a store holds.
pub(crate) async fn summary(store: &dyn Archive) -> Summary {
    summarize(&mut FromStore(store), None, &mut |_| {}).await.unwrap()
}

/// Fills a store from another, and opens it.
pub(crate) async fn copy(from: &dyn Archive, to: &dyn Archive) -> Result<Summary, ArchiveError> {
    let copied = transfer(&mut FromStore(from), to, &mut |_| {}, &mut |_| {}).await?;
    assert_eq!(to.standing().await?, Standing::Importing);
    to.set_standing(Standing::InUse).await?;
    Ok(copied)
}

/// The file that a backup would be.
pub(crate) async fn file(from: &dyn Archive) -> Vec<u8> {
    let header = Header {
        program: "test".to_owned(),
        engine: "test".to_owned(),
        schema_level: 1,
        created: "now".to_owned(),
    };
    let mut writer = Writer::begin(Vec::new(), &header).unwrap();
    let source = &mut FromStore(from);
    let summary = summarize(source, Some(&mut writer), &mut |_| {}).await.unwrap();
    writer.finish(&summary).unwrap()
}

/// Fills a store from a file, and opens it.
pub(crate) async fn restore(file: &[u8], to: &dyn Archive) -> Result<Summary, ArchiveError> {
    let mut reader = Reader::begin(file)?;
    let restored = transfer(&mut reader, to, &mut |_| {}, &mut |_| {}).await?;
    to.set_standing(Standing::InUse).await?;
    Ok(restored)
}
