//! DELETE: a user or group leaves the directory.

use serde_json::{Map, Value, json};

use super::Context;
use crate::change::{ChangeSet, Precondition, Write};
use crate::event::{Event, EventKind};
use crate::resource::{Kind, Stored};

/// Decides to delete a resource. Its memberships go with it, and a tombstone stays.
pub fn delete(context: &Context<'_>, current: &Stored) -> ChangeSet {
    let (kind, id) = (current.kind, current.id);
    let mut change = context.change_set();
    change.preconditions.push(Precondition::Version { kind, id, version: current.version });
    change.writes.push(Write::Delete { kind, id });
    let mut before: Map<String, Value> = serde_json::from_str(&current.body).unwrap_or_default();
    context.directory.definition(kind).remove_secrets(&mut before);
    change.events.push(Event {
        kind: match kind {
            Kind::User => EventKind::UserDeleted,
            Kind::Group => EventKind::GroupDeleted,
        },
        subject: Some((kind, id)),
        data: json!({"before": before}),
    });
    change
}
