//! History: every change with before, after and cause; and what is counted.

use directory::event::{Actor, EventKind, StoredEvent};
use directory::store::ActivityBucket;
use directory::time::Timestamp;
use directory::token::{Expiry, Scopes};
use serde_json::{Value, json};
use testkit::{TestApp, operator};

use crate::support::{ENTERPRISE, ann, created, group, read, redact, sent, user, with};

/// An event as a snapshot shows it.
fn shown(event: &StoredEvent) -> Value {
    let actor = match &event.cause.actor {
        Actor::Token { label, .. } => format!("token {label}"),
        Actor::Admin { email, .. } => format!("admin {email}"),
        Actor::Operator => "operator".to_owned(),
    };
    json!({
        "kind": event.kind.name(),
        "subject": event.subject.map(|(kind, id)| format!("{} {id}", kind.standard_name())),
        "actor": actor,
        "action": event.cause.action,
        "data": event.data,
    })
}

fn all(events: &[StoredEvent]) -> Value {
    events.iter().map(shown).collect()
}

#[tokio::test]
async fn every_kind_of_change_of_a_user_is_told_with_before_and_after() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let id = created(&scim, "/Users", &ann()).await.id();
    let path = format!("/Users/{id}");
    let update = json!([
        {"op": "replace", "path": "title", "value": "Lead"},
        {"op": "add", "path": "nickName", "value": "An"},
        {"op": "remove", "path": "name.givenName"},
        {"op": "replace", "path": format!("{ENTERPRISE}:department"), "value": "Sales"},
        {"op": "remove", "path": "emails[type eq \"home\"]"},
    ]);
    scim.patch(&path, update).await;
    scim.patch(&path, json!([{"op": "replace", "value": {"active": false}}])).await;
    scim.patch(&path, json!([{"op": "replace", "value": {"active": "True"}}])).await;
    scim.put(&path, &with(user("ann2"), json!({"active": false, "badge": 7}))).await;
    scim.delete(&path).await;
    insta::assert_json_snapshot!(redact(&app, all(&app.events(Some(&id)).await)));
}

#[tokio::test]
async fn every_kind_of_change_of_a_group_is_told_with_who_came_and_went() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let (ann, bob) = (scim.user("ann").await, scim.user("bob").await);
    let inner = scim.group("inner", &[]).await;
    let id = scim.group("band", &[&ann]).await;
    let path = format!("/Groups/{id}");
    let both = json!([
        {"op": "replace", "path": "displayName", "value": "Band"},
        {"op": "add", "path": "members", "value": [{"value": bob}, {"value": ann}]},
    ]);
    scim.patch(&path, both).await;
    let remove = json!([{"op": "remove", "path": format!("members[value eq \"{ann}\"]")}]);
    scim.patch(&path, remove).await;
    scim.put(&path, &group("Band", &[&ann, &inner])).await;
    scim.delete(&path).await;
    insta::assert_json_snapshot!(redact(&app, all(&app.events(Some(&id)).await)));
}

#[tokio::test]
async fn a_user_is_told_when_groups_take_them_in_or_lose_them() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let id = scim.user("ann").await;
    let band = scim.group("band", &[&id]).await;
    let other = scim.group("other", &[]).await;
    let path = format!("/Groups/{band}");
    scim.patch(&path, json!([{"op": "remove", "path": "members"}])).await;
    scim.patch(
        &format!("/Groups/{other}"),
        json!([{"op": "replace", "path": "displayName", "value": "o"}]),
    )
    .await;
    let kinds: Vec<_> = app.events(Some(&id)).await.iter().map(|event| event.kind).collect();
    let changed = EventKind::GroupMembersChanged;
    assert_eq!(kinds, [EventKind::UserCreated, changed, changed]);
}

