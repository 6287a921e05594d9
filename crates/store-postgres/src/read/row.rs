//! A row of `resources` as the ports know it.

use directory::id::ResourceId;
use directory::resource::Stored;
use directory::time::Timestamp;
use store_sql::key;
use tokio_postgres::Row;

use crate::failure::Failure;

/// The columns that [`stored`] reads, of `resources AS r`.
pub(crate) const COLUMNS: &str =
    "r.key, r.id, r.version, r.created, r.modified, r.active, r.members, r.display, r.body";

/// How many columns these are.
pub(crate) const COUNT: usize = 9;

/// A resource with what is needed to find its derived parts.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) key: i64,
    /// How many members a group has.
    pub(crate) members: u64,
    pub(crate) stored: Stored,
}

/// Reads a row, without derived parts.
pub(crate) fn stored(row: &Row) -> Result<Found, Failure> {
    let key: i64 = row.try_get(0)?;
    Ok(Found {
        key,
        members: row.try_get::<_, i64>(6)?.try_into().unwrap_or(0),
        stored: Stored {
            kind: key::kind(key).ok_or_else(|| Failure::value("key", key))?,
            id: ResourceId(row.try_get(1)?),
            version: row.try_get(2)?,
            created: Timestamp::from_micros(row.try_get(3)?),
            modified: Timestamp::from_micros(row.try_get(4)?),
            active: row.try_get::<_, i16>(5)? != 0,
            display: row.try_get(7)?,
            body: row.try_get(8)?,
            groups: Vec::new(),
            members: None,
        },
    })
}
