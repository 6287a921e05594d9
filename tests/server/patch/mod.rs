//! PATCH of users (RFC 7644 §3.5.2), row by row; what it does to groups is in `groups`.

mod add;
mod atomic;
mod envelope;
mod members;
mod remove;
mod replace;

use serde_json::{Value, json};
use testkit::{Caller, TestApp};

use crate::support::{ENTERPRISE, USER, created, read, refused};

/// What comes of the operations of one row.
enum Then {
    /// These attributes have these values; null stands for none.
    Has(Value),
    /// A refusal, after which everything is as it was.
    Refused(u16, &'static str),
}

/// A rule, the operations that it governs, and what comes of them.
struct Row(&'static str, Value, Then);

/// The user that every row starts with.
fn before() -> Value {
    json!({
        "schemas": [USER, ENTERPRISE],
        "userName": "ann",
        "active": true,
        "title": "Engineer",
        "name": {"givenName": "Ann", "familyName": "Lee"},
        "emails": [
            {"value": "ann@work.example", "type": "work", "primary": true},
            {"value": "ann@home.example", "type": "home", "display": "home"},
        ],
        "phoneNumbers": [{"value": "1", "type": "work"}, {"value": "2", "type": "work"}],
        "roles": [{"value": "admin"}],
        ENTERPRISE: {"department": "R&D", "costCenter": "9"},
    })
}

/// Sends every row to a fresh user and looks at what came of it.
async fn hold(rows: Vec<Row>) {
    let app = TestApp::start().await;
    let scim = app.scim();
    for Row(rule, operations, then) in rows {
        let made = created(&scim, "/Users", &before()).await;
        let path = format!("/Users/{}", made.id());
        run(&scim, &path, &made.json, rule, operations, then).await;
        assert_eq!(scim.delete(&path).await.status, 204);
    }
}

async fn run(scim: &Caller, path: &str, made: &Value, rule: &str, operations: Value, then: Then) {
    let answer = scim.patch(path, operations).await;
    let after = read(scim, path).await;
    match then {
        Then::Refused(status, scim_type) => {
            assert_eq!(answer.status, status, "{rule}: {}", answer.text);
            refused(&answer, status, scim_type);
            assert_eq!(after, *made, "{rule}: nothing has changed");
        }
        Then::Has(expected) => {
            assert_eq!(answer.status, 200, "{rule}: {}", answer.text);
            assert_eq!(answer.json, after, "{rule}: the answer is the new state");
            let expected = expected.as_object().expect("attributes");
            for (name, value) in after.as_object().expect("a user") {
                if name == "meta" {
                    continue;
                }
                let wanted = expected.get(name).unwrap_or(&made[name]);
                assert_eq!(value, wanted, "{rule}: {name}");
            }
            for (name, value) in expected {
                assert_eq!(after.get(name).unwrap_or(&Value::Null), value, "{rule}: {name}");
            }
            for (name, value) in made.as_object().expect("a user") {
                let kept =
                    expected.contains_key(name) || name == "meta" || after.get(name) == Some(value);
                assert!(kept, "{rule}: {name} is lost");
            }
        }
    }
}
