//! Members of groups whom the directory does not know, by its policy.

use directory::event::EventKind;
use directory::settings::{Policies, Reprovision, UnknownMembers};
use serde_json::{Value, json};
use testkit::{Caller, TestApp, operator};

use crate::bulk::{bulk, id, post, statuses};
use crate::reprovision::choose;
use crate::support::{created, everything, group, kinds, read, refused, user, with};

const NOBODY: &str = "01912345-0000-7000-8000-000000000000";

async fn app(unknown_members: UnknownMembers) -> TestApp {
    let app = TestApp::start().await;
    choose(&app, Policies { unknown_members, ..Policies::default() }).await;
    app
}

fn members(list: Value) -> Value {
    with(group("Band", &[]), json!({"members": list}))
}

fn add(list: Value) -> Value {
    json!([{"op": "add", "path": "members", "value": list}])
}

async fn found(scim: &Caller, filter: &str) -> Vec<String> {
    scim.filter("/Users", filter).await.ids()
}

/// What the request log says of the last request.
async fn note(app: &TestApp) -> Option<String> {
    let store = app.service.store();
    app.state.requests.flush(store).await.expect("a flush");
    let log = store.requests(app.default_directory(), 1).await.expect("a log");
    log.into_iter().next().expect("a request").problem
}

#[tokio::test]
async fn unless_an_admin_chooses_they_are_refused_by_name() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let ann = scim.user("ann").await;
    let before = everything(&app, &scim).await;
    for unknown in [NOBODY, "00u7"] {
        let list = json!([{"value": ann}, {"value": unknown, "display": "bob@example.com"}]);
        let answer = scim.post("/Groups", &members(list)).await;
        refused(&answer, 400, "invalidValue");
        assert!(answer.text.contains(unknown), "{}", answer.text);
    }
    assert_eq!(everything(&app, &scim).await, before);
}

#[tokio::test]
async fn they_can_be_left_out_and_are_counted_in_the_log() {
    let app = app(UnknownMembers::Ignore).await;
    let scim = app.scim();
    let (ann, bob) = (scim.user("ann").await, scim.user("bob").await);
    let list = json!([
        {"value": ann}, {"value": NOBODY}, {"value": "00u7", "display": "cy@example.com"}, "",
    ]);
    refused(&scim.post("/Groups", &members(list)).await, 400, "invalidValue");

    let list = json!([{"value": ann}, {"value": NOBODY}, {"value": "00u7"}]);
    let answer = created(&scim, "/Groups", &members(list.clone())).await;
    assert_eq!(note(&app).await.as_deref(), Some("2 members were unknown and left out"));
    let path = format!("/Groups/{}", answer.id());
    assert_eq!(scim.members(&answer.id()).await, [ann.as_str()]);
    assert_eq!(read(&scim, "/Users").await["totalResults"], json!(2), "nobody is made");

    assert_eq!(scim.patch(&path, add(json!([{"value": bob}, {"value": "x"}]))).await.status, 204);
    assert_eq!(note(&app).await.as_deref(), Some("1 member was unknown and left out"));
    assert_eq!(scim.members(&answer.id()).await.len(), 2);
    let tag = read(&scim, &path).await["meta"]["version"].clone();
    let events = app.events(None).await.len();
    assert_eq!(scim.patch(&path, add(json!([NOBODY]))).await.status, 204);
    assert_eq!(read(&scim, &path).await["meta"]["version"], tag, "nothing has changed");
    assert_eq!(app.events(None).await.len(), events);

    let answer = scim.put(&path, &members(list)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.json["members"].as_array().map(Vec::len), Some(1), "{}", answer.text);
    assert_eq!(scim.patch(&path, add(json!([{"value": bob}]))).await.status, 204);
    assert_eq!(note(&app).await, None);
}

#[tokio::test]
async fn of_those_left_out_none_of_another_directory_is_seen() {
    let app = app(UnknownMembers::Ignore).await;
    let (scim, other) = (app.scim(), app.other_directory("other").await);
    let theirs = other.user("ann").await;
    let answer = created(&scim, "/Groups", &members(json!([{"value": theirs}]))).await;
    assert_eq!(scim.members(&answer.id()).await, [""; 0]);
}

