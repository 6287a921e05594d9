//! Clients notice nothing of a way to PostgreSQL and back.

use std::path::{Path, PathBuf};

use directory::event::StoredEvent;
use directory::store::System;
use store_postgres::{Options, PostgresStore};
use testkit::{Caller, open_store};
use throwaway::{Database, Postgres};

use crate::commands::Places;
use crate::population::{Tokens, populate, set_up};
use crate::round_trip::events;
use crate::view::{everything, page};

async fn store(database: &Database) -> PostgresStore {
    PostgresStore::open(Options::new(database.url())).await.expect("a database")
}

/// Two populated directories in the first place, and what clients see of them.
pub(crate) async fn populated(places: &Places) -> (Tokens, String) {
    let tokens = set_up(places, &places.first()).await;
    let server = places.serve(&places.first()).expect("a server");
    let clients = tokens.clients(&server);
    for scim in &clients {
        populate(scim).await;
    }
    let view = everything(&clients).await;
    server.stop();
    (tokens, view)
}

/// A cursor, and the ids of the page that it leads to.
async fn begin_walk(scim: &Caller) -> (String, Vec<String>) {
    let begun = page(scim, "/Users", "").await;
    let cursor = begun.json["nextCursor"].as_str().expect("a next page").to_owned();
    let next = page(scim, "/Users", &cursor).await.ids();
    (cursor, next)
}

/// Makes a user, who comes last in the list.
async fn grow(scim: &Caller, name: &str) {
    let new = scim.user(name).await;
    let ids = scim.get("/Users?count=1000").await.ids();
    assert_eq!(ids.last(), Some(&new));
}

/// The position of the last event of the first directory.
fn last_position(events: &[StoredEvent]) -> i64 {
    events.first().expect("an event").position.0
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_goes_on_in_postgresql_where_one_on_sqlite_has_ended_and_back() {
    let places = Places::new();
    let (first, second) = (places.first(), places.path("second"));
    let (tokens, before) = populated(&places).await;
    let server = places.serve(&first).expect("a server");
    let (cursor, next) = begin_walk(&tokens.clients(&server)[0]).await;
    server.stop();
    let database = Postgres::shared().database();
    let url = PathBuf::from(database.url());

    let there = places.json(&["move"], &[("--from-data", &first), ("--to-url", &url)]);
    let again = places.run(&["move"], &[("--from-data", &first), ("--to-url", &url)]);
    assert!(again.stderr.contains("was moved to postgres://"), "{again:?}");
    assert!(!again.stderr.contains("throw-away"), "the password is told: {again:?}");
    let moved = store(&database).await;
    let history = events(&*open_store(&first)).await;
    assert_eq!(events(&moved).await, history);
    let with_key = places.with_key("with-key");
    let server = places.serve_on(&database.url(), &with_key).expect("a server");
    let clients = tokens.clients(&server);
    assert_eq!(everything(&clients).await, before);
    assert_eq!(page(&clients[0], "/Users", &cursor).await.ids(), next, "the cursor leads on");
    grow(&clients[0], "in PostgreSQL").await;
    let (cursor, next) = begin_walk(&clients[0]).await;
    let before = everything(&clients).await;
    server.stop();
    let grown = events(&moved).await;
    assert_eq!(last_position(&grown), last_position(&history) + 1, "the feed goes on");
    moved.close().await;

    std::fs::create_dir(&second).expect("a data directory");
    std::fs::copy(first.join("secret.key"), second.join("secret.key")).expect("a key");
    let back = places.json(&["move"], &[("--from-url", &url), ("--to-data", &second)]);
    assert_eq!(there["tables"][0], back["tables"][0]);
    let again = places.run(&["move"], &[("--from-url", &url), ("--to-data", &second)]);
    assert!(again.stderr.contains("was moved to"), "{again:?}");
    assert_eq!(events(&*open_store(&second)).await, grown);
    let server = places.serve(&second).expect("a server");
    let clients = tokens.clients(&server);
    assert_eq!(everything(&clients).await, before);
    assert_eq!(page(&clients[0], "/Users", &cursor).await.ids(), next, "the cursor leads on");
    grow(&clients[0], "back in SQLite").await;
    server.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_becomes_an_installation_on_postgresql_and_its_backup_one_on_sqlite() {
    let places = Places::new();
    let (tokens, before) = populated(&places).await;
    let file = places.path("a.backup");
    let backed_up = places.json(&["backup"], &[("--to", &file), ("--data", &places.first())]);
    let database = Postgres::shared().database();
    let with_key = places.with_key("with-key");
    let data: (&str, &Path) = ("--data", &with_key);
    let restored = places.json_on(&database.url(), &["restore"], &[("--from", &file), data]);
    assert_eq!(restored["tables"], backed_up["tables"]);
    let server = places.serve_on(&database.url(), &with_key).expect("a server");
    assert_eq!(everything(&tokens.clients(&server)).await, before);

    // A server need not stop for a backup.
    let file = places.path("b.backup");
    places.json_on(&database.url(), &["backup"], &[("--to", &file), data]);
    server.stop();
    let back = places.with_key("back");
    places.json(&["restore"], &[("--from", &file), ("--data", &back)]);
    let server = places.serve(&back).expect("a server");
    assert_eq!(everything(&tokens.clients(&server)).await, before);
    server.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_a_server_uses_is_not_moved() {
    let places = Places::new();
    let first = places.first();
    set_up(&places, &first).await;
    let database = Postgres::shared().database();
    let server = store(&database).await;
    server.revision().await.expect("a session");
    let url = PathBuf::from(database.url());
    let ways: [(&str, &Path); 2] = [("--from-data", &first), ("--to-url", &url)];
    let refused = places.run(&["move"], &ways);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.stderr.contains("others are connected"), "{refused:?}");
    assert!(refused.stderr.contains("provisor from 127.0.0.1"), "{refused:?}");
    places.json(&["move", "--ignore-connections"], &ways);
    server.close().await;
}
