//! Finds the resources that membership deltas name.

use directory::change::NewMember;
use directory::id::{DirectoryId, ResourceId};
use directory::resource::Kind;
use directory::time::Timestamp;
use store_sql::key;
use uuid::Uuid;

use super::batch::Batch;
use crate::failure::Failure;

/// A user or group as a member.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) key: i64,
    pub(super) id: ResourceId,
    pub(super) kind: Kind,
    pub(super) display: String,
    /// The display that the client gave the member in this group.
    pub(super) given: Option<String>,
}

/// The resources with these ids in the order of their keys, each once, and the ids that name none.
pub(super) fn resolve(
    batch: &Batch<'_>,
    directory: DirectoryId,
    members: &[NewMember],
) -> Result<(Vec<Found>, Vec<ResourceId>), Failure> {
    let mut statement =
        batch.prepare("SELECT key, display FROM resources WHERE directory = ?1 AND id = ?2")?;
    let mut found = Vec::with_capacity(members.len());
    let mut unknown = Vec::new();
    for NewMember { id, display } in members {
        let mut rows = statement.query((directory.0, id.0.as_bytes()))?;
        match rows.next()? {
            Some(row) => {
                let key: i64 = row.get(0)?;
                let kind = kind_of(key)?;
                if kind.is_custom() {
                    // Members are users and groups.
                    unknown.push(*id);
                    continue;
                }
                let given = display.clone();
                found.push(Found { key, id: *id, kind, display: row.get(1)?, given });
            }
            None => unknown.push(*id),
        }
    }
    // A stable sort: of a member named twice, the first naming counts.
    found.sort_by_key(|member| member.key);
    found.dedup_by_key(|member| member.key);
    Ok((found, unknown))
}

/// The keys of those of the ids that name a resource.
pub(super) fn keys(
    batch: &Batch<'_>,
    directory: DirectoryId,
    ids: &[ResourceId],
) -> Result<Vec<i64>, Failure> {
    let mut statement =
        batch.prepare("SELECT key FROM resources WHERE directory = ?1 AND id = ?2")?;
    let mut keys = Vec::with_capacity(ids.len());
    for id in ids {
        let mut rows = statement.query((directory.0, id.0.as_bytes()))?;
        if let Some(row) = rows.next()? {
            keys.push(row.get(0)?);
        }
    }
    Ok(keys)
}

/// A group as membership changes see it.
pub(super) struct Group {
    pub(super) key: i64,
    pub(super) id: ResourceId,
    pub(super) version: i64,
    pub(super) created: Timestamp,
    pub(super) modified: Timestamp,
    pub(super) display: String,
}

const GROUP: &str = "SELECT key, id, version, created, modified, display FROM resources WHERE";

/// The group with this id.
pub(super) fn group(
    batch: &Batch<'_>,
    directory: DirectoryId,
    id: ResourceId,
) -> Result<Option<Group>, Failure> {
    let sql = format!("{GROUP} directory = ?1 AND id = ?2 AND kind = ?3");
    batch.first(&sql, (directory.0, id.0.as_bytes(), Kind::Group.code()), read)
}

/// The group with this key.
pub(super) fn group_by_key(batch: &Batch<'_>, key: i64) -> Result<Option<Group>, Failure> {
    batch.first(&format!("{GROUP} key = ?1"), [key], read)
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Group> {
    Ok(Group {
        key: row.get(0)?,
        id: ResourceId(Uuid::from_bytes(row.get(1)?)),
        version: row.get(2)?,
        created: Timestamp::from_micros(row.get(3)?),
        modified: Timestamp::from_micros(row.get(4)?),
        display: row.get(5)?,
    })
}

/// The kind in a stored key.
pub(crate) fn kind_of(key: i64) -> Result<Kind, Failure> {
    key::kind(key).ok_or_else(|| Failure::value("key", key))
}
