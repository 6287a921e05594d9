//! Rows of members, and the search for them.

use directory::id::{DirectoryId, ResourceId};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::super::known::{Known, Member, Place};
use super::super::needs::Search;
use super::super::trip::Trip;
use super::resources::kind;
use super::sql::SEARCHED;
use crate::dialect::Postgres;
use crate::failure::Failure;
use crate::session::Param;
use crate::sql::Values;

pub(super) fn additions(known: &mut Known, rows: &[Row]) -> Result<(), Failure> {
    for row in rows {
        let directory = DirectoryId(row.try_get(0)?);
        let member = ResourceId(row.try_get(2)?);
        match row.try_get::<_, Option<i64>>(3)? {
            // Members are users and groups.
            Some(key) if !kind(key)?.is_custom() => {
                let pair = (directory, ResourceId(row.try_get(1)?), member);
                known.absent.insert(pair, self::member(key, member, row.try_get(4)?)?);
            }
            _ => _ = known.unknown.insert((directory, member)),
        }
    }
    Ok(())
}

pub(super) fn removals(known: &mut Known, rows: &[Row]) -> Result<(), Failure> {
    for row in rows {
        let member = ResourceId(row.try_get(2)?);
        let pair = (DirectoryId(row.try_get(0)?), ResourceId(row.try_get(1)?), member);
        known.present.insert(pair, self::member(row.try_get(3)?, member, row.try_get(4)?)?);
    }
    Ok(())
}

pub(super) fn dropped(known: &mut Known, rows: &[Row]) -> Result<(), Failure> {
    for row in rows {
        let slot = (DirectoryId(row.try_get(0)?), ResourceId(row.try_get(1)?));
        let id = ResourceId(row.try_get(3)?);
        let member = self::member(row.try_get(2)?, id, row.try_get(4)?)?;
        known.dropped.entry(slot).or_default().push(member);
    }
    Ok(())
}

pub(super) fn surplus(known: &mut Known, place: Place, rows: &[Row]) -> Result<(), Failure> {
    let members = rows
        .iter()
        .map(|row| member(row.try_get(0)?, ResourceId(row.try_get(1)?), row.try_get(2)?));
    known.surplus.insert(place, members.collect::<Result<_, Failure>>()?);
    Ok(())
}

fn member(key: i64, id: ResourceId, display: String) -> Result<Member, Failure> {
    Ok(Member { key, kind: kind(key)?, id, display })
}

/// A search for members.
pub(super) struct Statement<'s> {
    search: &'s Search,
    sql: String,
    values: Values,
}

impl<'s> Statement<'s> {
    pub(super) fn of(search: &'s Search) -> Self {
        let (condition, values) =
            store_sql::member_condition(&Postgres, search.directory.0, &search.filter, 3);
        Self { search, sql: format!("{SEARCHED}{condition}"), values: values.into() }
    }

    pub(super) fn add_to<'t>(&'t self, trip: &mut Trip<'t>) -> usize {
        let mut params: Vec<Param<'t>> =
            vec![(&self.search.directory.0, Type::INT8), (&self.search.group.0, Type::UUID)];
        params.extend(self.values.params());
        trip.query(&self.sql, params)
    }
}
