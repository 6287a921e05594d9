//! Reading that is given up ends in the database.

#[path = "../../../../tests/support/eventually.rs"]
mod eventually;

use std::sync::Arc;
use std::time::Duration;

use directory::store::StoreError;
use throwaway::{Database, PgBouncer, Postgres};
use tokio::task::JoinHandle;
use tokio_postgres::types::Type;

use super::Pool;
use crate::failure::Failure;
use crate::options::{Options, Pooling};
use crate::place::{Place, Purpose};
use crate::session::Session;
use eventually::eventually;

/// Longer than any test waits: what ends earlier was ended.
const LONG: Duration = Duration::from_mins(10);

fn pool(options: &Options, sessions: usize, time: Duration) -> Arc<Pool> {
    let place = Arc::new(Place::new(options).unwrap());
    Arc::new(Pool::new(place, Purpose::Scan, sessions, time))
}

/// Reads for a long time, with a mark by which the database shows it.
async fn read(session: Arc<Session>, mark: i64) -> Result<(), Failure> {
    let sql = format!("SELECT {mark}::bigint, pg_sleep(600)::text");
    session.query(&sql, &[]).await?;
    Ok(())
}

fn start(pool: &Arc<Pool>, mark: i64) -> JoinHandle<Result<(), StoreError>> {
    let pool = Arc::clone(pool);
    tokio::spawn(async move { pool.transaction(|session| read(session, mark)).await })
}

fn at_work(database: &Database, mark: i64) -> String {
    database.sql(&format!(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
         AND state = 'active' AND query LIKE 'SELECT {mark}::%'"
    ))
}

async fn until(database: &Database, mark: i64, expected: &str) {
    eventually("the reads at work", async || {
        let found = at_work(database, mark);
        if found == expected { Ok(()) } else { Err(found) }
    })
    .await;
}

/// Of two readings one is given up and ends, and the other goes on.
async fn one_of_two_is_ended(pool: &Arc<Pool>, database: &Database) {
    let (one, other) = (start(pool, 1), start(pool, 2));
    until(database, 1, "1").await;
    until(database, 2, "1").await;
    one.abort();
    until(database, 1, "0").await;
    assert_eq!(at_work(database, 2), "1");
    other.abort();
    until(database, 2, "0").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_waits_for_is_ended_and_nothing_else() {
    let database = Postgres::shared().database();
    let pool = pool(&Options::new(database.url()), 2, LONG);
    one_of_two_is_ended(&pool, &database).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_given_up_makes_room_only_when_it_has_ended() {
    let database = Postgres::shared().database();
    let pool = pool(&Options::new(database.url()), 1, LONG);
    for mark in 1..=5 {
        let given_up = start(&pool, mark);
        until(&database, mark, "1").await;
        given_up.abort();
        let count = |session: Arc<Session>| async move {
            let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                       AND state = 'active' AND pid <> pg_backend_pid() AND query LIKE $1";
            let rows = session.query(sql, &[(&"SELECT _::%", Type::TEXT)]).await?;
            Ok(rows[0].try_get::<_, i64>(0)?)
        };
        assert_eq!(pool.transaction(count).await, Ok(0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_takes_longer_than_a_statement_may_is_ended() {
    let database = Postgres::shared().database();
    let pool = pool(&Options::new(database.url()), 1, Duration::from_millis(200));
    // As many statements do that are none of them too long.
    let slow = |session: Arc<Session>| async move {
        session.batch("SET LOCAL statement_timeout = 0").await?;
        read(session, 1).await
    };
    let error = pool.transaction(slow).await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error}");
    until(&database, 1, "0").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_pooler_the_same_is_ended() {
    let database = Postgres::shared().database();
    let pooler = PgBouncer::start(Postgres::shared(), 4);
    let mut options = Options::new(database.url_through(pooler.port));
    options.pooling = Pooling::Transaction;
    let pool = pool(&options, 2, LONG);
    one_of_two_is_ended(&pool, &database).await;
}
