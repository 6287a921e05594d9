//! The groups of users, direct ones and those that contain a group of theirs.

use std::collections::HashMap;

use directory::id::{DirectoryId, ResourceId};
use directory::resource::{GroupRef, Kind};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::row::Found;
use crate::failure::Failure;
use crate::session::Session;

/// The direct groups of the one user `r`, a row for each, and whether they are members of groups
/// themselves: the cheapest way where the planner knows that there is one user.
pub(crate) const JOINED: &str = ", m.group_key, g.id, g.display, above.group_key IS NOT NULL";
pub(crate) const JOINS: &str = "
    LEFT JOIN members AS m ON m.directory = r.directory AND m.member_key = r.key
    LEFT JOIN resources AS g ON g.directory = r.directory AND g.key = m.group_key
    LEFT JOIN members AS above ON above.directory = r.directory AND above.member_key = m.group_key";

/// Reads the columns of [`JOINED`]. `None` if there are more groups than the direct ones.
pub(crate) fn direct_of_rows(rows: &[Row], at: usize) -> Result<Option<Vec<GroupRef>>, Failure> {
    let mut groups = Vec::new();
    for row in rows {
        let Some(key) = row.try_get::<_, Option<i64>>(at)? else { continue };
        if row.try_get(at + 3)? {
            return Ok(None);
        }
        let id = ResourceId(row.try_get(at + 1)?);
        groups.push((key, GroupRef { id, display: row.try_get(at + 2)?, direct: true }));
    }
    groups.sort_by_key(|(key, _)| *key);
    Ok(Some(groups.into_iter().map(|(_, group)| group).collect()))
}

/// The direct groups of a user `r` as a column, and another one that tells whether one of them is a
/// member of a group itself. Unlike [`COLUMN`] they have the database set up no recursion.
pub(crate) const DIRECT: &str = "
    (SELECT json_agg(json_build_array(o.id, o.display, TRUE) ORDER BY o.key)::text
     FROM members AS m JOIN resources AS o ON o.directory = r.directory AND o.key = m.group_key
     WHERE m.directory = r.directory AND m.member_key = r.key),
    EXISTS (
        SELECT 1 FROM members AS m
        JOIN members AS u ON u.directory = r.directory AND u.member_key = m.group_key
        WHERE m.directory = r.directory AND m.member_key = r.key
    )";

/// All groups of one user `r` as a column, for a statement that reads the user as well: null, or a
/// list in JSON of ids, names and whether the user is a member himself. The direct groups come
/// first, each part in the order of creation.
pub(crate) const COLUMN: &str = "
    (WITH RECURSIVE above (key) AS (
         SELECT m.group_key FROM members AS m
         WHERE m.directory = r.directory AND m.member_key = r.key
         UNION
         SELECT m.group_key FROM above
         JOIN members AS m ON m.directory = r.directory AND m.member_key = above.key
     )
     SELECT json_agg(json_build_array(f.id, f.display, f.direct) ORDER BY f.direct DESC, f.key)::text
     FROM (
         SELECT o.key, o.id, o.display, EXISTS (
             SELECT 1 FROM members AS d
             WHERE d.directory = r.directory AND d.group_key = o.key AND d.member_key = r.key
         ) AS direct
         FROM above JOIN resources AS o ON o.directory = r.directory AND o.key = above.key
     ) AS f)";

/// Reads the columns of [`DIRECT`]. `None` if there are more groups than the direct ones.
pub(crate) fn direct_of_row(row: &Row, at: usize) -> Result<Option<Vec<GroupRef>>, Failure> {
    if row.try_get(at + 1)? { Ok(None) } else { of_row(row, at).map(Some) }
}

/// Reads [`COLUMN`].
pub(crate) fn of_row(row: &Row, at: usize) -> Result<Vec<GroupRef>, Failure> {
    let Some(text) = row.try_get::<_, Option<&str>>(at)? else { return Ok(Vec::new()) };
    let groups: Vec<(ResourceId, String, bool)> = serde_json::from_str(text)?;
    let groups = groups.into_iter();
    Ok(groups.map(|(id, display, direct)| GroupRef { id, display, direct }).collect())
}

const OF_MANY: &str = "
    WITH RECURSIVE above (member_key, key) AS (
        SELECT m.member_key, m.group_key FROM members AS m
        WHERE m.directory = $1 AND m.member_key = ANY ($2)
        UNION
        SELECT above.member_key, m.group_key FROM above
        JOIN members AS m ON m.directory = $1 AND m.member_key = above.key
    )
    SELECT f.member_key, f.id, f.display, f.direct
    FROM (
        SELECT above.member_key, o.key, o.id, o.display, EXISTS (
            SELECT 1 FROM members AS d
            WHERE d.directory = $1 AND d.group_key = o.key AND d.member_key = above.member_key
        ) AS direct
        FROM above JOIN resources AS o ON o.directory = $1 AND o.key = above.key
    ) AS f
    ORDER BY f.member_key, f.direct DESC, f.key";

/// A page whose users have more groups than this together ends early, as one with a great many
/// members does: a group nested in thousands of others gives each of its users thousands of groups.
const GROUPS_PER_PAGE: usize = 100_000;

/// Fills in the groups of the users on a page. Answers how many resources fit on the page.
pub(crate) async fn fill(
    session: &Session,
    directory: DirectoryId,
    found: &mut [Found],
) -> Result<usize, Failure> {
    let users = found.iter().filter(|found| found.stored.kind == Kind::User);
    let keys: Vec<i64> = users.map(|user| user.key).collect();
    if keys.is_empty() {
        return Ok(found.len());
    }
    let params = [(&directory.0 as _, Type::INT8), (&keys as _, Type::INT8_ARRAY)];
    let mut groups: HashMap<i64, Vec<GroupRef>> = HashMap::new();
    for row in session.query(OF_MANY, &params).await? {
        groups.entry(row.try_get(0)?).or_default().push(GroupRef {
            id: ResourceId(row.try_get(1)?),
            display: row.try_get(2)?,
            direct: row.try_get(3)?,
        });
    }
    let mut sum = 0;
    for (at, resource) in found.iter_mut().enumerate() {
        if let Some(groups) = groups.remove(&resource.key) {
            sum += groups.len();
            resource.stored.groups = groups;
        }
        if sum > GROUPS_PER_PAGE && at > 0 {
            return Ok(at);
        }
    }
    Ok(found.len())
}
