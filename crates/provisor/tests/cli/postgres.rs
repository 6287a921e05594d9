//! Installations on PostgreSQL, as operators run them.

use std::time::Duration;

use serde_json::Value;
use throwaway::{Cluster, Config, Database, PgBouncer, Postgres};

use crate::kit::{Place, Run};

const USERS: &str = "/scim/v2/Users";

/// A place whose commands work on this database.
fn place(database: &Database) -> Place {
    let mut place = Place::with_data();
    place.set("PROVISOR_DATABASE_URL", &database.url());
    place
}

fn found(run: &Run, about: &str, level: &str) -> Option<String> {
    let told: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let mut findings = told["findings"].as_array().expect("a list").iter();
    let found = findings.find(|found| found["about"] == about && found["level"] == level)?;
    found["text"].as_str().map(str::to_owned)
}

#[test]
fn a_server_follows_commands_and_nothing_is_kept_in_its_directory_but_the_key() {
    let database = Postgres::shared().database();
    let place = place(&database);
    let server = place.serve("--data node");
    let beside = |line: &str| place.run(&format!("{line} --data node"));
    let token = beside("token create --label Okta").output();
    let token = token.trim();
    beside("scim enable").output();
    server.wait_for_status(USERS, token, 200);
    let id = beside("token list --output json").json()[0]["id"].as_str().expect("text").to_owned();
    beside(&format!("token revoke {id}")).output();
    assert!(server.wait_for_status(USERS, token, 401) < Duration::from_secs(1));
    assert_eq!(server.stop("TERM").0, Some(0));
    assert!(place.path("node/secret.key").exists());
    assert!(!place.path("node/provisor.db").exists());
}

#[test]
fn every_node_needs_the_key_of_the_others() {
    let database = Postgres::shared().database();
    let mut place = place(&database);
    place.set("PROVISOR_LEAVE_SECONDS", "0");
    let first = place.serve("--data first");
    let stranger = place.run("serve --listen 127.0.0.1:0 --data second");
    assert_eq!(stranger.code, Some(1), "{stranger}");
    let advice = "second/secret.key is missing, but the database is in use already. Every node \
                  needs the same key";
    assert!(stranger.stderr.contains(advice), "{stranger}");
    std::fs::copy(place.path("first/secret.key"), place.path("second/secret.key")).expect("a key");
    let second = place.serve("--data second");
    place.run("scim enable --data first").output();
    let token = place.run("token create --label Okta --data second").output();
    for node in [&first, &second] {
        node.wait_for_status(USERS, token.trim(), 200);
    }
    place.write("second/secret.key", &"0".repeat(64));
    let stranger = place.run("scim status --data second");
    assert!(
        stranger.stderr.contains("is not the one that the database was used with"),
        "{stranger}"
    );
}

#[test]
fn where_the_key_is_a_setting_a_command_needs_no_directory() {
    let database = Postgres::shared().database();
    let mut place = place(&database);
    place.set("PROVISOR_SECRET_KEY", &"0".repeat(64));
    place.run("scim enable --data nowhere").output();
    let status = place.run("scim status --data nowhere --output json").json();
    assert_eq!(status["scim"], "on");
    assert!(!place.path("nowhere").exists());
}

#[test]
fn a_database_is_made_once_with_its_partitions() {
    let database = Postgres::shared().database();
    let place = place(&database);
    let made = place.run("migrate --partitions 3").output();
    assert!(made.starts_with("The database was made at schema level "), "{made}");
    // Beside a running server, too: other nodes go on while the schema is extended.
    let _server = place.serve("");
    let again = place.run("migrate").output();
    assert!(again.starts_with("The database is at schema level "), "{again}");
    let more = place.run("migrate --partitions 4");
    assert_eq!(more.code, Some(1), "{more}");
    assert!(more.stderr.contains("was set up with 3 partitions, which stays so"), "{more}");
}

#[test]
fn partitions_are_for_postgresql() {
    let run = Place::new().run("migrate --partitions 3");
    assert_eq!(run.code, Some(2), "{run}");
    assert!(run.stderr.contains("name the database with --database-url"), "{run}");
}

