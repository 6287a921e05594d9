//! What an empty installation is, and how one becomes empty again.

use directory::archive::{ArchiveError, Standing};

use super::standing;
use crate::failure::Failure;
use crate::session::Session;

/// The tables that are filled from an archive, and what people call their rows.
const TABLES: [(&str, &str); 19] = [
    ("events", "a history"),
    ("event_subjects", "a history"),
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
];

/// Keeps everybody else from filling the installation, and servers from writing in it, until the
/// transaction ends.
pub(super) async fn lock(session: &Session) -> Result<(), ArchiveError> {
    // Long enough for the session of a program that has just ended to end as well.
    session.batch("SET LOCAL lock_timeout = '2s'").await?;
    let locked = session.batch("LOCK TABLE installation IN EXCLUSIVE MODE").await;
    match locked {
        Err(failure) if failure.is_locked() => {
            Err(ArchiveError::InUse("somebody else is filling it, or works in it".to_owned()))
        }
        outcome => Ok(outcome?),
    }?;
    Ok(session.batch("SET LOCAL lock_timeout = 0").await?)
}

/// Makes the installation ready to be filled: it must be empty, or be what is left of an attempt
/// that failed.
pub(super) async fn make_room(session: &Session) -> Result<(), ArchiveError> {
    match standing::read(session).await? {
        Standing::InUse => {}
        Standing::Importing => remove(session).await?,
        closed @ (Standing::Moving { .. } | Standing::Moved { .. }) => {
            return Err(ArchiveError::InUse(closed.objection().unwrap_or_default()));
        }
    }
    if let Some(found) = found(session).await? {
        return Err(ArchiveError::NotEmpty(found));
    }
    Ok(standing::write(session, &Standing::Importing).await?)
}

/// Removes the rows that the migrations have made, which the archive has as well.
pub(super) async fn make_way(session: &Session) -> Result<(), Failure> {
    session.batch("DELETE FROM counters; DELETE FROM directories").await
}

/// What the installation has, if it is not as it was made.
async fn found(session: &Session) -> Result<Option<String>, Failure> {
    let mut conditions = vec!["EXISTS (SELECT FROM directories WHERE id <> 1)".to_owned()];
    conditions.extend(TABLES.iter().map(|(table, _)| format!("EXISTS (SELECT FROM {table})")));
    let rows = session.query(&format!("SELECT {}", conditions.join(", ")), &[]).await?;
    let row = rows.first().ok_or_else(|| Failure::value("row", "missing"))?;
    let names = std::iter::once("directories of its own").chain(TABLES.map(|(_, what)| what));
    let mut found = Vec::new();
    for (at, what) in names.enumerate() {
        if row.try_get(at)? && !found.contains(&what) {
            found.push(what);
        }
    }
    Ok((!found.is_empty()).then(|| found.join(", ")))
}

/// Removes what an attempt has left, and opens the installation.
pub(super) async fn clear(session: &Session) -> Result<(), ArchiveError> {
    if standing::read(session).await? != Standing::Importing {
        let text = "it is not what an interrupted import has left".to_owned();
        return Err(ArchiveError::InUse(text));
    }
    remove(session).await?;
    Ok(standing::write(session, &Standing::InUse).await?)
}

/// Makes everything as the migrations have made it.
async fn remove(session: &Session) -> Result<(), Failure> {
    let tables = TABLES.map(|(table, _)| table).join(", ");
    session.batch(&format!("TRUNCATE {tables}, counters, directories, gaps")).await?;
    session
        .batch(
            "INSERT INTO directories (id, name, created, settings) VALUES (1, 'default', 0, '{}');
             INSERT INTO counters VALUES (1, 0, 0, 0, 0, 0, 0, 0);
             UPDATE installation SET revision = revision + 1, key_fingerprint = NULL",
        )
        .await
}

/// Has the database look at what came in, so that it plans for as much as there is.
pub(super) async fn analyze(session: &Session) -> Result<(), Failure> {
    let tables = TABLES.map(|(table, _)| table).join(", ");
    session.batch(&format!("ANALYZE {tables}")).await
}
