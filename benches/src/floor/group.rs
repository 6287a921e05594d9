//! Groups and their members.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path as Segment, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::{Value, json};
use uuid::Uuid;

use super::read::with;
use super::schema::text;
use super::{Floor, answer, failed};

pub(super) async fn read(
    State(floor): State<Arc<Floor>>,
    Segment(id): Segment<Uuid>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let whole = query.get("excludedAttributes").is_none_or(|excluded| excluded != "members");
    let found = with(&floor.file, |connection| {
        let mut find = connection.prepare_cached("SELECT seq, name FROM groups WHERE id = ?1")?;
        let found = find.query_row([id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)));
        let Some((group, name)) = found.optional()? else { return Ok(None) };
        print(connection, id, group, name, whole).map(Some)
    });
    match found {
        Ok(Some(body)) => answer(StatusCode::OK, body.into_bytes()),
        Ok(None) => answer(StatusCode::NOT_FOUND, Vec::new()),
        Err(error) => failed(error),
    }
}

/// A group, with the same of each member that the server answers.
fn print(
    connection: &Connection,
    id: Uuid,
    group: i64,
    name: String,
    whole: bool,
) -> rusqlite::Result<String> {
    let head = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "id": id,
        "displayName": name,
        "meta": { "resourceType": "Group" },
    });
    let mut body = head.to_string();
    if !whole {
        return Ok(body);
    }
    body.pop();
    body.push_str(r#","members":["#);
    let mut list =
        connection.prepare_cached("SELECT id, display FROM members WHERE grp = ?1 ORDER BY usr")?;
    let mut rows = list.query([group])?;
    let mut space = Uuid::encode_buffer();
    let mut separator = "";
    while let Some(row) = rows.next()? {
        let id = Uuid::from_slice(row.get_ref(0)?.as_blob()?).unwrap_or_default();
        let id = id.as_hyphenated().encode_lower(&mut space);
        let display = row.get_ref(1)?.as_str()?;
        body.push_str(separator);
        for part in [
            r#"{"value":""#,
            id,
            r#"","$ref":"http://127.0.0.1:7644/scim/v2/Users/"#,
            id,
            r#"","type":"User","display":""#,
            display,
            r#""}"#,
        ] {
            body.push_str(part);
        }
        separator = ",";
    }
    body.push_str("]}");
    Ok(body)
}

pub(super) async fn change(
    State(floor): State<Arc<Floor>>,
    Segment(id): Segment<Uuid>,
    body: Bytes,
) -> Response {
    let Ok(patch) = serde_json::from_slice::<Value>(&body) else {
        return answer(StatusCode::BAD_REQUEST, Vec::new());
    };
    let change = move |connection: &Connection| {
        let mut find = connection.prepare_cached("SELECT seq FROM groups WHERE id = ?1")?;
        let found = find.query_row([id.as_bytes()], |row| row.get::<_, i64>(0)).optional()?;
        let Some(group) = found else { return Ok((StatusCode::NOT_FOUND, String::new())) };
        for operation in patch["Operations"].as_array().into_iter().flatten() {
            if text(operation, "op") == "add" {
                for member in operation["value"].as_array().into_iter().flatten() {
                    add(connection, group, text(member, "value"))?;
                }
            } else {
                remove(connection, group, text(operation, "path"))?;
            }
        }
        connection
            .prepare_cached("UPDATE groups SET version = version + 1 WHERE seq = ?1")?
            .execute([group])?;
        Ok((StatusCode::NO_CONTENT, String::new()))
    };
    floor.writer.make(change).await
}

fn add(connection: &Connection, group: i64, user: &str) -> rusqlite::Result<()> {
    let id = user.parse::<Uuid>().unwrap_or_default();
    let mut insert = connection.prepare_cached(
        "INSERT OR IGNORE INTO members (grp, usr, id, display)
         SELECT ?1, seq, id, body ->> 'displayName' FROM users WHERE id = ?2",
    )?;
    insert.execute(params![group, id.as_bytes()]).map(drop)
}

/// The path is `members[value eq "…"]`.
fn remove(connection: &Connection, group: i64, path: &str) -> rusqlite::Result<()> {
    let id = path.split('"').nth(1).and_then(|id| id.parse::<Uuid>().ok()).unwrap_or_default();
    let mut delete = connection.prepare_cached(
        "DELETE FROM members
         WHERE grp = ?1 AND usr = (SELECT seq FROM users WHERE id = ?2)",
    )?;
    delete.execute(params![group, id.as_bytes()]).map(drop)
}
