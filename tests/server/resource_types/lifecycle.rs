//! A resource is created, read, changed and deleted, and all of it is told.

use conformance::client::Method;
use directory::event::EventKind;
use serde_json::{Value, json};

use super::{BADGE, DOORS, badge, badge_type, start};
use crate::support::{created, kinds, patched, read, refused, with};

#[tokio::test]
async fn it_lives_like_a_user() {
    let (app, scim, _) = start().await;
    let sent = with(
        badge("B-1"),
        json!({
            "externalId": "e1", "colour": "red", "LEVEL": 3, "lost": "False", "pin": "1234",
            "holder": {"value": "ann"}, DOORS: {"doors": [{"value": "north", "hours": 9}]},
        }),
    );
    let answer = created(&scim, "/Badges", &sent).await;
    let id = answer.id();
    let path = format!("/Badges/{id}");
    let location = format!("{}{path}", app.scim_base());
    assert_eq!(answer.header("location"), Some(location.as_str()));
    assert_eq!(answer.header("etag"), Some("W/\"1\""));
    let body = read(&scim, &path).await;
    assert_eq!(body, answer.json);
    assert_eq!(body["schemas"], json!([BADGE, DOORS]));
    assert_eq!(body["meta"]["resourceType"], json!("Badge"));
    assert_eq!(body["meta"]["location"], json!(location));
    assert_eq!((&body["level"], &body["lost"]), (&json!(3), &json!(false)));
    for hidden in ["pin", "active", "groups", "members", "notes"] {
        assert_eq!(body.get(hidden), None, "{hidden}");
    }

    let operations = json!([
        {"op": "replace", "path": "level", "value": 4},
        {"op": "add", "path": format!("{DOORS}:doors"), "value": [{"value": "south"}]},
        {"op": "remove", "path": "colour"},
    ]);
    patched(&scim, &path, operations).await;
    let body = read(&scim, &path).await;
    assert_eq!(body[DOORS]["doors"].as_array().map(Vec::len), Some(2));
    assert_eq!((&body["level"], body.get("colour")), (&json!(4), None));
    assert_eq!(body["meta"]["version"], json!("W/\"2\""));

    let stale = [("if-match", "W/\"1\"")];
    let put = with(badge("B-2"), json!({"notes": "x"}));
    let bytes = || Some(put.to_string().into_bytes());
    refused(&scim.send(Method::PUT, &path, &stale, bytes()).await, 412, "");
    let fresh = [("if-match", "W/\"2\"")];
    let answer = scim.send(Method::PUT, &path, &fresh, bytes()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.json["number"], json!("B-2"));
    assert_eq!(answer.json["meta"]["location"], json!(location));
    assert_eq!(answer.json.get("externalId"), None);
    let unchanged = [("if-none-match", "W/\"3\"")];
    assert_eq!(scim.send(Method::GET, &path, &unchanged, None).await.status, 304);

    assert_eq!(scim.delete(&path).await.status, 204);
    for method in [Method::GET, Method::DELETE] {
        let answer = scim.send(method, &path, &[], None).await;
        refused(&answer, 404, "");
        assert!(answer.json["detail"].to_string().contains("Badge"), "{}", answer.text);
    }
    assert_eq!(
        kinds(&app, &id).await,
        [
            EventKind::ResourceCreated,
            EventKind::ResourceUpdated,
            EventKind::ResourceUpdated,
            EventKind::ResourceDeleted,
        ]
    );
    let events = app.events(Some(&id)).await;
    for event in &events {
        assert_eq!(event.data["resourceType"], json!("Badge"), "{}", event.data);
        assert_eq!(event.data["id"], json!(id));
        assert!(!event.data.to_string().contains("1234"), "the pin is in no event");
    }
    assert_eq!(events[0].cause.action, "POST /Badges");
}

