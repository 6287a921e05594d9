//! PATCH: parts of a resource (RFC 7644 §3.5.2).

use scim::Learned;
use scim::patch::Patched;
use serde_json::{Map, Value};

use super::{Context, diff, link, members, row};
use crate::change::{ChangeSet, MembershipDelta, Precondition, Write};
use crate::event::EventKind;
use crate::resource::{Kind, Row, Stored};

/// Decides what a PATCH does. `before` is the parsed body of `current`, `patched` what applying
/// the operations to it gave. `pinned` says that the client named the version it means, so that
/// even a change of members alone must find that version.
pub fn patch(
    context: &Context<'_>,
    current: &Stored,
    before: &Map<String, Value>,
    patched: Patched,
    pinned: bool,
) -> Result<Option<ChangeSet>, scim::Error> {
    let memberships = members::deltas(current.id, patched.members)?;
    update(context, current, before, patched.body, memberships, patched.learned, pinned)
}

/// The change set that leads from one state of a resource to another, if there is a difference.
pub(super) fn update(
    context: &Context<'_>,
    current: &Stored,
    before: &Map<String, Value>,
    mut after: Map<String, Value>,
    memberships: Vec<MembershipDelta>,
    learned: Vec<Learned>,
    pinned: bool,
) -> Result<Option<ChangeSet>, scim::Error> {
    let (kind, id) = (current.kind, current.id);
    after.insert("id".to_owned(), Value::String(id.to_string()));
    let changed = after != *before;
    if !changed && memberships.is_empty() {
        return Ok(None);
    }
    let mut change = context.change_set();
    change.preconditions.push(if changed || pinned {
        Precondition::Version { kind, id, version: current.version }
    } else {
        // Members are deltas: they are right whatever else happens to the group.
        Precondition::Exists { kind, id }
    });
    if changed {
        if kind == Kind::User {
            change.preconditions.extend(link::unbound(context, id, before, &after));
        }
        if !learned.is_empty() {
            let level = context.directory.schema_level;
            change.writes.push(Write::Learn { kind, attributes: learned, level });
        }
        let definition = context.directory.definition(kind);
        let differences = if definition.has_declarations() {
            let told = |body: &Map<String, Value>| {
                let mut body = body.clone();
                definition.remove_secrets(&mut body);
                body
            };
            diff::changes(&told(before), &told(&after))
        } else {
            diff::changes(before, &after)
        };
        let unique = row::unique(context.directory, kind, Some(before), &after)?;
        let row = row::build(context.directory, (kind, id), after)?;
        let row = Row { unique, ..row };
        let event = event_kind(kind, current.active, row.active);
        let data = diff::told(differences);
        change.events.push(context.event(event, (kind, id), &row.display, data));
        change.writes.push(Write::Update(row));
    }
    change.memberships = memberships;
    Ok(Some(change))
}

fn event_kind(kind: Kind, was_active: bool, is_active: bool) -> EventKind {
    match (kind, was_active, is_active) {
        (Kind::Group, ..) => EventKind::GroupUpdated,
        (Kind::Custom(_), ..) => EventKind::ResourceUpdated,
        (Kind::User, true, false) => EventKind::UserDeactivated,
        (Kind::User, false, true) => EventKind::UserReactivated,
        (Kind::User, ..) => EventKind::UserUpdated,
    }
}
