//! What the dashboard shows of users and groups: searchable lists with keyset paging, which cost
//! the same on the first and on the last of a million rows.

use async_trait::async_trait;

use super::StoreError;
use crate::id::{DirectoryId, ResourceId};
use crate::resource::{Kind, MemberList, Stored};

/// Lists for people.
#[async_trait]
pub trait Browse: Send + Sync {
    /// A page of users or groups, newest first.
    async fn browse(&self, query: BrowseQuery) -> Result<BrowsePage, StoreError>;

    /// A page of a group's members in the order of their creation, shown by their own names: those
    /// after `after`, or the first.
    async fn members(
        &self,
        directory: DirectoryId,
        group: ResourceId,
        after: Option<ResourceId>,
        limit: u32,
    ) -> Result<MemberList, StoreError>;

    /// How many direct members a group has.
    async fn member_count(
        &self,
        directory: DirectoryId,
        group: ResourceId,
    ) -> Result<u64, StoreError>;
}

/// What to browse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrowseQuery {
    /// Which directory.
    pub directory: DirectoryId,
    /// Users or groups.
    pub kind: Kind,
    /// Only those whose user name, display name or an e-mail contains this, ignoring case; empty
    /// for all.
    pub search: String,
    /// Only those in this state.
    pub state: BrowseState,
    /// Where the page begins: next to this resource, in this direction.
    pub from: Option<(Direction, ResourceId)>,
    /// How many at most.
    pub limit: u32,
}

/// Which users to show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BrowseState {
    /// All of them.
    #[default]
    All,
    /// Those with `active` true.
    Active,
    /// Those with `active` false.
    Inactive,
}

/// Where a page lies, seen from the resource it is named by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The page after it: older resources.
    Older,
    /// The page before it: newer resources.
    Newer,
}

/// A page of users or groups, newest first, without derived parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BrowsePage {
    /// The resources.
    pub resources: Vec<Stored>,
    /// Whether there are newer ones.
    pub has_newer: bool,
    /// Whether there are older ones.
    pub has_older: bool,
}
