//! `version` of an operation is its `If-Match` (RFC 7644 §3.7).

use serde_json::{Value, json};
use testkit::TestApp;

use super::{bulk, delete, detail, patch, post_user, put, statuses};
use crate::support::{read, user};

fn at(mut operation: Value, version: &str) -> Value {
    operation["version"] = json!(version);
    operation
}

#[tokio::test]
async fn an_operation_on_another_version_fails() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let ann = scim.user("ann").await;
    let path = format!("/Users/{ann}");
    let title = |text: &str| patch(&path, json!([{"op": "add", "path": "title", "value": text}]));
    let answers = bulk(
        &scim,
        &[
            at(title("no"), "W/\"2\""),
            at(put(&path, user("no")), "W/\"7\""),
            at(delete(&path), "\"x\""),
            at(title("yes"), "W/\"1\""),
            at(title("no"), "W/\"1\""),
            at(put(&path, user("ann.lee")), "W/\"2\""),
            at(title("any"), "*"),
        ],
    )
    .await;
    assert_eq!(statuses(&answers), ["412", "412", "412", "200", "412", "200", "200"]);
    assert!(detail(&answers[0]).contains("W/\"1\""), "{}", answers[0]);
    let now = read(&scim, &path).await;
    assert_eq!((&now["userName"], &now["title"]), (&json!("ann.lee"), &json!("any")));
    assert_eq!(now["meta"]["version"], answers[6]["version"]);
}

#[tokio::test]
async fn a_version_means_nothing_to_what_is_new() {
    let app = TestApp::start().await;
    let answers = bulk(&app.scim(), &[at(post_user("ann"), "W/\"7\"")]).await;
    assert_eq!(statuses(&answers), ["201"]);
}
