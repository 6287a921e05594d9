//! Whole installations.

use async_trait::async_trait;
use directory::archive::{ArchiveError, Sink, Standing};
use directory::store::{Archive, Import, StoreError};

use crate::SqliteStore;
use crate::archive::{self, SqliteImport};

#[async_trait]
impl Archive for SqliteStore {
    async fn standing(&self) -> Result<Standing, StoreError> {
        self.readers.point(archive::standing)
    }

    async fn set_standing(&self, standing: Standing) -> Result<(), StoreError> {
        self.writer.perform(move |batch| archive::set_standing(batch.connection, &standing)).await
    }

    /// SQLite knows of nobody; a server holds a lock on the data directory.
    async fn others(&self) -> Result<Vec<String>, StoreError> {
        Ok(Vec::new())
    }

    async fn export(&self, sink: &mut dyn Sink) -> Result<(), ArchiveError> {
        archive::export(self.place.clone(), sink).await
    }

    async fn import(&self) -> Result<Box<dyn Import>, ArchiveError> {
        Ok(Box::new(SqliteImport::begin(self.place.clone()).await?))
    }

    async fn clear(&self) -> Result<(), ArchiveError> {
        archive::clear(self.place.clone()).await
    }
}
