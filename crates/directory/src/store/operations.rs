//! What operators and the dashboard ask about the directory as a whole.

use async_trait::async_trait;

use super::StoreError;
use crate::event::{EventKind, HistoryQuery, StoredEvent};
use crate::id::DirectoryId;
use crate::request_log::RequestEntry;
use crate::time::Timestamp;

/// Counts, history, the request log and upkeep.
#[async_trait]
pub trait Operations: Send + Sync {
    /// How many users and groups a directory has; costs the same at any size.
    async fn counts(&self, directory: DirectoryId) -> Result<Counts, StoreError>;

    /// Events, newest first.
    async fn history(&self, query: HistoryQuery) -> Result<Vec<StoredEvent>, StoreError>;

    /// How many changes of which kind happened in each hour since `since`, oldest first; hours
    /// without changes are left out.
    async fn activity(
        &self,
        directory: DirectoryId,
        since: Timestamp,
    ) -> Result<Vec<Activity>, StoreError>;

    /// Appends to the request log and trims it to the newest few thousand of each directory.
    async fn log_requests(&self, entries: Vec<RequestEntry>) -> Result<(), StoreError>;

    /// The last requests of a directory, newest first.
    async fn requests(
        &self,
        directory: DirectoryId,
        limit: u32,
    ) -> Result<Vec<RequestEntry>, StoreError>;

    /// Removes what has served its time: ended sessions, the tombstones of who was deleted before
    /// that moment with the links to them, and links that have waited since before it.
    async fn purge(&self, now: Timestamp, before: Timestamp) -> Result<(), StoreError>;

    /// Whether the database can be read and written, and what is wrong with it if not.
    async fn health(&self) -> Result<Health, StoreError>;
}

/// The size of a directory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All users.
    pub users: u64,
    /// Those with `active` true.
    pub active_users: u64,
    /// All groups.
    pub groups: u64,
}

/// The changes of one hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Activity {
    /// When the hour began.
    pub hour: Timestamp,
    /// What kind of changes.
    pub bucket: ActivityBucket,
    /// How many.
    pub count: u64,
}

/// Kinds of changes as the chart shows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActivityBucket {
    /// Resources created or restored, users reactivated.
    Granted,
    /// Resources updated, members changed.
    Changed,
    /// Users deactivated, resources deleted.
    Revoked,
}

impl ActivityBucket {
    /// Where the chart shows an event; `None` if it is no change of a resource.
    pub const fn of(kind: EventKind) -> Option<Self> {
        match kind {
            EventKind::UserCreated
            | EventKind::GroupCreated
            | EventKind::ResourceCreated
            | EventKind::UserRestored
            | EventKind::GroupRestored
            | EventKind::UserReactivated => Some(Self::Granted),
            EventKind::UserUpdated
            | EventKind::UserLinked
            | EventKind::GroupUpdated
            | EventKind::ResourceUpdated
            | EventKind::GroupMembersChanged => Some(Self::Changed),
            EventKind::UserDeactivated
            | EventKind::UserDeleted
            | EventKind::GroupDeleted
            | EventKind::ResourceDeleted => Some(Self::Revoked),
            EventKind::LinkAsked
            | EventKind::LinkApproved
            | EventKind::LinkRefused
            | EventKind::TokenCreated
            | EventKind::TokenRevoked
            | EventKind::SettingsChanged
            | EventKind::SchemaDeclared
            | EventKind::SchemaRetracted
            | EventKind::ResourceTypeLoaded
            | EventKind::ResourceTypeRemoved => None,
        }
    }
}

/// The state of the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// Which database, with its version: `SQLite 3.50.4`.
    pub engine: String,
    /// Where it is.
    pub location: String,
    /// The level of the schema.
    pub schema_level: u32,
    /// Bytes it takes on disk, if that can be told.
    pub bytes: Option<u64>,
    /// What is wrong, in plain words; empty when all is well.
    pub problems: Vec<String>,
}
