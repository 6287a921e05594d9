//! The tables of the floor and of the SQL alone: a row with three indexes beside its key for a
//! user, one with an index for a membership.

use std::path::Path;

use rusqlite::{Connection, Statement, params};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::people;
use crate::subject::OUTSIDERS;
use crate::workload::Known;

const TABLES: &str = "
    CREATE TABLE users (
        seq INTEGER PRIMARY KEY, id BLOB NOT NULL, user_name TEXT NOT NULL, external_id TEXT,
        body TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX users_by_id ON users (id);
    CREATE UNIQUE INDEX users_by_name ON users (user_name);
    CREATE INDEX users_by_external_id ON users (external_id);
    CREATE TABLE groups (
        seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, name TEXT NOT NULL,
        version INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE members (
        grp INTEGER NOT NULL, usr INTEGER NOT NULL, id BLOB NOT NULL, display TEXT NOT NULL,
        PRIMARY KEY (grp, usr)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX members_by_user ON members (usr, grp);
";

pub(crate) const INSERT: &str =
    "INSERT INTO users (id, user_name, external_id, body) VALUES (?1, ?2, ?3, ?4)";

/// The id of the user with a number: in the order of creation, as the server's are.
pub(crate) fn user_id(number: usize) -> Uuid {
    Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0000 | number as u128)
}

/// The id of the group with a number of members.
pub(crate) fn group_id(members: usize) -> Uuid {
    Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0000 | members as u128)
}

/// What workloads need of a floor with users and groups.
pub(crate) fn known(users: usize, members: &[usize], connections: usize) -> Known {
    let group = |size: &usize| (*size, group_id(*size).to_string());
    Known {
        users,
        ids: (0..users + OUTSIDERS).map(|number| user_id(number).to_string()).collect(),
        groups: members.iter().map(group).collect(),
        cursors: [].into(),
        connections,
    }
}

/// A connection that loses nothing it has committed.
pub(crate) fn open(file: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(file)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "cache_size", -(128 << 10))?;
    connection.pragma_update(None, "mmap_size", 8_i64 << 30)?;
    connection.pragma_update(None, "wal_autocheckpoint", 8_000)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Makes a database with users and groups.
pub(crate) fn fill(file: &Path, users: usize, members: &[usize]) -> rusqlite::Result<()> {
    let mut connection = open(file)?;
    connection.execute_batch(TABLES)?;
    let transaction = connection.transaction()?;
    let mut insert = transaction.prepare(INSERT)?;
    for number in 0..users {
        insert_user(&mut insert, number, &people::user(number, "Engineer"))?;
    }
    drop(insert);
    for (seq, count) in (1_i64..).zip(members) {
        let last = i64::try_from(*count).unwrap_or(i64::MAX);
        transaction.execute(
            "INSERT INTO groups (seq, id, name, version) VALUES (?1, ?2, ?3, 1)",
            params![seq, group_id(*count).as_bytes(), people::group_name(*count)],
        )?;
        transaction.execute(
            "INSERT INTO members (grp, usr, id, display)
             SELECT ?1, seq, id, body ->> 'displayName' FROM users WHERE seq <= ?2",
            params![seq, last],
        )?;
    }
    transaction.commit()?;
    connection.pragma_update(None, "wal_checkpoint", "TRUNCATE")
}

/// Inserts the user with a number.
pub(crate) fn insert_user(
    insert: &mut Statement<'_>,
    number: usize,
    body: &str,
) -> rusqlite::Result<()> {
    let value: Value = serde_json::from_str(body).unwrap_or_default();
    let id = user_id(number);
    let (name, external) = (text(&value, "userName"), text(&value, "externalId"));
    insert.execute(params![
        id.as_bytes(),
        name.to_lowercase(),
        external,
        stored(value.clone(), id)
    ])?;
    Ok(())
}

/// The text of an attribute.
pub(super) fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The bytes that are stored and answered.
pub(super) fn stored(mut value: Value, id: Uuid) -> String {
    if let Some(user) = value.as_object_mut() {
        user.insert("id".to_owned(), json!(id));
        let meta = json!({
            "resourceType": "User",
            "created": "2026-01-01T00:00:00.000000Z",
            "lastModified": "2026-01-01T00:00:00.000000Z",
            "location": format!("http://127.0.0.1:7644/scim/v2/Users/{id}"),
            "version": "W/\"1\"",
        });
        user.insert("meta".to_owned(), meta);
    }
    value.to_string()
}
