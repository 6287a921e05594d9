//! Users and groups.

use async_trait::async_trait;
use directory::change::{ChangeSet, CommitError, Committed};
use directory::id::{DirectoryId, ResourceId};
use directory::resource::{Include, Kind, Stored, Tombstone};
use directory::store::{ListQuery, Page, Resources, StoreError};

use crate::PostgresStore;
use crate::read::{display_names, get, list, tombstones};

#[async_trait]
impl Resources for PostgresStore {
    async fn get(
        &self,
        directory: DirectoryId,
        kind: Kind,
        id: ResourceId,
        include: Include,
    ) -> Result<Option<Stored>, StoreError> {
        get::get(self, directory, kind, id, include).await
    }

    async fn display_names(
        &self,
        directory: DirectoryId,
        users: Vec<ResourceId>,
    ) -> Result<Vec<(ResourceId, Option<String>)>, StoreError> {
        display_names::display_names(&self.shared, directory, &users).await
    }

    async fn list(&self, query: ListQuery) -> Result<Page, StoreError> {
        if let Some(page) = list::lookup(&self.shared, &query).await? {
            return Ok(page);
        }
        let read = |session| list::list(session, &query);
        let pool = if list::is_short(&query) { &self.short } else { &self.scans };
        pool.transaction(read).await
    }

    async fn tombstone(
        &self,
        directory: DirectoryId,
        kind: Kind,
        name_key: &str,
        external_id: Option<&str>,
    ) -> Result<Option<Tombstone>, StoreError> {
        tombstones::find(self, directory, kind, name_key, external_id).await
    }

    async fn commit(&self, change: ChangeSet) -> Result<Committed, CommitError> {
        self.writer.commit(change).await
    }
}
