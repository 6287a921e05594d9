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
        self.shared.query(requests::INSERT, &columns.params()).await?;
        let directories = columns.distinct_directories();
        self.shared.query(requests::TRIM, &[(&directories, Type::INT8_ARRAY)]).await.map(drop)
    }

    async fn requests(
        &self,
        directory: DirectoryId,
        limit: u32,
    ) -> Result<Vec<RequestEntry>, StoreError> {
        let params: [crate::session::Param<'_>; 2] =
            [(&directory.0, Type::INT8), (&i64::from(limit), Type::INT8)];
        let rows = self.shared.query(requests::SELECT, &params).await?;
        let entries = rows.iter().map(|row| requests::entry(directory, row));
        entries.collect::<Result<_, _>>().map_err(Failure::into_store_error)
    }

    async fn purge(&self, now: Timestamp, tombstones: Timestamp) -> Result<(), StoreError> {
        let ended = "DELETE FROM sessions WHERE expires <= $1";
        self.shared.query(ended, &[(&now.as_micros(), Type::INT8)]).await?;
        let old = "
            DELETE FROM tombstones
            WHERE directory IN (SELECT id FROM directories) AND deleted < $1";
        self.shared.query(old, &[(&tombstones.as_micros(), Type::INT8)]).await.map(drop)
    }

    async fn health(&self) -> Result<Health, StoreError> {
        Ok(health::health(&self.shared, self.place.location()).await)
    }
}
