//! The request log and upkeep.

use directory::request_log::RequestEntry;
use directory::resource::Kind;
use directory::store::{Operations, System};

use super::support::{DEFAULT, TestStore};

#[tokio::test]
async fn the_request_log_keeps_the_newest_of_each_directory() {
    let store = TestStore::new().await;
    let other = store.create_directory("other", store.now()).await.unwrap();
    let entry = |directory, number: usize| RequestEntry {
        directory,
        at: store.now(),
        request_id: format!("r{number}"),
        method: "GET".to_owned(),
        path: "/Users".to_owned(),
        status: 200,
        micros: 12,
        token: "okta".to_owned(),
        client: "test/1".to_owned(),
        problem: number.is_multiple_of(2).then(|| "invalidFilter: no".to_owned()),
    };
    store.log_requests(vec![entry(other, 1)]).await.unwrap();
    let entries: Vec<_> = (0..5_100).map(|number| entry(DEFAULT, number)).collect();
    for part in entries.chunks(1_000) {
        store.log_requests(part.to_vec()).await.unwrap();
    }
    let kept = store.requests(DEFAULT, 10_000).await.unwrap();
    assert_eq!(kept.len(), 5_000);
    assert_eq!(kept[..2], [entries[5_099].clone(), entries[5_098].clone()]);
    assert_eq!(store.requests(other, 10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn tombstones_are_purged_when_their_time_has_come() {
    let store = TestStore::new().await;
    let old = store.user("old").await;
    store.delete(Kind::User, old).await;
    let between = store.now();
    let new = store.user("new").await;
    store.delete(Kind::User, new).await;
    store.purge(store.now(), between).await.unwrap();
    assert_eq!(store.backend.tombstones(), "new");
}
