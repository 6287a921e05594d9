//! Keeps what was learned about custom attributes.

use directory::change::Refusal;
use directory::resource::Kind;
use scim::Learned;

use super::application::Application;
use crate::failure::Failure;

/// Appends what is new, if nothing else was learned since `level`: what is new, and whether it is
/// within the limits, was decided then. Nothing is merged here: taking in all that was ever learned
/// gives the present attributes.
pub(super) fn learn(
    application: &mut Application<'_, '_>,
    kind: Kind,
    attributes: &[Learned],
    level: i64,
) -> Result<(), Failure> {
    let now: Option<i64> = application.batch.first(
        "SELECT coalesce(max(sequence), 0) FROM learned_attributes WHERE directory = ?1",
        [application.directory.0],
        |row| row.get(0),
    )?;
    if now != Some(level) {
        return Err(Refusal::VersionConflict.into());
    }
    for learned in attributes {
        let added = application.batch.execute(
            "INSERT OR IGNORE INTO learned_attributes (directory, sequence, kind, learned)
             VALUES (
                 ?1,
                 (SELECT coalesce(max(sequence), 0) + 1 FROM learned_attributes
                  WHERE directory = ?1),
                 ?2, ?3)",
            (application.directory.0, kind.code(), serde_json::to_string(learned)?),
        )?;
        if added > 0 {
            application.batch.revise();
        }
    }
    Ok(())
}