#[tokio::test]
async fn a_deleted_users_groups_tell_who_went() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let id = scim.user("ann").await;
    let band = scim.group("band", &[&id]).await;
    scim.delete(&format!("/Users/{id}")).await;
    let events = app.events(Some(&band)).await;
    let last = events.last().expect("an event");
    assert_eq!(last.kind, EventKind::GroupMembersChanged);
    assert_eq!(last.data["removed"][0]["value"], json!(id));
    assert_eq!(last.data["removed"][0]["display"], json!("ann"));
    let told = app.events(Some(&id)).await;
    assert!(told.iter().any(|event| event.kind == EventKind::UserDeleted));
}

#[tokio::test]
async fn an_event_names_the_request_and_the_token_that_caused_it() {
    let app = TestApp::start().await;
    let directory = app.default_directory();
    let (token, secret) = app.new_token(directory, "Okta", Scopes::ALL, Expiry::Never).await;
    let scim = app.with_token(&secret);
    let made = created(&scim, "/Users", &ann()).await;
    let path = format!("/Users/{}", made.id());
    let answers = [
        scim.patch(&path, json!([{"op": "remove", "path": "title"}])).await,
        scim.put(&path, &user("ann")).await,
        scim.delete(&path).await,
    ];
    let events = app.events(Some(&made.id())).await;
    assert_eq!(events.len(), 4);
    let actions = [
        "POST /Users".to_owned(),
        format!("PATCH {path}"),
        format!("PUT {path}"),
        format!("DELETE {path}"),
    ];
    for ((event, answer), action) in
        events.iter().zip([&made].into_iter().chain(&answers)).zip(actions)
    {
        assert_eq!(Some(event.cause.request_id.as_str()), answer.header("x-request-id"));
        assert_eq!(event.cause.actor, Actor::Token { id: token.id, label: "Okta".into() });
        assert_eq!(event.cause.action, action);
    }
    let positions: Vec<_> = events.iter().map(|event| event.position).collect();
    assert!(positions.is_sorted() && positions[0] < positions[3]);
}

#[tokio::test]
async fn the_first_and_the_last_event_of_a_user_hold_them_whole() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let made = created(&scim, "/Users", &ann()).await;
    scim.delete(&format!("/Users/{}", made.id())).await;
    let events = app.events(Some(&made.id())).await;
    for (event, part) in [(&events[0], "after"), (&events[1], "before")] {
        assert_eq!(event.data[part]["id"], json!(made.id()));
        assert_eq!(sent(&event.data[part]), sent(&made.json), "{part}");
    }
}

#[tokio::test]
async fn a_refused_request_is_no_event() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let id = scim.user("ann").await;
    let before = app.events(None).await;
    scim.post("/Users", &user("ANN")).await;
    scim.patch(&format!("/Users/{id}"), json!([{"op": "remove", "path": "userName"}])).await;
    scim.delete("/Users/0").await;
    scim.get("/Users?filter=x").await;
    assert_eq!(app.events(None).await, before);
}

#[tokio::test]
async fn tokens_and_settings_have_a_history_without_secrets() {
    let app = TestApp::start().await;
    let directory = app.default_directory();
    let (token, secret) = app.new_token(directory, "Okta", Scopes::ALL, Expiry::Never).await;
    app.service.revoke_token(directory, token.id, operator()).await.expect("a revocation");
    let events = app.events(None).await;
    assert!(!format!("{events:?}").contains(&secret));
    insta::assert_json_snapshot!(redact(&app, all(&events)));
}

#[tokio::test]
async fn counts_follow_every_change() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let directory = app.default_directory();
    let counts = async || {
        let counts = app.service.store().counts(directory).await.expect("counts");
        (counts.users, counts.active_users, counts.groups)
    };
    assert_eq!(counts().await, (0, 0, 0));
    let ann = scim.user("ann").await;
    let inactive = with(user("bob"), json!({"active": false}));
    let bob = created(&scim, "/Users", &inactive).await.id();
    let band = scim.group("band", &[&ann]).await;
    assert_eq!(counts().await, (2, 1, 1));
    let active = |active: bool| json!([{"op": "replace", "value": {"active": active}}]);
    scim.patch(&format!("/Users/{bob}"), active(true)).await;
    assert_eq!(counts().await, (2, 2, 1));
    scim.patch(&format!("/Users/{bob}"), active(true)).await;
    scim.patch(&format!("/Users/{ann}"), active(false)).await;
    assert_eq!(counts().await, (2, 1, 1));
    scim.post("/Users", &user("ANN")).await;
    scim.delete(&format!("/Users/{ann}")).await;
    assert_eq!(counts().await, (1, 1, 1));
    scim.delete(&format!("/Users/{bob}")).await;
    scim.delete(&format!("/Groups/{band}")).await;
    assert_eq!(counts().await, (0, 0, 0));
}