#[tokio::test]
async fn they_can_be_created_with_the_group_that_has_them() {
    let app = app(UnknownMembers::Create).await;
    let scim = app.scim();
    let ann = scim.user("ann").await;
    let list = json!([
        {"value": ann},
        {"value": "00u7", "display": "Bob@example.com"},
        {"value": NOBODY, "display": " cy@example.com "},
    ]);
    let before = app.events(None).await.len();
    let answer = created(&scim, "/Groups", &members(list.clone())).await;
    assert_eq!(note(&app).await.as_deref(), Some("2 members were unknown and created as users"));
    let bob = found(&scim, "userName eq \"bob@example.com\"").await.remove(0);
    let cy = found(&scim, &format!("externalId eq \"{NOBODY}\"")).await.remove(0);
    let mut expected = vec![ann, bob.clone(), cy.clone()];
    expected.sort_unstable();
    assert_eq!(scim.members(&answer.id()).await, expected);
    let made = read(&scim, &format!("/Users/{bob}")).await;
    assert_eq!(made["userName"], json!("Bob@example.com"));
    assert_eq!(made["externalId"], json!("00u7"));
    assert_eq!(made["active"], json!(true));
    assert_eq!(made["emails"][0]["value"], json!("Bob@example.com"));
    assert_eq!(made["groups"][0]["value"], json!(answer.id()));
    let events = &app.events(None).await[before..];
    let told: Vec<_> = events.iter().map(|event| event.kind).collect();
    assert_eq!(
        told,
        [
            EventKind::UserCreated,
            EventKind::UserCreated,
            EventKind::GroupCreated,
            EventKind::GroupMembersChanged,
        ]
    );
    assert!(events.iter().all(|event| event.cause == events[0].cause), "one request");

    // The same value means the same user from now on, whatever the request shows them by.
    let path = format!("/Groups/{}", answer.id());
    let again = scim.put(&path, &members(list)).await;
    assert_eq!(again.status, 200, "{}", again.text);
    assert_eq!(note(&app).await, None);
    assert_eq!(scim.members(&answer.id()).await, expected);
    assert_eq!(read(&scim, "/Users").await["totalResults"], json!(3));
    let other = with(members(json!([{"value": "00u7"}])), json!({"displayName": "Other"}));
    let other = created(&scim, "/Groups", &other).await.id();
    assert_eq!(scim.members(&other).await, [bob]);
}

#[tokio::test]
async fn who_was_created_by_a_value_leaves_by_it() {
    let app = app(UnknownMembers::Create).await;
    let scim = app.scim();
    let band = scim.group("Band", &[]).await;
    let path = format!("/Groups/{band}");
    for value in ["00u7", NOBODY] {
        let list = json!([{"value": value, "display": "bob@example.com"}]);
        assert_eq!(scim.patch(&path, add(list.clone())).await.status, 204);
        assert_eq!(scim.members(&band).await.len(), 1);
        let remove = json!([{"op": "remove", "path": format!("members[value eq \"{value}\"]")}]);
        assert_eq!(scim.patch(&path, remove).await.status, 204);
        assert_eq!(scim.members(&band).await, [""; 0], "{value}");
        scim.patch(&path, add(list)).await;
        let remove = json!([{"op": "Remove", "path": "members", "value": [{"value": value}]}]);
        assert_eq!(scim.patch(&path, remove).await.status, 204);
        assert_eq!(scim.members(&band).await, [""; 0], "{value}");
        let bob = found(&scim, "userName eq \"bob@example.com\"").await.remove(0);
        scim.delete(&format!("/Users/{bob}")).await;
    }
}

#[tokio::test]
async fn whoever_has_no_address_is_refused_and_then_nobody_is_created() {
    let app = app(UnknownMembers::Create).await;
    let scim = app.scim();
    let before = everything(&app, &scim).await;
    for display in [json!(null), json!("Bob"), json!("a@b@c")] {
        let list = json!([
            {"value": "00u1", "display": "ann@example.com"},
            {"value": "00u7", "display": display},
        ]);
        let answer = scim.post("/Groups", &members(list)).await;
        refused(&answer, 400, "invalidValue");
        assert!(answer.text.contains("00u7") && !answer.text.contains("00u1"), "{}", answer.text);
    }
    // Nobody is made for a group that is refused for another reason.
    let taken = scim.group("Band", &[]).await;
    let list = json!([{"value": "00u1", "display": "ann@example.com"}]);
    refused(&scim.post("/Groups", &members(list)).await, 409, "uniqueness");
    scim.delete(&format!("/Groups/{taken}")).await;
    let after = everything(&app, &scim).await;
    assert_eq!(after["users"], before["users"]);
}

#[tokio::test]
async fn what_is_called_a_group_becomes_no_user() {
    let app = app(UnknownMembers::Create).await;
    let scim = app.scim();
    created(&scim, "/Users", &user("ann@example.com")).await;
    let before = everything(&app, &scim).await;
    for part in [
        json!({"type": "Group", "display": "f@example.com"}),
        json!({"type": "Group", "display": "ann@example.com"}),
        json!({"$ref": "https://idp.example.com/Groups/00uF", "display": "f@example.com"}),
    ] {
        for value in ["00uF", NOBODY] {
            let list = json!([with(json!({"value": value}), part.clone())]);
            let answer = scim.post("/Groups", &members(list)).await;
            refused(&answer, 400, "invalidValue");
            assert!(answer.text.contains(value), "{}", answer.text);
        }
    }
    assert_eq!(everything(&app, &scim).await, before);
}

