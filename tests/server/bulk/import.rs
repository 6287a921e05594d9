//! A whole company in one request.

use serde_json::{Value, json};
use testkit::TestApp;

use super::{bulk, id, post};
use crate::support::{ENTERPRISE, group, read, user, with};

#[tokio::test]
async fn a_company_arrives_in_one_request() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let person = |at: usize| {
        let more = json!({
            "title": format!("title {at}"),
            "badge": at,
            ENTERPRISE: {"manager": {"value": format!("bulkId:u{}", at / 10)}},
        });
        post("/Users", &format!("u{at}"), with(user(&format!("user{at}")), more))
    };
    let team = |at: usize| {
        let members: Vec<String> = (0..19).map(|n| format!("bulkId:u{}", at * 19 + n)).collect();
        let members: Vec<&str> = members.iter().map(String::as_str).collect();
        post("/Groups", &format!("g{at}"), group(&format!("group{at}"), &members))
    };
    // Groups first: all their members are still to come.
    let operations: Vec<Value> = (0..50).map(team).chain((0..950).map(person)).collect();
    let answers = bulk(&scim, &operations).await;
    assert_eq!(answers.len(), 1_000);
    let failed = answers.iter().find(|one| one["status"] != "201");
    assert_eq!(failed, None);
    assert_eq!(read(&scim, "/Users?count=0").await["totalResults"], json!(950));
    assert_eq!(read(&scim, "/Groups?count=0").await["totalResults"], json!(50));
    assert_eq!(scim.members(&id(&answers[49])).await.len(), 19);
    let one = read(&scim, &format!("/Users/{}", id(&answers[50 + 123]))).await;
    assert_eq!(one["userName"], json!("user123"));
    assert_eq!(one[ENTERPRISE]["manager"]["value"], json!(id(&answers[50 + 12])));
}
