//! The feed.

use directory::change::{ChangeSet, MembershipDelta, MembershipOp, Write};
use directory::event::{Event, EventKind, HistoryQuery, StoredEvent};
use directory::id::ResourceId;
use directory::resource::Kind;
use directory::store::{ActivityBucket, Operations, Resources, System};
use directory::time::Timestamp;
use serde_json::json;

use super::support::{DEFAULT, TestStore, row};

async fn history(store: &TestStore, subject: Option<ResourceId>) -> Vec<StoredEvent> {
    let query = HistoryQuery { directory: DEFAULT, subject, before: None, limit: 100 };
    store.history(query).await.unwrap()
}

fn kinds(events: &[StoredEvent]) -> Vec<&'static str> {
    events.iter().map(|event| event.kind.name()).collect()
}

#[tokio::test]
async fn a_group_is_told_of_before_its_members() {
    let store = TestStore::new().await;
    let ann = store.user("ann").await;
    let group = row(Kind::Group, store.id(), json!({"displayName": "G"}));
    let id = group.id;
    let data = json!({"after": {"displayName": "G"}});
    let change = ChangeSet {
        writes: vec![Write::Insert(group)],
        memberships: vec![MembershipDelta { group: id, op: MembershipOp::add(vec![ann]) }],
        events: vec![Event {
            kind: EventKind::GroupCreated,
            subject: Some((Kind::Group, id)),
            data: data.to_string(),
        }],
        ..store.change(DEFAULT)
    };
    let (at, cause) = (change.at, change.cause.clone());
    let committed = store.commit(change).await.unwrap();
    let events = history(&store, Some(id)).await;
    assert_eq!(kinds(&events), ["group.members_changed", "group.created"]);
    assert_eq!(events[0].position, committed.position.unwrap());
    assert!(events[1].position < events[0].position);
    assert_eq!(events[1].data, data);
    assert_eq!(
        events[0].data,
        json!({"display": "G", "removed": [],
            "added": [{"value": ann, "display": "ann", "type": "User"}]})
    );
    assert_eq!((events[0].at, &events[0].cause), (at, &cause));
    assert_eq!(events[0].subject, Some((Kind::Group, id)));
    // What happens to a membership is in the member's history too.
    assert_eq!(kinds(&history(&store, Some(ann)).await), ["group.members_changed", "user.created"]);
}

#[tokio::test]
async fn history_is_paged_and_kept_apart_by_directory() {
    let store = TestStore::new().await;
    let other = store.create_directory("other", store.now()).await.unwrap();
    store.insert_into(other, Kind::User, json!({"userName": "x"})).await;
    for number in 0..10 {
        store.user(&format!("u{number}")).await;
    }
    let mut before = None;
    let mut seen = Vec::new();
    loop {
        let query = HistoryQuery { directory: DEFAULT, subject: None, before, limit: 4 };
        let page = store.history(query).await.unwrap();
        let Some(last) = page.last() else { break };
        before = Some(last.position);
        seen.extend(page.iter().map(|event| event.position.0));
    }
    assert_eq!(seen, (1..=10).rev().collect::<Vec<_>>());
}

#[tokio::test]
async fn a_great_many_members_are_told_in_several_events() {
    let store = TestStore::new().await;
    let mut users = Vec::new();
    for part in 0..3 {
        let rows: Vec<_> = (0..900)
            .map(|n| row(Kind::User, store.id(), json!({"userName": format!("u{part}-{n}")})))
            .collect();
        users.extend(rows.iter().map(|row| row.id));
        store.write(rows.into_iter().map(Write::Insert).collect()).await.unwrap();
    }
    let group = store.group("G").await;
    store.add(group, &users).await;
    let events = history(&store, Some(group)).await;
    let added: usize =
        events.iter().filter_map(|event| Some(event.data["added"].as_array()?.len())).sum();
    assert_eq!(added, 2_700);
    assert_eq!(events.len(), 4);
    let stored = store.get(Kind::Group, group).await.unwrap();
    assert_eq!((stored.version, stored.members.unwrap().len()), (2, 2_700));
}

#[tokio::test]
async fn activity_counts_changes_by_hour() {
    let store = TestStore::new().await;
    let ann = store.user("ann").await;
    let group = store.group("G").await;
    store.add(group, &[ann]).await;
    let activity = store.activity(DEFAULT, Timestamp::from_micros(0)).await.unwrap();
    let counted: Vec<_> = activity.iter().map(|a| (a.bucket, a.count)).collect();
    assert_eq!(counted, [(ActivityBucket::Granted, 2), (ActivityBucket::Changed, 1)]);
    let hour = activity[0].hour;
    assert!(hour <= store.now() && hour.as_micros() % 3_600_000_000 == 0);
    let later = hour.plus(std::time::Duration::from_hours(2));
    assert_eq!(store.activity(DEFAULT, later).await.unwrap(), []);
}
