//! Resource types beside users and groups, and their resources.

use directory::change::{ChangeSet, CommitError, MembershipOp, Precondition, Refusal, Write};
use directory::event::{Event, EventKind};
use directory::id::ResourceId;
use directory::resource::Kind;
use directory::schemas::{UniqueIndex, UniqueValue};
use directory::store::{List, Resources, Start, System};
use directory::types::TypeChange;
use scim::filter::typed::Expr;
use serde_json::json;

use super::support::{DEFAULT, TestStore, badge, badge_type, definition, expr, names, query, row};

/// The step that loads badges.
fn loading() -> TypeChange {
    let Kind::Custom(code) = badge() else { panic!("a custom kind") };
    TypeChange::Loaded { code, described: badge_type() }
}

fn removal() -> TypeChange {
    TypeChange::Removed { code: loading().code() }
}

/// Changes the type as the step after `level`.
async fn change(
    store: &TestStore,
    level: i64,
    change: TypeChange,
    empty: bool,
) -> Result<(), CommitError> {
    let unique = definition(badge()).unique_attributes().into_iter();
    let unique = unique.map(|attribute| UniqueIndex { kind: badge(), attribute }).collect();
    let writes = vec![Write::ChangeType { change, level, unique, empty }];
    store.store.commit(ChangeSet { writes, ..store.change(DEFAULT) }).await.map(drop)
}

/// Commits writes that were decided after so many steps.
async fn commit(store: &TestStore, types: i64, writes: Vec<Write>) -> Result<(), CommitError> {
    store.store.commit(ChangeSet { types, writes, ..store.change(DEFAULT) }).await.map(drop)
}

/// Inserts a badge of that number, and the event that tells of it.
async fn insert(store: &TestStore, number: &str) -> ResourceId {
    let row = row(badge(), store.id(), json!({"number": number}));
    let id = row.id;
    let kind = EventKind::ResourceCreated;
    let event =
        Event { kind, subject: Some((badge(), id)), data: json!({"after": {}}).to_string() };
    let change = ChangeSet {
        types: 1,
        writes: vec![Write::Insert(row)],
        events: vec![event],
        ..store.change(DEFAULT)
    };
    store.store.commit(change).await.unwrap();
    id
}

fn refused<T>(refusal: Refusal) -> Result<T, CommitError> {
    Err(CommitError::Refused(refusal))
}

#[tokio::test]
async fn what_was_decided_before_a_type_changed_is_decided_again() {
    let store = TestStore::new().await;
    let revision = store.revision().await.unwrap();
    change(&store, 0, loading(), false).await.unwrap();
    assert!(store.revision().await.unwrap() > revision);
    assert_eq!(change(&store, 0, loading(), false).await, refused(Refusal::VersionConflict));
    let row = row(badge(), store.id(), json!({"number": "1"}));
    let insert = || vec![Write::Insert(row.clone())];
    assert_eq!(commit(&store, 0, insert()).await, refused(Refusal::VersionConflict));
    assert_eq!(commit(&store, 1, insert()).await, Ok(()));
    let update = vec![Write::Update(row.clone())];
    assert_eq!(commit(&store, 0, update).await, refused(Refusal::VersionConflict));
    store.user("ann").await;
    let record = store.snapshot().await.unwrap().directories.remove(0);
    assert_eq!((record.types_level, record.types), (1, vec![loading()]));
}

#[tokio::test]
async fn a_type_goes_when_none_is_left() {
    let store = TestStore::new().await;
    change(&store, 0, loading(), true).await.unwrap();
    let [one, two] = [insert(&store, "1").await, insert(&store, "2").await];
    let in_use = |resources| refused(Refusal::TypeInUse { resources });
    assert_eq!(change(&store, 1, removal(), true).await, in_use(2));
    store.delete(badge(), one).await;
    assert_eq!(change(&store, 1, removal(), true).await, in_use(1));
    assert_eq!(change(&store, 1, loading(), true).await, in_use(1));
    assert_eq!(change(&store, 1, loading(), false).await, Ok(()));
    store.delete(badge(), two).await;
    assert_eq!(change(&store, 2, removal(), true).await, Ok(()));
    let record = store.snapshot().await.unwrap().directories.remove(0);
    assert_eq!((record.types_level, record.types.last()), (3, Some(&removal())));
}

