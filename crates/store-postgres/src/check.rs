//! What `doctor` finds out about a database without a running store.

mod data;

use store_sql::migrate;
use tokio_postgres::types::Type;

use crate::failure::Failure;
use crate::migrate::{MIGRATIONS, applied, known_level, partitions, strangers};
use crate::open::OpenError;
use crate::options::{Options, Pooling};
use crate::place::{Place, Purpose};
use crate::session::Session;

/// The state of a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckReport {
    /// Its address, without the password.
    pub location: String,
    /// Its version: `PostgreSQL 15.18`.
    pub engine: String,
    /// The level of its schema; 0 when it was never migrated.
    pub schema_level: u32,
    /// The level that this program works with.
    pub known_level: u32,
    /// Whether a key is noted: see
    /// [`System::confirm_key`](directory::store::System::confirm_key).
    pub has_key: bool,
    /// How many partitions the tables have; 0 for none.
    pub partitions: u32,
    /// Bytes the database takes on disk.
    pub bytes: Option<u64>,
    /// Its clock, in microseconds since 1970.
    pub clock_micros: i64,
    /// How many more connections it takes.
    pub free_connections: u64,
    /// How many connections a server with these options may need.
    pub needed_connections: u64,
    /// What is wrong, in plain words; empty when all is well.
    pub problems: Vec<String>,
    /// What works, and is not as it should be.
    pub warnings: Vec<String>,
}

/// Settings with which PostgreSQL answers before a change is safe, or grows without end, and what
/// that means.
const SETTINGS: &[(&str, &str, &str)] = &[
    ("fsync", "off", "a power cut can destroy the database"),
    ("full_page_writes", "off", "a power cut can destroy the database"),
    ("synchronous_commit", "off", "a power cut can undo changes that were answered"),
    ("autovacuum", "off", "tables grow and become slow"),
];

/// Reads all data and reports what is wrong with it. Changes nothing, and works beside running
/// servers.
pub async fn inspect(options: &Options) -> Result<Vec<String>, OpenError> {
    let place = Place::new(options)?;
    let failed = |failure| OpenError::new(place.location(), failure);
    let session = place.connect(Purpose::Scan).await.map_err(failed)?;
    data::inspect(&session).await.map_err(failed)
}

/// Asks a database about itself and reports what is wrong with it. Looks at no data, changes
/// nothing, and works beside running servers.
pub async fn check(options: &Options) -> Result<CheckReport, OpenError> {
    let place = Place::new(options)?;
    let location = place.location();
    let failed = |failure| OpenError::new(location, failure);
    let session = place.connect(Purpose::Point).await.map_err(failed)?;
    let mut report = look(&session).await.map_err(failed)?;
    location.clone_into(&mut report.location);
    report.needed_connections = crate::sessions(options) as u64;
    if options.pooling == Pooling::Session {
        report.problems.extend(pooler(&session).await.map_err(failed)?);
    }
    Ok(report)
}

async fn look(session: &Session) -> Result<CheckReport, Failure> {
    let rows = session
        .query(
            "SELECT current_setting('server_version'),
                    (extract(epoch FROM clock_timestamp()) * 1000000)::bigint,
                    pg_database_size(current_database()),
                    current_setting('max_connections')::bigint
                        - current_setting('superuser_reserved_connections')::bigint
                        - (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')",
            &[],
        )
        .await?;
    let row = rows.first().ok_or_else(|| Failure::value("row", "missing"))?;
    let version: String = row.try_get(0)?;
    let version = version.split(' ').next().unwrap_or_default();
    let applied = applied(session).await?;
    let schema_level = applied.iter().map(|step| step.level).max().unwrap_or(0);
    let mut report = CheckReport {
        location: String::new(),
        engine: format!("PostgreSQL {version}"),
        schema_level,
        known_level: known_level(),
        has_key: false,
        partitions: partitions::count(session).await?,
        bytes: u64::try_from(row.try_get::<_, i64>(2)?).ok(),
        clock_micros: row.try_get(1)?,
        free_connections: u64::try_from(row.try_get::<_, i64>(3)?).unwrap_or(0),
        needed_connections: 0,
        problems: Vec::new(),
        warnings: settings(session).await?,
    };
    if schema_level == 0 {
        report.problems.extend(empty(session).await?);
    } else {
        if let Err(error) = migrate::plan(MIGRATIONS, &applied) {
            report.problems.push(error.to_string());
        }
        let sql = "SELECT key_fingerprint IS NOT NULL FROM installation";
        let rows = session.query(sql, &[]).await?;
        report.has_key = rows.first().map_or(Ok(false), |row| row.try_get(0))?;
        report.problems.extend(write(session).await?);
    }
    Ok(report)
}

async fn settings(session: &Session) -> Result<Vec<String>, Failure> {
    let mut warnings = Vec::new();
    for (name, bad, meaning) in SETTINGS {
        let sql = "SELECT current_setting($1)";
        let rows = session.query(sql, &[(name, Type::TEXT)]).await?;
        let value: Option<&str> = rows.first().map(|row| row.try_get(0)).transpose()?;
        if value == Some(bad) {
            warnings.push(format!("the setting {name} is {bad}: {meaning}"));
        }
    }
    Ok(warnings)
}

/// What keeps the tables from being made.
async fn empty(session: &Session) -> Result<Option<String>, Failure> {
    if let Some(name) = strangers(session).await? {
        return Ok(Some(format!("it holds tables of something else, such as `{name}`")));
    }
    let sql = "SELECT current_setting('transaction_read_only') = 'on',
                      COALESCE(has_schema_privilege(current_schema(), 'CREATE'), false)";
    let rows = session.query(sql, &[]).await?;
    let row = rows.first().ok_or_else(|| Failure::value("row", "missing"))?;
    Ok(if row.try_get(0)? {
        Some(
            "it is read-only, as a standby is: with several hosts in database_url, \
             target_session_attrs=read-write finds the one that writes"
                .to_owned(),
        )
    } else if !row.try_get::<_, bool>(1)? {
        Some(
            "the user may not make tables in it: make the user its owner, or grant CREATE on its \
             schema"
                .to_owned(),
        )
    } else {
        None
    })
}

/// What keeps rows from being written. The statement changes no row, but is refused as one would
/// be that does.
async fn write(session: &Session) -> Result<Option<String>, Failure> {
    let touched = session.batch("UPDATE installation SET heartbeat = heartbeat WHERE false").await;
    match touched {
        Ok(()) => Ok(None),
        Err(failure) if failure.is_lost() => Err(failure),
        Err(failure) => Ok(Some(failure.into_store_error().to_string())),
    }
}

/// Whether what was set at the start of the session holds: behind a pooler that gives a session for
/// one transaction only, it does not.
async fn pooler(session: &Session) -> Result<Option<String>, Failure> {
    let rows = session.query("SELECT current_setting('enable_seqscan')", &[]).await?;
    let kept: String = rows.first().map_or(Ok(String::new()), |row| row.try_get(0))?;
    Ok((kept != "off").then(|| {
        "it forgets the settings of a connection, as it does behind PgBouncer with pool_mode = \
         transaction: set database_pooling = \"transaction\""
            .to_owned()
    }))
}
