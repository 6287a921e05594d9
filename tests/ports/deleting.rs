//! Deleting users and groups.

use directory::change::{ChangeSet, CommitError, Refusal, Write};
use directory::event::{Event, EventKind, HistoryQuery};
use directory::id::{DirectoryId, ResourceId};
use directory::resource::Kind;
use directory::store::{Operations, Resources, System};
use serde_json::{Value, json};

use super::support::{DEFAULT, TestStore, row};

#[tokio::test]
async fn a_deleted_user_leaves_groups_and_frees_the_name() {
    let store = TestStore::new().await;
    let user = json!({"userName": "ann", "externalId": "e", "emails": [{"value": "a@x"}]});
    let ann = store.insert(Kind::User, user.clone()).await;
    let bea = store.user("bea").await;
    let group = store.group("G").await;
    store.add(group, &[ann, bea]).await;
    store.delete(Kind::User, ann).await;

    assert!(store.get(Kind::User, ann).await.is_none());
    let stored = store.get(Kind::Group, group).await.unwrap();
    assert_eq!(stored.version, 3, "who follows the group learns of it");
    assert_eq!(store.member_names(group).await, ["bea"]);
    assert_eq!(store.counts(DEFAULT).await.unwrap().users, 1);
    for filter in ["userName eq \"ann\"", "externalId eq \"e\"", "emails eq \"a@x\""] {
        assert_eq!(store.found(Kind::User, filter).await, [""; 0], "{filter}");
    }
    let history = store
        .history(HistoryQuery { directory: DEFAULT, subject: Some(ann), before: None, limit: 10 })
        .await
        .unwrap();
    assert_eq!(history[0].kind, EventKind::GroupMembersChanged);
    assert_eq!(history[0].data["removed"][0]["value"], json!(ann));

    let again = row(Kind::User, store.id(), user);
    store.write(vec![Write::Insert(again)]).await.unwrap();
}

#[tokio::test]
async fn a_deleted_group_leaves_its_members_and_its_groups() {
    let store = TestStore::new().await;
    let ann = store.user("ann").await;
    let (inner, outer) = (store.group("inner").await, store.group("outer").await);
    store.add(inner, &[ann]).await;
    store.add(outer, &[inner]).await;
    assert_eq!(store.get(Kind::User, ann).await.unwrap().groups.len(), 2);
    store.delete(Kind::Group, inner).await;
    assert_eq!(store.get(Kind::User, ann).await.unwrap().groups, []);
    assert_eq!(store.member_names(outer).await, [""; 0]);
    assert_eq!(store.counts(DEFAULT).await.unwrap().groups, 1);
}

#[tokio::test]
async fn the_key_of_the_last_resource_can_be_used_again() {
    let store = TestStore::new().await;
    let group = store.group("G").await;
    let ann = store.user("ann").await;
    store.add(group, &[ann]).await;
    store.delete(Kind::User, ann).await;
    let bea = store.user("bea").await;
    assert_eq!(store.get(Kind::User, bea).await.unwrap().groups, []);
    assert_eq!(store.found(Kind::User, "").await, ["bea"]);
    // Within one change set as well.
    let cy = row(Kind::User, store.id(), json!({"userName": "cy"}));
    let committed = store
        .write(vec![Write::Delete { kind: Kind::User, id: bea }, Write::Insert(cy.clone())])
        .await
        .unwrap();
    assert_eq!(committed.resources.iter().map(|r| r.id).collect::<Vec<_>>(), [cy.id]);
    assert_eq!(store.found(Kind::User, "").await, ["cy"]);
}

