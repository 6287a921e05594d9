//! What can go wrong inside the store, and how operators read it.

mod connecting;
mod sqlstate;

use std::error::Error as _;
use std::io;

use directory::change::{CommitError, Refusal};
use directory::store::StoreError;
use tokio_postgres::Error;

/// Why a piece of work on a session ended early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The state of the directory stands against it.
    Refused(Refusal),
    /// PostgreSQL could not do it.
    Database(Error),
    /// No session could be had: why.
    Unreachable(String),
    /// The database answered, and does not want the session: why.
    TurnedAway(String),
    /// The connection was lost at a commit, and what became of it could not be found out.
    InDoubt,
    /// The database did not answer in time. It may have done what it was asked, or do it yet.
    Silent,
    /// Stored data, or what was asked for, makes no sense.
    Broken(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Database(error)
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

impl Failure {
    /// A stored value that is none of those that are ever written.
    pub(crate) fn value(what: &str, value: impl std::fmt::Display) -> Self {
        Failure::Broken(format!("a stored {what} is {value}"))
    }

    /// Why no connection was made.
    pub(crate) fn connecting(error: &Error) -> Self {
        let reason = connecting::reason(error);
        match error.as_db_error() {
            Some(_) => Failure::TurnedAway(reason),
            None => Failure::Unreachable(reason),
        }
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
            Failure::Database(error) if is_lost(&error) => {
                StoreError::Unavailable("the connection to the database was lost".to_owned())
            }
            Failure::Database(error) => sqlstate::store_error(&error),
            Failure::Unreachable(text) | Failure::TurnedAway(text) => StoreError::Unavailable(text),
            Failure::InDoubt => StoreError::InDoubt(
                "the connection was lost while changes were being written; whether they were \
                 written is not known"
                    .to_owned(),
            ),
            Failure::Silent => StoreError::Unavailable("the database does not answer".to_owned()),
            Failure::Broken(text) => StoreError::Broken(text),
        }
    }

    /// What happened, in an operator's words.
    pub(crate) fn into_text(self) -> String {
        match self.into_store_error() {
            StoreError::Unavailable(text)
            | StoreError::InDoubt(text)
            | StoreError::Broken(text) => text,
            other @ StoreError::TooLong => other.to_string(),
        }
    }

    /// Whether the session was lost on the way. What it was asked to do may have been done.
    pub(crate) fn is_lost(&self) -> bool {
        match self {
            Failure::Database(error) => is_lost(error),
            Failure::Silent => true,
            Failure::Refused(_)
            | Failure::Unreachable(_)
            | Failure::TurnedAway(_)
            | Failure::InDoubt
            | Failure::Broken(_) => false,
        }
    }

    /// How much it tells of why no session could be had: what the database itself has said the most,
    /// silence the least.
    pub(crate) fn tells(&self) -> u8 {
        match self {
            Failure::Silent => 0,
            Failure::Unreachable(_) => 1,
            _ => 2,
        }
    }

    /// Whether the transaction fell victim to others: nothing of it was done, and it can succeed
    /// when it is run again.
    pub(crate) fn is_retryable(&self) -> bool {
        let Failure::Database(error) = self else { return false };
        // serialization_failure and deadlock_detected
        error.code().is_some_and(|code| matches!(code.code(), "40001" | "40P01"))
    }

    /// Whether somebody else holds a lock that was not to be waited for.
    pub(crate) fn is_locked(&self) -> bool {
        // lock_not_available
        self.has_code("55P03")
    }

    /// Whether a text has a character that PostgreSQL cannot keep.
    pub(crate) fn is_unfit_text(&self) -> bool {
        // character_not_in_repertoire
        self.has_code("22021")
    }

    fn has_code(&self, code: &str) -> bool {
        let Failure::Database(error) = self else { return false };
        error.code().is_some_and(|found| found.code() == code)
    }

    /// Whether the surroundings are to blame (the connection, the database, its disk), and not this
    /// work: then nothing else in the transaction can be trusted to work either.
    pub(crate) fn is_environmental(&self) -> bool {
        match self {
            Failure::Unreachable(_)
            | Failure::TurnedAway(_)
            | Failure::InDoubt
            | Failure::Silent => true,
            Failure::Database(error) => is_lost(error) || sqlstate::is_environmental(error),
            Failure::Refused(_) | Failure::Broken(_) => false,
        }
    }
}

fn is_lost(error: &Error) -> bool {
    if error.is_closed() || sqlstate::ends_session(error) {
        return true;
    }
    let cause = error.source().and_then(|cause| cause.downcast_ref::<io::Error>());
    // With that kind the driver refuses what cannot be sent.
    cause.is_some_and(|cause| cause.kind() != io::ErrorKind::InvalidInput)
}
