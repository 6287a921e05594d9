//! Events, and what happened as charts and lists show it.

use directory::archive::record::{Activity, Event, EventSubject, Request};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::{Insert, TableRow, column, numbers, optional_texts, texts};
use crate::failure::Failure;

impl TableRow for Activity {
    const SELECT: &'static str = "SELECT directory, hour, bucket::bigint, changes
         FROM activity ORDER BY directory, hour, bucket";

    fn from_row(row: &Row) -> Result<Self, Failure> {
        Ok(Self {
            directory: row.try_get(0)?,
            hour: row.try_get(1)?,
            bucket: row.try_get(2)?,
            changes: row.try_get(3)?,
        })
    }

    fn inserts(records: &[Self]) -> Result<Vec<Insert<'_>>, Failure> {
        Ok(vec![Insert {
            sql: "INSERT INTO activity (directory, hour, bucket, changes)
                  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[])",
            columns: vec![
                numbers(records, |r| r.directory),
                numbers(records, |r| r.hour),
                numbers(records, |r| r.bucket),
                numbers(records, |r| r.changes),
            ],
        }])
    }
}

impl TableRow for Request {
    const SELECT: &'static str =
        "SELECT directory, at, request_id, method, path, status::bigint, micros, token, client,
             problem
         FROM requests
         ORDER BY directory, at, request_id COLLATE \"C\", method COLLATE \"C\",
             path COLLATE \"C\", status, micros, token COLLATE \"C\", client COLLATE \"C\",
             problem IS NOT NULL, problem COLLATE \"C\"";

    fn from_row(row: &Row) -> Result<Self, Failure> {
        Ok(Self {
            directory: row.try_get(0)?,
            at: row.try_get(1)?,
            request_id: row.try_get(2)?,
            method: row.try_get(3)?,
            path: row.try_get(4)?,
            status: row.try_get(5)?,
            micros: row.try_get(6)?,
            token: row.try_get(7)?,
            client: row.try_get(8)?,
            problem: row.try_get(9)?,
        })
    }

    fn inserts(records: &[Self]) -> Result<Vec<Insert<'_>>, Failure> {
        Ok(vec![Insert {
            sql: "INSERT INTO requests (directory, at, request_id, method, path, status, micros,
                      token, client, problem)
                  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[],
                      $5::text[], $6::bigint[], $7::bigint[], $8::text[], $9::text[],
                      $10::text[])",
            columns: vec![
                numbers(records, |r| r.directory),
                numbers(records, |r| r.at),
                texts(records, |r| &r.request_id),
                texts(records, |r| &r.method),
                texts(records, |r| &r.path),
                numbers(records, |r| r.status),
                numbers(records, |r| r.micros),
                texts(records, |r| &r.token),
                texts(records, |r| &r.client),
                optional_texts(records, |r| &r.problem),
            ],
        }])
    }
}

impl TableRow for Event {
    const SELECT: &'static str =
        "SELECT directory, position, at, kind, subject_kind::bigint, subject_id, cause, data
         FROM events ORDER BY directory, position";

    fn from_row(row: &Row) -> Result<Self, Failure> {
        Ok(Self {
            directory: row.try_get(0)?,
            position: row.try_get(1)?,
            at: row.try_get(2)?,
            kind: row.try_get(3)?,
            subject_kind: row.try_get(4)?,
            subject_id: row.try_get(5)?,
            cause: row.try_get(6)?,
            data: row.try_get(7)?,
        })
    }

    fn inserts(records: &[Self]) -> Result<Vec<Insert<'_>>, Failure> {
        Ok(vec![Insert {
            sql: "INSERT INTO events (directory, position, at, kind, subject_kind, subject_id,
                      cause, data)
                  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[],
                      $5::bigint[], $6::uuid[], $7::text[], $8::text[])",
            columns: vec![
                numbers(records, |r| r.directory),
                numbers(records, |r| r.position),
                numbers(records, |r| r.at),
                texts(records, |r| &r.kind),
                column(records, Type::INT8_ARRAY, |r| r.subject_kind),
                column(records, Type::UUID_ARRAY, |r| r.subject_id),
                texts(records, |r| &r.cause),
                texts(records, |r| &r.data),
            ],
        }])
    }
}

impl TableRow for EventSubject {
    const SELECT: &'static str = "SELECT directory, resource_id, position
         FROM event_subjects ORDER BY directory, resource_id, position";

    fn from_row(row: &Row) -> Result<Self, Failure> {
        Ok(Self {
            directory: row.try_get(0)?,
            resource_id: row.try_get(1)?,
            position: row.try_get(2)?,
        })
    }

    fn inserts(records: &[Self]) -> Result<Vec<Insert<'_>>, Failure> {
        Ok(vec![Insert {
            sql: "INSERT INTO event_subjects (directory, resource_id, position)
                  SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::bigint[])",
            columns: vec![
                numbers(records, |r| r.directory),
                column(records, Type::UUID_ARRAY, |r| r.resource_id),
                numbers(records, |r| r.position),
            ],
        }])
    }
}