#[tokio::test]
async fn what_the_description_says_holds() {
    let (_app, scim, _) = start().await;
    let path = format!("/Badges/{}", created(&scim, "/Badges", &badge("1")).await.id());
    for (more, kind) in [
        (json!({"number": null}), "invalidValue"),
        (json!({"number": ""}), "invalidValue"),
        (json!({"level": "much"}), "invalidValue"),
        (json!({"since": "yesterday"}), "invalidValue"),
        (json!({"colour": "blue"}), "invalidValue"),
        (json!({"size": 7}), "invalidSyntax"),
        (json!({"holder": {"name": "ann"}}), "invalidSyntax"),
        (json!({DOORS: {"doors": [{"hours": 1}]}}), "invalidValue"),
        (json!({DOORS: {"window": 1}}), "invalidSyntax"),
        (json!({"urn:example:other:2.0:Badge": {"a": 1}}), "invalidSyntax"),
    ] {
        let body = with(badge("2"), more);
        refused(&scim.post("/Badges", &body).await, 400, kind);
        refused(&scim.put(&path, &body).await, 400, kind);
    }
    let op = |path: &str, value: Value| json!([{"op": "replace", "path": path, "value": value}]);
    patched(&scim, &path, op("chip", json!("a"))).await;
    refused(&scim.patch(&path, op("chip", json!("b"))).await, 400, "mutability");
    refused(&scim.patch(&path, op("level", json!(true))).await, 400, "invalidValue");
    refused(&scim.patch(&path, op("size", json!(1))).await, 400, "invalidSyntax");
    refused(
        &scim.patch(&path, json!([{"op": "remove", "path": "number"}])).await,
        400,
        "mutability",
    );
    // Nothing of it was learned.
    let schema = read(&scim, &format!("/Schemas/{BADGE}")).await;
    assert_eq!(schema["attributes"].as_array().map(Vec::len), Some(9));
}

#[tokio::test]
async fn what_is_unique_is_refused_when_somebody_has_it() {
    let (_app, scim, _) = start().await;
    let tagged = |number: &str, tag: &str| with(badge(number), json!({DOORS: {"tag": tag}}));
    let one = created(&scim, "/Badges", &tagged("N1", "t1")).await.id();
    let two = created(&scim, "/Badges", &tagged("N2", "t2")).await.id();
    refused(&scim.post("/Badges", &badge("n1")).await, 409, "uniqueness");
    refused(&scim.post("/Badges", &tagged("N3", "t1")).await, 409, "uniqueness");
    created(&scim, "/Badges", &tagged("N3", "T1")).await;
    refused(&scim.put(&format!("/Badges/{two}"), &badge("N1")).await, 409, "uniqueness");
    let rename = json!([{"op": "replace", "path": "number", "value": "n1"}]);
    let answer = scim.patch(&format!("/Badges/{two}"), rename.clone()).await;
    refused(&answer, 409, "uniqueness");
    assert!(answer.json["detail"].to_string().contains("number"), "{}", answer.text);
    scim.delete(&format!("/Badges/{one}")).await;
    patched(&scim, &format!("/Badges/{two}"), rename).await;
    // Users have names of their own.
    scim.user("n1").await;
}

#[tokio::test]
async fn it_is_no_member_of_a_group() {
    let (_app, scim, _) = start().await;
    let ann = scim.user("ann").await;
    let badge = created(&scim, "/Badges", &badge("1")).await.id();
    let group = scim.group("G", &[&ann]).await;
    let add = json!([{"op": "add", "path": "members", "value": [{"value": badge}]}]);
    let answer = scim.patch(&format!("/Groups/{group}"), add).await;
    refused(&answer, 400, "invalidValue");
    assert!(answer.text.contains(&badge), "{}", answer.text);
    assert_eq!(scim.members(&group).await, [ann]);
}

#[tokio::test]
async fn it_is_described_by_the_server() {
    let (app, scim, _) = start().await;
    let types = read(&scim, "/ResourceTypes").await;
    assert_eq!(types["totalResults"], json!(3));
    let own = read(&scim, "/ResourceTypes/Badge").await;
    let described = badge_type();
    for member in ["name", "endpoint", "description", "schema", "schemaExtensions"] {
        assert_eq!(own[member], described["resourceType"][member], "{member}");
    }
    assert_eq!(read(&scim, "/Schemas").await["totalResults"], json!(5));
    let schema = read(&scim, &format!("/Schemas/{DOORS}")).await;
    assert_eq!(schema["attributes"][0]["subAttributes"][0]["required"], json!(true));
    // Whoever has no token is told of the standard only.
    assert_eq!(read(&app.anonymous(), "/ResourceTypes").await["totalResults"], json!(2));
    refused(&app.anonymous().get("/Badges").await, 401, "");
}
