//! What changing a declaration means for the resources that are there.

use directory::event::EventKind;
use serde_json::{Value, json};
use testkit::TestApp;

use super::{ACME, acme, acme_user, admin, declare, problem};
use crate::support::{USER, created, names, patched, read, refused, user, with};

#[tokio::test]
async fn a_declaration_first_says_what_stands_against_it() {
    let app = TestApp::start().await;
    let (scim, admin) = (app.scim(), admin(&app).await);
    for n in 0..120 {
        let badge = if n % 10 == 0 { json!("7") } else { json!(n) };
        created(&scim, "/Users", &acme_user(&format!("u{n}"), json!({"badge": badge}))).await;
    }
    created(&scim, "/Users", &user("nobody")).await;
    let strict = json!({"schema": ACME, "attributes": [{"name": "badge", "required": true}]});
    let events = app.events(None).await.len();
    let review = admin.post("/schemas/check", &strict).await;
    assert_eq!(review.status, 200, "{}", review.text);
    assert_eq!((&review.json["checked"], &review.json["violating"]), (&json!(121), &json!(108)));
    let first = review.json["first"].as_array().expect("a list");
    assert_eq!(first.len(), 100, "the first hundred are shown");
    assert_eq!(first[0]["display"], json!("u1"));
    assert_eq!(first[0]["violations"][0]["path"], json!(format!("{ACME}:badge")));
    assert_eq!(app.events(None).await.len(), events, "a look changes nothing");

    let refusal = admin.put(&format!("/schemas/{ACME}"), &strict).await;
    problem(&refusal, 409);
    assert_eq!(refusal.json["review"], review.json);
    assert_eq!(app.events(None).await.len(), events);
    created(&scim, "/Users", &acme_user("new", json!({"badge": 7}))).await;
    let accepted = admin.put(&format!("/schemas/{ACME}?accept=true"), &strict).await;
    assert_eq!(accepted.status, 201, "{}", accepted.text);
    refused(
        &scim.post("/Users", &acme_user("eve", json!({"badge": 7}))).await,
        400,
        "invalidValue",
    );
    refused(&scim.post("/Users", &acme_user("eve", json!({"desk": 7}))).await, 400, "invalidValue");

    // Who stands against it may stay so, but not become worse.
    let u1 = scim.filter("/Users", "userName eq \"u1\"").await.ids().remove(0);
    let path = format!("/Users/{u1}");
    patched(&scim, &path, json!([{"op": "replace", "path": "active", "value": false}])).await;
    let worse = json!([{"op": "replace", "path": format!("{ACME}:badge"), "value": 8}]);
    refused(&scim.patch(&path, worse).await, 400, "invalidValue");
    let better = json!([{"op": "replace", "path": format!("{ACME}:badge"), "value": "8"}]);
    patched(&scim, &path, better).await;
}

#[tokio::test]
async fn a_learned_attribute_becomes_a_declared_one() {
    let app = TestApp::start().await;
    let (scim, admin) = (app.scim(), admin(&app).await);
    created(&scim, "/Users", &with(user("ann"), json!({"level": 7, "desk": {"no": 1}}))).await;
    let wanted = json!({"schema": USER, "attribute": "LEVEL"});
    let promoted = admin.post("/schemas/promote", &wanted).await;
    assert_eq!(promoted.status, 201, "{}", promoted.text);
    let attributes = &promoted.json["declaration"]["attributes"];
    assert_eq!(
        (&attributes[0]["name"], &attributes[0]["type"]),
        (&json!("level"), &json!("integer"))
    );
    refused(
        &scim.post("/Users", &with(user("eve"), json!({"level": "x"}))).await,
        400,
        "invalidValue",
    );
    created(&scim, "/Users", &with(user("ben"), json!({"level": 8}))).await;
    let again = admin.post("/schemas/promote", &wanted).await;
    problem(&again, 404);
    let second =
        admin.post("/schemas/promote", &json!({"schema": USER, "attribute": "desk"})).await;
    assert_eq!(second.status, 200, "{}", second.text);
    let attributes = second.json["declaration"]["attributes"].as_array().expect("attributes");
    assert_eq!(attributes.len(), 2);
    problem(
        &admin.post("/schemas/promote", &json!({"schema": USER, "attribute": "title"})).await,
        404,
    );
    problem(&admin.post("/schemas/promote", &json!({"schema": USER})).await, 400);
}

