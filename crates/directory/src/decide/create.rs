//! POST: a new resource, or a user or group that was deleted again.

use scim::resource::Incoming;
use serde_json::Value;

use super::{Context, members, row};
use crate::change::{ChangeSet, MembershipDelta, MembershipOp, Write};
use crate::event::EventKind;
use crate::id::ResourceId;
use crate::resource::{Kind, Row};

/// Decides to create a resource under a new `id`.
pub fn create(
    context: &Context<'_>,
    kind: Kind,
    id: ResourceId,
    incoming: Incoming,
) -> Result<ChangeSet, scim::Error> {
    let event = match kind {
        Kind::User => EventKind::UserCreated,
        Kind::Group => EventKind::GroupCreated,
        Kind::Custom(_) => EventKind::ResourceCreated,
    };
    arrive(context, (kind, id), incoming, Write::Insert, event)
}

/// Decides to give a deleted resource back under the `id` that it had, with what was sent as its
/// content. It comes back into no group: those who push it push its memberships as well.
pub fn restore(
    context: &Context<'_>,
    kind: Kind,
    id: ResourceId,
    incoming: Incoming,
) -> Result<ChangeSet, scim::Error> {
    let event = match kind {
        Kind::User => EventKind::UserRestored,
        Kind::Group => EventKind::GroupRestored,
        Kind::Custom(_) => EventKind::ResourceCreated,
    };
    arrive(context, (kind, id), incoming, Write::Restore, event)
}

fn arrive(
    context: &Context<'_>,
    (kind, id): (Kind, ResourceId),
    incoming: Incoming,
    write: fn(Row) -> Write,
    event: EventKind,
) -> Result<ChangeSet, scim::Error> {
    let mut change = context.change_set();
    if !incoming.learned.is_empty() {
        let level = context.directory.schema_level;
        change.writes.push(Write::Learn { kind, attributes: incoming.learned, level });
    }
    let group_members = members::to_add(incoming.members.unwrap_or_default())?;
    if !group_members.is_empty() {
        let op = MembershipOp::Add(group_members);
        change.memberships.push(MembershipDelta { group: id, op });
    }
    let mut after = incoming.body;
    after.insert("id".to_owned(), Value::String(id.to_string()));
    let unique = row::unique(context.directory, kind, None, &after)?;
    let row = row::build(context.directory, (kind, id), after)?;
    let told = row::told(context.directory.definition(kind), &row.body);
    let data = format!(r#"{{"after":{told}}}"#);
    change.events.push(context.event(event, (kind, id), &row.display, data));
    change.writes.push(write(Row { unique, ..row }));
    Ok(change)
}
