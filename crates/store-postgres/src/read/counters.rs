//! The counters of a directory.

use directory::id::DirectoryId;
use directory::resource::Kind;
use directory::store::Counts;
use store_sql::list::KnownTotal;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::failure::Failure;
use crate::session::{Param, Session};

/// The statement that [`Counters::of`] reads, for a directory.
pub(crate) const SELECT: &str = "
    SELECT users, active_users, groups, removed_users, removed_groups
    FROM counters WHERE directory = $1";

const SELECT_KIND: &str =
    "SELECT present, removed FROM kind_counters WHERE directory = $1 AND kind = $2";

/// The counters of a directory.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counters {
    pub(crate) counts: Counts,
    removed_users: i64,
    removed_groups: i64,
    /// Of the one custom kind that was asked for: how many there are, and how many were deleted.
    of_kind: (u64, i64),
}

impl Counters {
    /// Reads those that tell of a kind; all zero for one of which nothing was ever made.
    pub(super) async fn read(
        session: &Session,
        directory: DirectoryId,
        kind: Kind,
    ) -> Result<Self, Failure> {
        if !kind.is_custom() {
            return Self::of(&session.query(SELECT, &[(&directory.0, Type::INT8)]).await?);
        }
        let code = i16::try_from(kind.code()).unwrap_or(i16::MAX);
        let params: [Param<'_>; 2] = [(&directory.0, Type::INT8), (&code, Type::INT2)];
        let rows = session.query(SELECT_KIND, &params).await?;
        let Some(row) = rows.first() else { return Ok(Self::default()) };
        let present = row.try_get::<_, i64>(0)?.try_into().unwrap_or(0);
        Ok(Self { of_kind: (present, row.try_get(1)?), ..Self::default() })
    }

    /// What the rows of [`SELECT`] tell.
    pub(crate) fn of(rows: &[Row]) -> Result<Self, Failure> {
        let Some(row) = rows.first() else { return Ok(Self::default()) };
        let number = |at: usize| -> Result<u64, Failure> {
            Ok(row.try_get::<_, i64>(at)?.try_into().unwrap_or(0))
        };
        Ok(Self {
            counts: Counts { users: number(0)?, active_users: number(1)?, groups: number(2)? },
            removed_users: row.try_get(3)?,
            removed_groups: row.try_get(4)?,
            of_kind: (0, 0),
        })
    }

    /// The total that they tell.
    pub(super) fn total(&self, kind: Kind, known: KnownTotal) -> u64 {
        let Counts { users, active_users, groups } = self.counts;
        match (kind, known) {
            (_, KnownTotal::None) => 0,
            (Kind::Group, _) => groups,
            (Kind::Custom(_), _) => self.of_kind.0,
            (Kind::User, KnownTotal::All) => users,
            (Kind::User, KnownTotal::Active(true)) => active_users,
            (Kind::User, KnownTotal::Active(false)) => users.saturating_sub(active_users),
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
