//! Keeps the resource types beside users and groups.

use directory::change::{Refusal, Write};
use directory::id::DirectoryId;
use directory::resource::Kind;
use directory::schemas::UniqueIndex;
use directory::types::TypeChange;

use super::application::Application;
use super::batch::Batch;
use super::declared;
use crate::failure::Failure;

/// Whether a resource of such a type is written.
pub(super) fn is_of_type(write: &Write) -> bool {
    match write {
        Write::Insert(row) | Write::Update(row) | Write::Restore(row) => row.kind.is_custom(),
        _ => false,
    }
}

/// Refuses what was decided before a type was last loaded or removed.
pub(super) fn check(batch: &Batch<'_>, directory: DirectoryId, level: i64) -> Result<(), Failure> {
    let now: Option<i64> = batch.first(
        "SELECT coalesce(max(sequence), 0) FROM resource_types WHERE directory = ?1",
        [directory.0],
        |row| row.get(0),
    )?;
    if now == Some(level) { Ok(()) } else { Err(Refusal::VersionConflict.into()) }
}

/// Appends a step, and gathers the unique values of the type anew.
pub(super) fn change(
    application: &mut Application<'_, '_>,
    change: &TypeChange,
    level: i64,
    unique: &[UniqueIndex],
    empty: bool,
) -> Result<(), Failure> {
    let (directory, kind) = (application.directory, Kind::Custom(change.code()));
    check(application.batch, directory, level)?;
    let present = application.batch.present(directory, kind)?;
    if empty && present > 0 {
        let resources = u64::try_from(present).unwrap_or_default();
        return Err(Refusal::TypeInUse { resources }.into());
    }
    application.batch.execute(
        "INSERT INTO resource_types (directory, sequence, change) VALUES (?1, ?2, ?3)",
        (directory.0, level + 1, serde_json::to_string(change)?),
    )?;
    application.batch.execute(
        "DELETE FROM unique_values WHERE directory = ?1 AND kind = ?2",
        (directory.0, kind.code()),
    )?;
    declared::gather(application, unique)?;
    application.batch.revise();
    Ok(())
}
