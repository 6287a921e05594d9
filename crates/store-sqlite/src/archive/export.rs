//! Reads every table from one snapshot, in the order of the keys.

use directory::archive::record::{
    Activity, Admin, Counters, Declaration, Directory, Event, EventSubject, InfraToken,
    Installation, KindCounters, LearnedAttribute, Link, Member, Request, Resource, ResourceType,
    Tombstone, UniqueValue, VerifiedDomain,
};
use directory::archive::{ArchiveError, Chunk, Packer, Sink, Table};
use directory::store::StoreError;
use rusqlite::Connection;
use tokio::sync::mpsc;

use super::CHUNKS_AHEAD;
use super::rows::TableRow;
use crate::connection::Place;
use crate::failure::Failure;

/// Reads everything on a thread and a connection of its own, so that nothing waits for it, however
/// slowly the sink takes it.
pub(crate) async fn export(place: Place, sink: &mut dyn Sink) -> Result<(), ArchiveError> {
    let (sender, mut chunks) = mpsc::channel(CHUNKS_AHEAD);
    let reading = tokio::task::spawn_blocking(move || {
        let connection = place.reader()?;
        // Everything below sees the moment of the first read.
        let snapshot = connection.unchecked_transaction()?;
        Table::ALL.into_iter().try_for_each(|table| read(&snapshot, table, &sender))
    });
    while let Some(chunk) = chunks.recv().await {
        sink.put(chunk).await?;
    }
    match reading.await {
        Ok(outcome) => outcome.map_err(Failure::into_archive_error),
        Err(_) => Err(StoreError::Broken("the reading thread panicked".to_owned()).into()),
    }
}

fn read(snapshot: &Connection, table: Table, sender: &mpsc::Sender<Chunk>) -> Result<(), Failure> {
    match table {
        Table::Installation => all::<Installation>(snapshot, sender),
        Table::Directories => all::<Directory>(snapshot, sender),
        Table::Counters => all::<Counters>(snapshot, sender),
        Table::KindCounters => all::<KindCounters>(snapshot, sender),
        Table::LearnedAttributes => all::<LearnedAttribute>(snapshot, sender),
        Table::Declarations => all::<Declaration>(snapshot, sender),
        Table::ResourceTypes => all::<ResourceType>(snapshot, sender),
        Table::InfraTokens => all::<InfraToken>(snapshot, sender),
        Table::Admins => all::<Admin>(snapshot, sender),
        Table::Activity => all::<Activity>(snapshot, sender),
        Table::Requests => all::<Request>(snapshot, sender),
        Table::Tombstones => all::<Tombstone>(snapshot, sender),
        Table::Resources => all::<Resource>(snapshot, sender),
        Table::UniqueValues => all::<UniqueValue>(snapshot, sender),
        Table::Members => all::<Member>(snapshot, sender),
        Table::Events => all::<Event>(snapshot, sender),
        Table::EventSubjects => all::<EventSubject>(snapshot, sender),
        Table::Links => all::<Link>(snapshot, sender),
        Table::VerifiedDomains => all::<VerifiedDomain>(snapshot, sender),
    }
}

/// Reads all rows of a table.
fn all<R: TableRow>(snapshot: &Connection, sender: &mpsc::Sender<Chunk>) -> Result<(), Failure> {
    let send = |chunk| {
        let sent = sender.blocking_send(chunk);
        sent.map_err(|_| Failure::Broken("nobody takes what is read".to_owned()))
    };
    let mut packer = Packer::new(R::TABLE);
    let mut statement = snapshot.prepare(R::SELECT)?;
    let mut rows = statement.query(())?;
    while let Some(row) = rows.next()? {
        if let Some(chunk) = packer.push(&R::from_row(row)?) {
            send(chunk)?;
        }
    }
    packer.finish().map_or(Ok(()), send)
}
