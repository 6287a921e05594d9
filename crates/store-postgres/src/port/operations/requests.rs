//! The request log.

use std::collections::HashMap;

use directory::id::DirectoryId;
use directory::request_log::RequestEntry;
use directory::time::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::failure::Failure;
use crate::session::Param;

pub(super) const INSERT: &str = "
    INSERT INTO requests (directory, at, request_id, method, path, status, micros, token, client,
        problem)
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[],
        $6::integer[], $7::bigint[], $8::text[], $9::text[], $10::text[])";

/// By how many a log may be too long, for each node that writes it.
const SURPLUS: usize = 100;

/// The newest 5,000 of each directory stay.
pub(super) const TRIM: &str = "
    DELETE FROM requests AS r
    USING (
        SELECT d.id, last.at, last.entry
        FROM unnest($1::bigint[]) AS d (id)
        CROSS JOIN LATERAL (
            SELECT q.at, q.entry FROM requests AS q WHERE q.directory = d.id
            ORDER BY q.at DESC, q.entry DESC OFFSET 4999 LIMIT 1
        ) AS last
    ) AS kept
    WHERE r.directory = kept.id AND (r.at, r.entry) < (kept.at, kept.entry)";

pub(super) const SELECT: &str = "
    SELECT at, request_id, method, path, status, micros, token, client, problem
    FROM requests WHERE directory = $1 ORDER BY at DESC, entry DESC LIMIT $2";

/// Requests as columns.
#[derive(Default)]
pub(super) struct Columns<'e> {
    directories: Vec<i64>,
    at: Vec<i64>,
    request_ids: Vec<&'e str>,
    methods: Vec<&'e str>,
    paths: Vec<&'e str>,
    statuses: Vec<i32>,
    micros: Vec<i64>,
    tokens: Vec<&'e str>,
    clients: Vec<&'e str>,
    problems: Vec<Option<String>>,
}

impl<'e> Columns<'e> {
    pub(super) fn of(entries: &'e [RequestEntry]) -> Self {
        let mut columns = Self::default();
        for entry in entries {
            columns.directories.push(entry.directory.0);
            columns.at.push(entry.at.as_micros());
            columns.request_ids.push(&entry.request_id);
            columns.methods.push(&entry.method);
            columns.paths.push(&entry.path);
            columns.statuses.push(entry.status.into());
            columns.micros.push(i64::try_from(entry.micros).unwrap_or(i64::MAX));
            columns.tokens.push(&entry.token);
            columns.clients.push(&entry.client);
            // It may quote what was refused, and PostgreSQL has no text with the character 0.
            let problem = entry.problem.as_ref().map(|text| text.replace('\0', "\u{FFFD}"));
            columns.problems.push(problem);
        }
        columns
    }

    pub(super) fn params(&self) -> [Param<'_>; 10] {
        [
            (&self.directories, Type::INT8_ARRAY),
            (&self.at, Type::INT8_ARRAY),
            (&self.request_ids, Type::TEXT_ARRAY),
            (&self.methods, Type::TEXT_ARRAY),
            (&self.paths, Type::TEXT_ARRAY),
            (&self.statuses, Type::INT4_ARRAY),
            (&self.micros, Type::INT8_ARRAY),
            (&self.tokens, Type::TEXT_ARRAY),
            (&self.clients, Type::TEXT_ARRAY),
            (&self.problems, Type::TEXT_ARRAY),
        ]
    }

    /// The directories whose logs are to be cut to length: to find the oldest that stays takes
    /// thousands of steps, so that it is worth it for some hundreds of new ones only. `logged`
    /// counts those.
    pub(super) fn due(&self, logged: &mut HashMap<i64, usize>) -> Vec<i64> {
        for directory in &self.directories {
            *logged.entry(*directory).or_default() += 1;
        }
        let due = logged.iter().filter(|(_, count)| **count >= SURPLUS);
        let due: Vec<i64> = due.map(|(directory, _)| *directory).collect();
        logged.retain(|_, count| *count < SURPLUS);
        due
    }
}

/// Reads a request.
pub(super) fn entry(directory: DirectoryId, row: &Row) -> Result<RequestEntry, Failure> {
    Ok(RequestEntry {
        directory,
        at: Timestamp::from_micros(row.try_get(0)?),
        request_id: row.try_get(1)?,
        method: row.try_get(2)?,
        path: row.try_get(3)?,
        status: row.try_get::<_, i32>(4)?.try_into().unwrap_or(0),
        micros: row.try_get::<_, i64>(5)?.try_into().unwrap_or(0),
        token: row.try_get(6)?,
        client: row.try_get(7)?,
        problem: row.try_get(8)?,
    })
}
