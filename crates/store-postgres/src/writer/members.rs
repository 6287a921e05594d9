//! Plans membership deltas: one row per member that is really added or removed, whatever the size
//! of the group.

use std::collections::HashSet;

use directory::change::{MembershipDelta, MembershipOp, NewMember, Refusal};
use directory::id::ResourceId;
use directory::resource::Kind;
use scim::filter::typed::Expr;
use serde_json::json;
use store_sql::feed::{Moved, membership_events};

use super::delta::Membership;
use super::known::{Member, Resource};
use super::stage::{Fate, Stage};
use crate::failure::Failure;

/// Plans the deltas in order.
pub(super) fn apply_all(stage: &mut Stage<'_>, deltas: &[MembershipDelta]) -> Result<(), Failure> {
    refuse_unknown(stage, deltas)?;
    for (at, delta) in deltas.iter().enumerate() {
        let group = stage.resource(Kind::Group, delta.group).cloned().ok_or(Refusal::Gone)?;
        let (added, removed) = match &delta.op {
            MembershipOp::Add(members) => (additions(stage, &group, members), Vec::new()),
            MembershipOp::Remove(ids) => (Vec::new(), removals(stage, &group, ids)),
            MembershipOp::RemoveWhere(filter) => {
                (Vec::new(), surplus(stage, &group, at, |held| matches(filter, held)))
            }
            MembershipOp::Replace(members) => {
                let wanted: HashSet<_> = members.iter().map(|member| member.id).collect();
                let spare = |held: &Membership| !wanted.contains(&held.member.id);
                (additions(stage, &group, members), surplus(stage, &group, at, spare))
            }
        };
        refuse_cycle(stage, &group, &added)?;
        change(stage, &group, &added, &removed)?;
    }
    Ok(())
}

/// A member that is to be added, with the display that the client gave it.
type New = (Member, Option<String>);

/// If any id that any of the deltas adds is unknown, all of those are named.
fn refuse_unknown(stage: &Stage<'_>, deltas: &[MembershipDelta]) -> Result<(), Failure> {
    let mut unknown = Vec::new();
    let mut named = HashSet::new();
    for delta in deltas {
        let (MembershipOp::Add(members) | MembershipOp::Replace(members)) = &delta.op else {
            continue;
        };
        unknown.extend(members.iter().map(|member| member.id).filter(|id| {
            let exists = match stage.fate(*id) {
                // Members are users and groups.
                Fate::Changed(now) => !now.kind.is_custom(),
                Fate::Deleted => false,
                Fate::Untouched => !stage.known().unknown.contains(&(stage.directory, *id)),
            };
            !exists && named.insert(*id)
        }));
    }
    if unknown.is_empty() { Ok(()) } else { Err(Refusal::UnknownMembers(unknown).into()) }
}

/// Those who are no members yet, in the order of their creation. Of a member named twice, the
/// first naming counts.
fn additions(stage: &Stage<'_>, group: &Resource, members: &[NewMember]) -> Vec<New> {
    let mut seen = HashSet::new();
    let first = members.iter().filter(|member| seen.insert(member.id));
    let mut added: Vec<New> = first
        .filter_map(|new| Some((candidate(stage, group, new.id)?, new.display.clone())))
        .collect();
    added.sort_unstable_by_key(|(member, _)| member.key);
    added
}

/// Somebody who exists and is no member yet.
fn candidate(stage: &Stage<'_>, group: &Resource, id: ResourceId) -> Option<Member> {
    let found = match stage.membership(group.key, id) {
        Some(held) if held.present => return None,
        Some(held) => Some(held.member.clone()),
        None => stage.known().absent.get(&(stage.directory, group.id, id)).cloned(),
    };
    match stage.fate(id) {
        Fate::Changed(now) if found.is_some() || !is_member_before(stage, group, id) => {
            Some(Member { key: now.key, kind: now.kind, id, display: now.display.clone() })
        }
        _ => found,
    }
}

/// Whether the database has somebody as a member, who was asked for as one to be added: all others
/// of those were found to be absent or unknown.
fn is_member_before(stage: &Stage<'_>, group: &Resource, id: ResourceId) -> bool {
    let known = stage.known();
    !known.unknown.contains(&(stage.directory, id))
        && !known.absent.contains_key(&(stage.directory, group.id, id))
}

