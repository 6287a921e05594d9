//! Events, newest first, and the chart of changes.

use directory::event::{EventKind, HistoryQuery, StoredEvent};
use directory::id::{DirectoryId, ResourceId};
use directory::resource::Kind;
use directory::store::Activity;
use directory::time::Timestamp;
use rusqlite::{Connection, Row};
use store_sql::activity::{bucket_from_code, hour_of, hour_start};
use store_sql::key;
use uuid::Uuid;

use crate::failure::Failure;

const COLUMNS: &str = "e.key, e.at, e.kind, e.subject_kind, e.subject_id, e.cause, e.data";

/// Reads a page of the history.
pub(crate) fn history(
    connection: &Connection,
    query: &HistoryQuery,
) -> Result<Vec<StoredEvent>, Failure> {
    let keys = key::positions(query.directory);
    let before = query.before.map_or(keys.end, |at| key::of_position(query.directory, at));
    match query.subject {
        None => {
            let sql = format!(
                "SELECT {COLUMNS} FROM events AS e WHERE e.key > ?1 AND e.key < ?2
                 ORDER BY e.key DESC LIMIT ?3"
            );
            collect(connection, &sql, (keys.start, before, query.limit))
        }
        Some(subject) => {
            let sql = format!(
                "SELECT {COLUMNS} FROM event_subjects AS s
                 CROSS JOIN events AS e ON e.key = ?1 + s.position
                 WHERE s.directory = ?2 AND s.resource_id = ?3 AND s.position < ?4
                 ORDER BY s.position DESC LIMIT ?5"
            );
            let params = (
                keys.start,
                query.directory.0,
                subject.0.as_bytes(),
                before - keys.start,
                query.limit,
            );
            collect(connection, &sql, params)
        }
    }
}

fn collect(
    connection: &Connection,
    sql: &str,
    params: impl rusqlite::Params,
) -> Result<Vec<StoredEvent>, Failure> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut events = Vec::new();
    while let Some(row) = rows.next()? {
        events.push(event(row)?);
    }
    Ok(events)
}

fn event(row: &Row<'_>) -> Result<StoredEvent, Failure> {
    let kind: String = row.get(2)?;
    let subject = match (row.get::<_, Option<i64>>(3)?, row.get::<_, Option<[u8; 16]>>(4)?) {
        (Some(code), Some(id)) => {
            let kind = Kind::from_code(code).ok_or_else(|| Failure::value("kind", code))?;
            Some((kind, ResourceId(Uuid::from_bytes(id))))
        }
        _ => None,
    };
    Ok(StoredEvent {
        position: key::position(row.get(0)?),
        at: Timestamp::from_micros(row.get(1)?),
        kind: EventKind::from_name(&kind).ok_or_else(|| Failure::value("event kind", kind))?,
        subject,
        cause: serde_json::from_str(row.get_ref(5)?.as_str().map_err(rusqlite::Error::from)?)?,
        data: serde_json::from_str(row.get_ref(6)?.as_str().map_err(rusqlite::Error::from)?)?,
    })
}

/// The changes of each hour since a moment, oldest first.
pub(crate) fn activity(
    connection: &Connection,
    directory: DirectoryId,
    since: Timestamp,
) -> Result<Vec<Activity>, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT hour, bucket, changes FROM activity WHERE directory = ?1 AND hour >= ?2
         ORDER BY hour, bucket",
    )?;
    let mut rows = statement.query((directory.0, hour_of(since)))?;
    let mut activity = Vec::new();
    while let Some(row) = rows.next()? {
        let code: i64 = row.get(1)?;
        activity.push(Activity {
            hour: hour_start(row.get(0)?),
            bucket: bucket_from_code(code).ok_or_else(|| Failure::value("bucket", code))?,
            count: row.get::<_, i64>(2)?.try_into().unwrap_or(0),
        });
    }
    Ok(activity)
}
