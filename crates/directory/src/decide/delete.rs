//! DELETE: a resource leaves the directory.

use super::{Context, row};
use crate::change::{ChangeSet, Precondition, Write};
use crate::event::EventKind;
use crate::resource::{Kind, Stored};

/// Decides to delete a resource. Its memberships go with it, and a tombstone stays.
pub fn delete(context: &Context<'_>, current: &Stored) -> ChangeSet {
    let (kind, id) = (current.kind, current.id);
    let mut change = context.change_set();
    change.preconditions.push(Precondition::Version { kind, id, version: current.version });
    change.writes.push(Write::Delete { kind, id });
    let event = match kind {
        Kind::User => EventKind::UserDeleted,
        Kind::Group => EventKind::GroupDeleted,
        Kind::Custom(_) => EventKind::ResourceDeleted,
    };
    let before = row::told(context.directory.definition(kind), &current.body);
    let data = format!(r#"{{"before":{before}}}"#);
    change.events.push(context.event(event, (kind, id), &current.display, data));
    change
}
