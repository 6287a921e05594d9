//! Mistakes that newcomers to PostgreSQL make: each is explained, and nothing tells the password.

use insta::assert_snapshot;
use throwaway::{Database, Postgres};

use crate::kit::Place;

const PASSWORD: &str = "hunter2";
const KEY: &str = "00000000000000000000000000000000000000000000000000000000000000ff";

/// Runs the server and a command that only looks; returns what the server complained of.
fn refused(url: &str) -> String {
    let mut place = Place::with_data();
    place.set("PROVISOR_DATABASE_URL", url);
    place.set("PROVISOR_SECRET_KEY", KEY);
    let [server, ..] =
        ["serve --listen 127.0.0.1:0 --log trace", "token list", "doctor"].map(|line| {
            let run = place.run(line);
            assert_eq!(run.code, Some(1), "{line}: {run}");
            assert!(!run.to_string().contains(PASSWORD), "{line}: {run}");
            run.stderr
        });
    server
}

/// An address with the password that must not be told.
fn address(database: &Database) -> String {
    database.url().replace("throw-away", PASSWORD)
}

/// Without what differs from run to run.
fn neutral(text: &str, database: &Database) -> String {
    let port = Postgres::shared().port.to_string();
    text.replace(&database.name, "[database]").replace(&port, "[port]")
}

#[test]
fn a_wrong_address_is_explained() {
    let database = Postgres::shared().database();
    let url = address(&database);
    let closed = url.replace(&Postgres::shared().port.to_string(), "1");
    for (name, url) in [
        ("wrong_password", database.guarded_url_with(PASSWORD)),
        ("unknown_user", url.replace("//provisor:", "//nobody:")),
        ("wrong_database", url.replace(&database.name, "nope")),
        ("closed_port", closed),
        ("no_tls", format!("{url}?sslmode=require")),
        ("mistyped_parameter", format!("{url}?sslmod=require")),
        ("other_database", url.replace("postgres:", "mysql:")),
        ("unescaped_password", url.replace(PASSWORD, &format!("a@{PASSWORD}"))),
    ] {
        assert_snapshot!(format!("postgres_{name}"), neutral(&refused(&url), &database));
    }
    let unknown_host = refused(&url.replace("127.0.0.1", "nowhere.invalid"));
    assert!(unknown_host.contains("; correct the host in database_url"), "{unknown_host}");
}

#[test]
fn an_unsuitable_database_is_explained() {
    let postgres = Postgres::shared();
    let foreign = postgres.database();
    foreign.sql("CREATE TABLE invoices (id integer)");
    let latin = postgres.database_with("ENCODING 'LATIN1'");
    let newer = postgres.database();
    let mut place = Place::with_data();
    place.set("PROVISOR_DATABASE_URL", &newer.url());
    place.set("PROVISOR_SECRET_KEY", KEY);
    place.run("migrate").output();
    newer.sql("INSERT INTO schema_steps SELECT 99, name, checksum, 99 FROM schema_steps LIMIT 1");
    let closed = postgres.database();
    closed.sql("REVOKE CREATE ON SCHEMA public FROM PUBLIC, pg_database_owner");
    let read_only = postgres.database();
    read_only
        .sql(&format!("ALTER DATABASE {} SET default_transaction_read_only = on", read_only.name));
    for (name, database) in [
        ("foreign", foreign),
        ("latin1", latin),
        ("newer_schema", newer),
        ("no_rights", closed),
        ("read_only", read_only),
    ] {
        let told = refused(&address(&database));
        assert_snapshot!(format!("postgres_{name}"), neutral(&told, &database));
    }
}

#[test]
fn a_flag_that_is_refused_is_not_repeated() {
    let place = Place::with_data();
    let run = place.run(&format!("scim status --database-url mysql://ada:{PASSWORD}@h/d"));
    assert_eq!(run.code, Some(1), "{run}");
    assert!(run.stderr.contains("--database-url: database_url: it does not begin"), "{run}");
    assert!(!run.to_string().contains(PASSWORD), "{run}");
}
