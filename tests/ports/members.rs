//! Memberships as deltas.

use directory::change::{ChangeSet, CommitError, MembershipDelta, MembershipOp, Refusal, Write};
use directory::event::{EventKind, HistoryQuery};
use directory::id::ResourceId;
use directory::resource::{GroupRef, Include, Kind};
use directory::store::{Browse, Operations, Resources};
use scim::filter::typed::Expr;
use serde_json::json;

use super::support::{DEFAULT, TestStore, expr, nobody, row};

#[tokio::test]
async fn add_and_remove_report_only_what_changed() {
    let store = TestStore::new().await;
    let (ann, bea) = (store.user("ann").await, store.user("bea").await);
    let group = store.group("Staff").await;
    let first = store.delta(group, MembershipOp::add(vec![ann, bea, ann])).await.unwrap();
    assert_eq!((first.resources[0].version, first.resources[0].changed), (2, true));
    let again = store.delta(group, MembershipOp::add(vec![bea])).await.unwrap();
    assert_eq!((again.resources[0].version, again.resources[0].changed), (2, false));
    assert_eq!(again.position, None);
    assert_eq!(store.member_names(group).await, ["ann", "bea"]);

    let removed = store.delta(group, MembershipOp::Remove(vec![ann, nobody(1)])).await.unwrap();
    assert_eq!(removed.resources[0].version, 3);
    assert_eq!(store.member_names(group).await, ["bea"]);
    let stored = store.get(Kind::Group, group).await.unwrap();
    assert_eq!(stored.modified, removed.resources[0].modified);
    assert_eq!(store.member_count(DEFAULT, group).await.unwrap(), 1);
}

