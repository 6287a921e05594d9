//! Inserting and updating.

use directory::change::{ChangeSet, CommitError, Precondition, Refusal, Write};
use directory::resource::{Include, Kind};
use directory::store::{Operations, Resources, System};
use serde_json::json;

use super::support::{DEFAULT, TestStore, nobody, row};

fn refusal(error: CommitError) -> Refusal {
    match error {
        CommitError::Refused(refusal) => refusal,
        CommitError::Store(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn an_insert_is_read_back_as_it_was_written() {
    let store = TestStore::new().await;
    let row = row(Kind::User, store.id(), json!({"userName": "Ann", "active": false}));
    let change = ChangeSet { writes: vec![Write::Insert(row.clone())], ..store.change(DEFAULT) };
    let at = change.at;
    let committed = store.commit(change).await.unwrap();
    assert_eq!(committed.resources.len(), 1);
    assert!(committed.resources[0].changed);

    let stored = store.get(Kind::User, row.id).await.unwrap();
    assert_eq!((stored.version, stored.created, stored.modified), (1, at, at));
    assert_eq!((stored.id, stored.kind, stored.active), (row.id, Kind::User, false));
    assert_eq!((stored.display, stored.body), ("Ann".to_owned(), row.body));
    assert_eq!(stored.groups, []);
    assert_eq!(stored.members, None);
    assert!(store.get(Kind::Group, row.id).await.is_none(), "it is no group");
    let counts = store.counts(DEFAULT).await.unwrap();
    assert_eq!((counts.users, counts.active_users, counts.groups), (1, 0, 0));
}

#[tokio::test]
async fn an_update_raises_the_version_and_keeps_what_is_derived_right() {
    let store = TestStore::new().await;
    let id = store
        .insert(
            Kind::User,
            json!({"userName": "ann", "externalId": "e1",
            "emails": [{"value": "old@x"}, {"value": "both@x"}]}),
        )
        .await;
    let created = store.get(Kind::User, id).await.unwrap().created;
    let new = json!({"userName": "Bea", "displayName": "Bea B", "externalId": "e2",
        "active": false, "emails": [{"value": "both@x"}, {"value": "New@x"}]});
    let committed = store.write(vec![Write::Update(row(Kind::User, id, new))]).await.unwrap();
    assert_eq!(committed.resources[0].version, 2);

    let stored = store.get(Kind::User, id).await.unwrap();
    assert_eq!((stored.version, stored.created), (2, created));
    assert!(stored.modified > created);
    for (filter, expected) in [
        ("userName eq \"ann\"", 0),
        ("userName eq \"BEA\"", 1),
        ("externalId eq \"e1\"", 0),
        ("externalId eq \"e2\"", 1),
        ("emails eq \"old@x\"", 0),
        ("emails eq \"both@x\"", 1),
        ("emails eq \"NEW@X\"", 1),
        ("active eq true", 0),
        ("active eq false", 1),
    ] {
        assert_eq!(store.found(Kind::User, filter).await.len(), expected, "{filter}");
    }
    assert_eq!(store.counts(DEFAULT).await.unwrap().active_users, 0);
}

#[tokio::test]
async fn names_are_unique_within_a_kind_and_directory() {
    let store = TestStore::new().await;
    let ann = store.user("ann").await;
    store.group("ann").await;
    let other = store.create_directory("other", store.now()).await.unwrap();
    store.insert_into(other, Kind::User, json!({"userName": "ann"})).await;

    let again = row(Kind::User, store.id(), json!({"userName": "ANN"}));
    let error = store.write(vec![Write::Insert(again)]).await.unwrap_err();
    assert_eq!(refusal(error), Refusal::NameTaken { kind: Kind::User });
    let bea = store.user("bea").await;
    let rename = row(Kind::User, bea, json!({"userName": "Ann"}));
    let error = store.write(vec![Write::Update(rename)]).await.unwrap_err();
    assert_eq!(refusal(error), Refusal::NameTaken { kind: Kind::User });
    // A resource does not stand in its own way.
    let recased = row(Kind::User, ann, json!({"userName": "Ann"}));
    store.write(vec![Write::Update(recased)]).await.unwrap();
}

#[tokio::test]
async fn a_name_that_need_not_be_unique_may_be_shared_until_it_must_be_unique() {
    let store = TestStore::new().await;
    for _ in 0..2 {
        let mut row = row(Kind::Group, store.id(), json!({"displayName": "Staff"}));
        row.name_is_unique = false;
        store.write(vec![Write::Insert(row)]).await.unwrap();
    }
    assert_eq!(store.found(Kind::Group, "displayName eq \"staff\"").await.len(), 2);
    let unique = row(Kind::Group, store.id(), json!({"displayName": "STAFF"}));
    let error = store.write(vec![Write::Insert(unique)]).await.unwrap_err();
    assert_eq!(refusal(error), Refusal::NameTaken { kind: Kind::Group });
}

#[tokio::test]
async fn preconditions_are_checked_before_anything_is_written() {
    let store = TestStore::new().await;
    let ann = store.user("ann").await;
    let update = || Write::Update(row(Kind::User, ann, json!({"userName": "new"})));
    let cases = [
        (Precondition::Version { kind: Kind::User, id: ann, version: 2 }, Refusal::VersionConflict),
        (Precondition::Version { kind: Kind::Group, id: ann, version: 1 }, Refusal::Gone),
        (Precondition::Exists { kind: Kind::User, id: nobody(1) }, Refusal::Gone),
    ];
    for (precondition, expected) in cases {
        let change = ChangeSet {
            preconditions: vec![precondition],
            writes: vec![update()],
            ..store.change(DEFAULT)
        };
        assert_eq!(refusal(store.commit(change).await.unwrap_err()), expected);
    }
    assert_eq!(store.get(Kind::User, ann).await.unwrap().version, 1);
    let change = ChangeSet {
        preconditions: vec![Precondition::Version { kind: Kind::User, id: ann, version: 1 }],
        writes: vec![update()],
        ..store.change(DEFAULT)
    };
    store.commit(change).await.unwrap();
    assert_eq!(store.get(Kind::User, ann).await.unwrap().version, 2);
}

#[tokio::test]
async fn a_refused_change_set_leaves_no_trace() {
    let store = TestStore::new().await;
    let ann = store.user("ann").await;
    let before = store.counts(DEFAULT).await.unwrap();
    let change = vec![
        Write::Insert(row(Kind::User, store.id(), json!({"userName": "bea"}))),
        Write::Delete { kind: Kind::User, id: ann },
        Write::Update(row(Kind::User, nobody(1), json!({"userName": "cy"}))),
    ];
    assert_eq!(refusal(store.write(change).await.unwrap_err()), Refusal::Gone);
    assert_eq!(store.counts(DEFAULT).await.unwrap(), before);
    assert_eq!(store.found(Kind::User, "").await, ["ann"]);
    // Its name and its place are free again.
    store.user("bea").await;
    assert_eq!(store.found(Kind::User, "").await, ["ann", "bea"]);
}

#[tokio::test]
async fn directories_never_mix() {
    let store = TestStore::new().await;
    let other = store.create_directory("other", store.now()).await.unwrap();
    let mine = store.user("ann").await;
    let theirs = store.insert_into(other, Kind::User, json!({"userName": "bea"})).await;
    assert!(store.get(Kind::User, theirs).await.is_none());
    assert!(store.store.get(other, Kind::User, mine, Include::ALL).await.unwrap().is_none());
    assert_eq!(store.found(Kind::User, "").await, ["ann"]);
    assert_eq!(store.found(Kind::User, "userName eq \"bea\"").await, [""; 0]);
    assert_eq!(store.found(Kind::User, "userName co \"a\"").await, ["ann"]);
    let steal = Write::Update(row(Kind::User, theirs, json!({"userName": "x"})));
    assert_eq!(refusal(store.write(vec![steal]).await.unwrap_err()), Refusal::Gone);
    let delete = Write::Delete { kind: Kind::User, id: theirs };
    assert_eq!(refusal(store.write(vec![delete]).await.unwrap_err()), Refusal::Gone);
    assert_eq!(store.counts(other).await.unwrap().users, 1);
}