#[tokio::test]
async fn what_is_taken_back_is_as_it_was_before() {
    let app = TestApp::start().await;
    let (scim, admin) = (app.scim(), admin(&app).await);
    created(&scim, "/Users", &acme_user("ann", json!({"badge": 7}))).await;
    let closed = json!({"open": false, "attributes": [{"name": "badge", "type": "integer"}]});
    declare(&admin, ACME, closed).await;
    refused(
        &scim.post("/Users", &acme_user("eve", json!({"badge": "x"}))).await,
        400,
        "invalidValue",
    );
    let path = format!("/schemas/{ACME}");
    assert_eq!(admin.delete(&path).await.status, 204);
    problem(&admin.delete(&path).await, 404);
    created(&scim, "/Users", &acme_user("eve", json!({"badge": "x", "desk": 1}))).await;
    let found = scim.filter("/Users", &format!("{ACME}:badge eq \"7\"")).await;
    assert_eq!(names(&found), ["ann"]);
}

#[tokio::test]
async fn every_declaration_is_history() {
    let app = TestApp::start().await;
    let admin = admin(&app).await;
    acme(&admin, json!([{"name": "badge"}])).await;
    acme(&admin, json!([{"name": "badge"}])).await;
    acme(&admin, json!([{"name": "badge", "type": "integer"}])).await;
    assert_eq!(admin.delete(&format!("/schemas/{ACME}")).await.status, 204);
    let events = app.events(None).await;
    let schemas: Vec<_> = events
        .iter()
        .filter(|event| {
            [EventKind::SchemaDeclared, EventKind::SchemaRetracted].contains(&event.kind)
        })
        .collect();
    let kinds: Vec<EventKind> = schemas.iter().map(|event| event.kind).collect();
    let declared = EventKind::SchemaDeclared;
    assert_eq!(
        kinds,
        [declared, declared, EventKind::SchemaRetracted],
        "the same again is nothing"
    );
    let kind_of = |value: &Value| value["attributes"][0]["type"].clone();
    assert_eq!(kind_of(&schemas[1].data["before"]), json!("string"));
    assert_eq!(kind_of(&schemas[1].data["after"]), json!("integer"));
    assert_eq!(schemas[2].data.get("after"), None);
    assert!(schemas[0].cause.action.starts_with("PUT /directories/default/schemas/"));
}

#[tokio::test]
async fn an_interop_directory_takes_what_is_declared() {
    let app = TestApp::start().await;
    let (scim, admin) = (app.scim(), admin(&app).await);
    let preset = directory::settings::Preset::Interop;
    let changed =
        app.service.set_preset(app.default_directory(), preset, testkit::operator()).await;
    changed.expect("a change");
    let body = acme_user("ann", json!({"badge": "1"}));
    refused(&scim.post("/Users", &body).await, 400, "invalidSyntax");
    acme(&admin, json!([{"name": "badge"}])).await;
    let path = format!("/Users/{}", created(&scim, "/Users", &body).await.id());
    refused(
        &scim.post("/Users", &acme_user("eve", json!({"desk": "1"}))).await,
        400,
        "invalidSyntax",
    );
    assert_eq!(read(&scim, &path).await[ACME], json!({"badge": "1"}));
    let config = read(&scim, "/ServiceProviderConfig").await;
    assert_eq!(config["interopProfileConformant"], json!(true));
}
