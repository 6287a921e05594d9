//! Pages of users and groups for the dashboard, newest first.

use directory::store::{BrowsePage, BrowseQuery, BrowseState, Direction};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};
use scim::text::{fold, user_name_key};
use store_sql::key;

use super::row::{self, COLUMNS, Found};
use crate::failure::Failure;

/// Whether the page is read without searching for it.
pub(crate) fn is_short(query: &BrowseQuery) -> bool {
    query.search.is_empty() && query.state == BrowseState::All && query.limit <= 200
}

/// Reads the page. A page next to a resource that no longer exists is the first page.
pub(crate) fn browse(connection: &Connection, query: &BrowseQuery) -> Result<BrowsePage, Failure> {
    let snapshot = connection.unchecked_transaction()?;
    let from = match query.from {
        None => None,
        Some((direction, id)) => snapshot
            .prepare_cached("SELECT key FROM resources WHERE directory = ?1 AND id = ?2")?
            .query_row((query.directory.0, id.0.as_bytes()), |row| row.get::<_, i64>(0))
            .optional()?
            .map(|key| (direction, key)),
    };
    let keys = key::resources(query.directory, query.kind);
    let (direction, start) = from.unwrap_or((Direction::Older, keys.end));
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let mut found = select(&snapshot, query, direction, start, query.limit.saturating_add(1))?;
    let more_ahead = found.len() > limit;
    found.truncate(limit);
    // Behind the page lies what the page is next to, if that matches, and what lies behind that.
    let (back, behind) = match direction {
        Direction::Older => (Direction::Newer, start.saturating_sub(1)),
        Direction::Newer => (Direction::Older, start.saturating_add(1)),
    };
    let more_behind = from.is_some() && !select(&snapshot, query, back, behind, 1)?.is_empty();
    let (has_newer, has_older) = match direction {
        Direction::Older => (more_behind, more_ahead),
        Direction::Newer => {
            found.reverse();
            (more_ahead, more_behind)
        }
    };
    let resources = found.into_iter().map(|found| found.stored).collect();
    Ok(BrowsePage { resources, has_newer, has_older })
}

/// What matches from a key on in a direction, the nearest first.
fn select(
    connection: &Connection,
    query: &BrowseQuery,
    direction: Direction,
    from: i64,
    limit: u32,
) -> Result<Vec<Found>, Failure> {
    let keys = key::resources(query.directory, query.kind);
    let (above, below, order) = match direction {
        Direction::Older => (keys.start, from, "DESC"),
        Direction::Newer => (from, keys.end, "ASC"),
    };
    let mut values =
        vec![Value::Integer(above), Value::Integer(below), Value::Integer(i64::from(limit))];
    let is_search = !query.search.is_empty();
    let (table, key) = if is_search {
        values.push(Value::Text(fold(&query.search).into_owned()));
        values.push(Value::Text(user_name_key(&query.search)));
        // The narrow table is scanned, and the resource looked up for what is found.
        ("search_texts AS s CROSS JOIN resources AS r ON r.key = s.key", "s.key")
    } else {
        ("resources AS r", "r.key")
    };
    let mut condition = format!("{key} > ?1 AND {key} < ?2");
    if is_search {
        condition.push_str(" AND (instr(s.text, ?4) > 0 OR instr(s.text, ?5) > 0)");
    }
    condition.push_str(match query.state {
        BrowseState::All => "",
        BrowseState::Active => " AND r.active = 1",
        BrowseState::Inactive => " AND r.active = 0",
    });
    if query.state == BrowseState::Inactive && !is_search {
        // The index of the inactive has their keys in order.
        values.push(Value::Integer(query.directory.0));
        values.push(Value::Integer(query.kind.code()));
        condition.push_str(" AND r.directory = ?4 AND r.kind = ?5");
    }
    let sql =
        format!("SELECT {COLUMNS} FROM {table} WHERE {condition} ORDER BY {key} {order} LIMIT ?3");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(row::stored(row)?);
    }
    Ok(found)
}
