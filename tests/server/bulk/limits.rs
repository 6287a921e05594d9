//! How much one request may bring.

use conformance::client::Method;
use serde_json::json;
use testkit::TestApp;
use web::Limits;

use super::{bulk, message, patch, post, post_user, statuses};
use crate::support::{read, refused, user, with};

#[tokio::test]
async fn too_many_operations_are_refused_by_the_name_of_the_limit() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let config = read(&scim, "/ServiceProviderConfig").await;
    assert_eq!(config["bulk"]["supported"], json!(true));
    let most = config["bulk"]["maxOperations"].as_u64().expect("a number");
    let operations: Vec<_> = (0..=most).map(|at| post_user(&at.to_string())).collect();
    let answer = scim.post("/Bulk", &message(&operations)).await;
    refused(&answer, 413, "");
    assert!(answer.text.contains(&format!("maxOperations ({most})")), "{}", answer.text);
    assert_eq!(read(&scim, "/Users").await["totalResults"], json!(0));
}

#[tokio::test]
async fn too_large_a_request_is_refused_by_the_name_of_the_limit() {
    let app = TestApp::start_with(Limits { max_body_bytes: 4096, ..Limits::default() }).await;
    let scim = app.scim();
    let most = read(&scim, "/ServiceProviderConfig").await["bulk"]["maxPayloadSize"].clone();
    assert_eq!(most, json!(4096));
    let mut body = message(&[post_user("ann")]).to_string().into_bytes();
    body.resize(4096, b' ');
    assert_eq!(scim.send(Method::POST, "/Bulk", &[], Some(body.clone())).await.status, 200);
    body.push(b' ');
    let answer = scim.send(Method::POST, "/Bulk", &[], Some(body)).await;
    refused(&answer, 413, "");
    assert!(answer.text.contains("maxPayloadSize (4096 bytes)"), "{}", answer.text);
}

#[tokio::test]
async fn data_keep_to_the_limits_of_requests() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let deep = (0..20).fold(json!(1), |value, _| json!([value]));
    let long = "x".repeat(300_000);
    let many = vec![json!({"op": "remove", "path": "title"}); 5_001];
    let answers = bulk(
        &scim,
        &[
            post("/Users", "1", with(user("deep"), json!({"deep": deep}))),
            post("/Users", "2", with(user("long"), json!({"title": long}))),
            post_user("ann"),
            patch("/Users/bulkId:ann", json!(many)),
        ],
    )
    .await;
    assert_eq!(statuses(&answers), ["400", "413", "201", "413"]);
}
