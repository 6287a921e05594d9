//! What an empty installation is, and how one becomes empty again.

use directory::archive::{ArchiveError, Standing};
use rusqlite::Connection;

use super::standing::{set_standing, standing};
use crate::failure::Failure;

/// The tables that are filled from an archive, what refers to others first, and what people call
/// their rows.
const TABLES: [(&str, &str); 20] = [
    ("event_subjects", "a history"),
    ("events", "a history"),
    ("members", "members of groups"),
    ("search_texts", "users or groups"),
    ("emails", "users or groups"),
    ("unique_values", "users or groups"),
    ("resources", "users or groups"),
    ("tombstones", "deleted users or groups"),
    ("requests", "a log of requests"),
    ("activity", "a history"),
    ("sessions", "sessions of admins"),
    ("admins", "admins"),
    ("infra_tokens", "infra tokens"),
    ("learned_attributes", "custom attributes"),
    ("links", "links of infra tokens"),
    ("verified_domains", "verified domains"),
    ("declarations", "declared schemas"),
    ("resource_types", "resource types"),
    ("kind_counters", "a history"),
    ("counters", "a history"),
];

/// Makes the installation ready to be filled, within a transaction: it must be empty, or be what is
/// left of an attempt that failed.
pub(super) fn make_room(connection: &Connection) -> Result<(), ArchiveError> {
    let failed = Failure::into_archive_error;
    match standing(connection).map_err(failed)? {
        Standing::InUse => {}
        Standing::Importing => remove(connection).map_err(failed)?,
        closed @ (Standing::Moving { .. } | Standing::Moved { .. }) => {
            return Err(ArchiveError::InUse(closed.objection().unwrap_or_default()));
        }
    }
    if let Some(found) = found(connection).map_err(failed)? {
        return Err(ArchiveError::NotEmpty(found));
    }
    let begin = || {
        connection.execute("DELETE FROM directories", ())?;
        set_standing(connection, &Standing::Importing)
    };
    begin().map_err(failed)
}

/// What the installation has, if it is not as it was made.
fn found(connection: &Connection) -> Result<Option<String>, Failure> {
    let directories = "EXISTS (SELECT 1 FROM directories WHERE id <> 1)";
    let others = [(directories.to_owned(), "directories of its own")];
    let tables = TABLES.map(|(table, what)| (format!("EXISTS (SELECT 1 FROM {table})"), what));
    let mut found = Vec::new();
    for (condition, what) in others.into_iter().chain(tables) {
        let has: bool =
            connection.query_row(&format!("SELECT {condition}"), (), |row| row.get(0))?;
        if has && !found.contains(&what) {
            found.push(what);
        }
    }
    Ok((!found.is_empty()).then(|| found.join(", ")))
}

/// Removes what an attempt has left, and opens the installation; within a transaction.
pub(super) fn clear(connection: &Connection) -> Result<(), ArchiveError> {
    let failed = Failure::into_archive_error;
    if standing(connection).map_err(failed)? != Standing::Importing {
        let text = "it is not what an interrupted import has left".to_owned();
        return Err(ArchiveError::InUse(text));
    }
    let clear = || {
        remove(connection)?;
        set_standing(connection, &Standing::InUse)
    };
    clear().map_err(failed)
}

/// Makes everything as the migrations have made it.
fn remove(connection: &Connection) -> Result<(), Failure> {
    for (table, _) in TABLES {
        // Without a condition, SQLite frees the pages without looking at the rows. Rows of other
        // directories are meant as well.
        connection.execute(&format!("DELETE FROM {table}"), ())?;
    }
    connection.execute("DELETE FROM directories", ())?;
    connection.execute(
        "INSERT INTO directories (id, name, created, settings) VALUES (1, 'default', 0, '{}')",
        (),
    )?;
    connection
        .execute("UPDATE installation SET revision = revision + 1, key_fingerprint = NULL", ())?;
    Ok(())
}
