//! Where the order of the request matters, it is kept.

use serde_json::json;
use testkit::TestApp;

use super::{bulk, delete, id, patch, post, post_user, put, statuses};
use crate::support::{group, kinds, read, user};

#[tokio::test]
async fn changes_of_one_resource_come_one_after_the_other() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let ann = scim.user("ann").await;
    let path = format!("/Users/{ann}");
    let operations: Vec<_> = (0..50)
        .map(|at| {
            patch(&path, json!([{"op": "replace", "path": "title", "value": format!("t{at}")}]))
        })
        .collect();
    let answers = bulk(&scim, &operations).await;
    for (at, one) in answers.iter().enumerate() {
        assert_eq!(one["version"], json!(format!("W/\"{}\"", at + 2)), "{one}");
    }
    assert_eq!(read(&scim, &path).await["title"], json!("t49"));
    assert_eq!(kinds(&app, &ann).await.len(), 51);
}

#[tokio::test]
async fn a_name_is_free_once_it_was_given_back() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let (ann, ben) = (scim.user("ann").await, scim.user("ben").await);
    let answers = bulk(
        &scim,
        &[
            post_user("ann"),
            delete(&format!("/Users/{ann}")),
            post("/Users", "again", user("Ann")),
            put(&format!("/Users/{ben}"), user("carl")),
            post_user("ben"),
            post_user("carl"),
        ],
    )
    .await;
    assert_eq!(statuses(&answers), ["409", "204", "201", "200", "201", "409"]);
}

#[tokio::test]
async fn of_two_with_one_name_the_first_wins() {
    let app = TestApp::start().await;
    let scim = app.scim();
    for round in 0..10 {
        let name = format!("round{round}");
        let twice =
            [post("/Users", "1", user(&name)), post("/Users", "2", user(&name.to_uppercase()))];
        assert_eq!(statuses(&bulk(&scim, &twice).await), ["201", "409"]);
    }
}

#[tokio::test]
async fn who_was_removed_is_no_member_any_more() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let ann = scim.user("ann").await;
    let answers = bulk(
        &scim,
        &[
            post("/Groups", "before", group("before", &[&ann])),
            delete(&format!("/Users/{ann}")),
            post("/Groups", "after", group("after", &[&ann])),
        ],
    )
    .await;
    assert_eq!(statuses(&answers), ["201", "204", "400"]);
    assert_eq!(scim.members(&id(&answers[0])).await, [""; 0]);
}

#[tokio::test]
async fn members_named_in_capitals_are_the_same_members() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let add = |id: &str| json!([{"op": "add", "path": "members", "value": [{"value": id}]}]);
    for round in 0..10 {
        let inner = scim.group(&format!("inner{round}"), &[]).await;
        let middle = scim.group(&format!("middle{round}"), &[&inner]).await;
        let outer = scim.group(&format!("outer{round}"), &[&middle]).await;
        let path = format!("members[value eq \"{}\"]", inner.to_uppercase());
        let remove = patch(&format!("/Groups/{middle}"), json!([{"op": "remove", "path": path}]));
        let circle = patch(&format!("/Groups/{inner}"), add(&outer));
        // As long as `inner` is in `middle`, it cannot contain `outer`; afterwards it can.
        let answers = bulk(&scim, &[circle.clone(), remove.clone()]).await;
        assert_eq!(statuses(&answers), ["400", "200"]);
        let back = patch(&format!("/Groups/{middle}"), add(&inner));
        // What is done to `middle` before keeps the removal waiting, but not the other operation.
        let title = json!([{"op": "replace", "path": "title", "value": "x"}]);
        let title = patch(&format!("/Groups/{middle}"), title);
        let answers = bulk(&scim, &[back, title.clone(), title, remove, circle]).await;
        assert_eq!(statuses(&answers), ["200"; 5]);
    }
}

#[tokio::test]
async fn of_two_groups_the_first_may_contain_the_other() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let add = |id: &str| json!([{"op": "add", "path": "members", "value": [{"value": id}]}]);
    for round in 0..5 {
        let a = scim.group(&format!("a{round}"), &[]).await;
        let b = scim.group(&format!("b{round}"), &[]).await;
        let both =
            [patch(&format!("/Groups/{a}"), add(&b)), patch(&format!("/Groups/{b}"), add(&a))];
        let answers = bulk(&scim, &both).await;
        assert_eq!(statuses(&answers), ["200", "400"], "alone it would be this error too");
        assert_eq!(scim.members(&a).await, [b]);
    }
}
