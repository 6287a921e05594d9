//! Rows of resources, and of what was learned about them.

use directory::id::{DirectoryId, ResourceId};
use directory::resource::Kind;
use directory::time::Timestamp;
use tokio_postgres::Row;

use super::super::known::{KindCounters, Known, Resource, Slot};
use crate::failure::Failure;

pub(super) fn found(known: &mut Known, rows: &[Row]) -> Result<(), Failure> {
    for row in rows {
        let (slot, resource) = resource(row)?;
        known.resources.insert(slot, resource);
    }
    Ok(())
}

pub(super) fn left(known: &mut Known, rows: &[Row]) -> Result<(), Failure> {
    for row in rows {
        let (slot, group) = resource(row)?;
        let member = ResourceId(row.try_get(13)?);
        known.left.entry((slot.0, member)).or_default().push(group.id);
        known.resources.insert(slot, group);
    }
    Ok(())
}

pub(super) fn names(known: &mut Known, rows: &[Row]) -> Result<(), Failure> {
    for row in rows {
        let code: i16 = row.try_get(1)?;
        let kind = Kind::from_code(code.into()).ok_or_else(|| Failure::value("kind", code))?;
        let name = (DirectoryId(row.try_get(0)?), kind, row.try_get(2)?);
        known.names.entry(name).or_default().push(row.try_get(3)?);
    }
    Ok(())
}

pub(super) fn buried(known: &mut Known, rows: &[Row]) -> Result<(), Failure> {
    for row in rows {
        let slot = (DirectoryId(row.try_get(0)?), ResourceId(row.try_get(1)?));
        let code: i16 = row.try_get(2)?;
        let kind = Kind::from_code(code.into()).ok_or_else(|| Failure::value("kind", code))?;
        known.buried.insert(slot, (kind, Timestamp::from_micros(row.try_get(3)?)));
    }
    Ok(())
}

pub(super) fn values(known: &mut Known, rows: &[Row]) -> Result<(), Failure> {
    for row in rows {
        let code: i16 = row.try_get(1)?;
        let kind = Kind::from_code(code.into()).ok_or_else(|| Failure::value("kind", code))?;
        let value = (DirectoryId(row.try_get(0)?), kind, row.try_get(2)?, row.try_get(3)?);
        known.values.insert(value, row.try_get(4)?);
    }
    Ok(())
}

pub(super) fn kind_counters(known: &mut Known, rows: &[Row]) -> Result<(), Failure> {
    for row in rows {
        let code: i16 = row.try_get(1)?;
        let kind = Kind::from_code(code.into()).ok_or_else(|| Failure::value("kind", code))?;
        let counters = KindCounters { present: row.try_get(2)?, removed: row.try_get(3)? };
        known.kind_counters.insert((DirectoryId(row.try_get(0)?), kind), counters);
    }
    Ok(())
}

pub(super) fn held(known: &mut Known, rows: &[Row]) -> Result<(), Failure> {
    for row in rows {
        let slot = (DirectoryId(row.try_get(0)?), ResourceId(row.try_get(1)?));
        known.held.entry(slot).or_default().push((row.try_get(2)?, row.try_get(3)?));
    }
    Ok(())
}

/// An attribute that a directory has learned; the last one is given last.
pub(super) fn learned(known: &mut Known, row: &Row) -> Result<(), Failure> {
    let directory = DirectoryId(row.try_get(0)?);
    let code: i16 = row.try_get(2)?;
    let kind = Kind::from_code(code.into()).ok_or_else(|| Failure::value("kind", code))?;
    known.learned.insert(directory, row.try_get(1)?);
    known.attributes.insert((directory, kind, row.try_get(3)?));
    Ok(())
}

fn resource(row: &Row) -> Result<(Slot, Resource), Failure> {
    let id = ResourceId(row.try_get(1)?);
    let key = row.try_get(2)?;
    let resource = Resource {
        key,
        kind: kind(key)?,
        id,
        version: row.try_get(3)?,
        created: Timestamp::from_micros(row.try_get(4)?),
        modified: Timestamp::from_micros(row.try_get(5)?),
        active: row.try_get::<_, i16>(6)? != 0,
        members: row.try_get(7)?,
        name_slot: row.try_get(8)?,
        name_key: row.try_get(9)?,
        external_id: row.try_get(10)?,
        display: row.try_get(11)?,
        emails: row.try_get(12)?,
    };
    Ok(((DirectoryId(row.try_get(0)?), id), resource))
}

/// The kind in a stored key.
pub(super) fn kind(key: i64) -> Result<Kind, Failure> {
    store_sql::key::kind(key).ok_or_else(|| Failure::value("key", key))
}
