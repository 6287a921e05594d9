//! Reading users.

use std::cell::RefCell;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::extract::{Path as Segment, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use rusqlite::{Connection, OptionalExtension as _};
use serde::Deserialize;
use uuid::Uuid;

use super::{Floor, answer, failed, schema};

thread_local! {
    static CONNECTION: RefCell<Option<Connection>> = const { RefCell::new(None) };
}

/// Reads on the connection of this thread.
pub(super) fn with<T>(
    file: &Path,
    read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    CONNECTION.with_borrow_mut(|connection| {
        if let Some(connection) = connection {
            return read(connection);
        }
        read(connection.insert(schema::open(file)?))
    })
}

pub(super) async fn user(State(floor): State<Arc<Floor>>, Segment(id): Segment<Uuid>) -> Response {
    let found = with(&floor.file, |connection| {
        let mut find = connection.prepare_cached("SELECT body FROM users WHERE id = ?1")?;
        find.query_row([id.as_bytes()], |row| row.get::<_, String>(0)).optional()
    });
    match found {
        Ok(Some(body)) => answer(StatusCode::OK, body.into_bytes()),
        Ok(None) => answer(StatusCode::NOT_FOUND, Vec::new()),
        Err(error) => failed(error),
    }
}

#[derive(Deserialize)]
pub(super) struct ListQuery {
    filter: Option<String>,
    #[serde(rename = "startIndex")]
    start: Option<usize>,
    count: Option<usize>,
}

pub(super) async fn list(
    State(floor): State<Arc<Floor>>,
    Query(query): Query<ListQuery>,
) -> Response {
    let listed = with(&floor.file, |connection| {
        if let Some(filter) = &query.filter {
            let found = find(connection, filter)?;
            return Ok(page(found.len(), 1, &found));
        }
        let (start, count) = (query.start.unwrap_or(1).max(1), query.count.unwrap_or(100));
        let total = floor.users.load(Ordering::Relaxed);
        // Nobody was ever deleted here, so the rows are numbered as the list is.
        let mut list = connection
            .prepare_cached("SELECT body FROM users WHERE seq >= ?1 ORDER BY seq LIMIT ?2")?;
        let bounds = (i64::try_from(start).ok(), i64::try_from(count).ok());
        let found = list.query_map(bounds, |row| row.get(0))?;
        Ok(page(total, start, &found.collect::<rusqlite::Result<Vec<String>>>()?))
    });
    listed.map_or_else(failed, |body| answer(StatusCode::OK, body.into_bytes()))
}

/// Understands `attribute eq "value"` and nothing else.
fn find(connection: &Connection, filter: &str) -> rusqlite::Result<Vec<String>> {
    let mut words = filter.splitn(3, ' ');
    let (attribute, value) = (words.next().unwrap_or_default(), words.nth(1).unwrap_or_default());
    let value = value.trim_matches('"');
    let (sql, value) = match attribute {
        "userName" => ("SELECT body FROM users WHERE user_name = ?1", value.to_lowercase()),
        _ => ("SELECT body FROM users WHERE external_id = ?1", value.to_owned()),
    };
    let mut find = connection.prepare_cached(sql)?;
    find.query_map([value], |row| row.get(0))?.collect()
}

fn page(total: usize, start: usize, resources: &[String]) -> String {
    let count = resources.len();
    let mut page = format!(
        r#"{{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":{total},"startIndex":{start},"itemsPerPage":{count},"Resources":["#
    );
    page.reserve(resources.iter().map(|resource| resource.len() + 1).sum::<usize>() + 2);
    for (position, resource) in resources.iter().enumerate() {
        if position > 0 {
            page.push(',');
        }
        page.push_str(resource);
    }
    page.push_str("]}");
    page
}
