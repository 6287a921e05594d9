//! Fills an empty installation: a thread with a connection of its own writes what comes in.
//!
//! A transaction that holds everything would make the log as long as the database; so there are
//! many, and the installation's standing keeps everybody out until the last.

use async_trait::async_trait;
use directory::archive::record::{
    Activity, Admin, Counters, Declaration, Directory, Event, EventSubject, InfraToken,
    Installation, KindCounters, LearnedAttribute, Link, Member, Request, Resource, ResourceType,
    Tombstone, UniqueValue, VerifiedDomain,
};
use directory::archive::{ArchiveError, Chunk, Sink, Table};
use directory::store::{Import, StoreError};
use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::rows::TableRow;
use super::{CHUNKS_AHEAD, empty};
use crate::connection::Place;
use crate::failure::{Failure, store_error};

/// How many bytes of records go into one transaction.
const TRANSACTION_BYTES: usize = 32 << 20;

/// Pages in the log from which on SQLite copies it into the file: 32 MiB.
const LOG_PAGES: i32 = 8_000;

/// An installation that is being filled.
pub(crate) struct SqliteImport {
    chunks: mpsc::Sender<Step>,
    writing: Option<JoinHandle<Result<(), ArchiveError>>>,
}

enum Step {
    Write(Chunk),
    Finish,
}

impl SqliteImport {
    /// Makes room and begins.
    pub(crate) async fn begin(place: Place) -> Result<Self, ArchiveError> {
        let connection = at_once(place, empty::make_room).await?;
        // From here on a power failure may take transactions with it, but never a part of one.
        connection
            .pragma_update(None, "synchronous", "NORMAL")
            .map_err(|error| store_error(&error))?;
        let (chunks, steps) = mpsc::channel(CHUNKS_AHEAD);
        let writing = tokio::task::spawn_blocking(move || write_all(&connection, steps));
        Ok(Self { chunks, writing: Some(writing) })
    }

    /// How the thread ended.
    async fn outcome(&mut self) -> Result<(), ArchiveError> {
        match self.writing.take() {
            Some(writing) => writing.await.unwrap_or_else(|_| Err(panicked())),
            None => Err(StoreError::Broken("the import has failed already".to_owned()).into()),
        }
    }
}

/// Makes an installation that was left half filled empty again.
pub(crate) async fn clear(place: Place) -> Result<(), ArchiveError> {
    at_once(place, empty::clear).await.map(drop)
}

/// Does something in one durable transaction, on a new connection, which is answered.
async fn at_once(
    place: Place,
    work: fn(&Connection) -> Result<(), ArchiveError>,
) -> Result<Connection, ArchiveError> {
    let failed = |error: rusqlite::Error| ArchiveError::Store(store_error(&error));
    let done = tokio::task::spawn_blocking(move || {
        let mut connection = connect(&place).map_err(failed)?;
        let transaction =
            connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        work(&transaction)?;
        transaction.commit().map_err(failed)?;
        Ok(connection)
    });
    done.await.unwrap_or_else(|_| Err(panicked()))
}

fn panicked() -> ArchiveError {
    StoreError::Broken("the writing thread panicked".to_owned()).into()
}

#[async_trait]
impl Sink for SqliteImport {
    async fn put(&mut self, chunk: Chunk) -> Result<(), ArchiveError> {
        match self.chunks.send(Step::Write(chunk)).await {
            Ok(()) => Ok(()),
            // The thread has ended, so there is a reason.
            Err(_) => self.outcome().await,
        }
    }
}

#[async_trait]
impl Import for SqliteImport {
    async fn finish(mut self: Box<Self>) -> Result<(), ArchiveError> {
        // If nobody receives it, the thread has ended and says why.
        drop(self.chunks.send(Step::Finish).await);
        self.outcome().await
    }

    async fn abort(mut self: Box<Self>) {
        let (closed, _) = mpsc::channel(1);
        self.chunks = closed;
        drop(self.outcome().await);
    }
}

fn connect(place: &Place) -> rusqlite::Result<Connection> {
    let connection = place.writer()?;
    // What refers to what was checked when it was first written, and the hashes tell that nothing
    // is missing.
    connection.pragma_update(None, "foreign_keys", false)?;
    connection.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)?;
    Ok(connection)
}

/// Writes until it is told to finish. When the other side goes away before, what is not committed
/// is rolled back.
fn write_all(connection: &Connection, mut steps: mpsc::Receiver<Step>) -> Result<(), ArchiveError> {
    let failed = |error: rusqlite::Error| ArchiveError::Store(store_error(&error));
    let mut written = 0;
    let mut transaction = connection.unchecked_transaction().map_err(failed)?;
    while let Some(step) = steps.blocking_recv() {
        match step {
            Step::Write(chunk) => {
                written += chunk.bytes.len();
                write(&transaction, &chunk)?;
                if written >= TRANSACTION_BYTES {
                    transaction.commit().map_err(failed)?;
                    transaction = connection.unchecked_transaction().map_err(failed)?;
                    written = 0;
                }
            }
            Step::Finish => {
                transaction.commit().map_err(failed)?;
                return crate::writer::truncate(connection).map_err(failed);
            }
        }
    }
    Ok(())
}

fn write(connection: &Connection, chunk: &Chunk) -> Result<(), ArchiveError> {
    match chunk.table {
        Table::Installation => all::<Installation>(connection, chunk),
        Table::Directories => all::<Directory>(connection, chunk),
        Table::Counters => all::<Counters>(connection, chunk),
        Table::KindCounters => all::<KindCounters>(connection, chunk),
        Table::LearnedAttributes => all::<LearnedAttribute>(connection, chunk),
        Table::Declarations => all::<Declaration>(connection, chunk),
        Table::ResourceTypes => all::<ResourceType>(connection, chunk),
        Table::InfraTokens => all::<InfraToken>(connection, chunk),
        Table::Admins => all::<Admin>(connection, chunk),
        Table::Activity => all::<Activity>(connection, chunk),
        Table::Requests => all::<Request>(connection, chunk),
        Table::Tombstones => all::<Tombstone>(connection, chunk),
        Table::Resources => all::<Resource>(connection, chunk),
        Table::UniqueValues => all::<UniqueValue>(connection, chunk),
        Table::Members => all::<Member>(connection, chunk),
        Table::Events => all::<Event>(connection, chunk),
        Table::EventSubjects => all::<EventSubject>(connection, chunk),
        Table::Links => all::<Link>(connection, chunk),
        Table::VerifiedDomains => all::<VerifiedDomain>(connection, chunk),
    }
}

fn all<R: TableRow>(connection: &Connection, chunk: &Chunk) -> Result<(), ArchiveError> {
    for record in chunk.records::<R>() {
        record?.insert(connection).map_err(Failure::into_archive_error)?;
    }
    Ok(())
}
