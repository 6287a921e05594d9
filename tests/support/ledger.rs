//! Compares the history, the counters and the activity of a stopped server with what its clients
//! know: no change without its event, no event without its change.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Add;

use directory::event::{EventKind, HistoryQuery, StoredEvent};
use directory::id::DirectoryId;
use directory::store::{ActivityBucket, Store};
use directory::time::Timestamp;
use serde_json::Value;

use crate::load::Load;
use crate::model::Tally;

/// The directory of an installation that has only one.
pub(crate) const DEFAULT: DirectoryId = DirectoryId(1);

/// Fails unless everything that the clients know happened is told once, and nothing else.
pub(crate) async fn check(load: &Load, store: &dyn Store) {
    let events = history(store).await;
    let clients = || load.clients.iter();
    let tally = clients().map(|client| client.people.tally).fold(Tally::default(), Tally::add);
    assert_eq!(told(&events), tally);
    let present = || clients().flat_map(|client| &client.people.present);

    let (people, members) = replay(&events);
    let expected: BTreeSet<_> = present().map(|person| person.id.clone()).collect();
    assert_eq!(people, expected);
    let memberships = present().flat_map(|person| {
        person.groups.iter().map(|group| (load.groups[*group].clone(), person.id.clone()))
    });
    assert_eq!(members, memberships.collect());

    let counts = store.counts(DEFAULT).await.expect("counts");
    let active = present().filter(|person| person.active).count();
    assert_eq!(counts.users, expected.len() as u64);
    assert_eq!(counts.active_users, active as u64);
    assert_eq!(counts.groups, load.groups.len() as u64);

    let mut activity = BTreeMap::new();
    for hour in store.activity(DEFAULT, Timestamp::from_micros(0)).await.expect("activity") {
        *activity.entry(format!("{:?}", hour.bucket)).or_default() += hour.count;
    }
    let mut expected: BTreeMap<String, u64> = BTreeMap::new();
    for bucket in events.iter().filter_map(|event| bucket(event.kind)) {
        *expected.entry(format!("{bucket:?}")).or_default() += 1;
    }
    assert_eq!(activity, expected);
}

/// All events, oldest first.
pub(crate) async fn history(store: &dyn Store) -> Vec<StoredEvent> {
    let mut events: Vec<StoredEvent> = Vec::new();
    loop {
        let before = events.last().map(|event| event.position);
        let query = HistoryQuery { directory: DEFAULT, subject: None, before, limit: 500 };
        let page = store.history(query).await.expect("history");
        if page.is_empty() {
            break;
        }
        events.extend(page);
    }
    events.reverse();
    assert!(events.windows(2).all(|pair| pair[0].position < pair[1].position));
    events
}

/// What the events tell of, counted as the clients count.
fn told(events: &[StoredEvent]) -> Tally {
    let mut tally = Tally::default();
    for event in events {
        match event.kind {
            EventKind::UserCreated => tally.created += 1,
            EventKind::UserUpdated => tally.marked += 1,
            EventKind::UserReactivated => tally.activated += 1,
            EventKind::UserDeactivated => tally.deactivated += 1,
            EventKind::UserDeleted => tally.deleted += 1,
            EventKind::GroupMembersChanged => {
                tally.joined += listed(event, "added").len();
                tally.left += listed(event, "removed").len();
            }
            _ => {}
        }
    }
    tally
}

/// The users and the memberships that are left when the events are carried out in their order.
pub(crate) fn replay(events: &[StoredEvent]) -> (BTreeSet<String>, BTreeSet<(String, String)>) {
    let mut people = BTreeSet::new();
    let mut members = BTreeSet::new();
    for event in events {
        let subject = event.subject.map(|(_, id)| id.to_string()).unwrap_or_default();
        match event.kind {
            EventKind::UserCreated => assert!(people.insert(subject), "created twice: {event:?}"),
            EventKind::UserDeleted => assert!(people.remove(&subject), "deleted twice: {event:?}"),
            EventKind::UserUpdated | EventKind::UserDeactivated | EventKind::UserReactivated => {
                assert!(people.contains(&subject), "changed while absent: {event:?}");
            }
            EventKind::GroupMembersChanged => {
                for member in listed(event, "added") {
                    assert!(members.insert((subject.clone(), member)), "added twice: {event:?}");
                }
                for member in listed(event, "removed") {
                    assert!(members.remove(&(subject.clone(), member)), "removed twice: {event:?}");
                }
            }
            _ => {}
        }
    }
    (people, members)
}

fn listed(event: &StoredEvent, name: &str) -> Vec<String> {
    let members = event.data[name].as_array().map(Vec::as_slice).unwrap_or_default();
    let id = |member: &Value| member["value"].as_str().expect("an id").to_owned();
    members.iter().map(id).collect()
}

/// Where the chart counts an event.
fn bucket(kind: EventKind) -> Option<ActivityBucket> {
    match kind {
        EventKind::UserCreated
        | EventKind::UserReactivated
        | EventKind::UserRestored
        | EventKind::GroupCreated
        | EventKind::GroupRestored
        | EventKind::ResourceCreated => Some(ActivityBucket::Granted),
        EventKind::UserUpdated
        | EventKind::UserLinked
        | EventKind::GroupUpdated
        | EventKind::GroupMembersChanged
        | EventKind::ResourceUpdated => Some(ActivityBucket::Changed),
        EventKind::UserDeactivated
        | EventKind::UserDeleted
        | EventKind::GroupDeleted
        | EventKind::ResourceDeleted => Some(ActivityBucket::Revoked),
        EventKind::LinkAsked
        | EventKind::LinkApproved
        | EventKind::LinkRefused
        | EventKind::TokenCreated
        | EventKind::TokenRevoked
        | EventKind::SettingsChanged
        | EventKind::SchemaDeclared
        | EventKind::SchemaRetracted
        | EventKind::ResourceTypeLoaded
        | EventKind::ResourceTypeRemoved => None,
    }
}
