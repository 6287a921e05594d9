//! Keeps what is declared about schemas, and the values that must be unique.

use directory::change::Refusal;
use directory::id::DirectoryId;
use directory::resource::Row;
use directory::schemas::{SchemaChange, UniqueIndex};
use store_sql::unique;

use super::application::Application;
use super::batch::Batch;
use crate::dialect::Sqlite;
use crate::failure::Failure;

/// Refuses what was decided before the last declaration.
pub(super) fn check(batch: &Batch<'_>, directory: DirectoryId, level: i64) -> Result<(), Failure> {
    let now: Option<i64> = batch.first(
        "SELECT coalesce(max(sequence), 0) FROM declarations WHERE directory = ?1",
        [directory.0],
        |row| row.get(0),
    )?;
    if now == Some(level) { Ok(()) } else { Err(Refusal::VersionConflict.into()) }
}

/// Appends a step, and gathers the unique values anew.
pub(super) fn declare(
    application: &mut Application<'_, '_>,
    change: &SchemaChange,
    level: i64,
    unique: &[UniqueIndex],
) -> Result<(), Failure> {
    let directory = application.directory;
    check(application.batch, directory, level)?;
    application.batch.execute(
        "INSERT INTO declarations (directory, sequence, change) VALUES (?1, ?2, ?3)",
        (directory.0, level + 1, serde_json::to_string(change)?),
    )?;
    application.batch.execute("DELETE FROM unique_values WHERE directory = ?1", [directory.0])?;
    gather(application, unique)?;
    application.batch.revise();
    Ok(())
}

/// Gathers the values of attributes that must be unique.
pub(super) fn gather(
    application: &Application<'_, '_>,
    unique: &[UniqueIndex],
) -> Result<(), Failure> {
    for UniqueIndex { kind, attribute } in unique {
        application.batch.execute(
            &unique::gather(&Sqlite, attribute),
            (application.directory.0, kind.code(), &attribute.name),
        )?;
    }
    Ok(())
}

/// Writes the values of a resource that no other may have.
pub(super) fn claim(
    application: &Application<'_, '_>,
    key: i64,
    row: &Row,
    is_new: bool,
) -> Result<(), Failure> {
    let Some(values) = &row.unique else {
        return Ok(());
    };
    if !is_new {
        release(application, key)?;
    }
    for value in values {
        let added = application.batch.execute(
            "INSERT OR IGNORE INTO unique_values (directory, kind, attribute, value, key)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            (application.directory.0, row.kind.code(), &value.attribute, &value.value, key),
        )?;
        if added == 0 && !value.is_kept {
            let attribute = value.attribute.clone();
            return Err(Refusal::ValueTaken { kind: row.kind, attribute }.into());
        }
    }
    Ok(())
}

/// Gives up the values of a resource.
pub(super) fn release(application: &Application<'_, '_>, key: i64) -> Result<(), Failure> {
    application.batch.execute("DELETE FROM unique_values WHERE key = ?1", [key])?;
    Ok(())
}
