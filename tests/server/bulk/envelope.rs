//! The message and its answer as a whole.

use conformance::client::Method;
use serde_json::json;
use testkit::TestApp;

use super::{BULK_REQUEST, bulk, delete, id, message, patch, post_user, put, statuses};
use crate::support::{everything, read, refused, user, whole};

#[tokio::test]
async fn every_method_is_done_and_answered_in_the_order_of_the_request() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let [ann, ben, cleo] = ["ann", "ben", "cleo"].map(|name| scim.user(name));
    let (ann, ben, cleo) = (ann.await, ben.await, cleo.await);
    let answer = scim
        .post(
            "/Bulk",
            &message(&[
                post_user("dora"),
                put(&format!("/Users/{ann}"), user("ann.lee")),
                patch(
                    &format!("Users/{ben}"),
                    json!([{"op": "add", "path": "title", "value": "x"}]),
                ),
                delete(&format!("/users/{cleo}/")),
            ]),
        )
        .await;
    insta::assert_json_snapshot!(whole(&app, &answer));
    let dora = id(&answer.json["Operations"][0]);
    assert_eq!(read(&scim, &format!("/Users/{dora}")).await["userName"], json!("dora"));
    assert_eq!(read(&scim, &format!("/Users/{ann}")).await["userName"], json!("ann.lee"));
    assert_eq!(read(&scim, &format!("/Users/{ben}")).await["title"], json!("x"));
    assert_eq!(scim.get(&format!("/Users/{cleo}")).await.status, 404);
    for one in answer.json["Operations"].as_array().expect("operations") {
        let path = format!("/Users/{}", id(one));
        if let Some(version) = one.get("version") {
            assert_eq!(scim.get(&path).await.header("etag"), version.as_str(), "{one}");
        }
    }
}

#[tokio::test]
async fn names_and_methods_come_in_any_case() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let message = json!({"SCHEMAS": [BULK_REQUEST], "operations": [
        {"METHOD": "post", "Path": "/USERS", "BulkId": "a", "Data": user("ann")},
    ]});
    let answer = scim.post("/bulk", &message).await;
    let answers = super::answers(&answer);
    assert_eq!(statuses(&answers), ["201"]);
    assert_eq!((&answers[0]["method"], &answers[0]["bulkId"]), (&json!("POST"), &json!("a")));
}

#[tokio::test]
async fn a_wrong_message_does_nothing() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let before = everything(&app, &scim).await;
    let operations = json!([post_user("ann")]);
    for wrong in [
        json!([]),
        json!({"schemas": [BULK_REQUEST]}),
        json!({"schemas": [BULK_REQUEST], "Operations": []}),
        json!({"schemas": [BULK_REQUEST], "Operations": post_user("ann")}),
        json!({"schemas": ["urn:x"], "Operations": operations}),
        json!({"failOnErrors": 0, "Operations": operations}),
        json!({"failOnErrors": "2", "Operations": operations}),
    ] {
        refused(&scim.post("/Bulk", &wrong).await, 400, "invalidSyntax");
    }
    let broken = br#"{"Operations": [{"method": "POST", "method": "PUT"}]}"#.to_vec();
    refused(&scim.send(Method::POST, "/Bulk", &[], Some(broken)).await, 400, "invalidSyntax");
    refused(&scim.get("/Bulk").await, 405, "");
    assert_eq!(everything(&app, &scim).await, before);
}

#[tokio::test]
async fn each_operation_is_told_of_as_if_it_had_come_alone() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let answers = bulk(
        &scim,
        &[
            post_user("ann"),
            patch(
                "/Users/bulkId:ann",
                json!([{"op": "replace", "path": "active", "value": false}]),
            ),
        ],
    )
    .await;
    assert_eq!(statuses(&answers), ["201", "200"]);
    let ann = id(&answers[0]);
    let actions: Vec<String> =
        app.events(Some(&ann)).await.into_iter().map(|event| event.cause.action).collect();
    let patched = format!("POST /Bulk 1: PATCH /Users/{ann}");
    assert_eq!(actions, ["POST /Bulk 0: POST /Users".to_owned(), patched]);
}
