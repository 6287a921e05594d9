//! What `doctor` finds out about a database without a running store.

use store_sql::migrate;
use tokio_postgres::types::Type;

use crate::failure::Failure;
use crate::migrate::{MIGRATIONS, applied, known_level};
use crate::open::OpenError;
use crate::options::Options;
use crate::place::{Place, Purpose};
use crate::session::Session;

/// The state of a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckReport {
    /// Where it is, without the password.
    pub location: String,
    /// The level of its schema; 0 when it was never migrated.
    pub schema_level: u32,
    /// The level that this program works with.
    pub known_level: u32,
    /// Bytes it takes on disk.
    pub bytes: Option<u64>,
    /// What is wrong, in plain words; empty when all is well.
    pub problems: Vec<String>,
}

/// Settings with which PostgreSQL answers before a change is safe, and what the answer then means.
const SETTINGS: &[(&str, &str, &str)] = &[
    ("fsync", "off", "a power cut can destroy the database"),
    ("full_page_writes", "off", "a power cut can destroy the database"),
    ("synchronous_commit", "off", "a power cut can undo changes that were answered"),
    ("autovacuum", "off", "tables grow and become slow"),
    ("default_transaction_read_only", "on", "nothing can be changed"),
];

const STATE: &str = "SELECT pg_database_size(current_database()), pg_is_in_recovery()";

const BROKEN_INDEXES: &str = "
    SELECT c.relname::text FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
    WHERE c.relnamespace = current_schema()::regnamespace AND NOT (i.indisvalid AND i.indisready)
    ORDER BY 1";

/// Rows for which the schema has no foreign key: a partitioned table would pay for it.
const DANGLING: &[(&str, &str)] = &[
    (
        "e-mail addresses belong to resources that do not exist",
        "SELECT count(*) FROM emails AS o WHERE NOT EXISTS (
             SELECT FROM resources AS r WHERE r.directory = o.directory AND r.key = o.key)",
    ),
    (
        "texts to search belong to resources that do not exist",
        "SELECT count(*) FROM search_texts AS o WHERE NOT EXISTS (
             SELECT FROM resources AS r WHERE r.directory = o.directory AND r.key = o.key)",
    ),
];

const MISCOUNTED: &str = "
    SELECT d.name, d.id FROM directories AS d
    LEFT JOIN counters AS c ON c.directory = d.id
    LEFT JOIN LATERAL (
        SELECT count(*) FILTER (WHERE r.kind = 1) AS users,
            count(*) FILTER (WHERE r.kind = 1 AND r.active = 1) AS active_users,
            count(*) FILTER (WHERE r.kind = 2) AS groups
        FROM resources AS r WHERE r.directory = d.id
    ) AS n ON TRUE
    WHERE (c.users, c.active_users, c.groups) IS DISTINCT FROM (n.users, n.active_users, n.groups)
    ORDER BY d.id";

/// Reads the database and reports what is wrong with it. Changes nothing, and works beside running
/// servers.
pub(crate) async fn check(options: &Options) -> Result<CheckReport, OpenError> {
    let place = Place::new(options)?;
    let failed = |failure| OpenError::new(place.location(), failure);
    let session = place.connect(Purpose::Scan).await.map_err(failed)?;
    let mut report = CheckReport {
        location: place.location().to_owned(),
        schema_level: 0,
        known_level: known_level(),
        bytes: None,
        problems: Vec::new(),
    };
    // One snapshot, so that what is changed meanwhile is no contradiction.
    session.batch(session.begin()).await.map_err(failed)?;
    examine(&session, &mut report).await.map_err(failed)?;
    session.batch("COMMIT").await.map_err(failed)?;
    Ok(report)
}

async fn examine(session: &Session, report: &mut CheckReport) -> Result<(), Failure> {
    let problems = &mut report.problems;
    if let Some(row) = session.query(STATE, &[]).await?.first() {
        report.bytes = u64::try_from(row.try_get::<_, i64>(0)?).ok();
        if row.try_get(1)? {
            problems.push(
                "it is a standby, which cannot be written: with several hosts in database_url, \
                 target_session_attrs=read-write finds the one that can"
                    .to_owned(),
            );
        }
    }
    for (name, bad, meaning) in SETTINGS {
        let sql = "SELECT current_setting($1)";
        let rows = session.query(sql, &[(name, Type::TEXT)]).await?;
        let value: Option<&str> = rows.first().map(|row| row.try_get(0)).transpose()?;
        if value == Some(bad) {
            problems.push(format!("the setting {name} is {bad}: {meaning}"));
        }
    }
    let applied = applied(session).await?;
    report.schema_level = applied.iter().map(|step| step.level).max().unwrap_or(0);
    match migrate::plan(MIGRATIONS, &applied) {
        Ok(pending) => problems.extend(
            pending.iter().map(|step| format!("step {step} of the schema is not applied yet")),
        ),
        Err(error) => problems.push(error.to_string()),
    }
    if report.schema_level == known_level() {
        rows(session, problems).await?;
    }
    Ok(())
}

/// What is wrong with the rows.
async fn rows(session: &Session, problems: &mut Vec<String>) -> Result<(), Failure> {
    for row in session.query(BROKEN_INDEXES, &[]).await? {
        let name: &str = row.try_get(0)?;
        problems.push(format!("the index {name} is not complete: run `REINDEX INDEX {name}`"));
    }
    for (what, sql) in DANGLING {
        let rows = session.query(sql, &[]).await?;
        let count: i64 = rows.first().map_or(Ok(0), |row| row.try_get(0))?;
        if count > 0 {
            problems.push(format!("{count} {what}"));
        }
    }
    for row in session.query(MISCOUNTED, &[]).await? {
        let name: &str = row.try_get(0)?;
        problems.push(format!("the counters of the directory {name} are wrong"));
    }
    Ok(())
}
