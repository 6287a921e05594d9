//! Operations that fail, alone or until there are too many.

use serde_json::{Value, json};
use testkit::TestApp;

use super::{bulk, bulk_until, delete, detail, patch, post, post_user, put, statuses};
use crate::support::{everything, group, read, user};

const NEVER: &str = "01912345-0000-7000-8000-000000000000";

#[tokio::test]
async fn a_wrong_operation_fails_alone() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let before = everything(&app, &scim).await;
    let post_to = |path: &str| post(path, "a", user("ann"));
    for (operation, status, scim_type) in [
        (json!(7), "400", json!("invalidSyntax")),
        (
            json!({"method": "GET", "path": format!("/Users/{NEVER}")}),
            "400",
            json!("invalidSyntax"),
        ),
        (
            json!({"method": "POST", "path": "/Users", "data": user("a")}),
            "400",
            json!("invalidSyntax"),
        ),
        (post_to("/Bulk"), "400", json!("invalidSyntax")),
        (post_to("/Me"), "400", json!("invalidSyntax")),
        (patch("/Me", json!([])), "400", json!("invalidSyntax")),
        (post_to("/.search"), "400", json!("invalidSyntax")),
        (post_to("/Users/.search"), "400", json!("invalidSyntax")),
        (delete("/Schemas/x"), "400", json!("invalidSyntax")),
        (post_to("/Devices"), "404", Value::Null),
        (delete("/Users/1/2"), "404", Value::Null),
        (delete(&format!("/Users/{NEVER}")), "404", Value::Null),
        (delete("/Users/no id/"), "404", Value::Null),
        (put(&format!("/Groups/{NEVER}"), group("g", &[])), "404", Value::Null),
        (post("/Users", "a", json!({"title": "x"})), "400", json!("invalidValue")),
        (post("/Groups", "a", group("g", &[NEVER])), "400", json!("invalidValue")),
        (patch(&format!("/Users/{NEVER}"), json!([])), "400", json!("invalidSyntax")),
    ] {
        let answers = bulk(&scim, std::slice::from_ref(&operation)).await;
        assert_eq!(statuses(&answers), [status], "{operation}");
        let error = &answers[0]["response"];
        assert_eq!(
            error.get("scimType").unwrap_or(&Value::Null),
            &scim_type,
            "{operation} {error}"
        );
        for name in ["method", "bulkId"] {
            assert_eq!(answers[0].get(name), operation.get(name), "{operation}");
        }
        assert_eq!(answers[0].get("location").is_some(), answers[0]["location"].is_string());
        assert!(answers[0]["method"] != "POST" || answers[0].get("location").is_none());
    }
    assert_eq!(everything(&app, &scim).await, before);
}

#[tokio::test]
async fn a_failure_tells_which_resource_it_is_about() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let answers = bulk(&scim, &[delete(&format!("/users/{NEVER}")), delete("/Groups/a b\"")]).await;
    let base = app.scim_base();
    assert_eq!(answers[0]["location"], json!(format!("{base}/Users/{NEVER}")));
    assert_eq!(answers[1]["location"], json!(format!("{base}/Groups/a%20b%22")));
}

#[tokio::test]
async fn a_hundred_failures_do_not_stop_the_rest() {
    let app = TestApp::start().await;
    let scim = app.scim();
    scim.user("taken").await;
    let operations: Vec<Value> = (0..200)
        .map(|at| {
            let name = if at % 2 == 0 { "Taken".to_owned() } else { format!("user{at}") };
            post("/Users", &at.to_string(), user(&name))
        })
        .collect();
    let answers = bulk(&scim, &operations).await;
    assert_eq!(answers.len(), 200);
    for (at, one) in answers.iter().enumerate() {
        let expected = if at % 2 == 0 { "409" } else { "201" };
        assert_eq!(one["status"], json!(expected), "{one}");
        assert_eq!(one["bulkId"], json!(at.to_string()), "the order of the request");
    }
    assert_eq!(read(&scim, "/Users").await["totalResults"], json!(101));
}

#[tokio::test]
async fn after_as_many_errors_as_allowed_nothing_more_is_done() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let gone = delete(&format!("/Users/{NEVER}"));
    let operations = |prefix: &str| {
        let user = |at: usize| post_user(&format!("{prefix}{at}"));
        vec![user(0), gone.clone(), user(1), json!({}), user(2), gone.clone(), user(3)]
    };
    for (errors, expected) in [
        (1, vec!["201", "404"]),
        (2, vec!["201", "404", "201", "400"]),
        (3, vec!["201", "404", "201", "400", "201", "404"]),
        (4, vec!["201", "404", "201", "400", "201", "404", "201"]),
    ] {
        let answers = bulk_until(&scim, errors, &operations(&format!("n{errors}-"))).await;
        assert_eq!(statuses(&answers), expected, "failOnErrors {errors}");
    }
    assert_eq!(read(&scim, "/Users").await["totalResults"], json!(1 + 2 + 3 + 4));
}

#[tokio::test]
async fn an_operation_is_done_whole_or_not_at_all() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let ann = scim.user("ann").await;
    let path = format!("/Users/{ann}");
    let before = read(&scim, &path).await;
    let half = json!([
        {"op": "replace", "path": "title", "value": "x"},
        {"op": "replace", "path": "userName", "value": ""},
    ]);
    let answers = bulk(&scim, &[patch(&path, half), post_user("ben")]).await;
    assert_eq!(statuses(&answers), ["400", "201"]);
    assert!(
        detail(&answers[0]).contains("Operations[1]") || detail(&answers[0]).contains("userName")
    );
    assert_eq!(read(&scim, &path).await, before);
}
