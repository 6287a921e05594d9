//! Passwords that identity providers send: accepted, and dropped where the body is read.

use serde_json::{Value, json};
use testkit::{Caller, TestApp};

use crate::support::{ann, created, read, with};

const SECRET: &str = "Tr0ub4dor-and-3-zebras";

/// Sends the secret in every way there is; returns the user's id and all texts that were answered.
async fn send_everywhere(scim: &Caller) -> (String, String) {
    let with_password = with(ann(), json!({"password": SECRET}));
    let mut seen = String::new();
    let made = created(scim, "/Users", &with_password).await;
    seen += &made.text;
    let path = format!("/Users/{}", made.id());
    let operations = [
        json!([{"op": "replace", "path": "password", "value": SECRET}]),
        json!([{"op": "Replace", "value": {"password": SECRET}}]),
        json!([{"op": "add", "value": {"PassWord": SECRET, "title": "Lead"}}]),
    ];
    for operations in operations {
        let answer = scim.patch(&path, operations).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        seen += &answer.text;
    }
    let answer = scim.put(&path, &with_password).await;
    assert_eq!(answer.status, 200);
    seen += &answer.text;
    let urn = "urn:ietf:params:scim:schemas:core:2.0:User:password";
    for query in [
        String::new(),
        "?attributes=password".to_owned(),
        format!("?attributes={urn}"),
        "?excludedAttributes=title".to_owned(),
    ] {
        seen += &scim.get(&format!("{path}{query}")).await.text;
        seen += &scim.get(&format!("/Users{query}")).await.text;
    }
    (made.id(), seen)
}

#[tokio::test]
async fn a_password_is_accepted_and_in_no_answer() {
    let app = TestApp::start().await;
    let (id, seen) = send_everywhere(&app.scim()).await;
    assert!(!seen.contains(SECRET));
    let user = read(&app.scim(), &format!("/Users/{id}")).await;
    assert_eq!(user.get("password"), None);
    assert_eq!(user["title"], json!("Engineer"), "the rest of each request was carried out");
    let schemas = app.scim().get("/Schemas").await;
    assert!(!schemas.text.to_lowercase().contains("password\""), "no schema promises one");
    let config = read(&app.scim(), "/ServiceProviderConfig").await;
    assert_eq!(config["changePassword"]["supported"], json!(false));
}

#[tokio::test]
async fn a_password_is_in_no_event_and_a_change_of_it_is_none() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let made = created(&scim, "/Users", &ann()).await;
    let path = format!("/Users/{}", made.id());
    let change = json!([{"op": "replace", "path": "password", "value": SECRET}]);
    let answer = scim.patch(&path, change).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json["meta"], made.json["meta"], "nothing that is kept has changed");
    assert_eq!(app.events(Some(&made.id())).await.len(), 1);
    send_everywhere(&app.other_directory("other").await).await;
    for directory in app.service.directories() {
        for event in app.events_of(directory.id, None).await {
            let text = format!("{} {:?}", event.data, event.cause);
            assert!(!text.contains(SECRET), "{text}");
            assert!(!text.to_lowercase().contains("password"), "{text}");
        }
    }
}

#[tokio::test]
async fn a_password_cannot_be_filtered_or_sorted_by() {
    let app = TestApp::start().await;
    send_everywhere(&app.scim()).await;
    let answer = app.scim().filter("/Users", &format!("password eq \"{SECRET}\"")).await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.json["scimType"], json!("invalidFilter"));
    assert!(!answer.text.contains(SECRET));
}

#[tokio::test]
async fn a_password_is_in_no_byte_on_disk_and_not_in_the_request_log() {
    let app = TestApp::start().await;
    let (id, _) = send_everywhere(&app.scim()).await;
    app.scim().get(&format!("/Users?password={SECRET}")).await;
    app.scim().patch(&format!("/Users/{id}"), json!([{"op": "shout", "value": SECRET}])).await;
    let store = app.service.store();
    app.state.requests.flush(store).await.expect("a flush");
    let log = store.requests(app.default_directory(), 1000).await.expect("a log");
    assert!(log.len() > 8, "the requests are in the log");
    assert!(!format!("{log:?}").contains(SECRET));
    let bytes = app.stored_bytes();
    assert!(contains(&bytes, id.as_bytes()) || contains(&bytes, b"Ann@Example.com"), "the data");
    assert!(!contains(&bytes, SECRET.as_bytes()));
}

#[tokio::test]
async fn an_infra_token_is_in_no_byte_on_disk() {
    let app = TestApp::start().await;
    created(&app.scim(), "/Users", &ann()).await;
    app.service.flush_token_uses().await.expect("a flush");
    let bytes = app.stored_bytes();
    assert!(contains(&bytes, b"Ann@Example.com"));
    assert!(!contains(&bytes, app.token().as_bytes()));
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn the_search_for_secrets_finds_one() {
    let body = Value::String(SECRET.to_owned()).to_string();
    assert!(contains(body.as_bytes(), SECRET.as_bytes()));
    assert!(!contains(b"short", SECRET.as_bytes()));
}
