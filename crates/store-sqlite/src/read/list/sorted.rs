//! All kinds together in the order of the sort keys.

use directory::id::ResourceId;
use directory::store::{ListQuery, Place, SortValue, Start};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, params_from_iter};
use store_sql::list::{self, After, Sorted, Window};
use uuid::Uuid;

use super::{Rows, keys, length, scope, total, with_next};
use crate::dialect::Sqlite;
use crate::failure::Failure;
use crate::read::row::{self, COLUMNS};
use crate::sql;

/// Reads a page: of a walk, with the row that follows it.
pub(super) fn read(connection: &Connection, query: &ListQuery) -> Result<Rows, Failure> {
    let mut rows = Rows { total: 0, found: Vec::new(), values: Some(Vec::new()) };
    match &query.start {
        Start::Offset(skip) => {
            rows.total = total::of_query(connection, query)?;
            if query.limit > 0 && *skip < rows.total {
                let limit = u64::from(query.limit);
                fill(connection, query, Window { after: None, skip: *skip, limit }, &mut rows)?;
            }
        }
        Start::After { place, .. } => {
            let after = match place {
                Some(Place::Sorted { value, id }) => Some(After { value: value.as_ref(), id: *id }),
                _ => None,
            };
            if query.limit > 0 {
                let limit = with_next(query.limit);
                fill(connection, query, Window { after, skip: 0, limit }, &mut rows)?;
            }
            rows.total = total::of_walk(connection, query, length(&rows.found))?;
        }
    }
    Ok(rows)
}

fn fill(
    connection: &Connection,
    query: &ListQuery,
    window: Window<After<'_>>,
    rows: &mut Rows,
) -> Result<(), Failure> {
    let parts: Vec<Sorted<'_>> = query
        .lists
        .iter()
        .map(|list| Sorted {
            scope: scope(query.directory, list.kind),
            keys: keys(query.directory, list.kind),
            filter: &list.filter,
            sort: list.sort.as_ref(),
        })
        .collect();
    let (text, values) = list::sorted_page(&Sqlite, &parts, query.order, window);
    let mut statement = connection.prepare_cached(&text)?;
    let order = statement
        .query_map(params_from_iter(sql::values(values)), |row| Ok((row.get(0)?, value(row)?)))?
        .collect::<rusqlite::Result<Vec<(i64, _)>>>()?;
    let by_key = format!("SELECT {COLUMNS} FROM resources AS r WHERE r.key = ?1");
    let mut statement = connection.prepare_cached(&by_key)?;
    let mut sorted_by = Vec::with_capacity(order.len());
    for (key, value) in order {
        let mut found = statement.query([key])?;
        if let Some(row) = found.next()? {
            rows.found.push(row::stored(row)?);
            sorted_by.push(value);
        }
    }
    rows.values = Some(sorted_by);
    Ok(())
}

/// What the row is sorted by.
fn value(row: &rusqlite::Row<'_>) -> rusqlite::Result<Option<SortValue>> {
    Ok(match row.get_ref(2)? {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(SortValue::Integer(number)),
        ValueRef::Real(number) => Some(SortValue::Real(number)),
        ValueRef::Text(_) => Some(SortValue::Text(row.get(2)?)),
        ValueRef::Blob(_) => Some(SortValue::Id(ResourceId(Uuid::from_bytes(row.get(2)?)))),
    })
}
