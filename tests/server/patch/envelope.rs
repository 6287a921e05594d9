//! The message around the operations.

use serde_json::{Value, json};
use testkit::{Caller, TestApp};

use crate::support::{PATCH_OP, created, read, refused, with};

async fn send(scim: &Caller, path: &str, body: &Value) -> testkit::Answer {
    scim.json(conformance::client::Method::PATCH, path, body).await
}

#[tokio::test]
async fn a_message_that_is_none_is_refused() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let made = created(&scim, "/Users", &super::before()).await;
    let path = format!("/Users/{}", made.id());
    let fine = json!({"op": "replace", "path": "title", "value": "Lead"});
    for body in [
        json!({}),
        json!([]),
        json!([fine]),
        json!(null),
        json!("replace"),
        json!({"schemas": [PATCH_OP]}),
        json!({"schemas": [PATCH_OP], "Operations": []}),
        json!({"schemas": [PATCH_OP], "Operations": null}),
        json!({"schemas": [PATCH_OP], "Operations": "replace"}),
        json!({"schemas": [PATCH_OP], "Operations": [7]}),
        json!({"schemas": [PATCH_OP], "Operations": [{}]}),
        json!({"schemas": [PATCH_OP], "Operations": [{"path": "title", "value": "x"}]}),
        json!({"schemas": [PATCH_OP], "Operations": [with(fine.clone(), json!({"op": "merge"}))]}),
        json!({"schemas": [PATCH_OP], "Operations": [with(fine.clone(), json!({"op": 7}))]}),
        json!({"schemas": [PATCH_OP], "Operations": [with(fine.clone(), json!({"op": null}))]}),
        json!({"schemas": [PATCH_OP], "Operations": [fine, with(fine.clone(), json!({"op": "move"}))]}),
        json!({"schemas": [PATCH_OP], "title": "Lead"}),
    ] {
        let answer = send(&scim, &path, &body).await;
        assert_eq!(answer.status, 400, "{body}: {}", answer.text);
        refused(&answer, 400, "invalidSyntax");
    }
    for path_value in [json!(7), json!({"a": 1}), json!([])] {
        let body = json!({"schemas": [PATCH_OP], "Operations": [with(fine.clone(), json!({"path": path_value}))]});
        let answer = send(&scim, &path, &body).await;
        assert_eq!(answer.status, 400, "{body}: {}", answer.text);
    }
    assert_eq!(read(&scim, &path).await, made.json);
}

#[tokio::test]
async fn a_message_may_stray_from_the_rfc_where_identity_providers_do() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let id = scim.user("ann").await;
    let path = format!("/Users/{id}");
    let operation =
        |number: usize| json!({"op": "replace", "path": "title", "value": format!("t{number}")});
    for (number, body) in [
        json!({"Operations": [operation(0)]}),
        json!({"schemas": [PATCH_OP], "operations": [operation(1)]}),
        json!({"Schemas": [PATCH_OP.to_uppercase()], "OPERATIONS": [operation(2)]}),
        json!({"schemas": [PATCH_OP], "Operations": [{"OP": "REPLACE", "Path": "TITLE", "Value": "t3"}]}),
        json!({"schemas": [PATCH_OP], "Operations": [operation(4)], "failOnErrors": 1}),
        json!({"schemas": [PATCH_OP], "Operations": [with(operation(5), json!({"name": "addMember"}))]}),
        json!({"schemas": [PATCH_OP], "Operations": [{"op": "add", "path": null, "value": {"title": "t6"}}]}),
        json!({"schemas": [PATCH_OP], "Operations": [{"op": "add", "path": "", "value": {"title": "t7"}}]}),
    ]
    .into_iter()
    .enumerate()
    {
        let answer = send(&scim, &path, &body).await;
        assert_eq!(answer.status, 200, "{body}: {}", answer.text);
        assert_eq!(answer.json["title"], json!(format!("t{number}")), "{body}");
    }
}

#[tokio::test]
async fn operations_are_carried_out_in_order_each_on_the_result_of_the_last() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let id = scim.user("ann").await;
    let operations = json!([
        {"op": "add", "path": "title", "value": "one"},
        {"op": "add", "path": "emails", "value": [{"value": "a@x", "type": "work"}]},
        {"op": "replace", "path": "emails[type eq \"work\"].value", "value": "b@x"},
        {"op": "remove", "path": "title"},
        {"op": "add", "path": "emails", "value": {"value": "c@x", "type": "home"}},
        {"op": "remove", "path": "emails[value eq \"b@x\"]"},
        {"op": "add", "path": "title", "value": "two"},
    ]);
    let answer = scim.patch(&format!("/Users/{id}"), operations).await;
    assert_eq!(answer.json["title"], json!("two"), "{}", answer.text);
    assert_eq!(answer.json["emails"], json!([{"value": "c@x", "type": "home"}]));
    assert_eq!(answer.json["meta"]["version"], json!("W/\"2\""), "one request is one change");
}

#[tokio::test]
async fn a_resource_that_is_not_there_is_not_patched() {
    let app = TestApp::start().await;
    let scim = app.scim();
    for id in ["01912345-0000-7000-8000-000000000000", "0", "nobody"] {
        let operations = json!([{"op": "replace", "path": "title", "value": "x"}]);
        refused(&scim.patch(&format!("/Users/{id}"), operations.clone()).await, 404, "");
        refused(&scim.patch(&format!("/Groups/{id}"), operations).await, 404, "");
    }
}
