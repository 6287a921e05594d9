//! Counts, history, the request log and upkeep.

mod health;
mod purge;
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

    async fn purge(&self, now: Timestamp, before: Timestamp) -> Result<(), StoreError> {
        purge::purge(self, now, before).await
    }

    async fn health(&self) -> Result<Health, StoreError> {
        Ok(health::health(&self.shared, &self.upkeep, self.place.location()).await)
    }
}
