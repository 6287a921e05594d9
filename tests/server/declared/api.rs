//! The API itself: who may use it, and what it answers.

use conformance::client::Method;
use directory::settings::ScimState;
use directory::token::{Expiry, Scopes};
use serde_json::{Value, json};
use testkit::TestApp;

use super::{ACME, acme, admin, api, problem};
use crate::support::{USER, created, read, refused, user, with};

#[tokio::test]
async fn only_a_token_with_the_scope_admin_opens_its_own_directory() {
    let app = TestApp::start().await;
    let admin = admin(&app).await;
    assert_eq!(admin.get("/schemas").await.status, 200);
    let without = api(&app, app.token(), "default").get("/schemas").await;
    problem(&without, 403);
    assert!(without.header("www-authenticate").is_some_and(|value| value.contains("admin")));
    let nobody = api(&app, "", "default").get("/schemas").await;
    problem(&nobody, 401);
    assert!(nobody.header("www-authenticate").is_some());
    problem(&api(&app, "prv_wrong", "default").get("/schemas").await, 401);

    app.other_directory("other").await;
    let other = app.service.directory("other").expect("a directory").id;
    let scopes = Scopes { admin: true, ..Scopes::NONE };
    let (_, theirs) = app.new_token(other, "admin", scopes, Expiry::Never).await;
    problem(&api(&app, &theirs, "default").get("/schemas").await, 404);
    problem(&api(&app, &theirs, "nowhere").get("/schemas").await, 404);
    assert_eq!(api(&app, &theirs, "other").get("/schemas").await.status, 200);
    // The scope opens nothing of SCIM.
    refused(&app.with_token(&theirs).get("/Users").await, 403, "");
    refused(&app.with_token(&theirs).post("/Users", &user("x")).await, 403, "");
}

#[tokio::test]
async fn what_is_declared_in_one_directory_is_unknown_in_another() {
    let app = TestApp::start().await;
    let admin = admin(&app).await;
    let other = app.other_directory("other").await;
    acme(&admin, json!([{"name": "badge", "type": "integer", "uniqueness": "none"}])).await;
    refused(&other.get(&format!("/Schemas/{ACME}")).await, 404, "");
    let body = with(user("ann"), json!({ACME: {"badge": "text"}}));
    created(&other, "/Users", &body).await;
    refused(&app.scim().post("/Users", &body).await, 400, "invalidValue");
}

#[tokio::test]
async fn schemas_are_listed_with_what_is_declared_and_learned() {
    let app = TestApp::start().await;
    let (scim, admin) = (app.scim(), admin(&app).await);
    created(&scim, "/Users", &with(user("ann"), json!({"level": 7}))).await;
    acme(&admin, json!([{"name": "badge"}])).await;
    let list = admin.get("/schemas").await;
    assert_eq!(list.header("content-type"), Some("application/json"));
    assert_eq!(list.json["directory"], json!("default"));
    let schemas = list.json["schemas"].as_array().expect("a list");
    assert_eq!(schemas.len(), 4, "{}", list.text);
    let core = admin.get(&format!("/schemas/{USER}")).await.json;
    assert_eq!(core["learned"]["User"][0]["name"], json!("level"));
    assert_eq!(core.get("declaration"), None);
    let own = admin.get(&format!("/schemas/{}", ACME.to_uppercase())).await.json;
    assert_eq!(own["schema"], json!(ACME));
    assert_eq!(own["declaration"]["attributes"][0]["name"], json!("badge"));
    // What is read can be sent back.
    let answer = admin.put(&format!("/schemas/{ACME}"), &own["declaration"]).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

#[tokio::test]
async fn the_api_works_while_scim_is_off() {
    let app = TestApp::start().await;
    let admin = admin(&app).await;
    app.switch(app.default_directory(), ScimState::Off).await;
    acme(&admin, json!([{"name": "badge"}])).await;
    app.switch(app.default_directory(), ScimState::On).await;
    read(&app.scim(), &format!("/Schemas/{ACME}")).await;
}

#[tokio::test]
async fn what_is_wrong_is_told_as_problem_details() {
    let app = TestApp::start().await;
    let admin = admin(&app).await;
    let path = format!("/schemas/{ACME}");
    let long: Vec<Value> = (0..201).map(|n| json!({"name": format!("a{n}")})).collect();
    for body in [
        json!([]),
        json!({"attributes": [{"name": "1"}]}),
        json!({"attributes": [{"name": "id"}]}),
        json!({"attributes": [{"name": "$ref"}]}),
        json!({"attributes": [{"name": "a", "mutability": "writeOnly", "returned": "always"}]}),
        json!({"attributes": [{"name": "a", "type": "text"}]}),
        json!({"attributes": [{"name": "a", "mutabilty": "immutable"}]}),
        json!({"schema": USER, "attributes": []}),
        json!({"attributes": long}),
    ] {
        problem(&admin.put(&path, &body).await, 400);
    }
    problem(&admin.put("/schemas/acme", &json!({})).await, 400);
    let schema = "urn:ietf:params:scim:schemas:core:2.0:Schema";
    problem(&admin.put(&format!("/schemas/{schema}"), &json!({})).await, 400);
    problem(
        &admin.put(&format!("/schemas/{USER}"), &json!({"attributes": [{"name": "title"}]})).await,
        400,
    );
    problem(&admin.get("/schemas/urn:example:nothing").await, 404);
    problem(&admin.get("/users").await, 404);
    problem(&admin.send(Method::PUT, &path, &[], Some(b"{".to_vec())).await, 400);
    let typed = [("content-type", "text/plain")];
    problem(&admin.send(Method::PUT, &path, &typed, Some(b"{}".to_vec())).await, 415);
    for (method, path) in [
        (Method::POST, "/schemas"),
        (Method::PATCH, path.as_str()),
        (Method::GET, "/schemas/check"),
    ] {
        let answer = admin.send(method, path, &[], None).await;
        problem(&answer, 405);
        assert!(answer.header("allow").is_some());
    }
    assert_eq!(admin.get("/schemas").await.json["schemas"].as_array().map(Vec::len), Some(3));
}
