//! Whole installations: out of the file, and into an empty one.

mod empty;
mod export;
mod import;
mod rows;
mod standing;

pub(crate) use export::export;
pub(crate) use import::{SqliteImport, clear};
pub(crate) use standing::{set_standing, standing};

use directory::archive::ArchiveError;

use crate::failure::Failure;

/// How many chunks may wait between two threads.
const CHUNKS_AHEAD: usize = 4;

impl Failure {
    /// As the caller of [`directory::store::Archive`] sees it.
    fn into_archive_error(self) -> ArchiveError {
        ArchiveError::Store(self.into_store_error())
    }
}
