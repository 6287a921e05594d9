//! Finds the deleted by what they were known by.

use directory::id::{DirectoryId, ResourceId};
use directory::resource::{Kind, Tombstone};
use directory::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row};
use uuid::Uuid;

use crate::failure::Failure;

pub(crate) const BY_NAME: &str =
    "SELECT id, deleted, body FROM tombstones WHERE directory = ?1 AND kind = ?2 AND name_key = ?3
     ORDER BY deleted DESC, id DESC LIMIT 1";

pub(crate) const BY_EXTERNAL_ID: &str =
    "SELECT id, deleted, body FROM tombstones WHERE directory = ?1 AND kind = ?2 AND external_id = ?3
     ORDER BY deleted DESC, id DESC LIMIT 1";

/// Who was deleted last of those with a name, or else of those with an `externalId`.
pub(crate) fn find(
    connection: &Connection,
    directory: DirectoryId,
    kind: Kind,
    name_key: &str,
    external_id: Option<&str>,
) -> Result<Option<Tombstone>, Failure> {
    let by_name = (!name_key.is_empty()).then_some((BY_NAME, name_key));
    let by_external_id = external_id.map(|external_id| (BY_EXTERNAL_ID, external_id));
    for (sql, value) in by_name.into_iter().chain(by_external_id) {
        let found = connection
            .prepare_cached(sql)?
            .query_row((directory.0, kind.code(), value), tombstone)
            .optional()?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

fn tombstone(row: &Row<'_>) -> rusqlite::Result<Tombstone> {
    Ok(Tombstone {
        id: ResourceId(Uuid::from_bytes(row.get(0)?)),
        deleted: Timestamp::from_micros(row.get(1)?),
        body: row.get(2)?,
    })
}
