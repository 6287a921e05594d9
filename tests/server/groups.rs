//! Groups and their members.

use directory::event::EventKind;
use directory::settings::{ScimState, Settings};
use serde_json::{Value, json};
use testkit::TestApp;

use crate::support::{GROUP, created, group, kinds, patched, read, refused, user, whole, with};

const NOBODY: &str = "01912345-0000-7000-8000-000000000000";

#[tokio::test]
async fn a_created_group_is_answered_whole_with_its_members() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let ann = scim.user("ann").await;
    let inner = scim.group("inner", &[]).await;
    let body = with(group("Band", &[&ann, &inner]), json!({"externalId": "00g1"}));
    let answer = scim.post("/Groups", &body).await;
    assert_eq!(answer.status, 201);
    insta::assert_json_snapshot!(whole(&app, &answer));
    assert_eq!(answer.header("etag"), answer.json["meta"]["version"].as_str());
    assert_eq!(answer.header("location"), answer.json["meta"]["location"].as_str());
    let found = scim.get(&format!("/Groups/{}", answer.id())).await;
    assert_eq!(found.json, answer.json);
    for member in found.json["members"].as_array().expect("members") {
        let path = member["$ref"].as_str().expect("a reference");
        let path = path.strip_prefix(&app.scim_base()).expect("a URL of this server");
        assert_eq!(read(&scim, path).await["id"], member["value"], "a reference leads there");
    }
}

#[tokio::test]
async fn an_empty_group_has_an_empty_list_of_members() {
    let app = TestApp::start().await;
    let scim = app.scim();
    for (name, body) in [
        ("a", json!({"schemas": [GROUP], "displayName": "a"})),
        ("b", json!({"schemas": [GROUP], "displayName": "b", "members": []})),
        ("c", json!({"schemas": [GROUP], "displayName": "c", "members": null})),
    ] {
        let made = created(&scim, "/Groups", &body).await;
        assert_eq!(made.json["members"], json!([]), "{name}");
        let found = read(&scim, &format!("/Groups/{}", made.id())).await;
        assert_eq!(found["members"], json!([]), "{name}");
    }
}

#[tokio::test]
async fn a_user_tells_the_groups_and_a_group_the_members() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let ann = scim.user("ann").await;
    let one = scim.group("one", &[&ann]).await;
    let two = scim.group("two", &[&ann]).await;
    let found = read(&scim, &format!("/Users/{ann}")).await;
    insta::assert_json_snapshot!(crate::support::redact(&app, found.clone()));
    let mut ids: Vec<_> = found["groups"]
        .as_array()
        .expect("groups")
        .iter()
        .map(|group| group["value"].as_str().expect("an id"))
        .collect();
    ids.sort_unstable();
    assert_eq!(ids, [one.as_str(), two.as_str()]);
    let listed = read(&scim, "/Users").await;
    assert_eq!(listed["Resources"][0], found, "a list shows what a read shows");
    scim.delete(&format!("/Groups/{one}")).await;
    let found = read(&scim, &format!("/Users/{ann}")).await;
    assert_eq!(found["groups"].as_array().expect("groups").len(), 1);
}

#[tokio::test]
async fn the_display_of_a_member_and_of_a_group_follows_a_rename() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let ann = scim.user("ann").await;
    let band = scim.group("Band", &[&ann]).await;
    let display =
        async || read(&scim, &format!("/Groups/{band}")).await["members"][0]["display"].clone();
    assert_eq!(display().await, json!("ann"), "the user name stands in");
    let path = format!("/Users/{ann}");
    patched(&scim, &path, json!([{"op": "add", "value": {"displayName": "Ann \"A\" Lee"}}])).await;
    assert_eq!(display().await, json!("Ann \"A\" Lee"));
    patched(
        &scim,
        &format!("/Groups/{band}"),
        json!([{"op": "replace", "value": {"id": band, "displayName": "Orchestra"}}]),
    )
    .await;
    assert_eq!(read(&scim, &path).await["groups"][0]["display"], json!("Orchestra"));
    assert_eq!(scim.members(&band).await, [ann], "a rename keeps the members");
}

#[tokio::test]
async fn of_what_a_client_says_about_a_member_only_the_display_is_kept() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let (ann, bob) = (scim.user("ann").await, scim.user("bob").await);
    let body = json!({"schemas": [GROUP], "displayName": "g", "members": [
        {"value": ann, "type": "Group", "display": "Ann (Sales)", "$ref": "https://evil.example/x"},
        {"value": bob},
    ]});
    let made = created(&scim, "/Groups", &body).await;
    let path = format!("/Groups/{}", made.id());
    let expected = |bob_is: &str| {
        let member = |id: &str, display: &str| {
            let url = format!("{}/Users/{id}", app.scim_base());
            json!({"value": id, "$ref": url, "type": "User", "display": display})
        };
        json!([member(&ann, "Ann (Sales)"), member(&bob, bob_is)])
    };
    assert_eq!(made.json["members"], expected("bob"));
    for id in [&ann, &bob] {
        let rename = json!([{"op": "add", "path": "displayName", "value": "renamed"}]);
        patched(&scim, &format!("/Users/{id}"), rename).await;
    }
    assert_eq!(read(&scim, &path).await["members"], expected("renamed"));
}

