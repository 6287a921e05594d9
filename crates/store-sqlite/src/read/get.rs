//! One resource by its id.

use directory::id::{DirectoryId, ResourceId};
use directory::resource::{GroupRef, Include, Kind, Stored};
use rusqlite::{Connection, Row};
use uuid::Uuid;

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

const RESOURCE: &str =
    "SELECT r.key, r.id, r.version, r.created, r.modified, r.active, r.members, r.display, r.body
     FROM resources AS r WHERE r.directory = ?1 AND r.id = ?2 AND r.kind = ?3";

/// A user with its direct groups, a row for each, and whether they may be in other groups; one row
/// if there are none. To run another statement costs more than what it would read.
const WITH_GROUPS: &str =
    "SELECT r.key, r.id, r.version, r.created, r.modified, r.active, r.members, r.display, r.body,
         g.id, g.display,
         CASE WHEN g.id IS NULL THEN FALSE
             ELSE (SELECT nested > 0 FROM counters WHERE directory = ?1) END
     FROM resources AS r
         LEFT JOIN members AS m ON m.member_key = r.key
         LEFT JOIN resources AS g ON g.key = m.group_key
     WHERE r.directory = ?1 AND r.id = ?2 AND r.kind = ?3
     ORDER BY m.group_key";

/// Reads a resource with the derived parts asked for, unless it has more than `most` members.
pub(crate) fn get(
    connection: &Connection,
    directory: DirectoryId,
    kind: Kind,
    id: ResourceId,
    include: Include,
    most: u64,
) -> Result<Got, Failure> {
    let with_groups = kind == Kind::User && include.groups;
    let mut statement =
        connection.prepare_cached(if with_groups { WITH_GROUPS } else { RESOURCE })?;
    // As long as this statement is not at its end, everything read on the connection is of the
    // same snapshot.
    let mut rows = statement.query((directory.0, id.0.as_bytes(), kind.code()))?;
    let Some(first) = rows.next()? else { return Ok(Got::Done(None)) };
    let mut found = row::stored(first)?;
    if with_groups && first.get(11)? {
        groups::fill_one(connection, directory, &mut found)?;
    } else if with_groups {
        let mut group = joined_group(first)?;
        while let Some(direct) = group {
            found.stored.groups.push(direct);
            group = rows.next()?.map(joined_group).transpose()?.flatten();
        }
    } else if kind == Kind::Group && include.members {
        if found.members > most {
            return Ok(Got::TooLong);
        }
        found.stored.members = Some(members::all(connection, found.key, found.members)?);
    }
    Ok(Got::Done(Some(found.stored)))
}

/// The group in a row of [`WITH_GROUPS`].
fn joined_group(row: &Row<'_>) -> Result<Option<GroupRef>, Failure> {
    let Some(id) = row.get(9)? else { return Ok(None) };
    let id = ResourceId(Uuid::from_bytes(id));
    Ok(Some(GroupRef { id, display: row.get(10)?, direct: true }))
}
