//! Events, newest first, and the chart of changes.

use std::sync::Arc;

use directory::event::{EventKind, HistoryQuery, StoredEvent};
use directory::id::{DirectoryId, Position, ResourceId};
use directory::resource::Kind;
use directory::store::Activity;
use directory::time::Timestamp;
use store_sql::activity::{bucket_from_code, hour_of, hour_start};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::failure::Failure;
use crate::session::{Param, Session};

const ALL: &str = "
    SELECT e.position, e.at, e.kind, e.subject_kind, e.subject_id, e.cause, e.data
    FROM events AS e
    WHERE e.directory = $1 AND e.position < $2
    ORDER BY e.position DESC LIMIT $3";

/// The page is found in the narrow table alone, and then looked up.
const OF_SUBJECT: &str = "
    SELECT e.position, e.at, e.kind, e.subject_kind, e.subject_id, e.cause, e.data
    FROM (
        SELECT s.position FROM event_subjects AS s
        WHERE s.directory = $1 AND s.resource_id = $4 AND s.position < $2
        ORDER BY s.position DESC LIMIT $3
    ) AS page
    CROSS JOIN LATERAL (
        SELECT * FROM events AS e WHERE e.directory = $1 AND e.position = page.position
    ) AS e
    ORDER BY e.position DESC";

/// Reads a page of the history.
pub(crate) async fn history(
    session: Arc<Session>,
    query: HistoryQuery,
) -> Result<Vec<StoredEvent>, Failure> {
    let before = query.before.map_or(i64::MAX, |position| position.0);
    let limit = i64::from(query.limit);
    let mut params: Vec<Param<'_>> =
        vec![(&query.directory.0, Type::INT8), (&before, Type::INT8), (&limit, Type::INT8)];
    let rows = match &query.subject {
        None => session.query(ALL, &params).await?,
        Some(subject) => {
            params.push((&subject.0, Type::UUID));
            session.query(OF_SUBJECT, &params).await?
        }
    };
    rows.iter().map(event).collect()
}

fn event(row: &Row) -> Result<StoredEvent, Failure> {
    let kind: &str = row.try_get(2)?;
    let subject = match (row.try_get::<_, Option<i16>>(3)?, row.try_get(4)?) {
        (Some(code), Some(id)) => {
            let kind = Kind::from_code(code.into()).ok_or_else(|| Failure::value("kind", code))?;
            Some((kind, ResourceId(id)))
        }
        _ => None,
    };
    Ok(StoredEvent {
        position: Position(row.try_get(0)?),
        at: Timestamp::from_micros(row.try_get(1)?),
        kind: EventKind::from_name(kind).ok_or_else(|| Failure::value("event kind", kind))?,
        subject,
        cause: serde_json::from_str(row.try_get(5)?)?,
        data: serde_json::from_str(row.try_get(6)?)?,
    })
}

/// The changes of each hour since a moment, oldest first.
pub(crate) async fn activity(
    session: Arc<Session>,
    directory: DirectoryId,
    since: Timestamp,
) -> Result<Vec<Activity>, Failure> {
    let sql = "
        SELECT hour, bucket, changes FROM activity WHERE directory = $1 AND hour >= $2
        ORDER BY hour, bucket";
    let hour = hour_of(since);
    let rows = session.query(sql, &[(&directory.0, Type::INT8), (&hour, Type::INT8)]).await?;
    rows.iter().map(of_hour).collect()
}

fn of_hour(row: &Row) -> Result<Activity, Failure> {
    let code: i16 = row.try_get(1)?;
    Ok(Activity {
        hour: hour_start(row.try_get(0)?),
        bucket: bucket_from_code(code.into()).ok_or_else(|| Failure::value("bucket", code))?,
        count: row.try_get::<_, i64>(2)?.try_into().unwrap_or(0),
    })
}
