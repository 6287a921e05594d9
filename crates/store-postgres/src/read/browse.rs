//! Pages of users and groups for the dashboard, newest first.

use std::sync::Arc;

use directory::store::{BrowsePage, BrowseQuery, BrowseState, Direction};
use scim::text::{fold, user_name_key};
use store_sql::key;
use tokio_postgres::types::Type;

use super::row::{self, COLUMNS, Found};
use crate::failure::Failure;
use crate::session::{Param, Session};

/// Whether the page is read without searching for it.
pub(crate) fn is_short(query: &BrowseQuery) -> bool {
    query.search.is_empty() && query.state == BrowseState::All && query.limit <= 200
}

/// Reads the page. A page next to a resource that no longer exists is the first page.
pub(crate) async fn browse(
    session: Arc<Session>,
    query: &BrowseQuery,
) -> Result<BrowsePage, Failure> {
    let from = match query.from {
        None => None,
        Some((direction, id)) => {
            let sql = "SELECT key FROM resources WHERE directory = $1 AND id = $2";
            let params: [Param<'_>; 2] = [(&query.directory.0, Type::INT8), (&id.0, Type::UUID)];
            match session.query(sql, &params).await?.first() {
                Some(row) => Some((direction, row.try_get::<_, i64>(0)?)),
                None => None,
            }
        }
    };
    let keys = key::resources(query.directory, query.kind);
    let (direction, start) = from.unwrap_or((Direction::Older, keys.end));
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let mut found =
        select(&session, query, direction, start, query.limit.saturating_add(1)).await?;
    let more_ahead = found.len() > limit;
    found.truncate(limit);
    // Behind the page lies what the page is next to, if that matches, and what lies behind that.
    let (back, behind) = match direction {
        Direction::Older => (Direction::Newer, start.saturating_sub(1)),
        Direction::Newer => (Direction::Older, start.saturating_add(1)),
    };
    let more_behind = from.is_some() && !select(&session, query, back, behind, 1).await?.is_empty();
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
async fn select(
    session: &Session,
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
    let limit = i64::from(limit);
    let folded = fold(&query.search).into_owned();
    let name = user_name_key(&query.search);
    let mut params: Vec<Param<'_>> = vec![
        (&query.directory.0, Type::INT8),
        (&above, Type::INT8),
        (&below, Type::INT8),
        (&limit, Type::INT8),
    ];
    let is_search = !query.search.is_empty();
    let table = if is_search {
        params.push((&folded, Type::TEXT));
        params.push((&name, Type::TEXT));
        // The narrow table is scanned, and the resource looked up for what is found.
        "search_texts AS s JOIN resources AS r ON r.directory = s.directory AND r.key = s.key"
    } else {
        "resources AS r"
    };
    let of = if is_search { "s" } else { "r" };
    let mut condition = format!("{of}.directory = $1 AND {of}.key > $2 AND {of}.key < $3");
    if is_search {
        condition.push_str(" AND (strpos(s.text, $5) > 0 OR strpos(s.text, $6) > 0)");
    }
    let kind = i16::try_from(query.kind.code()).unwrap_or(i16::MAX);
    condition.push_str(match query.state {
        BrowseState::All => "",
        BrowseState::Active => " AND r.active = 1",
        BrowseState::Inactive => " AND r.active = 0",
    });
    if query.state == BrowseState::Inactive && !is_search {
        // The index of the inactive has no others.
        params.push((&kind, Type::INT2));
        condition.push_str(" AND r.kind = $5");
    }
    let sql = format!(
        "SELECT {COLUMNS} FROM {table} WHERE {condition} ORDER BY {of}.key {order} LIMIT $4"
    );
    session.query(&sql, &params).await?.iter().map(row::stored).collect()
}
