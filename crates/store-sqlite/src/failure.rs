//! What can go wrong inside the store, and how operators read it.

use directory::change::{CommitError, Refusal};
use directory::store::StoreError;
use rusqlite::ErrorCode;

/// Why a piece of work on a connection ended early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The state of the directory stands against it.
    Refused(Refusal),
    /// SQLite could not do it.
    Sqlite(rusqlite::Error),
    /// Stored data, or what was asked for, makes no sense.
    Broken(String),
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Failure::Sqlite(error)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Failure::Refused(refusal)
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Failure::Broken(format!("stored JSON: {error}"))
    }
}

impl From<uuid::Error> for Failure {
    fn from(error: uuid::Error) -> Self {
        Failure::Broken(format!("stored id: {error}"))
    }
}

impl Failure {
    /// A stored value that is none of those that are ever written.
    pub(crate) fn value(what: &str, value: impl std::fmt::Display) -> Self {
        Failure::Broken(format!("a stored {what} is {value}"))
    }

    /// As the caller of a commit sees it.
    pub(crate) fn into_commit_error(self) -> CommitError {
        match self {
            Failure::Refused(refusal) => CommitError::Refused(refusal),
            other => CommitError::Store(other.into_store_error()),
        }
    }

    /// As the caller of anything else sees it.
    pub(crate) fn into_store_error(self) -> StoreError {
        match self {
            Failure::Refused(refusal) => StoreError::Broken(refusal.to_string()),
            Failure::Sqlite(error) => store_error(&error),
            Failure::Broken(text) => StoreError::Broken(text),
        }
    }

    /// Whether the surroundings are to blame (the disk, another process), and not this work: then
    /// nothing else in the transaction can be trusted to work either.
    pub(crate) fn is_environmental(&self) -> bool {
        match self {
            Failure::Sqlite(error) => is_environmental(error),
            Failure::Refused(_) | Failure::Broken(_) => false,
        }
    }
}

fn is_environmental(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(
            ErrorCode::DiskFull
                | ErrorCode::ReadOnly
                | ErrorCode::SystemIoFailure
                | ErrorCode::CannotOpen
                | ErrorCode::PermissionDenied
                | ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::FileLockingProtocolFailed
                | ErrorCode::OutOfMemory
                | ErrorCode::DatabaseCorrupt
                | ErrorCode::NotADatabase
        )
    )
}

/// SQLite's error in an operator's words. Never contains stored values.
pub(crate) fn store_error(error: &rusqlite::Error) -> StoreError {
    let unavailable = |text: &str| StoreError::Unavailable(text.to_owned());
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => unavailable("the disk is full"),
        Some(ErrorCode::ReadOnly) => unavailable("the database file is read-only"),
        Some(ErrorCode::SystemIoFailure) => {
            unavailable("the disk reported an error while the database was read or written")
        }
        Some(ErrorCode::CannotOpen) => unavailable("the database file cannot be opened"),
        Some(ErrorCode::PermissionDenied) => {
            unavailable("this process may not read or write the database file")
        }
        Some(
            ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::FileLockingProtocolFailed,
        ) => unavailable("another process keeps the database locked"),
        Some(ErrorCode::OutOfMemory) => unavailable("there is not enough memory"),
        Some(ErrorCode::OperationInterrupted) => StoreError::TooLong,
        Some(ErrorCode::DatabaseCorrupt) => {
            StoreError::Broken("the database file is damaged: run `provisor doctor`".to_owned())
        }
        Some(ErrorCode::NotADatabase) => {
            StoreError::Broken("the database file is no SQLite database".to_owned())
        }
        _ => StoreError::Broken(error.to_string()),
    }
}
