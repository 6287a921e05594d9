//! Appends to the feed.

use directory::id::{DirectoryId, Position};
use directory::time::Timestamp;
use store_sql::feed::Entry;
use store_sql::key;

use super::batch::Batch;
use crate::failure::Failure;

/// Writes an event and answers its position.
pub(super) fn append(
    batch: &mut Batch<'_>,
    directory: DirectoryId,
    at: Timestamp,
    cause: &str,
    entry: &Entry,
) -> Result<Position, Failure> {
    let position = batch.next_position(directory)?;
    batch.execute(
        "INSERT INTO events (key, at, kind, subject_kind, subject_id, cause, data)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        (
            key::of_position(directory, position),
            at.as_micros(),
            entry.kind.name(),
            entry.subject.map(|(kind, _)| kind.code()),
            entry.subject.as_ref().map(|(_, id)| id.0.as_bytes()),
            cause,
            &entry.data,
        ),
    )?;
    let mut concern = batch.prepare(
        "INSERT OR IGNORE INTO event_subjects (directory, resource_id, position)
         VALUES (?1, ?2, ?3)",
    )?;
    let subject = entry.subject.iter().map(|(_, id)| id);
    for id in subject.chain(&entry.concerned) {
        concern.execute((directory.0, id.0.as_bytes(), position.0))?;
    }
    batch.count_event(directory, at, entry.kind);
    Ok(position)
}
