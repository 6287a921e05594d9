//! Users and groups: reading, listing and the one way to change them.

use async_trait::async_trait;
use scim::filter::typed::Expr;
use scim::sort::{Order, SortKey};

use super::StoreError;
use crate::change::{ChangeSet, CommitError, Committed};
use crate::id::{DirectoryId, ResourceId};
use crate::resource::{Include, Kind, Stored, Tombstone};

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

    /// The `displayName` of each of these users, as far as they have one; whom the directory does
    /// not have is left out.
    async fn display_names(
        &self,
        directory: DirectoryId,
        users: Vec<ResourceId>,
    ) -> Result<Vec<(ResourceId, Option<String>)>, StoreError>;

    /// A page of a list and the number of all that match, both from one snapshot.
    async fn list(&self, query: ListQuery) -> Result<Page, StoreError>;

    /// The resource of a kind that was deleted last among those with this name, in the form in which
    /// it compares, or else among those with this `externalId`. Costs the same however many were
    /// deleted.
    async fn tombstone(
        &self,
        directory: DirectoryId,
        kind: Kind,
        name_key: &str,
        external_id: Option<&str>,
    ) -> Result<Option<Tombstone>, StoreError>;

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
    /// Where the page begins.
    pub start: Start,
    /// How many resources to return at most. 0 asks for the total alone.
    pub limit: u32,
    /// The derived parts wanted. A page that would carry a great many members ends early.
    pub include: Include,
}

/// Where a page of a list begins.
#[derive(Clone, Debug, PartialEq)]
pub enum Start {
    /// After so many matches (RFC 7644 §3.4.2.4). Creations and deletions between two pages move
    /// what follows.
    Offset(u64),
    /// After a place in the list (RFC 9865), where creations and deletions move nothing.
    After {
        /// The place; `None` begins with the first match.
        place: Option<Place>,
        /// The total that an earlier page of the walk had. A store takes it where it would have to
        /// count again.
        total: Option<u64>,
    },
}

/// A place in a list, named by the resource before it, whether it still exists or not. It means the
/// same in every store that has the same data.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Place {
    /// In the order of creation: after the resource of this kind with this number.
    Creation {
        /// The kind; kinds follow each other in the order of [`ListQuery::lists`].
        kind: Kind,
        /// The number the store gave it: grows with every creation of the kind in the directory,
        /// and is never given again.
        sequence: i64,
    },
    /// In the order of a sort key: after the resource that has this value and this id.
    Sorted {
        /// The value as the store compares it; `None` where the resource has none.
        value: Option<SortValue>,
        /// The resource.
        id: ResourceId,
    },
}

/// What resources are sorted by, in the form in which it compares.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum SortValue {
    /// A whole number, a boolean or a moment.
    Integer(i64),
    /// A number with a fraction.
    Real(f64),
    /// Text, normalized.
    Text(String),
    /// An id.
    Id(ResourceId),
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
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// How many resources match, on all pages.
    pub total: u64,
    /// The resources of this page.
    pub resources: Vec<Stored>,
    /// Where the next page begins, if there is one. Told for [`Start::After`] only.
    pub next: Option<Place>,
}
