//! Applies membership deltas: one row per member that is really added or removed, whatever the
//! size of the group.

use std::collections::HashSet;

use directory::change::{MembershipDelta, MembershipOp, Refusal};
use directory::id::ResourceId;
use directory::resource::Kind;
use scim::filter::typed::Expr;
use store_sql::feed::{Moved, membership_events};
use uuid::Uuid;

use super::application::{Application, Touched};
use super::resolve::{self, Found, Group};
use crate::failure::Failure;
use crate::sql;

/// Applies the deltas in order.
pub(super) fn apply_all(
    application: &mut Application<'_, '_>,
    deltas: &[MembershipDelta],
) -> Result<(), Failure> {
    let additions = resolve_additions(application, deltas)?;
    for (delta, additions) in deltas.iter().zip(additions) {
        let group = resolve::group(application.batch, application.directory, delta.group)?
            .ok_or(Refusal::Gone)?;
        let (added, removed) = match &delta.op {
            MembershipOp::Add(_) => (additions, Vec::new()),
            MembershipOp::Remove(ids) => (Vec::new(), members_with_ids(application, &group, ids)?),
            MembershipOp::RemoveWhere(filter) => {
                (Vec::new(), members_where(application, &group, filter)?)
            }
            MembershipOp::Replace(_) => difference(application, &group, additions)?,
        };
        refuse_cycle(application, &group, &added)?;
        remove(application, &group, &removed)?;
        let added = insert(application, &group, added)?;
        note(application, &group, &added, &removed)?;
    }
    Ok(())
}

/// The resources that each delta adds. If any id of any delta is unknown, all those are named.
fn resolve_additions(
    application: &Application<'_, '_>,
    deltas: &[MembershipDelta],
) -> Result<Vec<Vec<Found>>, Failure> {
    let mut all = Vec::with_capacity(deltas.len());
    let mut unknown = Vec::new();
    let mut named = HashSet::new();
    for delta in deltas {
        let members = match &delta.op {
            MembershipOp::Add(members) | MembershipOp::Replace(members) => members.as_slice(),
            MembershipOp::Remove(_) | MembershipOp::RemoveWhere(_) => &[],
        };
        let (found, missing) = resolve::resolve(application.batch, application.directory, members)?;
        all.push(found);
        unknown.extend(missing.into_iter().filter(|id| named.insert(*id)));
    }
    if unknown.is_empty() { Ok(all) } else { Err(Refusal::UnknownMembers(unknown).into()) }
}

/// A member as the table has it.
type MemberRow = (i64, ResourceId);

const MEMBER_COLUMNS: &str = "SELECT m.member_key, m.member_id FROM members AS m
     WHERE m.group_key = ?1";

fn read_member(row: &rusqlite::Row<'_>) -> rusqlite::Result<MemberRow> {
    Ok((row.get(0)?, ResourceId(Uuid::from_bytes(row.get(1)?))))
}

/// Those of the ids that are members.
fn members_with_ids(
    application: &Application<'_, '_>,
    group: &Group,
    ids: &[ResourceId],
) -> Result<Vec<MemberRow>, Failure> {
    let mut keys = resolve::keys(application.batch, application.directory, ids)?;
    keys.sort_unstable();
    keys.dedup();
    let sql = format!("{MEMBER_COLUMNS} AND m.member_key = ?2");
    let mut statement = application.batch.prepare(&sql)?;
    let mut members = Vec::with_capacity(keys.len());
    for key in keys {
        let mut rows = statement.query((group.key, key))?;
        if let Some(row) = rows.next()? {
            members.push(read_member(row)?);
        }
    }
    Ok(members)
}

/// The members that match a filter.
fn members_where(
    application: &Application<'_, '_>,
    group: &Group,
    filter: &Expr,
) -> Result<Vec<MemberRow>, Failure> {
    let (condition, mut values) = sql::member_condition(application.directory, filter, 2);
    values.insert(0, rusqlite::types::Value::Integer(group.key));
    let sql = format!("{MEMBER_COLUMNS} AND {condition}");
    application.batch.all(&sql, rusqlite::params_from_iter(values), read_member)
}

/// What has to be added and removed so that `wanted`, in the order of keys, are the members. Both
/// sides are walked in that order; nothing but the difference is kept.
fn difference(
    application: &Application<'_, '_>,
    group: &Group,
    wanted: Vec<Found>,
) -> Result<(Vec<Found>, Vec<MemberRow>), Failure> {
    let sql = format!("{MEMBER_COLUMNS} ORDER BY m.member_key");
    let mut statement = application.batch.prepare(&sql)?;
    let mut rows = statement.query([group.key])?;
    let (mut added, mut removed) = (Vec::new(), Vec::new());
    let mut wanted = wanted.into_iter().peekable();
    while let Some(row) = rows.next()? {
        let present: i64 = row.get(0)?;
        while let Some(new) = wanted.next_if(|member| member.key < present) {
            added.push(new);
        }
        if wanted.next_if(|member| member.key == present).is_none() {
            removed.push(read_member(row)?);
        }
    }
    added.extend(wanted);
    Ok((added, removed))
}

