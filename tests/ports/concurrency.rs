//! Many writers at once.

use std::sync::Arc;

use directory::change::{CommitError, MembershipOp, Refusal, Write};
use directory::resource::Kind;
use directory::store::Operations;
use serde_json::json;

use super::support::{DEFAULT, TestStore, row};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn parallel_adds_and_removes_on_one_group_are_exact() {
    let store = Arc::new(TestStore::new().await);
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
    let store = Arc::new(TestStore::new().await);
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
