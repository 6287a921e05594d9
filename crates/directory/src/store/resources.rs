//! Users and groups: reading, listing and the one way to change them.

use async_trait::async_trait;
use scim::filter::typed::Expr;
use scim::sort::{Order, SortKey};

use super::StoreError;
use crate::change::{ChangeSet, CommitError, Committed};
use crate::id::{DirectoryId, ResourceId};
use crate::resource::{Include, Kind, Stored};

/// Reads and changes users and groups.
#[async_trait]
pub trait Resources: Send + Sync {
    /// One resource with the derived parts asked for; `None` when the directory has no such
    /// resource of that kind.
    async fn get(
        &self,
        directory: DirectoryId,
        kind: Kind,
        id: ResourceId,
        include: Include,
    ) -> Result<Option<Stored>, StoreError>;

    /// A page of a list and the number of all that match, both from one snapshot.
    async fn list(&self, query: ListQuery) -> Result<Page, StoreError>;

    /// Applies a change set, durably, all of it or none.
    async fn commit(&self, change: ChangeSet) -> Result<Committed, CommitError>;
}

/// What to list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListQuery {
    /// Which directory.
    pub directory: DirectoryId,
    /// The kinds to list, each with the filter and the sort key as its schema understands them. In
    /// the default order, the resources of an earlier kind come first.
    pub lists: Vec<List>,
    /// The direction of the sort keys.
    pub order: Order,
    /// How many matches to skip.
    pub offset: u64,
    /// How many resources to return at most. 0 asks for the total alone.
    pub limit: u32,
    /// The derived parts wanted. A page that would carry a great many members ends early.
    pub include: Include,
}

/// One kind of resource in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// The kind.
    pub kind: Kind,
    /// Which of them.
    pub filter: Expr,
    /// What to sort by; `None` keeps the order of creation, which inserts do not disturb.
    pub sort: Option<SortKey>,
}

/// A page of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// How many resources match, on all pages.
    pub total: u64,
    /// The resources of this page.
    pub resources: Vec<Stored>,
}
