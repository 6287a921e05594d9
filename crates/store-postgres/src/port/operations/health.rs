//! The state of the database.

use directory::store::{Health, StoreError};

use crate::failure::Failure;
use crate::migrate::known_level;
use crate::shared::Shared;

const BEAT: &str = "UPDATE installation SET heartbeat = heartbeat + 1";

const STATE: &str = "
    SELECT current_setting('server_version'), pg_database_size(current_database()),
        (SELECT max(level) FROM schema_steps), (SELECT max(serves) FROM schema_steps)";

/// Finds out whether the database can be read and written.
pub(super) async fn health(shared: &Shared, upkeep: &Shared, location: &str) -> Health {
    let mut health = Health {
        engine: "PostgreSQL".to_owned(),
        location: location.to_owned(),
        schema_level: 0,
        bytes: None,
        problems: Vec::new(),
    };
    if let Err(error) = upkeep.query(BEAT, &[]).await {
        health.problems.push(format!("it cannot be written: {error}"));
    }
    if let Err(error) = read(shared, &mut health).await {
        health.problems.push(format!("it cannot be read: {error}"));
    }
    health
}

async fn read(shared: &Shared, health: &mut Health) -> Result<(), StoreError> {
    let rows = shared.query(STATE, &[]).await?;
    let Some(row) = rows.first() else { return Ok(()) };
    let mut take = || -> Result<(), Failure> {
        let version: &str = row.try_get(0)?;
        // Debian appends where the package is from.
        let version = version.split(' ').next().unwrap_or(version);
        health.engine = format!("PostgreSQL {version}");
        health.bytes = u64::try_from(row.try_get::<_, i64>(1)?).ok();
        health.schema_level = row.try_get::<_, i32>(2)?.try_into().unwrap_or(0);
        if i64::from(row.try_get::<_, i32>(3)?) > i64::from(known_level()) {
            let text = "a newer version of Provisor has changed its schema: upgrade this one";
            health.problems.push(text.to_owned());
        }
        Ok(())
    };
    take().map_err(Failure::into_store_error)
}
