//! What change sets add to numbers that are written once per transaction, and the next numbers of
//! the sequences.

use std::collections::BTreeMap;

use directory::event::EventKind;
use directory::id::{DirectoryId, Position};
use directory::resource::Kind;
use directory::store::ActivityBucket;
use directory::time::Timestamp;
use store_sql::activity::{bucket_code, hour_of};
use store_sql::key;

use super::batch::Batch;
use crate::failure::Failure;
use crate::gaps::{self, Span};

/// Cheap to copy, because a piece of work that is undone goes back to the tally before it.
#[derive(Clone, Default)]
pub(super) struct Tally {
    sequences: BTreeMap<(i64, i64), i64>,
    positions: BTreeMap<i64, i64>,
    counters: BTreeMap<i64, Counters>,
    /// By directory and the code of a custom kind.
    kinds: BTreeMap<(i64, i64), Kinds>,
    activity: BTreeMap<(i64, i64, i64), i64>,
    gaps: BTreeMap<Span, i64>,
    pub(super) revised: bool,
}

/// By how much the counters of a directory change.
#[derive(Clone, Copy, Default)]
pub(super) struct Counters {
    pub(super) users: i64,
    pub(super) active_users: i64,
    pub(super) groups: i64,
    pub(super) nested: i64,
    pub(super) removed_users: i64,
    pub(super) removed_groups: i64,
}

/// By how much the counters of a custom kind change.
#[derive(Clone, Copy, Default)]
pub(super) struct Kinds {
    pub(super) present: i64,
    pub(super) removed: i64,
}

impl Batch<'_> {
    /// The key of the next resource of a kind: one more than were ever created, so that the key of
    /// a deleted resource is never given again and a place in a list stays where it is.
    pub(super) fn next_key(&mut self, directory: DirectoryId, kind: Kind) -> Result<i64, Failure> {
        let slot = (directory.0, kind.code());
        let last = match self.tally.sequences.get(&slot) {
            Some(last) => *last,
            None => key::resources(directory, kind).start + self.ever_created(directory, kind)?,
        };
        self.tally.sequences.insert(slot, last + 1);
        Ok(last + 1)
    }

    /// How many resources of a kind were created before this transaction, the deleted ones included.
    fn ever_created(&self, directory: DirectoryId, kind: Kind) -> Result<i64, Failure> {
        let sql = match kind {
            Kind::User => "SELECT users + removed_users FROM counters WHERE directory = ?1",
            Kind::Group => "SELECT groups + removed_groups FROM counters WHERE directory = ?1",
            Kind::Custom(_) => {
                let Kinds { present, removed } = self.kind_counters(directory, kind)?;
                return Ok(present + removed);
            }
        };
        Ok(self.first(sql, [directory.0], |row| row.get(0))?.unwrap_or(0))
    }

    /// The counters of a custom kind as they were before this transaction.
    fn kind_counters(&self, directory: DirectoryId, kind: Kind) -> Result<Kinds, Failure> {
        let sql = "SELECT present, removed FROM kind_counters WHERE directory = ?1 AND kind = ?2";
        let read =
            |row: &rusqlite::Row<'_>| Ok(Kinds { present: row.get(0)?, removed: row.get(1)? });
        Ok(self.first(sql, (directory.0, kind.code()), read)?.unwrap_or_default())
    }

    /// How many resources of a custom kind there are now.
    pub(super) fn present(&self, directory: DirectoryId, kind: Kind) -> Result<i64, Failure> {
        let by = self.tally.kinds.get(&(directory.0, kind.code())).copied().unwrap_or_default();
        Ok(self.kind_counters(directory, kind)?.present + by.present)
    }

    /// The next position in a directory's feed.
    pub(super) fn next_position(&mut self, directory: DirectoryId) -> Result<Position, Failure> {
        let next = Position(self.last_position(directory)?.0 + 1);
        self.tally.positions.insert(directory.0, next.0);
        Ok(next)
    }

    /// The position of the last event in a directory's feed; 0 if there is none.
    pub(super) fn last_position(&self, directory: DirectoryId) -> Result<Position, Failure> {
        match self.tally.positions.get(&directory.0) {
            Some(last) => Ok(Position(*last)),
            None => Ok(key::position(self.last_key("events", key::positions(directory))?)),
        }
    }

    /// The highest key that is in use. Another process may have written since the last
    /// transaction, so each transaction looks once.
    pub(crate) fn last_key(&self, table: &'static str, keys: key::Keys) -> Result<i64, Failure> {
        let sql = format!(
            "SELECT key FROM {table} WHERE key > ?1 AND key < ?2 ORDER BY key DESC LIMIT 1"
        );
        let last = self.first(&sql, (keys.start, keys.end), |row| row.get(0))?;
        Ok(last.unwrap_or(keys.start))
    }

    /// The counters of a directory, to be added to.
    pub(super) fn count(&mut self, directory: DirectoryId) -> &mut Counters {
        self.tally.counters.entry(directory.0).or_default()
    }

    /// The counters of a custom kind, to be added to.
    pub(super) fn count_kind(&mut self, directory: DirectoryId, kind: Kind) -> &mut Kinds {
        self.tally.kinds.entry((directory.0, kind.code())).or_default()
    }

    /// Notes that a key is missing from now on.
    pub(super) fn miss(&mut self, directory: DirectoryId, kind: Kind, key: i64) {
        for span in gaps::spans(directory, kind, key) {
            *self.tally.gaps.entry(span).or_default() += 1;
        }
    }

    /// Counts an event in the chart of changes.
    pub(super) fn count_event(&mut self, directory: DirectoryId, at: Timestamp, kind: EventKind) {
        let Some(bucket) = ActivityBucket::of(kind) else { return };
        let hour = hour_of(at);
        *self.tally.activity.entry((directory.0, hour, bucket_code(bucket))).or_default() += 1;
    }
}

impl Tally {
    /// Writes the sums.
    pub(super) fn write(&self, batch: &Batch<'_>) -> Result<(), Failure> {
        for (directory, by) in &self.counters {
            batch.execute(
                "INSERT INTO counters (directory, users, active_users, groups, nested,
                     removed_users, removed_groups)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (directory) DO UPDATE SET
                     users = users + excluded.users,
                     active_users = active_users + excluded.active_users,
                     groups = groups + excluded.groups,
                     nested = nested + excluded.nested,
                     removed_users = removed_users + excluded.removed_users,
                     removed_groups = removed_groups + excluded.removed_groups",
                (
                    directory,
                    by.users,
                    by.active_users,
                    by.groups,
                    by.nested,
                    by.removed_users,
                    by.removed_groups,
                ),
            )?;
        }
        for ((directory, kind), by) in &self.kinds {
            batch.execute(
                "INSERT INTO kind_counters (directory, kind, present, removed)
                 VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (directory, kind) DO UPDATE SET
                     present = present + excluded.present,
                     removed = removed + excluded.removed",
                (directory, kind, by.present, by.removed),
            )?;
        }
        for ((directory, hour, bucket), changes) in &self.activity {
            batch.execute(
                "INSERT INTO activity (directory, hour, bucket, changes) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (directory, hour, bucket) DO UPDATE SET
                     changes = changes + excluded.changes",
                (directory, hour, bucket, changes),
            )?;
        }
        for (span, removed) in &self.gaps {
            gaps::add(batch.connection, *span, *removed)?;
        }
        if self.revised {
            batch.execute("UPDATE installation SET revision = revision + 1", ())?;
        }
        Ok(())
    }
}
