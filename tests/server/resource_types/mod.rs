//! Resource types that an admin loads: served like users and groups.

mod api;
mod bulk;
mod devices;
mod lifecycle;
mod lists;
mod refused;

use serde_json::{Value, json};
use testkit::{Caller, TestApp};

use crate::declared::admin;

/// The schemas of the tests' own type.
const BADGE: &str = "urn:example:2.0:Badge";
const DOORS: &str = "urn:example:doors:2.0:Badge";

/// The description of the tests' own type.
fn badge_type() -> Value {
    json!({
        "resourceType": {
            "name": "Badge", "endpoint": "/Badges", "description": "Badges that open doors",
            "schema": BADGE, "schemaExtensions": [{"schema": DOORS, "required": false}],
        },
        "schemas": [
            {"id": BADGE, "name": "Badge", "attributes": [
                {"name": "number", "required": true, "uniqueness": "server"},
                {"name": "colour", "canonicalValues": ["red", "green"]},
                {"name": "level", "type": "integer"},
                {"name": "lost", "type": "boolean"},
                {"name": "since", "type": "dateTime"},
                {"name": "holder", "type": "complex", "subAttributes": [
                    {"name": "value"}, {"name": "until", "type": "dateTime"}]},
                {"name": "chip", "mutability": "immutable"},
                {"name": "pin", "mutability": "writeOnly"},
                {"name": "notes", "returned": "request"},
            ]},
            {"id": DOORS, "name": "Doors", "attributes": [
                {"name": "doors", "type": "complex", "multiValued": true, "subAttributes": [
                    {"name": "value", "required": true}, {"name": "hours", "type": "integer"}]},
                {"name": "tag", "uniqueness": "server", "caseExact": true},
            ]},
        ],
    })
}

/// Loads a type, which is known to succeed; answers the client of the API.
async fn load(app: &TestApp, description: &Value) -> Caller {
    let admin = admin(app).await;
    let name = description["resourceType"]["name"].as_str().expect("a name");
    let answer = admin.put(&format!("/resource-types/{name}"), description).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    admin
}

/// The body of a badge.
fn badge(number: &str) -> Value {
    json!({"schemas": [BADGE], "number": number})
}

/// A server that has badges; and its clients.
async fn start() -> (TestApp, Caller, Caller) {
    let app = TestApp::start().await;
    let admin = load(&app, &badge_type()).await;
    let scim = app.scim();
    (app, scim, admin)
}
