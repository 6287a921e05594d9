//! The ports to the database. A store implements all of them; nothing above knows which it is.

mod admins;
mod archive;
mod browse;
mod links;
mod operations;
mod resources;
mod system;

pub use admins::Admins;
pub use archive::{Archive, Import};
pub use browse::{Browse, BrowsePage, BrowseQuery, BrowseState, Direction};
pub use links::Links;
pub use operations::{Activity, ActivityBucket, Counts, Health, Operations};
pub use resources::{List, ListQuery, Page, Place, Resources, SortValue, Start};
pub use system::{DirectoryRecord, Snapshot, System};

/// Everything that a database does for Provisor.
pub trait Store: Resources + Browse + Links + System + Admins + Operations + Archive {}

impl<T: Resources + Browse + Links + System + Admins + Operations + Archive> Store for T {}

/// Why the store could not work. The texts are for operators; clients get a general one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// It may work again without anybody changing the request: the disk is full or read-only, the
    /// database is locked or unreachable, the queue of writes is full.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// The connection was lost while a change was being written: it may have happened or not.
    #[error("the database is not available: {0}")]
    InDoubt(String),
    /// The request asks for more than can be found in the time that one request may take.
    #[error("the query took too long and was ended")]
    TooLong,
    /// The stored data or the program is wrong.
    #[error("the database failed: {0}")]
    Broken(String),
}
