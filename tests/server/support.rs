//! What several modules need: bodies to send, answers to judge, snapshots to compare.

use std::collections::BTreeMap;

use directory::event::EventKind;
use serde_json::{Map, Value, json};
use testkit::{Answer, Caller, TestApp};

pub(crate) const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
pub(crate) const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
pub(crate) const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
pub(crate) const LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
pub(crate) const SEARCH: &str = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";
pub(crate) const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";

/// An object with the members of both; those of `more` win.
pub(crate) fn with(base: Value, more: Value) -> Value {
    let (Value::Object(mut base), Value::Object(more)) = (base, more) else {
        panic!("two objects")
    };
    base.extend(more);
    Value::Object(base)
}

/// The body of a user with nothing but a name.
pub(crate) fn user(user_name: &str) -> Value {
    json!({"schemas": [USER], "userName": user_name})
}

/// The body of a user as identity providers send it.
pub(crate) fn ann() -> Value {
    json!({
        "schemas": [USER, ENTERPRISE],
        "externalId": "00u1",
        "userName": "Ann@Example.com",
        "name": {"givenName": "Ann", "familyName": "Lee"},
        "displayName": "Ann Lee",
        "title": "Engineer",
        "active": true,
        "emails": [
            {"value": "Ann@Example.com", "type": "work", "primary": true},
            {"value": "ann@home.example", "type": "home"},
        ],
        "phoneNumbers": [{"value": "+1 555 0100", "type": "mobile"}],
        ENTERPRISE: {"department": "R&D", "employeeNumber": "7"},
    })
}

/// The body of a group.
pub(crate) fn group(display_name: &str, members: &[&str]) -> Value {
    let members: Vec<_> = members.iter().map(|id| json!({"value": id})).collect();
    json!({"schemas": [GROUP], "displayName": display_name, "members": members})
}

/// Creates a resource; returns the answer, which is known to be 201.
pub(crate) async fn created(scim: &Caller, endpoint: &str, body: &Value) -> Answer {
    let answer = scim.post(endpoint, body).await;
    assert_eq!(answer.status, 201, "{body} got {}", answer.text);
    answer
}

/// Reads a resource, which is known to be there.
pub(crate) async fn read(scim: &Caller, path: &str) -> Value {
    let answer = scim.get(path).await;
    assert_eq!(answer.status, 200, "{path} got {}", answer.text);
    answer.json
}

/// Sends a PATCH that is known to succeed.
pub(crate) async fn patched(scim: &Caller, path: &str, operations: Value) {
    let answer = scim.patch(path, operations.clone()).await;
    assert!(matches!(answer.status, 200 | 204), "{operations} got {}", answer.text);
}

/// Judges a refusal: a whole SCIM error (RFC 7644 §3.12) with that status and keyword, and a
/// detail. `""` stands for no keyword.
#[track_caller]
pub(crate) fn refused(answer: &Answer, status: u16, scim_type: &str) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.header("content-type"), Some("application/scim+json"));
    assert!(answer.header("x-request-id").is_some_and(|id| !id.is_empty()), "no request id");
    let body = answer.json.as_object().expect("a SCIM error");
    assert_eq!(body["schemas"], json!([ERROR]));
    assert_eq!(body["status"], json!(status.to_string()));
    let keyword = body.get("scimType").map_or("", |kind| kind.as_str().expect("a keyword"));
    assert_eq!(keyword, scim_type, "{}", answer.text);
    let detail = body["detail"].as_str().expect("a detail");
    assert!(detail.len() > 9, "the detail says too little: {detail}");
    let known = ["schemas", "status", "scimType", "detail"];
    assert!(body.keys().all(|key| known.contains(&key.as_str())), "{}", answer.text);
}

/// The names of the resources in a list, in its order.
pub(crate) fn names(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{}", answer.text);
    let resources = answer.json["Resources"].as_array().expect("a list").iter();
    resources
        .map(|resource| {
            let name = resource.get("userName").or_else(|| resource.get("displayName"));
            name.and_then(Value::as_str).expect("a name").to_owned()
        })
        .collect()
}

/// The attributes of a resource that do not come from the server.
pub(crate) fn sent(resource: &Value) -> Value {
    let mut map: Map<String, Value> = resource.as_object().expect("a resource").clone();
    for derived in ["id", "meta", "groups"] {
        map.remove(derived);
    }
    Value::Object(map)
}

/// Everything that clients can read of a directory, and its history: to show that nothing changed.
pub(crate) async fn everything(app: &TestApp, scim: &Caller) -> Value {
    let users = read(scim, "/Users?count=1000").await;
    let groups = read(scim, "/Groups?count=1000").await;
    let schemas = read(scim, "/Schemas").await;
    let events = app.events(None).await.len();
    json!({"users": users, "groups": groups, "schemas": schemas, "events": events})
}

/// The kinds of the events of a resource, oldest first.
pub(crate) async fn kinds(app: &TestApp, subject: &str) -> Vec<EventKind> {
    app.events(Some(subject)).await.iter().map(|event| event.kind).collect()
}

/// An answer as a snapshot shows it: status, the headers that are promised, and the body.
pub(crate) fn whole(app: &TestApp, answer: &Answer) -> Value {
    let mut headers = BTreeMap::new();
    for name in ["allow", "content-type", "etag", "location", "retry-after", "www-authenticate"] {
        if let Some(value) = answer.header(name) {
            headers.insert(name, value);
        }
    }
    assert!(answer.header("x-request-id").is_some_and(|id| !id.is_empty()), "no request id");
    let body = if answer.text.is_empty() { Value::Null } else { answer.json.clone() };
    redact(app, json!({"status": answer.status, "headers": headers, "body": body}))
}

/// The value with its ids numbered in the order in which they appear, and without the server's
/// address and times.
pub(crate) fn redact(app: &TestApp, mut value: Value) -> Value {
    let mut ids = Vec::new();
    rewrite(&mut value, &mut |text| {
        let text = text.replace(&app.url, "[server]");
        if is_time(&text) { "[time]".to_owned() } else { number_ids(&text, &mut ids) }
    });
    value
}

fn rewrite(value: &mut Value, change: &mut impl FnMut(&str) -> String) {
    match value {
        Value::String(text) => *text = change(text),
        Value::Array(items) => items.iter_mut().for_each(|item| rewrite(item, change)),
        Value::Object(map) => map.values_mut().for_each(|item| rewrite(item, change)),
        _ => {}
    }
}

/// Whether a text is a time as answers print it: `2026-11-24T02:36:16.000Z`.
pub(crate) fn is_time(text: &str) -> bool {
    let shape: String =
        text.chars().map(|char| if char.is_ascii_digit() { '0' } else { char }).collect();
    shape == "0000-00-00T00:00:00.000Z"
}

fn number_ids(text: &str, ids: &mut Vec<String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = (0..rest.len()).find(|&at| id_at(rest, at)) {
        let id = &rest[at..at + 36];
        let number = ids.iter().position(|known| known == id).unwrap_or_else(|| {
            ids.push(id.to_owned());
            ids.len() - 1
        });
        out.push_str(&rest[..at]);
        out.extend(["[id ", &(number + 1).to_string(), "]"]);
        rest = &rest[at + 36..];
    }
    out + rest
}

fn id_at(text: &str, at: usize) -> bool {
    text.get(at..at + 36).is_some_and(|part| {
        part.bytes().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
    })
}
