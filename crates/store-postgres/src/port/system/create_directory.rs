//! A new directory.

use std::sync::Arc;

use directory::id::DirectoryId;
use directory::settings::Settings;
use directory::time::Timestamp;
use store_sql::key::MAX_DIRECTORY;
use tokio_postgres::types::Type;

use crate::failure::Failure;
use crate::session::Session;

/// One process at a time makes directories; every node is to hear of the new one.
const REVISE: &str = "UPDATE installation SET revision = revision + 1";

/// Makes a directory, or finds the one that has the name.
pub(super) async fn create(
    session: Arc<Session>,
    name: &str,
    now: Timestamp,
) -> Result<DirectoryId, Failure> {
    session.batch(REVISE).await?;
    let sql = "SELECT id FROM directories WHERE name = $1";
    let found = session.query(sql, &[(&name, Type::TEXT)]).await?;
    if let Some(row) = found.first() {
        return Ok(DirectoryId(row.try_get(0)?));
    }
    let last = session.query("SELECT coalesce(max(id), 0) FROM directories", &[]).await?;
    let id = last.first().map_or(Ok(0), |row| row.try_get::<_, i64>(0))? + 1;
    if id > MAX_DIRECTORY {
        return Err(Failure::Broken(format!("there are {MAX_DIRECTORY} directories already")));
    }
    let settings = serde_json::to_string(&Settings::default())?;
    session
        .execute(
            "INSERT INTO directories (id, name, created, settings) VALUES ($1, $2, $3, $4)",
            &[
                (&id, Type::INT8),
                (&name, Type::TEXT),
                (&now.as_micros(), Type::INT8),
                (&settings, Type::TEXT),
            ],
        )
        .await?;
    session
        .execute(
            "INSERT INTO counters (directory, users, active_users, groups, nested, removed_users,
                 removed_groups, position)
             VALUES ($1, 0, 0, 0, 0, 0, 0, 0)",
            &[(&id, Type::INT8)],
        )
        .await?;
    Ok(DirectoryId(id))
}
