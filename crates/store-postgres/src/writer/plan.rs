//! Plans a change set: preconditions, writes, membership deltas, events. Pure: the same knowledge
//! and the same change set give the same changes.

use std::sync::Arc;

use directory::change::{ChangeSet, Committed, Precondition, Refusal, Write};
use directory::id::Position;
use directory::resource::Kind;
use directory::schemas::{SchemaChange, UniqueIndex};
use directory::store::ActivityBucket;
use scim::Learned;
use store_sql::activity::{bucket_code, hour_of};
use store_sql::feed::Entry;

use super::delta::{self, Delta, Told};
use super::known::Known;
use super::stage::Stage;
use super::{delete, members, resources, types};
use crate::failure::Failure;

/// Plans the change set with this number on top of `earlier`, which takes in its changes unless it
/// is refused.
pub(super) fn plan(
    known: &Known,
    earlier: &mut Delta,
    number: usize,
    change: &ChangeSet,
) -> Result<Committed, Failure> {
    let cause: Arc<str> = serde_json::to_string(&change.cause)?.into();
    let mut stage = Stage::new(known, earlier, change.directory, change.at, number);
    for precondition in &change.preconditions {
        check(&stage, precondition)?;
    }
    if change.writes.iter().any(writes_row) && stage.last_declared() != change.declared {
        return Err(Refusal::VersionConflict.into());
    }
    if change.writes.iter().any(types::is_of_type) && stage.last_changed_type() != change.types {
        return Err(Refusal::VersionConflict.into());
    }
    for write in &change.writes {
        self::write(&mut stage, write)?;
    }
    members::apply_all(&mut stage, &change.memberships)?;

    let mut entries = std::mem::take(&mut stage.departures);
    entries.extend(change.events.iter().map(Entry::from));
    entries.append(&mut stage.arrivals);
    let mut position = None;
    // Who follows the feed must hear of a group before of its members, and of a member's leaving
    // before of its end.
    for entry in entries {
        position = Some(tell(&mut stage, entry, &cause)?);
    }
    let committed = stage.report(position);
    let own = stage.own;
    earlier.absorb(own);
    Ok(committed)
}

fn writes_row(write: &Write) -> bool {
    matches!(write, Write::Insert(_) | Write::Update(_) | Write::Restore(_))
}

fn check(stage: &Stage<'_>, precondition: &Precondition) -> Result<(), Failure> {
    let (kind, id, expected) = match precondition {
        Precondition::Version { kind, id, version } => (*kind, *id, Some(*version)),
        Precondition::Exists { kind, id } => (*kind, *id, None),
        Precondition::Unbound { user, provider } => {
            let is_bound = stage.is_bound(*user, provider);
            return if is_bound { Err(Refusal::Bound.into()) } else { Ok(()) };
        }
    };
    let found = stage.resource(kind, id).ok_or(Refusal::Gone)?;
    match expected {
        Some(expected) if found.version != expected => Err(Refusal::VersionConflict.into()),
        _ => Ok(()),
    }
}

fn write(stage: &mut Stage<'_>, write: &Write) -> Result<(), Failure> {
    match write {
        Write::Insert(row) => resources::insert(stage, row),
        Write::Update(row) => resources::update(stage, row),
        Write::Restore(row) => resources::restore(stage, row),
        Write::Delete { kind, id } => delete::delete(stage, *kind, *id),
        Write::Learn { kind, attributes, level } => learn(stage, *kind, attributes, *level),
        Write::Declare { change, level, unique } => declare(stage, change, *level, unique),
        Write::ChangeType { change, level, unique, empty } => {
            types::change(stage, change, *level, unique, *empty)
        }
        Write::InsertToken(token) => {
            stage.own.new_tokens.push(token.clone());
            stage.own.revised = true;
            Ok(())
        }
        Write::RevokeToken(token) => {
            let slot = (stage.directory, *token);
            if !stage.known().tokens.contains(&slot) || stage.is_revoked(*token) {
                return Err(Refusal::Gone.into());
            }
            stage.own.revoked_tokens.push(slot);
            stage.own.revised = true;
            Ok(())
        }
        Write::Link { link, from } => {
            if stage.link(link.user, link.token) != *from {
                return Err(Refusal::VersionConflict.into());
            }
            let slot = (stage.directory, link.user, link.token);
            stage.own.links.insert(slot, link.clone());
            Ok(())
        }
        Write::VerifiedDomains(domains) => {
            stage.own.domains.insert(stage.directory, domains.clone());
            Ok(())
        }
        Write::Settings(settings) => {
            // A directory that does not exist has no counters.
            stage.counters()?;
            let text = serde_json::to_string(settings)?;
            stage.own.settings.insert(stage.directory, text);
            stage.own.revised = true;
            Ok(())
        }
    }
}

/// Appends what is new, if nothing else was learned since `level`: whether it is within the limits
/// was decided then.
fn learn(
    stage: &mut Stage<'_>,
    kind: Kind,
    attributes: &[Learned],
    level: i64,
) -> Result<(), Failure> {
    let directory = stage.directory;
    if stage.last_learned() != level {
        return Err(Refusal::VersionConflict.into());
    }
    for learned in attributes {
        let text = serde_json::to_string(learned)?;
        if stage.has_learned(kind, &text) {
            continue;
        }
        let sequence = stage.last_learned() + 1;
        stage.own.learned.push(delta::Learned { directory, sequence, kind, text });
        stage.own.revised = true;
    }
    Ok(())
}

/// Appends a step, if nothing else was declared since `level`.
fn declare(
    stage: &mut Stage<'_>,
    change: &SchemaChange,
    level: i64,
    unique: &[UniqueIndex],
) -> Result<(), Failure> {
    // A directory that does not exist has no counters.
    stage.counters()?;
    if stage.last_declared() != level {
        return Err(Refusal::VersionConflict.into());
    }
    stage.own.declared.push(delta::Declared {
        directory: stage.directory,
        sequence: level + 1,
        text: serde_json::to_string(change)?,
        unique: unique.to_vec(),
    });
    stage.own.revised = true;
    Ok(())
}

/// Appends to the feed and answers the position.
fn tell(stage: &mut Stage<'_>, entry: Entry, cause: &Arc<str>) -> Result<Position, Failure> {
    let (directory, at) = (stage.directory, stage.at);
    let counters = stage.counters()?;
    counters.position += 1;
    let position = Position(counters.position);
    if let Some(bucket) = ActivityBucket::of(entry.kind) {
        let hour = (directory, hour_of(at), bucket_code(bucket));
        *stage.own.activity.entry(hour).or_default() += 1;
    }
    let cause = Arc::clone(cause);
    stage.own.events.push(Told { directory, position, at, cause, entry });
    Ok(position)
}
