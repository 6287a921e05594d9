//! How many resources match a list, on all its pages.

use directory::id::DirectoryId;
use directory::store::{List, ListQuery, Start};
use rusqlite::{Connection, params_from_iter};
use store_sql::list::{self, KnownTotal};

use super::{keys, scope};
use crate::dialect::Sqlite;
use crate::failure::Failure;
use crate::read::counters::Counters;
use crate::sql;

/// The total of a page of a walk of which so many rows were read.
pub(super) fn of_walk(
    connection: &Connection,
    query: &ListQuery,
    read: u64,
) -> Result<u64, Failure> {
    let is_known = |list: &List| list::known_total(list.kind, &list.filter).is_some();
    if let Start::After { place, total } = &query.start
        && !query.lists.iter().all(is_known)
    {
        let whole = place.is_none() && query.limit > 0 && read <= u64::from(query.limit);
        if whole {
            return Ok(read);
        }
        if let Some(total) = total {
            return Ok(*total);
        }
    }
    of_query(connection, query)
}

/// The total of all the kinds, counted where it is not known.
pub(super) fn of_query(connection: &Connection, query: &ListQuery) -> Result<u64, Failure> {
    let mut total = 0;
    for list in &query.lists {
        total += match list::known_total(list.kind, &list.filter) {
            Some(KnownTotal::None) => 0,
            Some(known) => {
                Counters::of(connection, query.directory, list.kind)?.total(list.kind, known)
            }
            None => count(connection, query.directory, list)?,
        };
    }
    Ok(total)
}

/// Counts what matches.
pub(super) fn count(
    connection: &Connection,
    directory: DirectoryId,
    list: &List,
) -> Result<u64, Failure> {
    let keys = keys(directory, list.kind);
    let scope = scope(directory, list.kind);
    let (text, values) = list::total(&Sqlite, scope, keys, &list.filter);
    let mut statement = connection.prepare_cached(&text)?;
    let total: i64 =
        statement.query_row(params_from_iter(sql::values(values)), |row| row.get(0))?;
    Ok(total.try_into().unwrap_or(0))
}
