//! What becomes of changes when the connection is lost, whenever that is.

mod told;

use std::sync::Arc;
use std::time::{Duration, Instant};

use directory::change::{ChangeSet, CommitError, Committed, Write};
use directory::event::{Actor, Cause, Event, EventKind};
use directory::id::DirectoryId;
use directory::settings::Settings;
use directory::store::StoreError;
use directory::time::Timestamp;
use throwaway::{Database, Postgres, Proxy};

use super::Writer;
use crate::migrate::migrate;
use crate::options::Options;
use crate::place::Place;

/// As the driver sends it, and as the database confirms it.
const COMMIT: &[u8] = b"COMMIT\0";

struct Bench {
    writer: Writer,
    proxy: Proxy,
    database: Database,
}

impl Bench {
    async fn new(time: Duration) -> Self {
        let database = Postgres::shared().database();
        let proxy = Proxy::start(Postgres::shared().port);
        let place = Place::new(&Options::new(database.url_through(proxy.port))).unwrap();
        migrate(&place, &[], None).await.unwrap();
        let writer = Writer::start(&Arc::new(place), 1, 100, time);
        let bench = Self { writer, proxy, database };
        // The lane has its session and its statements.
        bench.change().await.unwrap();
        bench
    }

    async fn change(&self) -> Result<Committed, CommitError> {
        self.writer.commit(change()).await
    }

    /// How many changes there are. The feed has no gaps, and the counter knows its end.
    fn written(&self) -> usize {
        let sql = "SELECT count(*), min(position), max(position), (SELECT position FROM counters) \
                   FROM events";
        let row = self.database.sql(sql);
        let (count, _) = row.split_once('|').unwrap();
        assert_eq!(row, format!("{count}|1|{count}|{count}"));
        count.parse().unwrap()
    }
}

fn change() -> ChangeSet {
    let cause =
        Cause { request_id: "r".to_owned(), actor: Actor::Operator, action: "test".to_owned() };
    let at = Timestamp::from_micros(1);
    let mut change = ChangeSet::new(DirectoryId(1), at, cause);
    change.writes.push(Write::Settings(Settings::default()));
    change.events.push(Event {
        kind: EventKind::SettingsChanged,
        subject: None,
        data: "null".to_owned(),
    });
    change
}

/// More than anything here takes.
const LONG: Duration = Duration::from_secs(25);

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_whose_answer_is_lost_is_found_in_the_feed() {
    let bench = Bench::new(LONG).await;
    for round in 0..5 {
        bench.proxy.lose_answer(COMMIT);
        bench.change().await.unwrap();
        assert!(!bench.proxy.is_waiting());
        assert_eq!(bench.written(), 2 + round, "it is not written again");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_that_never_arrives_is_made_again() {
    let bench = Bench::new(LONG).await;
    for round in 0..5 {
        bench.proxy.lose_order(COMMIT);
        bench.change().await.unwrap();
        assert!(!bench.proxy.is_waiting());
        assert_eq!(bench.written(), 2 + round);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_database_is_away_what_became_of_a_commit_is_not_known() {
    let bench = Bench::new(Duration::from_secs(2)).await;
    bench.proxy.lose_answer_and_cut(COMMIT);
    let error = bench.change().await.unwrap_err();
    assert!(matches!(error, CommitError::Store(StoreError::InDoubt(_))), "{error}");
    assert_eq!(bench.written(), 2);
    let error = bench.change().await.unwrap_err();
    assert!(matches!(error, CommitError::Store(StoreError::Unavailable(_))), "{error}");
    bench.proxy.heal();
    bench.change().await.unwrap();
    assert_eq!(bench.written(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_database_says_nothing_all_are_answered_in_time() {
    let time = Duration::from_secs(2);
    let bench = Bench::new(time).await;
    bench.proxy.freeze();
    let asked = Instant::now();
    let answers = futures_util::future::join_all((0..20).map(|_| bench.change())).await;
    assert!(asked.elapsed() < time * 2, "{:?}", asked.elapsed());
    for answer in answers {
        let error = answer.unwrap_err();
        assert!(matches!(error, CommitError::Store(StoreError::Unavailable(_))), "{error}");
    }
    bench.proxy.heal();
    bench.change().await.unwrap();
    assert_eq!(bench.written(), 2);
}