/// Deletes a resource as the domain does, which tells of it.
async fn bury(store: &TestStore, directory: DirectoryId, kind: Kind, id: ResourceId) {
    let name = if kind == Kind::User { EventKind::UserDeleted } else { EventKind::GroupDeleted };
    let event =
        Event { kind: name, subject: Some((kind, id)), data: r#"{"before":{}}"#.to_owned() };
    let writes = vec![Write::Delete { kind, id }];
    let change = ChangeSet { writes, events: vec![event], ..store.change(directory) };
    store.commit(change).await.unwrap();
}

async fn restore(
    store: &TestStore,
    kind: Kind,
    id: ResourceId,
    attributes: Value,
) -> Result<i64, CommitError> {
    let row = row(kind, id, attributes);
    let committed = store.write(vec![Write::Restore(row)]).await?;
    Ok(committed.resources[0].version)
}

#[tokio::test]
async fn who_was_deleted_can_be_written_again_under_the_old_id() {
    let store = TestStore::new().await;
    let ann = store.user("ann").await;
    let bea = store.user("bea").await;
    let group = store.group("G").await;
    store.add(group, &[ann, bea]).await;
    let before = store.get(Kind::User, ann).await.unwrap();
    bury(&store, DEFAULT, Kind::User, ann).await;

    let attributes = json!({"userName": "Ann", "emails": [{"value": "A@x"}]});
    let version = restore(&store, Kind::User, ann, attributes.clone()).await.unwrap();
    let after = store.get(Kind::User, ann).await.unwrap();
    assert_eq!((after.version, after.created), (version, before.created));
    assert!(after.version > before.version && after.modified > before.modified);
    assert_eq!(after.groups, []);
    assert_eq!(store.member_names(group).await, ["bea"]);
    assert_eq!(store.found(Kind::User, "").await, ["bea", "Ann"], "in the order of arrival");
    assert_eq!(store.found(Kind::User, "emails eq \"a@x\"").await, ["Ann"]);
    let counts = store.counts(DEFAULT).await.unwrap();
    assert_eq!((counts.users, counts.active_users), (2, 2));
    store.add(group, &[ann]).await;
    assert_eq!(store.member_names(group).await, ["Ann", "bea"]);

    // The tombstone has served: who is there cannot come back.
    assert_eq!(store.tombstone(DEFAULT, Kind::User, "ann", None).await, Ok(None));
    let again = restore(&store, Kind::User, ann, attributes.clone()).await;
    assert_eq!(again, Err(Refusal::VersionConflict.into()));
    bury(&store, DEFAULT, Kind::User, ann).await;
    assert!(restore(&store, Kind::User, ann, attributes).await.unwrap() > version);
}

#[tokio::test]
async fn who_comes_back_takes_nothing_from_others() {
    let store = TestStore::new().await;
    let ann = store.user("ann").await;
    bury(&store, DEFAULT, Kind::User, ann).await;
    store.user("ANN").await;
    let taken = restore(&store, Kind::User, ann, json!({"userName": "ann"})).await;
    assert_eq!(taken, Err(Refusal::NameTaken { kind: Kind::User }.into()));
    let group = restore(&store, Kind::Group, ann, json!({"displayName": "ann"})).await;
    assert_eq!(group, Err(Refusal::VersionConflict.into()), "a user is no group");
    restore(&store, Kind::User, ann, json!({"userName": "ann2"})).await.unwrap();
}

#[tokio::test]
async fn the_deleted_are_found_by_name_and_then_by_external_id() {
    let store = TestStore::new().await;
    let other = store.create_directory("other", store.now()).await.unwrap();
    let user = |name: &str, external_id: &str| json!({"userName": name, "externalId": external_id});
    let mut ids = Vec::new();
    for (directory, kind, attributes) in [
        (DEFAULT, Kind::User, user("ann", "1")),
        (DEFAULT, Kind::User, user("Ann", "2")),
        (DEFAULT, Kind::Group, json!({"displayName": "ann", "externalId": "1"})),
        (other, Kind::User, user("ann", "3")),
        (DEFAULT, Kind::User, user("bea", "2")),
    ] {
        let id = store.insert_into(directory, kind, attributes).await;
        bury(&store, directory, kind, id).await;
        ids.push(id);
    }
    let found = async |directory, kind, name, external_id| {
        let found = store.tombstone(directory, kind, name, external_id).await.unwrap();
        found.map(|tombstone| tombstone.id)
    };
    assert_eq!(found(DEFAULT, Kind::User, "ann", Some("1")).await, Some(ids[1]), "the last");
    assert_eq!(found(DEFAULT, Kind::User, "x", Some("1")).await, Some(ids[0]));
    assert_eq!(found(DEFAULT, Kind::User, "", Some("2")).await, Some(ids[4]));
    assert_eq!(found(DEFAULT, Kind::Group, "ann", None).await, Some(ids[2]));
    assert_eq!(found(other, Kind::User, "ann", None).await, Some(ids[3]));
    assert_eq!(found(other, Kind::User, "x", Some("1")).await, None);
    assert_eq!(found(DEFAULT, Kind::User, "x", None).await, None);
}

#[tokio::test]
async fn going_and_coming_in_one_batch_comes_to_the_same() {
    let store = TestStore::new().await;
    let ann = store.user("ann").await;
    let group = store.group("G").await;
    store.add(group, &[ann]).await;
    let change = |write| ChangeSet { writes: vec![write], ..store.change(DEFAULT) };
    let row = || row(Kind::User, ann, json!({"userName": "ann"}));
    let delete = || change(Write::Delete { kind: Kind::User, id: ann });
    let restore = || change(Write::Restore(row()));
    let outcomes = tokio::join!(
        store.commit(delete()),
        store.commit(restore()),
        store.commit(delete()),
        store.commit(restore()),
        store.commit(delete()),
    );
    let outcomes = [outcomes.0, outcomes.1, outcomes.2, outcomes.3, outcomes.4];
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert!(store.get(Kind::User, ann).await.is_none());
    assert_eq!(store.member_names(group).await, [""; 0]);
    assert_eq!(store.counts(DEFAULT).await.unwrap().users, 0);
    let tombstone = store.tombstone(DEFAULT, Kind::User, "ann", None).await.unwrap().unwrap();
    assert_eq!(tombstone.id, ann);
    store.commit(restore()).await.unwrap();
    assert_eq!(store.found(Kind::User, "").await, ["ann"]);
}