#[tokio::test]
async fn who_has_the_address_already_is_meant() {
    let app = app(UnknownMembers::Create).await;
    let scim = app.scim();
    let ann = created(&scim, "/Users", &user("Ann@Example.com")).await;
    let list = json!([
        {"value": "00u1", "display": "ann@example.com"},
        {"value": "00u2", "display": "new@example.com"},
        {"value": "00u3", "display": "NEW@example.com"},
    ]);
    let band = created(&scim, "/Groups", &members(list)).await.id();
    let new = found(&scim, "userName eq \"new@example.com\"").await;
    let mut expected = vec![ann.id(), new[0].clone()];
    expected.sort_unstable();
    assert_eq!(scim.members(&band).await, expected);
    let after = read(&scim, &format!("/Users/{}", ann.id())).await;
    assert!(after.get("externalId").is_none(), "{after}");
    assert_eq!(after["meta"]["version"], ann.json["meta"]["version"], "untouched");
}

#[tokio::test]
async fn nobody_is_found_in_another_directory() {
    let app = app(UnknownMembers::Create).await;
    let (scim, other) = (app.scim(), app.other_directory("other").await);
    let body = with(user("ann@example.com"), json!({"externalId": "7"}));
    let theirs = created(&other, "/Users", &body).await.id();
    let list = json!([{"value": "7", "display": "ann@example.com"}]);
    let band = created(&scim, "/Groups", &members(list)).await.id();
    let ours = found(&scim, "userName eq \"ann@example.com\"").await;
    assert_eq!(scim.members(&band).await, ours);
    assert_ne!(ours, [theirs.as_str()]);
    let other = with(members(json!([{"value": theirs}])), json!({"displayName": "Other"}));
    refused(&scim.post("/Groups", &other).await, 400, "invalidValue");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn groups_that_are_pushed_at_once_share_who_they_create() {
    let app = app(UnknownMembers::Create).await;
    let scim = app.scim();
    let bodies: Vec<Value> = (0..12)
        .map(|number| {
            let list = json!([
                {"value": "00u1", "display": "ann@example.com"},
                {"value": format!("n{number}"), "display": format!("n{number}@example.com")},
            ]);
            with(members(list), json!({"displayName": format!("g{number}")}))
        })
        .collect();
    let posts = bodies.iter().map(|body| scim.post("/Groups", body));
    for answer in futures_util::future::join_all(posts).await {
        assert_eq!(answer.status, 201, "{}", answer.text);
        assert_eq!(scim.members(&answer.id()).await.len(), 2);
    }
    let ann = found(&scim, "userName eq \"ann@example.com\"").await;
    assert_eq!(ann.len(), 1);
    assert_eq!(read(&scim, "/Users").await["totalResults"], json!(13));
    let created = kinds(&app, &ann[0]).await;
    let created = created.iter().filter(|kind| **kind == EventKind::UserCreated);
    assert_eq!(created.count(), 1);
}

#[tokio::test]
async fn who_was_deleted_comes_back_through_a_group_as_by_a_request_of_their_own() {
    let app = app(UnknownMembers::Create).await;
    let scim = app.scim();
    let list = json!([{"value": "00u1", "display": "ann@example.com"}]);
    let band = created(&scim, "/Groups", &members(list.clone())).await.id();
    let ann = scim.members(&band).await.remove(0);
    scim.delete(&format!("/Users/{ann}")).await;
    let path = format!("/Groups/{band}");
    let unknown_members = UnknownMembers::Create;
    choose(
        &app,
        Policies { unknown_members, reprovision: Reprovision::Conflict, ..Policies::default() },
    )
    .await;
    refused(&scim.patch(&path, add(list.clone())).await, 400, "invalidValue");
    choose(
        &app,
        Policies { unknown_members, reprovision: Reprovision::Restore, ..Policies::default() },
    )
    .await;
    assert_eq!(scim.patch(&path, add(list)).await.status, 204);
    assert_eq!(scim.members(&band).await, [ann.as_str()]);
    let told = kinds(&app, &ann).await;
    assert!(told.contains(&EventKind::UserRestored), "{told:?}");
}

#[tokio::test]
async fn operations_of_a_bulk_request_follow_the_policy_too() {
    let app = app(UnknownMembers::Ignore).await;
    let scim = app.scim();
    let operations = [
        post("/Groups", "g", members(json!([{"value": "x"}, {"value": "bulkId:a"}]))),
        post("/Users", "a", user("ann")),
    ];
    let answers = bulk(&scim, &operations).await;
    assert_eq!(statuses(&answers), ["201", "201"], "{answers:?}");
    assert_eq!(note(&app).await.as_deref(), Some("1 member was unknown and left out"));
    assert_eq!(scim.members(&id(&answers[0])).await, [id(&answers[1])]);
}

#[tokio::test]
async fn a_policy_is_one_of_its_directory() {
    let app = TestApp::start().await;
    let other = app.other_directory("other").await;
    let directory = app.service.directory("other").expect("the directory").id;
    let alter = |policies| Policies { unknown_members: UnknownMembers::Ignore, ..policies };
    app.service.alter_policies(directory, alter, operator()).await.expect("a change");
    created(&other, "/Groups", &members(json!([{"value": "x"}]))).await;
    refused(
        &app.scim().post("/Groups", &members(json!([{"value": "x"}]))).await,
        400,
        "invalidValue",
    );
}
