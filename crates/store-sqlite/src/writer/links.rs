//! Keeps links, and the domains by which they may be made.

use directory::change::Refusal;
use directory::id::ResourceId;
use directory::link::{Link, LinkState, Provider};

use super::application::Application;
use crate::failure::Failure;

/// Refuses a provider that is linked to a user without an admin's word.
pub(super) fn refuse_bound(
    application: &Application<'_, '_>,
    user: ResourceId,
    provider: &Provider,
) -> Result<(), Failure> {
    let [one, other] = LinkState::BINDING.map(LinkState::code);
    let bound: Option<i64> = application.batch.first(
        "SELECT 1 FROM links
         WHERE directory = ?1 AND user_id = ?2 AND (token = ?3 OR label = ?4) AND state IN (?5, ?6)
         LIMIT 1",
        (
            application.directory.0,
            user.0.as_bytes(),
            provider.token.0.as_bytes(),
            &provider.label,
            one,
            other,
        ),
        |row| row.get(0),
    )?;
    if bound.is_some() { Err(Refusal::Bound.into()) } else { Ok(()) }
}

/// Writes a link, if it is as it was when that was decided.
pub(super) fn link(
    application: &mut Application<'_, '_>,
    link: &Link,
    from: Option<LinkState>,
) -> Result<(), Failure> {
    let directory = application.directory;
    let now: Option<i64> = application.batch.first(
        "SELECT state FROM links WHERE directory = ?1 AND user_id = ?2 AND token = ?3",
        (directory.0, link.user.0.as_bytes(), link.token.0.as_bytes()),
        |row| row.get(0),
    )?;
    if now != from.map(LinkState::code) {
        return Err(Refusal::VersionConflict.into());
    }
    application.batch.execute(
        "INSERT OR REPLACE INTO links (directory, user_id, token, label, state, at, sent)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        (
            directory.0,
            link.user.0.as_bytes(),
            link.token.0.as_bytes(),
            &link.label,
            link.state.code(),
            link.at.as_micros(),
            &link.sent,
        ),
    )?;
    Ok(())
}

/// Writes the verified domains.
pub(super) fn verified_domains(
    application: &Application<'_, '_>,
    domains: &[String],
) -> Result<(), Failure> {
    let directory = application.directory;
    application
        .batch
        .execute("DELETE FROM verified_domains WHERE directory = ?1", [directory.0])?;
    for domain in domains {
        application.batch.execute(
            "INSERT OR IGNORE INTO verified_domains (directory, domain) VALUES (?1, ?2)",
            (directory.0, domain),
        )?;
    }
    Ok(())
}
