//! Many writers at once.

use std::sync::Arc;

use directory::change::{CommitError, MembershipOp, Refusal, Write};
use directory::resource::Kind;
use directory::store::{Operations, StoreError, System};
use serde_json::json;
use store_sqlite::{Options, SqliteStore};

use crate::support::{DEFAULT, TestStore, row};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn parallel_adds_and_removes_on_one_group_are_exact() {
    let store = Arc::new(TestStore::new());
    let group = store.group("G").await;
    let mut tasks = Vec::new();
    for number in 0..60 {
        let store = Arc::clone(&store);
        tasks.push(tokio::spawn(async move {
            let user = store.user(&format!("u{number:02}")).await;
            store.add(group, &[user]).await;
            if number % 3 == 0 {
                store.delta(group, MembershipOp::Remove(vec![user])).await.unwrap();
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let expected: Vec<_> = (0..60).filter(|n| n % 3 != 0).map(|n| format!("u{n:02}")).collect();
    assert_eq!(store.member_names(group).await, expected);
    let stored = store.get(Kind::Group, group).await.unwrap();
    assert_eq!(stored.version, 1 + 60 + 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_with_one_name_one_wins_and_the_batch_goes_on() {
    let store = Arc::new(TestStore::new());
    let mut tasks = Vec::new();
    for number in 0..80 {
        let store = Arc::clone(&store);
        tasks.push(tokio::spawn(async move {
            let name = if number % 2 == 0 { "same".to_owned() } else { format!("u{number}") };
            let row = row(Kind::User, store.id(), json!({"userName": name}));
            store.write(vec![Write::Insert(row)]).await
        }));
    }
    let (mut made, mut refused) = (0, 0);
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => made += 1,
            Err(CommitError::Refused(Refusal::NameTaken { kind: Kind::User })) => refused += 1,
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!((made, refused), (41, 39));
    assert_eq!(store.counts(DEFAULT).await.unwrap().users, 41);
    let page = store.list(Kind::User, "", 0, 100).await;
    assert_eq!((page.total, page.resources.len()), (41, 41));
    assert_eq!(store.list(Kind::User, "userName pr", 0, 100).await.total, 41);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_stores_share_a_data_directory() {
    let one = TestStore::new();
    let two = SqliteStore::open(one.data.path(), Options::default()).unwrap();
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
    let store = TestStore::with(options);
    store.user("ann").await;
    let other = rusqlite::Connection::open(store.data.path().join("provisor.db")).unwrap();
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
    let store = Arc::new(TestStore::with(Options { queue_length: 1, ..Options::default() }));
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
