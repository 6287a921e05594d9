//! What is told of members who were added or removed.

use directory::event::EventKind;
use directory::id::ResourceId;
use directory::resource::Kind;

use super::Entry;

/// What a membership event says about a member.
#[derive(Clone, Debug)]
pub struct Moved {
    /// The member.
    pub id: ResourceId,
    /// Whether a user or a group.
    pub kind: Kind,
    /// Its own name.
    pub display: String,
}

/// How many members an event names at most. More are told in several events, so that no single
/// one gets too large to be delivered or shown.
const MEMBERS_PER_EVENT: usize = 1_000;

/// The events of a change of a group's members.
pub fn membership_events(
    group: ResourceId,
    display: &str,
    added: &[Moved],
    removed: &[Moved],
) -> Vec<Entry> {
    let mut entries = Vec::new();
    for part in added.chunks(MEMBERS_PER_EVENT) {
        entries.push(membership_event(group, display, part, &[]));
    }
    match entries.last_mut() {
        // The usual small change is one event.
        Some(last) if added.len() + removed.len() <= MEMBERS_PER_EVENT => {
            *last = membership_event(group, display, added, removed);
        }
        _ => entries.extend(
            removed
                .chunks(MEMBERS_PER_EVENT)
                .map(|part| membership_event(group, display, &[], part)),
        ),
    }
    entries
}

fn membership_event(group: ResourceId, display: &str, added: &[Moved], removed: &[Moved]) -> Entry {
    let list = |moved: &[Moved]| {
        moved
            .iter()
            .map(|member| {
                serde_json::json!({
                    "value": member.id, "display": member.display, "type": member.kind.standard_name(),
                })
            })
            .collect::<Vec<_>>()
    };
    Entry {
        kind: EventKind::GroupMembersChanged,
        subject: Some((Kind::Group, group)),
        data: serde_json::json!({
            "display": display, "added": list(added), "removed": list(removed),
        })
        .to_string(),
        concerned: added.iter().chain(removed).map(|member| member.id).collect(),
    }
}
