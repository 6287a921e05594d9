//! What `doctor` finds out about a data directory without a running store.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};
use store_sql::migrate;

use crate::connection::{self, APPLICATION_ID};
use crate::open::{self, FILE_NAME, MIGRATIONS, OpenError};

/// The state of a database file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckReport {
    /// The level of its schema; 0 when it was never migrated.
    pub schema_level: u32,
    /// The level that this program works with.
    pub known_level: u32,
    /// Bytes it takes on disk, with its log.
    pub bytes: Option<u64>,
    /// What is wrong, in plain words; empty when all is well.
    pub problems: Vec<String>,
}

/// Reads the whole database of a data directory and reports what is wrong with it. Changes
/// nothing, and works beside a running server.
pub fn check(directory: &Path) -> Result<CheckReport, OpenError> {
    if !directory.exists() {
        return Err(OpenError::NoDirectory(directory.to_owned()));
    }
    let file = directory.join(FILE_NAME);
    if !file.exists() {
        return Err(OpenError::NoDatabase(file));
    }
    let failed = |error: rusqlite::Error| open::open_error(&file, &error);
    let connection = Connection::open_with_flags(
        &file,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
    .map_err(failed)?;
    let id: i32 =
        connection.pragma_query_value(None, "application_id", |row| row.get(0)).map_err(failed)?;
    if id != APPLICATION_ID {
        return Err(OpenError::Foreign(file));
    }
    let applied = open::applied(&connection).map_err(failed)?;
    let mut problems = Vec::new();
    match migrate::plan(MIGRATIONS, &applied) {
        Ok(pending) => problems.extend(
            pending.iter().map(|step| format!("step {step} of the schema is not applied yet")),
        ),
        Err(error) => problems.push(error.to_string()),
    }
    damages(&connection, &mut problems).map_err(failed)?;
    tighten_hint(&file, &mut problems);
    Ok(CheckReport {
        schema_level: applied.last().map_or(0, |step| step.level),
        known_level: open::known_level(),
        bytes: connection::bytes(&file),
        problems,
    })
}

fn damages(connection: &Connection, problems: &mut Vec<String>) -> rusqlite::Result<()> {
    let mut statement = connection.prepare("PRAGMA integrity_check(20)")?;
    for line in statement.query_map((), |row| row.get::<_, String>(0))? {
        let line = line?;
        if line != "ok" {
            problems.push(format!("the database file is damaged: {line}"));
        }
    }
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    let dangling = statement.query_map((), |row| row.get::<_, String>(0))?.count();
    if dangling > 0 {
        problems.push(format!("{dangling} rows refer to rows that do not exist"));
    }
    Ok(())
}

#[cfg(unix)]
fn tighten_hint(file: &Path, problems: &mut Vec<String>) {
    use std::os::unix::fs::PermissionsExt;
    let Ok(metadata) = std::fs::metadata(file) else { return };
    if metadata.permissions().mode() & 0o077 != 0 {
        problems.push(format!(
            "{} can be read by other users of this machine: `chmod 600` it",
            file.display()
        ));
    }
}

#[cfg(not(unix))]
fn tighten_hint(_file: &Path, _problems: &mut Vec<String>) {}