#[tokio::test]
async fn activity_counts_what_was_granted_changed_and_revoked() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let start = app.service.env().now();
    let (ann, bob) = (scim.user("ann").await, scim.user("bob").await);
    let band = scim.group("band", &[]).await;
    let path = format!("/Users/{ann}");
    scim.patch(&path, json!([{"op": "add", "path": "title", "value": "x"}])).await;
    let add = json!([{"op": "add", "path": "members", "value": [{"value": bob}]}]);
    scim.patch(&format!("/Groups/{band}"), add.clone()).await;
    scim.patch(&format!("/Groups/{band}"), add).await;
    let active = |active: bool| json!([{"op": "replace", "value": {"active": active}}]);
    scim.patch(&path, active(false)).await;
    scim.patch(&path, active(true)).await;
    scim.delete(&format!("/Groups/{band}")).await;
    let hour = 3_600_000_000;
    let since = Timestamp::from_micros(start.as_micros() / hour * hour);
    let activity = app.service.store().activity(app.default_directory(), since).await;
    let activity = activity.expect("activity");
    let total = |bucket| -> u64 {
        activity.iter().filter(|one| one.bucket == bucket).map(|one| one.count).sum()
    };
    assert_eq!(total(ActivityBucket::Granted), 4, "two users, a group, a reactivation");
    assert_eq!(total(ActivityBucket::Changed), 3, "a title, a member who came and went");
    assert_eq!(total(ActivityBucket::Revoked), 2, "a deactivation, a group");
    app.advance(std::time::Duration::from_hours(3));
    scim.delete(&format!("/Users/{bob}")).await;
    let activity = app.service.store().activity(app.default_directory(), since).await;
    let hours: std::collections::BTreeSet<_> =
        activity.expect("activity").iter().map(|one| one.hour).collect();
    assert_eq!(hours.len(), 2, "three hours later is another hour");
}

#[tokio::test]
async fn the_request_log_tells_the_last_requests_with_their_outcome() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let id = scim.user("ann").await;
    scim.post("/Users", &user("ANN")).await;
    scim.get("/Users?filter=userName eq \"private\"").await;
    scim.send(
        conformance::client::Method::GET,
        &format!("/Users/{id}"),
        &[("user-agent", "Okta SCIM Client 1.0.0")],
        None,
    )
    .await;
    let store = app.service.store();
    app.state.requests.flush(store).await.expect("a flush");
    let log = store.requests(app.default_directory(), 10).await.expect("a log");
    let lines: Vec<_> =
        log.iter().map(|one| (one.method.as_str(), one.path.clone(), one.status)).collect();
    let expected = [
        ("GET", format!("/Users/{id}"), 200),
        ("GET", "/Users".to_owned(), 200),
        ("POST", "/Users".to_owned(), 409),
        ("POST", "/Users".to_owned(), 201),
    ];
    assert_eq!(lines, expected, "newest first, without queries");
    assert_eq!(log[0].client, "Okta SCIM Client 1.0.0");
    assert_eq!(log[0].token, "test");
    assert!(log[2].problem.as_ref().is_some_and(|problem| problem.starts_with("uniqueness")));
    assert_eq!(log[3].problem, None);
    assert!(!format!("{log:?}").contains("private"));
    assert_eq!(read(&scim, &format!("/Users/{id}")).await["userName"], json!("ann"));
}
