//! Which infra tokens mean users whom they have not created.

use async_trait::async_trait;

use super::StoreError;
use crate::event::Actor;
use crate::id::{DirectoryId, ResourceId, TokenId};
use crate::link::Link;
use crate::time::Timestamp;

/// Reads links and what they are decided by. Changes go through change sets.
#[async_trait]
pub trait Links: Send + Sync {
    /// What a token has to do with a user.
    async fn link(
        &self,
        directory: DirectoryId,
        user: ResourceId,
        token: TokenId,
    ) -> Result<Option<Link>, StoreError>;

    /// What all tokens have to do with a user, in the order of their ids.
    async fn links_of(
        &self,
        directory: DirectoryId,
        user: ResourceId,
    ) -> Result<Vec<Link>, StoreError>;

    /// Links about which an admin has to decide, those that wait first, the oldest of each first.
    /// Without those whose user is gone, and those whose token is, unless another has its label.
    async fn open_links(&self, directory: DirectoryId, limit: u32)
    -> Result<Vec<Link>, StoreError>;

    /// Links about which an admin has decided, the newest first: those from before a moment.
    /// Without those that [`open_links`](Self::open_links) leaves out too.
    async fn decided_links(
        &self,
        directory: DirectoryId,
        before: Option<Timestamp>,
        limit: u32,
    ) -> Result<Vec<Link>, StoreError>;

    /// Who created a user, or brought them back after they were deleted; `None` if that is not
    /// known any more.
    async fn creator(
        &self,
        directory: DirectoryId,
        user: ResourceId,
    ) -> Result<Option<Actor>, StoreError>;

    /// The domains whose e-mail addresses are known to belong to those who have them, in order.
    async fn verified_domains(&self, directory: DirectoryId) -> Result<Vec<String>, StoreError>;
}
