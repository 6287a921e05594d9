//! Descriptions that cannot be, and requests that a type does not serve.

use conformance::client::Method;
use serde_json::{Value, json};
use testkit::TestApp;

use super::{BADGE, DOORS, badge_type, start};
use crate::declared::{admin, problem};
use crate::support::{ENTERPRISE, USER, created, refused, user, with};

/// The description with another value somewhere.
fn but(pointer: &str, value: Value) -> Value {
    let mut description = badge_type();
    *description.pointer_mut(pointer).expect("a place") = value;
    description
}

#[tokio::test]
async fn hostile_descriptions_are_refused_and_change_nothing() {
    let app = TestApp::start().await;
    let admin = admin(&app).await;
    let deep = (0..100).fold(json!("x"), |inner, _| json!([inner]));
    let many: Vec<Value> = (0..500).map(|n| json!({"name": format!("a{n}")})).collect();
    let extensions: Vec<Value> =
        (0..100).map(|n| json!({"schema": format!("urn:example:{n}")})).collect();
    for description in [
        json!(null),
        json!({}),
        json!({"resourceType": badge_type()["resourceType"]}),
        but("/resourceType/endpoint", json!("/Users")),
        but("/resourceType/endpoint", json!("/.search")),
        but("/resourceType/endpoint", json!("/Me")),
        but("/resourceType/endpoint", json!("/../Users")),
        but("/resourceType/endpoint", json!("/a b")),
        but("/resourceType/endpoint", json!("Badges")),
        but("/resourceType/endpoint", json!(7)),
        but("/resourceType/schema", json!(USER)),
        but("/resourceType/schema", json!("urn:example:unknown")),
        but("/resourceType/schemaExtensions", json!([])),
        but("/resourceType/schemaExtensions", json!(extensions)),
        but("/schemas/0/attributes", json!(many)),
        but("/schemas/0/attributes/0", json!({"name": "meta"})),
        but("/schemas/0/attributes/0", json!({"name": "a'; DROP TABLE resources; --"})),
        but("/schemas/0/attributes/0", json!({"name": "x".repeat(500)})),
        but("/schemas/0/attributes/0", json!({"name": "a", "canonicalValues": deep})),
        but(
            "/schemas/0/attributes/0",
            json!({"name": "a", "type": "integer", "uniqueness": "server"}),
        ),
        but("/schemas/1/id", json!(ENTERPRISE)),
        but("/schemas/1/id", json!(BADGE)),
    ] {
        let answer = admin.put("/resource-types/Badge", &description).await;
        problem(&answer, 400);
    }
    for name in ["User", "group", "Schema", "check"] {
        let answer = admin
            .put(&format!("/resource-types/{name}"), &but("/resourceType/name", json!(name)))
            .await;
        assert!([400, 405].contains(&answer.status), "{}", answer.text);
    }
    let list = admin.get("/resource-types").await.json;
    assert_eq!(list["resourceTypes"], json!([]));
}

#[tokio::test]
async fn two_types_do_not_get_into_each_others_way() {
    let (_app, scim, admin) = start().await;
    let other = |endpoint: &str, core: &str, extension: &str| {
        let mut description = but("/resourceType/name", json!("Key"));
        description["resourceType"]["endpoint"] = json!(endpoint);
        for (at, urn) in [(0, core), (1, extension)] {
            description["schemas"][at]["id"] = json!(urn);
        }
        description["resourceType"]["schema"] = json!(core);
        description["resourceType"]["schemaExtensions"][0]["schema"] = json!(extension);
        description
    };
    let (core, doors) = ("urn:example:2.0:Key", "urn:example:doors:2.0:Key");
    for (description, part) in [
        (other("/badges", core, doors), "Badge"),
        (other("/Keys", BADGE, doors), BADGE),
        (other("/Keys", core, DOORS), DOORS),
    ] {
        let answer = admin.put("/resource-types/Key", &description).await;
        problem(&answer, 400);
        assert!(answer.json["detail"].to_string().contains(part), "{}", answer.text);
    }
    assert_eq!(admin.put("/resource-types/Key", &other("/Keys", core, doors)).await.status, 201);
    let body = json!({"number": "1"});
    created(&scim, "/Keys", &body).await;
    created(&scim, "/Badges", &body).await;
}

#[tokio::test]
async fn there_is_an_end_to_the_number_of_types() {
    let app = TestApp::start().await;
    let admin = admin(&app).await;
    let numbered = |n: usize| {
        let urn = format!("urn:example:{n}");
        json!({
            "resourceType": {"name": format!("T{n}"), "endpoint": format!("/T{n}s"), "schema": urn},
            "schemas": [{"id": urn, "attributes": [{"name": "a"}]}],
        })
    };
    for n in 0..29 {
        let answer = admin.put(&format!("/resource-types/T{n}"), &numbered(n)).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
    }
    let answer = admin.put("/resource-types/T29", &numbered(29)).await;
    problem(&answer, 400);
    assert!(answer.json["detail"].to_string().contains("29"), "{}", answer.text);
    assert_eq!(admin.delete("/resource-types/T4").await.status, 204);
    assert_eq!(admin.put("/resource-types/T29", &numbered(29)).await.status, 201);
    let scim = app.scim();
    created(&scim, "/T29s", &json!({"a": "x"})).await;
    created(&scim, "/T28s", &json!({"a": "x"})).await;
    refused(&scim.get("/T4s").await, 404, "");
}

#[tokio::test]
async fn wrong_methods_and_paths_are_answered_as_for_users() {
    let (app, scim, _) = start().await;
    for (method, path, allow) in [
        (Method::DELETE, "/Badges", "GET, HEAD, POST, OPTIONS"),
        (Method::POST, "/Badges/x", "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"),
        (Method::GET, "/Badges/.search", "POST, OPTIONS"),
    ] {
        let answer = scim.send(method, path, &[], None).await;
        refused(&answer, 405, "");
        assert_eq!(answer.header("allow"), Some(allow));
    }
    refused(&scim.get("/Badges/x").await, 404, "");
    refused(&scim.get("/Badges/1/2").await, 404, "");
    let ann = scim.user("ann").await;
    refused(&scim.get(&format!("/Badges/{ann}")).await, 404, "");
    refused(&app.with_token("prv_wrong").get("/Badges").await, 401, "");
    // A type's URN in a user is an extension like any other, learned for users.
    created(&scim, "/Users", &with(user("eve"), json!({"urn:example:3.0:User": {"a": 1}}))).await;
}
