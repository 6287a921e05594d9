//! Schemas that an admin declares: what holds for them, and the API by which they are declared.

mod api;
mod changing;
mod enforced;
mod returned;
mod unique;

use directory::token::{Expiry, Scopes};
use serde_json::{Value, json};
use testkit::{Answer, Caller, TestApp};

use crate::support::{USER, user, with};

/// An extension of the tests' own.
const ACME: &str = "urn:example:acme:2.0:User";

/// A client of the API of the default directory.
pub(crate) async fn admin(app: &TestApp) -> Caller {
    let scopes = Scopes { admin: true, ..Scopes::NONE };
    let made = app.new_token(app.default_directory(), "admin", scopes, Expiry::Never).await;
    api(app, &made.1, "default")
}

/// A client of the API of a directory.
pub(crate) fn api(app: &TestApp, token: &str, directory: &str) -> Caller {
    Caller::new(&format!("{}/v1/infra/directories/{directory}", app.url), token)
}

/// Declares a schema, which is known to succeed.
async fn declare(admin: &Caller, schema: &str, declaration: Value) -> Value {
    let answer = admin.put(&format!("/schemas/{schema}"), &declaration).await;
    assert!([200, 201].contains(&answer.status), "{declaration} got {}", answer.text);
    answer.json
}

/// Declares attributes of the extension.
async fn acme(admin: &Caller, attributes: Value) {
    declare(admin, ACME, json!({"attributes": attributes})).await;
}

/// The body of a user with values of the extension.
fn acme_user(name: &str, values: Value) -> Value {
    with(user(name), json!({"schemas": [USER, ACME], ACME: values}))
}

/// Judges a refusal of the API: whole problem details (RFC 9457).
#[track_caller]
pub(crate) fn problem(answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert!(answer.header("x-request-id").is_some_and(|id| !id.is_empty()));
    assert_eq!(answer.json["status"], json!(status));
    for member in ["type", "title", "detail", "instance"] {
        assert!(answer.json[member].is_string(), "{member}: {}", answer.text);
    }
    assert!(answer.json.get("schemas").is_none(), "no SCIM error");
}
