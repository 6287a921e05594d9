//! Users and groups.

use async_trait::async_trait;
use directory::change::{ChangeSet, CommitError, Committed};
use directory::id::{DirectoryId, ResourceId};
use directory::resource::{Include, Kind, Stored, Tombstone};
use directory::store::{ListQuery, Page, Resources, StoreError};

use crate::SqliteStore;
use crate::read::get::{self, Got, MANY_MEMBERS};
use crate::read::{display_names, list, tombstones};
use crate::writer::apply::apply;

#[async_trait]
impl Resources for SqliteStore {
    async fn get(
        &self,
        directory: DirectoryId,
        kind: Kind,
        id: ResourceId,
        include: Include,
    ) -> Result<Option<Stored>, StoreError> {
        let got = self
            .readers
            .point(|connection| get::get(connection, directory, kind, id, include, MANY_MEMBERS))?;
        if let Got::Done(resource) = got {
            return Ok(resource);
        }
        let got = self
            .readers
            .scan(move |connection| get::get(connection, directory, kind, id, include, u64::MAX));
        match got.await? {
            Got::Done(resource) => Ok(resource),
            Got::TooLong => Err(StoreError::Broken("a group has too many members".to_owned())),
        }
    }

    async fn display_names(
        &self,
        directory: DirectoryId,
        users: Vec<ResourceId>,
    ) -> Result<Vec<(ResourceId, Option<String>)>, StoreError> {
        self.readers.point(|connection| display_names::display_names(connection, directory, &users))
    }

    async fn list(&self, query: ListQuery) -> Result<Page, StoreError> {
        if list::is_short(&query) {
            return self.readers.point(|connection| list::list(connection, &query));
        }
        self.readers.scan(move |connection| list::list(connection, &query)).await
    }

    async fn tombstone(
        &self,
        directory: DirectoryId,
        kind: Kind,
        name_key: &str,
        external_id: Option<&str>,
    ) -> Result<Option<Tombstone>, StoreError> {
        self.readers.point(|connection| {
            tombstones::find(connection, directory, kind, name_key, external_id)
        })
    }

    async fn commit(&self, change: ChangeSet) -> Result<Committed, CommitError> {
        self.writer.run(move |batch| apply(batch, &change)).await
    }
}