#[tokio::test]
async fn resources_are_counted_listed_and_found_like_others() {
    let store = TestStore::new().await;
    change(&store, 0, loading(), false).await.unwrap();
    store.user("ann").await;
    let mut ids = Vec::new();
    for number in 0..12 {
        ids.push(insert(&store, &format!("B{number:02}")).await);
    }
    for gone in [0, 3, 11] {
        store.delete(badge(), ids[gone]).await;
    }
    let all = ["B01", "B02", "B04", "B05", "B06", "B07", "B08", "B09", "B10"];
    assert_eq!(store.found(badge(), "").await, all);
    for skip in [0, 1, 4, 8, 9, 20] {
        let page = store.list(badge(), "", skip, 3).await;
        let from = usize::try_from(skip).unwrap().min(all.len());
        let expected = &all[from..(from + 3).min(all.len())];
        assert_eq!(names(&page), expected, "{skip}");
        assert_eq!(page.total, 9);
    }
    assert_eq!(store.found(badge(), "number eq \"b07\"").await, ["B07"]);
    assert_eq!(
        store.found(badge(), "number sw \"b0\" and number gt \"b07\"").await,
        ["B08", "B09"]
    );
    for (filter, count) in [
        ("meta.resourceType eq \"Badge\"", 9),
        ("meta.resourceType eq \"User\"", 0),
        ("meta.location co \"/Badges/\"", 9),
        ("level pr", 0),
    ] {
        assert_eq!(store.found(badge(), filter).await.len(), count, "{filter}");
    }
    let by_id = format!("meta.location eq \"https://host/scim/v2/Badges/{}\"", ids[5]);
    assert_eq!(store.found(badge(), &by_id).await, ["B05"]);
    // The number of the last one, which is gone, is not given again.
    insert(&store, "B12").await;
    let lists =
        [Kind::User, badge()].map(|kind| List { kind, filter: Expr::Always, sort: None }).to_vec();
    let mut walk = query(lists, 0, 4);
    walk.start = Start::After { place: None, total: None };
    let mut seen = Vec::new();
    loop {
        let page = store.store.list(walk.clone()).await.unwrap();
        assert_eq!(page.total, 11);
        seen.extend(names(&page));
        match page.next {
            Some(place) => walk.start = Start::After { place: Some(place), total: None },
            None => break,
        }
    }
    assert_eq!(seen.len(), 11);
    assert_eq!((seen[0].as_str(), seen[10].as_str()), ("ann", "B12"));
    let sorted = List {
        kind: badge(),
        filter: expr(badge(), "number pr"),
        sort: Some(definition(badge()).sort_key("number").unwrap()),
    };
    let page = store.store.list(query(vec![sorted], 7, 9)).await.unwrap();
    assert_eq!(names(&page), ["B09", "B10", "B12"]);
}

#[tokio::test]
async fn they_are_no_members() {
    let store = TestStore::new().await;
    change(&store, 0, loading(), false).await.unwrap();
    let (badge_id, ann) = (insert(&store, "1").await, store.user("ann").await);
    let group = store.group("G").await;
    let unknown = refused(Refusal::UnknownMembers(vec![badge_id]));
    let both = || vec![ann, badge_id];
    assert_eq!(store.delta(group, MembershipOp::add(both())).await, unknown);
    assert_eq!(store.delta(group, MembershipOp::replace(both())).await, unknown);
    store.add(group, &[ann]).await;
    store.delta(group, MembershipOp::Remove(both())).await.unwrap();
    assert_eq!(store.member_names(group).await, [""; 0]);
}

#[tokio::test]
async fn values_are_unique_within_the_type() {
    let store = TestStore::new().await;
    change(&store, 0, loading(), false).await.unwrap();
    let with = |number: &str, kept: bool| {
        let mut new = row(badge(), store.id(), json!({"number": number}));
        let value = number.to_lowercase();
        let attribute = "number".to_owned();
        new.unique = Some(vec![UniqueValue { attribute, value, is_kept: kept }]);
        new
    };
    let [first, other] = [with("A1", false), with("B1", false)];
    commit(&store, 1, vec![Write::Insert(first.clone())]).await.unwrap();
    commit(&store, 1, vec![Write::Insert(other.clone())]).await.unwrap();
    let attribute = "number".to_owned();
    let taken = || refused(Refusal::ValueTaken { kind: badge(), attribute: attribute.clone() });
    assert_eq!(commit(&store, 1, vec![Write::Insert(with("a1", false))]).await, taken());
    change(&store, 1, loading(), false).await.unwrap();
    assert_eq!(commit(&store, 2, vec![Write::Insert(with("a1", false))]).await, taken());
    let version = Precondition::Version { kind: badge(), id: first.id, version: 1 };
    let change = ChangeSet {
        types: 2,
        preconditions: vec![version],
        writes: vec![Write::Delete { kind: badge(), id: first.id }],
        ..store.change(DEFAULT)
    };
    store.store.commit(change).await.unwrap();
    assert_eq!(commit(&store, 2, vec![Write::Insert(with("a1", false))]).await, Ok(()));
}
