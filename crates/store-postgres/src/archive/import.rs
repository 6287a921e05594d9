//! Fills an empty installation in one transaction, closed to others before it begins.

use async_trait::async_trait;
use directory::archive::record::{
    Activity, Admin, Counters, Declaration, Directory, Event, EventSubject, InfraToken,
    Installation, KindCounters, LearnedAttribute, Link, Member, Request, Resource, ResourceType,
    Tombstone, UniqueValue, VerifiedDomain,
};
use directory::archive::{ArchiveError, Chunk, Sink, Table};
use directory::store::Import;

use super::rows::TableRow;
use super::{empty, gaps};
use crate::place::{Place, Purpose};
use crate::session::Session;

/// An installation that is being filled.
pub(super) struct PostgresImport {
    session: Session,
}

impl PostgresImport {
    /// Makes room and begins.
    pub(super) async fn begin(place: &Place) -> Result<Self, ArchiveError> {
        let session = place.connect(Purpose::Migration).await?;
        // What is closed stays closed, even if this program and its transaction come to an end.
        session.batch(session.begin()).await?;
        empty::lock(&session).await?;
        empty::make_room(&session).await?;
        session.batch("COMMIT").await?;

        session.batch(session.begin()).await?;
        empty::lock(&session).await?;
        empty::make_way(&session).await?;
        Ok(Self { session })
    }
}

/// Makes an installation that was left half filled empty again.
pub(super) async fn clear(place: &Place) -> Result<(), ArchiveError> {
    let session = place.connect(Purpose::Migration).await?;
    session.batch(session.begin()).await?;
    empty::lock(&session).await?;
    empty::clear(&session).await?;
    session.batch("COMMIT").await?;
    Ok(())
}

#[async_trait]
impl Sink for PostgresImport {
    async fn put(&mut self, chunk: Chunk) -> Result<(), ArchiveError> {
        let session = &self.session;
        match chunk.table {
            Table::Installation => all::<Installation>(session, &chunk).await,
            Table::Directories => all::<Directory>(session, &chunk).await,
            Table::Counters => all::<Counters>(session, &chunk).await,
            Table::KindCounters => all::<KindCounters>(session, &chunk).await,
            Table::LearnedAttributes => all::<LearnedAttribute>(session, &chunk).await,
            Table::Declarations => all::<Declaration>(session, &chunk).await,
            Table::ResourceTypes => all::<ResourceType>(session, &chunk).await,
            Table::InfraTokens => all::<InfraToken>(session, &chunk).await,
            Table::Admins => all::<Admin>(session, &chunk).await,
            Table::Activity => all::<Activity>(session, &chunk).await,
            Table::Requests => all::<Request>(session, &chunk).await,
            Table::Tombstones => all::<Tombstone>(session, &chunk).await,
            Table::Resources => all::<Resource>(session, &chunk).await,
            Table::UniqueValues => all::<UniqueValue>(session, &chunk).await,
            Table::Members => all::<Member>(session, &chunk).await,
            Table::Events => all::<Event>(session, &chunk).await,
            Table::EventSubjects => all::<EventSubject>(session, &chunk).await,
            Table::Links => all::<Link>(session, &chunk).await,
            Table::VerifiedDomains => all::<VerifiedDomain>(session, &chunk).await,
        }
    }
}

#[async_trait]
impl Import for PostgresImport {
    async fn finish(self: Box<Self>) -> Result<(), ArchiveError> {
        gaps::count(&self.session).await?;
        self.session.batch("COMMIT").await?;
        empty::analyze(&self.session).await?;
        Ok(())
    }

    async fn abort(self: Box<Self>) {
        // Where even that fails, the session is lost, and the transaction with it.
        drop(self.session.batch("ROLLBACK").await);
    }
}

async fn all<R: TableRow>(session: &Session, chunk: &Chunk) -> Result<(), ArchiveError> {
    let records: Vec<R> = chunk.records().collect::<Result<_, _>>()?;
    for insert in R::inserts(&records)? {
        insert.execute(session).await.map_err(|failure| {
            if failure.is_unfit_text() {
                let text = "a text has the character U+0000, which PostgreSQL cannot keep";
                return ArchiveError::Unfit(format!("in `{}` {text}", chunk.table));
            }
            failure.into()
        })?;
    }
    Ok(())
}
