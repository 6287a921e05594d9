//! Counts, history, the request log and upkeep.

pub(crate) mod purge;

use std::collections::BTreeMap;

use async_trait::async_trait;
use directory::event::{HistoryQuery, StoredEvent};
use directory::id::{DirectoryId, Position};
use directory::request_log::RequestEntry;
use directory::store::{Activity, Counts, Health, Operations, StoreError};
use directory::time::Timestamp;
use rusqlite::{Connection, Row};
use store_sql::key;

use super::system::collect;
use crate::failure::Failure;
use crate::read::counters::Counters;
use crate::read::history;
use crate::writer::Batch;
use crate::{SqliteStore, connection, open};

/// How many requests of a directory are kept.
const REQUESTS: i64 = 5_000;

#[async_trait]
impl Operations for SqliteStore {
    async fn counts(&self, directory: DirectoryId) -> Result<Counts, StoreError> {
        self.readers.point(|connection| {
            let Counters { users, active_users, groups, .. } =
                Counters::read(connection, directory)?;
            Ok(Counts { users, active_users, groups })
        })
    }

    async fn history(&self, query: HistoryQuery) -> Result<Vec<StoredEvent>, StoreError> {
        self.readers.scan(move |connection| history::history(connection, &query)).await
    }

    async fn activity(
        &self,
        directory: DirectoryId,
        since: Timestamp,
    ) -> Result<Vec<Activity>, StoreError> {
        self.readers.scan(move |connection| history::activity(connection, directory, since)).await
    }

    async fn log_requests(&self, entries: Vec<RequestEntry>) -> Result<(), StoreError> {
        if entries.is_empty() {
            return Ok(());
        }
        self.writer.perform(move |batch| log(batch, &entries)).await
    }

    async fn requests(
        &self,
        directory: DirectoryId,
        limit: u32,
    ) -> Result<Vec<RequestEntry>, StoreError> {
        self.readers
            .scan(move |connection| {
                let keys = key::positions(directory);
                collect(
                    connection,
                    "SELECT at, request_id, method, path, status, micros, token, client, problem
                     FROM requests WHERE key > ?1 AND key < ?2 ORDER BY key DESC LIMIT ?3",
                    (keys.start, keys.end, limit),
                    |row| Ok(entry(directory, row)?),
                )
            })
            .await
    }

    async fn purge(&self, now: Timestamp, before: Timestamp) -> Result<(), StoreError> {
        purge::purge(self, now, before).await
    }

    async fn health(&self) -> Result<Health, StoreError> {
        let mut problems = Vec::new();
        let written = self
            .writer
            .perform(|batch| {
                batch.execute("UPDATE installation SET heartbeat = heartbeat + 1", ())?;
                Ok(())
            })
            .await;
        problems.extend(written.err().map(|error| format!("it cannot be written: {error}")));
        let levels = self.readers.point(schema_levels);
        let (schema_level, serves) = levels.unwrap_or_else(|error| {
            problems.push(format!("it cannot be read: {error}"));
            (0, 0)
        });
        if serves > open::known_level() {
            let text = "a newer version of Provisor has changed its schema: upgrade this one";
            problems.push(text.to_owned());
        }
        Ok(Health {
            engine: format!("SQLite {}", rusqlite::version()),
            location: self.file.display().to_string(),
            schema_level,
            bytes: connection::bytes(&self.file),
            problems,
        })
    }
}

/// The level of the schema, and of the oldest program that it serves.
fn schema_levels(connection: &Connection) -> Result<(u32, u32), Failure> {
    let sql = "SELECT max(level), max(serves) FROM schema_steps";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row((), |row| Ok((row.get(0)?, row.get(1)?)))?)
}

fn log(batch: &mut Batch<'_>, entries: &[RequestEntry]) -> Result<(), Failure> {
    let mut last: BTreeMap<DirectoryId, i64> = BTreeMap::new();
    for entry in entries {
        let position = match last.get(&entry.directory) {
            Some(position) => *position,
            None => key::position(batch.last_key("requests", key::positions(entry.directory))?).0,
        };
        let position = position + 1;
        last.insert(entry.directory, position);
        batch.execute(
            "INSERT INTO requests (key, at, request_id, method, path, status, micros, token,
                 client, problem)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            (
                key::of_position(entry.directory, Position(position)),
                entry.at.as_micros(),
                &entry.request_id,
                &entry.method,
                &entry.path,
                entry.status,
                i64::try_from(entry.micros).unwrap_or(i64::MAX),
                &entry.token,
                &entry.client,
                &entry.problem,
            ),
        )?;
    }
    for (directory, position) in last {
        let start = key::positions(directory).start;
        batch.execute(
            "DELETE FROM requests WHERE key > ?1 AND key <= ?2",
            (start, start + (position - REQUESTS).max(0)),
        )?;
    }
    Ok(())
}

fn entry(directory: DirectoryId, row: &Row<'_>) -> rusqlite::Result<RequestEntry> {
    Ok(RequestEntry {
        directory,
        at: Timestamp::from_micros(row.get(0)?),
        request_id: row.get(1)?,
        method: row.get(2)?,
        path: row.get(3)?,
        status: row.get(4)?,
        micros: row.get::<_, i64>(5)?.try_into().unwrap_or(0),
        token: row.get(6)?,
        client: row.get(7)?,
        problem: row.get(8)?,
    })
}