#[tokio::test]
async fn unknown_members_are_refused_and_named() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let ann = scim.user("ann").await;
    let band = scim.group("band", &[&ann]).await;
    let path = format!("/Groups/{band}");
    for unknown in [NOBODY, "2819", "not an id", ""] {
        let add = json!([{"op": "add", "path": "members", "value": [{"value": ann}, {"value": unknown}]}]);
        let answers = [
            scim.post("/Groups", &group("new", &[&ann, unknown])).await,
            scim.put(&path, &group("band", &[unknown])).await,
            scim.patch(&path, add).await,
        ];
        for answer in answers {
            refused(&answer, 400, "invalidValue");
            let detail = answer.json["detail"].as_str().expect("a detail");
            assert!(detail.contains(unknown), "{unknown}: {detail}");
        }
    }
    assert_eq!(scim.members(&band).await, [ann], "nothing of it has happened");
    assert_eq!(read(&scim, "/Groups").await["totalResults"], json!(1));
}

#[tokio::test]
async fn a_display_name_is_unique_without_regard_to_case() {
    let app = TestApp::start().await;
    let scim = app.scim();
    scim.group("Ärzte", &[]).await;
    let other = scim.group("Other", &[]).await;
    refused(&scim.post("/Groups", &group("ÄRZTE", &[])).await, 409, "uniqueness");
    let path = format!("/Groups/{other}");
    refused(&scim.put(&path, &group("ärzte", &[])).await, 409, "uniqueness");
    let rename = json!([{"op": "replace", "path": "displayName", "value": "äRZTE"}]);
    refused(&scim.patch(&path, rename).await, 409, "uniqueness");
    created(&scim, "/Users", &with(user("x"), json!({"displayName": "Other"}))).await;
    assert_eq!(scim.put(&path, &group("OTHER", &[])).await.status, 200, "one's own name is free");
}

#[tokio::test]
async fn the_uniqueness_of_display_names_can_be_switched_off() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let directory = app.default_directory();
    let settings = |unique| Settings {
        scim: ScimState::On,
        unique_group_names: unique,
        ..Settings::default()
    };
    app.change_settings(directory, settings(false)).await;
    scim.group("Band", &[]).await;
    let second = scim.group("BAND", &[]).await;
    let found = scim.filter("/Groups", "displayName eq \"band\"").await;
    assert_eq!(found.json["totalResults"], json!(2));
    app.change_settings(directory, settings(true)).await;
    refused(&scim.post("/Groups", &group("band", &[])).await, 409, "uniqueness");
    assert_eq!(read(&scim, &format!("/Groups/{second}")).await["displayName"], json!("BAND"));
}

#[tokio::test]
async fn a_group_needs_a_display_name() {
    let app = TestApp::start().await;
    let scim = app.scim();
    refused(&scim.post("/Groups", &json!({"schemas": [GROUP]})).await, 400, "invalidValue");
    refused(&scim.post("/Groups", &group("", &[])).await, 400, "invalidValue");
    let id = scim.group("band", &[]).await;
    let path = format!("/Groups/{id}");
    let remove = json!([{"op": "remove", "path": "displayName"}]);
    let answer = scim.patch(&path, remove).await;
    assert_eq!(answer.status, 400);
    refused(
        &scim.put(&path, &json!({"schemas": [GROUP], "members": []})).await,
        400,
        "invalidValue",
    );
}

#[tokio::test]
async fn deleting_a_user_takes_them_out_of_every_group() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let (ann, bob) = (scim.user("ann").await, scim.user("bob").await);
    let one = scim.group("one", &[&ann, &bob]).await;
    let two = scim.group("two", &[&ann]).await;
    let version = async |group: &str| {
        read(&scim, &format!("/Groups/{group}")).await["meta"]["version"].clone()
    };
    let before = (version(&one).await, version(&two).await);
    assert_eq!(scim.delete(&format!("/Users/{ann}")).await.status, 204);
    assert_eq!(scim.members(&one).await, [bob]);
    assert_eq!(scim.members(&two).await, [""; 0]);
    assert_ne!(version(&one).await, before.0, "the representation of the group has changed");
    assert_ne!(version(&two).await, before.1);
    let found = scim.filter("/Groups", &format!("members.value eq \"{ann}\"")).await;
    assert_eq!(found.json["totalResults"], json!(0));
}

#[tokio::test]
async fn put_replaces_the_members_and_without_any_empties_the_group() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let (ann, bob, cid) = (scim.user("ann").await, scim.user("bob").await, scim.user("cid").await);
    let id = scim.group("band", &[&ann, &bob]).await;
    let path = format!("/Groups/{id}");
    let answer = scim.put(&path, &group("Band", &[&bob, &cid])).await;
    assert_eq!(answer.status, 200);
    assert_eq!(scim.members(&id).await, [bob.clone(), cid.clone()]);
    let shown: Vec<_> = answer.json["members"]
        .as_array()
        .expect("members")
        .iter()
        .map(|m| m["display"].clone())
        .collect();
    assert_eq!(shown.len(), 2, "the answer shows the new members");
    assert!(!shown.contains(&json!("ann")));
    let answer = scim.put(&path, &json!({"schemas": [GROUP], "displayName": "Band"})).await;
    assert_eq!(answer.json["members"], json!([]));
    assert_eq!(scim.members(&id).await, [""; 0]);
}

