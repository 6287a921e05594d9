//! Deleting users and groups.

use directory::change::Write;
use directory::event::{EventKind, HistoryQuery};
use directory::resource::Kind;
use directory::store::Operations;
use serde_json::json;

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
