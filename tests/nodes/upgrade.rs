//! The schema changes below nodes that serve, and a node of the later version joins them.

use std::thread;

use directory::store::Operations;
use futures_util::future::join_all;
use store_postgres::{Migration, PostgresStore};
use throwaway::{Database, Postgres};

use crate::check::check;
use crate::later::{Later, options};
use crate::ledger;
use crate::load::Load;
use crate::node::{node, store};
use crate::rolling::{LEAVE, finish, join, take_out};
use crate::servers::Servers;

/// What a step may do that the version before does not notice: add to every table that is in use.
const EXPANSION: &str = "
    ALTER TABLE resources ADD COLUMN later_mark text NOT NULL DEFAULT 'none';
    ALTER TABLE members ADD COLUMN later_note text;
    ALTER TABLE events ADD COLUMN later_flag boolean NOT NULL DEFAULT false;
    ALTER TABLE counters ADD COLUMN later_count bigint NOT NULL DEFAULT 0;
    ALTER TABLE installation ADD COLUMN later_word text;
    ALTER TABLE infra_tokens ADD COLUMN later_use bigint;
    CREATE INDEX later_by_mark ON resources (directory, later_mark);
    CREATE TABLE later (directory bigint PRIMARY KEY, word text NOT NULL);";

#[tokio::test(flavor = "multi_thread")]
async fn an_upgrade_under_load_fails_no_request_and_loses_nothing() {
    let database = Postgres::shared().database();
    let mut installations = [node(&database), node(&database)];
    for installation in &mut installations {
        installation.set("PROVISOR_LEAVE_SECONDS", LEAVE);
    }
    let token = installations[0].prepare();
    let servers = Servers::default();
    let mut old = join(&installations[0], &servers);
    let mut second = join(&installations[1], &servers);
    let load = Load::prepare(&old.scim(&token)).await;
    let mut running = load.start(&servers, &token);
    running.acknowledged(100).await;

    // Several of the later version begin at once, while somebody reads for a while.
    let step = next(&database);
    let reading = read_for_a_while(&database);
    let options = options(&database, step);
    let migrations = join_all((0..3).map(|_| PostgresStore::migrate(&options, None))).await;
    reading.join().expect("a read that was left alone");
    for migrated in migrations {
        migrated.expect("a migration beside the load");
    }
    let level = step.level;
    let times = format!("SELECT count(*) FROM schema_steps WHERE level = {level}");
    assert_eq!(database.sql(&times), "1");

    // Both versions serve; then the old one goes, and comes back on the new schema.
    let later = Later::start(&database, step).await;
    servers.add(&later.url);
    running.acknowledged(100).await;
    take_out(&mut old, &servers).await;
    running.acknowledged(100).await;
    take_out(&mut second, &servers).await;
    running.acknowledged(100).await;
    let back = join(&installations[0], &servers);
    installations[0].assert_sound(&back);
    let mut load = finish(running, &servers).await;
    check(&mut load, &back.scim(&token)).await;
    back.stop();
    let store = store(&database).await;
    assert_eq!(store.health().await.expect("a state").schema_level, level);
    ledger::check(&load, &store).await;
}

/// The step that the next version brings.
fn next(database: &Database) -> Migration {
    let level: u32 = database.sql("SELECT max(level) FROM schema_steps").parse().expect("a level");
    Migration { level: level + 1, name: "later", serves: level, sql: EXPANSION }
}

/// A read that keeps the tables from being changed for two seconds.
fn read_for_a_while(database: &Database) -> thread::JoinHandle<String> {
    let name = database.name.clone();
    let sql = "SELECT count(*) FROM resources; SELECT pg_sleep(2)";
    thread::spawn(move || Postgres::shared().sql(&name, sql))
}