/// Those of the ids that are members, in the order of their creation.
fn removals(stage: &Stage<'_>, group: &Resource, ids: &[ResourceId]) -> Vec<Member> {
    let mut seen = HashSet::new();
    let first = ids.iter().filter(|id| seen.insert(**id));
    let mut removed: Vec<Member> = first
        .filter_map(|id| match stage.membership(group.key, *id) {
            Some(held) => held.present.then(|| held.member.clone()),
            None => stage.known().present.get(&(stage.directory, group.id, *id)).cloned(),
        })
        .collect();
    removed.sort_unstable_by_key(|member| member.key);
    removed
}

/// The members that the database found for a delta, and those of the changed memberships that are
/// like them.
fn surplus(
    stage: &Stage<'_>,
    group: &Resource,
    delta: usize,
    is_surplus: impl Fn(&Membership) -> bool,
) -> Vec<Member> {
    let changed = stage.memberships(group.key);
    let found = stage.known().surplus.get(&(stage.number, delta)).into_iter().flatten();
    let mut removed: Vec<Member> =
        found.filter(|member| !changed.contains_key(&member.id)).cloned().collect();
    let like = changed.into_values().filter(|held| held.present && is_surplus(held));
    removed.extend(like.map(|held| held.member.clone()));
    removed.sort_unstable_by_key(|member| member.key);
    removed
}

/// Whether a member matches a filter on the elements of `members`.
fn matches(filter: &Expr, held: &Membership) -> bool {
    let Membership { member, given, .. } = held;
    let endpoint = member.kind.standard_endpoint();
    filter.matches(&json!({
        "value": member.id,
        "display": given.as_ref().unwrap_or(&member.display),
        "type": member.kind.standard_name(),
        "$ref": format!("/{endpoint}/{}", member.id),
    }))
}

/// Refuses a group that contains this one, or is this one. Who is above a group does not depend on
/// who is below it, so one look upwards serves all members that are added.
fn refuse_cycle(stage: &Stage<'_>, group: &Resource, added: &[New]) -> Result<(), Failure> {
    if added.iter().all(|(member, _)| member.kind == Kind::User) {
        return Ok(());
    }
    let mut above = HashSet::from([group.key]);
    let mut next = vec![group.key];
    while let Some(key) = next.pop() {
        next.extend(stage.parents(key).into_iter().filter(|parent| above.insert(*parent)));
    }
    match added.iter().find(|(member, _)| above.contains(&member.key)) {
        Some((member, _)) => {
            Err(Refusal::MembershipCycle { group: group.id, member: member.id }.into())
        }
        None => Ok(()),
    }
}

/// Changes the memberships, gives the group a new version and tells of the change, if there is one.
fn change(
    stage: &mut Stage<'_>,
    group: &Resource,
    added: &[New],
    removed: &[Member],
) -> Result<(), Failure> {
    stage.name(group.id);
    if added.is_empty() && removed.is_empty() {
        return Ok(());
    }
    for member in removed {
        stage.set_membership(group, member.clone(), None, false);
    }
    for (member, given) in added {
        stage.set_membership(group, member.clone(), given.clone(), true);
    }
    let nested = |member: &Member| i64::from(member.kind == Kind::Group);
    let more: i64 = added.iter().map(|(member, _)| nested(member)).sum();
    let less: i64 = removed.iter().map(nested).sum();
    stage.counters()?.nested += more - less;
    bump(stage, group, count(added.len()) - count(removed.len()));
    let added: Vec<Moved> = added.iter().map(|(member, _)| moved(stage, member)).collect();
    let removed: Vec<Moved> = removed.iter().map(|member| moved(stage, member)).collect();
    let events = membership_events(group.id, &group.display, &added, &removed);
    stage.arrivals.extend(events);
    Ok(())
}

/// The history shows people by their own names, whatever a client called them in a group.
pub(super) fn moved(stage: &Stage<'_>, member: &Member) -> Moved {
    let display = match stage.fate(member.id) {
        Fate::Changed(now) => &now.display,
        _ => &member.display,
    };
    Moved { id: member.id, kind: member.kind, display: display.clone() }
}

/// Gives a group a new number of members, and a new version unless the change set gave it one.
pub(super) fn bump(stage: &mut Stage<'_>, group: &Resource, members: i64) {
    let mut now = group.clone();
    if !stage.has_changed(group.id) {
        now.version += 1;
        now.modified = stage.at;
    }
    now.members += members;
    stage.put(now, None);
}

pub(super) fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}
