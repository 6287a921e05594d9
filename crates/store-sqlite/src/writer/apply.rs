//! Applies a change set: preconditions, writes, membership deltas, events.

use std::collections::HashMap;

use directory::change::{ChangeSet, Committed, CommittedResource, Precondition, Refusal, Write};
use directory::event::{Event, EventKind};
use directory::id::{DirectoryId, ResourceId};
use directory::resource::Kind;
use directory::time::Timestamp;
use serde_json::Value;

use super::batch::Batch;
use super::{delete, events, learned, members, rows};
use crate::failure::Failure;

/// Applies a change set within the open transaction.
pub(crate) fn apply(batch: &mut Batch<'_>, change: ChangeSet) -> Result<Committed, Failure> {
    let cause = serde_json::to_string(&change.cause)?;
    let mut application = Application {
        batch,
        directory: change.directory,
        at: change.at,
        touched: Vec::new(),
        index: HashMap::new(),
        departures: Vec::new(),
        arrivals: Vec::new(),
    };
    for precondition in &change.preconditions {
        application.check(precondition)?;
    }
    for write in change.writes {
        application.write(write)?;
    }
    members::apply_all(&mut application, &change.memberships)?;

    let Application { batch, touched, departures, arrivals, .. } = application;
    let own = change.events.into_iter().map(events::Entry::from);
    let mut position = None;
    // Who follows the feed must hear of a group before of its members, and of a member's leaving
    // before of its end.
    for entry in departures.into_iter().chain(own).chain(arrivals) {
        position = Some(events::append(batch, change.directory, change.at, &cause, &entry)?);
    }
    let resources = touched
        .into_iter()
        .filter(|touched| touched.named && !touched.gone)
        .map(|touched| CommittedResource {
            id: touched.id,
            version: touched.version,
            created: touched.created,
            modified: touched.modified,
            changed: touched.changed,
        })
        .collect();
    Ok(Committed { resources, position })
}

/// A change set that is being applied.
pub(super) struct Application<'b, 'c> {
    pub(super) batch: &'b mut Batch<'c>,
    pub(super) directory: DirectoryId,
    pub(super) at: Timestamp,
    touched: Vec<Touched>,
    index: HashMap<i64, usize>,
    /// Events of members that leave because they or their groups are deleted.
    pub(super) departures: Vec<events::Entry>,
    /// Events of membership deltas.
    pub(super) arrivals: Vec<events::Entry>,
}

/// A resource that the change set has to do with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Touched {
    pub(super) id: ResourceId,
    pub(super) version: i64,
    pub(super) created: Timestamp,
    pub(super) modified: Timestamp,
    pub(super) changed: bool,
    /// Whether the change set names it: only then it is reported.
    pub(super) named: bool,
    pub(super) gone: bool,
}

impl Application<'_, '_> {
    fn check(&self, precondition: &Precondition) -> Result<(), Failure> {
        let (kind, id, expected) = match *precondition {
            Precondition::Version { kind, id, version } => (kind, id, Some(version)),
            Precondition::Exists { kind, id } => (kind, id, None),
        };
        let found: Option<i64> = self.batch.first(
            "SELECT version FROM resources WHERE directory = ?1 AND id = ?2 AND kind = ?3",
            (self.directory.0, id.0.as_bytes(), kind.code()),
            |row| row.get(0),
        )?;
        match (found, expected) {
            (None, _) => Err(Refusal::Gone.into()),
            (Some(found), Some(expected)) if found != expected => {
                Err(Refusal::VersionConflict.into())
            }
            _ => Ok(()),
        }
    }

    fn write(&mut self, write: Write) -> Result<(), Failure> {
        match write {
            Write::Insert(row) => rows::insert(self, &row),
            Write::Update(row) => rows::update(self, &row),
            Write::Delete { kind, id } => delete::delete(self, kind, id),
            Write::Learn { kind, attributes, level } => {
                learned::learn(self, kind, &attributes, level)
            }
            Write::InsertToken(token) => {
                crate::port::tokens::insert(self.batch, &token)?;
                self.batch.revise();
                Ok(())
            }
            Write::RevokeToken(token) => {
                let changed = self.batch.execute(
                    "DELETE FROM infra_tokens WHERE directory = ?1 AND id = ?2",
                    (self.directory.0, token.0.as_bytes()),
                )?;
                if changed == 0 {
                    return Err(Refusal::Gone.into());
                }
                self.batch.revise();
                Ok(())
            }
            Write::Settings(settings) => {
                let changed = self.batch.execute(
                    "UPDATE directories SET settings = ?2 WHERE id = ?1",
                    (self.directory.0, serde_json::to_string(&settings)?),
                )?;
                if changed == 0 {
                    return Err(Refusal::Gone.into());
                }
                self.batch.revise();
                Ok(())
            }
        }
    }

    /// Notes what became of a resource. A second note of the same resource replaces the first, but
    /// what was named or changed stays so.
    pub(super) fn touch(&mut self, key: i64, now: Touched) {
        if let Some(known) = self.index.get(&key).and_then(|at| self.touched.get_mut(*at)) {
            let (changed, named) = (known.changed || now.changed, known.named || now.named);
            *known = Touched { changed, named, ..now };
        } else {
            self.index.insert(key, self.touched.len());
            self.touched.push(now);
        }
    }

    /// Whether this change set has changed the resource already: its version grows only once.
    pub(super) fn has_changed(&self, key: i64) -> bool {
        self.index
            .get(&key)
            .and_then(|at| self.touched.get(*at))
            .is_some_and(|touched| touched.changed)
    }

    /// Forgets a key that a deleted resource has left: a later insert may be given it.
    pub(super) fn forget(&mut self, key: i64) {
        if let Some(at) = self.index.remove(&key)
            && let Some(touched) = self.touched.get_mut(at)
        {
            touched.gone = true;
        }
    }
}

impl From<Event> for events::Entry {
    fn from(event: Event) -> Self {
        let data = match event.data {
            Value::Null => "null".to_owned(),
            data => data.to_string(),
        };
        events::Entry { kind: event.kind, subject: event.subject, data, concerned: Vec::new() }
    }
}

/// What a membership event says about a member.
#[derive(Clone, Debug)]
pub(super) struct Moved {
    pub(super) id: ResourceId,
    pub(super) kind: Kind,
    pub(super) display: String,
}

/// How many members an event names at most. More are told in several events, so that no single
/// one gets too large to be delivered or shown.
const MEMBERS_PER_EVENT: usize = 1_000;

/// The events of a change of a group's members.
pub(super) fn membership_events(
    group: ResourceId,
    display: &str,
    added: &[Moved],
    removed: &[Moved],
) -> Vec<events::Entry> {
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

fn membership_event(
    group: ResourceId,
    display: &str,
    added: &[Moved],
    removed: &[Moved],
) -> events::Entry {
    let list = |moved: &[Moved]| {
        moved
            .iter()
            .map(|member| {
                serde_json::json!({
                    "value": member.id, "display": member.display, "type": member.kind.name(),
                })
            })
            .collect::<Vec<_>>()
    };
    events::Entry {
        kind: EventKind::GroupMembersChanged,
        subject: Some((Kind::Group, group)),
        data: serde_json::json!({
            "display": display, "added": list(added), "removed": list(removed),
        })
        .to_string(),
        concerned: added.iter().chain(removed).map(|member| member.id).collect(),
    }
}