#[test]
fn a_doctor_finds_a_healthy_database_healthy_and_an_empty_one_empty() {
    let database = Postgres::shared().database();
    let place = place(&database);
    let empty = place.run("doctor --output json");
    assert_eq!(empty.code, Some(0), "{empty}");
    assert!(found(&empty, "database", "warning").is_some_and(|text| text.ends_with("is empty")));
    assert_eq!(database.sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), "0");

    place.run("migrate --partitions 2").output();
    let whole = place.run("doctor --output json");
    assert_eq!(whole.code, Some(0), "{whole}");
    let text = found(&whole, "database", "fine").expect("a finding");
    assert!(text.contains("is PostgreSQL ") && text.contains(", 2 partitions, "), "{text}");
    for about in ["secret key", "connections", "database clock"] {
        assert!(found(&whole, about, "fine").is_some(), "{about}: {whole}");
    }
    // The tests' server forgets what a crash would take.
    assert!(found(&whole, "settings", "warning").is_some_and(|text| text.contains("fsync is off")));
    assert!(found(&whole, "free space", "fine").is_none(), "it is not the database's disk");
}

#[test]
fn a_doctor_finds_what_is_wrong_with_a_database() {
    let database = Postgres::shared().database();
    let place = place(&database);
    place.run("migrate").output();
    database.sql("UPDATE counters SET users = 3");
    let miscounted = place.run("doctor --output json");
    assert_eq!(miscounted.code, Some(1), "{miscounted}");
    let text = found(&miscounted, "database", "broken").expect("a finding");
    assert_eq!(text, "the counters of the directory default are wrong");
    database.sql("REVOKE UPDATE ON installation FROM provisor");
    let forbidden = place.run("doctor --output json");
    let text = found(&forbidden, "database", "broken").expect("a finding");
    assert!(text.contains("permission denied for table installation"), "{text}");
}

#[test]
fn a_pooler_in_transaction_mode_is_asked_for_and_used() {
    let postgres = Postgres::shared();
    let database = postgres.database();
    let pooler = PgBouncer::start(postgres, 4);
    let mut place = Place::with_data();
    place.set("PROVISOR_DATABASE_URL", &database.url_through(pooler.port));
    let run = place.run("migrate");
    assert_eq!(run.code, Some(1), "{run}");
    assert!(run.stderr.contains("set database_pooling = \"transaction\""), "{run}");
    place.set("PROVISOR_DATABASE_POOLING", "transaction");
    let server = place.serve("");
    let token = place.run("token create --label Okta").output();
    place.run("scim enable").output();
    server.wait_for_status(USERS, token.trim(), 200);
    let doctor = place.run("doctor --output json");
    assert!(found(&doctor, "database", "fine").is_some(), "{doctor}");
}

#[test]
fn a_private_authority_is_trusted_when_it_is_named() {
    let cluster = Cluster::start(Config::default().ssl());
    let database = cluster.postgres.database();
    let mut place = Place::with_data();
    let url = format!("{}?sslmode=verify-full", database.url());
    place.set("PROVISOR_DATABASE_URL", &url);
    let run = place.run("migrate");
    assert_eq!(run.code, Some(1), "{run}");
    assert!(run.stderr.contains("name the authority's certificate in database_ca_file"), "{run}");
    place.set("PROVISOR_DATABASE_CA_FILE", &cluster.ca_file().to_string_lossy());
    place.run("migrate").output();
}

#[test]
fn neither_the_password_nor_values_of_people_are_logged() {
    let database = Postgres::shared().database();
    let mut place = Place::with_data();
    place.set("PROVISOR_DATABASE_URL", &database.guarded_url());
    place.set("PROVISOR_LEAVE_SECONDS", "0");
    let token = place.run("token create --label Okta").output();
    place.run("scim enable").output();
    let server = place.serve("--log trace");
    let filter = "/scim/v2/Users?filter=userName%20eq%20%22adalovelace%22";
    server.wait_for_status(filter, token.trim(), 200);
    let (code, log) = server.stop("TERM");
    assert_eq!(code, Some(0), "{log}");
    assert!(log.contains("stopped"), "{log}");
    for secret in ["adalovelace", "throw-away", token.trim()] {
        assert!(!log.contains(secret), "{secret}: {log}");
    }
}
