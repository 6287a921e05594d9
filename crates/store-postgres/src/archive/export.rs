//! Reads every table from one snapshot, in the order of the keys.

use directory::archive::record::{
    Activity, Admin, Counters, Declaration, Directory, Event, EventSubject, InfraToken,
    Installation, KindCounters, LearnedAttribute, Link, Member, Request, Resource, ResourceType,
    Tombstone, UniqueValue, VerifiedDomain,
};
use directory::archive::{ArchiveError, Packer, Sink, Table};
use futures_util::TryStreamExt;

use super::rows::TableRow;
use crate::failure::Failure;
use crate::place::{Place, Purpose};
use crate::session::Session;

/// Reads everything on a session of its own. PostgreSQL sends no faster than the sink takes.
pub(super) async fn export(place: &Place, sink: &mut dyn Sink) -> Result<(), ArchiveError> {
    let session = place.connect(Purpose::Scan).await?;
    // Everything below sees the moment of the first read. The sink may be slow.
    session.batch(session.begin()).await?;
    session.batch("SET LOCAL idle_in_transaction_session_timeout = 0").await?;
    for table in Table::ALL {
        read(&session, table, sink).await?;
    }
    session.batch("COMMIT").await?;
    Ok(())
}

async fn read(session: &Session, table: Table, sink: &mut dyn Sink) -> Result<(), ArchiveError> {
    match table {
        Table::Installation => all::<Installation>(session, sink).await,
        Table::Directories => all::<Directory>(session, sink).await,
        Table::Counters => all::<Counters>(session, sink).await,
        Table::KindCounters => all::<KindCounters>(session, sink).await,
        Table::LearnedAttributes => all::<LearnedAttribute>(session, sink).await,
        Table::Declarations => all::<Declaration>(session, sink).await,
        Table::ResourceTypes => all::<ResourceType>(session, sink).await,
        Table::InfraTokens => all::<InfraToken>(session, sink).await,
        Table::Admins => all::<Admin>(session, sink).await,
        Table::Activity => all::<Activity>(session, sink).await,
        Table::Requests => all::<Request>(session, sink).await,
        Table::Tombstones => all::<Tombstone>(session, sink).await,
        Table::Resources => all::<Resource>(session, sink).await,
        Table::UniqueValues => all::<UniqueValue>(session, sink).await,
        Table::Members => all::<Member>(session, sink).await,
        Table::Events => all::<Event>(session, sink).await,
        Table::EventSubjects => all::<EventSubject>(session, sink).await,
        Table::Links => all::<Link>(session, sink).await,
        Table::VerifiedDomains => all::<VerifiedDomain>(session, sink).await,
    }
}

/// Reads all rows of a table.
async fn all<R: TableRow>(session: &Session, sink: &mut dyn Sink) -> Result<(), ArchiveError> {
    let mut packer = Packer::new(R::TABLE);
    let mut rows = std::pin::pin!(session.stream(R::SELECT, &[]).await?);
    while let Some(row) = rows.try_next().await.map_err(Failure::from)? {
        if let Some(chunk) = packer.push(&R::from_row(&row)?) {
            sink.put(chunk).await?;
        }
    }
    match packer.finish() {
        Some(chunk) => sink.put(chunk).await,
        None => Ok(()),
    }
}
