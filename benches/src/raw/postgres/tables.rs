//! The tables, filled inside the database, and the statements.

use anyhow::Result;
use tokio_postgres::Client;

use super::Work;
use crate::people;

/// The server's own tables and indexes.
const SERVER_TABLES: &str =
    include_str!("../../../../crates/store-postgres/migrations/0001_tables.sql");

const ROW_TABLE: &str = r#"
    CREATE TABLE users (
        seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        id uuid NOT NULL,
        user_name text COLLATE "C" NOT NULL,
        external_id text COLLATE "C",
        body text COLLATE "C" NOT NULL
    );
    CREATE UNIQUE INDEX users_by_id ON users (id);
    CREATE UNIQUE INDEX users_by_name ON users (user_name);
    CREATE INDEX users_by_external_id ON users (external_id);
"#;

/// When everything was created, in microseconds.
pub(super) const AT: i64 = 1_760_000_000_000_000;

const READ: &str = "SELECT body FROM users WHERE id = $1";
const INSERT_ROW: &str =
    "INSERT INTO users (id, user_name, external_id, body) VALUES ($1, $2, $3, $4)";

/// The row of `counters` is left out: on every connection by itself, each insert would wait for
/// the one before it to be on the disk.
const INSERT_ROWS: &str = "
    WITH resource AS (
        INSERT INTO resources (directory, key, kind, active, id, version, created, modified,
            members, name_slot, name_key, external_id, display, emails, body)
        VALUES (1, $1, 1, 1, $2, 1, $3, $3, 0, 0, $4, $5, $6, $7, $8)
    ), email AS (
        INSERT INTO emails (directory, value, key) SELECT 1, value, $1 FROM unnest($9::text[]) value
    ), search AS (
        INSERT INTO search_texts (directory, key, text) VALUES (1, $1, $10)
    ), event AS (
        INSERT INTO events (directory, position, at, kind, subject_kind, subject_id, cause, data)
        VALUES (1, $11, $3, 'user.created', 1, $2, $12, $13)
    )
    INSERT INTO event_subjects (directory, resource_id, position) VALUES (1, $2, $11)";

pub(super) fn statement(work: Work) -> &'static str {
    match work {
        Work::Read => READ,
        Work::Row => INSERT_ROW,
        Work::Rows => INSERT_ROWS,
    }
}

/// The packed key of the user at a position: the default directory and the kind of users before it.
pub(super) fn key(position: i64) -> i64 {
    (1 << 43) | (1 << 38) | position
}

/// Makes what is missing; the number of the first user that is not there.
pub(super) async fn prepare(client: &Client, work: Work, users: usize) -> Result<usize> {
    let (table, script) = match work {
        Work::Read | Work::Row => ("users", format!("{ROW_TABLE}{}", fill_row(users))),
        Work::Rows => ("resources", format!("{SERVER_TABLES}{}", fill_rows(users))),
    };
    let exists = client.query_one("SELECT to_regclass($1) IS NOT NULL", &[&table]).await?;
    if !exists.get::<_, bool>(0) {
        client.batch_execute(&script).await?;
        // Not within the transaction of the script.
        client.batch_execute("VACUUM (ANALYZE)").await?;
    }
    let counted = client.query_one(&format!("SELECT count(*) FROM {table}"), &[]).await?;
    Ok(usize::try_from(counted.get::<_, i64>(0))?)
}

/// Expressions over the number `n` of a user, the same as [`super::Rows`] computes.
struct Expressions {
    id: &'static str,
    name: &'static str,
    external_id: &'static str,
    body: String,
}

fn expressions() -> Expressions {
    let template = people::user(0, "Engineer").replace('\'', "''");
    let digits = "lpad(n::text, 8, '0')";
    Expressions {
        id: "('01920000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid",
        name: "'person.' || lpad(n::text, 8, '0') || '@bench.example'",
        external_id: "'ext-' || lpad(n::text, 16, '0')",
        body: format!("replace('{template}', '00000000', {digits})"),
    }
}

fn fill_row(users: usize) -> String {
    let Expressions { id, name, external_id, body } = expressions();
    format!(
        "INSERT INTO users (id, user_name, external_id, body)
         SELECT {id}, {name}, {external_id}, {body} FROM generate_series(0, {users} - 1) n;"
    )
}

fn fill_rows(users: usize) -> String {
    let Expressions { id, name, external_id, body } = expressions();
    let key = format!("{} + n", key(1));
    let series = format!("FROM generate_series(0, {users} - 1) n");
    let home = format!("'home.' || {name}");
    format!(
        "INSERT INTO resources (directory, key, kind, active, id, version, created, modified,
             members, name_slot, name_key, external_id, display, emails, body)
         SELECT 1, {key}, 1, 1, {id}, 1, {AT}, {AT}, 0, 0, {name}, {external_id},
             'Given' || n || ' Family' || n,
             '[\"' || {name} || '\",\"' || {home} || '\"]', {body} {series};
         INSERT INTO emails (directory, value, key) SELECT 1, {name}, {key} {series};
         INSERT INTO emails (directory, value, key) SELECT 1, {home}, {key} {series};
         INSERT INTO search_texts (directory, key, text) SELECT 1, {key}, {name} || {home} {series};
         INSERT INTO events (directory, position, at, kind, subject_kind, subject_id, cause, data)
         SELECT 1, n + 1, {AT}, 'user.created', 1, {id}, {name}, {body} {series};
         INSERT INTO event_subjects (directory, resource_id, position)
         SELECT 1, {id}, n + 1 {series};"
    )
}
