//! Plans what becomes of resource types beside users and groups.

use directory::change::{Refusal, Write};
use directory::resource::Kind;
use directory::schemas::UniqueIndex;
use directory::types::TypeChange;

use super::delta::Changed;
use super::stage::Stage;
use crate::failure::Failure;

/// Whether a resource of such a type is written.
pub(super) fn is_of_type(write: &Write) -> bool {
    match write {
        Write::Insert(row) | Write::Update(row) | Write::Restore(row) => row.kind.is_custom(),
        _ => false,
    }
}

/// Appends a step, if nothing else became of a type since `level`.
pub(super) fn change(
    stage: &mut Stage<'_>,
    change: &TypeChange,
    level: i64,
    unique: &[UniqueIndex],
    empty: bool,
) -> Result<(), Failure> {
    // A directory that does not exist has no counters.
    stage.counters()?;
    if stage.last_changed_type() != level {
        return Err(Refusal::VersionConflict.into());
    }
    let kind = Kind::Custom(change.code());
    let present = stage.kind_counters(kind).present;
    if empty && present > 0 {
        let resources = u64::try_from(present).unwrap_or_default();
        return Err(Refusal::TypeInUse { resources }.into());
    }
    stage.own.types.push(Changed {
        directory: stage.directory,
        sequence: level + 1,
        kind,
        text: serde_json::to_string(change)?,
        unique: unique.to_vec(),
    });
    stage.own.revised = true;
    Ok(())
}
