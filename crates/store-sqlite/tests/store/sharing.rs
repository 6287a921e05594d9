//! Several processes on one data directory, and more changes than can be written.

use std::sync::Arc;

use directory::change::{CommitError, Write};
use directory::resource::Kind;
use directory::store::{Operations, StoreError, System};
use serde_json::json;
use store_sqlite::{Options, SqliteStore};

use crate::backend::Backend;
use crate::ports::support::{DEFAULT, TestStore, row};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_stores_share_a_data_directory() {
    let one = TestStore::new().await;
    let two = SqliteStore::open(one.backend.data.path(), Options::default()).unwrap();
    let revision = two.revision().await.unwrap();
    let directory = one.create_directory("other", one.now()).await.unwrap();
    assert!(two.revision().await.unwrap() > revision);
    for number in 0..20 {
        let store = if number % 2 == 0 { &one.store } else { &two };
        let row = row(Kind::User, one.id(), json!({"userName": format!("u{number}")}));
        let change = directory::change::ChangeSet {
            writes: vec![Write::Insert(row)],
            ..one.change(directory)
        };
        directory::store::Resources::commit(store, change).await.unwrap();
    }
    assert_eq!(one.counts(directory).await.unwrap().users, 20);
    assert_eq!(two.counts(directory).await.unwrap().users, 20);
}

#[tokio::test]
async fn a_lock_that_lasts_is_reported_and_the_store_recovers() {
    let options =
        Options { busy_timeout: std::time::Duration::from_millis(50), ..Options::default() };
    let store = TestStore::on(Backend::open(options).await);
    store.user("ann").await;
    let other = rusqlite::Connection::open(store.backend.data.path().join("provisor.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let row = row(Kind::User, store.id(), json!({"userName": "bea"}));
    let error = store.write(vec![Write::Insert(row.clone())]).await.unwrap_err();
    let CommitError::Store(StoreError::Unavailable(text)) = error else { panic!("{error}") };
    assert!(text.contains("locked"), "{text}");
    assert_eq!(store.found(Kind::User, "").await, ["ann"], "reading goes on");
    other.execute_batch("ROLLBACK").unwrap();
    store.write(vec![Write::Insert(row)]).await.unwrap();
    assert_eq!(store.found(Kind::User, "").await, ["ann", "bea"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_full_queue_turns_changes_away_and_loses_none() {
    let store = Arc::new(TestStore::on(
        Backend::open(Options { queue_length: 1, ..Options::default() }).await,
    ));
    let mut tasks = Vec::new();
    for number in 0..200 {
        let store = Arc::clone(&store);
        tasks.push(tokio::spawn(async move {
            let row = row(Kind::User, store.id(), json!({"userName": format!("u{number}")}));
            store.write(vec![Write::Insert(row)]).await
        }));
    }
    let mut made = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => made += 1,
            Err(CommitError::Store(StoreError::Unavailable(text))) => {
                assert!(text.contains("waiting"), "{text}");
            }
            Err(error) => panic!("{error}"),
        }
    }
    assert!(made > 0);
    assert_eq!(store.counts(DEFAULT).await.unwrap().users, made);
}