#[tokio::test]
async fn put_of_the_same_group_changes_nothing() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let ann = scim.user("ann").await;
    let id = scim.group("band", &[&ann]).await;
    let path = format!("/Groups/{id}");
    let before = read(&scim, &path).await;
    let events = app.events(None).await.len();
    let answer = scim.put(&path, &before).await;
    assert_eq!(answer.json, before);
    assert_eq!(answer.header("etag"), before["meta"]["version"].as_str());
    assert_eq!(app.events(None).await.len(), events);
}

#[tokio::test]
async fn members_can_be_written_as_every_identity_provider_does() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let (ann, bob, cid) = (scim.user("ann").await, scim.user("bob").await, scim.user("cid").await);
    let id = scim.group("band", &[]).await;
    let path = format!("/Groups/{id}");
    let steps: Vec<(Value, Vec<&str>)> = vec![
        (json!({"op": "add", "path": "members", "value": [{"value": ann}]}), vec![&ann]),
        (
            json!({"op": "Add", "path": "members", "value": [{"$ref": null, "value": ann}, {"value": bob, "display": "b"}]}),
            vec![&ann, &bob],
        ),
        (json!({"op": "add", "path": "members", "value": {"value": cid}}), vec![&ann, &bob, &cid]),
        (
            json!({"op": "Remove", "path": "members", "value": [{"$ref": null, "value": bob}]}),
            vec![&ann, &cid],
        ),
        (json!({"op": "remove", "path": "members", "value": [{"value": bob}]}), vec![&ann, &cid]),
        (json!({"op": "remove", "path": format!("members[value eq \"{ann}\"]")}), vec![&cid]),
        (json!({"op": "remove", "path": format!("members[value eq \"{ann}\"]")}), vec![&cid]),
        (json!({"op": "add", "value": {"members": [{"value": ann}]}}), vec![&ann, &cid]),
        (json!({"op": "replace", "path": "members", "value": [{"value": bob}]}), vec![&bob]),
        (
            json!({"op": "replace", "value": {"displayName": "Band", "members": [{"value": ann}, {"value": bob}]}}),
            vec![&ann, &bob],
        ),
        (json!({"op": "add", "path": "members", "value": cid}), vec![&ann, &bob, &cid]),
        (
            json!({"op": "add", "path": format!("{GROUP}:members"), "value": [{"value": cid}]}),
            vec![&ann, &bob, &cid],
        ),
        (
            json!({"op": "remove", "path": "members[type eq \"User\" and display sw \"a\"]"}),
            vec![&bob, &cid],
        ),
        (json!({"op": "replace", "path": "members", "value": []}), vec![]),
        (
            json!({"op": "add", "path": "members", "value": [{"value": ann}, {"value": ann, "type": "User"}]}),
            vec![&ann],
        ),
        (json!({"op": "remove", "path": "members"}), vec![]),
        (json!({"op": "remove", "path": "members"}), vec![]),
    ];
    for (operation, expected) in steps {
        patched(&scim, &path, json!([operation])).await;
        assert_eq!(scim.members(&id).await, expected, "after {operation}");
    }
}

#[tokio::test]
async fn a_patched_group_is_answered_without_a_body_unless_attributes_are_asked_for() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let ann = scim.user("ann").await;
    let id = scim.group("band", &[]).await;
    let path = format!("/Groups/{id}");
    let add = json!([{"op": "add", "path": "members", "value": [{"value": ann}]}]);
    let answer = scim.patch(&path, add.clone()).await;
    assert_eq!((answer.status, answer.text.as_str()), (204, ""));
    let found = scim.get(&path).await;
    assert_eq!(answer.header("etag"), found.header("etag"), "the ETag is that of the new state");
    let answer = scim.patch(&format!("{path}?attributes=displayName,members.value"), add).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json["members"], json!([{"value": ann}]));
}

#[tokio::test]
async fn a_member_who_is_there_already_is_no_change() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let (ann, bob) = (scim.user("ann").await, scim.user("bob").await);
    let id = scim.group("band", &[&ann]).await;
    let path = format!("/Groups/{id}");
    let before = read(&scim, &path).await;
    for operation in [
        json!({"op": "add", "path": "members", "value": [{"value": ann}]}),
        json!({"op": "remove", "path": "members", "value": [{"value": bob}]}),
        json!({"op": "remove", "path": format!("members[value eq \"{bob}\"]")}),
        json!({"op": "replace", "path": "members", "value": [{"value": ann}]}),
    ] {
        patched(&scim, &path, json!([operation])).await;
        assert_eq!(read(&scim, &path).await, before, "{operation}");
    }
    assert_eq!(kinds(&app, &id).await, [EventKind::GroupCreated, EventKind::GroupMembersChanged]);
}
