//! Bringing a database to the present schema.

pub(crate) mod partitions;
#[cfg(test)]
mod tests;

use std::time::Duration;

use store_sql::migrate::{self, Applied, Migration, MigrationError};
use tokio_postgres::types::Type;

use crate::failure::Failure;
use crate::open::OpenError;
use crate::place::{Place, Purpose};
use crate::session::Session;

/// The steps of the schema.
pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        level: 1,
        name: "tables",
        serves: 1,
        sql: include_str!("../migrations/0001_tables.sql"),
    },
    Migration {
        level: 2,
        name: "functions",
        serves: 1,
        sql: include_str!("../migrations/0002_functions.sql"),
    },
    Migration {
        level: 3,
        name: "statistics",
        serves: 1,
        sql: include_str!("../migrations/0003_statistics.sql"),
    },
    Migration {
        level: 4,
        name: "members",
        serves: 1,
        sql: include_str!("../migrations/0004_members.sql"),
    },
    Migration {
        level: 5,
        name: "tombstones",
        serves: 1,
        sql: include_str!("../migrations/0005_tombstones.sql"),
    },
    Migration {
        level: 6,
        name: "declarations",
        serves: 1,
        sql: include_str!("../migrations/0006_declarations.sql"),
    },
    Migration {
        level: 7,
        name: "links",
        serves: 1,
        sql: include_str!("../migrations/0007_links.sql"),
    },
    Migration {
        level: 8,
        name: "resource types",
        serves: 1,
        sql: include_str!("../migrations/0008_resource_types.sql"),
    },
];

/// Who migrates holds this lock: the letters `PRVS`.
const LOCK: &str = "SELECT pg_advisory_xact_lock(1347573331)";

/// How long a step may wait for a table. While it waits, everybody else who wants the table waits
/// behind it: a long read of another node must not turn into a standstill. It is also less than the
/// time after which PostgreSQL looks for a deadlock, so that the migration gives way, never a node.
const LOCK_TIME: &str = "SET LOCAL lock_timeout = '500ms'";

/// How often a migration is begun again when it could not have a table.
const TRIES: usize = 60;

/// How long the others go on undisturbed before that.
const REST: Duration = Duration::from_millis(500);

/// The level of the schema that this program works with.
pub(crate) fn known_level() -> u32 {
    MIGRATIONS.last().map_or(0, |migration| migration.level)
}

/// Why the steps could not be applied.
enum Stopped {
    Schema(MigrationError),
    Foreign { table: String },
    Partitions { found: u32, asked: u32 },
    Failed(Failure),
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Self {
        Stopped::Failed(failure)
    }
}

impl Stopped {
    /// Whether somebody had a lock for longer than a step may wait.
    fn is_in_the_way(&self) -> bool {
        matches!(self, Stopped::Failed(failure) if failure.is_locked() || failure.is_retryable())
    }
}

/// Applies the steps that are missing, all of them or none: those of this program and `further`
/// ones. Processes that start at the same time take turns. An empty database is given `partitions`
/// if they are asked for; later that can no longer be chosen.
pub(crate) async fn migrate(
    place: &Place,
    further: &[Migration],
    partitions: Option<u32>,
) -> Result<(), OpenError> {
    let location = place.location();
    let known = [MIGRATIONS, further].concat();
    let mut tries = 1;
    let outcome = loop {
        let session = place
            .connect(Purpose::Migration)
            .await
            .map_err(|failure| OpenError::new(location, failure))?;
        // Dropping the session undoes what is not committed.
        match run(&session, &known, partitions).await {
            Err(stopped) if tries < TRIES && stopped.is_in_the_way() => {
                tracing::info!(tries, "the schema is in use; trying again to change it");
                drop(session);
                tokio::time::sleep(REST).await;
                tries += 1;
            }
            outcome => break outcome,
        }
    };
    outcome.map_err(|stopped| match stopped {
        Stopped::Schema(error) => OpenError::Schema { location: location.to_owned(), error },
        Stopped::Foreign { table } => OpenError::Foreign { location: location.to_owned(), table },
        Stopped::Partitions { found, asked } => {
            OpenError::Partitions { location: location.to_owned(), found, asked }
        }
        Stopped::Failed(failure) => OpenError::new(location, failure),
    })
}

async fn run(session: &Session, known: &[Migration], asked: Option<u32>) -> Result<(), Stopped> {
    session.batch(session.begin()).await?;
    session.batch(LOCK).await?;
    session.batch(LOCK_TIME).await?;
    let applied = applied(session).await?;
    let pending = migrate::plan(known, &applied).map_err(Stopped::Schema)?;
    if applied.is_empty()
        && let Some(table) = strangers(session).await?
    {
        return Err(Stopped::Foreign { table });
    }
    let partitions = match (applied.is_empty(), asked) {
        (true, asked) => asked.unwrap_or(0),
        (false, asked) => {
            let found = partitions::count(session).await?;
            match asked {
                Some(asked) if asked != found => return Err(Stopped::Partitions { found, asked }),
                _ => found,
            }
        }
    };
    if applied.is_empty() && !pending.is_empty() {
        session
            .batch(
                "CREATE TABLE IF NOT EXISTS schema_steps (
                     level integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL,
                     serves integer NOT NULL
                 )",
            )
            .await?;
    }
    for migration in pending {
        session.batch(&partitions::expand(migration.sql, partitions)).await?;
        session
            .execute(
                "INSERT INTO schema_steps (level, name, checksum, serves) VALUES ($1, $2, $3, $4)",
                &[
                    (&i64::from(migration.level), Type::INT8),
                    (&migration.name, Type::TEXT),
                    (&migration.checksum(), Type::TEXT),
                    (&i64::from(migration.serves), Type::INT8),
                ],
            )
            .await?;
    }
    session.batch("COMMIT").await?;
    Ok(())
}

/// The steps that a database has.
pub(crate) async fn applied(session: &Session) -> Result<Vec<Applied>, Failure> {
    let exists = "SELECT 1::bigint WHERE to_regclass('schema_steps') IS NOT NULL";
    if session.query(exists, &[]).await?.is_empty() {
        return Ok(Vec::new());
    }
    let steps = "SELECT level::bigint, checksum, serves::bigint FROM schema_steps ORDER BY level";
    session
        .query(steps, &[])
        .await?
        .iter()
        .map(|row| {
            let level = |at: usize| {
                let level: i64 = row.try_get(at)?;
                u32::try_from(level).map_err(|_| Failure::value("level", level))
            };
            Ok(Applied { level: level(0)?, checksum: row.try_get(1)?, serves: level(2)? })
        })
        .collect()
}

/// A table in the schema of a database that was never migrated, if there is one: somebody else uses
/// it. What belongs to an extension does not count.
pub(crate) async fn strangers(session: &Session) -> Result<Option<String>, Failure> {
    let sql = "SELECT relname::text FROM pg_class
               WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v')
                   AND NOT EXISTS (SELECT FROM pg_depend
                                   WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid
                                       AND deptype = 'e')
               ORDER BY relname LIMIT 1";
    let rows = session.query(sql, &[]).await?;
    Ok(rows.first().map(|row| row.try_get(0)).transpose()?)
}
