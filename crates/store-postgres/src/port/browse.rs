//! Lists for people.

use async_trait::async_trait;
use directory::id::{DirectoryId, ResourceId};
use directory::resource::MemberList;
use directory::store::{Browse, BrowsePage, BrowseQuery, StoreError};

use crate::PostgresStore;
use crate::read::{browse, members};

#[async_trait]
impl Browse for PostgresStore {
    async fn browse(&self, query: BrowseQuery) -> Result<BrowsePage, StoreError> {
        let read = |session| browse::browse(session, &query);
        if browse::is_short(&query) {
            return self.short.transaction(read).await;
        }
        self.scans.transaction(read).await
    }

    async fn members(
        &self,
        directory: DirectoryId,
        group: ResourceId,
        after: Option<ResourceId>,
        limit: u32,
    ) -> Result<MemberList, StoreError> {
        members::page(&self.shared, directory, group, after, limit).await
    }

    async fn member_count(
        &self,
        directory: DirectoryId,
        group: ResourceId,
    ) -> Result<u64, StoreError> {
        members::count(&self.shared, directory, group).await
    }
}