/// Refuses a group that contains this one, or is this one. Who is above a group does not depend on
/// who is below it, so one look upwards serves all members that are added.
fn refuse_cycle(
    application: &Application<'_, '_>,
    group: &Group,
    added: &[Found],
) -> Result<(), Failure> {
    if added.iter().all(|member| member.kind == Kind::User) {
        return Ok(());
    }
    let above: Vec<i64> = application.batch.all(
        "WITH RECURSIVE above (key) AS (
             VALUES (?1)
             UNION
             SELECT m.group_key FROM above JOIN members AS m ON m.member_key = above.key
         )
         SELECT key FROM above",
        [group.key],
        |row| row.get(0),
    )?;
    match added.iter().find(|member| above.contains(&member.key)) {
        Some(member) => Err(Refusal::MembershipCycle { group: group.id, member: member.id }.into()),
        None => Ok(()),
    }
}

fn remove(
    application: &mut Application<'_, '_>,
    group: &Group,
    members: &[MemberRow],
) -> Result<(), Failure> {
    let mut statement = application
        .batch
        .prepare("DELETE FROM members WHERE group_key = ?1 AND member_key = ?2")?;
    let mut nested = 0;
    for (key, _) in members {
        statement.execute((group.key, key))?;
        nested += i64::from(resolve::kind_of(*key)? == Kind::Group);
    }
    count_nested(application, -nested);
    Ok(())
}

/// Adds members and answers those that were none before.
fn insert(
    application: &mut Application<'_, '_>,
    group: &Group,
    members: Vec<Found>,
) -> Result<Vec<Found>, Failure> {
    let mut statement = application.batch.prepare(
        "INSERT OR IGNORE INTO members (group_key, member_key, member_id, display, display_given)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    let mut added = Vec::with_capacity(members.len());
    let mut nested = 0;
    for member in members {
        let display = member.given.as_ref().unwrap_or(&member.display);
        let given = member.given.is_some();
        let params = (group.key, member.key, member.id.0.as_bytes(), display, given);
        if statement.execute(params)? > 0 {
            nested += i64::from(member.kind == Kind::Group);
            added.push(member);
        }
    }
    count_nested(application, nested);
    Ok(added)
}

fn count_nested(application: &mut Application<'_, '_>, by: i64) {
    if by != 0 {
        application.batch.count(application.directory).nested += by;
    }
}

/// Gives the group a new version and tells of the change, if there was one.
fn note(
    application: &mut Application<'_, '_>,
    group: &Group,
    added: &[Found],
    removed: &[MemberRow],
) -> Result<(), Failure> {
    if added.is_empty() && removed.is_empty() {
        application.touch(group.key, Touched::group(group, true));
        return Ok(());
    }
    let count = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
    bump(application, group, count(added.len()) - count(removed.len()), true)?;
    let added: Vec<Moved> = added
        .iter()
        .map(|m| Moved { id: m.id, kind: m.kind, display: m.display.clone() })
        .collect();
    // The history shows people by their own names, whatever a client called them in this group.
    let own = "SELECT display FROM resources WHERE key = ?1";
    let mut own = application.batch.prepare(own)?;
    let removed = removed
        .iter()
        .map(|(key, id)| {
            let display = own.query_row([key], |row| row.get(0))?;
            Ok(Moved { id: *id, kind: resolve::kind_of(*key)?, display })
        })
        .collect::<Result<Vec<_>, Failure>>()?;
    drop(own);
    let events = membership_events(group.id, &group.display, &added, &removed);
    application.arrivals.extend(events);
    Ok(())
}

/// Writes a group's new number of members, and a new version unless the change set gave it one.
pub(super) fn bump(
    application: &mut Application<'_, '_>,
    group: &Group,
    members: i64,
    named: bool,
) -> Result<(), Failure> {
    let mut now = Touched::group(group, named);
    if !application.has_changed(group.key) {
        now.version += 1;
        now.modified = application.at;
    }
    now.changed = true;
    application.batch.execute(
        "UPDATE resources SET version = ?2, modified = ?3, members = members + ?4 WHERE key = ?1",
        (group.key, now.version, now.modified.as_micros(), members),
    )?;
    application.touch(group.key, now);
    Ok(())
}
