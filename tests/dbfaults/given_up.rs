//! Clients hang up while the database is at work for them.

use std::time::{Duration, Instant};

use testkit::Raw;
use throwaway::{Cluster, Config, Database, PgBouncer, Proxy};

use crate::eventually::eventually;
use crate::holder::Holder;
use crate::line::request;
use crate::node::{Node, durable};

/// Half of the time after which the database itself ends a long read.
const SOON: Duration = Duration::from_secs(10);

/// What needs a look at every user.
const SCAN: &str = "/Users?filter=title%20co%20%22a%22";

/// The head of a cancel request, see "Message Formats" in PostgreSQL's manual.
const CANCEL_REQUEST: &[u8] = &[0, 0, 0, 16, 4, 210, 22, 46];

#[tokio::test(flavor = "multi_thread")]
async fn what_a_client_asked_for_ends_in_the_database_when_it_hangs_up() {
    let (cluster, database) = durable();
    let node = Node::start(&database.url());
    ends_with_its_client(&node, &cluster, &database).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_pooler_it_ends_as_well() {
    let (cluster, database) = durable();
    let pooler = PgBouncer::start(&cluster.postgres, 10);
    let transaction = [("PROVISOR_DATABASE_POOLING", "transaction")];
    let node = Node::start_with(&database.url_through(pooler.port), &transaction);
    ends_with_its_client(&node, &cluster, &database).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_everything_is_encrypted_the_cancel_request_is_too() {
    let cluster = Cluster::start(Config::durable().ssl());
    let database = cluster.postgres.database();
    let proxy = Proxy::start(cluster.postgres.port);
    let url = format!("{}?sslmode=require", database.url_through(proxy.port));
    let authority = cluster.ca_file().to_string_lossy().into_owned();
    let node = Node::start_with(&url, &[("PROVISOR_DATABASE_CA_FILE", &authority)]);
    proxy.lose_order(CANCEL_REQUEST);
    ends_with_its_client(&node, &cluster, &database).await;
    assert!(proxy.is_waiting(), "it was sent for all to read");
}

/// One of two clients hangs up: what it asked for ends, and what the other asked for does not.
async fn ends_with_its_client(node: &Node, cluster: &Cluster, database: &Database) {
    let lock = "LOCK TABLE resources IN ACCESS EXCLUSIVE MODE";
    let holder = Holder::take(cluster, database, lock).await;
    let (one, mut other) = (ask(node).await, ask(node).await);
    until_waiting(database, "2").await;
    let begun = Instant::now();
    drop(one);
    until_waiting(database, "1").await;
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    holder.release();
    let answer = other.answer().await.expect("an answer");
    assert_eq!(answer.status, 200, "{}", answer.text);
}

async fn ask(node: &Node) -> Raw {
    let mut raw = Raw::connect(&node.process.url).await;
    raw.send(&request(&node.token, "GET", SCAN, None)).await;
    raw
}

/// Waits until that many statements wait for the lock.
async fn until_waiting(database: &Database, expected: &str) {
    eventually("statements that wait", async || {
        let sql = "SELECT count(*) FROM pg_stat_activity \
                   WHERE datname = current_database() AND wait_event_type = 'Lock'";
        let found = database.sql(sql);
        if found == expected { Ok(()) } else { Err(found) }
    })
    .await;
}
