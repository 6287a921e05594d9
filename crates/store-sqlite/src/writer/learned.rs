//! Keeps what was learned about custom attributes.

use directory::resource::Kind;
use scim::Learned;

use super::apply::Application;
use crate::failure::Failure;

/// Appends what is new. Nothing is merged here: taking in all that was ever learned gives the same
/// attributes in whatever order it came, and so two processes can learn at the same time.
pub(super) fn learn(
    application: &mut Application<'_, '_>,
    kind: Kind,
    attributes: &[Learned],
) -> Result<(), Failure> {
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
