//! Plans the end of a resource and of its memberships.

use std::collections::{BTreeMap, HashSet};

use directory::change::Refusal;
use directory::id::ResourceId;
use directory::resource::Kind;
use store_sql::feed::{Moved, membership_events};

use super::delta::{Held, Tombstone};
use super::known::{Member, Resource};
use super::members::{bump, count, moved};
use super::stage::Stage;
use crate::failure::Failure;

/// Plans to delete a resource.
pub(super) fn delete(stage: &mut Stage<'_>, kind: Kind, id: ResourceId) -> Result<(), Failure> {
    let this = stage.resource(kind, id).cloned().ok_or(Refusal::Gone)?;
    let member_of = leave_groups(stage, &this)?;
    let members = match kind {
        Kind::Group => drop_members(stage, &this)?,
        Kind::User | Kind::Custom(_) => Vec::new(),
    };
    stage.note_name(kind, &this.name_key, this.key, false);
    stage.hold(id, Held { key: this.key, kind, values: Vec::new() });
    let counters = stage.counters()?;
    match kind {
        Kind::User => {
            counters.users -= 1;
            counters.active_users -= i64::from(this.active);
            counters.removed_users += 1;
        }
        Kind::Group => {
            counters.groups -= 1;
            counters.removed_groups += 1;
        }
        Kind::Custom(_) => {
            let counters = stage.kind_counters(kind);
            counters.present -= 1;
            counters.removed += 1;
        }
    }
    let deleted = stage.at;
    let touched = stage.touch(id);
    touched.now = None;
    touched.tombstone = Some(Tombstone { last: this, deleted, member_of, members });
    Ok(())
}

/// Ends the memberships of a resource that goes away. Each of its groups gets a new version and an
/// event: who follows the group must learn that a member is gone. Answers the groups' ids.
fn leave_groups(stage: &mut Stage<'_>, this: &Resource) -> Result<Vec<ResourceId>, Failure> {
    let as_member =
        Member { key: this.key, kind: this.kind, id: this.id, display: this.display.clone() };
    let mut left = Vec::new();
    for group in groups_of(stage, this).into_values() {
        stage.set_membership(&group, as_member.clone(), None, false);
        if this.kind == Kind::Group {
            stage.counters()?.nested -= 1;
        }
        bump(stage, &group, -1);
        let gone = [moved(stage, &as_member)];
        let events = membership_events(group.id, &group.display, &[], &gone);
        stage.departures.extend(events);
        left.push(group.id);
    }
    Ok(left)
}

/// The groups in which a resource is a member itself, by their keys.
fn groups_of(stage: &Stage<'_>, this: &Resource) -> BTreeMap<i64, Resource> {
    let mut groups = BTreeMap::new();
    let known = stage.known().left.get(&(stage.directory, this.id)).into_iter().flatten();
    for group in known.filter_map(|id| stage.resource(Kind::Group, *id)) {
        let is_member = stage.membership(group.key, this.id).is_none_or(|held| held.present);
        if is_member {
            groups.insert(group.key, group.clone());
        }
    }
    let changed: HashSet<i64> = stage.changed_groups().collect();
    for key in changed {
        let joined = stage.membership(key, this.id).filter(|held| held.present);
        if let Some(group) = joined.and_then(|held| stage.resource(Kind::Group, held.group)) {
            groups.insert(key, group.clone());
        }
    }
    groups
}

/// Ends all memberships in a group that goes away. Answers the members' ids.
fn drop_members(stage: &mut Stage<'_>, this: &Resource) -> Result<Vec<ResourceId>, Failure> {
    let mut members: BTreeMap<i64, Member> = BTreeMap::new();
    let changed = stage.memberships(this.key);
    let known = stage.known().dropped.get(&(stage.directory, this.id)).into_iter().flatten();
    let unchanged = known.filter(|member| !changed.contains_key(&member.id));
    members.extend(unchanged.map(|member| (member.key, member.clone())));
    let joined = changed.into_values().filter(|held| held.present);
    members.extend(joined.map(|held| (held.member.key, held.member.clone())));

    let gone: Vec<Moved> = members.values().map(|member| moved(stage, member)).collect();
    let nested = members.values().filter(|member| member.kind == Kind::Group).count();
    stage.counters()?.nested -= count(nested);
    for member in members.into_values() {
        stage.set_membership(this, member, None, false);
    }
    stage.departures.extend(membership_events(this.id, &this.display, &[], &gone));
    Ok(gone.into_iter().map(|member| member.id).collect())
}
