//! Every key of every table starts with the directory, so that no query can forget it and a
//! table can be partitioned by it.

use std::fs;

use crate::assert_none;
use crate::source::{files, root, short};
use crate::sql::{Definitions, Key};

/// Tables that belong to the installation and not to a directory, each with the reason.
const INSTALLATION: &[(&str, &str)] = &[
    ("directories", "the list of directories itself"),
    ("installation", "one row for the whole installation"),
    ("admins", "administrators are of the installation and may look into any directory"),
    ("sessions", "they belong to administrators"),
];

/// Whether the key starts with the directory: by the column of that name, or by an integer
/// column named `key` or `…_key`, whose high bits are the directory (one integer instead of two
/// columns keeps rows and membership entries small).
fn leads(definitions: &Definitions, key: &Key) -> bool {
    if key.first == "directory" {
        return true;
    }
    let packed = key.first == "key" || key.first.ends_with("_key");
    let tables = definitions.tables.iter().filter(|table| table.name == key.table);
    let mut columns = tables.flat_map(|table| &table.columns);
    let integer = |declared: &str| ["integer", "bigint"].contains(&declared);
    packed && columns.any(|(name, declared)| *name == key.first && integer(declared))
}

fn violations(definitions: &Definitions, installation: &[(&str, &str)]) -> Vec<String> {
    let excepted = |table: &str| installation.iter().any(|(name, _)| *name == table);
    let mut violations = Vec::new();
    for key in &definitions.keys {
        if !excepted(&key.table) && !leads(definitions, key) {
            violations.push(format!(
                "{}: its {} starts with {} and not with the directory",
                key.table, key.kind, key.first
            ));
        }
    }
    for table in &definitions.tables {
        let keyed = |key: &&Key| key.table == table.name && key.kind == "primary key";
        if !definitions.keys.iter().any(|key| keyed(&key)) {
            violations.push(format!("{}: it has no primary key", table.name));
        }
    }
    for (name, _) in installation {
        if !definitions.tables.iter().any(|table| table.name == *name) {
            violations.push(format!("{name}: an exception for a table that is not there"));
        }
    }
    violations
}

#[test]
fn every_key_starts_with_the_directory() {
    let stores = fs::read_dir(root().join("crates")).expect("the crates");
    for store in stores {
        let folder = store.expect("a crate").path().join("migrations");
        if !folder.exists() {
            continue;
        }
        let migrations = files(&folder, &["sql"]);
        assert!(!migrations.is_empty(), "{} holds no migration", short(&folder));
        // An index may come in a later migration than its table: they are read as one.
        let read = |path| fs::read_to_string(path).expect("a readable migration");
        let all = migrations.iter().map(read).collect::<Vec<_>>().join("\n;\n");
        let definitions = Definitions::parse(&all);
        assert!(!definitions.tables.is_empty(), "{} creates no table", short(&folder));
        assert_none(&violations(&definitions, INSTALLATION));
    }
}

#[test]
fn there_are_migrations_to_check() {
    assert!(root().join("crates/store-sqlite/migrations").is_dir());
}

#[test]
fn keys_that_forget_the_directory_are_found() {
    let definitions = Definitions::parse(
        "CREATE TABLE user (key INTEGER PRIMARY KEY, directory INTEGER, name_key TEXT);
         CREATE UNIQUE INDEX user_name ON user (name_key);
         CREATE TABLE member (group_key INTEGER, member_key INTEGER,
                              PRIMARY KEY (group_key, member_key)) WITHOUT ROWID;
         CREATE TABLE token (hash BLOB PRIMARY KEY, directory INTEGER);
         CREATE TABLE admin (email TEXT PRIMARY KEY);
         CREATE TABLE heap (directory INTEGER, x TEXT UNIQUE);",
    );
    let installation = [("admin", "for the installation"), ("gone", "was there once")];
    assert_eq!(
        violations(&definitions, &installation),
        [
            "user: its index user_name starts with name_key and not with the directory",
            "token: its primary key starts with hash and not with the directory",
            "heap: its unique starts with x and not with the directory",
            "heap: it has no primary key",
            "gone: an exception for a table that is not there",
        ]
    );
}
