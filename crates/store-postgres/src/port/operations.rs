//! Counts, history, the request log and upkeep.

mod health;
mod requests;

use async_trait::async_trait;
use directory::event::{HistoryQuery, StoredEvent};
use directory::id::DirectoryId;
use directory::request_log::RequestEntry;
use directory::store::{Activity, Counts, Health, Operations, StoreError};
use directory::time::Timestamp;
use tokio_postgres::types::Type;

use crate::PostgresStore;
use crate::failure::Failure;
use crate::read::counters::{self, Counters};
use crate::read::history;
use crate::session::Param;

/// Tombstones that are purged at once.
const PORTION: usize = 1_000;

#[async_trait]
impl Operations for PostgresStore {
    async fn counts(&self, directory: DirectoryId) -> Result<Counts, StoreError> {
        let rows = self.shared.query(counters::SELECT, &[(&directory.0, Type::INT8)]).await?;
        Ok(Counters::of(&rows).map_err(Failure::into_store_error)?.counts)
    }

    async fn history(&self, query: HistoryQuery) -> Result<Vec<StoredEvent>, StoreError> {
        let read = |session| history::history(session, query);
        self.scans.transaction(read).await
    }

    async fn activity(
        &self,
        directory: DirectoryId,
        since: Timestamp,
    ) -> Result<Vec<Activity>, StoreError> {
        let read = |session| history::activity(session, directory, since);
        self.scans.transaction(read).await
    }

    async fn log_requests(&self, entries: Vec<RequestEntry>) -> Result<(), StoreError> {
        if entries.is_empty() {
            return Ok(());
        }
        let columns = requests::Columns::of(&entries);
        self.upkeep.query(requests::INSERT, &columns.params()).await?;
        let directories = columns.due(&mut self.logged.lock());
        if !directories.is_empty()
            && let Err(error) =
                self.upkeep.query(requests::TRIM, &[(&directories, Type::INT8_ARRAY)]).await
        {
            // What was logged is there: told to be tried again, it would be there twice.
            tracing::warn!(%error, "logs of requests were not cut to length");
        }
        Ok(())
    }

    async fn requests(
        &self,
        directory: DirectoryId,
        limit: u32,
    ) -> Result<Vec<RequestEntry>, StoreError> {
        let params: [Param<'_>; 2] = [(&directory.0, Type::INT8), (&i64::from(limit), Type::INT8)];
        let rows = self.shared.query(requests::SELECT, &params).await?;
        let entries = rows.iter().map(|row| requests::entry(directory, row));
        entries.collect::<Result<_, _>>().map_err(Failure::into_store_error)
    }

    async fn purge(&self, now: Timestamp, tombstones: Timestamp) -> Result<(), StoreError> {
        let ended = "DELETE FROM sessions WHERE expires <= $1";
        self.upkeep.query(ended, &[(&now.as_micros(), Type::INT8)]).await?;
        // By portions: after a mass removal one statement would take longer than any may.
        let old = format!(
            "DELETE FROM tombstones AS t USING (
                 SELECT o.directory, o.id FROM tombstones AS o
                 WHERE o.directory IN (SELECT id FROM directories) AND o.deleted < $1
                 LIMIT {PORTION}
             ) AS old
             WHERE t.directory = old.directory AND t.id = old.id RETURNING 1"
        );
        let params: [Param<'_>; 1] = [(&tombstones.as_micros(), Type::INT8)];
        while self.upkeep.query(&old, &params).await?.len() == PORTION {}
        Ok(())
    }

    async fn health(&self) -> Result<Health, StoreError> {
        Ok(health::health(&self.shared, &self.upkeep, self.place.location()).await)
    }
}
