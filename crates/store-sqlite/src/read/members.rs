//! The members of a group.

use directory::id::{DirectoryId, ResourceId};
use directory::resource::{Kind, Member, MemberList};
use rusqlite::{Connection, OptionalExtension, Row};
use store_sql::key;
use uuid::Uuid;

use crate::failure::Failure;

/// All members of a group, in the order of their creation.
pub(super) fn all(connection: &Connection, group: i64, count: u64) -> Result<MemberList, Failure> {
    let mut list = MemberList::default();
    if count == 0 {
        return Ok(list);
    }
    let mut statement = connection.prepare_cached(
        "SELECT member_key, member_id, display FROM members WHERE group_key = ?1",
    )?;
    let mut rows = statement.query([group])?;
    while let Some(row) = rows.next()? {
        push(&mut list, row)?;
    }
    Ok(list)
}

fn push(list: &mut MemberList, row: &Row<'_>) -> Result<(), Failure> {
    let member: i64 = row.get(0)?;
    list.push(Member {
        id: ResourceId(Uuid::from_bytes(row.get(1)?)),
        kind: key::kind(member).ok_or_else(|| Failure::value("key", member))?,
        display: row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?,
    });
    Ok(())
}

/// A page of a group's members in the order of their creation, shown by their own names.
pub(crate) fn page(
    connection: &Connection,
    directory: DirectoryId,
    group: ResourceId,
    after: Option<ResourceId>,
    limit: u32,
) -> Result<MemberList, Failure> {
    let mut list = MemberList::default();
    let Some((group, _)) = find(connection, directory, group)? else { return Ok(list) };
    let mut statement = connection.prepare_cached(
        "SELECT m.member_key, m.member_id, r.display
         FROM members AS m JOIN resources AS r ON r.key = m.member_key
         WHERE m.group_key = ?1 AND m.member_key > ?2 ORDER BY m.member_key LIMIT ?3",
    )?;
    let after = match after {
        Some(id) => key_of(connection, directory, id)?.unwrap_or(0),
        None => 0,
    };
    let mut rows = statement.query((group, after, limit))?;
    while let Some(row) = rows.next()? {
        push(&mut list, row)?;
    }
    Ok(list)
}

fn key_of(
    connection: &Connection,
    directory: DirectoryId,
    id: ResourceId,
) -> Result<Option<i64>, Failure> {
    let found = connection
        .prepare_cached("SELECT key FROM resources WHERE directory = ?1 AND id = ?2")?
        .query_row((directory.0, id.0.as_bytes()), |row| row.get(0))
        .optional()?;
    Ok(found)
}

/// How many direct members a group has; 0 if there is no such group.
pub(crate) fn count(
    connection: &Connection,
    directory: DirectoryId,
    group: ResourceId,
) -> Result<u64, Failure> {
    Ok(find(connection, directory, group)?.map_or(0, |(_, members)| members))
}

fn find(
    connection: &Connection,
    directory: DirectoryId,
    group: ResourceId,
) -> Result<Option<(i64, u64)>, Failure> {
    let found = connection
        .prepare_cached(
            "SELECT key, members FROM resources WHERE directory = ?1 AND id = ?2 AND kind = ?3",
        )?
        .query_row((directory.0, group.0.as_bytes(), Kind::Group.code()), |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
        })
        .optional()?;
    Ok(found.map(|(key, members)| (key, members.try_into().unwrap_or(0))))
}