#[tokio::test]
async fn replace_writes_the_difference() {
    let store = TestStore::new().await;
    let mut users = Vec::new();
    for name in ["a", "b", "c", "d", "e"] {
        users.push(store.user(name).await);
    }
    let group = store.group("G").await;
    store.add(group, &users[0..3]).await;
    let wanted = vec![users[4], users[1], users[3], users[1]];
    let replaced = store.delta(group, MembershipOp::replace(wanted.clone())).await.unwrap();
    assert_eq!(store.member_names(group).await, ["b", "d", "e"]);
    let events = store
        .history(HistoryQuery { directory: DEFAULT, subject: Some(group), before: None, limit: 1 })
        .await
        .unwrap();
    assert_eq!(events[0].position, replaced.position.unwrap());
    assert_eq!(events[0].kind, EventKind::GroupMembersChanged);
    let names = |list: &str| {
        events[0].data[list]
            .as_array()
            .unwrap()
            .iter()
            .map(|member| member["display"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        (names("added"), names("removed")),
        (vec!["d".into(), "e".into()], vec!["a".into(), "c".into()])
    );
    let same = store.delta(group, MembershipOp::replace(wanted)).await.unwrap();
    assert!(!same.resources[0].changed);
    store.delta(group, MembershipOp::replace(Vec::new())).await.unwrap();
    assert_eq!(store.member_names(group).await, [""; 0]);
}

#[tokio::test]
async fn remove_where_takes_a_filter_on_members() {
    let store = TestStore::new().await;
    let (ann, bea) = (store.user("Ann").await, store.user("Bea").await);
    let (group, nested) = (store.group("G").await, store.group("N").await);
    let filter = |text: &str| match expr(Kind::Group, text) {
        Expr::Element { filter, .. } => *filter,
        other => panic!("{other:?}"),
    };
    for (text, left) in [
        (format!("members[value eq \"{ann}\" and value pr]"), vec!["Bea", "N"]),
        ("members[display sw \"b\" or display eq \"ANN\"]".to_owned(), vec!["N"]),
        ("members[type eq \"group\" and value pr]".to_owned(), vec!["Ann", "Bea"]),
        ("members[not (type eq \"User\")]".to_owned(), vec!["Ann", "Bea"]),
        ("members[value pr and type pr]".to_owned(), vec![]),
    ] {
        store.delta(group, MembershipOp::replace(vec![ann, bea, nested])).await.unwrap();
        store.delta(group, MembershipOp::RemoveWhere(filter(&text))).await.unwrap();
        assert_eq!(store.member_names(group).await, left, "{text}");
    }
}

#[tokio::test]
async fn all_unknown_members_are_named_and_nothing_happens() {
    let store = TestStore::new().await;
    let ann = store.user("ann").await;
    let group = store.group("G").await;
    let op = MembershipOp::add(vec![nobody(1), ann, nobody(2)]);
    let error = store.delta(group, op).await.unwrap_err();
    let expected = Refusal::UnknownMembers(vec![nobody(1), nobody(2)]);
    assert_eq!(error, CommitError::Refused(expected));
    assert_eq!(store.member_names(group).await, [""; 0]);
    let error = store.delta(ann, MembershipOp::add(vec![ann])).await.unwrap_err();
    assert_eq!(error, CommitError::Refused(Refusal::Gone), "a user has no members");
}

#[tokio::test]
async fn no_group_contains_itself() {
    let store = TestStore::new().await;
    let (a, b, c) = (store.group("a").await, store.group("b").await, store.group("c").await);
    store.add(a, &[b]).await;
    store.add(b, &[c]).await;
    for (group, member) in [(a, a), (c, a), (b, a), (c, b)] {
        let error = store.delta(group, MembershipOp::add(vec![member])).await.unwrap_err();
        let expected = Refusal::MembershipCycle { group, member };
        assert_eq!(error, CommitError::Refused(expected));
    }
    store.add(a, &[c]).await;
}

fn reference(id: ResourceId, display: &str, direct: bool) -> GroupRef {
    GroupRef { id, display: display.to_owned(), direct }
}

#[tokio::test]
async fn users_know_their_direct_and_indirect_groups() {
    let store = TestStore::new().await;
    let (ann, bea) = (store.user("ann").await, store.user("bea").await);
    let (inner, outer, top) =
        (store.group("inner").await, store.group("outer").await, store.group("top").await);
    store.add(inner, &[ann]).await;
    store.add(outer, &[inner, bea]).await;
    store.add(top, &[outer, ann]).await;
    let expected = [
        reference(inner, "inner", true),
        reference(top, "top", true),
        reference(outer, "outer", false),
    ];
    assert_eq!(store.get(Kind::User, ann).await.unwrap().groups, expected);
    let mut query = super::support::query(Vec::new(), 0, 10);
    query.include = Include::ALL;
    query.lists.push(directory::store::List { kind: Kind::User, filter: Expr::Always, sort: None });
    let page = store.store.list(query).await.unwrap();
    assert_eq!(page.resources[0].groups, expected);
    let of_bea = [reference(outer, "outer", true), reference(top, "top", false)];
    assert_eq!(page.resources[1].groups, of_bea);
    assert_eq!(
        store.found(Kind::User, &format!("groups.value eq \"{top}\"")).await,
        ["ann", "bea"]
    );
    store.delta(outer, MembershipOp::Remove(vec![inner])).await.unwrap();
    assert_eq!(store.get(Kind::User, ann).await.unwrap().groups.len(), 2);
}

#[tokio::test]
async fn a_new_display_shows_in_every_group() {
    let store = TestStore::new().await;
    let ann = store.user("ann").await;
    let (a, b) = (store.group("a").await, store.group("b").await);
    store.add(a, &[ann]).await;
    store.add(b, &[ann, a]).await;
    let user = row(Kind::User, ann, json!({"userName": "ann", "displayName": "Ann Lee"}));
    let group = row(Kind::Group, a, json!({"displayName": "Alpha"}));
    store.write(vec![Write::Update(user), Write::Update(group)]).await.unwrap();
    assert_eq!(store.member_names(a).await, ["Ann Lee"]);
    assert_eq!(store.member_names(b).await, ["Alpha", "Ann Lee"]);
}

#[tokio::test]
async fn an_update_with_a_delta_raises_the_version_once() {
    let store = TestStore::new().await;
    let ann = store.user("ann").await;
    let group = store.group("G").await;
    let delta = |op| MembershipDelta { group, op };
    let change = ChangeSet {
        writes: vec![Write::Update(row(Kind::Group, group, json!({"displayName": "H"})))],
        memberships: vec![
            delta(MembershipOp::add(vec![ann])),
            delta(MembershipOp::Remove(vec![ann])),
            delta(MembershipOp::add(vec![ann])),
        ],
        ..store.change(DEFAULT)
    };
    let committed = store.commit(change).await.unwrap();
    assert_eq!(committed.resources.len(), 1);
    assert_eq!(committed.resources[0].version, 2);
    assert_eq!(store.get(Kind::Group, group).await.unwrap().version, 2);
    assert_eq!(store.member_names(group).await, ["ann"]);
}

#[tokio::test]
async fn members_are_paged_by_id() {
    let store = TestStore::new().await;
    let group = store.group("G").await;
    let mut users = Vec::new();
    for number in 0..25 {
        users.push(store.user(&format!("u{number:02}")).await);
    }
    store.add(group, &users).await;
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = store.members(DEFAULT, group, after, 10).await.unwrap();
        if page.is_empty() {
            break;
        }
        seen.extend(page.iter().map(|member| member.id));
        after = seen.last().copied();
    }
    assert_eq!(seen, users);
}
