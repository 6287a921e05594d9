//! The counters of a directory.

use directory::id::DirectoryId;
use directory::resource::Kind;
use rusqlite::{Connection, OptionalExtension};
use store_sql::list::KnownTotal;

use crate::failure::Failure;

/// The counters of a directory.
#[derive(Default)]
pub(crate) struct Counters {
    pub(crate) users: u64,
    pub(crate) active_users: u64,
    pub(crate) groups: u64,
    removed_users: i64,
    removed_groups: i64,
    /// Of the one custom kind that was asked for: how many there are, and how many were deleted.
    of_kind: (u64, i64),
}

impl Counters {
    /// Reads them; all zero for a directory in which nothing was ever made.
    pub(crate) fn read(connection: &Connection, directory: DirectoryId) -> Result<Self, Failure> {
        let number = |row: &rusqlite::Row<'_>, at: usize| -> rusqlite::Result<u64> {
            Ok(row.get::<_, i64>(at)?.try_into().unwrap_or(0))
        };
        let found = connection
            .prepare_cached(
                "SELECT users, active_users, groups, removed_users, removed_groups
                 FROM counters WHERE directory = ?1",
            )?
            .query_row([directory.0], |row| {
                Ok(Counters {
                    users: number(row, 0)?,
                    active_users: number(row, 1)?,
                    groups: number(row, 2)?,
                    removed_users: row.get(3)?,
                    removed_groups: row.get(4)?,
                    of_kind: (0, 0),
                })
            })
            .optional()?;
        Ok(found.unwrap_or_default())
    }

    /// Reads those that tell of a kind.
    pub(crate) fn of(
        connection: &Connection,
        directory: DirectoryId,
        kind: Kind,
    ) -> Result<Self, Failure> {
        if !kind.is_custom() {
            return Self::read(connection, directory);
        }
        let found = connection
            .prepare_cached(
                "SELECT present, removed FROM kind_counters WHERE directory = ?1 AND kind = ?2",
            )?
            .query_row((directory.0, kind.code()), |row| {
                Ok((row.get::<_, i64>(0)?.try_into().unwrap_or(0), row.get(1)?))
            })
            .optional()?;
        Ok(Self { of_kind: found.unwrap_or_default(), ..Self::default() })
    }

    /// The total that they tell.
    pub(super) fn total(&self, kind: Kind, known: KnownTotal) -> u64 {
        match (kind, known) {
            (_, KnownTotal::None) => 0,
            (Kind::Group, _) => self.groups,
            (Kind::Custom(_), _) => self.of_kind.0,
            (Kind::User, KnownTotal::All) => self.users,
            (Kind::User, KnownTotal::Active(true)) => self.active_users,
            (Kind::User, KnownTotal::Active(false)) => self.users.saturating_sub(self.active_users),
        }
    }

    /// How many of a kind were ever deleted.
    pub(super) fn removed(&self, kind: Kind) -> i64 {
        match kind {
            Kind::User => self.removed_users,
            Kind::Group => self.removed_groups,
            Kind::Custom(_) => self.of_kind.1,
        }
    }
}
