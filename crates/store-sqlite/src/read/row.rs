//! A row of `resources` as the ports know it.

use directory::id::ResourceId;
use directory::resource::Stored;
use directory::time::Timestamp;
use rusqlite::Row;
use store_sql::key;
use uuid::Uuid;

use crate::failure::Failure;

/// The columns that [`stored`] reads, of `resources AS r`.
pub(super) const COLUMNS: &str =
    "r.key, r.id, r.version, r.created, r.modified, r.active, r.members, r.display, r.body";

/// A resource with what is needed to find its derived parts.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) key: i64,
    /// How many members a group has.
    pub(super) members: u64,
    pub(super) stored: Stored,
}

/// Reads a row, without derived parts.
pub(super) fn stored(row: &Row<'_>) -> Result<Found, Failure> {
    let key: i64 = row.get(0)?;
    Ok(Found {
        key,
        members: row.get::<_, i64>(6)?.try_into().unwrap_or(0),
        stored: Stored {
            kind: key::kind(key).ok_or_else(|| Failure::value("key", key))?,
            id: ResourceId(Uuid::from_bytes(row.get(1)?)),
            version: row.get(2)?,
            created: Timestamp::from_micros(row.get(3)?),
            modified: Timestamp::from_micros(row.get(4)?),
            active: row.get(5)?,
            display: row.get(7)?,
            body: row.get(8)?,
            groups: Vec::new(),
            members: None,
        },
    })
}
