//! Lists for people.

use async_trait::async_trait;
use directory::id::{DirectoryId, ResourceId};
use directory::resource::MemberList;
use directory::store::{Browse, BrowsePage, BrowseQuery, StoreError};

use crate::SqliteStore;
use crate::read::{browse, members};

#[async_trait]
impl Browse for SqliteStore {
    async fn browse(&self, query: BrowseQuery) -> Result<BrowsePage, StoreError> {
        if browse::is_short(&query) {
            return self.readers.point(|connection| browse::browse(connection, &query));
        }
        self.readers.scan(move |connection| browse::browse(connection, &query)).await
    }

    async fn members(
        &self,
        directory: DirectoryId,
        group: ResourceId,
        after: Option<ResourceId>,
        limit: u32,
    ) -> Result<MemberList, StoreError> {
        self.readers
            .scan(move |connection| members::page(connection, directory, group, after, limit))
            .await
    }

    async fn member_count(
        &self,
        directory: DirectoryId,
        group: ResourceId,
    ) -> Result<u64, StoreError> {
        self.readers.point(|connection| members::count(connection, directory, group))
    }
}
