//! Events, and what happened as charts and lists show it.

use directory::archive::record::{Activity, Event, EventSubject, Request};
use directory::id::{DirectoryId, Position};
use rusqlite::{Connection, Row};
use store_sql::key;
use uuid::Uuid;

use super::{TableRow, execute, uuid};
use crate::failure::Failure;

impl TableRow for Activity {
    const SELECT: &'static str =
        "SELECT directory, hour, bucket, changes FROM activity ORDER BY directory, hour, bucket";

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            directory: row.get(0)?,
            hour: row.get(1)?,
            bucket: row.get(2)?,
            changes: row.get(3)?,
        })
    }

    fn insert(&self, connection: &Connection) -> Result<(), Failure> {
        execute(
            connection,
            "INSERT INTO activity (directory, hour, bucket, changes) VALUES (?1, ?2, ?3, ?4)",
            (self.directory, self.hour, self.bucket, self.changes),
        )
    }
}

impl TableRow for Request {
    /// The requests of one directory after the other, so that only those of one are sorted at a
    /// time. The shift is the one by which keys are packed.
    const SELECT: &'static str =
        "SELECT d.id, r.at, r.request_id, r.method, r.path, r.status, r.micros, r.token, r.client,
             r.problem
         FROM directories AS d
         CROSS JOIN requests AS r ON r.key > d.id << 43 AND r.key < (d.id + 1) << 43
         ORDER BY d.id, r.at, r.request_id, r.method, r.path, r.status, r.micros, r.token,
             r.client, r.problem IS NOT NULL, r.problem";

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            directory: row.get(0)?,
            at: row.get(1)?,
            request_id: row.get(2)?,
            method: row.get(3)?,
            path: row.get(4)?,
            status: row.get(5)?,
            micros: row.get(6)?,
            token: row.get(7)?,
            client: row.get(8)?,
            // It may quote what was refused, and not every database has text with the character 0.
            problem: row.get::<_, Option<String>>(9)?.map(|text| text.replace('\0', "\u{FFFD}")),
        })
    }

    fn insert(&self, connection: &Connection) -> Result<(), Failure> {
        execute(
            connection,
            "INSERT INTO requests (key, at, request_id, method, path, status, micros, token,
                 client, problem)
             VALUES (
                 (SELECT coalesce(max(key), ?1) + 1 FROM requests WHERE key > ?1 AND key < ?2),
                 ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            (
                key::positions(DirectoryId(self.directory)).start,
                key::positions(DirectoryId(self.directory)).end,
                self.at,
                &self.request_id,
                &self.method,
                &self.path,
                self.status,
                self.micros,
                &self.token,
                &self.client,
                &self.problem,
            ),
        )
    }
}

impl TableRow for Event {
    const SELECT: &'static str =
        "SELECT key, at, kind, subject_kind, subject_id, cause, data FROM events ORDER BY key";

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        let key: i64 = row.get(0)?;
        Ok(Self {
            directory: key::directory(key).0,
            position: key::position(key).0,
            at: row.get(1)?,
            kind: row.get(2)?,
            subject_kind: row.get(3)?,
            subject_id: row.get::<_, Option<[u8; 16]>>(4)?.map(Uuid::from_bytes),
            cause: row.get(5)?,
            data: row.get(6)?,
        })
    }

    fn insert(&self, connection: &Connection) -> Result<(), Failure> {
        execute(
            connection,
            "INSERT INTO events (key, at, kind, subject_kind, subject_id, cause, data)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            (
                key::of_position(DirectoryId(self.directory), Position(self.position)),
                self.at,
                &self.kind,
                self.subject_kind,
                self.subject_id.as_ref().map(Uuid::as_bytes),
                &self.cause,
                &self.data,
            ),
        )
    }
}

impl TableRow for EventSubject {
    const SELECT: &'static str = "SELECT directory, resource_id, position FROM event_subjects
         ORDER BY directory, resource_id, position";

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { directory: row.get(0)?, resource_id: uuid(row, 1)?, position: row.get(2)? })
    }

    fn insert(&self, connection: &Connection) -> Result<(), Failure> {
        execute(
            connection,
            "INSERT INTO event_subjects (directory, resource_id, position) VALUES (?1, ?2, ?3)",
            (self.directory, self.resource_id.as_bytes(), self.position),
        )
    }
}
