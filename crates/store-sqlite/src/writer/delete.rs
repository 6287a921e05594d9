//! Deletes a resource with its memberships and leaves a tombstone.

use directory::change::Refusal;
use directory::id::ResourceId;
use directory::resource::Kind;
use store_sql::derived::packed;
use store_sql::feed::{Moved, membership_events};
use uuid::Uuid;

use super::application::{Application, Touched};
use super::members::bump;
use super::{declared, resolve, rows};
use crate::failure::Failure;

/// Deletes a resource.
pub(super) fn delete(
    application: &mut Application<'_, '_>,
    kind: Kind,
    id: ResourceId,
) -> Result<(), Failure> {
    let directory = application.directory;
    let row = application.batch.first(
        "SELECT key, active, emails, display FROM resources
         WHERE directory = ?1 AND id = ?2 AND kind = ?3",
        (directory.0, id.0.as_bytes(), kind.code()),
        |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, bool>(1)?,
                row.get::<_, Option<String>>(2)?,
                row.get::<_, String>(3)?,
            ))
        },
    )?;
    let Some((key, active, emails, display)) = row else { return Err(Refusal::Gone.into()) };

    let this = Moved { id, kind, display };
    let groups = leave_groups(application, key, &this)?;
    let members = match kind {
        Kind::Group => drop_members(application, key, &this)?,
        Kind::User | Kind::Custom(_) => Vec::new(),
    };
    application.batch.execute(
        "INSERT OR REPLACE INTO tombstones (directory, id, kind, deleted, created, name_key,
             external_id, member_of, members, body)
         SELECT directory, id, kind, ?2, created, name_key, external_id, ?3, ?4, body
         FROM resources WHERE key = ?1",
        (key, application.at.as_micros(), packed(&groups), packed(&members)),
    )?;
    rows::delete_emails(application, key, emails.as_deref())?;
    declared::release(application, key)?;
    application.batch.execute("DELETE FROM search_texts WHERE key = ?1", [key])?;
    application.batch.execute("DELETE FROM resources WHERE key = ?1", [key])?;

    application.batch.miss(directory, kind, key);
    match kind {
        Kind::User => {
            let count = application.batch.count(directory);
            count.users -= 1;
            count.active_users -= i64::from(active);
            count.removed_users += 1;
        }
        Kind::Group => {
            let count = application.batch.count(directory);
            count.groups -= 1;
            count.removed_groups += 1;
        }
        Kind::Custom(_) => {
            let count = application.batch.count_kind(directory, kind);
            count.present -= 1;
            count.removed += 1;
        }
    }
    application.forget(key);
    Ok(())
}

/// Ends the memberships of a resource that goes away. Each of its groups gets a new version and an
/// event: who follows the group must learn that a member is gone. Answers the groups' ids.
fn leave_groups(
    application: &mut Application<'_, '_>,
    key: i64,
    this: &Moved,
) -> Result<Vec<ResourceId>, Failure> {
    let keys: Vec<i64> = application.batch.all(
        "SELECT group_key FROM members WHERE member_key = ?1 ORDER BY group_key",
        [key],
        |row| row.get(0),
    )?;
    let mut groups = Vec::with_capacity(keys.len());
    for group_key in keys {
        let Some(group) = resolve::group_by_key(application.batch, group_key)? else { continue };
        application.batch.execute(
            "DELETE FROM members WHERE group_key = ?1 AND member_key = ?2",
            (group_key, key),
        )?;
        if this.kind == Kind::Group {
            application.batch.count(application.directory).nested -= 1;
        }
        bump(application, &group, -1, false)?;
        let events = membership_events(group.id, &group.display, &[], std::slice::from_ref(this));
        application.departures.extend(events);
        groups.push(group.id);
    }
    Ok(groups)
}

/// Ends all memberships in a group that goes away. Answers the members' ids.
fn drop_members(
    application: &mut Application<'_, '_>,
    key: i64,
    this: &Moved,
) -> Result<Vec<ResourceId>, Failure> {
    let members = application.batch.all(
        "SELECT m.member_key, m.member_id, r.display
         FROM members AS m JOIN resources AS r ON r.key = m.member_key WHERE m.group_key = ?1
         ORDER BY m.member_key",
        [key],
        |row| {
            let id = ResourceId(Uuid::from_bytes(row.get(1)?));
            Ok((row.get::<_, i64>(0)?, id, row.get::<_, String>(2)?))
        },
    )?;
    let mut moved = Vec::with_capacity(members.len());
    for (member_key, id, display) in members {
        moved.push(Moved { id, kind: resolve::kind_of(member_key)?, display });
    }
    let nested = moved.iter().filter(|member| member.kind == Kind::Group).count();
    application.batch.count(application.directory).nested -=
        i64::try_from(nested).unwrap_or(i64::MAX);
    application.batch.execute("DELETE FROM members WHERE group_key = ?1", [key])?;
    application.departures.extend(membership_events(this.id, &this.display, &[], &moved));
    Ok(moved.into_iter().map(|member| member.id).collect())
}

impl Touched {
    /// A group whose members changed, or did not.
    pub(super) fn group(group: &resolve::Group, named: bool) -> Self {
        Touched {
            id: group.id,
            version: group.version,
            created: group.created,
            modified: group.modified,
            changed: false,
            named,
            gone: false,
        }
    }
}
