//! A whole installation as a stream of records: what backups, restores and moves from one database
//! to another are made of.
//!
//! A [`Source`] pours [`Chunk`]s of encoded [`record`]s into a [`Sink`]. A store is either, a
//! [`mod@file`] is either, and [`transfer()`] ties them together. Records come table after table, in the
//! order of [`Table::ALL`], and within a table in the order of their keys. Every store writes the
//! same bytes for the same data, so the [`Summary`] of two installations tells whether they are
//! the same.
//!
//! What is not a record: the sessions of admins, who sign in again, and what a store derives from
//! the records. The secret key is in no database and therefore in no archive; its fingerprint is.

mod chunk;
mod field;
pub mod file;
pub mod record;
mod standing;
mod summary;
mod table;
mod transfer;

pub use chunk::{Chunk, Packer};
pub use standing::Standing;
pub use summary::{Digest, Summary, TableSummary};
pub use table::Table;
pub use transfer::{FromStore, Observer, summarize, transfer};

use async_trait::async_trait;

use crate::store::StoreError;

/// Where chunks come from.
#[async_trait]
pub trait Source: Send {
    /// Gives away all chunks, in their order.
    async fn pour(&mut self, sink: &mut dyn Sink) -> Result<(), ArchiveError>;
}

/// Where chunks go.
#[async_trait]
pub trait Sink: Send {
    /// Takes the next chunk.
    async fn put(&mut self, chunk: Chunk) -> Result<(), ArchiveError>;
}

/// Why an archive could not be written or read. The texts are for operators.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    /// A database could not work.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An archive's file could not be written or read, or is not as it was written.
    #[error(transparent)]
    File(#[from] file::FileError),
    /// The installation that was to be filled has data.
    #[error("it is not empty: it has {0}")]
    NotEmpty(String),
    /// Somebody else is filling the installation, or works in it.
    #[error("it is in use: {0}")]
    InUse(String),
    /// The records make no sense: what wrote them was not Provisor, or is wrong.
    #[error("the records make no sense: {0}")]
    Malformed(String),
    /// A record cannot be kept by this database.
    #[error("this database cannot keep what was read: {0}")]
    Unfit(String),
    /// What was read back is not what was written.
    #[error(
        "what was read back from `{0}` is not what was written: the disk, the memory or the \
         program is faulty"
    )]
    Differs(&'static str),
}
