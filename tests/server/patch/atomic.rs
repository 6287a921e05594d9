//! All operations of a request or none, and no trace of those that change nothing.

use std::time::Duration;

use directory::event::EventKind;
use serde_json::{Value, json};
use testkit::TestApp;

use crate::support::{ENTERPRISE, created, everything, kinds, read, refused};

#[tokio::test]
async fn when_one_operation_fails_nothing_has_changed() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let id = created(&scim, "/Users", &super::before()).await.id();
    scim.user("taken").await;
    let path = format!("/Users/{id}");
    let before = everything(&app, &scim).await;
    app.advance(Duration::from_mins(1));
    let good = [
        json!({"op": "replace", "path": "title", "value": "Lead"}),
        json!({"op": "add", "value": {"learnedByNobody": 7}}),
    ];
    for (bad, scim_type) in [
        (json!({"op": "remove", "path": "userName"}), "mutability"),
        (json!({"op": "replace", "path": "active", "value": "maybe"}), "invalidValue"),
        (json!({"op": "replace", "path": "id", "value": "x"}), "mutability"),
        (json!({"op": "remove"}), "noTarget"),
        (json!({"op": "add", "path": "emails[", "value": 1}), "invalidPath"),
        (json!({"op": "add", "path": "emails[x", "value": 1}), "invalidPath"),
        (json!({"op": "add", "path": "emails[type zz 1].value", "value": "x"}), "invalidFilter"),
    ] {
        let answer = scim.patch(&path, json!([good[0], good[1], bad])).await;
        assert_eq!(answer.status, 400, "{bad}: {}", answer.text);
        refused(&answer, 400, scim_type);
        assert_eq!(everything(&app, &scim).await, before, "{bad}");
    }
    let rename = json!({"op": "replace", "path": "userName", "value": "TAKEN"});
    refused(&scim.patch(&path, json!([good[0], good[1], rename])).await, 409, "uniqueness");
    assert_eq!(everything(&app, &scim).await, before);
}

#[tokio::test]
async fn a_change_of_members_that_fails_undoes_the_rest_of_the_request() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let (ann, bob) = (scim.user("ann").await, scim.user("bob").await);
    let id = scim.group("band", &[&ann]).await;
    let before = everything(&app, &scim).await;
    let operations = json!([
        {"op": "replace", "path": "displayName", "value": "renamed"},
        {"op": "add", "path": "members", "value": [{"value": bob}]},
        {"op": "remove", "path": "members", "value": [{"value": ann}]},
        {"op": "add", "path": "members", "value": [{"value": "01912345-0000-7000-8000-000000000000"}]},
    ]);
    refused(&scim.patch(&format!("/Groups/{id}"), operations).await, 400, "invalidValue");
    assert_eq!(everything(&app, &scim).await, before);
}

#[tokio::test]
async fn a_request_without_effect_leaves_no_trace() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let id = created(&scim, "/Users", &super::before()).await.id();
    let path = format!("/Users/{id}");
    let before = read(&scim, &path).await;
    app.advance(Duration::from_mins(1));
    for operations in [
        json!([{"op": "replace", "path": "title", "value": "Engineer"}]),
        json!([{"op": "add", "path": "emails", "value": [{"value": "ann@home.example", "type": "home", "display": "home"}]}]),
        json!([{"op": "replace", "value": {"active": "True", "name": {"givenName": "Ann"}}}]),
        json!([{"op": "remove", "path": "nickName"}, {"op": "remove", "path": "emails[type eq \"x\"]"}]),
        json!([{"op": "replace", "path": format!("{ENTERPRISE}:department"), "value": "R&D"}]),
        json!([{"op": "replace", "path": "title", "value": "x"}, {"op": "replace", "path": "title", "value": "Engineer"}]),
    ] {
        let answer = scim.patch(&path, operations.clone()).await;
        assert_eq!(answer.status, 200, "{operations}: {}", answer.text);
        assert_eq!(answer.json, before, "{operations}");
        assert_eq!(read(&scim, &path).await, before, "{operations}");
    }
    assert_eq!(kinds(&app, &id).await, [EventKind::UserCreated]);
    let answer =
        scim.patch(&path, json!([{"op": "replace", "path": "title", "value": "engineer"}])).await;
    assert_ne!(answer.json["meta"], before["meta"], "a change of case is a change");
}

#[tokio::test]
async fn a_change_raises_the_version_by_one_and_moves_the_time() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let made = created(&scim, "/Users", &super::before()).await;
    let path = format!("/Users/{}", made.id());
    let mut last: Value = made.json["meta"].clone();
    for number in 2..6 {
        app.advance(Duration::from_mins(1));
        let operations = json!([{"op": "replace", "path": "title", "value": format!("t{number}")}]);
        let answer = scim.patch(&path, operations).await;
        let meta = &answer.json["meta"];
        assert_eq!(meta["version"], json!(format!("W/\"{number}\"")));
        assert_eq!(answer.header("etag"), meta["version"].as_str());
        assert_eq!(meta["created"], made.json["meta"]["created"]);
        assert!(meta["lastModified"].as_str() > last["lastModified"].as_str());
        last = meta.clone();
    }
}
