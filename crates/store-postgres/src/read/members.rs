//! The members of groups.

use std::pin::pin;

use directory::id::{DirectoryId, ResourceId};
use directory::resource::{Kind, Member, MemberList};
use directory::store::StoreError;
use futures_util::TryStreamExt;
use store_sql::key;
use tokio_postgres::Row;
use tokio_postgres::types::Type;
use uuid::Uuid;

use crate::failure::Failure;
use crate::session::{Param, Session};
use crate::shared::Shared;

/// A page in the order of creation, shown by their own names.
const PAGE: &str = "
    SELECT m.member_key, m.member_id, r.display
    FROM members AS m JOIN resources AS r ON r.directory = m.directory AND r.key = m.member_key
    WHERE m.directory = $1
        AND m.group_key = (
            SELECT g.key FROM resources AS g
            WHERE g.directory = $1 AND g.id = $2 AND g.kind = $3
        )
        AND m.member_key > coalesce(
            (SELECT a.key FROM resources AS a WHERE a.directory = $1 AND a.id = $4), 0)
    ORDER BY m.member_key LIMIT $5";

const COUNT: &str = "SELECT members FROM resources WHERE directory = $1 AND id = $2 AND kind = $3";

/// Those after `after`, or the first.
pub(crate) async fn page(
    shared: &Shared,
    directory: DirectoryId,
    group: ResourceId,
    after: Option<ResourceId>,
    limit: u32,
) -> Result<MemberList, StoreError> {
    let after = after.map(|id| id.0);
    let limit = i64::from(limit);
    let kind = group_kind();
    let params: [Param<'_>; 5] = [
        (&directory.0, Type::INT8),
        (&group.0, Type::UUID),
        (&kind, Type::INT2),
        (&after, Type::UUID),
        (&limit, Type::INT8),
    ];
    let mut list = MemberList::default();
    for row in shared.query(PAGE, &params).await? {
        push(&mut list, &row).map_err(Failure::into_store_error)?;
    }
    Ok(list)
}

/// How many direct members a group has; 0 if there is no such group.
pub(crate) async fn count(
    shared: &Shared,
    directory: DirectoryId,
    group: ResourceId,
) -> Result<u64, StoreError> {
    let kind = group_kind();
    let params: [Param<'_>; 3] =
        [(&directory.0, Type::INT8), (&group.0, Type::UUID), (&kind, Type::INT2)];
    let rows = shared.query(COUNT, &params).await?;
    let count: i64 = match rows.first() {
        Some(row) => row.try_get(0).map_err(|error| Failure::from(error).into_store_error())?,
        None => 0,
    };
    Ok(count.try_into().unwrap_or(0))
}

const ALL: &str = "
    SELECT m.member_key, m.member_id, m.display FROM members AS m
    WHERE m.directory = $1 AND m.group_key = $2 ORDER BY m.member_key";

/// All members of a group, in the order of their creation.
pub(crate) async fn all(
    session: &Session,
    directory: DirectoryId,
    group: i64,
) -> Result<MemberList, Failure> {
    let params: [Param<'_>; 2] = [(&directory.0, Type::INT8), (&group, Type::INT8)];
    let mut list = MemberList::default();
    let mut rows = pin!(session.stream(ALL, &params).await?);
    while let Some(row) = rows.try_next().await? {
        push(&mut list, &row)?;
    }
    Ok(list)
}

/// A group with more members than this is not read together with them, so that nobody waits for
/// its rows.
pub(crate) const MANY: u64 = 2_000;

/// The members of a group `r` that has not [`MANY`], as three columns, for a statement that reads
/// the group as well.
pub(crate) const COLUMNS: &str = "
    (SELECT array_agg(m.member_key ORDER BY m.member_key) FROM members AS m
     WHERE m.directory = r.directory AND m.group_key = r.key AND r.members <= 2000),
    (SELECT array_agg(m.member_id ORDER BY m.member_key) FROM members AS m
     WHERE m.directory = r.directory AND m.group_key = r.key AND r.members <= 2000),
    (SELECT array_agg(m.display ORDER BY m.member_key) FROM members AS m
     WHERE m.directory = r.directory AND m.group_key = r.key AND r.members <= 2000)";

/// Reads the three columns that begin at `first`.
pub(crate) fn of_row(row: &Row, first: usize) -> Result<MemberList, Failure> {
    let mut list = MemberList::default();
    let Some(keys) = row.try_get::<_, Option<Vec<i64>>>(first)? else { return Ok(list) };
    let ids: Vec<Uuid> = row.try_get(first + 1)?;
    let displays: Vec<&str> = row.try_get(first + 2)?;
    for ((member, id), display) in keys.into_iter().zip(ids).zip(displays) {
        list.push(Member { id: ResourceId(id), kind: kind(member)?, display });
    }
    Ok(list)
}

fn kind(member: i64) -> Result<Kind, Failure> {
    key::kind(member).ok_or_else(|| Failure::value("key", member))
}

fn group_kind() -> i16 {
    i16::try_from(Kind::Group.code()).unwrap_or(i16::MAX)
}

fn push(list: &mut MemberList, row: &Row) -> Result<(), Failure> {
    let member: i64 = row.try_get(0)?;
    list.push(Member {
        id: ResourceId(row.try_get(1)?),
        kind: kind(member)?,
        display: row.try_get(2)?,
    });
    Ok(())
}
