//! The schema can be distributed over many machines by the directory, as Citus does it, and
//! divided into partitions: every unique key has the directory in it, and what refers to a row
//! refers to one of the same directory.

use store_postgres::{Options, PostgresStore};
use throwaway::{Database, Postgres};

/// Tables that belong to the installation: few rows, which every machine can have a copy of.
const OF_THE_INSTALLATION: &str =
    "'directories', 'installation', 'admins', 'sessions', 'schema_steps'";

async fn migrated(partitions: Option<u32>) -> Database {
    let database = Postgres::shared().database();
    PostgresStore::migrate(&Options::new(database.url()), partitions).await.unwrap();
    database
}

/// The rows that a statement finds, given the tables as `t (oid, name)`.
fn found(database: &Database, statement: &str) -> String {
    let tables = format!(
        "WITH t AS (
             SELECT oid, relname AS name FROM pg_class
             WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
                 AND relname NOT IN ({OF_THE_INSTALLATION})
         ) "
    );
    database.sql(&format!("{tables}{statement}"))
}

#[tokio::test]
async fn every_unique_key_has_the_directory_first() {
    for partitions in [None, Some(3)] {
        let database = migrated(partitions).await;
        let without = found(
            &database,
            "SELECT t.name, i.indexrelid::regclass FROM t JOIN pg_index AS i ON i.indrelid = t.oid
             JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
             WHERE a.attname <> 'directory' ORDER BY 1, 2",
        );
        assert_eq!(without, "", "indexes that do not begin with the directory");
        let keyless = found(
            &database,
            "SELECT t.name FROM t WHERE NOT EXISTS (
                 SELECT 1 FROM pg_index AS i WHERE i.indrelid = t.oid AND i.indisprimary)",
        );
        assert_eq!(keyless, "", "tables without a primary key");
    }
}

#[tokio::test]
async fn references_stay_within_a_directory() {
    let database = migrated(None).await;
    let across = found(
        &database,
        "SELECT t.name, c.conname FROM t
         JOIN pg_constraint AS c ON c.conrelid = t.oid AND c.contype = 'f'
         JOIN t AS r ON r.oid = c.confrelid
         JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
         JOIN pg_attribute AS b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[1]
         WHERE (a.attname, b.attname) <> ('directory', 'directory')",
    );
    assert_eq!(across, "", "references that may lead to another machine");
    let from_all = found(
        &database,
        "SELECT s.relname, c.conname FROM pg_constraint AS c
         JOIN t AS r ON r.oid = c.confrelid JOIN pg_class AS s ON s.oid = c.conrelid
         WHERE c.contype = 'f' AND s.oid NOT IN (SELECT oid FROM t)",
    );
    assert_eq!(from_all, "", "tables of the installation that refer to one directory's rows");
}

#[tokio::test]
async fn what_grows_is_divided_where_partitions_are_asked_for() {
    let database = migrated(Some(3)).await;
    let whole = found(
        &database,
        "SELECT t.name FROM t JOIN pg_class AS c ON c.oid = t.oid
         WHERE c.relkind = 'r' AND NOT c.relispartition ORDER BY 1",
    );
    assert_eq!(
        whole,
        "activity\ncounters\ndeclarations\ninfra_tokens\nkind_counters\nlearned_attributes\nresource_types"
    );
    let parts = database.sql(
        "SELECT inhparent::regclass, count(*) FROM pg_inherits
         WHERE inhparent = 'resources'::regclass GROUP BY 1",
    );
    assert_eq!(parts, "resources|3");
}
