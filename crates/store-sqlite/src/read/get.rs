//! One resource by its id.

use directory::id::{DirectoryId, ResourceId};
use directory::resource::{Include, Kind, Stored};
use rusqlite::Connection;

use super::{groups, members, row};
use crate::failure::Failure;

/// A group with more members than this is not read on the caller's thread.
pub(crate) const MANY_MEMBERS: u64 = 2_000;

/// What came of reading a resource.
pub(crate) enum Got {
    /// The resource, if there is one.
    Done(Option<Stored>),
    /// It has more members than were allowed.
    TooLong,
}

/// Reads a resource with the derived parts asked for, unless it has more than `most` members.
pub(crate) fn get(
    connection: &Connection,
    directory: DirectoryId,
    kind: Kind,
    id: ResourceId,
    include: Include,
    most: u64,
) -> Result<Got, Failure> {
    let sql =
        "SELECT r.key, r.id, r.version, r.created, r.modified, r.active, r.members, r.display,
             r.body
         FROM resources AS r WHERE r.directory = ?1 AND r.id = ?2 AND r.kind = ?3";
    let mut statement = connection.prepare_cached(sql)?;
    // As long as this statement is not at its end, everything read on the connection is of the
    // same snapshot.
    let mut rows = statement.query((directory.0, id.0.as_bytes(), kind.code()))?;
    let Some(found) = rows.next()? else { return Ok(Got::Done(None)) };
    let mut found = row::stored(found)?;
    match kind {
        Kind::Group if include.members => {
            if found.members > most {
                return Ok(Got::TooLong);
            }
            found.stored.members = Some(members::all(connection, found.key, found.members)?);
        }
        Kind::User if include.groups => groups::fill_one(connection, directory, &mut found)?,
        Kind::User | Kind::Group => {}
    }
    Ok(Got::Done(Some(found.stored)))
}
