//! Loading and removing types over HTTP.

use conformance::client::Method;
use directory::event::EventKind;
use directory::settings::ScimState;
use serde_json::{Value, json};
use testkit::TestApp;

use super::{BADGE, badge, badge_type, load, start};
use crate::declared::{admin, api, problem};
use crate::support::{created, patched, read, refused, with};

#[tokio::test]
async fn a_type_is_loaded_told_and_removed() {
    let app = TestApp::start().await;
    let (scim, admin) = (app.scim(), admin(&app).await);
    let empty = admin.get("/resource-types").await;
    assert_eq!(empty.json, json!({"directory": "default", "resourceTypes": []}));
    refused(&scim.get("/Badges").await, 404, "");
    app.switch(app.default_directory(), ScimState::Off).await;
    load(&app, &badge_type()).await;
    app.switch(app.default_directory(), ScimState::On).await;
    let id = created(&scim, "/Badges", &badge("1")).await.id();
    let list = admin.get("/resource-types").await.json;
    assert_eq!(list["resourceTypes"][0]["name"], json!("Badge"));
    assert_eq!(list["resourceTypes"][0]["resources"], json!(1));
    let shown = admin.get("/resource-types/badge").await;
    assert_eq!(shown.header("content-type"), Some("application/json"));
    assert_eq!(shown.json["resourceType"], badge_type()["resourceType"]);
    // What is read can be sent back, and changes nothing.
    let events = app.events(None).await.len();
    let again = admin.put("/resource-types/Badge", &shown.json).await;
    assert_eq!(again.status, 200, "{}", again.text);
    assert_eq!(app.events(None).await.len(), events);

    let used = admin.delete("/resource-types/Badge").await;
    problem(&used, 409);
    assert!(used.json["detail"].to_string().contains("1 resource is left"), "{}", used.text);
    assert_eq!(scim.delete(&format!("/Badges/{id}")).await.status, 204);
    assert_eq!(admin.delete("/resource-types/Badge").await.status, 204);
    problem(&admin.delete("/resource-types/Badge").await, 404);
    problem(&admin.get("/resource-types/Badge").await, 404);
    refused(&scim.get("/Badges").await, 404, "");
    refused(&scim.post("/Badges", &badge("2")).await, 404, "");
    assert_eq!(read(&scim, "/ResourceTypes").await["totalResults"], json!(2));
    let events = app.events(None).await;
    let of = |kind: EventKind| events.iter().filter(|event| event.kind == kind).count();
    assert_eq!(of(EventKind::ResourceTypeLoaded), 1);
    assert_eq!(of(EventKind::ResourceTypeRemoved), 1);

    // It comes back empty, and nothing of before is in the way.
    load(&app, &badge_type()).await;
    created(&scim, "/Badges", &badge("1")).await;
    assert_eq!(read(&scim, "/Badges").await["totalResults"], json!(1));
}

#[tokio::test]
async fn another_directory_has_no_such_type() {
    let (app, scim, _) = start().await;
    let id = created(&scim, "/Badges", &badge("1")).await.id();
    let other = app.other_directory("other").await;
    for path in ["/Badges".to_owned(), format!("/Badges/{id}"), "/ResourceTypes/Badge".to_owned()] {
        refused(&other.get(&path).await, 404, "");
    }
    refused(&other.post("/Badges", &badge("1")).await, 404, "");
    refused(&other.get(&format!("/Schemas/{BADGE}")).await, 404, "");
    assert_eq!(read(&other, "/").await["totalResults"], json!(0));
}

#[tokio::test]
async fn a_change_first_says_what_stands_against_it() {
    let (app, scim, admin) = start().await;
    for n in 0..3 {
        let body = with(badge(&format!("{n}")), json!({"level": n}));
        created(&scim, "/Badges", &body).await;
    }
    let mut strict = badge_type();
    strict["schemas"][0]["attributes"][2] = json!({"name": "level", "type": "boolean"});
    strict["schemas"][0]["attributes"][1]["required"] = json!(true);
    let events = app.events(None).await.len();
    let review = admin.post("/resource-types/check", &strict).await;
    assert_eq!(review.status, 200, "{}", review.text);
    assert_eq!((&review.json["checked"], &review.json["violating"]), (&json!(3), &json!(3)));
    assert_eq!(review.json["first"][0]["resourceType"], json!("Badge"));
    assert_eq!(review.json["first"][0]["violations"].as_array().map(Vec::len), Some(2));
    let refusal = admin.put("/resource-types/Badge", &strict).await;
    problem(&refusal, 409);
    assert_eq!(refusal.json["review"], review.json);
    assert_eq!(app.events(None).await.len(), events);
    let accepted = admin.put("/resource-types/Badge?accept=true", &strict).await;
    assert_eq!(accepted.status, 200, "{}", accepted.text);
    refused(&scim.post("/Badges", &badge("9")).await, 400, "invalidValue");
    // What was there may stay as it is.
    let zero = scim.filter("/Badges", "number eq \"0\"").await.ids().remove(0);
    let path = format!("/Badges/{zero}");
    patched(&scim, &path, json!([{"op": "add", "path": "lost", "value": true}])).await;

    // What names the resources can change only while there are none.
    let mut renamed = strict.clone();
    renamed["schemas"][0]["attributes"][0] = json!({"name": "number"});
    let answer = admin.put("/resource-types/Badge?accept=true", &renamed).await;
    problem(&answer, 409);
    assert!(answer.json["detail"].to_string().contains("3 resources"), "{}", answer.text);
    // A new endpoint serves what was at the old one.
    strict["resourceType"]["endpoint"] = json!("/Keys");
    assert_eq!(admin.put("/resource-types/Badge", &strict).await.status, 200);
    assert_eq!(read(&scim, "/Keys").await["totalResults"], json!(3));
    refused(&scim.get("/Badges").await, 404, "");
}

#[tokio::test]
async fn only_an_admin_of_the_directory_may_load_one() {
    let app = TestApp::start().await;
    let path = "/resource-types/Badge";
    let plain = api(&app, app.token(), "default");
    problem(&plain.put(path, &badge_type()).await, 403);
    problem(&api(&app, "", "default").put(path, &badge_type()).await, 401);
    let other = app.other_directory("other").await;
    refused(&other.get("/Badges").await, 404, "");
    let admin = admin(&app).await;
    let foreign = api(&app, app.token(), "other");
    problem(&foreign.get("/resource-types").await, 404);
    for (method, path) in [
        (Method::POST, "/resource-types"),
        (Method::PATCH, "/resource-types/Badge"),
        (Method::GET, "/resource-types/check"),
    ] {
        let answer = admin.send(method, path, &[], None).await;
        problem(&answer, 405);
        assert!(answer.header("allow").is_some());
    }
    problem(&admin.put("/resource-types/Key", &badge_type()).await, 400);
    problem(&admin.put(path, &json!([])).await, 400);
}

#[tokio::test]
async fn its_schemas_are_changed_with_it() {
    let (_app, _, admin) = start().await;
    let declaration = json!({"schema": BADGE, "attributes": [{"name": "size"}]});
    let answer = admin.put(&format!("/schemas/{BADGE}"), &declaration).await;
    problem(&answer, 400);
    assert!(answer.json["detail"].to_string().contains("Badge"), "{}", answer.text);
    let schemas = admin.get("/schemas").await.json;
    let own = |schema: &&Value| schema["schema"] == json!(BADGE);
    let found = schemas["schemas"].as_array().expect("a list").iter().find(own).expect("it");
    assert_eq!(found["resourceTypes"], json!(["Badge"]));
}
